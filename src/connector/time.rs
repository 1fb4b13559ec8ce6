//! Reads times as exports write them.
//!
//! Without a declared format only forms that read one way are taken; `03/04/2026` is refused.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use crate::calendar::{Micros, Zone};
use crate::reader::Cell;

/// A time as a cell holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// An instant: the cell carried an offset or an epoch.
    Instant(Micros),
    /// A local time.
    Local(NaiveDateTime),
    /// A local date without time.
    Date(NaiveDate),
}

/// Why a cell is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No form fits, or the date does not exist.
    Unreadable,
    /// Day and month could be either way round.
    Ambiguous,
    /// The local clock skips this hour.
    Skipped,
}

impl Moment {
    /// The instant. A date alone is the start of its day, or the end of it (the next 00:00).
    pub fn instant(self, zone: Zone, end_of_day: bool) -> Result<Micros, Fault> {
        match self {
            Moment::Instant(instant) => Ok(instant),
            Moment::Local(local) => zone.instant(local).ok_or(Fault::Skipped),
            Moment::Date(day) if end_of_day => day.succ_opt().map(|d| zone.midnight(d)).ok_or(Fault::Unreadable),
            Moment::Date(day) => Ok(zone.midnight(day)),
        }
    }
}

/// Stands in a list of formats for the forms that read one way.
const ANY: &str = "*";
/// Stands in a list of formats for days since 1899-12-30, the dates of OLE automation.
const OLE: &str = "ole";

/// Reads a cell by the declared formats, or without any by the forms that read one way.
pub fn read(cell: &Cell, formats: &[String]) -> Result<Moment, Fault> {
    match cell {
        Cell::Date(day) => Ok(Moment::Date(*day)),
        Cell::Time(time) => Ok(Moment::Local(*time)),
        Cell::Number(number) => {
            let declared = formats.iter().filter(|f| *f != ANY).find_map(|f| read_format(&number.to_string(), f));
            declared.map_or_else(|| read_number(*number), Ok)
        }
        Cell::Text(text) if formats.is_empty() => read_text(text.trim()),
        Cell::Text(text) => {
            let text = text.trim();
            let declared = || formats.iter().filter(|f| *f != ANY).find_map(|f| read_format(text, f));
            match formats.iter().any(|f| f == ANY).then(|| read_text(text)) {
                Some(Ok(moment)) => Ok(moment),
                Some(Err(fault)) => declared().ok_or(fault),
                None => declared().ok_or(Fault::Unreadable),
            }
        }
        Cell::Empty | Cell::Boolean(_) => Err(Fault::Unreadable),
    }
}

/// Reads a time of day: `18:30`, `오후 6:30`, or a fraction of the day. 24:00 is the whole day.
pub fn read_time_of_day(cell: &Cell) -> Result<Duration, Fault> {
    match cell {
        Cell::Number(fraction) => day_fraction(*fraction),
        Cell::Time(time) => Ok(time.time() - NaiveTime::MIN),
        Cell::Text(text) => match text.trim().parse::<f64>() {
            Ok(fraction) => day_fraction(fraction),
            Err(_) => clock(text.trim()).ok_or(Fault::Unreadable),
        },
        Cell::Date(_) => Ok(Duration::zero()),
        Cell::Empty | Cell::Boolean(_) => Err(Fault::Unreadable),
    }
}

fn day_fraction(fraction: f64) -> Result<Duration, Fault> {
    if (0.0..=1.0).contains(&fraction) { Ok(days(fraction)) } else { Err(Fault::Unreadable) }
}

/// Days as a duration, to the second: spreadsheets store 13:00 as 0.5416666….
#[expect(clippy::cast_possible_truncation, reason = "rounded, and within the range of dates")]
fn days(days: f64) -> Duration {
    Duration::seconds((days * 86_400.0).round() as i64)
}

/// Day 0 of spreadsheets and of OLE automation.
const OLE_EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day of the calendar");

