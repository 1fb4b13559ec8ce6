//! JSON documents, concatenated pages and JSON lines, as elements that a jq program flattens.

use encoding_rs::Encoding;
use serde_json::{Map, Value};

use super::blob::Blob;
use super::{Cell, encoding};
use crate::diagnostic::{Diagnostic, Place, Result};

/// A text of one or more JSON values.
#[derive(Debug)]
pub struct Document {
    values: Vec<Line>,
}

/// One value and the line where it begins; `Err` holds the text of a line that is no JSON.
#[derive(Debug)]
struct Line {
    number: u64,
    value: std::result::Result<Value, String>,
}

/// One element of the records array.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'a> {
    /// Line where its document begins; elements of one document share it.
    pub line: u64,
    /// The element, or the text of a line that is no JSON.
    pub value: std::result::Result<&'a Value, &'a str>,
}

/// Whether the first character opens an object or an array and the start reads as JSON.
pub fn looks_like_json(blob: &Blob, encoding: &'static Encoding) -> Result<bool> {
    let head = blob.head(4096)?;
    let (text, _, _) = encoding.decode(&head);
    let text = text.trim_start();
    let mut rest = text.chars();
    Ok(match rest.next() {
        Some('{') => rest.find(|c| !c.is_whitespace()).is_none_or(|c| c == '"' || c == '}'),
        Some('[') => {
            let opens = rest.find(|c| !c.is_whitespace()).is_none_or(|c| "{[\"]-0123456789tfn".contains(c));
            opens && !is_stamped(text)
        }
        _ => false,
    })
}

/// `[1773446460] SERVICE ALERT: …`: lines of a log, not an array.
fn is_stamped(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let Some((stamp, rest)) = line.strip_prefix('[').and_then(|l| l.split_once(']')) else { return false };
    let is_number = stamp.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_number && !stamp.is_empty() && rest.trim_start().starts_with(char::is_alphabetic)
}

impl Document {
    /// Reads the whole text.
    ///
    /// # Errors
    /// `E0109` with the line where the JSON breaks.
    pub fn read(blob: &Blob, encoding: &'static Encoding) -> Result<Self> {
        let mut text = String::new();
        encoding::reader(blob, encoding)?.read_to_string(&mut text).map_err(super::blob::broken)?;
        let values = if is_lines(&text) { read_lines(&text) } else { read_documents(&text)? };
        Ok(Document { values })
    }

    /// Values that were read from another notation, with their lines.
    pub fn of(values: impl IntoIterator<Item = (u64, Value)>) -> Self {
        Document { values: values.into_iter().map(|(number, value)| Line { number, value: Ok(value) }).collect() }
    }

    /// The elements under a dotted path (`builds`, `data.items`), or of the top array, or the documents
    /// themselves.
    pub fn elements(&self, path: Option<&str>) -> Vec<Element<'_>> {
        let mut elements = Vec::new();
        for line in &self.values {
            match &line.value {
                Err(text) => elements.push(Element { line: line.number, value: Err(text) }),
                Ok(value) => {
                    // A bare array where an object with the path was expected: its elements are the records.
                    let path = path
                        .filter(|p| !value.is_array() || spread(value).iter().any(|r| !descend(r, Some(p)).is_empty()));
                    for root in spread(value) {
                        for found in descend(root, path) {
                            elements.push(Element { line: line.number, value: Ok(found) });
                        }
                    }
                }
            }
        }
        elements
    }
}

fn spread(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    }
}

fn descend<'a>(root: &'a Value, path: Option<&str>) -> Vec<&'a Value> {
    let Some(path) = path else { return vec![root] };
    let mut at = root;
    for key in path.split('.') {
        match at.get(key) {
            Some(next) => at = next,
            None => return Vec::new(),
        }
    }
    spread(at)
}

/// JSON lines: objects, more than one line, and the first or most of the first ten are whole.
fn is_lines(text: &str) -> bool {
    let head: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(10).collect();
    let whole = |l: &&str| l.trim_start().starts_with('{') && serde_json::from_str::<Value>(l).is_ok();
    let most = head.iter().copied().filter(|l| whole(l)).count() * 2 > head.len();
    head.len() > 1 && text.trim_start().starts_with('{') && (whole(&head[0]) || most)
}

fn read_lines(text: &str) -> Vec<Line> {
    let lines = (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty());
    lines.map(|(number, l)| Line { number, value: serde_json::from_str(l).map_err(|_| l.to_string()) }).collect()
}

fn read_documents(text: &str) -> Result<Vec<Line>> {
    let mut values = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    loop {
        let number = 1 + text[..stream.byte_offset()].matches('\n').count() as u64;
        match stream.next() {
            None => return Ok(values),
            Some(Ok(value)) => values.push(Line { number, value: Ok(value) }),
            Some(Err(error)) => {
                let place = Place { line: Some(error.line() as u64), ..Place::default() };
                return Err(Diagnostic::input("E0109", format!("the JSON breaks: {error}"))
                    .at(place)
                    .hint("the export looks cut short; copy it again"));
            }
        }
    }
}

/// A JSON value as a cell; arrays and objects as their JSON text.
pub fn cell(value: &Value) -> Cell<'static> {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(b) => Cell::Boolean(*b),
        Value::String(text) => Cell::Text(text.clone().into()),
        Value::Number(number) => match number.as_f64() {
            // Above 2^53 a double would change the id.
            Some(double) if double.abs() < 9_007_199_254_740_992.0 => Cell::Number(double),
            _ => Cell::Text(number.to_string().into()),
        },
        nested => Cell::Text(nested.to_string().into()),
    }
}

/// The names of the fields of some objects, in order of first appearance.
pub fn field_names<'a>(objects: impl IntoIterator<Item = &'a Map<String, Value>>) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for object in objects {
        for name in object.keys() {
            if seen.insert(name.clone()) {
                names.push(name.clone());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_log_whose_lines_begin_with_a_stamp_in_brackets_is_no_json() {
        let looks = |text: &str| {
            let blob = Blob::Memory(Arc::from(text.as_bytes()));
            looks_like_json(&blob, encoding_rs::UTF_8).expect("in memory")
        };
        assert!(!looks("[1772409600] LOG VERSION: 2.0\n"));
        assert!(!looks("[1772409600.5] up\n"));
        for json in ["[1772409600]", "[1772409600]\n[1772409660]\n", "[1, 2]", "[[1, 2]]", "[{\"a\": 1}]", "[]", "{}"] {
            assert!(looks(json), "{json}");
        }
    }
}
