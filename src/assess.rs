//! The guide's self-diagnosis of one system: checklist answers of people and data, gates, verdict.
//!
//! Everything comes in as plain structs of [`figure`](crate::catalog::figure) and leaves as an
//! [`Assessment`]; nothing here reads files, the clock, or another system. The rules are data
//! (`guide/checklist.toml`, [`Checklist`]). [`Maturity`] reads the levels off it.
//! Sentences are made elsewhere.
//!
//! How guide.md §2.1 is read:
//!
//! - A person's `U` takes an earlier answer of a person back; it does not hide what the data say.
//! - Two answers of one day that contradict each other cancel out: the item falls back to the data and is
//!   a conflict. So the order of rows never matters.
//! - An item is open where it counts as unknown in the bounds: suggested by data (S) or not known at all.
//!   Open items stand in the order "exports can settle it" (items 1, 2, 3, 4, 9), "a suggestion to confirm"
//!   (tier S), "nothing known" (U), each by number.

mod answers;
mod checklist;
mod flips;
mod flow;
pub(crate) mod maturity;
#[cfg(test)]
mod maturity_tests;
pub(crate) mod parse;
pub mod questions;
#[cfg(test)]
mod questions_tests;
mod sensitivity;
#[cfg(test)]
mod sensitivity_tests;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::catalog::figure::{Answer, HumanAnswer, Measured, System, Tier};

pub use checklist::{Checklist, GateHints, ITEMS, Item, Parameter, Rules};
pub use flips::{Flip, GateFlip, gate_flips, verdict_flips};
pub use flow::{Decision, Gate, GateSource, Hint, Rule, Step, Tally, Verdict, decide};
pub use maturity::{Level, Levels, Maturity, Path};
pub use sensitivity::{Shift, UserCondition};

/// One checklist item as it was answered: the strongest evidence wins, H over D over S.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemAnswer {
    /// Item 1 to 10.
    pub item: u8,
    /// Answer of the strongest evidence; `U` where there is none.
    pub answer: Answer,
    /// Tier of that evidence; `None` exactly where the answer is `U`.
    pub tier: Tier,
    /// A person contradicts decisive data, or two answers of one day contradict each other.
    pub conflict: bool,
    /// The newest answer of a person has expired and no longer counts.
    pub stale_human: bool,
    /// The newest answer of a person, in force or expired; shown beside the measurement.
    pub human: Option<HumanAnswer>,
    /// What the data say, whether or not it decided.
    pub measured: Option<Measured>,
}

impl Assessment {
    /// Parameters of an item that the verdict hangs on.
    pub fn fragile_on_item(&self, item: u8) -> impl Iterator<Item = &str> {
        let prefix = format!("item{item}.");
        self.fragile_on.iter().map(String::as_str).filter(move |p| p.starts_with(&prefix))
    }

    /// Moves of those parameters that give another verdict.
    pub fn fragile_shifts(&self, item: u8) -> impl Iterator<Item = &Shift> {
        let near: Vec<&str> = self.fragile_on_item(item).collect();
        self.shifts.iter().filter(move |s| near.contains(&s.parameter.as_str()))
    }
}

impl ItemAnswer {
    /// Whether the bounds count the item as unknown (tier S or nothing).
    pub fn is_open(&self) -> bool {
        self.tier < Tier::D
    }

    /// The cell of the candidate list.
    pub fn code(&self) -> String {
        code(self.answer, self.tier)
    }
}

/// An answer with its tier: `Y:H`, `N:D`, `Y:S`, `U:none`.
pub fn code(answer: Answer, tier: Tier) -> String {
    format!("{}:{}", answer_code(answer), tier_code(tier))
}

/// A tier: `H`, `D`, `S`, `none`.
pub fn tier_code(tier: Tier) -> &'static str {
    match tier {
        Tier::H => "H",
        Tier::D => "D",
        Tier::S => "S",
        Tier::None => "none",
    }
}

/// What people said to a gate, beside the answer that counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GateWord {
    /// The newest answer of a person, in force or expired.
    pub human: Option<HumanAnswer>,
    /// It has expired and no longer counts.
    pub stale_human: bool,
    /// Its day also brought the opposite answer, so that neither counts.
    pub conflict: bool,
}

/// What a reader must know beside the verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// A gate that the flow passed through is unknown.
    pub conditional: bool,
    /// No inventory lists the system.
    pub unlisted: bool,
    /// The verdict or the hint hangs on a threshold that the data miss or reach by a tenth of it at most.
    pub fragile: bool,
    /// Some item is in conflict.
    pub conflict: bool,
    /// Some answer of a person, to an item or a gate, has expired.
    pub stale_human: bool,
    /// The inventory plans the end of the system, and gate 1 does not confirm it.
    pub disposal_planned: bool,
    /// Another setting of `item1.user_condition` gives another verdict or another hint.
    pub verdict_sensitive_user_condition: bool,
}

impl Flags {
    /// Names of the flags that are set, in the order of the candidate list.
    pub fn names(&self) -> Vec<&'static str> {
        let all = [
            ("conditional", self.conditional),
            ("unlisted", self.unlisted),
            ("fragile", self.fragile),
            ("conflict", self.conflict),
            ("stale_human", self.stale_human),
            ("disposal_planned", self.disposal_planned),
            ("verdict_sensitive_user_condition", self.verdict_sensitive_user_condition),
        ];
        all.into_iter().filter(|(_, set)| *set).map(|(name, _)| name).collect()
    }
}

