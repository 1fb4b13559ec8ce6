//! Random numbers that depend on nothing but the seed and what they are for.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;
use sha2::{Digest, Sha256};

/// A stream of random numbers. Every purpose has its own, so that no draw moves another's.
#[derive(Debug)]
pub struct Stream {
    rng: Pcg64Mcg,
}

impl Stream {
    /// The stream of a seed for one purpose, e.g. `subsidy/2026-10/requests`.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let hash = Sha256::digest(format!("{seed}/{purpose}"));
        let state = hash.iter().take(16).fold(0_u128, |state, byte| state << 8 | u128::from(*byte));
        Stream { rng: Pcg64Mcg::new(state) }
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub fn within(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.rng.next_u64() % span).unwrap_or_default()
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.within(0, 99) < percent
    }

    /// A number from `low` to `high` percent.
    pub fn percent(&mut self, low: i32, high: i32) -> f64 {
        f64::from(i32::try_from(self.within(low.into(), high.into())).unwrap_or(low)) / 100.0
    }

    /// A factor around 1, lognormal with a spread of so much.
    pub fn around_one(&mut self, spread: f64) -> f64 {
        (spread * self.normal()).exp()
    }

    /// Nearly normal, by the sum of twelve: arithmetic alone, so every machine draws the same bits.
    fn normal(&mut self) -> f64 {
        let sum: u32 = (0..3)
            .map(|_| {
                let bits = self.rng.next_u64();
                (0..4).map(|part| u32::try_from(bits >> (16 * part) & 0xffff).unwrap_or_default()).sum::<u32>()
            })
            .sum();
        (f64::from(sum) - 393_210.0) / 65_536.0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let last = i64::try_from(of.len()).unwrap_or(1) - 1;
        &of[usize::try_from(self.within(0, last)).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_its_seed_and_purpose_and_stays_within_its_bounds() {
        let draws = |seed, purpose: &str| {
            let mut stream = Stream::new(seed, purpose);
            (0..200).map(|_| stream.within(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(draws(1, "a/2026-10"), draws(1, "a/2026-10"));
        assert_ne!(draws(1, "a/2026-10"), draws(1, "a/2026-11"));
        assert_ne!(draws(1, "a/2026-10"), draws(2, "a/2026-10"));
        assert_eq!(draws(1, "a").into_iter().collect::<std::collections::BTreeSet<_>>(), (-3..=3).collect());
    }

    #[test]
    fn noise_is_around_one_with_the_spread_that_was_asked_for() {
        let mut stream = Stream::new(1, "noise");
        let logs: Vec<f64> = (0..20_000).map(|_| stream.around_one(0.15).ln()).collect();
        let mean = logs.iter().sum::<f64>() / 20_000.0;
        let spread = (logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 20_000.0).sqrt();
        assert!(mean.abs() < 0.005 && (spread - 0.15).abs() < 0.005, "{mean} {spread}");
    }

    #[test]
    fn the_first_numbers_of_a_seed_never_change() {
        let mut stream = Stream::new(1, "oracle");
        let first = [(); 4].map(|()| stream.within(0, 999_999));
        assert_eq!(first, FIRST, "another algorithm would make other agencies of old seeds");
    }

    const FIRST: [i64; 4] = [85427, 999282, 365953, 637969];
}
