//! On what a month is judged: weeks that count, slots, holidays, the typical daily peak, and reasons for knowing nothing.

use chrono::Datelike as _;

use super::*;

#[test]
fn weeks_before_the_month_decide_the_baseline() {
    let baseline = |from: &str, month: &str| {
        let found = Case::new(30, from, "2026-04-01", office).analyse();
        let month = found.month(month);
        (month.baseline, month.history_weeks, month.ranked, month.null_reason)
    };
    assert_eq!(baseline("2026-01-04", "2026-03"), (Some(Baseline::Full), 8, true, None));
    assert_eq!(baseline("2026-02-01", "2026-03"), (Some(Baseline::Full), 4, true, None));
    // Three weeks and a half count as four.
    assert_eq!(baseline("2026-02-04T12:00", "2026-03"), (Some(Baseline::Full), 4, true, None));
    assert_eq!(baseline("2026-02-05", "2026-03"), (Some(Baseline::Coarse), 3, true, None));
    assert_eq!(baseline("2026-02-15", "2026-03"), (Some(Baseline::Coarse), 2, true, None));
    assert_eq!(baseline("2026-02-19", "2026-03"), (Some(Baseline::InSample), 1, false, None));
    assert_eq!(baseline("2026-02-04", "2026-02"), (Some(Baseline::InSample), 0, false, None));
}

#[test]
fn two_weeks_of_history_are_too_short() {
    let found = Case::new(5, "2026-03-02", "2026-03-16", office).set("2026-03-10T03:00", "2026-03-10T04:00", 900.0);
    let found = found.analyse();
    let month = found.month("2026-03");
    assert_eq!((month.baseline, month.null_reason), (None, Some(Unknown::HistoryTooShort)));
    assert_eq!((month.ranked, month.daily_peak), (false, None));
    assert_eq!((month.valid_minutes, month.history_weeks), (14 * 1440, 0));
    // 15 hours of 100 and 9 of 200 a day, and one hour of 900 instead of 100.
    near(month.mean, (15.0 * 100.0 + 9.0 * 200.0) / 24.0 + 800.0 / (14.0 * 24.0));
    assert!(found.segments.is_empty() && found.slots.is_empty());
}

#[test]
fn three_weeks_in_all_are_judged_without_the_week_under_test() {
    let case = Case::new(5, "2026-03-02", "2026-03-23", office).set("2026-03-10T03:00", "2026-03-10T04:00", 900.0);
    let found = case.analyse();
    let surge = found.only();
    assert_eq!((surge.baseline, surge.ranked), (Baseline::InSample, false));
    // Ten business days are left, just enough; none of them knows the 900.
    near(surge.i_d, 900.0 / 200.0);
    near(surge.i_b.unwrap(), 9.0);
    assert_eq!(found.month("2026-03").daily_peak_days, 15, "what is shown leaves nothing out");
}

#[test]
fn a_series_of_zeros_is_no_load() {
    let found = Case::new(5, "2026-01-04", "2026-04-01", |_| 0.0).analyse();
    let month = found.month("2026-03");
    assert_eq!((month.daily_peak, month.null_reason, month.ranked), (Some(0.0), Some(Unknown::NoLoad), false));
    assert!(found.segments.is_empty());
    assert_eq!(found.rhythm.last().unwrap().par, None);
    let one = Case::new(5, "2026-01-04", "2026-04-01", |_| 0.0).set("2026-03-10T03:00", "2026-03-10T04:00", 5.0);
    assert!(one.analyse().segments.is_empty(), "without a daily peak nothing can be over it");
}

#[test]
fn three_days_without_export_are_unknown_and_not_zero() {
    // Trap 7. The median of a slot stands on the days that there are.
    let case = Case::new(5, "2026-01-04", "2026-04-01", office).set("2026-02-10", "2026-02-13", None);
    let found = case.analyse();
    assert_eq!(found.slot("2026-03", 24 + 10), (200.0, 20.0));
    let month = found.month("2026-02");
    assert_eq!(month.valid_minutes, 25 * 1440);
    near(month.mean, (15.0 * 100.0 + 9.0 * 200.0) / 24.0);
    assert_eq!(found.month("2026-03").daily_peak_days, 37);
    // A month of which nothing is known is absent.
    let silent = Case::new(5, "2026-01-04", "2026-04-01", office).set("2026-02-01", "2026-03-01", None).analyse();
    let names: Vec<_> = silent.months.iter().map(|month| month.month.as_str()).collect();
    assert_eq!(names, ["2026-01", "2026-03"]);
}

#[test]
fn outages_and_planned_windows_are_in_no_baseline() {
    // Four of the eight Tuesdays are quiet at 10 o'clock, because the system stood still.
    let mut case = Case::new(5, "2026-01-04", "2026-04-01", office);
    for (n, tuesday) in ["2026-01-06", "2026-01-13", "2026-01-20", "2026-01-27", "2026-02-03"].iter().enumerate() {
        let (from, until) = (format!("{tuesday}T10:00"), format!("{tuesday}T11:00"));
        case = case.set(&from, &until, 0.0);
        let facts = if n % 2 == 0 { &mut case.facts.outages } else { &mut case.facts.planned };
        facts.push((t(&from), t(&until)));
    }
    assert_eq!(case.analyse().slot("2026-03", 24 + 10), (200.0, 20.0));
}

