//! What elastic capacity would have saved (metrics.md 3.10).
//!
//! Decided here, where the specification is silent:
//! - A period has figures if the demand is known in half of its buckets between the first bucket of the system and
//!   `as_of`. Means are over the buckets with a known demand.
//! - Units in use and replays walk along the whole series once and are then cut to periods, so that a month is the
//!   same in every longer period. Replays begin with the need of the first known demand.
//! - The window of a key is its hour with the hours around it (of the year: its day with the days around it). A
//!   bucket of the scheduled time is covered if it lies in a surge, else wasted if its load is valid.

use std::ops::Range;

use crate::calendar::Micros;

use super::civil::{DAY, HOUR, MINUTE};
use super::intervals::{overlap, unite};
use super::keys::Pattern;
use super::replay::{autoscaled, capacity, elastic_saving, mean, need, reactive, whole};
use super::timeline::{Timeline, float, known};
use super::{KeyKind, Period, Rules, Segment};

/// A replay of a policy that follows the load.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Unit-hours in use.
    pub capacity_hours: f64,
    /// Unit-hours of a fixed capacity as large as the largest of the replay.
    pub fixed_hours: f64,
    /// 1 − capacity_hours / fixed_hours.
    pub saving: f64,
    /// Minutes in which the units were used above 80 %.
    pub under_minutes: i64,
}

/// A replay of the policy that follows the calendar: more units around the windows of the regular keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Hours of surges within the scheduled time.
    pub covered_hours: f64,
    /// Hours of valid load within the scheduled time that were no surge.
    pub wasted_hours: f64,
}

/// Elasticity of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Elasticity {
    /// Name of the period.
    pub period: String,
    /// Share of its buckets in which the demand is known, between the first bucket of the system and `as_of`.
    pub coverage: f64,
    /// Least number of units.
    pub n_min: u32,
    /// Cores of one unit, c.
    pub unit_cores: f64,
    /// Mean of the units in use, C.
    pub mean_units: f64,
    /// Most units in use, n_peak.
    pub peak_units: f64,
    /// First bucket with so many.
    pub peak_at: Micros,
    /// 1 − mean C / n_peak: the shape of the demand only.
    pub elastic_saving: f64,
    /// 1 − n_peak · c / installed; negative if too little is installed.
    pub rightsizing: Option<f64>,
    /// Mean of the cores installed.
    pub installed: Option<f64>,
    /// Whether a bucket of the period is saturated: the demand was then more than was measured.
    pub lower_bound: bool,
    /// The guide's policy: 2 more units from 50 % on.
    pub reactive: Replay,
    /// The analogue of the Kubernetes autoscaler.
    pub hpa: Replay,
    /// The guide's policy of reserved times.
    pub scheduled: Schedule,
}

/// What is known of each bucket with a known demand, and of all buckets.
struct Buckets<'a> {
    timeline: &'a Timeline<'a>,
    rules: &'a Rules,
    unit_cores: f64,
    /// Buckets with a known demand; the columns below are of these.
    at: Vec<Micros>,
    /// Demand, in units.
    demand: Vec<f64>,
    units: Vec<f64>,
    reactive: Vec<f64>,
    hpa: Vec<f64>,
    saturated: &'a [bool],
    surging: Vec<bool>,
    scheduled: Vec<bool>,
}

/// Elasticity of each period whose demand is known; none without the cores of a unit.
pub(super) fn find(
    timeline: &Timeline,
    saturated: &[bool],
    segments: &[Segment],
    patterns: &[Pattern],
    rules: &Rules,
) -> Vec<Elasticity> {
    let Some(unit_cores) = timeline.load.unit_cores.filter(|cores| *cores > 0.0) else { return Vec::new() };
    let demand: Vec<_> = (0..timeline.at.len()).map(|i| known(&timeline.load.demand, i)).collect();
    let (target, minimum) = (rules.capacity.target_ratio, whole(rules.capacity.units_minimum));
    let needs: Vec<_> = demand.iter().map(|x| x.map(|x| need(x, unit_cores, target, minimum))).collect();
    let Some(first) = needs.iter().copied().flatten().next() else { return Vec::new() };
    let in_units: Vec<_> = demand.iter().map(|cores| cores.map(|cores| cores / unit_cores)).collect();
    let of_known = |units: Vec<f64>| {
        let pairs = units.into_iter().zip(&in_units).filter(|(_, demand)| demand.is_some());
        pairs.map(|(units, _)| units).collect()
    };
    let surges: Vec<_> = segments.iter().map(|segment| (segment.start, segment.end)).collect();
    let buckets = Buckets {
        timeline,
        rules,
        unit_cores,
        at: timeline.at.iter().zip(&demand).filter(|(_, demand)| demand.is_some()).map(|(at, _)| *at).collect(),
        demand: in_units.iter().copied().flatten().collect(),
        units: capacity(timeline.at, &needs, rules.capacity.lag_minutes * MINUTE).into_iter().flatten().collect(),
        reactive: of_known(reactive(&in_units, first, &rules.capacity)),
        hpa: of_known(autoscaled(&in_units, first, &rules.capacity)),
        saturated,
        surging: overlap(timeline.at, timeline.step, &unite(&surges)),
        scheduled: overlap(timeline.at, timeline.step, &windows(timeline, patterns, rules)),
    };
    timeline.periods.iter().filter_map(|period| buckets.period(period)).collect()
}

