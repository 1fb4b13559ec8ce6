//! JSON documents, concatenated pages and JSON lines, as elements that a jq program flattens.

use std::collections::HashSet;

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
        Some('[') => rest.find(|c| !c.is_whitespace()).is_none_or(|c| "{[\"]-0123456789tfn".contains(c)),
        _ => false,
    })
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

    /// The elements under a dotted path (`builds`, `data.items`) of each document, of each item of a top array; without
    /// a path, or where it leads nowhere, these themselves.
    pub fn elements(&self, path: Option<&str>) -> Vec<Element<'_>> {
        let mut elements = Vec::new();
        for line in &self.values {
            match &line.value {
                Err(text) => elements.push(Element { line: line.number, value: Err(text) }),
                Ok(value) => {
                    for root in spread(value) {
                        let found = path.map_or_else(|| vec![root], |path| descend(root, path));
                        elements.extend(found.into_iter().map(|value| Element { line: line.number, value: Ok(value) }));
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

/// The elements under the path, or the root itself where it leads nowhere: bare records without what is around them,
/// and answers that tell of a fault, which must not vanish.
fn descend<'a>(root: &'a Value, path: &str) -> Vec<&'a Value> {
    match path.split('.').try_fold(root, |at, key| at.get(key)) {
        Some(found) => spread(found),
        None => vec![root],
    }
}

/// JSON lines: objects, more than one line, and the first or most of the first ten are whole.
fn is_lines(text: &str) -> bool {
    let head: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(10).collect();
    let whole = |l: &&str| l.trim_start().starts_with('{') && serde_json::from_str::<Value>(l).is_ok();
    // A document on one line may be long: it is not read to no purpose.
    if head.len() < 2 {
        return false;
    }
    let most = || head.iter().copied().filter(|l| whole(l)).count() * 2 > head.len();
    text.trim_start().starts_with('{') && (whole(&head[0]) || most())
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
pub fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(b) => Cell::Boolean(*b),
        Value::String(text) => Cell::Text(text.as_str().into()),
        Value::Number(number) => match number.as_f64() {
            // Above 2^53 a double would change the id.
            Some(double) if double.abs() < 9_007_199_254_740_992.0 => Cell::Number(double),
            _ => Cell::Text(number.to_string().into()),
        },
        nested => Cell::Text(nested.to_string().into()),
    }
}

/// A copy with no more than so many items of each array.
pub fn head(value: &Value, items: usize) -> Value {
    match value {
        Value::Array(array) => array.iter().take(items).map(|item| head(item, items)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), head(value, items))).collect())
        }
        other => other.clone(),
    }
}

/// Names in order of first appearance.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<String>,
    seen: HashSet<String>,
}

impl Names {
    /// Takes note of a name.
    pub fn add(&mut self, name: &str) {
        if !self.seen.contains(name) {
            self.seen.insert(name.to_string());
            self.names.push(name.to_string());
        }
    }
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        names.names
    }
}

/// The names of the fields of some objects, in order of first appearance.
pub fn field_names<'a>(objects: impl IntoIterator<Item = &'a Map<String, Value>>) -> Vec<String> {
    let mut names = Names::default();
    objects.into_iter().flat_map(Map::keys).for_each(|name| names.add(name));
    names.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_without_the_path_is_an_element_itself() {
        let pages = [json!({"data": {"rows": [1, 2]}}), json!({"error": "no"}), json!([{"data": {"rows": [3]}}, 4])];
        let document = Document::of((1..).zip(pages));
        let values: Vec<_> = document.elements(Some("data.rows")).into_iter().map(|e| (e.line, e.value)).collect();
        let fault = json!({"error": "no"});
        let (one, two, three, four) = (json!(1), json!(2), json!(3), json!(4));
        assert_eq!(values, [(1, Ok(&one)), (1, Ok(&two)), (2, Ok(&fault)), (3, Ok(&three)), (3, Ok(&four))]);
        assert!(Document::of([(1, json!({"data": {"rows": []}}))]).elements(Some("data.rows")).is_empty());
    }

    #[test]
    fn a_head_has_few_items_at_every_depth() {
        let value = json!({"a": [[1, 2, 3], 4, 5], "b": {"c": [6, 7, 8]}});
        assert_eq!(head(&value, 2), json!({"a": [[1, 2], 4], "b": {"c": [6, 7]}}));
    }
}
