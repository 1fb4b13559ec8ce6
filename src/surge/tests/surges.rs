//! What is a surge, where it begins and ends, what cuts it off. The 8 weeks before March 2026 are 4 January to 28
//! February; of the office load B is 200 from 9 to 18 o'clock and 100 else, S is 20 and 10, D is 200.

use chrono::Datelike as _;

use super::*;

fn march() -> Case {
    Case::new(5, "2026-01-04", "2026-04-01", office)
}

fn span(from: &str, until: &str) -> Vec<(Micros, Micros)> {
    vec![(t(from), t(until))]
}

#[test]
fn unexpected_but_not_over_the_daily_peak() {
    // At night 150 = 1.5 B = B + 5 S, and 0.5 D = 100; 1.5 D is 300.
    let found = march().set("2026-03-10T03:00", "2026-03-10T03:30", 150.0).analyse();
    let surge = found.only();
    assert_eq!((surge.start, surge.end), (t("2026-03-10T03:00"), t("2026-03-10T03:30")));
    assert_eq!((surge.unexpected, surge.over_peak), (true, false));
    assert_eq!((surge.flagged_minutes, surge.month.as_str(), surge.baseline), (30, "2026-03", Baseline::Full));
    assert!(surge.ranked && surge.truncated.is_none() && surge.key.is_none());
    near(surge.i_d, 0.75);
    near(surge.i_b.unwrap(), 1.5);
    near(surge.excess, 50.0 * 30.0);
    assert!(march().set("2026-03-10T03:00", "2026-03-10T03:30", 149.9).analyse().segments.is_empty());
}

#[test]
fn over_the_daily_peak_but_not_unexpected() {
    // At 10 o'clock weeks alternate between 150 and 250: B 200, S 1.4826 · 50 = 74.13, so U needs 570.65. D is the
    // middle of 20 days with 200 and 20 days with 250, so P needs 337.5.
    let alternating = |local: NaiveDateTime| match (local.hour(), local.date().iso_week().week() % 2) {
        (10, 0) => 150.0,
        (10, _) => 250.0,
        _ => office(local),
    };
    let case = Case::new(5, "2026-01-04", "2026-04-01", alternating);
    // January is judged in sample, by an uneven number of weeks, and is left aside.
    let ranked = |case: &Case| -> Vec<Segment> { case.analyse().segments.into_iter().filter(|s| s.ranked).collect() };
    let peak = case.clone().set("2026-03-10T10:00", "2026-03-10T10:15", 337.5);
    let found = peak.analyse();
    let [surge] = &ranked(&peak)[..] else { panic!("one surge") };
    assert_eq!((surge.unexpected, surge.over_peak), (false, true));
    near(surge.i_d, 1.5);
    near(surge.i_b.unwrap(), 1.6875);
    let (baseline, spread) = found.slot("2026-03", 24 + 10);
    near(baseline, 200.0);
    near(spread, 74.13);
    assert!(ranked(&case.set("2026-03-10T10:00", "2026-03-10T10:15", 337.0)).is_empty());
}

#[test]
fn ten_flagged_minutes_are_needed() {
    assert!(march().set("2026-03-10T03:00", "2026-03-10T03:05", 400.0).analyse().segments.is_empty());
    assert_eq!(march().set("2026-03-10T03:00", "2026-03-10T03:10", 400.0).analyse().segments.len(), 1);
}

#[test]
fn fifteen_minutes_bridge_and_twenty_do_not() {
    let twice = |second: &str, until: &str| {
        march().set("2026-03-10T03:00", "2026-03-10T03:10", 400.0).set(second, until, 300.0)
    };
    let near_by = twice("2026-03-10T03:25", "2026-03-10T03:35").analyse();
    assert_eq!(near_by.spans(), span("2026-03-10T03:00", "2026-03-10T03:35"));
    assert_eq!(near_by.only().flagged_minutes, 20);
    // Excess: 300 in 10 minutes, 200 in 10, nothing in the 15 between.
    near(near_by.only().excess, 5000.0);
    assert_eq!((near_by.only().peak, near_by.only().peak_at), (400.0, t("2026-03-10T03:00")));
    let apart = twice("2026-03-10T03:30", "2026-03-10T03:40").analyse();
    assert_eq!(apart.segments.len(), 2);
    assert!(apart.segments.iter().all(|surge| surge.truncated.is_none()), "the load was seen to be low");
}

#[test]
fn missing_buckets_bridge_for_fifteen_minutes_and_cut_off_after() {
    let with_gap = |until: &str, end: &str| {
        let case = march().set("2026-03-10T03:00", "2026-03-10T03:10", 400.0);
        case.set("2026-03-10T03:10", until, None).set(until, end, 400.0)
    };
    let bridged = with_gap("2026-03-10T03:25", "2026-03-10T03:35").analyse();
    assert_eq!(bridged.spans(), span("2026-03-10T03:00", "2026-03-10T03:35"));
    assert_eq!(bridged.only().truncated, None);
    let cut = with_gap("2026-03-10T03:30", "2026-03-10T03:40").analyse();
    let ends: Vec<_> = cut.segments.iter().map(|surge| (surge.end, surge.truncated)).collect();
    assert_eq!(ends, [(t("2026-03-10T03:10"), Some(Truncated::Gap)), (t("2026-03-10T03:40"), None)]);
}

