//! One item of the checklist or one gate for one system: the answer with all that it stands on, and the rows behind
//! it.

use assay::assess::ITEMS;
use assay::assess::questions::Topic;
use assay::catalog::figure::System;
use assay::cells::safe;
use assay::diagnostic::{Diagnostic, Result};
use assay::engine::sql_text::SqlText;
use assay::metrics::rows::{Origin, Row, Set, Window, behind};
use assay::metrics::{self, checks};
use assay::portfolio::Portfolio;
use assay::report::answer;
use assay::report::explained::gates;
use assay::report::sentences::gate;
use assay::workspace::config::Lang;

use super::super::table::{Table, wrapped};
use super::{LINE, corrections};

/// Columns of the rows as CSV.
const COLUMNS: [&str; 11] =
    ["table", "source", "id", "time", "export", "part", "line", "record", "evidence", "corrected", "left_out"];
/// The period of sets that name no window of their own.
const PERIOD: &str = "T12";

/// The item or gate that is meant: `4`, `gate1`, `관문1`.
///
/// # Errors
/// `E0186` for one that is neither.
fn topic(text: &str) -> Result<Topic> {
    let meant = text.trim().to_lowercase();
    let gate = ["gate", "관문"].iter().find_map(|word| meant.strip_prefix(word));
    match (gate.map(str::trim), meant.parse()) {
        (Some("1"), _) => Ok(Topic::Gate(1)),
        (Some("2"), _) => Ok(Topic::Gate(2)),
        (None, Ok(item)) => Ok(Topic::Item(item)),
        _ => Err(no_item(text)),
    }
}

/// The check of an item.
///
/// # Errors
/// `E0186` for a number that is none.
fn check(item: u8) -> Result<SqlText> {
    checks::all().remove(&item).ok_or_else(|| no_item(&item.to_string()))
}

fn no_item(text: &str) -> Diagnostic {
    Diagnostic::input("E0186", format!("the checklist has no item `{text}`"))
        .hint(format!("items are 1 to {ITEMS}, `--item 4` for example; gates are `gate1` and `gate2`"))
}

/// What `--rows` needs beside it.
pub fn rows_of_what() -> Diagnostic {
    Diagnostic::input("E0187", "`--rows` needs the figure or the item whose rows are meant")
        .hint("`--item 4 --rows`, or `--figure change_sr_count --rows`")
}

/// The rows behind the answer to an item.
///
/// # Errors
/// `E0186` for what is no item, `E0187` for a gate: no export answers it.
pub fn rows(portfolio: &Portfolio, system: &System, item: &str) -> Result<Vec<Row>> {
    match topic(item)? {
        Topic::Item(item) => behind(&portfolio.marts.engine, &Origin::of(&check(item)?, PERIOD), &system.system_id),
        Topic::Gate(_) => Err(Diagnostic::input("E0187", "no rows of exports stand behind a gate")
            .hint("systems.csv and answers.csv answer gates; leave `--rows` out")),
    }
}

/// The rows behind a figure; of one that stands on a reference table, its rows.
pub fn figure_rows(portfolio: &Portfolio, system: &System, metric: &str, period: &str) -> Result<Vec<Row>> {
    let definition = metrics::definition(metric)?;
    behind(&portfolio.marts.engine, &Origin::of(definition, period), &system.system_id)
}

