//! Texts that are no plain table: lines that a regular expression cuts into columns, and tables with several headers.
//!
//! Detection, import and the examples of connectors read them through this one place.

use regex::Regex;

use super::Connector;
use crate::diagnostic::Result;
use crate::reader::delimited::Delimited;
use crate::reader::header::Header;
use crate::reader::{Cell, Content, Part, Row};

/// Hands each row of a table to `take` until it returns false; a JSON document has none.
///
/// # Errors
/// Faults of reading; the error of `take`.
pub fn rows(part: &Part, delimiter: Option<char>, take: &mut dyn FnMut(Row) -> Result<bool>) -> Result<()> {
    match &part.content {
        Content::Delimited(text) => delimited(text, delimiter).rows(take),
        Content::Sheet(sheet) => sheet.rows(take),
        Content::Json(_) => Ok(()),
    }
}

/// The text cut as the connector says, else as it was found.
fn delimited(text: &Delimited, delimiter: Option<char>) -> Delimited {
    let declared = delimiter.and_then(|d| u8::try_from(d).ok());
    declared.map_or_else(|| text.clone(), |d| text.with_delimiter(d))
}

/// The columns of lines: the named groups of the expression.
pub fn line_header(pattern: &Regex) -> Header {
    Header::named(pattern.capture_names().flatten().map(String::from).collect())
}

/// The cells of a line; none where it does not match.
pub fn line_cells<'a>(pattern: &Regex, line: &'a str) -> Option<Vec<Cell<'a>>> {
    let found = pattern.captures(line)?;
    let named = pattern.capture_names().enumerate().filter(|(_, name)| name.is_some());
    let cells = named.map(|(at, _)| found.get(at).map_or(Cell::Empty, |group| Cell::Text(group.as_str().into())));
    Some(cells.collect())
}

/// A table with a header of its own for each section, read under one header that has the columns of all of them.
#[derive(Debug)]
pub struct Sections<'a> {
    mark: &'a str,
    united: &'a Header,
    /// Of each column of the section, its place under the united header.
    places: Vec<usize>,
}

impl<'a> Sections<'a> {
    /// Before the first section.
    pub fn new(mark: &'a str, united: &'a Header) -> Self {
        Sections { mark, united, places: Vec::new() }
    }

    /// Columns of the section; none before the first one.
    pub fn width(&self) -> usize {
        self.places.len()
    }

    /// Begins a section, if the row is a header.
    pub fn enter(&mut self, cells: &[Cell]) -> bool {
        let begins = begins(self.mark, cells);
        if begins {
            let header = Header::single(cells, 0);
            let place = |name: &String| self.united.names.iter().position(|n| n == name);
            self.places = header.names.iter().filter_map(place).collect();
        }
        begins
    }

    /// The cells under the united header; those beyond the section's columns stay at the end.
    pub fn align<'c>(&self, cells: Vec<Cell<'c>>) -> Vec<Cell<'c>> {
        let mut aligned = vec![Cell::Empty; self.united.len()];
        let mut beyond = Vec::new();
        for (at, cell) in cells.into_iter().enumerate() {
            match self.places.get(at) {
                Some(place) => aligned[*place] = cell,
                None => beyond.push(cell),
            }
        }
        aligned.extend(beyond);
        aligned
    }
}

fn begins(mark: &str, cells: &[Cell]) -> bool {
    cells.first().is_some_and(|c| c.text().starts_with(mark))
}

/// The columns of all sections in the first rows; none where there is no section.
///
/// # Errors
/// Faults of reading.
pub fn united_header(part: &Part, connector: &Connector, limit: usize) -> Result<Option<Header>> {
    let Some(mark) = &connector.read.sections else { return Ok(None) };
    let mut names: Vec<String> = Vec::new();
    let mut seen = 0;
    rows(part, connector.read.delimiter, &mut |row| {
        if begins(mark, &row.cells) {
            let section = Header::single(&row.cells, row.line).names;
            section.into_iter().for_each(|name| {
                if !names.contains(&name) {
                    names.push(name);
                }
            });
        }
        seen += 1;
        Ok(seen < limit)
    })?;
    Ok((!names.is_empty()).then(|| Header::named(names)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_its_named_groups_and_a_group_that_takes_no_part_is_empty() {
        let pattern =
            Regex::new(r"^\[(?P<time>\d+)\] (?:host (?P<host>\w+)|(up|down) (?P<other>\w+))$").expect("it is one");
        assert_eq!(line_header(&pattern).names, ["time", "host", "other"]);
        let text = |text: &'static str| Cell::Text(text.into());
        assert_eq!(line_cells(&pattern, "[12] down db01"), Some(vec![text("12"), Cell::Empty, text("db01")]));
        assert_eq!(line_cells(&pattern, "12 down db01"), None);
    }

    #[test]
    fn rows_stand_under_the_columns_of_all_sections() {
        let united = Header::named(["# host", "CPU", "%idle", "IFACE", "rx"].map(String::from).to_vec());
        let cells = |texts: &[&str]| texts.iter().map(|t| Cell::Text(t.to_string().into())).collect::<Vec<_>>();
        let mut sections = Sections::new("# host", &united);
        assert_eq!((sections.enter(&cells(&["was01", "0"])), sections.width()), (false, 0));
        assert!(sections.enter(&cells(&["# host", "IFACE", "rx"])));
        let aligned: Vec<_> =
            sections.align(cells(&["was01", "eth0", "7", "8"])).iter().map(|c| c.text().into_owned()).collect();
        assert_eq!(aligned, ["was01", "", "", "eth0", "7", "8"]);
    }
}
