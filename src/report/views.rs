//! Views for SQL that stand on the assessment and the ranking: checklist, candidates, rejects, unresolved; and the
//! list of all that can be asked.
//!
//! They show the same values as candidates.csv, because they are made from the same rows.

use std::collections::BTreeSet;

use crate::assess::{answer_code, tier_code};
use crate::catalog::{self, Class};
use crate::connector::value::Value;
use crate::diagnostic::Result;
use crate::embedded;
use crate::engine::Engine;
use crate::engine::sql_text::parse_all;
use crate::ingest::rejects;
use crate::lake::receipt::mended;
use crate::metrics::checks;
use crate::portfolio::Portfolio;
use crate::portfolio::reported::{self, RESTATEMENT};
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::headers::CANDIDATES;
use super::{candidates, restatement};

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

/// Whether a column of candidates.csv holds numbers.
pub(super) fn is_number(column: &str) -> bool {
    WHOLE.contains(&column) || NUMBERS.contains(&column) || column.starts_with("group_")
}

/// Relations that no file of queries/ describes, and what each holds.
pub const COMPUTED: [(&str, &str); 11] = [
    ("candidates", "the rows of candidates.csv: verdict, score, rank and reasons of every system"),
    (
        "checklist",
        "the ten answers of every system, who or what gave them and when, the evidence with threshold and window, and \
         whether the verdict hangs on a threshold that lies near (`fragile`)",
    ),
    ("checklist_moved", "what the data would answer with one threshold moved by a factor, where that differs"),
    ("gate_hints", "what speaks for an answer to a gate; it decides nothing"),
    (
        "metrics",
        "every figure of every system (`*` is the portfolio) and period, with n, coverage, interval and why it is unknown",
    ),
    ("metric_catalogue", "the definition of every figure"),
    ("periods", "the months and trailing periods of the figures"),
    ("receipts", "what was read: one row an export part, with counts and what it observed"),
    ("rejects", "records that could not be kept, with line, column, value and reason"),
    (
        "restatements",
        "cells of reported months that a later run changed (`accepted`) or would change (`pending`), and why",
    ),
    ("unresolved", "names that no inventory lists"),
];

/// Something that can be asked.
#[derive(Debug, Clone)]
pub struct View {
    /// Name.
    pub name: String,
    /// What it holds.
    pub doc: String,
}

/// All that can be asked, by kind and name: what was computed, facts, reference tables. Steps on the way, which are
/// in the engine too, are left out.
///
/// # Errors
/// Faults of the engine.
pub fn list(engine: &Engine) -> Result<Vec<View>> {
    let there = engine.query("select distinct table_name from information_schema.tables")?;
    let there: BTreeSet<String> = there.texts(0)?.into_iter().flatten().collect();
    let models = parse_all(embedded::MODELS);
    let shown = models.iter().filter(|m| m.get("public") == "yes").map(|m| (m.name, m.get("doc")));
    let mut computed: Vec<(&str, &str)> = shown.chain(COMPUTED).collect();
    computed.sort_unstable();
    let tables = |class| catalog::tables(class).map(|t| (t.name, t.doc));
    let all = computed.into_iter().chain(tables(Class::Fact)).chain(tables(Class::Reference));
    let view = |(name, doc): (&str, &str)| View { name: name.into(), doc: doc.into() };
    Ok(all.filter(|(name, _)| there.contains(*name)).map(view).collect())
}

/// What a column of a fact or reference table means.
pub fn column_doc(table: &str, column: &str) -> Option<&'static str> {
    let table = catalog::TABLES.iter().find(|t| t.name == table)?;
    table.columns.iter().find(|c| c.name == column).map(|c| c.doc)
}

/// Creates the views.
///
/// # Errors
/// Faults of the engine and of reading the reject files.
pub fn create(workspace: &Workspace, portfolio: &Portfolio, lang: Lang) -> Result<()> {
    create_candidates(workspace, portfolio, lang)?;
    create_checklist(portfolio, lang)?;
    create_rejects(workspace, portfolio)?;
    create_gate_hints(portfolio)?;
    create_restatements(workspace, portfolio)?;
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
        _ if is_number(name) => format!("cast(\"{name}\" as double) as \"{name}\""),
        _ => format!("\"{name}\""),
    });
    engine.execute(&format!("create view candidates as select {} from candidates_text", typed.join(", ")))
}

