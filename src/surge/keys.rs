//! Regularity of surges in the calendar (metrics.md 3.9).
//!
//! Decided here, where the specification is silent:
//! - An opportunity of a key of the week or the month is a day of its pattern with the 3 hours around its hour; of the
//!   year, the 7 days around its day. It is observed if half of its buckets are judged.
//! - Like opportunities, of which p₀ is a share: of the week and the month all windows of 3 hours, of the year all
//!   windows of 7 days.
//! - Keys tested: all keys of the week and the month with at least 3 opportunities, as less can never be regular.
//! - A key of the year needs 2 hits of at least 2 years, hits in 60 % and a tail below 0.01 that is not divided: two
//!   years could never pass a divided one. Months of history are those in which surges can be known.
//! - Of the regular keys of a kind a surge takes the one with most hits, then with most surges in the very hour or on
//!   the very day, then the least likely by chance, then the first.

mod chance;
mod pattern;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Micros;

use super::civil::{Civil, DAY, HOUR};
use super::marks::Mark;
use super::timeline::{Timeline, float};
use super::{KeyRules, MonthLoad, Segment};
use chance::binomial_tail;
pub(super) use pattern::Pattern;

/// Kind of a regularity, finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// An hour of a weekday.
    Week,
    /// An hour of a day of the month, or of a business day counted from its start or end.
    Month,
    /// A day of the year.
    Year,
}

impl KeyKind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Week => "W",
            KeyKind::Month => "M",
            KeyKind::Year => "Y",
        }
    }
}

/// One regularity.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Week, month or year.
    pub kind: KeyKind,
    /// `Tue 10`, `25 10` (day 25, hour 10), `business day 3 10`, `last business day 18`, `08-25`.
    pub label: String,
    /// Opportunities observed.
    pub n: u32,
    /// Opportunities with a surge.
    pub h: u32,
    /// Probability of at least `h` of `n` by chance.
    pub p_value: f64,
    /// Its next time after `as_of`; of a key of the year the start of the day.
    pub next_expected: Option<Micros>,
    /// A key of the year that less than 24 months of history show.
    pub suspect: bool,
}

/// What was seen of one pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Seen {
    n: u32,
    h: u32,
    /// Opportunities with a surge in the very hour, or on the very day.
    exact: u32,
}

impl Seen {
    fn add(&mut self, opportunity: &Opportunity) {
        self.n += 1;
        self.h += u32::from(opportunity.hit);
        self.exact += u32::from(opportunity.exact);
    }

    fn is_often(self, hits: i64, rules: &KeyRules) -> bool {
        i64::from(self.h) >= hits && f64::from(self.h) >= rules.hit_ratio * f64::from(self.n)
    }
}

/// One observed window around an hour or a day.
struct Opportunity {
    /// The local hour or day.
    middle: i64,
    /// Whether a surge starts in the window, and whether in its middle.
    hit: bool,
    exact: bool,
}

/// The regular patterns, each with what was seen of it and its tail.
type Regular = BTreeMap<Pattern, (Seen, f64)>;

/// Sets the keys of the segments, and hands out those keys with their patterns.
pub(super) fn find(
    timeline: &Timeline,
    marks: &[Mark],
    segments: &mut [Segment],
    months: &[MonthLoad],
    rules: &KeyRules,
) -> Vec<(Key, Pattern)> {
    if segments.is_empty() {
        return Vec::new();
    }
    let known = months.iter().filter(|month| month.null_reason.is_none()).count();
    let known = i64::try_from(known).unwrap_or(i64::MAX);
    let starts: Vec<i64> = segments.iter().map(|segment| timeline.civil.hour(segment.start)).collect();
    let mut regular = by_hour(timeline, marks, &starts, rules);
    if known > rules.year_months {
        regular.extend(by_day(timeline, marks, &starts, rules));
    }
    let finest: Vec<_> = starts.iter().map(|hour| finest(&timeline.civil, &regular, *hour, rules)).collect();
    let taken: BTreeSet<Pattern> = finest.iter().flatten().copied().collect();
    for (segment, pattern) in segments.iter_mut().zip(&finest) {
        segment.key = pattern.and_then(|pattern| taken.iter().position(|other| *other == pattern));
    }
    let key = |pattern: Pattern| {
        let (seen, p_value) = regular.get(&pattern)?;
        let key = Key {
            kind: pattern.kind(),
            label: pattern.label(),
            n: seen.n,
            h: seen.h,
            p_value: *p_value,
            next_expected: pattern.next(&timeline.civil, timeline.as_of),
            suspect: pattern.kind() == KeyKind::Year && known < rules.year_months_sure,
        };
        Some((key, pattern))
    };
    taken.into_iter().filter_map(key).collect()
}

