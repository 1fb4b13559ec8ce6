//! Reads the reference CSVs at the root of a workspace by the catalog.
//!
//! They are settings that people keep by hand: a row that cannot be read stops the run and is named.

use std::path::{Path, PathBuf};

use crate::calendar::Zone;
use crate::catalog::figure::{Answer, HumanAnswer};
use crate::catalog::{self, Class, Column, Table};
use crate::cells::unsafe_again;
use crate::connector::bind::Binding;
use crate::connector::map::{Mapper, Outcome, Surroundings};
use crate::connector::value::Value;
use crate::connector::{Connector, Key, Mapping, OneOrMany, Record, Repeats};
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::reader::header::Header;
use crate::reader::{self, Cell, Content};

use super::Workspace;

/// One reference table, read.
#[derive(Debug)]
pub struct Reference {
    /// Its catalog entry.
    pub table: &'static Table,
    /// Rows in catalog order.
    pub rows: Vec<Vec<Value>>,
    /// Where each row stands: a line of the file, or a record of an export.
    pub places: Vec<Place>,
    /// Columns of the file that the catalog does not know.
    pub unknown: Vec<String>,
    /// Whether there is such a file.
    pub exists: bool,
    /// Where it is, or would be.
    pub path: PathBuf,
}

/// All reference tables of a workspace, in catalog order.
///
/// # Errors
/// `E0123` with file, line and column of the first row that cannot be read.
pub fn read_all(workspace: &Workspace) -> Result<Vec<Reference>> {
    catalog::tables(Class::Reference)
        .map(|table| read(&workspace.reference(table.name), table, workspace.zone))
        .collect()
}

/// One reference table; empty when there is no file.
pub fn read(path: &Path, table: &'static Table, zone: Zone) -> Result<Reference> {
    let mut reference = Reference {
        table,
        rows: Vec::new(),
        places: Vec::new(),
        unknown: Vec::new(),
        exists: path.is_file(),
        path: path.to_path_buf(),
    };
    if !reference.exists {
        return Ok(reference);
    }
    let parts = reader::open(path)?;
    let Some(Content::Delimited(text)) = parts.first().map(|p| &p.content) else {
        return Err(Diagnostic::input("E0123", "a reference file must be a CSV").at_file(path));
    };
    let connector = connector(table, table.columns.iter());
    let mut mapper: Option<Mapper> = None;
    text.rows(&mut |row| {
        if row.cells.iter().all(Cell::is_blank) {
            return Ok(true);
        }
        let place = Place { line: Some(row.line), ..Place::file(path) };
        let Some(mapper) = &mut mapper else {
            let header = Header::single(&row.cells, row.line);
            let (bound, unknown) = bind(&connector, &header, zone).map_err(|e| e.at(place))?;
            reference.unknown = unknown;
            mapper = Some(bound);
            return Ok(true);
        };
        let outcome = mapper.map(&row.cells);
        // Before the outcome: a required code that no word matched would be called blank.
        if let Some((column, fault)) = unmapped(mapper, table) {
            return Err(fault.at(Place { column: Some(column.to_string()), ..place }));
        }
        match outcome {
            Outcome::Rows(rows) => {
                let name = path.file_name().unwrap_or_default();
                let place = Place { line: Some(row.line), ..Place::file(name) };
                reference.places.extend(rows.iter().map(|_| place.clone()));
                reference.rows.extend(rows.into_iter().map(|mut r| {
                    r.truncate(table.columns.len());
                    r.into_iter().map(as_meant).collect()
                }));
            }
            Outcome::Filtered => {}
            Outcome::Rejected(rejection) => {
                let place = Place { column: Some(rejection.column), ..place };
                return Err(Diagnostic::input("E0123", rejection.reason).at(place));
            }
        }
        Ok(true)
    })?;
    Ok(reference)
}

