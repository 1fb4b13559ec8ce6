//! Leaves an export out from now on.

use assay::diagnostic::Result;
use assay::lake::Lake;
use chrono::{DateTime, SecondsFormat, Utc};

use super::Ended;
use super::context::Context;

/// Arguments of `assay forget`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Hash of the export, or the beginning of it, as `assay status` shows it
    hash: String,
    /// Take it back
    #[arg(long)]
    undo: bool,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let lake = Lake::new(workspace.lake());
    let hash = lake.export(&args.hash)?;
    if args.undo {
        let was = lake.remember(&hash)?;
        context.ui.note(&format!("{} {}", &hash[..16], if was { "counts again" } else { "was not forgotten" }));
    } else {
        let now = DateTime::<Utc>::from(std::time::SystemTime::now());
        lake.forget(&hash, &now.to_rfc3339_opts(SecondsFormat::Secs, true))?;
        context.ui.note(&format!("{} is left out from now on", &hash[..16]));
    }
    Ok(Ended::Done)
}
