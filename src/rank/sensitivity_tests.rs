//! Differences, groups left out, and the smallest change, by hand and as properties.

use proptest::prelude::*;

use super::tests::{any_candidates, any_inputs, balanced, candidate, curve, inputs, near};
use super::*;

fn points(given: &Inputs) -> f64 {
    score(&curve(), &balanced(), given).score
}

fn changes(given: &Inputs, target: f64) -> Vec<Change> {
    smallest_change(&curve(), &balanced(), given, target)
}

#[test]
fn why_above_by_hand() {
    // Users at 0.5 against 0.25: 8 · 0.25 = 2 ahead. Saturation at 0.75 against 1: 8 · 0.25 = 2 behind. Outages
    // missing, neutral 0.25, against known and none: 3 · 0.25 = 0.75 ahead.
    let a = inputs(&[("users_per_day", 1e4), ("saturation_minutes_per_30d", 330.0)]);
    let b = inputs(&[
        ("users_per_day", 1e3),
        ("saturation_minutes_per_30d", 600.0),
        ("own_outages_per_30d", 0.0),
        ("n_menus", 63.245_553_203_367_59),
    ]);
    let [a, b] = [a, b].map(|given| score(&curve(), &balanced(), &given));
    let deltas = above(&a, &b);
    assert_eq!(deltas.len(), 21);
    let named: Vec<&str> = deltas.iter().take(3).map(|d| d.indicator.as_str()).collect();
    assert!(named[..2].contains(&"users") && named[..2].contains(&"saturation") && named[2] == "outages", "{named:?}");
    let users = deltas.iter().find(|d| d.indicator == "users").unwrap();
    assert!((users.points - 4.0).abs() < 1e-9 && (users.other_points - 2.0).abs() < 1e-9);
    near(deltas[2].delta, 0.75);
    // sqrt(20 · 200) menus are worth 0.25, as much as missing ones.
    assert!(deltas[3..].iter().all(|d| d.delta.abs() < 1e-9));
}

#[test]
fn a_group_left_out_turns_the_order_it_made() {
    // `a` leads by users (size), `b` by saturation (scalability), `a` by more: 8 · 0.75 against 8 · 0.5.
    let a = candidate("a", 1, inputs(&[("users_per_day", 3e5)]));
    let b = candidate("b", 1, inputs(&[("saturation_minutes_per_30d", 330.0)]));
    let c = candidate("c", 2, inputs(&[("users_per_day", 3e5), ("saturation_minutes_per_30d", 600.0)]));
    let found = leave_one_group_out(&curve(), &balanced(), &[c, b, a]);
    let groups: Vec<&str> = found.iter().map(|l| l.group.as_str()).collect();
    assert_eq!(groups, ["size", "complexity", "scalability", "change", "outage", "feasibility"]);
    for left_out in found {
        let expected = if left_out.group == "size" { [3, 1, 2] } else { [3, 2, 1] };
        assert_eq!(left_out.ranks, expected, "{}: the tier stays", left_out.group);
    }
    let guide = Preset::builtin(&curve()).unwrap().remove(1);
    assert_eq!(leave_one_group_out(&curve(), &guide, &[]).len(), 3, "groups that weigh nothing are not left out");
    let users = Preset { weights: [("users".to_owned(), 1.0)].into(), ..guide };
    assert_eq!(leave_one_group_out(&curve(), &users, &[]), [], "nothing would remain");
}

/// Without `size` the others weigh w / 0.8: the scores are those of a preset that says so.
#[test]
fn the_others_share_the_weight_of_the_group_left_out() {
    let given = inputs(&[("users_per_day", 3e5), ("saturation_minutes_per_30d", 330.0)]);
    // What is left: 100 · (.08 · .75 + .02 · .5 + .70 · .25) / .8 = 30.625, and c with worth 0.75 of delay instead:
    // 100 · (.06 · .75 + .02 · .5 + .72 · .25) / .8 = 29.375.
    let late = inputs(&[("on_time_rate", 0.7), ("n_menus", 2_000.0)]);
    let size =
        balanced().weights.into_iter().filter(|(id, _)| !["users", "menus", "departments"].contains(&id.as_str()));
    let scaled = Preset { weights: size.map(|(id, w)| (id, w / 0.8)).collect(), ..balanced() };
    near(score(&curve(), &scaled, &given).score, 30.625);
    near(score(&curve(), &scaled, &late).score, 29.375);
    let both = [candidate("a", 1, given), candidate("b", 1, late)];
    let ranks = |preset: &Preset| -> Vec<usize> {
        let ranked = rank(&curve(), std::slice::from_ref(preset), &both).unwrap();
        both.iter().map(|c| ranked.iter().position(|r| r.system_id == c.system_id).unwrap() + 1).collect()
    };
    assert_eq!(leave_one_group_out(&curve(), &balanced(), &both)[0].ranks, ranks(&scaled));
}

