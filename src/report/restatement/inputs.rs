//! What differs between the inputs of a report and those of today: receipts, rows of reference files, coverage, rules.
//! Each knows what it can touch, so that a cell names those alone that can have moved it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::calendar::Zone;
use crate::catalog::{self, Class, Table};
use crate::connector::value::Value;
use crate::diagnostic::Result;
use crate::ingest::hex;
use crate::lake::Lake;
use crate::portfolio::Portfolio;
use crate::portfolio::movement::Cause;
use crate::portfolio::reported::Reported;
use crate::portfolio::rules::{self, HASH};
use crate::report::sentences::gate;
use crate::workspace::Workspace;
use crate::workspace::config::{Covers, Lang};
use crate::workspace::reference::Reference;

use super::receipts;

/// What tables a rule of the ranking touches: no figure stands on it.
pub const RANKING: &str = "ranking";

/// One input that differs.
#[derive(Debug, Clone)]
pub struct Input {
    /// The cause that it counts as.
    pub cause: Cause,
    /// How it is named.
    pub label: String,
    /// Systems that it touches; any where that is not known.
    pub systems: Option<BTreeSet<String>>,
    /// Tables that it belongs to; none is any.
    pub tables: BTreeSet<String>,
    /// The item, column or metric that it is of.
    pub part: Option<String>,
}

impl Input {
    pub(super) fn new(cause: Cause, label: String) -> Self {
        Input { cause, label, systems: None, tables: BTreeSet::new(), part: None }
    }
}

/// All inputs that differ, by cause.
///
/// # Errors
/// `E0195` when an input of the report is gone; faults of the engine and of reading files.
pub fn between(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio, lang: Lang) -> Result<Vec<Input>> {
    let mut all = changed_rules(reported, portfolio, lang);
    all.extend(receipts::changed(workspace, reported, portfolio, lang)?);
    if reported.as_of()? != portfolio.as_of {
        let label = if lang == Lang::Ko { "기준시각 변경" } else { "another instant to look up to" };
        all.push(Input::new(Cause::Data, label.into()));
    }
    all.extend(changed_covers(workspace, reported, lang)?);
    all.extend(changed_references(workspace, reported, portfolio, lang)?);
    all.sort_by_key(|input| input.cause);
    Ok(all)
}

/// A value before and after.
fn change(lang: Lang, name: &str, was: Option<&str>, is: Option<&str>) -> String {
    let none = if lang == Lang::Ko { "(없음)" } else { "(none)" };
    if [was, is].iter().flatten().any(|v| v.starts_with(HASH)) {
        return match (was, is, lang) {
            (Some(_), Some(_), Lang::Ko) => format!("{name} 변경"),
            (Some(_), Some(_), Lang::En) => format!("{name} changed"),
            (None, _, Lang::Ko) => format!("{name} 추가"),
            (None, _, Lang::En) => format!("{name} added"),
            (_, _, Lang::Ko) => format!("{name} 삭제"),
            (_, _, Lang::En) => format!("{name} removed"),
        };
    }
    let shown = |value: Option<&str>| value.filter(|v| !v.is_empty()).unwrap_or(none).to_string();
    format!("{name} {} -> {}", shown(was), shown(is))
}

fn changed_rules(reported: &Reported, portfolio: &Portfolio, lang: Lang) -> Vec<Input> {
    let Some(before) = &reported.inputs.rules else { return changed_versions(reported, portfolio, lang) };
    let of_rule = |(name, was, is): (&str, Option<&str>, Option<&str>)| {
        let mut input = Input::new(Cause::Rule, change(lang, name, was, is));
        let of_item = name.strip_prefix("parameters item").or_else(|| name.strip_prefix("queries/checks/item_"));
        if let Some(number) = of_item.and_then(|rest| rest.split('.').next()?.parse::<u8>().ok()) {
            input.part = Some(number.to_string());
            input.tables = [RANKING.to_string()].into();
        } else if let Some(metric) = name.strip_prefix("queries/metrics/") {
            input.part = metric.strip_suffix(".sql").map(str::to_string);
        } else if ["preset", "assay.toml cutoff", "guide/"].iter().any(|begin| name.starts_with(begin)) {
            input.tables = [RANKING.to_string()].into();
        }
        input
    };
    rules::changed(before, &portfolio.rules).into_iter().map(of_rule).collect()
}

