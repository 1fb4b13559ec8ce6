//! Workbooks that are written a row at a time.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::diagnostic::{Diagnostic, Result};

/// A cell.
#[derive(Debug, Clone)]
pub enum In {
    /// Text; blank text is no cell.
    Text(String),
    /// A number.
    Number(f64),
    /// A time.
    Time(NaiveDateTime),
    /// Part of a day.
    Clock(f64),
}

/// A workbook of one sheet.
pub struct Sheet {
    book: Workbook,
    path: PathBuf,
    row: u32,
    time: Format,
    clock: Format,
    head: Format,
}

fn failed(error: XlsxError) -> Diagnostic {
    Diagnostic::input("E0101", error.to_string())
}

impl Sheet {
    /// A workbook at a path. Rows wait in a file beside it that has no name.
    ///
    /// # Errors
    /// `E0101` where the folder cannot be written.
    pub fn create(folder: &Path, name: &str, sheet: &str, widths: &[f64]) -> Result<Self> {
        fs_err::create_dir_all(folder)?;
        let mut book = Workbook::new();
        // A workbook carries the day on which it was made: always the same one, so that the bytes are.
        let day = ExcelDateTime::from_ymd(2026, 11, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        book.set_tempdir(folder).map_err(failed)?;
        let page = book.add_worksheet_with_constant_memory().map_err(failed)?;
        page.set_name(sheet).map_err(failed)?;
        for (column, width) in (0..).zip(widths) {
            page.set_column_width(column, *width).map_err(failed)?;
        }
        Ok(Sheet {
            book,
            path: folder.join(name),
            row: 0,
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            clock: Format::new().set_num_format("hh:mm"),
            head: Format::new().set_bold(),
        })
    }

    /// Writes a row of text in bold.
    ///
    /// # Errors
    /// `E0101` where it cannot be written.
    pub fn head(&mut self, cells: &[&str]) -> Result<()> {
        let (row, format) = (self.row, self.head.clone());
        let page = self.book.worksheet_from_index(0).map_err(failed)?;
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            page.write_string_with_format(row, column, *text, &format).map_err(failed)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// `E0101` where it cannot be written.
    pub fn row(&mut self, cells: impl IntoIterator<Item = In>) -> Result<()> {
        let row = self.row;
        let page = self.book.worksheet_from_index(0).map_err(failed)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                In::Text(text) if text.is_empty() => continue,
                In::Text(text) => page.write_string(row, column, text),
                In::Number(number) => page.write_number(row, column, number),
                In::Time(time) => page.write_number_with_format(row, column, serial(time), &self.time),
                In::Clock(part) => page.write_number_with_format(row, column, part, &self.clock),
            }
            .map_err(failed)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// `E0101` where it cannot be written.
    pub fn end(mut self) -> Result<()> {
        self.book.save(&self.path).map_err(failed)
    }
}

/// The serial number that Excel has for a time.
fn serial(time: NaiveDateTime) -> f64 {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    let minutes = (time - epoch.and_time(chrono::NaiveTime::MIN)).num_minutes();
    f64::from(i32::try_from(minutes).unwrap_or_default()) / 1440.0
}
