//! The ranked months of one outcome and one horizon, and the measures over them.

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::random::Stream;

use super::measure::{Order, Pair, pair};
use super::resample::{DRAWS, drawn, interval, shuffled};
use super::{CHANCE, DIFFERENCE, Estimate, History, LAST_COUNT, Row, Seen};

/// Systems of several months with what was known of them and what came.
pub struct Panel {
    /// Different systems.
    systems: usize,
    months: Vec<Slice>,
}

/// One ranked month.
struct Slice {
    /// Numbers of its systems in the panel, in order.
    who: Vec<usize>,
    /// What came, by system.
    outcome: Vec<f64>,
    outcome_order: Order,
    /// By predictor; the last is the last count.
    predictors: Vec<Order>,
}

/// A measure over all months.
#[derive(Debug, Clone, Default)]
struct Pooled {
    sum: Option<Pair>,
    /// Numbers of the months that say something.
    months: Vec<usize>,
}

impl Panel {
    /// The months whose future is closed; in each the systems whose outcome and last count are known.
    pub fn new(history: &History, outcome: usize, horizon: u8) -> Self {
        let closed = history.seen.iter().filter(|s| s.month.plus(horizon.into()) <= history.closed);
        let cases: Vec<_> = closed.map(|seen| cases(history, seen, outcome, horizon)).collect();
        let ids: BTreeSet<&str> = cases.iter().flat_map(|c| c.iter().map(|(id, ..)| *id)).collect();
        let numbers: BTreeMap<&str, usize> = ids.into_iter().zip(0..).collect();
        let months = cases.iter().map(|cases| {
            let outcome: Vec<f64> = cases.iter().map(|(.., outcome)| *outcome).collect();
            let order = |at: usize| Order::of(&cases.iter().map(|(_, values, _)| values[at]).collect::<Vec<_>>());
            Slice {
                who: cases.iter().filter_map(|(id, ..)| numbers.get(id).copied()).collect(),
                outcome_order: Order::of(&outcome),
                outcome,
                predictors: (0..=history.predictors.len()).map(order).collect(),
            }
        });
        Panel { systems: numbers.len(), months: months.collect() }
    }

    /// One row for each predictor, then for the last count, chance, and the first predictor less the last count.
    pub fn rows(&self, predictors: &[String], seed: u64) -> Vec<Row> {
        let measured = self.pooled(&vec![1.0; self.systems], Slice::measured);
        let mut stream = Stream::new(seed, "backtest/resamples");
        let draws: Vec<_> =
            (0..DRAWS).map(|_| self.pooled(&drawn(&mut stream, self.systems), Slice::measured)).collect();
        let names = predictors.iter().map(String::as_str).chain([LAST_COUNT, DIFFERENCE]);
        let row = |(at, name): (usize, &str)| {
            let pooled = measured.get(at).cloned().unwrap_or_default();
            let draws: Vec<Pair> = draws.iter().filter_map(|d| d.get(at)?.mean()).collect();
            self.row(name, &pooled, pooled.mean(), &draws)
        };
        let mut rows: Vec<Row> = names.enumerate().map(row).collect();
        rows.insert(predictors.len() + 1, self.chance(seed));
        rows
    }

    /// A random order is expected to foretell nothing. Its band is that of orders that stay the same in all months, for
    /// a ranking hardly moves from one month to the next.
    fn chance(&self, seed: u64) -> Row {
        let mut stream = Stream::new(seed, "backtest/orders");
        let all = vec![1.0; self.systems];
        let orders = (0..DRAWS).map(|_| shuffled(&mut stream, self.systems));
        let draws: Vec<_> = orders.map(|o| self.pooled(&all, |slice, weights| slice.ordered(weights, &o))).collect();
        let months = draws.first().and_then(|d| d.first()).cloned().unwrap_or_default();
        let draws: Vec<Pair> = draws.iter().filter_map(|d| d.first()?.mean()).collect();
        self.row(CHANCE, &months, months.sum.map(|_| Pair { spearman: 0.0, lift: 1.0 }), &draws)
    }

