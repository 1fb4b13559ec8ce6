//! Surges (폭주), saturation and elasticity of one system, from its load.
//!
//! What comes in is the load of one system in buckets of equal length (the mart `load5`) and what else is known of it;
//! what goes out are plain structs: its months with their baselines, its surges, their regularity in the calendar, its
//! runs of saturation, what elastic capacity would have saved. Definitions: metrics.md 3.6 to 3.11; every number that
//! the specification leaves to us is in [`Rules`]. Polars does the medians by slot and by day and the quantiles; what
//! walks along the time is a plain loop. Nothing here reads a file, an engine or the clock, and the same input gives
//! the same output, bit for bit.
//!
//! ```text
//! Load, Facts, Horizon ─timeline─► local calendar, what is inside of outages
//!   ─baseline─► median and spread a slot, daily peak ─segments─► surges ─keys─► regularity
//!   ─runs─► saturation ─elasticity, replay─► capacity     ─rhythm─► peak to average
//! ```

mod baseline;
mod civil;
mod daily_peak;
mod elasticity;
mod intervals;
mod keys;
mod marks;
mod months;
pub mod replay;
mod rhythm;
mod rules;
mod runs;
mod segments;
pub mod tables;
mod timeline;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::calendar::{Micros, Zone};
use crate::diagnostic::Result;

use baseline::Bases;
use marks::Judge;
use timeline::Timeline;

pub use elasticity::{Elasticity, Replay, Schedule};
pub use keys::{Key, KeyKind};
pub use months::{Baseline, MonthLoad, Slot, Unknown};
pub use rhythm::Rhythm;
pub use rules::{BaselineRules, CapacityRules, KeyRules, Rules, RunRules, SegmentRules};
pub use runs::{Cause, Run, RunKind};
pub use segments::{Segment, Truncated};

/// Load of one system: parallel columns over its buckets in order of time. A bucket without any sample is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Load {
    /// Id of the system; only passed on in messages.
    pub system_id: String,
    /// What `x` is: `tps`, `requests`, `sessions`, `net_in`, `cpu`; not read here.
    pub metric: String,
    /// Length of a bucket: 5, 10, 15, 30 or 60 minutes. Above 60 there are no surges.
    pub bucket_minutes: i64,
    /// Start of each bucket, UTC, ascending.
    pub at: Vec<Micros>,
    /// Load, in the unit of `metric`; `None` where it is not valid (metrics.md 3.6).
    pub x: Vec<Option<f64>>,
    /// CPU of the busiest tier, percent.
    pub cpu: Vec<Option<f64>>,
    /// Memory of the busiest tier, percent.
    pub memory: Vec<Option<f64>>,
    /// Pool or sessions, percent of the configured maximum.
    pub pool: Vec<Option<f64>>,
    /// 95th percentile of the latency, milliseconds.
    pub latency: Vec<Option<f64>>,
    /// Cores in use: Σ cpu % · cores / 100.
    pub demand: Vec<Option<f64>>,
    /// Cores installed.
    pub installed: Vec<Option<f64>>,
    /// Cores of one unit of capacity, by default those of the smallest host.
    pub unit_cores: Option<f64>,
}

/// What else is known of the system. Intervals are [start, until) and may overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Outages, FULL and PARTIAL; an open one ends at `as_of`.
    pub outages: Vec<(Micros, Micros)>,
    /// Planned windows.
    pub planned: Vec<(Micros, Micros)>,
    /// Time outside of the service hours.
    pub closed: Vec<(Micros, Micros)>,
}

/// The calendar in which the load is judged.
#[derive(Debug, Clone)]
pub struct Horizon<'a> {
    /// Zone of the local calendar.
    pub zone: Zone,
    /// Public holidays, substitutes included.
    pub holidays: &'a BTreeSet<NaiveDate>,
    /// What figures are wanted for. Surges are found in periods that are months; these must not overlap.
    pub periods: Vec<Period>,
    /// Buckets that start at it or later are not looked at.
    pub as_of: Micros,
}

/// A stretch of time with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2026-03`, or the name of a longer period.
    pub name: String,
    /// Whether it is a calendar month.
    pub is_month: bool,
    /// Start.
    pub from: Micros,
    /// End, exclusive.
    pub to: Micros,
}

/// All that is known from the load of one system.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// One for each month with at least one valid bucket, ascending.
    pub months: Vec<MonthLoad>,
    /// The baselines of the months that have one: 168 slots each, less those without a sample.
    pub slots: Vec<Slot>,
    /// Surges, ascending.
    pub segments: Vec<Segment>,
    /// Regularities that at least one surge follows.
    pub keys: Vec<Key>,
    /// Saturation, then scale triggers, then slow answers; each ascending.
    pub runs: Vec<Run>,
    /// One for each period whose demand is known.
    pub elasticity: Vec<Elasticity>,
    /// One for each period with a valid bucket in service hours.
    pub rhythm: Vec<Rhythm>,
}

/// Analyses the load of one system.
///
/// # Errors
/// `E0912` if the columns are not of one length, the buckets not ascending, or their length no divisor of a day.
pub fn analyse(load: &Load, facts: &Facts, horizon: &Horizon, rules: &Rules) -> Result<Analysis> {
    let timeline = Timeline::new(load, facts, horizon)?;
    let bases = Bases::new(&timeline, &load.x, &rules.baseline);
    let peaks = daily_peak::typical(&timeline, &bases, &rules.baseline)?;
    let (mut months, slots) = months::describe(&timeline, &bases, &peaks, &rules.baseline);
    let (runs, saturated) = runs::find(&timeline, rules);
    let judge = Judge { timeline: &timeline, bases: &bases, peaks: &peaks, rules };
    let marks = judge.marks();
    let mut segments = segments::find(&judge, &marks, &months, &saturated);
    months.retain(|month| month.valid_minutes > 0);
    let keys = keys::find(&timeline, &marks, &mut segments, &months, &rules.key);
    let (keys, patterns): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
    let elasticity = elasticity::find(&timeline, &saturated, &segments, &patterns, rules);
    let rhythm = rhythm::find(&timeline, &facts.closed)?;
    Ok(Analysis { months, slots, segments, keys, runs, elasticity, rhythm })
}

#[cfg(test)]
mod tests;
