//! What became of the corrections of records: which apply, which have expired, which name no record, and whom they touch.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, Place, Result};
use crate::engine::Engine;
pub use crate::engine::corrections::EXCLUDE;
use crate::engine::sql_text::escaped;
use crate::metrics::rows::Origin;

/// Corrections that one warning names.
const NAMED: usize = 5;

/// One correction, in one source that has its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Fact table.
    pub table: String,
    /// Source of the record; of a correction without a record the source that it names, if any.
    pub source: Option<String>,
    /// Id of the record.
    pub native_id: String,
    /// Column, or [`EXCLUDE`].
    pub field: String,
    /// What the latest export says, times local; nothing where the cell is blank or the record is left out.
    pub exported: Option<String>,
    /// The new value, times local; nothing where it is blank.
    pub corrected: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// First day on which it does not hold.
    pub expires: Option<NaiveDate>,
    /// `applied`, `expired`, `no_record` or `outdone`.
    pub state: String,
    /// Line of corrections.csv; none where a connector brought it.
    pub line: Option<u64>,
    /// Ids of the systems that it touches.
    pub systems: Vec<String>,
}

/// All of them, by table, id, source and field.
///
/// # Errors
/// Faults of the engine.
pub fn read(engine: &Engine) -> Result<Vec<Correction>> {
    let touched =
        engine.query("select table_name, source, native_id, field, system_id from corrected_systems order by all")?;
    let mut systems: BTreeMap<Vec<Option<String>>, Vec<String>> = BTreeMap::new();
    for mut key in touched.table()? {
        let system = key.pop().flatten().unwrap_or_default();
        systems.entry(key).or_default().push(system);
    }
    let rows = engine.query(
        "select table_name, source, native_id, field, exported_value, corrected_value, reason, \"by\", \
         cast(expires as varchar), state, cast(line as varchar) from corrections_applied \
         order by table_name, native_id, source, field, expires, reason, \"by\"",
    )?;
    let correction = |row: Vec<Option<String>>| {
        let text = |at: usize| row[at].clone().unwrap_or_default();
        Correction {
            table: text(0),
            source: row[1].clone(),
            native_id: text(2),
            field: text(3),
            exported: row[4].clone(),
            corrected: row[5].clone(),
            reason: text(6),
            by: text(7),
            expires: row[8].as_deref().and_then(|d| d.parse().ok()),
            state: text(9),
            line: row[10].as_deref().and_then(|l| l.parse().ok()),
            systems: systems.get(&row[..4]).cloned().unwrap_or_default(),
        }
    };
    Ok(rows.table()?.into_iter().map(correction).collect())
}

/// A record that a correction leaves out of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Fact table.
    pub table: String,
    /// Id of the record.
    pub native_id: String,
    /// Its time, local.
    pub time: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
}

/// Records of a system that corrections leave out, of the tables that decide over a set of rows and of its window.
///
/// # Errors
/// Faults of the engine.
pub fn left_out(engine: &Engine, origin: &Origin, system_id: &str) -> Result<Vec<LeftOut>> {
    let rows = engine.query(&format!(
        "with w as ({window}) select c.table_name, c.native_id, strftime(to_local(min(r.main_at)), '%Y-%m-%d %H:%M'), c.reason, c.\"by\" \
         from corrections_applied c \
         join corrected_systems s on s.table_name = c.table_name and s.source = c.source \
            and s.native_id = c.native_id and s.field = c.field \
         join correction_records r on r.table_name = c.table_name and r.source = c.source and r.native_id = c.native_id \
         cross join run u cross join w \
         where c.field = '{EXCLUDE}' and c.state = 'applied' and s.system_id = '{system}' \
            and r.main_at < w.to_at and coalesce(r.until_at, u.as_of) >= w.from_at \
            and c.table_name in (select table_name from evidence_tables where evidence = '{evidence}') \
         group by c.table_name, c.source, c.native_id, c.reason, c.\"by\" order by min(r.main_at), c.native_id, c.source",
        window = origin.window(),
        system = escaped(system_id),
        evidence = escaped(origin.name()),
    ))?;
    let left_out = |row: Vec<Option<String>>| {
        let text = |at: usize| row[at].clone().unwrap_or_default();
        LeftOut { table: text(0), native_id: text(1), time: text(2), reason: text(3), by: text(4) }
    };
    Ok(rows.table()?.into_iter().map(left_out).collect())
}

impl Correction {
    /// Whether the record is left out, or would be.
    pub fn is_exclusion(&self) -> bool {
        self.field == EXCLUDE
    }

    /// What it corrects, in words.
    fn named(&self) -> String {
        let of_source = self.source.as_ref().map(|s| format!(" of `{s}`")).unwrap_or_default();
        let record = format!("{} `{}`{of_source}", self.table, self.native_id);
        if self.is_exclusion() {
            format!("the exclusion of {record}")
        } else {
            format!("the correction of `{}` of {record}", self.field)
        }
    }
}

/// Corrections that expired, and those that name no record: one warning each.
pub fn warnings(corrections: &[Correction]) -> impl Iterator<Item = Diagnostic> {
    let of_state = |state: &str| corrections.iter().filter(|c| c.state == state).collect::<Vec<_>>();
    let expired =
        grouped(&of_state("expired"), "W0230", "has expired and no longer applies", "have expired and no longer apply")
            .map(|w| w.hint("delete its row from corrections.csv, or write a later day into `expires`"));
    let unknown = of_state("no_record");
    let none = grouped(&unknown, "W0231", "names no record of the exports", "name no record of the exports");
    let none = none.map(|w| match unknown.first() {
        Some(first) => w.hint(format!(
            "`assay sql \"select source, native_id from {} where native_id ilike '%{}%'\"` finds the ids of the exports",
            first.table,
            escaped(&first.native_id)
        )),
        None => w,
    });
    expired.into_iter().chain(none)
}

/// One warning for all; a single one is named in the sentence, several below it.
fn grouped(corrections: &[&Correction], code: &'static str, one: &str, several: &str) -> Option<Diagnostic> {
    let place = |c: &Correction| Place { line: c.line, ..Place::file("corrections.csv") };
    match corrections {
        [] => None,
        [only] => Some(Diagnostic::input(code, format!("{} {one}", only.named())).at(place(only))),
        many => {
            let mut warning =
                Diagnostic::input(code, format!("{} corrections {several}", many.len())).at_file("corrections.csv");
            for correction in many.iter().take(NAMED) {
                let line = correction.line.map(|l| format!(" (line {l})")).unwrap_or_default();
                warning = warning.fact(format!("{}{line}", correction.named()));
            }
            let more = many.len().saturating_sub(NAMED);
            Some(if more > 0 { warning.fact(format!("and {more} more")) } else { warning })
        }
    }
}
