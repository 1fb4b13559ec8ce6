//! Loads of chance: how many surges are found that nobody planted, and what must hold of every load.

use proptest::prelude::*;

use super::*;

/// A small generator of numbers, so that a seed gives the same load for ever.
struct Chance(u64);

impl Chance {
    /// Uniform in [0, 1).
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / 4_294_967_296.0
    }

    /// Normal with mean 0 and deviation 1: twelve uniform ones, less six.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    fn lognormal(&mut self, sigma: f64) -> f64 {
        (self.normal() * sigma).exp()
    }
}

/// A daily shape between 20 at night and 100 at noon, quieter at weekends, with lognormal noise.
fn noisy(step: i64, from: &str, until: &str, sigma: f64, seed: u64) -> Case {
    use chrono::Datelike as _;
    let chance = std::cell::RefCell::new(Chance(seed));
    Case::new(step, from, until, |local| {
        let hour = f64::from(local.hour()) + f64::from(local.minute()) / 60.0;
        let day = 60.0 - 40.0 * ((hour - 1.0) / 24.0 * std::f64::consts::TAU).cos();
        let week = if local.weekday().num_days_from_monday() < 5 { 1.0 } else { 0.6 };
        day * week * chance.borrow_mut().lognormal(sigma)
    })
}

#[test]
fn planted_peaks_are_found_and_little_else() {
    // Four systems of twelve weeks, with noise of 8 to 25 %. The first four weeks are history.
    let planted = ["2026-02-17T10:00", "2026-03-04T20:00", "2026-03-20T14:00"];
    let (mut others, mut months) = (0, 0.0);
    for (seed, sigma) in [(1, 0.08), (2, 0.14), (3, 0.2), (4, 0.25)] {
        let mut case = noisy(5, "2026-01-04", "2026-03-29", sigma, seed);
        for start in planted.map(t) {
            let cells = case.load.at.iter().zip(&mut case.load.x);
            let inside = cells.filter(|(at, _)| (start..start + 60 * MINUTE).contains(*at));
            inside.for_each(|(_, x)| *x = x.map(|x| x * 2.5));
        }
        let found = case.analyse();
        let ranked: Vec<_> = found.segments.iter().filter(|surge| surge.ranked).collect();
        let hits = |start: Micros| ranked.iter().any(|surge| surge.start < start + 60 * MINUTE && surge.end > start);
        assert!(planted.iter().all(|start| hits(t(start))), "noise {sigma}: {ranked:#?}");
        let is_planted = |surge: &&&Segment| {
            planted.iter().any(|start| surge.start < t(start) + 60 * MINUTE && surge.end > t(start))
        };
        others += ranked.len() - ranked.iter().filter(is_planted).count();
        months += 56.0 / 30.0;
    }
    assert!(f64::from(u32::try_from(others).unwrap()) / months < 0.5, "{others} in {months} system-months");
}

/// What a surge is, without what lies in other months: the keys.
fn ranked(found: Analysis) -> Vec<Segment> {
    found.segments.into_iter().filter(|surge| surge.ranked).map(|surge| Segment { key: None, ..surge }).collect()
}

/// A load of three months with some random peaks.
fn with_peaks(seed: u64, peaks: &[(usize, usize, f64)]) -> Case {
    let mut case = noisy(30, "2026-01-04", "2026-04-01", 0.2, seed);
    for (start, length, factor) in peaks {
        let cells = case.load.x.iter_mut().skip(*start).take(*length);
        cells.for_each(|x| *x = x.map(|x| x * factor));
    }
    case
}

fn peaks() -> impl Strategy<Value = Vec<(usize, usize, f64)>> {
    prop::collection::vec((0usize..4176, 1usize..8, 1.0..5.0f64), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_unit_of_the_load_changes_no_surge(seed in 0u64..1000, peaks in peaks(), factor in 0.001..1000.0f64) {
        let case = with_peaks(seed, &peaks);
        let mut scaled = case.clone();
        scaled.load.x.iter_mut().for_each(|x| *x = x.map(|x| x * factor));
        let flags = |found: Analysis| -> Vec<_> {
            let of = |s: &Segment| (s.start, s.end, s.flagged_minutes, s.unexpected, s.over_peak, s.truncated, s.key);
            found.segments.iter().map(of).collect()
        };
        prop_assert_eq!(flags(case.analyse()), flags(scaled.analyse()));
    }

    #[test]
    fn what_comes_later_changes_no_ranked_surge(seed in 0u64..1000, peaks in peaks(), later in 0.0..1000.0f64) {
        let mut case = with_peaks(seed, &peaks);
        case.as_of = t("2026-06-01");
        case.periods = months(t("2026-01-04"), t("2026-06-01"));
        let before = ranked(case.analyse());
        case.load.at.push(t("2026-05-10T10:00"));
        let Load { x, cpu, memory, pool, latency, demand, installed, .. } = &mut case.load;
        x.push(Some(later));
        [cpu, memory, pool, latency, demand, installed].into_iter().for_each(|column| column.push(None));
        let after = ranked(case.analyse());
        prop_assert_eq!(before, after.into_iter().filter(|surge| surge.start < t("2026-05-01")).collect::<Vec<_>>());
    }

    #[test]
    fn surges_are_in_order_and_do_not_overlap(seed in 0u64..1000, peaks in peaks()) {
        let found = with_peaks(seed, &peaks).analyse();
        prop_assert!(found.segments.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(found.segments.iter().all(|s| s.unexpected || s.over_peak));
        prop_assert!(found.segments.iter().all(|s| (s.start..s.end).contains(&s.peak_at)));
    }
}
