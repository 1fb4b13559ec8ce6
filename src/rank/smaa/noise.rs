//! How far an input may be off, as numbers to draw.

use rand_distr::{Distribution, Gamma, StandardNormal};
use rand_pcg::Pcg64Mcg;

use crate::rank::Scale;

/// How far an input may be off (ranking.md §4.5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// Not at all.
    Exact,
    /// A rate that was counted: drawn as Gamma(n + ½) / exposure, whatever the value of the input, which should be
    /// n / exposure.
    Count {
        /// Events, 0 or more.
        n: f64,
        /// Above 0, in the units under the input's rate: 12 where 360 days were watched and the input is per 30 days.
        exposure: f64,
    },
    /// A rate or a median: drawn as the input times exp(σ z), z standard normal. The drawn median is the input.
    LogNormal {
        /// σ, 0 or more: 1 / √n for a figure of n records.
        sigma: f64,
    },
}

/// The distribution of a number that is not exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Noise {
    /// A count.
    Gamma(Gamma<f64>),
    /// z² · `half_scale`, which is Gamma(½): a count of nothing, for which the general way takes a power.
    Square { half_scale: f64 },
    /// `median` · exp(`sigma` z).
    LogNormal { median: f64, sigma: f64 },
}

impl Noise {
    /// How `value` varies; `Ok(None)` where it does not, `Err` where the spread has no meaning.
    pub fn new(value: f64, spread: Spread) -> Result<Option<Self>, ()> {
        match spread {
            Spread::Exact => Ok(None),
            Spread::Count { n, exposure } if exposure > 0.0 && exposure.is_finite() && n >= 0.0 && n.is_finite() => {
                let scale = 1.0 / exposure;
                let gamma = || Gamma::new(n + 0.5, scale).map(Noise::Gamma);
                let noise = if n == 0.0 { Ok(Noise::Square { half_scale: 0.5 * scale }) } else { gamma() };
                noise.map(Some).map_err(|_| ())
            }
            Spread::LogNormal { sigma } if sigma >= 0.0 && sigma.is_finite() => {
                // A factor leaves 0 where it is.
                let varies = sigma > 0.0 && value > 0.0;
                Ok(varies.then_some(Noise::LogNormal { median: value, sigma }))
            }
            Spread::Count { .. } | Spread::LogNormal { .. } => Err(()),
        }
    }

    /// Draws into `out`: the number, or its logarithm.
    pub fn fill(&self, scale: Scale, rng: &mut Pcg64Mcg, out: &mut [f64]) {
        let mut normal = || -> f64 { StandardNormal.sample(rng) };
        match (*self, scale) {
            // The logarithm of a lognormal number needs neither exponential nor logarithm.
            (Noise::LogNormal { median, sigma }, Scale::Log) => {
                let centre = median.ln();
                out.fill_with(|| centre + sigma * normal());
                return;
            }
            (Noise::LogNormal { median, sigma }, Scale::Linear) => out.fill_with(|| median * (sigma * normal()).exp()),
            (Noise::Square { half_scale }, _) => out.fill_with(|| half_scale * normal().powi(2)),
            (Noise::Gamma(gamma), _) => out.fill_with(|| gamma.sample(rng)),
        }
        if scale == Scale::Log {
            out.iter_mut().for_each(|x| *x = x.ln());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::smaa::stream::Stream;

    const DRAWS: usize = 200_000;
    const N: f64 = 200_000.0;

    fn moments(numbers: &[f64]) -> (f64, f64) {
        let mean = numbers.iter().sum::<f64>() / N;
        (mean, numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / N)
    }

    fn drawn(value: f64, spread: Spread, scale: Scale) -> Vec<f64> {
        let mut out = vec![0.0; DRAWS];
        let noise = Noise::new(value, spread).unwrap().unwrap();
        noise.fill(scale, &mut Stream::new(1, &["moments"]).block(0), &mut out);
        out
    }

    /// Within four standard errors: of a mean √(v / N), of a variance v √((k - 1) / N) with the kurtosis k.
    fn agrees(numbers: &[f64], mean: f64, variance: f64, kurtosis: f64) {
        let (found_mean, found_variance) = moments(numbers);
        assert!((found_mean - mean).abs() < 4.0 * (variance / N).sqrt(), "mean {found_mean}, expected {mean}");
        let error = variance * ((kurtosis - 1.0) / N).sqrt();
        assert!((found_variance - variance).abs() < 4.0 * error, "variance {found_variance}, expected {variance}");
    }

    /// Gamma(k)/e: mean k/e, variance k/e², kurtosis 3 + 6/k; k = n + ½, and n = 0 is drawn in another way.
    #[test]
    fn counts_have_the_moments_of_their_gamma() {
        for (n, exposure) in [(0.0, 12.0), (1.0, 12.0), (0.5, 2.0), (40.0, 6.0)] {
            let numbers = drawn(n / exposure, Spread::Count { n, exposure }, Scale::Linear);
            let k = n + 0.5;
            agrees(&numbers, k / exposure, k / (exposure * exposure), 3.0 + 6.0 / k);
            assert!(numbers.iter().all(|x| *x >= 0.0));
        }
    }

    /// The logarithm is normal around that of the input: mean ln x, variance σ², kurtosis 3.
    #[test]
    fn rates_are_lognormal_around_the_input_on_both_scales() {
        for (value, sigma) in [(30.0_f64, 0.1), (0.004, 0.5), (50_000.0, 1.0)] {
            let spread = Spread::LogNormal { sigma };
            let logs: Vec<f64> = drawn(value, spread, Scale::Linear).into_iter().map(f64::ln).collect();
            agrees(&logs, value.ln(), sigma * sigma, 3.0);
            let directly = drawn(value, spread, Scale::Log);
            assert!(logs.iter().zip(&directly).all(|(a, b)| (a - b).abs() < 1e-12), "the same numbers, on their scale");
        }
    }

    #[test]
    fn a_count_on_a_logarithm_is_the_logarithm_of_the_count() {
        let spread = Spread::Count { n: 3.0, exposure: 2.0 };
        let logs: Vec<f64> = drawn(1.5, spread, Scale::Linear).into_iter().map(f64::ln).collect();
        assert_eq!(drawn(1.5, spread, Scale::Log), logs);
    }

    #[test]
    fn what_cannot_vary_is_exact() {
        for spread in [Spread::Exact, Spread::LogNormal { sigma: 0.0 }] {
            assert_eq!(Noise::new(3.0, spread), Ok(None));
        }
        assert_eq!(Noise::new(0.0, Spread::LogNormal { sigma: 0.3 }), Ok(None), "a factor leaves 0 where it is");
    }
}
