//! From rows to one answer: which answer of a person is in force, and what wins over what.
//!
//! Knows nothing of verdicts.

use chrono::NaiveDate;

use super::checklist::Rules;
use super::flow::{Gate, GateSource};
use super::{GateWord, ItemAnswer, answer_code};
use crate::catalog::figure::{Answer, HumanAnswer, Measured, Tier};

/// The answers of people to one system, as they stand on one day.
pub(super) struct People<'a> {
    answers: Vec<&'a HumanAnswer>,
    as_of: NaiveDate,
    rules: &'a Rules,
}

/// What people say on one item.
#[derive(Debug, Clone, Copy, Default)]
struct Say<'a> {
    /// The newest answer that is a yes or a no.
    newest: Option<&'a HumanAnswer>,
    /// It still holds.
    in_force: bool,
    /// Its day also brought the opposite answer, so neither counts.
    disputed: bool,
}

impl<'a> People<'a> {
    /// Keeps the answers of one system that exist on `as_of`.
    pub(super) fn new(system_id: &str, answers: &'a [HumanAnswer], as_of: NaiveDate, rules: &'a Rules) -> Self {
        let answers = answers.iter().filter(|a| a.system_id == system_id && a.at <= as_of).collect();
        People { answers, as_of, rules }
    }

    /// The word of the newest day on which anyone answered the item.
    fn on(&self, item: &str) -> Say<'a> {
        let of_item = || self.answers.iter().copied().filter(|a| a.item == item);
        let Some(day) = of_item().map(|a| a.at).max() else {
            return Say::default();
        };
        let of_day = || of_item().filter(|a| a.at == day && a.answer != Answer::U);
        let holding = || of_day().filter(|a| self.as_of < self.rules.end(a));
        let yes = holding().any(|a| a.answer == Answer::Y);
        let no = holding().any(|a| a.answer == Answer::N);
        // Rows of one day that agree differ in name or end at most: the one that holds longest speaks.
        let newest = of_day().max_by_key(|a| (self.rules.end(a), &a.by, &a.reason, a.answer));
        Say { newest, in_force: yes != no, disputed: yes && no }
    }
}

impl Say<'_> {
    fn is_stale(&self) -> bool {
        self.newest.is_some() && !self.in_force && !self.disputed
    }
}

/// An answer with its tier; an unknown answer has none.
pub(super) fn evidence(answer: Answer, tier: Tier) -> (Answer, Tier) {
    match (answer, tier) {
        (Answer::U, _) | (_, Tier::None) => (Answer::U, Tier::None),
        // Data never speak for a person.
        (answer, tier) => (answer, tier.min(Tier::D)),
    }
}

/// The answer to one item: H over D over S.
pub(super) fn combine<'a>(item: u8, rows: impl Iterator<Item = &'a Measured>, people: &People<'_>) -> ItemAnswer {
    let measured = rows.max_by_key(|m| (m.tier, m.answer, &m.evidence));
    let (data, data_tier) = measured.map_or((Answer::U, Tier::None), |m| evidence(m.answer, m.tier));
    let say = people.on(&item.to_string());

    let spoken = say.newest.filter(|_| say.in_force);
    let (answer, tier) = spoken.map_or((data, data_tier), |a| (a.answer, Tier::H));
    ItemAnswer {
        item,
        answer,
        tier,
        conflict: say.disputed || (tier == Tier::H && data_tier == Tier::D && data != answer),
        stale_human: say.is_stale(),
        human: say.newest.cloned(),
        measured: measured.cloned().map(in_order),
    }
}

/// With its moves by parameter and factor, so that the order of rows never matters.
fn in_order(mut measured: Measured) -> Measured {
    measured.moved.sort_by(|a, b| a.parameter.cmp(&b.parameter).then(a.factor.total_cmp(&b.factor)));
    measured
}

/// A gate, and what people said to it. People beat the inventory; a word that is not `Y` or `N` leaves the gate
/// unknown.
pub(super) fn gate(name: &str, inventory: Option<&str>, people: &People<'_>) -> (Gate, GateWord) {
    let say = people.on(name);
    let spoken = say.newest.filter(|_| say.in_force).map(|a| Gate { answer: a.answer, source: GateSource::Person });
    let listed = || {
        let known = [Answer::Y, Answer::N].into_iter().find(|a| inventory == Some(answer_code(*a)));
        known.map(|answer| Gate { answer, source: GateSource::Inventory })
    };
    let word = GateWord { human: say.newest.cloned(), stale_human: say.is_stale(), conflict: say.disputed };
    (spoken.or_else(listed).unwrap_or(Gate::UNKNOWN), word)
}
