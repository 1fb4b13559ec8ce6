//! What every command shares: the workspace, the language, and how months and instants are given.

use std::path::{Path, PathBuf};

use assay::calendar::{Micros, Month};
use assay::catalog;
use assay::diagnostic::{Diagnostic, Result};
use assay::portfolio::{self, Portfolio, Request, period, reported};
use assay::workspace::config::Lang;
use assay::workspace::{SETTINGS, Workspace};
use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::LangArg;
use super::ui::Ui;

/// What every command shares.
pub struct Context {
    /// The folder that was named.
    pub workspace: Option<PathBuf>,
    /// The language that was named.
    pub lang: Option<LangArg>,
    /// Where to say things.
    pub ui: Ui,
}

/// The month and the instant of a report.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct When {
    /// Month to report; the last closed month of the data when left out
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
    /// Look at nothing after this instant (local unless it has an offset)
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

impl Context {
    /// The folder of the workspace.
    pub fn root(&self) -> PathBuf {
        self.workspace.clone().unwrap_or_else(|| PathBuf::from("."))
    }

    /// Opens the workspace.
    pub fn open(&self) -> Result<Workspace> {
        Workspace::open(&self.root())
    }

    /// The language of outputs.
    pub fn lang(&self, workspace: &Workspace) -> Lang {
        match self.lang {
            Some(LangArg::Ko) => Lang::Ko,
            Some(LangArg::En) => Lang::En,
            None => workspace.config.lang,
        }
    }

    /// Refuses a place for an output that is a file of the workspace itself.
    ///
    /// # Errors
    /// `E0156` with the place.
    pub fn check_output(&self, workspace: &Workspace, path: &Path) -> Result<()> {
        let whole = |p: &Path| match (
            p.parent().map(|f| if f.as_os_str().is_empty() { Path::new(".") } else { f }),
            p.file_name(),
        ) {
            (Some(folder), Some(name)) => {
                fs_err::canonicalize(folder).map(|f| f.join(name)).unwrap_or_else(|_| p.to_path_buf())
            }
            _ => p.to_path_buf(),
        };
        let (target, root) = (whole(path), fs_err::canonicalize(&workspace.root).unwrap_or_default());
        let Ok(inside) = target.strip_prefix(&root) else { return Ok(()) };
        let first =
            inside.components().next().map(|c| c.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
        let is_folder = ["inbox", "lake", "marts", "rejects", "connectors"].contains(&first.as_str());
        let is_reference =
            first.strip_suffix(".csv").is_some_and(|name| catalog::TABLES.iter().any(|t| t.name == name));
        if is_folder || is_reference || first == SETTINGS {
            return Err(Diagnostic::input("E0156", "this file belongs to the workspace")
                .at_file(path)
                .hint("write the output elsewhere, in `out/` for example"));
        }
        Ok(())
    }

    /// Computes a month, and says where it was reported from other inputs.
    pub fn compute(&self, workspace: &Workspace, when: &When, preset: Option<&str>) -> Result<Portfolio> {
        let portfolio = self.measure(workspace, when, preset)?;
        // A report that cannot be read is told by `run`.
        let Ok(Some(reported)) = reported::latest(workspace, portfolio.month) else { return Ok(portfolio) };
        let is_as_far = reported.as_of().is_ok_and(|as_of| as_of == portfolio.as_of);
        if is_as_far && reported.inputs.input_hash != portfolio.input_hash {
            let (month, version) = (portfolio.month, reported.version);
            self.ui.note(&format!(
                "{month} was reported (version {version}) from other inputs or rules; this is what those of today give"
            ));
        }
        Ok(portfolio)
    }

    /// Computes a month.
    pub fn measure(&self, workspace: &Workspace, when: &When, preset: Option<&str>) -> Result<Portfolio> {
        let _working = self.ui.working("measuring");
        let request = Request { month: when.month()?, as_of: when.as_of(workspace)?, preset };
        let portfolio = portfolio::compute(workspace, &request)?;
        self.warn_unreached(workspace, &portfolio);
        let newest = period::newest(&portfolio.receipts);
        if when.as_of.is_none() && newest.is_some_and(|newest| newest >= portfolio.as_of) {
            let (month, until) = (portfolio.month, workspace.zone.local(portfolio.as_of));
            self.ui.note(&format!("looking at {month}, up to {until}; newer events are left out (--month, --as-of)"));
        }
        Ok(portfolio)
    }

    /// Warns of a month that no export reaches.
    pub fn warn_unreached(&self, workspace: &Workspace, portfolio: &Portfolio) {
        if let Some(warning) = period::unreached(workspace, portfolio) {
            self.ui.warning(&warning);
        }
    }
}

impl When {
    fn month(&self) -> Result<Option<Month>> {
        self.month.as_deref().map(str::parse).transpose()
    }

    fn as_of(&self, workspace: &Workspace) -> Result<Option<Micros>> {
        let Some(text) = self.as_of.as_deref() else { return Ok(None) };
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Ok(Some(time.timestamp_micros()));
        }
        let time = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|f| NaiveDateTime::parse_from_str(text, f).ok());
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
        let instant = time.or_else(day).and_then(|t| workspace.zone.instant(t));
        instant.map(Some).ok_or_else(|| {
            Diagnostic::input("E0125", format!("`{text}` is no instant"))
                .hint("write it like `2026-11-01T00:00` or `2026-11-01`")
        })
    }
}
