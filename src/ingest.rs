//! Brings exports into the lake: finds them, chooses connectors, keeps rows, writes receipts and rejects.
//!
//! An export that was read by the same connector before is left alone, so importing twice changes
//! nothing. One bad file never stops the others; one bad record never stops its file.

pub mod inbox;
mod limits;
pub mod part;
pub mod rejects;
#[cfg(test)]
mod tests;
mod twice;
mod warn;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fs_err::File;
use sha2::{Digest, Sha256};

use crate::calendar::Zone;
use crate::connector::detect::{self, Fit};
use crate::connector::registry::Registry;
use crate::connector::{Connector, bind, detect::json_header, layout};
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::lake::receipt::{Chosen, Receipt};
use crate::lake::{Lake, cut_short};
use crate::reader::{self, Content, Part};
use crate::workspace::Workspace;

/// What to ingest.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Files or folders; the inbox when empty.
    pub paths: Vec<PathBuf>,
    /// Connector for all of them, in place of detection.
    pub connector: Option<&'a str>,
    /// Read and map, write nothing.
    pub dry_run: bool,
    /// The time of the run.
    pub now: SystemTime,
}

/// What became of one file.
#[derive(Debug)]
pub enum Outcome {
    /// Read before by the same connectors.
    Known,
    /// Left for the next run, with the reason.
    Left(String),
    /// Forgotten by a person.
    Forgotten,
    /// The same content as a file before it.
    Duplicate(PathBuf),
    /// Read now.
    Imported(Vec<Receipt>),
    /// Not read.
    Failed(Diagnostic),
}

/// One file and what became of it.
#[derive(Debug)]
pub struct FileReport {
    /// Path as the user knows it.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a run of ingest did.
#[derive(Debug, Default)]
pub struct Report {
    /// Files in order.
    pub files: Vec<FileReport>,
    /// Warnings, in order.
    pub warnings: Vec<Diagnostic>,
}

impl Report {
    /// Faults of files that could not be read.
    pub fn failures(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.iter().filter_map(|f| match &f.outcome {
            Outcome::Failed(fault) => Some(fault),
            _ => None,
        })
    }

    /// Receipts written (or that would be, in a dry run).
    pub fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.files.iter().flat_map(|f| match &f.outcome {
            Outcome::Imported(receipts) => receipts.as_slice(),
            _ => &[],
        })
    }
}

/// What stays the same for all files of a run.
struct Run<'a> {
    workspace: &'a Workspace,
    registry: &'a Registry,
    request: &'a Request<'a>,
    lake: Lake,
    active: Vec<Receipt>,
    mark: String,
}

/// Ingests files; `progress` is told each path before it is read.
///
/// # Errors
/// Faults of the lake or of a path that was named; faults of single files stand in the report.
pub fn ingest(
    workspace: &Workspace,
    registry: &Registry,
    request: &Request,
    progress: &mut dyn FnMut(&Path, usize, usize),
) -> Result<Report> {
    if let Some(id) = request.connector {
        registry.get(id)?;
    }
    let lake = Lake::new(workspace.lake());
    let forgotten = lake.forgotten()?;
    let files = inbox::files(workspace, &request.paths)?;
    let active = lake.active()?;
    let mut run = Run { workspace, registry, request, lake, active, mark: registry.mark() };
    let mut report = Report::default();
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (number, path) in files.iter().enumerate() {
        progress(path, number, files.len());
        let shown = workspace.shown(path);
        let outcome = match inbox::reason_to_leave(path, workspace.config.settle_seconds, request.now) {
            Some(reason) => Outcome::Left(reason),
            None => match hash(path) {
                Ok(hash) if forgotten.contains(&hash) => Outcome::Forgotten,
                Ok(hash) => match seen.get(&hash) {
                    Some(first) => Outcome::Duplicate(first.clone()),
                    None => {
                        seen.insert(hash.clone(), shown.clone());
                        run.file(path, &hash, &mut report.warnings)
                            .unwrap_or_else(|e| Outcome::Failed(located(e, &shown)))
                    }
                },
                Err(fault) => Outcome::Failed(fault),
            },
        };
        if let Outcome::Imported(receipts) = &outcome {
            run.active.extend(receipts.iter().cloned());
        }
        report.files.push(FileReport { path: shown, outcome });
    }
    for receipt in &run.active {
        let changed = registry.get(&receipt.connector.id).is_ok_and(|c| c.hash != receipt.connector.hash);
        if changed && !seen.contains_key(&receipt.export.hash) && request.paths.is_empty() {
            let message = format!("the connector `{}` has changed since this export was read", receipt.connector.id);
            let hint = "ingest the file again by its path, or `assay forget` it";
            report.warnings.push(Diagnostic::input("W0209", message).at_file(&receipt.export.name).hint(hint));
        }
    }
    Ok(report)
}

