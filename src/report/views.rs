//! Views for SQL that stand on the assessment and the ranking: checklist, candidates, rejects, unresolved.
//!
//! They show the same values as candidates.csv, because they are made from the same rows.

use std::collections::BTreeSet;

use crate::assess::answer_code;
use crate::catalog::figure::Tier;
use crate::connector::value::Value;
use crate::diagnostic::Result;
use crate::ingest::rejects;
use crate::lake::receipt::mended;
use crate::portfolio::Portfolio;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::candidates;
use super::headers::CANDIDATES;

/// Columns of candidates.csv that hold whole numbers.
const WHOLE: [&str; 7] = ["rank", "tier", "yes_L", "yes_point", "yes_hi", "min_more_yes", "rank_guide_v1"];
/// Columns that hold other numbers, beside the scores of the groups.
const NUMBERS: [&str; 10] = [
    "score",
    "score_guide_v1",
    "score_lo",
    "score_hi",
    "rank_p05",
    "rank_p95",
    "p_top10",
    "p_top20",
    "p_adopt",
    "coverage",
];

/// Creates the views.
///
/// # Errors
/// Faults of the engine and of reading the reject files.
pub fn create(workspace: &Workspace, portfolio: &Portfolio, lang: Lang) -> Result<()> {
    create_candidates(workspace, portfolio, lang)?;
    create_checklist(portfolio)?;
    create_rejects(workspace, portfolio)?;
    portfolio.marts.engine.execute(
        "create view unresolved as select a.system_id as name, count(distinct (a.table_name, a.source, a.native_id)) as records \
         from affected a join systems s on s.system_id = a.system_id where not s.listed group by a.system_id",
    )
}

fn create_candidates(workspace: &Workspace, portfolio: &Portfolio, lang: Lang) -> Result<()> {
    let engine = &portfolio.marts.engine;
    let columns = CANDIDATES.map(|(name, _)| format!("\"{name}\" varchar"));
    engine.execute(&format!("create table candidates_text ({})", columns.join(", ")))?;
    let rows = candidates::rows(workspace, portfolio, lang)?;
    let value = |cell: &String| if cell.is_empty() { Value::Null } else { Value::Text(cell.clone()) };
    let rows: Vec<Vec<Value>> = rows.iter().map(|row| row.iter().map(value).collect()).collect();
    engine.append("candidates_text", rows.iter().map(Vec::as_slice))?;
    let typed = CANDIDATES.map(|(name, _)| match name {
        _ if WHOLE.contains(&name) => format!("cast(\"{name}\" as bigint) as \"{name}\""),
        _ if NUMBERS.contains(&name) || name.starts_with("group_") => {
            format!("cast(\"{name}\" as double) as \"{name}\"")
        }
        _ => format!("\"{name}\""),
    });
    engine.execute(&format!("create view candidates as select {} from candidates_text", typed.join(", ")))
}

fn create_checklist(portfolio: &Portfolio) -> Result<()> {
    let engine = &portfolio.marts.engine;
    engine.execute(
        "create table checklist (system_id varchar, item bigint, answer varchar, tier varchar, conflict boolean, \
         stale_human boolean, answered_by varchar, reason varchar, value double, threshold double, n bigint, evidence varchar)",
    )?;
    let text = |text: &str| Value::Text(text.to_string());
    let number = |value: Option<f64>| value.map_or(Value::Null, Value::Number);
    let mut rows = Vec::new();
    for assessment in portfolio.assessments.values() {
        for item in &assessment.items {
            let (human, measured) = (item.human.as_ref(), item.measured.as_ref());
            let tier = match item.tier {
                Tier::H => "H",
                Tier::D => "D",
                Tier::S => "S",
                Tier::None => "none",
            };
            rows.push(vec![
                text(&assessment.system_id),
                Value::Integer(item.item.into()),
                text(answer_code(item.answer)),
                text(tier),
                Value::Boolean(item.conflict),
                Value::Boolean(item.stale_human),
                human.map_or(Value::Null, |h| text(&h.by)),
                human.and_then(|h| h.reason.as_deref()).map_or(Value::Null, text),
                number(measured.and_then(|m| m.value)),
                number(measured.and_then(|m| m.threshold)),
                measured.and_then(|m| m.n).map_or(Value::Null, Value::Integer),
                measured.map_or(Value::Null, |m| text(&m.evidence)),
            ]);
        }
    }
    engine.append("checklist", rows.iter().map(Vec::as_slice))
}

fn create_rejects(workspace: &Workspace, portfolio: &Portfolio) -> Result<()> {
    let engine = &portfolio.marts.engine;
    engine.execute(
        "create table rejects (export_hash varchar, file varchar, part varchar, connector varchar, source varchar, \
         record bigint, line bigint, code varchar, column_name varchar, value varchar, reason varchar)",
    )?;
    // Columns 0, 2, 3 and 5 are export, part, connector and record.
    let mut seen = BTreeSet::new();
    let receipts = &portfolio.receipts;
    let is_open = |cells: &Vec<String>| {
        let record = cells[5].parse::<u64>().unwrap_or_default();
        let is_active = receipts.iter().any(|r| r.export.hash == cells[0] && r.export.part == cells[2]);
        let is_mended = mended(receipts, &cells[0], &cells[2], &cells[3]).contains(&record);
        is_active && !is_mended && seen.insert((cells[0].clone(), cells[2].clone(), cells[3].clone(), record))
    };
    let rows: Vec<Vec<Value>> = rejects::read(&workspace.rejects())?
        .into_iter()
        .filter(is_open)
        .map(|cells| {
            let column = |(at, cell): (usize, String)| match cell.parse() {
                Ok(number) if at == 5 || at == 6 => Value::Integer(number),
                _ => Value::Text(cell),
            };
            cells.into_iter().enumerate().map(column).collect()
        })
        .collect();
    engine.append("rejects", rows.iter().map(Vec::as_slice))
}
