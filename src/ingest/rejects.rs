//! The reject file of a part: each record that could not be kept, as it was, with position and reason.
//!
//! Mended, the file imports again through the same connector, whatever format the record came from.

use std::path::{Path, PathBuf};

use crate::cells::{safe, unsafe_again};
use crate::connector::map::Rejection;
use crate::connector::scrub::Scrubbed;
use crate::diagnostic::{Diagnostic, Result};
use crate::lake::receipt::Receipt;
use crate::lake::write_whole;
use crate::reader::header::Header;
use crate::reader::{self, Cell, Content, Part};
use crate::workspace::Workspace;

/// Columns before those of the record.
const MARKS: [&str; 12] = [
    "assay_export",
    "assay_file",
    "assay_part",
    "assay_connector",
    "assay_source",
    "assay_record",
    "assay_line",
    "assay_code",
    "assay_column",
    "assay_value",
    "assay_reason",
    "assay_more",
];

/// Between the upper and the lower name of a two-row header; CP949 has it, in which spreadsheets save.
const LEVELS: &str = " 》 ";

/// Where the rejects come from; the same for all of a part.
#[derive(Debug, Clone)]
pub struct Marks<'a> {
    /// Hash of the export.
    pub export: &'a str,
    /// File name of the export.
    pub file: &'a str,
    /// Sheet or member.
    pub part: &'a str,
    /// Connector.
    pub connector: &'a str,
    /// Source.
    pub source: &'a str,
}

/// Collects the rejects of a part.
pub struct Writer<'a> {
    marks: Marks<'a>,
    header: &'a Header,
    /// Columns before those of the record: the marks of a reject file that is mended now.
    skipped: usize,
    rows: Vec<Vec<String>>,
    scrubbed: Scrubbed,
}

impl<'a> Writer<'a> {
    /// A writer for one part.
    pub fn new(marks: Marks<'a>, header: &'a Header, is_mended: bool) -> Self {
        let skipped = if is_mended { MARKS.len() } else { 0 };
        Writer { marks, header, skipped, rows: Vec::new(), scrubbed: Scrubbed::default() }
    }

    /// Adds a record. What identifies people is removed here as it is from what is kept.
    pub fn push(&mut self, record: u64, line: u64, cells: &[Cell], rejection: &Rejection) {
        let m = &self.marks;
        let mut row: Vec<String> = [m.export, m.file, m.part, m.connector, m.source].map(String::from).to_vec();
        row.extend([record.to_string(), line.to_string(), rejection.code.into(), rejection.column.clone()]);
        row.extend([rejection.value.clone(), rejection.reason.clone()]);
        let extra: Vec<_> = cells.iter().skip(self.header.len()).map(|c| c.text().into_owned()).collect();
        row.push(extra.join("\u{1f}"));
        let text = |at: usize| cells.get(at).map(|c| c.text().into_owned()).unwrap_or_default();
        row.extend((self.skipped..self.header.len()).map(text));
        // A bare number is a time or an id, and needed to mend the record.
        let is_number = |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || c == '.');
        let mut stored = |cell: &String| if is_number(cell) { cell.clone() } else { safe(&self.scrubbed.scrub(cell)) };
        let row = row.iter().map(&mut stored).collect();
        self.rows.push(row);
    }

    /// Writes the file, or deletes an older one when there is nothing to write.
    pub fn finish(self, path: &Path) -> Result<()> {
        if self.rows.is_empty() {
            if path.is_file() {
                fs_err::remove_file(path)?;
            }
            return Ok(());
        }
        let fault = |e: csv::Error| Diagnostic::internal("E0903", format!("cannot write the rejects: {e}"));
        let mut csv = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        let names =
            self.header.levels.iter().zip(&self.header.names).skip(self.skipped).map(|((upper, lower), name)| {
                if upper.is_empty() { name.clone() } else { format!("{upper}{LEVELS}{lower}") }
            });
        csv.write_record(MARKS.map(String::from).into_iter().chain(names)).map_err(fault)?;
        for row in &self.rows {
            csv.write_record(row).map_err(fault)?;
        }
        let bytes = csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))?;
        write_whole(path, &bytes)
    }
}