/// The answer to an item with the rows behind it, or that to a gate.
///
/// # Errors
/// `E0186` for what is neither; faults of the engine.
pub fn text(portfolio: &Portfolio, system: &System, item: &str, lang: Lang) -> Result<String> {
    let topic = topic(item)?;
    let title = match (topic, lang) {
        (Topic::Item(item), Lang::Ko) => format!("{item}번 항목"),
        (Topic::Item(item), Lang::En) => format!("item {item}"),
        (Topic::Gate(number), lang) => gate(number, lang),
    };
    let mut text = format!("{} ({}) {}, {title}\n", system.name, system.system_id, portfolio.month);
    let missing = || Diagnostic::internal("E0909", format!("`{}` was not assessed", system.system_id));
    let assessment = portfolio.assessments.get(&system.system_id).ok_or_else(missing)?;
    let said = |question: &str, lines: Vec<String>| {
        let lines: String = lines.iter().map(|line| format!("  {}\n", wrapped(line, LINE, 4))).collect();
        format!("{}\n\n{lines}", wrapped(question, LINE, 0))
    };
    match topic {
        Topic::Gate(number) => {
            for gate in gates(portfolio, assessment, lang).iter().filter(|g| g.gate == number) {
                text.push_str(&said(&gate.question, answer::gate_lines(portfolio, assessment, gate, lang)));
            }
        }
        Topic::Item(item) => {
            let question = portfolio.checklist.item(item).map(|i| lang.pick(&i.question_ko, &i.question_en));
            let windows = checks::windows(&portfolio.marts.engine, lang)?;
            let window = windows.get(&item).map_or("", String::as_str);
            let answered = assessment.items.iter().filter(|i| i.item == item);
            let mut lines: Vec<_> =
                answered.flat_map(|i| answer::lines(portfolio, assessment, i, window, lang)).collect();
            lines.extend(if item == 1 { answer::user_conditions(assessment, lang) } else { Vec::new() });
            text.push_str(&said(question.map_or("", String::as_str), lines));
            text.push_str(&evidence(portfolio, system, item, lang)?);
        }
    }
    Ok(text)
}

/// Each set of rows behind an item, and how many there are in all.
fn evidence(portfolio: &Portfolio, system: &System, item: u8, lang: Lang) -> Result<String> {
    let mut text = String::new();
    let mut all = 0;
    let origins = Origin::of(&check(item)?, PERIOD);
    for origin in &origins {
        let rows = origin.rows(&portfolio.marts.engine, &system.system_id)?;
        all += counted(&rows);
        text.push_str(&format!("\n{}", listed(origin, &rows, lang)));
    }
    text.push_str(&corrections::of_item(portfolio, &origins, &system.system_id, lang)?);
    Ok(format!("{text}\n{}\n", how_many(all, lang)))
}

/// The rows of one set under its name.
fn listed(origin: &Origin, rows: &[Row], lang: Lang) -> String {
    let window = match (&origin.set, &origin.window) {
        (Set::Reference(..), _) => String::new(),
        (_, Window::Period(period) | Window::Months(period)) => format!("{}{period}", lang.pick(", ", " in ")),
    };
    let left_out = match rows.len() - counted(rows) {
        0 => String::new(),
        some => lang.pick(format!(", 세지 않은 것 {some}건"), format!(", {some} left out")),
    };
    let n = counted(rows);
    let title = match lang {
        Lang::Ko => format!("{}{window}: {n}건{left_out}\n", origin.name()),
        Lang::En => format!("{}{window}: {n} rows{left_out}\n", origin.name()),
    };
    if rows.is_empty() { title } else { title + &table(rows, lang) }
}

/// How many of the rows count.
pub fn counted(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.left_out.is_empty()).count()
}

/// So many rows, in words.
pub fn how_many(rows: usize, lang: Lang) -> String {
    lang.pick(format!("모두 {rows}건"), format!("{rows} rows"))
}

/// Rows with their place in the exports, with the columns that some of them fill.
pub fn table(rows: &[Row], lang: Lang) -> String {
    let is_corrected = rows.iter().any(|row| !row.corrected.is_empty());
    let is_left_out = counted(rows) < rows.len();
    let mut header =
        lang.pick(["ID", "시각", ">행", ">레코드", "자료"], ["id", "time", ">line", ">record", "export"]).to_vec();
    header.extend(is_corrected.then_some(lang.pick("정정", "corrected")));
    header.extend(is_left_out.then_some(lang.pick("세지 않은 까닭", "left out")));
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
