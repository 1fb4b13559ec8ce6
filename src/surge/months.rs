//! The months of one system: on what its surges were judged there.
//!
//! Decided here: a month grows against the year before only if both stand on the weeks before them; a provisional
//! daily peak is good enough for that.

use crate::calendar::Month;

use super::BaselineRules;
use super::baseline::{Bases, SLOTS};
use super::daily_peak::Peak;
use super::timeline::{Timeline, float};

/// Longest bucket, in minutes, on which surges are looked for.
pub(super) const LONGEST_BUCKET: i64 = 60;

/// Where the baseline of a month comes from (metrics.md 3.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// At least 4 of the 8 weeks before the month: 168 slots of the week.
    Full,
    /// 2 or 3 of them: 48 slots, weekdays and weekends by hour.
    Coarse,
    /// Less than 2 before the month, but 3 in all: the whole series without the week under test. Never ranked.
    InSample,
}

impl Baseline {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Baseline::Full => "full",
            Baseline::Coarse => "coarse",
            Baseline::InSample => "in_sample",
        }
    }
}

/// Why no surge can be known in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Buckets of more than 60 minutes.
    CoarseStep,
    /// Neither 2 weeks before the month nor 3 in all.
    HistoryTooShort,
    /// Less than 10 business days with a daily peak.
    TooFewBusinessDays,
    /// The typical daily peak is 0.
    NoLoad,
}

impl Unknown {
    /// Its name in tables (`null_reason`).
    pub fn name(self) -> &'static str {
        match self {
            Unknown::CoarseStep => "coarse_step",
            Unknown::HistoryTooShort => "history_too_short",
            Unknown::TooFewBusinessDays => "too_few_business_days",
            Unknown::NoLoad => "no_load",
        }
    }
}

/// One month of one system.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthLoad {
    /// Name of the period.
    pub month: String,
    /// What the month is judged by, if anything.
    pub baseline: Option<Baseline>,
    /// Why surges are unknown there; `None` if they are known, be it none.
    pub null_reason: Option<Unknown>,
    /// Whether its surges may be ranked: known, and not judged in sample.
    pub ranked: bool,
    /// Typical daily peak D, in the unit of the load. In sample: of all days, though the week under test is left out
    /// where its surges are judged.
    pub daily_peak: Option<f64>,
    /// Business days that D is the median of.
    pub daily_peak_days: u32,
    /// Whether these are less than 20.
    pub daily_peak_provisional: bool,
    /// D over D of the month a year before; both must stand on the weeks before their month.
    pub growth: Option<f64>,
    /// Minutes with a valid load.
    pub valid_minutes: i64,
    /// Weeks that count among the 8 before the month.
    pub history_weeks: u32,
    /// Mean of the valid load.
    pub mean: f64,
}

/// The baseline of one month in one hour of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Name of the period.
    pub month: String,
    /// Hour of the week, 0 is Monday 00:00 local; an hour of a holiday is looked up in the Sunday slots (144 and on).
    pub slot: u8,
    /// Median B, in the unit of the load. A coarse baseline fills all slots from its 48.
    pub baseline: f64,
    /// Spread S = max(1.4826 MAD, 0.1 B, 1e-6 D), in the unit of the load.
    pub spread: f64,
}

/// The months of a timeline, those without a valid bucket too, and the slots of those that have a baseline.
pub(super) fn describe(
    timeline: &Timeline,
    bases: &Bases,
    peaks: &[Peak],
    rules: &BaselineRules,
) -> (Vec<MonthLoad>, Vec<Slot>) {
    let (mut months, mut slots) = (Vec::new(), Vec::new());
    for ((period, range), month) in timeline.months.iter().zip(&bases.months) {
        let peak = month.shown.and_then(|shown| peaks.get(shown)).copied().unwrap_or_default();
        let values: Vec<f64> = range.clone().filter_map(|i| timeline.x(i)).collect();
        let null_reason = unknown(timeline, month.kind, peak);
        months.push(MonthLoad {
            month: period.name.clone(),
            baseline: month.kind,
            null_reason,
            ranked: null_reason.is_none() && month.kind != Some(Baseline::InSample),
            daily_peak: peak.typical,
            daily_peak_days: u32::try_from(peak.days).unwrap_or(u32::MAX),
            daily_peak_provisional: peak.typical.is_some()
                && i64::try_from(peak.days).is_ok_and(|days| days < rules.peak_days_sure),
            growth: None,
            valid_minutes: timeline.minutes(values.len()),
            history_weeks: u32::try_from(month.weeks).unwrap_or(u32::MAX),
            mean: values.iter().sum::<f64>() / float(values.len()),
        });
        let basis = month.shown.and_then(|shown| bases.all.get(shown));
        let known = |slot| Some((slot, basis?.slot(slot, peak.typical, rules)?));
        let known = (0..=u8::MAX).take(SLOTS).filter_map(known);
        slots.extend(known.map(|(slot, (baseline, spread))| Slot {
            month: period.name.clone(),
            slot,
            baseline,
            spread,
        }));
    }
    grow(timeline, &mut months);
    (months, slots)
}

fn unknown(timeline: &Timeline, kind: Option<Baseline>, peak: Peak) -> Option<Unknown> {
    if timeline.load.bucket_minutes > LONGEST_BUCKET {
        return Some(Unknown::CoarseStep);
    }
    match (kind, peak.typical) {
        (None, _) => Some(Unknown::HistoryTooShort),
        (_, None) => Some(Unknown::TooFewBusinessDays),
        (_, Some(typical)) if typical <= 0.0 => Some(Unknown::NoLoad),
        _ => None,
    }
}

/// Sets the growth against the same month of the year before.
fn grow(timeline: &Timeline, months: &mut [MonthLoad]) {
    let starts = timeline.months.iter().map(|(period, _)| Month::of(timeline.civil.zone.local(period.from).date()));
    let trailing = |month: &MonthLoad| month.daily_peak.filter(|_| month.baseline != Some(Baseline::InSample));
    let peaks: Vec<_> = starts.zip(months.iter()).map(|(start, month)| (start, trailing(month))).collect();
    for (month, (start, peak)) in months.iter_mut().zip(&peaks) {
        let before = peaks.iter().find(|(other, _)| *other == start.plus(-12)).and_then(|(_, peak)| *peak);
        month.growth = peak.zip(before.filter(|before| *before > 0.0)).map(|(now, before)| now / before);
    }
}
