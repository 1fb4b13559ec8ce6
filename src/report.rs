//! The outputs of a month: candidates.csv and manifest.json.
//!
//! Outputs are deterministic: the same receipts, settings and `as_of` give the same bytes. They are
//! written beside their place and renamed.

pub mod answer;
pub mod candidates;
pub mod export;
pub mod form;
pub mod headers;
pub mod manifest;
pub mod outage_log;
pub mod outlook;
pub mod sentences;
pub mod views;

use std::path::PathBuf;

use crate::diagnostic::Result;
use crate::lake::write_whole;
use crate::portfolio::Portfolio;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

/// A written output.
#[derive(Debug, Clone)]
pub struct Output {
    /// Name under `out/<month>/`.
    pub name: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Writes all outputs of a month; the manifest last.
///
/// # Errors
/// Faults of writing.
pub fn write(workspace: &Workspace, portfolio: &Portfolio, lang: Lang) -> Result<Vec<Output>> {
    let folder = workspace.out(&portfolio.month.to_string());
    let output = |name: &'static str, bytes: Vec<u8>| Output { name, path: folder.join(name), bytes };
    let mut outputs = vec![output("candidates.csv", candidates::csv(workspace, portfolio, lang)?)];
    let manifest = manifest::json(workspace, portfolio, &outputs)?;
    outputs.push(output("manifest.json", manifest));
    for output in &outputs {
        write_whole(&output.path, &output.bytes)?;
    }
    Ok(outputs)
}
