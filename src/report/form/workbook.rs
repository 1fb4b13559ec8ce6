//! The papers as a workbook to print on A4: merged cells, wrapped text, borders, heights that fit, and nothing but text.
//!
//! The bytes depend on the papers and the instant alone: the clock is never asked.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::{Form, FormRow, Words};
use crate::calendar::Micros;
use crate::cells::cut;
use crate::diagnostic::Result;
use crate::report::outage_log::OutageLog;
use crate::report::paper::{self, LONGEST, Written, book, fault, height, lines_of, page, put};

/// Widths of the form's columns in characters; together they fill a page upright.
const WIDTHS: [f64; 6] = [10.5, 4.5, 31.0, 14.5, 8.5, 33.0];
/// Widths of the outage list's columns; together they fill a page lying down.
const LOG_WIDTHS: [f64; 13] = [4.5, 16.0, 11.0, 11.0, 8.0, 9.0, 6.0, 22.0, 11.0, 24.0, 9.0, 16.0, 16.0];

/// The bytes of a workbook with these papers; `at` stands as its time of creation.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn bytes(form: Option<&Form>, log: &OutageLog, at: Micros) -> Result<Vec<u8>> {
    let mut book = book(at).map_err(fault)?;
    if let Some(form) = form {
        write_form(book.add_worksheet(), form).map_err(fault)?;
    }
    write_log(book.add_worksheet(), log).map_err(fault)?;
    book.save_to_buffer().map_err(fault)
}

/// How cells look.
struct Looks {
    title: Format,
    head: Format,
    text: Format,
    middle: Format,
    strong: Format,
    sign: Format,
    small: Format,
}

impl Looks {
    fn new() -> Self {
        let paper::Looks { title, head, text, middle, small, .. } = paper::Looks::new();
        Looks {
            title: title.set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            strong: middle.clone().set_bold(),
            sign: text.clone().set_align(FormatAlign::Right).set_font_color("#7F7F7F"),
            small: small.set_text_wrap(),
            head,
            text,
            middle,
        }
    }
}

fn write_form(sheet: &mut Worksheet, form: &Form) -> Written {
    let looks = Looks::new();
    page(sheet, "자가진단표", &WIDTHS)?;
    // A Korean form is one page, like the guide's; with English below each text it takes as many as it needs.
    sheet.set_portrait().set_print_fit_to_pages(1, u16::from(form.words == Words::Korean));
    span(sheet, 0, (0, 5), &form.title, &looks.title)?;
    sheet.set_row_height(0, 18.0 + 20.0 * lines_of(&form.title, 200.0))?;
    let mut row = write_head(sheet, 1, form, &looks)? + 1;
    sheet.set_row_height(row - 1, 6)?;
    for (column, text) in (0..).zip(&form.columns) {
        put(sheet, row, column, text, &looks.head)?;
    }
    let all: Vec<(f64, &str)> = WIDTHS.iter().copied().zip(form.columns.iter().map(String::as_str)).collect();
    height(sheet, row, &all, 18.0)?;
    row = write_items(sheet, row + 1, &form.rows, &looks)?;
    for (label, value) in &form.results {
        span(sheet, row, (0, 1), label, &looks.head)?;
        span(sheet, row, (2, 5), value, &looks.text)?;
        height(sheet, row, &[(WIDTHS[0] + WIDTHS[1], label), (WIDTHS[2..].iter().sum(), value)], 18.0)?;
        row += 1;
    }
    sheet.set_row_height(row, 8)?;
    row = write_signatures(sheet, row + 1, form, &looks)?;
    for note in &form.notes {
        span(sheet, row, (0, 5), note, &looks.small)?;
        row += 1;
    }
    Ok(())
}

/// Labels and values, two pairs a row; gives the row below.
fn write_head(sheet: &mut Worksheet, mut row: u32, form: &Form, looks: &Looks) -> Written<u32> {
    for pair in form.head.chunks(2) {
        let widths = [WIDTHS[2], WIDTHS[4] + WIDTHS[5]];
        let mut cells = Vec::new();
        for ((label, value), (at, width)) in pair.iter().zip([0_u16, 3].into_iter().zip(widths)) {
            let (named, valued) = if at == 0 { ((0, 1), (2, 2)) } else { ((3, 3), (4, 5)) };
            span(sheet, row, named, label, &looks.head)?;
            span(sheet, row, valued, value, &looks.text)?;
            cells.extend([(WIDTHS[0] + WIDTHS[1], label.as_str()), (width, value.as_str())]);
        }
        height(sheet, row, &cells, 18.0)?;
        row += 1;
    }
    Ok(row)
}

