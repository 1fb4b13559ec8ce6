//! Metrics of the table `performance` that load is made of, and units of their values. Data, nothing runs.
//!
//! Rows keep metric, unit and value as their export has them; the model `load5` brings them to the units of this
//! list. Samples of other metrics stay in the table and enter no figure.

/// What several hosts, or parts of one host, make together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Their sum: requests, sessions, bytes.
    Sum,
    /// Their mean, weighted with the capacity of the host: shares of a capacity.
    Mean,
    /// The largest: latencies.
    Largest,
}

impl Together {
    /// The word in SQL.
    pub fn word(self) -> &'static str {
        match self {
            Together::Sum => "sum",
            Together::Mean => "mean",
            Together::Largest => "largest",
        }
    }
}

/// A metric that load is made of.
#[derive(Debug)]
pub struct Metric {
    /// Word in the column `metric`.
    pub name: &'static str,
    /// Unit of its figures, and of values without a unit.
    pub unit: &'static str,
    /// How hosts are put together.
    pub together: Together,
    /// Order in which it is taken as the load of a system, from 1; none for what says nothing of demand.
    pub as_load: Option<i64>,
    /// One line.
    pub doc: &'static str,
}

const fn metric(
    name: &'static str,
    unit: &'static str,
    together: Together,
    as_load: Option<i64>,
    doc: &'static str,
) -> Metric {
    Metric { name, unit, together, as_load, doc }
}

/// The metrics (metrics.md 3.6).
pub const METRICS: &[Metric] = &[
    metric("tps", "/s", Together::Sum, Some(1), "transactions a second"),
    metric("requests", "1", Together::Sum, Some(2), "requests in an interval; as a counter, requests a second"),
    metric("sessions", "1", Together::Sum, Some(3), "users or sessions at a time"),
    metric("net_in", "B/s", Together::Sum, Some(4), "bytes received a second"),
    metric("net_out", "B/s", Together::Sum, None, "bytes sent a second"),
    metric("cpu_util", "%", Together::Mean, Some(5), "CPU in use"),
    metric("cpu_idle", "%", Together::Mean, None, "CPU not in use; a counter of idle seconds becomes a share of time"),
    metric("mem_util", "%", Together::Mean, None, "memory in use"),
    metric("mem_idle", "%", Together::Mean, None, "memory not in use"),
    metric("mem_free", "B", Together::Sum, None, "memory available; with `mem_total` it gives `mem_util`"),
    metric("mem_used", "B", Together::Sum, None, "memory in use; with `mem_total` it gives `mem_util`"),
    metric("mem_total", "B", Together::Sum, None, "memory of the host"),
    metric("pool_util", "%", Together::Largest, None, "connections or threads in use, of those configured"),
    metric("latency_avg", "ms", Together::Largest, None, "mean response time"),
    metric("latency_p95", "ms", Together::Largest, None, "response time of the slowest 5 % at least"),
    metric("disk_util", "%", Together::Largest, None, "disk or file system in use"),
];

/// A unit, the base unit it is a multiple of, and how many of them it is. A unit is looked up as it is written (`Bps` are
/// bytes, `bps` bits), then in lower case; spaces count for nothing.
pub const UNITS: &[(&str, &str, f64)] = &[
    ("%", "%", 1.0),
    ("percent", "%", 1.0),
    ("pct", "%", 1.0),
    ("ratio", "%", 100.0),
    ("permille", "%", 0.1),
    ("1", "1", 1.0),
    ("count", "1", 1.0),
    ("건", "1", 1.0),
    ("명", "1", 1.0),
    ("k", "1", 1e3),
    ("천", "1", 1e3),
    ("/s", "/s", 1.0),
    ("tps", "/s", 1.0),
    ("1/s", "/s", 1.0),
    ("req/s", "/s", 1.0),
    ("건/초", "/s", 1.0),
    ("/min", "/s", 1.0 / 60.0),
    ("건/분", "/s", 1.0 / 60.0),
    ("b", "B", 1.0),
    ("byte", "B", 1.0),
    ("bytes", "B", 1.0),
    ("kb", "B", 1e3),
    ("kib", "B", 1024.0),
    ("mb", "B", 1e6),
    ("mib", "B", 1_048_576.0),
    ("gb", "B", 1e9),
    ("gib", "B", 1_073_741_824.0),
    ("b/s", "B/s", 1.0),
    ("byte/s", "B/s", 1.0),
    ("bytes/s", "B/s", 1.0),
    ("kb/s", "B/s", 1e3),
    ("kib/s", "B/s", 1024.0),
    ("mb/s", "B/s", 1e6),
    ("mib/s", "B/s", 1_048_576.0),
    ("Bps", "B/s", 1.0),
    ("KBps", "B/s", 1e3),
    ("MBps", "B/s", 1e6),
    ("bps", "B/s", 0.125),
    ("bit/s", "B/s", 0.125),
    ("kbps", "B/s", 125.0),
    ("kbit/s", "B/s", 125.0),
    ("mbps", "B/s", 125_000.0),
    ("mbit/s", "B/s", 125_000.0),
    ("gbps", "B/s", 125_000_000.0),
    ("gbit/s", "B/s", 125_000_000.0),
    ("ms", "ms", 1.0),
    ("밀리초", "ms", 1.0),
    ("s", "ms", 1e3),
    ("sec", "ms", 1e3),
    ("초", "ms", 1e3),
    ("us", "ms", 1e-3),
    ("µs", "ms", 1e-3),
    ("ns", "ms", 1e-6),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_metric_and_unit_is_listed_once_and_leads_to_a_unit_of_a_metric() {
        let names: BTreeSet<_> = METRICS.iter().map(|m| m.name).collect();
        assert_eq!(names.len(), METRICS.len());
        let units: BTreeSet<_> = UNITS.iter().map(|(unit, _, _)| *unit).collect();
        assert_eq!(units.len(), UNITS.len());
        let bases: BTreeSet<_> = METRICS.iter().map(|m| m.unit).collect();
        for (unit, base, factor) in UNITS {
            assert!(bases.contains(base) && *factor > 0.0, "{unit}");
        }
        for base in bases {
            assert!(
                UNITS.iter().any(|(unit, of, factor)| unit.eq_ignore_ascii_case(base) && *of == base && *factor == 1.0),
                "{base}"
            );
        }
    }
}
