//! Names in reference tables and corrections that are no system's: their rows count nowhere, and somebody must say so.

use std::collections::BTreeMap;

use crate::catalog::figure::System;
use crate::diagnostic::{Diagnostic, Place, Result, nearest};
use crate::engine::Engine;

/// Reference tables whose rows are of systems that something else must know. A stranger in answers.csv or aliases.csv
/// stops the run.
const TABLES: [&str; 4] = ["costs", "usage", "hosts", "interfaces"];
/// Names that one warning tells.
const NAMED: usize = 5;

/// The rows of one table that name nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strangers {
    /// Reference table.
    pub table: String,
    /// Its names, in their order.
    pub names: Vec<Stranger>,
}

/// A name that is no system's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// The name.
    pub name: String,
    /// Rows that have it.
    pub rows: u64,
    /// The first of them.
    pub place: Place,
    /// The system that is meant, if it is a slip.
    pub near: Option<String>,
}

/// All of them, in the order of tables and names.
///
/// # Errors
/// Faults of the engine.
pub fn read(engine: &Engine, systems: &BTreeMap<String, System>) -> Result<Vec<Strangers>> {
    let of_table = |table: &str| {
        format!(
            "select '{table}' as t, '' as field, system_id as name, count(*) as n, arg_min(at_export, (at_export, at_line)) as file, \
             arg_min(at_line, (at_export, at_line)) as line from ref_{table} \
             where system_id not in (select system_id from systems) group by system_id"
        )
    };
    // A correction of the system itself makes none; a cause outside of the agency may well be meant.
    let corrections = "select 'corrections', c.field, c.corrected_value, count(distinct (c.table_name, c.native_id)), \
         case when min(c.line) is not null then 'corrections.csv' end, min(c.line) from corrections_applied c \
         where c.field in ('system_ref', 'cause_system_ref') and c.state = 'applied' and c.corrected_value is not null \
         and not exists (select 1 from names n where n.source = c.source and n.system_ref = c.corrected_value) \
         group by c.field, c.corrected_value";
    let tables = TABLES.map(of_table).join(" union all ");
    let rows = engine.query(&format!("select * from ({tables} union all {corrections}) order by t, name, field"))?;
    let (table, field, name) = (rows.texts(0)?, rows.texts(1)?, rows.texts(2)?);
    let (count, file, line) = (rows.integers(3)?, rows.texts(4)?, rows.integers(5)?);
    let by_id = |name: &str| nearest(name, systems.keys().map(String::as_str));
    let by_name = |name: &str| nearest(name, systems.values().map(|s| s.name.as_str()));
    let mut found: Vec<Strangers> = Vec::new();
    for at in 0..rows.len() {
        let (table, name) = (table[at].clone().unwrap_or_default(), name[at].clone().unwrap_or_default());
        let near = by_id(&name).or_else(|| by_name(&name)).map(str::to_string);
        if near.is_none() && field[at].as_deref() == Some("cause_system_ref") {
            continue;
        }
        let place = Place {
            line: line[at].and_then(|line| line.try_into().ok()),
            ..Place::file(file[at].clone().unwrap_or(format!("{table}.csv")))
        };
        let rows = count[at].unwrap_or_default().unsigned_abs();
        let stranger = Stranger { name, rows, place, near };
        match found.last_mut().filter(|last| last.table == table) {
            Some(last) => last.names.push(stranger),
            None => found.push(Strangers { table, names: vec![stranger] }),
        }
    }
    Ok(found)
}

impl Strangers {
    /// The warning.
    pub fn warning(&self) -> Diagnostic {
        let rows: u64 = self.names.iter().map(|s| s.rows).sum();
        let names: Vec<_> = self.names.iter().take(NAMED).map(|s| format!("`{}`", s.name)).collect();
        let more = if self.names.len() > NAMED { " …" } else { "" };
        let (rows, name) = if rows == 1 { ("1 row".into(), "names") } else { (format!("{rows} rows"), "name") };
        let message = format!("{rows} of {} {name} no known system: {}{more}", self.table, names.join(", "));
        let mut warning = Diagnostic::input("W0270", message);
        if let Some(first) = self.names.first() {
            warning = warning.at(first.place.clone());
        }
        for (stranger, near) in self.names.iter().filter_map(|s| Some((s, s.near.as_ref()?))).take(NAMED) {
            warning = warning.fact(format!("`{}` ({}): did you mean `{near}`?", stranger.name, stranger.place));
        }
        warning.hint("such rows count for no system: mend the name, or list the system in systems.csv")
    }
}