#[test]
fn an_absent_bucket_is_a_missing_one() {
    let mut case = march().set("2026-03-10T03:00", "2026-03-10T03:10", 400.0);
    let kept: Vec<bool> =
        case.load.at.iter().map(|at| !(t("2026-03-10T03:10")..t("2026-03-10T03:30")).contains(at)).collect();
    let mut keep = kept.iter();
    case.load.at.retain(|_| *keep.next().unwrap());
    let Load { x, cpu, memory, pool, latency, demand, installed, .. } = &mut case.load;
    for column in [x, cpu, memory, pool, latency, demand, installed] {
        let mut keep = kept.iter();
        column.retain(|_| *keep.next().unwrap());
    }
    assert_eq!(case.analyse().only().truncated, Some(Truncated::Gap));
}

#[test]
fn the_end_of_the_series_cuts_off_unless_it_is_now() {
    let mut case = Case::new(5, "2026-01-04", "2026-03-10T03:10", office);
    case = case.set("2026-03-10T03:00", "2026-03-10T03:10", 400.0);
    assert_eq!(case.analyse().only().truncated, None);
    case.as_of = t("2026-03-10T03:26");
    assert_eq!(case.analyse().only().truncated, Some(Truncated::Gap));
}

#[test]
fn an_outage_cuts_off_and_one_bucket_before_it_suffices() {
    let case = march().set("2026-03-10T03:00", "2026-03-10T03:05", 400.0);
    // The bucket of 03:00 holds the start, and is examined; what follows until 04:00 is not, and later is no surge.
    let stopped = case.clone().outage("2026-03-10T03:03", "2026-03-10T04:00").analyse();
    assert_eq!(stopped.spans(), span("2026-03-10T03:00", "2026-03-10T03:05"));
    assert_eq!(stopped.only().truncated, Some(Truncated::Outage));
    // It begins a quarter of an hour after the last flagged bucket; a minute later is too late.
    assert_eq!(case.clone().outage("2026-03-10T03:20", "2026-03-10T04:00").analyse().segments.len(), 1);
    assert!(case.outage("2026-03-10T03:21", "2026-03-10T04:00").analyse().segments.is_empty());
}

#[test]
fn what_is_high_within_an_outage_is_no_surge_and_what_follows_is_another() {
    let case = march().set("2026-03-10T03:00", "2026-03-10T05:00", 400.0);
    let found = case.outage("2026-03-10T03:10", "2026-03-10T03:22").outage("2026-03-10T03:12", "2026-03-10T03:15");
    let found = found.analyse();
    // The bucket of 03:10 holds the start; that of 03:20 lies partly in the outage.
    let expected = [(t("2026-03-10T03:00"), t("2026-03-10T03:15")), (t("2026-03-10T03:25"), t("2026-03-10T05:00"))];
    assert_eq!(found.spans(), expected);
    let truncated: Vec<_> = found.segments.iter().map(|surge| surge.truncated).collect();
    assert_eq!(truncated, [Some(Truncated::Outage), None]);
}

#[test]
fn a_planned_window_hides_no_surge() {
    let mut case = march().set("2026-03-10T03:00", "2026-03-10T03:30", 400.0);
    case.facts.planned.push((t("2026-03-10T02:00"), t("2026-03-10T05:00")));
    assert_eq!(case.analyse().only().flagged_minutes, 30);
}

#[test]
fn a_surge_over_the_month_end_belongs_to_the_month_of_its_start() {
    let case = Case::new(5, "2026-01-04", "2026-05-01", office);
    let found = case.set("2026-03-31T23:50", "2026-04-01T00:20", 400.0).analyse();
    let surge = found.only();
    assert_eq!((surge.month.as_str(), surge.flagged_minutes), ("2026-03", 30));
    assert_eq!(surge.end, t("2026-04-01T00:20"));
}

#[test]
fn each_bucket_is_judged_by_its_own_month() {
    // From 15 February on the office hours carry 440. Of March's window these are 10 of 40 business days, of April's
    // 32.
    let day: NaiveDate = "2026-02-15".parse().unwrap();
    let grown = |local: NaiveDateTime| match office(local) {
        200.0 if local.date() >= day => 440.0,
        as_before => as_before,
    };
    let found = Case::new(5, "2026-01-04", "2026-05-01", grown).analyse();
    near(found.month("2026-03").daily_peak.unwrap(), 200.0);
    near(found.month("2026-04").daily_peak.unwrap(), 440.0);
    assert_eq!(found.segments.iter().filter(|surge| surge.month == "2026-03").count(), 31);
    assert!(found.segments.iter().all(|surge| surge.start < t("2026-04-01")));
}

#[test]
fn saturated_minutes_are_those_of_the_surge() {
    let mut case = march().set("2026-03-10T03:00", "2026-03-10T03:30", 400.0);
    for (at, cpu) in case.load.at.iter().zip(&mut case.load.cpu) {
        *cpu = Some(if (t("2026-03-10T03:15")..t("2026-03-10T04:00")).contains(at) { 80.0 } else { 30.0 });
    }
    assert_eq!(case.analyse().only().saturated_minutes, 15);
}

#[test]
fn twice_the_same() {
    let case = march().set("2026-03-10T03:00", "2026-03-10T03:30", 400.0);
    assert_eq!(case.analyse(), case.analyse());
}
