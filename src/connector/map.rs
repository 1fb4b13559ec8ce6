//! Maps one record to canonical rows, or says why it cannot be kept.

mod fill;
mod wide;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::{Micros, Zone};
use crate::catalog::{Class, Kind, Need};
use crate::reader::Cell;

use super::Key;
use super::bind::{Binding, Origin};
use super::order::{Order, Shown};
use super::scrub::Scrubbed;
use super::value::Value;
use fill::Record;

/// What surrounds the records of one part of an export.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Zone of times without one.
    pub zone: Zone,
    /// Name of the file, without folders.
    pub file: &'a str,
    /// Name of the sheet or member.
    pub part: &'a str,
    /// Path of the file below inbox/, or as it was given, with `/`; of an archive with the member's name behind it.
    pub path: &'a str,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Rows in the order of [`super::bind::row_columns`].
    Rows(Vec<Vec<Value>>),
    /// The connector leaves it out.
    Filtered,
    /// It cannot be kept.
    Rejected(Rejection),
}

/// Why a record cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Stable code.
    pub code: &'static str,
    /// Canonical column.
    pub column: String,
    /// The cell.
    pub value: String,
    /// One phrase.
    pub reason: String,
}

/// Maps records and counts what it changed.
#[derive(Debug)]
pub struct Mapper<'c> {
    /// The connector, bound to the file.
    pub binding: Binding<'c>,
    /// What was removed from free text.
    pub scrubbed: Scrubbed,
    /// Cells that no word of a code column matched: (column, cell) with count.
    pub unmapped: BTreeMap<(&'static str, String), u64>,
    /// Order of day and month in dates that read both ways, if the export shows it.
    pub order: Option<Order>,
    surroundings: Surroundings<'c>,
    width: usize,
}

/// Times of facts before this day are no times: spreadsheets show blank dates as 1900, programs as 1970.
const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1980, 1, 1).expect("a day of the calendar");

/// How times of a record are read.
#[derive(Clone, Copy)]
struct Clock {
    zone: Zone,
    order: Option<Order>,
    /// Times before this one are refused.
    earliest: Option<Micros>,
}

/// A row while it is filled.
#[derive(Clone)]
struct Draft {
    values: Vec<Value>,
    pieces: Vec<(usize, Vec<String>)>,
    date_only: Vec<&'static str>,
}

impl Draft {
    fn new(width: usize) -> Self {
        Draft { values: vec![Value::Null; width], pieces: Vec::new(), date_only: Vec::new() }
    }
}

/// What filling takes note of.
struct Noted<'n> {
    scrubbed: &'n mut Scrubbed,
    unmapped: &'n mut BTreeMap<(&'static str, String), u64>,
}

type Filled<T> = std::result::Result<T, Rejection>;

impl<'c> Mapper<'c> {
    /// A mapper for one part.
    pub fn new(binding: Binding<'c>, surroundings: Surroundings<'c>) -> Self {
        let width = super::bind::row_columns(binding.connector).count();
        let (scrubbed, unmapped) = (Scrubbed::default(), BTreeMap::new());
        Mapper { binding, scrubbed, unmapped, order: None, surroundings, width }
    }

    /// Takes note of the order of day and month in the dates of one record, where the connector asks for it.
    pub fn show_order(&mut self, cells: &[Cell], shown: &mut Shown) {
        let times = self.binding.bound.iter().filter(|b| matches!(b.column.kind, Kind::Start | Kind::End));
        for origin in times.flat_map(|b| &b.origins) {
            if let Origin::Column(at) = origin {
                cells.get(*at).into_iter().for_each(|c| shown.look(&c.text()));
            }
        }
        self.order = shown.order().filter(|_| self.binding.connector.read.shown_order);
    }

    /// Maps the cells of one record.
    pub fn map(&mut self, cells: &[Cell]) -> Outcome {
        let record = self.record(cells);
        let text = |origin: Origin| record.text(origin);
        let kept = self.binding.keep.iter().all(|t| t.holds(&text));
        if !kept || self.binding.drop.iter().any(|t| t.holds(&text)) {
            return Outcome::Filtered;
        }
        let clock = self.clock(&record);
        let rows = if self.binding.connector.record.spread.is_empty() {
            self.plain(cells, clock)
        } else {
            self.spread(cells, clock)
        };
        match rows {
            Ok(rows) if rows.is_empty() => Outcome::Filtered,
            Ok(rows) => Outcome::Rows(rows),
            Err(rejection) => Outcome::Rejected(rejection),
        }
    }

