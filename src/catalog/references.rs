//! The reference tables: CSV files that people keep, or exports through a connector. Data, and which columns identify
//! a row.

use super::Kind::{Boolean, Code, Date, Integer, Number, Text};
use super::Need::{Filled, Optional};
use super::tables::column;
use super::{Class, Table};

impl Table {
    /// The columns that identify a row of a reference table; a file of a person and a connector may both give it.
    /// Empty for facts, whose records have ids.
    pub fn natural_key(&self) -> &'static [&'static str] {
        match self.name {
            "systems" => &["system_id"],
            "aliases" => &["alias", "source", "valid_from"],
            "hosts" => &["host", "system_id", "valid_from"],
            "costs" => &["system_id", "fiscal_year", "category"],
            "usage" => &["system_id", "date"],
            "interfaces" => &["system_id", "other", "kind"],
            "answers" => &["system_id", "item", "by", "at"],
            "holidays" => &["date"],
            "corrections" => &["table", "source", "native_id", "field"],
            _ => &[],
        }
    }
}

/// Inventory: one row per information system.
pub const SYSTEMS: Table = Table {
    name: "systems",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "inventory: one row per information system",
    columns: &[
        column("system_id", Text, Filled, "stable id"),
        column("name", Text, Filled, "name in the outputs"),
        column(
            "srm_class",
            Code(&["citizen", "internal", "common"]),
            Optional,
            "SRM: citizen 대국민, internal 정부내지원, common 공통기술",
        ),
        column("agency", Text, Optional, "agency (기관)"),
        column("department", Text, Optional, "department (부서)"),
        column("center", Text, Optional, "data centre"),
        column("grade", Integer, Optional, "official grade, 1 to 4"),
        column("grade_scheme", Text, Optional, "scheme and version of the grade"),
        column("go_live", Date, Optional, "first day in operation"),
        column("rebuild_date", Date, Optional, "last full rebuild"),
        column("n_menus", Integer, Optional, "menus"),
        column("n_subsystems", Integer, Optional, "subsystems"),
        column("n_departments", Integer, Optional, "departments that use it"),
        column("n_components", Integer, Optional, "modules or components"),
        column("n_tables", Integer, Optional, "tables in its databases"),
        column("n_shared_tables", Integer, Optional, "tables that two or more modules write"),
        column("kloc", Number, Optional, "thousand lines of source"),
        column("function_points", Integer, Optional, "function points"),
        column("n_external_interfaces", Integer, Optional, "interfaces to other systems"),
        column("dev_org", Text, Optional, "who develops it"),
        column("ops_org", Text, Optional, "who operates it"),
        column("platform", Code(&["on_premise", "iaas", "paas", "container", "saas"]), Optional, "where it runs"),
        column("ci_cd", Code(&["none", "partial", "full"]), Optional, "how far build and deployment are automated"),
        column("architecture", Code(&["monolith", "modular", "msa"]), Optional, "how it is cut"),
        column("disposal_planned_at", Date, Optional, "planned end of life"),
        column("rebuild_planned_at", Date, Optional, "planned rebuild or successor (차세대, 재개발)"),
        column("performance_score", Number, Optional, "score of the yearly performance review (운영성과), 0 to 100"),
        column("data_class", Code(&["C", "S", "O"]), Optional, "class of its data: classified, sensitive, open"),
        column(
            "service_hours",
            Text,
            Optional,
            "weekly calendar, e.g. `Mon-Fri 09:00-18:00; Sat 09:00-13:00` or `평일 09:00~18:00`; blank is 24x7",
        ),
        column("gate1", Code(&["Y", "N", "U"]), Optional, "subject to cloud at all? (클라우드 적용 대상)"),
        column("gate2", Code(&["Y", "N", "U"]), Optional, "in need of innovation? (혁신필요)"),
    ],
};

/// Names that exports use for systems: exact names and globs.
pub const ALIASES: Table = Table {
    name: "aliases",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "names that exports use for systems: exact names and globs",
    columns: &[
        column("alias", Text, Filled, "name or glob (`*`, `?`) as exports write it"),
        column("system_id", Text, Filled, "system it stands for"),
        column("source", Text, Optional, "only in this source; blank is all"),
        column("valid_from", Date, Optional, "first day it holds"),
        column("valid_to", Date, Optional, "first day it holds no more"),
    ],
};

