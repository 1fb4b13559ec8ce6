//! What can be known without drawing, held against the draws; and what must never disturb them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::assess::Checklist;
pub(super) use crate::rank::tests::{balanced, curve};
use crate::rank::{Inputs, Shape, Value, rank};

pub(super) fn rules() -> Rules {
    Checklist::builtin().unwrap().rules
}

pub(super) fn settings() -> Settings {
    Settings { draws: 10_000, seed: 1, cutoff: 10, threads: 2, weights_vary: true }
}

pub(super) fn run(contenders: &[Contender], settings: Settings) -> Vec<Uncertainty> {
    uncertainty(&curve(), &balanced(), &rules(), contenders, settings).unwrap()
}

/// Every input at this share of the way between its outer anchors, and citizens as users.
pub(super) fn complete(share: f64) -> Inputs {
    let curve = curve();
    let sources = curve.indicators.iter().flat_map(|i| &i.sources);
    let value = |shape: &Shape| match shape {
        Shape::Anchors { anchors, .. } => Some(Value::Number(anchors[0] + share * (anchors[2] - anchors[0]))),
        Shape::Words(_) => None,
    };
    let mut inputs: Inputs = sources.filter_map(|s| Some((s.input.clone(), value(&s.shape)?))).collect();
    inputs.insert("srm_class".into(), Value::Text("citizen".into()));
    inputs
}

pub(super) fn contender(id: &str, rank: usize, inputs: Inputs, yes: [f64; 10]) -> Contender {
    let candidate = Candidate { system_id: id.into(), tier: 3, conditional: false, yes_point: 5, inputs };
    Contender { rank, candidate, spreads: Spreads::new(), yes, closed: None }
}

/// The scores, as bits, and the counts of YES of all draws, drawn one system after the other as for a ranking.
fn drawn_all(contenders: &[Contender], settings: Settings) -> Vec<(Vec<u64>, Vec<u8>)> {
    let weights = Weights::new(&curve(), &balanced(), settings).unwrap();
    let plan = |c| Plan::new(&curve(), &weights, &rules(), c, settings.seed).unwrap();
    let plans: Vec<Plan> = contenders.iter().map(plan).collect();
    let mut all = vec![(Vec::new(), Vec::new()); contenders.len()];
    let mut block = Drawn::default();
    for number in 0..settings.draws / BLOCK {
        let weights = weights.block(number, BLOCK as usize);
        for (plan, (scores, yes)) in plans.iter().zip(&mut all) {
            plan.draw(number, &weights, &mut block);
            scores.extend(block.scores.iter().map(|s| s.to_bits()));
            yes.extend(&block.yes);
        }
    }
    all
}

fn drawn(contender: &Contender, settings: Settings) -> (Vec<u64>, Vec<u8>) {
    drawn_all(std::slice::from_ref(contender), settings).remove(0)
}

fn share(drawn: impl ExactSizeIterator<Item = bool>) -> f64 {
    let draws = u32::try_from(drawn.len()).unwrap();
    f64::from(drawn.map(u32::from).sum::<u32>()) / f64::from(draws)
}

/// All certain, nothing missing, the weights fixed: each system stands where it stands, in every draw.
#[test]
fn without_doubt_the_draws_repeat_the_ranking() {
    // YES: a 3 (tier 5), b 5 (tier 4), c 6 (tier 1), d and e 10 (tier 1); the scores of d and e are equal.
    let certain = |yes: usize| std::array::from_fn(|i| if i < yes { 1.0 } else { 0.0 });
    let closed = Some(Verdict::KeepSystem);
    let all = [
        contender("a", 5, complete(0.9), certain(3)),
        contender("b", 4, complete(0.9), certain(5)),
        contender("c", 3, complete(0.1), certain(6)),
        contender("d", 2, complete(0.3), certain(10)),
        contender("e", 1, complete(0.3), certain(10)),
        Contender { closed, ..contender("f", 6, complete(1.0), certain(10)) },
    ];
    let found = run(&all, Settings { weights_vary: false, cutoff: 2, ..settings() });
    for (contender, found) in all.iter().zip(&found) {
        let rank = contender.rank;
        assert_eq!((found.rank_p05, found.rank_p50, found.rank_p95), (rank, rank, rank));
        let only: Vec<f64> = (1..=6).map(|r| if r == rank { 1.0 } else { 0.0 }).collect();
        assert_eq!(found.acceptability, only);
        let within = rank <= 2;
        assert_eq!((found.p_top10, found.p_top20, found.p_cutoff), (1.0, 1.0, if within { 1.0 } else { 0.0 }));
        assert_eq!(found.label, if within { Robust::Certain } else { Robust::Borderline });
        assert_eq!(found.p_above_next, (rank < 6).then_some(1.0));
        assert_eq!(found.p_adopt, if [1, 2, 3].contains(&rank) { 1.0 } else { 0.0 });
    }
}

