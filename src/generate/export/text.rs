//! Delimited text in any encoding, a line at a time.

use std::io::{BufWriter, Write};

use encoding_rs::Encoding;
use fs_err::File;

use crate::diagnostic::{Diagnostic, Result};

/// How a text file writes its rows.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Between the cells.
    pub delimiter: u8,
    /// Encoding; UTF-16LE is written with its mark.
    pub encoding: &'static Encoding,
}

/// Writes rows to anything.
pub struct Rows<W: Write> {
    out: W,
    form: Form,
}

impl Rows<BufWriter<File>> {
    /// Writes rows to a file.
    pub fn to_file(file: File, form: Form) -> Result<Self> {
        Rows::new(BufWriter::new(file), form)
    }
}

impl<W: Write> Rows<W> {
    /// Writes rows; UTF-8 and UTF-16 begin with a byte order mark.
    pub fn new(mut out: W, form: Form) -> Result<Self> {
        if form.encoding == encoding_rs::UTF_16LE {
            out.write_all(&[0xff, 0xfe])?;
        } else if form.encoding == encoding_rs::UTF_8 {
            out.write_all("\u{feff}".as_bytes())?;
        }
        Ok(Rows { out, form })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// `E0101` where the file cannot be written.
    pub fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<()> {
        let terminator = csv::Terminator::CRLF;
        let mut line =
            csv::WriterBuilder::new().delimiter(self.form.delimiter).terminator(terminator).from_writer(vec![]);
        line.write_record(cells).map_err(|e| Diagnostic::internal("E0930", e.to_string()))?;
        let bytes = line.into_inner().map_err(|e| Diagnostic::internal("E0930", e.to_string()))?;
        let text = String::from_utf8_lossy(&bytes);
        if self.form.encoding == encoding_rs::UTF_16LE {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            self.out.write_all(&units)?;
        } else {
            self.out.write_all(&self.form.encoding.encode(&text).0)?;
        }
        Ok(())
    }

    /// Gives back what is written to, all rows in it.
    ///
    /// # Errors
    /// `E0101` where the file cannot be written.
    pub fn end(mut self) -> Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
