//! Wide tables: several columns of a record that each become a row, such as one column of money per category.
//!
//! Each entry of `[[record.spread]]` is a reading of the record: the connector with other headers for some columns.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, Connector, Mapping, OneOrMany, Pattern};
use crate::diagnostic::Result;

/// One column of a wide table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Canonical column that takes its cell; a blank cell gives no row.
    pub column: String,
    /// Its headers, or `*`: every column that nothing else of the connector looks at, each a row of its own. Of several
    /// entries with one column the first whose `when` holds takes it.
    pub from: OneOrMany,
    /// Headers that `*` leaves out.
    #[serde(default)]
    pub except: OneOrMany,
    /// What headers under `*` must match, without white space, in lower case, with 율 for 률.
    pub only: Option<Pattern>,
    /// The entry counts for records that pass all of these.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What other columns of the row hold.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Headers of other columns of the row, in place of those of `[map]`.
    #[serde(default)]
    pub with: BTreeMap<String, OneOrMany>,
}

impl Spread {
    /// Whether it takes every column that is left.
    pub fn is_wild(&self) -> bool {
        self.from.0 == ["*"]
    }

    /// Canonical columns that are its own.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let named = self.set.keys().chain(self.with.keys());
        named.map(String::as_str).chain([self.column.as_str()])
    }

    /// Whether its row has the column.
    pub fn fills(&self, name: &str) -> bool {
        self.columns().any(|own| own == name)
    }
}

impl Connector {
    /// The connector once per entry, each reading its own column.
    ///
    /// # Errors
    /// `E0115` when an entry names what the catalog does not know.
    pub(super) fn spread(&self) -> Result<Vec<Connector>> {
        let readings = self.record.spread.iter().map(|entry| {
            let mut reading = self.clone();
            reading.record.spread.clear();
            reading.example.clear();
            let mut put = |name: &str, from: OneOrMany, value: Option<String>| {
                let own = self.map.get(name).cloned().unwrap_or_default();
                reading.map.insert(name.to_string(), Mapping { from, value, ..own });
            };
            put(&entry.column, entry.from.clone(), None);
            entry.set.iter().for_each(|(name, word)| put(name, OneOrMany::default(), Some(word.clone())));
            entry.with.iter().for_each(|(name, from)| put(name, from.clone(), None));
            reading.check()?;
            Ok(reading)
        });
        readings.collect()
    }
}
