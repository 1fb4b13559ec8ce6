//! What a report would change of a month that was reported before: every cell of candidates.csv, every figure of the
//! month and of its trailing periods, by how much, and because of which receipt, rule or answer.

mod because;
mod inputs;
mod receipts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use csv::StringRecord;

use crate::cells::{number, safe, unsafe_again};
use crate::diagnostic::Result;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::portfolio::movement::{self, Cause, Movement};
use crate::portfolio::reported::{FIGURES, Reported};
use crate::portfolio::snapshot::{Read, Snapshot, Standing};
use crate::workspace::Workspace;

use super::figures::{self, Key, Values};
use super::headers::CANDIDATES;
use super::{candidates, table};
use because::Because;

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
    /// Column of candidates.csv, English; or the id of a figure, with its period where that is not the month; or an
    /// indicator of ranking.json.
    pub column: String,
    /// As it was reported; empty where the system was not there.
    pub reported: String,
    /// As it would be.
    pub now: String,
    /// Why the cell moved.
    pub because: String,
    of: Of,
}

/// What a cell is of.
#[derive(Debug, Clone, PartialEq)]
enum Of {
    Candidates(&'static str),
    Figure(Key),
    /// An indicator of ranking.json.
    Ranking(String),
}

/// Rows of candidates.csv by system and English column.
type Rows = BTreeMap<String, BTreeMap<&'static str, String>>;

impl Restatement {
    /// Compares a computed month with its report. The reasons are in the language of the report.
    ///
    /// # Errors
    /// `E0195` when the report can no longer be read or replayed; faults of the engine.
    pub fn between(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Self> {
        let lang = reported.inputs.lang;
        let before = reported_rows(reported)?;
        let mut cells = cells(&before, &rows(workspace, reported, portfolio)?);
        let path = reported.folder.join(FIGURES);
        let figures = figures::read(&fs_err::read(&path)?).map_err(|fault| fault.at_file(&path))?;
        cells.extend(figures_changed(&figures, portfolio)?);
        cells.extend(parts_changed(reported, portfolio, &cells));
        let inputs = inputs::between(workspace, reported, portfolio, lang)?;
        if !cells.is_empty() {
            let replayed = movement::replay(workspace, reported, portfolio)?;
            let movement = Movement::replayed(workspace, reported, replayed.as_ref(), portfolio)?;
            let ruled = match &replayed {
                Some(replayed) => {
                    Some((rows(workspace, reported, replayed)?, figures::read(&figures::csv(replayed)?)?))
                }
                None => None,
            };
            let because = Because::new(&movement, &inputs, portfolio, lang);
            for cell in &mut cells {
                cell.because = cell.explained(&because, ruled.as_ref());
            }
        }
        let mut by_cause: BTreeMap<Cause, Vec<String>> = BTreeMap::new();
        for input in inputs {
            by_cause.entry(input.cause).or_default().push(input.label);
        }
        let (period, version) = (reported.month.to_string(), reported.version + 1);
        Ok(Restatement { period, version, cells, inputs: by_cause })
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
                [&cell.system_id, &cell.system_name, &cell.column, &cell.reported, &cell.now].map(|text| safe(text));
            // Numbers of our own need no apostrophe; everything else is text that people wrote.
            let first = [self.period.clone(), version.clone()].into_iter();
            first.chain(said).chain([change, safe(&cell.because)])
        });
        table::written("the restatement", &COLUMNS, rows)
    }
}

