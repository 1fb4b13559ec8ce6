//! Hand-computed worths, scores and places; traps 25, 26, 31 and the rules of ranking.md §4.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::assess::{Hint, Verdict};

// Parsed once: properties read them many thousand times.
static CURVE: LazyLock<Curve> = LazyLock::new(|| Curve::builtin().unwrap());
static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| Preset::builtin(&CURVE).unwrap());

pub(super) fn curve() -> Curve {
    CURVE.clone()
}

fn presets() -> Vec<Preset> {
    PRESETS.clone()
}

pub(super) fn balanced() -> Preset {
    presets().remove(0)
}

pub(super) fn inputs(numbers: &[(&str, f64)]) -> Inputs {
    numbers.iter().map(|(name, x)| ((*name).to_owned(), Value::Number(*x))).collect()
}

fn with_text(mut inputs: Inputs, name: &str, word: &str) -> Inputs {
    inputs.insert(name.to_owned(), Value::Text(word.to_owned()));
    inputs
}

pub(super) fn candidate(system_id: &str, tier: u8, inputs: Inputs) -> Candidate {
    Candidate { system_id: system_id.to_owned(), tier, conditional: false, yes_point: 5, inputs }
}

fn worth(indicator: &str, input: &str, x: f64) -> f64 {
    curve().indicator(indicator).unwrap().reading(&inputs(&[(input, x)])).unwrap().worth
}

pub(super) fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "expected {expected}, found {found}");
}

fn order(ranked: &[Ranked]) -> Vec<&str> {
    ranked.iter().map(|r| r.system_id.as_str()).collect()
}

fn ranked(candidates: &[Candidate]) -> Vec<Ranked> {
    rank(&curve(), &presets(), candidates).unwrap()
}

/// The anchor row of ranking.md §4.2, source by source: v is 0, 0.5 and 1 there.
#[test]
fn anchors_are_the_published_ones() {
    let rows: &[(&str, &str, [f64; 3])] = &[
        ("users", "users_per_day", [100.0, 10_000.0, 300_000.0]),
        ("menus", "n_menus", [20.0, 200.0, 2_000.0]),
        ("menus", "function_points", [200.0, 2_000.0, 20_000.0]),
        ("departments", "n_departments", [1.0, 10.0, 100.0]),
        ("components", "n_components", [1.0, 10.0, 60.0]),
        ("tables", "n_tables", [10.0, 200.0, 2_000.0]),
        ("tables", "kloc", [10.0, 200.0, 2_000.0]),
        ("joint_changes", "multi_component_share", [0.0, 0.3, 0.8]),
        ("saturation", "saturation_minutes_per_30d", [0.0, 60.0, 600.0]),
        ("surges", "over_peak_surges_per_30d", [0.0, 2.0, 10.0]),
        ("surge_intensity", "p95_intensity", [1.0, 2.0, 6.0]),
        ("elastic_saving", "elastic_saving", [0.0, 0.35, 0.75]),
        ("change_requests", "change_sr_per_30d", [0.0, 10.0, 60.0]),
        ("policy_requests", "policy_sr_per_30d", [0.0, 3.0, 20.0]),
        ("releases", "releases_per_30d", [0.0, 4.0, 20.0]),
        ("delay", "sr_lead_p85_days", [7.0, 30.0, 120.0]),
        ("delay", "on_time_rate", [1.0, 0.9, 0.5]),
        ("unavailability", "own_demand_weighted_unavailability", [0.0, 0.001, 0.01]),
        ("outages", "own_outages_per_30d", [0.0, 0.5, 3.0]),
        ("full_outages", "own_full_outages_per_30d", [0.0, 0.3, 2.0]),
        ("recovery_stops", "own_recovery_stops_per_12m", [0.0, 1.0, 4.0]),
        ("interfaces", "n_external_interfaces", [30.0, 10.0, 0.0]),
    ];
    let mut read: BTreeSet<&str> = ["srm_class", "item6"].into();
    for &(indicator, input, anchors) in rows {
        for (x, v) in anchors.into_iter().zip([0.0, 0.5, 1.0]) {
            near(worth(indicator, input, x), v);
        }
        read.insert(input);
    }
    assert_eq!(read, INPUTS.iter().copied().collect(), "every registered input is read by the curve");
    assert_eq!(curve().indicators.len(), 21);
}

