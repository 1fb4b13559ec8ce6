//! Sheets of spreadsheet files (xlsx, xlsm, ods, xls).

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, XlsxError, open_workbook_auto_from_rs, open_workbook_from_rs};

use super::blob::Blob;
use super::{Cell, Row};
use crate::diagnostic::{Diagnostic, Result};

/// First and last (row, column) of a range of cells, from 0.
pub type Corners = ((u32, u32), (u32, u32));

/// One sheet, held in memory.
#[derive(Debug)]
pub struct Sheet {
    /// Name on its tab.
    pub name: String,
    range: Range<Data>,
    /// Columns in which some cell has a time of day; elsewhere a midnight is a date without time.
    timed: Vec<bool>,
}

/// The sheets that have cells, in workbook order.
///
/// # Errors
/// `E0108` when the file is no spreadsheet or is damaged.
pub fn sheets(blob: &Blob) -> Result<Vec<Sheet>> {
    let broken = |error: calamine::Error| {
        Diagnostic::input("E0108", format!("cannot read the workbook: {error}"))
            .hint("open it in a spreadsheet program and save it again, or copy the export again")
    };
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(blob.bytes()?)).map_err(broken)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(broken)?;
        if !range.is_empty() {
            let timed = timed(&range);
            sheets.push(Sheet { name, range, timed });
        }
    }
    if sheets.is_empty() {
        return Err(Diagnostic::input("E0102", "the workbook has no cells"));
    }
    Ok(sheets)
}

/// What the rows of a sheet do not tell; rows and columns from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Merged cells.
    pub merged: Vec<Corners>,
    /// Formulas that were saved without a value, or with an error for one, and errors.
    pub valueless: BTreeSet<(u32, u32)>,
}

/// What the rows of a sheet do not tell; `None` where the file is no xlsx workbook, of which alone it can be told.
///
/// # Errors
/// `E0108` when the workbook has no such sheet or is damaged.
pub fn beside(blob: &Blob, sheet: &str) -> Result<Option<Beside>> {
    let broken = |error: XlsxError| Diagnostic::input("E0108", format!("cannot read the workbook: {error}"));
    let Ok(mut workbook): std::result::Result<Xlsx<_>, XlsxError> = open_workbook_from_rs(Cursor::new(blob.bytes()?))
    else {
        return Ok(None);
    };
    let merged = workbook.merge_cells_by_sheet_name(sheet).map_err(broken)?;
    let values = workbook.worksheet_range(sheet).map_err(broken)?;
    let formulas = workbook.worksheet_formula(sheet).map_err(broken)?;
    let is_lost = |at: &(u32, u32)| values.get_value(*at).is_none_or(|value| cell(value, false).is_blank());
    let errors = values.used_cells().filter(|(.., data)| matches!(data, Data::Error(_)));
    let errors = errors.filter_map(|(row, column, _)| place(values.start()?, row, column));
    let formulas = formulas.used_cells().filter_map(|(row, column, _)| place(formulas.start()?, row, column));
    let valueless = formulas.filter(is_lost).chain(errors).collect();
    Ok(Some(Beside { merged: merged.into_iter().map(|d| (d.start, d.end)).collect(), valueless }))
}

/// A cell of a range that begins at `start`.
fn place(start: (u32, u32), row: usize, column: usize) -> Option<(u32, u32)> {
    Some((start.0 + u32::try_from(row).ok()?, start.1 + u32::try_from(column).ok()?))
}

impl Sheet {
    /// Hands each row to `take` until it returns false.
    pub fn rows(&self, take: &mut dyn FnMut(Row) -> Result<bool>) -> Result<()> {
        let (top, left) = self.range.start().unwrap_or_default();
        for (line, row) in (u64::from(top) + 1..).zip(self.range.rows()) {
            let padding = std::iter::repeat_n(Cell::Empty, left as usize);
            let cells = row.iter().zip(&self.timed).map(|(data, timed)| cell(data, *timed));
            if !take(Row { line, cells: padding.chain(cells).collect(), unclosed: false })? {
                break;
            }
        }
        Ok(())
    }
}

fn timed(range: &Range<Data>) -> Vec<bool> {
    let mut timed = vec![false; range.width()];
    for row in range.rows() {
        for (data, timed) in row.iter().zip(&mut timed) {
            *timed |= matches!(data, Data::DateTime(time) if time.as_f64().fract() != 0.0);
        }
    }
    timed
}

fn cell(data: &Data, timed: bool) -> Cell<'_> {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.as_str().into()),
        Data::Float(number) => Cell::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets hold numbers as doubles")]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Bool(value) => Cell::Boolean(*value),
        // Below one it is a time of day, which stays a fraction of the day.
        Data::DateTime(time) if time.is_duration() || time.as_f64() < 1.0 => Cell::Number(time.as_f64()),
        Data::DateTime(time) => match time.as_datetime() {
            Some(time) if timed => Cell::Time(time),
            Some(time) => Cell::Date(time.date()),
            None => Cell::Number(time.as_f64()),
        },
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text.as_str().into()),
        // `#N/A` of a formula is nothing that the export says.
        Data::Error(_) => Cell::Empty,
    }
}
