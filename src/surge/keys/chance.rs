//! The chance of a regularity.

/// P(X ≥ hits) of a binomial X of n trials with probability p: a plain sum from the largest term that counts.
///
/// Sums and products only, no logarithm: every machine gives the same bits. What is below 1e-308 is 0.
pub(super) fn binomial_tail(n: u32, hits: u32, p: f64) -> f64 {
    if hits == 0 {
        return 1.0;
    }
    if hits > n || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    let q = 1.0 - p;
    // The term of `hits`: C(n, hits) p^hits q^(n - hits), one factor of each at a time so that none grows too large.
    let mut term = (1..=hits).fold(1.0, |term, k| term * f64::from(n - hits + k) / f64::from(k) * p);
    term = (hits..n).fold(term, |term, _| term * q);
    let mut sum = term;
    for k in hits..n {
        term *= f64::from(n - k) / f64::from(k + 1) * (p / q);
        sum += term;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::binomial_tail;

    fn near(n: u32, hits: u32, p: f64, expected: f64) {
        let found = binomial_tail(n, hits, p);
        assert!((found - expected).abs() <= 1e-12 * expected.max(1e-300), "{n} {hits} {p}: {found}");
    }

    #[test]
    fn sums_by_hand() {
        // Four coins: 4 + 1 of 16 show at least three heads.
        near(4, 3, 0.5, 5.0 / 16.0);
        // 5 · 0.2^4 · 0.8 + 0.2^5 = 0.0064 + 0.00032.
        near(5, 4, 0.2, 0.00672);
        near(3, 3, 0.01, 1e-6);
        // 1 − 0.9^10.
        near(10, 1, 0.1, 0.651_321_559_9);
    }

    #[test]
    fn the_ends() {
        near(7, 0, 0.3, 1.0);
        near(7, 3, 0.0, 0.0);
        near(7, 3, 1.0, 1.0);
        near(2, 3, 0.5, 0.0);
        assert_eq!(binomial_tail(400, 400, 1e-3), 0.0, "too small for a double");
    }
}
