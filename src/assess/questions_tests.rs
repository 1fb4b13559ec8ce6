//! Whom and what the questionnaire asks, by hand; and that order, distance and effect are what they say, by property.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::questions::{Count, Effect, Topic, counts, questions};
use super::{Assessment, Checklist, Verdict, assess};
use crate::catalog::figure::{Answer, HumanAnswer, Measured, System, Tier};

fn checklist() -> Checklist {
    Checklist::builtin().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn said(id: &str, item: &str, answer: Answer, at: &str) -> HumanAnswer {
    HumanAnswer {
        system_id: id.into(),
        item: item.into(),
        answer,
        by: "kim".into(),
        at: day(at),
        reason: None,
        expires: None,
    }
}

fn data(id: &str, item: u8, answer: Answer, tier: Tier) -> Measured {
    Measured { system_id: id.into(), item, answer, tier, ..Measured::default() }
}

/// Answers of people as `YN-`: yes, no, nothing; spaces do not count.
fn people(id: &str, vector: &str) -> Vec<HumanAnswer> {
    let letters = vector.chars().filter(|c| *c != ' ').zip(1..);
    let answer = |(letter, item): (char, i32)| match letter {
        'Y' => Some(said(id, &item.to_string(), Answer::Y, "2026-06-01")),
        'N' => Some(said(id, &item.to_string(), Answer::N, "2026-06-01")),
        _ => None,
    };
    letters.filter_map(answer).collect()
}

fn judged(id: &str, gates: (&str, &str), measured: &[Measured], human: &[HumanAnswer]) -> Assessment {
    let (gate1, gate2) = (Some(gates.0.into()), Some(gates.1.into()));
    let system = System { system_id: id.into(), gate1, gate2, ..System::default() };
    assess(&checklist(), &system, measured, human, day("2026-10-31"))
}

/// `a 10: open, 1 away, Settles { … }` for each question.
fn shown(systems: &[(&Assessment, usize)]) -> Vec<String> {
    let question = |q: super::questions::Question| {
        let why = [("open", q.is_open), ("stale", q.is_stale), ("conflict", q.in_conflict)];
        let why: Vec<_> = why.into_iter().filter(|(_, is)| *is).map(|(word, _)| word).collect();
        let effect = match q.effect {
            Effect::Settles { yes, no } => format!("settles {} {}", code(yes), code(no)),
            Effect::Changes { yes, no } => format!("changes {} {}", code(yes), code(no)),
            Effect::Helps => "helps".into(),
            Effect::Confirms => "confirms".into(),
        };
        format!("{} {}: {}, {} away, {effect}", q.system_id, q.topic.code(), why.join("+"), q.distance)
    };
    questions(&checklist().rules, systems).into_iter().map(question).collect()
}

fn code(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("-", Verdict::code)
}

#[test]
fn systems_that_few_answers_settle_come_first_and_settled_ones_last() {
    let open = ("Y", "Y");
    let mut lapsed = people("h", "NNNNNN-NNN");
    lapsed.push(said("h", "7", Answer::Y, "2025-01-01"));
    let against = [data("i", 2, Answer::N, Tier::D)];
    let ended = System { system_id: "e".into(), unlisted: true, ..System::default() };
    let all = [
        // Settled; only to be confirmed, by rank.
        (judged("i", open, &against, &people("i", "YYYYYY NNNN")), 1),
        (judged("h", open, &[], &lapsed), 2),
        // Nothing known: five NO or six YES.
        (judged("f", open, &[], &[]), 3),
        // The same behind two unknown gates.
        (judged("g", ("U", ""), &[], &[]), 4),
        (judged("a", open, &[], &people("a", "YYYYY NNNN-")), 5),
        (judged("b", open, &[], &people("b", "YYYYY NN---")), 6),
        (judged("c", ("U", "Y"), &[], &people("c", "YYYYYY NNNN")), 7),
        (judged("d", ("N", "Y"), &[], &[]), 8),
        (judged("k", ("U", "N"), &[], &[]), 9),
        (assess(&checklist(), &ended, &[], &[], day("2026-10-31")), 10),
        (judged("l", open, &[], &people("l", "YYYYYY ----")), 11),
    ];
    let all: Vec<_> = all.iter().map(|(a, rank)| (a, *rank)).collect();
    let mut expected = vec![
        "a 10: open, 1 away, settles ADOPT KEEP".to_string(),
        "b 8: open, 1 away, settles ADOPT -".into(),
        "b 9: open, 1 away, settles ADOPT -".into(),
        "b 10: open, 1 away, settles ADOPT -".into(),
        "c gate1: open, 1 away, settles ADOPT KEEP_SYSTEM".into(),
    ];
    // `b` has no data for item 9, which exports could settle: it is asked first.
    expected.swap(1, 2);
    let helps = |id: &str, away| {
        let items = [1, 2, 3, 4, 9, 5, 6, 7, 8, 10];
        items.map(|item| format!("{id} {item}: open, {away} away, helps")).into_iter()
    };
    expected.extend(helps("f", 5));
    expected.push("g gate1: open, 7 away, settles - KEEP_SYSTEM".into());
    expected.push("g gate2: open, 7 away, helps".into());
    expected.extend(helps("g", 7));
    expected.push("i 2: conflict, 0 away, changes - KEEP".into());
    expected.push("h 7: stale, 0 away, confirms".into());
    assert_eq!(shown(&all), expected);

    let counts = counts(&questions(&checklist().rules, &all));
    let (first, second) = (counts[0], counts[1]);
    assert_eq!(first, Count { topic: Topic::Item(10), asked: 4, open: 4, alone: 2 });
    assert_eq!(second, Count { topic: Topic::Gate(1), asked: 2, open: 2, alone: 2 });
    let seventh = counts.iter().find(|c| c.topic == Topic::Item(7)).unwrap();
    assert_eq!(*seventh, Count { topic: Topic::Item(7), asked: 3, open: 2, alone: 0 }, "the lapsed answer is not open");
    assert_eq!(counts.iter().map(|c| c.asked).sum::<usize>(), expected.len());
}

#[test]
fn lapsed_and_contradicting_answers_of_gates_are_asked_again() {
    let lapsed = [said("a", "gate2", Answer::Y, "2025-01-01")];
    let a = judged("a", ("Y", "Y"), &[], &[people("a", "NNNNNNNNNN"), lapsed.to_vec()].concat());
    assert_eq!(shown(&[(&a, 1)]), ["a gate2: stale, 0 away, changes - KEEP_ARCHITECTURE"]);
    let both = [said("a", "gate1", Answer::Y, "2026-06-01"), said("a", "gate1", Answer::N, "2026-06-01")];
    let a = judged("a", ("", "Y"), &[], &[people("a", "NNNNNNNNNN"), both.to_vec()].concat());
    assert_eq!(shown(&[(&a, 1)]), ["a gate1: open+conflict, 1 away, settles KEEP_STRONG KEEP_SYSTEM"]);
}

#[derive(Debug, Clone)]
struct Case {
    gates: (&'static str, &'static str),
    said: Vec<(u8, bool, bool)>,
    measured: Vec<(u8, Answer, Tier)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let gate = || prop::sample::select(vec!["Y", "Y", "N", "U"]);
    let said = prop::collection::vec((1..=10_u8, any::<bool>(), prop::bool::weighted(0.2)), 0..12);
    let answer = prop::sample::select(vec![Answer::Y, Answer::N, Answer::U]);
    let tier = prop::sample::select(vec![Tier::D, Tier::S, Tier::None]);
    let measured = prop::collection::vec((1..=10_u8, answer, tier), 0..10);
    ((gate(), gate()), said, measured).prop_map(|(gates, said, measured)| Case { gates, said, measured })
}

impl Case {
    fn human(&self, id: &str) -> Vec<HumanAnswer> {
        let one = |(item, yes, old): &(u8, bool, bool)| {
            let at = if *old { "2025-01-01" } else { "2026-06-01" };
            said(id, &item.to_string(), if *yes { Answer::Y } else { Answer::N }, at)
        };
        self.said.iter().map(one).collect()
    }

    fn judge(&self, id: &str, more: &[HumanAnswer]) -> Assessment {
        let measured: Vec<_> = self.measured.iter().map(|(item, a, t)| data(id, *item, *a, *t)).collect();
        judged(id, self.gates, &measured, &[self.human(id), more.to_vec()].concat())
    }
}

fn is_settled(a: &Assessment) -> bool {
    a.verdict != Verdict::NeedsReview && !a.flags.conditional
}

/// The fewest open items, all answered alike, that settle the checklist, with the unknown gates passed. Of several
/// answers a YES never undoes what a YES does, so mixed ones are never fewer.
fn fewest(case: &Case, a: &Assessment) -> u8 {
    let gates: Vec<_> = [(1, a.gate1), (2, a.gate2)].into_iter().filter(|(_, g)| g.answer == Answer::U).collect();
    let passed = gates.iter().map(|(n, _)| said("a", &format!("gate{n}"), Answer::Y, "2026-10-31"));
    let passed: Vec<_> = passed.collect();
    let of = |count: usize, answer| {
        let more = a.open_items.iter().take(count).map(|i| said("a", &i.to_string(), answer, "2026-10-31"));
        is_settled(&case.judge("a", &[passed.clone(), more.collect()].concat()))
    };
    let items = (0..=a.open_items.len()).find(|n| of(*n, Answer::Y) || of(*n, Answer::N)).expect("all answered");
    u8::try_from(items + gates.len()).expect("twelve at most")
}

proptest! {
    /// The order of the systems never matters, and every verdict that is not settled asks something.
    #[test]
    fn the_order_of_the_systems_never_matters(all in prop::collection::vec(cases(), 0..6), turn in 0..6_usize) {
        let judged: Vec<_> = all.iter().enumerate().map(|(n, case)| case.judge(&format!("s{n}"), &[])).collect();
        let mut systems: Vec<_> = judged.iter().map(|a| (a, a.items.iter().filter(|i| i.is_open()).count())).collect();
        let rules = checklist().rules;
        let straight = questions(&rules, &systems);
        systems.reverse();
        let by = turn.min(systems.len());
        systems.rotate_left(by);
        prop_assert_eq!(&questions(&rules, &systems), &straight);
        for a in &judged {
            let ended = matches!(a.verdict, Verdict::KeepSystem | Verdict::KeepArchitecture);
            let asks = straight.iter().any(|q| q.system_id == a.system_id);
            prop_assert!(!(ended && asks));
            prop_assert!(ended || asks || is_settled(a));
        }
    }

    /// Distance and effect are what really answering gives.
    #[test]
    fn what_a_question_promises_is_what_its_answer_does(case in cases()) {
        let before = case.judge("a", &[]);
        for question in questions(&checklist().rules, &[(&before, 1)]) {
            prop_assert_eq!(question.distance, fewest(&case, &before));
            let then = |answer| case.judge("a", &[said("a", &question.topic.code(), answer, "2026-10-31")]);
            let (yes, no) = (then(Answer::Y), then(Answer::N));
            let settled = |a: &Assessment| is_settled(a).then_some(a.verdict);
            let other = |a: &Assessment| Some(a.verdict).filter(|v| *v != before.verdict);
            match question.effect {
                Effect::Settles { yes: y, no: n } => {
                    prop_assert!(!is_settled(&before) && (y.is_some() || n.is_some()));
                    prop_assert_eq!((y, n), (settled(&yes), settled(&no)));
                }
                Effect::Helps => prop_assert_eq!((settled(&yes), settled(&no)), (None, None)),
                Effect::Changes { yes: y, no: n } => {
                    prop_assert!(is_settled(&before) && (y.is_some() || n.is_some()));
                    prop_assert_eq!((y, n), (other(&yes), other(&no)));
                }
                Effect::Confirms => prop_assert_eq!((other(&yes), other(&no)), (None, None)),
            }
        }
    }
}
