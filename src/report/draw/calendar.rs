//! The days of a month with what happened on each.

use chrono::{Datelike, NaiveDate};

use super::load::as_f64;
use super::map::short;
use super::svg::{Anchor, Svg};
use crate::calendar::Month;
use crate::report::both::Both;

const WIDTH: f64 = 760.0;
const HEAD: f64 = 22.0;
const ROW: f64 = 74.0;
/// Names that fit below a day's number.
const NAMES: usize = 3;
/// Shades of a day, by how much happened: up to 1, 3, 6, and more.
const SHADES: [usize; 3] = [1, 3, 6];

/// A day with what happened on it.
#[derive(Debug, Clone, Default)]
pub struct Day {
    /// Names in the order of time, one for each thing that happened.
    pub names: Vec<String>,
    /// What happened.
    pub title: String,
    /// No working day.
    pub off: bool,
}

/// The picture of a month; `days` are all of its days in order.
pub fn calendar(month: Month, days: &[Day], named_by: &str) -> String {
    let first = month.first_day();
    let before = usize::try_from(first.weekday().num_days_from_monday()).unwrap_or_default();
    let weeks = (before + days.len()).div_ceil(7);
    let mut svg = Svg::new(WIDTH, HEAD + ROW * as_f64(weeks) + 2.0);
    let wide = WIDTH / 7.0;
    let names = ["월 Mon", "화 Tue", "수 Wed", "목 Thu", "금 Fri", "토 Sat", "일 Sun"];
    for (at, name) in (0..).map(as_f64).zip(names) {
        let (ko, en) = name.split_once(' ').unwrap_or((name, name));
        svg.text("unit", [at * wide + wide / 2.0, 14.0], Anchor::Middle, &Both::new(ko, en));
    }
    for (at, day) in days.iter().enumerate() {
        let (column, row) = (as_f64((before + at) % 7), as_f64((before + at) / 7));
        let (x, y) = (column * wide + 1.5, HEAD + row * ROW + 1.5);
        let shade = match day.names.len() {
            0 if day.off => "day off".to_string(),
            0 => "day".to_string(),
            n => format!("day shade{}", 1 + SHADES.iter().filter(|s| n > **s).count()),
        };
        svg.rect(&shade, [x, y, wide - 3.0, ROW - 3.0], &day.title);
        let number = first + chrono::Days::new(u64::try_from(at).unwrap_or_default());
        svg.text("number", [x + 6.0, y + 15.0], Anchor::Start, &Both::same(day_number(number)));
        let mut distinct: Vec<(&str, usize)> = Vec::new();
        for name in &day.names {
            match distinct.iter_mut().find(|(n, _)| n == name) {
                Some((_, times)) => *times += 1,
                None => distinct.push((name, 1)),
            }
        }
        let shown = if distinct.len() > NAMES { NAMES - 1 } else { NAMES };
        for (line, (name, times)) in (0..).map(as_f64).zip(distinct.iter().take(shown)) {
            let text = if *times > 1 { format!("{} ×{times}", short(name, 12)) } else { short(name, 16) };
            svg.text("name", [x + 6.0, y + 31.0 + line * 15.0], Anchor::Start, &Both::same(text));
        }
        if distinct.len() > NAMES {
            let more = distinct.len() - shown;
            let text = Both::new(format!("외 {more}개"), format!("and {more} more"));
            svg.text("name", [x + 6.0, y + 31.0 + as_f64(shown) * 15.0], Anchor::Start, &text);
        }
    }
    svg.finish(named_by)
}

fn day_number(day: NaiveDate) -> String {
    day.day().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_its_weekday_and_names_what_fits() {
        let month = Month::of(NaiveDate::from_ymd_opt(2026, 10, 1).unwrap());
        let mut days = vec![Day::default(); 31];
        days[0].names = ["가", "가", "나", "다", "라"].map(String::from).to_vec();
        let svg = calendar(month, &days, "x");
        // The 1st of October 2026 is a Thursday: the fourth of seven columns; five weeks.
        assert!(svg.contains("<rect class=\"day shade3\" x=\"327.2\" y=\"23.5\""), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 760 394\""), "{svg}");
        assert!(svg.contains("가 ×2") && svg.contains("외 2개") && !svg.contains("다<"), "{svg}");
    }
}
