//! `answers.csv` with more answers in it: rows are added in the columns of the file, its other text stays as it is.
//!
//! The file is decoded as the reader decodes it and written as UTF-8 with a byte order mark. An answer of the same
//! system, item, person and day is left where it is equal, and put in the place of the old one where it is not.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use encoding_rs::UTF_8;

use super::Listed;
use crate::assess::answer_code;
use crate::catalog::figure::HumanAnswer;
use crate::catalog::{self, Table};
use crate::cells::safe;
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::lake::write_whole;
use crate::reader::header::Header;
use crate::reader::{self, Cell, Content};
use crate::workspace::{Workspace, reference};

const CODE: &str = "E0174";
const MARK: &str = "\u{feff}";

/// `answers.csv`, read.
#[derive(Debug)]
pub struct AnswersFile {
    path: PathBuf,
    /// Its text without byte order mark.
    text: String,
    /// Name of its encoding where it is not UTF-8.
    pub other_encoding: Option<&'static str>,
    delimiter: u8,
    end_of_line: &'static str,
    header: Header,
    rows: Vec<Row>,
}

/// A row of the file.
#[derive(Debug, Clone)]
struct Row {
    /// Where its text stands, without the end of its line.
    from: usize,
    to: usize,
    cells: Vec<String>,
    /// What it says.
    answer: HumanAnswer,
}

/// What became of the answers.
#[derive(Debug, Default)]
pub struct Taken {
    /// Answers that were added.
    pub added: usize,
    /// Answers that were there already.
    pub same: usize,
    /// Answers in the place of another one of the same person and day: what was there, and what is there now.
    pub replaced: Vec<(HumanAnswer, HumanAnswer)>,
}

impl AnswersFile {
    /// Reads the file of a workspace; one that is not there has its heading alone.
    ///
    /// # Errors
    /// `E0123` for a row that cannot be read, `E0174` for a text that cannot be written back as it is.
    pub fn read(workspace: &Workspace, listed: &Listed) -> Result<Self> {
        let path = workspace.reference("answers");
        let table = table()?;
        let reference = reference::read(&path, table, workspace.zone)?;
        if !reference.exists {
            let columns: Vec<_> = table.columns.iter().map(|c| c.name).collect();
            return AnswersFile::parse(path, format!("{}\r\n", columns.join(",")), b',', &[]);
        }
        let answers = reference.rows.iter().map(|row| said(row, listed)).collect::<Result<Vec<_>>>()?;
        let parts = reader::open(&path)?;
        let Some(Content::Delimited(delimited)) = parts.first().map(|p| &p.content) else {
            return Err(Diagnostic::input("E0123", "a reference file must be a CSV").at_file(&path));
        };
        let bytes = fs_err::read(&path)?;
        let (text, encoding, is_broken) = delimited.encoding.decode(&bytes);
        if is_broken {
            return Err(Diagnostic::input(CODE, format!("the file holds bytes that are no {}", encoding.name()))
                .at_file(&path)
                .hint("open it in a text editor, mend the broken letters and save it as UTF-8"));
        }
        let mut file = AnswersFile::parse(path, text.into_owned(), delimited.delimiter, &answers)?;
        file.other_encoding =
            Some(encoding).filter(|e| *e != UTF_8).map(|e| if e.name() == "EUC-KR" { "CP949" } else { e.name() });
        Ok(file)
    }

    /// Finds the rows of a text; `answers` are what they say, in their order.
    fn parse(path: PathBuf, text: String, delimiter: u8, answers: &[HumanAnswer]) -> Result<Self> {
        let mut records = records(&text, delimiter).into_iter();
        let (_, _, header) = records.next().unwrap_or_default();
        let cells: Vec<Cell> = header.iter().map(|c| Cell::Text(c.as_str().into())).collect();
        let records: Vec<_> = records.collect();
        if records.len() != answers.len() {
            return Err(unsure(&path));
        }
        let row = |((from, to, cells), answer): (_, &HumanAnswer)| Row { from, to, cells, answer: answer.clone() };
        Ok(AnswersFile {
            header: Header::single(&cells, 1),
            rows: records.into_iter().zip(answers).map(row).collect(),
            end_of_line: end_of_line(&text),
            other_encoding: None,
            path,
            text,
            delimiter,
        })
    }

    /// Takes answers in and writes the file, if that changes it.
    ///
    /// # Errors
    /// `E0174` where the file has no column for what an answer says, or its last quote is never closed.
    pub fn take(&self, answers: &[HumanAnswer]) -> Result<Taken> {
        for (name, is_needed) in [
            ("reason", answers.iter().any(|a| a.reason.is_some())),
            ("expires", answers.iter().any(|a| a.expires.is_some())),
        ] {
            if is_needed && self.header.find(name).is_none() {
                return Err(Diagnostic::input(CODE, format!("the file has no column `{name}`, and answers need it"))
                    .at_file(&self.path)
                    .hint(format!("add `{name}` to its first line")));
            }
        }
        let (mut taken, mut edits, mut new) = (Taken::default(), Vec::new(), Vec::<HumanAnswer>::new());
        for answer in answers {
            if let Some(earlier) = new.iter_mut().find(|a| is_same_place(a, answer)) {
                *earlier = answer.clone();
                continue;
            }
            let there: Vec<_> = self.rows.iter().filter(|row| is_same_place(&row.answer, answer)).collect();
            let others: Vec<_> = there.iter().filter(|row| row.answer != *answer).collect();
            match others.first() {
                Some(other) => taken.replaced.push((other.answer.clone(), answer.clone())),
                None if there.is_empty() => new.push(answer.clone()),
                None => taken.same += 1,
            }
            for row in others {
                edits.push((row.from, row.to, self.line(answer, &row.cells)?));
            }
        }
        taken.added = new.len();
        if !edits.is_empty() || !new.is_empty() {
            let text = self.edited(edits, &new)?;
            let rows = records(&text, self.delimiter).len();
            if rows != 1 + self.rows.len() + new.len() {
                return Err(unsure(&self.path));
            }
            write_whole(&self.path, format!("{MARK}{text}").as_bytes())?;
        }
        Ok(taken)
    }

