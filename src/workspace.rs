//! A workspace: a folder with assay.toml, reference CSVs, inbox/, and what assay makes of them.
//!
//! This module knows where things are and what the settings say; it neither ingests nor computes.

pub mod config;
pub mod lock;
pub mod reference;

use std::path::{Path, PathBuf};

use crate::calendar::Zone;
use crate::diagnostic::{Diagnostic, Result};
use config::Config;

/// An open workspace.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its settings.
    pub config: Config,
    /// Zone of local time in it.
    pub zone: Zone,
}

/// Name of the settings file.
pub const SETTINGS: &str = "assay.toml";

impl Workspace {
    /// Opens the workspace in a folder.
    ///
    /// # Errors
    /// `E0121` when the folder has no assay.toml, `E0122` when it cannot be read, `E0124` for a bad zone.
    pub fn open(root: &Path) -> Result<Self> {
        let settings = root.join(SETTINGS);
        if !settings.is_file() {
            return Err(Diagnostic::input(
                "E0121",
                format!("`{}` is no workspace: it has no {SETTINGS}", root.display()),
            )
            .hint("`assay init DIR` makes one; `--workspace DIR` or `ASSAY_WORKSPACE` names another"));
        }
        let config = Config::parse(&fs_err::read_to_string(&settings)?).map_err(|e| e.at_file(&settings))?;
        let zone = config.time_zone.parse().map_err(|e: Diagnostic| e.at_file(&settings))?;
        Ok(Workspace { root: root.to_path_buf(), config, zone })
    }

    /// Where exports are dropped.
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// Where ingested rows and receipts are kept.
    pub fn lake(&self) -> PathBuf {
        self.root.join("lake")
    }

    /// Where records that could not be kept are written.
    pub fn rejects(&self) -> PathBuf {
        self.root.join("rejects")
    }

    /// Where computed marts are kept; may be deleted.
    pub fn marts(&self) -> PathBuf {
        self.root.join("marts")
    }

    /// Where the outputs of a month are written.
    pub fn out(&self, month: &str) -> PathBuf {
        self.root.join("out").join(month)
    }

    /// A reference CSV.
    pub fn reference(&self, table: &str) -> PathBuf {
        self.root.join(format!("{table}.csv"))
    }

    /// A path as the user knows it: relative to the workspace where it lies inside.
    pub fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_path_buf()
    }
}
