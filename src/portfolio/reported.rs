//! Months that were reported, frozen in the lake: `lake/reported/<month>/<version>/` holds the outputs as they were
//! handed out. A version is never changed; a restatement is the next version.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde::Deserialize;

use crate::calendar::{Micros, Month};
use crate::catalog::{self, Class};
use crate::diagnostic::{Diagnostic, Result};
use crate::ingest::hash;
use crate::lake::Lake;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;
use crate::workspace::reference::{self, Reference};

use super::rules::Rules;
use super::snapshot::Snapshot;
use super::sources::Sources;

/// Name of the manifest among the outputs.
pub const MANIFEST: &str = "manifest.json";
/// Name of the ranking as data among the outputs.
pub const RANKING: &str = "ranking.json";
/// Name of the figures of the month among the outputs.
pub const FIGURES: &str = "figures.csv";
/// Name of what a restatement changed among the outputs.
pub const RESTATEMENT: &str = "restatement.csv";

/// A month as it was reported.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The month.
    pub month: Month,
    /// 1 for the first report, then one more with every restatement.
    pub version: u32,
    /// Folder of its outputs.
    pub folder: PathBuf,
    /// What it was computed from.
    pub inputs: Inputs,
    /// The ranking.
    pub snapshot: Snapshot,
}

/// What a month was computed from, as its manifest has it.
#[derive(Debug, Clone, Deserialize)]
pub struct Inputs {
    /// Instant, with offset.
    as_of: String,
    /// Hash of all inputs and rules.
    pub input_hash: String,
    /// Language of the outputs.
    pub lang: Lang,
    /// Hash of what assay.toml declared to be covered.
    pub covers_sha256: String,
    /// What was declared; earlier versions kept the hash alone.
    #[serde(default)]
    pub covers: Option<String>,
    /// The rules by name; earlier versions kept their hash alone.
    #[serde(default)]
    pub rules: Option<Rules>,
    /// What the versions after the first changed, oldest first.
    pub restatements: Vec<serde_json::Value>,
    receipts: Vec<Id>,
    references: Vec<File>,
    outputs: Vec<File>,
}

#[derive(Debug, Clone, Deserialize)]
struct Id {
    id: String,
}

#[derive(Debug, Clone, Deserialize)]
struct File {
    name: String,
    sha256: String,
}

/// Months with a report and the number of their versions, in order.
pub fn months(workspace: &Workspace) -> Result<BTreeMap<Month, u32>> {
    let mut found = BTreeMap::new();
    for name in names(&root(workspace))? {
        if let Ok(month) = name.parse::<Month>()
            && let Some(version) = newest(&root(workspace).join(&name))?
        {
            found.insert(month, version);
        }
    }
    Ok(found)
}

/// The month as it stands: its newest version.
///
/// # Errors
/// `E0195` when what is kept of it cannot be read.
pub fn latest(workspace: &Workspace, month: Month) -> Result<Option<Reported>> {
    let of_month = root(workspace).join(month.to_string());
    let version = newest(&of_month)?;
    check_handed_out(workspace, month, version)?;
    let Some(version) = version else { return Ok(None) };
    let folder = of_month.join(version.to_string());
    let inputs: Inputs = read(&folder.join(MANIFEST))?;
    for output in &inputs.outputs {
        let path = folder.join(&output.name);
        if !path.is_file() || hash(&path)? != output.sha256 {
            return Err(damaged(&path, "it is not the file that the manifest names"));
        }
    }
    let snapshot = read(&folder.join(RANKING))?;
    Ok(Some(Reported { month, version, folder, inputs, snapshot }))
}

/// That the lake still has the version that was handed out. A version is kept before it is handed out, so one that was
/// is there, unless somebody took it away.
fn check_handed_out(workspace: &Workspace, month: Month, kept: Option<u32>) -> Result<()> {
    #[derive(Deserialize)]
    struct Handed {
        version: Option<u32>,
    }
    let path = workspace.out(&month.to_string()).join(MANIFEST);
    if !path.is_file() {
        return Ok(());
    }
    // What lies in out/ is anybody's: a manifest that cannot be read says nothing.
    let handed = serde_json::from_str::<Handed>(&fs_err::read_to_string(&path)?).ok().and_then(|h| h.version);
    match handed.filter(|version| Some(*version) > kept) {
        Some(version) => {
            let why = format!("version {version} of {month} was handed out, and the lake no longer has it");
            Err(damaged(&folder(workspace, month, version).join(MANIFEST), &why))
        }
        None => Ok(()),
    }
}

