//! Ask the data in SQL; read-only.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use assay::cells::safe;
use assay::diagnostic::{Diagnostic, Result};
use assay::engine::duckdb::Rows;
use assay::lake::write_whole;
use assay::report::views;
use clap::ValueEnum;
use serde_json::{Map, Value};

use super::Ended;
use super::context::{Context, When};

/// Arguments of `assay sql`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The query; standard input when left out
    query: Option<String>,
    /// A file with the query
    #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
    file: Option<PathBuf>,
    /// Form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    when: When,
}

/// Form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines and columns for the terminal
    Table,
    /// Comma-separated, safe in spreadsheets
    Csv,
    /// An array of objects
    Json,
    /// A Markdown table
    Markdown,
    /// A Parquet file; needs --output
    Parquet,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let query = query(args)?;
    let workspace = context.open()?;
    let portfolio = context.compute(&workspace, &args.when, None)?;
    let engine = &portfolio.marts.engine;
    views::create(&workspace, &portfolio, context.lang(&workspace))?;
    if args.format == Format::Parquet {
        let Some(path) = &args.output else {
            return Err(Diagnostic::input("E0142", "Parquet cannot be printed").hint("add `--output FILE`"));
        };
        engine.check_reads_only(&query)?;
        engine.copy_to_parquet(&query, path)?;
        return Ok(Ended::Done);
    }
    engine.close_doors(&workspace.lake())?;
    engine.check_reads_only(&query)?;
    let rows = engine.query(&query)?;
    let text = match args.format {
        Format::Csv => csv_text(&rows)?,
        Format::Json => json_text(&rows)?,
        Format::Markdown => markdown(&rows)?,
        Format::Table | Format::Parquet => table(&rows)?,
    };
    match &args.output {
        Some(path) => write_whole(path, text.as_bytes())?,
        None => context.ui.data(&text),
    }
    Ok(Ended::Done)
}

fn query(args: &Args) -> Result<String> {
    match (&args.query, &args.file) {
        (Some(query), _) => Ok(query.clone()),
        (None, Some(file)) => Ok(fs_err::read_to_string(file)?),
        (None, None) if std::io::stdin().is_terminal() => {
            Err(Diagnostic::input("E0142", "there is no query").hint("`assay sql \"select * from candidates\"`"))
        }
        (None, None) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Ok(text)
        }
    }
}

fn names(rows: &Rows) -> Vec<String> {
    rows.schema.fields().iter().map(|f| f.name().clone()).collect()
}

fn table(rows: &Rows) -> Result<String> {
    let text = arrow::util::pretty::pretty_format_batches(&rows.batches)
        .map_err(|e| Diagnostic::internal("E0908", format!("cannot show the result: {e}")))?;
    let n = rows.len();
    if n == 0 {
        return Ok(format!("{}\n0 rows\n", names(rows).join(", ")));
    }
    Ok(format!("{text}\n{n} row{}\n", if n == 1 { "" } else { "s" }))
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
