//! Watches whether the rows and cells of a part end where programs stop.

use crate::connector::records::Extent;
use crate::lake::cut_short::{CELL_CHARACTERS, CutShort, LongCell, ROW_LIMITS, SHEET_ROWS};
use crate::reader::Cell;
use crate::reader::header::Header;

/// What was seen of a part so far.
pub(super) struct Watch<'a> {
    header: &'a Header,
    seen: CutShort,
}

impl<'a> Watch<'a> {
    /// Nothing seen.
    pub fn new(header: &'a Header) -> Self {
        Watch { header, seen: CutShort::default() }
    }

    /// Looks at the cells of a record, untrimmed: also of columns that nothing is read from.
    pub fn record(&mut self, cells: &[Cell], record: u64, line: u64) {
        for (at, cell) in cells.iter().enumerate() {
            // Bytes first: they are never fewer than characters, and known at once.
            let Cell::Text(text) = cell else { continue };
            if text.len() < CELL_CHARACTERS || text.chars().count() < CELL_CHARACTERS {
                continue;
            }
            self.seen.cells += 1;
            self.seen.first_cell.get_or_insert_with(|| LongCell {
                record,
                line,
                column: self.header.names.get(at).cloned().unwrap_or_default(),
                characters: text.chars().count() as u64,
            });
        }
    }

    /// Where the part ended.
    pub fn end(&mut self, extent: Extent) {
        self.seen.rows = Some(extent.rows).filter(|rows| ROW_LIMITS.contains(rows));
        self.seen.sheet_row = extent.sheet_row.filter(|row| SHEET_ROWS.contains(row));
    }

    /// What there is to say.
    pub fn finish(self) -> CutShort {
        self.seen
    }
}
