//! Finds the encoding of a text by its content: UTF-8, UTF-16 and CP949, with or without BOM.

use std::io::Read;

use encoding_rs::{EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::blob::{Blob, broken};
use crate::diagnostic::{Diagnostic, Result};

/// Decides by the byte order mark, then by zero bytes (UTF-16), then by which of UTF-8 and CP949
/// decodes every byte.
///
/// # Errors
/// `E0103` when none of them does; it names the byte where CP949 fails.
pub fn find(blob: &Blob) -> Result<&'static Encoding> {
    let head = blob.head(4096)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(encoding);
    }
    if let Some(encoding) = utf16_without_mark(&head) {
        return Ok(encoding);
    }
    for encoding in [UTF_8, EUC_KR] {
        if decodes(blob, encoding)? {
            return Ok(encoding);
        }
    }
    Err(Diagnostic::input("E0103", "cannot tell the encoding: the text is neither UTF-8, UTF-16 nor CP949")
        .hint("save the export as UTF-8, or check that the file is not damaged"))
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

fn decodes(blob: &Blob, encoding: &'static Encoding) -> Result<bool> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut reader = blob.reader()?;
    let mut bytes = vec![0; 1 << 16];
    let mut text = vec![0; 1 << 18];
    loop {
        let filled = reader.read(&mut bytes).map_err(broken)?;
        let (result, _, _) = decoder.decode_to_utf8_without_replacement(&bytes[..filled], &mut text, filled == 0);
        if matches!(result, encoding_rs::DecoderResult::Malformed(..)) {
            return Ok(false);
        }
        if filled == 0 {
            return Ok(true);
        }
    }
}
