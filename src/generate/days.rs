//! Days and times of the invented agency: local time throughout, to the minute.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use crate::calendar::Month;

/// Public holidays that the workspace lists: day, name, whether it is a substitute.
pub const HOLIDAYS: &[(&str, &str, &str)] = &[
    ("2025-01-01", "신정", "N"),
    ("2025-01-27", "임시공휴일", "N"),
    ("2025-01-28", "설날 연휴", "N"),
    ("2025-01-29", "설날", "N"),
    ("2025-01-30", "설날 연휴", "N"),
    ("2025-03-01", "삼일절", "N"),
    ("2025-03-03", "삼일절 대체공휴일", "Y"),
    ("2025-05-05", "어린이날", "N"),
    ("2025-05-06", "부처님오신날 대체공휴일", "Y"),
    ("2025-06-03", "대통령선거일", "N"),
    ("2025-06-06", "현충일", "N"),
    ("2025-08-15", "광복절", "N"),
    ("2025-10-03", "개천절", "N"),
    ("2025-10-05", "추석 연휴", "N"),
    ("2025-10-06", "추석", "N"),
    ("2025-10-07", "추석 연휴", "N"),
    ("2025-10-08", "추석 대체공휴일", "Y"),
    ("2025-10-09", "한글날", "N"),
    ("2025-12-25", "성탄절", "N"),
    ("2026-01-01", "신정", "N"),
    ("2026-02-16", "설날 연휴", "N"),
    ("2026-02-17", "설날", "N"),
    ("2026-02-18", "설날 연휴", "N"),
    ("2026-03-01", "삼일절", "N"),
    ("2026-03-02", "삼일절 대체공휴일", "Y"),
    ("2026-05-05", "어린이날", "N"),
    ("2026-05-24", "부처님오신날", "N"),
    ("2026-05-25", "부처님오신날 대체공휴일", "Y"),
    ("2026-06-03", "전국동시지방선거일", "N"),
    ("2026-06-06", "현충일", "N"),
    ("2026-08-15", "광복절", "N"),
    ("2026-08-17", "광복절 대체공휴일", "Y"),
    ("2026-09-24", "추석 연휴", "N"),
    ("2026-09-25", "추석", "N"),
    ("2026-09-26", "추석 연휴", "N"),
    ("2026-10-03", "개천절", "N"),
    ("2026-10-05", "개천절 대체공휴일", "Y"),
    ("2026-10-09", "한글날", "N"),
    ("2026-12-25", "성탄절", "N"),
];

/// Whether the workspace lists the day as a holiday.
fn is_holiday(day: NaiveDate) -> bool {
    static DAYS: LazyLock<BTreeSet<NaiveDate>> =
        LazyLock::new(|| HOLIDAYS.iter().filter_map(|(day, _, _)| day.parse().ok()).collect());
    DAYS.contains(&day)
}

/// Whether people work on the day.
pub fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// All days of a month.
pub fn days(month: Month) -> impl Iterator<Item = NaiveDate> {
    let last = month.last_day();
    month.first_day().iter_days().take_while(move |d| *d <= last)
}

/// The days of a month on one weekday.
pub fn weekdays(month: Month, weekday: Weekday) -> impl Iterator<Item = NaiveDate> {
    days(month).filter(move |d| d.weekday() == weekday)
}

/// A time of a day.
pub fn at(day: NaiveDate, hour: i64, minute: i64) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::minutes(60 * hour + minute)
}

/// A time so many minutes later.
pub fn later(time: NaiveDateTime, minutes: i64) -> NaiveDateTime {
    time + Duration::minutes(minutes)
}

/// A day so many days later.
pub fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    day + Duration::days(days)
}

/// Months since year 0: a number that does not depend on the length of the history.
pub fn ordinal(month: Month) -> i64 {
    let day = month.first_day();
    12 * i64::from(day.year()) + i64::from(day.month0())
}

/// `2026-10-14 18:00`.
pub fn minute_text(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}

/// `2026.3.14(토)`, as ledgers that people keep write a day.
pub fn dotted(day: NaiveDate) -> String {
    let names = ["월", "화", "수", "목", "금", "토", "일"];
    let index = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    format!("{}.{}.{}({})", day.year(), day.month(), day.day(), names[index])
}
