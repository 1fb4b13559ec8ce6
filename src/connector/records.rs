//! Walks the records of a part under a chosen connector: what is a record, and what is only layout.

use regex::Regex;

use super::element::Elements;
use super::layout::Sections;
use super::value::fold;
use super::{Connector, layout};
use crate::diagnostic::Result;
use crate::reader::delimited::Delimited;
use crate::reader::header::Header;
use crate::reader::{Cell, Content, Part, Row, json};

/// One step through a part.
pub enum Item<'a> {
    /// A record.
    Record {
        /// Where it starts.
        line: u64,
        /// Its cells.
        cells: Vec<Cell<'a>>,
    },
    /// A row that is no record, with the reason.
    Left(&'static str),
    /// A record that cannot even be cut into cells.
    Broken {
        /// Where it starts.
        line: u64,
        /// Code of the rejection.
        code: &'static str,
        /// What there is of it.
        cells: Vec<Cell<'a>>,
        /// Why.
        reason: String,
    },
}

/// How much there is of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Rows of data, blank and total rows and repeated headers aside; of JSON, elements.
    pub rows: u64,
    /// The last of those rows in a sheet.
    pub sheet_row: Option<u64>,
}

/// A part with what reads it.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The part.
    pub part: &'a Part,
    /// Its connector.
    pub connector: &'a Connector,
    /// The header that was found.
    pub header: &'a Header,
    /// The part is a mended reject file: a plain table whatever the records came from.
    pub is_mended: bool,
}

impl Input<'_> {
    /// Hands every record, and every row that is none, to `take`. Says how much there was.
    ///
    /// # Errors
    /// `E0115` when an expression of the connector does not compile; faults of reading; the error of `take`.
    pub fn walk(&self, take: &mut dyn FnMut(Item) -> Result<()>) -> Result<Extent> {
        let read = &self.connector.read;
        match (&self.part.content, &read.line, &read.sections) {
            (Content::Json(document), ..) => {
                let rows = walk_json(document, self.connector, self.header, take)?;
                Ok(Extent { rows, sheet_row: None })
            }
            (Content::Delimited(text), Some(line), _) if !self.is_mended => {
                walk_lines(text, line.of(self.connector)?, take)
            }
            (_, _, Some(mark)) if !self.is_mended => self.walk_sections(mark, take),
            _ => self.walk_table(take),
        }
    }

    fn shape(&self) -> Result<Shape<'_>> {
        let read = &self.connector.read;
        let is_text = matches!(self.part.content, Content::Delimited(_));
        let width = self.header.names.iter().rposition(|n| !n.is_empty()).map_or(0, |at| at + 1);
        Ok(Shape {
            totals: read.totals.iter().map(|t| fold(t)).collect(),
            other: read.other.as_ref().map(|p| p.of(self.connector)).transpose()?,
            is_text,
            width: if is_text { width } else { 0 },
        })
    }

    fn delimiter(&self) -> Option<char> {
        self.connector.read.delimiter.filter(|_| !self.is_mended)
    }

    fn walk_table(&self, take: &mut dyn FnMut(Item) -> Result<()>) -> Result<Extent> {
        let (header, shape) = (self.header, self.shape()?);
        let mut extent = Extent::default();
        let last = |name: &String| header.repeats(name).into_iter().chain(header.find(name)).max();
        let surplus = self.connector.read.surplus.0.iter().find_map(last).filter(|_| shape.is_text);
        layout::rows(self.part, self.delimiter(), &mut |mut row| {
            let line = row.line;
            if let Some(at) = surplus
                && row.cells.len() > shape.width
                && !row.cells[at].is_blank()
            {
                row.cells.drain(at + 1..=at + row.cells.len() - shape.width);
            }
            if line > header.line {
                let item = classify(row, header, &shape, shape.width);
                if !matches!(item, Item::Left(_)) {
                    extent = Extent { rows: extent.rows + 1, sheet_row: (!shape.is_text).then_some(line) };
                }
                take(item)?;
            }
            Ok(true)
        })?;
        Ok(extent)
    }

    fn walk_sections(&self, mark: &str, take: &mut dyn FnMut(Item) -> Result<()>) -> Result<Extent> {
        let shape = self.shape()?;
        let mut sections = Sections::new(mark, self.header);
        let mut extent = Extent::default();
        layout::rows(self.part, self.delimiter(), &mut |row| {
            let item = if sections.enter(&row.cells) {
                Item::Left("repeated header")
            } else {
                let width = if shape.is_text { sections.width() } else { 0 };
                match classify(row, self.header, &shape, width) {
                    Item::Record { .. } if sections.width() == 0 => Item::Left("other line"),
                    Item::Record { line, cells } => Item::Record { line, cells: sections.align(cells) },
                    Item::Broken { line, code, cells, reason } => {
                        Item::Broken { line, code, cells: sections.align(cells), reason }
                    }
                    left @ Item::Left(_) => left,
                }
            };
            extent.rows += u64::from(!matches!(item, Item::Left(_)));
            take(item)?;
            Ok(true)
        })?;
        Ok(extent)
    }
}

