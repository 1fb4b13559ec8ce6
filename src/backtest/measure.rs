//! Spearman's rank correlation and the lift of the top, where every thing counts as often as its weight says. A
//! resample is nothing but other weights, so that nothing is sorted again.

/// Places of the top, where there are [`ENOUGH`] things or more.
const TOP: f64 = 10.0;
/// Of fewer things than this the top is a fifth.
const ENOUGH: f64 = 50.0;

/// Both measures of one predictor in one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// −1 to 1.
    pub spearman: f64,
    /// 1 where the top is like all.
    pub lift: f64,
}

/// Things from the smallest value to the largest, equal ones together.
#[derive(Debug, Clone)]
pub struct Order {
    at: Vec<usize>,
    ends: Vec<usize>,
}

impl Order {
    /// The order of values.
    pub fn of(values: &[f64]) -> Self {
        let mut at: Vec<usize> = (0..values.len()).collect();
        at.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ends: Vec<usize> = Vec::new();
        for equal in at.chunk_by(|a, b| values[*a] == values[*b]) {
            ends.push(ends.last().copied().unwrap_or_default() + equal.len());
        }
        Order { at, ends }
    }

    /// Things in a given order, no two equal.
    pub fn strict(at: Vec<usize>) -> Self {
        Order { ends: (1..=at.len()).collect(), at }
    }

    fn groups(&self) -> impl DoubleEndedIterator<Item = &[usize]> {
        let from = |group: usize| if group == 0 { 0 } else { self.ends[group - 1] };
        (0..self.ends.len()).map(move |group| &self.at[from(group)..self.ends[group]])
    }

    /// Ranks from 1 on, the average of their places for equal things.
    pub fn ranks(&self, weights: &[f64]) -> Vec<f64> {
        let mut ranks = vec![0.0; self.at.len()];
        let mut below = 0.0;
        for group in self.groups() {
            let weight: f64 = group.iter().map(|i| weights[*i]).sum();
            group.iter().for_each(|i| ranks[*i] = below + (weight + 1.0) / 2.0);
            below += weight;
        }
        ranks
    }
}

/// Both measures; `None` where either side is the same for all. `outcome_ranks` are those of the same weights.
pub fn pair(predictor: &Order, outcome: &[f64], outcome_ranks: &[f64], weights: &[f64]) -> Option<Pair> {
    let spearman = correlation(&predictor.ranks(weights), outcome_ranks, weights)?;
    Some(Pair { spearman, lift: lift(predictor, outcome, weights)? })
}

/// Pearson's correlation of ranks. Ranks are halves of whole numbers, so that the sums are exact.
fn correlation(x: &[f64], y: &[f64], weights: &[f64]) -> Option<f64> {
    let middle = (weights.iter().sum::<f64>() + 1.0) / 2.0;
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for ((x, y), weight) in x.iter().zip(y).zip(weights) {
        let (x, y) = (x - middle, y - middle);
        xx += weight * x * x;
        yy += weight * y * y;
        xy += weight * x * y;
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

/// Mean outcome of the top over the mean of all; `None` where that is 0.
fn lift(predictor: &Order, outcome: &[f64], weights: &[f64]) -> Option<f64> {
    let sums = |things: &[usize]| {
        things.iter().fold((0.0, 0.0), |(n, sum), i| (n + weights[*i], sum + weights[*i] * outcome[*i]))
    };
    let (n, of_all) = sums(&predictor.at);
    let top = top(n);
    let (mut places, mut of_top) = (top, 0.0);
    for group in predictor.groups().rev() {
        let (n, sum) = sums(group);
        let taken = n.min(places);
        if taken > 0.0 {
            of_top += sum * taken / n;
            places -= taken;
        }
    }
    (of_all > 0.0).then(|| (of_top / top) / (of_all / n))
}

/// Places of the top among so many things: ten, or a fifth (rounded, at least one) of fewer than fifty.
fn top(n: f64) -> f64 {
    if n < ENOUGH { (n / 5.0).round().max(1.0) } else { TOP }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONCE: [f64; 6] = [1.0; 6];

    fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
        let weights = vec![1.0; x.len()];
        correlation(&Order::of(x).ranks(&weights), &Order::of(y).ranks(&weights), &weights)
    }

    #[test]
    fn ties_share_the_average_of_their_places() {
        assert_eq!(Order::of(&[7.0, 3.0, 7.0, 1.0, 7.0, 3.0]).ranks(&ONCE), [5.0, 2.5, 5.0, 1.0, 5.0, 2.5]);
    }

    /// x 1, 2, 2, 4 has ranks 1, 2.5, 2.5, 4; y 10, 30, 20, 20 has 1, 4, 2.5, 2.5. From their middle 2.5 they are
    /// −1.5, 0, 0, 1.5 and −1.5, 1.5, 0, 0: products 2.25, squares 4.5 and 4.5, so 2.25 / 4.5.
    #[test]
    fn a_correlation_with_ties_by_hand() {
        assert_eq!(spearman(&[1.0, 2.0, 2.0, 4.0], &[10.0, 30.0, 20.0, 20.0]), Some(0.5));
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[5.0, 5.0, 5.0]), None);
        assert_eq!(spearman(&[0.0, -0.0, 0.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(spearman(&[], &[]), None);
    }

    /// No ties: 1 − 6·Σd²/(n·(n²−1)); ranks 1 2 3 4 5 against 2 1 4 3 5 have Σd² = 4, so 1 − 24/120.
    #[test]
    fn a_correlation_without_ties_is_the_formula_of_differences() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[20.0, 10.0, 40.0, 30.0, 50.0]), Some(0.8));
    }

    #[test]
    fn a_weight_counts_like_so_many_copies() {
        let (x, y, weights) = ([3.0, 1.0, 2.0, 2.0], [4.0, 1.0, 2.0, 9.0], [2.0, 0.0, 3.0, 1.0]);
        let copies = |of: &[f64]| -> Vec<f64> { [0, 0, 2, 2, 2, 3].map(|i: usize| of[i]).to_vec() };
        let ranks = |of: &[f64]| Order::of(of).ranks(&weights);
        let weighted = correlation(&ranks(&x), &ranks(&y), &weights);
        assert_eq!(weighted, spearman(&copies(&x), &copies(&y)));
        assert!(weighted.is_some_and(|rho| rho > -1.0 && rho < 1.0));
        assert_eq!(lift(&Order::of(&x), &y, &weights), lift(&Order::of(&copies(&x)), &copies(&y), &ONCE));
    }

    /// Ten things, so two places. One is clear (outcome 9), for the other two tie (4 and 2): (9 + 3) / 2 = 6 over the
    /// mean of all, (9 + 4 + 2 + 5) / 10 = 2.
    #[test]
    fn a_lift_by_hand() {
        let predictor = [9.0, 8.0, 8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        let outcome = [9.0, 4.0, 2.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(lift(&Order::of(&predictor), &outcome, &[1.0; 10]), Some(3.0));
        assert_eq!(lift(&Order::of(&predictor), &[0.0; 10], &[1.0; 10]), None);
        assert_eq!(lift(&Order::of(&[1.0; 10]), &outcome, &[1.0; 10]), Some(1.0));
    }

    #[test]
    fn the_top_is_ten_or_a_fifth() {
        assert_eq!([1.0, 7.0, 8.0, 24.0, 49.0, 50.0, 1500.0].map(top), [1.0, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]);
    }
}
