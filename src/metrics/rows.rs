//! The rows behind figures and answers: records of exports, rows of a view, rows of a reference table.

use std::collections::BTreeSet;

use crate::catalog;
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;
use crate::engine::Engine;
use crate::engine::sql_text::{SqlText, escaped, parse_all};

/// One set of rows, and the time it is taken over. A metric has one, a check of the checklist one or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What is taken.
    pub set: Set,
    /// Over which time.
    pub window: Window,
}

/// What rows are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Set {
    /// The records of a set of `evidence`.
    Records(String),
    /// The rows of a view.
    View(String),
    /// The rows of a reference table, with the columns that are shown; all but the system where there are none.
    Reference(String, Vec<String>),
}

/// Over which time rows are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// A period: a month, T3, T6, T12.
    Period(String),
    /// So many months up to the report month, as a parameter says.
    Months(String),
}

/// A row behind a figure or an answer, and where it lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its set, view or file.
    pub evidence: String,
    /// Its table.
    pub table: String,
    /// Source of a record.
    pub source: String,
    /// Id of a record; the cells of a row of a reference table.
    pub id: String,
    /// Local time, day or year.
    pub time: String,
    /// Export that brought a record.
    pub export: String,
    /// Part or sheet of it.
    pub part: String,
    /// Line in it.
    pub line: String,
    /// Number of the record in it.
    pub record: String,
    /// Fields of a record that corrections.csv gives another value, separated by spaces.
    pub corrected: String,
    /// Why a row of a reference table does not count; blank where it does.
    pub left_out: String,
}

impl Origin {
    /// What stands after `rows:`: sets separated by commas, each `SET`, `view NAME` or `NAME.csv COLUMN …`, and its
    /// window after `in`; without one it is `period`.
    pub fn of(text: &SqlText, period: &str) -> Vec<Origin> {
        let entries = text.get("rows").split(',').map(str::trim).filter(|e| !e.is_empty());
        entries.map(|entry| Origin::parse(entry, period)).collect()
    }

    fn parse(entry: &str, period: &str) -> Origin {
        let (set, window) = match entry.split_once(" in ") {
            Some((set, months)) if months.contains('.') => (set, Window::Months(months.trim().to_string())),
            Some((set, period)) => (set, Window::Period(period.trim().to_string())),
            None => (entry, Window::Period(period.to_string())),
        };
        let mut words = set.split_whitespace().map(str::to_string);
        let first = words.next().unwrap_or_default();
        let set = match (first.as_str(), first.strip_suffix(".csv")) {
            ("view", _) => Set::View(words.next().unwrap_or_default()),
            (_, Some(table)) => Set::Reference(table.to_string(), words.collect()),
            _ => Set::Records(first),
        };
        Origin { set, window }
    }

    /// How rows name it.
    pub fn name(&self) -> String {
        match &self.set {
            Set::Records(set) => set.clone(),
            Set::View(view) => view.clone(),
            Set::Reference(table, _) => format!("{table}.csv"),
        }
    }

    /// The rows of one system, in order of time. Those that a system caused to others are the others' records.
    ///
    /// # Errors
    /// `E0153` for a view that has no rows of its own to name; faults of the engine.
    pub fn rows(&self, engine: &Engine, system_id: &str) -> Result<Vec<Row>> {
        let query = match &self.set {
            Set::Records(set) => self.records(set, system_id),
            Set::View(view) => self.view(view, system_id)?,
            Set::Reference(table, columns) => self.reference(table, columns, system_id),
        };
        let cell = |row: &[Option<String>], at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let row = |row: &Vec<Option<String>>| Row {
            evidence: self.name(),
            table: cell(row, 0),
            source: cell(row, 1),
            id: cell(row, 2),
            time: cell(row, 3),
            export: cell(row, 4),
            part: cell(row, 5),
            line: cell(row, 6),
            record: cell(row, 7),
            corrected: cell(row, 8),
            left_out: cell(row, 9),
        };
        Ok(engine.query(&query)?.table()?.iter().map(row).collect())
    }

