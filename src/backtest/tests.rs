//! Small portfolios whose measures were computed by hand.

use super::*;

/// Months 2026-01, -02 … ; `brought[month][system]` are the figures of the first outcome, and `rank(system)` the value
/// of the first predictor in every ranked month. The last count is the figure of the ranked month.
fn history(ranked: usize, brought: &[&[Option<f64>]], rank: &dyn Fn(usize) -> f64) -> History {
    named(ranked, brought, rank, &|system| format!("s{system:02}"))
}

fn named(
    ranked: usize,
    brought: &[&[Option<f64>]],
    rank: &dyn Fn(usize) -> f64,
    name: &dyn Fn(usize) -> String,
) -> History {
    let first: Month = "2026-01".parse().expect("a month");
    let month = |at: usize| first.plus(i32::try_from(at).expect("few months"));
    let known =
        |at: usize, system: usize| Known { predictors: vec![rank(system)], counts: [brought[at][system], None, None] };
    let systems = |at: usize| (0..brought[at].len()).map(|s| (name(s), known(at, s))).collect();
    History {
        predictors: vec!["rank".into()],
        seen: (0..ranked).map(|at| Seen { month: month(at), systems: systems(at) }).collect(),
        brought: (0..brought.len())
            .flat_map(|at| {
                let figures = brought[at].iter().enumerate();
                figures.map(move |(s, f)| ((month(at), name(s)), [*f, None, None])).collect::<Vec<_>>()
            })
            .collect(),
        closed: month(brought.len() - 1),
    }
}

fn some(figures: &[f64]) -> Vec<Option<f64>> {
    figures.iter().copied().map(Some).collect()
}

fn row<'a>(all: &'a [Foretold], horizon: u8, predictor: &str) -> &'a Row {
    let of = all.iter().find(|f| f.outcome == "surge_count" && f.horizon == horizon).expect("the horizon is there");
    of.rows.iter().find(|r| r.predictor == predictor).expect("the row is there")
}

const TEN: [f64; 10] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

fn number(system: usize) -> f64 {
    TEN[system]
}

/// System 9 brings most and stands highest: every resample agrees, so the interval is the value. The top two of ten
/// bring 8.5 on average, all 4.5.
#[test]
fn a_ranking_that_knows_the_future_has_correlation_one() {
    let figures = some(&TEN);
    let all = evaluate(&history(2, &[&figures, &figures, &figures], &number), 1, 7);
    let rank = row(&all, 1, "rank");
    assert_eq!(rank.spearman, Some(Estimate { value: 1.0, interval: Some((1.0, 1.0)) }));
    assert_eq!(rank.lift.map(|l| l.value), Some(8.5 / 4.5));
    assert_eq!((rank.systems, rank.months, rank.left_out), (10, 2, 0));
    let difference = row(&all, 1, DIFFERENCE);
    assert_eq!(difference.spearman, Some(Estimate { value: 0.0, interval: Some((0.0, 0.0)) }));
    assert_eq!(all[0].against_last_count(|r| r.spearman), Comparison::Undecided);
}

/// The other way round: the two that stand highest bring 0 and 1. Last month's count still knows all.
#[test]
fn a_ranking_upside_down_has_correlation_minus_one_and_loses_to_the_last_count() {
    let figures = some(&TEN);
    let all = evaluate(&history(2, &[&figures, &figures, &figures], &|s| -number(s)), 1, 7);
    assert_eq!(row(&all, 1, "rank").spearman, Some(Estimate { value: -1.0, interval: Some((-1.0, -1.0)) }));
    assert_eq!(row(&all, 1, "rank").lift.map(|l| l.value), Some(0.5 / 4.5));
    assert_eq!(row(&all, 1, LAST_COUNT).spearman.map(|s| s.value), Some(1.0));
    assert_eq!(row(&all, 1, DIFFERENCE).spearman, Some(Estimate { value: -2.0, interval: Some((-2.0, -2.0)) }));
    assert_eq!(all[0].against_last_count(|r| r.spearman), Comparison::Worse);
    // The lift is always the smaller one as well, for the two that stand highest are never those that bring most.
    assert_eq!(all[0].against_last_count(|r| r.lift), Comparison::Worse);
    let backwards = some(&TEN.map(|x| 9.0 - x));
    let better = evaluate(&history(1, &[&backwards, &figures], &number), 1, 7);
    assert_eq!(better[0].against_last_count(|r| r.spearman), Comparison::Better);
}

