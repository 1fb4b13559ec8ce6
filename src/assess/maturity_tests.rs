//! Levels, suggestions and steps, one line of data a case; every expectation was worked out by hand from guide.md §1.8
//! and ranking.md §4.6.

use super::*;
use crate::assess::maturity::{Levels, Maturity};

fn rules() -> Maturity {
    Maturity::builtin().unwrap()
}

fn system(platform: &str, ci_cd: &str, architecture: &str) -> System {
    let cell = |word: &str| (!word.is_empty()).then(|| word.to_string());
    System {
        system_id: "a".into(),
        platform: cell(platform),
        ci_cd: cell(ci_cd),
        architecture: cell(architecture),
        gate1: Some("Y".into()),
        gate2: Some("Y".into()),
        ..System::default()
    }
}

/// A letter an item: `Y`, `N` by a person, `y`, `n` suggested by data, `U` unknown.
fn assessed(system: &System, answers: &str) -> Assessment {
    let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    let (mut measured, mut human) = (Vec::new(), Vec::new());
    for (item, letter) in (1..=ITEMS).zip(answers.chars()) {
        let answer = match letter.to_ascii_uppercase() {
            'Y' => Answer::Y,
            'N' => Answer::N,
            _ => Answer::U,
        };
        if letter.is_lowercase() {
            measured.push(Measured { system_id: "a".into(), item, answer, tier: Tier::S, ..Measured::default() });
        } else {
            human.push(HumanAnswer {
                system_id: "a".into(),
                item: item.to_string(),
                answer,
                by: "kim".into(),
                at: day,
                reason: None,
                expires: None,
            });
        }
    }
    assess(&Checklist::builtin().unwrap(), system, &measured, &human, day)
}

fn text(levels: &Levels) -> String {
    let code = |level: Option<Level>| level.map_or("?", Level::code);
    let path = levels.path.as_ref().map_or("?", Path::word);
    format!("{} {} {path}", code(levels.current), code(levels.suggested))
}

#[test]
fn the_inventory_gives_the_current_level() {
    // platform, ci_cd, architecture: level, or the levels that stay open and the columns that would tell.
    let cases = [
        ("on_premise", "", "", "L0", ""),
        ("on_premise", "full", "msa", "L0", ""),
        ("iaas", "", "", "L1", ""),
        ("iaas", "full", "msa", "L1", ""),
        ("paas", "", "", "L2", ""),
        ("paas", "full", "msa", "L2", ""),
        ("saas", "", "", "L3", ""),
        ("container", "full", "msa", "L3", ""),
        ("container", "partial", "msa", "L2", ""),
        ("container", "none", "", "L2", ""),
        ("container", "full", "modular", "L2", ""),
        ("container", "", "monolith", "L2", ""),
        ("container", "", "msa", "L2 L3", "ci_cd"),
        ("container", "full", "", "L2 L3", "architecture"),
        ("container", "", "", "L2 L3", "architecture ci_cd"),
        ("", "full", "msa", "L0 L1 L2 L3", "platform"),
        ("", "", "", "L0 L1 L2 L3", "architecture ci_cd platform"),
    ];
    for (platform, ci_cd, architecture, possible, missing) in cases {
        let system = system(platform, ci_cd, architecture);
        let levels = rules().levels(&system, &assessed(&system, "UUUUUUUUUU"), None);
        let found: Vec<_> = levels.possible.iter().map(|l| l.code()).collect();
        let case = format!("{platform} {ci_cd} {architecture}");
        assert_eq!(found.join(" "), possible, "{case}");
        assert_eq!(levels.missing.join(" "), missing, "{case}");
        assert_eq!(levels.current.map(Level::code), (missing.is_empty()).then_some(possible), "{case}");
    }
}

