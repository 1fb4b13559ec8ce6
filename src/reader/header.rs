//! Header names: normalised for comparison, and composed from one or two header rows.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Cell;

/// The names of the columns, with where the header stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// One per column, as the file writes it; of a two-row header the parent and the child, joined by a
    /// space. Repeated names get `#2`, `#3` …
    pub names: Vec<String>,
    /// Upper and lower name of each column; the upper one is empty in a header of one row.
    pub levels: Vec<(String, String)>,
    /// Names by which a column may be addressed, normalised.
    keys: Vec<Vec<String>>,
    /// Line of the last header row.
    pub line: u64,
}

impl Header {
    /// A header of one row.
    pub fn single(cells: &[Cell], line: u64) -> Self {
        Header::of_levels(cells.iter().map(|c| (String::new(), c.text().into_owned())), line)
    }

    /// A header of two rows: the upper names are carried to the right over blank cells.
    pub fn double(upper: &[Cell], lower: &[Cell], line: u64) -> Self {
        let mut parent = String::new();
        let names: Vec<_> = (0..upper.len().max(lower.len()))
            .map(|i| {
                let (up, low) = (cell_text(upper, i), cell_text(lower, i));
                if !up.is_empty() {
                    parent = up;
                }
                if low.is_empty() { (String::new(), parent.clone()) } else { (parent.clone(), low) }
            })
            .collect();
        Header::of_levels(names.into_iter(), line)
    }

    /// A header given by names.
    pub fn named(names: Vec<String>) -> Self {
        Header::of_levels(names.into_iter().map(|n| (String::new(), n)), 0)
    }

    /// A header given by upper and lower names.
    pub fn of_levels(parts: impl Iterator<Item = (String, String)>, line: u64) -> Self {
        let mut header = Header { names: Vec::new(), levels: Vec::new(), keys: Vec::new(), line };
        for (parent, child) in parts {
            let full = if parent.is_empty() || parent == child { child.clone() } else { format!("{parent} {child}") };
            let mut keys = vec![normalise(&full), normalise(&child)];
            keys.dedup();
            let repeats = header.keys.iter().filter(|k| k[0] == keys[0] && !keys[0].is_empty()).count();
            let name = if repeats == 0 { full } else { format!("{full}#{}", repeats + 1) };
            if repeats > 0 {
                keys = vec![format!("{}#{}", keys[0], repeats + 1)];
            }
            header.names.push(name);
            header.levels.push((parent, child));
            header.keys.push(keys);
        }
        header
    }

    /// Columns in file order.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are no columns.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The first column that answers to the name.
    pub fn find(&self, name: &str) -> Option<usize> {
        let wanted = normalise(name);
        let full = self.keys.iter().position(|k| k[0] == wanted);
        full.or_else(|| self.keys.iter().position(|k| k.contains(&wanted)))
    }

    /// The columns that repeat the name after the first one.
    pub fn repeats(&self, name: &str) -> Vec<usize> {
        (2..).map_while(|n| self.find(&format!("{name}#{n}"))).collect()
    }

    /// Whether a row repeats the header in the middle of the file.
    pub fn is_repeated_by(&self, cells: &[Cell]) -> bool {
        let filled = self.names.iter().filter(|n| !n.is_empty()).count();
        let same = self.names.iter().zip(cells).filter(|(n, c)| !n.is_empty() && c.text() == n.as_str()).count();
        filled > 1 && same == filled
    }
}

fn cell_text(cells: &[Cell], index: usize) -> String {
    cells.get(index).map(|c| c.text().into_owned()).unwrap_or_default()
}

/// Composed (NFC), without white space, `*` and `+`, 율 for 률, lower case.
pub fn normalise(name: &str) -> String {
    // Most names are composed already, which is quick to see.
    let composed = if is_nfc_quick(name.chars()) == IsNormalized::Yes {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.nfc().collect())
    };
    composed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '+' | '\u{feff}'))
        .map(|c| if c == '률' { '율' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Cell<'static>> {
        texts.iter().map(|t| Cell::Text(t.to_string().into())).collect()
    }

    #[test]
    fn a_name_is_found_whatever_its_spacing_case_and_marks() {
        let header = Header::single(&cells(&["Incident ID*+", "CPU 사용율", "완료일", "완료일"]), 1);
        assert_eq!(header.find("incident id"), Some(0));
        assert_eq!(header.find("CPU사용률"), Some(1));
        assert_eq!(header.find("완료일"), Some(2));
        assert_eq!(header.find("완료일#2"), Some(3));
        assert_eq!(header.find("요청일"), None);
        assert_eq!((header.repeats("완료일"), header.repeats("incident id")), (vec![3], vec![]));
    }

    #[test]
    fn a_child_of_a_merged_header_answers_to_both_names() {
        let header =
            Header::double(&cells(&["연번", "작업시간", "", "업무"]), &cells(&["", "시작 시간", "종료 시간", ""]), 2);
        assert_eq!(header.names, ["연번", "작업시간 시작 시간", "작업시간 종료 시간", "업무"]);
        assert_eq!(header.find("종료시간"), Some(2));
        assert_eq!(header.find("작업시간시작시간"), Some(1));
        assert_eq!(header.find("업무"), Some(3));
    }
}
