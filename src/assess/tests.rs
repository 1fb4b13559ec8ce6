//! The worked examples of guide.md §1.7 and its unit oracles, traps 24, 25, 26, 27, and the edges of §2.1.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::catalog::figure::Alternative;
use Answer::{N, U, Y};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn as_of() -> NaiveDate {
    day("2026-11-01")
}

pub(super) fn checklist() -> Checklist {
    Checklist::builtin().unwrap()
}

/// A system whose gates are both open.
pub(super) fn system() -> System {
    gated("Y", "Y")
}

pub(super) fn gated(gate1: &str, gate2: &str) -> System {
    System { system_id: "a".into(), gate1: Some(gate1.into()), gate2: Some(gate2.into()), ..System::default() }
}

pub(super) fn said(item: &str, answer: Answer, at: &str) -> HumanAnswer {
    HumanAnswer {
        system_id: "a".into(),
        item: item.into(),
        answer,
        by: "kim".into(),
        at: day(at),
        reason: None,
        expires: None,
    }
}

pub(super) fn data(item: u8, answer: Answer, tier: Tier) -> Measured {
    Measured { system_id: "a".into(), item, answer, tier, ..Measured::default() }
}

/// Item 1 under `citizen_only`, `strict` and `off`.
pub(super) fn alternatives(said: [(Answer, Tier); 3]) -> Vec<Alternative> {
    let settings = ["citizen_only", "strict", "off"].into_iter().zip(said);
    settings.map(|(setting, (answer, tier))| Alternative { setting: setting.into(), answer, tier }).collect()
}

/// `YNU…` as answers of a person to items 1 to 10; spaces do not count.
pub(super) fn people(vector: &str) -> Vec<HumanAnswer> {
    let answers = vector.chars().filter_map(|c| match c {
        'Y' => Some(Y),
        'N' => Some(N),
        'U' => Some(U),
        _ => None,
    });
    answers.zip(1..).map(|(answer, item)| said(&i32::to_string(&item), answer, "2026-06-01")).collect()
}

fn of(vector: &str) -> Assessment {
    assess(&checklist(), &system(), &[], &people(vector), as_of())
}

fn measured_only(measured: &[Measured]) -> Assessment {
    assess(&checklist(), &system(), measured, &[], as_of())
}

fn bounds(a: &Assessment) -> (u8, u8, u8) {
    (a.tally.yes_low, a.tally.yes_point, a.tally.yes_high)
}

#[test]
fn builtin_checklist_is_the_guides() {
    let c = checklist();
    assert_eq!((c.rules.adopt_min, c.rules.keep_strong_max, c.rules.keep_max), (6, 3, 5));
    let by_data: Vec<u8> = c.items.iter().filter(|i| i.data_decides).map(|i| i.number).collect();
    assert_eq!(by_data, [1, 2, 3, 4, 9]);
    assert_eq!(c.parameters["item1.ratio"], Parameter::Number(0.15));
    assert_eq!(c.parameters["item1.users"], Parameter::Number(10_000.0));
    assert_eq!(c.parameters["item1.user_condition"], Parameter::Text("citizen_only".into()));
    assert_eq!(c.item(9).unwrap().number, 9);
}

#[test]
fn o1_home_shopping_is_adopted_exactly_on_the_threshold() {
    let a = of("Y N N Y N Y N Y Y Y");
    assert_eq!((a.verdict, a.hint, bounds(&a)), (Verdict::Adopt, None, (6, 6, 6)));
    assert_eq!(a.items[1].code(), "N:H", "99.6 % availability did not make item 2 a yes");
    assert_eq!((a.min_more_yes, a.open_items.as_slice(), a.flags), (None, [].as_slice(), Flags::default()));
}

#[test]
fn o2_framework_portal_is_kept_under_both_readings_of_item_4() {
    for (vector, count) in [("N N N Y N Y N N Y N", 3), ("N N N N N Y N N Y N", 2)] {
        let a = of(vector);
        assert_eq!((a.verdict, bounds(&a)), (Verdict::KeepStrong, (count, count, count)));
    }
}