fn create_checklist(portfolio: &Portfolio, lang: Lang) -> Result<()> {
    let engine = &portfolio.marts.engine;
    engine.execute(
        "create table checklist (system_id varchar, item bigint, answer varchar, tier varchar, conflict boolean, \
         stale_human boolean, fragile boolean, answered_by varchar, answered_at date, reason varchar, value double, \
         threshold double, parameter varchar, n bigint, time_window varchar, evidence varchar)",
    )?;
    let windows = checks::windows(engine, lang)?;
    let text = |text: &str| Value::Text(text.to_string());
    let number = |value: Option<f64>| value.map_or(Value::Null, Value::Number);
    let mut rows = Vec::new();
    for assessment in portfolio.assessments.values() {
        for item in &assessment.items {
            let (human, measured) = (item.human.as_ref(), item.measured.as_ref());
            rows.push(vec![
                text(&assessment.system_id),
                Value::Integer(item.item.into()),
                text(answer_code(item.answer)),
                text(tier_code(item.tier)),
                Value::Boolean(item.conflict),
                Value::Boolean(item.stale_human),
                Value::Boolean(assessment.fragile_on_item(item.item).next().is_some()),
                human.map_or(Value::Null, |h| text(&h.by)),
                human.map_or(Value::Null, |h| Value::Date(h.at)),
                human.and_then(|h| h.reason.as_deref()).map_or(Value::Null, text),
                number(measured.and_then(|m| m.value)),
                number(measured.and_then(|m| m.threshold)),
                measured.and_then(|m| m.parameter.as_deref()).map_or(Value::Null, text),
                measured.and_then(|m| m.n).map_or(Value::Null, Value::Integer),
                windows.get(&item.item).map_or(Value::Null, |w| text(w)),
                measured.map_or(Value::Null, |m| text(&m.evidence)),
            ]);
        }
    }
    engine.append("checklist", rows.iter().map(Vec::as_slice))
}

fn create_gate_hints(portfolio: &Portfolio) -> Result<()> {
    let engine = &portfolio.marts.engine;
    engine.execute("create table gate_hints (system_id varchar, gate bigint, speaks_for varchar, evidence varchar)")?;
    let text = |text: &str| Value::Text(text.to_string());
    let all = portfolio.gate_hints.iter().flat_map(|(system, hints)| hints.iter().map(move |h| (system, h)));
    let rows: Vec<Vec<Value>> = all
        .map(|(system, h)| vec![text(system), Value::Integer(h.gate.into()), text(h.speaks_for), text(&h.evidence)])
        .collect();
    engine.append("gate_hints", rows.iter().map(Vec::as_slice))
}

/// The files of the restatements that were accepted stand in the lake, those that wait beside the outputs.
fn create_restatements(workspace: &Workspace, portfolio: &Portfolio) -> Result<()> {
    let engine = &portfolio.marts.engine;
    let columns = restatement::COLUMNS.map(|name| match name {
        "version" => "version bigint".into(),
        "change" => "change double".into(),
        name => format!("\"{name}\" varchar"),
    });
    engine.execute(&format!("create table restatements ({}, state varchar)", columns.join(", ")))?;
    let mut rows = Vec::new();
    for (month, versions) in reported::months(workspace)? {
        let accepted = (2..=versions).map(|v| (reported::folder(workspace, month, v), "accepted"));
        let waiting = (workspace.out(&month.to_string()), "pending");
        for (folder, state) in accepted.chain([waiting]) {
            for cells in restatement::read(&folder.join(RESTATEMENT))? {
                let cell = |(at, cell): (usize, String)| match restatement::COLUMNS.get(at) {
                    _ if cell.is_empty() => Value::Null,
                    Some(&"version") => cell.parse().map_or(Value::Null, Value::Integer),
                    Some(&"change") => cell.parse().map_or(Value::Null, Value::Number),
                    _ => Value::Text(cell),
                };
                let row: Vec<Value> = cells.into_iter().enumerate().map(cell).collect();
                rows.push(row.into_iter().chain([Value::Text(state.into())]).collect::<Vec<_>>());
            }
        }
    }
    engine.append("restatements", rows.iter().map(Vec::as_slice))
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