#[test]
fn answers_and_the_group_give_the_suggested_level_and_its_step() {
    // platform, ci_cd, architecture, answers, score of the group: current, suggested, path.
    let cases = [
        // Six YES, certain or suggested, are the guide's threshold.
        ("on_premise", "", "", "YYYYYYNNNN", None, "L0 L3 Refactor"),
        ("iaas", "", "", "YYYYNYNNNN", None, "L1 L1 none"),
        ("iaas", "", "", "YyYyNYNNyN", None, "L1 L3 Refactor"),
        ("paas", "", "", "YYYYYYYYYY", None, "L2 L3 Refactor"),
        ("container", "full", "msa", "YYYYYYYYYY", None, "L3 L3 none"),
        // Parts that cannot be separated: a person said so, or the data only hint at it.
        ("iaas", "", "", "YYYYYNYNNN", None, "L1 L3 Repurchase"),
        ("iaas", "", "", "YYYYYnYNNN", None, "L1 L3 Refactor"),
        // Four or five YES: the group, from .5 on, or item 9.
        ("on_premise", "", "", "YYYYNNNNNN", Some(0.5), "L0 L2 Replatform"),
        ("on_premise", "", "", "YYYYNNNNNN", Some(0.499), "L0 L1 Rehost"),
        ("iaas", "", "", "YYYYYNNNNN", Some(0.9), "L1 L2 Replatform"),
        ("iaas", "", "", "YYYNNNNNYN", None, "L1 L2 Replatform"),
        ("iaas", "", "", "YYYNNNNNyN", None, "L1 L2 Replatform"),
        ("iaas", "", "", "YYYNYNNNNN", None, "L1 L1 none"),
        ("paas", "", "", "YYYNNNNNYN", None, "L2 L2 none"),
        ("saas", "", "", "YYYNNNNNYN", None, "L3 L2 none"),
        // Three: the larger of L1 and the current level, whatever else.
        ("on_premise", "", "", "YYNNNNNNYN", Some(1.0), "L0 L1 Rehost"),
        ("iaas", "", "", "YYNNNNNNYN", Some(1.0), "L1 L1 none"),
        ("container", "none", "modular", "NNNNNNNNNN", Some(1.0), "L2 L2 none"),
        // A blank is unknown wherever it matters, and nowhere else.
        ("", "", "", "YYYYYYNNNN", None, "? L3 ?"),
        ("", "", "", "NNNNNNNNNN", None, "? ? ?"),
        ("container", "full", "", "YYYYYYNNNN", None, "? L3 ?"),
        ("container", "full", "", "YYYNNNNNYN", None, "? L2 none"),
        ("container", "full", "", "NNNNNNNNNN", None, "? ? none"),
    ];
    for (platform, ci_cd, architecture, answers, score, expected) in cases {
        let system = system(platform, ci_cd, architecture);
        let levels = rules().levels(&system, &assessed(&system, answers), score);
        assert_eq!(text(&levels), expected, "{platform} {ci_cd} {architecture} {answers} {score:?}");
    }
}

#[test]
fn a_closed_gate_keeps_what_the_guide_keeps() {
    // gate 1, gate 2, platform: with ten YES.
    let cases = [
        ("N", "Y", "on_premise", "L0 L0 none"),
        ("Y", "N", "on_premise", "L0 L1 Rehost"),
        ("Y", "N", "iaas", "L1 L1 none"),
        ("Y", "N", "container", "? ? none"),
        ("U", "U", "on_premise", "L0 L3 Refactor"),
        ("U", "N", "on_premise", "L0 L1 Rehost"),
    ];
    for (gate1, gate2, platform, expected) in cases {
        let gated = System { gate1: Some(gate1.into()), gate2: Some(gate2.into()), ..system(platform, "", "") };
        let levels = rules().levels(&gated, &assessed(&gated, "YYYYYYYYYY"), Some(1.0));
        assert_eq!(text(&levels), expected, "{gate1} {gate2} {platform}");
    }
}

#[test]
fn a_file_that_contradicts_the_catalogue_is_refused() {
    let builtin = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/maturity.toml"));
    let broken = [
        ("[\"iaas\"]", "[\"iass\"]", "did you mean `iaas`?"),
        ("id = \"L3\"", "id = \"L2\"", "L0, L1, L2 and L3"),
        ("to = \"L2\"", "to = \"L1\"", "leads to L2"),
        ("floor = ", "floors = ", "floors"),
    ];
    for (from, to, said) in broken {
        assert!(builtin.contains(from));
        let fault = Maturity::parse(&builtin.replacen(from, to, 1), "my.toml").unwrap_err();
        assert_eq!(fault.code, "E0405");
        assert!(fault.to_string().contains(said), "{fault}");
    }
}