/// What rows are held against.
struct Shape<'a> {
    totals: Vec<String>,
    other: Option<&'a Regex>,
    is_text: bool,
    /// Columns that a row must have.
    width: usize,
}

fn walk_lines(text: &Delimited, pattern: &Regex, take: &mut dyn FnMut(Item) -> Result<()>) -> Result<Extent> {
    let mut extent = Extent::default();
    text.lines(&mut |line, text| {
        let item = match layout::line_cells(pattern, text) {
            _ if text.trim().is_empty() => Item::Left("blank"),
            None => Item::Left("other line"),
            Some(cells) if text.contains('\u{fffd}') => not_text(line, cells),
            Some(cells) => Item::Record { line, cells },
        };
        extent.rows += u64::from(!matches!(item, Item::Left(_)));
        take(item)?;
        Ok(true)
    })?;
    Ok(extent)
}

fn not_text(line: u64, cells: Vec<Cell>) -> Item {
    let reason = "the record holds bytes that are no text in the encoding of the file".to_string();
    Item::Broken { line, code: "E0208", cells, reason }
}

fn classify<'a>(row: Row<'a>, header: &Header, shape: &Shape, width: usize) -> Item<'a> {
    let Some(first) = row.cells.iter().find(|c| !c.is_blank()) else { return Item::Left("blank") };
    if shape.other.is_some_and(|pattern| row.cells.iter().any(|c| pattern.is_match(&c.text()))) {
        return Item::Left("other line");
    }
    if shape.totals.contains(&fold(&first.text())) {
        return Item::Left("total");
    }
    if header.is_repeated_by(&row.cells) {
        return Item::Left("repeated header");
    }
    if row.cells.iter().any(|c| matches!(c, Cell::Text(text) if text.contains('\u{fffd}'))) {
        return not_text(row.line, row.cells);
    }
    if row.unclosed {
        let reason = format!("a quote opened in line {} is never closed; what follows is in its last field", row.line);
        return Item::Broken { line: row.line, code: "E0112", cells: row.cells, reason };
    }
    if row.cells.len() < width {
        let mut reason = format!("the record has {} fields, the header has {width}", row.cells.len());
        if row.cells.iter().any(|c| c.text().contains('\n')) {
            reason.push_str("; a quote may never be closed");
        }
        return Item::Broken { line: row.line, code: "E0112", cells: row.cells, reason };
    }
    Item::Record { line: row.line, cells: row.cells }
}

fn walk_json(
    document: &json::Document,
    connector: &Connector,
    header: &Header,
    take: &mut dyn FnMut(Item) -> Result<()>,
) -> Result<u64> {
    let mut elements = 0;
    let reader = Elements::new(connector)?;
    document.each(connector.read.records.as_deref(), &mut |element| {
        let line = element.line;
        elements += 1;
        let found = match element.value {
            Err(text) => Err((text.to_string(), "the line is no JSON".to_string())),
            Ok(value) => reader.read(value).map_err(|reason| (value.to_string(), reason)),
        };
        match found {
            Ok(found) => {
                let mut record = |cells: Vec<Cell>| take(Item::Record { line, cells });
                if reader.records(&found, header, &mut record)? == 0 {
                    take(Item::Left("connector"))?;
                }
            }
            Err((text, reason)) => {
                take(Item::Broken { line, code: "E0109", cells: vec![Cell::Text(text.into())], reason })?;
            }
        }
        Ok(true)
    })?;
    Ok(elements)
}