/// The scheduled time of the regular keys, united.
fn windows(timeline: &Timeline, patterns: &[Pattern], rules: &Rules) -> Vec<(Micros, Micros)> {
    let (Some(first), Some(last)) = (timeline.hour.first(), timeline.hour.last()) else { return Vec::new() };
    let margin = rules.capacity.margin_minutes * MINUTE;
    let days = first.div_euclid(24) - rules.key.year_days..=last.div_euclid(24) + rules.key.year_days;
    let window = |pattern: &Pattern, day: i64| {
        let start = timeline.civil.instant(pattern.hour_of(&timeline.civil, day)?)?;
        let (reach, unit) = match pattern.kind() {
            KeyKind::Week | KeyKind::Month => (rules.key.hours, HOUR),
            KeyKind::Year => (rules.key.year_days, DAY),
        };
        Some((start - reach * unit - margin, start + (reach + 1) * unit + margin))
    };
    let windows: Vec<_> = patterns.iter().flat_map(|p| days.clone().filter_map(move |day| window(p, day))).collect();
    unite(&windows)
}

impl Buckets<'_> {
    fn period(&self, period: &Period) -> Option<Elasticity> {
        let timeline = self.timeline;
        let all = timeline.range(period.from, period.to);
        let start = self.at.partition_point(|at| *at < period.from);
        let known_demand = start..self.at.partition_point(|at| *at < period.to).max(start);
        let observed = period.to.min(timeline.as_of) - period.from.max(*timeline.at.first()?);
        let least = self.rules.capacity.coverage_ratio;
        if known_demand.is_empty() || !timeline.covers(known_demand.len(), least, observed) {
            return None;
        }
        let units = &self.units[known_demand.clone()];
        let peak_units = units.iter().copied().fold(0.0, f64::max);
        let installed: Vec<f64> = all.clone().filter_map(|i| known(&timeline.load.installed, i)).collect();
        let installed = mean(&installed);
        let rightsizing = |cores: f64| 1.0 - peak_units * self.unit_cores / cores;
        Some(Elasticity {
            period: period.name.clone(),
            coverage: (float(known_demand.len()) * span(timeline.step) / span(observed)).min(1.0),
            n_min: u32::try_from(self.rules.capacity.units_minimum).unwrap_or_default(),
            unit_cores: self.unit_cores,
            mean_units: mean(units)?,
            peak_units,
            peak_at: self.at[start + units.iter().position(|units| *units == peak_units)?],
            elastic_saving: elastic_saving(units)?,
            rightsizing: installed.filter(|cores| *cores > 0.0).map(rightsizing),
            installed,
            lower_bound: self.saturated[all.clone()].contains(&true),
            reactive: self.replay(&known_demand, &self.reactive)?,
            hpa: self.replay(&known_demand, &self.hpa)?,
            scheduled: self.schedule(all),
        })
    }

    fn replay(&self, buckets: &Range<usize>, units: &[f64]) -> Option<Replay> {
        let (used, demand) = (&units[buckets.clone()], &self.demand[buckets.clone()]);
        let hours = span(self.timeline.step) / span(HOUR);
        let most = used.iter().copied().fold(0.0, f64::max);
        let is_under = |(units, demand): &(&f64, &f64)| **demand > self.rules.capacity.under_ratio * **units;
        Some(Replay {
            capacity_hours: used.iter().sum::<f64>() * hours,
            fixed_hours: most * float(used.len()) * hours,
            saving: elastic_saving(used)?,
            under_minutes: self.timeline.minutes(used.iter().zip(demand).filter(is_under).count()),
        })
    }

    fn schedule(&self, range: Range<usize>) -> Schedule {
        let hours = |buckets: usize| float(buckets) * span(self.timeline.step) / span(HOUR);
        let scheduled = || range.clone().filter(|i| self.scheduled[*i]);
        let wasted = scheduled().filter(|i| !self.surging[*i] && self.timeline.x(*i).is_some()).count();
        Schedule { covered_hours: hours(scheduled().filter(|i| self.surging[*i]).count()), wasted_hours: hours(wasted) }
    }
}

/// A length of time as a number.
#[expect(clippy::cast_precision_loss, reason = "a hundred years of microseconds are below 2^52")]
fn span(length: Micros) -> f64 {
    length as f64
}
