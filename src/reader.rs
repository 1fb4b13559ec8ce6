//! Reads exports of any supported format into rows of cells with their positions.
//!
//! A reader knows nothing of connectors or canonical tables: it finds the format by content, unpacks,
//! decodes, and hands out rows. Memory is bounded for delimited text; workbooks and JSON documents are
//! held whole.

pub mod blob;
pub mod delimited;
pub mod encoding;
pub mod header;
pub mod json;
pub mod workbook;
pub mod yaml;

use std::borrow::Cow;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};

use crate::diagnostic::{Diagnostic, Place, Result};
use blob::Blob;

/// One cell as the file holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing there.
    Empty,
    /// Text, untrimmed.
    Text(Cow<'a, str>),
    /// A number of a workbook or JSON.
    Number(f64),
    /// A date and time of a workbook, local.
    Time(NaiveDateTime),
    /// A date of a workbook.
    Date(NaiveDate),
    /// A truth value of a workbook or JSON.
    Boolean(bool),
}

impl Cell<'_> {
    /// The cell as text; numbers without a trailing `.0`.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text.trim()),
            Cell::Number(number) => Cow::Owned(number.to_string()),
            Cell::Time(time) => Cow::Owned(time.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
            Cell::Date(day) => Cow::Owned(day.to_string()),
            Cell::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        }
    }

    /// Whether the cell holds nothing but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The same cell, borrowing its text.
    pub fn borrowed(&self) -> Cell<'_> {
        match self {
            Cell::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Cell::Empty => Cell::Empty,
            Cell::Number(number) => Cell::Number(*number),
            Cell::Time(time) => Cell::Time(*time),
            Cell::Date(day) => Cell::Date(*day),
            Cell::Boolean(value) => Cell::Boolean(*value),
        }
    }

    /// The cell without its borrow.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Empty => Cell::Empty,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Number(number) => Cell::Number(number),
            Cell::Time(time) => Cell::Time(time),
            Cell::Date(day) => Cell::Date(day),
            Cell::Boolean(value) => Cell::Boolean(value),
        }
    }
}

/// A row with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// Line of the text file or row of the sheet, from 1.
    pub line: u64,
    /// Cells from the first column on.
    pub cells: Vec<Cell<'a>>,
    /// The text ends inside of quotes that were opened in this row: what follows the quote is in its last cell.
    pub unclosed: bool,
}

/// What a part of an export holds.
#[derive(Debug)]
pub enum Content {
    /// Delimited text.
    Delimited(delimited::Delimited),
    /// One sheet of a workbook.
    Sheet(workbook::Sheet),
    /// A JSON document, JSON lines or YAML documents.
    Json(json::Document),
}

/// One sheet, archive member, or the whole of a plain file.
#[derive(Debug)]
pub struct Part {
    /// Sheet or member name; empty for a plain file.
    pub name: String,
    /// Order in the export, from 0.
    pub number: u32,
    /// What is in it.
    pub content: Content,
}

/// Opens an export: unpacks it and finds the format of each part.
///
/// # Errors
/// `E0101` unreadable, `E0102` empty, `E0103` unknown encoding, `E0108` broken workbook, `E0109` broken
/// JSON, `E0110` broken compression, `E0120` broken YAML.
pub fn open(path: &Path) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for (name, blob) in blob::members(path)? {
        open_member(path, &name, blob, &mut parts)?;
    }
    for (number, part) in (0..).zip(&mut parts) {
        part.number = number;
    }
    Ok(parts)
}

fn open_member(path: &Path, member: &str, blob: Blob, parts: &mut Vec<Part>) -> Result<()> {
    if blob.is_empty()? {
        return Err(Diagnostic::input("E0102", "the file is empty").at_file(path));
    }
    if blob.is_workbook()? {
        for sheet in workbook::sheets(&blob).map_err(|e| e.at_file(path))? {
            let name = if member.is_empty() { sheet.name.clone() } else { format!("{member}/{}", sheet.name) };
            parts.push(Part { name, number: 0, content: Content::Sheet(sheet) });
        }
        return Ok(());
    }
    let encoding = encoding::find(&blob).map_err(|e| e.at_file(path))?;
    let at_line = |e: Diagnostic| {
        let place = e.place.clone().unwrap_or_default();
        e.at(Place { file: path.to_path_buf(), ..place })
    };
    let content = if json::looks_like_json(&blob, encoding)? {
        Content::Json(json::Document::read(&blob, encoding).map_err(at_line)?)
    } else if yaml::looks_like_yaml(&blob, encoding)? {
        Content::Json(yaml::read(&blob, encoding).map_err(at_line)?)
    } else {
        Content::Delimited(delimited::Delimited::find(blob, encoding)?)
    };
    parts.push(Part { name: member.to_string(), number: 0, content });
    Ok(())
}
