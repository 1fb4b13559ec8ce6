//! Every number of metrics.md 3.6 to 3.10 that the specification leaves to us, with its default.
//!
//! Each has a name in `queries/parameters.toml`, by which [`Rules::read`] asks for it.

use crate::diagnostic::Result;

/// All of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// Baselines and the typical daily peak.
    pub baseline: BaselineRules,
    /// What a surge is.
    pub segment: SegmentRules,
    /// Regularity.
    pub key: KeyRules,
    /// Saturation and other runs.
    pub run: RunRules,
    /// Elasticity and replays.
    pub capacity: CapacityRules,
}

/// Baselines and the typical daily peak (3.7).
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineRules {
    /// Days before a month that its baseline stands on.
    pub window_days: i64,
    /// Weeks before a month from which on the baseline has 168 slots.
    pub full_weeks: i64,
    /// Weeks before a month from which on it has 48.
    pub coarse_weeks: i64,
    /// Weeks in all from which on a month may be judged in sample.
    pub in_sample_weeks: i64,
    /// Least share of valid buckets for a week or a day to count.
    pub coverage_ratio: f64,
    /// Least spread as a share of the baseline of the slot.
    pub spread_ratio: f64,
    /// Least spread as a share of the typical daily peak.
    pub spread_peak_ratio: f64,
    /// The peak of a day is sustained for so many minutes: the 3rd-largest of 5-minute values.
    pub peak_minutes: i64,
    /// Least business days for a typical daily peak.
    pub peak_days: i64,
    /// Business days below which it is provisional.
    pub peak_days_sure: i64,
}

/// What a surge is (3.7).
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentRules {
    /// Unexpected: at least so many times the baseline,
    pub unexpected_ratio: f64,
    /// so many spreads above it,
    pub unexpected_spreads: f64,
    /// and at least this share of the typical daily peak.
    pub unexpected_floor_ratio: f64,
    /// Over-peak: at least so many times the typical daily peak.
    pub over_peak_ratio: f64,
    /// Longest gap in minutes that one surge may bridge.
    pub gap_minutes: i64,
    /// Least flagged minutes of a surge that no outage cut off.
    pub flagged_minutes: i64,
}

/// Regularity in the calendar (3.9).
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRules {
    /// Hours by which a surge may be off the hour of a key of the week or the month.
    pub hours: i64,
    /// Least opportunities with a surge.
    pub hits: i64,
    /// Least share of opportunities with a surge, of keys of the year too.
    pub hit_ratio: f64,
    /// Significance; divided by the number of keys tested, but not for keys of the year.
    pub significance: f64,
    /// Least share of judged buckets for an opportunity to be observed.
    pub coverage_ratio: f64,
    /// Days by which a surge may be off the day of a key of the year.
    pub year_days: i64,
    /// Least years with a surge, of at least as many observed.
    pub year_hits: i64,
    /// Months of history above which keys of the year are looked for.
    pub year_months: i64,
    /// Months of history below which they are suspect.
    pub year_months_sure: i64,
}

/// Saturation and other runs (3.10).
#[derive(Debug, Clone, PartialEq)]
pub struct RunRules {
    /// Shortest run in minutes; one bucket if buckets are longer.
    pub minutes: i64,
    /// CPU of a tier that is saturated, percent.
    pub cpu_percent: f64,
    /// Memory that is saturated, percent.
    pub memory_percent: f64,
    /// Pool or sessions that are saturated, percent of the configured maximum.
    pub pool_percent: f64,
    /// CPU at which the guide's example policy adds servers, percent.
    pub trigger_percent: f64,
    /// Latency that is slow, milliseconds,
    pub slow_ms: f64,
    /// and at least so many times its baseline.
    pub slow_ratio: f64,
}

/// Elasticity and replays (3.10).
#[derive(Debug, Clone, PartialEq)]
pub struct CapacityRules {
    /// Least share of buckets with a known demand for a period to have figures.
    pub coverage_ratio: f64,
    /// Least number of units.
    pub units_minimum: i64,
    /// Utilisation that elastic capacity aims at, u*.
    pub target_ratio: f64,
    /// Minutes for which capacity stays after its need has gone.
    pub lag_minutes: i64,
    /// Utilisation from which on the guide's policy adds units.
    pub out_ratio: f64,
    /// Units that it adds or takes away at once.
    pub step_units: i64,
    /// Utilisation below which units are taken away.
    pub in_ratio: f64,
    /// Consecutive buckets of it.
    pub in_buckets: i64,
    /// Utilisation above which the units do not suffice.
    pub under_ratio: f64,
    /// Deviation from the target that the analogue of the Kubernetes autoscaler tolerates.
    pub tolerance_ratio: f64,
    /// Minutes by which scheduled capacity leads and trails the window of its key.
    pub margin_minutes: i64,
}

impl Default for BaselineRules {
    fn default() -> Self {
        BaselineRules {
            window_days: 56,
            full_weeks: 4,
            coarse_weeks: 2,
            in_sample_weeks: 3,
            coverage_ratio: 0.5,
            spread_ratio: 0.1,
            spread_peak_ratio: 1e-6,
            peak_minutes: 15,
            peak_days: 10,
            peak_days_sure: 20,
        }
    }
}

impl Default for SegmentRules {
    fn default() -> Self {
        SegmentRules {
            unexpected_ratio: 1.5,
            unexpected_spreads: 5.0,
            unexpected_floor_ratio: 0.5,
            over_peak_ratio: 1.5,
            gap_minutes: 15,
            flagged_minutes: 10,
        }
    }
}