/// Numeric cells: serials of a spreadsheet (1954 to 2119), then epochs by their size.
fn read_number(number: f64) -> Result<Moment, Fault> {
    if (20_000.0..80_000.0).contains(&number) {
        let time = OLE_EPOCH.and_time(NaiveTime::MIN) + days(number);
        let whole = number.fract() == 0.0;
        return Ok(if whole { Moment::Date(time.date()) } else { Moment::Local(time) });
    }
    if number.fract() == 0.0 && number >= 1e7 {
        return read_digits(&format!("{number:.0}"));
    }
    epoch(number)
}

#[expect(clippy::cast_possible_truncation, reason = "an epoch of this size fits")]
fn epoch(number: f64) -> Result<Moment, Fault> {
    let micros = match number {
        n if (1e8..1e10).contains(&n) => n * 1e6,
        n if (1e11..1e13).contains(&n) => n * 1e3,
        _ => return Err(Fault::Unreadable),
    };
    Ok(Moment::Instant(micros.round() as Micros))
}

/// A declared strptime format; with an offset in it the result is an instant, without a time a date.
fn read_format(text: &str, format: &str) -> Option<Moment> {
    let latin = (!text.is_ascii()).then(|| text.replace("오전", "AM").replace("오후", "PM"));
    let text = latin.as_deref().unwrap_or(text);
    if format == OLE {
        let days_since = text.parse().ok().filter(|days| (20_000.0..80_000.0).contains(days))?;
        return Some(Moment::Local(OLE_EPOCH.and_time(NaiveTime::MIN) + days(days_since)));
    }
    // An hour without minutes is no time to chrono.
    if format.ends_with("%H") {
        return NaiveDateTime::parse_from_str(&format!("{text}:00"), &format!("{format}:%M")).ok().map(Moment::Local);
    }
    if let Ok(time) = chrono::DateTime::parse_from_str(text, format) {
        return Some(Moment::Instant(time.timestamp_micros()));
    }
    if let Ok(time) = NaiveDateTime::parse_from_str(text, format) {
        return Some(Moment::Local(time));
    }
    NaiveDate::parse_from_str(text, format).ok().map(Moment::Date)
}

fn read_text(text: &str) -> Result<Moment, Fault> {
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.matches('.').count() < 2 {
        return read_digits(text);
    }
    let (date, rest) = split_date(text)?;
    let rest = skip_weekday(rest).trim_start_matches(['T', ' ', ',']).trim();
    if rest.is_empty() {
        return Ok(Moment::Date(date));
    }
    let (time, offset) = split_offset(rest);
    let since_midnight = clock(time.trim()).ok_or(Fault::Unreadable)?;
    let local = date.and_time(NaiveTime::MIN) + since_midnight;
    Ok(match offset {
        Some(seconds) => Moment::Instant(local.and_utc().timestamp_micros() - i64::from(seconds) * 1_000_000),
        None => Moment::Local(local),
    })
}

/// `20260314`, `202603140901`, `20260314090100`, epochs, and the serials that spreadsheets put into CSV.
fn read_digits(text: &str) -> Result<Moment, Fault> {
    let whole = !text.contains('.');
    let packed = |format, moment: fn(&str, &str) -> Option<Moment>| moment(text, format);
    let local = |text: &str, format: &str| NaiveDateTime::parse_from_str(text, format).ok().map(Moment::Local);
    let found = match text.len() {
        8 if whole => NaiveDate::parse_from_str(text, "%Y%m%d").ok().map(Moment::Date),
        12 if whole => packed("%Y%m%d%H%M", local),
        14 if whole => packed("%Y%m%d%H%M%S", local),
        // `2026103109` is an hour, or a second of the year 2034.
        10 if whole && is_packed_hour(text) => return Err(Fault::Ambiguous),
        5 => text.parse().ok().and_then(|number| read_number(number).ok()),
        _ if !whole && text.split('.').next().is_some_and(|digits| digits.len() == 5) => {
            text.parse().ok().and_then(|number| read_number(number).ok())
        }
        _ => text.parse().ok().and_then(|number| epoch(number).ok()),
    };
    found.ok_or(Fault::Unreadable)
}

