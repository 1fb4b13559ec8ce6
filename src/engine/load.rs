//! What load is made from: metrics and units of the catalog as tables, and the days of samples, out of which names are
//! resolved before any model runs.

use crate::catalog;
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;

use super::Engine;
use super::sql_text::parse_all;

/// Creates `load_metrics`, `load_units` and `sample_days`.
pub(super) fn create(engine: &Engine) -> Result<()> {
    engine.execute(
        "create table load_metrics (metric varchar, unit varchar, together varchar, as_load bigint); \
         create table load_units (word varchar, base varchar, factor double)",
    )?;
    let text = |text: &str| Value::Text(text.into());
    let metrics = catalog::load::METRICS.iter().map(|m| {
        let order = m.as_load.map_or(Value::Null, Value::Integer);
        vec![text(m.name), text(m.unit), text(m.together.word()), order]
    });
    let units =
        catalog::load::UNITS.iter().map(|(word, base, factor)| vec![text(word), text(base), Value::Number(*factor)]);
    engine.append("load_metrics", metrics.collect::<Vec<_>>().iter().map(Vec::as_slice))?;
    engine.append("load_units", units.collect::<Vec<_>>().iter().map(Vec::as_slice))?;
    let models = parse_all(embedded::MODELS);
    let days = models.iter().find(|m| m.name == "sample_days");
    let days = days.ok_or_else(|| Diagnostic::internal("E0905", "the model `sample_days` is not there"))?;
    engine
        .execute(&format!("create table sample_days as {}", days.text))
        .map_err(|e| super::marts::named(e, "model", days))
}

/// Systems that hosts.csv names for hosts with samples and no inventory lists.
pub(super) fn unlisted(engine: &Engine) -> Result<Vec<String>> {
    let rows = engine.query(
        "select distinct h.system_id from host_names h where h.system_id not in (select system_id from ref_systems) \
         and lower(h.host) in (select lower(host) from sample_days where system_ref = '') order by 1",
    )?;
    Ok(rows.texts(0)?.into_iter().flatten().collect())
}
