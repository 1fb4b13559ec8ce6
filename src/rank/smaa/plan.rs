//! One system made ready to be drawn: what is certain is summed up once, what is not knows its stream.

use rand_distr::{Distribution, StandardUniform};
use rand_pcg::Pcg64Mcg;

use super::line::Line;
use super::noise::Noise;
use super::stream::Stream;
use super::weights::Weights;
use super::{CODE, Contender};
use crate::assess::{Gate, GateSource, Rules, Tally, answer_code, decide};
use crate::catalog::figure::Answer;
use crate::diagnostic::{Diagnostic, Result};
use crate::rank::order::rounded;
use crate::rank::{Candidate, Combine, Curve, Indicator, Shape, Source, Value, tier_of};

/// The input that an answer of the checklist is.
const ITEM6: &str = "item6";

/// A score of 100 in the units of [`rounded`].
const BEST: i64 = 1_000_000;

/// Bits that hold [`BEST`]; the tier stands above them.
const SCORE_BITS: u32 = 20;

/// A system, ready to be drawn.
#[derive(Debug)]
pub(super) struct Plan {
    /// By group: Σ share · worth of the indicators that do not vary.
    exact: Vec<f64>,
    /// The indicators that vary.
    terms: Vec<Term>,
    /// Probability of YES of the ten answers.
    yes: [f64; 10],
    /// Those that are open.
    open: Vec<Open>,
    /// Tier by number of YES.
    tiers: [u8; 11],
}

/// An open answer.
#[derive(Debug)]
struct Open {
    item: usize,
    /// Probability of YES.
    chance: f64,
    stream: Stream,
}

/// An indicator that varies.
#[derive(Debug)]
struct Term {
    group: usize,
    share: f64,
    /// The largest counts.
    worths: Vec<Worth>,
}

/// What a source is worth.
#[derive(Debug)]
enum Worth {
    /// The same in every draw.
    Exact(f64),
    /// That of a number that varies.
    Drawn { stream: Stream, noise: Noise, line: Line },
    /// Anything from 0 to 1.
    Missing(Stream),
    /// That of the draw's answer to item 6.
    Item6 { yes: f64, no: f64 },
}

/// The draws of one system over a block, with the room that drawing takes.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// 0 to 1.
    pub scores: Vec<f64>,
    /// Number of YES.
    pub yes: Vec<u8>,
    item6: Vec<bool>,
    worth: Vec<f64>,
    other: Vec<f64>,
}

impl Plan {
    pub fn new(curve: &Curve, weights: &Weights, rules: &Rules, contender: &Contender, seed: u64) -> Result<Self> {
        let id = contender.candidate.system_id.as_str();
        if let Some(chance) = contender.yes.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            return Err(Diagnostic::internal(CODE, format!("probability {chance} of an answer of system `{id}`")));
        }
        let open = |(item, chance): (usize, f64)| {
            let stream = Stream::new(seed, &[id, "item", &item.to_string()]);
            (0.0 < chance && chance < 1.0).then_some(Open { item, chance, stream })
        };
        let mut plan = Plan {
            exact: vec![0.0; weights.groups()],
            terms: Vec::new(),
            yes: contender.yes,
            open: (1..).zip(contender.yes).filter_map(open).collect(),
            tiers: tiers(rules, contender),
        };
        for (indicator, group, share) in weights.indicators(curve) {
            let worths = worths(indicator, contender, seed)?;
            if let [Worth::Exact(worth)] = worths.as_slice() {
                plan.exact[group] += share * worth;
            } else {
                plan.terms.push(Term { group, share, worths });
            }
        }
        Ok(plan)
    }

    /// Draws a block; `weights` are those of its draws, by group.
    pub fn draw(&self, block: u32, weights: &[Vec<f64>], drawn: &mut Drawn) {
        let draws = weights.first().map_or(0, Vec::len);
        drawn.restart(draws, &self.yes);
        for Open { item, chance, stream } in &self.open {
            let mut rng = stream.block(block);
            for (yes, item6) in drawn.yes.iter_mut().zip(&mut drawn.item6) {
                let answer = uniform(&mut rng) < *chance;
                *yes += u8::from(answer);
                if *item == 6 {
                    *item6 = answer;
                }
            }
        }
        for (exact, weights) in self.exact.iter().zip(weights) {
            drawn.scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * exact);
        }
        for term in &self.terms {
            drawn.worth.fill(0.0);
            for worth in &term.worths {
                worth.fill(block, &drawn.item6, &mut drawn.other);
                drawn.worth.iter_mut().zip(&drawn.other).for_each(|(best, next)| *best = best.max(*next));
            }
            let weighted = drawn.worth.iter().zip(&weights[term.group]);
            drawn.scores.iter_mut().zip(weighted).for_each(|(score, (v, w))| *score += term.share * w * v);
        }
    }

    /// What each draw is sorted by, ascending: tier, then score from above, rounded as the ranking rounds.
    pub fn keys(&self, drawn: &Drawn) -> impl Iterator<Item = u32> {
        drawn.scores.iter().zip(&drawn.yes).map(|(score, yes)| {
            let tier = u32::from(self.tiers[usize::from(*yes)]);
            let below_best = u32::try_from(BEST - rounded(100.0 * score, 1e4)).unwrap_or_default();
            tier << SCORE_BITS | below_best
        })
    }

    /// Probability of tier 1, exactly: the number of YES is Poisson-binomial.
    pub fn adopt(&self) -> f64 {
        let mut of_count = [0.0; 11];
        of_count[0] = 1.0;
        for chance in self.yes {
            for count in (0..11).rev() {
                let one_less = if count == 0 { 0.0 } else { of_count[count - 1] };
                of_count[count] = of_count[count] * (1.0 - chance) + one_less * chance;
            }
        }
        let adopted: f64 = of_count.iter().zip(self.tiers).filter(|(_, tier)| *tier == 1).map(|(p, _)| p).sum();
        adopted.min(1.0)
    }
}

