//! The checks of the checklist as their files declare them: over which window they look and on which rows they stand.

use std::collections::BTreeMap;

use crate::diagnostic::Result;
use crate::embedded;
use crate::engine::Engine;
use crate::engine::sql_text::{SqlText, parse_all};
use crate::engine::thresholds::numbers;
use crate::workspace::config::Lang;

/// All checks, by item.
pub fn all() -> BTreeMap<u8, SqlText> {
    parse_all(embedded::CHECKS).into_iter().filter_map(|c| Some((c.get("item").parse().ok()?, c))).collect()
}

/// The window of each item, in words: `T12` is the last twelve closed months. Numbers are those in force.
///
/// # Errors
/// Faults of the engine.
pub fn windows(engine: &Engine, lang: Lang) -> Result<BTreeMap<u8, String>> {
    let numbers = numbers(engine)?;
    let window = |check: &SqlText| {
        let korean = Some(check.get("window_ko")).filter(|w| lang == Lang::Ko && !w.is_empty());
        let mut text = korean.unwrap_or(check.get("window")).to_string();
        for (name, value) in numbers.iter().filter(|(name, _)| check.get("window").contains(name.as_str())) {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    };
    Ok(all().iter().map(|(item, check)| (*item, window(check))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_one_check_with_a_window_and_rows() {
        let checks = all();
        assert_eq!(parse_all(embedded::CHECKS).len(), checks.len());
        assert!(checks.keys().copied().eq(1..=crate::assess::ITEMS));
        for check in checks.values() {
            assert!(!check.get("window").is_empty() && !check.get("rows").is_empty(), "{}", check.name);
        }
    }

    #[test]
    fn every_number_in_a_window_is_a_parameter() {
        let checklist = crate::assess::Checklist::builtin().unwrap();
        let known = crate::engine::parameters::parameters(&checklist, &BTreeMap::new()).unwrap();
        let mut numbers = 0;
        for check in all().values() {
            for window in [check.get("window"), check.get("window_ko")] {
                for name in window.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
                    assert!(known.contains_key(name), "{}: {name}", check.name);
                    numbers += 1;
                }
            }
        }
        assert_eq!(numbers, 4);
    }
}
