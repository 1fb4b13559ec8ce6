//! Random resamples and orders, and the interval that they give.

use crate::generate::random::Stream;

/// Resamples of the bootstrap, and random orders of the band of chance.
pub const DRAWS: usize = 1_000;

/// So many of the draws must say something for an interval: else it would be one of the telling draws alone.
const TELLING: usize = 950;

/// How often each of `n` things is drawn, where `n` are drawn and put back.
pub fn drawn(stream: &mut Stream, n: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n];
    for _ in 0..n {
        weights[below(stream, n)] += 1.0;
    }
    weights
}

/// The numbers below `n` in a random order, each order equally likely (Fisher and Yates).
pub fn shuffled(stream: &mut Stream, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, below(stream, last + 1));
    }
    order
}

fn below(stream: &mut Stream, n: usize) -> usize {
    let last = i64::try_from(n).unwrap_or(i64::MAX) - 1;
    usize::try_from(stream.within(0, last)).unwrap_or_default()
}

/// The range of the middle 95 % of the draws that say something.
pub fn interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    if values.len() < TELLING {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let cut = values.len() / 40;
    Some((values[cut], values[values.len() - 1 - cut]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_leaves_a_fortieth_out_on_either_side() {
        let values: Vec<f64> = (0..1_000_u32).rev().map(f64::from).collect();
        assert_eq!(interval(values), Some((25.0, 974.0)));
        assert_eq!(interval(vec![0.3; 950]), Some((0.3, 0.3)));
        assert_eq!(interval(vec![0.3; 949]), None);
    }

    #[test]
    fn resamples_have_n_things_and_orders_have_each_thing_once() {
        let mut stream = Stream::new(1, "test");
        let mut often = [0.0; 4];
        let mut first = [0; 4];
        for _ in 0..4_000 {
            let weights = drawn(&mut stream, 4);
            assert_eq!(weights.iter().sum::<f64>(), 4.0);
            often.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
            let mut order = shuffled(&mut stream, 4);
            first[order[0]] += 1;
            order.sort_unstable();
            assert_eq!(order, [0, 1, 2, 3]);
        }
        // Each is expected 4,000 times with a standard deviation of 55, and first 1,000 times with one of 27.
        assert!(often.iter().all(|n| (n - 4_000.0).abs() < 220.0), "{often:?}");
        assert!(first.iter().all(|n| (n - 1_000_i32).abs() < 110), "{first:?}");
    }
}