/// One system missing one indicator of weight .08 beside an exact one: above it exactly where its worth is above.
#[test]
fn a_missing_indicator_is_anything_between_nothing_and_all() {
    // Users are all that differs: worth 0.25 at 1,000 a day, so the other stands above in 75 of 100 draws.
    let mut known = complete(0.5);
    known.insert("users_per_day".into(), Value::Number(1_000.0));
    let mut missing = known.clone();
    missing.remove("users_per_day");
    let all = [contender("known", 1, known, [1.0; 10]), contender("missing", 2, missing, [1.0; 10])];
    let found = run(&all, Settings { cutoff: 1, ..settings() });
    assert!((found[1].p_cutoff - 0.75).abs() <= half_width(10_000), "{}", found[1].p_cutoff);
    assert!((found[0].p_above_next.unwrap() - 0.25).abs() <= half_width(10_000));
    assert_eq!((found[0].label, found[1].label), (Robust::Borderline, Robust::Likely));
    // 25 % at rank 1 and 75 % at 2; the other way round.
    assert_eq!((found[0].rank_p05, found[0].rank_p50, found[0].rank_p95), (1, 2, 2));
    assert_eq!((found[1].rank_p05, found[1].rank_p50, found[1].rank_p95), (1, 1, 2));
}

/// Two systems alike in all but their name stand above each other equally often: what is drawn is drawn for each.
#[test]
fn systems_vary_each_for_itself() {
    let mut missing = complete(0.5);
    missing.remove("users_per_day");
    let wide = Spreads::from([("users_per_day".to_owned(), Spread::LogNormal { sigma: 0.5 })]);
    for (inputs, spreads) in [(missing, Spreads::new()), (complete(0.01), wide)] {
        let one = |id, rank| Contender { spreads: spreads.clone(), ..contender(id, rank, inputs.clone(), [1.0; 10]) };
        let found = run(&[one("a", 1), one("b", 2)], settings());
        assert!((found[0].p_above_next.unwrap() - 0.5).abs() <= half_width(10_000), "{found:?}");
    }
}

/// A lead of 30 days is worth 0.5, lateness more than that below 0.9 on time: where it is drawn there, it counts.
#[test]
fn sources_are_combined_as_drawn() {
    let mut lead = complete(0.5);
    lead.insert("sr_lead_p85_days".into(), Value::Number(30.0));
    lead.insert("on_time_rate".into(), Value::Number(0.95));
    let wide = Spreads::from([("on_time_rate".to_owned(), Spread::LogNormal { sigma: 0.5 })]);
    let with = Contender { spreads: wide, ..contender("a", 1, lead.clone(), [1.0; 10]) };
    let (scores, _) = drawn(&with, Settings { weights_vary: false, ..settings() });
    // Item 6 is YES: .02 · (1 - .5) above its neutral worth.
    let floor = crate::rank::score(&curve(), &balanced(), &lead).score + 1.0;
    let scores: Vec<f64> = scores.into_iter().map(|bits| 100.0 * f64::from_bits(bits)).collect();
    // ln(0.9 / 0.95) / 0.5 = -0.10813: P(z < -0.10813) = 0.45694 lie above the lead's worth, all others on it.
    let above = share(scores.iter().map(|s| *s > floor + 1e-9));
    assert!((above - 0.456_94).abs() <= half_width(10_000), "{above}");
    // Up to 100 · .06 · (1 - .5) more.
    assert!(scores.iter().all(|s| *s > floor - 1e-9 && *s < floor + 3.0 + 1e-9));
}

