//! Which month is reported, and up to which instant.

use crate::calendar::{Micros, Month};
use crate::diagnostic::{Diagnostic, Result};
use crate::lake::receipt::Receipt;
use crate::workspace::Workspace;

use super::Request;

/// The chosen month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The month.
    pub month: Month,
    /// Nothing after this instant is looked at.
    pub as_of: Micros,
}

/// Chooses the month: the one asked for, else the last closed one of the data. A month is closed when the
/// newest event falls on its last local day or later; then `as_of` is its end, else the newest event. With both
/// given nothing is looked up.
///
/// # Errors
/// `E0128` when nothing was ingested, or the month lies after the data.
pub fn choose(workspace: &Workspace, receipts: &[Receipt], request: &Request) -> Result<Chosen> {
    let newest = receipts.iter().filter_map(|r| r.observed.map(|o| o.last)).max();
    if let (Some(month), Some(as_of)) = (request.month, request.as_of) {
        return within(workspace, month, as_of);
    }
    let Some(newest) = newest else {
        return Err(Diagnostic::input("E0128", "the lake holds no events")
            .at_file(workspace.lake())
            .hint(format!("put exports into `{}` and run `assay ingest`", workspace.inbox().display())));
    };
    let zone = workspace.zone;
    let last_day = zone.local(newest).date();
    let current = Month::of(last_day);
    let last_closed = if last_day == current.last_day() { current } else { current.plus(-1) };
    let month = request.month.unwrap_or(last_closed);
    if month > current {
        return Err(Diagnostic::input("E0128", format!("there are no events in {month} or later"))
            .fact(format!("the newest event is of {last_day}")));
    }
    let end = zone.midnight(month.plus(1).first_day());
    // An open month is looked at up to the newest that is known, ends of events included; one second past it, so that
    // it counts itself. Whether a month is closed only the beginnings say: what is exported by them ends later.
    let known = receipts.iter().filter_map(Receipt::newest).max().unwrap_or(newest).min(end - 1_000_000);
    let as_of = request.as_of.unwrap_or(if month <= last_closed { end } else { known + 1_000_000 });
    within(workspace, month, as_of)
}

fn within(workspace: &Workspace, month: Month, as_of: Micros) -> Result<Chosen> {
    if as_of <= workspace.zone.midnight(month.first_day()) {
        return Err(Diagnostic::input("E0128", format!("`--as-of` lies before {month}")));
    }
    Ok(Chosen { month, as_of })
}