    fn edited(&self, mut edits: Vec<(usize, usize, String)>, new: &[HumanAnswer]) -> Result<String> {
        let mut text = self.text.clone();
        edits.sort_by_key(|(from, ..)| std::cmp::Reverse(*from));
        for (from, to, line) in edits {
            text.replace_range(from..to, &line);
        }
        if !text.is_empty() && !text.ends_with(['\n', '\r']) {
            text.push_str(self.end_of_line);
        }
        for answer in new {
            text.push_str(&self.line(answer, &[])?);
            text.push_str(self.end_of_line);
        }
        Ok(text)
    }

    /// A row in the columns of the file, without the end of the line; `old` are the cells of columns of its own.
    fn line(&self, answer: &HumanAnswer, old: &[String]) -> Result<String> {
        let mut cells = old.to_vec();
        cells.resize(self.header.len().max(old.len()), String::new());
        let date = |day: Option<NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        let values = [
            ("system_id", answer.system_id.clone()),
            ("item", answer.item.clone()),
            ("answer", answer_code(answer.answer).to_string()),
            ("by", answer.by.clone()),
            ("at", date(Some(answer.at))),
            ("reason", answer.reason.clone().unwrap_or_default()),
            ("expires", date(answer.expires)),
        ];
        for (name, value) in values {
            if let Some(cell) = self.header.find(name).and_then(|at| cells.get_mut(at)) {
                *cell = safe(&value);
            }
        }
        let failed = |e: String| Diagnostic::internal("E0903", format!("cannot write answers.csv: {e}"));
        let mut csv = WriterBuilder::new().delimiter(self.delimiter).flexible(true).from_writer(Vec::new());
        csv.write_record(&cells).map_err(|e| failed(e.to_string()))?;
        let bytes = csv.into_inner().map_err(|e| failed(e.to_string()))?;
        let line = String::from_utf8(bytes).map_err(|e| failed(e.to_string()))?;
        Ok(line.trim_end_matches('\n').to_string())
    }
}

fn table() -> Result<&'static Table> {
    let found = catalog::TABLES.iter().find(|t| t.name == "answers");
    found.ok_or_else(|| Diagnostic::internal("E0906", "no reference table `answers`"))
}

/// The row of a reference file as an answer; what is no id is looked up as a name.
fn said(row: &[Value], listed: &Listed) -> Result<HumanAnswer> {
    let mut answer = reference::human_answer(row);
    if !listed.ids.contains(&answer.system_id)
        && let Some(name) = listed.resolver.current("", &answer.system_id)?
    {
        answer.system_id = name.system_id;
    }
    Ok(answer)
}

/// The same person on the same question and day.
fn is_same_place(a: &HumanAnswer, b: &HumanAnswer) -> bool {
    (&a.system_id, &a.item, &a.by, a.at) == (&b.system_id, &b.item, &b.by, b.at)
}

/// The records that hold anything, as the reader cuts them, with the bytes from which and to which they stand.
fn records(text: &str, delimiter: u8) -> Vec<(usize, usize, Vec<String>)> {
    let terminator = if end_of_line(text) == "\r" { b'\r' } else { b'\n' };
    let mut csv = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(terminator))
        .from_reader(text.as_bytes());
    let (mut records, mut record) = (Vec::new(), StringRecord::new());
    let mut from = 0;
    // Bytes of a `str` are valid UTF-8, so that reading ends with the text.
    while csv.read_record(&mut record).unwrap_or(false) {
        let to = usize::try_from(csv.position().byte()).unwrap_or(usize::MAX).min(text.len());
        let whole = text.get(from..to).unwrap_or_default();
        let start = from + whole.len() - whole.trim_start_matches(['\n', '\r']).len();
        let end = from + whole.trim_end_matches(['\n', '\r']).len();
        let is_declaration = from == 0 && record.get(0).is_some_and(|cell| cell.starts_with("sep="));
        from = to;
        let cells: Vec<String> = record.iter().map(|c| c.strip_suffix('\r').unwrap_or(c).to_string()).collect();
        if !is_declaration && !cells.iter().all(|c| c.trim().is_empty()) {
            records.push((start, end, cells));
        }
    }
    records
}

/// How the lines of a text end.
fn end_of_line(text: &str) -> &'static str {
    match (text.contains("\r\n"), text.contains('\n'), text.contains('\r')) {
        (true, ..) => "\r\n",
        (false, false, true) => "\r",
        _ => "\n",
    }
}

fn unsure(path: &Path) -> Diagnostic {
    Diagnostic::input(CODE, "cannot tell where the rows of the file end")
        .at_file(path)
        .hint("look for a quote that is never closed; nothing was written")
}
