//! The inventory: systems.csv and what several inventories of an agency say of the same systems.
//!
//! A row of a connector is the system of its id; else the one that systems.csv, or a source before it in the alphabet,
//! lists under its name, where that name is of one system only in each of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Zone;
use crate::connector::value::Value;
use crate::diagnostic::Result;
use crate::workspace::reference::Reference;

use super::brought::{self, Brought};
use super::unite::{Placed, placed, with_rows};
use super::{Resolver, normalise};

/// The inventory, and aliases for the ids under which connectors know systems that are listed under another id.
///
/// # Errors
/// Faults of the files as [`Resolver::new`] finds them.
pub fn unite(
    file: &Reference,
    aliases: &Reference,
    rows: Vec<Brought>,
    zone: Zone,
) -> Result<(Reference, Vec<Vec<Value>>)> {
    let mut newest = brought::newest(rows, |row| vec![row.source.clone(), id(row)]);
    let ids = Ids::find(file, aliases, &newest, zone)?;
    // Of several sources the cells of the newest export come first.
    newest.sort_by(|a, b| b.order.cmp(&a.order));
    let mut united = placed(file);
    let of_row = |(row, _): &Placed| row[0].text().unwrap_or_default().to_string();
    let mut known_at: BTreeMap<String, usize> = united.iter().map(of_row).zip(0..).collect();
    let mut renamed = Vec::new();
    for row in &newest {
        let (known, listed) = (id(row), ids.of(row));
        if listed != known {
            let alias = [known, listed.clone()].map(Value::Text);
            renamed.push(alias.into_iter().chain([Value::Null, Value::Null, Value::Null]).collect());
        }
        if let Some(at) = known_at.get(&listed) {
            let cells = united[*at].0.iter_mut().zip(&row.values);
            cells.filter(|(cell, _)| cell.is_null()).for_each(|(cell, value)| cell.clone_from(value));
        } else {
            let mut values = row.values.clone();
            values[0] = Value::Text(listed.clone());
            known_at.insert(listed, united.len());
            united.push((values, row.place.clone()));
        }
    }
    united[file.rows.len()..].sort_by_key(of_row);
    Ok((with_rows(file, united), renamed))
}

fn id(row: &Brought) -> String {
    row.values[0].text().unwrap_or_default().to_string()
}

fn name(row: &Brought) -> String {
    normalise(row.values[1].text().unwrap_or_default())
}

/// The listed id of each system, by source and the id that the source has for it.
struct Ids(BTreeMap<(String, String), String>);

impl Ids {
    fn find(file: &Reference, aliases: &Reference, rows: &[Brought], zone: Zone) -> Result<Self> {
        let listed: BTreeSet<&str> = file.rows.iter().filter_map(|row| row[0].text()).collect();
        let is_of_file = |(row, _): &Placed| row[1].text().is_some_and(|id| listed.contains(id));
        let aliases = with_rows(aliases, placed(aliases).into_iter().filter(is_of_file).collect());
        let resolver = Resolver::new(file, &aliases, zone)?;
        let mut ids = Ids(BTreeMap::new());
        let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for source in rows.iter().map(|row| &row.source).collect::<BTreeSet<_>>() {
            let own: Vec<&Brought> = rows.iter().filter(|row| row.source == *source).collect();
            let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
            own.iter().for_each(|row| *bearers.entry(name(row)).or_default() += 1);
            let mut named = Vec::new();
            for row in &own {
                let (id, name) = (id(row), name(row));
                let of_file = |text: &str| -> Result<Option<String>> {
                    Ok(resolver.current(source, text)?.filter(|n| n.listed).map(|n| n.system_id))
                };
                let of_others = || by_name.get(&name).filter(|ids| ids.len() == 1).and_then(|ids| ids.first().cloned());
                let found = match of_file(&id)? {
                    None if taken.contains(&id) || bearers.get(&name) != Some(&1) => None,
                    None => of_file(&name)?.or_else(of_others),
                    found => found,
                };
                let found = found.unwrap_or_else(|| id.clone());
                named.push((name, found.clone()));
                ids.0.insert((source.clone(), id), found);
            }
            taken.extend(named.iter().map(|(_, id)| id.clone()));
            for (name, id) in named {
                by_name.entry(name).or_default().insert(id);
            }
        }
        Ok(ids)
    }

    fn of(&self, row: &Brought) -> String {
        self.0.get(&(row.source.clone(), id(row))).cloned().unwrap_or_else(|| id(row))
    }
}
