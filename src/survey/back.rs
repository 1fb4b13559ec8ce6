//! Opens a returned questionnaire: its rows with their places in the sheet, its merged cells, and the hidden list of
//! what was asked. What the rows mean is not its business.

use std::path::Path;

use super::{COLUMNS, HEAD, LAYOUT, LIST, MARK, cell_name, seal, sheet};
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::reader::blob::Blob;
use crate::reader::workbook::{self, Beside, Sheet};
use crate::reader::{Cell, Row};
use crate::workspace::config::Lang;

/// A question that was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its number in the workbook.
    pub number: String,
    /// System.
    pub system_id: String,
    /// `1` to `10`, `gate1`, `gate2`.
    pub item: String,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Row of the sheet, from 1.
    pub number: u32,
    /// As many cells as [`COLUMNS`].
    pub cells: Vec<Cell<'static>>,
}

/// A returned workbook.
#[derive(Debug)]
pub struct Returned {
    /// Language in which it was asked.
    pub lang: Lang,
    /// What was asked.
    pub asked: Vec<Asked>,
    /// The heading.
    pub header: Line,
    /// The filled rows below it.
    pub lines: Vec<Line>,
    /// What the rows do not tell.
    pub beside: Beside,
}

/// Opens a workbook.
///
/// # Errors
/// `E0163` for a file that is no questionnaire of assay or was saved as something else than .xlsx, `E0164` for one that
/// lost a sheet, has another layout, or whose hidden sheet was changed.
pub fn open(path: &Path) -> Result<Returned> {
    let blob = Blob::Plain(path.to_path_buf());
    let is_workbook = blob.is_workbook().map_err(|e| e.at_file(path))?;
    let none = |why: &str| {
        Diagnostic::input("E0163", format!("the file is no questionnaire of assay: {why}"))
            .at_file(path)
            .hint("`assay survey export FILE.xlsx` makes one; hand in the workbook that was filled in, saved as .xlsx")
    };
    if !is_workbook {
        return Err(none("it is no workbook"));
    }
    let sheets = workbook::sheets(&blob).map_err(|e| e.at_file(path))?;
    let named = |name: &str| sheets.iter().find(|s| s.name == name);
    let questions = [Lang::Ko, Lang::En].into_iter().find_map(|lang| named(sheet(lang)));
    let list = named(LIST).map(rows).transpose()?.filter(|rows| text(rows.first(), 0) == MARK);
    let (questions, list) = match (questions, list) {
        (Some(questions), Some(list)) => (questions, list),
        (None, None) => return Err(none("it has none of its sheets")),
        (None, Some(list)) => return Err(lost(&value(&list, "sheet"), &sheets, path)),
        (Some(_), None) => return Err(lost(LIST, &sheets, path)),
    };
    if value(&list, "layout") != LAYOUT {
        let message = format!("the questionnaire has the layout {}, this assay reads {LAYOUT}", value(&list, "layout"));
        return Err(Diagnostic::input("E0164", message)
            .at_file(path)
            .hint("export it again and copy the answers over"));
    }
    check_head(&list, path)?;
    let Some(beside) = workbook::beside(&blob, &questions.name).map_err(|e| e.at_file(path))? else {
        return Err(Diagnostic::input("E0163", "the questionnaire was not saved as .xlsx").at_file(path).hint(
            "open it, save it as an Excel workbook (.xlsx) and import that: nothing that was filled in is lost",
        ));
    };
    let mut lines: Vec<Line> = rows(questions)?.into_iter().map(line).collect();
    if lines.is_empty() {
        return Err(lost(&questions.name, &sheets, path));
    }
    let header = lines.remove(0);
    Ok(Returned {
        lang: if questions.name == sheet(Lang::Ko) { Lang::Ko } else { Lang::En },
        asked: list.iter().skip_while(|row| text(Some(row), 0) != "number").skip(1).map(asked).collect(),
        header,
        lines,
        beside,
    })
}

/// Refuses a list whose head is not what was exported: nobody could tell what the answers are about.
fn check_head(list: &[Row], path: &Path) -> Result<()> {
    let place = |cell: Option<String>| Place { part: Some(LIST.into()), cell, ..Place::file(path) };
    for label in HEAD {
        let row = list.iter().find(|row| text(Some(row), 0) == label);
        let fault = |message| {
            let cell = row.map(|row| cell_name(u32::try_from(row.line).unwrap_or(u32::MAX), 1));
            Diagnostic::input("E0164", message)
                .at(place(cell))
                .hint("export the questionnaire again and copy the answers over; hidden sheets are not to be edited")
        };
        let value = text(row, 1);
        if row.is_none() {
            return Err(fault(format!("the hidden sheet has no `{label}`")));
        }
        if text(row, 2) != seal(label, &value) {
            return Err(fault(format!("the hidden cell of `{label}` was changed: it holds `{value}`")));
        }
    }
    Ok(())
}

/// A questionnaire without one of its sheets cannot be read: without the list nobody knows what is missing.
fn lost(name: &str, sheets: &[Sheet], path: &Path) -> Diagnostic {
    let there: Vec<_> = sheets.iter().map(|s| format!("`{}`", s.name)).collect();
    Diagnostic::input("E0164", format!("the questionnaire has no sheet `{name}`"))
        .at_file(path)
        .fact(format!("it has {}", there.join(", ")))
        .hint("fill in the workbook as it was exported: no sheet may be renamed, deleted or copied into another file")
}

/// The rows that hold anything.
fn rows(sheet: &Sheet) -> Result<Vec<Row<'static>>> {
    let mut rows = Vec::new();
    sheet.rows(&mut |row| {
        if !row.cells.iter().all(Cell::is_blank) {
            let cells = row.cells.into_iter().map(Cell::into_owned).collect();
            rows.push(Row { line: row.line, cells, unclosed: false });
        }
        Ok(true)
    })?;
    Ok(rows)
}

fn line(row: Row<'static>) -> Line {
    let mut cells = row.cells;
    cells.resize(COLUMNS.len(), Cell::Empty);
    Line { number: u32::try_from(row.line).unwrap_or(u32::MAX), cells }
}

fn text(row: Option<&Row>, column: usize) -> String {
    row.and_then(|r| r.cells.get(column)).map(|c| c.text().into_owned()).unwrap_or_default()
}

/// A value of the head of the list by its label.
fn value(list: &[Row], label: &str) -> String {
    text(list.iter().find(|row| text(Some(row), 0) == label), 1)
}

fn asked(row: &Row) -> Asked {
    Asked { number: text(Some(row), 0), system_id: text(Some(row), 1), item: text(Some(row), 2) }
}
