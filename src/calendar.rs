//! Time zones and months: the one place where local calendar time becomes instants and back.
//!
//! Instants are microseconds of UTC. A zone is an IANA name or a fixed offset; nothing here reads the clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, LocalResult, Months, NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use crate::diagnostic::{Diagnostic, Result};

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Micros = i64;

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// A zone of the IANA database.
    Named(Tz),
    /// The same offset all year.
    Fixed(FixedOffset),
}

impl Default for Zone {
    fn default() -> Self {
        Zone::Named(Tz::Asia__Seoul)
    }
}

impl FromStr for Zone {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self> {
        if let Ok(zone) = text.parse::<Tz>() {
            return Ok(Zone::Named(zone));
        }
        text.parse::<FixedOffset>().map(Zone::Fixed).map_err(|_| {
            Diagnostic::input("E0124", format!("`{text}` is no time zone"))
                .hint("write an IANA name like `Asia/Seoul`, or an offset like `+09:00`")
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Named(zone) => write!(f, "{zone}"),
            Zone::Fixed(offset) => write!(f, "{offset}"),
        }
    }
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone::Named(Tz::UTC);

    /// The instant of a local time; of an hour that occurs twice the first, `None` for one that is skipped.
    pub fn instant(self, local: NaiveDateTime) -> Option<Micros> {
        fn first<T: TimeZone>(found: LocalResult<DateTime<T>>) -> Option<Micros> {
            found.earliest().map(|t| t.timestamp_micros())
        }
        match self {
            Zone::Named(zone) => first(zone.from_local_datetime(&local)),
            Zone::Fixed(zone) => first(zone.from_local_datetime(&local)),
        }
    }

    /// The local time of an instant.
    pub fn local(self, instant: Micros) -> NaiveDateTime {
        let utc = utc(instant);
        let offset = match self {
            Zone::Named(zone) => zone.offset_from_utc_datetime(&utc).fix(),
            Zone::Fixed(zone) => zone,
        };
        utc + offset
    }

    /// The instant of a local midnight; where the clock skips midnight, the first instant of that day.
    pub fn midnight(self, day: NaiveDate) -> Micros {
        let hours = (0..24).filter_map(|h| day.and_hms_opt(h, 0, 0));
        hours.filter_map(|t| self.instant(t)).next().unwrap_or_default()
    }

    /// Changes of the offset between two years, as (instant, seconds east of UTC from then on), led by
    /// the offset at the start.
    pub fn offsets(self, from_year: i32, to_year: i32) -> Vec<(Micros, i32)> {
        let start = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let mut changes: Vec<(Micros, i32)> = Vec::new();
        let mut hour = start(from_year).and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
        let end = start(to_year).and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
        while hour < end {
            let offset = (self.local(hour) - utc(hour)).num_seconds();
            let offset = i32::try_from(offset).unwrap_or_default();
            if changes.last().is_none_or(|(_, last)| *last != offset) {
                changes.push((hour, offset));
            }
            hour += 3_600_000_000;
        }
        changes
    }
}

/// The naive UTC time of an instant.
pub fn utc(instant: Micros) -> NaiveDateTime {
    DateTime::from_timestamp_micros(instant).unwrap_or_default().naive_utc()
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month that holds a day.
    pub fn of(day: NaiveDate) -> Self {
        Month { first: day.with_day(1).unwrap_or(day) }
    }

    /// The month that many months later (earlier, if negative).
    pub fn plus(self, months: i32) -> Self {
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 { self.first.checked_sub_months(step) } else { self.first.checked_add_months(step) };
        Month { first: moved.unwrap_or(self.first) }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first.pred_opt().unwrap_or(self.first)
    }
}

impl FromStr for Month {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        match day {
            Ok(first) if text.len() == 7 => Ok(Month { first }),
            _ => Err(Diagnostic::input("E0125", format!("`{text}` is no month")).hint("write it like `2026-10`")),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.format("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a literal of this test")
    }

    #[test]
    fn seoul_is_nine_hours_ahead_all_year() {
        let seoul = Zone::default();
        let instant = seoul.instant(local("2026-07-01T00:00:00")).expect("no gap");
        assert_eq!(utc(instant), local("2026-06-30T15:00:00"));
        assert_eq!(seoul.offsets(2000, 2040).len(), 1);
    }

    #[test]
    fn a_fixed_offset_knows_no_summer_time_and_a_named_zone_does() {
        let fixed: Zone = "+01:00".parse().expect("an offset");
        let named: Zone = "Europe/Amsterdam".parse().expect("a zone");
        let summer = local("2014-07-01T12:00:00");
        assert_eq!(fixed.instant(summer).expect("no gap") - named.instant(summer).expect("no gap"), 3_600_000_000);
        assert_eq!(named.instant(local("2014-03-30T02:30:00")), None, "the hour is skipped");
        assert_eq!(named.offsets(2014, 2015).len(), 3);
    }

    #[test]
    fn months_count_over_the_year() {
        let month: Month = "2026-10".parse().expect("a month");
        assert_eq!(month.plus(-11).to_string(), "2025-11");
        assert_eq!(month.plus(3).to_string(), "2027-01");
        assert_eq!(month.last_day().to_string(), "2026-10-31");
        assert!("2026-13".parse::<Month>().is_err());
        assert!("26-10".parse::<Month>().is_err());
    }
}