#[test]
fn adoption_is_the_poisson_binomial_and_the_draws_agree() {
    // 5 certain YES and 3 of the rest open: adopted unless all three fail: 1 - .5 · .3 · .7 = .895.
    let mixed = [1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.7, 0.3, 0.0, 0.0];
    // All open: P(Bin(10, ½) >= 6) = 386 / 1024.
    let cases = [(mixed, 0.895), ([0.5; 10], 386.0 / 1024.0), ([1.0; 10], 1.0), ([0.0; 10], 0.0)];
    for (yes, expected) in cases {
        let one = contender("a", 1, complete(0.5), yes);
        let exact = run(std::slice::from_ref(&one), settings())[0].p_adopt;
        assert!((exact - expected).abs() < 1e-12, "{exact}");
        let (_, drawn) = drawn(&one, settings());
        assert!((share(drawn.iter().map(|yes| *yes >= 6)) - exact).abs() <= half_width(10_000));
        let closed = Contender { closed: Some(Verdict::KeepArchitecture), ..one };
        assert_eq!(run(&[closed], settings())[0].p_adopt, 0.0);
    }
}

#[test]
fn item_6_is_one_answer_in_one_draw() {
    // Nothing but item 6 is open: the score is that of Y where it is YES, that of N else, and nothing between.
    let one = contender("a", 1, complete(0.5), [0.0, 0.0, 0.0, 0.0, 0.0, 0.7, 0.0, 0.0, 0.0, 0.0]);
    let (scores, yes) = drawn(&one, Settings { weights_vary: false, ..settings() });
    let with = |answer: &str| {
        let mut inputs = complete(0.5);
        inputs.insert("item6".into(), Value::Text(answer.into()));
        crate::rank::score(&curve(), &balanced(), &inputs).score
    };
    for (score, yes) in scores.iter().zip(&yes) {
        let expected = if *yes == 1 { with("Y") } else { with("N") };
        assert!((100.0 * f64::from_bits(*score) - expected).abs() < 1e-9);
    }
    // A settled one is an input, whatever the chance says.
    let mut inputs = complete(0.5);
    inputs.insert("item6".into(), Value::Text("N".into()));
    let (scores, _) = drawn(&contender("a", 1, inputs, [0.5; 10]), Settings { weights_vary: false, ..settings() });
    assert!(scores.iter().all(|s| (100.0 * f64::from_bits(*s) - with("N")).abs() < 1e-9));
}

#[test]
fn chances_are_those_of_the_specification() {
    use Answer::{N, U, Y};
    let rows = [
        (Y, Tier::H, 1.0),
        (Y, Tier::D, 1.0),
        (Y, Tier::S, 0.7),
        (N, Tier::S, 0.3),
        (N, Tier::D, 0.0),
        (N, Tier::H, 0.0),
        (U, Tier::None, 0.5),
    ];
    for (answer, tier, chance) in rows {
        assert_eq!(chance_of_yes(answer, tier), chance);
    }
    assert!((half_width(10_000) - 0.0098).abs() < 1e-15);
}

#[test]
fn a_contender_is_read_off_its_assessment() {
    use crate::assess::assess;
    use crate::catalog::figure::{Measured, System};
    let row = |item, answer, tier| Measured { system_id: "a".into(), item, answer, tier, ..Measured::default() };
    let rows = [row(1, Answer::Y, Tier::S), row(2, Answer::N, Tier::D), row(10, Answer::Y, Tier::D)];
    let of = |gate: &str| {
        let system = System { system_id: "a".into(), gate2: Some(gate.into()), ..System::default() };
        let day = "2026-11-01".parse().unwrap();
        let assessment = assess(&Checklist::builtin().unwrap(), &system, &rows, &[], day);
        Contender::new(7, Candidate::new(&assessment, Inputs::new()), &assessment, Spreads::new())
    };
    let open = of("Y");
    assert_eq!(open.yes, [0.7, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0]);
    assert_eq!((open.rank, open.closed), (7, None));
    assert_eq!(of("N").closed, Some(Verdict::KeepArchitecture));
}

