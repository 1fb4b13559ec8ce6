//! The questionnaire as a workbook: an introduction, the questions with drop-downs, and a hidden list of what was asked.
//! Only the cells of answers can be edited. Every cell is text or a number, none is a formula.
//!
//! The bytes depend on the questions and the instant alone: the clock is never asked.

use std::collections::BTreeSet;

use chrono::Datelike;
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, IgnoreError, ProtectionOptions, Worksheet,
    XlsxError,
};

use super::intro::{self, Extent, Intro};
use super::{Row, counts, words};
use crate::diagnostic::Result;
use crate::portfolio::Portfolio;
use crate::report::candidates;
use crate::report::paper::{self, Written, book, fault, height, page, put};
use crate::survey::{self, ANSWER, AT, BY, COLUMNS, DAYS, EXPIRES, HEAD, LAYOUT, LIST, REASON, SYSTEM, seal};
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

/// Widths of the columns in characters; together they fill a page lying down.
const WIDTHS: [f64; 13] = [4.5, 12.5, 15.0, 11.0, 6.0, 27.0, 42.0, 20.0, 8.0, 9.5, 10.5, 22.0, 10.5];
/// Widths of the introduction.
const INTRO: [f64; 5] = [14.0, 62.0, 10.0, 13.0, 16.0];

/// The bytes of a questionnaire of these rows; `department` where it is of one alone.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn bytes(
    workspace: &Workspace,
    portfolio: &Portfolio,
    rows: &[&Row],
    department: Option<&str>,
    lang: Lang,
) -> Result<Vec<u8>> {
    let mut book = book(portfolio.as_of).map_err(fault)?;
    let systems: BTreeSet<_> = rows.iter().map(|r| &r.question.system_id).collect();
    let as_of = workspace.zone.local(portfolio.as_of).format("%Y-%m-%d %H:%M").to_string();
    let extent = Extent { department, questions: rows.len(), systems: systems.len(), as_of: &as_of };
    let intro = intro::words(portfolio, &extent, lang);
    let looks = Looks::new();
    write_intro(book.add_worksheet(), portfolio, rows, &intro, lang, &looks).map_err(fault)?;
    write_questions(book.add_worksheet(), rows, lang, &looks).map_err(fault)?;
    let as_of = candidates::as_of(workspace, portfolio);
    write_list(book.add_worksheet(), portfolio, rows, &as_of, lang).map_err(fault)?;
    book.save_to_buffer().map_err(fault)
}

/// How cells look.
struct Looks {
    paper: paper::Looks,
    answer: Format,
    given: Format,
    day: Format,
}

impl Looks {
    fn new() -> Self {
        let paper = paper::Looks::new();
        let given = paper.text.clone().set_unlocked().set_background_color("#FFF8DC");
        let answer = given.clone().set_align(FormatAlign::Center);
        Looks { day: answer.clone().set_num_format("yyyy-mm-dd"), paper, answer, given }
    }
}

fn write_intro(
    sheet: &mut Worksheet,
    portfolio: &Portfolio,
    rows: &[&Row],
    intro: &Intro,
    lang: Lang,
    looks: &Looks,
) -> Written {
    page(sheet, intro.sheet, &INTRO)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 1).protect();
    put(sheet, 0, 0, intro.title, &looks.paper.title)?;
    sheet.set_row_height(0, 30)?;
    let wide = INTRO[1];
    let mut line = 2;
    for (label, text) in &intro.about {
        put(sheet, line, 0, label, &looks.paper.head)?;
        put(sheet, line, 1, text, &looks.paper.text)?;
        height(sheet, line, &[(wide, text)], 20.0)?;
        line += 1;
    }
    for label in intro.blanks {
        put(sheet, line, 0, label, &looks.paper.head)?;
        sheet.write_blank(line, 1, &looks.given)?;
        sheet.set_row_height(line, 20)?;
        line += 1;
    }
    line += 1;
    for (number, step) in (1..).zip(&intro.steps) {
        put(sheet, line, 0, &format!("{number}."), &looks.paper.middle)?;
        put(sheet, line, 1, step, &looks.paper.text)?;
        height(sheet, line, &[(wide, step)], 20.0)?;
        line += 1;
    }
    line += 1;
    let (heading, columns) = &intro.table;
    put(sheet, line, 0, heading, &looks.paper.plain)?;
    line += 1;
    for (column, text) in (0..).zip(columns) {
        put(sheet, line, column, text, &looks.paper.head)?;
    }
    for count in counts(rows.iter().copied()) {
        line += 1;
        let cells = intro::counted(words(portfolio, count.topic, lang), &count);
        for (column, text) in (0..).zip(&cells) {
            put(sheet, line, column, text, if column == 1 { &looks.paper.text } else { &looks.paper.middle })?;
        }
        height(sheet, line, &[(wide, &cells[1])], 18.0)?;
    }
    sheet.ignore_error_range(0, 0, line, 4, IgnoreError::NumberStoredAsText)?;
    put(sheet, line + 2, 0, &intro.note, &looks.paper.small)
}