impl Default for KeyRules {
    fn default() -> Self {
        KeyRules {
            hours: 1,
            hits: 3,
            hit_ratio: 0.6,
            significance: 0.01,
            coverage_ratio: 0.5,
            year_days: 3,
            year_hits: 2,
            year_months: 12,
            year_months_sure: 24,
        }
    }
}

impl Default for RunRules {
    fn default() -> Self {
        RunRules {
            minutes: 5,
            cpu_percent: 80.0,
            memory_percent: 90.0,
            pool_percent: 95.0,
            trigger_percent: 50.0,
            slow_ms: 3000.0,
            slow_ratio: 2.0,
        }
    }
}

impl Default for CapacityRules {
    fn default() -> Self {
        CapacityRules {
            coverage_ratio: 0.5,
            units_minimum: 1,
            target_ratio: 0.5,
            lag_minutes: 10,
            out_ratio: 0.5,
            step_units: 2,
            in_ratio: 0.25,
            in_buckets: 3,
            under_ratio: 0.8,
            tolerance_ratio: 0.1,
            margin_minutes: 30,
        }
    }
}

impl Rules {
    /// The rules as parameters state them; `number` hands out one by its name.
    ///
    /// # Errors
    /// Those of `number`.
    pub fn read(number: impl Fn(&str) -> Result<f64>) -> Result<Rules> {
        let number = &number;
        Ok(Rules {
            baseline: BaselineRules::read(number)?,
            segment: SegmentRules::read(number)?,
            key: KeyRules::read(number)?,
            run: RunRules::read(number)?,
            capacity: CapacityRules::read(number)?,
        })
    }
}

/// A parameter that counts something.
#[expect(clippy::cast_possible_truncation, reason = "parameters are small, and a cast of a float saturates")]
fn whole(number: &impl Fn(&str) -> Result<f64>, name: &str) -> Result<i64> {
    number(name).map(|x| x.round() as i64)
}

impl BaselineRules {
    fn read(number: &impl Fn(&str) -> Result<f64>) -> Result<Self> {
        Ok(BaselineRules {
            window_days: whole(number, "surge.window_days")?,
            full_weeks: whole(number, "surge.full_weeks")?,
            coarse_weeks: whole(number, "surge.coarse_weeks")?,
            in_sample_weeks: whole(number, "surge.in_sample_weeks")?,
            coverage_ratio: number("surge.coverage_ratio")?,
            spread_ratio: number("surge.spread_ratio")?,
            spread_peak_ratio: number("surge.spread_peak_ratio")?,
            peak_minutes: whole(number, "surge.peak_minutes")?,
            peak_days: whole(number, "surge.peak_days")?,
            peak_days_sure: whole(number, "surge.peak_days_sure")?,
        })
    }
}

impl SegmentRules {
    fn read(number: &impl Fn(&str) -> Result<f64>) -> Result<Self> {
        Ok(SegmentRules {
            unexpected_ratio: number("surge.unexpected_ratio")?,
            unexpected_spreads: number("surge.unexpected_spreads")?,
            unexpected_floor_ratio: number("surge.unexpected_floor_ratio")?,
            over_peak_ratio: number("surge.over_peak_ratio")?,
            gap_minutes: whole(number, "surge.gap_minutes")?,
            flagged_minutes: whole(number, "surge.flagged_minutes")?,
        })
    }
}

impl KeyRules {
    fn read(number: &impl Fn(&str) -> Result<f64>) -> Result<Self> {
        Ok(KeyRules {
            hours: whole(number, "regularity.hours")?,
            hits: whole(number, "regularity.hits")?,
            hit_ratio: number("regularity.hit_ratio")?,
            significance: number("regularity.significance")?,
            coverage_ratio: number("regularity.coverage_ratio")?,
            year_days: whole(number, "regularity.year_days")?,
            year_hits: whole(number, "regularity.year_hits")?,
            year_months: whole(number, "regularity.year_months")?,
            year_months_sure: whole(number, "regularity.year_months_sure")?,
        })
    }
}

impl RunRules {
    fn read(number: &impl Fn(&str) -> Result<f64>) -> Result<Self> {
        Ok(RunRules {
            minutes: whole(number, "saturation.minutes")?,
            cpu_percent: number("saturation.cpu_percent")?,
            memory_percent: number("saturation.memory_percent")?,
            pool_percent: number("saturation.pool_percent")?,
            trigger_percent: number("saturation.trigger_percent")?,
            slow_ms: number("saturation.slow_ms")?,
            slow_ratio: number("saturation.slow_ratio")?,
        })
    }
}

impl CapacityRules {
    fn read(number: &impl Fn(&str) -> Result<f64>) -> Result<Self> {
        Ok(CapacityRules {
            coverage_ratio: number("elasticity.coverage_ratio")?,
            units_minimum: whole(number, "elasticity.units_minimum")?,
            target_ratio: number("elasticity.target_ratio")?,
            lag_minutes: whole(number, "elasticity.lag_minutes")?,
            out_ratio: number("elasticity.out_ratio")?,
            step_units: whole(number, "elasticity.step_units")?,
            in_ratio: number("elasticity.in_ratio")?,
            in_buckets: whole(number, "elasticity.in_buckets")?,
            under_ratio: number("elasticity.under_ratio")?,
            tolerance_ratio: number("elasticity.tolerance_ratio")?,
            margin_minutes: whole(number, "elasticity.margin_minutes")?,
        })
    }
}