/// A report of an earlier version kept no rules, but their hash and versions.
fn changed_versions(reported: &Reported, portfolio: &Portfolio, lang: Lang) -> Vec<Input> {
    let (from, ko) = (&reported.snapshot, lang == Lang::Ko);
    let preset = portfolio.presets.first().map(|p| p.id.clone()).unwrap_or_default();
    let versions = [
        ("preset", &from.preset, &preset),
        (if ko { "체크리스트" } else { "checklist" }, &from.checklist_version, &portfolio.checklist.version),
        (if ko { "기준 곡선" } else { "reference curve" }, &from.refcurve_version, &portfolio.curve.version),
        (
            if ko { "설정·지침·질의" } else { "settings, guide and queries" },
            &from.config_version,
            &portfolio.config_version,
        ),
    ];
    let differing = versions.into_iter().filter(|(_, was, is)| was != is);
    differing.map(|(what, was, is)| Input::new(Cause::Rule, change(lang, what, Some(was), Some(is)))).collect()
}

/// Coverage that was declared then or is now, and not both.
fn changed_covers(workspace: &Workspace, reported: &Reported, lang: Lang) -> Result<Option<Input>> {
    let now = &workspace.config;
    if reported.inputs.covers_sha256 == hex(&Sha256::digest(now.covers_text())) {
        return Ok(None);
    }
    let label = if lang == Lang::Ko { "assay.toml의 `covers`" } else { "`covers` of assay.toml" };
    let mut input = Input::new(Cause::Data, label.into());
    if reported.inputs.covers.is_some() {
        let then = reported.workspace(workspace)?.config;
        let missing = |one: &[Covers], other: &[Covers]| -> Vec<Covers> {
            one.iter().filter(|c| !other.contains(c)).cloned().collect()
        };
        let differing = [missing(&then.covers, &now.covers), missing(&now.covers, &then.covers)].concat();
        input.tables = differing.iter().flat_map(|c| c.tables.clone()).collect();
        if differing.iter().all(|c| !c.systems.iter().any(|s| s == "*")) {
            input.systems = Some(differing.iter().flat_map(|c| c.systems.clone()).collect());
        }
    }
    Ok(Some(input))
}

/// Rows of reference files that differ.
fn changed_references(
    workspace: &Workspace,
    reported: &Reported,
    portfolio: &Portfolio,
    lang: Lang,
) -> Result<Vec<Input>> {
    let hashes: BTreeMap<&str, &str> = reported.files().collect();
    let mut all = Vec::new();
    let mut then = Vec::new();
    for now in &portfolio.references {
        let file = format!("{}.csv", now.table.name);
        let hash = if now.exists { Some(hex(&Sha256::digest(fs_err::read(&now.path)?))) } else { None };
        if hashes.get(file.as_str()).copied() == hash.as_deref() {
            continue;
        }
        if then.is_empty() {
            then = reported.references(workspace)?;
        }
        let before = then.iter().find(|r| r.table.name == now.table.name);
        let mut rows = changed_rows(before, now, portfolio, workspace.zone, lang);
        if rows.is_empty() {
            // Comments, order or columns that nobody knows; a row that stands twice.
            rows.push(Input { tables: [now.table.name.to_string()].into(), ..Input::new(cause_of(now.table), file) });
        }
        all.extend(rows);
    }
    Ok(all)
}

/// What a reference table counts as.
pub(super) fn cause_of(table: &Table) -> Cause {
    if table.name == "answers" { Cause::Answer } else { Cause::Data }
}

/// Tables that a reference table touches; names and hosts decide which rows of any are a system's.
pub(super) fn tables_of(table: &Table) -> BTreeSet<String> {
    let is_any = ["aliases", "hosts", "holidays"].contains(&table.name);
    if is_any { BTreeSet::new() } else { [table.name.to_string()].into() }
}

type Cells = BTreeMap<&'static str, String>;

/// Rows by the cells of their natural key, without what is blank.
fn keyed(reference: &Reference, zone: Zone) -> BTreeMap<Vec<String>, Cells> {
    let cells = |row: &Vec<Value>| -> Cells {
        let named = reference.table.columns.iter().map(|c| c.name).zip(row);
        named.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, shown(value, zone))).collect()
    };
    let key = |cells: &Cells| {
        reference.table.natural_key().iter().map(|c| cells.get(c).cloned().unwrap_or_default()).collect()
    };
    reference.rows.iter().map(cells).map(|cells| (key(&cells), cells)).collect()
}

