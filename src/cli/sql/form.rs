//! Results of queries as text: a table for the terminal, CSV, JSON, Markdown.

use assay::cells::safe;
use assay::diagnostic::{Diagnostic, Result};
use assay::engine::duckdb::Rows;
use serde_json::{Map, Value};

use super::Format;

/// The result in a form. A table shows at most `most` rows.
pub fn text(rows: &Rows, format: Format, most: usize) -> Result<String> {
    match format {
        Format::Csv => csv_text(rows),
        Format::Json => json_text(rows),
        Format::Markdown => markdown(rows),
        Format::Table | Format::Parquet => table(rows, most),
    }
}

fn names(rows: &Rows) -> Vec<String> {
    rows.schema.fields().iter().map(|f| f.name().clone()).collect()
}

fn table(rows: &Rows, most: usize) -> Result<String> {
    let n = rows.len();
    if n == 0 {
        return Ok(format!("{}\n0 rows\n", names(rows).join(", ")));
    }
    let mut left = most;
    let shown: Vec<_> = rows
        .batches
        .iter()
        .map(|batch| {
            let part = batch.slice(0, batch.num_rows().min(left));
            left -= part.num_rows();
            part
        })
        .collect();
    let text = arrow::util::pretty::pretty_format_batches(&shown)
        .map_err(|e| Diagnostic::internal("E0908", format!("cannot show the result: {e}")))?;
    let rest = if n > most { format!(", the first {most} shown") } else { String::new() };
    Ok(format!("{text}\n{n} row{}{rest}\n", if n == 1 { "" } else { "s" }))
}

fn csv_text(rows: &Rows) -> Result<String> {
    let fault = |e: csv::Error| Diagnostic::internal("E0903", e.to_string());
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(names(rows)).map_err(fault)?;
    let is_text: Vec<bool> = rows.schema.fields().iter().map(|f| f.data_type().is_string()).collect();
    for row in rows.table()? {
        let cells = row.into_iter().zip(&is_text).map(|(cell, text)| {
            let cell = cell.unwrap_or_default();
            if *text { safe(&cell) } else { cell }
        });
        csv.write_record(cells).map_err(fault)?;
    }
    let bytes = csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

fn json_text(rows: &Rows) -> Result<String> {
    let names = names(rows);
    let types: Vec<_> = rows.schema.fields().iter().map(|f| f.data_type().clone()).collect();
    let value = |at: usize, cell: Option<String>| match cell {
        None => Value::Null,
        Some(text) if types[at].is_numeric() => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        Some(text) if types[at] == arrow::datatypes::DataType::Boolean => Value::Bool(text == "true"),
        Some(text) => Value::String(text),
    };
    let objects = rows.table()?.into_iter().map(|row| {
        let cells = row.into_iter().enumerate().map(|(at, cell)| (names[at].clone(), value(at, cell)));
        Value::Object(cells.collect::<Map<_, _>>())
    });
    let text = serde_json::to_string_pretty(&Value::Array(objects.collect()));
    text.map(|t| t + "\n").map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

fn markdown(rows: &Rows) -> Result<String> {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let names = names(rows);
    let mut text = line(names.clone());
    text.push_str(&line(names.iter().map(|_| "---".into()).collect()));
    for row in rows.table()? {
        text.push_str(&line(
            row.into_iter().map(|c| c.unwrap_or_default().replace('|', "\\|").replace('\n', " ")).collect(),
        ));
    }
    Ok(text)
}