#[test]
fn worth_between_the_anchors_by_hand() {
    // log: 1,000 lies halfway from 10^2 to 10^4, so 0.5 * (3 - 2) / (4 - 2) = 0.25.
    near(worth("users", "users_per_day", 1_000.0), 0.25);
    // log: sqrt(10,000 * 300,000) = 54,772.2557505166 lies halfway up the second half: 0.5 + 0.5 * 0.5.
    near(worth("users", "users_per_day", 54_772.255_750_516_6), 0.75);
    // log: ln(100 / 20) / ln(200 / 20) = 1.6094379124 / 2.3025850930 = 0.6989700043, halved.
    near(worth("menus", "n_menus", 100.0), 0.349_485_002_168_009_4);
    // log: sqrt(10 * 200) = 44.72135955 is halfway up the first half.
    near(worth("tables", "n_tables", 44.721_359_549_995_79), 0.25);
    // linear: 0.5 + 0.5 * (330 - 60) / (600 - 60).
    near(worth("saturation", "saturation_minutes_per_30d", 330.0), 0.75);
    // linear: 0.5 * (5.5 - 1) / (10 - 1).
    near(worth("components", "n_components", 5.5), 0.25);
    // falling: 0.5 * (20 - 30) / (10 - 30), and 0.5 + 0.5 * (5 - 10) / (0 - 10).
    near(worth("interfaces", "n_external_interfaces", 20.0), 0.25);
    near(worth("interfaces", "n_external_interfaces", 5.0), 0.75);
}

#[test]
fn worth_is_clamped_before_the_logarithm() {
    for x in [0.0, -5.0, 99.0] {
        near(worth("users", "users_per_day", x), 0.0);
    }
    near(worth("users", "users_per_day", 1e12), 1.0);
    near(worth("interfaces", "n_external_interfaces", 400.0), 0.0);
    near(worth("surge_intensity", "p95_intensity", 0.0), 0.0);
}

#[test]
fn sources_stand_in_for_each_other() {
    let curve = curve();
    let read = |indicator: &str, given: &Inputs| curve.indicator(indicator).unwrap().reading(given);
    let both = inputs(&[("n_menus", 200.0), ("function_points", 20_000.0)]);
    assert_eq!(read("menus", &both).unwrap().input, "n_menus", "function points only where menus are unknown");
    assert_eq!(read("menus", &inputs(&[("function_points", 20_000.0)])).unwrap().worth, 1.0);
    near(read("tables", &inputs(&[("kloc", 200.0)])).unwrap().worth, 0.5);

    // Lead 30 d is worth 0.5; on time 0.7 is late 0.3: 0.5 + 0.5 * (0.3 - 0.1) / (0.5 - 0.1) = 0.75.
    let late = inputs(&[("sr_lead_p85_days", 30.0), ("on_time_rate", 0.7)]);
    let reading = read("delay", &late).unwrap();
    assert_eq!((reading.input.as_str(), reading.anchors), ("on_time_rate", Some([1.0, 0.9, 0.5])));
    near(reading.worth, 0.75);
    near(read("delay", &inputs(&[("sr_lead_p85_days", 30.0)])).unwrap().worth, 0.5);
    near(read("delay", &inputs(&[("on_time_rate", 1.0)])).unwrap().worth, 0.0);
    assert_eq!(read("delay", &Inputs::new()), None);
}

#[test]
fn classes_are_worth_what_the_table_says() {
    let curve = curve();
    let read = |indicator: &str, input: &str, word: &str| {
        let reading = curve.indicator(indicator).unwrap().reading(&with_text(Inputs::new(), input, word));
        reading.map(|r| r.worth)
    };
    assert_eq!(read("srm", "srm_class", "citizen"), Some(1.0));
    assert_eq!(read("srm", "srm_class", "internal"), Some(0.3));
    assert_eq!(read("srm", "srm_class", "common"), Some(0.2));
    assert_eq!(read("srm", "srm_class", "else"), None, "unknown, so neutral");
    assert_eq!(read("separability", "item6", "Y"), Some(1.0));
    assert_eq!(read("separability", "item6", "N"), Some(0.0));
    assert_eq!(read("separability", "item6", "U"), None);
    assert_eq!(curve.indicator("separability").unwrap().neutral, 0.5);
}

