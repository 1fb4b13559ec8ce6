//! Runs, elasticity, schedules and rhythm of a whole load.

use super::*;

/// March 2026 with a CPU and a demand that are functions of the local time; 16 cores in units of 4.
fn machine(cpu: impl Fn(NaiveDateTime) -> f64) -> Case {
    let mut case = Case::new(5, "2026-03-01", "2026-04-01", office);
    for (i, at) in case.load.at.iter().enumerate() {
        let percent = cpu(Zone::default().local(*at));
        case.load.cpu[i] = Some(percent);
        case.load.demand[i] = Some(percent * 16.0 / 100.0);
        case.load.installed[i] = Some(16.0);
    }
    case.load.unit_cores = Some(4.0);
    case
}

fn column(case: &mut Case, pick: fn(&mut Load) -> &mut Vec<Option<f64>>, from: &str, until: &str, value: f64) {
    let range = t(from)..t(until);
    let inside: Vec<usize> = (0..case.load.at.len()).filter(|i| range.contains(&case.load.at[*i])).collect();
    inside.into_iter().for_each(|i| pick(&mut case.load)[i] = Some(value));
}

fn runs(found: &Analysis, name: &str) -> Vec<(Micros, Micros)> {
    found.runs.iter().filter(|run| run.kind.name() == name).map(|run| (run.start, run.end)).collect()
}

#[test]
fn saturation_is_united_over_its_causes() {
    let mut case = machine(|_| 20.0);
    column(&mut case, |load| &mut load.memory, "2026-03-05T10:00", "2026-03-05T10:20", 90.0);
    column(&mut case, |load| &mut load.cpu, "2026-03-05T10:15", "2026-03-05T10:30", 80.0);
    column(&mut case, |load| &mut load.pool, "2026-03-05T10:35", "2026-03-05T10:40", 95.0);
    column(&mut case, |load| &mut load.pool, "2026-03-06T10:00", "2026-03-06T10:40", 94.9);
    let found = case.analyse();
    let saturation: Vec<_> = found.runs.iter().filter(|run| matches!(run.kind, RunKind::Saturation(_))).collect();
    assert_eq!(saturation.len(), 2);
    let first = saturation[0];
    assert_eq!((first.start, first.end), (t("2026-03-05T10:00"), t("2026-03-05T10:30")));
    assert_eq!(
        (first.kind, first.causes.clone()),
        (RunKind::Saturation(Cause::Memory), vec![Cause::Memory, Cause::Cpu])
    );
    assert_eq!((saturation[1].kind, saturation[1].start), (RunKind::Saturation(Cause::Pool), t("2026-03-05T10:35")));
    assert!(found.elasticity[0].lower_bound);
}

#[test]
fn an_unknown_bucket_ends_a_run() {
    let mut case = machine(|_| 20.0);
    column(&mut case, |load| &mut load.cpu, "2026-03-05T10:00", "2026-03-05T10:30", 85.0);
    let hole = case.load.at.iter().position(|at| *at == t("2026-03-05T10:10")).unwrap();
    case.load.cpu[hole] = None;
    let expected = [(t("2026-03-05T10:00"), t("2026-03-05T10:10")), (t("2026-03-05T10:15"), t("2026-03-05T10:30"))];
    assert_eq!(runs(&case.analyse(), "saturation"), expected);
    assert_eq!(runs(&case.analyse(), "scale_trigger"), expected);
}

#[test]
fn slow_is_three_seconds_and_twice_its_usual() {
    // The usual latency is 1 s by day, 2 s at night; 3.5 s is slow by day only, 2.9 s is never.
    let mut case = Case::new(5, "2026-01-04", "2026-04-01", office);
    for (at, cell) in case.load.at.iter().zip(&mut case.load.latency) {
        *cell = Some(if office(Zone::default().local(*at)) > 100.0 { 1000.0 } else { 2000.0 });
    }
    let slow = |from: &str, until: &str, value: f64| {
        let mut case = case.clone();
        column(&mut case, |load| &mut load.latency, from, until, value);
        runs(&case.analyse(), "slow")
    };
    let by_day = slow("2026-03-05T10:00", "2026-03-05T10:20", 3500.0);
    assert_eq!(by_day, [(t("2026-03-05T10:00"), t("2026-03-05T10:20"))]);
    assert!(slow("2026-03-05T03:00", "2026-03-05T03:20", 3500.0).is_empty());
    assert_eq!(slow("2026-03-05T03:00", "2026-03-05T03:20", 4000.0).len(), 1);
    assert!(slow("2026-03-05T10:00", "2026-03-05T10:20", 2900.0).is_empty());
    // A week is no baseline.
    let mut new = Case::new(5, "2026-03-02", "2026-03-09", office);
    column(&mut new, |load| &mut load.latency, "2026-03-02", "2026-03-09", 9000.0);
    assert!(new.analyse().runs.is_empty());
}

