//! Runs of buckets beyond a limit: saturation, scale triggers, slow answers (metrics.md 3.10).

use crate::calendar::Micros;

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
