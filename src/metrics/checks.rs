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

/// The windows as a paper says them, without the short names of periods.
///
/// # Errors
/// Faults of the engine.
pub fn spoken_windows(engine: &Engine, lang: Lang) -> Result<BTreeMap<u8, String>> {
    let windows = windows(engine, lang)?.into_iter();
    Ok(windows.map(|(item, window)| (item, spoken(&window, lang))).collect())
}

/// A text with its periods in words: `T12` is the last 12 months.
pub fn spoken(text: &str, lang: Lang) -> String {
    ["12", "6", "3"].iter().fold(text.to_string(), |text, months| {
        let words = match lang {
            Lang::Ko => format!("최근 {months}개월"),
            Lang::En => format!("over the last {months} months"),
        };
        text.replace(&format!("T{months}"), &words)
    })
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
    fn papers_say_periods_in_words() {
        assert_eq!(spoken("36개월, 조치 기록 T12", Lang::Ko), "36개월, 조치 기록 최근 12개월");
        assert_eq!(
            spoken("36 months, what was done T12", Lang::En),
            "36 months, what was done over the last 12 months"
        );
        assert_eq!(["T3", "T6"].map(|t| spoken(t, Lang::Ko)), ["최근 3개월", "최근 6개월"]);
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
