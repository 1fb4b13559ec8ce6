//! Delimited text: comma, semicolon, tab or pipe, with quotes, line breaks in cells and ragged rows.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::Encoding;

use super::blob::{Blob, broken};
use super::{Cell, Row, encoding};
use crate::diagnostic::{Diagnostic, Result};

/// A delimited text with what was found out about it.
#[derive(Debug, Clone)]
pub struct Delimited {
    blob: Blob,
    /// Encoding of the bytes.
    pub encoding: &'static Encoding,
    /// Character between cells.
    pub delimiter: u8,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records looked at to find the delimiter.
const SAMPLE: usize = 50;

impl Delimited {
    /// Finds the delimiter: a `sep=` line says it, else the one that cuts most records into the same
    /// number of cells.
    pub fn find(blob: Blob, encoding: &'static Encoding) -> Result<Self> {
        let mut text = Delimited { blob, encoding, delimiter: b',' };
        if let Some(declared) = text.declared_delimiter()? {
            text.delimiter = declared;
            return Ok(text);
        }
        let mut best = 0;
        for delimiter in DELIMITERS {
            let score = text.with_delimiter(delimiter).regularity()?;
            if score > best {
                best = score;
                text.delimiter = delimiter;
            }
        }
        Ok(text)
    }

    /// The same text cut at another character.
    pub fn with_delimiter(&self, delimiter: u8) -> Self {
        Delimited { delimiter, ..self.clone() }
    }

    /// A line feed, or a carriage return where the text has no other.
    fn terminator(&self) -> Result<u8> {
        let head = self.blob.head(1 << 16)?;
        Ok(if head.contains(&b'\r') && !head.contains(&b'\n') { b'\r' } else { b'\n' })
    }

    fn declared_delimiter(&self) -> Result<Option<u8>> {
        let head = self.blob.head(16)?;
        let (head, _, _) = self.encoding.decode(&head);
        let line = head.lines().next().unwrap_or_default().trim_matches('"');
        Ok(line.strip_prefix("sep=").and_then(|rest| rest.bytes().next()))
    }

    /// Cells in the records of the most frequent width above one.
    fn regularity(&self) -> Result<usize> {
        let mut widths = std::collections::BTreeMap::<usize, usize>::new();
        let mut seen = 0;
        self.rows(&mut |row| {
            *widths.entry(row.cells.len()).or_default() += 1;
            seen += 1;
            Ok(seen < SAMPLE)
        })?;
        Ok(widths.iter().filter(|(width, _)| **width > 1).map(|(width, count)| width * count).max().unwrap_or(0))
    }

    /// Hands each record to `take` until it returns false.
    ///
    /// # Errors
    /// `E0110` when the file cannot be unpacked to its end; the error of `take`.
    pub fn rows(&self, take: &mut dyn FnMut(Row) -> Result<bool>) -> Result<()> {
        let terminator = self.terminator()?;
        let end = Rc::new(End::default());
        let reader = Watched { inner: encoding::reader(&self.blob, self.encoding)?, end: end.clone() };
        // With the default terminator the line numbers of CRLF files are one too low; cells are trimmed later.
        let mut csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .terminator(csv::Terminator::Any(terminator))
            .from_reader(reader);
        let mut record = StringRecord::new();
        let mut first = true;
        while csv.read_record(&mut record).map_err(unreadable)? {
            // Lines are counted by line feeds; without any, records are the lines.
            let of =
                |position: &csv::Position| if terminator == b'\r' { position.record() + 1 } else { position.line() };
            let line = record.position().map_or(0, of);
            let declares = first && record.get(0).is_some_and(|cell| cell.starts_with("sep="));
            first = false;
            if declares {
                continue;
            }
            let cells = record.iter().map(|c| match c.strip_suffix('\r').unwrap_or(c) {
                "" => Cell::Empty,
                text => Cell::Text(Cow::Borrowed(text)),
            });
            let unclosed = end.is_unclosed() && record.iter().next_back().is_some_and(|cell| cell.contains('\n'));
            if !take(Row { line, cells: cells.collect(), unclosed })? {
                break;
            }
        }
        Ok(())
    }
}

impl Delimited {
    /// Hands each line, with its number from 1, to `take` until it returns false. Delimiters and quotes mean nothing.
    ///
    /// # Errors
    /// `E0110` when the file cannot be unpacked to its end; the error of `take`.
    pub fn lines(&self, take: &mut dyn FnMut(u64, &str) -> Result<bool>) -> Result<()> {
        let mut reader = BufReader::new(encoding::reader(&self.blob, self.encoding)?);
        let mut line = String::new();
        for number in 1.. {
            line.clear();
            if reader.read_line(&mut line).map_err(broken)? == 0 || !take(number, line.trim_end_matches(['\r', '\n']))?
            {
                break;
            }
        }
        Ok(())
    }
}

/// How a text ended, as far as it was read.
#[derive(Default)]
struct End {
    reached: std::cell::Cell<bool>,
    last: std::cell::Cell<u8>,
}

impl End {
    /// The end came, and not with a quote: a cell that still holds lines was never closed.
    fn is_unclosed(&self) -> bool {
        self.reached.get() && self.last.get() != b'"'
    }
}

/// Passes bytes on and remembers how they ended.
struct Watched {
    inner: Box<dyn Read>,
    end: Rc<End>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let filled = self.inner.read(buffer)?;
        self.end.reached.set(filled == 0);
        if let Some(last) = buffer[..filled].iter().rfind(|b| !matches!(b, b'\n' | b'\r')) {
            self.end.last.set(*last);
        }
        Ok(filled)
    }
}

fn unreadable(error: csv::Error) -> Diagnostic {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => broken(error),
        other => Diagnostic::input("E0103", format!("cannot read the text: {other:?}")),
    }
}
