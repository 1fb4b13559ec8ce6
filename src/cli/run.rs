//! The monthly job.

use assay::connector::registry::Registry;
use assay::diagnostic::Result;
use assay::ingest::{self, Request};
use assay::lake::Lake;
use assay::report;
use assay::workspace::lock;

use super::context::{Context, When};
use super::{Ended, rank};

/// Arguments of `assay run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    when: When,
    /// Systems to print
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let lang = context.lang(&workspace);
    let _lock = lock::take(&workspace.root)?;
    let registry = Registry::of_workspace(&workspace.root)?;
    let now = std::time::SystemTime::now();
    let report = {
        let progress = context.ui.progress();
        let request = Request { paths: Vec::new(), connector: None, dry_run: false, now };
        ingest::ingest(&workspace, &registry, &request, &mut |p, n, total| progress.file(p, n, total))?
    };
    super::ingest::say(context, &report);
    let lake = Lake::new(workspace.lake());
    let swept = lake.sweep(now)?;
    if swept > 0 {
        context.ui.note(&format!("swept {swept} files of an ingest that was ended midway"));
    }
    let portfolio = context.compute(&workspace, &args.when, None)?;
    for reference in portfolio.references.iter().filter(|r| r.exists) {
        let path = workspace.reference(reference.table.name);
        lake.keep_reference(&ingest::hash(&path)?, &fs_err::read(&path)?)?;
        super::status::warn_unknown_columns(context, &workspace, reference);
    }
    for silence in portfolio.silences() {
        context.ui.warning(&silence);
    }
    let outputs = report::write(&workspace, &portfolio, lang)?;
    context.ui.data(&rank::text(&workspace, &portfolio, args.top, lang));
    for output in &outputs {
        context.ui.note(&format!("wrote {}", output.path.display()));
    }
    let failed = report.failures().count() > 0;
    Ok(if failed { Ended::WithFaults } else { super::status::limits(context, &workspace, &portfolio) })
}
