//! Maps one record to canonical rows, or says why it cannot be kept.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::{Micros, Zone};
use crate::catalog::{Class, Kind, Need};
use crate::reader::Cell;

use super::bind::{Binding, Bound, Origin};
use super::order::{Order, Shown};
use super::scrub::Scrubbed;
use super::time::{self, Fault};
use super::value::{self, Value, fold};
use super::{Key, Matching};

/// What surrounds the records of one part of an export.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Zone of times without one.
    pub zone: Zone,
    /// Name of the file, without folders.
    pub file: &'a str,
    /// Name of the sheet or member.
    pub part: &'a str,
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
struct Draft {
    values: Vec<Value>,
    pieces: Vec<(usize, Vec<String>)>,
    date_only: Vec<&'static str>,
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
        let text = |at: usize| self.text(cells, at);
        let kept = self.binding.keep.iter().all(|t| t.holds(&text));
        if !kept || self.binding.drop.iter().any(|t| t.holds(&text)) {
            return Outcome::Filtered;
        }
        let rows = if self.binding.connector.record.spread.is_empty() {
            self.fill(cells).and_then(|draft| self.finish(draft))
        } else {
            self.spread(cells)
        };
        match rows {
            Ok(rows) if rows.is_empty() => Outcome::Filtered,
            Ok(rows) => Outcome::Rows(rows),
            Err(rejection) => Outcome::Rejected(rejection),
        }
    }

    /// The text of a cell; a cell that means nothing is blank.
    fn text(&self, cells: &[Cell], at: usize) -> String {
        let text = cells.get(at).map(|c| c.text().into_owned()).unwrap_or_default();
        if self.binding.null.contains(&fold(&text)) { String::new() } else { text }
    }

    /// How times of a record are read.
    fn clock(&self, cells: &[Cell]) -> Clock {
        let utc = &self.binding.utc;
        let is_utc = !utc.is_empty() && utc.iter().all(|t| t.holds(&|at| self.text(cells, at)));
        let zone = if is_utc { Zone::UTC } else { self.surroundings.zone };
        let is_fact = self.binding.connector.table().class == Class::Fact;
        Clock { zone, order: self.order, earliest: is_fact.then(|| zone.midnight(EARLIEST)) }
    }

    /// The rows of a wide record: one per reading whose cell is filled.
    fn spread(&mut self, cells: &[Cell]) -> Filled<Vec<Vec<Value>>> {
        let mut readings = std::mem::take(&mut self.binding.readings);
        let mut rows = Ok(Vec::new());
        for (place, reading) in &mut readings {
            std::mem::swap(&mut self.binding, reading);
            let read = self.fill(cells).and_then(|draft| match draft.values[*place] {
                Value::Null => Ok(Vec::new()),
                _ => self.finish(draft),
            });
            std::mem::swap(&mut self.binding, reading);
            rows = rows.and_then(|rows: Vec<_>| Ok([rows, read?].concat()));
        }
        self.binding.readings = readings;
        rows
    }

    fn fill(&mut self, cells: &[Cell]) -> Filled<Draft> {
        let clock = self.clock(cells);
        let mut draft = Draft { values: vec![Value::Null; self.width], pieces: Vec::new(), date_only: Vec::new() };
        let Mapper { binding, scrubbed, unmapped, surroundings, .. } = self;
        for bound in &binding.bound {
            let cell = pick(bound, cells, binding, surroundings);
            if let Some(separator) = &bound.mapping.list {
                draft.values[bound.index] = non_empty(pieces(bound, &cell, cells, separator).join(";"));
                continue;
            }
            if let Some(separator) = &bound.mapping.split {
                draft.pieces.push((bound.index, pieces(bound, &cell, cells, separator)));
                continue;
            }
            let filled = match bound.column.kind {
                Kind::Start | Kind::End => fill_time(bound, &cell, cells, clock, &mut draft)?,
                Kind::Code(_) => fill_code(bound, &cell, unmapped),
                Kind::FreeText => non_empty(scrubbed.scrub(&cell.text())),
                _ => fill_plain(bound, &cell, binding.connector.read.decimal_comma, unmapped)?,
            };
            if let (Some(original), false) = (bound.original, cell.is_blank()) {
                // Codes of cause and action may hold sentences.
                draft.values[original] = non_empty(scrubbed.scrub(&cell.text()));
            }
            draft.values[bound.index] = filled;
        }
        for bound in &binding.bound {
            let (Some((from, start)), Some(after)) = (bound.length, &bound.mapping.after) else { continue };
            if !draft.values[bound.index].is_null() {
                continue;
            }
            let cell = cells.get(from).unwrap_or(&Cell::Empty);
            if let (Some(start), false) = (draft.values[start].time(), cell.is_blank()) {
                let length = value::length(cell, after.unit)
                    .ok_or_else(|| reject("E0204", bound, cell, "is no length of time"))?;
                draft.values[bound.index] = Value::Time(start + length);
            }
        }
        binding.carry_over_midnight(&mut draft.values);
        Ok(draft)
    }

    /// Checks the row against the catalog and spreads the pieces of split cells over several rows.
    fn finish(&self, mut draft: Draft) -> Filled<Vec<Vec<Value>>> {
        let table = self.binding.connector.table();
        if !draft.date_only.is_empty() {
            draft.values[self.width - 1] = Value::Text(draft.date_only.join(" "));
        }
        let place = |name: &str| table.columns.iter().position(|c| c.name == name).unwrap_or_default();
        let blank = |code, column: &str, reason: &str| {
            Err(Rejection { code, column: column.into(), value: String::new(), reason: reason.into() })
        };
        for column in table.columns.iter().filter(|c| c.need == Need::Filled) {
            let is_id = column.name == "native_id";
            let hashed = is_id && self.binding.connector.record.key == Key::Row;
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
                let value = self.surroundings.zone.local(to).to_string();
                let reason = format!("`{end}` is before `{start}` ({})", self.surroundings.zone.local(from));
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

/// The first filled cell of a mapping, cut by its pattern; of a code one whose word is known, if any is. Else its
/// constant.
fn pick<'a>(bound: &Bound, cells: &'a [Cell<'a>], binding: &Binding, surroundings: &Surroundings<'a>) -> Cell<'a> {
    let listed = bound.origins.len() > 1
        && matches!(bound.column.kind, Kind::Code(_))
        && bound.mapping.otherwise.is_none()
        && bound.mapping.filled.is_none();
    let mut unknown = None;
    for origin in &bound.origins {
        let cell = match origin {
            Origin::Column(at) => cells.get(*at).cloned().unwrap_or(Cell::Empty),
            Origin::File => Cell::Text(surroundings.file.into()),
            Origin::Part => Cell::Text(surroundings.part.into()),
        };
        if cell.is_blank() || (!binding.null.is_empty() && binding.null.contains(&fold(&cell.text()))) {
            continue;
        }
        let cell = match &bound.pattern {
            None => cell,
            Some(pattern) => {
                let text = cell.text();
                let Some(found) = pattern.captures(&text) else { continue };
                let group = found.get(1).or_else(|| found.get(0)).map_or("", |m| m.as_str());
                Cell::Text(group.to_string().into())
            }
        };
        if !listed || word(bound, &cell.text()).is_some() {
            return match origin {
                Origin::Column(at) => bound.units.in_base(cell, *at, binding.connector.read.decimal_comma),
                Origin::File | Origin::Part => cell,
            };
        }
        unknown = unknown.or(Some(cell));
    }
    if let Some(cell) = unknown {
        return cell;
    }
    match &bound.mapping.value {
        Some(value) => Cell::Text(value.clone().into()),
        None => Cell::Empty,
    }
}

/// The pieces of a cell, and of those of columns that repeat its header.
fn pieces(bound: &Bound, cell: &Cell, cells: &[Cell], separator: &str) -> Vec<String> {
    let repeated = bound.repeats.iter().filter_map(|at| cells.get(*at));
    let texts = std::iter::once(cell).chain(repeated).map(Cell::text);
    let cut = |text: Cow<str>| text.split(separator).map(|p| p.trim().to_string()).collect::<Vec<_>>();
    texts.flat_map(cut).filter(|p| !p.is_empty()).collect()
}

fn reject(code: &'static str, bound: &Bound, cell: &Cell, reason: &str) -> Rejection {
    let value = cell.text().into_owned();
    Rejection { code, column: bound.column.name.into(), reason: format!("`{value}` {reason}"), value }
}

/// A time; of a fact none before [`EARLIEST`]. When its record was changed decides only between versions.
fn fill_time(bound: &Bound, cell: &Cell, cells: &[Cell], clock: Clock, draft: &mut Draft) -> Filled<Value> {
    if cell.is_blank() {
        return Ok(Value::Null);
    }
    let time = read_time(bound, cell, cells, clock, draft)?;
    if bound.column.name != "updated_at" && time < clock.earliest.unwrap_or(time) {
        return Err(reject(
            "E0203",
            bound,
            cell,
            "lies before 1980: a date that was left blank, and no time of a record",
        ));
    }
    Ok(Value::Time(time))
}

fn read_time(bound: &Bound, cell: &Cell, cells: &[Cell], clock: Clock, draft: &mut Draft) -> Filled<Micros> {
    let zone = clock.zone;
    let explain = |fault| match fault {
        Fault::Ambiguous if cell.text().contains(|c: char| !c.is_ascii_digit()) => {
            reject("E0107", bound, cell, "could be day/month or month/day")
        }
        Fault::Ambiguous => reject("E0107", bound, cell, "could be an hour or seconds since 1970"),
        Fault::Unreadable => reject("E0203", bound, cell, "is no time that can be read"),
        Fault::Skipped => reject("E0203", bound, cell, "does not exist: the clock skips this hour"),
    };
    let moment = match (time::read(cell, bound.format), clock.order) {
        (Err(Fault::Ambiguous), Some(order)) => {
            time::read(&Cell::Text(order.year_first(&cell.text()).into()), bound.format)
        }
        (read, _) => read,
    };
    let moment = moment.map_err(explain)?;
    let time_of_day = bound.time_of_day.and_then(|at| cells.get(at)).filter(|c| !c.is_blank());
    if let (time::Moment::Date(day), Some(time_cell)) = (moment, time_of_day) {
        let since =
            time::read_time_of_day(time_cell).map_err(|_| reject("E0203", bound, time_cell, "is no time of day"))?;
        let local = day.and_time(chrono::NaiveTime::MIN) + since;
        return zone.instant(local).ok_or_else(|| explain(Fault::Skipped));
    }
    if matches!(moment, time::Moment::Date(_)) {
        draft.date_only.push(bound.column.name);
    }
    let end_of_day = bound.column.kind == Kind::End;
    moment.instant(zone, end_of_day).map_err(explain)
}

/// The canonical word of a cell, if the mapping knows it.
fn word<'b>(bound: &'b Bound, text: &str) -> Option<&'b str> {
    let folded = fold(text);
    let fits = |said: &str| match bound.mapping.matching {
        Matching::Exact => folded == said,
        Matching::Prefix => folded.starts_with(said),
        Matching::Contains => folded.contains(said),
    };
    bound.words.iter().find(|(said, _)| fits(said)).map(|(_, word)| word.as_str())
}

