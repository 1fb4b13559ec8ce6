//! What a report would change of a month that was reported before: every cell of candidates.csv and every figure of the
//! month, by how much, and because of which receipt, rule or answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use csv::StringRecord;
use sha2::{Digest, Sha256};

use crate::cells::{number, safe, unsafe_again};
use crate::diagnostic::Result;
use crate::engine::sql_text::escaped;
use crate::ingest::hex;
use crate::lake::Lake;
use crate::metrics;
use crate::portfolio::movement::{Cause, Movement, SAME_SCORE};
use crate::portfolio::reported::{FIGURES, Reported};
use crate::portfolio::{self, Portfolio};
use crate::workspace::Workspace;

use super::figures::{self, Values};
use super::headers::CANDIDATES;
use super::{candidates, table};

/// Columns that say what a row was computed from: they differ wherever anything does, and are no figure.
const PROVENANCE: [&str; 4] = ["as_of", "config_version", "refcurve_version", "input_hash"];

/// Columns of restatement.csv.
pub const COLUMNS: [&str; 9] =
    ["period", "version", "system_id", "system_name", "column", "reported", "now", "change", "because"];

/// What would change, cell by cell.
#[derive(Debug, Clone)]
pub struct Restatement {
    /// The month.
    pub period: String,
    /// The version that would follow.
    pub version: u32,
    /// Cells in the order of system and column.
    pub cells: Vec<Changed>,
    /// Inputs and rules that differ, by cause.
    pub inputs: BTreeMap<Cause, Vec<String>>,
}

/// A cell that would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// System.
    pub system_id: String,
    /// Its name.
    pub system_name: String,
    /// Column of candidates.csv, English, or the id of a figure.
    pub column: &'static str,
    /// As it was reported; empty where the system was not there.
    pub reported: String,
    /// As it would be.
    pub now: String,
    /// Why the system moved; empty where only others did.
    pub because: String,
}

impl Restatement {
    /// Compares a computed month with its report.
    ///
    /// # Errors
    /// `E0195` when the report can no longer be read or replayed; faults of the engine.
    pub fn between(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Self> {
        let mut restatement = Restatement {
            period: reported.month.to_string(),
            version: reported.version + 1,
            cells: [cells(workspace, reported, portfolio)?, figures_changed(reported, portfolio)?].concat(),
            inputs: BTreeMap::new(),
        };
        restatement.explain(workspace, reported, portfolio)?;
        Ok(restatement)
    }

    /// How many systems differ.
    pub fn systems(&self) -> usize {
        self.cells.iter().map(|c| &c.system_id).collect::<BTreeSet<_>>().len()
    }

    /// The bytes of restatement.csv.
    ///
    /// # Errors
    /// `E0903` when the writer fails.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let version = self.version.to_string();
        let rows = self.cells.iter().map(|cell| {
            let change = match (cell.reported.parse::<f64>(), cell.now.parse::<f64>()) {
                (Ok(before), Ok(now)) => number(Some(now - before), 4),
                _ => String::new(),
            };
            let said =
                [&cell.system_id, &cell.system_name, cell.column, &cell.reported, &cell.now].map(|text| safe(text));
            // Numbers of our own need no apostrophe; everything else is text that people wrote.
            let first = [self.period.clone(), version.clone()].into_iter();
            first.chain(said).chain([change, safe(&cell.because)])
        });
        table::written("the restatement", &COLUMNS, rows)
    }

    fn explain(&mut self, workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<()> {
        let movement = Movement::since(workspace, reported, portfolio)?;
        let receipts = Receipts::between(workspace, reported, portfolio)?;
        self.inputs = inputs(workspace, reported, portfolio, &movement, &receipts)?;
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for cell in &mut self.cells {
            let because = said
                .entry(cell.system_id.clone())
                .or_insert_with(|| because(&cell.system_id, &movement, &receipts, &self.inputs));
            cell.because.clone_from(because);
        }
        Ok(())
    }
}

/// The rows of a restatement.csv; none where there is no such file.
///
/// # Errors
/// `E0195` when it cannot be read.
pub fn read(path: &Path) -> Result<Vec<Vec<String>>> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let cells = |record: &StringRecord| record.iter().map(|cell| unsafe_again(cell).to_string()).collect();
    Ok(table::read(path)?.1.iter().map(cells).collect())
}

