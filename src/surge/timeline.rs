//! The buckets of one system in its local calendar: what every other step of `surge` walks along.

use std::ops::Range;

use crate::calendar::Micros;
use crate::diagnostic::{Diagnostic, Result};

use super::civil::{Civil, HOUR, MINUTE};
use super::intervals::{overlap, unite};
use super::{Facts, Horizon, Load, Period};

/// Load and calendar; all columns are cut at `as_of`.
pub(super) struct Timeline<'a> {
    pub(super) load: &'a Load,
    pub(super) civil: Civil<'a>,
    /// Microseconds of a bucket.
    pub(super) step: Micros,
    /// Start of each bucket.
    pub(super) at: &'a [Micros],
    /// Local hour of each bucket.
    pub(super) hour: Vec<i64>,
    /// Hour of the week of each bucket, holidays as Sundays.
    pub(super) slot: Vec<u8>,
    /// Whether no part of a bucket lies in an outage or a planned window.
    calm: Vec<bool>,
    /// Outages, united.
    pub(super) outages: Vec<(Micros, Micros)>,
    /// Months with a bucket, ascending.
    pub(super) months: Vec<(&'a Period, Range<usize>)>,
    pub(super) periods: &'a [Period],
    pub(super) as_of: Micros,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(load: &'a Load, facts: &Facts, horizon: &'a Horizon) -> Result<Self> {
        check(load)?;
        let civil = Civil { zone: horizon.zone, holidays: horizon.holidays };
        let at = &load.at[..load.at.partition_point(|at| *at < horizon.as_of)];
        let step = load.bucket_minutes * MINUTE;
        let hour = hours(&civil, at);
        let slot = slots(&civil, &hour);
        let outages = unite(&facts.outages);
        let disturbing: Vec<_> = outages.iter().chain(&facts.planned).copied().collect();
        let calm = overlap(at, step, &unite(&disturbing)).into_iter().map(|inside| !inside).collect();
        let mut timeline = Timeline {
            load,
            civil,
            step,
            at,
            hour,
            slot,
            calm,
            outages,
            months: Vec::new(),
            periods: &horizon.periods,
            as_of: horizon.as_of,
        };
        let months = horizon.periods.iter().filter(|period| period.is_month);
        let months = months.map(|period| (period, timeline.range(period.from, period.to)));
        timeline.months = months.filter(|(_, range)| !range.is_empty()).collect();
        timeline.months.sort_by_key(|(period, _)| period.from);
        Ok(timeline)
    }

    /// The buckets that start in [from, to).
    pub(super) fn range(&self, from: Micros, to: Micros) -> Range<usize> {
        let start = self.at.partition_point(|at| *at < from);
        start..self.at.partition_point(|at| *at < to).max(start)
    }

    /// The load of a bucket, where it is valid.
    pub(super) fn x(&self, bucket: usize) -> Option<f64> {
        known(&self.load.x, bucket)
    }

    /// A column of the load in a bucket, where it is known and neither outage nor planned window touches it.
    pub(super) fn undisturbed(&self, column: &[Option<f64>], bucket: usize) -> Option<f64> {
        known(column, bucket).filter(|_| self.calm[bucket])
    }

    /// The buckets of some local days.
    pub(super) fn of_days(&self, days: &Range<i64>) -> Range<usize> {
        let start = self.hour.partition_point(|hour| *hour < days.start * 24);
        start..self.hour.partition_point(|hour| *hour < days.end * 24).max(start)
    }

    /// Local day of a bucket.
    pub(super) fn day(&self, bucket: usize) -> i64 {
        self.hour[bucket].div_euclid(24)
    }

    /// End of a bucket.
    pub(super) fn end(&self, bucket: usize) -> Micros {
        self.at[bucket] + self.step
    }

    /// Minutes of so many buckets.
    pub(super) fn minutes(&self, buckets: usize) -> i64 {
        i64::try_from(buckets).unwrap_or(i64::MAX).saturating_mul(self.load.bucket_minutes)
    }

    /// Whether so many buckets are at least a share of a stretch of time.
    pub(super) fn covers(&self, buckets: usize, share: f64, stretch: Micros) -> bool {
        let all = usize::try_from(stretch / self.step).unwrap_or(usize::MAX);
        float(buckets) >= share * float(all)
    }
}

/// A cell that holds a number.
pub(super) fn known(column: &[Option<f64>], bucket: usize) -> Option<f64> {
    column.get(bucket).copied().flatten().filter(|x| x.is_finite())
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts of buckets are far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

fn check(load: &Load) -> Result<()> {
    let fault = |message: String| Err(Diagnostic::internal("E0912", message));
    let id = &load.system_id;
    if load.bucket_minutes < 1 || 1440 % load.bucket_minutes != 0 {
        return fault(format!("buckets of {} minutes of `{id}` do not divide a day", load.bucket_minutes));
    }
    let columns = [&load.x, &load.cpu, &load.memory, &load.pool, &load.latency, &load.demand, &load.installed];
    if columns.iter().any(|column| column.len() != load.at.len()) {
        return fault(format!("the columns of the load of `{id}` are not of one length"));
    }
    if load.at.windows(2).any(|pair| pair[0] >= pair[1]) {
        return fault(format!("the buckets of the load of `{id}` are not in order"));
    }
    Ok(())
}

/// The local hour of each bucket. The offset is looked up every half hour: no zone changes it in between.
fn hours(civil: &Civil, at: &[Micros]) -> Vec<i64> {
    let mut last = (i64::MIN, 0);
    let hour = |at: &Micros| {
        let half = at.div_euclid(HOUR / 2);
        if last.0 != half {
            last = (half, civil.offset(*at));
        }
        (at + last.1).div_euclid(HOUR)
    };
    at.iter().map(hour).collect()
}

/// The slot of each hour; looked up once an hour, for a holiday is a search.
fn slots(civil: &Civil, hours: &[i64]) -> Vec<u8> {
    let mut last = (i64::MIN, 0);
    let slot = |hour: &i64| {
        if last.0 != *hour {
            last = (*hour, civil.slot(*hour));
        }
        last.1
    };
    hours.iter().map(slot).collect()
}
