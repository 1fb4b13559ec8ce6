//! How sure a rank is: SMAA-2 (Lahdelma & Salminen 2001) as ranking.md §4.5 has it.
//!
//! A rank rests on weights that somebody chose, on counts and medians of few records, and on answers that are still
//! open. Here they are drawn, many times over, and every draw ranks all systems anew: tier first, then the score.
//!
//! - Weights: Dirichlet(40 · weight) over the groups that weigh something, the same for all systems of a draw; inside
//!   a group the shares stay.
//! - Inputs: as their [`Spread`] says. An indicator of several sources combines what was drawn, as in the score.
//! - A missing indicator: uniform from 0 to 1 in worth, never its neutral value.
//! - Open answers: each draw settles every one by its probability, so that all ten are settled, and the tier is that of
//!   [`decide`] over them. An unknown gate passes; a closed one fixes the verdict.
//! - An open item 6 is an answer and an indicator at once: the indicator follows the answer of the draw, for one draw
//!   cannot hold two answers.
//! - Equal tiers and scores (rounded as the ranking rounds) stand in the order of the point ranking.
//!
//! Every input, answer and missing indicator of every system has a random stream of its own, named by seed, system
//! and what is drawn: who else is ranked, in which order and on how many threads, and the other figures of the same
//! system disturb no draw.

mod counts;
#[cfg(test)]
mod exact_tests;
mod line;
mod noise;
mod plan;
mod stream;
#[cfg(test)]
mod tests;
mod weights;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Candidate, Curve, Preset};
use crate::assess::{Assessment, ItemAnswer, Rules, Verdict};
use crate::catalog::figure::{Answer, Tier};
use crate::diagnostic::{Diagnostic, Result};

pub use noise::Spread;

use counts::Counts;
use plan::{Drawn, Plan};
use weights::Weights;

const CODE: &str = "E0410";

/// Draws that start from fresh streams and are ranked together. Part of the result: another size gives other draws.
const BLOCK: u32 = 500;

/// Ranks of which [`Uncertainty::acceptability`] tells.
const TOP: usize = 20;

/// How far the inputs of a system may be off, by name; an input without an entry is exact.
pub type Spreads = BTreeMap<String, Spread>;

/// One system as the draws see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Its rank by the scores as they are, 1 to N; it orders what a draw leaves equal, and says who is next.
    pub rank: usize,
    /// System and known figures; its tier and counts are not read, for every draw has its own.
    pub candidate: Candidate,
    /// How far the figures may be off.
    pub spreads: Spreads,
    /// Probability of YES of the items 1 to 10; 0 and 1 where the answer is certain.
    pub yes: [f64; 10],
    /// The verdict of a closed gate.
    pub closed: Option<Verdict>,
}

impl Contender {
    /// An assessed system with its rank.
    pub fn new(rank: usize, candidate: Candidate, assessment: &Assessment, spreads: Spreads) -> Self {
        let mut yes = [chance_of_yes(Answer::U, Tier::None); 10];
        for (chance, ItemAnswer { answer, tier, .. }) in yes.iter_mut().zip(&assessment.items) {
            *chance = chance_of_yes(*answer, *tier);
        }
        let closed = matches!(assessment.verdict, Verdict::KeepSystem | Verdict::KeepArchitecture);
        Contender { rank, candidate, spreads, yes, closed: closed.then_some(assessment.verdict) }
    }
}

/// Probability that an answer is, or becomes, YES (ranking.md §4.5): certain ones stay, a suggestion comes true in 7 of
/// 10 cases, and of an unknown one nothing is known.
pub fn chance_of_yes(answer: Answer, tier: Tier) -> f64 {
    match (answer, tier >= Tier::D) {
        (Answer::Y, true) => 1.0,
        (Answer::N, true) => 0.0,
        (Answer::Y, false) => 0.7,
        (Answer::N, false) => 0.3,
        (Answer::U, _) => 0.5,
    }
}

/// What is drawn, and for which question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Draws; [`half_width`] says how exact they are.
    pub draws: u32,
    /// Equal seeds give equal draws.
    pub seed: u64,
    /// Number of systems that the planner can take.
    pub cutoff: usize,
    /// Threads; the result never depends on them.
    pub threads: usize,
    /// Whether the weights vary too. Without, only figures and answers do.
    pub weights_vary: bool,
}

