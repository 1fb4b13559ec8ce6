//! Service hours of the inventory that cannot be read: the figures that need them are unknown, and somebody must say so.

use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;

/// Systems named in one warning.
const NAMED: usize = 10;

/// Service hours that cannot be read, with the systems that have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The cell of the inventory.
    pub service_hours: String,
    /// Ids of the systems.
    pub systems: Vec<String>,
}

/// All of them, in order.
///
/// # Errors
/// Faults of the engine.
pub fn unreadable(engine: &Engine) -> Result<Vec<Unreadable>> {
    let rows = engine.query(
        "select distinct c.service_hours, s.system_id from systems s \
         join service_calendars c on c.service_hours = s.service_hours where c.reads = 'unreadable' order by 1, 2",
    )?;
    let mut found: Vec<Unreadable> = Vec::new();
    for (service_hours, system) in rows.texts(0)?.into_iter().zip(rows.texts(1)?) {
        let (service_hours, system) = (service_hours.unwrap_or_default(), system.unwrap_or_default());
        match found.last_mut().filter(|last| last.service_hours == service_hours) {
            Some(last) => last.systems.push(system),
            None => found.push(Unreadable { service_hours, systems: vec![system] }),
        }
    }
    Ok(found)
}

impl Unreadable {
    /// The warning.
    pub fn warning(&self) -> Diagnostic {
        let mut systems: Vec<_> = self.systems.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
        if self.systems.len() > NAMED {
            systems.push(format!("{} more", self.systems.len() - NAMED));
        }
        let message = format!("cannot read the service hours `{}` of {}", self.service_hours, systems.join(", "));
        Diagnostic::input("W0321", message)
            .fact("figures over service time, such as the availability, are unknown there")
            .hint("write them into `service_hours` of systems.csv as `평일 09:00~18:00; 토 09:00~13:00`; blank is 24x7")
    }
}