    /// The window as a relation `w` of one row.
    pub(crate) fn window(&self) -> String {
        match &self.window {
            Window::Period(period) => format!(
                "select p.period, p.ps as from_at, least(p.pe, u.as_of) as to_at from periods p cross join run u \
                 where p.period = '{}'",
                escaped(period)
            ),
            Window::Months(parameter) => format!(
                "select p.period, p.pe - to_months(cast(param('{}') as integer)) as from_at, least(p.pe, u.as_of) as to_at \
                 from periods p join run u on u.month = p.period",
                escaped(parameter)
            ),
        }
    }

    fn records(&self, set: &str, system_id: &str) -> String {
        // Units of a period are those that count in it; a window that is no period is held against the times.
        let counts = match self.window {
            Window::Period(_) => {
                "e.rule <> 'overlap' and exists (select 1 from happened h where h.evidence = e.evidence \
                 and h.system_id = e.system_id and h.unit = e.unit and h.period = w.period)"
            }
            Window::Months(_) => {
                "e.rule = 'start' and e.from_at >= w.from_at and e.from_at < w.to_at \
                 or e.rule = 'end' and e.to_at > w.from_at and e.to_at <= w.to_at"
            }
        };
        format!(
            "with w as ({}) \
             select a.table_name, a.source, a.native_id, strftime(to_local(min(a.main_at)), '%Y-%m-%d %H:%M'), r.name, r.part, \
             cast(min(a.line) as varchar), cast(min(a.record) as varchar), \
             (select string_agg(distinct c.field, ' ' order by c.field) from corrections_applied c where c.state = 'applied' \
                and c.table_name = a.table_name and c.source = a.source and c.native_id = a.native_id) \
             from evidence e cross join w \
             join affected_rows a on a.table_name = e.table_name and a.source = e.source and a.native_id = e.native_id \
                and (a.system_id = e.system_id or e.evidence = 'caused_to_others') \
             join receipts r on r.receipt = a.receipt \
             where e.evidence = '{}' and e.system_id = '{}' \
                and (e.rule = 'overlap' and e.from_at < w.to_at and e.to_at > w.from_at or {counts}) \
             group by a.table_name, a.source, a.native_id, r.receipt, r.name, r.part \
             order by min(a.main_at), a.native_id, r.name, a.table_name, a.source, r.part",
            self.window(),
            escaped(set),
            escaped(system_id)
        )
    }

    fn view(&self, view: &str, system_id: &str) -> Result<String> {
        let model = parse_all(embedded::MODELS).into_iter().find(|m| m.name == view && !m.get("row").is_empty());
        let Some(model) = model else { return Err(samples_only(view, system_id)) };
        let (id, at) = (model.get("row"), model.get("row_at"));
        Ok(format!(
            "with w as ({}) select '{view}', '', {id}, strftime(to_local({at}), '%Y-%m-%d %H:%M') from {view} cross join w \
             where system_id = '{}' and {at} >= w.from_at and {at} < w.to_at order by {at}, 3",
            self.window(),
            escaped(system_id)
        ))
    }

    /// A row is shown as its cells with their names; one whose shown cells are all blank says nothing.
    fn reference(&self, table: &str, columns: &[String], system_id: &str) -> String {
        let all = catalog::table(table).map_or(&[][..], |t| t.columns);
        let is_shown = |c: &str| if columns.is_empty() { c != "system_id" } else { columns.iter().any(|n| n == c) };
        let time = ["date", "fiscal_year"].into_iter().find(|time| all.iter().any(|c| c.name == *time));
        let shown = all.iter().map(|c| c.name).filter(|c| is_shown(c) && Some(*c) != time);
        let cells: Vec<_> = shown.map(|c| format!("'{c} ' || cast(\"{c}\" as varchar)")).collect();
        let cells = format!("nullif(concat_ws(', ', {}), '')", cells.join(", "));
        let at = time.map_or("null".to_string(), |t| format!("cast(\"{t}\" as varchar)"));
        let inside = match time {
            Some("date") => "and \"date\" >= local_date(w.from_at) and \"date\" < local_date(w.to_at)",
            _ => "",
        };
        // A model may say which of the rows count in a period.
        let judged = parse_all(embedded::MODELS).into_iter().find(|m| m.get("rows_of") == table);
        let (relation, left_out) = match judged {
            Some(model) => (format!("{} t join w using (period)", model.name), "left_out"),
            None => (format!("ref_{table} cross join w"), "null"),
        };
        format!(
            "with w as ({}) select '{table}', '', {cells}, {at}, at_export, at_part, cast(at_line as varchar), \
             cast(at_record as varchar), null, {left_out} from {relation} \
             where system_id = '{}' and {cells} is not null {inside} order by 4, 3, 5, 6, at_line, at_record",
            self.window(),
            escaped(system_id)
        )
    }
}