fn is_packed_hour(text: &str) -> bool {
    let (day, hour) = text.split_at(8);
    text.starts_with("20") && hour < "24" && NaiveDate::parse_from_str(day, "%Y%m%d").is_ok()
}

/// Splits `2026-03-14`, `2026/3/14`, `2026. 3. 14.` and `2026년 3월 14일` off the front.
fn split_date(text: &str) -> Result<(NaiveDate, &str), Fault> {
    let mut fields = [0_u32; 3];
    let mut rest = text;
    for (index, field) in fields.iter_mut().enumerate() {
        rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = &rest[..end];
        if digits.is_empty() || digits.len() > if index == 0 { 4 } else { 2 } {
            return Err(Fault::Unreadable);
        }
        if index == 0 && digits.len() < 4 {
            let month = rest[end..].strip_prefix(['/', '-', '.']);
            let is_number = month.is_some_and(|m| m.trim_start().starts_with(|c: char| c.is_ascii_digit()));
            return Err(if is_number { Fault::Ambiguous } else { Fault::Unreadable });
        }
        *field = digits.parse().map_err(|_| Fault::Unreadable)?;
        rest = &rest[end..];
        let separator = rest.chars().next().filter(|c| "-/.년월일".contains(*c));
        match separator {
            Some(c) if index < 2 || "./일".contains(c) => rest = &rest[c.len_utf8()..],
            None if index == 2 => {}
            _ => return Err(Fault::Unreadable),
        }
    }
    let [year, month, day] = fields;
    let year = i32::try_from(year).map_err(|_| Fault::Unreadable)?;
    NaiveDate::from_ymd_opt(year, month, day).map(|d| (d, rest)).ok_or(Fault::Unreadable)
}

/// Drops `(토)`, `(Sat)`.
fn skip_weekday(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix('(').and_then(|t| t.split_once(')')) {
        Some((day, rest)) if day.chars().count() <= 3 && day.chars().all(char::is_alphabetic) => rest,
        _ => text,
    }
}

/// Splits `Z`, `+09:00`, `+0900`, ` UTC` and ` KST` off the end. Other abbreviations are of several zones.
fn split_offset(text: &str) -> (&str, Option<i32>) {
    if let Some(time) = text.strip_suffix("KST") {
        return (time, Some(9 * 3600));
    }
    if let Some(time) = text.strip_suffix('Z').or_else(|| text.strip_suffix("UTC")) {
        return (time, Some(0));
    }
    let Some(at) = text.rfind(['+', '-']) else { return (text, None) };
    let digits: String = text[at + 1..].chars().filter(|c| *c != ':').collect();
    let sign = if text[at..].starts_with('-') { -1 } else { 1 };
    // No zone is further than 14 hours from UTC.
    let field = |range: std::ops::Range<usize>| {
        let most = if range.start == 0 { 14 } else { 59 };
        digits.get(range).and_then(|d| d.parse::<i32>().ok()).filter(|n| *n <= most)
    };
    match (digits.len(), field(0..2), field(2..4)) {
        (4, Some(hours), Some(minutes)) => (&text[..at], Some(sign * (hours * 3600 + minutes * 60))),
        (2, Some(hours), None) => (&text[..at], Some(sign * hours * 3600)),
        _ => (text, None),
    }
}

