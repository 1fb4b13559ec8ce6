//! The components of each system in the order of their share of need, as the model `carve_out` has them.

use std::collections::BTreeMap;

use crate::diagnostic::Result;
use crate::engine::Engine;

/// A component of a system.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its name in the exports.
    pub name: String,
    /// Shares of change requests, releases and incidents that touch it; `None` where no record names a component.
    pub shares: [Option<f64>; 3],
    /// Mean of the known shares.
    pub need: f64,
}

/// Components by system, greatest need first.
pub fn read(engine: &Engine) -> Result<BTreeMap<String, Vec<Component>>> {
    let rows = engine.query(
        "select system_id, component, change_sr_share, release_share, incident_share, need_share \
         from carve_out order by system_id, place",
    )?;
    let (systems, names) = (rows.texts(0)?, rows.texts(1)?);
    let shares = [rows.numbers(2)?, rows.numbers(3)?, rows.numbers(4)?];
    let mut all: BTreeMap<String, Vec<Component>> = BTreeMap::new();
    for (at, need) in rows.numbers(5)?.into_iter().enumerate() {
        let component = Component {
            name: names[at].clone().unwrap_or_default(),
            shares: [shares[0][at], shares[1][at], shares[2][at]],
            need: need.unwrap_or_default(),
        };
        all.entry(systems[at].clone().unwrap_or_default()).or_default().push(component);
    }
    Ok(all)
}

/// The component to look at first: there is one only where the exports tell two or more apart.
pub fn leading(components: &[Component]) -> Option<&Component> {
    components.first().filter(|_| components.len() > 1)
}
