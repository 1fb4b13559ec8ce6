//! The one place that names tables, columns, types, units and required columns.
//!
//! The lake schema, the connector checks, the SQL views and the table reference of the README are all
//! generated from [`TABLES`]. Figures that cross from the metrics to the guide and the ranking are the
//! plain structs of [`figure`]. This module reads and writes nothing.

mod facts;
pub mod figure;
pub mod load;
pub mod reference;
mod references;
mod tables;

pub use tables::TABLES;

/// How a table enters the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Rows of exports, kept in the lake with their origin.
    Fact,
    /// A CSV of that name at the root of the workspace, read anew by every run, and rows of exports in the lake.
    Reference,
}

/// What a column holds; decides parsing in connectors and the type in Parquet and SQL.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Identifier, name or code of the product; stored as it stands.
    Text,
    /// Free text: scrubbed of resident registration numbers, phone numbers and e-mail addresses.
    FreeText,
    /// UTC instant, microseconds, without zone. A date without time is the start of that local day.
    Start,
    /// As `Start`, but a date without time is the end of that local day (the next 00:00).
    End,
    /// Calendar date.
    Date,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// Yes or no.
    Boolean,
    /// One of a closed list of words; what the export said stands in `original_<column>` where the
    /// table has such a column.
    Code(&'static [&'static str]),
}

impl Kind {
    /// Type name in SQL (DuckDB and Spark spell these alike, save `VARCHAR`).
    pub fn sql(self) -> &'static str {
        match self {
            Kind::Text | Kind::FreeText | Kind::Code(_) => "VARCHAR",
            Kind::Start | Kind::End => "TIMESTAMP",
            Kind::Date => "DATE",
            Kind::Integer => "BIGINT",
            Kind::Number => "DOUBLE",
            Kind::Boolean => "BOOLEAN",
        }
    }

    /// Whether the column holds an instant.
    pub fn is_time(self) -> bool {
        matches!(self, Kind::Start | Kind::End)
    }
}

/// What a connector and a row owe a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// May be absent.
    Optional,
    /// The connector must map it; a blank cell is kept as null.
    Mapped,
    /// The connector must map it; a blank cell rejects the row.
    Filled,
}

/// One column of a canonical table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in every engine and file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
    /// One line for the reference, with the unit where there is one.
    pub doc: &'static str,
}

/// One canonical table.
#[derive(Debug)]
pub struct Table {
    /// Name in every engine and file.
    pub name: &'static str,
    /// Fact or reference.
    pub class: Class,
    /// Columns of which the first that is filled dates the row; a row with none is rejected.
    /// Empty for reference tables.
    pub main_time: &'static [&'static str],
    /// Pairs of columns that must not run backwards (`end < start` rejects the row).
    pub intervals: &'static [(&'static str, &'static str)],
    /// The columns that connectors map, in lake order.
    pub columns: &'static [Column],
    /// One line for the reference.
    pub doc: &'static str,
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Whether records carry an id of their own (`performance` samples do not).
    pub fn has_native_id(&self) -> bool {
        self.column("native_id").is_some()
    }
}

/// Columns that every fact row carries beside its own: where the row came from.
/// `date_only` lists the time columns whose cell had a date without time, space-separated.
pub const ORIGIN: &[Column] = &[
    Column {
        name: "updated_at",
        kind: Kind::Start,
        need: Need::Optional,
        doc: "last change of the record in the source",
    },
    Column {
        name: "date_only",
        kind: Kind::Text,
        need: Need::Optional,
        doc: "names of the time columns that held a date without time",
    },
    Column { name: "source", kind: Kind::Text, need: Need::Optional, doc: "folder under inbox/, else the product" },
    Column {
        name: "receipt",
        kind: Kind::Text,
        need: Need::Optional,
        doc: "receipt of the export that brought the row",
    },
    Column {
        name: "record",
        kind: Kind::Integer,
        need: Need::Optional,
        doc: "position of the record in the export, from 1",
    },
    Column {
        name: "line",
        kind: Kind::Integer,
        need: Need::Optional,
        doc: "line (or sheet row) where the record starts",
    },
    Column { name: "row_hash", kind: Kind::Text, need: Need::Optional, doc: "hash of the mapped values" },
];

/// The table of that name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|t| t.name == name)
}

/// All tables of one class, in catalog order.
pub fn tables(class: Class) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(move |t| t.class == class)
}
