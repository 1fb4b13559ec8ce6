//! Hands a month out: writes `out/<month>/`, and freezes what was reported of a closed month in the lake.
//!
//! A month that was reported is never overwritten silently. A later run that would change a figure of it leaves the
//! outputs as they are and writes `restatement.csv` beside them; only a run that is told to restate hands out the new
//! figures, as the next version.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Result};
use crate::lake::write_whole;
use crate::portfolio::reported::{self, MANIFEST, RESTATEMENT, Reported};
use crate::portfolio::snapshot::Snapshot;
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
    /// What was written of it: its outputs, then what changed or would change of a report.
    pub outputs: Vec<Output>,
    /// The ranking that the outputs have; while a restatement waits it is that of the report.
    pub snapshot: Snapshot,
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
        write(workspace, portfolio, &outputs, edition.as_ref())?;
        let published = if is_over { Published::Reported } else { Published::Provisional };
        return Ok(Handed { published, outputs, snapshot: Snapshot::of(portfolio), lang });
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
        write(workspace, portfolio, &outputs, None)?;
        let published = Published::Same(before.version);
        return Ok(Handed { published, outputs, snapshot: before.snapshot, lang: kept });
    };
    if !restate {
        let mut outputs = as_reported(workspace, portfolio, &before, kept)?;
        write(workspace, portfolio, &outputs, None)?;
        outputs.push(write_changes(&workspace.out(&portfolio.month.to_string()), &restatement)?);
        let published = Published::Pending(restatement);
        return Ok(Handed { published, outputs, snapshot: before.snapshot, lang: kept });
    }
    let mut restatements = before.inputs.restatements.clone();
    restatements.push(super::manifest::restated(&restatement));
    let edition = Edition { version: before.version + 1, restatements };
    let mut outputs = outputs(workspace, portfolio, lang, Some(&edition))?;
    let changes = write_changes(&reported::folder(workspace, portfolio.month, edition.version), &restatement)?;
    write(workspace, portfolio, &outputs, Some(&edition))?;
    outputs.push(changes);
    Ok(Handed { published: Published::Restated(restatement), outputs, snapshot: Snapshot::of(portfolio), lang })
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

/// Writes the outputs, and keeps an edition of them in the lake. The manifest comes last and makes the edition count: a
/// run that is stopped before, by an output that cannot be replaced, freezes nothing, and the next one reports the month.
/// The lake has its manifest first, since what was handed out must be kept.
fn write(workspace: &Workspace, portfolio: &Portfolio, outputs: &[Output], edition: Option<&Edition>) -> Result<()> {
    let out = workspace.out(&portfolio.month.to_string());
    let kept = edition.map(|edition| reported::folder(workspace, portfolio.month, edition.version));
    let (manifest, others): (Vec<_>, Vec<_>) = outputs.iter().partition(|output| output.name == MANIFEST);
    let put = |outputs: &[&Output]| {
        let mut folders = kept.iter().chain([&out]);
        folders.try_for_each(|folder| outputs.iter().try_for_each(|o| write_whole(&folder.join(o.name), &o.bytes)))
    };
    put(&others)?;
    for old in [out.join(RESTATEMENT), out.join(MANIFEST)] {
        if old.exists() {
            fs_err::remove_file(old)?;
        }
    }
    put(&manifest)
}

/// Writes what changed, or would change, of a report.
fn write_changes(folder: &Path, restatement: &Restatement) -> Result<Output> {
    let changes = Output { name: RESTATEMENT, path: folder.join(RESTATEMENT), bytes: restatement.csv()? };
    write_whole(&changes.path, &changes.bytes)?;
    Ok(changes)
}
