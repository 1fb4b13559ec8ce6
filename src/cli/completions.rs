//! Completions for a shell.

use assay::diagnostic::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use super::context::Context;
use super::{Cli, Ended};

/// Arguments of `assay completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "assay", &mut script);
    context.ui.bytes(&script);
    Ok(Ended::Done)
}