#[test]
fn what_was_never_ranked_is_a_fault() {
    let fault = |contenders: &[Contender], settings| {
        let found = uncertainty(&curve(), &balanced(), &rules(), contenders, settings);
        found.unwrap_err().message
    };
    let one = |rank| contender("a", rank, complete(0.5), [0.5; 10]);
    assert_eq!(fault(&[one(1)], Settings { draws: 0, ..settings() }), "uncertainty needs at least one draw");
    assert_eq!(fault(&[one(2)], settings()), "the ranks of 1 contenders are not 1 to N");
    assert_eq!(fault(&[one(1), one(2)], settings()), "system `a` is ranked twice");
    let certain = Contender { yes: [1.5; 10], ..one(1) };
    assert_eq!(fault(&[certain], settings()), "probability 1.5 of an answer of system `a`");
    let mut tables = one(1);
    tables.candidate.inputs.remove("n_tables");
    for spread in [
        Spread::LogNormal { sigma: -1.0 },
        Spread::LogNormal { sigma: f64::NAN },
        Spread::Count { n: -1.0, exposure: 1.0 },
        Spread::Count { n: 1.0, exposure: 0.0 },
        Spread::Count { n: f64::INFINITY, exposure: 1.0 },
    ] {
        let spoilt = Contender { spreads: [("kloc".to_owned(), spread)].into(), ..tables.clone() };
        assert!(fault(&[spoilt], settings()).starts_with("spread "));
    }
    assert_eq!(run(&[], settings()), []);
}

/// Any system: each input at some share of its anchors, unknown, or varying; each answer certain or open.
fn any_contender() -> impl Strategy<Value = (Inputs, Spreads, [f64; 10], Option<Verdict>)> {
    let inputs: Vec<String> = complete(0.5).keys().filter(|name| *name != "srm_class").cloned().collect();
    let spread = prop_oneof![
        Just(Spread::Exact),
        (0.0..40.0_f64, 0.5..24.0_f64).prop_map(|(n, exposure)| Spread::Count { n: n.floor(), exposure }),
        (0.0..1.0_f64).prop_map(|sigma| Spread::LogNormal { sigma }),
    ];
    let figures = proptest::collection::vec(proptest::option::of((0.0..1.2_f64, spread)), inputs.len());
    let answer = prop_oneof![Just(0.0), Just(1.0), Just(0.5), Just(0.7), Just(0.3)];
    let closed = prop_oneof![4 => Just(None), 1 => Just(Some(Verdict::KeepSystem))];
    (figures, proptest::array::uniform10(answer), closed).prop_map(move |(figures, yes, closed)| {
        let (mut known, mut spreads) = (Inputs::new(), Spreads::new());
        for (name, figure) in inputs.iter().zip(figures) {
            if let Some((share, spread)) = figure {
                known.insert(name.clone(), complete(share)[name].clone());
                spreads.insert(name.clone(), spread);
            }
        }
        (known, spreads, yes, closed)
    })
}

fn any_contenders() -> impl Strategy<Value = Vec<Contender>> {
    proptest::collection::vec(any_contender(), 1..9).prop_map(|systems| {
        let mut all: Vec<Contender> = systems
            .into_iter()
            .enumerate()
            .map(|(i, (inputs, spreads, yes, closed))| Contender {
                spreads,
                closed,
                ..contender(&format!("s{i}"), 0, inputs, yes)
            })
            .collect();
        re_rank(&mut all);
        all
    })
}

/// Gives the contenders the ranks of their scores.
fn re_rank(contenders: &mut [Contender]) {
    let candidates: Vec<Candidate> = contenders.iter().map(|c| c.candidate.clone()).collect();
    let ranked = rank(&curve(), &[balanced()], &candidates).unwrap();
    let ranks: BTreeMap<&str, usize> = ranked.iter().zip(1..).map(|(r, rank)| (r.system_id.as_str(), rank)).collect();
    for contender in contenders {
        contender.rank = ranks[contender.candidate.system_id.as_str()];
    }
}

