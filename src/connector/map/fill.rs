//! Fills one canonical column: picks its cell and reads it as a time, a code, a number or text. What rows become of a
//! record is said one level up.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::calendar::Micros;
use crate::catalog::Kind;
use crate::connector::Matching;
use crate::connector::bind::{Binding, Bound, Origin};
use crate::connector::time::{self, Fault};
use crate::connector::value::{self, Nothing, Value, fold};
use crate::reader::Cell;

use super::{Clock, Draft, Filled, Noted, Rejection, Surroundings, non_empty};

/// The cells of one record, with what surrounds them.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    cells: &'a [Cell<'a>],
    surroundings: Surroundings<'a>,
    /// Cells that mean nothing.
    null: &'a Nothing,
    decimal_comma: bool,
    /// The column that is spread, with its header.
    spread: Option<(usize, &'a str)>,
}

impl<'a> Record<'a> {
    pub fn new(binding: &'a Binding, surroundings: Surroundings<'a>, cells: &'a [Cell<'a>]) -> Self {
        let decimal_comma = binding.connector.read.decimal_comma;
        Record { cells, surroundings, null: &binding.null, decimal_comma, spread: None }
    }

    /// The same record, of which a column is spread.
    pub fn spreading(self, spread: Option<(usize, &'a str)>) -> Self {
        Record { spread, ..self }
    }

    fn cell(&self, origin: Origin) -> Cell<'a> {
        let at = |at: usize| self.cells.get(at).map_or(Cell::Empty, Cell::borrowed);
        let text = |text: &'a str| Cell::Text(Cow::Borrowed(text));
        match origin {
            Origin::Column(column) => at(column),
            Origin::File => text(self.surroundings.file),
            Origin::Part => text(self.surroundings.part),
            Origin::Path => text(self.surroundings.path),
            Origin::Spread => self.spread.map_or(Cell::Empty, |(column, _)| at(column)),
            Origin::SpreadHeader => self.spread.map_or(Cell::Empty, |(_, header)| text(header)),
        }
    }

    /// The text of an origin; a cell that means nothing is blank.
    pub fn text(&self, origin: Origin) -> String {
        let cell = self.cell(origin);
        if self.null.holds(&cell) { String::new() } else { cell.text().into_owned() }
    }

    /// The first filled cell of a mapping, cut by its pattern; of a code one whose word is known, if any is. Else what
    /// it is composed of, else its constant.
    fn pick(&self, bound: &Bound) -> Cell<'a> {
        let listed = bound.origins.len() > 1
            && matches!(bound.column.kind, Kind::Code(_))
            && bound.mapping.otherwise.is_none()
            && bound.mapping.filled.is_none();
        let mut unknown = None;
        for origin in &bound.origins {
            let cell = self.cell(*origin);
            if self.null.holds(&cell) {
                continue;
            }
            let Some(cell) = cut(bound, cell) else { continue };
            if !listed || word(bound, &cell.text()).is_some() {
                let column = match origin {
                    Origin::Column(at) => Some(*at),
                    Origin::Spread => self.spread.map(|(at, _)| at),
                    _ => None,
                };
                return match column {
                    Some(at) => bound.units.in_base(cell, at, self.decimal_comma),
                    None => cell,
                };
            }
            unknown = unknown.or(Some(cell));
        }
        let composed = || self.composed(bound).and_then(|cell| cut(bound, cell));
        let constant = || bound.mapping.value.as_ref().map(|value| Cell::Text(value.clone().into()));
        unknown.or_else(composed).or_else(constant).unwrap_or(Cell::Empty)
    }

    /// The pieces of a composed text, with `/` between them, blank ones too: so each keeps its place.
    fn composed(&self, bound: &Bound) -> Option<Cell<'static>> {
        let piece = |origins: &Vec<Origin>| {
            origins.iter().map(|o| self.text(*o)).find(|text| !text.is_empty()).unwrap_or_default()
        };
        let pieces: Vec<String> = bound.composed.iter().map(piece).collect();
        let is_filled = pieces.iter().any(|p| !p.is_empty());
        is_filled.then(|| Cell::Text(pieces.join("/").into()))
    }

    /// Fills one canonical column.
    pub fn fill(&self, bound: &Bound, clock: Clock, noted: &mut Noted, draft: &mut Draft) -> Filled<()> {
        let cell = self.pick(bound);
        if let Some(separator) = &bound.mapping.list {
            draft.values[bound.index] = non_empty(pieces(bound, &cell, self.cells, separator).join(";"));
            return Ok(());
        }
        if let Some(separator) = &bound.mapping.split {
            draft.pieces.push((bound.index, pieces(bound, &cell, self.cells, separator)));
            return Ok(());
        }
        let filled = match bound.column.kind {
            Kind::Start | Kind::End => fill_time(bound, &cell, self.cells, clock, draft)?,
            Kind::Code(_) => fill_code(bound, &cell, noted.unmapped),
            Kind::FreeText => non_empty(noted.scrubbed.scrub(&cell.text())),
            _ => fill_plain(bound, &cell, self.decimal_comma, noted.unmapped)?,
        };
        if let (Some(original), false) = (bound.original, cell.is_blank()) {
            // Codes of cause and action may hold sentences.
            draft.values[original] = non_empty(noted.scrubbed.scrub(&cell.text()));
        }
        draft.values[bound.index] = filled;
        Ok(())
    }

    /// Fills what follows from other columns of the row.
    pub fn complete(&self, binding: &Binding, draft: &mut Draft) -> Filled<()> {
        for bound in &binding.bound {
            if let Some(interval) = bound.interval
                && let (Some(end), Value::Number(seconds)) = (draft.values[bound.index].time(), &draft.values[interval])
                && (0.0..CENTURY_SECONDS).contains(seconds)
            {
                #[expect(clippy::cast_possible_truncation, reason = "checked against the range of a century")]
                let length = (seconds * 1e6).round() as Micros;
                draft.values[bound.index] = Value::Time(end - length);
            }
            let (Some((from, start)), Some(after)) = (bound.length, &bound.mapping.after) else { continue };
            if !draft.values[bound.index].is_null() {
                continue;
            }
            let cell = self.cells.get(from).unwrap_or(&Cell::Empty);
            if let (Some(start), false) = (draft.values[start].time(), cell.is_blank()) {
                let length = value::length(cell, after.unit)
                    .ok_or_else(|| reject("E0204", bound, cell, "is no length of time"))?;
                draft.values[bound.index] = Value::Time(start + length);
            }
        }
        binding.carry_over_midnight(&mut draft.values);
        Ok(())
    }
}

/// No interval is as long.
const CENTURY_SECONDS: f64 = 4e9;

/// What the pattern of a mapping takes of a cell; nothing where it does not match.
fn cut<'a>(bound: &Bound, cell: Cell<'a>) -> Option<Cell<'a>> {
    let Some(pattern) = bound.pattern else { return Some(cell) };
    let text = cell.text();
    let found = pattern.captures(&text)?;
    let group = found.iter().skip(1).flatten().next().or_else(|| found.get(0)).map_or("", |m| m.as_str());
    Some(Cell::Text(group.to_string().into()))
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
