//! Half-open intervals of time: united, and laid over buckets.

use crate::calendar::Micros;

/// Intervals in order, those that overlap or touch united. One of no length keeps its start.
pub(super) fn unite(intervals: &[(Micros, Micros)]) -> Vec<(Micros, Micros)> {
    let mut sorted: Vec<_> = intervals.iter().copied().filter(|(start, until)| start <= until).collect();
    sorted.sort_unstable();
    let mut united: Vec<(Micros, Micros)> = Vec::new();
    for (start, until) in sorted {
        match united.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(until),
            _ => united.push((start, until)),
        }
    }
    united
}

/// For each bucket whether any part of it lies inside of the united intervals.
pub(super) fn overlap(at: &[Micros], step: Micros, united: &[(Micros, Micros)]) -> Vec<bool> {
    let mut next = 0;
    let inside = |start: &Micros| {
        while united.get(next).is_some_and(|(_, until)| until <= start) {
            next += 1;
        }
        united.get(next).is_some_and(|(from, _)| *from < start + step)
    };
    at.iter().map(inside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_and_touching_intervals_are_one() {
        assert_eq!(unite(&[(10, 11), (5, 8), (6, 7), (8, 9), (20, 20), (30, 2)]), [(5, 9), (10, 11), (20, 20)]);
    }

    #[test]
    fn a_bucket_is_inside_with_any_part() {
        let at = [0, 5, 10, 15, 20];
        assert_eq!(overlap(&at, 5, &[(9, 10), (16, 17)]), [false, true, false, true, false]);
        assert_eq!(overlap(&at, 5, &[(3, 21)]), [true; 5]);
    }
}