#[test]
fn elasticity_of_a_day_with_a_peak() {
    // 10 % of 16 cores need ⌈1.6 / 2⌉ = 1 unit of 4 cores at 50 %; 95 % need ⌈15.2 / 2⌉ = 8, for 2 hours and the lag.
    let found = machine(|local| if (10..12).contains(&local.hour()) { 95.0 } else { 10.0 }).analyse();
    let month = &found.elasticity[0];
    assert_eq!((month.period.as_str(), month.n_min, month.coverage), ("2026-03", 1, 1.0));
    near(month.mean_units, (8.0 * 130.0 + 1310.0) / 1440.0);
    near(month.peak_units, 8.0);
    assert_eq!(month.peak_at, t("2026-03-01T10:00"));
    near(month.elastic_saving, 1.0 - month.mean_units / 8.0);
    near(month.rightsizing.unwrap(), -1.0);
    near(month.installed.unwrap(), 16.0);
    // Of the reactive units: 1 → 3 → 5 → 7 → 9 at 3.8 units of demand: 3.8, 1.27, .76 and .54 are 50 % and more.
    // Then .42 holds 9 until noon; at .04 three buckets take 2: 9 for 15 minutes, 7, 5, 3, 1.
    let up = 1.0 + 3.0 + 5.0 + 7.0 + 9.0 * 20.0;
    let down = 3.0 * (9.0 + 7.0 + 5.0 + 3.0);
    let day = (up + down + 264.0 - 12.0) / 12.0;
    near(month.reactive.capacity_hours, day * 31.0);
    near(month.reactive.fixed_hours, 9.0 * 24.0 * 31.0);
    near(month.reactive.saving, 1.0 - day / 216.0);
    assert_eq!(month.reactive.under_minutes, 2 * 5 * 31, "3.8 and 1.27, but .76 will do");
    // The autoscaler: ⌈1 · 3.8 / 0.5⌉ = 8 from the second bucket on, back to ⌈8 · .05 / .5⌉ = 1 one after noon.
    near(month.hpa.capacity_hours, (1.0 + 8.0 * 24.0 + 263.0) / 12.0 * 31.0);
    assert_eq!(month.hpa.under_minutes, 5 * 31);
}

#[test]
fn a_period_with_half_of_the_demand_has_figures_and_less_has_none() {
    let known = |days: i64| {
        let mut case = machine(|_| 20.0);
        let until = t("2026-03-01") + days * 24 * 60 * MINUTE;
        let unknown: Vec<usize> = (0..case.load.at.len()).filter(|i| case.load.at[*i] >= until).collect();
        unknown.into_iter().for_each(|i| case.load.demand[i] = None);
        case.analyse().elasticity
    };
    assert_eq!(known(16).len(), 1);
    near(known(16)[0].coverage, 16.0 / 31.0);
    assert!(known(15).is_empty());
    let mut case = machine(|_| 20.0);
    case.load.unit_cores = None;
    assert!(case.analyse().elasticity.is_empty());
}

#[test]
fn a_month_is_the_same_in_a_longer_period() {
    let mut case = machine(|local| if local.hour() == 10 { 95.0 } else { 10.0 });
    case.periods.push(Period { name: "year".into(), is_month: false, from: t("2025-04-01"), to: t("2026-04-01") });
    let found = case.analyse();
    let names: Vec<_> = found.elasticity.iter().map(|period| period.period.as_str()).collect();
    assert_eq!(names, ["2026-03", "year"]);
    assert_eq!(found.elasticity[0].reactive, found.elasticity[1].reactive);
    near(found.elasticity[0].coverage, found.elasticity[1].coverage);
    assert_eq!(found.months.len(), 1);
    assert_eq!(found.rhythm.len(), 2);
}

#[test]
fn scheduled_capacity_covers_the_surges_of_its_key_and_is_wasted_else() {
    // On each 25th from 10 to 11; the key's window is 9 to 12, scheduled is 8:30 to 12:30.
    let mut case = Case::new(5, "2026-01-04", "2026-07-01", office);
    for month in 1..=6 {
        case = case.set(&format!("2026-{month:02}-25T10:00"), &format!("2026-{month:02}-25T11:00"), 600.0);
    }
    case.load.demand.fill(Some(1.0));
    case.load.unit_cores = Some(1.0);
    let found = case.analyse();
    assert_eq!(found.keys.len(), 1);
    let june = found.elasticity.iter().find(|month| month.period == "2026-06").unwrap();
    near(june.scheduled.covered_hours, 1.0);
    near(june.scheduled.wasted_hours, 3.0);
}

#[test]
fn the_rhythm_is_that_of_service_hours() {
    // 3 days: 9 to 18 o'clock 200, else 100. In service hours 9 to 18 all is 200.
    let mut case = Case::new(60, "2026-03-01", "2026-03-04", office);
    let all = case.analyse().rhythm[0].clone();
    assert_eq!((all.p50, all.p99_5, all.par, all.minutes), (100.0, 200.0, Some(2.0), 3 * 1440));
    for day in ["2026-03-01", "2026-03-02", "2026-03-03"] {
        case.facts.closed.push((t(day), t(&format!("{day}T09:00"))));
        case.facts.closed.push((t(&format!("{day}T18:00")), t(day) + 24 * 60 * MINUTE));
    }
    let open = case.analyse().rhythm[0].clone();
    assert_eq!((open.p50, open.par, open.minutes), (200.0, Some(1.0), 3 * 9 * 60));
}
