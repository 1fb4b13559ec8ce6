//! manifest.json: what a month was computed from, with hashes and counts, so that it can be replayed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Result};
use crate::ingest::hex;
use crate::lake::receipt::{Receipt, open_rejects};
use crate::portfolio::Portfolio;
use crate::portfolio::freshness::Freshness;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::restatement::Restatement;
use super::{Output, candidates, corrections};

/// The edition of a month that is handed out for good.
#[derive(Debug, Clone)]
pub struct Edition {
    /// 1 for the first report, one more with every restatement.
    pub version: u32,
    /// What the versions after the first changed, oldest first.
    pub restatements: Vec<Value>,
}

/// A restatement as the manifest names it.
pub fn restated(restatement: &Restatement) -> Value {
    let inputs: BTreeMap<&str, &Vec<String>> = restatement.inputs.iter().map(|(c, list)| (c.code(), list)).collect();
    json!({
        "version": restatement.version,
        "cells": restatement.cells.len(),
        "systems": restatement.systems(),
        "because": inputs,
    })
}

/// The bytes of the file. The references that were used must be kept already. Without an edition the month is
/// provisional.
///
/// # Errors
/// `E0903` when it cannot be written as JSON; faults of reading the reference files.
pub fn json(
    workspace: &Workspace,
    portfolio: &Portfolio,
    outputs: &[Output],
    lang: Lang,
    edition: Option<&Edition>,
) -> Result<Vec<u8>> {
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    for assessment in portfolio.assessments.values() {
        *verdicts.entry(assessment.verdict.code()).or_default() += 1;
    }
    let files = outputs
        .iter()
        .map(|o| json!({ "name": o.name, "sha256": hex(&Sha256::digest(&o.bytes)), "bytes": o.bytes.len() }));
    let manifest = json!({
        "assay": env!("CARGO_PKG_VERSION"),
        "period": portfolio.month.to_string(),
        "version": edition.map(|e| e.version),
        "restatements": edition.map(|e| e.restatements.as_slice()).unwrap_or_default(),
        "lang": lang,
        "as_of": candidates::as_of(workspace, portfolio),
        "time_zone": workspace.zone.to_string(),
        "input_hash": portfolio.input_hash,
        "config_version": portfolio.config_version,
        "covers_sha256": hex(&Sha256::digest(workspace.config.covers_text())),
        "covers": workspace.config.covers_text(),
        "rules": portfolio.rules,
        "checklist_version": portfolio.checklist.version,
        "refcurve_version": portfolio.curve.version,
        "preset": portfolio.presets.first().map(|p| p.id.as_str()),
        "systems": portfolio.systems.len(),
        "verdicts": verdicts,
        "data_quality": data_quality(portfolio)?,
        "warnings": portfolio.warnings().iter().map(warning).collect::<Vec<_>>(),
        "corrections": portfolio.corrections.iter().map(corrections::listed).collect::<Vec<_>>(),
        "freshness": portfolio.freshness.iter().map(freshness).collect::<Vec<_>>(),
        "receipts": portfolio.receipts.iter().map(receipt).collect::<Vec<_>>(),
        "references": references(portfolio)?,
        "outputs": files.collect::<Vec<_>>(),
    });
    bytes(&manifest)
}

/// JSON with indents and a line feed at the end.
///
/// # Errors
/// `E0903` when it cannot be written as JSON.
pub fn bytes(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Diagnostic::internal("E0903", format!("cannot write JSON: {e}")))?;
    text.push('\n');
    Ok(text.into_bytes())
}

fn warning(warning: &Diagnostic) -> Value {
    json!({
        "code": warning.code,
        "message": warning.message,
        "place": warning.place.as_ref().map(ToString::to_string),
        "facts": warning.facts,
    })
}

fn freshness(of: &Freshness) -> Value {
    json!({
        "source": of.source,
        "table": of.table,
        "rows": of.rows,
        "usual_rows": of.usual_rows,
        "history_months": of.history_months,
        "claimed": of.claimed,
        "state": of.state,
    })
}

fn receipt(receipt: &Receipt) -> Value {
    json!({
        "id": receipt.id,
        "export": receipt.export.hash,
        "name": receipt.export.name,
        "part": receipt.export.part,
        "source": receipt.source,
        "table": receipt.table,
        "connector": receipt.connector.id,
        "connector_hash": receipt.connector.hash,
        "read": receipt.counts.read,
        "kept": receipt.counts.kept,
        "rejected": receipt.counts.rejected,
        "filtered": receipt.counts.filtered,
        "rows": receipt.counts.rows,
        "scrubbed": receipt.scrubbed,
    })
}

fn data_quality(portfolio: &Portfolio) -> Result<Value> {
    let rejected = open_rejects(&portfolio.receipts);
    let unresolved = portfolio.systems.values().filter(|s| s.unlisted).count();
    let unattributed = unattributed(portfolio)?;
    let [matched, ticket_only, monitor_only] = reconciled(portfolio)?;
    Ok(json!({
        "rejected": rejected,
        "unresolved_names": unresolved,
        "unattributed": unattributed,
        "corrections": corrections::counts(&portfolio.corrections),
        "reconciliation": { "matched": matched, "ticket_only": ticket_only, "monitor_only": monitor_only },
    }))
}

/// Outages of the report month: matched, with a ticket alone, seen by monitoring alone.
///
/// # Errors
/// Faults of the engine.
pub fn reconciled(portfolio: &Portfolio) -> Result<[i64; 3]> {
    let rows = portfolio.marts.engine.query(&format!(
        "select count(*) filter (where state = 'matched'), count(*) filter (where state = 'ticket_only'), \
         count(*) filter (where state = 'monitor_only') from reconciliation r \
         join periods p on p.period = '{}' and r.main_at >= p.ps and r.main_at < p.pe",
        portfolio.month
    ))?;
    let count = |at: usize| -> Result<i64> { Ok(rows.integers(at)?.into_iter().flatten().next().unwrap_or_default()) };
    Ok([count(0)?, count(1)?, count(2)?])
}

/// Records without a system, per table.
///
/// # Errors
/// Faults of the engine.
pub fn unattributed(portfolio: &Portfolio) -> Result<BTreeMap<String, i64>> {
    let tables = ["change_requests", "deployments", "incidents", "maintenance", "complaints", "alerts"];
    let counts = tables.map(|t| {
        format!(
            "select '{t}', count(distinct (r.source, r.native_id)) from {t} r where not exists (select 1 from affected a \
             where a.table_name = '{t}' and a.source = r.source and a.native_id = r.native_id)"
        )
    });
    let rows = portfolio.marts.engine.query(&format!("{} order by 1", counts.join(" union all ")))?;
    let counts = rows.texts(0)?.into_iter().zip(rows.integers(1)?);
    Ok(counts.filter_map(|(table, n)| Some((table?, n?))).filter(|(_, n)| *n > 0).collect())
}

fn references(portfolio: &Portfolio) -> Result<Vec<Value>> {
    let mut used = Vec::new();
    for reference in portfolio.references.iter().filter(|r| r.exists) {
        let bytes = fs_err::read(&reference.path)?;
        used.push(json!({
            "name": format!("{}.csv", reference.table.name),
            "sha256": hex(&Sha256::digest(&bytes)),
            "rows": reference.rows.len(),
        }));
    }
    Ok(used)
}
