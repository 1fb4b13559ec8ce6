//! What people are asked: of the assessments of a month, the items and gates that only a person can answer or confirm,
//! cheapest next evidence first.
//!
//! A system is asked about
//!
//! - its unknown gates, and those whose answer of a person has expired or contradicts another of the same day;
//! - the open items of a verdict that needs review;
//! - items where the answer of a person has expired, or is in conflict.
//!
//! Nothing is asked of a system that a gate ends, nor of one that no inventory lists: whom its name stands for comes
//! first, and the name may go. Open items of a settled verdict are not asked, item 6 neither: it moves the score by a
//! little, and no verdict.
//!
//! A verdict is settled where it neither needs review nor is conditional. The distance of a system is the fewest
//! further answers that would settle it while the gates are passed: one for each unknown gate, and, of a review,
//! `min(adopt_min − L, U_hi − keep_max)` items. A NO at a gate may end it sooner.
//!
//! Order: systems by distance, those with nothing to settle last, then by rank; within a system unknown gates, open
//! items in the order of [`Assessment::open_items`], then what is only to be confirmed, each by number.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::flips::answered;
use super::{Assessment, Rules, Verdict};
use crate::catalog::figure::Answer;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Gate 1 or 2.
    Gate(u8),
    /// Item 1 to 10.
    Item(u8),
}

impl Topic {
    /// As `answers.csv` writes it: `gate1`, `7`.
    pub fn code(self) -> String {
        match self {
            Topic::Gate(number) => format!("gate{number}"),
            Topic::Item(number) => number.to_string(),
        }
    }
}

/// What an answer would do to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It would settle the verdict without any other; by YES, by NO, or by both.
    Settles {
        /// The verdict that YES would settle.
        yes: Option<Verdict>,
        /// The verdict that NO would settle.
        no: Option<Verdict>,
    },
    /// It brings the verdict nearer, but others are needed too.
    Helps,
    /// The verdict is settled, and this answer would change it.
    Changes {
        /// The verdict that YES would lead to, where it is another.
        yes: Option<Verdict>,
        /// The verdict that NO would lead to, where it is another.
        no: Option<Verdict>,
    },
    /// The verdict is settled and stays.
    Confirms,
}

/// One question about one system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// System.
    pub system_id: String,
    /// Item or gate.
    pub topic: Topic,
    /// Nobody and nothing settles the topic; false where an answer is only to be confirmed.
    pub is_open: bool,
    /// The answer of a person has expired.
    pub is_stale: bool,
    /// The answer of a person contradicts decisive data or another one of its day.
    pub in_conflict: bool,
    /// Fewest further answers that would settle the verdict of the system; 0 where it is settled.
    pub distance: u8,
    /// What its answer would do.
    pub effect: Effect,
}

/// How many verdicts hang on one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Item or gate.
    pub topic: Topic,
    /// Questions about it.
    pub asked: usize,
    /// Verdicts that are not settled and in which it is open.
    pub open: usize,
    /// Verdicts that its answer alone could settle.
    pub alone: usize,
}

/// The questions about all systems, each given with its rank, in the order in which they are best asked. The order of
/// `systems` never matters.
pub fn questions(rules: &Rules, systems: &[(&Assessment, usize)]) -> Vec<Question> {
    let mut asked: Vec<_> = systems.iter().filter(|(a, _)| is_asked(a)).collect();
    asked.sort_by_key(|(a, rank)| {
        let distance = distance(rules, a);
        (distance == 0, distance, *rank, &a.system_id)
    });
    asked.into_iter().flat_map(|(a, _)| of_system(rules, a)).collect()
}

/// How many verdicts hang on each topic that is asked about: those that could settle most come first.
pub fn counts(questions: &[Question]) -> Vec<Count> {
    let mut counts: BTreeMap<Topic, Count> = BTreeMap::new();
    for question in questions {
        let topic = question.topic;
        let count = counts.entry(topic).or_insert(Count { topic, asked: 0, open: 0, alone: 0 });
        count.asked += 1;
        count.open += usize::from(question.is_open && question.distance > 0);
        count.alone += usize::from(matches!(question.effect, Effect::Settles { .. }));
    }
    let mut counts: Vec<Count> = counts.into_values().collect();
    counts.sort_by_key(|c| (Reverse((c.alone, c.open)), c.topic));
    counts
}

fn is_asked(assessment: &Assessment) -> bool {
    let is_ended = matches!(assessment.verdict, Verdict::KeepSystem | Verdict::KeepArchitecture);
    !is_ended && !assessment.flags.unlisted
}

fn distance(rules: &Rules, assessment: &Assessment) -> u8 {
    let gates = [assessment.gate1, assessment.gate2].iter().filter(|g| g.answer == Answer::U).fold(0, |n, _| n + 1);
    gates + assessment.answers_to_settle(rules).unwrap_or_default()
}

fn of_system<'a>(rules: &'a Rules, assessment: &'a Assessment) -> impl Iterator<Item = Question> + 'a {
    let distance = distance(rules, assessment);
    let question = move |topic, (is_open, is_stale, in_conflict)| Question {
        system_id: assessment.system_id.clone(),
        topic,
        is_open,
        is_stale,
        in_conflict,
        distance,
        effect: effect(rules, assessment, topic),
    };
    let is_needed = |(is_open, is_stale, in_conflict): (bool, bool, bool)| is_open || is_stale || in_conflict;
    let gates = [assessment.gate1, assessment.gate2].into_iter().zip(&assessment.gate_words).zip(1..);
    let gates = gates.map(|((gate, word), number)| {
        (Topic::Gate(number), (gate.answer == Answer::U, word.stale_human, word.conflict))
    });
    let item = |number: &u8| assessment.items.iter().find(|i| i.item == *number);
    let open = assessment.open_items.iter().filter_map(item);
    let open = open.map(|i| (Topic::Item(i.item), (true, i.stale_human, i.conflict)));
    // Open items of a settled verdict are asked about only where an answer of a person lapsed.
    let others = assessment.items.iter().filter(|i| !assessment.open_items.contains(&i.item));
    let others = others.map(|i| (Topic::Item(i.item), (false, i.stale_human, i.conflict)));
    let (unknown, known): (Vec<_>, Vec<_>) = gates.partition(|(_, (is_open, ..))| *is_open);
    let all = unknown.into_iter().chain(open).chain(known).chain(others);
    all.filter(move |(_, why)| is_needed(*why)).map(move |(topic, why)| question(topic, why))
}

/// What the answers to one topic would do, each tried as an answer of a person.
fn effect(rules: &Rules, assessment: &Assessment, topic: Topic) -> Effect {
    let is_settled = |verdict, conditional: bool| verdict != Verdict::NeedsReview && !conditional;
    let now = is_settled(assessment.verdict, assessment.flags.conditional);
    let [yes, no] = [Answer::Y, Answer::N].map(|answer| {
        let then = answered(rules, &assessment.items, [assessment.gate1, assessment.gate2], topic, answer);
        let differs = if now { then.verdict != assessment.verdict } else { is_settled(then.verdict, then.conditional) };
        differs.then_some(then.verdict)
    });
    match (now, yes.is_some() || no.is_some()) {
        (false, true) => Effect::Settles { yes, no },
        (false, false) => Effect::Helps,
        (true, true) => Effect::Changes { yes, no },
        (true, false) => Effect::Confirms,
    }
}