/// Why a view names no rows.
pub(super) fn samples_only(view: &str, system_id: &str) -> Diagnostic {
    let fault = format!("`{view}` stands on samples, not on records");
    Diagnostic::input("E0153", fault)
        .hint(format!("`assay sql \"select * from {view} where system_id = '{}'\"` shows it", escaped(system_id)))
}

/// The rows of all origins of a figure or an answer, one origin after the other.
///
/// # Errors
/// As [`Origin::rows`].
pub fn behind(engine: &Engine, origins: &[Origin], system_id: &str) -> Result<Vec<Row>> {
    let rows = origins.iter().map(|o| o.rows(engine, system_id)).collect::<Result<Vec<_>>>()?;
    Ok(rows.into_iter().flatten().collect())
}

/// The fact tables whose records decide what is in the sets of an answer, also where those are empty.
///
/// # Errors
/// Faults of the engine.
pub fn tables(engine: &Engine, origins: &[Origin]) -> Result<BTreeSet<String>> {
    let names: Vec<_> = origins.iter().map(|o| format!("'{}'", escaped(o.name()))).collect();
    let query = format!("select distinct table_name from evidence_tables where evidence in ({})", names.join(", "));
    Ok(engine.query(&query)?.texts(0)?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{catalogue, checks};

    #[test]
    fn sets_have_a_period_of_their_own_or_that_of_the_question() {
        let period = |p: &str| Window::Period(p.into());
        let rows = [
            ("change_sr", Set::Records("change_sr".into()), period("T12")),
            ("releases in T6", Set::Records("releases".into()), period("T6")),
            ("told_stops in item2.months", Set::Records("told_stops".into()), Window::Months("item2.months".into())),
            ("view surges", Set::View("surges".into()), period("T12")),
            ("costs.csv", Set::Reference("costs".into(), Vec::new()), period("T12")),
            (
                "systems.csv go_live rebuild_date",
                Set::Reference("systems".into(), vec!["go_live".into(), "rebuild_date".into()]),
                period("T12"),
            ),
        ];
        for (text, set, window) in rows {
            assert_eq!(Origin::parse(text, "T12"), Origin { set, window });
        }
    }

    #[test]
    fn every_set_says_which_tables_decide_it() {
        let models = parse_all(embedded::MODELS);
        let tables = models.iter().find(|m| m.name == "evidence_tables").map(|m| m.text).unwrap();
        let metrics = catalogue();
        for text in metrics.iter().chain(checks::all().values()) {
            for origin in Origin::of(text, "T12").iter().filter(|o| !matches!(o.set, Set::Reference(..))) {
                assert!(tables.contains(&format!("'{}'", origin.name())), "{}: {}", text.name, origin.name());
            }
        }
    }

    #[test]
    fn every_set_of_a_check_is_one_of_evidence_a_view_with_rows_or_a_table_with_these_columns() {
        let models = parse_all(embedded::MODELS);
        let sources: String = models.iter().filter(|m| m.name.starts_with("evidence_")).map(|m| m.text).collect();
        for check in checks::all().values() {
            for origin in Origin::of(check, "T12") {
                let found = match &origin.set {
                    Set::Records(set) => sources.contains(&format!("'{set}'")) || is_segment(set),
                    Set::View(view) => models.iter().any(|m| m.name == view && !m.get("row_at").is_empty()),
                    Set::Reference(table, columns) => {
                        catalog::table(table).is_some_and(|t| columns.iter().all(|c| t.column(c).is_some()))
                    }
                };
                assert!(found, "{}: {origin:?}", check.name);
            }
        }
        assert!(catalogue().iter().all(|m| Origin::of(m, "T12").len() == 1), "a metric has one set");
    }

    /// `evidence_requests` names these after the segments of `sr_segments`.
    fn is_segment(set: &str) -> bool {
        ["wait_accept_sr", "approve_sr", "dev_sr", "wait_deploy_sr"].contains(&set)
    }
}
