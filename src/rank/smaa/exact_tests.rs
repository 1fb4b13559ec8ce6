//! Three systems of which only answers are open, every completion enumerated: the draws must agree to within their
//! stated half-width (ranking.md §4.5).

use super::tests::{balanced, complete, contender, curve, rules, run, settings};
use super::*;
use crate::assess::{Gate, GateSource, Tally, decide};
use crate::rank::{Value, score, tier_of};

/// Certain YES, certain NO, suggested YES, suggested NO, unknown.
const Y: f64 = 1.0;
const N: f64 = 0.0;
const SY: f64 = 0.7;
const SN: f64 = 0.3;
const U: f64 = 0.5;

/// Scores lie close enough for item 6 to turn them; all of tier 1, 4 and 5 are in reach of each.
fn three() -> [Contender; 3] {
    [
        contender("a", 1, complete(0.52), [Y, Y, Y, SY, U, U, SN, N, Y, N]),
        contender("b", 2, complete(0.51), [Y, N, SY, Y, SY, U, Y, U, SN, Y]),
        contender("c", 3, complete(0.50), [U, Y, SN, N, Y, SY, Y, SY, N, U]),
    ]
}

/// One way to settle all answers of a system: its probability, tier and score.
struct Completion {
    chance: f64,
    tier: u8,
    score: f64,
}

fn completions(contender: &Contender) -> Vec<Completion> {
    let open = Gate { answer: Answer::Y, source: GateSource::Person };
    let answers = |code: u32| (0..10).map(move |item| code >> item & 1 == 1);
    (0..1 << 10)
        .map(|code| {
            let chance = answers(code).zip(contender.yes).map(|(yes, p)| if yes { p } else { 1.0 - p }).product();
            let settled = answers(code).map(|yes| (if yes { Answer::Y } else { Answer::N }, Tier::H));
            let decision = decide(&rules(), open, open, Tally::of(settled));
            let mut inputs = contender.candidate.inputs.clone();
            let item6 = if code >> 5 & 1 == 1 { "Y" } else { "N" };
            inputs.insert("item6".into(), Value::Text(item6.into()));
            let score = score(&curve(), &balanced(), &inputs).score;
            Completion { chance, tier: tier_of(decision.verdict, decision.hint), score }
        })
        .filter(|completion| completion.chance > 0.0)
        .collect()
}

/// What the draws estimate, by enumeration.
#[derive(Debug, Default)]
struct Exact {
    /// By system and rank.
    ranks: [[f64; 3]; 3],
    above_next: [f64; 2],
    adopt: [f64; 3],
}

fn enumerate(three: &[Contender; 3]) -> Exact {
    let [a, b, c] = three.each_ref().map(completions);
    let mut exact = Exact::default();
    for (system, all) in [&a, &b, &c].into_iter().enumerate() {
        exact.adopt[system] = all.iter().filter(|one| one.tier == 1).map(|one| one.chance).sum();
    }
    for first in &a {
        for second in &b {
            for third in &c {
                let chance = first.chance * second.chance * third.chance;
                let all = [first, second, third];
                let key = |i: usize| (all[i].tier, -(all[i].score * 1e4).round());
                let above = |i: usize, j: usize| key(i) < key(j) || key(i) == key(j) && i < j;
                for system in 0..3 {
                    let place = (0..3).filter(|other| *other != system && above(*other, system)).count();
                    exact.ranks[system][place] += chance;
                }
                for system in 0..2 {
                    exact.above_next[system] += if above(system, system + 1) { chance } else { 0.0 };
                }
            }
        }
    }
    exact
}

/// Every figure that is a probability: what was drawn beside what is exact.
fn pairs(exact: &Exact, found: &[Uncertainty]) -> Vec<(f64, f64)> {
    let mut pairs = Vec::new();
    for (system, found) in found.iter().enumerate() {
        pairs.extend(found.acceptability.iter().copied().zip(exact.ranks[system]));
        pairs.push((found.p_cutoff, exact.ranks[system][0] + exact.ranks[system][1]));
        pairs.extend(found.p_above_next.map(|drawn| (drawn, exact.above_next[system])));
    }
    pairs
}

fn fixed(seed: u64) -> Settings {
    Settings { seed, weights_vary: false, cutoff: 2, ..settings() }
}

#[test]
fn the_draws_agree_with_the_enumeration() {
    let three = three();
    let exact = enumerate(&three);
    for row in exact.ranks {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(row.iter().all(|p| (0.1..0.6).contains(p)), "the ranks really mix: {row:?}");
    }
    let found = run(&three, fixed(1));
    let pairs = pairs(&exact, &found);
    assert_eq!(pairs.len(), 3 * 3 + 3 + 2);
    for (drawn, exact) in pairs {
        assert!((drawn - exact).abs() <= half_width(10_000), "drawn {drawn}, exact {exact}");
    }
    for (system, found) in found.iter().enumerate() {
        assert!((found.p_adopt - exact.adopt[system]).abs() < 1e-12);
        // No cumulated share lies within the half-width of 5, 50 or 95 %, so the quantiles must be the exact ones.
        let sums = [exact.ranks[system][0], exact.ranks[system][0] + exact.ranks[system][1]];
        let quantile = |q: f64| 1 + sums.iter().filter(|sum| **sum < q).count();
        for q in [0.05, 0.5, 0.95] {
            assert!(sums.iter().all(|sum| (sum - q).abs() > half_width(10_000)), "{sums:?} {q}");
        }
        let quantiles = (found.rank_p05, found.rank_p50, found.rank_p95);
        assert_eq!(quantiles, (quantile(0.05), quantile(0.5), quantile(0.95)));
    }
}

/// 40 seeds together are 400,000 draws: a bias of 0.002 would show, and the stated interval holds in 95 of 100 cases.
#[test]
fn the_draws_are_not_biased_and_the_half_width_is_as_stated() {
    let three = three();
    let exact = enumerate(&three);
    let runs: Vec<Vec<(f64, f64)>> = (1..=40).map(|seed| pairs(&exact, &run(&three, fixed(seed)))).collect();
    for figure in 0..runs[0].len() {
        let error: f64 = runs.iter().map(|pairs| pairs[figure].0 - pairs[figure].1).sum();
        assert!((error / 40.0).abs() < 1.7 * half_width(400_000), "figure {figure}: {}", error / 40.0);
    }
    let all: Vec<bool> =
        runs.iter().flatten().map(|(drawn, exact)| (drawn - exact).abs() <= half_width(10_000)).collect();
    let held = all.iter().filter(|held| **held).count();
    assert!(100 * held >= 95 * all.len(), "{held} of {}", all.len());
}
