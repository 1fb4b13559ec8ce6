//! candidates.xlsx: the ranking with what it stands on, for people who sort and filter. Numbers are numbers, everything
//! else is text, and nothing is a formula.
//!
//! The bytes depend on the month and its instant alone: the clock is never asked.

mod sheets;

use rust_xlsxwriter::{
    ConditionalFormatText, ConditionalFormatTextRule, Format, FormatAlign, FormatBorder, IgnoreError, Note, Worksheet,
};

use super::manifest::Edition;
use super::paper::{A4, FONT, Written, book, fault, height, lines_of};
use crate::cells::cut;
use crate::diagnostic::Result;
use crate::portfolio::Portfolio;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

/// How whole numbers look.
const WHOLE: &str = "#,##0";
/// Columns this wide hold sentences.
const SENTENCES: f64 = 28.0;
/// Characters of the longest text of a cell, before its ellipsis; it can hold 32,767.
const LONGEST: usize = 32_000;
/// Characters of a page's width, printed small.
const READABLE: f64 = 320.0;
/// Units of column width that a line of a note holds.
const NOTE_WIDTH: f64 = 40.0;
/// Verdicts, with the colour of their cells.
const COLOURS: [(&str, &str); 3] = [("ADOPT", "#CFE8D6"), ("NEEDS_REVIEW", "#FDEEC3"), ("KEEP", "#E6E9ED")];

/// A cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    /// A number.
    Number(f64),
    /// Anything else; empty where it is unknown.
    Text(String),
}

impl Cell {
    /// A number where it is known.
    fn number(value: Option<f64>) -> Self {
        value.map_or_else(|| Cell::Text(String::new()), Cell::Number)
    }

    /// A text.
    fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }
}

/// A column.
#[derive(Debug, Clone)]
struct Column {
    /// Heading.
    label: String,
    /// What the column holds, for the note of its heading; may be empty.
    note: String,
    /// Characters.
    width: f64,
    /// How its numbers look; empty for text.
    number: &'static str,
}

/// A sheet.
#[derive(Debug)]
struct Sheet {
    name: &'static str,
    /// Columns that stay when the rest is moved sideways.
    frozen: u16,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// Whether its sentences are wrapped.
    wrapped: bool,
    /// Column of the verdicts, to be coloured.
    verdict: Option<u16>,
}

/// The bytes of the workbook.
///
/// # Errors
/// `E0903` when the writer fails; faults of the engine and of the draws.
pub fn xlsx(workspace: &Workspace, portfolio: &Portfolio, lang: Lang, edition: Option<&Edition>) -> Result<Vec<u8>> {
    let mut book = book(portfolio.as_of).map_err(fault)?;
    for sheet in sheets::all(workspace, portfolio, lang, edition)? {
        write(book.add_worksheet(), &sheet).map_err(fault)?;
    }
    book.save_to_buffer().map_err(fault)
}

/// The height of a note of so many lines.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 110 and 800")]
fn pixels(lines: f64) -> u32 {
    (lines * 15.0 + 12.0).clamp(110.0, 800.0) as u32
}

fn write(sheet: &mut Worksheet, of: &Sheet) -> Written {
    let plain = Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::Top);
    let head =
        plain.clone().set_bold().set_text_wrap().set_background_color("#D9E2F3").set_border_bottom(FormatBorder::Thin);
    sheet.set_name(of.name)?.set_landscape().set_paper_size(A4);
    // On one page's width only where that can still be read.
    if of.columns.iter().map(|c| c.width).sum::<f64>() < READABLE {
        sheet.set_print_fit_to_pages(1, 0);
    }
    sheet.set_repeat_rows(0, 0)?.set_footer("&L&A&C&P / &N").set_freeze_panes(1, of.frozen)?;
    let whole = plain.clone().set_num_format(WHOLE);
    let last = u32::try_from(of.rows.len()).unwrap_or(u32::MAX);
    let formats: Vec<Format> = of
        .columns
        .iter()
        .map(|c| match c.number {
            "" if of.wrapped && c.width >= SENTENCES => plain.clone().set_text_wrap(),
            "" => plain.clone(),
            number => plain.clone().set_num_format(number),
        })
        .collect();
    for (at, column) in (0..).zip(&of.columns) {
        sheet.set_column_width(at, column.width)?.write_string_with_format(0, at, &column.label, &head)?;
        if !column.note.is_empty() {
            let note = cut(&column.note, LONGEST);
            let height = pixels(lines_of(&note, NOTE_WIDTH));
            let note = Note::new(note).add_author_prefix(false).set_width(320).set_height(height);
            sheet.insert_note(0, at, &note)?;
        }
    }
    for (line, row) in (1..).zip(&of.rows) {
        if of.wrapped {
            let sentences = of.columns.iter().zip(row).filter(|(c, _)| c.width >= SENTENCES);
            let sentences = sentences.filter_map(|(c, cell)| match cell {
                Cell::Text(text) => Some((c.width, text.as_str())),
                Cell::Number(_) => None,
            });
            height(sheet, line, &sentences.collect::<Vec<_>>(), 15.0)?;
        }
        for ((at, cell), format) in (0..).zip(row).zip(&formats) {
            match cell {
                // Excel would end a whole number with a point by a format that has decimals.
                Cell::Number(number) if number.fract() == 0.0 => {
                    sheet.write_number_with_format(line, at, *number, &whole)?
                }
                Cell::Number(number) => sheet.write_number_with_format(line, at, *number, format)?,
                Cell::Text(text) if text.is_empty() => continue,
                Cell::Text(text) => sheet.write_string_with_format(line, at, cut(text, LONGEST), format)?,
            };
        }
    }
    let headings: Vec<_> = of.columns.iter().map(|c| (c.width, c.label.as_str())).collect();
    height(sheet, 0, &headings, 15.0)?;
    let columns = u16::try_from(of.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(0, 0, last, columns)?;
    if let Some(at) = of.verdict.filter(|_| last > 0) {
        for (verdict, colour) in COLOURS {
            let format = Format::new().set_background_color(colour);
            let rule = ConditionalFormatTextRule::BeginsWith(verdict.to_string());
            sheet.add_conditional_format(
                1,
                at,
                last,
                at,
                &ConditionalFormatText::new().set_rule(rule).set_format(format),
            )?;
        }
    }
    // Identifiers of digits alone are meant as text.
    sheet.ignore_error_range(1, 0, last.max(1), columns, IgnoreError::NumberStoredAsText)?;
    Ok(())
}
