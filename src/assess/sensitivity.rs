//! What the verdict hangs on: thresholds that lie near (guide.md §2.2, last paragraph) and the setting of the user
//! condition of item 1 (§1.6).
//!
//! One thing is changed at a time, the rest stays as it is; people still outrank data, so an item that a person
//! answered moves nothing. A shift is counted where the verdict *or the hint* changes: the hint is the ranking tier of a
//! review, and without answers of people data alone decide nothing but hints (guide.md B).

use super::ItemAnswer;
use super::answers::evidence;
use super::checklist::Rules;
use super::flow::{Gate, Hint, Tally, Verdict, decide};
use crate::catalog::figure::{Answer, Tier};

/// The distance at which a threshold makes a verdict fragile: |value / threshold − 1| of a tenth.
const NEAR: f64 = 0.1;

/// A move of a threshold that gives another verdict or another hint.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The threshold, by its parameter.
    pub parameter: String,
    /// What its value was multiplied with.
    pub factor: f64,
    /// The item whose answer changes.
    pub item: u8,
    /// Verdict then.
    pub verdict: Verdict,
    /// Hint then.
    pub hint: Option<Hint>,
}

/// Item 1 under one setting of `item1.user_condition`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCondition {
    /// `citizen_only`, `strict` or `off`.
    pub setting: String,
    /// The answer of the data under it.
    pub answer: Answer,
    /// Its tier.
    pub tier: Tier,
    /// The verdict that comes of it; that of today where a person answered item 1.
    pub verdict: Verdict,
    /// Hint of a review.
    pub hint: Option<Hint>,
}

/// The flow of one system with its answers, to be walked again with one of them changed.
pub(super) struct Flow<'a> {
    /// From counts to a verdict.
    pub(super) rules: &'a Rules,
    /// Gates 1 and 2.
    pub(super) gates: [Gate; 2],
    /// The ten items.
    pub(super) items: &'a [ItemAnswer],
}

impl Flow<'_> {
    /// Verdict and hint with another answer of the data to one item; a person's answer to it stays.
    fn with(&self, item: u8, data: (Answer, Tier)) -> (Verdict, Option<Hint>) {
        let answers = self.items.iter().map(|i| match i.item == item && i.tier != Tier::H {
            true => evidence(data.0, data.1),
            false => (i.answer, i.tier),
        });
        let decision = decide(self.rules, self.gates[0], self.gates[1], Tally::of(answers));
        (decision.verdict, decision.hint)
    }

    fn now(&self) -> (Verdict, Option<Hint>) {
        let tally = Tally::of(self.items.iter().map(|i| (i.answer, i.tier)));
        let decision = decide(self.rules, self.gates[0], self.gates[1], tally);
        (decision.verdict, decision.hint)
    }

    /// The moves of thresholds that shift the verdict or the hint, by item, parameter and factor.
    pub(super) fn shifts(&self) -> Vec<Shift> {
        let now = self.now();
        let mut shifts: Vec<Shift> = Vec::new();
        for item in self.items {
            for moved in item.measured.iter().flat_map(|m| &m.moved) {
                let then = self.with(item.item, (moved.answer, moved.tier));
                if then != now {
                    let (parameter, factor) = (moved.parameter.clone(), moved.factor);
                    shifts.push(Shift { parameter, factor, item: item.item, verdict: then.0, hint: then.1 });
                }
            }
        }
        shifts.sort_by(|a, b| (a.item, &a.parameter).cmp(&(b.item, &b.parameter)).then(a.factor.total_cmp(&b.factor)));
        shifts
    }

    /// Item 1 under each setting of the user condition, with the tier that its answer has there.
    pub(super) fn user_conditions(&self) -> Vec<UserCondition> {
        let measured = self.items.iter().filter(|i| i.item == 1).filter_map(|i| i.measured.as_ref());
        measured
            .flat_map(|m| &m.alternatives)
            .map(|a| {
                let (verdict, hint) = self.with(1, (a.answer, a.tier));
                UserCondition { setting: a.setting.clone(), answer: a.answer, tier: a.tier, verdict, hint }
            })
            .collect()
    }
}

/// The parameters that a move by a tenth shows to decide, each once, in the order of the shifts.
pub(super) fn fragile_on(shifts: &[Shift]) -> Vec<String> {
    let near = shifts.iter().filter(|s| (s.factor - 1.0).abs() <= NEAR + 1e-9);
    let mut parameters: Vec<String> = near.map(|s| s.parameter.clone()).collect();
    parameters.dedup();
    parameters
}
