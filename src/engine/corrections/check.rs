//! What a correction may not leave behind: a record without its time, or one that ends before it begins. Connectors
//! reject such rows, so in a corrected record a correction is to blame.

use std::fmt::Write as _;

use crate::catalog::Table;
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;

use super::describe::latest_model;
use super::read::blamed;
use super::{Corrected, Corrections, Entry};

/// A corrected record that is none any more.
struct Broken {
    source: String,
    native_id: String,
    /// The columns at fault, the likeliest first.
    columns: Vec<&'static str>,
    code: &'static str,
    what: String,
}

impl Corrections {
    /// Refuses corrections after which a record is none any more.
    ///
    /// # Errors
    /// `E0181` for a record without its time, `E0182` for one that ends before it begins, with the correction.
    pub fn check(&self, engine: &Engine) -> Result<()> {
        for corrected in &self.tables {
            let mut faults = Vec::new();
            for broken in corrected.broken(engine)? {
                let entry = corrected.to_blame(&broken);
                faults.extend(entry.map(|e| (e.place.line, fault(e, &broken))));
            }
            // The first of the file.
            if let Some((_, fault)) = faults.into_iter().min_by_key(|(line, _)| *line) {
                return Err(fault);
            }
        }
        Ok(())
    }
}

impl Corrected {
    /// Corrected records, of their latest version, that break what connectors hold.
    fn broken(&self, engine: &Engine) -> Result<Vec<Broken>> {
        let mut broken = Vec::new();
        for (columns, code, condition) in rules(self.table) {
            let times = columns.iter().fold(String::new(), |mut text, c| {
                _ = write!(text, ", cast(to_local(r.\"{c}\") as varchar)");
                text
            });
            let rows = engine.query(&format!(
                "select distinct r.source, r.native_id{times} from {} r join corrected_{} c on c.source = r.source \
                 and c.native_id = r.native_id where {condition} order by all",
                latest_model(self.table),
                self.table.name
            ))?;
            for row in rows.table()? {
                let text = |at: usize| row[at].clone().unwrap_or_default();
                let what = if code == "E0181" {
                    format!("has no time after this correction: {} are blank", ticked(&columns))
                } else {
                    format!(
                        "ends before it begins after this correction: `{}` is {}, before `{}`, {}",
                        columns[0],
                        text(2),
                        columns[1],
                        text(3)
                    )
                };
                broken.push(Broken { source: text(0), native_id: text(1), columns: columns.clone(), code, what });
            }
        }
        Ok(broken)
    }

    /// The correction that touches one of the columns, or another time of the record.
    fn to_blame(&self, broken: &Broken) -> Option<&Entry> {
        let applied = self.applied();
        let entries = applied.get(&(broken.source.as_str(), broken.native_id.as_str()))?;
        let of_column = |c: &&'static str| entries.iter().find(|e| e.field() == *c);
        let other_time = || entries.iter().find(|e| self.table.main_time.contains(&e.field()));
        broken
            .columns
            .iter()
            .find_map(of_column)
            .or_else(other_time)
            .and_then(|found| self.entries.iter().find(|e| std::ptr::eq(*e, *found)))
    }
}

fn fault(entry: &Entry, broken: &Broken) -> Diagnostic {
    let record = format!("{} `{}` of `{}`", entry.table.name, broken.native_id, broken.source);
    blamed(Diagnostic::input(broken.code, format!("{record} {}", broken.what)), &entry.place, "value")
}

/// The columns of each rule, its code, and the condition that breaks it.
fn rules(table: &Table) -> Vec<(Vec<&'static str>, &'static str, String)> {
    let blank =
        |columns: &[&str]| columns.iter().map(|c| format!("r.\"{c}\" is null")).collect::<Vec<_>>().join(" and ");
    let mut rules = vec![(table.main_time.to_vec(), "E0181", blank(table.main_time))];
    for (start, end) in table.intervals {
        let earlier = table.main_time.iter().take_while(|t| *t != start).copied().collect::<Vec<_>>();
        // Of several main times only the one that dates the row must come before its end.
        let dates = if table.main_time.contains(start) && !earlier.is_empty() {
            format!(" and {}", blank(&earlier))
        } else {
            String::new()
        };
        rules.push((vec![end, start], "E0182", format!("r.\"{end}\" < r.\"{start}\"{dates}")));
    }
    rules
}

fn ticked(columns: &[&str]) -> String {
    columns.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ")
}
