//! The list of canonical tables (metrics.md §3.12). Nothing here runs.

use super::{Column, Kind, Need, Table, facts, references};

/// A column, in one line.
pub(super) const fn column(name: &'static str, kind: Kind, need: Need, doc: &'static str) -> Column {
    Column { name, kind, need, doc }
}

/// Every canonical table.
pub const TABLES: &[Table] = &[
    facts::CHANGE_REQUESTS,
    facts::DEPLOYMENTS,
    facts::INCIDENTS,
    facts::ALERTS,
    facts::MAINTENANCE,
    facts::PERFORMANCE,
    facts::COMPLAINTS,
    references::SYSTEMS,
    references::ALIASES,
    references::HOSTS,
    references::COSTS,
    references::USAGE,
    references::INTERFACES,
    references::ANSWERS,
    references::HOLIDAYS,
    references::CORRECTIONS,
];
