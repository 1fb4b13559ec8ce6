//! Receipts: what one part of one export brought, what it left out, and what it observed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::calendar::Micros;
use crate::connector::scrub::Scrubbed;

use super::cut_short::CutShort;
use super::drift::Drift;

/// What one part of one export brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Export hash, part, connector and connector hash in one word; the name of its file.
    pub id: String,
    /// Version of assay that wrote it.
    pub assay: String,
    /// Of several receipts for one part of an export the highest counts.
    pub generation: u64,
    /// When it was written, UTC.
    pub ingested_at: String,
    /// The export.
    pub export: Export,
    /// The connector.
    pub connector: ConnectorMark,
    /// Mark of all connectors when it was read: while none changes, the export need not be looked at again.
    pub registry: String,
    /// Folder under inbox/, else the product.
    pub source: String,
    /// Canonical table.
    pub table: String,
    /// What several rows with one key mean: `parts` or `versions`.
    pub repeats: String,
    /// Zone in which times without one were read.
    pub zone: String,
    /// Receipt of the connector that this one was applied with, to the same part; it counts as long as that one does.
    #[serde(default)]
    pub beside: Option<String>,
    /// For mended rejects: what they mend.
    pub mends: Option<Mends>,
    /// Lake files with their rows.
    pub files: Vec<LakeFile>,
    /// What became of the records.
    pub counts: Counts,
    /// What was removed from free text.
    pub scrubbed: Scrubbed,
    /// Canonical columns that the export has.
    pub columns: Vec<String>,
    /// Cells that no word of a code column matched, per column: cell and count (the 20 most frequent).
    pub unmapped: BTreeMap<String, BTreeMap<String, u64>>,
    /// The time that its events span; absent when it brought none.
    pub observed: Option<Observed>,
    /// The newest instant that its records tell of, ends included: an outage that was restored after the last one began.
    /// It says nothing of coverage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<Micros>,
    /// How it differs from what the source said before.
    pub drift: Drift,
    /// Signs that its program stopped at a limit; receipts of earlier versions have none.
    #[serde(default)]
    pub cut_short: CutShort,
}

/// The export whose rejects were mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mends {
    /// SHA-256 of that export.
    pub export: String,
    /// Sheet or member of it.
    pub part: String,
    /// Positions in it of the records that are kept now.
    pub records: BTreeSet<u64>,
}

/// The export a receipt is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// SHA-256 of the file.
    pub hash: String,
    /// Path under the workspace.
    pub name: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Sheet or archive member; empty for a plain file.
    pub part: String,
    /// Order of the part, from 0.
    pub part_number: u32,
    /// Encoding of text parts.
    pub encoding: Option<String>,
}

/// The connector that read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorMark {
    /// Id.
    pub id: String,
    /// Hash of its file.
    pub hash: String,
    /// Who chose it.
    pub chosen: Chosen,
}

/// Who chose a connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// It fitted best.
    Detection,
    /// The settings of the source name it.
    Settings,
    /// A person named it, or mended its rejects; later runs keep it.
    Person,
}

/// A file in the lake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LakeFile {
    /// Path under lake/.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
}

/// What became of the records: `kept + rejected + filtered = read`, always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records in the part, header and title rows aside.
    pub read: u64,
    /// Records with rows in the lake.
    pub kept: u64,
    /// Records in the reject file.
    pub rejected: u64,
    /// Records left out, by reason: `blank`, `repeated header`, `total`, `connector`.
    pub filtered: BTreeMap<String, u64>,
    /// Rows in the lake; more than `kept` where records touch several systems.
    pub rows: u64,
}

impl Counts {
    /// Records left out.
    pub fn filtered_total(&self) -> u64 {
        self.filtered.values().sum()
    }

    /// Whether every record is accounted for.
    pub fn add_up(&self) -> bool {
        self.kept + self.rejected + self.filtered_total() == self.read
    }
}

/// The time that the events of an export span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// First event, microseconds of UTC.
    pub first: Micros,
    /// Last event.
    pub last: Micros,
}

impl Observed {
    /// The span widened by one event.
    pub fn widened(observed: Option<Self>, event: Micros) -> Option<Self> {
        Some(observed.map_or(Observed { first: event, last: event }, |o| Observed {
            first: o.first.min(event),
            last: o.last.max(event),
        }))
    }
}

impl Receipt {
    /// The newest instant that it tells of.
    pub fn newest(&self) -> Option<Micros> {
        self.newest.max(self.observed.map(|o| o.last))
    }

    /// Hash of the export that its records are of: for mended rejects the one that they mend.
    pub fn origin(&self) -> &str {
        self.mends.as_ref().map_or(&self.export.hash, |m| &m.export)
    }
}

/// Positions of the records of one part of an export that one connector rejected and that were mended since.
pub fn mended(receipts: &[Receipt], export: &str, part: &str, connector: &str) -> BTreeSet<u64> {
    let of_connector = receipts.iter().filter(|r| r.connector.id == connector);
    let of_part = of_connector.filter_map(|r| r.mends.as_ref()).filter(|m| m.export == export && m.part == part);
    of_part.flat_map(|m| m.records.iter().copied()).collect()
}

/// Mended records that a later mending of the same record has outdone: (receipt, record).
pub fn outdone(receipts: &[Receipt]) -> Vec<(&str, u64)> {
    let mut latest: BTreeMap<(&str, &str, &str, u64), &Receipt> = BTreeMap::new();
    let mut outdone = Vec::new();
    for receipt in receipts {
        let Some(mends) = &receipt.mends else { continue };
        for record in &mends.records {
            let key = (mends.export.as_str(), mends.part.as_str(), receipt.connector.id.as_str(), *record);
            let order = |r: &Receipt| (r.ingested_at.clone(), r.id.clone());
            match latest.get(&key).copied() {
                Some(have) if order(have) > order(receipt) => outdone.push((receipt.id.as_str(), *record)),
                Some(have) => {
                    outdone.push((have.id.as_str(), *record));
                    latest.insert(key, receipt);
                }
                None => {
                    latest.insert(key, receipt);
                }
            }
        }
    }
    outdone
}

/// Records that were rejected and have not been mended since.
pub fn open_rejects(receipts: &[Receipt]) -> u64 {
    let originals = receipts.iter().filter(|r| r.mends.is_none());
    let mended = |r: &Receipt| mended(receipts, &r.export.hash, &r.export.part, &r.connector.id).len() as u64;
    originals.map(|r| r.counts.rejected.saturating_sub(mended(r))).sum()
}
