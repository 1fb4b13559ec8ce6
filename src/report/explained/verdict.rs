//! Flow, answers and what would turn the verdict, as data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::assess::questions::Topic;
use crate::assess::{
    Assessment, Gate, GateSource, Hint, ItemAnswer, Rule, Rules, Shift, Step, UserCondition, Verdict, answer_code,
    gate_flips, tier_code, verdict_flips,
};
use crate::catalog::figure::{Answer, HumanAnswer};
use crate::portfolio::Portfolio;
use crate::report::{evidence, survey};
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
    /// The window of the measurement, in words.
    pub window: String,
    /// What the data say.
    pub measured: Option<Found>,
    /// Moves of a near threshold of the item that give another verdict.
    pub fragile_shifts: Vec<Shifted>,
}

/// A move of a threshold that gives another verdict or another hint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shifted {
    /// The threshold, by its parameter.
    pub parameter: String,
    /// What it was multiplied with.
    pub factor: f64,
    /// The verdict then.
    pub verdict: &'static str,
    /// The hint then.
    pub hint: Option<&'static str>,
}

/// Item 1 under one setting of its user condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conditioned {
    /// `citizen_only`, `strict` or `off`.
    pub setting: String,
    /// What the data answer under it.
    pub answer: &'static str,
    /// The verdict then; that of today where a person answered item 1.
    pub verdict: &'static str,
    /// The hint then.
    pub hint: Option<&'static str>,
}

/// A gate with what people and the inventory say, and what speaks for an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// 1 or 2.
    pub gate: u8,
    /// The question.
    pub question: String,
    /// Y, N or U.
    pub answer: &'static str,
    /// `answers.csv`, `systems.csv` or `nobody`.
    pub source: &'static str,
    /// Two answers of one day contradict each other, and neither counts.
    pub conflict: bool,
    /// The answer of a person has expired.
    pub stale: bool,
    /// What a person said.
    pub person: Option<Said>,
    /// What speaks for an answer; it decides nothing.
    pub hints: Vec<Hinted>,
}

/// What speaks for an answer to a gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hinted {
    /// Y or N.
    pub speaks_for: &'static str,
    /// In words.
    pub evidence: String,
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
    /// Name of the threshold.
    pub parameter: Option<String>,
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
        Step::Gate { number, gate } => {
            Passed::Gate { gate: *number, answer: answer_code(gate.answer), source: source(*gate) }
        }
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

fn source(gate: Gate) -> &'static str {
    match gate.source {
        GateSource::Person => "answers.csv",
        GateSource::Inventory => "systems.csv",
        GateSource::None => "nobody",
    }
}

fn said(human: &HumanAnswer) -> Said {
    Said {
        answer: answer_code(human.answer),
        by: human.by.clone(),
        at: human.at.to_string(),
        reason: human.reason.clone(),
        expires: human.expires.map(|d| d.to_string()),
    }
}

/// The ten items; `windows` by item.
pub(super) fn answered(
    portfolio: &Portfolio,
    assessment: &Assessment,
    windows: &BTreeMap<u8, String>,
    lang: Lang,
) -> Vec<Answered> {
    let one = |item: &ItemAnswer| Answered {
        item: item.item,
        question: survey::words(portfolio, Topic::Item(item.item), lang),
        answer: item.code(),
        conflict: item.conflict,
        stale: item.stale_human,
        person: item.human.as_ref().map(said),
        window: windows.get(&item.item).cloned().unwrap_or_default(),
        measured: item.measured.as_ref().map(|m| Found {
            answer: answer_code(m.answer),
            tier: tier_code(m.tier),
            value: m.value,
            threshold: m.threshold,
            parameter: m.parameter.clone(),
            n: m.n,
            evidence: evidence::fact(portfolio, m, lang),
        }),
        fragile_shifts: assessment.fragile_shifts(item.item).map(shifted).collect(),
    };
    assessment.items.iter().map(one).collect()
}

fn shifted(shift: &Shift) -> Shifted {
    Shifted {
        parameter: shift.parameter.clone(),
        factor: shift.factor,
        verdict: shift.verdict.code(),
        hint: shift.hint.map(Hint::code),
    }
}

pub(super) fn conditioned(assessment: &Assessment) -> Vec<Conditioned> {
    let one = |c: &UserCondition| Conditioned {
        setting: c.setting.clone(),
        answer: answer_code(c.answer),
        verdict: c.verdict.code(),
        hint: c.hint.map(Hint::code),
    };
    assessment.user_conditions.iter().map(one).collect()
}

/// Both gates, also one that the flow never came to.
pub fn gates(portfolio: &Portfolio, assessment: &Assessment, lang: Lang) -> [Asked; 2] {
    let hints = portfolio.gate_hints.get(&assessment.system_id);
    [(1, assessment.gate1), (2, assessment.gate2)].map(|(number, gate)| {
        let word = &assessment.gate_words[usize::from(number) - 1];
        let of_gate = hints.into_iter().flatten().filter(|h| h.gate == number);
        Asked {
            gate: number,
            question: survey::words(portfolio, Topic::Gate(number), lang),
            answer: answer_code(gate.answer),
            source: source(gate),
            conflict: word.conflict,
            stale: word.stale_human,
            person: word.human.as_ref().map(said),
            hints: of_gate
                .map(|h| Hinted { speaks_for: h.speaks_for, evidence: evidence::hint(portfolio, h, lang) })
                .collect(),
        }
    })
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