fn write_questions(sheet: &mut Worksheet, rows: &[&Row], lang: Lang, looks: &Looks) -> Written {
    page(sheet, survey::sheet(lang), &WIDTHS)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 3)?;
    let open = ProtectionOptions { use_autofilter: true, sort: true, format_columns: true, ..ProtectionOptions::new() };
    sheet.protect_with_options(&ProtectionOptions { format_rows: true, ..open });
    let headings = COLUMNS.map(|(en, ko)| if lang == Lang::Ko { ko } else { en });
    for (column, text) in (0..).zip(headings) {
        put(sheet, 0, column, text, &looks.paper.head)?;
    }
    height(sheet, 0, &WIDTHS.into_iter().zip(headings).collect::<Vec<_>>(), 22.0)?;
    for (line, row) in (1..).zip(rows) {
        write_row(sheet, line, row, looks)?;
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, column(EXPIRES))?;
    sheet.ignore_error_range(1, column(SYSTEM), last, column(SYSTEM), IgnoreError::NumberStoredAsText)?;
    validations(sheet, last, lang)
}

fn write_row(sheet: &mut Worksheet, line: u32, row: &Row, looks: &Looks) -> Written {
    let question = &row.question;
    sheet.write_number_with_format(line, 0, f64::from(line), &looks.paper.middle)?;
    let department = row.department.as_deref().unwrap_or_default();
    put(sheet, line, 1, &question.system_id, &looks.paper.text)?;
    put(sheet, line, 2, &row.system, &looks.paper.text)?;
    put(sheet, line, 3, department, &looks.paper.text)?;
    put(sheet, line, 4, &question.topic.code(), &looks.paper.middle)?;
    for (at, text) in (5..).zip([&row.asked, &row.known, &row.effect]) {
        put(sheet, line, at, text, &looks.paper.text)?;
    }
    for (at, format) in [(ANSWER, &looks.answer), (BY, &looks.answer), (REASON, &looks.given)] {
        sheet.write_blank(line, column(at), format)?;
    }
    for at in [AT, EXPIRES] {
        sheet.write_blank(line, column(at), &looks.day)?;
    }
    let texts = [&question.system_id, &row.system, department, "", &row.asked, &row.known, &row.effect];
    height(sheet, line, &WIDTHS[1..].iter().copied().zip(texts).collect::<Vec<_>>(), 24.0)
}

/// Drop-downs, limits of dates, and a word to each cell that is to be filled in.
fn validations(sheet: &mut Worksheet, last: u32, lang: Lang) -> Written {
    let said = |ko: &'static str, en: &'static str| if lang == Lang::Ko { ko } else { en };
    let list = survey::words(lang);
    let day = |at: usize| {
        let month_and_day = |n: u32| u8::try_from(n).unwrap_or(1);
        let (year, month, day) = (DAYS[at].year(), DAYS[at].month(), DAYS[at].day());
        ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month_and_day(month), month_and_day(day))
    };
    let days = || Ok::<_, XlsxError>(DataValidation::new().allow_date(DataValidationRule::Between(day(0)?, day(1)?)));
    let no_date = said("2026-11-03과 같이 날짜를 적으십시오.", "Write a date like 2026-11-03.");
    let cells = [
        (
            ANSWER,
            DataValidation::new()
                .allow_list_strings(&list)?
                .set_error_message(said("목록에서 고르십시오.", "Choose from the list."))?,
            said(
                "예, 아니오, 모름 가운데 고릅니다. 비워 두면 미응답입니다.",
                "Choose from the list. Blank is unanswered.",
            ),
        ),
        (BY, DataValidation::new().allow_any_value(), said("응답한 사람의 이름", "Name of who answers")),
        (
            AT,
            days()?.set_error_message(no_date)?,
            said("응답한 날: 2026-11-03과 같이 적습니다.", "Day of the answer, like 2026-11-03"),
        ),
        (REASON, DataValidation::new().allow_any_value(), said("판단 근거를 한 문장으로", "Why, in one sentence")),
        (
            EXPIRES,
            days()?.set_error_message(no_date)?,
            said(
                "선택 사항: 응답이 더는 유효하지 않은 첫날. 비우면 응답일부터 12개월입니다.",
                "Optional: the first day on which the answer no longer holds. Blank is 12 months after the date.",
            ),
        ),
    ];
    for (at, validation, message) in cells {
        let (en, ko) = COLUMNS[at];
        let validation = validation.set_input_title(said(ko, en))?.set_input_message(message)?;
        sheet.add_data_validation(1, column(at), last, column(at), &validation)?;
    }
    Ok(())
}

/// What was asked, for the way back: without it nobody would see that a row is gone.
fn write_list(sheet: &mut Worksheet, portfolio: &Portfolio, rows: &[&Row], as_of: &str, lang: Lang) -> Written {
    sheet.set_name(LIST)?.set_very_hidden(true).protect();
    let values = [
        env!("CARGO_PKG_VERSION"),
        LAYOUT,
        survey::sheet(lang),
        &portfolio.month.to_string(),
        as_of,
        &portfolio.checklist.version,
        &portfolio.config_version,
        &portfolio.input_hash,
    ];
    let head = HEAD.iter().zip(values).map(|(label, value)| [label.to_string(), value.into(), seal(label, value)]);
    let asked = (1_usize..)
        .zip(rows)
        .map(|(number, row)| [number.to_string(), row.question.system_id.clone(), row.question.topic.code()]);
    for (line, cells) in (0..).zip(head.chain([["number", "system_id", "item"].map(String::from)]).chain(asked)) {
        sheet.write_row(line, 0, cells)?;
    }
    Ok(())
}

fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