/// The reject file of a part; `beside` names the connector where another one was applied to the part first.
pub fn path(folder: &Path, export: &str, part_number: u32, beside: Option<&str>) -> PathBuf {
    let number = if part_number == 0 { String::new() } else { format!("-{part_number}") };
    let connector = beside.map(|id| format!("-{id}")).unwrap_or_default();
    folder.join(format!("{}{number}{connector}.csv", &export[..16.min(export.len())]))
}

/// What the marks of a mended file say.
#[derive(Debug, Clone)]
pub struct Mended {
    /// Hash of the export that it mends.
    pub export: String,
    /// File name of that export.
    pub file: String,
    /// Sheet or member of it.
    pub part: String,
    /// Connector.
    pub connector: String,
    /// Source.
    pub source: String,
    /// Header of the records, as the connector saw it; the marks are unnamed columns in front.
    pub header: Header,
}

impl Mended {
    /// Where the export lies that it mends, as the lake remembers it: the reject file lies elsewhere.
    pub fn origin(&self, workspace: &Workspace, receipts: &[Receipt]) -> Option<PathBuf> {
        let receipt = receipts.iter().find(|r| r.export.hash == self.export)?;
        Some(workspace.root.join(&receipt.export.name))
    }
}

/// Reads the marks, if the export is a reject file.
///
/// # Errors
/// `E0117` when it has the columns of one and no record.
pub fn mended(parts: &[Part]) -> Result<Option<Mended>> {
    let [Part { content: Content::Delimited(text), .. }] = parts else { return Ok(None) };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut line = 0;
    text.rows(&mut |row| {
        line = if rows.is_empty() { row.line } else { line };
        rows.push(row.cells.iter().map(|c| c.text().into_owned()).collect());
        Ok(rows.len() < 2)
    })?;
    let is_reject_file = rows.first().is_some_and(|r| r.iter().take(MARKS.len()).eq(MARKS.iter()));
    if !is_reject_file {
        return Ok(None);
    }
    let Some(marks) = rows.get(1).filter(|r| r.len() > MARKS.len()) else {
        return Err(Diagnostic::input("E0117", "the reject file has no records"));
    };
    let levels = rows[0].iter().enumerate().map(|(at, name)| match name.split_once(LEVELS) {
        _ if at < MARKS.len() => (String::new(), String::new()),
        Some((upper, lower)) => (upper.to_string(), lower.to_string()),
        None => (String::new(), name.clone()),
    });
    Ok(Some(Mended {
        export: marks[0].clone(),
        file: marks[1].clone(),
        part: marks[2].clone(),
        connector: marks[3].clone(),
        source: marks[4].clone(),
        header: Header::of_levels(levels, line),
    }))
}

/// Position of a mended record in the export it came from: record and line.
pub fn position(cells: &[Cell]) -> Option<(u64, u64)> {
    let number = |at: usize| cells.get(at)?.text().parse().ok();
    Some((number(5)?, number(6)?))
}

/// The marks of all rejects in a folder, without the records themselves.
///
/// # Errors
/// Faults of reading the files.
pub fn read(folder: &Path) -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    if !folder.is_dir() {
        return Ok(rows);
    }
    let mut files: Vec<PathBuf> = fs_err::read_dir(folder)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "csv")) {
        // People save these files in other encodings and with other separators.
        let Some(Part { content: Content::Delimited(text), .. }) = reader::open(file)?.into_iter().next() else {
            continue;
        };
        let mut is_header = true;
        text.rows(&mut |row| {
            let marks: Vec<_> = row.cells.iter().take(MARKS.len() - 1).map(|c| c.text().into_owned()).collect();
            let goes_on = !is_header || marks == MARKS[..MARKS.len() - 1];
            if !std::mem::take(&mut is_header) {
                rows.push(marks);
            }
            Ok(goes_on)
        })?;
    }
    rows.retain(|r: &Vec<String>| r.len() == MARKS.len() - 1);
    Ok(rows)
}

/// A cell of a mended record as it was before it was made safe for spreadsheets.
pub fn restore(cell: &mut Cell) {
    if let Cell::Text(text) = cell {
        let restored = unsafe_again(text);
        if restored.len() < text.len() {
            *text = restored.to_string().into();
        }
    }
}