impl Changed {
    /// Why, where `ruled` is what the rules of today make of the inputs of then.
    fn explained(&self, because: &Because, ruled: Option<&(Rows, Values)>) -> String {
        let between = |ruled: Option<&String>| {
            let ruled = ruled.map_or("", String::as_str);
            (ruled != self.reported, ruled != self.now)
        };
        match &self.of {
            Of::Candidates(column) => {
                let cell = |rows: &(Rows, Values)| between(rows.0.get(&self.system_id).and_then(|r| r.get(column)));
                let (by_rule, by_input) = ruled.map_or((false, true), cell);
                because.cell(column, &self.system_id, by_rule, by_input)
            }
            Of::Figure(key) => {
                let (by_rule, by_input) = ruled.map_or((false, true), |(_, values)| between(values.of.get(key)));
                let moved = [(by_rule, Cause::Rule), (by_input, Cause::Data)];
                let moved: Vec<_> = moved.into_iter().filter(|(is, _)| *is).map(|(_, cause)| cause).collect();
                because.figure(&key.1, &self.system_id, &moved)
            }
            Of::Ranking(indicator) => {
                let Movement { from, ruled, to, .. } = because.movement;
                let [from, ruled, to] =
                    [from, ruled, to].map(|s| s.standing(&self.system_id).map(|s| shown(s, indicator)));
                because.cell(&self.column, &self.system_id, from != ruled, ruled != to)
            }
        }
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

/// The rows of a computed month, in the language of its report.
fn rows(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Rows> {
    Ok(candidates::rows(workspace, portfolio, reported.inputs.lang)?.into_iter().map(named).collect())
}

/// Cells that differ, provenance left out.
fn cells(before: &Rows, now: &Rows) -> Vec<Changed> {
    let mut changed = Vec::new();
    for system_id in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (before.get(system_id), now.get(system_id));
        let cell = |row: Option<&BTreeMap<&str, String>>, column: &str| {
            row.and_then(|r| r.get(column)).cloned().unwrap_or_default()
        };
        for (column, _) in CANDIDATES.iter().filter(|(name, _)| !PROVENANCE.contains(name)) {
            let (reported, now) = (cell(old, column), cell(new, column));
            if reported != now {
                changed.push(Changed {
                    system_id: system_id.clone(),
                    system_name: cell(new.or(old), "system_name"),
                    column: (*column).into(),
                    reported,
                    now,
                    because: String::new(),
                    of: Of::Candidates(column),
                });
            }
        }
    }
    changed
}

/// Figures that differ, of the periods that the report has.
fn figures_changed(before: &Values, portfolio: &Portfolio) -> Result<Vec<Changed>> {
    let now = figures::read(&figures::csv(portfolio)?)?;
    let ids: BTreeSet<_> = metrics::catalogue().iter().map(|m| m.name.to_string()).collect();
    let month = portfolio.month.to_string();
    let mut changed = Vec::new();
    for key in before.of.keys().chain(now.of.keys()).collect::<BTreeSet<_>>() {
        let (system_id, metric, period) = key;
        // A month without any figure has no row; the windows of an earlier version are not known.
        let is_kept = *period == month || before.periods.contains(period);
        let value = |values: &Values| values.of.get(key).cloned().unwrap_or_default();
        let (reported, now) = (value(before), value(&now));
        // A figure that the catalogue no longer has was taken out of the rules; nobody can say what it would be.
        if is_kept && reported != now && ids.contains(metric) {
            changed.push(Changed {
                system_id: system_id.clone(),
                system_name: portfolio.systems.get(system_id).map(|s| s.name.clone()).unwrap_or_default(),
                column: if *period == month { metric.clone() } else { format!("{metric} {period}") },
                reported,
                now,
                because: String::new(),
                of: Of::Figure(key.clone()),
            });
        }
    }
    Ok(changed)
}

/// What ranking.json has beyond candidates.csv and figures.csv: the value and points of each indicator. They are said of
/// systems of which nothing else differs: elsewhere score, groups and figures say it already.
fn parts_changed(reported: &Reported, portfolio: &Portfolio, said: &[Changed]) -> Vec<Changed> {
    let said: BTreeSet<&str> = said.iter().map(|c| c.system_id.as_str()).collect();
    let now = Snapshot::of(portfolio);
    let both = now.systems.iter().filter_map(|s| Some((reported.snapshot.standing(&s.system_id)?, s)));
    let mut changed = Vec::new();
    for (before, now) in both.filter(|(_, now)| !said.contains(now.system_id.as_str())) {
        let indicators = before.contributions.iter().chain(&now.contributions).map(|p| p.indicator.as_str());
        for id in indicators.collect::<BTreeSet<_>>() {
            let [was, is] = [before, now].map(|standing| shown(standing, id));
            for (at, what) in ["", " points"].into_iter().enumerate() {
                if was[at] != is[at] {
                    changed.push(Changed {
                        system_id: now.system_id.clone(),
                        system_name: now.name.clone(),
                        column: format!("ranking.json {id}{what}"),
                        reported: was[at].clone(),
                        now: is[at].clone(),
                        because: String::new(),
                        of: Of::Ranking(id.into()),
                    });
                }
            }
        }
    }
    changed
}

/// Value and points of an indicator.
fn shown(standing: &Standing, indicator: &str) -> [String; 2] {
    let Some(part) = standing.contributions.iter().find(|p| p.indicator == indicator) else {
        return Default::default();
    };
    let value = match &part.value {
        Some(Read::Number(value)) => number(Some(*value), 6),
        Some(Read::Word(word)) => word.clone(),
        None => String::new(),
    };
    [value, number(Some(part.points), 6)]
}

/// A row by the English names of its columns, under its system.
fn named(row: Vec<String>) -> (String, BTreeMap<&'static str, String>) {
    let cells: BTreeMap<_, _> = CANDIDATES.iter().map(|(name, _)| *name).zip(row).collect();
    (cells.get("system_id").cloned().unwrap_or_default(), cells)
}

/// The rows of the reported candidates.csv, in whichever language it was written.
fn reported_rows(reported: &Reported) -> Result<Rows> {
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