#[test]
fn unit_oracles() {
    // Yes, unknown (the rest is no), verdict.
    let mut rows: Vec<(usize, usize, &str)> = vec![
        (5, 0, "KEEP"),
        (6, 0, "ADOPT"),
        (6, 1, "ADOPT"),
        (6, 4, "ADOPT"),
        (10, 0, "ADOPT"),
        (3, 0, "KEEP_STRONG"),
        (0, 0, "KEEP_STRONG"),
        (3, 1, "KEEP"),
        (3, 2, "KEEP"),
        (4, 0, "KEEP"),
        (4, 1, "KEEP"),
        (2, 3, "KEEP"),
        (0, 10, "NEEDS_REVIEW"),
    ];
    rows.extend((3..=7).map(|unknown| (3, unknown, "NEEDS_REVIEW")));
    rows.extend((2..=6).map(|unknown| (4, unknown, "NEEDS_REVIEW")));
    rows.extend((1..=5).map(|unknown| (5, unknown, "NEEDS_REVIEW")));
    for (yes, unknown, verdict) in rows {
        let vector = format!("{}{}{}", "Y".repeat(yes), "U".repeat(unknown), "N".repeat(10 - yes - unknown));
        let a = of(&vector);
        assert_eq!(a.verdict.code(), verdict, "{vector}");
        assert_eq!(usize::from(a.tally.yes_low), yes, "{vector}");
        assert_eq!(usize::from(a.tally.yes_high), yes + unknown, "{vector}");
        // What is open comes in the stated order: exports can settle 1, 2, 3, 4 and 9, only a person the others.
        let is_unknown = |item: &u8| (yes + 1..=yes + unknown).contains(&usize::from(*item));
        let open: Vec<u8> = [1, 2, 3, 4, 9, 5, 6, 7, 8, 10].into_iter().filter(is_unknown).collect();
        let review = verdict == "NEEDS_REVIEW";
        assert_eq!(a.open_items, if review { open } else { Vec::new() }, "{vector}");
        assert_eq!(a.min_more_yes.map(usize::from), review.then(|| 6 - yes), "{vector}");
    }
}

#[test]
fn trap_24_unanswered_is_not_no() {
    // Items 1-5 yes, 6-8 not answered at all, 9 and 10 no.
    let mut answers = people("YYYYY UUU NN");
    answers.retain(|a| a.answer != U);
    let a = assess(&checklist(), &system(), &[], &answers, as_of());
    assert_eq!(bounds(&a), (5, 5, 8));
    assert_eq!((a.verdict, a.hint), (Verdict::NeedsReview, Some(Hint::LikelyKeep)));
    assert_eq!((a.min_more_yes, a.open_items.as_slice()), (Some(1), [6, 7, 8].as_slice()));
    assert_eq!(a.items[5].code(), "U:none");
}

/// Every vector over {Y, N, U}: the flow gives one verdict, and no completion of the unknowns contradicts it.
#[test]
fn rules_are_total_and_sound_over_all_answer_vectors() {
    let rules = checklist().rules;
    let open = Gate { answer: Y, source: GateSource::Inventory };
    let verdict = |yes: u8, no: u8| {
        let tally = Tally { yes_low: yes, yes_point: yes, yes_high: 10 - no };
        decide(&rules, open, open, tally).verdict
    };
    let mut triples = BTreeMap::new();
    for code in 0..3_u32.pow(10) {
        let vector = (0..10).map(|i| [Y, N, U][(code / 3_u32.pow(i) % 3) as usize]);
        let tally = Tally::of(vector.map(|answer| answers::evidence(answer, Tier::H)));
        // Counted anew by hand, not by Tally.
        let digits = |digit| (0..10_u32).map(|i| u8::from(code / 3_u32.pow(i) % 3 == digit)).sum::<u8>();
        let (yes, no) = (digits(0), digits(1));
        assert_eq!((tally.yes_low, tally.yes_point, tally.yes_high), (yes, yes, 10 - no));
        let decision = decide(&rules, open, open, tally);
        assert_eq!(decision.hint.is_some(), decision.verdict == Verdict::NeedsReview);
        assert_eq!(triples.insert((yes, no), decision.verdict).unwrap_or(decision.verdict), decision.verdict);
    }
    assert_eq!(triples.len(), 66);

    let mut counts = BTreeMap::new();
    for (&(yes, no), &now) in &triples {
        *counts.entry(now).or_insert(0) += 1;
        let unknown = 10 - yes - no;
        let completed: BTreeSet<Verdict> = (0..=unknown).map(|more| verdict(yes + more, no + unknown - more)).collect();
        assert!(!completed.contains(&Verdict::NeedsReview), "a full answer is decided");
        match now {
            Verdict::Adopt => assert_eq!(completed, [Verdict::Adopt].into()),
            Verdict::KeepStrong => assert_eq!(completed, [Verdict::KeepStrong].into()),
            Verdict::Keep => assert!(completed.contains(&Verdict::Keep) && !completed.contains(&Verdict::Adopt)),
            _ => assert!(completed.contains(&Verdict::Adopt) && completed.len() > 1),
        }
    }
    let expected = [(Verdict::Adopt, 15), (Verdict::NeedsReview, 30), (Verdict::Keep, 11), (Verdict::KeepStrong, 10)];
    assert_eq!(counts, expected.into());
}

