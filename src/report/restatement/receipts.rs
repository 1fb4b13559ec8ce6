//! Receipts that a report and today do not share, with the table and the systems that each touches.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog;
use crate::diagnostic::Result;
use crate::engine::sql_text::escaped;
use crate::identity::brought;
use crate::lake::receipt::Receipt;
use crate::portfolio::Portfolio;
use crate::portfolio::movement::Cause;
use crate::portfolio::reported::Reported;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::inputs::{Input, cause_of, is_fact, lake, tables_of};

/// Receipts that came (`+`) or went (`-`) since the report.
pub(super) fn changed(
    workspace: &Workspace,
    reported: &Reported,
    portfolio: &Portfolio,
    lang: Lang,
) -> Result<Vec<Input>> {
    let then: BTreeSet<&str> = reported.receipts().collect();
    let now: BTreeSet<&str> = portfolio.receipts.iter().map(|r| r.id.as_str()).collect();
    let came: Vec<&Receipt> = portfolio.receipts.iter().filter(|r| !then.contains(r.id.as_str())).collect();
    let is_gone = |r: &Receipt| then.contains(r.id.as_str()) && !now.contains(r.id.as_str());
    let went: Vec<Receipt> = if then.iter().all(|id| now.contains(id)) {
        Vec::new()
    } else {
        lake(workspace).receipts()?.into_iter().filter(is_gone).collect()
    };
    let mut touched = of_today(portfolio, &came)?;
    let mut all = Vec::new();
    for (sign, receipt) in came.into_iter().map(|r| ("+", r)).chain(went.iter().map(|r| ("-", r))) {
        let named = if lang == Lang::Ko { "영수증" } else { "receipt" };
        let label = format!("{sign} {} ({named} {})", receipt.export.name, receipt.id);
        let reference = catalog::table(&receipt.table).filter(|t| !is_fact(t.name));
        let systems = match (reference, sign) {
            (Some(table), _) => listed(workspace, portfolio, receipt, table)?,
            (None, "+") => Some(touched.remove(&receipt.id).unwrap_or_default()),
            (None, _) => of_files(workspace, portfolio, receipt)?,
        };
        let tables = reference.map_or_else(|| [receipt.table.clone()].into(), tables_of);
        let cause = reference.map_or(Cause::Data, cause_of);
        all.push(Input { systems, tables, ..Input::new(cause, label) });
    }
    Ok(all)
}

/// Systems that receipts of today touch, as the marts have them.
fn of_today(portfolio: &Portfolio, receipts: &[&Receipt]) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let wanted: Vec<_> = receipts.iter().map(|r| format!("'{}'", escaped(&r.id))).collect();
    let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(touched);
    }
    let rows = portfolio.marts.engine.query(&format!(
        "select distinct receipt, system_id from affected_rows where receipt in ({0}) union \
         select distinct s.receipt, h.system_id from sample_days s \
         join host_days h on h.source = s.source and h.system_ref = s.system_ref \
            and h.host = s.host and h.day = s.day where s.receipt in ({0})",
        wanted.join(", ")
    ))?;
    for (receipt, system) in rows.texts(0)?.into_iter().zip(rows.texts(1)?) {
        touched.entry(receipt.unwrap_or_default()).or_default().extend(system);
    }
    Ok(touched)
}

/// Systems that a receipt of then touches by the names of today; any where its rows are no longer kept.
fn of_files(workspace: &Workspace, portfolio: &Portfolio, receipt: &Receipt) -> Result<Option<BTreeSet<String>>> {
    let lake = lake(workspace);
    let paths: Vec<_> = receipt.files.iter().map(|f| lake.path(&f.path)).collect();
    if paths.is_empty() || !paths.iter().all(|p| p.is_file()) {
        return Ok(None);
    }
    let paths: Vec<_> = paths.iter().map(|p| format!("'{}'", escaped(p.display().to_string()))).collect();
    let has_host = catalog::table(&receipt.table).is_some_and(|t| t.column("host").is_some());
    let host = if has_host { "host" } else { "null" };
    let rows = portfolio.marts.engine.query(&format!(
        "with r as (select distinct system_ref, {host} as host \
            from read_parquet([{}], hive_partitioning = false, union_by_name = true)) \
         select n.system_id from r join names n on n.source = '{}' and n.system_ref = r.system_ref \
         where n.system_id is not null \
         union select h.system_id from r join host_names h on h.host = r.host \
         where r.system_ref is null and h.system_id is not null",
        paths.join(", "),
        escaped(&receipt.source)
    ))?;
    Ok(Some(rows.texts(0)?.into_iter().flatten().collect()))
}

/// Systems that the rows of a reference table list, by id or name.
fn listed(
    workspace: &Workspace,
    portfolio: &Portfolio,
    receipt: &Receipt,
    table: &'static catalog::Table,
) -> Result<Option<BTreeSet<String>>> {
    let Some(at) = table.columns.iter().position(|c| c.name == "system_id") else { return Ok(None) };
    let lake = lake(workspace);
    if !receipt.files.iter().all(|f| lake.path(&f.path).is_file()) {
        return Ok(None);
    }
    let rows = brought::rows(&lake, std::slice::from_ref(receipt), table)?;
    let named = rows.iter().filter_map(|row| row.values.get(at)?.text());
    let id = |name: &str| portfolio.system(name).map_or_else(|_| name.to_string(), |s| s.system_id.clone());
    Ok(Some(named.map(id).collect()))
}