/// The regular patterns of the week and the month.
fn by_hour(timeline: &Timeline, marks: &[Mark], starts: &[i64], rules: &KeyRules) -> Regular {
    let window = Window { reach: rules.hours, length: (2 * rules.hours + 1) * HOUR, coverage: rules.coverage_ratio };
    let opportunities = window.opportunities(timeline, &timeline.hour, marks, starts);
    let mut seen: BTreeMap<Pattern, Seen> = BTreeMap::new();
    let mut today = (i64::MIN, None);
    for opportunity in &opportunities {
        let day = opportunity.middle.div_euclid(24);
        if today.0 != day {
            today = (day, timeline.civil.business_day(day));
        }
        let patterns = Pattern::of_hour(opportunity.middle, today.1);
        patterns.into_iter().for_each(|pattern| seen.entry(pattern).or_default().add(opportunity));
    }
    let tested = seen.values().filter(|seen| i64::from(seen.n) >= rules.hits).count();
    let (chance, limit) = (share(&opportunities), rules.significance / float(tested));
    let often = seen.into_iter().filter(|(_, seen)| seen.is_often(rules.hits, rules));
    let judged = often.map(|(pattern, seen)| (pattern, (seen, binomial_tail(seen.n, seen.h, chance))));
    judged.filter(|(_, (_, tail))| *tail < limit).collect()
}

/// The regular patterns of the year.
fn by_day(timeline: &Timeline, marks: &[Mark], starts: &[i64], rules: &KeyRules) -> Regular {
    let days: Vec<i64> = timeline.hour.iter().map(|hour| hour.div_euclid(24)).collect();
    let starts: Vec<i64> = starts.iter().map(|hour| hour.div_euclid(24)).collect();
    let length = (2 * rules.year_days + 1) * DAY;
    let window = Window { reach: rules.year_days, length, coverage: rules.coverage_ratio };
    let opportunities = window.opportunities(timeline, &days, marks, &starts);
    let mut seen: BTreeMap<Pattern, Seen> = BTreeMap::new();
    opportunities.iter().for_each(|day| seen.entry(Pattern::of_day(day.middle)).or_default().add(day));
    let chance = share(&opportunities);
    let often = seen.into_iter().filter(|(_, seen)| seen.is_often(rules.year_hits, rules));
    let judged = often.map(|(pattern, seen)| (pattern, (seen, binomial_tail(seen.n, seen.h, chance))));
    judged.filter(|(_, (_, tail))| *tail < rules.significance).collect()
}

/// The share of opportunities with a surge, p₀.
fn share(opportunities: &[Opportunity]) -> f64 {
    let hits = opportunities.iter().filter(|opportunity| opportunity.hit).count();
    float(hits) / float(opportunities.len().max(1))
}

/// Windows around hours or days.
struct Window {
    /// Hours or days before and after the middle.
    reach: i64,
    /// Length of all of it.
    length: Micros,
    /// Least share of judged buckets.
    coverage: f64,
}

impl Window {
    /// The observed windows, ascending; `units` are the hours or days of the buckets.
    fn opportunities(&self, timeline: &Timeline, units: &[i64], marks: &[Mark], starts: &[i64]) -> Vec<Opportunity> {
        let (Some(first), Some(last)) = (units.first(), units.last()) else { return Vec::new() };
        let judged = units.iter().zip(marks).filter(|(_, mark)| mark.judged).map(|(unit, _)| *unit);
        let (judged, starts) = (tally(judged), tally(starts.iter().copied()));
        let sum = |counts: &BTreeMap<i64, usize>, middle: i64| -> usize {
            counts.range(middle - self.reach..=middle + self.reach).map(|(_, count)| count).sum()
        };
        let observed = |middle: &i64| timeline.covers(sum(&judged, *middle), self.coverage, self.length);
        let opportunity =
            |middle| Opportunity { middle, hit: sum(&starts, middle) > 0, exact: starts.contains_key(&middle) };
        (*first..=*last).filter(observed).map(opportunity).collect()
    }
}

fn tally(units: impl Iterator<Item = i64>) -> BTreeMap<i64, usize> {
    let mut counts = BTreeMap::new();
    units.for_each(|unit| *counts.entry(unit).or_default() += 1);
    counts
}

/// The regular pattern that a surge takes.
fn finest(civil: &Civil, regular: &Regular, start: i64, rules: &KeyRules) -> Option<Pattern> {
    let hours = start - rules.hours..=start + rules.hours;
    let day = start.div_euclid(24);
    let days = day - rules.year_days..=day + rules.year_days;
    let by_hour = hours.flat_map(|hour| Pattern::of_hour(hour, civil.business_day(hour.div_euclid(24))));
    let matching: BTreeSet<Pattern> = by_hour.chain(days.map(Pattern::of_day)).collect();
    let regular = matching.into_iter().filter_map(|pattern| Some((pattern, regular.get(&pattern)?)));
    let order = |(pattern, (seen, tail)): &(Pattern, &(Seen, f64))| {
        (pattern.kind(), Reverse(seen.h), Reverse(seen.exact), tail.to_bits(), *pattern)
    };
    // The bits of doubles that are not negative have the order of their values.
    regular.min_by_key(order).map(|(pattern, _)| pattern)
}
