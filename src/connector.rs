//! Connectors: TOML files that say how the exports of one product become rows of one canonical table.
//!
//! A connector names the headers it knows, how to read them, what identifies a record, and ends with
//! examples that run as tests. Adding a product needs no Rust: the built-in files of `connectors/` are
//! embedded, and a file of the same id in the workspace takes their place. Nothing here touches the lake.

pub mod bind;
mod check;
pub mod detect;
pub mod element;
pub mod example;
pub mod flatten;
pub mod layout;
pub mod map;
pub mod order;
pub mod origin;
pub mod records;
pub mod registry;
pub mod samples;
pub mod scrub;
pub mod spread;
#[cfg(test)]
mod tests;
pub mod time;
pub mod unit;
pub mod value;
pub mod wide;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::catalog::{self, Table};
use crate::diagnostic::{Diagnostic, Result};

/// One connector file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// Id, the name of the file.
    pub id: String,
    /// Product or family; the source of exports that lie outside a folder of inbox/.
    pub product: String,
    /// One line on what the export is and how to make it.
    pub title: String,
    /// Canonical table that it fills.
    pub table: String,
    /// How an export is recognised.
    #[serde(default)]
    pub detect: Detect,
    /// How the export is read.
    #[serde(default)]
    pub read: Read,
    /// What identifies a record and which records count.
    pub record: Record,
    /// One entry per canonical column.
    pub map: BTreeMap<String, Mapping>,
    /// Connectors that read the same export into other tables; they are applied with this one and never found by
    /// themselves.
    #[serde(default)]
    pub also: Vec<String>,
    /// Inputs with the rows or rejections they must give.
    #[serde(default)]
    pub example: Vec<example::Example>,
    /// Hash of the file's text; set when it is loaded.
    #[serde(skip)]
    pub hash: String,
    /// One reading of the record per entry of `[[record.spread]]`; set when it is loaded.
    #[serde(skip)]
    pub readings: Vec<Connector>,
}

/// How an export is recognised, beside the headers of the required columns.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Detect {
    /// Headers that must all be there; each may be a list of alternatives.
    pub headers: Vec<OneOrMany>,
    /// Headers that must not be there.
    pub absent: Vec<String>,
    /// Globs of file or sheet names that speak for this connector.
    pub name: Vec<String>,
    /// Only JSON, or only tables; both when left out.
    pub json: Option<bool>,
    /// A regular expression that at least half of the first lines match, for connectors with `line`; that one when
    /// left out.
    pub lines: Option<Pattern>,
}

/// How the export is read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Read {
    /// Character between cells; found by content when left out.
    pub delimiter: Option<char>,
    /// First words of rows that are totals and no records.
    pub totals: Vec<String>,
    /// Cells that mean nothing, beside the empty one (`-`, `?`, `#N/B`).
    pub null: Vec<String>,
    /// Decimal comma, and points between thousands.
    pub decimal_comma: bool,
    /// Zone of times without one: `Asia/Seoul`, `+01:00`. Left out: the source's, else the workspace's.
    pub time_zone: Option<String>,
    /// Records that pass all of these have their times without a zone in UTC.
    pub utc: Vec<Condition>,
    /// Formats of times of columns that declare none.
    pub format: OneOrMany,
    /// Read `6/7/2026` in the order that other dates of the same export show (`6/21/2026`). When none shows it, or
    /// they disagree, such dates are refused as everywhere.
    pub shown_order: bool,
    /// Header of lists that some records spread over more cells than the header has: cells after it that are too
    /// many are left out, so that the columns behind it keep their places.
    pub surplus: OneOrMany,
    /// A regular expression with named groups: the text is lines, every group is a column of that name. A line that
    /// does not match is no record (`other line`).
    pub line: Option<Pattern>,
    /// A row whose first cell begins with this text is the header of the rows below it; a text may have many of them.
    pub sections: Option<String>,
    /// A row with a cell that matches is no record (`other line`): remarks between the rows.
    pub other: Option<Pattern>,
    /// Dotted path of the array of records in a JSON document; a document in which it leads nowhere is a record itself.
    pub records: Option<String>,
    /// A jq program that turns one element into objects without nesting.
    pub flatten: Option<String>,
    /// Where the samples stand, if an element is a series of them.
    pub samples: Option<samples::Samples>,
}

/// What identifies a record and which records count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Identity of a record.
    #[serde(default)]
    pub key: Key,
    /// What several rows with one key in one export mean.
    pub repeats: Repeats,
    /// Records that count; all when left out.
    #[serde(default)]
    pub keep: Vec<Condition>,
    /// Records that do not count; each one that matches is filtered.
    #[serde(default)]
    pub drop: Vec<Condition>,
    /// Columns of a wide table that each become a row of their own.
    #[serde(default)]
    pub spread: Vec<spread::Spread>,
}

/// Identity of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The mapped `native_id`.
    #[default]
    NativeId,
    /// The export has no id: a hash of the mapped values and the number of the occurrence.
    Row,
}

/// What several rows with one key in one export mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// One record that touches several systems or items.
    Parts,
    /// Versions of one record; the one with the newest `updated_at` wins, then the last row.
    Versions,
}

impl Repeats {
    /// The word in receipts.
    pub fn word(self) -> &'static str {
        match self {
            Repeats::Parts => "parts",
            Repeats::Versions => "versions",
        }
    }
}

