//! The outputs of a month: candidates.csv, ranking.json, figures.csv and manifest.json.
//!
//! Outputs are deterministic: the same receipts, settings and `as_of` give the same bytes. They are
//! written beside their place and renamed.

pub mod answer;
pub mod backtest;
pub mod candidates;
pub mod corrections;
pub mod evidence;
pub mod explained;
pub mod export;
pub mod figures;
pub mod form;
pub mod headers;
pub mod manifest;
pub mod outage_log;
pub mod outlook;
mod paper;
pub mod publish;
pub mod restatement;
pub mod sentences;
pub mod survey;
pub mod table;
pub mod views;

use std::path::PathBuf;

use crate::diagnostic::Result;
use crate::portfolio::Portfolio;
use crate::portfolio::reported::{FIGURES, MANIFEST, RANKING};
use crate::portfolio::snapshot::Snapshot;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;
use manifest::Edition;

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

/// Names of the outputs in the order in which they are written; the manifest comes last.
pub const NAMES: [&str; 4] = ["candidates.csv", RANKING, FIGURES, MANIFEST];

/// All outputs of a month.
///
/// # Errors
/// Faults of their writers.
pub fn outputs(
    workspace: &Workspace,
    portfolio: &Portfolio,
    lang: Lang,
    edition: Option<&Edition>,
) -> Result<Vec<Output>> {
    let folder = workspace.out(&portfolio.month.to_string());
    let output = |name: &'static str, bytes: Vec<u8>| Output { name, path: folder.join(name), bytes };
    let mut outputs = vec![
        output("candidates.csv", candidates::csv(workspace, portfolio, lang)?),
        output(RANKING, manifest::bytes(&Snapshot::of(portfolio))?),
        output(FIGURES, figures::csv(portfolio)?),
    ];
    let manifest = manifest::json(workspace, portfolio, &outputs, lang, edition)?;
    outputs.push(output(MANIFEST, manifest));
    Ok(outputs)
}
