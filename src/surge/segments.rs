//! Surges: flagged buckets, united to segments (metrics.md 3.7).
//!
//! Decided here, where the specification is silent:
//! - A segment is open until 15 minutes after its last flagged bucket. What begins while it is open cuts it off: an
//!   outage, or more than 15 minutes without a valid bucket. An outage comes before a gap.
//! - The end of the series counts as a gap if `as_of` lies more than 15 minutes later.
//! - The peak is one of the flagged buckets; excess and saturated minutes are of all buckets from start to end.

use std::ops::Range;

use crate::calendar::Micros;

use super::civil::MINUTE;
use super::marks::{Judge, Mark};
use super::timeline::{Timeline, float};
use super::{Baseline, MonthLoad, SegmentRules};

/// What cut a surge off; its intensity is then a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncated {
    /// More than 15 minutes without a valid bucket.
    Gap,
    /// An outage began.
    Outage,
}

impl Truncated {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Truncated::Gap => "gap",
            Truncated::Outage => "outage",
        }
    }
}

/// One surge.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Start of its first flagged bucket.
    pub start: Micros,
    /// End of its last flagged bucket.
    pub end: Micros,
    /// Name of the month that holds its start.
    pub month: String,
    /// Minutes of its flagged buckets.
    pub flagged_minutes: i64,
    /// Highest load of its flagged buckets.
    pub peak: f64,
    /// Bucket of the peak; the first, if several.
    pub peak_at: Micros,
    /// Peak over the typical daily peak of the month of `peak_at`.
    pub i_d: f64,
    /// Peak over the baseline of its slot; unknown where that is unknown or 0.
    pub i_b: Option<f64>,
    /// Load above the baseline, Σ (x − B)⁺ · minutes, over all valid buckets from start to end with a baseline.
    pub excess: f64,
    /// Whether any bucket of it is unexpected (U).
    pub unexpected: bool,
    /// Whether any bucket of it is over the daily peak (P).
    pub over_peak: bool,
    /// What cut it off.
    pub truncated: Option<Truncated>,
    /// Baseline of its month.
    pub baseline: Baseline,
    /// Whether its month is ranked.
    pub ranked: bool,
    /// Minutes of its buckets, from start to end, that lie in saturation runs.
    pub saturated_minutes: i64,
    /// Index of the regularity it follows in `Analysis::keys`; `None` is irregular.
    pub key: Option<usize>,
    /// Length of the buckets it was found on.
    pub bucket_minutes: i64,
}

/// The flagged buckets of one segment.
struct Draft {
    buckets: Range<usize>,
    flagged: Vec<usize>,
}

/// Segments of one system, ascending; their keys are not known yet.
pub(super) fn find(judge: &Judge, marks: &[Mark], months: &[MonthLoad], saturated: &[bool]) -> Vec<Segment> {
    let rules = &judge.rules.segment;
    let drafts = drafts(judge.timeline, marks, rules);
    let measured = drafts.into_iter().filter_map(|draft| {
        let truncated = truncation(judge.timeline, draft.buckets.end - 1, rules);
        let minutes = judge.timeline.minutes(draft.flagged.len());
        let kept = minutes >= rules.flagged_minutes || truncated == Some(Truncated::Outage);
        kept.then(|| measure(judge, &draft, (marks, saturated), months))?.map(|found| Segment { truncated, ..found })
    });
    measured.collect()
}

/// Flagged buckets with short gaps between them and no start of an outage.
fn drafts(timeline: &Timeline, marks: &[Mark], rules: &SegmentRules) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (bucket, _) in marks.iter().enumerate().filter(|(_, mark)| mark.is_hot()) {
        let goes_on = |last: usize| {
            let gap = timeline.at[bucket] - timeline.end(last);
            gap <= rules.gap_minutes * MINUTE && !outage_starts(timeline, timeline.at[last]..timeline.at[bucket])
        };
        match drafts.last_mut().filter(|draft| goes_on(draft.buckets.end - 1)) {
            Some(draft) => {
                draft.buckets.end = bucket + 1;
                draft.flagged.push(bucket);
            }
            None => drafts.push(Draft { buckets: bucket..bucket + 1, flagged: vec![bucket] }),
        }
    }
    drafts
}

fn outage_starts(timeline: &Timeline, within: Range<Micros>) -> bool {
    let next = timeline.outages.partition_point(|(start, _)| *start < within.start);
    timeline.outages.get(next).is_some_and(|(start, _)| *start < within.end)
}

/// What cut off the segment whose last flagged bucket is given.
fn truncation(timeline: &Timeline, last: usize, rules: &SegmentRules) -> Option<Truncated> {
    let gap = rules.gap_minutes * MINUTE;
    let open_until = timeline.end(last) + gap;
    if outage_starts(timeline, timeline.at[last]..open_until + 1) {
        return Some(Truncated::Outage);
    }
    let mut seen_until = timeline.end(last);
    let mut later = (last + 1..timeline.at.len()).filter(|i| timeline.x(*i).is_some());
    while seen_until <= open_until {
        let next = later.next();
        let next_at = next.map_or(timeline.as_of, |next| timeline.at[next]);
        if next_at - seen_until > gap {
            return Some(Truncated::Gap);
        }
        seen_until = timeline.end(next?);
    }
    None
}

fn measure(judge: &Judge, draft: &Draft, of: (&[Mark], &[bool]), months: &[MonthLoad]) -> Option<Segment> {
    let (timeline, (marks, saturated)) = (judge.timeline, of);
    let loads = draft.flagged.iter().filter_map(|i| timeline.x(*i).map(|x| (*i, x)));
    let (top, peak) = loads.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let by = judge.measure(top)?;
    let start = draft.buckets.start;
    let month = months.get(timeline.months.iter().position(|(_, range)| range.contains(&start))?)?;
    let above = |i: usize| Some((timeline.x(i)? - judge.measure(i)?.slot?.0).max(0.0));
    let minutes = float(usize::try_from(timeline.load.bucket_minutes).unwrap_or_default());
    let flags = || draft.flagged.iter().filter_map(|i| marks.get(*i));
    Some(Segment {
        start: timeline.at[start],
        end: timeline.end(draft.buckets.end - 1),
        month: month.month.clone(),
        flagged_minutes: timeline.minutes(draft.flagged.len()),
        peak,
        peak_at: timeline.at[top],
        i_d: peak / by.typical,
        i_b: by.slot.filter(|(median, _)| *median > 0.0).map(|(median, _)| peak / median),
        excess: draft.buckets.clone().filter_map(above).sum::<f64>() * minutes,
        unexpected: flags().any(|mark| mark.unexpected),
        over_peak: flags().any(|mark| mark.over_peak),
        truncated: None,
        baseline: month.baseline?,
        ranked: month.ranked,
        saturated_minutes: timeline.minutes(draft.buckets.clone().filter(|i| saturated[*i]).count()),
        key: None,
        bucket_minutes: timeline.load.bucket_minutes,
    })
}