impl Drawn {
    /// So many draws with the certain answers and no score yet.
    fn restart(&mut self, draws: usize, yes: &[f64; 10]) {
        let certain: u8 = yes.iter().map(|chance| u8::from(*chance == 1.0)).sum();
        self.scores.clear();
        self.scores.resize(draws, 0.0);
        self.yes.clear();
        self.yes.resize(draws, certain);
        self.item6.clear();
        self.item6.resize(draws, yes[5] == 1.0);
        self.worth.resize(draws, 0.0);
        self.other.resize(draws, 0.0);
    }
}

impl Worth {
    fn fill(&self, block: u32, item6: &[bool], out: &mut [f64]) {
        match self {
            Worth::Exact(worth) => out.fill(*worth),
            Worth::Item6 { yes, no } => {
                out.iter_mut().zip(item6).for_each(|(worth, answer)| *worth = if *answer { *yes } else { *no });
            }
            Worth::Missing(stream) => {
                let mut rng = stream.block(block);
                out.fill_with(|| uniform(&mut rng));
            }
            Worth::Drawn { stream, noise, line } => {
                noise.fill(line.scale, &mut stream.block(block), out);
                out.iter_mut().for_each(|x| *x = line.worth(*x));
            }
        }
    }
}

fn uniform(rng: &mut Pcg64Mcg) -> f64 {
    StandardUniform.sample(rng)
}

/// Tier by number of YES where all ten answers are settled; that of the verdict behind a closed gate.
fn tiers(rules: &Rules, contender: &Contender) -> [u8; 11] {
    let open = Gate { answer: Answer::Y, source: GateSource::None };
    let mut tiers = [0; 11];
    for (tier, yes) in tiers.iter_mut().zip(0..) {
        let settled = Tally { yes_low: yes, yes_point: yes, yes_high: yes };
        *tier = contender.closed.map_or_else(
            || {
                let decision = decide(rules, open, open, settled);
                tier_of(decision.verdict, decision.hint)
            },
            |verdict| tier_of(verdict, None),
        );
    }
    tiers
}

/// What an indicator can be worth: of its sources those that count, or anything where none is known.
fn worths(indicator: &Indicator, contender: &Contender, seed: u64) -> Result<Vec<Worth>> {
    let mut known = Vec::new();
    for source in &indicator.sources {
        known.extend(worth(source, contender, seed)?);
        if indicator.combine == Combine::First && !known.is_empty() {
            break;
        }
    }
    if known.is_empty() {
        let id = contender.candidate.system_id.as_str();
        return Ok(vec![Worth::Missing(Stream::new(seed, &[id, "missing", &indicator.id]))]);
    }
    if known.iter().all(|worth| matches!(worth, Worth::Exact(_))) {
        let exact = known.iter().map(|w| if let Worth::Exact(v) = w { *v } else { 0.0 });
        return Ok(vec![Worth::Exact(exact.fold(0.0, f64::max))]);
    }
    Ok(known)
}

/// What a source is worth; `None` where it is not known.
fn worth(source: &Source, contender: &Contender, seed: u64) -> Result<Option<Worth>> {
    let Candidate { system_id, inputs, .. } = &contender.candidate;
    let Some(value) = inputs.get(&source.input) else {
        return Ok(open_item6(source));
    };
    let exact = || source.shape.worth(value).map(Worth::Exact);
    let (Shape::Anchors { scale, anchors }, Value::Number(number), Some(spread)) =
        (&source.shape, value, contender.spreads.get(&source.input))
    else {
        return Ok(exact());
    };
    let fault = |()| {
        let message = format!("spread {spread:?} of `{}` of system `{system_id}` has no meaning", source.input);
        Diagnostic::internal(CODE, message)
    };
    Ok(Noise::new(*number, *spread).map_err(fault)?.map_or_else(exact, |noise| {
        // One stream an input, so that two indicators which read it see the same number.
        let stream = Stream::new(seed, &[system_id, "input", &source.input]);
        Some(Worth::Drawn { stream, noise, line: Line::new(*scale, *anchors) })
    }))
}

/// Item 6 where the inputs do not settle it; the curve must know both answers.
fn open_item6(source: &Source) -> Option<Worth> {
    match &source.shape {
        Shape::Words(words) if source.input == ITEM6 => {
            let of = |answer| words.get(answer_code(answer)).copied();
            Some(Worth::Item6 { yes: of(Answer::Y)?, no: of(Answer::N)? })
        }
        _ => None,
    }
}
