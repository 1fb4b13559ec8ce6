//! Which month is reported, and up to which instant.

use crate::calendar::{Micros, Month, Zone};
use crate::diagnostic::{Diagnostic, Result};
use crate::lake::receipt::Receipt;
use crate::workspace::Workspace;

use super::{Portfolio, Request};

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
    if let (Some(month), Some(as_of)) = (request.month, request.as_of) {
        return within(workspace, month, as_of);
    }
    let Some(newest) = newest(receipts) else {
        return Err(Diagnostic::input("E0128", "the lake holds no events")
            .at_file(workspace.lake())
            .hint(format!("put exports into `{}` and run `assay ingest`", workspace.inbox().display())));
    };
    let zone = workspace.zone;
    let last_day = zone.local(newest).date();
    let current = Month::of(last_day);
    let last_closed = last_closed(zone, newest);
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

/// The newest event; ends of events do not count, because exports are made by the beginnings.
pub fn newest(receipts: &[Receipt]) -> Option<Micros> {
    receipts.iter().filter_map(|r| r.observed.map(|o| o.last)).max()
}

/// The last month that is closed where this is the newest event.
pub fn last_closed(zone: Zone, newest: Micros) -> Month {
    let last_day = zone.local(newest).date();
    let current = Month::of(last_day);
    if last_day == current.last_day() { current } else { current.plus(-1) }
}

/// A warning where no export has an event of the month and nothing declares that there was none.
pub fn unreached(workspace: &Workspace, portfolio: &Portfolio) -> Option<Diagnostic> {
    let month = portfolio.month;
    let (first, last) = (month.first_day(), month.last_day());
    let day = |instant| workspace.zone.local(instant).date();
    let observed: Vec<_> = portfolio.receipts.iter().filter_map(|r| r.observed).collect();
    let is_reached = observed.iter().any(|o| day(o.first) <= last && day(o.last) >= first);
    if is_reached || workspace.config.covers.iter().any(|c| c.from.0 <= last && c.to.0 > first) {
        return None;
    }
    let message = format!("no export reaches {month}: its figures are unknown, and it is judged without them");
    let warning = Diagnostic::input("W0260", message);
    Some(match observed.iter().map(|o| o.first).min().zip(observed.iter().map(|o| o.last).max()) {
        Some((from, to)) => warning.fact(format!("the exports run from {} to {}", day(from), day(to))),
        None => warning,
    })
}

fn within(workspace: &Workspace, month: Month, as_of: Micros) -> Result<Chosen> {
    if as_of <= workspace.zone.midnight(month.first_day()) {
        return Err(Diagnostic::input("E0128", format!("`--as-of` lies before {month}")));
    }
    Ok(Chosen { month, as_of })
}