/// The guide's result for one system.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// System.
    pub system_id: String,
    /// Version of the checklist that was used.
    pub checklist_version: String,
    /// Verdict; read it together with `flags.conditional`.
    pub verdict: Verdict,
    /// Where a review leans; only for [`Verdict::NeedsReview`].
    pub hint: Option<Hint>,
    /// Gate 1: is the system a target of the cloud at all?
    pub gate1: Gate,
    /// Gate 2: does the system need renewal?
    pub gate2: Gate,
    /// What people said to gate 1 and gate 2.
    pub gate_words: [GateWord; 2],
    /// Counts of YES: certain, likely, possible. Counted behind a closed gate too.
    pub tally: Tally,
    /// YES that are missing for adoption; only for [`Verdict::NeedsReview`].
    pub min_more_yes: Option<u8>,
    /// Items to settle, cheapest evidence first; empty but for [`Verdict::NeedsReview`].
    pub open_items: Vec<u8>,
    /// The ten items, by number.
    pub items: Vec<ItemAnswer>,
    /// What a reader must know beside the verdict.
    pub flags: Flags,
    /// Thresholds whose move gives another verdict or another hint, by parameter and factor.
    pub shifts: Vec<Shift>,
    /// Parameters that a move by a tenth shows to decide, in order: what `flags.fragile` stands on.
    pub fragile_on: Vec<String>,
    /// Item 1 under each setting of its user condition, as the data answer it, and what comes of it; empty where
    /// item 1 was not measured.
    pub user_conditions: Vec<UserCondition>,
    /// The way through the flow, ending with the verdict.
    pub path: Vec<Step>,
}

/// `Y`, `N`, `U`.
pub fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Y => "Y",
        Answer::N => "N",
        Answer::U => "U",
    }
}

/// Assesses one system. Rows of other systems in `measured` and `human` are passed over, so that neither
/// their number nor their order can change the result; answers dated after `as_of` do not exist yet.
pub fn assess(
    checklist: &Checklist,
    system: &System,
    measured: &[Measured],
    human: &[HumanAnswer],
    as_of: NaiveDate,
) -> Assessment {
    let own: Vec<&Measured> = measured.iter().filter(|m| m.system_id == system.system_id).collect();
    let people = answers::People::new(&system.system_id, human, as_of, &checklist.rules);

    let items: Vec<ItemAnswer> = checklist
        .items
        .iter()
        .map(|item| {
            let rows = own.iter().copied().filter(|m| m.item == item.number);
            answers::combine(item.number, rows, &people)
        })
        .collect();
    let (gate1, word1) = answers::gate("gate1", system.gate1.as_deref(), &people);
    let (gate2, word2) = answers::gate("gate2", system.gate2.as_deref(), &people);

    let tally = Tally::of(items.iter().map(|i| (i.answer, i.tier)));
    let decision = decide(&checklist.rules, gate1, gate2, tally);
    let review = decision.verdict == Verdict::NeedsReview;
    let flow = sensitivity::Flow { rules: &checklist.rules, gates: [gate1, gate2], items: &items };
    let shifts = flow.shifts();
    let fragile_on = sensitivity::fragile_on(&shifts);
    let user_conditions = flow.user_conditions();
    let now = (decision.verdict, decision.hint);
    let flags = Flags {
        conditional: decision.conditional,
        unlisted: system.unlisted,
        fragile: !fragile_on.is_empty(),
        conflict: items.iter().any(|i| i.conflict),
        stale_human: word1.stale_human || word2.stale_human || items.iter().any(|i| i.stale_human),
        disposal_planned: system.disposal_planned_at.is_some() && gate1.answer != Answer::N,
        verdict_sensitive_user_condition: user_conditions.iter().any(|c| (c.verdict, c.hint) != now),
    };

    Assessment {
        system_id: system.system_id.clone(),
        checklist_version: checklist.version.clone(),
        verdict: decision.verdict,
        hint: decision.hint,
        gate1,
        gate2,
        gate_words: [word1, word2],
        tally,
        min_more_yes: review.then(|| checklist.rules.adopt_min.saturating_sub(tally.yes_low)),
        open_items: if review { open_items(checklist, &items) } else { Vec::new() },
        items,
        flags,
        shifts,
        fragile_on,
        user_conditions,
        path: decision.path,
    }
}

/// Open items, cheapest evidence first.
fn open_items(checklist: &Checklist, items: &[ItemAnswer]) -> Vec<u8> {
    let mut open: Vec<(u8, u8)> = items
        .iter()
        .filter(|i| i.is_open())
        .map(|i| {
            let by_data = checklist.items.iter().any(|c| c.number == i.item && c.data_decides);
            let class = match i.tier {
                _ if by_data => 0,
                Tier::S => 1,
                _ => 2,
            };
            (class, i.item)
        })
        .collect();
    open.sort_unstable();
    open.into_iter().map(|(_, item)| item).collect()
}