fn shown(value: &Value, zone: Zone) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        Value::Time(instant) => zone.local(*instant).format("%Y-%m-%d %H:%M").to_string(),
        Value::Date(day) => day.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
    }
}

/// Cells of rows that differ, one input each; of tables with many rows a system, one input a system.
fn changed_rows(
    before: Option<&Reference>,
    now: &Reference,
    portfolio: &Portfolio,
    zone: Zone,
    lang: Lang,
) -> Vec<Input> {
    let table = now.table;
    let (then, is) = (before.map(|b| keyed(b, zone)).unwrap_or_default(), keyed(now, zone));
    let mut all = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for key in then.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (then.get(key), is.get(key));
        if old == new {
            continue;
        }
        let cell = |row: Option<&Cells>, column: &str| row.and_then(|r| r.get(column)).cloned();
        let of = |column: &str| cell(new, column).or(cell(old, column)).unwrap_or_default();
        let system = of("system_id");
        let mut input = Input { tables: tables_of(table), ..Input::new(cause_of(table), String::new()) };
        input.systems = of_system(&system);
        let mut push = |part: Option<&str>, name: String, column: &str| {
            let label = change(lang, &name, cell(old, column).as_deref(), cell(new, column).as_deref());
            all.push(Input { label, part: part.map(str::to_string), ..input.clone() });
        };
        match table.name {
            "answers" => push(
                Some(&of("item")),
                format!("answers.csv {system} {} {}", item(&of("item"), lang), of("at")),
                "answer",
            ),
            "systems" => {
                let differing = table.columns.iter().filter(|c| cell(old, c.name) != cell(new, c.name));
                // A row that is new or gone is named once.
                let whole = old.is_none() || new.is_none();
                for column in differing.take(if whole { 1 } else { usize::MAX }) {
                    let part = (!whole).then_some(column.name);
                    push(part, format!("systems.csv {system} {}", column.name), column.name);
                }
            }
            "corrections" => {
                let record = format!("corrections.csv {} {} {}", of("table"), of("native_id"), of("field"));
                let [of_table, id] = [of("table"), of("native_id")];
                input.tables = [of_table.clone()].into();
                let touched = || portfolio.corrections.iter().filter(|c| c.table == of_table && c.native_id == id);
                let field = of("field");
                let mut states = touched().filter(|c| c.field == field).map(|c| c.state.as_str()).peekable();
                if old.is_none() && states.peek().is_some() && states.all(|state| state != "applied") {
                    continue;
                }
                // Of a correction that is gone nothing is known.
                input.systems =
                    Some(touched().flat_map(|c| c.systems.clone()).collect::<BTreeSet<_>>()).filter(|s| !s.is_empty());
                let value = |row: Option<&Cells>| row.map(|_| cell(row, "value").unwrap_or_else(|| of("field")));
                let label = change(lang, &record, value(old).as_deref(), value(new).as_deref());
                all.push(Input { label, ..input });
            }
            _ => *counts.entry(system).or_default() += 1,
        }
    }
    for (system, count) in counts {
        let rows = if lang == Lang::Ko { format!("{count}행") } else { format!("{count} rows") };
        let whose = if system.is_empty() { String::new() } else { format!("{system} ") };
        let mut input = Input::new(cause_of(table), format!("{}.csv {whose}{rows}", table.name));
        input.tables = tables_of(table);
        input.systems = of_system(&system);
        all.push(input);
    }
    all
}

fn of_system(system: &str) -> Option<BTreeSet<String>> {
    Some([system.to_string()].into()).filter(|_| !system.is_empty())
}

/// `item 6`, or a gate.
fn item(code: &str, lang: Lang) -> String {
    match code.strip_prefix("gate") {
        Some(number) => gate(number, lang),
        None => format!("{} {code}", lang.pick("항목", "item")),
    }
}

/// Whether a table is one of exports alone.
pub(super) fn is_fact(name: &str) -> bool {
    catalog::table(name).is_some_and(|t| t.class == Class::Fact)
}

/// The lake of a workspace by its whole path, as the engine reads it from any folder.
pub(super) fn lake(workspace: &Workspace) -> Lake {
    let root = workspace.lake();
    Lake::new(fs_err::canonicalize(&root).unwrap_or(root))
}