/// Ranks 4 3 2 1 (system 3 highest). January brings 1 0 0 3, February 0 2 0 1, March 2 2 0 0, April 5 0 0 0.
/// One month on: January against February (0 2 0 1 has ranks 1.5 4 1.5 3, in deviations −1 1.5 −1 .5 against
/// −1.5 −.5 .5 1.5): 1.5 − .75 − .5 + .75 = 1 over √(5 · 4.5); February against March (2 2 0 0: 1 1 −1 −1):
/// −1.5 − .5 − .5 − 1.5 = −4 over √(5 · 4); March against April (5 0 0 0: 1.5 −.5 −.5 −.5): −2.25 + .25 − .25 − .75 = −3
/// over √(5 · 3). Three months on: only January, against 7 4 0 1 (1.5 .5 −1.5 −.5): −2.25 − .25 − .75 − .75 = −4 / 5.
#[test]
fn horizons_sum_the_months_after_and_months_are_averaged() {
    let brought =
        [[1.0, 0.0, 0.0, 3.0], [0.0, 2.0, 0.0, 1.0], [2.0, 2.0, 0.0, 0.0], [5.0, 0.0, 0.0, 0.0]].map(|f| some(&f));
    let brought: Vec<&[_]> = brought.iter().map(Vec::as_slice).collect();
    let all = evaluate(&history(3, &brought, &number), 3, 1);
    let mean = (1.0 / 22.5_f64.sqrt() - 4.0 / 20.0_f64.sqrt() - 3.0 / 15.0_f64.sqrt()) / 3.0;
    let one = row(&all, 1, "rank");
    assert!((one.spearman.expect("it differs").value - mean).abs() < 1e-12, "{one:?}");
    assert_eq!((one.systems, one.months), (4, 3));
    let three = row(&all, 3, "rank");
    assert_eq!((three.spearman.map(|s| s.value), three.months), (Some(-0.8), 1));
    // The top of four is one system: number 3, which brings 1 of 12 / 4 = 3.
    assert_eq!(three.lift.map(|l| l.value), Some(1.0 / 3.0));
    let of = |horizon| all.iter().find(|f| f.horizon == horizon).expect("it is there");
    let text = |months: &[Month]| months.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!((text(&of(1).months), text(&of(1).open)), ("2026-01 2026-02 2026-03".into(), String::new()));
    assert_eq!((text(&of(3).months), text(&of(3).open)), ("2026-01".into(), "2026-02 2026-03".into()));
}

/// System 0 has no figure in March, so it is in no sum over it; system 1 had none in January.
#[test]
fn what_is_unknown_leaves_the_system_out_of_that_month() {
    let january = [Some(0.0), None, Some(2.0), Some(3.0)];
    let february = some(&[0.0, 1.0, 2.0, 3.0]);
    let march = [None, Some(1.0), Some(2.0), Some(3.0)];
    let all = evaluate(&history(1, &[&january, &february, &march], &number), 2, 1);
    assert_eq!((row(&all, 1, "rank").systems, row(&all, 2, "rank").systems), (3, 2));
    let nothing = all.iter().find(|f| f.outcome == "outage_minutes").expect("it is there");
    let rank = &nothing.rows[0];
    assert_eq!((rank.spearman, rank.lift, rank.systems, rank.months, rank.left_out), (None, None, 0, 0, 1));
    assert_eq!(nothing.against_last_count(|r| r.spearman), Comparison::Unknown);
}