#[test]
fn gates_short_circuit_and_condition() {
    let rows = [
        ("Y", "Y", "ADOPT", false),
        ("N", "Y", "KEEP_SYSTEM", false),
        ("N", "N", "KEEP_SYSTEM", false),
        ("N", "U", "KEEP_SYSTEM", false),
        ("Y", "N", "KEEP_ARCHITECTURE", false),
        ("U", "N", "KEEP_ARCHITECTURE", true),
        ("U", "Y", "ADOPT", true),
        ("Y", "U", "ADOPT", true),
        ("U", "U", "ADOPT", true),
    ];
    for (gate1, gate2, verdict, conditional) in rows {
        let a = assess(&checklist(), &gated(gate1, gate2), &[], &people("YYYYYYYYYY"), as_of());
        assert_eq!((a.verdict.code(), a.flags.conditional), (verdict, conditional), "{gate1}{gate2}");
        assert_eq!(a.tally.yes_low, 10, "counted behind a closed gate too");
    }
    let unlisted = System { system_id: "a".into(), unlisted: true, ..System::default() };
    let a = assess(&checklist(), &unlisted, &[], &[], as_of());
    assert_eq!((a.gate1, a.gate2), (Gate::UNKNOWN, Gate::UNKNOWN));
    assert_eq!(a.flags.names(), ["conditional", "unlisted"]);
}

#[test]
fn people_beat_the_inventory_on_gates() {
    let answers = [said("gate1", N, "2026-06-01"), said("gate2", U, "2026-06-01")];
    let a = assess(&checklist(), &gated("Y", "N"), &[], &answers, as_of());
    assert_eq!(a.gate1, Gate { answer: N, source: GateSource::Person });
    assert_eq!(a.gate2, Gate { answer: N, source: GateSource::Inventory }, "a person's U takes nothing from it");
    assert_eq!(a.verdict, Verdict::KeepSystem);

    let old = [said("gate1", N, "2024-06-01")];
    let a = assess(&checklist(), &gated("Y", "Y"), &[], &old, as_of());
    assert_eq!((a.gate1.answer, a.flags.stale_human), (Y, true));
}

#[test]
fn planned_disposal_is_a_flag_until_gate_1_confirms_it() {
    let planned = |gate1: &str| System { disposal_planned_at: Some(day("2027-12-31")), ..gated(gate1, "Y") };
    let a = assess(&checklist(), &planned("U"), &[], &[], as_of());
    assert_eq!((a.verdict, a.flags.disposal_planned), (Verdict::NeedsReview, true));
    let a = assess(&checklist(), &planned("N"), &[], &[], as_of());
    assert_eq!((a.verdict, a.flags.disposal_planned), (Verdict::KeepSystem, false));
}

#[test]
fn the_path_tells_every_step() {
    let a = assess(&checklist(), &gated("U", "Y"), &[], &people("YYYYY UUU NN"), as_of());
    let tally = Tally { yes_low: 5, yes_point: 5, yes_high: 8 };
    let compare = |rule, count, limit| Step::Compare { rule, count, limit, holds: false };
    let expected = [
        Step::Gate { number: 1, gate: Gate::UNKNOWN },
        Step::Gate { number: 2, gate: Gate { answer: Y, source: GateSource::Inventory } },
        Step::Checklist(tally),
        compare(Rule::CertainYesReachesAdopt, 5, 6),
        compare(Rule::PossibleYesWithinKeepStrong, 8, 3),
        compare(Rule::PossibleYesWithinKeep, 8, 5),
        compare(Rule::LikelyYesReachesAdopt, 5, 6),
        Step::End { verdict: Verdict::NeedsReview, hint: Some(Hint::LikelyKeep), conditional: true },
    ];
    assert_eq!(a.path, expected);
    let a = assess(&checklist(), &gated("N", "Y"), &[], &[], as_of());
    assert_eq!(a.path.len(), 2, "gate 2 is not asked");
}

#[test]
fn suggestions_move_the_point_and_the_hint_but_no_bound() {
    let yes: Vec<Measured> = (1..=10).map(|item| data(item, Y, Tier::S)).collect();
    let a = measured_only(&yes);
    assert_eq!((bounds(&a), a.hint), ((0, 10, 10), Some(Hint::LikelyAdopt)));
    assert_eq!((a.min_more_yes, a.items[0].code().as_str()), (Some(6), "Y:S"));

    let no: Vec<Measured> = (1..=10).map(|item| data(item, N, Tier::S)).collect();
    let a = measured_only(&no);
    assert_eq!((a.verdict, bounds(&a), a.hint), (Verdict::NeedsReview, (0, 0, 10), Some(Hint::LikelyKeep)));
}