/// Folder of a version.
pub fn folder(workspace: &Workspace, month: Month, version: u32) -> PathBuf {
    root(workspace).join(month.to_string()).join(version.to_string())
}

impl Reported {
    /// The workspace with the coverage that was declared then; that of today where the report does not say.
    ///
    /// # Errors
    /// `E0122` when it can no longer be read.
    pub fn workspace(&self, now: &Workspace) -> Result<Workspace> {
        let Some(covers) = &self.inputs.covers else { return Ok(now.clone()) };
        Ok(Workspace { config: now.config.with_covers(covers)?, ..now.clone() })
    }

    /// The inputs as they were.
    ///
    /// # Errors
    /// `E0195` when the lake no longer has a receipt or a reference file of the report.
    pub fn sources(&self, workspace: &Workspace) -> Result<Sources> {
        let lake = Lake::new(workspace.lake());
        let mut kept: BTreeMap<_, _> = lake.receipts()?.into_iter().map(|r| (r.id.clone(), r)).collect();
        let mut receipts = Vec::new();
        for wanted in &self.inputs.receipts {
            let receipt = kept.remove(&wanted.id);
            receipts.push(receipt.ok_or_else(|| self.lost(&format!("the receipt `{}`", wanted.id)))?);
        }
        Ok(Sources { receipts, references: self.references(workspace)?, month: self.month, as_of: self.as_of()? })
    }

    /// The reference files as they were.
    ///
    /// # Errors
    /// `E0195` when one is no longer kept.
    pub fn references(&self, workspace: &Workspace) -> Result<Vec<Reference>> {
        let mut all = Vec::new();
        for table in catalog::tables(Class::Reference) {
            let name = format!("{}.csv", table.name);
            let path = match self.inputs.references.iter().find(|f| f.name == name) {
                Some(file) => Lake::new(workspace.lake()).path(&format!("reference/{}.csv", file.sha256)),
                None => PathBuf::new(),
            };
            let reference = reference::read(&path, table, workspace.zone)?;
            if !path.as_os_str().is_empty() && !reference.exists {
                return Err(self.lost(&format!("the {name} of the report")));
            }
            all.push(reference);
        }
        Ok(all)
    }

    /// The instant that the report looked up to.
    ///
    /// # Errors
    /// `E0195` when the manifest does not say.
    pub fn as_of(&self) -> Result<Micros> {
        let instant = DateTime::parse_from_rfc3339(&self.inputs.as_of);
        instant.map(|t| t.timestamp_micros()).map_err(|_| damaged(&self.folder.join(MANIFEST), "`as_of` is no instant"))
    }

    /// Ids of the receipts that it stood on.
    pub fn receipts(&self) -> impl Iterator<Item = &str> {
        self.inputs.receipts.iter().map(|r| r.id.as_str())
    }

    /// Names and hashes of the reference files that it stood on.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.inputs.references.iter().map(|f| (f.name.as_str(), f.sha256.as_str()))
    }

    fn lost(&self, what: &str) -> Diagnostic {
        Diagnostic::input("E0195", format!("{} cannot be replayed: the lake no longer has {what}", self.month))
            .at_file(self.folder.join(MANIFEST))
            .hint("bring the lake back from a copy; what was reported stands in the folder beside the manifest")
    }
}

fn root(workspace: &Workspace) -> PathBuf {
    Lake::new(workspace.lake()).path("reported")
}

fn names(folder: &Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// The greatest number among the versions of a month that were written to the end: the manifest is written last.
fn newest(of_month: &Path) -> Result<Option<u32>> {
    let numbers = names(of_month)?.into_iter().filter_map(|name| name.parse::<u32>().ok());
    Ok(numbers.filter(|n| of_month.join(n.to_string()).join(MANIFEST).is_file()).max())
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T> {
    serde_json::from_str(&fs_err::read_to_string(path)?).map_err(|e| damaged(path, &e.to_string()))
}

fn damaged(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::input("E0195", format!("cannot read what was reported: {why}"))
        .at_file(path)
        .hint("bring the lake back from a copy")
}
