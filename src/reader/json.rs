//! JSON documents, concatenated pages and JSON lines, as elements that a jq program flattens. Documents are held
//! whole, lines are read one by one.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};

use encoding_rs::Encoding;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::blob::{Blob, broken};
use super::{Cell, encoding};
use crate::diagnostic::{Diagnostic, Place, Result};

/// A text of one or more JSON values.
#[derive(Debug)]
pub struct Document {
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// The values, with the lines where they begin.
    Values(Vec<(u64, Value)>),
    /// JSON lines, read anew each time: exports of monitoring are longer than memory.
    Lines(Blob, &'static Encoding),
}

/// One element of the records array.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'a> {
    /// Line where its document begins; elements of one document share it.
    pub line: u64,
    /// The element, or the text of a line that is no JSON.
    pub value: std::result::Result<&'a Value, &'a str>,
}

/// What is done with each element; `false` ends the reading.
pub type Take<'t> = dyn FnMut(Element) -> Result<bool> + 't;

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
    /// Reads the whole text, or of JSON lines the first ones.
    ///
    /// # Errors
    /// `E0109` with the line where the JSON breaks.
    pub fn read(blob: &Blob, encoding: &'static Encoding) -> Result<Self> {
        if is_lines(blob, encoding)? {
            return Ok(Document { held: Held::Lines(blob.clone(), encoding) });
        }
        let mut text = String::new();
        encoding::reader(blob, encoding)?.read_to_string(&mut text).map_err(broken)?;
        Ok(Document { held: Held::Values(read_documents(&text)?) })
    }

    /// Values that were read from another notation, with their lines.
    pub fn of(values: impl IntoIterator<Item = (u64, Value)>) -> Self {
        Document { held: Held::Values(values.into_iter().collect()) }
    }

    /// Hands over the elements under a dotted path (`builds`, `data.items`) of each document, of each item of a top
    /// array; without a path, or where it leads nowhere, these themselves.
    ///
    /// # Errors
    /// Those of `take`, and of reading lines.
    pub fn each(&self, path: Option<&str>, take: &mut Take) -> Result<()> {
        match &self.held {
            Held::Values(values) => {
                for (line, value) in values {
                    if !each_of(*line, value, path, take)? {
                        break;
                    }
                }
                Ok(())
            }
            Held::Lines(blob, encoding) => lines(blob, encoding, &mut |line, text| match serde_json::from_str(text) {
                Ok(value) => each_of(line, &value, path, take),
                Err(_) => take(Element { line, value: Err(text) }),
            }),
        }
    }

    /// The names of the fields of the first elements, in order of first appearance.
    ///
    /// # Errors
    /// Those of reading lines.
    pub fn field_names(&self, limit: usize) -> Result<Vec<String>> {
        let (mut names, mut seen) = (Names::default(), 0);
        self.each(None, &mut |element| {
            let fields = element.value.ok().and_then(Value::as_object);
            fields.into_iter().flat_map(Map::keys).for_each(|name| names.add(name));
            seen += 1;
            Ok(seen < limit)
        })?;
        Ok(names.into())
    }
}

