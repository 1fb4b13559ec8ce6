//! The monthly job.

use assay::connector::registry::Registry;
use assay::diagnostic::{Diagnostic, Result};
use assay::ingest::{self, Request};
use assay::lake::Lake;
use assay::portfolio::Portfolio;
use assay::portfolio::reported::RESTATEMENT;
use assay::report::publish::{self, Published};
use assay::report::restatement::Restatement;
use assay::workspace::config::Lang;
use assay::workspace::{Workspace, lock};

use super::context::{Context, When};
use super::table::{Table, cut};
use super::{Ended, finish, rank};

/// Columns of candidates.csv whose changes are printed; restatement.csv has all.
const PRINTED: [&str; 6] = ["rank", "verdict", "hint", "score", "yes_L", "yes_hi"];

/// Arguments of `assay run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    when: When,
    /// Systems to print
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
    /// Hand out new figures of a month that was reported before, as its next version
    #[arg(long)]
    restate: bool,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let lang = context.lang(&workspace);
    let lock = lock::take(&workspace.root)?;
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
    let portfolio = context.measure(&workspace, &args.when, None)?;
    for reference in portfolio.references.iter().filter(|r| r.exists) {
        let path = workspace.reference(reference.table.name);
        lake.keep_reference(&ingest::hash(&path)?, &fs_err::read(&path)?)?;
        super::status::warn_unknown_columns(context, &workspace, reference);
    }
    for silence in portfolio.silences() {
        context.ui.warning(&silence);
    }
    let handed = publish::publish(&workspace, &portfolio, lang, args.restate)?;
    if let Published::Pending(restatement) = &handed.published {
        context.ui.data(&changes(restatement, args.top));
    } else {
        context.ui.data(&rank::text(&workspace, &portfolio, args.top, lang)?);
    }
    for output in handed.outputs.iter().filter(|_| !matches!(handed.published, Published::Pending(_))) {
        context.ui.note(&format!("wrote {}", output.path.display()));
    }
    say(context, &workspace, &portfolio, &handed.published);
    if handed.lang != lang {
        let name = |lang| if lang == Lang::Ko { "Korean" } else { "English" };
        context.ui.note(&format!(
            "the outputs stay in {}, as reported: the inputs are no longer those of the report; --restate writes them in {}",
            name(handed.lang),
            name(lang)
        ));
    }
    // The month is done: the command may run assay itself.
    drop(lock);
    finish::hand_on(context, &workspace, &portfolio, &handed);
    let failed = report.failures().count() > 0;
    Ok(if failed { Ended::WithFaults } else { super::status::limits(context, &workspace, &portfolio) })
}

/// What would change of a reported month, in the columns that matter most.
fn changes(restatement: &Restatement, top: usize) -> String {
    let mut table = Table::new(&["system", "column", ">reported", ">now", "because"]);
    let shown = || restatement.cells.iter().filter(|c| PRINTED.contains(&c.column.as_str()));
    for cell in shown().take(top) {
        table.row([
            cut(&cell.system_name, 16),
            cell.column.clone(),
            cut(&cell.reported, 12),
            cut(&cell.now, 12),
            cut(&cell.because, 30),
        ]);
    }
    let left = shown().count().saturating_sub(top);
    let more = if left > 0 { format!("… and {left} more\n") } else { String::new() };
    format!("{} as it was reported and as it would be now\n{}{more}", restatement.period, table.text())
}

fn say(context: &Context, workspace: &Workspace, portfolio: &Portfolio, published: &Published) {
    let month = portfolio.month;
    match published {
        Published::Provisional => {}
        Published::Reported => context.ui.note(&format!("{month} is reported; its figures are frozen from now on")),
        Published::Same(1) => context.ui.note(&format!("{month} was reported before; no figure of it changed")),
        Published::Same(n) => {
            context.ui.note(&format!("{month} was reported before (version {n}); no figure of it changed"));
        }
        Published::Restated(restatement) => context.ui.note(&format!(
            "{month} is restated as version {}: {} cells of {} systems changed",
            restatement.version,
            restatement.cells.len(),
            restatement.systems()
        )),
        Published::Pending(restatement) => {
            let (cells, systems) = (restatement.cells.len(), restatement.systems());
            let message = format!("{month} was reported; now {cells} cells of {systems} systems would differ");
            let place = workspace.shown(&workspace.out(&month.to_string()).join(RESTATEMENT));
            let mut warning = Diagnostic::input("W0240", message).at_file(place);
            for (cause, inputs) in &restatement.inputs {
                let more = if inputs.len() > 3 { format!(" and {} more", inputs.len() - 3) } else { String::new() };
                let first = inputs.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
                warning = warning.fact(format!("{}: {first}{more}", cause.code()));
            }
            context.ui.warning(&warning.hint(format!(
                "the outputs stay as reported; `assay run --month {month} --restate` hands out the new figures"
            )));
        }
    }
}
