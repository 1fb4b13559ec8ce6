//! What the papers of a workbook have in common: font, colours, page, and rows as high as their text.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::calendar::{Micros, utc};
use crate::cells::cut;
use crate::diagnostic::Diagnostic;

/// The font that Korean offices print with.
pub(super) const FONT: &str = "맑은 고딕";
/// Paper size A4.
pub(super) const A4: u8 = 9;
/// Points of a line of the tables' text.
const LINE: f64 = 12.6;
/// Half-width characters of the tables' text in a unit of column width.
const PER_WIDTH: f64 = 1.2;
/// Characters of the longest text of a cell, before its ellipsis; a page has no room for more.
pub(super) const LONGEST: usize = 8000;

/// What writing gives.
pub(super) type Written<T = ()> = std::result::Result<T, XlsxError>;

/// A workbook that was made at an instant; its bytes depend on what is written alone.
pub(super) fn book(at: Micros) -> Written<Workbook> {
    let mut book = Workbook::new();
    let time = ExcelDateTime::from_timestamp(utc(at).and_utc().timestamp())?;
    book.set_properties(&DocProperties::new().set_author("assay").set_creation_datetime(&time));
    Ok(book)
}

/// A fault of writing.
pub(super) fn fault(error: XlsxError) -> Diagnostic {
    Diagnostic::internal("E0903", format!("cannot write the workbook: {error}"))
}

/// How cells look.
pub(super) struct Looks {
    /// Text without borders.
    pub plain: Format,
    /// Text of a table.
    pub text: Format,
    /// Text in the middle of its cell.
    pub middle: Format,
    /// Headings of a table.
    pub head: Format,
    /// Heading of a sheet.
    pub title: Format,
    /// Small print.
    pub small: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let font = Format::new().set_font_name(FONT);
        let plain = font.clone().set_font_size(9).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let text = plain.clone().set_border(FormatBorder::Thin);
        let middle = text.clone().set_align(FormatAlign::Center);
        Looks {
            head: middle.clone().set_bold().set_background_color("#D9E2F3"),
            title: font.clone().set_font_size(16).set_bold(),
            small: font.set_font_size(8).set_font_color("#595959"),
            plain,
            text,
            middle,
        }
    }
}

/// Name, paper, margins, columns and page numbers of a sheet.
pub(super) fn page(sheet: &mut Worksheet, name: &str, widths: &[f64]) -> Written {
    sheet.set_name(name)?;
    sheet.set_paper_size(A4).set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2).set_print_center_horizontally(true);
    sheet.set_footer("&C&P / &N").set_screen_gridlines(false);
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// Text in one cell.
pub(super) fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Written {
    sheet.write_string_with_format(row, column, cut(text, LONGEST), format)?;
    Ok(())
}

/// As high as the cell with the most lines needs; merged cells do not grow by themselves.
pub(super) fn height(sheet: &mut Worksheet, row: u32, cells: &[(f64, &str)], least: f64) -> Written {
    let lines = cells.iter().map(|(width, text)| lines_of(text, *width)).fold(1.0, f64::max);
    sheet.set_row_height(row, least.max(lines * LINE + 6.0).min(400.0))?;
    Ok(())
}

/// Lines that a text takes in a column, wrapped between words.
pub(super) fn lines_of(text: &str, width: f64) -> f64 {
    let room = width * PER_WIDTH;
    let mut lines = 0.0;
    for line in text.split('\n') {
        let (mut used, mut taken) = (0.0, 1.0);
        for word in line.split_inclusive(' ') {
            let size = wide(word);
            if used > 0.0 && used + size > room {
                taken += 1.0;
                used = 0.0;
            }
            used += size;
            while used > room {
                taken += 1.0;
                used -= room;
            }
        }
        lines += taken;
    }
    lines
}

fn wide(text: &str) -> f64 {
    u32::try_from(text.width()).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_follow_the_width_of_the_text() {
        // 10 units of width hold 12 half-width characters: six Hangul.
        assert!((lines_of("가나다라마바", 10.0) - 1.0).abs() < 1e-9);
        assert!((lines_of("가나다라마바사", 10.0) - 2.0).abs() < 1e-9);
        assert!((lines_of("가나다 라마바사", 10.0) - 2.0).abs() < 1e-9);
        assert_eq!(cut("한글", LONGEST), "한글");
        assert_eq!(cut(&"한".repeat(LONGEST + 1), LONGEST).chars().count(), LONGEST + 1);
        assert!(cut(&"한".repeat(40_000), LONGEST).ends_with("한…"));
        assert!((lines_of("a\nb\n", 10.0) - 3.0).abs() < 1e-9);
    }
}
