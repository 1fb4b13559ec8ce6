//! The daily rhythm of a load: how far its peaks stand above its middle (metrics.md 3.7).
//!
//! Decided here: a bucket of which any part is closed is left out; one in an outage is not. Quantiles are
//! interpolated.

use polars::prelude::{ChunkQuantile as _, Float64Chunked, NewChunkedArray as _, PolarsResult, QuantileMethod};

use crate::calendar::Micros;
use crate::diagnostic::Result;

use super::Period;
use super::baseline::polars_fault;
use super::intervals::{overlap, unite};
use super::timeline::Timeline;

/// Share of the load that the peak is above.
const PEAK: f64 = 0.995;

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

/// The rhythm of each period with a valid bucket in service hours.
pub(super) fn find(timeline: &Timeline, closed: &[(Micros, Micros)]) -> Result<Vec<Rhythm>> {
    let closed = overlap(timeline.at, timeline.step, &unite(closed));
    let rhythm = |period: &Period| {
        let range = timeline.range(period.from, period.to);
        let values: Vec<f64> = range.filter(|i| !closed[*i]).filter_map(|i| timeline.x(i)).collect();
        describe(period, &values, timeline.minutes(values.len())).map_err(|fault| polars_fault(&fault)).transpose()
    };
    timeline.periods.iter().filter_map(rhythm).collect()
}

fn describe(period: &Period, values: &[f64], minutes: i64) -> PolarsResult<Option<Rhythm>> {
    let values = Float64Chunked::from_slice("x".into(), values);
    let quantile = |share| values.quantile(share, QuantileMethod::Linear);
    let rhythm = |(p50, p99_5): (f64, f64)| Rhythm {
        period: period.name.clone(),
        minutes,
        p50,
        p99_5,
        par: (p50 > 0.0).then(|| p99_5 / p50),
    };
    Ok(quantile(0.5)?.zip(quantile(PEAK)?).map(rhythm))
}
