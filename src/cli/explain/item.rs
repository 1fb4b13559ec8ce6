//! One item of the checklist for one system: the answer with all that it stands on, and the rows behind it.

use assay::assess::ITEMS;
use assay::catalog::figure::System;
use assay::cells::safe;
use assay::diagnostic::{Diagnostic, Result};
use assay::engine::sql_text::SqlText;
use assay::metrics::rows::{Origin, Row, Set, Window, behind};
use assay::metrics::{self, checks};
use assay::portfolio::Portfolio;
use assay::report::answer;
use assay::workspace::config::Lang;

use super::super::table::{Table, wrapped};
use super::{LINE, corrections};

/// Columns of the rows as CSV.
const COLUMNS: [&str; 11] =
    ["table", "source", "id", "time", "export", "part", "line", "record", "evidence", "corrected", "left_out"];
/// The period of sets that name no window of their own.
const PERIOD: &str = "T12";

/// The check of an item.
///
/// # Errors
/// `E0186` for a number that is none.
fn check(item: u8) -> Result<SqlText> {
    checks::all().remove(&item).ok_or_else(|| {
        Diagnostic::input("E0186", format!("the checklist has no item `{item}`"))
            .hint(format!("items are 1 to {ITEMS}, `--item 4` for example"))
    })
}

/// What `--rows` needs beside it.
pub fn rows_of_what() -> Diagnostic {
    Diagnostic::input("E0187", "`--rows` needs the figure or the item whose rows are meant")
        .hint("`--item 4 --rows`, or `--figure change_sr_count --rows`")
}

/// The rows behind the answer to an item.
pub fn rows(portfolio: &Portfolio, system: &System, item: u8) -> Result<Vec<Row>> {
    behind(&portfolio.marts.engine, &Origin::of(&check(item)?, PERIOD), &system.system_id)
}

/// The rows behind a figure; of one that stands on a reference table, its rows.
pub fn figure_rows(portfolio: &Portfolio, system: &System, metric: &str, period: &str) -> Result<Vec<Row>> {
    let definition = metrics::definition(metric)?;
    behind(&portfolio.marts.engine, &Origin::of(&definition, period), &system.system_id)
}

/// The answer to an item, and the rows behind it.
pub fn text(portfolio: &Portfolio, system: &System, item: u8, lang: Lang) -> Result<String> {
    let check = check(item)?;
    let engine = &portfolio.marts.engine;
    let mut text = format!("{} ({}) {}, ", system.name, system.system_id, portfolio.month);
    text.push_str(&if lang == Lang::Ko { format!("{item}번 항목\n") } else { format!("item {item}\n") });
    if let Some(known) = portfolio.checklist.item(item) {
        let question = if lang == Lang::Ko { &known.question_ko } else { &known.question_en };
        text.push_str(&format!("{}\n\n", wrapped(question, LINE, 0)));
    }
    let windows = checks::windows(engine, lang)?;
    let window = windows.get(&item).map_or("", String::as_str);
    let assessment = portfolio.assessments.get(&system.system_id);
    for (assessment, answered) in assessment.iter().flat_map(|a| a.items.iter().map(move |i| (a, i))) {
        if answered.item == item {
            let rules = &portfolio.checklist.rules;
            let mut lines = answer::lines(rules, assessment, answered, window, lang);
            lines.extend(if item == 1 { answer::user_conditions(assessment, lang) } else { Vec::new() });
            lines.iter().for_each(|line| text.push_str(&format!("  {}\n", wrapped(line, LINE, 4))));
        }
    }
    let mut all = 0;
    let origins = Origin::of(&check, PERIOD);
    for origin in &origins {
        let rows = origin.rows(engine, &system.system_id)?;
        all += counted(&rows);
        text.push_str(&format!("\n{}", listed(origin, &rows)));
    }
    text.push_str(&corrections::of_item(portfolio, &origins, &system.system_id, lang)?);
    Ok(format!("{text}\n{all} rows\n"))
}

/// The rows of one set under its name.
fn listed(origin: &Origin, rows: &[Row]) -> String {
    let window = match (&origin.set, &origin.window) {
        (Set::Reference(..), _) => String::new(),
        (_, Window::Period(period) | Window::Months(period)) => format!(" in {period}"),
    };
    let left_out = match rows.len() - counted(rows) {
        0 => String::new(),
        some => format!(", {some} left out"),
    };
    let title = format!("{}{window}: {} rows{left_out}\n", origin.name(), counted(rows));
    if rows.is_empty() {
        return title;
    }
    title + &table(rows)
}

/// How many of the rows count.
pub fn counted(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.left_out.is_empty()).count()
}

/// Rows as a table, with the columns that some of them fill.
pub fn table(rows: &[Row]) -> String {
    let is_corrected = rows.iter().any(|row| !row.corrected.is_empty());
    let is_left_out = counted(rows) < rows.len();
    let mut header = vec!["id", "time", ">line", ">record", "export"];
    header.extend(is_corrected.then_some("corrected"));
    header.extend(is_left_out.then_some("left out"));
    let mut table = Table::new(&header);
    for row in rows {
        let corrected = is_corrected.then(|| row.corrected.clone());
        table.row(cells(row).into_iter().chain(corrected).chain(is_left_out.then(|| row.left_out.clone())));
    }
    table.text()
}

/// A row as cells of a table: id, time, line, record, export with its part.
fn cells(row: &Row) -> [String; 5] {
    let part = if row.part.is_empty() { String::new() } else { format!(" [{}]", row.part) };
    let Row { id, time, line, record, export, .. } = row.clone();
    [id, time, line, record, format!("{export}{part}")]
}

/// The rows as CSV, safe in spreadsheets.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn csv(rows: &[Row]) -> Result<String> {
    let fault = |e: csv::Error| Diagnostic::internal("E0903", format!("cannot write the rows: {e}"));
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(COLUMNS).map_err(fault)?;
    for row in rows {
        let Row { evidence, table, source, id, time, export, part, line, record, corrected, left_out } = row;
        let cells = [table, source, id, time, export, part, line, record, evidence, corrected, left_out];
        csv.write_record(cells.map(|cell| safe(cell))).map_err(fault)?;
    }
    let bytes = csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
