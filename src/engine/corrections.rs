//! Corrections of single records: the relations `raw_…` with corrections.csv applied, and what became of each correction.
//!
//! The lake stays as the exports said. For a table with corrections `exported_<table>` is what they said and
//! `raw_<table>` a view over it with the corrections in force, so that every model stands on corrected rows and all
//! versions of a record are corrected alike. A table without corrections costs nothing.

mod apply;
mod check;
mod describe;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{self, Class, Table};
use crate::connector::value::Value;
use crate::diagnostic::Result;
use crate::lake::Lake;

use super::inputs::Inputs;
use super::{Engine, raw};
use read::Entry;

/// The field of a correction that takes its record out.
pub const EXCLUDE: &str = "exclude";

/// All corrections of a workspace, as they stand in the engine.
#[derive(Debug)]
pub struct Corrections {
    /// Tables with corrections, in catalog order.
    tables: Vec<Corrected>,
}

/// One table with its corrections.
#[derive(Debug)]
struct Corrected {
    table: &'static Table,
    /// In the order of the file.
    entries: Vec<Entry>,
    /// Sources of the records that entries name, by id.
    sources: BTreeMap<String, BTreeSet<String>>,
}

/// What became of a correction in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Applied,
    Expired,
    NoRecord,
    /// Another that names the source corrects the same field.
    Outdone,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Expired => "expired",
            State::NoRecord => "no_record",
            State::Outdone => "outdone",
        }
    }
}

impl Corrections {
    /// Reads the corrections and creates `raw_<table>` of every fact table.
    ///
    /// # Errors
    /// `E0176` to `E0181` with line and column of the first correction that cannot be read.
    pub(super) fn create(engine: &Engine, inputs: &Inputs, lake: &Lake) -> Result<Self> {
        let mut entries: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for entry in read::entries(inputs)? {
            entries.entry(entry.table.name).or_default().push(entry);
        }
        let mut tables = Vec::new();
        for table in catalog::tables(Class::Fact) {
            let name = table.name;
            let Some(entries) = entries.remove(name) else {
                engine.execute(&raw::relation(&format!("raw_{name}"), lake, table, inputs.receipts))?;
                continue;
            };
            engine.execute(&raw::relation(&format!("exported_{name}"), lake, table, inputs.receipts))?;
            let corrected = Corrected { table, sources: sources(engine, name, &entries)?, entries };
            corrected.create(engine)?;
            tables.push(corrected);
        }
        Ok(Corrections { tables })
    }
}

/// Keeps all versions of the records that entries name as `exported_versions_<table>`, and says which sources have them.
fn sources(engine: &Engine, table: &str, entries: &[Entry]) -> Result<BTreeMap<String, BTreeSet<String>>> {
    engine.execute(&format!("create table corrected_ids_{table} (native_id varchar)"))?;
    let ids: Vec<[Value; 1]> = entries.iter().map(|e| [Value::Text(e.native_id.clone())]).collect();
    engine.append(&format!("corrected_ids_{table}"), ids.iter().map(<[Value; 1]>::as_slice))?;
    engine.execute(&format!(
        "create table exported_versions_{table} as select * from exported_{table} \
         where native_id in (select native_id from corrected_ids_{table})"
    ))?;
    let rows = engine.query(&format!("select distinct native_id, source from exported_versions_{table}"))?;
    let mut sources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, source) in rows.texts(0)?.into_iter().zip(rows.texts(1)?) {
        sources.entry(id.unwrap_or_default()).or_default().insert(source.unwrap_or_default());
    }
    Ok(sources)
}

impl Corrected {
    /// What becomes of an entry: each source of its records, and the state there. Without any such record, no source or
    /// the one that it names.
    fn outcomes<'e>(&'e self, entry: &'e Entry) -> Vec<(Option<&'e str>, State)> {
        let of_id = self.sources.get(&entry.native_id).into_iter().flatten().map(String::as_str);
        let named: Vec<&str> = of_id.filter(|s| entry.source.as_deref().is_none_or(|own| own == *s)).collect();
        let alone = |state| vec![(entry.source.as_deref(), state)];
        if !entry.in_force {
            let each = named.iter().map(|s| (Some(*s), State::Expired)).collect::<Vec<_>>();
            return if each.is_empty() { alone(State::Expired) } else { each };
        }
        if named.is_empty() {
            return alone(State::NoRecord);
        }
        let applied: Vec<_> =
            named.iter().filter(|s| !self.is_outdone(entry, s)).map(|s| (Some(*s), State::Applied)).collect();
        if applied.is_empty() { alone(State::Outdone) } else { applied }
    }

    /// Whether an entry for every source gives way to one in force that names the source.
    fn is_outdone(&self, entry: &Entry, source: &str) -> bool {
        entry.source.is_none()
            && self.entries.iter().any(|other| {
                other.in_force
                    && other.source.as_deref() == Some(source)
                    && other.is_of(&entry.native_id, entry.field())
            })
    }

    /// The entries that apply, by source and id of the record.
    fn applied(&self) -> BTreeMap<(&str, &str), Vec<&Entry>> {
        let mut applied: BTreeMap<(&str, &str), Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            for (source, state) in self.outcomes(entry) {
                if let (Some(source), State::Applied) = (source, state) {
                    applied.entry((source, &entry.native_id)).or_default().push(entry);
                }
            }
        }
        applied
    }
}