#[test]
fn presets_weigh_as_published() {
    let (curve, presets) = (curve(), presets());
    let group = |preset: &Preset, id: &str| -> f64 {
        curve.indicators.iter().filter(|i| i.group == id).map(|i| preset.weight(&i.id)).sum()
    };
    let ids: Vec<&str> = presets.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["balanced-v1", "guide-v1"]);
    let groups = [("size", 0.20), ("complexity", 0.15), ("scalability", 0.25), ("change", 0.20), ("outage", 0.15)];
    for (id, weight) in groups {
        near(group(&presets[0], id), weight);
    }
    near(group(&presets[0], "feasibility"), 0.05);
    assert_eq!(presets[0].weights.len(), 21);
    for preset in &presets {
        near(preset.weights.values().sum(), 1.0);
    }
    // guide-v1: a third a group, and w_indicator / w_group of balanced inside it.
    for id in ["size", "complexity", "scalability"] {
        near(group(&presets[1], id), 1.0 / 3.0);
        for indicator in curve.indicators.iter().filter(|i| i.group == id) {
            near(presets[1].weight(&indicator.id), presets[0].weight(&indicator.id) / group(&presets[0], id) / 3.0);
        }
    }
    assert_eq!(presets[1].weights.len(), 10);
}

#[test]
fn a_score_by_hand() {
    // users 0.08 * 0.5 = 0.04, saturation 0.08 * 0.75 = 0.06, change requests 0.06 * 1 = 0.06, citizen 0.02 * 1,
    // the other 17 missing: separability 0.02 * 0.5 = 0.01, and 0.25 of the 16 left, which weigh
    // 1 - 0.08 - 0.08 - 0.06 - 0.02 - 0.02 = 0.74: 0.185. Together 0.04 + 0.06 + 0.06 + 0.02 + 0.01 + 0.185 = 0.375.
    let given = inputs(&[("users_per_day", 1e4), ("saturation_minutes_per_30d", 330.0), ("change_sr_per_30d", 75.0)]);
    let score = score(&curve(), &balanced(), &with_text(given, "srm_class", "citizen"));
    near(score.score, 37.5);
    near(score.coverage, 0.24);
    near(score.score_lo, 18.0);
    near(score.score_hi, 18.0 + 76.0);
    // size: (0.08 * 0.5 + 0.12 * 0.25) / 0.20.
    near(score.group("size").unwrap(), 0.35);
    // feasibility: (0.02 * 1 + 0.02 * 0.5 + 0.01 * 0.25) / 0.05.
    near(score.group("feasibility").unwrap(), 0.65);

    let reasons: Vec<&str> = score.reasons(3).into_iter().map(|r| r.indicator).collect();
    assert_eq!(reasons, ["saturation", "change_requests", "users"]);
    assert_eq!(score.reasons(1)[0].value, &Value::Number(330.0));
    assert_eq!(score.reasons(9).len(), 4, "missing indicators are no reason");
}

#[test]
fn nothing_known_is_neutral_and_never_renormalised() {
    let none = score(&curve(), &balanced(), &Inputs::new());
    // 100 * (0.98 * 0.25 + 0.02 * 0.5).
    near(none.score, 25.5);
    assert_eq!((none.score_lo, none.coverage), (0.0, 0.0));
    near(none.score_hi, 100.0);
    assert!(none.reasons(3).is_empty());
    // One indicator at its best adds its own weight and nothing else: 100 * 0.03 * (1 - 0.25).
    let one = score(&curve(), &balanced(), &inputs(&[("own_outages_per_30d", 9.0)]));
    near(one.score - none.score, 100.0 * 0.03 * 0.75);
    // Known and nothing happened is 0, below neutral.
    let quiet = score(&curve(), &balanced(), &inputs(&[("p95_intensity", 0.0)]));
    near(none.score - quiet.score, 100.0 * 0.05 * 0.25);
    near(quiet.coverage, 0.05);
}

#[test]
fn everything_at_its_best_is_100_under_both_presets() {
    let mut best = Inputs::new();
    for source in curve().indicators.iter().flat_map(|i| &i.sources) {
        let value = match &source.shape {
            Shape::Anchors { anchors, .. } => Value::Number(anchors[2]),
            Shape::Words(words) => {
                let word = words.iter().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
                Value::Text(word.clone())
            }
        };
        best.insert(source.input.clone(), value);
    }
    for preset in presets() {
        let score = score(&curve(), &preset, &best);
        near(score.score, 100.0);
        near(score.coverage, 1.0);
        near(score.score_lo, score.score_hi);
    }
}

