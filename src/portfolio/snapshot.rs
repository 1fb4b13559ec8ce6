//! The ranking of a month as plain data: what is kept of a reported month, and what two months are compared by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assess::Assessment;
use crate::rank::{Ranked, Value};

use super::Portfolio;
use super::judge::Judgement;

/// Verdicts, ranks and scores of all systems, with the rules that they were made by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The month.
    pub period: String,
    /// Hash of settings, guide and queries.
    pub config_version: String,
    /// Version of the checklist.
    pub checklist_version: String,
    /// Version of the reference curve.
    pub refcurve_version: String,
    /// Preset that orders.
    pub preset: String,
    /// Systems in the order of their rank.
    pub systems: Vec<Standing>,
}

/// Where one system stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// System.
    pub system_id: String,
    /// Its name.
    pub name: String,
    /// 1 to N.
    pub rank: usize,
    /// 1 to 6.
    pub tier: u8,
    /// Code of the verdict.
    pub verdict: String,
    /// Code of the hint of a review.
    pub hint: Option<String>,
    /// The verdict passed an unknown gate.
    pub conditional: bool,
    /// Certain, likely and possible YES.
    pub yes: [u8; 3],
    /// The ten answers with their tiers, `Y:H`.
    pub answers: Vec<String>,
    /// 0 to 100, the sum of the points.
    pub score: f64,
    /// What each indicator adds.
    pub contributions: Vec<Part>,
}

/// What one indicator adds to a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Indicator.
    pub indicator: String,
    /// Its group.
    pub group: String,
    /// Its weight.
    pub weight: f64,
    /// Its worth, 0 to 1; neutral where it is missing.
    pub worth: f64,
    /// 100 · weight · worth.
    pub points: f64,
    /// What was read; a number or a word.
    pub value: Option<Read>,
}

/// A value that an indicator read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Read {
    /// A measured or listed number.
    Number(f64),
    /// A class or an answer.
    Word(String),
}

impl Snapshot {
    /// The ranking of a computed month.
    pub fn of(portfolio: &Portfolio) -> Self {
        Self::with(portfolio, &portfolio.assessments, &portfolio.ranked)
    }

    /// The ranking of a computed month, judged otherwise.
    pub fn judged(portfolio: &Portfolio, judgement: &Judgement) -> Self {
        Self::with(portfolio, &judgement.assessments, &judgement.ranked)
    }

    fn with(portfolio: &Portfolio, assessments: &BTreeMap<String, Assessment>, ranked: &[Ranked]) -> Self {
        let standing = |r: &Ranked| Some(portfolio.standing(r, assessments.get(&r.system_id)?));
        Snapshot {
            period: portfolio.month.to_string(),
            config_version: portfolio.config_version.clone(),
            checklist_version: portfolio.checklist.version.clone(),
            refcurve_version: portfolio.curve.version.clone(),
            preset: portfolio.presets.first().map(|p| p.id.clone()).unwrap_or_default(),
            systems: ranked.iter().filter_map(standing).collect(),
        }
    }

    /// Where a system stands; `None` where it is not ranked.
    pub fn standing(&self, system_id: &str) -> Option<&Standing> {
        self.systems.iter().find(|s| s.system_id == system_id)
    }
}

impl Portfolio {
    fn standing(&self, ranked: &Ranked, assessment: &Assessment) -> Standing {
        let first = ranked.placements.first();
        let parts = first.into_iter().flat_map(|p| &p.score.contributions).map(|c| Part {
            indicator: c.indicator.clone(),
            group: c.group.clone(),
            weight: c.weight,
            worth: c.worth,
            points: c.points,
            value: c.reading.as_ref().map(|r| match &r.value {
                Value::Number(number) => Read::Number(*number),
                Value::Text(word) => Read::Word(word.clone()),
            }),
        });
        let tally = assessment.tally;
        Standing {
            system_id: ranked.system_id.clone(),
            name: self.systems.get(&ranked.system_id).map(|s| s.name.clone()).unwrap_or_default(),
            rank: first.map_or(0, |p| p.rank),
            tier: ranked.tier,
            verdict: assessment.verdict.code().into(),
            hint: assessment.hint.map(|h| h.code().into()),
            conditional: assessment.flags.conditional,
            yes: [tally.yes_low, tally.yes_point, tally.yes_high],
            answers: assessment.items.iter().map(|i| i.code()).collect(),
            score: first.map_or(0.0, |p| p.score.score),
            contributions: parts.collect(),
        }
    }
}
