//! Walks the records of a part under a chosen connector: what is a record, and what is only layout.

use crate::connector::Connector;
use crate::connector::detect::delimited;
use crate::connector::element::Elements;
use crate::connector::value::fold;
use crate::diagnostic::Result;
use crate::reader::header::Header;
use crate::reader::{Cell, Content, Part, Row, json};

/// One step through a part.
pub enum Item<'a> {
    /// A record.
    Record {
        /// Where it starts.
        line: u64,
        /// Its cells.
        cells: Vec<Cell<'a>>,
    },
    /// A row that is no record, with the reason.
    Left(&'static str),
    /// A record that cannot even be cut into cells.
    Broken {
        /// Where it starts.
        line: u64,
        /// Code of the rejection.
        code: &'static str,
        /// What there is of it.
        cells: Vec<Cell<'a>>,
        /// Why.
        reason: String,
    },
}

/// How much there is of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Rows of data, blank and total rows and repeated headers aside; of JSON, elements.
    pub rows: u64,
    /// The last of those rows in a sheet.
    pub sheet_row: Option<u64>,
}

/// Hands every row after the header to `take`. Says how much there was.
pub fn walk(
    part: &Part,
    connector: &Connector,
    header: &Header,
    take: &mut dyn FnMut(Item) -> Result<()>,
) -> Result<Extent> {
    let totals: Vec<String> = connector.read.totals.iter().map(|t| fold(t)).collect();
    let is_text = matches!(part.content, Content::Delimited(_));
    let width = header.names.iter().rposition(|n| !n.is_empty()).map_or(0, |at| at + 1);
    let mut extent = Extent::default();
    let last = |name: &String| header.repeats(name).into_iter().chain(header.find(name)).max();
    let surplus = connector.read.surplus.0.iter().find_map(last).filter(|_| is_text);
    let mut row = |mut row: Row| {
        let line = row.line;
        if let Some(at) = surplus
            && row.cells.len() > width
            && !row.cells[at].is_blank()
        {
            row.cells.drain(at + 1..=at + row.cells.len() - width);
        }
        if line > header.line {
            let item = classify(row, header, &totals, if is_text { width } else { 0 });
            if !matches!(item, Item::Left(_)) {
                extent = Extent { rows: extent.rows + 1, sheet_row: (!is_text).then_some(line) };
            }
            take(item)?;
        }
        Ok(true)
    };
    match &part.content {
        Content::Delimited(text) => delimited(text, connector.read.delimiter).rows(&mut row)?,
        Content::Sheet(sheet) => sheet.rows(&mut row)?,
        Content::Json(document) => extent.rows = walk_json(document, connector, header, take)?,
    }
    Ok(extent)
}

fn classify<'a>(row: Row<'a>, header: &Header, totals: &[String], width: usize) -> Item<'a> {
    let Some(first) = row.cells.iter().find(|c| !c.is_blank()) else { return Item::Left("blank") };
    if totals.contains(&fold(&first.text())) {
        return Item::Left("total");
    }
    if header.is_repeated_by(&row.cells) {
        return Item::Left("repeated header");
    }
    if row.cells.iter().any(|c| matches!(c, Cell::Text(text) if text.contains('\u{fffd}'))) {
        let reason = "the record holds bytes that are no text in the encoding of the file".to_string();
        return Item::Broken { line: row.line, code: "E0208", cells: row.cells, reason };
    }
    if row.unclosed {
        let reason = format!("a quote opened in line {} is never closed; what follows is in its last field", row.line);
        return Item::Broken { line: row.line, code: "E0112", cells: row.cells, reason };
    }
    if row.cells.len() < width {
        let mut reason = format!("the record has {} fields, the header has {width}", row.cells.len());
        if row.cells.iter().any(|c| c.text().contains('\n')) {
            reason.push_str("; a quote may never be closed");
        }
        return Item::Broken { line: row.line, code: "E0112", cells: row.cells, reason };
    }
    Item::Record { line: row.line, cells: row.cells }
}

fn walk_json(
    document: &json::Document,
    connector: &Connector,
    header: &Header,
    take: &mut dyn FnMut(Item) -> Result<()>,
) -> Result<u64> {
    let mut elements = 0;
    let reader = Elements::new(connector)?;
    document.each(connector.read.records.as_deref(), &mut |element| {
        let line = element.line;
        elements += 1;
        let found = match element.value {
            Err(text) => Err((text.to_string(), "the line is no JSON".to_string())),
            Ok(value) => reader.read(value).map_err(|reason| (value.to_string(), reason)),
        };
        match found {
            Ok(found) => {
                let mut record = |cells: Vec<Cell>| take(Item::Record { line, cells });
                if reader.records(&found, header, &mut record)? == 0 {
                    take(Item::Left("connector"))?;
                }
            }
            Err((text, reason)) => {
                take(Item::Broken { line, code: "E0109", cells: vec![Cell::Text(text.into())], reason })?;
            }
        }
        Ok(true)
    })?;
    Ok(elements)
}
