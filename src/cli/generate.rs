//! Makes an invented agency to try things on.

use std::path::PathBuf;

use assay::calendar::Month;
use assay::diagnostic::Result;
use assay::generate::{self, Plan};

use super::Ended;
use super::context::Context;

/// Arguments of `assay generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the new workspace; it must not exist, or be empty
    dir: PathBuf,
    /// Systems in the inventory
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=5000))]
    systems: u16,
    /// Months of history
    #[arg(long, default_value_t = 13, value_parser = clap::value_parser!(u16).range(1..=120))]
    months: u16,
    /// Seed; the same arguments give the same files
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Last month
    #[arg(long, default_value = "2026-10", value_name = "YYYY-MM")]
    until: String,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let until: Month = args.until.parse()?;
    let plan = Plan { systems: args.systems.into(), months: args.months.into(), seed: args.seed, until };
    let working = context.ui.working("planting");
    generate::generate(&args.dir, &plan)?;
    drop(working);
    let folder = args.dir.display();
    context.ui.note(&format!("made {} systems, {} to {until}, in {folder}", plan.systems, plan.first()));
    context
        .ui
        .note(&format!("next: `assay --workspace {folder} run --month {until}`; what was planted: {folder}/truth"));
    Ok(Ended::Done)
}