    /// Reads the first cell as the one column that is bound, apart from any row: its value, and whether a time was a
    /// date alone.
    ///
    /// # Errors
    /// Why it cannot be read; what no word of a code matches is among the unmapped.
    pub fn value(&mut self, cells: &[Cell]) -> std::result::Result<(Value, bool), Rejection> {
        let clock = self.clock(&self.record(cells));
        let Mapper { binding, scrubbed, unmapped, surroundings, width, .. } = self;
        let (mut draft, mut noted) = (Draft::new(*width), Noted { scrubbed, unmapped });
        let Some(bound) = binding.bound.first() else { return Ok((Value::Null, false)) };
        Record::new(binding, *surroundings, cells).fill(bound, clock, &mut noted, &mut draft)?;
        Ok((draft.values.swap_remove(bound.index), !draft.date_only.is_empty()))
    }

    fn record<'r>(&'r self, cells: &'r [Cell<'r>]) -> Record<'r> {
        Record::new(&self.binding, self.surroundings, cells)
    }

    /// How times of a record are read.
    fn clock(&self, record: &Record) -> Clock {
        let utc = &self.binding.utc;
        let is_utc = !utc.is_empty() && utc.iter().all(|t| t.holds(&|origin| record.text(origin)));
        let zone = if is_utc { Zone::UTC } else { self.surroundings.zone };
        let is_fact = self.binding.connector.table().class == Class::Fact;
        Clock { zone, order: self.order, earliest: is_fact.then(|| zone.midnight(EARLIEST)) }
    }

    /// The rows of a record that is one reading.
    fn plain(&mut self, cells: &[Cell], clock: Clock) -> Filled<Vec<Vec<Value>>> {
        let Mapper { binding, scrubbed, unmapped, surroundings, width, .. } = self;
        let record = Record::new(binding, *surroundings, cells);
        let (mut draft, mut noted) = (Draft::new(*width), Noted { scrubbed, unmapped });
        for bound in &binding.bound {
            record.fill(bound, clock, &mut noted, &mut draft)?;
        }
        record.complete(binding, &mut draft)?;
        finish(binding, surroundings.zone, draft)
    }
}

/// Checks the row against the catalog and spreads the pieces of split cells over several rows.
fn finish(binding: &Binding, zone: Zone, mut draft: Draft) -> Filled<Vec<Vec<Value>>> {
    let table = binding.connector.table();
    if let (false, Some(last)) = (draft.date_only.is_empty(), draft.values.last_mut()) {
        *last = Value::Text(draft.date_only.join(" "));
    }
    let place = |name: &str| table.columns.iter().position(|c| c.name == name).unwrap_or_default();
    let blank = |code, column: &str, reason: &str| {
        Err(Rejection { code, column: column.into(), value: String::new(), reason: reason.into() })
    };
    for column in table.columns.iter().filter(|c| c.need == Need::Filled) {
        // The `native_id` of corrections.csv is a cell like others.
        let is_id = column.name == "native_id" && table.class == Class::Fact;
        let hashed = is_id && binding.connector.record.key == Key::Row;
        if hashed || !draft.values[place(column.name)].is_null() {
            continue;
        }
        let (code, reason) = match () {
            () if is_id => ("E0201", "the id is blank"),
            () if table.main_time.contains(&column.name) => ("E0202", "the time of the record is blank"),
            () => ("E0207", "a required cell is blank"),
        };
        return blank(code, column.name, reason);
    }
    if !table.main_time.is_empty() && table.main_time.iter().all(|t| draft.values[place(t)].is_null()) {
        return blank("E0202", table.main_time[0], "the time of the record is blank");
    }
    for (start, end) in table.intervals {
        // Of several main times only the one that dates the row must come before its end: a ticket may be
        // opened after the fact.
        let earlier = table.main_time.iter().take_while(|t| *t != start);
        if table.main_time.contains(start) && earlier.clone().any(|t| !draft.values[place(t)].is_null()) {
            continue;
        }
        if let (Some(from), Some(to)) = (draft.values[place(start)].time(), draft.values[place(end)].time())
            && to < from
        {
            let value = zone.local(to).to_string();
            let reason = format!("`{end}` is before `{start}` ({})", zone.local(from));
            return Err(Rejection { code: "E0206", column: (*end).into(), value, reason });
        }
    }
    let mut rows = vec![draft.values];
    for (index, pieces) in draft.pieces {
        if !pieces.is_empty() {
            rows = rows.iter().flat_map(|row| pieces.iter().map(|p| with(row, index, p))).collect();
        }
    }
    Ok(rows)
}

fn with(row: &[Value], index: usize, piece: &str) -> Vec<Value> {
    let mut row = row.to_vec();
    row[index] = Value::Text(piece.to_string());
    row
}

fn non_empty(text: impl Into<String>) -> Value {
    let text = text.into();
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}
