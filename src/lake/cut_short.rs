//! Signs that the program which wrote an export stopped at one of its limits: rows and characters it cannot hold
//! are missing without a trace.
//!
//! Whether a program really stopped cannot be known from the export; these are warnings, kept in the receipt.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place};

use super::receipt::Receipt;

/// Rows of data at which programs stop: Redmine 500, Jira 1000, ServiceNow 10000, and sheets under a header of one row.
pub const ROW_LIMITS: [u64; 5] = [500, 1_000, 10_000, 65_535, 1_048_575];
/// The last row of a sheet in the old and the new format of workbooks.
pub const SHEET_ROWS: [u64; 2] = [65_536, 1_048_576];
/// Characters from which a cell is suspect; Excel holds 32,767, and some programs cut at 32,000.
pub const CELL_CHARACTERS: usize = 32_000;

/// How an export looks cut short; nothing of it where it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutShort {
    /// Rows of data, where they are exactly as many as a limit allows.
    pub rows: Option<u64>,
    /// Last row of the sheet, where the format holds no further one.
    pub sheet_row: Option<u64>,
    /// Cells of [`CELL_CHARACTERS`] or more.
    pub cells: u64,
    /// The first of those cells.
    pub first_cell: Option<LongCell>,
}

/// A cell that is as long as cells get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongCell {
    /// Record, counted from 1.
    pub record: u64,
    /// Line or sheet row.
    pub line: u64,
    /// Header of its column.
    pub column: String,
    /// Characters of it.
    pub characters: u64,
}

/// What the receipt has to say about its export being cut short.
pub fn warnings(receipt: &Receipt) -> Vec<Diagnostic> {
    let CutShort { rows, sheet_row, cells, first_cell } = &receipt.cut_short;
    let part = Some(receipt.export.part.clone()).filter(|p| !p.is_empty());
    let place = Place { part, ..Place::file(&receipt.export.name) };
    let hash = &receipt.export.hash[..12];
    let mut warnings = Vec::new();
    let reached = match (sheet_row, rows) {
        (Some(row), _) => Some(format!("its last row is {row}, and the sheet can hold no further one")),
        (None, Some(rows)) => Some(format!("it has exactly {rows} rows, a limit at which programs stop")),
        (None, None) => None,
    };
    if let Some(reached) = reached {
        let hint = format!("if rows are missing, export it in parts and `assay forget {hash}`");
        let message = format!("the export looks cut short: {reached}");
        warnings.push(Diagnostic::input("W0215", message).at(place.clone()).hint(hint));
    }
    if let Some(cell) = first_cell {
        let them = if *cells == 1 { "a cell has".to_string() } else { format!("{cells} cells have") };
        let message = format!("the export looks cut short: {them} {CELL_CHARACTERS} characters or more");
        let at = Place {
            record: Some(cell.record),
            line: Some(cell.line),
            column: Some(cell.column.clone()).filter(|c| !c.is_empty()),
            ..place
        };
        let fact = format!("the first has {}; workbooks hold 32767 in a cell", cell.characters);
        let hint = "what stood behind is lost; export as CSV or JSON, or without this column";
        warnings.push(Diagnostic::input("W0216", message).at(at).fact(fact).hint(hint));
    }
    warnings
}
