//! Does the ranking of a month foretell what the next months bring? Measures of it, over plain data.
//!
//! - Spearman's rank correlation, with average ranks for ties.
//! - The lift of the top: the mean outcome of the `k` systems that stand highest over the mean of all; of systems that
//!   tie for the last place each counts in part.
//!
//! Both are computed month by month over the systems whose outcome and last count are known, so that all predictors are
//! held against the same systems, and averaged over the months. A month in which predictor or outcome is the same for
//! all systems says nothing: it is left out of both and counted. Intervals are percentiles of a bootstrap over systems:
//! a resample takes a system in all its months or in none, because the months of one system resemble each other.

mod measure;
mod panel;
mod resample;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::calendar::Month;

use panel::Panel;

pub use resample::DRAWS;

/// What should be foretold: counts and minutes of a month, by the ids of their metrics.
pub const OUTCOMES: [&str; 3] = ["surge_count", "outage_minutes", "change_sr_count"];

/// Name of the predictor that is the outcome's own figure of the month.
pub const LAST_COUNT: &str = "last_count";
/// Name of the predictor that is a random order.
pub const CHANCE: &str = "chance";
/// Name of the row that holds the first predictor against the last count.
pub const DIFFERENCE: &str = "rank_minus_last_count";

/// The figures of a system in a month, in the order of [`OUTCOMES`]; `None` where unknown.
pub type Counts = [Option<f64>; 3];

/// What is needed to look back.
#[derive(Debug, Clone)]
pub struct History {
    /// Names of the predictors; the first is the rank.
    pub predictors: Vec<String>,
    /// What was known at the end of each month, in order of time.
    pub seen: Vec<Seen>,
    /// What the months brought, by month and system.
    pub brought: BTreeMap<(Month, String), Counts>,
    /// The last closed month.
    pub closed: Month,
}

/// What was known at the end of a month.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The month.
    pub month: Month,
    /// By system.
    pub systems: BTreeMap<String, Known>,
}

/// What was known of one system.
#[derive(Debug, Clone)]
pub struct Known {
    /// Values of the predictors; the greater, the higher it stands.
    pub predictors: Vec<f64>,
    /// Its figures of the month.
    pub counts: Counts,
}

/// How well one outcome was foretold over so many months.
#[derive(Debug, Clone, PartialEq)]
pub struct Foretold {
    /// One of [`OUTCOMES`].
    pub outcome: &'static str,
    /// The outcome is summed over so many months after the ranked one.
    pub horizon: u8,
    /// Ranked months that could be held against their future.
    pub months: Vec<Month>,
    /// Ranked months whose future is not closed yet.
    pub open: Vec<Month>,
    /// The predictors, [`LAST_COUNT`], [`CHANCE`], [`DIFFERENCE`].
    pub rows: Vec<Row>,
}

/// How well one predictor did.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub predictor: String,
    /// Mean of the months' Spearman correlations, −1 to 1; of [`DIFFERENCE`] the mean of their differences.
    pub spearman: Option<Estimate>,
    /// Mean of the months' lifts; likewise.
    pub lift: Option<Estimate>,
    /// Different systems in these months.
    pub systems: usize,
    /// Months that count.
    pub months: usize,
    /// Months that say nothing.
    pub left_out: usize,
}

/// A value with its 95 % interval; of [`CHANCE`] what is expected, with the band of random orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// `None` where too many resamples say nothing.
    pub interval: Option<(f64, f64)>,
}

/// What a comparison of the rank with the last count comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The interval of the difference lies above 0.
    Better,
    /// It lies below 0.
    Worse,
    /// It holds 0.
    Undecided,
    /// There is none.
    Unknown,
}

/// One of the two measures of a row.
pub type Measure = fn(&Row) -> Option<Estimate>;

impl Foretold {
    /// Whether the rank foretells better than the last count, by the interval of the difference of a measure.
    pub fn against_last_count(&self, measure: Measure) -> Comparison {
        let difference = self.rows.iter().find(|r| r.predictor == DIFFERENCE).and_then(measure);
        match difference.and_then(|d| d.interval) {
            Some((low, _)) if low > 0.0 => Comparison::Better,
            Some((_, high)) if high < 0.0 => Comparison::Worse,
            Some(_) => Comparison::Undecided,
            None => Comparison::Unknown,
        }
    }
}

/// Holds every ranked month against the months after it: by horizon, 1 to `horizon` months, and outcome. The same seed
/// gives the same numbers.
pub fn evaluate(history: &History, horizon: u8, seed: u64) -> Vec<Foretold> {
    let mut all = Vec::new();
    for horizon in 1..=horizon {
        let (months, open): (Vec<Month>, _) =
            history.seen.iter().map(|s| s.month).partition(|m| m.plus(horizon.into()) <= history.closed);
        for (at, outcome) in OUTCOMES.into_iter().enumerate() {
            let panel = Panel::new(history, at, horizon);
            let rows = panel.rows(&history.predictors, seed);
            all.push(Foretold { outcome, horizon, months: months.clone(), open: open.clone(), rows });
        }
    }
    all
}
