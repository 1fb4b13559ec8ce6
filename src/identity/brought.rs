//! Rows of reference tables that connectors brought, of each key those of the newest export.
//!
//! Reference tables have no main time. The newest export is the one whose row was changed last (`updated_at`), then
//! the one that was ingested last, then the last by name and hash.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Micros;
use crate::catalog::{ORIGIN, Table};
use crate::connector::Repeats;
use crate::connector::value::Value;
use crate::diagnostic::{Place, Result};
use crate::lake::Lake;
use crate::lake::read;
use crate::lake::receipt::{Receipt, outdone};

/// A row with where it came from.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Values of the table's columns, in catalog order.
    pub values: Vec<Value>,
    /// Folder under inbox/, else the product.
    pub source: String,
    /// Where it stands in which export.
    pub place: Place,
    /// How new its export is.
    pub order: Order,
    is_version: bool,
    position: (u32, i64),
    row_hash: String,
}

/// How new an export is: the greater wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    updated_at: Option<Micros>,
    ingested_at: String,
    name: String,
    export: String,
}

impl Brought {
    /// How new the row is within its export: the greater wins.
    fn version(&self) -> (Option<Micros>, (u32, i64), &str) {
        (self.order.updated_at, self.position, &self.row_hash)
    }
}

/// All rows of a table.
///
/// # Errors
/// `E0133` when a lake file cannot be read.
pub fn rows(lake: &Lake, receipts: &[Receipt], table: &'static Table) -> Result<Vec<Brought>> {
    let outdone: BTreeSet<(&str, u64)> = outdone(receipts).into_iter().collect();
    let of_table: Vec<&Receipt> = receipts.iter().filter(|r| r.table == table.name).collect();
    let mut newest: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for receipt in &of_table {
        let mark = newest.entry(receipt.origin()).or_default();
        *mark = (*mark).max((&receipt.ingested_at, &receipt.export.name));
    }
    let mut rows = Vec::new();
    for receipt in of_table {
        let mark = newest.get(receipt.origin()).copied().unwrap_or_default();
        for file in &receipt.files {
            let of_file =
                read::rows(&lake.path(&file.path), table)?.into_iter().map(|row| of(receipt, table, mark, row));
            rows.extend(of_file.filter(|row| !outdone.contains(&(receipt.id.as_str(), row.position.1.unsigned_abs()))));
        }
    }
    Ok(rows)
}

fn of(receipt: &Receipt, table: &Table, (ingested_at, name): (&str, &str), mut values: Vec<Value>) -> Brought {
    let origin = values.split_off(table.columns.len());
    let origin = |name: &str| ORIGIN.iter().position(|c| c.name == name).and_then(|at| origin.get(at));
    let whole = |name: &str| match origin(name) {
        Some(Value::Integer(number)) => *number,
        _ => 0,
    };
    let record = whole("record");
    let place = Place {
        part: Some(receipt.export.part.clone()).filter(|part| !part.is_empty()),
        record: Some(record.unsigned_abs()),
        line: Some(whole("line").unsigned_abs()).filter(|line| *line > 0),
        ..Place::file(&receipt.export.name)
    };
    Brought {
        row_hash: origin("row_hash").and_then(Value::text).unwrap_or_default().to_string(),
        order: Order {
            updated_at: origin("updated_at").and_then(Value::time),
            ingested_at: ingested_at.into(),
            name: name.into(),
            export: receipt.origin().into(),
        },
        values,
        source: receipt.source.clone(),
        place,
        is_version: receipt.repeats == Repeats::Versions.word(),
        position: (receipt.export.part_number, record),
    }
}

/// Of each key the rows of its newest export: all of them where they are parts of one record, else the one that was
/// changed last, then the last.
pub fn newest(rows: Vec<Brought>, key: impl Fn(&Brought) -> Vec<String>) -> Vec<Brought> {
    let mut by_key: BTreeMap<Vec<String>, Vec<Brought>> = BTreeMap::new();
    for row in rows {
        by_key.entry(key(&row)).or_default().push(row);
    }
    let mut kept = Vec::new();
    for mut rows in by_key.into_values() {
        let Some(winner) = rows.iter().map(|r| &r.order).max().map(|o| o.export.clone()) else { continue };
        rows.retain(|r| r.order.export == winner);
        rows.sort_by(|a, b| (a.position, &a.row_hash).cmp(&(b.position, &b.row_hash)));
        // A row that an export and its mended rejects both brought counts once.
        rows.dedup_by(|a, b| (a.position, &a.row_hash) == (b.position, &b.row_hash));
        if rows.last().is_some_and(|last| last.is_version) {
            kept.extend(rows.into_iter().max_by(|a, b| a.version().cmp(&b.version())));
        } else {
            kept.extend(rows);
        }
    }
    kept
}