/// Servers: which system, tier and capacity, over time.
pub const HOSTS: Table = Table {
    name: "hosts",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "servers: which system, tier and capacity, over time",
    columns: &[
        column("host", Text, Filled, "server as the exports name it"),
        column("system_id", Text, Filled, "system it serves"),
        column("tier", Text, Optional, "web, was, db …"),
        column("cores", Number, Optional, "CPU cores"),
        column("memory_gb", Number, Optional, "memory, GB"),
        column("max_sessions", Number, Optional, "sessions that it is configured to take"),
        column("valid_from", Date, Optional, "first day it holds"),
        column("valid_to", Date, Optional, "first day it holds no more"),
    ],
};

/// Cost per system, fiscal year and category.
pub const COSTS: Table = Table {
    name: "costs",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "cost per system, fiscal year and category",
    columns: &[
        column("system_id", Text, Filled, "system"),
        column("fiscal_year", Integer, Filled, "fiscal year"),
        column(
            "category",
            Code(&["initial_dev", "additional_dev", "maintenance", "infrastructure", "licence"]),
            Filled,
            "초기개발, 추가개발, SW 유지보수; infrastructure and licence are left out of item 1",
        ),
        column("amount", Number, Filled, "amount in won: connectors convert 천원 and 백만원"),
    ],
};

/// Users per system and day.
pub const USAGE: Table = Table {
    name: "usage",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "users per system and day",
    columns: &[
        column("system_id", Text, Filled, "system"),
        column("date", Date, Filled, "day"),
        column("distinct_users", Integer, Optional, "distinct users of the day"),
        column("visits", Integer, Optional, "visits of the day, a proxy"),
    ],
};

/// Interfaces between systems.
pub const INTERFACES: Table = Table {
    name: "interfaces",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "interfaces between systems",
    columns: &[
        column("system_id", Text, Filled, "system"),
        column("other", Text, Filled, "system at the other end"),
        column("kind", Text, Optional, "api, file, shared_db …"),
    ],
};

/// Answers of people to checklist items and gates.
pub const ANSWERS: Table = Table {
    name: "answers",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "answers of people to checklist items and gates",
    columns: &[
        column("system_id", Text, Filled, "system"),
        column(
            "item",
            Code(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "gate1", "gate2"]),
            Filled,
            "item or gate",
        ),
        column("answer", Code(&["Y", "N", "U"]), Filled, "yes, no, unknown"),
        column("by", Text, Filled, "who answered"),
        column("at", Date, Filled, "when"),
        column("reason", Text, Optional, "why"),
        column("expires", Date, Optional, "when it stops to hold; blank is 12 months after `at`"),
    ],
};

/// Public holidays.
pub const HOLIDAYS: Table = Table {
    name: "holidays",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "public holidays",
    columns: &[
        column("date", Date, Filled, "day"),
        column("name", Text, Optional, "name"),
        column("substitute", Boolean, Optional, "substitute holiday"),
    ],
};

/// Corrections of single records, with reason and person.
pub const CORRECTIONS: Table = Table {
    name: "corrections",
    class: Class::Reference,
    main_time: &[],
    intervals: &[],
    doc: "corrections of single records, with reason and person",
    columns: &[
        column("table", Text, Filled, "table"),
        column("source", Text, Optional, "source; blank is every source that has the record"),
        column("native_id", Text, Filled, "record"),
        column("field", Text, Filled, "column, or `exclude` to leave the record out"),
        column("value", Text, Optional, "new value, read as a cell of an export is; blank blanks the field"),
        column("reason", Text, Filled, "why"),
        column("by", Text, Filled, "who"),
        column("expires", Date, Optional, "first day on which it no longer holds; blank is never"),
    ],
};

#[cfg(test)]
mod tests {
    use crate::catalog::{Class, tables};

    #[test]
    fn every_reference_table_and_no_fact_has_a_natural_key_of_its_own_columns() {
        for table in tables(Class::Reference) {
            let key = table.natural_key();
            assert!(!key.is_empty() && key.iter().all(|c| table.column(c).is_some()), "{}", table.name);
        }
        assert!(tables(Class::Fact).all(|t| t.natural_key().is_empty()));
    }
}
