//! SQL files: the header of `-- key: value` lines and the text below it, and the order in which models run.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Result, nearest};

/// One SQL file.
#[derive(Debug, Clone)]
pub struct SqlText {
    /// Name of the file, without extension.
    pub name: &'static str,
    /// Header lines.
    header: BTreeMap<&'static str, String>,
    /// The whole text.
    pub text: &'static str,
}

impl SqlText {
    /// Reads the header; a line that goes on is joined.
    pub fn parse(name: &'static str, text: &'static str) -> Self {
        let mut header: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut last = None;
        for line in text.lines().map_while(|l| l.strip_prefix("--")) {
            match line.split_once(':') {
                Some((key, value)) if is_key(key) => {
                    last = Some(key.trim());
                    header.insert(key.trim(), value.trim().to_string());
                }
                _ => {
                    if let Some(value) = last.and_then(|key| header.get_mut(key)) {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
            }
        }
        SqlText { name, header, text }
    }

    /// A header value; empty when it is not there.
    pub fn get(&self, key: &str) -> &str {
        self.header.get(key).map_or("", String::as_str)
    }

    /// The names after `needs:`.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.get("needs").split(',').map(str::trim).filter(|n| !n.is_empty())
    }
}

fn is_key(key: &str) -> bool {
    let key = key.strip_prefix(' ').unwrap_or(key);
    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// A text as it stands between the quotes of a literal.
pub fn escaped(text: impl AsRef<str>) -> String {
    text.as_ref().replace('\'', "''")
}

/// All files of an embedded list.
pub fn parse_all(files: &'static [(&'static str, &'static str)]) -> Vec<SqlText> {
    files.iter().map(|(name, text)| SqlText::parse(name, text)).collect()
}

/// The file of a name; without one `fault` with the nearest name, or else with the `hint`.
///
/// # Errors
/// `fault`.
pub fn find<'f>(
    files: &'f [SqlText],
    name: &str,
    fault: impl FnOnce() -> Diagnostic,
    hint: &str,
) -> Result<&'f SqlText> {
    files.iter().find(|f| f.name == name).ok_or_else(|| {
        fault().hint(match nearest(name, files.iter().map(|f| f.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => hint.to_string(),
        })
    })
}

/// Models in an order in which each comes after those it needs, by name among equals.
///
/// # Errors
/// `E0905` when models need each other in a circle.
pub fn in_order(models: &[SqlText]) -> Result<Vec<&SqlText>> {
    let names: BTreeSet<&str> = models.iter().map(|m| m.name).collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut order = Vec::new();
    while order.len() < models.len() {
        let ready =
            models.iter().find(|m| !done.contains(m.name) && m.needs().all(|n| done.contains(n) || !names.contains(n)));
        let Some(model) = ready else {
            let left: Vec<_> = names.difference(&done).copied().collect();
            return Err(Diagnostic::internal(
                "E0905",
                format!("models need each other in a circle: {}", left.join(", ")),
            ));
        };
        done.insert(model.name);
        order.push(model);
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_and_lines_that_go_on_are_joined() {
        let text = SqlText::parse(
            "x",
            "-- id: x\n-- definition: metrics.md 3.4: union\n-- of intervals\n-- needs: b, a\nselect 1",
        );
        assert_eq!(text.get("definition"), "metrics.md 3.4: union of intervals");
        assert_eq!(text.needs().collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn a_model_comes_after_what_it_needs() {
        let models = [
            SqlText::parse("a", "-- needs: c, raw_x"),
            SqlText::parse("b", "-- needs:"),
            SqlText::parse("c", "-- needs: b"),
        ];
        let order: Vec<_> = in_order(&models).expect("no circle").iter().map(|m| m.name).collect();
        assert_eq!(order, ["b", "c", "a"]);
        let circle = [SqlText::parse("a", "-- needs: b"), SqlText::parse("b", "-- needs: a")];
        assert!(in_order(&circle).is_err());
    }
}
