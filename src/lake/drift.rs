//! How a new export differs from what its source said before: new, changed and vanished records.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use fs_err::File;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Deserialize, Serialize};

use crate::calendar::Micros;
use crate::catalog::Table;
use crate::diagnostic::{Diagnostic, Result};

use super::Lake;
use super::receipt::{Observed, Receipt};

/// Records of this export against those that its source brought before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Not seen before.
    pub new: u64,
    /// Seen before, with other values.
    pub changed: u64,
    /// Seen before, the same.
    pub unchanged: u64,
    /// Seen before within the time of this export, and not in it.
    pub vanished: u64,
    /// The first of those that vanished, by id.
    pub vanished_ids: Vec<String>,
}

/// Ids listed in a receipt.
const LISTED: usize = 100;

/// What is known of a record: the hashes of its rows, and its time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Hashes of its rows.
    pub hashes: BTreeSet<String>,
    /// Its main time.
    pub time: Option<Micros>,
}

/// Records by id.
pub type Records = BTreeMap<String, Seen>;

impl Drift {
    /// Compares the records of an export with those before it.
    pub fn between(before: &Records, now: &Records, observed: Option<Observed>) -> Self {
        let mut drift = Drift::default();
        for (id, seen) in now {
            match before.get(id) {
                None => drift.new += 1,
                Some(had) if had.hashes == seen.hashes => drift.unchanged += 1,
                Some(_) => drift.changed += 1,
            }
        }
        let Some(observed) = observed else { return drift };
        for (id, seen) in before {
            let within = seen.time.is_some_and(|t| (observed.first..=observed.last).contains(&t));
            if within && !now.contains_key(id) {
                drift.vanished += 1;
                if drift.vanished_ids.len() < LISTED {
                    drift.vanished_ids.push(id.clone());
                }
            }
        }
        drift
    }
}

/// The records that a source brought to a table so far, each in its newest export.
pub fn before(lake: &Lake, table: &Table, receipts: &[&Receipt]) -> Result<Records> {
    lake.require(receipts.iter().copied())?;
    let mut ordered: Vec<_> = receipts.to_vec();
    ordered.sort_by_key(|r| (r.observed.map(|o| o.last), r.export.hash.clone()));
    let mut records = Records::new();
    for receipt in ordered {
        let mut of_export = Records::new();
        for file in &receipt.files {
            read_file(&lake.path(&file.path), table, &mut of_export)?;
        }
        records.extend(of_export);
    }
    Ok(records)
}

fn read_file(path: &std::path::Path, table: &Table, records: &mut Records) -> Result<()> {
    let fault = |e: String| Diagnostic::input("E0133", format!("cannot read the lake file: {e}")).at_file(path);
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path)?.into_parts().0).map_err(|e| fault(e.to_string()))?;
    let wanted: Vec<&str> = ["native_id", "row_hash"].into_iter().chain(table.main_time.iter().copied()).collect();
    let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
    let reader = builder.with_projection(mask).build().map_err(|e| fault(e.to_string()))?;
    for batch in reader {
        let batch = batch.map_err(|e| fault(e.to_string()))?;
        let text = |name: &str| {
            batch.column_by_name(name).filter(|c| *c.data_type() == DataType::Utf8).map(|c| c.as_string::<i32>())
        };
        let (Some(ids), Some(hashes)) = (text("native_id"), text("row_hash")) else { return Ok(()) };
        let times: Vec<_> = table
            .main_time
            .iter()
            .filter_map(|name| batch.column_by_name(name)?.as_primitive_opt::<TimestampMicrosecondType>())
            .collect();
        for row in 0..batch.num_rows() {
            let seen = records.entry(ids.value(row).to_string()).or_default();
            seen.hashes.insert(hashes.value(row).to_string());
            seen.time = times.iter().find(|t| t.is_valid(row)).map(|t| t.value(row));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(list: &[(&str, &str, Micros)]) -> Records {
        let seen = |hash: &str, time| Seen { hashes: [hash.to_string()].into(), time: Some(time) };
        list.iter().map(|(id, hash, time)| (id.to_string(), seen(hash, *time))).collect()
    }

    #[test]
    fn a_longer_export_of_the_same_records_brings_only_what_is_new() {
        let before = records(&[("a", "1", 10), ("b", "1", 20), ("c", "1", 30), ("d", "1", 90)]);
        let now = records(&[("a", "1", 10), ("b", "2", 20), ("e", "1", 40)]);
        let drift = Drift::between(&before, &now, Some(Observed { first: 10, last: 40 }));
        let counts = (drift.new, drift.changed, drift.unchanged, drift.vanished);
        assert_eq!(counts, (1, 1, 1, 1), "d lies outside of the export's time and has not vanished");
        assert_eq!(drift.vanished_ids, ["c"]);
    }
}
