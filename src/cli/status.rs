//! What was ingested, what was not, what is doubtful about it, and which names are unresolved.

use std::collections::BTreeMap;

use assay::calendar::Month;
use assay::diagnostic::{Diagnostic, Result};
use assay::lake::receipt::{Receipt, open_rejects};
use assay::lake::{Lake, cut_short};
use assay::portfolio::Portfolio;
use assay::portfolio::reported::{self, RESTATEMENT};
use assay::report::{self, manifest};
use assay::workspace::Workspace;
use assay::workspace::reference::Reference;

use super::Ended;
use super::context::{Context, When};
use super::table::{Table, cut};

/// Arguments of `assay status`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    when: When,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let portfolio = match context.measure(&workspace, &args.when, None) {
        Ok(portfolio) => portfolio,
        Err(fault) => {
            // What was read can be said even when nothing can be measured.
            context.ui.data(&receipts(&Lake::new(workspace.lake()).active()?));
            return Err(fault);
        }
    };
    let mut text = receipts(&portfolio.receipts);
    text.push_str(&coverage(&portfolio)?);
    text.push_str(&freshness(&portfolio));
    for hours in &portfolio.unreadable_hours {
        text.push_str(&format!("{}\n", hours.warning().message));
    }
    for host in &portfolio.shared_hosts {
        text.push_str(&format!("{}\n", host.warning().message));
    }
    text.push_str(&corrections(&portfolio));
    text.push_str(&unused(&portfolio)?);
    text.push_str(&reconciliation(&portfolio)?);
    text.push_str(&cut_short(&portfolio));
    text.push_str(&drift(&portfolio));
    text.push_str(&names(&portfolio)?);
    text.push_str(&frozen(&workspace)?);
    context.ui.data(&text);
    for reference in &portfolio.references {
        warn_unknown_columns(context, &workspace, reference);
    }
    Ok(Ended::Done)
}

fn receipts(receipts: &[Receipt]) -> String {
    let mut table = Table::new(&["export", "file", "source", "table", ">read", ">kept", ">rejected", ">left out"]);
    for r in receipts {
        let file = r.export.name.rsplit('/').next().unwrap_or_default();
        let file = if r.export.part.is_empty() { file.to_string() } else { format!("{file} [{}]", r.export.part) };
        let counts = [r.counts.read, r.counts.kept, r.counts.rejected, r.counts.filtered_total()];
        let words = [r.export.hash[..12].to_string(), cut(&file, 30), r.source.clone(), r.table.clone()];
        table.row(words.into_iter().chain(counts.map(|n| n.to_string())));
    }
    table.text()
}

fn coverage(portfolio: &Portfolio) -> Result<String> {
    let rows = portfolio.marts.engine.query(
        "select table_name, count(distinct system_id), strftime(min(to_local(from_ts)), '%Y-%m-%d'), \
         strftime(max(to_local(to_ts)), '%Y-%m-%d'), case when bool_or(inferred) then 'inferred' else 'declared' end \
         from coverage group by table_name order by table_name",
    )?;
    let mut table = Table::new(&["covered", ">systems", "from", "to (first day not covered)", "how"]);
    for row in rows.table()? {
        table.row(row.into_iter().map(Option::unwrap_or_default));
    }
    Ok(format!("\n{}", table.text()))
}

/// What each source brought for the month, against what it usually brings.
fn freshness(portfolio: &Portfolio) -> String {
    let rows = format!(">rows of {}", portfolio.month);
    let mut table = Table::new(&["source", "table", &rows, ">usual", ">months", "state"]);
    for f in &portfolio.freshness {
        let claimed = if f.state == "silent" && f.claimed { ", though covered" } else { "" };
        let usual = f.usual_rows.map(|u| u.to_string()).unwrap_or_default();
        let counts = [f.rows.to_string(), usual, f.history_months.to_string()];
        let words = [f.source.clone(), f.table.clone()].into_iter().chain(counts);
        table.row(words.chain([format!("{}{claimed}", f.state)]));
    }
    format!("\n{}", table.text())
}

/// Corrections of records by what became of them, and those that do not apply.
fn corrections(portfolio: &Portfolio) -> String {
    if portfolio.corrections.is_empty() {
        return String::new();
    }
    let counts = report::corrections::counts(&portfolio.corrections).into_iter();
    let counts = counts.filter(|(_, n)| *n > 0).map(|(state, n)| format!("{n} {}", state.replace('_', " ")));
    let mut text = format!("corrections: {}\n", counts.collect::<Vec<_>>().join(", "));
    for warning in assay::portfolio::corrections::warnings(&portfolio.corrections) {
        text.push_str(&format!("{}\n", warning.message));
        warning.facts.iter().for_each(|fact| text.push_str(&format!("  {fact}\n")));
    }
    text
}

/// Samples that enter no figure although their metric does.
fn unused(portfolio: &Portfolio) -> Result<String> {
    let rows = portfolio.marts.engine.query(
        "select n || ' samples of ' || metric || ' from ' || source || case reason \
            when 'no_system' then ' are of hosts that hosts.csv gives to no system on their days' \
            when 'unknown_unit' then ' have the unit `' || unit || '`, which cannot be brought to that of the metric' \
            else ' are negative or no number' end || ': they enter no figure' \
         from unused_samples where reason <> 'other_metric' order by source, metric, unit, reason",
    )?;
    Ok(rows.texts(0)?.into_iter().flatten().map(|line| format!("{line}\n")).collect())
}

