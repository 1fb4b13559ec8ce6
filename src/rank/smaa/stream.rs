//! Random streams: each thing that is drawn has its own, so that no draw moves another's.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// The stream of one thing: the weight of a group, or an input, a missing indicator or an answer of one system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream(u64);

impl Stream {
    /// The stream of a seed for what the parts name, e.g. a system and one of its inputs.
    pub fn new(seed: u64, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_le_bytes());
        for part in parts {
            hash.update(part.as_bytes());
            // Else ("ab", "c") were ("a", "bc").
            hash.update([0]);
        }
        Stream(hash.finalize().iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte)))
    }

    /// The random numbers of a block of draws. Every block starts anew, so that threads share nothing.
    pub fn block(self, number: u32) -> Pcg64Mcg {
        Pcg64Mcg::seed_from_u64(self.0.wrapping_add(u64::from(number)))
    }
}

#[cfg(test)]
mod tests {
    use rand_pcg::rand_core::Rng;

    use super::*;

    #[test]
    fn a_stream_is_its_seed_its_parts_and_its_block() {
        let first = |seed, parts: &[&str], block| Stream::new(seed, parts).block(block).next_u64();
        let own = first(1, &["a", "input", "kloc"], 0);
        assert_eq!(first(1, &["a", "input", "kloc"], 0), own);
        for other in [
            first(2, &["a", "input", "kloc"], 0),
            first(1, &["b", "input", "kloc"], 0),
            first(1, &["a", "missing", "kloc"], 0),
            first(1, &["ai", "nput", "kloc"], 0),
            first(1, &["a", "input", "kloc"], 1),
        ] {
            assert_ne!(other, own);
        }
    }

    #[test]
    fn the_first_numbers_of_a_seed_never_change() {
        let mut rng = Stream::new(1, &["oracle"]).block(0);
        assert_eq!(
            [rng.next_u64(), rng.next_u64()],
            [15_530_291_428_180_369_221, 8_689_514_639_698_959_354],
            "another algorithm would move published ranks"
        );
    }
}
