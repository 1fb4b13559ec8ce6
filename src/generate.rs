//! Makes an invented agency of any size: a ready workspace with exports of many products, and in `truth/` what was
//! planted in them.
//!
//! A system in a month is told from the seed, its number and the month alone: nothing is kept from one to the next,
//! and a further system moves no row of another. Memory does not grow with the agency, but for the ids in assay.toml.

mod answers;
mod archetype;
mod complaint;
mod day_shapes;
mod days;
mod delivery;
mod deployment;
mod export;
mod incident;
mod inventory;
mod load;
mod measure;
mod monitor;
mod names;
pub(crate) mod random;
mod reference;
mod request;
mod settings;
mod story;
mod surge;
mod system;
#[cfg(test)]
mod tests;
mod trouble;
mod truth;
mod week_shapes;
mod work;

use std::path::Path;

use crate::calendar::Month;
use crate::diagnostic::{Diagnostic, Result};

pub use truth::FIGURES;

use deployment::Row;
use system::System;

/// How large an agency to make.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Systems in the inventory; one more is in the exports alone.
    pub systems: usize,
    /// Months of history.
    pub months: usize,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Last month.
    pub until: Month,
}

impl Plan {
    /// The first month of the history.
    pub fn first(&self) -> Month {
        self.until.plus(1 - i32::try_from(self.months).unwrap_or(1))
    }
}

/// Makes the workspace in a folder that is not there or empty.
///
/// # Errors
/// `E0160` where the folder holds something, `E0101` where it cannot be written.
pub fn generate(root: &Path, plan: &Plan) -> Result<()> {
    if root.exists() && (!root.is_dir() || fs_err::read_dir(root)?.next().is_some()) {
        return Err(Diagnostic::input("E0160", "the folder is not empty")
            .at_file(root)
            .hint("name a folder that does not exist yet, or delete what is in this one"));
    }
    fs_err::create_dir_all(root)?;
    inventory::write(root, plan)?;
    reference::write(root, plan)?;
    export::Exports::lists(&root.join("inbox"), plan)?;
    let mut exports = export::Exports::new(root.join("inbox"), plan);
    let mut truth = truth::Truth::create(&root.join("truth"))?;
    let mut month = plan.first();
    while month <= plan.until {
        for system in System::all(plan).filter(|s| s.active(month)) {
            let view = story::View::of(&system, month);
            exports.write(&system, &view)?;
            truth.write(&system, &view)?;
        }
        exports.stray(month, month == plan.until)?;
        exports.end_month(month, month == plan.until)?;
        month = month.plus(1);
    }
    truth.finish()?;
    // The settings come last: a folder is a workspace when it is whole.
    settings::write(root, plan)
}

/// The id that the connector gives a build.
fn jenkins_id(system: &System, row: &Row) -> String {
    format!("{}#{}", export::job(system, row), row.build)
}
