//! Order of the candidates: the verdict's tier first, the score inside it.
//!
//! A score is a weighted sum over fixed reference curves (`guide/refcurve.toml`, [`Curve`]) with the weights
//! of a preset (`guide/presets/`, [`Preset`]). It reads the figures of one system alone, so that no other
//! system can move it; only ranks compare. Uncertainty and sentences are made elsewhere.

mod benefit;
#[cfg(test)]
mod benefit_tests;
mod curve;
mod order;
mod preset;
mod recalibrate;
#[cfg(test)]
mod recalibrate_tests;
mod score;
mod sensitivity;
#[cfg(test)]
mod sensitivity_tests;
mod shape;
pub mod smaa;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::{Assessment, answer_code};
use crate::diagnostic::{Diagnostic, Result};

pub use benefit::{Benefit, BenefitRule, Benefits, Carrier, When};
pub use curve::{Combine, Curve, Group, Indicator, Reading};
pub use order::tier_of;
pub use preset::Preset;
pub use recalibrate::{LEAST_KNOWN, Proposal, Proposed, propose, quantile};
pub use score::{Contribution, GroupScore, Reason, Score, score};
pub use sensitivity::{Change, Delta, LeftOut, above, leave_one_group_out, smallest_change};
pub use shape::{Scale, Shape, Source};

/// Names that a curve may read, with the units of their metric definitions; the registry of [`Inputs`].
pub const INPUTS: &[&str] = &[
    "change_sr_per_30d",
    "elastic_saving",
    "function_points",
    "item6",
    "kloc",
    "multi_component_share",
    "n_components",
    "n_departments",
    "n_external_interfaces",
    "n_menus",
    "n_tables",
    "on_time_rate",
    "over_peak_surges_per_30d",
    "own_demand_weighted_unavailability",
    "own_full_outages_per_30d",
    "own_outages_per_30d",
    "own_recovery_stops_per_12m",
    "p95_intensity",
    "policy_sr_per_30d",
    "releases_per_30d",
    "saturation_minutes_per_30d",
    "sr_lead_p85_days",
    "srm_class",
    "users_per_day",
];

const CODE: &str = "E0404";

/// A known figure of one system.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A measured or listed number.
    Number(f64),
    /// A class or an answer.
    Text(String),
}

/// Known figures of one system by the names of [`INPUTS`]; what is unknown is absent, never 0.
pub type Inputs = BTreeMap<String, Value>;

/// One system as the ranking sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// System.
    pub system_id: String,
    /// 1 to 6, see [`tier_of`].
    pub tier: u8,
    /// The verdict passed an unknown gate.
    pub conditional: bool,
    /// YES of any tier.
    pub yes_point: u8,
    /// Known figures.
    pub inputs: Inputs,
}

impl Candidate {
    /// An assessed system with its figures. Item 6 comes from the assessment, where a person settled it and
    /// `inputs` do not name it.
    pub fn new(assessment: &Assessment, mut inputs: Inputs) -> Self {
        if let Some(item) = assessment.items.iter().find(|i| i.item == 6 && !i.is_open()) {
            inputs.entry("item6".to_owned()).or_insert_with(|| Value::Text(answer_code(item.answer).to_owned()));
        }
        Candidate {
            system_id: assessment.system_id.clone(),
            tier: tier_of(assessment.verdict, assessment.hint),
            conditional: assessment.flags.conditional,
            yes_point: assessment.tally.yes_point,
            inputs,
        }
    }
}

/// Rank and score under one preset.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// 1 to N, each once.
    pub rank: usize,
    /// Score with its decomposition.
    pub score: Score,
}

/// One ranked system.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// System.
    pub system_id: String,
    /// 1 to 6.
    pub tier: u8,
    /// Under each preset, in the order of the presets; never empty.
    pub placements: Vec<Placement>,
    /// The known indicators weigh less than the curve's `coverage_min` under the first preset.
    pub insufficient_data: bool,
}

/// Ranks the systems under every preset; the result stands in the order of the first one. The order of
/// `candidates` never matters.
///
/// Fails (internal) where there is no preset, a system comes twice, or an input is not of [`INPUTS`].
pub fn rank(curve: &Curve, presets: &[Preset], candidates: &[Candidate]) -> Result<Vec<Ranked>> {
    check(curve, candidates.iter())?;
    let mut by_preset = presets.iter().map(|preset| order::place(curve, preset, candidates));
    let Some(first) = by_preset.next() else {
        return Err(Diagnostic::internal(CODE, "ranking needs at least one preset"));
    };
    let others: Vec<_> = by_preset.collect();

    let mut ranked: Vec<Ranked> = candidates
        .iter()
        .zip(first)
        .map(|(candidate, placement)| Ranked {
            system_id: candidate.system_id.clone(),
            tier: candidate.tier,
            insufficient_data: curve.is_insufficient(placement.score.coverage),
            placements: vec![placement],
        })
        .collect();
    for placements in others {
        ranked.iter_mut().zip(placements).for_each(|(row, placement)| row.placements.push(placement));
    }
    ranked.sort_by_key(|row| row.placements.first().map(|p| p.rank));
    Ok(ranked)
}

fn check<'a>(curve: &Curve, candidates: impl Iterator<Item = &'a Candidate>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for candidate in candidates {
        let id = &candidate.system_id;
        if !seen.insert(id) {
            return Err(Diagnostic::internal(CODE, format!("system `{id}` is ranked twice")));
        }
        curve.check_inputs(&candidate.inputs).map_err(|fault| fault.fact(format!("system `{id}`")))?;
    }
    Ok(())
}