/// Cells that differ, provenance left out.
fn cells(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Vec<Changed>> {
    let before = reported_rows(reported)?;
    let now: BTreeMap<String, BTreeMap<&str, String>> =
        candidates::rows(workspace, portfolio, reported.inputs.lang)?.into_iter().map(named).collect();
    let mut changed = Vec::new();
    for system_id in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (before.get(system_id), now.get(system_id));
        let cell = |row: Option<&BTreeMap<&str, String>>, column: &str| {
            row.and_then(|r| r.get(column)).cloned().unwrap_or_default()
        };
        for (column, _) in CANDIDATES.iter().filter(|(name, _)| !PROVENANCE.contains(name)) {
            let (reported, now) = (cell(old, column), cell(new, column));
            if reported != now {
                let name = cell(new.or(old), "system_name");
                changed.push(Changed {
                    system_id: system_id.clone(),
                    system_name: name,
                    column,
                    reported,
                    now,
                    because: String::new(),
                });
            }
        }
    }
    Ok(changed)
}

/// Figures of the month that differ.
fn figures_changed(reported: &Reported, portfolio: &Portfolio) -> Result<Vec<Changed>> {
    let path = reported.folder.join(FIGURES);
    let before = figures::read(&fs_err::read(&path)?).map_err(|fault| fault.at_file(&path))?;
    let now = figures::read(&figures::csv(portfolio)?)?;
    let ids: BTreeMap<_, _> = metrics::catalogue().into_iter().map(|m| (m.name.to_string(), m.name)).collect();
    let mut changed = Vec::new();
    for key in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let value = |values: &Values| values.get(key).cloned().unwrap_or_default();
        let (reported, now) = (value(&before), value(&now));
        // A figure that the catalogue no longer has was taken out of the rules; nobody can say what it would be.
        if let Some(column) = ids.get(&key.1).filter(|_| reported != now) {
            let name = portfolio.systems.get(&key.0).map(|s| s.name.clone()).unwrap_or_default();
            let system_id = key.0.clone();
            changed.push(Changed { system_id, system_name: name, column, reported, now, because: String::new() });
        }
    }
    Ok(changed)
}

/// A row by the English names of its columns, under its system.
fn named(row: Vec<String>) -> (String, BTreeMap<&'static str, String>) {
    let cells: BTreeMap<_, _> = CANDIDATES.iter().map(|(name, _)| *name).zip(row).collect();
    (cells.get("system_id").cloned().unwrap_or_default(), cells)
}

/// The rows of the reported candidates.csv, in whichever language it was written.
fn reported_rows(reported: &Reported) -> Result<BTreeMap<String, BTreeMap<&'static str, String>>> {
    let (header, records) = table::read(&reported.folder.join("candidates.csv"))?;
    let english = |name: &str| CANDIDATES.iter().find(|(en, ko)| *en == name || *ko == name).map(|(en, _)| *en);
    let columns: Vec<_> = header.iter().map(english).collect();
    let cells = |record: &StringRecord| -> BTreeMap<&'static str, String> {
        let named = columns.iter().zip(record);
        named.filter_map(|(name, cell)| Some(((*name)?, unsafe_again(cell).to_string()))).collect()
    };
    let rows = records.iter().map(cells);
    Ok(rows.map(|cells| (cells.get("system_id").cloned().unwrap_or_default(), cells)).collect())
}

/// Receipts that a report and today do not share: what is called how, and which systems it touches.
struct Receipts {
    /// Label by receipt.
    labels: BTreeMap<String, String>,
    /// Systems that a receipt of today touches; those that are gone touch nobody that could be asked.
    touched: BTreeMap<String, BTreeSet<String>>,
}