fn few() -> Settings {
    // Not a multiple of the block, so that the last one is short.
    Settings { draws: 1_100, cutoff: 3, ..settings() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Each draw gives every rank once; quantiles stand in their order; the label is what the shares say.
    #[test]
    fn shares_add_up(all in any_contenders()) {
        let found = run(&all, few());
        let n = all.len();
        for one in &found {
            prop_assert_eq!(one.acceptability.len(), n);
            prop_assert!((one.acceptability.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(1 <= one.rank_p05 && one.rank_p05 <= one.rank_p50 && one.rank_p50 <= one.rank_p95);
            prop_assert!(one.rank_p95 <= n);
            let within: f64 = one.acceptability.iter().take(3).sum();
            prop_assert!((within - one.p_cutoff).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&one.p_adopt));
            let label = if one.rank_p95 <= 3 { Robust::Certain } else if one.p_cutoff >= 0.5 { Robust::Likely } else { Robust::Borderline };
            prop_assert_eq!(one.label, label);
        }
        for rank in 0..n {
            let sum: f64 = found.iter().map(|one| one.acceptability[rank]).sum();
            prop_assert!((sum - 1.0).abs() < 1e-12);
        }
        prop_assert_eq!(found.iter().filter(|one| one.p_above_next.is_none()).count(), 1);
    }

    /// Neither the order of the rows nor the number of threads changes anything.
    #[test]
    fn order_and_threads_never_matter(all in any_contenders(), turn in any::<prop::sample::Index>()) {
        let straight = run(&all, Settings { threads: 1, ..few() });
        for threads in [2, 3] {
            prop_assert_eq!(&run(&all, Settings { threads, ..few() }), &straight);
        }
        let by = turn.index(all.len());
        let mut turned = all.clone();
        turned.rotate_left(by);
        let mut expected = straight;
        expected.rotate_left(by);
        prop_assert_eq!(run(&turned, few()), expected);
    }

    /// Who else is ranked moves no draw of a system, nor who stands above whom: the ranks of the others are those of
    /// a ranking that never knew the newcomer.
    #[test]
    fn another_system_disturbs_no_draw(all in any_contenders()) {
        let mut fewer = all[1..].to_vec();
        re_rank(&mut fewer);
        prop_assert_eq!(&drawn_all(&all, few())[1..], drawn_all(&fewer, few()));
        let (with, without) = (run(&all, few()), run(&fewer, few()));
        for (before, after) in without.iter().zip(&with[1..]) {
            // One more system pushes a rank down by one at most.
            prop_assert!(before.rank_p50 <= after.rank_p50 && after.rank_p50 <= before.rank_p50 + 1);
            prop_assert!(after.p_cutoff <= before.p_cutoff && before.p_adopt == after.p_adopt);
        }
    }

    /// Another figure of the same system disturbs none of its draws either: what an exact menu count adds is what the
    /// score adds, in every draw.
    #[test]
    fn another_figure_disturbs_no_draw(one in any_contender(), share in 0.0..1.0_f64) {
        let (mut inputs, mut spreads, yes, _) = one;
        let fixed = Settings { weights_vary: false, ..few() };
        let mut at = |value: &Value| {
            inputs.insert("n_components".into(), value.clone());
            spreads.remove("n_components");
            let one = Contender { spreads: spreads.clone(), ..contender("a", 1, inputs.clone(), yes) };
            let score = crate::rank::score(&curve(), &balanced(), &inputs).score;
            (drawn(&one, fixed), score)
        };
        let ((low, low_yes), low_score) = at(&complete(0.0)["n_components"]);
        let ((high, high_yes), high_score) = at(&complete(share)["n_components"]);
        prop_assert_eq!(low_yes, high_yes);
        for (low, high) in low.into_iter().zip(high) {
            let gain = 100.0 * (f64::from_bits(high) - f64::from_bits(low));
            prop_assert!((gain - (high_score - low_score)).abs() < 1e-9);
        }
    }
}
