//! Runs of buckets beyond a limit: saturation, scale triggers, slow answers (metrics.md 3.10).
//!
//! Decided here: a bucket that is absent or unknown ends a run, and outages do not. The baseline of the latency is
//! computed like that of the load, from the weeks of the latency; where it is unknown, nothing is called slow.

use std::ops::Range;

use crate::calendar::Micros;

use super::baseline::Bases;
use super::timeline::{Timeline, known};
use super::{Rules, RunRules};

/// What is saturated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// CPU of a tier.
    Cpu,
    /// Memory.
    Memory,
    /// A pool or the sessions.
    Pool,
}

impl Cause {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Cpu => "cpu",
            Cause::Memory => "memory",
            Cause::Pool => "pool",
        }
    }
}

/// What a run is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Saturation, united over its causes; the one that came first is named.
    Saturation(Cause),
    /// The guide's example policy would have added servers.
    ScaleTrigger,
    /// Latency of at least 3 seconds and twice its baseline.
    Slow,
}

impl RunKind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            RunKind::Saturation(_) => "saturation",
            RunKind::ScaleTrigger => "scale_trigger",
            RunKind::Slow => "slow",
        }
    }
}

/// Consecutive buckets beyond a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What it is of.
    pub kind: RunKind,
    /// Start of its first bucket.
    pub start: Micros,
    /// End of its last bucket.
    pub end: Micros,
    /// Of saturation: its causes in order of their first bucket.
    pub causes: Vec<Cause>,
}

/// The runs of a system, and for each bucket whether it lies in one of saturation.
pub(super) fn find(timeline: &Timeline, rules: &Rules) -> (Vec<Run>, Vec<bool>) {
    let load = timeline.load;
    let limits = [
        (Cause::Cpu, &load.cpu, rules.run.cpu_percent),
        (Cause::Memory, &load.memory, rules.run.memory_percent),
        (Cause::Pool, &load.pool, rules.run.pool_percent),
    ];
    let beyond = limits.map(|(cause, column, limit)| {
        let ranges = consecutive(timeline, &rules.run, |i| known(column, i).is_some_and(|x| x >= limit));
        (cause, ranges)
    });
    let mut saturated = vec![false; timeline.at.len()];
    beyond.iter().flat_map(|(_, ranges)| ranges).for_each(|range| saturated[range.clone()].fill(true));
    let mut runs = Vec::new();
    for range in consecutive(timeline, &rules.run, |i| saturated[i]) {
        let first = |(cause, ranges): &(Cause, Vec<Range<usize>>)| {
            let next = ranges.partition_point(|inner| inner.end <= range.start);
            ranges.get(next).filter(|inner| inner.start < range.end).map(|inner| (inner.start, *cause))
        };
        let mut causes: Vec<_> = beyond.iter().filter_map(first).collect();
        causes.sort_unstable();
        let causes: Vec<_> = causes.into_iter().map(|(_, cause)| cause).collect();
        if let Some(cause) = causes.first() {
            runs.push(run(timeline, RunKind::Saturation(*cause), &range, causes));
        }
    }
    let trigger = |i| known(&load.cpu, i).is_some_and(|cpu| cpu >= rules.run.trigger_percent);
    let triggers = consecutive(timeline, &rules.run, trigger);
    runs.extend(triggers.iter().map(|range| run(timeline, RunKind::ScaleTrigger, range, Vec::new())));
    runs.extend(slow(timeline, rules));
    (runs, saturated)
}

fn slow(timeline: &Timeline, rules: &Rules) -> Vec<Run> {
    let latency = &timeline.load.latency;
    if latency.iter().all(Option::is_none) {
        return Vec::new();
    }
    let bases = Bases::new(timeline, latency, &rules.baseline);
    let limit = |i: usize| {
        let (_, basis) = bases.of(i)?;
        let (median, _) = basis.slot(timeline.slot[i], None, &rules.baseline)?;
        Some(rules.run.slow_ms.max(rules.run.slow_ratio * median))
    };
    let is_slow = |i| known(latency, i).zip(limit(i)).is_some_and(|(latency, limit)| latency >= limit);
    let ranges = consecutive(timeline, &rules.run, is_slow);
    ranges.iter().map(|range| run(timeline, RunKind::Slow, range, Vec::new())).collect()
}

fn run(timeline: &Timeline, kind: RunKind, buckets: &Range<usize>, causes: Vec<Cause>) -> Run {
    Run { kind, start: timeline.at[buckets.start], end: timeline.end(buckets.end - 1), causes }
}

/// Stretches of adjacent buckets that pass, not shorter than a run must be.
fn consecutive(timeline: &Timeline, rules: &RunRules, passes: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for bucket in (0..timeline.at.len()).filter(|i| passes(*i)) {
        let adjacent = |last: &&mut Range<usize>| last.end == bucket && timeline.end(bucket - 1) == timeline.at[bucket];
        match stretches.last_mut().filter(adjacent) {
            Some(last) => last.end = bucket + 1,
            None => stretches.push(bucket..bucket + 1),
        }
    }
    stretches.retain(|stretch| timeline.minutes(stretch.len()) >= rules.minutes);
    stretches
}
