//! Baselines: median and spread of a column in each hour of the week, month by month (metrics.md 3.7).
//!
//! A month is judged by the 56 days before it. Where less than two weeks of these count, but three of the whole
//! series do, each of its weeks is judged by the series without that week. Polars does the medians.
//!
//! Decided here, where the specification is silent:
//! - A bucket that touches an outage or a planned window is in no baseline, and does not make its week count.
//! - The 8 weeks before a month are counted back from its first midnight; the weeks of a whole series go forward from
//!   the first day with a value, and the week under test is one of these.
//! - In sample, the slots are 168 if 4 other weeks count, else 48, as before a month.

use std::collections::BTreeMap;
use std::ops::Range;

use polars::prelude::{ChunkApply as _, ChunkQuantile as _, Float64Chunked, PolarsError};

use crate::diagnostic::Diagnostic;

use super::civil::DAY;
use super::timeline::Timeline;
use super::{Baseline, BaselineRules};

/// Slots of a week.
pub(super) const SLOTS: usize = 168;
/// Slots of a coarse baseline.
const COARSE_SLOTS: usize = 48;
/// From the deviation of the median to the standard deviation, if noise were normal.
const MAD_TO_SIGMA: f64 = 1.4826;

/// Median and median absolute deviation of each slot; `None` where it has no value.
pub(super) type Slots = Vec<Option<(f64, f64)>>;

/// On what a bucket is judged.
pub(super) struct Basis {
    pub(super) slots: Slots,
    /// The days that it stands on, as local day numbers, less those of the week under test.
    days: Range<i64>,
    left_out: Range<i64>,
}

impl Basis {
    /// Whether it stands on a day.
    pub(super) fn holds(&self, day: i64) -> bool {
        self.days.contains(&day) && !self.left_out.contains(&day)
    }

    /// Median B and spread S of a slot; a typical daily peak that is unknown sets no floor.
    pub(super) fn slot(&self, slot: u8, peak: Option<f64>, rules: &BaselineRules) -> Option<(f64, f64)> {
        let (median, deviation) = (*self.slots.get(usize::from(slot))?)?;
        let floor = (rules.spread_ratio * median).max(rules.spread_peak_ratio * peak.unwrap_or(0.0));
        Some((median, (MAD_TO_SIGMA * deviation).max(floor)))
    }
}

/// The basis of one month.
pub(super) struct MonthBasis {
    pub(super) kind: Option<Baseline>,
    /// Weeks that count among those before it.
    pub(super) weeks: usize,
    /// What is shown of it, an index of `Bases::all`.
    pub(super) shown: Option<usize>,
}

/// The bases of one column.
pub(super) struct Bases {
    pub(super) all: Vec<Basis>,
    /// One for each month of the timeline.
    pub(super) months: Vec<MonthBasis>,
    /// For each bucket the index of its basis.
    of: Vec<u32>,
}

impl Bases {
    /// The basis of a bucket, as its index and itself.
    pub(super) fn of(&self, bucket: usize) -> Option<(usize, &Basis)> {
        let index = usize::try_from(*self.of.get(bucket)?).ok()?;
        self.all.get(index).map(|basis| (index, basis))
    }

    /// The bases of a column of the load.
    pub(super) fn new(timeline: &Timeline, column: &[Option<f64>], rules: &BaselineRules) -> Self {
        let values = Values::new(timeline, column, rules);
        let mut bases = Bases { all: Vec::new(), months: Vec::new(), of: vec![u32::MAX; timeline.at.len()] };
        for (period, range) in &timeline.months {
            let start = timeline.civil.hour(period.from).div_euclid(24);
            let weeks = values.weeks_before(start);
            let kind = values.kind(weeks);
            let shown = match kind {
                Some(Baseline::InSample) => Some(bases.add_weeks(&values, range)),
                Some(kind) => {
                    let days = start - rules.window_days..start;
                    let index = bases.push(values.basis(days, 0..0, kind == Baseline::Coarse));
                    bases.of[range.clone()].fill(index);
                    Some(index)
                }
                None => None,
            };
            let shown = shown.and_then(|index| usize::try_from(index).ok());
            bases.months.push(MonthBasis { kind, weeks, shown });
        }
        bases
    }

    /// In sample: a basis for each week of a month, and the one that is shown, of which nothing is left out.
    fn add_weeks(&mut self, values: &Values, range: &Range<usize>) -> u32 {
        for week in values.weeks_of(range.clone()) {
            let coarse = !values.suffices(values.weeks_in_all(&week), values.rules.full_weeks);
            let index = self.push(values.basis(values.days(), week.clone(), coarse));
            let inside = range.clone().filter(|i| week.contains(&values.timeline.day(*i)));
            inside.for_each(|i| self.of[i] = index);
        }
        let coarse = !values.suffices(values.weeks_in_all(&(0..0)), values.rules.full_weeks);
        self.push(values.basis(values.days(), 0..0, coarse))
    }