    fn row(&self, predictor: &str, pooled: &Pooled, value: Option<Pair>, draws: &[Pair]) -> Row {
        let systems: BTreeSet<usize> = pooled.months.iter().flat_map(|at| self.months[*at].who.clone()).collect();
        let estimate = |of: fn(&Pair) -> f64| {
            value.map(|value| Estimate { value: of(&value), interval: interval(draws.iter().map(of).collect()) })
        };
        Row {
            predictor: predictor.into(),
            spearman: estimate(|p| p.spearman),
            lift: estimate(|p| p.lift),
            systems: systems.len(),
            months: pooled.months.len(),
            left_out: self.months.len() - pooled.months.len(),
        }
    }

    /// What `measure` gives of every month, summed over those that say something.
    fn pooled(&self, weights: &[f64], measure: impl Fn(&Slice, &[f64]) -> Vec<Option<Pair>>) -> Vec<Pooled> {
        let mut all: Vec<Pooled> = Vec::new();
        for (month, slice) in self.months.iter().enumerate() {
            let of_month: Vec<f64> = slice.who.iter().map(|system| weights[*system]).collect();
            let pairs = measure(slice, &of_month);
            all.resize(pairs.len(), Pooled::default());
            for (pooled, pair) in all.iter_mut().zip(pairs) {
                pooled.add(month, pair);
            }
        }
        all
    }
}

impl Slice {
    /// Every predictor, and the first less the last where both say something.
    fn measured(&self, weights: &[f64]) -> Vec<Option<Pair>> {
        let ranks = self.outcome_order.ranks(weights);
        let mut pairs: Vec<_> = self.predictors.iter().map(|p| pair(p, &self.outcome, &ranks, weights)).collect();
        let ends = pairs.first().copied().flatten().zip(pairs.last().copied().flatten());
        pairs.push(ends.map(|(rank, count)| rank.plus(count, -1.0)));
        pairs
    }

    /// A given order of all systems of the panel.
    fn ordered(&self, weights: &[f64], order: &[usize]) -> Vec<Option<Pair>> {
        let mut here = vec![None; order.len()];
        self.who.iter().enumerate().for_each(|(at, system)| here[*system] = Some(at));
        let order = Order::strict(order.iter().filter_map(|system| here[*system]).collect());
        vec![pair(&order, &self.outcome, &self.outcome_order.ranks(weights), weights)]
    }
}

impl Pair {
    fn plus(self, other: Pair, times: f64) -> Pair {
        Pair { spearman: self.spearman + times * other.spearman, lift: self.lift + times * other.lift }
    }
}

impl Pooled {
    fn add(&mut self, month: usize, pair: Option<Pair>) {
        let Some(pair) = pair else { return };
        self.sum = Some(self.sum.map_or(pair, |sum| sum.plus(pair, 1.0)));
        self.months.push(month);
    }

    fn mean(&self) -> Option<Pair> {
        let months = f64::from(u32::try_from(self.months.len()).unwrap_or(u32::MAX));
        self.sum.map(|sum| Pair { spearman: sum.spearman / months, lift: sum.lift / months })
    }
}

/// System, predictors with the last count, and what the months after brought.
fn cases<'h>(history: &'h History, seen: &'h Seen, outcome: usize, horizon: u8) -> Vec<(&'h str, Vec<f64>, f64)> {
    let case = |(id, known): (&'h String, &'h super::Known)| {
        let brought = |later: u8| history.brought.get(&(seen.month.plus(later.into()), id.clone()))?[outcome];
        let came = (1..=horizon).map(brought).sum::<Option<f64>>()?;
        let last = known.counts[outcome]?;
        Some((id.as_str(), known.predictors.iter().copied().chain([last]).collect(), came))
    };
    seen.systems.iter().filter_map(case).collect()
}