#[test]
fn a_holiday_uses_the_sunday_slot() {
    // Sundays and holidays carry 40, other days the office load. On the holiday of 3 March, a Tuesday, 100 is much.
    let quiet = |local: NaiveDateTime| if local.weekday() == chrono::Weekday::Sun { 40.0 } else { office(local) };
    let case = Case::new(5, "2026-01-04", "2026-04-01", quiet).set("2026-03-03", "2026-03-04", 40.0);
    let case = case.set("2026-03-03T10:00", "2026-03-03T11:00", 100.0);
    assert!(case.analyse().segments.is_empty(), "100 is below the 200 of a Tuesday");
    let found = case.clone().holiday("2026-03-03").analyse();
    near(found.only().i_b.unwrap(), 2.5);
    // A holiday in the window enters the Sunday slots, and no daily peak.
    let found = case.holiday("2026-02-17").analyse();
    assert_eq!(found.month("2026-03").daily_peak_days, 39);
    assert_eq!(found.slot("2026-03", 144 + 10).0, 40.0, "the median of eight Sundays and one day of 200");
}

#[test]
fn a_coarse_baseline_has_weekdays_and_weekends() {
    let quiet = |local: NaiveDateTime| if local.weekday() == chrono::Weekday::Sun { 40.0 } else { office(local) };
    let found = Case::new(30, "2026-02-08", "2026-04-01", quiet).analyse();
    assert_eq!(found.month("2026-03").baseline, Some(Baseline::Coarse));
    let slots: Vec<_> = found.slots.iter().filter(|slot| slot.month == "2026-03").collect();
    assert_eq!(slots.len(), 168);
    // Three Saturdays of 200 and three Sundays of 40: B 120, MAD 80.
    let (baseline, spread) = found.slot("2026-03", 144 + 10);
    near(baseline, 120.0);
    near(spread, 1.4826 * 80.0);
    assert_eq!(found.slot("2026-03", 120 + 10), (baseline, spread), "Saturday is the same");
    assert_eq!(found.slot("2026-03", 10), (200.0, 20.0));
}

#[test]
fn a_daily_peak_needs_ten_business_days_and_is_provisional_below_twenty() {
    // Of the 8 weeks before March only so many business days are measured in full, but all nights are.
    let with_days = |measured: i64| {
        let mut case = Case::new(30, "2026-01-04", "2026-04-01", office);
        let business = (0..56)
            .map(|n| t("2026-01-04") + n * 24 * 60 * MINUTE)
            .filter(|at| !matches!(Zone::default().local(*at).weekday(), chrono::Weekday::Sat | chrono::Weekday::Sun));
        for midnight in business.skip(usize::try_from(measured).unwrap()) {
            // 12.5 hours are missing: less than half of the day is left.
            let gone = midnight..midnight + 25 * 30 * MINUTE;
            let cells = case.load.at.iter().zip(&mut case.load.x).filter(|(at, _)| gone.contains(*at));
            cells.for_each(|(_, x)| *x = None);
        }
        let found = case.analyse();
        let month = found.month("2026-03").clone();
        (month.daily_peak, month.daily_peak_days, month.daily_peak_provisional, month.null_reason)
    };
    assert_eq!(with_days(9), (None, 9, false, Some(Unknown::TooFewBusinessDays)));
    assert_eq!(with_days(10), (Some(200.0), 10, true, None));
    assert_eq!(with_days(19), (Some(200.0), 19, true, None));
    assert_eq!(with_days(20), (Some(200.0), 20, false, None));
}

#[test]
fn a_peak_on_most_business_days_is_absorbed_into_the_daily_peak() {
    // An hour of 500 at 20 o'clock, Monday to Thursday; its slot knows it and so does D. Fridays know nothing of it.
    let evening = |local: NaiveDateTime| {
        let peak = local.hour() == 20 && local.weekday().num_days_from_monday() < 4;
        if peak { 500.0 } else { office(local) }
    };
    let found = Case::new(5, "2026-01-04", "2026-04-01", evening).analyse();
    near(found.month("2026-03").daily_peak.unwrap(), 500.0);
    assert!(found.segments.is_empty());
}

#[test]
fn a_level_shift_is_a_surge_in_no_month_that_knows_it_for_more_than_28_days() {
    for (shift, factor) in [("2026-01-30", 2.0), ("2026-01-10", 2.5), ("2026-02-20", 1.8)] {
        let shift: NaiveDate = shift.parse().unwrap();
        // In office hours only, so that each day would be a surge of its own.
        let is_new = |local: NaiveDateTime| local.date() >= shift && (9..18).contains(&local.hour());
        let shifted = |local: NaiveDateTime| office(local) * if is_new(local) { factor } else { 1.0 };
        let found = Case::new(30, "2025-11-02", "2026-06-01", shifted).analyse();
        let zone = Zone::default();
        let known = |start: Micros| {
            let month = Month::of(zone.local(start).date());
            (month.first_day() - shift).num_days()
        };
        assert!(!found.segments.is_empty(), "it is one before");
        assert!(found.segments.iter().all(|surge| known(surge.start) <= 28), "{shift}");
    }
}

#[test]
fn growth_is_against_the_same_month_of_the_year_before() {
    let shift: NaiveDate = "2026-02-01".parse().unwrap();
    let doubled = |local: NaiveDateTime| office(local) * if local.date() >= shift { 2.0 } else { 1.0 };
    let found = Case::new(60, "2025-01-05", "2026-05-01", doubled).analyse();
    assert_eq!(found.month("2026-01").growth, None, "January 2025 was judged in sample");
    assert_eq!(found.month("2026-02").growth, Some(1.0), "its window ends before the shift");
    assert_eq!(found.month("2026-04").growth, Some(2.0));
    assert_eq!(found.month("2025-12").growth, None);
}
