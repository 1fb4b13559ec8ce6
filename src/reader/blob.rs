//! The bytes of an export, unpacked: plain files, gzip, zstd, and the members of zip archives.
//!
//! Plain and singly compressed files are streamed; archive members are held in memory.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use fs_err::File;

use crate::diagnostic::{Diagnostic, Result};

/// Bytes that can be read from the start as often as needed.
#[derive(Debug, Clone)]
pub enum Blob {
    /// A file as it stands.
    Plain(PathBuf),
    /// A gzip file.
    Gzip(PathBuf),
    /// A zstd file.
    Zstd(PathBuf),
    /// A member of an archive.
    Memory(Arc<[u8]>),
}

const ZIP: &[u8] = b"PK\x03\x04";
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

impl Blob {
    /// A reader from the first byte.
    pub fn reader(&self) -> Result<Box<dyn Read>> {
        Ok(match self {
            Blob::Plain(path) => Box::new(File::open(path)?),
            Blob::Gzip(path) => Box::new(MultiGzDecoder::new(File::open(path)?)),
            Blob::Zstd(path) => Box::new(zstd::stream::read::Decoder::new(File::open(path)?)?),
            Blob::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }

    /// The first bytes, at most `limit`.
    pub fn head(&self, limit: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader()?.take(limit as u64).read_to_end(&mut bytes).map_err(broken)?;
        Ok(bytes)
    }

    /// All bytes.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader()?.read_to_end(&mut bytes).map_err(broken)?;
        Ok(bytes)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.head(1)?.is_empty())
    }

    /// Whether it is a spreadsheet file (xlsx, xlsm, ods, xls).
    pub fn is_workbook(&self) -> Result<bool> {
        let head = self.head(OLE.len())?;
        Ok(head == OLE || head == ZIP)
    }
}

/// A message for bytes that cannot be unpacked or read.
pub fn broken(error: std::io::Error) -> Diagnostic {
    Diagnostic::input("E0110", format!("cannot unpack the file: {error}"))
        .hint("the export looks cut short or damaged; copy it again")
}

/// The members of a file, by name: one with an empty name unless it is an archive of several files.
pub fn members(path: &Path) -> Result<Vec<(String, Blob)>> {
    let plain = Blob::Plain(path.to_path_buf());
    let head = plain.head(4).map_err(|e| e.at_file(path))?;
    if head.starts_with(GZIP) {
        return Ok(vec![(String::new(), Blob::Gzip(path.to_path_buf()))]);
    }
    if head.starts_with(ZSTD) {
        return Ok(vec![(String::new(), Blob::Zstd(path.to_path_buf()))]);
    }
    if head == ZIP {
        let members = archive(path).map_err(|e| e.at_file(path))?;
        if !members.is_empty() {
            return Ok(members);
        }
    }
    Ok(vec![(String::new(), plain)])
}

/// Members of a zip archive in the order of their names; empty if the zip is a spreadsheet.
fn archive(path: &Path) -> Result<Vec<(String, Blob)>> {
    let broken_zip = |e: zip::result::ZipError| broken(std::io::Error::other(e));
    let mut zip = zip::ZipArchive::new(File::open(path)?).map_err(broken_zip)?;
    if zip.file_names().any(|n| matches!(n.as_deref(), Ok("[Content_Types].xml" | "content.xml"))) {
        return Ok(Vec::new());
    }
    let mut members = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).map_err(broken_zip)?;
        let name = file.name().map_err(broken_zip)?.into_owned();
        let is_litter = name.starts_with("__MACOSX/") || name.split('/').any(|part| part.starts_with('.'));
        if file.is_dir() || is_litter || file.size() == 0 {
            continue;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(broken)?;
        let bytes = if bytes.starts_with(GZIP) { unpack(MultiGzDecoder::new(&bytes[..]))? } else { bytes };
        members.push((name, Blob::Memory(bytes.into())));
    }
    members.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(members)
}

fn unpack(mut reader: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(broken)?;
    Ok(bytes)
}
