//! YAML, one document or several in a file, as the elements that the JSON reader gives.
//!
//! Scalars become what JSON has for them; dates stay text. Anchors are expanded within bounds. Templates with
//! placeholders that are no YAML are an error, not guessed at.

use encoding_rs::Encoding;
use serde_json::Value;
use serde_saphyr::{Spanned, budget, options};

use super::blob::{Blob, broken};
use super::{encoding, json};
use crate::diagnostic::{Diagnostic, Place, Result};

/// Lines looked at to tell YAML from other text.
const HEAD_LINES: usize = 40;

/// Whether every line at the left margin is a key, an item or the mark of a document, and the first is no item.
pub fn looks_like_yaml(blob: &Blob, encoding: &'static Encoding) -> Result<bool> {
    let head = blob.head(8192)?;
    let (text, _, _) = encoding.decode(&head);
    let is_cut = head.len() == 8192;
    let mut lines: Vec<&str> = text.lines().collect();
    if is_cut {
        lines.pop();
    }
    let at_margin = |line: &&str| !line.trim().is_empty() && !line.starts_with([' ', '\t', '#', '%']);
    let lines: Vec<&str> = lines.into_iter().filter(at_margin).take(HEAD_LINES).collect();
    let begins = lines.first().is_some_and(|l| is_document_mark(l) || is_key(l));
    let has_key = lines.iter().any(|l| is_key(l) || l.strip_prefix("- ").is_some_and(is_key));
    Ok(begins && has_key && lines.iter().all(|l| is_document_mark(l) || is_key(l) || is_item(l)))
}

fn is_document_mark(line: &str) -> bool {
    matches!(line.trim_end(), "---" | "...") || line.starts_with("--- #")
}

fn is_item(line: &str) -> bool {
    line.trim_end() == "-" || line.starts_with("- ") || matches!(line.trim_end(), "]" | "}")
}

/// `name:` or `name: value`, where the name is one word: a sentence or a row of a table is no key.
fn is_key(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(':') else { return false };
    let name = name.trim_matches(['"', '\'']);
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let is_word = name.starts_with(char::is_alphabetic) && name.chars().all(in_word);
    is_word && (rest.trim().is_empty() || rest.starts_with([' ', '\t']))
}

/// Reads all documents.
///
/// # Errors
/// `E0120` with the line where the YAML breaks.
pub fn read(blob: &Blob, encoding: &'static Encoding) -> Result<json::Document> {
    let mut text = String::new();
    encoding::reader(blob, encoding)?.read_to_string(&mut text).map_err(broken)?;
    // Catalogues of a whole agency are long; what aliases may expand to stays bounded by default.
    let limits = budget! { max_documents: 1_000_000, max_nodes: 20_000_000, max_events: 80_000_000 };
    let options = options! { budget: limits, with_snippet: false, leading_zero_numbers_as_strings: true };
    let documents: Vec<Spanned<Value>> =
        serde_saphyr::from_multiple_with_options(&text, options).map_err(|e| breaks(&e))?;
    Ok(json::Document::of(documents.into_iter().map(|d| (d.referenced.line(), d.value))))
}

fn breaks(error: &serde_saphyr::Error) -> Diagnostic {
    let place = Place { line: error.location().map(|l| l.line()), ..Place::default() };
    let what = error.to_string();
    let what = what.lines().next().unwrap_or_default().to_string();
    Diagnostic::input("E0120", format!("the YAML breaks: {what}"))
        .at(place)
        .hint("a template must be filled in first; a file that was cut short must be copied again")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use encoding_rs::UTF_8;
    use serde_json::json;

    use super::*;

    fn blob(text: &str) -> Blob {
        Blob::Memory(Arc::from(text.as_bytes()))
    }

    fn elements(document: &json::Document, path: Option<&str>) -> Vec<(u64, Value)> {
        let mut elements = Vec::new();
        let mut take = |element: json::Element| {
            elements.push((element.line, element.value.expect("a value").clone()));
            Ok(true)
        };
        document.each(path, &mut take).expect("in memory");
        elements
    }

    fn looks(text: &str) -> bool {
        looks_like_yaml(&blob(text), UTF_8).expect("in memory")
    }

    #[test]
    fn documents_become_elements_with_their_line() {
        let text = "# catalogue\nkind: System\nid: 0755\ndate: 2026-10-01\n---\n# nothing\n---\nkind: Component\nspec: {system: a, tags: [x, 1, true]}\n";
        let document = read(&blob(text), UTF_8).expect("it reads");
        let have = elements(&document, None);
        assert_eq!(
            have,
            [
                (2, json!({"kind": "System", "id": "0755", "date": "2026-10-01"})),
                (8, json!({"kind": "Component", "spec": {"system": "a", "tags": ["x", 1, true]}})),
            ]
        );
    }

    #[test]
    fn an_array_of_a_document_is_its_elements() {
        let document = read(&blob("items:\n- {a: 1}\n- {a: 2}\n"), UTF_8).expect("it reads");
        assert_eq!(elements(&document, Some("items")).len(), 2);
    }

    #[test]
    fn a_break_is_said_with_its_line() {
        let fault = read(&blob("kind: A\n---\nname: {{ cookiecutter }}: x\n"), UTF_8).expect_err("it breaks");
        assert_eq!((fault.code, fault.place.and_then(|p| p.line)), ("E0120", Some(3)));
    }

    #[test]
    fn anchors_do_not_explode() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let before = vec![format!("*a{}", level - 1); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{before}]\n"));
        }
        assert_eq!(read(&blob(&text), UTF_8).expect_err("it is bounded").code, "E0120");
    }

    #[test]
    fn tables_and_prose_are_no_yaml() {
        for yaml in
            ["---\nkind: System\n", "# note\nkind: System\nspec:\n  a: 1\n", "apiVersion: b/v1\nitems:\n- a: 1\n"]
        {
            assert!(looks(yaml), "{yaml}");
        }
        for other in [
            "a,b\n1,2\n",
            "시스템명: 예약\n번호,일시\n1,2026-10-01\n",
            "2026-03-14 09:01 deployed: ok\n",
            "note: see below\nthe rest is prose\n",
            "---\n",
            "- one\n- two\n",
            "",
        ] {
            assert!(!looks(other), "{other}");
        }
    }
}
