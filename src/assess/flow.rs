//! The guide's flow (guide.md §1.5) over counts: gates, the three bounds, the verdict and the way to it.
//!
//! Pure arithmetic; where the answers come from is not its business.

use super::checklist::{ITEMS, Rules};
use crate::catalog::figure::{Answer, Tier};

/// What the guide recommends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 클라우드 네이티브 도입 검토: enough certain YES.
    Adopt,
    /// Open items can still decide either way.
    NeedsReview,
    /// 기존 아키텍처 유지, in the grey zone: worth a second look.
    Keep,
    /// 기존 유지 권장: even every open item would not help.
    KeepStrong,
    /// 기존 시스템 유지: gate 1 is no.
    KeepSystem,
    /// 기존 아키텍처 유지: gate 2 is no.
    KeepArchitecture,
}

impl Verdict {
    /// All verdicts, in the order of their ranking tier.
    pub const ALL: [Verdict; 6] = [
        Verdict::Adopt,
        Verdict::NeedsReview,
        Verdict::Keep,
        Verdict::KeepStrong,
        Verdict::KeepSystem,
        Verdict::KeepArchitecture,
    ];

    /// Code in the outputs.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Adopt => "ADOPT",
            Verdict::NeedsReview => "NEEDS_REVIEW",
            Verdict::Keep => "KEEP",
            Verdict::KeepStrong => "KEEP_STRONG",
            Verdict::KeepSystem => "KEEP_SYSTEM",
            Verdict::KeepArchitecture => "KEEP_ARCHITECTURE",
        }
    }

    /// The verdict of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code() == code)
    }
}

/// Where a review leans, suggestions counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// Suggested YES would carry it.
    LikelyAdopt,
    /// They would not.
    LikelyKeep,
}

impl Hint {
    /// Code in the outputs.
    pub fn code(self) -> &'static str {
        match self {
            Hint::LikelyAdopt => "LIKELY_ADOPT",
            Hint::LikelyKeep => "LIKELY_KEEP",
        }
    }

    /// The hint of a code.
    pub fn of(code: &str) -> Option<Self> {
        [Hint::LikelyAdopt, Hint::LikelyKeep].into_iter().find(|h| h.code() == code)
    }
}

/// Who answered a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateSource {
    /// A person, in `answers.csv`.
    Person,
    /// The inventory.
    Inventory,
    /// Nobody.
    None,
}

/// A gate of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Answer.
    pub answer: Answer,
    /// Who answered.
    pub source: GateSource,
}

impl Gate {
    /// Nobody answered.
    pub const UNKNOWN: Gate = Gate { answer: Answer::U, source: GateSource::None };
}

/// Counts of YES over the ten items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// L: certain YES (H, D).
    pub yes_low: u8,
    /// YES of any tier.
    pub yes_point: u8,
    /// U_hi: ten less the certain NO.
    pub yes_high: u8,
}

impl Tally {
    /// Counts answers with their tiers.
    pub fn of(answers: impl Iterator<Item = (Answer, Tier)>) -> Self {
        let mut tally = Tally { yes_low: 0, yes_point: 0, yes_high: ITEMS };
        for (answer, tier) in answers {
            match (answer, tier >= Tier::D) {
                (Answer::Y, certain) => {
                    tally.yes_point += 1;
                    tally.yes_low += u8::from(certain);
                }
                (Answer::N, true) => tally.yes_high -= 1,
                (Answer::N | Answer::U, _) => {}
            }
        }
        tally
    }
}

/// A comparison of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// L ≥ `adopt_min`: adopt.
    CertainYesReachesAdopt,
    /// U_hi ≤ `keep_strong_max`: keep, strongly.
    PossibleYesWithinKeepStrong,
    /// U_hi ≤ `keep_max`: keep.
    PossibleYesWithinKeep,
    /// Point ≥ `adopt_min`: a review that leans to adoption.
    LikelyYesReachesAdopt,
}

/// One step through the flow; printed by `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Gate 1 or 2 was asked. `N` ends the flow, `U` passes with a condition.
    Gate {
        /// 1 or 2.
        number: u8,
        /// What it said.
        gate: Gate,
    },
    /// The checklist was counted.
    Checklist(Tally),
    /// A count was held against a limit of the rules.
    Compare {
        /// Which comparison.
        rule: Rule,
        /// The count.
        count: u8,
        /// The limit.
        limit: u8,
        /// Whether the rule applies.
        holds: bool,
    },
    /// The end.
    End {
        /// Verdict.
        verdict: Verdict,
        /// Hint of a review.
        hint: Option<Hint>,
        /// A gate on the way is unknown.
        conditional: bool,
    },
}

/// What the flow decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Verdict.
    pub verdict: Verdict,
    /// Hint of a review.
    pub hint: Option<Hint>,
    /// A gate on the way is unknown.
    pub conditional: bool,
    /// The way, ending with [`Step::End`].
    pub path: Vec<Step>,
}

/// Walks the flow: gate 1, gate 2, checklist. A `N` ends it even beside an unknown gate; gate 1 = `N` is
/// never conditional, for gate 2 is not asked then.
pub fn decide(rules: &Rules, gate1: Gate, gate2: Gate, tally: Tally) -> Decision {
    let mut path = Vec::new();
    let mut conditional = false;
    let gates = [(1, gate1, Verdict::KeepSystem), (2, gate2, Verdict::KeepArchitecture)];
    for (number, gate, closed) in gates {
        path.push(Step::Gate { number, gate });
        match gate.answer {
            Answer::N => return end(path, closed, None, conditional),
            Answer::U => conditional = true,
            Answer::Y => {}
        }
    }

    path.push(Step::Checklist(tally));
    if holds(&mut path, Rule::CertainYesReachesAdopt, tally, rules) {
        return end(path, Verdict::Adopt, None, conditional);
    }
    if holds(&mut path, Rule::PossibleYesWithinKeepStrong, tally, rules) {
        return end(path, Verdict::KeepStrong, None, conditional);
    }
    if holds(&mut path, Rule::PossibleYesWithinKeep, tally, rules) {
        return end(path, Verdict::Keep, None, conditional);
    }
    let likely = holds(&mut path, Rule::LikelyYesReachesAdopt, tally, rules);
    let hint = if likely { Hint::LikelyAdopt } else { Hint::LikelyKeep };
    end(path, Verdict::NeedsReview, Some(hint), conditional)
}

fn holds(path: &mut Vec<Step>, rule: Rule, tally: Tally, rules: &Rules) -> bool {
    let (count, limit, holds) = match rule {
        Rule::CertainYesReachesAdopt => (tally.yes_low, rules.adopt_min, tally.yes_low >= rules.adopt_min),
        Rule::LikelyYesReachesAdopt => (tally.yes_point, rules.adopt_min, tally.yes_point >= rules.adopt_min),
        Rule::PossibleYesWithinKeepStrong => {
            (tally.yes_high, rules.keep_strong_max, tally.yes_high <= rules.keep_strong_max)
        }
        Rule::PossibleYesWithinKeep => (tally.yes_high, rules.keep_max, tally.yes_high <= rules.keep_max),
    };
    path.push(Step::Compare { rule, count, limit, holds });
    holds
}

fn end(mut path: Vec<Step>, verdict: Verdict, hint: Option<Hint>, conditional: bool) -> Decision {
    path.push(Step::End { verdict, hint, conditional });
    Decision { verdict, hint, conditional, path }
}
