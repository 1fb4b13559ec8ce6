//! From the rows of a returned questionnaire to answers: rows are known by their system and item, in whatever order
//! they stand, and each cell that cannot be used is named. Blank answers are no fault.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::back::{Line, Returned};
use super::fault::{Fault, short};
use super::{ANSWER, AT, BY, Brought, COLUMNS, DAYS, EXPIRES, ITEM, NUMBER, REASON, SYSTEM};
use super::{answer, cell_name, item, words};
use crate::catalog::figure::{Answer, HumanAnswer};
use crate::cells::unsafe_again;
use crate::connector::time::{self, Moment};
use crate::diagnostic::nearest;
use crate::reader::Cell;
use crate::workspace::config::Lang;

/// System and item.
type Key = (String, String);

const COPY: &str = "copy the row from the exported workbook, or export the questionnaire again";

/// Reads the table; `systems` are the ids of the inventory, no answer can be of a day after `today`.
pub fn judge(returned: &Returned, systems: &BTreeSet<String>, today: NaiveDate) -> Brought {
    let headings = headings(returned);
    let mut brought = Brought {
        lang: returned.lang,
        answers: Vec::new(),
        unanswered: 0,
        reasons_alone: Vec::new(),
        faults: Vec::new(),
    };
    // What a column holds is no longer sure: nothing is taken from it.
    if headings.iter().any(|(column, _)| [SYSTEM, ITEM, ANSWER, BY, AT, REASON, EXPIRES].contains(column)) {
        brought.faults = headings.into_iter().map(|(_, fault)| fault).chain(merged(returned)).collect();
        return brought;
    }
    let mut seen = Seen::default();
    for line in &returned.lines {
        seen.take(line, returned, systems, today);
    }
    brought.faults = headings.into_iter().map(|(_, fault)| fault).chain(merged(returned)).chain(seen.faults).collect();
    let (answers, twice) = settle(seen.answers);
    brought.faults.extend(twice);
    brought.faults.extend(gone(returned, &seen.keys, &seen.numbers));
    let answered: BTreeSet<&Key> = seen.answered.iter().collect();
    brought.unanswered = seen.keys.iter().filter(|key| !answered.contains(key)).count();
    brought.reasons_alone = seen.reasons_alone;
    brought.answers = answers;
    brought
}

/// Headings that are not what was exported, in either language, with their columns.
fn headings(returned: &Returned) -> Vec<(usize, Fault)> {
    let line = &returned.header;
    let changed = COLUMNS.iter().zip(&line.cells).enumerate().filter_map(|(column, ((en, ko), cell))| {
        let (text, expected) = (cell.text(), if returned.lang == Lang::Ko { ko } else { en });
        if text == **en || text == **ko {
            return None;
        }
        let reason = format!("the heading is `{}`, expected `{expected}`", short(&text));
        let hint = format!("write `{expected}` again; columns keep their places");
        Some((column, Fault::of_cell("E0165", (line.number, column), text, reason, &hint)))
    });
    changed.collect()
}

/// What the rows gave so far.
#[derive(Default)]
struct Seen {
    /// Questions that stand in the sheet.
    keys: BTreeSet<Key>,
    /// Numbers of rows whose question cannot be read.
    numbers: BTreeSet<String>,
    /// Questions with something in the answer cell, usable or not.
    answered: BTreeSet<Key>,
    /// Usable answers with their rows.
    answers: BTreeMap<Key, Vec<(u32, HumanAnswer)>>,
    reasons_alone: Vec<String>,
    faults: Vec<Fault>,
}

impl Seen {
    fn take(&mut self, line: &Line, returned: &Returned, systems: &BTreeSet<String>, today: NaiveDate) {
        let key = question(line, returned, systems);
        // A row of which a part is merged with others is named by its range.
        if returned.beside.merged.iter().any(|range| touches(range, line.number)) {
            self.numbers.insert(text(line, NUMBER));
            self.answered.extend(key.clone().ok());
            self.keys.extend(key.ok());
            return;
        }
        let key = match key {
            Ok(key) => key,
            Err(fault) => {
                self.numbers.insert(text(line, NUMBER));
                self.faults.push(fault);
                return;
            }
        };
        self.keys.insert(key.clone());
        let lost: Vec<_> = valueless(line, returned).collect();
        if !lost.is_empty() {
            self.faults.extend(lost);
            self.answered.insert(key);
            return;
        }
        if line.cells[ANSWER].is_blank() {
            if !line.cells[REASON].is_blank() {
                self.reasons_alone.push(cell_name(line.number, REASON));
            }
            return;
        }
        self.answered.insert(key.clone());
        match given(line, &key, returned.lang, today) {
            Ok(answer) => self.answers.entry(key).or_default().push((line.number, answer)),
            Err(faults) => self.faults.extend(faults),
        }
    }
}

