//! How sure the ranks of a month are: what the figures say about their own spread, handed to the draws of
//! [`smaa`](crate::rank::smaa).

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::diagnostic::Result;
use crate::rank::smaa::{self, Contender, Settings, Spread, Spreads, Uncertainty};
use crate::rank::{Candidate, Inputs};

use super::indicators::WINDOW;
use super::{Figures, Portfolio};

/// Draws of a month (ranking.md §4.5).
pub const DRAWS: u32 = 10_000;

/// Inputs that are counted, with the days of their unit.
const COUNTED: [(&str, f64); 7] = [
    ("change_sr_per_30d", 30.0),
    ("policy_sr_per_30d", 30.0),
    ("releases_per_30d", 30.0),
    ("own_outages_per_30d", 30.0),
    ("own_full_outages_per_30d", 30.0),
    ("own_recovery_stops_per_12m", 365.0),
    ("over_peak_surges_per_30d", 30.0),
];

/// Shares, quantiles and minutes with the figure whose n says how many records they stand on. `elastic_saving` replays
/// all samples of the window and has no n: it is taken as it is, like the sizes of the inventory.
const ESTIMATED: [(&str, &str); 7] = [
    ("multi_component_share", "multi_component_share"),
    ("on_time_rate", "on_time_rate"),
    ("sr_lead_p85_days", "sr_lead_p85_days"),
    ("users_per_day", "users_per_day"),
    ("saturation_minutes_per_30d", "saturation_minutes_per_30d"),
    ("p95_intensity", "p95_intensity"),
    ("own_demand_weighted_unavailability", "own_outages_per_30d"),
];

impl Portfolio {
    /// How sure each rank is, in the order of the ranks. Drawn when it is first asked for.
    ///
    /// # Errors
    /// Faults of the draws.
    pub fn uncertainty(&self) -> Result<&[Uncertainty]> {
        if self.drawn.get().is_none() {
            let drawn = self.draw()?;
            // Nobody else can have filled it: the portfolio is not shared between threads.
            _ = self.drawn.set(drawn);
        }
        Ok(self.drawn.get().map_or(&[][..], Vec::as_slice))
    }

    fn draw(&self) -> Result<Vec<Uncertainty>> {
        let Some(preset) = self.presets.first() else { return Ok(Vec::new()) };
        let contenders: Vec<Contender> = self
            .ranked
            .iter()
            .filter_map(|ranked| {
                let assessment = self.assessments.get(&ranked.system_id)?;
                let inputs = self.evidence.inputs.get(&ranked.system_id).cloned().unwrap_or_default();
                let spreads = spreads(&self.figures, &ranked.system_id, &inputs);
                let rank = ranked.placements.first()?.rank;
                Some(Contender::new(rank, Candidate::new(assessment, inputs), assessment, spreads))
            })
            .collect();
        let settings = Settings {
            draws: DRAWS,
            seed: self.seed(),
            cutoff: self.cutoff,
            // The result never depends on it.
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            weights_vary: true,
        };
        smaa::uncertainty(&self.curve, preset, &self.checklist.rules, &contenders, settings)
    }

    /// The same month with the same weights and curve draws the same: another setting must not move a rank by chance.
    fn seed(&self) -> u64 {
        let preset = self.presets.first().map_or("", |p| p.id.as_str());
        let digest = Sha256::digest(format!("{};{preset};{}", self.month, self.curve.version));
        digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }
}

/// How far the figures among the inputs may be off.
fn spreads(figures: &Figures, system: &str, inputs: &Inputs) -> Spreads {
    let figure = |metric: &str| figures.get(metric, system, WINDOW);
    let counted = COUNTED.iter().filter_map(|(metric, days)| {
        let figure = figure(metric)?;
        let n = count(figure.n?);
        let exposure = figure.denominator? / days;
        (exposure > 0.0).then_some((*metric, Spread::Count { n, exposure }))
    });
    let estimated = ESTIMATED.iter().filter_map(|(metric, counts)| {
        let n = count(figure(counts)?.n?);
        (n > 0.0).then_some((*metric, Spread::LogNormal { sigma: 1.0 / n.sqrt() }))
    });
    let all: BTreeMap<_, _> = counted.chain(estimated).collect();
    all.into_iter().filter(|(name, _)| inputs.contains_key(*name)).map(|(name, s)| (name.to_string(), s)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of records lie far inside the whole numbers of f64")]
fn count(n: i64) -> f64 {
    n.max(0) as f64
}
