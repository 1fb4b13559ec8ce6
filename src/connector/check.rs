//! Whether what a connector names is in the catalog, and whether it maps what its table owes.

use super::{Connector, Key, Stamp};
use crate::catalog::{self, Kind, Need, Table};
use crate::diagnostic::{Diagnostic, Result, nearest};

impl Connector {
    /// Checks a connector, or one reading of it.
    ///
    /// # Errors
    /// `E0115` with what it names and nobody knows, or does not map.
    pub(super) fn check(&self) -> Result<()> {
        let fault = |message: String| Diagnostic::input("E0115", format!("connector `{}`: {message}", self.id));
        let Some(table) = catalog::table(&self.table) else {
            let known = catalog::TABLES.iter().map(|t| t.name);
            let hint = nearest(&self.table, known.clone()).map_or_else(
                || format!("tables: {}", known.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(fault(format!("no table is called `{}`", self.table)).hint(hint));
        };
        for pattern in self.detect.lines.iter().chain(&self.read.line).chain(&self.read.other) {
            pattern.of(self)?;
        }
        for (name, mapping) in &self.map {
            let extra = catalog::ORIGIN.iter().find(|c| c.name == name && c.name == "updated_at");
            let Some(column) = table.column(name).or(extra) else {
                let known: Vec<_> = table.columns.iter().map(|c| c.name).collect();
                let hint = nearest(name, known.iter().copied())
                    .map_or_else(|| format!("columns: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
                return Err(fault(format!("`{}` has no column `{name}`", self.table)).hint(hint));
            };
            if column.kind == Kind::Boolean && mapping.otherwise.as_ref().is_some_and(|w| w != "true" && w != "false") {
                return Err(fault(format!("`{name}` is yes or no: `otherwise` is `true` or `false`")));
            }
            if !mapping.units.is_empty() && column.kind != Kind::Number {
                return Err(fault(format!("`{name}` is no number: `units` means nothing there")));
            }
            if let Some((unit, _)) = mapping.units.iter().find(|(_, factor)| !(factor.is_finite() && **factor > 0.0)) {
                return Err(fault(format!("the unit `{unit}` of `{name}` must be a number above zero")));
            }
            if mapping.stamp == Stamp::End && (!column.kind.is_time() || table.column("interval_seconds").is_none()) {
                return Err(fault(format!("`{name}` is no time of a sample: `stamp` means nothing there")));
            }
            let worded = mapping.filled.is_some() || mapping.blank.is_some();
            let otherwise = mapping.otherwise.is_some() && column.kind != Kind::Boolean;
            if (worded || otherwise) && !matches!(column.kind, Kind::Code(_)) {
                let message = format!("`{name}` is no code: `otherwise`, `filled` and `blank` mean nothing there");
                return Err(fault(message));
            }
            if let Kind::Code(words) = column.kind {
                let used = mapping.values.keys().chain(&mapping.otherwise).chain(&mapping.filled).chain(&mapping.blank);
                if let Some(bad) = used.chain(&mapping.value).find(|w| !words.contains(&w.as_str())) {
                    return Err(
                        fault(format!("`{bad}` is no value of `{name}`")).hint(format!("values: {}", words.join(", ")))
                    );
                }
            }
        }
        let row_key = self.record.key == Key::Row;
        let owed = |name: &str| !(row_key && name == "native_id");
        match table.columns.iter().find(|c| c.need != Need::Optional && owed(c.name) && !self.covers(table, c.name)) {
            Some(column) => Err(fault(format!("`{}` needs `[map.{}]`", self.table, column.name))),
            None => Ok(()),
        }
    }

    /// Whether a required column is mapped; of several main times one is enough.
    fn covers(&self, table: &Table, name: &str) -> bool {
        let alternatives = if table.main_time.contains(&name) { table.main_time } else { &[] };
        let spread = &self.record.spread;
        let by_spread = !spread.is_empty() && spread.iter().all(|s| s.fills(name));
        by_spread || self.map.contains_key(name) || alternatives.iter().any(|a| self.map.contains_key(*a))
    }
}