#[test]
fn guide_preset_leaves_out_what_the_guide_does_not_name() {
    let score = score(&curve(), &presets()[1], &inputs(&[("change_sr_per_30d", 60.0)]));
    assert_eq!((score.contributions.len(), score.group("change"), score.coverage), (10, None, 0.0));
    near(score.score, 25.0);
}

#[test]
fn tiers_come_before_scores() {
    let tiers = [
        (Verdict::Adopt, None, 1),
        (Verdict::NeedsReview, Some(Hint::LikelyAdopt), 2),
        (Verdict::NeedsReview, Some(Hint::LikelyKeep), 3),
        (Verdict::Keep, None, 4),
        (Verdict::KeepStrong, None, 5),
        (Verdict::KeepSystem, None, 6),
        (Verdict::KeepArchitecture, None, 6),
    ];
    for (verdict, hint, tier) in tiers {
        assert_eq!(tier_of(verdict, hint), tier);
    }
    let large = inputs(&[("users_per_day", 1e6)]);
    let rows = ranked(&[candidate("large", 4, large), candidate("small", 1, Inputs::new())]);
    assert_eq!(order(&rows), ["small", "large"]);
    assert!(rows[0].placements[0].score.score < rows[1].placements[0].score.score);
}

/// Each pair differs in one thing; what the rule names earlier wins over everything after it.
#[test]
fn trap_26_ties_have_a_stated_rule() {
    let first = |a: Candidate, b: Candidate| {
        let forward = ranked(&[a.clone(), b.clone()]);
        let backward = ranked(&[b, a]);
        assert_eq!(forward, backward);
        forward[0].system_id.clone()
    };
    let plain = |id: &str| candidate(id, 2, Inputs::new());
    assert_eq!(first(plain("b"), plain("a")), "a");
    assert_eq!(first(Candidate { yes_point: 6, ..plain("b") }, plain("a")), "b");
    let conditional = Candidate { conditional: true, yes_point: 9, ..plain("a") };
    assert_eq!(first(conditional, plain("b")), "b");

    // Equal scores: `b` has its 4 points in size (users at 0.75 against 0.25 neutral), `a` in saturation (the same).
    let size = inputs(&[("users_per_day", 54_772.255_750_516_6)]);
    let scalability = inputs(&[("saturation_minutes_per_30d", 330.0)]);
    let richer = Candidate { yes_point: 9, ..candidate("a", 2, scalability.clone()) };
    assert_eq!(first(richer, candidate("b", 2, size.clone())), "b");
    let open = Candidate { conditional: true, ..candidate("b", 2, size) };
    assert_eq!(first(candidate("a", 2, scalability), open), "a", "unconditional comes before the groups");
}

#[test]
fn scores_within_a_rounding_tie() {
    // 0.0001 min more is 100 * 0.08 * 0.5 * 0.0001 / 540 = 7.4e-7 points, far below 1e-4, so the id decides.
    let low = inputs(&[("saturation_minutes_per_30d", 60.0)]);
    let high = inputs(&[("saturation_minutes_per_30d", 60.0001)]);
    assert_eq!(order(&ranked(&[candidate("b", 1, low.clone()), candidate("a", 1, low.clone())])), ["a", "b"]);
    let rows = ranked(&[candidate("a", 1, low.clone()), candidate("b", 1, high)]);
    assert_eq!(order(&rows), ["a", "b"]);
    let rows = ranked(&[candidate("a", 1, low), candidate("b", 1, inputs(&[("saturation_minutes_per_30d", 61.0)]))]);
    assert_eq!(order(&rows), ["b", "a"]);
}

#[test]
fn thin_data_are_marked_and_keep_their_place() {
    // .08 + .07 + .05 + .06 + .05 + .04 (size and complexity) + .08 + .06 + .05 + .06 (scalability) = .60, just enough.
    let mut given = inputs(&[
        ("users_per_day", 1.0),
        ("n_menus", 1.0),
        ("n_departments", 1.0),
        ("n_components", 1.0),
        ("n_tables", 1.0),
        ("multi_component_share", 0.0),
        ("saturation_minutes_per_30d", 0.0),
        ("over_peak_surges_per_30d", 0.0),
        ("p95_intensity", 0.0),
        ("elastic_saving", 0.0),
    ]);
    let enough = ranked(&[candidate("a", 1, given.clone())]);
    near(enough[0].placements[0].score.coverage, 0.60);
    assert!(!enough[0].insufficient_data);
    given.remove("elastic_saving");
    let thin = ranked(&[candidate("a", 1, given), candidate("b", 2, Inputs::new())]);
    assert!(thin[0].insufficient_data && thin[0].placements[0].rank == 1);
}

