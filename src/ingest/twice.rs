//! Keys of a reference table that one export names more than once, with rows that differ.
//!
//! Which of them counts is the rule of the lake: the one that was changed last, then the last. A person should know,
//! because an inventory that contradicts itself is wrong somewhere.

use std::collections::BTreeMap;

use crate::calendar::Micros;
use crate::catalog::{Class, Table};
use crate::connector::value::Value;
use crate::connector::{Connector, Repeats};
use crate::diagnostic::{Diagnostic, Place};

/// Keys listed in one warning.
const LISTED: usize = 10;

/// The rows of one export by their natural key.
#[derive(Debug)]
pub(super) struct Twice {
    table: &'static Table,
    watches: bool,
    rows: BTreeMap<Vec<String>, Vec<Seen>>,
}

#[derive(Debug)]
struct Seen {
    updated_at: Option<Micros>,
    record: u64,
    line: u64,
    values: Vec<Value>,
}

impl Twice {
    /// Watches connectors that bring one row per key of a reference table.
    pub fn new(connector: &Connector) -> Self {
        let table = connector.table();
        let watches = table.class == Class::Reference && connector.record.repeats == Repeats::Versions;
        Twice { table, watches, rows: BTreeMap::new() }
    }

    /// Takes note of a row in the order of [`crate::connector::bind::row_columns`].
    pub fn row(&mut self, row: &[Value], record: u64, line: u64) {
        if !self.watches {
            return;
        }
        let width = self.table.columns.len();
        let place = |name: &&str| self.table.columns.iter().position(|c| c.name == *name);
        let key = self.table.natural_key().iter().filter_map(place).map(|at| shown(&row[at])).collect();
        let updated_at = row.get(width).and_then(Value::time);
        let seen = Seen { updated_at, record, line, values: row[..width].to_vec() };
        self.rows.entry(key).or_default().push(seen);
    }

    /// What there is to warn of.
    pub fn warning(&self, place: Place) -> Option<Diagnostic> {
        let differ = |rows: &&Vec<Seen>| rows.iter().any(|r| r.values != rows[0].values);
        let found: Vec<_> = self.rows.iter().filter(|(_, rows)| differ(rows)).collect();
        let (key, rows) = found.first()?;
        let message = match found.len() {
            1 => format!("`{}` stands more than once in the export, with rows that differ", key.join(", ")),
            many => format!(
                "{many} keys of `{}` stand more than once in the export, with rows that differ",
                self.table.name
            ),
        };
        let last = rows.last()?;
        let place = Place { record: Some(last.record), line: Some(last.line), ..place };
        let mut warning = Diagnostic::input("W0220", message).at(place);
        for (key, rows) in found.iter().take(LISTED) {
            warning = warning.fact(self.fact(key, rows));
        }
        if found.len() > LISTED {
            warning = warning.fact(format!("and {} more", found.len() - LISTED));
        }
        Some(warning.hint("leave one row of each in the export and ingest it again; another system needs another id"))
    }

    /// The records of one key, in what they differ, and which of them counts.
    fn fact(&self, key: &[String], rows: &[Seen]) -> String {
        let columns = self.table.columns.iter().enumerate();
        let differing = columns.filter(|(at, _)| rows.iter().any(|r| r.values[*at] != rows[0].values[*at]));
        let differing: Vec<_> = differing.map(|(_, c)| format!("`{}`", c.name)).collect();
        let records: Vec<_> = rows.iter().map(|r| r.record.to_string()).collect();
        let (last, before) = records
            .split_last()
            .map_or((String::new(), String::new()), |(last, before)| (last.clone(), before.join(", ")));
        let counts = rows.iter().max_by_key(|r| (r.updated_at, r.record)).map_or(0, |r| r.record);
        let by_change = rows.iter().any(|r| r.updated_at != rows[0].updated_at);
        let why = if by_change { "it was changed last" } else { "it stands last" };
        format!(
            "`{}`: records {before} and {last} differ in {}; record {counts} counts, {why}",
            key.join(", "),
            differing.join(", ")
        )
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Date(day) => day.to_string(),
        other => format!("{other:?}"),
    }
}
