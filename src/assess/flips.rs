//! What would turn a verdict: single answers, and how many answers a review still needs.

use super::flow::{Decision, Gate, GateSource, Hint, Tally, Verdict, decide};
use super::questions::Topic;
use super::{Assessment, ItemAnswer, Rules};
use crate::catalog::figure::{Answer, Tier};

/// One answer that would change the verdict or its hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flip {
    /// Item 1 to 10.
    pub item: u8,
    /// The answer as it stands, with its tier.
    pub from: (Answer, Tier),
    /// What a person would have to say: `Y` or `N`.
    pub to: Answer,
    /// The verdict then.
    pub verdict: Verdict,
    /// The hint then.
    pub hint: Option<Hint>,
}

/// The single answers of a person that would change the verdict or the hint, each with what it gives; by item, `Y`
/// before `N`. To settle an open item counts, also as it is suggested. Behind a closed gate no item changes anything.
pub fn verdict_flips(rules: &Rules, items: &[ItemAnswer], gate1: Gate, gate2: Gate) -> Vec<Flip> {
    let gates = [gate1, gate2];
    let now = decided(decide(rules, gate1, gate2, Tally::of(items.iter().map(|i| (i.answer, i.tier)))));
    let asked = items.iter().flat_map(|item| [Answer::Y, Answer::N].map(|to| (item, to)));
    asked
        .filter_map(|(item, to)| {
            let (verdict, hint) = decided(answered(rules, items, gates, Topic::Item(item.item), to));
            let flip = Flip { item: item.item, from: (item.answer, item.tier), to, verdict, hint };
            ((verdict, hint) != now).then_some(flip)
        })
        .collect()
}

/// An answer to a gate that would change the verdict or its hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateFlip {
    /// 1 or 2.
    pub gate: u8,
    /// What would have to be said: `Y` or `N`.
    pub to: Answer,
    /// The verdict then.
    pub verdict: Verdict,
    /// The hint then.
    pub hint: Option<Hint>,
}

/// The single answers to a gate that would change the verdict or the hint; gate 1 first, `Y` before `N`.
pub fn gate_flips(rules: &Rules, items: &[ItemAnswer], gate1: Gate, gate2: Gate) -> Vec<GateFlip> {
    let gates = [gate1, gate2];
    let now = decided(decide(rules, gate1, gate2, Tally::of(items.iter().map(|i| (i.answer, i.tier)))));
    let asked = [1, 2].into_iter().flat_map(|gate| [Answer::Y, Answer::N].map(|to| (gate, to)));
    asked
        .filter_map(|(gate, to)| {
            let (verdict, hint) = decided(answered(rules, items, gates, Topic::Gate(gate), to));
            ((verdict, hint) != now).then_some(GateFlip { gate, to, verdict, hint })
        })
        .collect()
}

fn decided(decision: Decision) -> (Verdict, Option<Hint>) {
    (decision.verdict, decision.hint)
}

/// The flow with the answer of a person in place of what stands at one item or gate.
pub(super) fn answered(
    rules: &Rules,
    items: &[ItemAnswer],
    gates: [Gate; 2],
    topic: Topic,
    answer: Answer,
) -> Decision {
    let [gate1, gate2] = [(1, gates[0]), (2, gates[1])].map(|(number, now)| match topic == Topic::Gate(number) {
        true => Gate { answer, source: GateSource::Person },
        false => now,
    });
    let items = items.iter().map(|i| match topic == Topic::Item(i.item) {
        true => (answer, Tier::H),
        false => (i.answer, i.tier),
    });
    decide(rules, gate1, gate2, Tally::of(items))
}

