//! What a month is computed from: exports that count, reference files, month and instant. As they are now, or as they
//! were when a month was reported.

use crate::calendar::{Micros, Month};
use crate::diagnostic::Result;
use crate::lake::Lake;
use crate::lake::receipt::Receipt;
use crate::workspace::Workspace;
use crate::workspace::reference::{self, Reference};

use super::{Request, period};

/// Inputs of a month.
#[derive(Debug)]
pub struct Sources {
    /// Receipts that count, by id.
    pub receipts: Vec<Receipt>,
    /// Reference files, in catalog order.
    pub references: Vec<Reference>,
    /// The month.
    pub month: Month,
    /// Nothing after this instant is looked at.
    pub as_of: Micros,
}

/// The inputs as they are now.
///
/// # Errors
/// `E0128` when the lake is empty; faults of reference files.
pub fn current(workspace: &Workspace, request: &Request) -> Result<Sources> {
    let receipts = Lake::new(workspace.lake()).active()?;
    let references = reference::read_all(workspace)?;
    let period = period::choose(workspace, &receipts, request)?;
    Ok(Sources { receipts, references, month: period.month, as_of: period.as_of })
}
