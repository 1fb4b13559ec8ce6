//! figures.csv: every known figure of the report month, so that what was reported of it stays known.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::table;
use crate::cells::{safe, unsafe_again};
use crate::diagnostic::Result;
use crate::metrics;
use crate::portfolio::Portfolio;

const COLUMNS: [&str; 5] = ["period", "metric", "system_id", "value", "n"];

/// Values as they are written, by system and metric.
pub type Values = BTreeMap<(String, String), String>;

/// The bytes of the file: a row a system and figure, those that are unknown left out; `*` is the portfolio.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn csv(portfolio: &Portfolio) -> Result<Vec<u8>> {
    let period = portfolio.month.to_string();
    let mut rows = Vec::new();
    for metric in metrics::catalogue() {
        for figure in portfolio.figures.of(metric.name, &period) {
            let Some(value) = figure.value else { continue };
            let n = figure.n.map(|n| n.to_string()).unwrap_or_default();
            let (metric, system_id) = (figure.metric.clone(), safe(&figure.system_id));
            rows.push([period.clone(), metric, system_id, value.to_string(), n]);
        }
    }
    table::written("figures.csv", &COLUMNS, rows)
}

/// The values of such a file.
///
/// # Errors
/// `E0195` without a place when it is none.
pub fn read(bytes: &[u8]) -> Result<Values> {
    let cell = |record: &StringRecord, at: usize| record.get(at).unwrap_or_default().to_string();
    let value = |r: StringRecord| ((unsafe_again(&cell(&r, 2)).to_string(), cell(&r, 1)), cell(&r, 3));
    Ok(table::parsed(bytes)?.1.into_iter().map(value).collect())
}