/// February is the same for all, so January foretells nothing; in January all counts are the same, so that the last
/// count says nothing of any month after it, while the rank may.
#[test]
fn a_month_in_which_all_are_alike_is_left_out_and_counted() {
    let (alike, figures) = (some(&[2.0; 10]), some(&TEN));
    let all = evaluate(&history(2, &[&figures, &alike, &figures], &number), 1, 1);
    let rank = row(&all, 1, "rank");
    assert_eq!((rank.spearman.map(|s| s.value), rank.months, rank.left_out), (Some(1.0), 1, 1));
    let last = row(&all, 1, LAST_COUNT);
    assert_eq!((last.spearman, last.months, last.left_out), (None, 0, 2));
    let chance = row(&all, 1, CHANCE);
    assert_eq!((chance.months, chance.left_out), (1, 1));
}

/// One system alone brings something: a third of the resamples leave it out and say nothing, so there is no interval.
#[test]
fn too_few_telling_resamples_give_no_interval() {
    let figures = some(&[0.0, 0.0, 0.0, 0.0, 1.0]);
    let all = evaluate(&history(1, &[&figures, &figures], &number), 1, 1);
    let rank = row(&all, 1, "rank").spearman.expect("the value stands");
    assert!(rank.value > 0.0 && rank.interval.is_none(), "{rank:?}");
}

fn noisy() -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    let figures = |step: u32| (0..17_u32).map(|s| Some(f64::from(s * step % 11))).collect();
    (figures(5), figures(3))
}

#[test]
fn a_seed_gives_the_same_numbers_and_another_seed_other_intervals() {
    let (first, second) = noisy();
    let rank = |s: usize| f64::from(u32::try_from(s).expect("few") * 7 % 17);
    let history = history(1, &[&first, &second], &rank);
    let once = evaluate(&history, 1, 1);
    assert_eq!(once, evaluate(&history, 1, 1));
    let other = evaluate(&history, 1, 2);
    let of = |all: &[Foretold]| row(all, 1, "rank").spearman.expect("it differs");
    assert_eq!(of(&once).value, of(&other).value);
    assert_ne!(of(&once).interval, of(&other).interval);
    let (low, high) = of(&once).interval.expect("most resamples say something");
    assert!(low < of(&once).value && of(&once).value < high);
}

/// Names decide the order in which systems are read; ties must not be broken by it.
#[test]
fn the_order_of_systems_does_not_matter() {
    let (first, second) = noisy();
    let tied = |s: usize| f64::from(u32::try_from(s).expect("few") % 4);
    let forwards = evaluate(&named(1, &[&first, &second], &tied, &|s| format!("s{s:02}")), 1, 1);
    let backwards = evaluate(&named(1, &[&first, &second], &tied, &|s| format!("s{:02}", 99 - s)), 1, 1);
    for predictor in ["rank", LAST_COUNT, DIFFERENCE] {
        let values = |all: &[Foretold]| {
            let row = row(all, 1, predictor);
            (row.spearman.expect("it differs").value, row.lift.expect("it differs").value)
        };
        let (a, b) = (values(&forwards), values(&backwards));
        assert!((a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12, "{predictor}: {a:?} {b:?}");
    }
}

/// Without ties the correlation of random orders of 17 has the standard deviation 1 / √16, so the band is about ± 0.49;
/// half of it where two unlike months are averaged would be a fault, for the order stays the same.
#[test]
fn chance_is_expected_to_foretell_nothing() {
    let figures: Vec<_> = (0..17_u32).map(|s| Some(f64::from(s))).collect();
    let all = evaluate(&history(2, &[&figures, &figures, &figures], &number_of), 1, 1);
    let chance = row(&all, 1, CHANCE);
    let (low, high) = chance.spearman.expect("it differs").interval.expect("every order says something");
    assert_eq!((chance.spearman.map(|s| s.value), chance.lift.map(|l| l.value)), (Some(0.0), Some(1.0)));
    assert!((low + 0.49).abs() < 0.06 && (high - 0.49).abs() < 0.06, "{low} {high}");
}

fn number_of(system: usize) -> f64 {
    f64::from(u32::try_from(system).expect("few"))
}