/// A regular expression of a connector, compiled when it is first needed and then kept: detection binds every
/// connector to many rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Pattern {
    text: String,
    compiled: OnceLock<std::result::Result<Regex, String>>,
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Pattern { text, compiled: OnceLock::new() }
    }
}

impl Pattern {
    /// The compiled expression.
    ///
    /// # Errors
    /// `E0115` when it does not compile.
    pub fn of(&self, connector: &Connector) -> Result<&Regex> {
        self.regex().map_err(|e| {
            Diagnostic::input("E0115", format!("connector `{}`: the pattern does not compile", connector.id)).fact(e)
        })
    }

    /// The compiled expression, or what is wrong with it.
    pub fn regex(&self) -> std::result::Result<&Regex, &str> {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).map_err(|e| e.to_string()));
        compiled.as_ref().map_err(String::as_str)
    }
}

/// A test of one cell.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Header, or alternatives of it; `#file`, `#sheet` and `#path` as in [`Mapping::from`].
    pub column: OneOrMany,
    /// The cell is one of these, without regard to case and spaces.
    #[serde(default)]
    pub is: Vec<String>,
    /// The cell is blank (or, with `false`, is not).
    pub blank: Option<bool>,
    /// The cell matches this regular expression.
    pub matches: Option<Pattern>,
}

/// How one canonical column is filled.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Headers, the first with a filled cell counts; for a code the first whose word is known, if any is.
    /// `#file` is the file name, `#sheet` the sheet's or member's name, `#path` the path below inbox/ with the member's
    /// name behind it. Under `[[record.spread]]` `#header` is the header of the column that is spread, `*` its cell.
    pub from: OneOrMany,
    /// When no header gives a value: these cells with `/` between them, each a header or alternatives of it; blank
    /// when all of them are.
    pub compose: Vec<OneOrMany>,
    /// A constant, when no header gives a value.
    pub value: Option<String>,
    /// A regular expression; its first group that takes part, or the whole match, is the value. No match is blank.
    pub pattern: Option<Pattern>,
    /// Cut the cell here: each piece becomes a row (of a record that touches several systems). Columns that repeat
    /// the header hold further pieces.
    pub split: Option<String>,
    /// Cut the cell here and keep the pieces with `;` between them (a list of ids), those of repeated headers too.
    pub list: Option<String>,
    /// Formats of times (`%d-%m-%Y %H:%M`), tried in order; 오전 and 오후 stand for AM and PM. `*` is every form
    /// that reads one way, `ole` days since 1899-12-30. Left out: those of `[read]`, else `*`.
    pub format: OneOrMany,
    /// Header of the time of day, when `from` holds only the date.
    pub time_from: OneOrMany,
    /// For a code: canonical word = the words of the product.
    pub values: BTreeMap<String, Vec<String>>,
    /// How `values` are compared.
    #[serde(rename = "match")]
    pub matching: Matching,
    /// For a code or a yes/no: the word for cells that `values` does not list.
    pub otherwise: Option<String>,
    /// For a code: the word when the cell is filled, whatever it says.
    pub filled: Option<String>,
    /// For a code: the word when the cell is blank.
    pub blank: Option<String>,
    /// For a number: how many of its base unit each unit is, which may stand in parentheses at the end of a header
    /// of `from` (`금액(천원)`, found without being listed) or behind the number in the cell (`450백만원`).
    pub units: BTreeMap<String, f64>,
    /// When the cell is blank: a length of time after another column.
    pub after: Option<After>,
    /// For the time of a sample: which end of its interval the export writes.
    pub stamp: Stamp,
    /// `values` as they are compared, made when first needed and then kept: detection binds every connector to many
    /// rows.
    #[serde(skip)]
    pub(crate) folded: OnceLock<Vec<(String, String)>>,
}

/// Which end of an interval a time stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamp {
    /// Its start.
    #[default]
    Start,
    /// Its end: `interval_seconds` of the row is taken off, nothing when it is unknown.
    End,
}

/// A length of time after another column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// Canonical column from which it is counted.
    pub column: String,
    /// Header of the length.
    pub from: OneOrMany,
    /// Unit of the length.
    pub unit: Unit,
}

/// Unit of a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes; text like `1시간 20분` is understood too.
    Minutes,
    /// Hours.
    Hours,
}

/// How the words of a code are compared, always without regard to case and spaces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// The whole cell.
    #[default]
    Exact,
    /// The cell begins with the word.
    Prefix,
    /// The cell contains the word.
    Contains,
}

/// A string or a list of strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Listed")]
pub struct OneOrMany(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    One(String),
    Many(Vec<String>),
}

impl From<Listed> for OneOrMany {
    fn from(listed: Listed) -> Self {
        OneOrMany(match listed {
            Listed::One(one) => vec![one],
            Listed::Many(many) => many,
        })
    }
}

impl Connector {
    /// Reads and checks a connector file.
    ///
    /// # Errors
    /// `E0114` when the TOML does not parse, `E0115` when it names what the catalog does not know or
    /// leaves out a required column.
    pub fn parse(text: &str) -> Result<Self> {
        let mut connector: Connector = toml::from_str(text)
            .map_err(|e| Diagnostic::input("E0114", "cannot read the connector").fact(e.to_string().trim_end()))?;
        let digest = Sha256::digest(text.as_bytes());
        connector.hash = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
        connector.check()?;
        connector.readings = connector.spread()?;
        Ok(connector)
    }

    /// The canonical table that it fills.
    pub fn table(&self) -> &'static Table {
        catalog::table(&self.table).expect("`check` found the table")
    }
}
