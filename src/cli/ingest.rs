//! Reads exports into the lake.

use std::path::PathBuf;

use assay::connector::registry::Registry;
use assay::diagnostic::Result;
use assay::ingest::{self, Outcome, Report, Request};

use super::Ended;
use super::context::Context;

/// Arguments of `assay ingest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or folders; the inbox when left out
    paths: Vec<PathBuf>,
    /// Connector for all of them, in place of detection
    #[arg(long, value_name = "ID")]
    connector: Option<String>,
    /// Read and say what would be kept; write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let registry = Registry::of_workspace(&workspace.root)?;
    let request = Request {
        paths: args.paths.clone(),
        connector: args.connector.as_deref(),
        dry_run: args.dry_run,
        now: std::time::SystemTime::now(),
    };
    let progress = context.ui.progress();
    let report = ingest::ingest(&workspace, &registry, &request, &mut |p, n, total| progress.file(p, n, total))?;
    drop(progress);
    say(context, &report);
    if args.dry_run {
        context.ui.note("dry run: nothing was written");
    }
    Ok(if report.failures().count() > 0 { Ended::WithFaults } else { Ended::Done })
}

/// Says what became of each file.
pub fn say(context: &Context, report: &Report) {
    let mut known = 0;
    for file in &report.files {
        let path = file.path.display();
        match &file.outcome {
            Outcome::Known => known += 1,
            Outcome::Left(reason) => context.ui.note(&format!("{path}: left for the next run, {reason}")),
            Outcome::Forgotten => context.ui.note(&format!("{path}: left out, it was forgotten")),
            Outcome::Duplicate(first) => context.ui.note(&format!("{path}: the same as {}", first.display())),
            Outcome::Imported(receipts) => {
                for r in receipts {
                    let part = if r.export.part.is_empty() { String::new() } else { format!(" [{}]", r.export.part) };
                    let mut line = format!(
                        "{path}{part}: {} of {} records to {} ({})",
                        r.counts.kept, r.counts.read, r.table, r.connector.id
                    );
                    if r.counts.rejected > 0 {
                        line.push_str(&format!(", {} rejected", r.counts.rejected));
                    }
                    if r.counts.filtered_total() > 0 {
                        line.push_str(&format!(", {} left out", r.counts.filtered_total()));
                    }
                    if r.drift.changed + r.drift.vanished > 0 {
                        line.push_str(&format!("; {} changed, {} vanished", r.drift.changed, r.drift.vanished));
                    }
                    context.ui.note(&line);
                }
            }
            Outcome::Failed(fault) => context.ui.fault(fault),
        }
    }
    if known > 0 {
        context.ui.note(&format!("{known} exports were read before"));
    }
    for warning in &report.warnings {
        context.ui.warning(warning);
    }
}
