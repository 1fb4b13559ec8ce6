//! The lake: immutable Parquet files per export, and the receipts that say which of them count.
//!
//! A file is called `<table>/<export hash>-<part>-<reading>.parquet`, where the reading is a hash of connector,
//! zone and source: an export that is read in another way gets new files beside the old ones.
//! A receipt is written last, by rename; files that no receipt names are read by nobody. Several machines
//! may ingest into one lake. Nothing here interprets rows.

pub mod cut_short;
pub mod drift;
pub mod read;
pub mod receipt;
pub mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::diagnostic::{Diagnostic, Result};
use receipt::Receipt;

/// A lake folder.
#[derive(Debug, Clone)]
pub struct Lake {
    root: PathBuf,
}

/// A file without receipt is left alone for so long: another machine may be about to write the receipt.
const GRACE: Duration = Duration::from_secs(3600);

impl Lake {
    /// The lake in a folder; made when the first receipt is written.
    pub fn new(root: PathBuf) -> Self {
        Lake { root }
    }

    /// A path inside the lake.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    fn receipts_folder(&self) -> PathBuf {
        self.root.join("receipts")
    }

    fn tombstones_folder(&self) -> PathBuf {
        self.root.join("tombstones")
    }

    /// Every receipt that was ever written and not swept.
    ///
    /// # Errors
    /// `E0131` for a receipt that cannot be read.
    pub fn receipts(&self) -> Result<Vec<Receipt>> {
        let mut receipts = Vec::new();
        for file in files(&self.receipts_folder(), "json")? {
            let text = fs_err::read_to_string(&file)?;
            let receipt = serde_json::from_str(&text).map_err(|e| {
                Diagnostic::input("E0131", format!("cannot read the receipt: {e}"))
                    .at_file(&file)
                    .hint("delete it and its export is read again")
            })?;
            receipts.push(receipt);
        }
        Ok(receipts)
    }

    /// The receipts that count: of each part of an export the latest and those beside it, without what was forgotten.
    pub fn active(&self) -> Result<Vec<Receipt>> {
        let forgotten = self.forgotten()?;
        let mut latest: BTreeMap<(String, u32), Receipt> = BTreeMap::new();
        let mut beside = Vec::new();
        for receipt in self.receipts()? {
            if forgotten.contains(receipt.origin()) || forgotten.contains(&receipt.export.hash) {
                continue;
            }
            if receipt.beside.is_some() {
                beside.push(receipt);
                continue;
            }
            let key = (receipt.export.hash.clone(), receipt.export.part_number);
            let newer = latest
                .get(&key)
                .is_none_or(|have| (have.generation, have.id.as_str()) < (receipt.generation, receipt.id.as_str()));
            if newer {
                latest.insert(key, receipt);
            }
        }
        let mut active: Vec<_> = latest.into_values().collect();
        let leads: BTreeSet<_> = active.iter().map(|r| (Some(r.id.clone()), r.generation)).collect();
        active.extend(beside.into_iter().filter(|r| leads.contains(&(r.beside.clone(), r.generation))));
        active.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(active)
    }

    /// Makes sure that the files of receipts are there.
    ///
    /// # Errors
    /// `E0134` with the first that is missing, and how to read its export again.
    pub fn require<'r>(&self, receipts: impl IntoIterator<Item = &'r Receipt>) -> Result<()> {
        for receipt in receipts {
            let Some(file) = receipt.files.iter().find(|f| !self.path(&f.path).is_file()) else { continue };
            // Of an export with several parts the receipts of all must go: those that remain say that it was read.
            let begin = receipt.export.hash.get(..16).unwrap_or(&receipt.export.hash);
            let theirs = self.receipts_folder().join(format!("{begin}-*.json"));
            let message = format!("the lake file `{}` is missing", file.path);
            return Err(Diagnostic::input("E0134", message)
                .at_file(self.path(&file.path))
                .fact(format!("the receipt `{}` names it, of the export {}", receipt.id, receipt.export.name))
                .hint(format!("bring the file back, or delete {} and its export is read again", theirs.display())));
        }
        Ok(())
    }

    /// Hashes of exports that were forgotten.
    pub fn forgotten(&self) -> Result<BTreeSet<String>> {
        let stems = files(&self.tombstones_folder(), "json")?;
        Ok(stems.iter().filter_map(|f| f.file_stem().map(|s| s.to_string_lossy().into_owned())).collect())
    }

    /// Writes a receipt; from then on its files count.
    pub fn commit(&self, receipt: &Receipt) -> Result<()> {
        let text = serde_json::to_string_pretty(receipt)
            .map_err(|e| Diagnostic::internal("E0901", format!("cannot write the receipt: {e}")))?;
        write_whole(&self.receipts_folder().join(format!("{}.json", receipt.id)), text.as_bytes())
    }

    /// The one export whose hash begins so.
    ///
    /// # Errors
    /// `E0132` when none or several do.
    pub fn export(&self, prefix: &str) -> Result<String> {
        let receipts = self.receipts()?;
        let known: BTreeSet<&str> = receipts.iter().map(|r| r.export.hash.as_str()).collect();
        let found: Vec<&str> = known.iter().copied().filter(|h| !prefix.is_empty() && h.starts_with(prefix)).collect();
        match found.as_slice() {
            [one] => Ok((*one).to_string()),
            [] => Err(Diagnostic::input("E0132", format!("no export has the hash `{prefix}`"))
                .hint("`assay status` lists the exports with their hashes")),
            several => {
                Err(Diagnostic::input("E0132", format!("`{prefix}` begins the hashes of {} exports", several.len()))
                    .hint("write more of the hash"))
            }
        }
    }

    /// Forgets an export: later runs respect it although the file still lies in inbox/.
    pub fn forget(&self, hash: &str, at: &str) -> Result<()> {
        let text = format!("{{\"export\": \"{hash}\", \"forgotten_at\": \"{at}\"}}\n");
        write_whole(&self.tombstones_folder().join(format!("{hash}.json")), text.as_bytes())
    }

    /// Takes the forgetting back. Returns whether the export was forgotten.
    pub fn remember(&self, hash: &str) -> Result<bool> {
        let path = self.tombstones_folder().join(format!("{hash}.json"));
        let was = path.is_file();
        if was {
            fs_err::remove_file(path)?;
        }
        Ok(was)
    }

    /// Keeps a reference file that a run used, by its hash.
    pub fn keep_reference(&self, hash: &str, bytes: &[u8]) -> Result<()> {
        let path = self.root.join("reference").join(format!("{hash}.csv"));
        if path.is_file() { Ok(()) } else { write_whole(&path, bytes) }
    }

    /// Deletes files that no receipt names, left by a run that was ended midway. Returns how many.
    pub fn sweep(&self, now: SystemTime) -> Result<usize> {
        let receipts = self.receipts()?;
        let named: BTreeSet<PathBuf> =
            receipts.iter().flat_map(|r| &r.files).map(|f| self.root.join(&f.path)).collect();
        let mut swept = 0;
        for file in below(&self.root)? {
            let is_left = file.extension().is_some_and(|e| e == "tmp")
                || (file.extension().is_some_and(|e| e == "parquet") && !named.contains(&file));
            let age = fs_err::metadata(&file)?.modified().ok().and_then(|m| now.duration_since(m).ok());
            if is_left && age.is_some_and(|age| age > GRACE) {
                fs_err::remove_file(&file)?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}

/// Writes a file beside its place and renames it, so that it is there whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs_err::write(&beside, bytes)
        .and_then(|()| fs_err::File::open(&beside)?.sync_all())
        .and_then(|()| fs_err::rename(&beside, path));
    if written.is_err() {
        let _ = fs_err::remove_file(&beside);
    }
    Ok(written?)
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = below(folder)?;
    files.retain(|f| f.extension().is_some_and(|e| e == extension));
    Ok(files)
}

/// All files below a folder, in order; none if it is not there.
fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(below(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}
