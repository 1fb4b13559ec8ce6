//! Which surges follow the calendar. Buckets of 15 minutes from 4 January 2026, the office load, surges of 600.

use chrono::Datelike as _;

use super::*;

/// Half a year with surges from the given local times on, of an hour each.
fn with_surges(until: &str, starts: &[String]) -> Case {
    let case = Case::new(15, "2026-01-04", until, office);
    starts.iter().fold(case, |case, start| {
        let hour: i64 = start[11..13].parse().unwrap();
        let end = format!("{}T{:02}:{}", &start[..10], hour + 1, &start[14..]);
        case.set(start, &end, 600.0)
    })
}

fn labels(found: &Analysis) -> Vec<(&str, &str, u32, u32)> {
    found.keys.iter().map(|key| (key.kind.name(), key.label.as_str(), key.n, key.h)).collect()
}

/// Business days from a day to another, exclusive.
fn business(from: &str, until: &str) -> Vec<NaiveDate> {
    let (from, until): (NaiveDate, NaiveDate) = (from.parse().unwrap(), until.parse().unwrap());
    from.iter_days().take_while(|day| *day < until).filter(|day| day.weekday().num_days_from_monday() < 5).collect()
}

#[test]
fn most_tuesdays_at_ten() {
    // Eleven of the fourteen Tuesdays from 6 January to 7 April. They are over-peak though their slot knows them.
    let first: NaiveDate = "2026-01-06".parse().unwrap();
    let tuesdays = first.iter_weeks().take(14).enumerate().filter(|(n, _)| n % 4 != 3);
    let starts: Vec<_> = tuesdays.map(|(_, day)| format!("{day}T10:15")).collect();
    let found = with_surges("2026-04-12", &starts).analyse();
    assert_eq!(labels(&found), [("W", "Tue 10", 14, 11)]);
    assert_eq!(found.segments.len(), 11);
    assert!(found.segments.iter().all(|surge| surge.key == Some(0)));
    assert_eq!(found.keys[0].next_expected, Some(t("2026-04-14T10:00")));
}

#[test]
fn the_25th_at_ten() {
    let starts: Vec<_> = (1..=6).map(|month| format!("2026-{month:02}-25T10:00")).collect();
    let found = with_surges("2026-07-01", &starts).analyse();
    assert_eq!(labels(&found), [("M", "25 10", 6, 6)]);
    assert!(found.segments.iter().all(|surge| surge.key == Some(0)));
    assert_eq!(found.keys[0].next_expected, Some(t("2026-07-25T10:00")));
    // Of 178 days with 24 windows each, less the two at the ends that half of the buckets fill all the same, each
    // surge hits three: p₀ = 18 / 4272, and all six of six.
    near(found.keys[0].p_value / (18.0f64 / 4272.0).powi(6), 1.0);
    assert!(!found.keys[0].suspect);
}

#[test]
fn the_last_business_day_at_six() {
    let days: Vec<_> = (1..=6)
        .map(|month| {
            let next = if month == 6 { "2026-07-01".to_owned() } else { format!("2026-{:02}-01", month + 1) };
            let last = business(&format!("2026-{month:02}-01"), &next).pop().unwrap();
            format!("{last}T18:00")
        })
        .collect();
    let found = with_surges("2026-07-01", &days).analyse();
    assert_eq!(labels(&found), [("M", "last business day 18", 6, 6)]);
    assert_eq!(found.keys[0].next_expected, Some(t("2026-07-31T18:00")));
}

#[test]
fn the_third_business_day_at_nine() {
    let days: Vec<_> = (2..=6)
        .map(|month| {
            let days = business(&format!("2026-{month:02}-01"), &format!("2026-{:02}-01", month + 1));
            format!("{}T09:30", days[2])
        })
        .collect();
    let found = with_surges("2026-07-01", &days).analyse();
    // January's third business day was seen without a surge.
    assert_eq!(labels(&found), [("M", "business day 3 9", 6, 5)]);
}

#[test]
fn an_hour_off_is_on_time_and_two_are_not() {
    let starts = ["2026-01-25T10:00", "2026-02-25T09:00", "2026-03-25T11:45", "2026-04-25T10:30"].map(str::to_owned);
    let found = with_surges("2026-05-01", &starts).analyse();
    assert_eq!(labels(&found), [("M", "25 10", 4, 4)]);
    let starts = ["2026-01-25T10:00", "2026-02-25T08:00", "2026-03-25T12:45"].map(str::to_owned);
    assert!(with_surges("2026-05-01", &starts).analyse().keys.is_empty());
}

#[test]
fn what_follows_no_calendar_is_irregular() {
    let starts = ["2026-01-20T10:00", "2026-02-12T14:00", "2026-03-06T20:00", "2026-04-27T05:00", "2026-05-09T11:00"];
    let found = with_surges("2026-07-01", &starts.map(str::to_owned)).analyse();
    assert_eq!(found.segments.len(), 5);
    assert!(found.keys.is_empty() && found.segments.iter().all(|surge| surge.key.is_none()));
}

#[test]
fn two_years_show_a_day_of_the_year_and_less_than_24_months_make_it_suspect() {
    let year = |until: &str| {
        let case = Case::new(60, "2024-07-07", until, office);
        let case = case.set("2024-08-25T10:00", "2024-08-25T12:00", 600.0);
        case.set("2025-08-26T20:00", "2025-08-26T22:00", 600.0).analyse()
    };
    let found = year("2025-10-01");
    assert_eq!((found.keys.len(), found.keys[0].kind, found.keys[0].suspect), (1, KeyKind::Year, true));
    assert!(["08-25", "08-26"].contains(&found.keys[0].label.as_str()));
    assert_eq!((found.keys[0].n, found.keys[0].h), (2, 2));
    assert!(found.segments.iter().all(|surge| surge.key == Some(0)));
    // The third August is not yet seen.
    let sure = year("2026-07-01");
    assert_eq!((sure.keys[0].n, sure.keys[0].suspect), (2, false));
    assert_eq!(sure.keys[0].next_expected, Some(t(&format!("2026-{}", sure.keys[0].label))));
    // Twelve months of history are too few to speak of years.
    let case = Case::new(60, "2024-08-04", "2025-08-01", office);
    let twice =
        case.set("2024-08-25T10:00", "2024-08-25T12:00", 600.0).set("2025-07-31T20:00", "2025-07-31T22:00", 600.0);
    assert!(twice.analyse().keys.is_empty());
}

#[test]
fn an_opportunity_counts_only_where_the_load_is_valid() {
    let starts: Vec<_> = [1, 2, 4, 5, 6].map(|month| format!("2026-{month:02}-25T10:00")).to_vec();
    let found = with_surges("2026-07-01", &starts).set("2026-03-25", "2026-03-26", None).analyse();
    assert_eq!(labels(&found), [("M", "25 10", 5, 5)]);
}