/// The ten items with their categories merged; gives the row below.
fn write_items(sheet: &mut Worksheet, first: u32, rows: &[FormRow], looks: &Looks) -> Written<u32> {
    let mut row = first;
    for group in rows.chunk_by(|a, b| a.category == b.category) {
        let top = row;
        for item in group {
            let cells = [&item.question, &item.indicator, &item.answer, &item.review];
            let formats = [&looks.text, &looks.middle, &looks.strong, &looks.text];
            put(sheet, row, 1, &item.item.to_string(), &looks.middle)?;
            for ((column, text), format) in (2..).zip(cells).zip(formats) {
                put(sheet, row, column, text, format)?;
            }
            let sized: Vec<(f64, &str)> = WIDTHS[2..].iter().copied().zip(cells.map(String::as_str)).collect();
            height(sheet, row, &sized, 27.0)?;
            row += 1;
        }
        let Some(category) = group.first().map(|i| &i.category) else { continue };
        if row - top > 1 {
            sheet.merge_range(top, 0, row - 1, 0, category, &looks.head)?;
        } else {
            put(sheet, top, 0, category, &looks.head)?;
        }
    }
    Ok(row)
}

fn write_signatures(sheet: &mut Worksheet, mut row: u32, form: &Form, looks: &Looks) -> Written<u32> {
    let (columns, people) = &form.signatures;
    let places = [(0, 1), (2, 2), (3, 3), (4, 4), (5, 5)];
    for (place, text) in places.into_iter().zip(columns) {
        span(sheet, row, place, text, &looks.head)?;
    }
    height(sheet, row, &[(WIDTHS[4], columns.get(3).map_or("", String::as_str))], 18.0)?;
    row += 1;
    for person in people {
        span(sheet, row, places[0], person, &looks.middle)?;
        for place in &places[1..4] {
            span(sheet, row, *place, "", &looks.middle)?;
        }
        span(sheet, row, places[4], "(서명)", &looks.sign)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    sheet.set_row_height(row, 6)?;
    Ok(row + 1)
}

fn write_log(sheet: &mut Worksheet, log: &OutageLog) -> Written {
    let looks = Looks::new();
    page(sheet, "장애조치결과", &LOG_WIDTHS)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(1, 1)?;
    span(sheet, 0, (0, 12), &log.title, &looks.title)?;
    sheet.set_row_height(0, 18.0 + 20.0 * lines_of(&log.title, 200.0))?;
    for (column, text) in (0..).zip(&log.columns) {
        put(sheet, 1, column, text, &looks.head)?;
    }
    let all: Vec<(f64, &str)> = LOG_WIDTHS.iter().copied().zip(log.columns.iter().map(String::as_str)).collect();
    height(sheet, 1, &all, 18.0)?;
    let mut row = 2;
    for cells in &log.rows {
        for (column, text) in (0..).zip(cells) {
            // Subject and remedial result are sentences; the rest are words.
            let format = if matches!(column, 7 | 9) { &looks.text } else { &looks.middle };
            put(sheet, row, column, text, format)?;
        }
        let all: Vec<(f64, &str)> = LOG_WIDTHS.iter().copied().zip(cells.iter().map(String::as_str)).collect();
        height(sheet, row, &all, 18.0)?;
        row += 1;
    }
    if log.rows.is_empty() {
        span(sheet, row, (0, 12), "해당 월에 장애 없음", &looks.middle)?;
        row += 1;
    }
    for note in &log.notes {
        span(sheet, row, (0, 12), note, &looks.small)?;
        row += 1;
    }
    Ok(())
}

/// Text over the columns from the first to the last.
fn span(sheet: &mut Worksheet, row: u32, (first, last): (u16, u16), text: &str, format: &Format) -> Written {
    if first == last {
        put(sheet, row, first, text, format)?;
    } else {
        sheet.merge_range(row, first, row, last, &cut(text, LONGEST), format)?;
    }
    Ok(())
}
