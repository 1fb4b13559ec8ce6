//! Makes a workspace: settings, reference files (templates, and the public holidays), an inbox.

use std::path::PathBuf;

use assay::catalog::{self, Class, Table};
use assay::diagnostic::{Diagnostic, Result};
use assay::embedded::REFERENCES;
use assay::lake::write_whole;
use assay::workspace::SETTINGS;

use super::Ended;
use super::context::Context;

/// Arguments of `assay init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the new workspace; the one of --workspace, else the current folder
    dir: Option<PathBuf>,
}

const TEMPLATE: &str = r#"# Settings of this workspace. Every key may be left out.

# Name of the agency or portfolio.
name = ""
# Zone of local time; times without one are read in it.
time_zone = "Asia/Seoul"
# Language of outputs: ko or en.
lang = "ko"

# A folder under inbox/ is a source. What assay cannot know about it stands here.
# [[source]]
# name = "itsm"
# time_zone = "UTC"
# connector = "kr_sr_ledger"

# What the exports of a source are known to cover; without it the first and last event are taken.
# [[covers]]
# source = "itsm"
# tables = ["change_requests", "incidents"]
# from = 2025-11-01
# to = 2026-11-01        # the first day that is not covered
"#;

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let root = args.dir.clone().unwrap_or_else(|| context.root());
    if root.join(SETTINGS).exists() {
        return Err(Diagnostic::input("E0129", "the folder is a workspace already").at_file(root.join(SETTINGS)));
    }
    fs_err::create_dir_all(root.join("inbox"))?;
    fs_err::create_dir_all(root.join("connectors"))?;
    for table in catalog::tables(Class::Reference) {
        let path = root.join(format!("{}.csv", table.name));
        if !path.exists() {
            write_whole(&path, format!("\u{feff}{}", content(table)).as_bytes())?;
        }
    }
    // The settings come last: a folder is a workspace when it is whole.
    write_whole(&root.join(SETTINGS), TEMPLATE.as_bytes())?;
    context.ui.note(&format!("made a workspace in {}", root.display()));
    context.ui.note(&format!("next: put exports into {}, then `assay run`", root.join("inbox").display()));
    Ok(Ended::Done)
}

/// What a new workspace has in a reference file: the rows that the binary carries, else the header alone.
fn content(table: &Table) -> String {
    match REFERENCES.iter().find(|(name, _)| *name == table.name) {
        Some((_, rows)) => rows.lines().map(|line| format!("{line}\r\n")).collect(),
        None => format!("{}\r\n", table.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(",")),
    }
}
