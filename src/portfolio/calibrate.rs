//! How the thresholds of the checklist and the reference curve lie in a portfolio: for people who set them (guide.md §2.2,
//! ranking.md §4.3). Nothing is applied.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::Shift;
use crate::diagnostic::Result;
use crate::engine::Engine;
use crate::engine::thresholds::{FACTORS, listed, moved, numbers};
use crate::metrics::checks;
use crate::rank::{Candidate, Inputs, Proposal, Ranked, propose, quantile, rank};

use super::{Portfolio, indicators};

/// Quantiles that are shown of what a threshold is held against.
pub const QUANTILES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// A threshold of the checklist in the portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdInPortfolio {
    /// Name of the parameter.
    pub parameter: String,
    /// Its value in force.
    pub value: f64,
    /// A number of the guide itself, not ours to set.
    pub of_guide: bool,
    /// Answers hang on it; else it is only shown as a hint.
    pub decides: bool,
    /// Systems of which the figure that it is held against is known.
    pub known: usize,
    /// [`QUANTILES`] of that figure; `None` where nothing is known.
    pub quantiles: Option<[f64; 5]>,
    /// By move (those of [`FACTORS`]), what changes.
    pub moves: [Change; 4],
}

/// What a move of a threshold changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Systems whose measured answer, or its tier, is another one.
    pub answers: usize,
    /// Systems whose verdict or hint is another one.
    pub verdicts: usize,
}

/// A proposed curve, and who would stand where.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveInPortfolio {
    /// The proposal.
    pub proposal: Proposal,
    /// Ranks under the first preset with it, in their order; those of today are the portfolio's.
    pub ranked: Vec<Ranked>,
}

/// All thresholds in the order of items.
///
/// # Errors
/// Faults of the engine.
pub fn thresholds(portfolio: &Portfolio) -> Result<Vec<ThresholdInPortfolio>> {
    let engine = &portfolio.marts.engine;
    let numbers = numbers(engine)?;
    let held = held_against(engine)?;
    let answers = moved_answers(engine)?;
    let shifts: Vec<(&str, &Shift)> =
        portfolio.assessments.values().flat_map(|a| a.shifts.iter().map(|s| (a.system_id.as_str(), s))).collect();
    let mut all = Vec::new();
    for check in checks::all().values() {
        let guide: BTreeSet<&str> = listed(check, "given_by_guide").collect();
        let decisive = moved(check).map(|t| (t.parameter, true));
        for (parameter, decides) in decisive.chain(listed(check, "hints").map(|p| (p, false))) {
            let values = held.get(parameter).map_or(&[][..], Vec::as_slice);
            let moves = FACTORS.map(|factor| {
                let shifted = shifts.iter().filter(|(_, s)| s.parameter == parameter && is_same(s.factor, factor));
                Change {
                    answers: answers.iter().filter(|(p, f, _)| p == parameter && is_same(*f, factor)).count(),
                    verdicts: shifted.map(|(system, _)| system).collect::<BTreeSet<_>>().len(),
                }
            });
            let at = QUANTILES.map(|p| quantile(values, p));
            all.push(ThresholdInPortfolio {
                parameter: parameter.to_string(),
                value: numbers.get(parameter).copied().unwrap_or_default(),
                of_guide: guide.contains(parameter),
                decides,
                known: values.len(),
                quantiles: (!values.is_empty()).then(|| at.map(Option::unwrap_or_default)),
                moves,
            });
        }
    }
    Ok(all)
}

/// The figures that thresholds are held against, sorted.
fn held_against(engine: &Engine) -> Result<BTreeMap<String, Vec<f64>>> {
    let rows = engine.query("select parameter, value from threshold_values order by parameter, value")?;
    let mut held: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (parameter, value) in rows.texts(0)?.into_iter().zip(rows.numbers(1)?) {
        held.entry(parameter.unwrap_or_default()).or_default().extend(value);
    }
    Ok(held)
}

/// (parameter, factor, system) of the answers that a move changes.
fn moved_answers(engine: &Engine) -> Result<Vec<(String, f64, String)>> {
    let rows = engine.query("select distinct parameter, factor, system_id from checklist_moved order by all")?;
    let (parameters, factors, systems) = (rows.texts(0)?, rows.numbers(1)?, rows.texts(2)?);
    let cells = parameters.into_iter().zip(factors).zip(systems);
    Ok(cells.filter_map(|((parameter, factor), system)| Some((parameter?, factor?, system?))).collect())
}

fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// Proposes a curve for the portfolio, and ranks by it.
///
/// # Errors
/// Faults of the engine.
pub fn curve(portfolio: &Portfolio) -> Result<CurveInPortfolio> {
    let inputs = indicators::inputs(&portfolio.marts.engine, &portfolio.figures)?;
    let of = |system: &str| inputs.get(system).cloned().unwrap_or_default();
    let candidates: Vec<Candidate> =
        portfolio.assessments.values().map(|a| Candidate::new(a, of(&a.system_id))).collect();
    let known: Vec<&Inputs> = candidates.iter().map(|c| &c.inputs).collect();
    let version = format!("{}-calibrated-{}", portfolio.curve.version, portfolio.month);
    let proposal = propose(&portfolio.curve, &known, &version);
    let first = portfolio.presets.get(..1).unwrap_or_default();
    let ranked = rank(&proposal.curve, first, &candidates)?;
    Ok(CurveInPortfolio { proposal, ranked })
}