fn each_of(line: u64, value: &Value, path: Option<&str>, take: &mut Take) -> Result<bool> {
    for root in spread(value) {
        for found in path.map_or_else(|| vec![root], |path| descend(root, path)) {
            if !take(Element { line, value: Ok(found) })? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Hands over the lines that are not blank, without their ends, until `take` has enough.
fn lines(blob: &Blob, encoding: &'static Encoding, take: &mut dyn FnMut(u64, &str) -> Result<bool>) -> Result<()> {
    let mut reader = BufReader::with_capacity(1 << 16, encoding::reader(blob, encoding)?);
    let mut text = String::new();
    for number in 1.. {
        text.clear();
        if reader.read_line(&mut text).map_err(broken)? == 0 {
            break;
        }
        let line = text.trim_end_matches(['\n', '\r']);
        if !line.trim().is_empty() && !take(number, line)? {
            break;
        }
    }
    Ok(())
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
fn is_lines(blob: &Blob, encoding: &'static Encoding) -> Result<bool> {
    let mut head: Vec<String> = Vec::new();
    lines(blob, encoding, &mut |_, line| {
        head.push(line.to_string());
        Ok(head.len() < 10)
    })?;
    let opens = head.first().is_some_and(|l| l.trim_start().starts_with('{'));
    // A document on one line may be long: it is not read to no purpose.
    if head.len() < 2 || !opens {
        return Ok(false);
    }
    let whole = |l: &&String| l.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(l).is_ok();
    Ok(whole(&&head[0]) || head.iter().filter(whole).count() * 2 > head.len())
}

fn read_documents(text: &str) -> Result<Vec<(u64, Value)>> {
    let mut values = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    loop {
        let number = 1 + text[..stream.byte_offset()].matches('\n').count() as u64;
        match stream.next() {
            None => return Ok(values),
            Some(Ok(value)) => values.push((number, value)),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn elements(document: &Document, path: Option<&str>) -> Vec<(u64, std::result::Result<Value, String>)> {
        let mut elements = Vec::new();
        let mut take = |element: Element| {
            elements.push((element.line, element.value.cloned().map_err(str::to_string)));
            Ok(true)
        };
        document.each(path, &mut take).expect("in memory");
        elements
    }

    #[test]
    fn a_document_without_the_path_is_an_element_itself() {
        let pages = [json!({"data": {"rows": [1, 2]}}), json!({"error": "no"}), json!([{"data": {"rows": [3]}}, 4])];
        let document = Document::of((1..).zip(pages));
        let expected = [(1, json!(1)), (1, json!(2)), (2, json!({"error": "no"})), (3, json!(3)), (3, json!(4))];
        assert_eq!(elements(&document, Some("data.rows")), expected.map(|(line, value)| (line, Ok(value))));
        assert_eq!(elements(&Document::of([(1, json!({"data": {"rows": []}}))]), Some("data.rows")), []);
    }

    #[test]
    fn lines_are_read_one_by_one_and_those_that_are_no_json_are_told() {
        let read = |text: &str| {
            let blob = Blob::Memory(text.as_bytes().into());
            elements(&Document::read(&blob, encoding_rs::UTF_8).expect("it reads"), None)
        };
        let (one, two) = (Ok(json!({"a": 1})), Ok(json!({"a": 2})));
        assert_eq!(
            read("{\"a\": 1}\r\n\n{\"a\": 2\n{\"a\": 2}"),
            [(1, one.clone()), (3, Err("{\"a\": 2".to_string())), (4, two.clone())]
        );
        assert_eq!(read("{\"a\":\n1}\n{\"a\":\n2}\n"), [(1, one.clone()), (2, two)], "documents");
        assert_eq!(read("{\"a\": 1}"), [(1, one)]);
    }

    #[test]
    fn a_head_has_few_items_at_every_depth() {
        let value = json!({"a": [[1, 2, 3], 4, 5], "b": {"c": [6, 7, 8]}});
        assert_eq!(head(&value, 2), json!({"a": [[1, 2], 4], "b": {"c": [6, 7]}}));
    }

    #[test]
    fn a_log_whose_lines_begin_with_a_stamp_in_brackets_is_no_json() {
        let looks = |text: &str| {
            let blob = Blob::Memory(text.as_bytes().into());
            looks_like_json(&blob, encoding_rs::UTF_8).expect("in memory")
        };
        assert!(!looks("[1772409600] LOG VERSION: 2.0\n"));
        assert!(!looks("[1772409600.5] up\n"));
        for json in ["[1772409600]", "[1772409600]\n[1772409660]\n", "[1, 2]", "[[1, 2]]", "[{\"a\": 1}]", "[]", "{}"] {
            assert!(looks(json), "{json}");
        }
    }
}
