//! Expected benefits, one case per source; scores are worked out by hand from the anchors of the reference curve.

use super::*;
use crate::assess::{Checklist, Maturity, assess};
use crate::catalog::figure::{Answer, HumanAnswer, System};

/// Benefits with what carries them, of a system with these figures.
fn benefits(system: &System, item5: Answer, figures: &[(&str, f64)], preset: usize) -> Vec<String> {
    let curve = Curve::builtin().unwrap();
    let rules = Benefits::builtin(&curve).unwrap();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    let human = HumanAnswer {
        system_id: system.system_id.clone(),
        item: "5".into(),
        answer: item5,
        by: "kim".into(),
        at: day,
        reason: None,
        expires: None,
    };
    let assessment = assess(&Checklist::builtin().unwrap(), system, &[], &[human], day);
    let inputs = figures.iter().map(|(name, x)| ((*name).to_string(), Value::Number(*x))).collect();
    let score = score(&curve, &Preset::builtin(&curve).unwrap()[preset], &inputs);
    let found = rules.of(system, &assessment, &score);
    let shown = |b: &Benefit| match &b.carrier {
        Carrier::Figure(figure) => format!("{} {}", b.rule.id, figure.indicator),
        Carrier::Answer(item) => format!("{} item {}", b.rule.id, item.item),
        Carrier::SrmClass(word) | Carrier::Platform(word) => format!("{} {word}", b.rule.id),
    };
    found.iter().map(shown).collect()
}

fn system(srm_class: &str, platform: &str) -> System {
    System {
        system_id: "a".into(),
        srm_class: Some(srm_class.into()),
        platform: Some(platform.into()),
        ..System::default()
    }
}

#[test]
fn words_and_answers_carry_their_benefits() {
    let cases = [
        ("citizen", "iaas", Answer::N, vec![]),
        ("citizen", "iaas", Answer::U, vec![]),
        ("citizen", "iaas", Answer::Y, vec!["new_services item 5"]),
        ("internal", "iaas", Answer::N, vec!["platform internal"]),
        ("common", "paas", Answer::N, vec!["platform common"]),
        ("citizen", "on_premise", Answer::N, vec!["portability on_premise"]),
    ];
    for (class, platform, item5, expected) in cases {
        assert_eq!(benefits(&system(class, platform), item5, &[], 0), expected, "{class} {platform} {item5:?}");
    }
    assert_eq!(benefits(&System::default(), Answer::N, &[], 0), Vec::<String>::new());
}

/// Weights of balanced-v1 in the group `change`: requests .06, policy .05, releases .03, delay .06. At the middle anchors
/// every worth is .5, and so is the group.
#[test]
fn a_group_carries_from_one_half_on_with_the_figure_that_adds_most() {
    let citizen = system("citizen", "iaas");
    let middle = [
        ("change_sr_per_30d", 10.0),
        ("policy_sr_per_30d", 3.0),
        ("releases_per_30d", 4.0),
        ("sr_lead_p85_days", 30.0),
    ];
    // Requests and delay add 3 points each: the first of the curve speaks.
    let found = benefits(&citizen, Answer::N, &middle, 0);
    assert_eq!(found, ["swift_administration change_requests", "automation change_requests"]);
    // One figure a little lower, and the group is below one half.
    let lower = [middle[0], middle[1], ("releases_per_30d", 3.9), middle[3]];
    assert_eq!(benefits(&citizen, Answer::N, &lower, 0), Vec::<String>::new());
    // Policy requests at the upper anchor add 5 points, more than any other.
    let policy = [middle[0], ("policy_sr_per_30d", 20.0), middle[2], middle[3]];
    let found = benefits(&citizen, Answer::N, &policy, 0);
    assert_eq!(found, ["swift_administration policy_requests", "automation policy_requests"]);
    // Nothing known is worth its neutral quarter: no benefit rests on it.
    assert_eq!(benefits(&citizen, Answer::N, &[], 0), Vec::<String>::new());
    // The guide's own preset has no such group.
    assert_eq!(benefits(&citizen, Answer::N, &policy, 1), Vec::<String>::new());
}

#[test]
fn surges_and_outages_carry_scaling_and_independence() {
    let surges = [
        ("saturation_minutes_per_30d", 600.0),
        ("over_peak_surges_per_30d", 2.0),
        ("p95_intensity", 2.0),
        ("elastic_saving", 0.35),
    ];
    assert_eq!(benefits(&system("citizen", "iaas"), Answer::N, &surges, 0), ["scaling saturation"]);
    // Worth 1 each but the first, which is unknown and worth a quarter: (.06 · .25 + .03 · 3) / .15 = .7.
    let outages =
        [("own_outages_per_30d", 99.0), ("own_full_outages_per_30d", 99.0), ("own_recovery_stops_per_12m", 99.0)];
    assert_eq!(benefits(&system("citizen", "iaas"), Answer::N, &outages, 0), ["independence outages"]);
    // (.06 · .25 + .03 + .03 · 0 + .03 · 0) / .15 = .3.
    let few = [outages[0], ("own_full_outages_per_30d", 0.0), ("own_recovery_stops_per_12m", 0.0)];
    assert_eq!(benefits(&system("citizen", "iaas"), Answer::N, &few, 0), Vec::<String>::new());
}

#[test]
fn rules_name_only_what_there_is() {
    let curve = Curve::builtin().unwrap();
    let builtin = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/benefits.toml"));
    let broken = [
        ("group = \"outage\"", "group = \"outages\"", "E0406"),
        ("item = 5", "item = 11", "E0406"),
        ("[\"on_premise\"]", "[\"on_premises\"]", "E0405"),
    ];
    for (from, to, code) in broken {
        assert!(builtin.contains(from));
        assert_eq!(Benefits::parse(&builtin.replacen(from, to, 1), "my.toml", &curve).unwrap_err().code, code);
    }
    let group = Maturity::builtin().unwrap().suggested.group;
    assert!(curve.groups.iter().any(|g| g.id == group), "the suggested level asks for a group of the curve");
}