/// How sure the rank of one system is.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    /// The smallest rank r with at least 5 % of the draws at r or better.
    pub rank_p05: usize,
    /// The smallest with at least 50 %.
    pub rank_p50: usize,
    /// The smallest with at least 95 %.
    pub rank_p95: usize,
    /// Share of draws among the first ten.
    pub p_top10: f64,
    /// Share of draws among the first twenty.
    pub p_top20: f64,
    /// Share of draws within [`Settings::cutoff`].
    pub p_cutoff: f64,
    /// Probability that the settled checklist says adopt; exact, not drawn. 0 behind a closed gate.
    pub p_adopt: f64,
    /// Share of draws at the very rank of the point ranking.
    pub p_rank: f64,
    /// Share of draws at rank 1, 2 … 20, or N where there are fewer systems.
    pub acceptability: Vec<f64>,
    /// Share of draws above the system that is next in the point ranking; `None` for the last.
    pub p_above_next: Option<f64>,
    /// What that means for the cut-off.
    pub label: Robust,
}

/// How safely a system stands within the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Robust {
    /// In at least 95 % of the draws.
    Certain,
    /// In at least half of them.
    Likely,
    /// In fewer; also where it is far outside.
    Borderline,
}

impl Robust {
    /// The Korean label.
    pub fn label_ko(self) -> &'static str {
        match self {
            Robust::Certain => "확실",
            Robust::Likely => "유력",
            Robust::Borderline => "경계",
        }
    }

    /// The English label.
    pub fn label_en(self) -> &'static str {
        match self {
            Robust::Certain => "certain",
            Robust::Likely => "likely",
            Robust::Borderline => "borderline",
        }
    }
}

/// Half the width of the 95 % interval of a drawn share, at its widest: 1.96 · √(¼ / draws), 0.0098 for 10,000.
pub fn half_width(draws: u32) -> f64 {
    0.98 / f64::from(draws).sqrt()
}

/// How sure the ranks under one preset are, in the order of `contenders`, which never matters.
///
/// Takes 4 · N² bytes, and 2,000 · N for every thread.
///
/// # Errors
/// Internal, `E0404` and `E0410`, where the contenders are none that were ranked: a system twice, an unknown input, ranks
/// that are not 1 to N, a spread or probability without meaning, or no draw at all.
pub fn uncertainty(
    curve: &Curve,
    preset: &Preset,
    rules: &Rules,
    contenders: &[Contender],
    settings: Settings,
) -> Result<Vec<Uncertainty>> {
    super::check(curve, contenders.iter().map(|c| &c.candidate))?;
    if settings.draws == 0 {
        return Err(Diagnostic::internal(CODE, "uncertainty needs at least one draw"));
    }
    if contenders.is_empty() {
        return Ok(Vec::new());
    }
    let by_rank = by_rank(contenders)?;
    let weights = Weights::new(curve, preset, settings)?;
    let plans =
        by_rank.iter().map(|c| Plan::new(curve, &weights, rules, c, settings.seed)).collect::<Result<Vec<_>>>()?;

    let counts = Counts::new(plans.len());
    draw_all(&weights, &plans, settings, &counts);
    let in_order = counts.finish(settings, &plans);
    Ok(contenders.iter().map(|c| in_order[c.rank - 1].clone()).collect())
}

/// The contenders in the order of their ranks.
fn by_rank(contenders: &[Contender]) -> Result<Vec<&Contender>> {
    let mut sorted: Vec<&Contender> = contenders.iter().collect();
    sorted.sort_by_key(|c| c.rank);
    if sorted.iter().map(|c| c.rank).eq(1..=sorted.len()) {
        return Ok(sorted);
    }
    Err(Diagnostic::internal(CODE, format!("the ranks of {} contenders are not 1 to N", contenders.len())))
}

/// Every thread takes the next block that nobody took; only whole numbers are added up, so their order is nothing.
fn draw_all(weights: &Weights, plans: &[Plan], settings: Settings, counts: &Counts) {
    let blocks = settings.draws.div_ceil(BLOCK);
    let next = AtomicU32::new(0);
    let work = || {
        let mut drawn = Drawn::default();
        let mut keys = Vec::new();
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                break;
            }
            let draws = BLOCK.min(settings.draws - block * BLOCK) as usize;
            let weights = weights.block(block, draws);
            keys.clear();
            for plan in plans {
                plan.draw(block, &weights, &mut drawn);
                keys.extend(plan.keys(&drawn));
            }
            counts.add(&keys, draws);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..settings.threads.max(1) {
            scope.spawn(work);
        }
    });
}
