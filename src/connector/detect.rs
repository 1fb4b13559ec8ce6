//! Finds the connector of a part of an export, and its header row.
//!
//! A connector contends when all its signature headers and required columns are there. The one that
//! accounts for most of the file wins; a tie is refused, never guessed.

use crate::diagnostic::{Diagnostic, Result};
use crate::reader::header::Header;
use crate::reader::{Cell, Content, Part, json};

use super::Connector;
use super::bind::Binding;
use super::element::Elements;

/// Rows in which a header is looked for.
const HEAD_ROWS: usize = 30;
/// JSON elements looked at.
const HEAD_ELEMENTS: usize = 20;

/// A connector that fits a part, with the header it found.
#[derive(Debug)]
pub struct Fit<'c> {
    /// The connector.
    pub connector: &'c Connector,
    /// The header; its line is the last header row.
    pub header: Header,
    /// How much of the file speaks for it.
    pub score: usize,
}

/// The connector that fits a part best. When a person `named` the connector its signature is not asked for.
///
/// # Errors
/// `E0104` when none fits, with the nearest misses; `E0105` when several fit equally.
pub fn choose<'c>(part: &Part, file: &str, connectors: &[&'c Connector], named: bool) -> Result<Fit<'c>> {
    let mut fits = Vec::new();
    let mut misses: Vec<(usize, String)> = Vec::new();
    for connector in connectors {
        match best_header(part, file, connector, named)? {
            Some((score, header, missing)) if missing.is_empty() => fits.push(Fit { connector, header, score }),
            Some((score, _, missing)) if score > 0 => {
                misses.push((score, format!("`{}` lacks {}", connector.id, quoted(&missing))));
            }
            _ => {}
        }
    }
    fits.sort_by_key(|fit| (std::cmp::Reverse(fit.score), fit.connector.id.clone()));
    match fits.as_slice() {
        [] => Err(nothing_fits(part, misses)),
        [first, second, ..] if first.score == second.score => {
            let best = fits.iter().filter(|f| f.score == first.score).map(|f| f.connector.id.clone());
            Err(Diagnostic::input("E0105", "several connectors fit this export equally well")
                .fact(format!("contenders: {}", quoted(&best.collect::<Vec<_>>())))
                .hint("name one: `assay ingest FILE --connector ID`, or `connector = \"ID\"` under a `[[source]]` in assay.toml"))
        }
        _ => Ok(fits.remove(0)),
    }
}

fn nothing_fits(part: &Part, mut misses: Vec<(usize, String)>) -> Diagnostic {
    misses.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut fault = Diagnostic::input("E0104", "no connector fits this export");
    if let Some(header) = widest_row(part) {
        fault = fault.fact(format!("columns found: {}", quoted(&header)));
    }
    for (_, miss) in misses.into_iter().take(3) {
        fault = fault.fact(miss);
    }
    fault.hint("`assay connectors list` shows what is known; `assay connectors show ID` prints one to start from")
}

fn quoted(names: &[String]) -> String {
    let shown = names.iter().filter(|n| !n.is_empty()).take(12).map(|n| format!("`{n}`"));
    shown.collect::<Vec<_>>().join(", ")
}

/// The header under which the connector binds most, with what is missing.
fn best_header(
    part: &Part,
    file: &str,
    connector: &Connector,
    named: bool,
) -> Result<Option<(usize, Header, Vec<String>)>> {
    let names = [file, part.name.as_str()];
    let mut best: Option<(usize, Header, Vec<String>)> = None;
    for header in headers(part, connector)? {
        let binding = Binding::new(connector, &header)?;
        let is_ruled_out = !named && binding.is_ruled_out(&header);
        if is_ruled_out || binding.consumed.is_empty() {
            continue;
        }
        let mut missing = if named { Vec::new() } else { binding.missing_signature(&header) };
        missing.extend(binding.missing());
        let score = binding.score(&names);
        let better = best.as_ref().is_none_or(|(most, _, least)| {
            (missing.len(), std::cmp::Reverse(score)) < (least.len(), std::cmp::Reverse(*most))
        });
        if better {
            best = Some((score, header, missing));
        }
    }
    Ok(best)
}

/// Rows, and pairs of rows, that could be the header; for JSON the field names after flattening.
fn headers(part: &Part, connector: &Connector) -> Result<Vec<Header>> {
    let wants_json = connector.detect.json;
    if let Content::Json(document) = &part.content {
        let unwanted = wants_json == Some(false);
        return if unwanted { Ok(Vec::new()) } else { Ok(vec![json_header(document, connector, HEAD_ELEMENTS)?]) };
    }
    if wants_json == Some(true) {
        return Ok(Vec::new());
    }
    let rows = head(part, connector.read.delimiter)?;
    let singles = rows.iter().map(|(line, cells)| Header::single(cells, *line));
    let doubles = rows.windows(2).map(|pair| Header::double(&pair[0].1, &pair[1].1, pair[1].0));
    Ok(singles.chain(doubles).collect())
}

fn head(part: &Part, delimiter: Option<char>) -> Result<Vec<(u64, Vec<Cell<'static>>)>> {
    let mut rows = Vec::new();
    let mut take = |row: crate::reader::Row| {
        if row.cells.iter().any(|c| !c.is_blank()) {
            rows.push((row.line, row.cells.into_iter().map(Cell::into_owned).collect()));
        }
        Ok(rows.len() < HEAD_ROWS)
    };
    match &part.content {
        Content::Sheet(sheet) => sheet.rows(&mut take)?,
        Content::Delimited(text) => delimited(text, delimiter).rows(&mut take)?,
        Content::Json(_) => {}
    }
    Ok(rows)
}

/// The text cut as the connector says, else as it was found.
pub fn delimited(
    text: &crate::reader::delimited::Delimited,
    delimiter: Option<char>,
) -> crate::reader::delimited::Delimited {
    let declared = delimiter.and_then(|d| u8::try_from(d).ok());
    declared.map_or_else(|| text.clone(), |d| text.with_delimiter(d))
}

fn widest_row(part: &Part) -> Option<Vec<String>> {
    if let Content::Json(document) = &part.content {
        return document.field_names(HEAD_ELEMENTS).ok();
    }
    let rows = head(part, None).ok()?;
    let widest = rows.iter().rev().max_by_key(|(_, cells)| cells.iter().filter(|c| !c.is_blank()).count())?;
    Some(widest.1.iter().map(|c| c.text().into_owned()).collect())
}

/// The field names of the first elements, flattened; a `limit` also cuts the arrays inside of them.
///
/// # Errors
/// `E0116` when the program of the connector does not compile.
pub fn json_header(document: &json::Document, connector: &Connector, limit: usize) -> Result<Header> {
    let reader = Elements::new(connector)?;
    let (mut names, mut seen) = (json::Names::default(), 0);
    document.each(connector.read.records.as_deref(), &mut |element| {
        if let Ok(value) = element.value {
            // A document may be one element with all its records in it; what its fields are called shows in the first.
            let head = (limit < usize::MAX).then(|| json::head(value, limit));
            if let Ok(found) = reader.read(head.as_ref().unwrap_or(value)) {
                reader.name(&found, &mut names);
            }
        }
        seen += 1;
        Ok(seen < limit)
    })?;
    Ok(Header::named(names.into()))
}
