//! Hands a month out: writes `out/<month>/`, and freezes what was reported of a closed month in the lake.
//!
//! A month that was reported is never overwritten silently. A later run that would change a figure of it leaves the
//! outputs as they are and writes `restatement.csv` beside them; only a run that is told to restate hands out the new
//! figures, as the next version.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Result};
use crate::lake::write_whole;
use crate::portfolio::reported::{self, RESTATEMENT, Reported};
use crate::portfolio::{Portfolio, period};
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::manifest::Edition;
use super::restatement::Restatement;
use super::{Output, outputs};

/// What became of a month.
#[derive(Debug)]
pub enum Published {
    /// The month is not over, or was looked at before its end: written, not frozen.
    Provisional,
    /// Reported for the first time.
    Reported,
    /// It was reported before, and no figure differs.
    Same(u32),
    /// It was reported before and would differ; the outputs stay.
    Pending(Restatement),
    /// The new figures were handed out as the next version.
    Restated(Restatement),
}

/// A month with what was written of it.
#[derive(Debug)]
pub struct Handed {
    /// What became of it.
    pub published: Published,
    /// Its outputs.
    pub outputs: Vec<Output>,
    /// Their language: with other inputs than those of the report it stays that of the report.
    pub lang: Lang,
}

/// Writes the outputs of a month; `restate` accepts that a reported month changes.
///
/// # Errors
/// `E0196` when a reported month is looked at before its end; faults of writing.
pub fn publish(workspace: &Workspace, portfolio: &Portfolio, lang: Lang, restate: bool) -> Result<Handed> {
    let before = reported::latest(workspace, portfolio.month)?;
    let is_over = portfolio.as_of >= workspace.zone.midnight(portfolio.month.plus(1).first_day())
        && (before.is_some() || is_known(workspace, portfolio));
    let Some(before) = before else {
        let edition = is_over.then(|| Edition { version: 1, restatements: Vec::new() });
        let outputs = outputs(workspace, portfolio, lang, edition.as_ref())?;
        if is_over {
            freeze(workspace, portfolio, 1, &outputs, None)?;
        }
        write(workspace, portfolio, &outputs)?;
        let published = if is_over { Published::Reported } else { Published::Provisional };
        return Ok(Handed { published, outputs, lang });
    };
    if !is_over {
        let message = format!("{} was reported as of its end; this run looks at less of it", portfolio.month);
        return Err(Diagnostic::input("E0196", message).hint("`assay rank --as-of` shows it without writing anything"));
    }
    // Inputs may differ without a figure that does: told to restate, the manifest names those of today all the same.
    let is_alike = before.inputs.input_hash == portfolio.input_hash;
    // Only with the inputs of the report it can be written anew in another language.
    let kept = if is_alike { lang } else { before.inputs.lang };
    let restatement = match is_alike {
        true => None,
        false => Some(Restatement::between(workspace, &before, portfolio)?).filter(|r| restate || !r.cells.is_empty()),
    };
    let Some(restatement) = restatement else {
        let outputs = as_reported(workspace, portfolio, &before, kept)?;
        write(workspace, portfolio, &outputs)?;
        return Ok(Handed { published: Published::Same(before.version), outputs, lang: kept });
    };
    if !restate {
        let outputs = as_reported(workspace, portfolio, &before, kept)?;
        write(workspace, portfolio, &outputs)?;
        write_whole(&workspace.out(&portfolio.month.to_string()).join(RESTATEMENT), &restatement.csv()?)?;
        return Ok(Handed { published: Published::Pending(restatement), outputs, lang: kept });
    }
    let mut restatements = before.inputs.restatements.clone();
    restatements.push(super::manifest::restated(&restatement));
    let edition = Edition { version: before.version + 1, restatements };
    let outputs = outputs(workspace, portfolio, lang, Some(&edition))?;
    freeze(workspace, portfolio, edition.version, &outputs, Some(&restatement))?;
    write(workspace, portfolio, &outputs)?;
    Ok(Handed { published: Published::Restated(restatement), outputs, lang })
}

/// Whether there are data of the month and up to its last day, or coverage is declared so far: a month that nothing is
/// known of is no report.
fn is_known(workspace: &Workspace, portfolio: &Portfolio) -> bool {
    let (month, last) = (portfolio.month, portfolio.month.last_day());
    let newest = period::newest(&portfolio.receipts);
    let is_closed = newest.is_some_and(|newest| month <= period::last_closed(workspace.zone, newest));
    let is_begun = newest.is_some_and(|newest| workspace.zone.local(newest).date() >= month.first_day());
    let is_declared = workspace.config.covers.iter().any(|c| c.from.0 <= last && c.to.0 > last);
    (is_closed || is_begun && is_declared) && period::unreached(workspace, portfolio).is_none()
}

/// The outputs as they were reported. In another language they are written anew: every figure is the same.
fn as_reported(workspace: &Workspace, portfolio: &Portfolio, before: &Reported, lang: Lang) -> Result<Vec<Output>> {
    if lang != before.inputs.lang {
        let edition = Edition { version: before.version, restatements: before.inputs.restatements.clone() };
        return outputs(workspace, portfolio, lang, Some(&edition));
    }
    let folder = workspace.out(&portfolio.month.to_string());
    super::NAMES
        .iter()
        .filter(|name| before.folder.join(name).is_file())
        .map(|name| Ok(Output { name, path: folder.join(name), bytes: fs_err::read(before.folder.join(name))? }))
        .collect()
}

/// Keeps a version in the lake; the manifest is written last and makes it count.
fn freeze(
    workspace: &Workspace,
    portfolio: &Portfolio,
    version: u32,
    outputs: &[Output],
    restatement: Option<&Restatement>,
) -> Result<()> {
    let folder = reported::folder(workspace, portfolio.month, version);
    if let Some(restatement) = restatement {
        write_whole(&folder.join(RESTATEMENT), &restatement.csv()?)?;
    }
    write_all(&folder, outputs)
}

fn write(workspace: &Workspace, portfolio: &Portfolio, outputs: &[Output]) -> Result<()> {
    let folder = workspace.out(&portfolio.month.to_string());
    write_all(&folder, outputs)?;
    let pending = folder.join(RESTATEMENT);
    if pending.is_file() {
        fs_err::remove_file(pending)?;
    }
    Ok(())
}

/// The manifest comes last among the outputs.
fn write_all(folder: &Path, outputs: &[Output]) -> Result<()> {
    outputs.iter().try_for_each(|output| write_whole(&folder.join(output.name), &output.bytes))
}
