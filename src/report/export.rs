//! All facts and figures in one file of the engine, as plain tables that need none of assay's functions: every time
//! column has its local time beside it, and every table says in a comment what it holds.

use std::path::Path;

use fs_err as fs;

use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::engine::sql_text::escaped;

use super::views;

/// Writes the file, beside its place first, then renamed. Returns how many tables it has.
///
/// # Errors
/// `E0148` when the folder is not there; `E0140` with what the engine said.
pub fn duckdb(engine: &Engine, file: &Path) -> Result<usize> {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty());
    if folder.is_some_and(|f| !f.is_dir()) || file.is_dir() {
        return Err(Diagnostic::input("E0148", "the file cannot be written there").at_file(file));
    }
    let half_written = file.with_extension("writing");
    if half_written.exists() {
        fs::remove_file(&half_written)?;
    }
    let quoted = escaped(half_written.display().to_string());
    engine.execute(&format!("attach '{quoted}' as export"))?;
    let tables = views::list(engine)?;
    for view in &tables {
        let name = format!("\"{}\"", view.name);
        let doc = escaped(&view.doc);
        engine.execute(&format!(
            "create table export.{name} as select {} from {name}; comment on table export.{name} is '{doc}'",
            columns(engine, &name)?
        ))?;
    }
    engine.execute("detach export")?;
    fs::rename(&half_written, file)?;
    Ok(tables.len())
}

/// The columns of a relation; times with their local time beside them.
fn columns(engine: &Engine, name: &str) -> Result<String> {
    let described = engine.query(&format!("describe {name}"))?;
    let columns = described.texts(0)?.into_iter().zip(described.texts(1)?);
    let columns = columns.map(|(column, kind)| {
        let column = column.unwrap_or_default();
        if kind.as_deref() == Some("TIMESTAMP") {
            format!("\"{column}\", to_local(\"{column}\") as \"{column}_local\"")
        } else {
            format!("\"{column}\"")
        }
    });
    Ok(columns.collect::<Vec<_>>().join(", "))
}
