//! What the ranking reads: figures over the trailing year, and sizes from the inventory.
//!
//! A figure enters only where enough closed months were observed; otherwise it is missing, never zero.

use std::collections::BTreeMap;

use crate::diagnostic::Result;
use crate::engine::Engine;
use crate::rank::{Inputs, Value};

use super::Figures;

/// The ranking window.
pub const WINDOW: &str = "T12";
/// The trailing periods that ranking and checklist look at.
pub const WINDOWS: [&str; 2] = ["T6", WINDOW];

/// Metrics that the ranking reads, with the table whose history they need. Of outages it reads those without site
/// events, which are figures of their own: one name has one definition, and the plain counts stay what people see.
const METRICS: [(&str, &str); 15] = [
    ("change_sr_per_30d", "change_requests"),
    ("policy_sr_per_30d", "change_requests"),
    ("multi_component_share", "change_requests"),
    ("on_time_rate", "change_requests"),
    ("sr_lead_p85_days", "deployments"),
    ("releases_per_30d", "deployments"),
    ("own_outages_per_30d", "incidents"),
    ("own_full_outages_per_30d", "incidents"),
    ("own_recovery_stops_per_12m", "incidents"),
    ("users_per_day", "usage"),
    ("saturation_minutes_per_30d", "performance"),
    ("over_peak_surges_per_30d", "performance"),
    ("p95_intensity", "performance"),
    ("elastic_saving", "performance"),
    ("own_demand_weighted_unavailability", "incidents"),
];

/// Sizes of the inventory that the ranking reads.
pub const SIZES: [&str; 7] =
    ["n_menus", "function_points", "n_departments", "n_components", "n_tables", "kloc", "n_external_interfaces"];

/// Closed months of the window in which a table was observed for at least half of the time (for usage: in which
/// any day has users), per system.
const HISTORY: &str = "select o.system_id, o.table_name, count(*) as months, \
    min(case when o.table_name in ('change_requests', 'deployments') then param('history.months_delivery') \
        else param('history.months') end) as least \
    from observed o join periods p on p.period = o.period join periods w on w.period = 'T12' \
    where p.kind = 'month' and p.ps >= w.ps and o.observed_seconds * 2 >= date_diff('second', p.ps, p.pe) \
    group by o.system_id, o.table_name \
    union all select m.system_id, 'usage', count(*), min(param('history.months')) \
    from metrics m join periods p on p.period = m.period join periods w on w.period = 'T12' \
    where m.metric = 'users_per_day' and m.value is not null and p.kind = 'month' and p.ps >= w.ps \
    group by m.system_id";

/// Known inputs of the ranking by system.
pub fn inputs(engine: &Engine, figures: &Figures) -> Result<BTreeMap<String, Inputs>> {
    let rows = engine.query(HISTORY)?;
    let (systems, tables) = (rows.texts(0)?, rows.texts(1)?);
    let (months, least) = (rows.numbers(2)?, rows.numbers(3)?);
    let enough = (0..rows.len()).filter(|i| months[*i] >= least[*i]);
    let enough: std::collections::BTreeSet<_> = enough.map(|i| (systems[i].clone(), tables[i].clone())).collect();
    let columns = SIZES.map(|s| format!("cast({s} as double)")).join(", ");
    let inventory = engine.query(&format!("select system_id, srm_class, {columns} from systems order by system_id"))?;
    let (ids, classes) = (inventory.texts(0)?, inventory.texts(1)?);
    let mut all: BTreeMap<String, Inputs> = BTreeMap::new();
    for (row, id) in ids.iter().enumerate() {
        let id = id.clone().unwrap_or_default();
        let inputs = all.entry(id.clone()).or_default();
        if let Some(class) = &classes[row] {
            inputs.insert("srm_class".into(), Value::Text(class.clone()));
        }
        for (metric, table) in METRICS {
            let seen = enough.contains(&(Some(id.clone()), Some(table.to_string())));
            if let (true, Some(value)) = (seen, figures.value(metric, &id, WINDOW)) {
                inputs.insert(metric.into(), Value::Number(value));
            }
        }
    }
    for (at, size) in SIZES.iter().enumerate() {
        for (id, value) in ids.iter().zip(inventory.numbers(at + 2)?) {
            if let (Some(id), Some(value)) = (id, value) {
                all.entry(id.clone()).or_default().insert((*size).into(), Value::Number(value));
            }
        }
    }
    Ok(all)
}
