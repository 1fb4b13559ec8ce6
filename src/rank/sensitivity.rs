//! What a rank hangs on (ranking.md §4.6): the difference to another system, each group, each figure alone.

use std::cmp::Ordering;

use super::curve::{Curve, Indicator};
use super::order::{place, rounded};
use super::preset::Preset;
use super::score::{Contribution, Score, score};
use super::shape::Source;
use super::{Candidate, Inputs, Value};

/// What one indicator adds to the lead of one system over another.
#[derive(Debug, Clone, PartialEq)]
pub struct Delta {
    /// Id of the indicator.
    pub indicator: String,
    /// Points of the first.
    pub points: f64,
    /// Points of the second.
    pub other_points: f64,
    /// Their difference.
    pub delta: f64,
}

/// Why the score of `a` differs from that of `b` under the same preset: the differences of their contributions, largest
/// first, curve order between equals. They sum to the difference of the scores.
pub fn above(a: &Score, b: &Score) -> Vec<Delta> {
    let points = |of: &Score, id: &str| of.contributions.iter().find(|c| c.indicator == id).map_or(0.0, |c| c.points);
    let delta = |c: &Contribution| {
        let other_points = points(b, &c.indicator);
        Delta { indicator: c.indicator.clone(), points: c.points, other_points, delta: c.points - other_points }
    };
    let mut deltas: Vec<Delta> = a.contributions.iter().map(delta).collect();
    deltas.sort_by(|x, y| y.delta.abs().total_cmp(&x.delta.abs()));
    deltas
}

/// Ranks as they would be without one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Id of the group that weighs nothing.
    pub group: String,
    /// Ranks, in the order of the candidates.
    pub ranks: Vec<usize>,
}

/// For every group that weighs something, the ranks when it weighs nothing and the others share its weight. Tiers stay.
/// A group that weighs all is not left out, for nothing would remain.
pub fn leave_one_group_out(curve: &Curve, preset: &Preset, candidates: &[Candidate]) -> Vec<LeftOut> {
    let left_out = |group: &str| {
        let in_group = |i: &&Indicator| i.group == group;
        let weight: f64 = curve.indicators.iter().filter(in_group).map(|i| preset.weight(&i.id)).sum();
        let rest: f64 = curve.indicators.iter().filter(|i| !in_group(i)).map(|i| preset.weight(&i.id)).sum();
        if weight <= 0.0 || rest <= 0.0 {
            return None;
        }
        let others = curve.indicators.iter().filter(|i| !in_group(i));
        let weights = others.map(|i| (i.id.clone(), preset.weight(&i.id) / rest)).collect();
        let without = Preset { weights, ..preset.clone() };
        let ranks = place(curve, &without, candidates).into_iter().map(|p| p.rank).collect();
        Some(LeftOut { group: group.to_owned(), ranks })
    };
    curve.groups.iter().filter_map(|group| left_out(&group.id)).collect()
}

/// One figure that would lift a score, were it another.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Id of the indicator.
    pub indicator: String,
    /// Name of the input.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// Its unit in Korean.
    pub unit_ko: String,
    /// The figure as it is; `None` where it is missing.
    pub from: Option<f64>,
    /// The figure that passes the target.
    pub to: f64,
    /// Worth of the indicator as it is, neutral where it is missing.
    pub worth: f64,
    /// Its worth then.
    pub to_worth: f64,
    /// How much of the way from the present worth to 1 that is, above 0 to 1.
    pub way: f64,
}

/// The figures that, changed alone, would lift the score just above `target_score`, by how little of the way each takes;
/// curve order between equals. Just above is one step of the rounding (1e-4), with which scores are compared; only the
/// rank inside a tier hangs on it. A figure that does not suffice at its best is left out, as is an indicator of words.
/// Where an indicator has several sources, each stands for itself, if it would count.
pub fn smallest_change(curve: &Curve, preset: &Preset, inputs: &Inputs, target_score: f64) -> Vec<Change> {
    let now = score(curve, preset, inputs);
    if passes(now.score, target_score) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for contribution in &now.contributions {
        let Some(indicator) = curve.indicator(&contribution.indicator) else { continue };
        // A step above the target, so that no rounding of the way back takes it below.
        let goal = (target_score * STEPS).round() / STEPS + 1.0 / STEPS;
        let missing = (goal - now.score) / (100.0 * contribution.weight);
        let to_worth = (contribution.worth + missing).min(1.0);
        let change = |source: &Source| {
            let change = change(contribution, source, inputs, to_worth)?;
            let mut then = inputs.clone();
            then.insert(change.input.clone(), Value::Number(change.to));
            passes(score(curve, preset, &then).score, target_score).then_some(change)
        };
        changes.extend(indicator.sources.iter().filter_map(change));
    }
    changes.sort_by(|a, b| a.way.partial_cmp(&b.way).unwrap_or(Ordering::Equal));
    changes
}

/// Steps of the rounded score in a point.
const STEPS: f64 = 1e4;

fn passes(score: f64, target: f64) -> bool {
    rounded(score, STEPS) > rounded(target, STEPS)
}

fn change(contribution: &Contribution, source: &Source, inputs: &Inputs, to_worth: f64) -> Option<Change> {
    let to = source.shape.value_of(to_worth)?;
    let from = match inputs.get(&source.input) {
        Some(Value::Number(x)) => Some(*x),
        _ => None,
    };
    (to_worth > contribution.worth).then(|| Change {
        indicator: contribution.indicator.clone(),
        input: source.input.clone(),
        unit: source.unit.clone(),
        unit_ko: source.unit_ko.clone(),
        from,
        to,
        worth: contribution.worth,
        to_worth,
        way: (to_worth - contribution.worth) / (1.0 - contribution.worth),
    })
}