impl Receipts {
    fn between(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Self> {
        let then: BTreeSet<&str> = reported.receipts().collect();
        let now: BTreeSet<&str> = portfolio.receipts.iter().map(|r| r.id.as_str()).collect();
        let mut labels = BTreeMap::new();
        for receipt in portfolio.receipts.iter().filter(|r| !then.contains(r.id.as_str())) {
            labels.insert(receipt.id.clone(), format!("+ {} (receipt {})", receipt.export.name, receipt.id));
        }
        if then.iter().any(|id| !now.contains(id)) {
            for receipt in Lake::new(workspace.lake()).receipts()? {
                if then.contains(receipt.id.as_str()) && !now.contains(receipt.id.as_str()) {
                    labels.insert(receipt.id.clone(), format!("- {} (receipt {})", receipt.export.name, receipt.id));
                }
            }
        }
        let wanted: Vec<_> = labels.keys().map(|id| format!("'{}'", escaped(id))).collect();
        let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        if !wanted.is_empty() {
            let rows = portfolio.marts.engine.query(&format!(
                "select distinct receipt, system_id from affected_rows where receipt in ({0}) union \
                 select distinct r.receipt, h.system_id from receipts r join host_days h on h.source = r.source \
                 where r.table_name = 'performance' and r.receipt in ({0})",
                wanted.join(", ")
            ))?;
            for (receipt, system) in rows.texts(0)?.into_iter().zip(rows.texts(1)?) {
                touched.entry(receipt.unwrap_or_default()).or_default().insert(system.unwrap_or_default());
            }
        }
        Ok(Receipts { labels, touched })
    }

    /// Labels of those that touch a system; all where none is known to.
    fn of(&self, system_id: &str) -> Vec<String> {
        let touching = |id: &&String| self.touched.get(*id).is_some_and(|s| s.contains(system_id));
        let own: Vec<_> = self.labels.keys().filter(touching).filter_map(|id| self.labels.get(id).cloned()).collect();
        if own.is_empty() { self.labels.values().cloned().collect() } else { own }
    }
}

/// What differs between the inputs of the report and those of today, by cause.
fn inputs(
    workspace: &Workspace,
    reported: &Reported,
    portfolio: &Portfolio,
    movement: &Movement,
    receipts: &Receipts,
) -> Result<BTreeMap<Cause, Vec<String>>> {
    let mut all: BTreeMap<Cause, Vec<String>> = BTreeMap::new();
    let (from, to) = (&movement.from, &movement.to);
    for (what, before, after) in [
        ("preset", &from.preset, &to.preset),
        ("checklist", &from.checklist_version, &to.checklist_version),
        ("reference curve", &from.refcurve_version, &to.refcurve_version),
        ("settings, guide and queries", &from.config_version, &to.config_version),
    ] {
        if before != after {
            all.entry(Cause::Rule).or_default().push(format!("{what} {before} -> {after}"));
        }
    }
    all.entry(Cause::Data).or_default().extend(receipts.labels.values().cloned());
    if reported.as_of()? != portfolio.as_of {
        all.entry(Cause::Data).or_default().push("another instant to look up to".into());
    }
    if reported.inputs.covers != hex(&Sha256::digest(portfolio::covers(workspace)?)) {
        all.entry(Cause::Data).or_default().push("`covers` of assay.toml".into());
    }
    for name in changed_files(reported, portfolio)? {
        let cause = if name == "answers.csv" { Cause::Answer } else { Cause::Data };
        all.entry(cause).or_default().push(name);
    }
    all.retain(|_, list| !list.is_empty());
    Ok(all)
}

/// Reference files that are others than those of the report.
fn changed_files(reported: &Reported, portfolio: &Portfolio) -> Result<Vec<String>> {
    let then: BTreeMap<&str, &str> = reported.files().collect();
    let mut changed = Vec::new();
    for reference in &portfolio.references {
        let name = format!("{}.csv", reference.table.name);
        let now = if reference.exists { Some(hex(&Sha256::digest(fs_err::read(&reference.path)?))) } else { None };
        if then.get(name.as_str()).copied() != now.as_deref() {
            changed.push(name);
        }
    }
    Ok(changed)
}

/// Why a system moved, in one line.
fn because(system_id: &str, movement: &Movement, receipts: &Receipts, inputs: &BTreeMap<Cause, Vec<String>>) -> String {
    let of_cause = |cause: Cause| match cause {
        Cause::Data => {
            let is_receipt = |input: &&String| receipts.labels.values().any(|label| label == *input);
            let others = inputs.get(&Cause::Data).into_iter().flatten().filter(|input| !is_receipt(input));
            receipts.of(system_id).into_iter().chain(others.cloned()).collect::<Vec<_>>()
        }
        cause => inputs.get(&cause).cloned().unwrap_or_default(),
    };
    let mut said = Vec::new();
    for step in movement.steps(system_id).iter().filter(|s| s.is_change()) {
        let what = of_cause(step.cause);
        let points = step.points().filter(|p| p.abs() >= SAME_SCORE).map(|p| format!(" {p:+.4} points"));
        let answers: Vec<_> =
            step.answers().iter().map(|(item, was, is)| format!("item {item} {was} -> {is}")).collect();
        let moved: Vec<_> = points.into_iter().chain([answers.join(", ")]).filter(|t| !t.is_empty()).collect();
        said.push(format!("{} {} ({})", step.cause.code(), moved.join(", ").trim(), what.join(", ")));
    }
    if said.is_empty() {
        // Its score and its answers stand: a figure that the score does not read, or other systems moved.
        said = inputs.keys().map(|cause| format!("{} ({})", cause.code(), of_cause(*cause).join(", "))).collect();
    }
    said.join("; ")
}