    fn push(&mut self, basis: Basis) -> u32 {
        self.all.push(basis);
        u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX)
    }
}

/// The values of a column that may stand in a baseline, by day.
struct Values<'a> {
    timeline: &'a Timeline<'a>,
    column: &'a [Option<f64>],
    rules: &'a BaselineRules,
    /// Number of values of each day that has one.
    counts: BTreeMap<i64, usize>,
}

impl<'a> Values<'a> {
    fn new(timeline: &'a Timeline<'a>, column: &'a [Option<f64>], rules: &'a BaselineRules) -> Self {
        let mut counts = BTreeMap::new();
        let buckets = (0..timeline.at.len()).filter(|i| timeline.undisturbed(column, *i).is_some());
        buckets.for_each(|i| *counts.entry(timeline.day(i)).or_default() += 1);
        Values { timeline, column, rules, counts }
    }

    /// From the first day with a value to the last.
    fn days(&self) -> Range<i64> {
        let first = self.counts.first_key_value().map_or(0, |(day, _)| *day);
        first..self.counts.last_key_value().map_or(first, |(day, _)| day + 1)
    }

    fn is_week(&self, start: i64) -> bool {
        let values = self.counts.range(start..start + 7).map(|(_, n)| n).sum();
        self.timeline.covers(values, self.rules.coverage_ratio, 7 * DAY)
    }

    /// Weeks that count before a day.
    fn weeks_before(&self, day: i64) -> usize {
        (1..=self.rules.window_days / 7).filter(|week| self.is_week(day - 7 * week)).count()
    }

    /// Weeks that count in all, without one.
    fn weeks_in_all(&self, left_out: &Range<i64>) -> usize {
        self.days().step_by(7).filter(|start| !left_out.contains(start) && self.is_week(*start)).count()
    }

    fn suffices(&self, weeks: usize, least: i64) -> bool {
        i64::try_from(weeks).is_ok_and(|weeks| weeks >= least)
    }

    fn kind(&self, weeks: usize) -> Option<Baseline> {
        if self.suffices(weeks, self.rules.full_weeks) {
            Some(Baseline::Full)
        } else if self.suffices(weeks, self.rules.coarse_weeks) {
            Some(Baseline::Coarse)
        } else if self.suffices(self.weeks_in_all(&(0..0)), self.rules.in_sample_weeks) {
            Some(Baseline::InSample)
        } else {
            None
        }
    }

    /// The weeks of the whole series that some buckets lie in.
    fn weeks_of(&self, range: Range<usize>) -> Vec<Range<i64>> {
        let origin = self.days().start;
        let mut weeks: Vec<Range<i64>> = Vec::new();
        for day in range.map(|i| self.timeline.day(i)) {
            if weeks.last().is_none_or(|week| !week.contains(&day)) {
                let start = origin + (day - origin).div_euclid(7) * 7;
                weeks.push(start..start + 7);
            }
        }
        weeks
    }

    fn basis(&self, days: Range<i64>, left_out: Range<i64>, coarse: bool) -> Basis {
        let place = |slot: u8| usize::from(if coarse { coarse_slot(slot) } else { slot });
        let mut groups = vec![Vec::new(); if coarse { COARSE_SLOTS } else { SLOTS }];
        let mut basis = Basis { slots: Vec::new(), days, left_out };
        for bucket in self.timeline.of_days(&basis.days).filter(|i| basis.holds(self.timeline.day(*i))) {
            if let Some(value) = self.timeline.undisturbed(self.column, bucket) {
                groups[place(self.timeline.slot[bucket])].push(value);
            }
        }
        let found: Slots = groups.into_iter().map(spread).collect();
        basis.slots = (0..=u8::MAX).take(SLOTS).map(|slot| found[place(slot)]).collect();
        basis
    }
}

/// Of weekdays the hour, of weekends (and holidays, which are Sundays here) the hour after them.
fn coarse_slot(slot: u8) -> u8 {
    slot % 24 + if slot / 24 >= 5 { 24 } else { 0 }
}

/// Median and median absolute deviation of some values; `None` of none.
///
/// The values of a slot are found by its number; a group-by that hashes the slots again takes three times as long.
fn spread(values: Vec<f64>) -> Option<(f64, f64)> {
    let values = Float64Chunked::from_vec("x".into(), values);
    let median = values.median()?;
    let deviations = values.apply_values(|x| (x - median).abs());
    Some((median, deviations.median()?))
}

/// A fault of Polars, as a diagnostic.
pub(super) fn polars_fault(fault: &PolarsError) -> Diagnostic {
    Diagnostic::internal("E0912", format!("the load cannot be computed: {fault}"))
}
