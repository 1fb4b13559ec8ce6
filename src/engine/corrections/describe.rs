//! What became of each correction, as tables for the models: its outcomes, what the export said, and the names of its
//! record before and after.

use crate::calendar::Zone;
use crate::catalog::{Column, Kind, Table};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;
use crate::engine::Engine;
use crate::engine::sql_text::parse_all;

use super::read::Entry;
use super::{Corrected, Corrections, State};

impl Corrections {
    /// Creates `correction_rows`, `exported_fields` and `correction_records`; empty without corrections.
    pub(in crate::engine) fn describe(&self, engine: &Engine, zone: Zone) -> Result<()> {
        engine.execute(
            "create table correction_rows (line bigint, table_name varchar, source varchar, native_id varchar, \
             field varchar, corrected_value varchar, reason varchar, \"by\" varchar, expires date, state varchar); \
             create table exported_fields (table_name varchar, source varchar, native_id varchar, field varchar, \
             exported_value varchar); \
             create table correction_records (table_name varchar, source varchar, native_id varchar, system_ref varchar, \
             cause_system_ref varchar, host varchar, main_at timestamp, until_at timestamp)",
        )?;
        for corrected in &self.tables {
            let outcomes = corrected.entries.iter().flat_map(|entry| {
                let outcomes = corrected.outcomes(entry).into_iter();
                outcomes.map(move |(source, state)| outcome(entry, source, state, zone))
            });
            let rows: Vec<Vec<Value>> = outcomes.collect();
            engine.append("correction_rows", rows.iter().map(Vec::as_slice))?;
            corrected.describe(engine)?;
        }
        Ok(())
    }
}

fn outcome(entry: &Entry, source: Option<&str>, state: State, zone: Zone) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_string());
    vec![
        entry.place.line.and_then(|line| i64::try_from(line).ok()).map_or(Value::Null, Value::Integer),
        text(entry.table.name),
        source.map_or(Value::Null, text),
        text(&entry.native_id),
        text(entry.field()),
        entry.text(zone).map_or(Value::Null, Value::Text),
        text(&entry.reason),
        text(&entry.by),
        entry.expires.map_or(Value::Null, Value::Date),
        text(state.word()),
    ]
}

impl Corrected {
    fn describe(&self, engine: &Engine) -> Result<()> {
        let name = self.table.name;
        let latest = format!("exported_latest_{name}");
        // The latest version as the model takes it, out of what the exports said.
        let model = parse_all(embedded::MODELS).into_iter().find(|m| m.name == latest_model(self.table));
        let model = model.ok_or_else(|| Diagnostic::internal("E0905", format!("no model has the latest {name}")))?;
        let text = model.text.replace(&format!("raw_{name}"), &format!("exported_versions_{name}"));
        engine.execute(&format!("create table {latest} as {text}"))?;
        for column in self.table.columns.iter().filter(|c| self.entries.iter().any(|e| e.field() == c.name)) {
            let (field, said) = (column.name, said(column));
            engine.execute(&format!(
                "insert into exported_fields select '{name}', source, native_id, '{field}', \
                 string_agg(distinct {said}, '; ' order by {said}) from {latest} group by source, native_id"
            ))?;
        }
        for rows in [format!("select * from {latest}"), self.over(&latest)] {
            engine.execute(&format!("insert into correction_records {}", names(self.table, &rows)))?;
        }
        Ok(())
    }
}

/// The model that has the latest versions of a table's records.
pub(super) fn latest_model(table: &Table) -> &'static str {
    if table.name == "alerts" { "alert_rows" } else { table.name }
}

/// The value of a column as text; times are local.
fn said(column: &Column) -> String {
    let name = format!("\"{}\"", column.name);
    // The end of a day is the next midnight.
    let before = if column.kind == Kind::End { " - interval 1 microsecond" } else { "" };
    match column.kind {
        Kind::Start | Kind::End => format!(
            "case when contains(' ' || date_only || ' ', ' {} ') then cast(local_date({name}{before}) as varchar) \
             else cast(to_local({name}) as varchar) end",
            column.name
        ),
        Kind::Number => format!("regexp_replace(cast({name} as varchar), '\\.0$', '')"),
        _ => format!("cast({name} as varchar)"),
    }
}

/// The names that rows give for their systems, and the time that they are about; open where no end is known.
fn names(table: &Table, rows: &str) -> String {
    let main: Vec<_> = table.main_time.iter().map(|c| format!("\"{c}\"")).collect();
    let main = format!("coalesce({}, null)", main.join(", "));
    let ends: Vec<_> = table.intervals.iter().map(|(_, end)| format!("\"{end}\"")).collect();
    let until = if ends.is_empty() { main.clone() } else { format!("greatest({}, null)", ends.join(", ")) };
    let optional = |name: &str| if table.column(name).is_some() { name } else { "null" }.to_string();
    format!(
        "select distinct '{}', source, native_id, system_ref, {}, {}, {main}, {until} from ({rows})",
        table.name,
        optional("cause_system_ref"),
        optional("host")
    )
}