/// guide.md B (1): at most 5 decisive YES (1, 2, 3, 4, 9) and 4 decisive NO (1, 2, 3, 9).
#[test]
fn data_alone_lead_to_review() {
    let answers = [Y, N];
    for code in 0..2_usize.pow(5) {
        let rows: Vec<Measured> = [1, 2, 3, 9, 4]
            .into_iter()
            .enumerate()
            .map(|(place, item)| {
                let answer = answers[code >> place & 1];
                data(item, answer, if item == 4 && answer == N { Tier::S } else { Tier::D })
            })
            .chain([5, 6, 7, 8, 10].into_iter().map(|item| data(item, answers[code & 1], Tier::S)))
            .collect();
        assert_eq!(measured_only(&rows).verdict, Verdict::NeedsReview);
    }
}

#[test]
fn open_items_ask_the_cheapest_evidence_first() {
    // Settled: 2 by data, 6 by a person. Suggested: 4 (data can settle it), 8, 5. Nothing: 1, 3, 9, 7, 10.
    let rows =
        [data(8, Y, Tier::S), data(5, N, Tier::S), data(4, Y, Tier::S), data(2, Y, Tier::D), data(1, U, Tier::None)];
    let a = assess(&checklist(), &system(), &rows, &[said("6", Y, "2026-10-01")], as_of());
    assert_eq!(a.open_items, [1, 3, 4, 9, 5, 8, 7, 10]);
}

#[test]
fn trap_27_a_person_against_decisive_data_is_a_conflict() {
    let spoken = [said("2", N, "2026-06-01")];
    let one = |row: Measured| assess(&checklist(), &system(), &[row], &spoken, as_of());
    let a = one(data(2, Y, Tier::D));
    assert_eq!((a.items[1].code().as_str(), a.items[1].conflict, a.flags.conflict), ("N:H", true, true));
    assert_eq!(a.items[1].measured.as_ref().map(|m| m.answer), Some(Y), "the measurement stays in sight");
    assert!(!one(data(2, Y, Tier::S)).flags.conflict, "a suggestion contradicts nobody");
    assert!(!one(data(2, N, Tier::D)).flags.conflict);
    assert!(!one(data(2, U, Tier::D)).flags.conflict);
}

#[test]
fn answers_of_people_expire_after_twelve_months_or_as_they_say() {
    let row = [data(2, Y, Tier::D)];
    let on = |answer: HumanAnswer, today: &str| {
        let a = assess(&checklist(), &system(), &row, &[answer], day(today));
        (a.items[1].code(), a.items[1].stale_human, a.items[1].conflict)
    };
    let at = || said("2", N, "2025-11-01");
    assert_eq!(on(at(), "2025-10-31"), ("Y:D".into(), false, false), "not said yet");
    assert_eq!(on(at(), "2025-11-01"), ("N:H".into(), false, true));
    assert_eq!(on(at(), "2026-10-31"), ("N:H".into(), false, true));
    assert_eq!(on(at(), "2026-11-01"), ("Y:D".into(), true, false));
    let longer = HumanAnswer { expires: Some(day("2027-01-01")), ..at() };
    assert_eq!(on(longer, "2026-12-31"), ("N:H".into(), false, true));
    let shorter = HumanAnswer { expires: Some(day("2025-12-01")), ..at() };
    assert_eq!(on(shorter, "2025-12-01"), ("Y:D".into(), true, false));
}

#[test]
fn the_newest_answer_wins_and_unknown_takes_back() {
    let code = |answers: &[HumanAnswer], rows: &[Measured]| {
        let a = assess(&checklist(), &system(), rows, answers, as_of());
        (a.items[6].code(), a.items[6].conflict, a.items[6].stale_human)
    };
    let first = said("7", Y, "2026-01-01");
    let none: &[Measured] = &[];
    assert_eq!(code(&[first.clone(), said("7", N, "2026-02-01")], none).0, "N:H");
    assert_eq!(code(&[first.clone(), said("7", N, "2026-12-01")], none).0, "Y:H", "the future does not count");
    assert_eq!(code(&[first.clone(), said("7", U, "2026-02-01")], none), ("U:none".into(), false, false));
    assert_eq!(code(&[first.clone(), said("7", U, "2026-02-01")], &[data(7, N, Tier::S)]).0, "N:S");
    // A newest answer that ended early does not revive the one before it.
    let ended = HumanAnswer { expires: Some(day("2026-03-01")), ..said("7", N, "2026-02-01") };
    assert_eq!(code(&[first.clone(), ended], none), ("U:none".into(), false, true));
    // One day, two answers: neither counts, whatever their order.
    let other = HumanAnswer { by: "lee".into(), ..said("7", N, "2026-01-01") };
    for pair in [[first.clone(), other.clone()], [other.clone(), first.clone()]] {
        assert_eq!(code(&pair, none), ("U:none".into(), true, false));
    }
    let ended = HumanAnswer { expires: Some(day("2026-03-01")), ..other };
    assert_eq!(code(&[first, ended], none), ("Y:H".into(), false, false));
}