/// The question of a row.
fn question(line: &Line, returned: &Returned, systems: &BTreeSet<String>) -> Result<Key, Fault> {
    let (system, code) = (text(line, SYSTEM), text(line, ITEM));
    if !systems.contains(&system) {
        let hint = match nearest(&system, systems.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`assay rank` lists the systems".to_string(),
        };
        let reason = match system.is_empty() {
            true => "the row names no system".to_string(),
            false => format!("no system is called `{}`", short(&system)),
        };
        return Err(Fault::of_cell("E0171", (line.number, SYSTEM), system, reason, &hint));
    }
    let Some(item) = item(&code) else {
        let reason = match code.is_empty() {
            true => "the row names no item".to_string(),
            false => format!("`{}` is no item", short(&code)),
        };
        let hint = "items are 1 to 10, gate1 and gate2";
        return Err(Fault::of_cell("E0172", (line.number, ITEM), code, reason, hint));
    };
    if !returned.asked.iter().any(|a| a.system_id == system && a.item == item) {
        let reason = format!("item {item} of `{system}` was not asked by this questionnaire");
        return Err(Fault::of_cell("E0172", (line.number, ITEM), code, reason, COPY));
    }
    Ok((system, item))
}

/// The cells of an answer that look filled and hold nothing.
fn valueless<'r>(line: &'r Line, returned: &'r Returned) -> impl Iterator<Item = Fault> + 'r {
    let is_lost = |column: &usize| {
        let column = u32::try_from(*column).unwrap_or(u32::MAX);
        returned.beside.valueless.contains(&(line.number - 1, column))
    };
    [ANSWER, BY, AT, REASON, EXPIRES].into_iter().filter(is_lost).map(|column| {
        let reason = "the cell holds a formula without a value, or an error".to_string();
        Fault::of_cell("E0250", (line.number, column), "", reason, "type what the cell is to say")
    })
}

/// The answer of a row, or every cell that spoils it.
fn given(line: &Line, (system_id, item): &Key, lang: Lang, today: NaiveDate) -> Result<HumanAnswer, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault = |code, column, reason: String, hint: &str| {
        faults.push(Fault::of_cell(code, (line.number, column), text(line, column), reason, hint));
    };
    let said = answer(&text(line, ANSWER));
    if said.is_none() {
        let reason = format!("`{}` is no answer", short(&text(line, ANSWER)));
        fault("E0166", ANSWER, reason, &format!("answers are {}", words(lang).join(", ")));
    }
    let by = text(line, BY);
    if by.is_empty() {
        fault(
            "E0168",
            BY,
            "the answer has no name".into(),
            "write who answers; an answer without a name cannot be asked back",
        );
    }
    let at = date(&line.cells[AT]);
    match &at {
        Ok(Some(at)) if *at > today => {
            let reason = format!("the answer is of {at}, and today is {today}");
            fault("E0167", AT, reason, "write the day on which it was given");
        }
        Ok(Some(_)) => {}
        Ok(None) => fault("E0168", AT, "the answer has no date".into(), "write the day of the answer, like 2026-11-03"),
        Err(reason) => fault("E0167", AT, reason.clone(), "write a date like 2026-11-03"),
    }
    let expires = date(&line.cells[EXPIRES]);
    match (&expires, &at) {
        (Err(reason), _) => fault("E0167", EXPIRES, reason.clone(), "write a date like 2027-11-03, or nothing"),
        (Ok(Some(end)), Ok(Some(at))) if end <= at => {
            let reason = format!("the answer of {at} would hold until {end}, which is no day at all");
            fault("E0167", EXPIRES, reason, "write the first day on which the answer no longer holds, or nothing");
        }
        _ => {}
    }
    let reason = Some(text(line, REASON)).filter(|r| !r.is_empty());
    match (said, at, expires) {
        (Some(answer), Ok(Some(at)), Ok(expires)) if faults.is_empty() => {
            Ok(HumanAnswer { system_id: system_id.clone(), item: item.clone(), answer, by, at, reason, expires })
        }
        _ => Err(faults),
    }
}