#[test]
fn item_6_counts_once_a_person_settled_it() {
    use crate::assess::{Checklist, assess};
    use crate::catalog::figure::{Answer, HumanAnswer, Measured, System, Tier};
    let system = System { system_id: "a".into(), ..System::default() };
    let at = "2026-10-01".parse().unwrap();
    let said = HumanAnswer {
        system_id: "a".into(),
        item: "6".into(),
        answer: Answer::N,
        by: "kim".into(),
        at,
        reason: None,
        expires: None,
    };
    let hinted = Measured { system_id: "a".into(), item: 6, answer: Answer::Y, tier: Tier::S, ..Measured::default() };
    let checklist = Checklist::builtin().unwrap();
    let open = assess(&checklist, &system, std::slice::from_ref(&hinted), &[], at);
    assert!(Candidate::new(&open, Inputs::new()).inputs.is_empty(), "a suggestion is not counted");
    let settled = assess(&checklist, &system, &[hinted], &[said], at);
    let c = Candidate::new(&settled, Inputs::new());
    assert_eq!(c.inputs, with_text(Inputs::new(), "item6", "N"));
    assert_eq!((c.tier, c.conditional, c.yes_point), (3, true, 0));
}

#[test]
fn misspelt_inputs_are_a_fault_not_missing_data() {
    let fault = |given: Inputs| rank(&curve(), &presets(), &[candidate("a", 1, given)]).unwrap_err().message;
    assert_eq!(fault(inputs(&[("users", 1.0)])), "unknown ranking input `users`");
    assert!(fault(with_text(Inputs::new(), "kloc", "many")).contains("`kloc`"));
    assert!(fault(inputs(&[("kloc", f64::NAN)])).contains("`kloc`"));
    let twice = [candidate("a", 1, Inputs::new()), candidate("a", 2, Inputs::new())];
    assert_eq!(rank(&curve(), &presets(), &twice).unwrap_err().message, "system `a` is ranked twice");
    assert!(rank(&curve(), &[], &[]).is_err());
    assert_eq!(rank(&curve(), &presets(), &[]), Ok(Vec::new()));
}

#[test]
fn a_spoilt_curve_or_preset_is_refused_in_the_users_words() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/refcurve.toml"));
    let rows = [
        ("id = \"users\"", "id = \"menus\"", "indicator `menus` stands twice"),
        ("tie_break = [\"size\"", "tie_break = [\"sise\"", "unknown group `sise`"),
        ("input = \"n_menus\"", "input = \"menus\"", "unknown input `menus`"),
        ("neutral = 0.25", "neutral = 25", "expected `neutral` of `users` from 0 to 1, found 25"),
        ("coverage_min = 0.6", "coverage_min = 60", "expected `coverage_min` from 0 to 1, found 60"),
        ("[100, 10000, 300000]", "[0, 10000, 300000]", "anchors of `users_per_day` must be above 0"),
        ("[100, 10000, 300000]", "[100, 100, 300000]", "anchors of `users_per_day` must all rise or all fall"),
        ("citizen = 1.0", "citizen = 2.0", "values of `srm_class` must lie from 0 to 1"),
        ("scale = \"log\"\n", "", "source `users_per_day` needs `scale` and `anchors`, or `values`"),
        ("coverage_min", "coverage_max", "unknown field `coverage_max`"),
    ];
    for (from, to, message) in rows {
        let spoilt = text.replacen(from, to, 1);
        assert_ne!(spoilt, text, "{from}");
        let fault = Curve::parse(&spoilt, "my.toml").unwrap_err();
        assert!(fault.message.starts_with(message), "{fault}");
        assert_eq!(fault.code, "E0402");
    }
    let preset = |weights: &str| {
        let text = format!("id = \"mine\"\nlabel_ko = \"\"\nlabel_en = \"\"\n[weights]\n{weights}\n");
        Preset::parse(&text, "my.toml", &curve()).map_err(|fault| fault.message)
    };
    assert_eq!(
        preset("users = 0.5\nmenus = 0.4").unwrap_err(),
        "the weights of preset `mine` must sum to 1, found 0.900000"
    );
    assert_eq!(preset("user = 1").unwrap_err(), "unknown indicator `user`");
    assert_eq!(preset("users = 2\nmenus = -1").unwrap_err(), "expected a weight of `menus` from 0 to 1, found -1");
    assert_eq!(preset("users = 1").unwrap().weight("menus"), 0.0);
}

