//! Places: tier, score, and the stated rule for ties (ranking.md §4.1, §4.4).

use std::cmp::Reverse;

use super::{Candidate, Curve, Placement, Preset, Score, score};
use crate::assess::{Hint, Verdict};

/// Tier of a verdict, 1 to 6; a conditional verdict has the tier of its verdict.
pub fn tier_of(verdict: Verdict, hint: Option<Hint>) -> u8 {
    match (verdict, hint) {
        (Verdict::Adopt, _) => 1,
        (Verdict::NeedsReview, Some(Hint::LikelyAdopt)) => 2,
        (Verdict::NeedsReview, _) => 3,
        (Verdict::Keep, _) => 4,
        (Verdict::KeepStrong, _) => 5,
        (Verdict::KeepSystem | Verdict::KeepArchitecture, _) => 6,
    }
}

/// Places of the candidates under one preset, in the order of `candidates`.
pub(super) fn place(curve: &Curve, preset: &Preset, candidates: &[Candidate]) -> Vec<Placement> {
    let scores: Vec<Score> = candidates.iter().map(|c| score(curve, preset, &c.inputs)).collect();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_cached_key(|&i| key(curve, &candidates[i], &scores[i]));

    let mut ranks = vec![0; candidates.len()];
    for (before, i) in order.into_iter().enumerate() {
        ranks[i] = before + 1;
    }
    ranks.into_iter().zip(scores).map(|(rank, score)| Placement { rank, score }).collect()
}

/// Ascending key: tier, score, unconditional first, the curve's `tie_break` groups, YES count, system id. The last
/// is unique, so ranks run from 1 to N without gap or repeat.
fn key(curve: &Curve, candidate: &Candidate, score: &Score) -> impl Ord + use<> {
    let groups: Vec<Reverse<i64>> = curve
        .tie_break
        .iter()
        // Finer than the score's rounding, since a group score is 0 to 1.
        .map(|group| Reverse(rounded(score.group(group).unwrap_or(0.0), 1e6)))
        .collect();
    (
        candidate.tier,
        Reverse(rounded(score.score, 1e4)),
        candidate.conditional,
        groups,
        Reverse(candidate.yes_point),
        candidate.system_id.clone(),
    )
}

/// Whole units of `1 / scale`, so that the last bits of a sum decide nothing.
#[expect(clippy::cast_possible_truncation, reason = "scores lie from 0 to 100, far inside i64")]
pub(super) fn rounded(x: f64, scale: f64) -> i64 {
    (x * scale).round() as i64
}
