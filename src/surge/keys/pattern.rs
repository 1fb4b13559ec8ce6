//! Patterns of the calendar: which hours or days are opportunities of a key.

use chrono::Datelike as _;

use crate::calendar::Micros;

use super::super::civil::{BusinessDay, Civil, date, weekday};
use super::KeyKind;

/// Days within which a pattern must come again: a 29 February may be 8 years away.
const HORIZON_DAYS: i64 = 8 * 366;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The days and hours of one key. Their order is the order of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Pattern {
    /// Weekday (0 is Monday) and hour.
    Weekday(i64, i64),
    /// Day of the month and hour.
    MonthDay(u32, i64),
    /// Business day of the month, counted from 1, and hour.
    BusinessDay(u32, i64),
    /// Hour of the last business day of the month.
    LastBusinessDay(i64),
    /// Month and day.
    YearDay(u32, u32),
}

impl Pattern {
    pub(in super::super) fn kind(self) -> KeyKind {
        match self {
            Pattern::Weekday(..) => KeyKind::Week,
            Pattern::MonthDay(..) | Pattern::BusinessDay(..) | Pattern::LastBusinessDay(_) => KeyKind::Month,
            Pattern::YearDay(..) => KeyKind::Year,
        }
    }

    /// The patterns of the week and the month that a local hour is an opportunity of.
    pub(super) fn of_hour(hour: i64, business: Option<BusinessDay>) -> Vec<Pattern> {
        let (day, hour) = (hour.div_euclid(24), hour.rem_euclid(24));
        let mut patterns = vec![Pattern::Weekday(weekday(day), hour), Pattern::MonthDay(date(day).day(), hour)];
        patterns.extend(business.map(|day| Pattern::BusinessDay(day.number, hour)));
        patterns.extend(business.filter(|day| day.is_last).map(|_| Pattern::LastBusinessDay(hour)));
        patterns
    }

    /// The pattern of the year that a local day is an opportunity of.
    pub(super) fn of_day(day: i64) -> Pattern {
        Pattern::YearDay(date(day).month(), date(day).day())
    }

    /// The local hour of its opportunity on a day, if it has one; of the year the midnight.
    pub(in super::super) fn hour_of(self, civil: &Civil, day: i64) -> Option<i64> {
        let business = || civil.business_day(day);
        let (is_day, hour) = match self {
            Pattern::Weekday(on, hour) => (weekday(day) == on, hour),
            Pattern::MonthDay(on, hour) => (date(day).day() == on, hour),
            Pattern::BusinessDay(on, hour) => (business().is_some_and(|day| day.number == on), hour),
            Pattern::LastBusinessDay(hour) => (business().is_some_and(|day| day.is_last), hour),
            Pattern::YearDay(month, on) => ((date(day).month(), date(day).day()) == (month, on), 0),
        };
        is_day.then_some(day * 24 + hour)
    }

    /// Its first opportunity that begins after an instant.
    pub(super) fn next(self, civil: &Civil, after: Micros) -> Option<Micros> {
        let today = civil.hour(after).div_euclid(24);
        let hours = (today..today + HORIZON_DAYS).filter_map(|day| self.hour_of(civil, day));
        hours.filter_map(|hour| civil.instant(hour)).find(|at| *at > after)
    }

    /// Its name in tables.
    pub(super) fn label(self) -> String {
        match self {
            Pattern::Weekday(day, hour) => {
                let name = usize::try_from(day).ok().and_then(|day| WEEKDAYS.get(day));
                format!("{} {hour}", name.copied().unwrap_or_default())
            }
            Pattern::MonthDay(day, hour) => format!("{day} {hour}"),
            Pattern::BusinessDay(number, hour) => format!("business day {number} {hour}"),
            Pattern::LastBusinessDay(hour) => format!("last business day {hour}"),
            Pattern::YearDay(month, day) => format!("{month:02}-{day:02}"),
        }
    }
}
