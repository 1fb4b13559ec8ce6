//! Where the text of a mapping or a test comes from, found once for the header of an export.

use std::collections::BTreeSet;

use regex::Regex;

use super::unit::Units;
use super::value::fold;
use super::{Condition, Connector, OneOrMany};
use crate::diagnostic::Result;
use crate::reader::header::Header;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A column of the file.
    Column(usize),
    /// The name of the file.
    File,
    /// The name of the sheet or archive member.
    Part,
    /// The path of the file, with the member's name behind it.
    Path,
    /// The cell of the column that is spread.
    Spread,
    /// The header of the column that is spread.
    SpreadHeader,
}

impl Origin {
    /// The column of the file, if it is one.
    pub fn column(self) -> Option<usize> {
        match self {
            Origin::Column(at) => Some(at),
            _ => None,
        }
    }
}

/// The first of the names that is a header.
pub(super) fn find(names: &OneOrMany, header: &Header) -> Option<usize> {
    names.0.iter().find_map(|name| header.find(name))
}

/// All that the names lead to, in their order. Only a reading of a wide record knows of a column that is spread.
pub(super) fn origins(names: &OneOrMany, header: &Header, units: &Units, is_reading: bool) -> Vec<Origin> {
    let found = names.0.iter().flat_map(|name| match name.as_str() {
        "#file" => vec![Origin::File],
        "#sheet" => vec![Origin::Part],
        "#path" => vec![Origin::Path],
        "#header" if is_reading => vec![Origin::SpreadHeader],
        "*" if is_reading => vec![Origin::Spread],
        name => header.find(name).into_iter().chain(units.columns(name, header)).map(Origin::Column).collect(),
    });
    found.collect()
}

/// A test of one cell, ready to run.
#[derive(Debug)]
pub struct Test<'c> {
    /// Where its text comes from; the first filled one counts.
    pub origins: Vec<Origin>,
    is: BTreeSet<String>,
    blank: Option<bool>,
    matches: Option<&'c Regex>,
}

impl Test<'_> {
    /// Whether the record passes; `text` gives the text of an origin, empty where the cell means nothing.
    pub fn holds(&self, text: &dyn Fn(Origin) -> String) -> bool {
        let value = self.origins.iter().map(|o| text(*o)).find(|t| !t.is_empty()).unwrap_or_default();
        let blank_fits = self.blank.is_none_or(|blank| blank == value.is_empty());
        let word_fits = self.is.is_empty() || self.is.contains(&fold(&value));
        blank_fits && word_fits && self.matches.is_none_or(|pattern| pattern.is_match(&value))
    }
}

/// Binds conditions to a header.
///
/// # Errors
/// `E0115` when a pattern of the connector does not compile.
pub(super) fn tests<'c>(
    connector: &'c Connector,
    conditions: &'c [Condition],
    header: &Header,
) -> Result<Vec<Test<'c>>> {
    let bound = conditions.iter().map(|c| {
        Ok(Test {
            origins: origins(&c.column, header, &Units::default(), false),
            is: c.is.iter().map(|w| fold(w)).collect(),
            blank: c.blank,
            matches: c.matches.as_ref().map(|p| p.of(connector)).transpose()?,
        })
    });
    bound.collect()
}