#[test]
fn the_smallest_change_by_hand() {
    // 25.5 with nothing known; 2 points more are worth 0.25 of users or saturation.
    let none = Inputs::new();
    let found = changes(&none, 27.5);
    let of = |input: &str| found.iter().find(|c| c.input == input);
    // One step of 1e-4 above: 0.25 + 2.0001 / 8 = 0.5000125, just beyond the middle anchors.
    let users = of("users_per_day").unwrap();
    assert_eq!((users.indicator.as_str(), users.from), ("users", None));
    near(users.to_worth, 0.500_012_5);
    near(users.way, 0.250_012_5 / 0.75);
    // 10,000 · 30^(2 · 0.0000125) = 10,000.850...
    assert!((users.to - 10_000.850_3).abs() < 1e-3, "{}", users.to);
    // 60 + 540 · 2 · 0.0000125.
    near(of("saturation_minutes_per_30d").unwrap().to, 60.013_5);
    // Falling: late by more. Both sources of delay stand for themselves: 0.25 + 2.0001 / 6 = 0.58335.
    near(of("on_time_rate").unwrap().to, 0.9 - 0.8 * 0.083_35);
    near(of("sr_lead_p85_days").unwrap().to, 30.0 + 180.0 * 0.083_35);
    assert!(of("n_menus").is_some() && of("function_points").is_some(), "either would count where both are missing");
    assert_eq!(of("n_external_interfaces"), None, "at its best it adds 0.75");
    assert_eq!(of("item6"), None, "words have no way between");
    assert!(found.is_sorted_by(|a, b| a.way <= b.way));
    assert_eq!(found[0].indicator, "users");
    assert_eq!(changes(&none, 25.4), [], "passed already");
    assert!(!changes(&none, 25.5).is_empty(), "equal is not above");
    assert_eq!(changes(&none, 99.0), []);
}

#[test]
fn only_a_source_that_would_count_is_offered() {
    let given = inputs(&[("n_menus", 200.0), ("kloc", 200.0), ("sr_lead_p85_days", 30.0)]);
    let found = changes(&given, points(&given) + 1.0);
    let of = |input: &str| found.iter().find(|c| c.input == input);
    assert_eq!(of("function_points"), None, "menus are known");
    assert_eq!(of("n_menus").unwrap().from, Some(200.0));
    assert_eq!(of("kloc").unwrap().from, Some(200.0));
    assert_eq!(of("n_tables").unwrap().from, None, "once known, tables would count");
    assert!(of("on_time_rate").is_some(), "the worse of both counts");
}

proptest! {
    #[test]
    fn deltas_sum_to_the_difference(a in any_inputs(), b in any_inputs()) {
        let [a, b] = [a, b].map(|given| score(&curve(), &balanced(), &given));
        let deltas = above(&a, &b);
        prop_assert!((deltas.iter().map(|d| d.delta).sum::<f64>() - (a.score - b.score)).abs() < 1e-9);
        prop_assert!(deltas.is_sorted_by(|x, y| x.delta.abs() >= y.delta.abs()));
        prop_assert!(deltas.iter().all(|d| d.points - d.other_points == d.delta));
    }

    /// A change really passes, and a little less does not; what is not offered does not suffice at its best.
    #[test]
    fn a_change_just_passes(given in any_inputs(), lift in 0.0..9.0_f64) {
        let target = points(&given) + lift;
        let above_target = |given: &Inputs| order::rounded(points(given), 1e4) > order::rounded(target, 1e4);
        let found = changes(&given, target);
        for change in &found {
            let mut then = given.clone();
            then.insert(change.input.clone(), Value::Number(change.to));
            prop_assert!(above_target(&then), "{change:?}");
            prop_assert!(0.0 < change.way && change.way <= 1.0);
            let now = curve().indicator(&change.indicator).unwrap().reading(&then).unwrap();
            prop_assert!((now.worth - change.to_worth).abs() < 1e-9 && now.input == change.input);
        }
        for indicator in &curve().indicators {
            for source in &indicator.sources {
                let Shape::Anchors { anchors, .. } = source.shape else { continue };
                let at = |value: f64| {
                    let mut then = given.clone();
                    then.insert(source.input.clone(), Value::Number(value));
                    then
                };
                let offered = found.iter().find(|c| c.input == source.input);
                prop_assert_eq!(offered.is_some(), above_target(&at(anchors[2])), "{}", source.input);
                let Some(offered) = offered else { continue };
                // Two steps of the score less, in worth.
                let less = offered.to_worth - 2e-4 / (100.0 * balanced().weight(&indicator.id));
                if less > offered.worth {
                    let value = source.shape.value_of(less).unwrap();
                    prop_assert!(!above_target(&at(value)), "{}", source.input);
                }
            }
        }
    }

    #[test]
    fn ranks_without_a_group_are_ranks(all in any_candidates()) {
        for left_out in leave_one_group_out(&curve(), &balanced(), &all) {
            let mut ranks = left_out.ranks;
            ranks.sort_unstable();
            prop_assert!(ranks.into_iter().eq(1..=all.len()));
        }
    }
}
