//! Ask the data in SQL; read-only. A query, a named question, a script, or a shell where a person sits at it.

mod form;
mod questions;
mod script;
mod session;
mod shell;

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use assay::diagnostic::{Diagnostic, Result};
use assay::engine::sql_text::SqlText;
use assay::lake::write_whole;
use assay::report::views;
use clap::ValueEnum;

use super::Ended;
use super::context::{Context, When};
use session::Session;

/// Arguments of `assay sql`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The query; standard input when left out, a shell when that is a terminal
    query: Option<String>,
    /// A file with the query
    #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
    file: Option<PathBuf>,
    /// A named question; `--list` shows them
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "file"])]
    name: Option<String>,
    /// A setting of the named question
    #[arg(long, value_name = "KEY=VALUE", requires = "name")]
    set: Vec<String>,
    /// List the named questions with their settings
    #[arg(long, conflicts_with_all = ["query", "file", "name"])]
    list: bool,
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
pub enum Format {
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

/// What was asked.
enum Asked {
    /// One query.
    Query(String),
    /// Statements and commands, one after the other.
    Script(String),
    /// A person at a terminal.
    Shell,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    if args.list {
        context.ui.data(&questions::listed());
        return Ok(Ended::Done);
    }
    if args.name.is_none() && !args.set.is_empty() {
        return Err(Diagnostic::input("E0145", "only a named question has settings")
            .hint("`assay sql --name NAME --set KEY=VALUE`"));
    }
    let question = args.name.as_deref().map(questions::find).transpose()?;
    let settings = question.as_ref().map(|q| questions::settings(q, &args.set)).transpose()?;
    let asked = asked(args, question.as_ref())?;
    let workspace = context.open()?;
    if let Some(path) = &args.output {
        context.check_output(&workspace, path)?;
    }
    let portfolio = context.compute(&workspace, &args.when, None)?;
    let engine = &portfolio.marts.engine;
    views::create(&workspace, &portfolio, context.lang(&workspace))?;
    if let Some(settings) = &settings {
        engine.execute(settings)?;
    }
    if args.format == Format::Parquet {
        let (Some(path), Asked::Query(query) | Asked::Script(query)) = (&args.output, &asked) else {
            return Err(Diagnostic::input("E0142", "Parquet cannot be printed").hint("add `--output FILE`"));
        };
        engine.check_reads_only(query)?;
        engine.copy_to_parquet(query, path)?;
        return Ok(Ended::Done);
    }
    engine.close_doors(&workspace.lake())?;
    let mut session = Session::new(engine, args.format);
    let text = match asked {
        Asked::Shell => {
            shell::run(context, &mut session)?;
            return Ok(Ended::Done);
        }
        Asked::Query(query) => session.query(&query)?.text,
        Asked::Script(text) => session.script(&text)?,
    };
    match &args.output {
        Some(path) => write_whole(path, text.as_bytes())?,
        None => context.ui.data(&text),
    }
    Ok(Ended::Done)
}

fn asked(args: &Args, question: Option<&SqlText>) -> Result<Asked> {
    Ok(match (&args.query, &args.file, question) {
        (Some(command), _, _) if command.starts_with('.') => Asked::Script(command.clone()),
        (Some(query), _, _) => Asked::Query(query.clone()),
        (None, Some(file), _) => Asked::Script(fs_err::read_to_string(file)?),
        (None, None, Some(question)) => Asked::Query(question.text.to_string()),
        (None, None, None) if std::io::stdin().is_terminal() => Asked::Shell,
        (None, None, None) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Asked::Script(text)
        }
    })
}
