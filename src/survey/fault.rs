//! What of a returned questionnaire cannot be used, and how it is said: each cell once, many of one kind together.

use std::collections::BTreeMap;
use std::path::Path;

use crate::cells::{cut, safe};
use crate::diagnostic::{Diagnostic, Place, Result};

use super::cell_name;

/// So many faults of one kind are said one by one.
const FEW: usize = 5;
/// Of more so many are shown.
const SAMPLES: usize = 3;

/// Why a cell, a row or a question cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code; faults of one code are of one kind.
    pub code: &'static str,
    /// The cell, or the range of a merged one; empty for a row that is gone.
    pub cell: String,
    /// What stands there.
    pub value: String,
    /// One sentence about this cell.
    pub reason: String,
    /// What to do.
    pub hint: String,
}

impl Fault {
    /// A fault of one cell; line from 1, column from 0.
    pub fn of_cell(
        code: &'static str,
        (line, column): (u32, usize),
        value: impl Into<String>,
        reason: String,
        hint: &str,
    ) -> Self {
        Fault { code, cell: cell_name(line, column), value: value.into(), reason, hint: hint.into() }
    }

    /// Cell and value, as a sample among many.
    fn sample(&self) -> String {
        match (self.cell.is_empty(), self.value.is_empty()) {
            (true, _) => self.value.clone(),
            (false, true) => format!("`{}`", self.cell),
            (false, false) => format!("`{}` (`{}`)", self.cell, short(&self.value)),
        }
    }
}

/// What is common to the faults of one code.
fn kind(code: &str, count: usize) -> String {
    match code {
        "E0165" => format!("{count} headings were changed"),
        "E0166" => format!("{count} cells hold no answer"),
        "E0167" => format!("{count} cells hold no date that can be used"),
        "E0168" => format!("{count} answers lack a name or a date"),
        "E0169" => format!("{count} merged cells"),
        "E0170" => format!("{count} questions are gone"),
        "E0171" => format!("{count} cells name no system of the inventory"),
        "E0172" => format!("{count} cells name an item that was not asked"),
        "E0250" => format!("{count} cells hold a formula without a value, or an error"),
        _ => format!("{count} questions have two different answers"),
    }
}

/// The faults of one workbook as diagnostics, by code and in the order of the sheet; `list` holds all of them where
/// some are said together.
pub fn diagnostics(faults: &[Fault], file: &Path, sheet: &str, list: &Path) -> Vec<Diagnostic> {
    let mut by_code: BTreeMap<&'static str, Vec<&Fault>> = BTreeMap::new();
    for fault in faults {
        by_code.entry(fault.code).or_default().push(fault);
    }
    let place = || Place { part: Some(sheet.into()), ..Place::file(file) };
    let said = |(code, of_code): (&'static str, Vec<&Fault>)| -> Vec<Diagnostic> {
        if of_code.len() <= FEW {
            let one = |f: &&Fault| {
                let cell = Some(f.cell.clone()).filter(|c| !c.is_empty());
                Diagnostic::input(code, f.reason.clone()).at(Place { cell, ..place() }).hint(f.hint.clone())
            };
            return of_code.iter().map(one).collect();
        }
        let samples: Vec<_> = of_code.iter().take(SAMPLES).map(|f| f.sample()).collect();
        let rest = of_code.len() - samples.len();
        let many = Diagnostic::input(code, kind(code, of_code.len())).at(place());
        let many = many.fact(format!("{} and {rest} more; all are in {}", samples.join(", "), list.display()));
        vec![of_code.iter().take(1).fold(many, |d, f| d.hint(f.hint.clone()))]
    };
    by_code.into_iter().flat_map(said).collect()
}

/// Whether some faults are said together, so that a list must hold them.
pub fn needs_list(faults: &[Fault]) -> bool {
    let of_code = |code| faults.iter().filter(|f| f.code == code).count();
    faults.iter().any(|f| of_code(f.code) > FEW)
}

/// All faults as CSV, with a byte order mark.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn csv(faults: &[Fault], sheet: &str) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Diagnostic::internal("E0903", format!("cannot write the list of cells: {e}"));
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    csv.write_record(["sheet", "cell", "value", "code", "reason"]).map_err(failed)?;
    for fault in faults {
        let cells = [sheet, &fault.cell, &fault.value, fault.code, &fault.reason];
        csv.write_record(cells.map(safe)).map_err(failed)?;
    }
    csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

/// A value that fits into a line.
pub(super) fn short(value: &str) -> String {
    const LONGEST: usize = 40;
    cut(&value.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST)
}
