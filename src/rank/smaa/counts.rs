//! Ranks of every draw, counted.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::plan::Plan;
use super::{Robust, Settings, TOP, Uncertainty};

/// Draws that are gathered at a time: as many keys as a line of the cache holds.
const TILE: usize = 16;

/// How often each system had each rank. Systems stand in the order of the point ranking.
#[derive(Debug)]
pub(super) struct Counts {
    systems: usize,
    /// Rank by rank for each system.
    ranks: Vec<AtomicU32>,
    /// Draws in which a system stood above the one after it.
    above_next: Vec<AtomicU32>,
}

impl Counts {
    pub fn new(systems: usize) -> Self {
        let zeros = |n: usize| (0..n).map(|_| AtomicU32::new(0)).collect();
        Counts { systems, ranks: zeros(systems * systems), above_next: zeros(systems) }
    }

    /// Ranks a block: `keys` of all its draws for the first system, then for the next.
    pub fn add(&self, keys: &[u32], draws: usize) {
        let mut order = vec![0; TILE * self.systems];
        let mut places = vec![0; self.systems];
        for start in (0..draws).step_by(TILE) {
            let width = TILE.min(draws - start);
            for (system, keys) in keys.chunks_exact(draws).enumerate() {
                for (draw, key) in keys[start..start + width].iter().enumerate() {
                    order[draw * self.systems + system] = packed(*key, system);
                }
            }
            for order in order.chunks_exact_mut(self.systems).take(width) {
                self.add_draw(order, &mut places);
            }
        }
    }

    fn add_draw(&self, order: &mut [u64], places: &mut [usize]) {
        order.sort_unstable();
        for (place, packed) in order.iter().enumerate() {
            let system = system_of(*packed);
            places[system] = place;
            self.ranks[system * self.systems + place].fetch_add(1, Relaxed);
        }
        for (pair, above) in places.windows(2).zip(&self.above_next) {
            if pair[0] < pair[1] {
                above.fetch_add(1, Relaxed);
            }
        }
    }

    /// The figures of every system, in the order of the point ranking.
    pub fn finish(&self, settings: Settings, plans: &[Plan]) -> Vec<Uncertainty> {
        let rows = self.ranks.chunks(self.systems.max(1)).zip(plans).enumerate();
        rows.map(|(system, (ranks, plan))| {
            let counts: Vec<u32> = ranks.iter().map(|count| count.load(Relaxed)).collect();
            let above = (system + 1 < self.systems).then(|| self.above_next[system].load(Relaxed));
            one(system, &counts, above, plan.adopt(), settings)
        })
        .collect()
    }
}

/// Sorts by key, then by place in the point ranking.
fn packed(key: u32, system: usize) -> u64 {
    u64::from(key) << 32 | system as u64
}

fn system_of(packed: u64) -> usize {
    usize::try_from(packed & u64::from(u32::MAX)).unwrap_or_default()
}

/// The figures of the system at a place of the point ranking.
fn one(place: usize, counts: &[u32], above_next: Option<u32>, p_adopt: f64, settings: Settings) -> Uncertainty {
    let draws = settings.draws;
    let share = |count: u32| f64::from(count) / f64::from(draws);
    let within = |top: usize| share(counts.iter().take(top).sum());
    let (rank_p95, p_cutoff) = (quantile(counts, draws, 95), within(settings.cutoff));
    Uncertainty {
        rank_p05: quantile(counts, draws, 5),
        rank_p50: quantile(counts, draws, 50),
        rank_p95,
        p_top10: within(10),
        p_top20: within(20),
        p_cutoff,
        p_adopt,
        p_rank: counts.get(place).map_or(0.0, |count| share(*count)),
        acceptability: counts.iter().take(TOP).map(|count| share(*count)).collect(),
        p_above_next: above_next.map(share),
        label: if rank_p95 <= settings.cutoff {
            Robust::Certain
        } else if p_cutoff >= 0.5 {
            Robust::Likely
        } else {
            Robust::Borderline
        },
    }
}

/// The smallest rank with at least so many percent of the draws at it or better; in whole numbers, for no share that
/// lies on the limit may fall to the wrong side.
fn quantile(counts: &[u32], draws: u32, percent: u64) -> usize {
    let mut sum = 0;
    let reached = counts.iter().position(|count| {
        sum += u64::from(*count);
        100 * sum >= percent * u64::from(draws)
    });
    reached.map_or(counts.len(), |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exactly on a limit is enough.
    #[test]
    fn quantiles_by_hand() {
        let of = |counts: &[u32]| [5, 50, 95].map(|percent| quantile(counts, counts.iter().sum(), percent));
        assert_eq!(of(&[5, 45, 45, 5]), [1, 2, 3]);
        assert_eq!(of(&[4, 45, 45, 6]), [2, 3, 4]);
        assert_eq!(of(&[0, 0, 7, 0]), [3, 3, 3]);
    }

    #[test]
    fn shares_by_hand() {
        let settings = Settings { draws: 200, seed: 1, cutoff: 2, threads: 1, weights_vary: true };
        let mut counts = [0; 25];
        (counts[0], counts[2], counts[9], counts[10], counts[20]) = (100, 40, 20, 30, 10);
        let found = one(2, &counts, Some(50), 0.25, settings);
        assert_eq!((found.p_cutoff, found.p_top10, found.p_top20, found.p_adopt), (0.5, 0.8, 0.95, 0.25));
        assert_eq!(found.p_rank, 0.2, "40 of 200 at the third place");
        assert_eq!((found.p_above_next, found.acceptability.len()), (Some(0.25), 20));
        assert_eq!((found.rank_p05, found.rank_p50, found.rank_p95, found.label), (1, 1, 11, Robust::Likely));
        let label = |cutoff| one(0, &counts, None, 0.0, Settings { cutoff, ..settings }).label;
        assert_eq!((label(0), label(10), label(11)), (Robust::Borderline, Robust::Likely, Robust::Certain));
    }
}