/// Outages of the month as monitoring and the ledger saw them.
fn reconciliation(portfolio: &Portfolio) -> Result<String> {
    let [matched, tickets, events] = manifest::reconciled(portfolio)?;
    if matched + tickets + events == 0 {
        return Ok(String::new());
    }
    Ok(format!(
        "\noutages of {}: {matched} seen by monitoring and ticketed, {tickets} ticketed alone, {events} seen by monitoring alone\n",
        portfolio.month
    ))
}

/// Months whose figures are frozen, and those of them that a later run would change.
fn frozen(workspace: &Workspace) -> Result<String> {
    let months = reported::months(workspace)?;
    let said = |(month, version): (&Month, &u32)| {
        let restated = if *version > 1 { format!(" (version {version})") } else { String::new() };
        let waits = workspace.out(&month.to_string()).join(RESTATEMENT).is_file();
        format!("{month}{restated}{}", if waits { " (a restatement waits)" } else { "" })
    };
    let said: Vec<_> = months.iter().map(said).collect();
    Ok(if said.is_empty() { String::new() } else { format!("\nreported: {}\n", said.join(", ")) })
}

/// Exports whose program seems to have stopped at a limit.
fn cut_short(portfolio: &Portfolio) -> String {
    let warnings = portfolio.receipts.iter().flat_map(cut_short::warnings);
    let lines = warnings.map(|w| match &w.place {
        Some(place) => format!("{place}: {}\n", w.message),
        None => format!("{}\n", w.message),
    });
    let text: String = lines.collect();
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// Records that a later export no longer has, or has changed.
fn drift(portfolio: &Portfolio) -> String {
    let mut text = String::new();
    for r in portfolio.receipts.iter().filter(|r| r.drift.changed + r.drift.vanished > 0) {
        let ids = r.drift.vanished_ids.iter().take(3).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        text.push_str(&format!(
            "{}: {} records changed, {} vanished {ids}\n",
            r.export.name, r.drift.changed, r.drift.vanished
        ));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn names(portfolio: &Portfolio) -> Result<String> {
    let mut text = String::new();
    let unattributed = manifest::unattributed(portfolio)?;
    for (table, count) in &unattributed {
        text.push_str(&format!("{count} records of {table} name no system\n"));
    }
    for strangers in &portfolio.strangers {
        let warning = strangers.warning();
        text.push_str(&format!("{}\n", warning.message));
        warning.facts.iter().for_each(|fact| text.push_str(&format!("  {fact}\n")));
    }
    let provisional = unresolved(portfolio)?;
    if !provisional.is_empty() && portfolio.systems.values().any(|s| !s.unlisted) {
        text.push_str(&format!("{} names are in no inventory: `assay systems unresolved`\n", provisional.len()));
    }
    Ok(if text.is_empty() { text } else { format!("\n{text}") })
}

/// Names that no alias knows, with the records they hold.
pub fn unresolved(portfolio: &Portfolio) -> Result<BTreeMap<String, u64>> {
    let rows = portfolio.marts.engine.query(
        "select s.system_id, (select count(distinct (a.table_name, a.source, a.native_id)) from affected a \
            where a.system_id = s.system_id) + (select count(distinct (h.source, h.host, h.day)) from host_days h \
            where h.system_id = s.system_id) from systems s where not s.listed order by 1",
    )?;
    let counts = rows.texts(0)?.into_iter().zip(rows.integers(1)?);
    Ok(counts.filter_map(|(name, n)| Some((name?, u64::try_from(n?).ok()?))).collect())
}

/// Whether the limits of the workspace are kept.
pub fn limits(context: &Context, workspace: &Workspace, portfolio: &Portfolio) -> Ended {
    // What was mended and brought back is rejected no more, or is rejected again in its own receipt.
    let rejected = open_rejects(&portfolio.receipts);
    let unresolved = portfolio.systems.values().filter(|s| s.unlisted).count() as u64;
    let mut ended = Ended::Done;
    for (what, count, limit) in [
        ("rejected records", rejected, workspace.config.max_rejects),
        ("unresolved names", unresolved, workspace.config.max_unresolved),
    ] {
        if let Some(limit) = limit.filter(|limit| count > *limit) {
            let message = format!("{count} {what} exceed the limit of {limit}");
            context.ui.fault(&Diagnostic::input("W0301", message).hint("`assay status` and rejects/ show them"));
            ended = Ended::OverLimit;
        }
    }
    ended
}

/// Warns of columns of a reference file that the catalog does not know.
pub fn warn_unknown_columns(context: &Context, workspace: &Workspace, reference: &Reference) {
    for column in &reference.unknown {
        let known: Vec<_> = reference.table.columns.iter().map(|c| c.name).collect();
        let mut fault =
            Diagnostic::input("W0205", format!("the column `{column}` means nothing here; it is passed over"))
                .at_file(workspace.shown(&workspace.reference(reference.table.name)));
        if let Some(near) = assay::diagnostic::nearest(column, known.iter().copied()) {
            fault = fault.hint(format!("did you mean `{near}`?"));
        }
        context.ui.warning(&fault);
    }
}
