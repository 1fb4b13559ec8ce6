//! Reads the rows of corrections.csv: which record, which field, and the value as the cell of an export would be read.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::calendar::Zone;
use crate::catalog::{self, Class, Column, Kind, Need, Table};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Place, Result, nearest};
use crate::engine::inputs::Inputs;
use crate::workspace::reference;

use super::EXCLUDE;

/// One correction.
#[derive(Debug)]
pub(super) struct Entry {
    pub table: &'static Table,
    /// None is every source that has the record.
    pub source: Option<String>,
    pub native_id: String,
    pub change: Change,
    pub reason: String,
    pub by: String,
    pub expires: Option<NaiveDate>,
    /// Whether it has not expired on the last day that the run looks at.
    pub in_force: bool,
    /// Where it stands; without a line where a connector brought it.
    pub place: Place,
}

/// What a correction does.
#[derive(Debug)]
pub(super) enum Change {
    /// The record is left out.
    Exclude,
    /// A field has another value.
    Field {
        column: &'static Column,
        value: Value,
        /// A time that was given as a date alone.
        is_date: bool,
    },
}

impl Entry {
    /// The column, or `exclude`.
    pub fn field(&self) -> &'static str {
        match &self.change {
            Change::Exclude => EXCLUDE,
            Change::Field { column, .. } => column.name,
        }
    }

    /// Whether it corrects this field of a record of this id.
    pub fn is_of(&self, native_id: &str, field: &str) -> bool {
        self.native_id == native_id && self.field() == field
    }

    /// The new value as text; times are local.
    pub fn text(&self, zone: Zone) -> Option<String> {
        let Change::Field { column, value, is_date } = &self.change else { return None };
        match value {
            Value::Null => None,
            Value::Text(text) => Some(text.clone()),
            // The end of a day is the next midnight.
            Value::Time(at) if *is_date => {
                Some(zone.local(*at - i64::from(column.kind == Kind::End)).date().to_string())
            }
            Value::Time(at) => Some(zone.local(*at).to_string()),
            Value::Date(day) => Some(day.to_string()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Number(number) => Some(number.to_string()),
            Value::Boolean(value) => Some(value.to_string()),
        }
    }
}

