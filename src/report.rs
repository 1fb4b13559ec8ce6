//! The outputs of a month: candidates.csv, ranking.json, figures.csv and manifest.json.
//!
//! Outputs are deterministic: the same receipts, settings and `as_of` give the same bytes. They are
//! written beside their place and renamed.

pub mod answer;
pub mod backtest;
pub mod book;
pub mod both;
pub mod candidates;
pub mod corrections;
pub mod draw;
pub mod evidence;
pub mod explained;
pub mod export;
pub mod figures;
pub mod form;
pub mod headers;
pub mod manifest;
pub mod outage_log;
pub mod outlook;
pub mod page;
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
use crate::portfolio::movement::Movement;
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
pub const NAMES: [&str; 6] = ["candidates.csv", BOOK, RANKING, FIGURES, PAGE, MANIFEST];
/// The workbook of the month.
const BOOK: &str = "candidates.xlsx";
/// The page of the month.
const PAGE: &str = "report.html";

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
    let movement = Movement::since_month_before(workspace, portfolio)?;
    let mut outputs = vec![
        output("candidates.csv", candidates::csv(workspace, portfolio, lang)?),
        output(BOOK, book::xlsx(workspace, portfolio, lang, edition)?),
        output(RANKING, manifest::bytes(&Snapshot::of(portfolio))?),
        output(FIGURES, figures::csv(portfolio)?),
        output(PAGE, page::html(workspace, portfolio, movement.as_ref(), lang, edition)?),
    ];
    let manifest = manifest::json(workspace, portfolio, &outputs, lang, edition)?;
    outputs.push(output(MANIFEST, manifest));
    Ok(outputs)
}