/// The date of a cell, if it is filled; else why it is none. Forms are those of `answers.csv`.
fn date(cell: &Cell) -> Result<Option<NaiveDate>, String> {
    if cell.is_blank() {
        return Ok(None);
    }
    let shown = short(&cell.text());
    let day = match time::read(cell, &[]) {
        Ok(Moment::Date(day)) => day,
        Ok(Moment::Local(time)) => time.date(),
        Err(time::Fault::Ambiguous) if shown.contains(|c: char| !c.is_ascii_digit()) => {
            return Err(format!("`{shown}` does not begin with the year: dates are written YYYY-MM-DD"));
        }
        _ => return Err(format!("`{shown}` is no date")),
    };
    match day < DAYS[0] || day > DAYS[1] {
        true => Err(format!("{day} lies outside of {} to {}", DAYS[0], DAYS[1])),
        false => Ok(Some(day)),
    }
}

/// Text of a cell as `answers.csv` gives it back.
fn text(line: &Line, column: usize) -> String {
    let text = line.cells[column].text().replace("\r\n", "\n");
    unsafe_again(text.trim()).to_string()
}

/// Whether a merged range holds cells of a row of the table.
fn touches((first, last): &((u32, u32), (u32, u32)), line: u32) -> bool {
    let is_in_table = usize::try_from(first.1).is_ok_and(|column| column < COLUMNS.len());
    is_in_table && (first.0 + 1..=last.0 + 1).contains(&line)
}

/// Each merged range of the table, its heading included.
fn merged(returned: &Returned) -> impl Iterator<Item = Fault> + '_ {
    let lines = || std::iter::once(&returned.header).chain(&returned.lines);
    let in_table = returned.beside.merged.iter().filter(move |range| lines().any(|line| touches(range, line.number)));
    in_table.map(move |range| {
        let (first, last) = range;
        let name = |corner: &(u32, u32)| cell_name(corner.0 + 1, usize::try_from(corner.1).unwrap_or(usize::MAX));
        let (from, to) = (name(first), name(last));
        let line = lines().find(|line| line.number == first.0 + 1);
        let value = line.zip(usize::try_from(first.1).ok()).and_then(|(line, at)| Some(line.cells.get(at)?.text()));
        Fault {
            code: "E0169",
            cell: format!("{from}:{to}"),
            value: value.map(|v| v.into_owned()).unwrap_or_default(),
            reason: format!("the cells {from} to {to} are merged: which row the answer is of cannot be told"),
            hint: "take the merged cell apart and answer each row".into(),
        }
    })
}

/// The answers of each question; two that differ leave none.
fn settle(answers: BTreeMap<Key, Vec<(u32, HumanAnswer)>>) -> (Vec<HumanAnswer>, Vec<Fault>) {
    let (mut kept, mut faults) = (Vec::new(), Vec::new());
    for ((system, item), mut rows) in answers {
        let said: BTreeSet<Answer> = rows.iter().map(|(_, a)| a.answer).collect();
        if said.len() > 1 {
            let cells: Vec<_> = rows.iter().map(|(line, _)| cell_name(*line, ANSWER)).collect();
            faults.push(Fault {
                code: "E0173",
                cell: cells.join(", "),
                value: format!("{system}, {item}"),
                reason: format!("item {item} of `{system}` is answered {} times, and differently", rows.len()),
                hint: "leave one row with the answer that holds".into(),
            });
            continue;
        }
        rows.dedup_by(|a, b| a.1 == b.1);
        kept.extend(rows);
    }
    kept.sort_by_key(|(line, _)| *line);
    (kept.into_iter().map(|(_, answer)| answer).collect(), faults)
}

/// Questions that were exported and that no row has.
fn gone<'r>(
    returned: &'r Returned,
    keys: &'r BTreeSet<Key>,
    numbers: &'r BTreeSet<String>,
) -> impl Iterator<Item = Fault> + 'r {
    let is_there =
        |a: &super::back::Asked| keys.contains(&(a.system_id.clone(), a.item.clone())) || numbers.contains(&a.number);
    returned.asked.iter().filter(move |a| !is_there(a)).map(|asked| Fault {
        code: "E0170",
        cell: String::new(),
        value: format!("item {} of `{}`", asked.item, asked.system_id),
        reason: format!(
            "question {}, item {} of `{}`, is gone from the sheet",
            asked.number, asked.item, asked.system_id
        ),
        hint: COPY.into(),
    })
}
