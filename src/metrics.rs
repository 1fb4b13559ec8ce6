//! Figures and measured answers out of the marts, as plain structs; and the catalogue of metrics.
//!
//! The definitions are the SQL files of `queries/metrics/`; nothing is computed here.

pub mod checks;
pub mod rows;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::catalog;
use crate::catalog::figure::{Alternative, Answer, Figure, Measured, Moved, System, Tier};
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;
use crate::engine::Engine;
use crate::engine::sql_text::{SqlText, escaped, find, parse_all};
use rows::{Origin, Row};

/// All metrics, read once: a page asks for thousands of their titles and units.
static CATALOGUE: LazyLock<Vec<SqlText>> = LazyLock::new(|| parse_all(embedded::METRICS));

/// All metrics, by id.
pub fn catalogue() -> &'static [SqlText] {
    &CATALOGUE
}

/// A metric by id, if there is one.
pub fn known(id: &str) -> Option<&'static SqlText> {
    catalogue().iter().find(|d| d.name == id)
}

/// A metric by an id that somebody typed.
///
/// # Errors
/// `E0150` with the nearest id.
pub fn definition(id: &str) -> Result<&'static SqlText> {
    let fault = || Diagnostic::input("E0150", format!("no metric is called `{id}`"));
    find(catalogue(), id, fault, "`assay metrics list` lists them")
}

/// Tables that a metric or a check stands on: those after `reads:`, else those that its text names.
pub fn reads(text: &SqlText) -> Vec<&'static str> {
    let named = |table: &str| match text.get("reads") {
        "" => text.text.contains(&format!("'{table}'")),
        reads => reads.split(',').any(|t| t.trim() == table),
    };
    catalog::TABLES.iter().map(|t| t.name).filter(|table| named(table)).collect()
}

/// The figures of some periods.
pub fn figures(engine: &Engine, periods: &[&str]) -> Result<Vec<Figure>> {
    let wanted: Vec<_> = periods.iter().map(|p| format!("'{}'", escaped(p))).collect();
    let rows = engine.query(&format!(
        "select metric, system_id, period, value, numerator, denominator, n, coverage, null_reason, low, high \
         from metrics where period in ({})",
        wanted.join(", ")
    ))?;
    let (metric, system_id, period) = (rows.texts(0)?, rows.texts(1)?, rows.texts(2)?);
    let (value, numerator, denominator) = (rows.numbers(3)?, rows.numbers(4)?, rows.numbers(5)?);
    let (n, coverage, null_reason) = (rows.integers(6)?, rows.numbers(7)?, rows.texts(8)?);
    let (low, high) = (rows.numbers(9)?, rows.numbers(10)?);
    let figure = |i: usize| Figure {
        metric: metric[i].clone().unwrap_or_default(),
        system_id: system_id[i].clone().unwrap_or_default(),
        period: period[i].clone().unwrap_or_default(),
        value: value[i],
        numerator: numerator[i],
        denominator: denominator[i],
        n: n[i],
        coverage: coverage[i],
        null_reason: null_reason[i].clone(),
        interval: low[i].zip(high[i]),
    };
    Ok((0..rows.len()).map(figure).collect())
}

/// All systems, listed and provisional, by id.
pub fn systems(engine: &Engine) -> Result<Vec<System>> {
    let rows = engine.query(
        "select system_id, name, srm_class, agency, department, center, gate1, gate2, platform, ci_cd, architecture, \
         cast(disposal_planned_at as varchar), listed, cast(rebuild_planned_at as varchar), cast(go_live as varchar), \
         cast(rebuild_date as varchar), cast(performance_score as varchar), data_class from systems order by system_id",
    )?;
    let date = |cell: &Option<String>| cell.as_deref().and_then(|d| d.parse().ok());
    let system = |row: &Vec<Option<String>>| System {
        system_id: row[0].clone().unwrap_or_default(),
        name: row[1].clone().unwrap_or_default(),
        srm_class: row[2].clone(),
        agency: row[3].clone(),
        department: row[4].clone(),
        center: row[5].clone(),
        gate1: row[6].clone(),
        gate2: row[7].clone(),
        platform: row[8].clone(),
        ci_cd: row[9].clone(),
        architecture: row[10].clone(),
        disposal_planned_at: date(&row[11]),
        unlisted: row[12].as_deref() == Some("false"),
        rebuild_planned_at: date(&row[13]),
        go_live: date(&row[14]),
        rebuild_date: date(&row[15]),
        performance_score: row[16].as_deref().and_then(|s| s.parse().ok()),
        data_class: row[17].clone(),
    };
    Ok(rows.table()?.iter().map(system).collect())
}

