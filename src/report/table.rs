//! CSV files of a report: UTF-8 with a byte order mark, RFC 4180. What a cell may hold is for its writer to say.

use std::path::Path;

use csv::StringRecord;

use crate::diagnostic::{Diagnostic, Result};

const MARK: &str = "\u{feff}";

/// The bytes of a file; `name` is for faults.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn written<R, C>(name: &str, header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let fault = |e: csv::Error| Diagnostic::internal("E0903", format!("cannot write {name}: {e}"));
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    csv.write_record(header).map_err(fault)?;
    for row in rows {
        csv.write_record(row).map_err(fault)?;
    }
    csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

/// Header and records of such a file that was reported.
///
/// # Errors
/// `E0195` when it cannot be read.
pub fn read(path: &Path) -> Result<(StringRecord, Vec<StringRecord>)> {
    parsed(&fs_err::read(path)?).map_err(|fault| fault.at_file(path))
}

/// The same of its bytes.
///
/// # Errors
/// `E0195` without a place when they cannot be read.
pub fn parsed(bytes: &[u8]) -> Result<(StringRecord, Vec<StringRecord>)> {
    let fault = |e: csv::Error| Diagnostic::input("E0195", format!("cannot read what was reported: {e}"));
    let text = String::from_utf8_lossy(bytes);
    let mut csv = csv::Reader::from_reader(text.trim_start_matches(MARK).as_bytes());
    let header = csv.headers().map_err(fault)?.clone();
    let records = csv.records().collect::<std::result::Result<_, _>>().map_err(fault)?;
    Ok((header, records))
}