#[test]
fn traps_25_and_26_other_systems_and_row_order_change_nothing() {
    let mut answers = people("YYUUYNUUNN");
    answers.push(said("1", N, "2026-05-01"));
    answers.push(said("gate2", U, "2026-05-01"));
    let mut rows = vec![data(3, Y, Tier::D), data(4, Y, Tier::S), data(9, N, Tier::D), data(4, Y, Tier::D)];
    let alone = assess(&checklist(), &system(), &rows, &answers, as_of());

    let strangers: Vec<HumanAnswer> =
        people("NNNNNNNNNN").into_iter().map(|a| HumanAnswer { system_id: "b".into(), ..a }).collect();
    answers.splice(0..0, strangers);
    rows.insert(0, Measured { system_id: "b".into(), ..data(4, N, Tier::D) });
    assert_eq!(assess(&checklist(), &system(), &rows, &answers, as_of()), alone);
    answers.reverse();
    rows.reverse();
    assert_eq!(assess(&checklist(), &system(), &rows, &answers, as_of()), alone);
}

#[test]
fn the_user_condition_is_flagged_where_it_decides() {
    let ratio = |tier, answer, other| Measured {
        alternatives: alternatives([(answer, tier), (other, Tier::D), (answer, tier)]),
        ..data(1, answer, tier)
    };
    let sensitive = |row: Measured, vector: &str| {
        let mut spoken = people(vector);
        spoken.retain(|a| a.answer != U);
        assess(&checklist(), &system(), &[row], &spoken, as_of()).flags.verdict_sensitive_user_condition
    };
    assert!(sensitive(ratio(Tier::D, Y, N), "U YYYYY NNNN"), "6 or 5 YES");
    assert!(!sensitive(ratio(Tier::D, Y, N), "U YYYYYY NNN"), "7 or 6 YES");
    assert!(!sensitive(ratio(Tier::D, Y, Y), "U YYYYY NNNN"));
    assert!(!sensitive(ratio(Tier::D, Y, N), "Y YYYYY NNNN"), "a person settled item 1");
    assert!(sensitive(ratio(Tier::S, Y, N), "U YYYYY NNNN"), "the hint moves");
    assert!(sensitive(ratio(Tier::None, U, Y), "U YYYYY NNNN"), "the condition alone leaves it open");
    assert!(sensitive(ratio(Tier::D, N, U), "U YYYYY NNNN"), "no, or open");
    assert!(!sensitive(ratio(Tier::None, U, U), "U YYYYY NNNN"), "nobody knows the cost");
}

#[test]
fn a_spoilt_checklist_is_refused_in_the_users_words() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/checklist.toml"));
    let rows = [
        ("keep_max = 5", "keep_max = 6", "expected keep_strong_max <= keep_max < adopt_min <= 10, found 3, 6, 6"),
        ("number = 10", "number = 9", "the checklist needs the items 1 to 10 once each"),
        ("\"item1.ratio\"", "\"ratio\"", "parameter `ratio` names no item"),
        ("\"item9.min_n\" = 5", "\"item9.min_n\" = nan", "parameter `item9.min_n` is not a finite number"),
        ("\"citizen_only\"", "\"citizen_onli\"", "unknown setting of `item1.user_condition` `citizen_onli`"),
        ("adopt_min = 6", "adopt_min = 6\nadopt_max = 7", "unknown field `adopt_max`"),
    ];
    for (from, to, message) in rows {
        let spoilt = text.replacen(from, to, 1);
        assert_ne!(spoilt, text, "{from}");
        let fault = Checklist::parse(&spoilt, "my.toml").unwrap_err();
        assert!(fault.message.starts_with(message), "{fault}");
        assert_eq!((fault.code, fault.place.unwrap().file.to_str()), ("E0401", Some("my.toml")));
    }
    let fault = Checklist::parse("version = 1\n", "my.toml").unwrap_err();
    assert_eq!(fault.place.unwrap().line, Some(1));
}