/// Reads a text as a value of one column, as a cell of that column is read: the value, and whether it is a date without
/// time where a time is asked for.
///
/// # Errors
/// `E0123` without a place when it cannot be read.
pub fn value(table: &'static Table, column: &'static Column, text: &str, zone: Zone) -> Result<(Value, bool)> {
    let connector = connector(table, std::iter::once(column));
    let mut mapper = mapper(&connector, &Header::named(vec![column.name.into()]), zone)?;
    let read = mapper.value(&[Cell::Text(text.into())]);
    match unmapped(&mapper, table) {
        Some((_, fault)) => Err(fault),
        None => read.map_err(|rejection| Diagnostic::input("E0123", rejection.reason)),
    }
}

/// A cell that is none of the words of its column, with the column.
fn unmapped(mapper: &Mapper, table: &Table) -> Option<(&'static str, Diagnostic)> {
    let ((column, cell), _) = mapper.unmapped.iter().next()?;
    let fault = Diagnostic::input("E0123", format!("`{cell}` is no value of `{column}`"));
    Some(match table.column(column).map(|c| c.kind) {
        Some(catalog::Kind::Code(words)) => (column, fault.hint(format!("values: {}", words.join(", ")))),
        _ => (column, fault),
    })
}

/// assay writes answers of people into such a file with the apostrophe that keeps spreadsheets from running them.
fn as_meant(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(unsafe_again(&text).to_string()),
        other => other,
    }
}

/// A row of answers.csv as it was read; the catalog has checked its words.
pub fn human_answer(row: &[Value]) -> HumanAnswer {
    let text = |at: usize| row.get(at).and_then(Value::text).unwrap_or_default().to_string();
    let day = |at: usize| match row.get(at) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    HumanAnswer {
        system_id: text(0),
        item: text(1),
        answer: match text(2).as_str() {
            "Y" => Answer::Y,
            "N" => Answer::N,
            _ => Answer::U,
        },
        by: text(3),
        at: day(4).unwrap_or_default(),
        reason: Some(text(5)).filter(|reason| !reason.is_empty()),
        expires: day(6),
    }
}

fn bind<'c>(connector: &'c Connector, header: &Header, zone: Zone) -> Result<(Mapper<'c>, Vec<String>)> {
    let mapper = mapper(connector, header, zone)?;
    let missing = mapper.binding.missing();
    if !missing.is_empty() {
        return Err(Diagnostic::input("E0123", format!("the file has no column `{}`", missing.join("`, `"))));
    }
    let known = |i: usize| mapper.binding.consumed.contains(&i);
    let unknown = header.names.iter().enumerate().filter(|(i, name)| !known(*i) && !name.is_empty());
    let unknown = unknown.map(|(_, name)| name.clone()).collect();
    Ok((mapper, unknown))
}

fn mapper<'c>(connector: &'c Connector, header: &Header, zone: Zone) -> Result<Mapper<'c>> {
    let surroundings = Surroundings { zone, file: "", part: "", path: "" };
    Ok(Mapper::new(Binding::new(connector, header)?, surroundings))
}

/// A connector whose headers are the canonical names of these columns.
fn connector<'t>(table: &Table, columns: impl Iterator<Item = &'t Column>) -> Connector {
    let mapping = |name: &str| Mapping { from: OneOrMany(vec![name.to_string()]), ..Mapping::default() };
    Connector {
        id: table.name.into(),
        product: "reference".into(),
        title: table.doc.into(),
        table: table.name.into(),
        detect: Default::default(),
        read: Default::default(),
        record: Record {
            key: Key::Row,
            repeats: Repeats::Parts,
            keep: Vec::new(),
            drop: Vec::new(),
            spread: Vec::new(),
        },
        map: columns.map(|c| (c.name.to_string(), mapping(c.name))).collect(),
        also: Vec::new(),
        example: Vec::new(),
        hash: String::new(),
        readings: Vec::new(),
    }
}
