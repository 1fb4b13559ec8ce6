//! Hand all facts and figures on as one file.

use std::path::PathBuf;

use assay::diagnostic::Result;
use assay::report::{export, views};
use clap::Subcommand;

use super::Ended;
use super::context::{Context, When};

/// Arguments of `assay export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    form: Form,
}

#[derive(Debug, Subcommand)]
enum Form {
    /// One DuckDB file with facts and figures, for DuckDB, DBeaver or Metabase
    Duckdb {
        /// The file; an older one is replaced
        file: PathBuf,
        #[command(flatten)]
        when: When,
    },
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let Form::Duckdb { file, when } = &args.form;
    let workspace = context.open()?;
    context.check_output(&workspace, file)?;
    let portfolio = context.compute(&workspace, when, None)?;
    views::create(&workspace, &portfolio, context.lang(&workspace))?;
    let written = export::duckdb(&portfolio.marts.engine, file)?;
    context.ui.note(&format!("wrote {written} tables to {}", file.display()));
    Ok(Ended::Done)
}
