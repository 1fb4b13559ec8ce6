//! What an import says about a part: rejects grouped by reason, words that nobody knows, missing columns.

use std::collections::BTreeMap;
use std::path::Path;

use crate::connector::detect::Fit;
use crate::connector::map::Rejection;
use crate::connector::order;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::lake::receipt::Counts;
use crate::reader::Part;

use super::missing_columns;
use super::twice::Twice;

/// Cells listed per column that no word matched.
const LISTED: usize = 20;
/// Samples of one kind of fault.
const SAMPLES: usize = 3;

/// Cells that no word of a code column matched: (column, cell) with count.
type Unmapped = BTreeMap<(&'static str, String), u64>;

/// Rejected records, grouped by code and column.
#[derive(Debug, Default)]
pub(super) struct Refused(BTreeMap<(&'static str, String), Group>);

/// Rejected records of one kind.
#[derive(Debug)]
pub(super) struct Group {
    /// How many.
    pub count: u64,
    /// Of those with a date whose order of day and month is unknown, the ones that are different dates either way.
    pub both_ways: u64,
    /// The first of them.
    pub first: Rejection,
    samples: Vec<(u64, u64, String)>,
}

impl Refused {
    /// Adds a rejected record.
    pub fn add(&mut self, record: u64, line: u64, rejection: Rejection) {
        let key = (rejection.code, rejection.column.clone());
        let sample = (record, line, rejection.reason.clone());
        let both_ways = rejection.code == "E0107" && order::reads_both_ways(&rejection.value);
        let none = Group { count: 0, both_ways: 0, first: rejection, samples: Vec::new() };
        let group = self.0.entry(key).or_insert(none);
        group.count += 1;
        group.both_ways += u64::from(both_ways);
        if group.samples.len() < SAMPLES {
            group.samples.push(sample);
        }
    }

    /// The first group of a code.
    pub fn group(&self, code: &str) -> Option<&Group> {
        self.0.iter().find(|((have, _), _)| *have == code).map(|(_, group)| group)
    }
}

impl Group {
    /// The place of its first record.
    pub fn place(&self, place: Place) -> Place {
        let first = self.samples.first();
        let column = Some(self.first.column.clone()).filter(|c| !c.is_empty());
        Place { record: first.map(|s| s.0), line: first.map(|s| s.1), column, ..place }
    }
}

/// Where an import says things.
pub(super) struct Told<'a, 'f> {
    /// The part.
    pub part: &'a Part,
    /// Its connector.
    pub fit: &'a Fit<'f>,
    /// The file as the user knows it.
    pub shown: &'a Path,
    /// Whether other connectors read the part too: leaving out every record is no surprise then.
    pub is_shared: bool,
    /// What was said so far.
    pub warnings: &'a mut Vec<Diagnostic>,
}

impl Told<'_, '_> {
    /// Says all there is to say.
    pub fn all(&mut self, counts: &Counts, unmapped: &Unmapped, refused: &Refused, rejects: &Path) -> Result<()> {
        if counts.read == 0 {
            let place = self.place(None);
            self.warnings.push(Diagnostic::input("W0201", "the export has a header and no records").at(place));
        }
        let left_out = counts.filtered.get("connector").copied().unwrap_or_default();
        if left_out > 0 && counts.kept + counts.rejected == 0 && !self.is_shared {
            let message = format!("the connector `{}` left out every record", self.fit.connector.id);
            let hint = format!("`assay connectors show {}` says under [record] what it keeps", self.fit.connector.id);
            let place = self.place(None);
            self.warnings.push(Diagnostic::input("W0207", message).at(place).hint(hint));
        }
        for column in missing_columns(self.fit)? {
            let message = format!("the export has no column for `{column}`; it is unknown in all of its rows");
            let hint = format!("`assay connectors show {}` lists the headers it looks for", self.fit.connector.id);
            let place = self.place(None);
            self.warnings.push(Diagnostic::input("W0204", message).at(place).hint(hint));
        }
        self.refused(counts, refused, rejects);
        self.unmapped(unmapped);
        Ok(())
    }

    /// Says that records are dated after the run. Maintenance is planned ahead; nothing else is.
    pub fn future(&mut self, count: u64) {
        if count > 0 && self.fit.connector.table != "maintenance" {
            let message = match count {
                1 => "1 record is dated after today; it dates nothing".to_string(),
                many => format!("{many} records are dated after today; they date nothing"),
            };
            let place = self.place(None);
            self.warnings.push(Diagnostic::input("W0208", message).at(place));
        }
    }

    /// Says that the export contradicts itself.
    pub fn twice(&mut self, twice: &Twice) {
        let warning = twice.warning(self.place(None));
        self.warnings.extend(warning);
    }

    fn place(&self, column: Option<&str>) -> Place {
        Place {
            part: Some(self.part.name.clone()).filter(|n| !n.is_empty()),
            column: column.map(String::from),
            ..Place::file(self.shown)
        }
    }

    fn refused(&mut self, counts: &Counts, refused: &Refused, rejects: &Path) {
        let file = rejects.file_name().unwrap_or_default().to_string_lossy();
        for ((code, _), group) in &refused.0 {
            let place = group.place(self.place(None));
            let mut fault = Diagnostic::input(code, group.first.reason.clone()).at(place);
            for (record, line, reason) in group.samples.iter().skip(1) {
                fault = fault.fact(format!("record {record} (line {line}): {reason}"));
            }
            if group.count > group.samples.len() as u64 {
                fault = fault.fact(format!("{} records in all", group.count));
            }
            let them = if counts.rejected == 1 { "this one is" } else { "the rejected ones are" };
            let others = match counts.kept {
                0 => "no other record was kept".to_string(),
                1 => "the other record was kept".to_string(),
                kept => format!("the other {kept} records were kept"),
            };
            let hint = format!("{others}, {them} in rejects/{file}; mend it and ingest it");
            self.warnings.push(fault.hint(hint));
        }
    }

    fn unmapped(&mut self, unmapped: &Unmapped) {
        let mut columns: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
        for ((column, cell), count) in unmapped {
            columns.entry(column).or_default().push((cell, *count));
        }
        for (column, mut cells) in columns {
            cells.sort_by_key(|(cell, count)| (std::cmp::Reverse(*count), *cell));
            let total: u64 = cells.iter().map(|(_, count)| count).sum();
            let samples: Vec<_> =
                cells.iter().take(SAMPLES).map(|(cell, count)| format!("`{cell}` ({count})")).collect();
            let cells = if total == 1 { "1 cell holds a word".into() } else { format!("{total} cells hold words") };
            let message = format!("{cells} that the connector does not know; kept as unknown");
            let hint = format!(
                "add them to `[map.{column}] values` in connectors/{}.toml of the workspace",
                self.fit.connector.id
            );
            let place = self.place(Some(column));
            self.warnings.push(Diagnostic::input("W0202", message).at(place).fact(samples.join(", ")).hint(hint));
        }
    }
}

/// Of each column the most frequent cells that no word matched, for the receipt.
pub(super) fn most_frequent(unmapped: &Unmapped) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut ordered: Vec<_> = unmapped.iter().collect();
    ordered.sort_by_key(|(key, count)| (std::cmp::Reverse(**count), (*key).clone()));
    let mut listed: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for ((column, cell), count) in ordered {
        let cells = listed.entry((*column).to_string()).or_default();
        if cells.len() < LISTED {
            cells.insert(cell.clone(), *count);
        }
    }
    listed
}

/// How many records have dates of which the order of day and month is unknown, and how many of them it changes.
pub(super) fn both_ways(dates: u64, both: u64, read: u64) -> String {
    let records = if read == 1 { "record" } else { "records" };
    let of = format!("{dates} of {read} {records}");
    match (dates, both) {
        (1, 1) => format!("{of} has a date that reads both ways"),
        (_, both) if both == dates => format!("{of} have dates that read both ways"),
        (1, _) => format!("{of} has a date that does not begin with the year"),
        (_, 1) => format!("{of} have dates that do not begin with the year, 1 of them reads both ways"),
        (_, both) => format!("{of} have dates that do not begin with the year, {both} of them read both ways"),
    }
}