/// All corrections, in the order of the file.
pub(super) fn entries(inputs: &Inputs) -> Result<Vec<Entry>> {
    let reference = inputs.reference("corrections")?;
    let workspace = inputs.workspace;
    // A month that ends at midnight ends on the day before, as for answers.
    let last_day = workspace.zone.local(inputs.as_of - 1).date();
    let mut known = BTreeSet::new();
    let mut entries = Vec::new();
    for (at, row) in reference.rows.iter().enumerate() {
        let text = |name: &str| cell(reference.table, row, name).and_then(Value::text).unwrap_or_default().to_string();
        let of_file = reference.places.get(at).filter(|place| place.record.is_none());
        let line = of_file.and_then(|place| place.line);
        let place = Place { line, ..Place::file(workspace.shown(&workspace.reference("corrections"))) };
        let table = table(&text("table")).map_err(|e| blamed(e, &place, "table"))?;
        let change = change(table, &text("field"), &text("value"), workspace.zone)
            .map_err(|(fault, column)| blamed(fault, &place, column))?;
        let expires = match cell(reference.table, row, "expires") {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        let entry = Entry {
            table,
            source: Some(text("source")).filter(|s| !s.is_empty()),
            native_id: text("native_id"),
            change,
            reason: text("reason"),
            by: text("by"),
            expires,
            in_force: expires.is_none_or(|day| last_day < day),
            place,
        };
        if !known.insert((table.name, entry.source.clone(), entry.native_id.clone(), entry.field())) {
            let what = format!("`{}` of {} `{}` is corrected twice", entry.field(), table.name, entry.native_id);
            let fault = Diagnostic::input("E0180", what)
                .hint("keep one of the rows; another value for one source needs that source in `source`");
            return Err(blamed(fault, &entry.place, "native_id"));
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// A fault of the correction at a place, in this column of it.
pub(super) fn blamed(fault: Diagnostic, place: &Place, column: &str) -> Diagnostic {
    let fault = match place.line {
        Some(_) => fault,
        None => {
            fault.fact("the row is none of the file: an export brought it, and a row of the file would win over it")
        }
    };
    fault.at(Place { column: Some(column.into()), ..place.clone() })
}

fn cell<'r>(table: &Table, row: &'r [Value], name: &str) -> Option<&'r Value> {
    row.get(table.columns.iter().position(|c| c.name == name)?)
}

/// The fact table of that name, if its records have ids.
fn table(name: &str) -> Result<&'static Table> {
    let fault = |what: String| Diagnostic::input("E0176", what);
    match catalog::table(name) {
        Some(table) if table.class == Class::Reference => {
            Err(fault(format!("`{name}` is a reference table, which corrections.csv does not correct"))
                .hint(format!("write it into {name}.csv: its rows win over those of exports")))
        }
        Some(table) if !table.has_native_id() => {
            Err(fault(format!("the rows of `{name}` have no id to correct them by"))
                .hint("mend them in the export and ingest it anew; `assay forget` drops the old one"))
        }
        Some(table) => Ok(table),
        None => {
            let tables = || catalog::tables(Class::Fact).filter(|t| t.has_native_id()).map(|t| t.name);
            let fault = fault(format!("no table is called `{name}`"));
            Err(match nearest(name, tables()) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault.hint(format!("tables: {}", tables().collect::<Vec<_>>().join(", "))),
            })
        }
    }
}

/// What a correction does; a fault with the column of corrections.csv that is at fault.
fn change(
    table: &'static Table,
    field: &str,
    text: &str,
    zone: Zone,
) -> std::result::Result<Change, (Diagnostic, &'static str)> {
    if field == EXCLUDE {
        let what = format!("`{EXCLUDE}` takes no value, and here it has `{text}`");
        let fault = || Diagnostic::input("E0183", what).hint("leave `value` blank, or name the column that it is for");
        return if text.is_empty() { Ok(Change::Exclude) } else { Err((fault(), "value")) };
    }
    let Some(column) = table.column(field).filter(|c| c.name != "native_id") else {
        return Err((no_field(table, field), "field"));
    };
    if text.is_empty() && column.need == Need::Filled {
        let what = format!("`{field}` of {} cannot be blank", table.name);
        let hint = format!("write the right value, or `{EXCLUDE}` into `field` to leave the record out");
        return Err((Diagnostic::input("E0179", what).hint(hint), "value"));
    }
    if text.is_empty() {
        return Ok(Change::Field { column, value: Value::Null, is_date: false });
    }
    match reference::value(table, column, text, zone) {
        Ok((value, is_date)) => Ok(Change::Field { column, value, is_date }),
        Err(fault) => {
            let message = format!("{} (the new value of `{field}` of {})", fault.message, table.name);
            Err((Diagnostic { code: "E0178", message, ..fault }, "value"))
        }
    }
}

fn no_field(table: &Table, field: &str) -> Diagnostic {
    let own = || table.columns.iter().map(|c| c.name).filter(|c| *c != "native_id").chain([EXCLUDE]);
    let is_origin = field == "native_id" || catalog::ORIGIN.iter().any(|c| c.name == field);
    if is_origin {
        let what = format!("`{field}` says which record of which export it is, and cannot be corrected");
        return Diagnostic::input("E0177", what).hint(format!("`{EXCLUDE}` leaves a record out"));
    }
    let fault = Diagnostic::input("E0177", format!("{} has no column `{field}`", table.name));
    match nearest(field, own()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault.hint(format!("columns: {}", own().collect::<Vec<_>>().join(", "))),
    }
}
