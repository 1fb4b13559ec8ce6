//! Figures and measured answers out of the marts, as plain structs; and the catalogue of metrics.
//!
//! The definitions are the SQL files of `queries/metrics/`; nothing is computed here.

use crate::catalog::figure::{Answer, Figure, HumanAnswer, Measured, System, Tier};
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;
use crate::engine::Engine;
use crate::engine::sql_text::{SqlText, escaped, find, parse_all};

/// All metrics, by id.
pub fn catalogue() -> Vec<SqlText> {
    parse_all(embedded::METRICS)
}

/// One metric by id.
///
/// # Errors
/// `E0150` with the nearest id.
pub fn definition(id: &str) -> Result<SqlText> {
    let fault = Diagnostic::input("E0150", format!("no metric is called `{id}`"));
    find(catalogue(), id, fault, "`assay metrics list` lists them")
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
        "select system_id, item, answer, tier, value, threshold, n, evidence, alternatives from checklist_measured order by system_id, item",
    )?;
    let (system_id, item, answers, tiers) = (rows.texts(0)?, rows.integers(1)?, rows.texts(2)?, rows.texts(3)?);
    let (value, threshold, n) = (rows.numbers(4)?, rows.numbers(5)?, rows.integers(6)?);
    let (evidence, alternatives) = (rows.texts(7)?, rows.texts(8)?);
    let one = |i: usize| Measured {
        system_id: system_id[i].clone().unwrap_or_default(),
        item: item[i].and_then(|n| u8::try_from(n).ok()).unwrap_or_default(),
        answer: answer(answers[i].as_deref()),
        tier: match tiers[i].as_deref() {
            Some("D") => Tier::D,
            Some("S") => Tier::S,
            _ => Tier::None,
        },
        value: value[i],
        threshold: threshold[i],
        n: n[i],
        evidence: evidence[i].clone().unwrap_or_default(),
        alternatives: alternatives[i].as_deref().map(settings).unwrap_or_default(),
    };
    Ok((0..rows.len()).map(one).collect())
}

/// `strict=N;off=Y`.
fn settings(text: &str) -> Vec<(String, Answer)> {
    let pairs = text.split(';').filter_map(|p| p.split_once('='));
    pairs.map(|(setting, code)| (setting.to_string(), answer(Some(code)))).collect()
}

fn answer(code: Option<&str>) -> Answer {
    match code {
        Some("Y") => Answer::Y,
        Some("N") => Answer::N,
        _ => Answer::U,
    }
}

/// The answers of people, in file order.
pub fn human_answers(engine: &Engine) -> Result<Vec<HumanAnswer>> {
    let rows = engine.query(
        "select system_id, item, answer, \"by\", cast(\"at\" as varchar), reason, cast(expires as varchar) from ref_answers",
    )?;
    let mut answers = Vec::new();
    for row in rows.table()? {
        let date = |at: usize| row[at].as_deref().and_then(|d| d.parse().ok());
        let text = |at: usize| row[at].clone().unwrap_or_default();
        let Some(at) = date(4) else { continue };
        answers.push(HumanAnswer {
            system_id: text(0),
            item: text(1),
            answer: answer(row[2].as_deref()),
            by: text(3),
            at,
            reason: row[5].clone(),
            expires: date(6),
        });
    }
    Ok(answers)
}

/// The records behind a figure: id, local time, line, record, export, part and corrected fields, in order of time. Those
/// that a system caused to others are the others' records.
///
/// # Errors
/// `E0153` when the figure stands on a reference file, not on exports.
pub fn rows_behind(
    engine: &Engine,
    metric: &SqlText,
    system_id: &str,
    period: &str,
) -> Result<Vec<Vec<Option<String>>>> {
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
    let rows = engine.query(&format!(
        "select a.native_id, strftime(to_local(min(a.main_at)), '%Y-%m-%d %H:%M'), cast(min(a.line) as varchar), \
         cast(min(a.record) as varchar), r.name, r.part, \
         (select string_agg(distinct c.field, ' ' order by c.field) from corrections_applied c where c.state = 'applied' \
            and c.table_name = a.table_name and c.source = a.source and c.native_id = a.native_id) \
         from evidence e cross join run u join periods p on p.period = '{}' \
         join affected_rows a on a.table_name = e.table_name and a.source = e.source and a.native_id = e.native_id \
            and (a.system_id = e.system_id or e.evidence = 'caused_to_others') \
         join receipts r on r.receipt = a.receipt \
         where e.evidence = '{}' and e.system_id = '{}' \
            and (e.rule = 'overlap' and e.from_at < least(p.pe, u.as_of) and e.to_at > p.ps \
                or exists (select 1 from happened h where h.evidence = e.evidence and h.system_id = e.system_id \
                    and h.unit = e.unit and h.period = p.period)) \
         group by a.table_name, a.source, a.native_id, r.receipt, r.name, r.part order by min(a.main_at), a.native_id, r.name",
        escaped(period),
        escaped(set),
        escaped(system_id)
    ))?;
    rows.table()
}
