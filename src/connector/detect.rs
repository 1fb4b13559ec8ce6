//! Finds the connector of a part of an export, and its header row.
//!
//! A connector contends when all its signature headers and required columns are there. The one that
//! accounts for most of the file wins; a tie is refused, never guessed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use crate::calendar::Zone;
use crate::diagnostic::{Diagnostic, Result};
use crate::reader::header::Header;
use crate::reader::{Cell, Content, Part, json};

use super::bind::Binding;
use super::element::Elements;
use super::map::{Mapper, Outcome, Surroundings};
use super::origin::find;
use super::{Connector, layout};

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

/// Where an export lies.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Name of its file, without folders.
    pub file: &'a str,
    /// Its path as [`Surroundings::path`] has it.
    pub path: &'a str,
}

/// The connector that fits a part best. When a person `named` the connector its signature is not asked for.
///
/// # Errors
/// `E0104` when none fits, with the nearest misses; `E0105` when several fit equally.
pub fn choose<'c>(part: &Part, place: Place, connectors: &[&'c Connector], named: bool) -> Result<Fit<'c>> {
    let mut head = Head::of(part)?;
    let mut contenders = Vec::new();
    for connector in connectors {
        contenders.push((*connector, head.headers(connector, named)?));
    }
    let mut fits = Vec::new();
    for (connector, headers) in &contenders {
        // Few headers hold the signature; the others cannot fit and need not be bound.
        let signed = headers.iter().filter(|h| named || missing_signature(connector, h).is_empty());
        if let Some((score, header, missing)) = head.best(place, connector, signed, named)?
            && missing.is_empty()
        {
            fits.push(Fit { connector, header, score });
        }
    }
    fits.sort_by_key(|fit| (std::cmp::Reverse(fit.score), fit.connector.id.clone()));
    match fits.as_slice() {
        [] => {
            let mut misses = Vec::new();
            for (connector, headers) in &contenders {
                if let Some((score, _, missing)) = head.best(place, connector, headers.iter(), named)? {
                    misses.push((score, format!("`{}` lacks {}", connector.id, quoted(&missing))));
                }
            }
            Err(nothing_fits(part, misses.into_iter().filter(|(score, _)| *score > 0).collect()))
        }
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

type Candidate = (usize, Header, Vec<String>);

/// The beginning of a part, read once for all connectors.
struct Head<'p> {
    part: &'p Part,
    /// First rows, and the headers that they could be, by the character between cells.
    tables: BTreeMap<Option<char>, Table>,
    /// First lines that are not blank.
    lines: Vec<String>,
}