/// What the data say on the checklist, by system and item.
pub fn measured(engine: &Engine) -> Result<Vec<Measured>> {
    let rows = engine.query(
        "select system_id, item, answer, tier, value, threshold, n, evidence, alternatives, parameter \
         from checklist_measured order by system_id, item",
    )?;
    let (system_id, item, answers, tiers) = (rows.texts(0)?, rows.integers(1)?, rows.texts(2)?, rows.texts(3)?);
    let (value, threshold, n) = (rows.numbers(4)?, rows.numbers(5)?, rows.integers(6)?);
    let (evidence, alternatives, parameter) = (rows.texts(7)?, rows.texts(8)?, rows.texts(9)?);
    let mut moved = moved(engine)?;
    let mut one = |i: usize| Measured {
        system_id: system_id[i].clone().unwrap_or_default(),
        item: number(item[i]),
        answer: answer(answers[i].as_deref()),
        tier: tier(tiers[i].as_deref()),
        value: value[i],
        threshold: threshold[i],
        n: n[i],
        evidence: evidence[i].clone().unwrap_or_default(),
        alternatives: alternatives[i].as_deref().map(settings).unwrap_or_default(),
        parameter: parameter[i].clone(),
        moved: moved.remove(&(system_id[i].clone().unwrap_or_default(), number(item[i]))).unwrap_or_default(),
    };
    Ok((0..rows.len()).map(&mut one).collect())
}

/// Answers under moved thresholds, where they differ, by system and item.
fn moved(engine: &Engine) -> Result<BTreeMap<(String, u8), Vec<Moved>>> {
    let rows = engine.query(
        "select system_id, item, parameter, factor, answer, tier from checklist_moved order by system_id, item, parameter, factor",
    )?;
    let (system_id, item, parameter) = (rows.texts(0)?, rows.integers(1)?, rows.texts(2)?);
    let (factor, answers, tiers) = (rows.numbers(3)?, rows.texts(4)?, rows.texts(5)?);
    let mut moved: BTreeMap<(String, u8), Vec<Moved>> = BTreeMap::new();
    for i in 0..rows.len() {
        moved.entry((system_id[i].clone().unwrap_or_default(), number(item[i]))).or_default().push(Moved {
            parameter: parameter[i].clone().unwrap_or_default(),
            factor: factor[i].unwrap_or_default(),
            answer: answer(answers[i].as_deref()),
            tier: tier(tiers[i].as_deref()),
        });
    }
    Ok(moved)
}

fn number(item: Option<i64>) -> u8 {
    item.and_then(|n| u8::try_from(n).ok()).unwrap_or_default()
}

fn tier(code: Option<&str>) -> Tier {
    match code {
        Some("D") => Tier::D,
        Some("S") => Tier::S,
        _ => Tier::None,
    }
}

/// `strict=N:D;off=Y:S`.
fn settings(text: &str) -> Vec<Alternative> {
    let entry = |entry: &str| {
        let (setting, code) = entry.split_once('=')?;
        let (said, strength) = code.split_once(':')?;
        Some(Alternative { setting: setting.into(), answer: answer(Some(said)), tier: tier(Some(strength)) })
    };
    text.split(';').filter_map(entry).collect()
}

fn answer(code: Option<&str>) -> Answer {
    match code {
        Some("Y") => Answer::Y,
        Some("N") => Answer::N,
        _ => Answer::U,
    }
}

/// The records behind a figure, with their place, in order of time.
///
/// # Errors
/// `E0153` when the figure stands on a reference file or on samples, not on exports.
pub fn rows_behind(engine: &Engine, metric: &SqlText, system_id: &str, period: &str) -> Result<Vec<Row>> {
    let set = metric.get("rows");
    if let Some(table) = set.strip_suffix(".csv") {
        let fault = format!("`{}` is computed from the reference table `{table}`, not from records", metric.name);
        let quoted = escaped(system_id);
        return Err(Diagnostic::input("E0153", fault)
            .hint(format!("`assay sql \"select * from {table} where system_id = '{quoted}'\"` shows its rows")));
    }
    if let Some(view) = set.strip_prefix("view ") {
        let fault =
            format!("`{}` is computed from samples, not from records; `{view}` shows what it stands on", metric.name);
        return Err(Diagnostic::input("E0153", fault)
            .hint(format!("`assay sql \"select * from {view} where system_id = '{}'\"`", escaped(system_id))));
    }
    rows::behind(engine, &Origin::of(metric, period), system_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_and_check_reads_tables_of_the_catalog() {
        for text in catalogue().iter().chain(checks::all().values()) {
            let said = text.get("reads").split(',').filter(|t| !t.is_empty()).count();
            let found = reads(text);
            assert!(!found.is_empty() && (said == 0 || said == found.len()), "{}: {found:?}", text.name);
        }
        let of = |metric: &str| reads(definition(metric).unwrap());
        assert_eq!(of("change_sr_per_30d"), ["change_requests"]);
        assert_eq!(of("cost_ratio"), ["costs"]);
        assert_eq!(of("change_failure_rate"), ["deployments", "incidents"]);
    }
}