/// SHA-256 of a file.
pub fn hash(path: &Path) -> Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let filled = file.read(&mut buffer)?;
        if filled == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&buffer[..filled]);
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A fault with the path as the user knows it.
fn located(fault: Diagnostic, shown: &Path) -> Diagnostic {
    let place = fault.place.clone().unwrap_or_default();
    fault.at(Place { file: shown.to_path_buf(), ..place })
}

impl Run<'_> {
    fn file(&mut self, path: &Path, hash: &str, warnings: &mut Vec<Diagnostic>) -> Result<Outcome> {
        let before = fs_err::metadata(path)?;
        let shown = self.workspace.shown(path).display().to_string();
        if self.is_known(path, hash, &shown)? {
            return Ok(Outcome::Known);
        }
        let parts = reader::open(path)?;
        let chosen = self.choose(path, hash, &parts, warnings)?;
        let mut receipts = Vec::new();
        for (part, fit, chosen) in chosen {
            let fits = self.with_others(path, part, fit)?;
            let mut standing = true;
            for fit in &fits {
                standing = standing && self.has_standing(hash, part, fit, path, &shown)?;
            }
            if standing {
                continue;
            }
            let mut first: Option<String> = None;
            for fit in &fits {
                let (bytes, registry) = (before.len(), self.mark.as_str());
                let export = part::ExportMark { path, hash, bytes, chosen, registry, beside: first.as_deref() };
                match part::import(self, part, fit, &export, warnings) {
                    Ok(receipt) => {
                        warnings.extend(cut_short::warnings(&receipt));
                        first.get_or_insert_with(|| receipt.id.clone());
                        receipts.push(receipt);
                    }
                    Err(fault) => {
                        part::undo(self, &receipts)?;
                        let place = fault.place.clone().unwrap_or_default();
                        let name = Some(part.name.clone()).filter(|n| !n.is_empty());
                        return Err(fault.at(Place { part: name, ..place }));
                    }
                }
            }
        }
        let after = fs_err::metadata(path)?;
        if after.len() != before.len() || after.modified().ok() != before.modified().ok() {
            part::undo(self, &receipts)?;
            return Ok(Outcome::Left("it changed while it was read".into()));
        }
        if receipts.is_empty() {
            return Ok(Outcome::Known);
        }
        if !self.request.dry_run {
            // Those beside another come before it: without it they do not count.
            let (beside, first): (Vec<_>, Vec<_>) = receipts.iter().partition(|r| r.beside.is_some());
            for receipt in beside.into_iter().chain(first) {
                self.lake.commit(receipt)?;
            }
        }
        Ok(Outcome::Imported(receipts))
    }

    /// The connector of a part and those that are applied with it, as far as they fit.
    fn with_others<'s>(&'s self, path: &Path, part: &Part, fit: Fit<'s>) -> Result<Vec<Fit<'s>>> {
        let mut fits = vec![fit];
        if rejects::mended(std::slice::from_ref(part))?.is_some() {
            return Ok(fits);
        }
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        for id in &fits[0].connector.also {
            let place = detect::Place { file: &file, path: &inbox::path_of(self.workspace, path, &part.name, part) };
            match detect::choose(part, place, &[self.registry.get(id)?], false) {
                Ok(fit) => fits.push(fit),
                Err(miss) if miss.code == "E0104" => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(fits)
    }

    /// Whether a receipt of the part is what the connector would give again.
    fn has_standing(&self, hash: &str, part: &Part, fit: &Fit, path: &Path, shown: &str) -> Result<bool> {
        let same_part = |r: &&Receipt| r.export.hash == hash && r.export.part_number == part.number;
        let of_connector = |r: &&Receipt| r.connector.id == fit.connector.id;
        match self.active.iter().filter(same_part).find(of_connector) {
            Some(receipt) => self.stands(receipt, path, shown),
            None => Ok(false),
        }
    }

    /// The connector that was chosen for the part of a receipt: its own, or the one it was applied with.
    fn chosen_for<'r>(&'r self, receipt: &'r Receipt) -> &'r str {
        let first = receipt.beside.as_ref().and_then(|id| self.active.iter().find(|r| r.id == *id));
        &first.unwrap_or(receipt).connector.id
    }

    /// Whether the export was read before as it would be read now.
    fn is_known(&self, path: &Path, hash: &str, shown: &str) -> Result<bool> {
        let mut receipts = self.active.iter().filter(|r| r.export.hash == hash).peekable();
        if receipts.peek().is_none() {
            return Ok(false);
        }
        for receipt in receipts {
            let would_be_found = receipt.connector.chosen != Chosen::Detection || receipt.registry == self.mark;
            if !would_be_found || !self.stands(receipt, path, shown)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a receipt of the export is what its connector would give again. Of several copies the first by name
    /// counts, so that the order in which they arrive changes nothing.
    fn stands(&self, receipt: &Receipt, path: &Path, shown: &str) -> Result<bool> {
        let holder = receipt.export.name.as_str();
        if holder < shown && self.workspace.root.join(holder).is_file() {
            return Ok(true);
        }
        let Ok(connector) = self.registry.get(&receipt.connector.id) else { return Ok(false) };
        let own_source = || inbox::source(self.workspace, path).unwrap_or_else(|| connector.product.clone());
        let source = if receipt.mends.is_some() { receipt.source.clone() } else { own_source() };
        let chosen = self.chosen_for(receipt);
        let named = self.request.connector.is_none_or(|id| id == chosen);
        let would_be_chosen = match (receipt.connector.chosen, self.configured(path)) {
            (Chosen::Person, _) => true,
            (Chosen::Settings, configured) => configured == Some(chosen),
            (Chosen::Detection, configured) => configured.is_none(),
        };
        let unchanged = connector.hash == receipt.connector.hash && named && would_be_chosen;
        let zone = self.zone(connector, &source)?.to_string();
        Ok(holder == shown && unchanged && source == receipt.source && zone == receipt.zone)
    }

    /// The connector that the settings name for the folder of a file.
    fn configured(&self, path: &Path) -> Option<&str> {
        let source = inbox::source(self.workspace, path)?;
        self.workspace.config.source(&source)?.connector.as_deref()
    }

    /// The connector of each part; parts of a workbook that none fits are passed over with a warning.
    fn choose<'p>(
        &self,
        path: &Path,
        hash: &str,
        parts: &'p [Part],
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<(&'p Part, Fit<'_>, Chosen)>> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(mended) = rejects::mended(parts)? {
            let connector = self.registry.get(&mended.connector)?;
            return Ok(vec![(&parts[0], Fit { connector, header: mended.header, score: 0 }, Chosen::Person)]);
        }
        let by_a_person = |r: &&Receipt| r.connector.chosen == Chosen::Person && r.beside.is_none();
        let earlier = self.active.iter().filter(|r| r.export.hash == hash).find(by_a_person);
        let by_person = self.request.connector.or(earlier.map(|r| r.connector.id.as_str()));
        let configured = self.configured(path);
        let chosen_by = match (by_person, configured) {
            (Some(_), _) => Chosen::Person,
            (None, Some(_)) => Chosen::Settings,
            (None, None) => Chosen::Detection,
        };
        let named = by_person.or(configured);
        let connectors: Vec<&Connector> = match named {
            Some(id) => vec![self.registry.get(id)?],
            None => self.registry.contenders(),
        };
        let mut chosen = Vec::new();
        let mut misses = Vec::new();
        for part in parts {
            let place = detect::Place { file: &file, path: &inbox::path_of(self.workspace, path, &part.name, part) };
            match detect::choose(part, place, &connectors, named.is_some()) {
                Ok(fit) => chosen.push((part, fit, chosen_by)),
                Err(miss) => misses.push((part, miss)),
            }
        }
        if let Some(at) = misses.iter().position(|(_, m)| m.code != "E0104") {
            return Err(misses.remove(at).1);
        }
        if chosen.is_empty() {
            // The sheet with most to say; a cover sheet has little.
            let last = misses
                .into_iter()
                .map(|(_, m)| m)
                .max_by_key(|m| m.facts.iter().map(|f| f.matches('`').count()).sum::<usize>());
            return Err(last.unwrap_or_else(|| Diagnostic::input("E0102", "the file has no part that can be read")));
        }
        for (part, _) in misses {
            let place = Place { part: Some(part.name.clone()), ..Place::file(self.workspace.shown(path)) };
            warnings.push(Diagnostic::input("W0206", "no connector fits this sheet; it was passed over").at(place));
        }
        Ok(chosen)
    }

    /// Zone of times without one: the connector's, else the source's, else the workspace's.
    fn zone(&self, connector: &Connector, source: &str) -> Result<Zone> {
        let of_source = self.workspace.config.source(source).and_then(|s| s.time_zone.as_deref());
        match connector.read.time_zone.as_deref().or(of_source) {
            Some(zone) => zone.parse(),
            None => Ok(self.workspace.zone),
        }
    }
}

/// The header of a part in full: JSON elements beyond the first ones may have more fields, and sections more columns.
fn full_header(part: &Part, fit: &Fit, is_mended: bool) -> Result<reader::header::Header> {
    let united = match &part.content {
        Content::Json(document) => return json_header(document, fit.connector, usize::MAX),
        _ if is_mended => None,
        _ => layout::united_header(part, fit.connector, usize::MAX)?,
    };
    Ok(united.unwrap_or_else(|| fit.header.clone()))
}

/// Canonical columns that the connector owes and the export does not have.
fn missing_columns(fit: &Fit) -> Result<Vec<&'static str>> {
    Ok(bind::unmapped_required(&bind::Binding::new(fit.connector, &fit.header)?))
}
