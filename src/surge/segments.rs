//! Surges: flagged buckets, united to segments (metrics.md 3.7).

use super::Baseline;
use crate::calendar::Micros;

/// What cut a surge off; its intensity is then a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncated {
    /// More than 15 minutes without a valid bucket.
    Gap,
    /// An outage began.
    Outage,
}

impl Truncated {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Truncated::Gap => "gap",
            Truncated::Outage => "outage",
        }
    }
}

/// One surge.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Start of its first flagged bucket.
    pub start: Micros,
    /// End of its last flagged bucket.
    pub end: Micros,
    /// Name of the month that holds its start.
    pub month: String,
    /// Minutes of its flagged buckets.
    pub flagged_minutes: i64,
    /// Highest load of its flagged buckets.
    pub peak: f64,
    /// Bucket of the peak; the first, if several.
    pub peak_at: Micros,
    /// Peak over the typical daily peak of the month of `peak_at`.
    pub i_d: f64,
    /// Peak over the baseline of its slot; unknown where that is unknown or 0.
    pub i_b: Option<f64>,
    /// Load above the baseline, Σ (x − B)⁺ · minutes, over all valid buckets from start to end with a baseline.
    pub excess: f64,
    /// Whether any bucket of it is unexpected (U).
    pub unexpected: bool,
    /// Whether any bucket of it is over the daily peak (P).
    pub over_peak: bool,
    /// What cut it off.
    pub truncated: Option<Truncated>,
    /// Baseline of its month.
    pub baseline: Baseline,
    /// Whether its month is ranked.
    pub ranked: bool,
    /// Minutes of its buckets, from start to end, that lie in saturation runs.
    pub saturated_minutes: i64,
    /// Index of the regularity it follows in `Analysis::keys`; `None` is irregular.
    pub key: Option<usize>,
    /// Length of the buckets it was found on.
    pub bucket_minutes: i64,
}