fn fill_code(bound: &Bound, cell: &Cell, unmapped: &mut BTreeMap<(&'static str, String), u64>) -> Value {
    let mapping = bound.mapping;
    let found = if cell.is_blank() {
        mapping.blank.as_deref()
    } else if mapping.filled.is_some() {
        mapping.filled.as_deref()
    } else {
        let text = cell.text();
        let found = word(bound, &text).or(mapping.otherwise.as_deref());
        if found.is_none() {
            *unmapped.entry((bound.column.name, text.into_owned())).or_default() += 1;
        }
        found
    };
    found.map_or(Value::Null, |word| Value::Text(word.to_string()))
}

fn fill_plain(
    bound: &Bound,
    cell: &Cell,
    decimal_comma: bool,
    unmapped: &mut BTreeMap<(&'static str, String), u64>,
) -> Filled<Value> {
    if cell.is_blank() {
        return Ok(Value::Null);
    }
    let spelled = (!bound.words.is_empty()).then(|| word(bound, &cell.text()));
    let cell = match spelled {
        Some(Some(word)) => Cell::Text(word.to_string().into()),
        Some(None) if bound.mapping.otherwise.is_some() => {
            Cell::Text(bound.mapping.otherwise.clone().unwrap_or_default().into())
        }
        Some(None) if bound.column.kind == Kind::Integer && value::number(cell, decimal_comma).is_none() => {
            *unmapped.entry((bound.column.name, cell.text().into_owned())).or_default() += 1;
            return Ok(Value::Null);
        }
        _ => cell.clone(),
    };
    match bound.column.kind {
        Kind::Boolean => value::boolean(&cell)
            .map(Value::Boolean)
            .ok_or_else(|| reject("E0205", bound, &cell, "is neither yes nor no")),
        Kind::Number => value::number(&cell, decimal_comma)
            .map(Value::Number)
            .ok_or_else(|| reject("E0204", bound, &cell, "is no number")),
        Kind::Integer => integer(&cell, decimal_comma)
            .map(Value::Integer)
            .ok_or_else(|| reject("E0204", bound, &cell, "is no whole number")),
        Kind::Date => match time::read(&cell, bound.format) {
            Ok(time::Moment::Date(day)) => Ok(Value::Date(day)),
            Ok(time::Moment::Local(time)) => Ok(Value::Date(time.date())),
            _ => Err(reject("E0203", bound, &cell, "is no date")),
        },
        _ => Ok(non_empty(cell.text())),
    }
}

fn integer(cell: &Cell, decimal_comma: bool) -> Option<i64> {
    // Whole numbers are counts, years and grades: no share, nothing below zero.
    let number = value::number(cell, decimal_comma).filter(|n| *n >= 0.0 && !cell.text().ends_with('%'))?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
