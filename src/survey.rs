//! The questionnaire that people fill in: how its workbook is laid out, and the way of their answers back into
//! `answers.csv`.
//!
//! [`back`] reads a returned workbook, [`table`] turns its rows into answers and names what cannot be used,
//! [`file`] puts the answers into `answers.csv`. What is asked is said in [`crate::assess::questions`]; the workbook
//! is written by `report::survey`.

pub mod back;
pub mod fault;
pub mod file;
pub mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::assess::ITEMS;
use crate::catalog::figure::{Answer, HumanAnswer};
use crate::connector::value::fold;
use crate::diagnostic::Result;
use crate::identity::Resolver;
use crate::identity::unite::unite;
use crate::ingest::hex;
use crate::lake::Lake;
use crate::workspace::config::Lang;
use crate::workspace::{Workspace, reference};

/// Version of the layout; a workbook of another one is not read.
pub const LAYOUT: &str = "2";
/// First cell of the list of questions, by which a questionnaire is known.
pub const MARK: &str = "assay survey";
/// The hidden sheet that lists what was asked.
pub const LIST: &str = "assay";
/// Labels of the values that the list begins with.
pub const HEAD: [&str; 8] = [MARK, "layout", "sheet", "month", "as_of", "checklist", "config_version", "input_hash"];

/// (English, Korean) headings of the table of questions.
pub const COLUMNS: [(&str, &str); 13] = [
    ("no.", "번호"),
    ("system id", "시스템ID"),
    ("system", "시스템"),
    ("department", "부서"),
    ("item", "문항"),
    ("question", "질문"),
    ("what is known", "확인된 내용"),
    ("what it settles", "판정에 미치는 영향"),
    ("answer", "응답"),
    ("answered by", "응답자"),
    ("date", "응답일"),
    ("reason", "사유"),
    ("expires", "만료일"),
];
/// Places of the columns that are read back.
pub const NUMBER: usize = 0;
/// See [`NUMBER`].
pub const SYSTEM: usize = 1;
/// See [`NUMBER`].
pub const ITEM: usize = 4;
/// See [`NUMBER`].
pub const ANSWER: usize = 8;
/// See [`NUMBER`].
pub const BY: usize = 9;
/// See [`NUMBER`].
pub const AT: usize = 10;
/// See [`NUMBER`].
pub const REASON: usize = 11;
/// See [`NUMBER`].
pub const EXPIRES: usize = 12;

/// First and last day that an answer may carry; others are slips of the pen.
pub const DAYS: [NaiveDate; 2] = [
    NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day of the calendar"),
    NaiveDate::from_ymd_opt(2100, 12, 31).expect("a day of the calendar"),
];

/// Name of the sheet with the questions.
pub fn sheet(lang: Lang) -> &'static str {
    if lang == Lang::Ko { "질문" } else { "questions" }
}

/// The words of the drop-down: yes, no, unknown.
pub fn words(lang: Lang) -> [&'static str; 3] {
    if lang == Lang::Ko { ["예", "아니오", "모름"] } else { ["YES", "NO", "UNKNOWN"] }
}

/// The answer that a cell means, in either language.
pub fn answer(text: &str) -> Option<Answer> {
    match fold(text).as_str() {
        "예" | "네" | "y" | "yes" => Some(Answer::Y),
        "아니오" | "아니요" | "n" | "no" => Some(Answer::N),
        "모름" | "u" | "unknown" => Some(Answer::U),
        _ => None,
    }
}

/// The item or gate that a cell means, as `answers.csv` writes it.
pub fn item(text: &str) -> Option<String> {
    let known = (1..=ITEMS).map(|n| n.to_string()).chain(["gate1".into(), "gate2".into()]);
    let given = fold(text);
    known.into_iter().find(|code| *code == given)
}

/// What stands beside a value at the head of the list, so that a slip of the keyboard in it is seen.
pub fn seal(label: &str, value: &str) -> String {
    hex(&Sha256::digest(format!("{label}\n{value}"))[..4])
}

/// A cell as spreadsheets name it; line from 1, column from 0.
pub fn cell_name(line: u32, column: usize) -> String {
    let letter = u8::try_from(column).ok().filter(|c| *c < 26).map_or('?', |c| char::from(b'A' + c));
    format!("{letter}{line}")
}

/// What a returned questionnaire brought.
#[derive(Debug)]
pub struct Brought {
    /// Language it was asked in.
    pub lang: Lang,
    /// Answers that can be used.
    pub answers: Vec<HumanAnswer>,
    /// Questions that stand without an answer.
    pub unanswered: usize,
    /// Cells that give a reason beside a blank answer.
    pub reasons_alone: Vec<String>,
    /// What cannot be used.
    pub faults: Vec<fault::Fault>,
}

/// The systems that answers may be about.
#[derive(Debug)]
pub struct Listed {
    /// Ids of the inventory.
    pub ids: BTreeSet<String>,
    /// Resolves the names that `answers.csv` may hold in their place.
    pub resolver: Resolver,
}

impl Listed {
    /// The inventory of a workspace, of its file and of connectors.
    ///
    /// # Errors
    /// Faults of reference files and of the lake.
    pub fn of(workspace: &Workspace) -> Result<Self> {
        let lake = Lake::new(workspace.lake());
        let united = unite(&reference::read_all(workspace)?, &lake, &lake.active()?, workspace.zone)?;
        let systems = united.references.iter().filter(|r| r.table.name == "systems").flat_map(|r| &r.rows);
        let ids = systems.filter_map(|row| row.first()?.text().map(str::to_string)).collect();
        Ok(Listed { ids, resolver: united.resolver })
    }
}

/// Reads a returned questionnaire; answers that are dated later than `today` are refused.
///
/// # Errors
/// Those of [`back::open`].
pub fn read(path: &Path, listed: &Listed, today: NaiveDate) -> Result<Brought> {
    let returned = back::open(path)?;
    Ok(table::judge(&returned, &listed.ids, today))
}
