//! Flow, answers and what would turn the verdict, as data.

use serde::Serialize;

use crate::assess::{
    Assessment, Gate, GateSource, Hint, ItemAnswer, Rule, Rules, Step, Verdict, answer_code, gate_flips, verdict_flips,
};
use crate::catalog::figure::{Answer, HumanAnswer, Tier};
use crate::portfolio::Portfolio;
use crate::workspace::config::Lang;

/// A step through the flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Passed {
    /// A gate was asked.
    Gate {
        /// 1 or 2.
        gate: u8,
        /// Answer.
        answer: &'static str,
        /// Who answered.
        source: &'static str,
    },
    /// The answers were counted.
    Checklist {
        /// Certain, likely and possible YES.
        yes: [u8; 3],
    },
    /// A count was held against a limit.
    Compare {
        /// Which count.
        count_of: &'static str,
        /// It.
        count: u8,
        /// How it is held against the limit.
        sign: &'static str,
        /// The limit.
        limit: u8,
        /// Whether the rule applies.
        holds: bool,
    },
    /// The end.
    End {
        /// Verdict.
        verdict: &'static str,
    },
}

/// An answer with its evidence.
#[derive(Debug, Clone, Serialize)]
pub struct Answered {
    /// 1 to 10.
    pub item: u8,
    /// The question.
    pub question: String,
    /// Answer and tier, `Y:H`.
    pub answer: String,
    /// People disagree, or a person and decisive data.
    pub conflict: bool,
    /// The answer of a person has expired.
    pub stale: bool,
    /// What a person said.
    pub person: Option<Said>,
    /// What the data say.
    pub measured: Option<Found>,
}

/// What a person said.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// Y, N or U.
    pub answer: &'static str,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
    /// When it stops to hold, if it says so.
    pub expires: Option<String>,
}

/// What the data say.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// Y, N or U.
    pub answer: &'static str,
    /// D, S or none.
    pub tier: &'static str,
    /// Measured value.
    pub value: Option<f64>,
    /// Threshold that it is held against.
    pub threshold: Option<f64>,
    /// Sample size.
    pub n: Option<i64>,
    /// In words.
    pub evidence: String,
}

/// A single answer that would change the verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flipped {
    /// `1` to `10`, `gate1`, `gate2`.
    pub item: String,
    /// What a person would have to say.
    pub to: &'static str,
    /// The verdict then.
    pub verdict: &'static str,
    /// The hint then.
    pub hint: Option<&'static str>,
}

pub(super) fn passed(step: &Step) -> Passed {
    match step {
        Step::Gate { number, gate: Gate { answer, source } } => Passed::Gate {
            gate: *number,
            answer: answer_code(*answer),
            source: match source {
                GateSource::Person => "answers.csv",
                GateSource::Inventory => "systems.csv",
                GateSource::None => "nobody",
            },
        },
        Step::Checklist(tally) => Passed::Checklist { yes: [tally.yes_low, tally.yes_point, tally.yes_high] },
        Step::Compare { rule, count, limit, holds } => {
            let (count_of, sign) = match rule {
                Rule::CertainYesReachesAdopt => ("certain yes", "≥"),
                Rule::PossibleYesWithinKeepStrong | Rule::PossibleYesWithinKeep => ("possible yes", "≤"),
                Rule::LikelyYesReachesAdopt => ("likely yes", "≥"),
            };
            Passed::Compare { count_of, count: *count, sign, limit: *limit, holds: *holds }
        }
        Step::End { verdict, .. } => Passed::End { verdict: verdict.code() },
    }
}

pub(super) fn answered(portfolio: &Portfolio, item: &ItemAnswer, lang: Lang) -> Answered {
    let known = portfolio.checklist.item(item.item);
    let question = known.map_or("", |i| if lang == Lang::Ko { &i.question_ko } else { &i.question_en });
    let said = |h: &HumanAnswer| Said {
        answer: answer_code(h.answer),
        by: h.by.clone(),
        at: h.at.to_string(),
        reason: h.reason.clone(),
        expires: h.expires.map(|d| d.to_string()),
    };
    Answered {
        item: item.item,
        question: question.to_string(),
        answer: item.code(),
        conflict: item.conflict,
        stale: item.stale_human,
        person: item.human.as_ref().map(said),
        measured: item.measured.as_ref().map(|m| Found {
            answer: answer_code(m.answer),
            tier: match m.tier {
                Tier::H | Tier::D => "D",
                Tier::S => "S",
                Tier::None => "none",
            },
            value: m.value,
            threshold: m.threshold,
            n: m.n,
            evidence: m.evidence.clone(),
        }),
    }
}

/// The answers to items, then those to gates.
pub(super) fn flips(rules: &Rules, assessment: &Assessment) -> Vec<Flipped> {
    let Assessment { items, gate1, gate2, .. } = assessment;
    let of_items = verdict_flips(rules, items, *gate1, *gate2).into_iter();
    let of_items = of_items.map(|f| flipped(f.item.to_string(), f.to, f.verdict, f.hint));
    let of_gates = gate_flips(rules, items, *gate1, *gate2).into_iter();
    of_items.chain(of_gates.map(|f| flipped(format!("gate{}", f.gate), f.to, f.verdict, f.hint))).collect()
}

fn flipped(item: String, to: Answer, verdict: Verdict, hint: Option<Hint>) -> Flipped {
    Flipped { item, to: answer_code(to), verdict: verdict.code(), hint: hint.map(|h| h.code()) }
}
