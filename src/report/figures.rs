//! figures.csv: every known figure of the report month and of the trailing periods that ranking and checklist look at,
//! so that what was reported of it stays known.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;

use super::table;
use crate::cells::{safe, unsafe_again};
use crate::diagnostic::Result;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::portfolio::indicators::WINDOWS;

const COLUMNS: [&str; 5] = ["period", "metric", "system_id", "value", "n"];

/// A figure: system, metric and period.
pub type Key = (String, String, String);

/// Values as they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    /// By figure.
    pub of: BTreeMap<Key, String>,
    /// Periods that the file knows; those of earlier versions have the month alone.
    pub periods: BTreeSet<String>,
}

/// The bytes of the file: a row a system and figure, those that are unknown left out; `*` is the portfolio.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn csv(portfolio: &Portfolio) -> Result<Vec<u8>> {
    let month = portfolio.month.to_string();
    let mut rows = Vec::new();
    for period in [month.as_str()].into_iter().chain(WINDOWS) {
        for metric in metrics::catalogue() {
            for figure in portfolio.figures.of(metric.name, period) {
                let Some(value) = figure.value else { continue };
                let n = figure.n.map(|n| n.to_string()).unwrap_or_default();
                let (metric, system_id) = (figure.metric.clone(), safe(&figure.system_id));
                rows.push([period.to_string(), metric, system_id, value.to_string(), n]);
            }
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
    let mut values = Values::default();
    for record in table::parsed(bytes)?.1 {
        let [period, metric, system_id, value] = [0, 1, 2, 3].map(|at| cell(&record, at));
        values.periods.insert(period.clone());
        values.of.insert((unsafe_again(&system_id).to_string(), metric, period), value);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_an_earlier_version_knows_the_month_alone() {
        let read = read("period,metric,system_id,value,n\r\n2026-10,releases,'=a,3,3\r\n".as_bytes()).unwrap();
        assert_eq!(read.of, [(("=a".into(), "releases".into(), "2026-10".into()), "3".into())].into());
        assert_eq!(read.periods, ["2026-10".to_string()].into());
    }
}
