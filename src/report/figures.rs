//! figures.csv: every known figure of the report month, so that what was reported of it stays known.

use std::collections::BTreeMap;

use crate::cells::{safe, unsafe_again};
use crate::diagnostic::{Diagnostic, Result};
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
    let fault = |e: csv::Error| Diagnostic::internal("E0903", format!("cannot write figures.csv: {e}"));
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    csv.write_record(COLUMNS).map_err(fault)?;
    let period = portfolio.month.to_string();
    for metric in metrics::catalogue() {
        for figure in portfolio.figures.of(metric.name, &period) {
            let Some(value) = figure.value else { continue };
            let n = figure.n.map(|n| n.to_string()).unwrap_or_default();
            let cells = [&period, &figure.metric, &safe(&figure.system_id), &value.to_string(), &n];
            csv.write_record(cells).map_err(fault)?;
        }
    }
    csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

/// The values of such a file.
///
/// # Errors
/// A fault without a place when it is none.
pub fn read(bytes: &[u8]) -> Result<Values> {
    let text = String::from_utf8_lossy(bytes);
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut values = Values::new();
    for record in csv.records() {
        let record = record.map_err(|e| Diagnostic::input("E0195", format!("cannot read what was reported: {e}")))?;
        let cell = |at: usize| record.get(at).unwrap_or_default().to_string();
        values.insert((unsafe_again(&cell(2)).to_string(), cell(1)), cell(3));
    }
    Ok(values)
}
