//! The definitions of all figures.

use assay::diagnostic::Result;
use assay::metrics;
use clap::Subcommand;

use super::Ended;
use super::context::Context;
use super::table::{Table, cut};

/// Arguments of `assay metrics`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All figures with their units
    List,
    /// One figure: its definition and the SQL that gives it
    Show {
        /// Id of the figure
        id: String,
    },
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    match &args.command {
        Command::List => {
            let mut table = Table::new(&["id", "unit", "이름"]);
            for metric in metrics::catalogue() {
                let title = cut(metric.get("title_ko"), 32);
                table.row([metric.name.to_string(), metric.get("unit").to_string(), title]);
            }
            context.ui.data(&table.text());
        }
        Command::Show { id } => {
            let metric = metrics::definition(id)?;
            context.ui.data(&format!("{}\n", metric.text.trim_end()));
        }
    }
    Ok(Ended::Done)
}