/// Any inputs: each number present or not, over more than the span of its anchors.
pub(super) fn any_inputs() -> impl Strategy<Value = Inputs> {
    let sources: Vec<(String, f64)> = curve()
        .indicators
        .iter()
        .flat_map(|i| &i.sources)
        .filter_map(|s| match s.shape {
            Shape::Anchors { anchors, .. } => Some((s.input.clone(), anchors[0].max(anchors[2]))),
            Shape::Words(_) => None,
        })
        .collect();
    proptest::collection::vec(proptest::option::of(-0.1..1.5_f64), sources.len()).prop_map(move |shares| {
        let known = sources.iter().zip(shares);
        known.filter_map(|((name, top), share)| Some((name.clone(), Value::Number(top * share?)))).collect()
    })
}

pub(super) fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (1..=6_u8, any::<bool>(), 0..=10_u8, any_inputs());
    proptest::collection::vec(one, 1..12).prop_map(|rows| {
        let named = rows.into_iter().enumerate();
        named
            .map(|(i, (tier, conditional, yes_point, inputs))| Candidate {
                system_id: format!("s{i:02}"),
                tier,
                conditional,
                yes_point,
                inputs,
            })
            .collect()
    })
}

proptest! {
    /// Trap 25: who else is ranked never moves a score, nor the order of the others.
    #[test]
    fn trap_25_a_score_is_its_systems_own(all in any_candidates(), gone in any::<prop::sample::Index>()) {
        let full = ranked(&all);
        let mut fewer = all.clone();
        let gone = fewer.remove(gone.index(all.len()));
        let rest = ranked(&fewer);
        let stayed: Vec<&Ranked> = full.iter().filter(|r| r.system_id != gone.system_id).collect();
        prop_assert_eq!(stayed.len(), rest.len());
        for (before, after) in stayed.into_iter().zip(&rest) {
            prop_assert_eq!(&before.system_id, &after.system_id);
            for (a, b) in before.placements.iter().zip(&after.placements) {
                prop_assert_eq!(&a.score, &b.score);
            }
        }
    }

    /// Trap 26: the order of the rows never matters, and ranks run from 1 to N.
    #[test]
    fn trap_26_row_order_never_matters(all in any_candidates(), turn in any::<prop::sample::Index>()) {
        let straight = ranked(&all);
        let mut turned = all.clone();
        turned.rotate_left(turn.index(all.len()));
        turned.reverse();
        prop_assert_eq!(&ranked(&turned), &straight);
        for preset in 0..2 {
            let places: BTreeSet<usize> = straight.iter().map(|r| r.placements[preset].rank).collect();
            prop_assert_eq!(places, (1..=all.len()).collect::<BTreeSet<_>>());
        }
        prop_assert!(straight.is_sorted_by_key(|r| (r.tier, r.placements[0].rank)));
    }

    /// Trap 31: no score without its decomposition, and the bounds hold it.
    #[test]
    fn trap_31_contributions_sum_to_the_score(given in any_inputs()) {
        for preset in presets() {
            let score = score(&curve(), &preset, &given);
            let sum: f64 = score.contributions.iter().map(|c| c.points).sum();
            prop_assert_eq!(sum, score.score);
            let groups: f64 = score.groups.iter().filter_map(|g| Some(100.0 * g.weight * g.value?)).sum();
            prop_assert!((groups - score.score).abs() < 1e-9);
            prop_assert!(0.0 <= score.score_lo && score.score_lo <= score.score + 1e-9);
            prop_assert!(score.score <= score.score_hi + 1e-9 && score.score_hi <= 100.0 + 1e-9);
            prop_assert!((score.score_hi - score.score_lo - 100.0 * (1.0 - score.coverage)).abs() < 1e-9);
            for contribution in &score.contributions {
                prop_assert!((0.0..=1.0).contains(&contribution.worth));
            }
        }
    }
}
