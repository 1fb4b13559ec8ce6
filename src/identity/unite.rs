//! Unites the reference files of a workspace with what connectors brought into the lake.
//!
//! A person's file is the last word: its row wins over a connector's row of the same key. Of `systems` the cells are
//! united, so that a blank cell of the file takes the connector's value.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Zone;
use crate::catalog::Table;
use crate::catalog::figure::HumanAnswer;
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::lake::Lake;
use crate::lake::receipt::Receipt;
use crate::workspace::reference::{Reference, human_answer};

use super::Resolver;
use super::brought::{self, Brought};
use super::inventory;

/// Reference tables as the marts see them.
#[derive(Debug)]
pub struct United {
    /// All tables, in the order of the files.
    pub references: Vec<Reference>,
    /// Resolves names by them.
    pub resolver: Resolver,
}

impl United {
    /// What people answered, in files and in exports.
    pub fn answers(&self) -> Vec<HumanAnswer> {
        let answers = self.references.iter().filter(|r| r.table.name == "answers");
        answers.flat_map(|r| &r.rows).map(|row| human_answer(row)).collect()
    }
}

/// Unites files and lake.
///
/// # Errors
/// `E0133` for a lake file that cannot be read; faults of the files as [`Resolver::new`] finds them.
pub fn unite(files: &[Reference], lake: &Lake, receipts: &[Receipt], zone: Zone) -> Result<United> {
    let file = |name: &str| {
        let found = files.iter().find(|f| f.table.name == name);
        found.ok_or_else(|| Diagnostic::internal("E0906", format!("no reference table `{name}` was read")))
    };
    let (systems, aliases) = (file("systems")?, file("aliases")?);
    let listed = brought::rows(lake, receipts, systems.table)?;
    let (systems, renamed) = inventory::unite(systems, aliases, listed, zone)?;
    let mut resolver = Resolver::new(&systems, aliases, zone)?;
    resolver.learn(&renamed, zone)?;
    let of_people = aliases.rows.len();
    let aliases = unite_rows(aliases, brought::rows(lake, receipts, aliases.table)?, &resolver)?;
    resolver.learn(&aliases.rows[of_people..], zone)?;
    let mut references = Vec::new();
    for file in files {
        references.push(match file.table.name {
            "systems" => with_rows(file, placed(&systems)),
            "aliases" => with_rows(file, placed(&aliases)),
            _ => unite_rows(file, brought::rows(lake, receipts, file.table)?, &resolver)?,
        });
    }
    Ok(United { references, resolver })
}

/// A row with where it stands.
pub(super) type Placed = (Vec<Value>, Place);

/// The rows of a table with their places.
pub(super) fn placed(table: &Reference) -> Vec<Placed> {
    table.rows.iter().cloned().zip(table.places.iter().cloned()).collect()
}

/// The table of a file with other rows.
pub(super) fn with_rows(file: &Reference, rows: Vec<Placed>) -> Reference {
    let (unknown, path) = (file.unknown.clone(), file.path.clone());
    let (rows, places) = rows.into_iter().unzip();
    Reference { table: file.table, rows, places, unknown, exists: file.exists, path }
}

/// The natural key of a row, as text.
fn key(table: &Table, row: &[Value]) -> Vec<String> {
    let columns = table.natural_key().iter().filter_map(|name| table.columns.iter().position(|c| c.name == *name));
    columns.map(|at| format!("{:?}", row[at])).collect()
}

/// The rows of the file, then those of connectors with a key that the file does not have. Names of systems give way to
/// their ids in both; what a file calls a system is not looked up where it is an id.
fn unite_rows(file: &Reference, mut rows: Vec<Brought>, resolver: &Resolver) -> Result<Reference> {
    let table = file.table;
    let mut all = placed(file);
    if let Some(at) = table.columns.iter().position(|c| c.name == "system_id") {
        let mut ids = Ids { resolver, known: BTreeMap::new() };
        for (row, _) in all.iter_mut().filter(|(row, _)| row[at].text().is_some_and(|id| !resolver.lists(id))) {
            ids.put("", &mut row[at])?;
        }
        for Brought { values, source, .. } in &mut rows {
            ids.put(source, &mut values[at])?;
        }
    }
    let of_file: BTreeSet<Vec<String>> = all.iter().map(|(row, _)| key(table, row)).collect();
    let newest = brought::newest(rows, |row| key(table, &row.values));
    let newest = newest.into_iter().map(|row| (row.values, row.place));
    all.extend(newest.filter(|(row, _)| !of_file.contains(&key(table, row))));
    Ok(with_rows(file, all))
}

/// Ids of systems by source and name, each looked up once.
struct Ids<'r> {
    resolver: &'r Resolver,
    known: BTreeMap<(String, String), String>,
}

impl Ids<'_> {
    /// Puts the id of a system in place of its name.
    fn put(&mut self, source: &str, cell: &mut Value) -> Result<()> {
        let asked = (source.to_string(), cell.text().unwrap_or_default().to_string());
        let id = match self.known.get(&asked) {
            Some(id) => id.clone(),
            None => {
                let id = self.resolver.current(&asked.0, &asked.1)?.map_or(asked.1.clone(), |n| n.system_id);
                self.known.insert(asked, id.clone());
                id
            }
        };
        *cell = Value::Text(id);
        Ok(())
    }
}
