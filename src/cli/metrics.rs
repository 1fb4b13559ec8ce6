//! The definitions of all figures.

use assay::diagnostic::Result;
use assay::metrics;
use clap::Subcommand;

use super::Ended;
use super::context::Context;
use super::table::Table;

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
            let mut table = Table::new(&["id", "unit", "title", "이름"]);
            for metric in metrics::catalogue() {
                let cells = [metric.name, metric.get("unit"), metric.get("title_en"), metric.get("title_ko")];
                table.row(cells.map(String::from));
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
