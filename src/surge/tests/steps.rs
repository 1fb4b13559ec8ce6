//! Buckets of other lengths than 5 minutes, and loads that cannot be read.

use super::*;

#[test]
fn the_daily_peak_is_what_fifteen_minutes_sustain() {
    // Each day the bucket of 12:00 has 900, that of the next 600, the next 300.
    let daily_peak = |step: i64| {
        let falling = |local: NaiveDateTime| match (local.hour(), i64::from(local.minute()) / step) {
            (12, 0) => 900.0,
            (12, 1) => 600.0,
            (12, 2) => 300.0,
            _ => office(local),
        };
        Case::new(step, "2026-01-04", "2026-04-01", falling).analyse().month("2026-03").daily_peak
    };
    assert_eq!(daily_peak(5), Some(300.0));
    assert_eq!(daily_peak(10), Some(600.0));
    assert_eq!(daily_peak(15), Some(900.0));
    assert_eq!(daily_peak(30), Some(900.0));
    assert_eq!(daily_peak(60), Some(900.0));
}

#[test]
fn one_bucket_of_ten_minutes_or_more_is_a_surge() {
    for step in [10, 15, 30, 60] {
        let case = Case::new(step, "2026-01-04", "2026-04-01", office);
        let until = format!("2026-03-10T{:02}:{:02}", 3 + step / 60, step % 60);
        let found = case.set("2026-03-10T03:00", &until, 400.0).analyse();
        let surge = found.only();
        assert_eq!((surge.flagged_minutes, surge.bucket_minutes, surge.end), (step, step, t(&until)));
        near(surge.excess, 300.0 * f64::from(i32::try_from(step).unwrap()));
    }
}

#[test]
fn one_bucket_of_fifteen_minutes_bridges_and_one_of_thirty_does_not() {
    let surges = |step: i64, second: &str, until: &str| {
        let case = Case::new(step, "2026-01-04", "2026-04-01", office);
        let case = case.set("2026-03-10T03:00", "2026-03-10T04:00", 400.0);
        case.set(second, until, 400.0).analyse().segments.len()
    };
    assert_eq!(surges(15, "2026-03-10T04:15", "2026-03-10T04:30"), 1);
    assert_eq!(surges(15, "2026-03-10T04:30", "2026-03-10T04:45"), 2);
    assert_eq!(surges(10, "2026-03-10T04:10", "2026-03-10T04:20"), 1);
    assert_eq!(surges(10, "2026-03-10T04:20", "2026-03-10T04:30"), 2);
    assert_eq!(surges(30, "2026-03-10T04:30", "2026-03-10T05:00"), 2);
    assert_eq!(surges(60, "2026-03-10T05:00", "2026-03-10T06:00"), 2);
}

#[test]
fn buckets_of_two_hours_show_no_surges() {
    let found = Case::new(120, "2026-01-04", "2026-04-01", office).set("2026-03-10T02:00", "2026-03-10T06:00", 900.0);
    let found = found.analyse();
    assert!(found.segments.is_empty());
    assert!(found.months.iter().all(|month| month.null_reason == Some(Unknown::CoarseStep) && !month.ranked));
    assert_eq!(found.rhythm.len(), 3, "the rhythm is known all the same");
}

#[test]
fn a_load_that_is_not_in_order_is_a_fault() {
    let fault = |change: fn(&mut Load)| {
        let mut case = Case::new(60, "2026-03-01", "2026-03-02", office);
        change(&mut case.load);
        let horizon =
            Horizon { zone: Zone::default(), holidays: &case.holidays, periods: Vec::new(), as_of: case.as_of };
        analyse(&case.load, &case.facts, &horizon, &Rules::default()).map_err(|fault| fault.code)
    };
    assert_eq!(fault(|load| load.at.swap(1, 2)), Err("E0912"));
    assert_eq!(fault(|load| load.cpu.truncate(3)), Err("E0912"));
    assert_eq!(fault(|load| load.bucket_minutes = 7), Err("E0912"));
    assert_eq!(fault(|load| load.bucket_minutes = 0), Err("E0912"));
}

#[test]
fn an_empty_load_is_empty() {
    let case = Case::new(5, "2026-03-01", "2026-03-01", office);
    assert_eq!(case.analyse(), Analysis::default());
}

#[test]
fn what_is_no_number_is_missing() {
    let case = Case::new(5, "2026-01-04", "2026-04-01", office);
    let missing = case.clone().set("2026-03-10T03:00", "2026-03-10T04:00", None).analyse();
    let no_number = case.set("2026-03-10T03:00", "2026-03-10T04:00", f64::NAN).analyse();
    assert_eq!(missing, no_number);
}

#[test]
fn every_rule_is_read_by_a_name_of_its_own() {
    let asked = std::cell::RefCell::new(Vec::new());
    let number = |name: &str| {
        asked.borrow_mut().push(name.to_owned());
        Ok(1.0)
    };
    Rules::read(number).unwrap();
    let names: BTreeSet<_> = asked.borrow().iter().cloned().collect();
    assert_eq!((names.len(), asked.borrow().len()), (43, 43));
}
