//! Finds the encoding of a text by its content: UTF-8, UTF-16 and CP949, with or without BOM.

use std::io::Read;

use encoding_rs::{EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::blob::{Blob, broken};
use crate::diagnostic::{Diagnostic, Result};

/// Bytes in ten thousand that may be broken before a text is no text of that encoding.
const BROKEN_PER_10000: u64 = 10;
/// So many broken places are always borne: a cut in the middle of a letter, a slip of a byte.
const BROKEN_BORNE: u64 = 3;

/// Decides by the byte order mark, then by zero bytes (UTF-16), then by which of UTF-8 and CP949
/// decodes the text; a few broken bytes are borne, and the records that hold them are rejected later.
///
/// # Errors
/// `E0103` when neither decodes it; it names the first byte that breaks each.
pub fn find(blob: &Blob) -> Result<&'static Encoding> {
    let head = blob.head(4096)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(encoding);
    }
    if let Some(encoding) = utf16_without_mark(&head) {
        return Ok(encoding);
    }
    let utf8 = broken_bytes(blob, UTF_8)?;
    if utf8.count == 0 {
        return Ok(UTF_8);
    }
    let cp949 = broken_bytes(blob, EUC_KR)?;
    if cp949.count == 0 {
        return Ok(EUC_KR);
    }
    let (encoding, least) = if utf8.count <= cp949.count { (UTF_8, &utf8) } else { (EUC_KR, &cp949) };
    if least.count <= BROKEN_BORNE.max(least.bytes * BROKEN_PER_10000 / 10_000) && is_text(&head) {
        return Ok(encoding);
    }
    Err(Diagnostic::input("E0103", "cannot tell the encoding: the text is neither UTF-8, UTF-16 nor CP949")
        .fact(format!("UTF-8 breaks at byte {}, CP949 at byte {}", utf8.first + 1, cp949.first + 1))
        .hint("save the export as UTF-8, or check that the file is not damaged"))
}

/// Text holds no control characters but tabs and line ends.
fn is_text(head: &[u8]) -> bool {
    head.iter().all(|b| *b >= 0x20 || matches!(b, b'\t' | b'\n' | b'\r'))
}

/// A reader of UTF-8 text without byte order mark.
pub fn reader(blob: &Blob, encoding: &'static Encoding) -> Result<Box<dyn Read>> {
    let reader = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(blob.reader()?);
    Ok(Box::new(reader))
}

/// Half of the bytes of mostly Latin UTF-16 text are zero, all on one side.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let enough = head.len() / 16;
    match () {
        () if low > enough && high == 0 => Some(UTF_16LE),
        () if high > enough && low == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// What of a text does not decode.
struct Broken {
    bytes: u64,
    count: u64,
    first: u64,
}

fn broken_bytes(blob: &Blob, encoding: &'static Encoding) -> Result<Broken> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut reader = blob.reader()?;
    let mut bytes = vec![0; 1 << 16];
    let mut text = vec![0; 1 << 18];
    let mut found = Broken { bytes: 0, count: 0, first: 0 };
    loop {
        let filled = reader.read(&mut bytes).map_err(broken)?;
        let mut at = 0;
        loop {
            let (result, read, _) =
                decoder.decode_to_utf8_without_replacement(&bytes[at..filled], &mut text, filled == 0);
            at += read;
            if !matches!(result, encoding_rs::DecoderResult::Malformed(..)) {
                break;
            }
            if found.count == 0 {
                found.first = found.bytes + at as u64 - u64::from(at > 0);
            }
            found.count += 1;
        }
        found.bytes += filled as u64;
        if filled == 0 {
            return Ok(found);
        }
    }
}
