//! The exports: one writer per product, each in the shape and the encoding that its connector meets in the wild.

mod complaints;
mod costs;
mod hpsm;
mod incidents;
mod inventory;
mod jenkins;
mod ledger;
mod performance;
mod plan;
mod requests;
mod sheet;
mod text;
mod works;

use std::path::{Path, PathBuf};

use super::Plan;
pub use jenkins::job;
pub use text::{Form, Rows};

use super::story::View;
use super::system::System;
use crate::calendar::Month;
use crate::diagnostic::Result;

/// All writers. Files are made when they get their first row.
pub struct Exports {
    requests: requests::Requests,
    ledger: ledger::Ledger,
    jenkins: jenkins::Jenkins,
    incidents: incidents::Incidents,
    hpsm: hpsm::Hpsm,
    works: works::Works,
    plan: plan::WorkPlan,
    complaints: complaints::Complaints,
    performance: performance::Performance,
}

impl Exports {
    /// Writers into an inbox.
    pub fn new(inbox: PathBuf, plan: &Plan) -> Self {
        let at = |source: &str| inbox.join(source);
        Exports {
            requests: requests::Requests::new(at("itsm"), plan),
            ledger: ledger::Ledger::new(at("deploy")),
            jenkins: jenkins::Jenkins::new(at("jenkins")),
            incidents: incidents::Incidents::new(at("itsm"), plan),
            hpsm: hpsm::Hpsm::new(at("hpsm")),
            works: works::Works::new(at("maintenance")),
            plan: plan::WorkPlan::new(at("workplan"), plan),
            complaints: complaints::Complaints::new(at("voc")),
            performance: performance::Performance::new(&inbox),
        }
    }

    /// Writes what is known of systems for the whole history: the inventory and the costs.
    ///
    /// # Errors
    /// `E0101` where a file cannot be written.
    pub fn lists(inbox: &Path, plan: &Plan) -> Result<()> {
        inventory::write(&inbox.join("ea"), plan)?;
        costs::write(&inbox.join("budget"), plan)
    }

    /// Writes the month of a system.
    ///
    /// # Errors
    /// `E0101` where a file cannot be written.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        self.requests.write(system, view)?;
        self.ledger.write(system, view)?;
        self.jenkins.write(system, view)?;
        if system.hpsm {
            self.hpsm.write(system, view)?;
        } else {
            self.incidents.write(system, view)?;
        }
        if system.planned_work {
            self.plan.write(system, view)?;
        } else {
            self.works.write(system, view)?;
        }
        self.complaints.write(system, view)?;
        self.performance.write(system, view)
    }

    /// Writes what belongs to no system, and in the last month what cannot be kept.
    ///
    /// # Errors
    /// `E0101` where a file cannot be written.
    pub fn stray(&mut self, month: Month, is_last: bool) -> Result<()> {
        self.requests.stray(month, is_last)?;
        self.ledger.stray(month, is_last)?;
        self.incidents.stray(month, is_last)
    }

    /// Ends the files of a month, and of a year with its last month.
    ///
    /// # Errors
    /// `E0101` where a file cannot be written.
    pub fn end_month(&mut self, month: Month, is_last: bool) -> Result<()> {
        self.ledger.end()?;
        self.jenkins.end()?;
        self.complaints.end()?;
        self.performance.end()?;
        if is_last || month.to_string().ends_with("-12") {
            self.requests.end()?;
            self.incidents.end()?;
            self.hpsm.end()?;
            self.plan.end()?;
        }
        if is_last { self.works.end() } else { Ok(()) }
    }
}

/// The name of a system as a cell holds it; 9 stands for two spellings in one cell.
fn cell_name(system: &System, spelling: i64) -> String {
    match spelling {
        9 => format!("{}, {}", system.name, system.spelling(1)),
        which => system.spelling(which),
    }
}

/// A file for a month's or a year's rows in a folder that is made with it.
fn create(folder: &Path, name: &str) -> Result<fs_err::File> {
    fs_err::create_dir_all(folder)?;
    Ok(fs_err::File::create(folder.join(name))?)
}
