//! The typical daily peak D: the median over business days of what the load of a day sustains for 15 minutes
//! (metrics.md 3.7).
//!
//! Decided here: a business day is valid, as a week is, if half of its buckets are.

use polars::prelude::{
    ChunkQuantile as _, Column, DataFrame, Float64Chunked, IntoLazy as _, NewChunkedArray as _, PolarsResult,
    SortOptions, col, lit,
};

use crate::diagnostic::Result;

use super::BaselineRules;
use super::baseline::{Bases, Basis, polars_fault};
use super::civil::DAY;
use super::timeline::Timeline;

/// The typical daily peak of one basis.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Peak {
    /// Unknown with too few days.
    pub(super) typical: Option<f64>,
    pub(super) days: usize,
}

/// The typical daily peak of each basis of the load.
pub(super) fn typical(timeline: &Timeline, bases: &Bases, rules: &BaselineRules) -> Result<Vec<Peak>> {
    let days = daily(timeline, rules).map_err(|fault| polars_fault(&fault))?;
    Ok(bases.all.iter().map(|basis| median(&days, basis, rules)).collect())
}

fn median(days: &[(i64, f64)], basis: &Basis, rules: &BaselineRules) -> Peak {
    let peaks: Vec<f64> = days.iter().filter(|(day, _)| basis.holds(*day)).map(|(_, peak)| *peak).collect();
    let enough = i64::try_from(peaks.len()).is_ok_and(|days| days >= rules.peak_days);
    let typical = if enough { Float64Chunked::from_slice("x".into(), &peaks).median() } else { None };
    Peak { typical, days: peaks.len() }
}

/// The peak of each valid business day, ascending: the 3rd-largest of 5-minute values, the 2nd of 10, the 1st of more.
fn daily(timeline: &Timeline, rules: &BaselineRules) -> PolarsResult<Vec<(i64, f64)>> {
    let (mut days, mut values) = (Vec::new(), Vec::new());
    let mut last = (i64::MIN, false);
    for bucket in 0..timeline.at.len() {
        let day = timeline.day(bucket);
        if last.0 != day {
            last = (day, timeline.civil.is_business(day));
        }
        if let Some(x) = timeline.undisturbed(&timeline.load.x, bucket).filter(|_| last.1) {
            days.push(day);
            values.push(x);
        }
    }
    // Rounded up: 15 minutes take 2 buckets of 10.
    let rank = (rules.peak_minutes + timeline.load.bucket_minutes - 1) / timeline.load.bucket_minutes;
    let largest = col("x").sort(SortOptions::default().with_order_descending(true));
    let columns = vec![Column::new("day".into(), days), Column::new("x".into(), values)];
    let frame = DataFrame::new_infer_height(columns)?.lazy();
    let frame = frame
        .group_by([col("day")])
        .agg([largest.get(lit(rank - 1), true).alias("peak"), col("x").count().alias("values")]);
    let frame = frame.sort(["day"], Default::default()).collect()?;
    let (day, peak, values) =
        (frame.column("day")?.i64()?, frame.column("peak")?.f64()?, frame.column("values")?.u32()?);
    let rows = day.iter().zip(peak.iter()).zip(values.iter());
    let valid = |values: u32| usize::try_from(values).is_ok_and(|n| timeline.covers(n, rules.coverage_ratio, DAY));
    let rows = rows.filter(|(_, values)| values.is_some_and(valid));
    Ok(rows.filter_map(|((day, peak), _)| Some((day?, peak?))).collect())
}
