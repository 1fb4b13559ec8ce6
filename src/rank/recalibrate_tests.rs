//! Proposed curves, by hand.

use super::*;

fn curve() -> Curve {
    Curve::builtin().unwrap()
}

fn systems(input: &str, values: impl Iterator<Item = f64>) -> Vec<Inputs> {
    values.map(|x| Inputs::from([(input.to_string(), Value::Number(x))])).collect()
}

fn propose(all: &[Inputs]) -> Proposal {
    recalibrate::propose(&curve(), &all.iter().collect::<Vec<_>>(), "refcurve-v3-calibrated-2026-10")
}

fn source<'p>(proposal: &'p Proposal, input: &str) -> &'p Proposed {
    proposal.sources.iter().find(|s| s.input == input).unwrap()
}

fn neutral(proposal: &Proposal, indicator: &str) -> f64 {
    proposal.curve.indicator(indicator).unwrap().neutral
}

#[test]
fn quantiles_are_straight_between_neighbours() {
    let values = [1.0, 2.0, 3.0, 4.0];
    let rows = [(0.0, 1.0), (0.5, 2.5), (0.1, 1.3), (1.0, 4.0)];
    for (p, expected) in rows {
        assert!((recalibrate::quantile(&values, p).unwrap() - expected).abs() < 1e-12);
    }
    assert_eq!((recalibrate::quantile(&[7.0], 0.9), recalibrate::quantile(&[], 0.5)), (Some(7.0), None));
}

#[test]
fn anchors_are_p10_p50_p90_and_the_median_worth_is_neutral() {
    // 0, 1, …, 20: P10 = 2, P50 = 10, P90 = 18. The median system stands on the middle anchor: worth a half.
    let proposal = propose(&systems("change_sr_per_30d", (0..21).map(f64::from)));
    let change = source(&proposal, "change_sr_per_30d");
    assert_eq!((change.known, change.before, change.anchors), (21, [0.0, 10.0, 60.0], Some([2.0, 10.0, 18.0])));
    assert_eq!((neutral(&proposal, "change_requests"), proposal.neutral.get("change_requests")), (0.5, Some(&21)));
    assert_eq!(proposal.curve.version, "refcurve-v3-calibrated-2026-10");
    // Of nothing else is anything known: the rest stays, and is said.
    let users = source(&proposal, "users_per_day");
    assert_eq!((users.known, users.quantiles, users.anchors), (0, None, None));
    assert_eq!(users.remark(), "kept: known of 0 systems, 20 are needed");
    assert_eq!(neutral(&proposal, "users"), 0.25);
}

#[test]
fn anchors_that_fall_fall_again() {
    // On time 0.50, 0.52, …, 0.90: P10 = 0.54, P50 = 0.7, P90 = 0.86; more on time is worth less.
    let proposal = propose(&systems("on_time_rate", (0..21).map(|n| 0.5 + 0.02 * f64::from(n))));
    assert_eq!(source(&proposal, "on_time_rate").anchors, Some([0.86, 0.7, 0.54]));
    // The other source of the indicator is unknown, and the neutral value is that of the one that is known.
    assert_eq!((neutral(&proposal, "delay"), source(&proposal, "sr_lead_p85_days").anchors), (0.5, None));
}

#[test]
fn too_few_systems_and_quantiles_that_do_not_rise_keep_the_curve() {
    let few = propose(&systems("change_sr_per_30d", (0..19).map(f64::from)));
    assert_eq!(source(&few, "change_sr_per_30d").remark(), "kept: known of 19 systems, 20 are needed");
    assert_eq!((&few.curve.indicators, few.neutral.len()), (&curve().indicators, 0));

    // Eighteen systems without an outage, three with: P10 and P50 are both 0.
    let rare = propose(&systems("own_outages_per_30d", (0..21).map(|n| if n < 18 { 0.0 } else { 2.0 })));
    let outages = source(&rare, "own_outages_per_30d");
    assert_eq!((outages.anchors, outages.quantiles), (None, Some([0.0, 0.0, 2.0])));
    assert_eq!(outages.remark(), "kept: P10, P50, P90 are 0, 0, 2");
    assert_eq!((neutral(&rare, "outages"), rare.neutral.get("outages")), (0.0, Some(&21)), "the median worth under it");

    // A logarithm needs values above 0.
    let zero = propose(&systems("n_menus", (0..21).map(|n| f64::from(if n < 3 { 0 } else { n }))));
    assert_eq!((source(&zero, "n_menus").quantiles, source(&zero, "n_menus").anchors), (Some([0.0, 10.0, 18.0]), None));
}

#[test]
fn words_keep_their_worth() {
    let all: Vec<Inputs> =
        (0..30).map(|_| Inputs::from([("srm_class".to_string(), Value::Text("citizen".into()))])).collect();
    let proposal = propose(&all);
    assert_eq!(proposal.curve.indicator("srm"), curve().indicator("srm"));
    assert!(proposal.neutral.is_empty());
}

#[test]
fn the_file_reads_back_as_the_curve_and_the_order_of_systems_never_matters() {
    let mut all = systems("change_sr_per_30d", (0..25).map(|n| f64::from(n * n) / 7.0));
    for (n, inputs) in (0_i32..).zip(&mut all) {
        inputs.insert("users_per_day".into(), Value::Number(f64::from(n + 1) * 333.333));
        inputs.insert("on_time_rate".into(), Value::Number(1.0 - f64::from(n) / 40.0));
        inputs.insert("n_external_interfaces".into(), Value::Number(f64::from(n)));
    }
    let proposal = propose(&all);
    let changed = proposal.sources.iter().filter(|s| s.anchors.is_some()).count();
    assert_eq!(changed, 4);
    let text = proposal.toml();
    let parsed = Curve::parse(&text, "proposed.toml").unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(parsed, proposal.curve);
    for preset in Preset::builtin(&curve()).unwrap() {
        assert!(preset.weights.keys().all(|id| parsed.indicator(id).is_some()));
    }
    all.reverse();
    assert_eq!(propose(&all).toml(), text);
    // Nothing known: the file is the curve of today under another version.
    let same = propose(&[]);
    let parsed = Curve::parse(&same.toml(), "proposed.toml").unwrap();
    assert_eq!(Curve { version: curve().version, ..parsed }, curve());
}