impl Assessment {
    /// The fewest further answers that could settle a review: enough YES for adoption, or enough NO to rule it out.
    /// `None` for another verdict, and where the open items suffice for neither.
    pub fn answers_to_settle(&self, rules: &Rules) -> Option<u8> {
        let Tally { yes_low, yes_high, .. } = self.tally;
        let adopt = (rules.adopt_min <= yes_high).then(|| rules.adopt_min.saturating_sub(yes_low));
        let keep = (yes_low <= rules.keep_max).then(|| yes_high.saturating_sub(rules.keep_max));
        let fewest = adopt.into_iter().chain(keep).min();
        fewest.filter(|_| self.verdict == Verdict::NeedsReview)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::assess::{Checklist, assess};
    use crate::catalog::figure::{HumanAnswer, Measured, System};
    use Answer::{N, U, Y};

    const OPEN: Gate = Gate { answer: Y, source: GateSource::Person };

    fn rules() -> Rules {
        Checklist::builtin().unwrap().rules
    }

    fn assessed(answers: &[(Answer, Tier)], gate1: Answer) -> Assessment {
        let at = "2026-10-01".parse().unwrap();
        let system = System {
            system_id: "a".into(),
            gate1: Some(crate::assess::answer_code(gate1).into()),
            ..System::default()
        };
        let numbered = || answers.iter().zip(1_u8..);
        let said = numbered().filter(|((_, tier), _)| *tier == Tier::H).map(|((answer, _), item)| HumanAnswer {
            system_id: "a".into(),
            item: item.to_string(),
            answer: *answer,
            by: "kim".into(),
            at,
            reason: None,
            expires: None,
        });
        let measured = numbered().filter(|((_, tier), _)| *tier != Tier::H).map(|((answer, tier), item)| Measured {
            system_id: "a".into(),
            item,
            answer: *answer,
            tier: *tier,
            ..Measured::default()
        });
        let (said, measured): (Vec<_>, Vec<_>) = (said.collect(), measured.collect());
        assess(&Checklist::builtin().unwrap(), &system, &measured, &said, at)
    }

    fn flips(vector: &[(Answer, Tier)]) -> Vec<(u8, Answer, &'static str)> {
        let a = assessed(vector, Y);
        let word = |f: &Flip| f.hint.map_or(f.verdict.code(), Hint::code);
        verdict_flips(&rules(), &a.items, OPEN, OPEN).iter().map(|f| (f.item, f.to, word(f))).collect()
    }

    fn people(vector: &str) -> Vec<(Answer, Tier)> {
        vector
            .chars()
            .map(|c| if c == 'U' { (U, Tier::None) } else { (if c == 'Y' { Y } else { N }, Tier::H) })
            .collect()
    }

    #[test]
    fn flips_by_hand() {
        // O1 stands exactly on the threshold: any YES taken back keeps the architecture, no NO matters.
        let turned = |items: &[u8]| items.iter().map(|item| (*item, N, "KEEP")).collect::<Vec<_>>();
        assert_eq!(flips(&people("YNNYNYNYYY")), turned(&[1, 4, 6, 8, 9, 10]));
        // 5 YES, 1 open: one YES more adopts, the open one as NO keeps, a NO turned YES adopts.
        let found = flips(&people("YYYYYUNNNN"));
        assert_eq!(found[0], (1, N, "KEEP"), "4 YES and an open one are 5 at most");
        assert!(
            found.contains(&(6, Y, "ADOPT")) && found.contains(&(6, N, "KEEP")) && found.contains(&(7, Y, "ADOPT"))
        );
        // Suggestions carry it: 5 certain and 1 suggested YES lean to adoption; confirming it adopts.
        let mut suggested = people("YYYYYUUUUU");
        suggested[5] = (Y, Tier::S);
        let found = flips(&suggested);
        assert!(found.contains(&(6, Y, "ADOPT")) && found.contains(&(6, N, "LIKELY_KEEP")));
        assert!(!found.iter().any(|f| f.0 == 7 && f.1 == N), "a NO of 7 leaves the review as it leans");
        // 8 certain YES: no single answer turns it.
        assert_eq!(flips(&people("YYYYYYYYUU")), []);
    }

    #[test]
    fn behind_a_closed_gate_nothing_flips_and_nothing_settles() {
        let a = assessed(&people("YYYYYUNNNN"), N);
        assert_eq!(verdict_flips(&rules(), &a.items, a.gate1, a.gate2), []);
        assert_eq!(a.answers_to_settle(&rules()), None);
    }

    #[test]
    fn gates_flip_by_hand() {
        let a = assessed(&people("YYYYYYNNNN"), Y);
        let open = Gate::UNKNOWN;
        let word = |f: &GateFlip| (f.gate, f.to, f.verdict.code());
        let found = |gate1, gate2| gate_flips(&rules(), &a.items, gate1, gate2).iter().map(word).collect::<Vec<_>>();
        let closing = [(1, N, "KEEP_SYSTEM"), (2, N, "KEEP_ARCHITECTURE")];
        assert_eq!(found(OPEN, open), closing, "an open gate can end the flow as one that is passed can");
        let shut = Gate { answer: N, source: GateSource::Person };
        assert_eq!(found(shut, OPEN), [(1, Y, "ADOPT")]);
        assert_eq!(found(OPEN, shut), [(1, N, "KEEP_SYSTEM"), (2, Y, "ADOPT")]);
        assert_eq!(found(shut, shut), [(1, Y, "KEEP_ARCHITECTURE")]);
    }

    #[test]
    fn answers_to_settle_by_hand() {
        let rows = [
            ("YYYYYUUUNN", Some(1)), // one YES
            ("UUUUUUUUUU", Some(5)), // five NO leave five
            ("YYYYUUNNNN", Some(1)), // one NO
            ("YYYUUUUUUU", Some(3)), // three YES
            ("YYYYYYNNNN", None),
            ("YYYYYNNNNN", None),
        ];
        for (vector, fewest) in rows {
            assert_eq!(assessed(&people(vector), Y).answers_to_settle(&rules()), fewest, "{vector}");
        }
    }

    /// Settles so many open items in every way; whether any way ends the review.
    fn can_settle(rules: &Rules, answers: &[(Answer, Tier)], left: u8, from: usize) -> bool {
        if left == 0 {
            let tally = Tally::of(answers.iter().copied());
            return decide(rules, OPEN, OPEN, tally).verdict != Verdict::NeedsReview;
        }
        (from..answers.len()).filter(|i| answers[*i].1 < Tier::D).any(|i| {
            [Y, N].into_iter().any(|answer| {
                let mut settled = answers.to_vec();
                settled[i] = (answer, Tier::H);
                can_settle(rules, &settled, left - 1, i + 1)
            })
        })
    }

    fn any_answers() -> impl Strategy<Value = Vec<(Answer, Tier)>> {
        let answer = prop_oneof![
            Just((Y, Tier::H)),
            Just((N, Tier::H)),
            Just((Y, Tier::D)),
            Just((N, Tier::D)),
            Just((Y, Tier::S)),
            Just((N, Tier::S)),
            Just((U, Tier::None)),
        ];
        proptest::collection::vec(answer, 10)
    }

    fn any_rules() -> impl Strategy<Value = Rules> {
        (0..=9_u8).prop_flat_map(|keep| (0..=keep, Just(keep), keep + 1..=10)).prop_map(|(strong, keep, adopt)| Rules {
            adopt_min: adopt,
            keep_strong_max: strong,
            keep_max: keep,
            answer_lifetime_months: 12,
        })
    }

    proptest! {
        #[test]
        fn no_answers_fewer_settle_a_review(answers in any_answers(), rules in any_rules()) {
            let decision = decide(&rules, OPEN, OPEN, Tally::of(answers.iter().copied()));
            let a = assessed(&answers, Y);
            let a = Assessment { verdict: decision.verdict, ..a };
            let review = decision.verdict == Verdict::NeedsReview;
            let fewest = (0..=10).filter(|_| review).find(|k| can_settle(&rules, &answers, *k, 0));
            prop_assert_eq!(a.answers_to_settle(&rules), fewest);
        }

        /// Each item set to each answer, decided anew from the counts.
        #[test]
        fn flips_are_all_there_are(answers in any_answers(), rules in any_rules()) {
            let items = assessed(&answers, Y).items;
            let decided = |answers: &[(Answer, Tier)]| {
                let count = |wanted, least: Tier| answers.iter().filter(|(a, t)| *a == wanted && *t >= least).count();
                let (low, point, high) = (count(Y, Tier::D), count(Y, Tier::S), 10 - count(N, Tier::D));
                let [adopt, strong, keep] =
                    [rules.adopt_min, rules.keep_strong_max, rules.keep_max].map(usize::from);
                match () {
                    () if low >= adopt => "ADOPT",
                    () if high <= strong => "KEEP_STRONG",
                    () if high <= keep => "KEEP",
                    () if point >= adopt => "LIKELY_ADOPT",
                    () => "LIKELY_KEEP",
                }
            };
            let mut expected = BTreeSet::new();
            for item in 0..10 {
                for to in [Y, N] {
                    let mut changed = answers.clone();
                    changed[item] = (to, Tier::H);
                    if decided(&changed) != decided(&answers) {
                        expected.insert((item + 1, to, decided(&changed)));
                    }
                }
            }
            let found = verdict_flips(&rules, &items, OPEN, OPEN);
            let word = |f: &Flip| f.hint.map_or(f.verdict.code(), Hint::code);
            let found: BTreeSet<_> = found.iter().map(|f| (usize::from(f.item), f.to, word(f))).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
