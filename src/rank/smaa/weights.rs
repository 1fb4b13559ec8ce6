//! The weights of a draw: Dirichlet over the groups, fixed shares inside them.

use rand_distr::{Distribution, Gamma};

use super::stream::Stream;
use super::{CODE, Settings};
use crate::diagnostic::{Diagnostic, Result};
use crate::rank::{Curve, Indicator, Preset};

/// Sum of the Dirichlet's parameters (ranking.md §4.5): a group of weight w has the relative standard deviation
/// √((1 − w) / (41 w)), 27 % at .25 and 68 % at .05.
const CONCENTRATION: f64 = 40.0;

/// The groups and indicators that weigh something.
#[derive(Debug)]
pub(super) struct Weights {
    groups: Vec<Group>,
    /// By indicator of the curve: place of its group, and its share of the group's weight.
    shares: Vec<Option<(usize, f64)>>,
    vary: bool,
}

#[derive(Debug)]
struct Group {
    weight: f64,
    gamma: Gamma<f64>,
    stream: Stream,
}

impl Weights {
    pub fn new(curve: &Curve, preset: &Preset, settings: Settings) -> Result<Self> {
        let mut groups = Vec::new();
        let mut shares = vec![None; curve.indicators.len()];
        for group in &curve.groups {
            let own = |i: &Indicator| if i.group == group.id { preset.weight(&i.id) } else { 0.0 };
            let weight: f64 = curve.indicators.iter().map(own).sum();
            if weight <= 0.0 {
                continue;
            }
            for (share, indicator) in shares.iter_mut().zip(&curve.indicators) {
                *share = share.or((own(indicator) > 0.0).then(|| (groups.len(), own(indicator) / weight)));
            }
            let gamma = Gamma::new(CONCENTRATION * weight, 1.0)
                .map_err(|e| Diagnostic::internal(CODE, format!("weight of group `{}`: {e}", group.id)))?;
            groups.push(Group { weight, gamma, stream: Stream::new(settings.seed, &["weight", &group.id]) });
        }
        Ok(Weights { groups, shares, vary: settings.weights_vary })
    }

    /// Number of groups that weigh something.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The indicators that weigh something, each with the place of its group and its share of the group's weight.
    pub fn indicators<'a>(&self, curve: &'a Curve) -> impl Iterator<Item = (&'a Indicator, usize, f64)> {
        let shares = self.shares.iter().copied();
        curve.indicators.iter().zip(shares).filter_map(|(indicator, share)| share.map(|(g, s)| (indicator, g, s)))
    }

    /// For each group its weight in every draw of a block; they sum to 1 in each.
    pub fn block(&self, number: u32, draws: usize) -> Vec<Vec<f64>> {
        if !self.vary {
            return self.groups.iter().map(|g| vec![g.weight; draws]).collect();
        }
        let mut drawn: Vec<Vec<f64>> = self
            .groups
            .iter()
            .map(|g| {
                let mut rng = g.stream.block(number);
                (0..draws).map(|_| g.gamma.sample(&mut rng)).collect()
            })
            .collect();
        for draw in 0..draws {
            let sum: f64 = drawn.iter().map(|g| g[draw]).sum();
            drawn.iter_mut().for_each(|g| g[draw] /= sum);
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::smaa::tests::{balanced, curve, settings};

    const DRAWS: usize = 100_000;
    const N: f64 = 100_000.0;

    /// ranking.md §4.5: relative sd 27 % at w = .25, 31 % at .20, 37 % at .15, 68 % at .05, around the preset's weight.
    #[test]
    fn weights_vary_around_the_preset_as_published() {
        let weights = Weights::new(&curve(), &balanced(), settings()).unwrap();
        let drawn = weights.block(0, DRAWS);
        let published = [(0.20, 31.0), (0.15, 37.0), (0.25, 27.0), (0.20, 31.0), (0.15, 37.0), (0.05, 68.0)];
        for (group, (weight, percent)) in drawn.iter().zip(published) {
            let mean = group.iter().sum::<f64>() / N;
            let sd = (group.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / N).sqrt();
            let exact = (weight * (1.0 - weight) / 41.0_f64).sqrt();
            assert!((mean - weight).abs() < 4.0 * exact / N.sqrt(), "mean {mean} of {weight}");
            // The relative error of a standard deviation is √((k - 1) / 4N); the kurtosis k stays below 6 here.
            assert!((sd / exact - 1.0).abs() < 4.0 * (5.0 / (4.0 * N)).sqrt(), "sd {sd} of {exact}");
            assert!((100.0 * exact / weight - percent).abs() < 0.5, "{} %", 100.0 * exact / weight);
        }
        for draw in 0..DRAWS {
            assert!((drawn.iter().map(|g| g[draw]).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn fixed_weights_are_those_of_the_preset() {
        let weights = Weights::new(&curve(), &balanced(), Settings { weights_vary: false, ..settings() }).unwrap();
        for (group, weight) in weights.block(3, 2).iter().zip([0.20, 0.15, 0.25, 0.20, 0.15, 0.05]) {
            assert!(group.iter().all(|w| (w - weight).abs() < 1e-12));
        }
        let shares: f64 = weights.indicators(&curve()).map(|(_, _, share)| share).sum();
        assert!((shares - 6.0).abs() < 1e-12, "1 in each group");
    }
}