/// `9:05`, `09:05:30.25`, `오전 9:05`, `9:05 PM`, `18시 30분`, `24:00`.
fn clock(text: &str) -> Option<Duration> {
    let lower = text.to_lowercase();
    let half = |words: [&str; 2]| words.iter().any(|w| lower.contains(w));
    let (morning, afternoon) = (half(["오전", "am"]), half(["오후", "pm"]));
    let digits: String = lower.chars().map(|c| if c.is_ascii_digit() || c == '.' { c } else { ' ' }).collect();
    let shape_holds = lower.chars().all(|c| c.is_ascii_digit() || " .:시분초오전후apm".contains(c));
    let fields: Vec<&str> = digits.split_whitespace().collect();
    let units: String = lower.chars().filter(|c| "시분초".contains(*c)).collect();
    let units_in_order = ["", "시", "시분", "시분초"].contains(&units.as_str());
    if !shape_holds
        || !units_in_order
        || (morning && afternoon)
        || fields.is_empty()
        || fields.len() > 3
        || (fields.len() == 1 && !lower.contains('시'))
    {
        return None;
    }
    let whole = |index: usize| fields.get(index).map_or(Some(0), |f| f.parse::<i64>().ok());
    let (mut hours, minutes) = (whole(0)?, whole(1)?);
    let seconds: f64 = fields.get(2).map_or(Some(0.0), |f| f.parse().ok())?;
    if (morning || afternoon) && !(1..=12).contains(&hours) {
        return None;
    }
    hours = match (morning, afternoon) {
        (true, _) => hours % 12,
        (_, true) => hours % 12 + 12,
        _ => hours,
    };
    let in_day = hours < 24 || (hours == 24 && minutes == 0 && seconds == 0.0);
    if !in_day || minutes > 59 || seconds >= 60.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below sixty million")]
    let micros = (seconds * 1e6).round() as i64;
    Some(Duration::hours(hours) + Duration::minutes(minutes) + Duration::microseconds(micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Result<Moment, Fault> {
        read(&Cell::Text(text.to_string().into()), &[])
    }

    fn local(text: &str) -> Result<Moment, Fault> {
        Ok(Moment::Local(text.parse().expect("a literal of this test")))
    }

    fn date(text: &str) -> Result<Moment, Fault> {
        Ok(Moment::Date(text.parse().expect("a literal of this test")))
    }

    fn instant(text: &str) -> Result<Moment, Fault> {
        let time = chrono::DateTime::parse_from_rfc3339(text).expect("a literal of this test");
        Ok(Moment::Instant(time.timestamp_micros()))
    }

    #[test]
    fn forms_that_read_one_way_are_taken() {
        assert_eq!(text("2026-03-14 09:01"), local("2026-03-14T09:01:00"));
        assert_eq!(text("2026-03-14T09:01:02.5"), local("2026-03-14T09:01:02.500"));
        assert_eq!(text("2026/3/4 9:05"), local("2026-03-04T09:05:00"));
        assert_eq!(text("2026.3.14(토)"), date("2026-03-14"));
        assert_eq!(text("2026.3.14(토) 오전 9:05"), local("2026-03-14T09:05:00"));
        assert_eq!(text("2026. 3. 14. 오후 12:30"), local("2026-03-14T12:30:00"));
        assert_eq!(text("2026-03-14 오전 12:30"), local("2026-03-14T00:30:00"));
        assert_eq!(text("2026년 3월 14일 18시 30분"), local("2026-03-14T18:30:00"));
        assert_eq!(text("2026-03-14 24:00"), local("2026-03-15T00:00:00"));
        assert_eq!(text("20260314090102"), local("2026-03-14T09:01:02"));
        assert_eq!(text("20260314"), date("2026-03-14"));
        assert_eq!(text("2026-03-14T09:01:00+09:00"), instant("2026-03-14T00:01:00Z"));
        assert_eq!(text("2020-06-12T08:13:13.360+0800"), instant("2020-06-12T00:13:13.360Z"));
        assert_eq!(text("2022-04-12T08:57:07Z"), instant("2022-04-12T08:57:07Z"));
        assert_eq!(text("1650024049161"), instant("2022-04-15T12:00:49.161Z"));
        assert_eq!(text("1650024049"), instant("2022-04-15T12:00:49Z"));
        assert_eq!(read(&Cell::Number(46_095.5), &[]), local("2026-03-14T12:00:00"));
        assert_eq!(text("46095.5"), local("2026-03-14T12:00:00"));
        assert_eq!(read(&Cell::Number(46_095.0), &[]), date("2026-03-14"));
    }

    #[test]
    fn forms_that_read_both_ways_or_name_no_day_are_refused() {
        assert_eq!(text("03/04/2026 10:12"), Err(Fault::Ambiguous));
        assert_eq!(text("25-12-2026"), Err(Fault::Ambiguous));
        for bad in [
            "2026-02-30",
            "2026-13-01",
            "2026-03-14 25:00",
            "2026-03-14 24:01",
            "어제",
            "3 days ago",
            "2026-03-14 13:00 PM",
            "12",
            "-",
        ] {
            assert_eq!(text(bad), Err(Fault::Unreadable), "{bad}");
        }
    }

    #[test]
    fn a_declared_format_settles_the_order() {
        let formats = ["%d/%m/%Y %H:%M".to_string()];
        let cell = Cell::Text("29/2/2016 01:16".into());
        assert_eq!(read(&cell, &formats), local("2016-02-29T01:16:00"));
        assert_eq!(read(&Cell::Text("2016-02-29 01:16".into()), &formats), Err(Fault::Unreadable));
        let formats = ["*".to_string(), "%d/%b/%y %I:%M %p".to_string()];
        let any = |text: &str| read(&Cell::Text(text.to_string().into()), &formats);
        assert_eq!(any("25/Feb/26 10:17 PM"), local("2026-02-25T22:17:00"));
        assert_eq!(any("25/Feb/26 10:17 오후"), local("2026-02-25T22:17:00"));
        assert_eq!(any("2026-02-25 16:38:58.679"), local("2026-02-25T16:38:58.679"));
        assert_eq!(any("6/7/2026 16:14"), Err(Fault::Ambiguous));
        assert_eq!(any("31/Feb/26 10:17 PM"), Err(Fault::Unreadable));
    }

    #[test]
    fn declared_forms_of_monitors() {
        let one = |text: &str, format: &str| read(&Cell::Text(text.to_string().into()), &[format.to_string()]);
        assert_eq!(one("46095.0034722222", "ole"), local("2026-03-14T00:05:00"));
        assert_eq!(one("0000045", "ole"), Err(Fault::Unreadable));
        assert_eq!(one("2026031409", "%Y%m%d%H"), local("2026-03-14T09:00:00"));
        assert_eq!(one("20260314", "%Y%m%d%H"), Err(Fault::Unreadable));
        assert_eq!(one("2026031424", "%Y%m%d%H"), Err(Fault::Unreadable));
        let number = Cell::Number(2_026_031_409.0);
        assert_eq!(read(&number, &["%Y%m%d%H".to_string()]), local("2026-03-14T09:00:00"));
        assert_eq!(read(&number, &[]), Err(Fault::Ambiguous));
        assert_eq!(text("2026-03-14 09:00:10 KST"), instant("2026-03-14T00:00:10Z"));
        assert_eq!(text("2026-03-14 09:00:10 UTC"), instant("2026-03-14T09:00:10Z"));
        assert_eq!(text("2026-03-14 09:00:10 EST"), Err(Fault::Unreadable));
    }

    #[test]
    fn a_time_of_day_may_be_a_fraction() {
        assert_eq!(read_time_of_day(&Cell::Text("0.5416666666".into())), Ok(Duration::hours(13)));
        assert_eq!(read_time_of_day(&Cell::Number(0.5)), Ok(Duration::hours(12)));
        assert_eq!(read_time_of_day(&Cell::Text("24:00".into())), Ok(Duration::hours(24)));
        assert_eq!(read_time_of_day(&Cell::Number(1.5)), Err(Fault::Unreadable));
    }

    #[test]
    fn a_date_ends_with_its_day() {
        let zone = Zone::default();
        let day = date("2026-10-31").expect("a date");
        let next = text("2026-11-01 00:00").expect("a time");
        assert_eq!(day.instant(zone, true), next.instant(zone, false));
    }
}
