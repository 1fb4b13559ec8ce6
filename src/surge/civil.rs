//! The local calendar of one horizon: days and hours as numbers, holidays, business days.
//!
//! A day is counted from 1970-01-01, an hour from its midnight, both local. Where the clock is set back, the hour
//! that occurs twice is one hour of twice the buckets: Korea has not done so since 1988.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, NaiveDate};

use crate::calendar::{Micros, Month, Zone};

/// One hour in microseconds.
pub(super) const HOUR: Micros = 3_600_000_000;
/// One day in microseconds.
pub(super) const DAY: Micros = 24 * HOUR;
/// One minute in microseconds.
pub(super) const MINUTE: Micros = 60_000_000;

/// Zone and holidays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Civil<'a> {
    pub(super) zone: Zone,
    pub(super) holidays: &'a BTreeSet<NaiveDate>,
}

/// Place of a business day in its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BusinessDay {
    /// 1 is the first.
    pub(super) number: u32,
    /// Whether no other follows in the month.
    pub(super) is_last: bool,
}

impl Civil<'_> {
    /// The local hour of an instant.
    pub(super) fn hour(&self, at: Micros) -> i64 {
        (at + self.offset(at)).div_euclid(HOUR)
    }

    /// What local time is ahead of UTC, in microseconds.
    pub(super) fn offset(&self, at: Micros) -> Micros {
        self.zone.local(at).and_utc().timestamp_micros() - at
    }

    /// The instant at which a local hour begins; `None` for one that the clock skips.
    pub(super) fn instant(&self, hour: i64) -> Option<Micros> {
        let local = chrono::DateTime::from_timestamp(hour.checked_mul(3600)?, 0)?;
        self.zone.instant(local.naive_utc())
    }

    /// Hour of the week, 0 is Monday 00:00; an hour of a holiday is one of a Sunday.
    pub(super) fn slot(&self, hour: i64) -> u8 {
        let day = hour.div_euclid(24);
        let weekday = if self.is_holiday(day) { 6 } else { weekday(day) };
        u8::try_from(weekday * 24 + hour.rem_euclid(24)).unwrap_or_default()
    }

    /// Whether a day is a public holiday.
    fn is_holiday(&self, day: i64) -> bool {
        self.holidays.contains(&date(day))
    }

    /// Whether a day is Monday to Friday and no holiday.
    pub(super) fn is_business(&self, day: i64) -> bool {
        weekday(day) < 5 && !self.is_holiday(day)
    }

    /// Which business day of its month a day is; `None` if it is none.
    pub(super) fn business_day(&self, day: i64) -> Option<BusinessDay> {
        if !self.is_business(day) {
            return None;
        }
        let month = Month::of(date(day));
        let before = (day_of(month.first_day())..=day).filter(|d| self.is_business(*d)).count();
        let is_last = !(day + 1..=day_of(month.last_day())).any(|d| self.is_business(d));
        Some(BusinessDay { number: u32::try_from(before).unwrap_or_default(), is_last })
    }
}

/// Number of a date.
pub(super) fn day_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - i64::from(NaiveDate::default().num_days_from_ce())
}

/// Date of a number; the last or first that chrono knows, beyond it.
pub(super) fn date(day: i64) -> NaiveDate {
    let (epoch, span) = (NaiveDate::default(), Days::new(day.unsigned_abs()));
    if day < 0 {
        epoch.checked_sub_days(span).unwrap_or(NaiveDate::MIN)
    } else {
        epoch.checked_add_days(span).unwrap_or(NaiveDate::MAX)
    }
}

/// 0 is Monday. 1970-01-01 was a Thursday.
pub(super) fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        day_of(text.parse().unwrap())
    }

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        assert_eq!(day("1970-01-01"), 0);
        assert_eq!(date(day("2026-03-02")).to_string(), "2026-03-02");
        assert_eq!(date(-1).to_string(), "1969-12-31");
        assert_eq!(weekday(day("2026-03-02")), 0, "a Monday");
    }

    #[test]
    fn business_days_leave_out_holidays() {
        let holidays = ["2026-05-01", "2026-05-05"].iter().map(|d| d.parse().unwrap()).collect();
        let civil = Civil { zone: Zone::default(), holidays: &holidays };
        // May 2026 begins on a Friday; the 1st is a holiday, so Monday the 4th is the first business day.
        assert_eq!(civil.business_day(day("2026-05-01")), None);
        assert_eq!(civil.business_day(day("2026-05-04")), Some(BusinessDay { number: 1, is_last: false }));
        assert_eq!(civil.business_day(day("2026-05-06")), Some(BusinessDay { number: 2, is_last: false }));
        assert!(civil.business_day(day("2026-05-29")).unwrap().is_last, "30 and 31 are a weekend");
    }

    #[test]
    fn an_hour_of_a_holiday_is_one_of_a_sunday() {
        let holidays = BTreeSet::from(["2026-03-03".parse().unwrap()]);
        let civil = Civil { zone: Zone::default(), holidays: &holidays };
        assert_eq!(civil.slot(day("2026-03-02") * 24 + 10), 10);
        assert_eq!(civil.slot(day("2026-03-03") * 24 + 10), 154);
        assert_eq!(civil.slot(day("2026-03-08") * 24 + 10), 154);
    }
}
