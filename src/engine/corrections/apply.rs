//! The view of a table with its corrections applied, over the values of the corrections as a table.

use std::collections::BTreeMap;

use crate::catalog::Column;
use crate::connector::value::Value;
use crate::diagnostic::Result;
use crate::engine::Engine;
use crate::lake::write::lake_columns;

use super::Corrected;
use super::read::{Change, Entry};

impl Corrected {
    /// The columns that corrections in force set.
    fn fields(&self) -> BTreeMap<&'static str, &'static Column> {
        let applied = self.applied();
        let columns = applied.values().flatten().filter_map(|entry| match &entry.change {
            Change::Field { column, .. } => Some((column.name, *column)),
            Change::Exclude => None,
        });
        columns.collect()
    }

    /// Creates `corrected_<table>`, one row a record with the new value of each field and whether it has one, and
    /// `raw_<table>` over it.
    pub(super) fn create(&self, engine: &Engine) -> Result<()> {
        let (name, fields) = (self.table.name, self.fields());
        let mut columns = vec!["source varchar, native_id varchar, excluded boolean".to_string()];
        columns.extend(
            fields
                .values()
                .map(|c| format!("\"{0}\" {1}, \"has_{0}\" boolean, \"dated_{0}\" boolean", c.name, c.kind.sql())),
        );
        engine.execute(&format!("create table corrected_{name} ({})", columns.join(", ")))?;
        let rows: Vec<Vec<Value>> =
            self.applied().iter().map(|(record, entries)| row(record, entries, fields.keys())).collect();
        engine.append(&format!("corrected_{name}"), rows.iter().map(Vec::as_slice))?;
        engine.execute(&format!("create view raw_{name} as {}", self.over(&format!("exported_{name}"))))
    }

    /// Rows of the table as `relation` has them, with the corrections applied.
    pub(super) fn over(&self, relation: &str) -> String {
        let fields = self.fields();
        let mut replaced: Vec<String> = fields
            .keys()
            .map(|f| format!("case when c.\"has_{f}\" then c.\"{f}\" else r.\"{f}\" end as \"{f}\""))
            .collect();
        if fields.values().any(|c| c.kind.is_time()) {
            replaced.push(format!("nullif(concat_ws(' ', {}), '') as date_only", self.dated(&fields)));
        }
        let replace = match replaced.as_slice() {
            [] => String::new(),
            some => format!(" replace ({})", some.join(", ")),
        };
        format!(
            "select r.*{replace} from {relation} r left join corrected_{} c on c.source = r.source \
             and c.native_id = r.native_id where not coalesce(c.excluded, false)",
            self.table.name
        )
    }

    /// The names of the time columns that hold a date without time, each null where it does not.
    fn dated(&self, fields: &BTreeMap<&str, &Column>) -> String {
        let times = lake_columns(self.table).filter(|c| c.kind.is_time()).map(|c| {
            let name = c.name;
            let exported = format!("contains(' ' || r.date_only || ' ', ' {name} ')");
            let dated = match fields.get(name) {
                Some(_) => format!("case when c.\"has_{name}\" then c.\"dated_{name}\" else {exported} end"),
                None => exported,
            };
            format!("case when {dated} then '{name}' end")
        });
        times.collect::<Vec<_>>().join(", ")
    }
}

fn row<'f>(
    (source, id): &(&str, &str),
    entries: &[&Entry],
    fields: impl Iterator<Item = &'f &'static str>,
) -> Vec<Value> {
    let excluded = entries.iter().any(|e| matches!(e.change, Change::Exclude));
    let mut row = vec![Value::Text((*source).into()), Value::Text((*id).into()), Value::Boolean(excluded)];
    for field in fields {
        let change = entries.iter().find(|e| e.field() == *field).map(|e| &e.change);
        let (value, is_date) = match change {
            Some(Change::Field { value, is_date, .. }) => (value.clone(), *is_date),
            _ => (Value::Null, false),
        };
        row.extend([value, Value::Boolean(change.is_some()), Value::Boolean(is_date)]);
    }
    row
}
