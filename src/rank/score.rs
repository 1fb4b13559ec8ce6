//! The score of one system: `100 · Σ w·v`, with its decomposition.

use super::curve::{Curve, Reading};
use super::preset::Preset;
use super::{Inputs, Value};

/// Score of one system under one preset.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Id of the preset.
    pub preset: String,
    /// 0 to 100: the sum of the contributions, added in their order.
    pub score: f64,
    /// The score with every missing indicator worth 0.
    pub score_lo: f64,
    /// The score with every missing indicator worth 1.
    pub score_hi: f64,
    /// Weight of the known indicators, 0 to 1.
    pub coverage: f64,
    /// One for each indicator that weighs something, in curve order.
    pub contributions: Vec<Contribution>,
    /// One for each group, in curve order.
    pub groups: Vec<GroupScore>,
}

/// What one indicator adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Id of the indicator.
    pub indicator: String,
    /// Id of its group.
    pub group: String,
    /// Its weight in the preset.
    pub weight: f64,
    /// v: its worth, neutral where it is missing.
    pub worth: f64,
    /// 100 · weight · worth.
    pub points: f64,
    /// What was read; `None` where the indicator is missing.
    pub reading: Option<Reading>,
}

/// Score of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupScore {
    /// Id of the group.
    pub group: String,
    /// Its weight in the preset.
    pub weight: f64,
    /// Σ w·v / w of the group, 0 to 1; `None` where the preset leaves the group out.
    pub value: Option<f64>,
}

impl Score {
    /// Score of that group.
    pub fn group(&self, id: &str) -> Option<f64> {
        self.groups.iter().find(|g| g.group == id).and_then(|g| g.value)
    }

    /// The known indicators that add most, largest first, curve order between equals; those that add nothing
    /// are no reason.
    pub fn reasons(&self, top: usize) -> Vec<Reason<'_>> {
        let known = self.contributions.iter().filter(|c| c.points > 0.0);
        let mut reasons: Vec<Reason<'_>> = known
            .filter_map(|c| {
                let value = &c.reading.as_ref()?.value;
                Some(Reason { indicator: &c.indicator, value, points: c.points })
            })
            .collect();
        reasons.sort_by(|a, b| b.points.total_cmp(&a.points));
        reasons.truncate(top);
        reasons
    }
}

/// Why a system stands where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason<'a> {
    /// Id of the indicator.
    pub indicator: &'a str,
    /// What was read.
    pub value: &'a Value,
    /// What it adds to the score.
    pub points: f64,
}

/// Scores one system. Weights are never re-normalised: a missing indicator is worth its neutral value.
pub fn score(curve: &Curve, preset: &Preset, inputs: &Inputs) -> Score {
    let contributions: Vec<Contribution> = curve
        .indicators
        .iter()
        .map(|indicator| (indicator, preset.weight(&indicator.id)))
        .filter(|(_, weight)| *weight > 0.0)
        .map(|(indicator, weight)| {
            let reading = indicator.reading(inputs);
            let worth = reading.as_ref().map_or(indicator.neutral, |r| r.worth);
            Contribution {
                indicator: indicator.id.clone(),
                group: indicator.group.clone(),
                weight,
                worth,
                points: 100.0 * weight * worth,
                reading,
            }
        })
        .collect();

    let sum = |worth_of_missing: f64| -> f64 {
        contributions
            .iter()
            .map(|c| if c.reading.is_some() { c.points } else { 100.0 * c.weight * worth_of_missing })
            .sum()
    };
    Score {
        preset: preset.id.clone(),
        score: contributions.iter().map(|c| c.points).sum(),
        score_lo: sum(0.0),
        score_hi: sum(1.0),
        coverage: contributions.iter().filter(|c| c.reading.is_some()).map(|c| c.weight).sum(),
        groups: curve.groups.iter().map(|g| group_score(&g.id, &contributions)).collect(),
        contributions,
    }
}

fn group_score(group: &str, contributions: &[Contribution]) -> GroupScore {
    let own = || contributions.iter().filter(|c| c.group == group);
    let weight: f64 = own().map(|c| c.weight).sum();
    let weighted: f64 = own().map(|c| c.weight * c.worth).sum();
    GroupScore { group: group.to_owned(), weight, value: (weight > 0.0).then(|| weighted / weight) }
}