/// A row with its line.
type Line = (u64, Vec<Cell<'static>>);
/// Rows, and the headers that they could be.
type Table = (Vec<Line>, Rc<Vec<Header>>);

impl<'p> Head<'p> {
    fn of(part: &'p Part) -> Result<Self> {
        let mut lines = Vec::new();
        if let Content::Delimited(text) = &part.content {
            text.lines(&mut |_, line| {
                if !line.trim().is_empty() {
                    lines.push(line.to_string());
                }
                Ok(lines.len() < HEAD_ROWS)
            })?;
        }
        Ok(Head { part, tables: BTreeMap::new(), lines })
    }

    /// Rows, and pairs of rows, that could be the header; for JSON the field names after flattening, for lines the
    /// groups of their expression.
    fn headers(&mut self, connector: &Connector, named: bool) -> Result<Rc<Vec<Header>>> {
        let (wants_json, read) = (connector.detect.json, &connector.read);
        if let Content::Json(document) = &self.part.content {
            let unwanted = wants_json == Some(false) || read.line.is_some() || read.sections.is_some();
            let headers = if unwanted { Vec::new() } else { vec![json_header(document, connector, HEAD_ELEMENTS)?] };
            return Ok(headers.into());
        }
        if wants_json == Some(true) {
            return Ok(Rc::default());
        }
        if let Some(line) = &read.line {
            let pattern = connector.detect.lines.as_ref().unwrap_or(line).of(connector)?;
            let matching = self.lines.iter().filter(|l| pattern.is_match(l)).count();
            let fits = named || (matching > 0 && matching * 2 >= self.lines.len());
            return Ok(Rc::new(if fits { vec![layout::line_header(line.of(connector)?)] } else { Vec::new() }));
        }
        if read.sections.is_some() {
            let header = layout::united_header(self.part, connector, HEAD_ROWS)?;
            return Ok(Rc::new(header.into_iter().collect()));
        }
        Ok(self.table(read.delimiter)?.1.clone())
    }

    fn table(&mut self, delimiter: Option<char>) -> Result<&Table> {
        if let Entry::Vacant(vacant) = self.tables.entry(delimiter) {
            let rows = first_rows(self.part, delimiter)?;
            let singles = rows.iter().map(|(line, cells)| Header::single(cells, *line));
            let doubles = rows.windows(2).map(|pair| Header::double(&pair[0].1, &pair[1].1, pair[1].0));
            let headers = singles.chain(doubles).collect::<Vec<_>>().into();
            vacant.insert((rows, headers));
        }
        Ok(&self.tables[&delimiter])
    }

    /// The header under which the connector binds most, with what is missing.
    fn best<'h>(
        &self,
        place: Place,
        connector: &Connector,
        headers: impl Iterator<Item = &'h Header>,
        named: bool,
    ) -> Result<Option<Candidate>> {
        let names = [place.file, self.part.name.as_str()];
        let mut best: Option<Candidate> = None;
        for header in headers {
            let binding = Binding::new(connector, header)?;
            let is_ruled_out = !named && binding.is_ruled_out(header);
            if is_ruled_out || binding.consumed.is_empty() {
                continue;
            }
            let mut missing = if named { Vec::new() } else { missing_signature(connector, header) };
            missing.extend(binding.missing());
            let score = binding.score(&names);
            let rank = (missing.len(), std::cmp::Reverse(score));
            let better = best.as_ref().is_none_or(|(most, before, least)| {
                let least = (least.len(), std::cmp::Reverse(*most));
                rank < least || (rank == least && self.goes_on(before, header, connector))
            });
            if better && (named || !missing.is_empty() || self.gives_values(place, binding, header)) {
                best = Some((score, header.clone(), missing));
            }
        }
        Ok(best)
    }

    /// Whether the second header is the first one with the row below it, and that row is no record: it begins with a
    /// blank and has no digit. So a mean below a merged cell is told from the peak beside it.
    fn goes_on(&self, first: &Header, second: &Header, connector: &Connector) -> bool {
        let Some((rows, _)) = self.tables.get(&connector.read.delimiter) else { return false };
        let Some(at) = rows.iter().position(|(line, _)| *line == second.line) else { return false };
        let (_, cells) = &rows[at];
        let follows = at > 0 && rows[at - 1].0 == first.line;
        let has_digit = |cell: &Cell| cell.text().chars().any(|c| c.is_ascii_digit());
        follows && cells.first().is_some_and(Cell::is_blank) && !cells.iter().any(has_digit)
    }

    /// A connector that spreads every column, whatever its name, contends only if at least half of the first rows are
    /// records to it: else it would take any table with a column of times.
    fn gives_values(&self, place: Place, binding: Binding, header: &Header) -> bool {
        let Some((rows, _)) = self.tables.get(&binding.connector.read.delimiter).filter(|_| binding.is_wild()) else {
            return true;
        };
        let Place { file, path } = place;
        let surroundings = Surroundings { zone: Zone::default(), file, part: &self.part.name, path };
        let mut mapper = Mapper::new(binding, surroundings);
        let outcomes = rows.iter().filter(|(line, _)| *line > header.line).map(|(_, cells)| mapper.map(cells));
        let (records, faults): (Vec<_>, Vec<_>) = outcomes
            .filter(|o| *o != Outcome::Filtered)
            .partition(|o| !matches!(o, Outcome::Rejected(r) if r.code != "E0107"));
        !records.is_empty() && records.len() >= faults.len()
    }
}

/// Headers of the signature that the file does not have, as the first alternative of each.
fn missing_signature(connector: &Connector, header: &Header) -> Vec<String> {
    let signature = connector.detect.headers.iter().filter(|h| find(h, header).is_none());
    signature.filter_map(|h| h.0.first().cloned()).collect()
}

fn first_rows(part: &Part, delimiter: Option<char>) -> Result<Vec<Line>> {
    let mut rows = Vec::new();
    layout::rows(part, delimiter, &mut |row| {
        if row.cells.iter().any(|c| !c.is_blank()) {
            rows.push((row.line, row.cells.into_iter().map(Cell::into_owned).collect()));
        }
        Ok(rows.len() < HEAD_ROWS)
    })?;
    Ok(rows)
}

fn widest_row(part: &Part) -> Option<Vec<String>> {
    if let Content::Json(document) = &part.content {
        return document.field_names(HEAD_ELEMENTS).ok();
    }
    let rows = first_rows(part, None).ok()?;
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
