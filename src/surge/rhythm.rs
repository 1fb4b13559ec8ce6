//! The daily rhythm of a load: how far its peaks stand above its middle (metrics.md 3.7).

/// Rhythm of one period, in service hours only.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// Name of the period.
    pub period: String,
    /// Minutes of valid load.
    pub minutes: i64,
    /// Median of the load.
    pub p50: f64,
    /// 99.5th percentile of the load.
    pub p99_5: f64,
    /// Peak to average ratio, p99_5 / p50; unknown if the median is 0.
    pub par: Option<f64>,
}
