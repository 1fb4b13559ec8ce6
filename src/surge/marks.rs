//! Which buckets are hot: unexpected (U) or over the daily peak (P) (metrics.md 3.7).
//!
//! Decided here: a bucket is judged if its load is valid, its month has a typical daily peak above 0, and it does not
//! begin inside of an outage; the one in which an outage begins is judged. Planned windows are judged as well: they
//! are excluded from baselines only. Where the slot has no baseline, only P can be told.

use crate::calendar::Micros;

use super::baseline::Bases;
use super::daily_peak::Peak;
use super::months::LONGEST_BUCKET;
use super::timeline::Timeline;
use super::{BaselineRules, Rules, SegmentRules};

/// What is found of one bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) judged: bool,
    pub(super) unexpected: bool,
    pub(super) over_peak: bool,
}

impl Mark {
    pub(super) fn is_hot(self) -> bool {
        self.unexpected || self.over_peak
    }
}

/// What a bucket is judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    /// Typical daily peak, above 0.
    pub(super) typical: f64,
    /// Median and spread of its slot.
    pub(super) slot: Option<(f64, f64)>,
}

/// The measures of all buckets.
pub(super) struct Judge<'a> {
    pub(super) timeline: &'a Timeline<'a>,
    pub(super) bases: &'a Bases,
    pub(super) peaks: &'a [Peak],
    pub(super) rules: &'a Rules,
}

impl Judge<'_> {
    /// The measure of a bucket; `None` where nothing can be told.
    pub(super) fn measure(&self, bucket: usize) -> Option<Measure> {
        let (index, basis) = self.bases.of(bucket)?;
        let typical = self.peaks.get(index)?.typical.filter(|typical| *typical > 0.0)?;
        let rules: &BaselineRules = &self.rules.baseline;
        Some(Measure { typical, slot: basis.slot(self.timeline.slot[bucket], Some(typical), rules) })
    }

    /// The marks of all buckets.
    pub(super) fn marks(&self) -> Vec<Mark> {
        let mut marks = vec![Mark::default(); self.timeline.at.len()];
        if self.timeline.load.bucket_minutes > LONGEST_BUCKET {
            return marks;
        }
        let mut outages = self.timeline.outages.iter().peekable();
        for (bucket, mark) in marks.iter_mut().enumerate() {
            let at: Micros = self.timeline.at[bucket];
            while outages.next_if(|(_, until)| *until <= at).is_some() {}
            if outages.peek().is_some_and(|(start, _)| *start < at) {
                continue;
            }
            if let Some((x, measure)) = self.timeline.x(bucket).zip(self.measure(bucket)) {
                *mark = judge(x, measure, &self.rules.segment);
            }
        }
        marks
    }
}

/// Judges one value.
pub(super) fn judge(x: f64, measure: Measure, rules: &SegmentRules) -> Mark {
    let unexpected = measure.slot.is_some_and(|(median, spread)| {
        x >= rules.unexpected_ratio * median
            && x - median >= rules.unexpected_spreads * spread
            && x >= rules.unexpected_floor_ratio * measure.typical
    });
    Mark { judged: true, unexpected, over_peak: x >= rules.over_peak_ratio * measure.typical }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unexpected and over-peak, of a load against the baseline, spread and typical daily peak.
    fn flags(x: f64, slot: Option<(f64, f64)>, typical: f64) -> (bool, bool) {
        let mark = judge(x, Measure { typical, slot }, &SegmentRules::default());
        (mark.unexpected, mark.over_peak)
    }

    #[test]
    fn each_condition_is_met_at_its_number_and_not_below() {
        // B 100, S 10, D 200: 1.5 B = 150 = B + 5 S, 0.5 D = 100; 1.5 D = 300.
        assert_eq!(flags(150.0, Some((100.0, 10.0)), 200.0), (true, false));
        assert_eq!(flags(149.9, Some((100.0, 10.0)), 200.0), (false, false));
        // A wide spread: B + 5 S = 200.
        assert_eq!(flags(199.0, Some((100.0, 20.0)), 200.0), (false, false));
        assert_eq!(flags(200.0, Some((100.0, 20.0)), 200.0), (true, false));
        // A quiet hour: 0.5 D = 100 is more than 1.5 B.
        assert_eq!(flags(99.0, Some((20.0, 2.0)), 200.0), (false, false));
        assert_eq!(flags(100.0, Some((20.0, 2.0)), 200.0), (true, false));
        // Over-peak though the hour is used to much.
        assert_eq!(flags(300.0, Some((250.0, 25.0)), 200.0), (false, true));
        assert_eq!(flags(299.0, Some((250.0, 25.0)), 200.0), (false, false));
        // No baseline of the slot.
        assert_eq!(flags(300.0, None, 200.0), (false, true));
    }
}
