//! Exact 95 % limits of a count that is Poisson (Garwood 1936), for the intervals of rates of events.
//!
//! They are quantiles of the gamma distribution (half of a chi-square), which SQL lacks, so the counts that occur
//! are a table; above it `poisson_low` and `poisson_high` of `queries/prelude/` approximate (Byar), by then to six
//! digits.

use statrs::distribution::{ContinuousCDF as _, Gamma};

use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};

use super::Engine;

/// Largest count with exact limits.
pub const EXACT_TO: u32 = 1000;

/// Limits of the mean of a Poisson count, to six decimals: outside of them the count has less than 2.5 % on its side.
///
/// # Errors
/// `E0911` in theory: every shape of the distribution is at least 1.
pub fn limits(count: u32) -> Result<(f64, f64)> {
    let quantile = |shape: u32, share: f64| -> Result<f64> {
        let gamma = Gamma::new(f64::from(shape), 1.0);
        let gamma = gamma.map_err(|e| Diagnostic::internal("E0911", format!("no gamma distribution: {e}")))?;
        // Six decimals hide how a machine rounds its logarithms.
        Ok((gamma.inverse_cdf(share) * 1e6).round() / 1e6)
    };
    let low = if count == 0 { 0.0 } else { quantile(count, 0.025)? };
    Ok((low, quantile(count + 1, 0.975)?))
}

/// Creates `poisson_limits (n, low, high)`.
pub(super) fn create(engine: &Engine) -> Result<()> {
    engine.execute("create table poisson_limits (n bigint, low double, high double)")?;
    let row = |count| {
        let (low, high) = limits(count)?;
        Ok(vec![Value::Integer(count.into()), Value::Number(low), Value::Number(high)])
    };
    let rows = (0..=EXACT_TO).map(row).collect::<Result<Vec<_>>>()?;
    engine.append("poisson_limits", rows.iter().map(Vec::as_slice))
}

#[cfg(test)]
mod tests {
    use super::{EXACT_TO, limits};

    fn near(count: u32, low: f64, high: f64, within: f64) {
        let (l, h) = limits(count).expect("a count has limits");
        assert!((l - low).abs() < within && (h - high).abs() < within, "{count}: {l} to {h}");
    }

    #[test]
    fn published_limits() {
        near(0, 0.0, 3.6889, 5e-5);
        near(1, 0.02532, 5.5716, 5e-5);
        near(10, 4.7954, 18.3904, 5e-5);
        // Chi-square tables: 0.025 of 200 degrees is 162.728, 0.975 of 202 is 243.25.
        near(100, 81.364, 121.627, 5e-4);
    }

    #[test]
    fn the_approximation_above_joins_on() {
        // Byar: n (1 - 1/(9n) - z / (3 sqrt n))^3, and of n + 1 with +z.
        let (n, z) = (f64::from(EXACT_TO), 1.959_963_984_540_05);
        let byar = |n: f64, z: f64| n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3);
        near(EXACT_TO, byar(n, -z), byar(n + 1.0, z), 1e-3);
    }
}
