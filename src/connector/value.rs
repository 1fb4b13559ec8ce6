//! Canonical values, and how cells become numbers, truth values and lengths of time.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::Unit;
use crate::calendar::Micros;
use crate::reader::Cell;

/// A value of a canonical column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing known.
    Null,
    /// Text or a code word.
    Text(String),
    /// An instant.
    Time(Micros),
    /// A calendar date.
    Date(NaiveDate),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
}

impl Value {
    /// Whether nothing is known.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The instant, if it is one.
    pub fn time(&self) -> Option<Micros> {
        match self {
            Value::Time(instant) => Some(*instant),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Text for comparing words: lower case, without white space.
pub fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Words that mean nothing, beside the blank cell.
#[derive(Debug, Default)]
pub struct Nothing {
    words: BTreeSet<String>,
    /// What they begin with: most cells begin with another letter and need not be folded.
    first: BTreeSet<char>,
}

impl Nothing {
    /// From the words as a connector lists them.
    pub fn new(words: &[String]) -> Self {
        let words: BTreeSet<String> = words.iter().map(|w| fold(w)).collect();
        let first = words.iter().filter_map(|w| w.chars().next()).collect();
        Nothing { words, first }
    }

    /// Whether the cell is blank or one of the words.
    pub fn holds(&self, cell: &Cell) -> bool {
        if cell.is_blank() {
            return true;
        }
        let text = cell.text();
        let begins = text.chars().find_map(|c| c.to_lowercase().find(|c| !c.is_whitespace()));
        begins.is_some_and(|c| self.first.contains(&c)) && self.words.contains(&fold(&text))
    }
}

/// Reads a number: thousands separators, a trailing `%` or unit-less text; with `decimal_comma`
/// `1.234,5`.
pub fn number(cell: &Cell, decimal_comma: bool) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => {
            let text = text.trim().trim_end_matches('%').trim_end();
            let (thousands, decimal) = if decimal_comma { ('.', ',') } else { (',', '.') };
            let (whole, _) = text.split_once(decimal).unwrap_or((text, ""));
            let mut groups = whole.trim_start_matches(['-', '+']).split(thousands);
            let first = groups.next().map_or(0, str::len);
            let mut rest = groups.peekable();
            if rest.peek().is_some() && (first > 3 || !rest.all(|g| g.len() == 3)) {
                return None;
            }
            let plain: String =
                text.chars().filter(|c| *c != thousands).map(|c| if c == decimal { '.' } else { c }).collect();
            plain.parse().ok().filter(|n: &f64| n.is_finite())
        }
        _ => None,
    }
}

const YES: [&str; 12] = ["y", "yes", "true", "1", "예", "o", "○", "●", "유", "대상", "여", "해당"];
const NO: [&str; 12] = ["n", "no", "false", "0", "아니오", "x", "×", "무", "비대상", "부", "없음", "해당없음"];

/// Reads yes or no.
pub fn boolean(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Boolean(value) => Some(*value),
        Cell::Number(number) if *number == 1.0 => Some(true),
        Cell::Number(number) if *number == 0.0 => Some(false),
        Cell::Text(text) => {
            let word = fold(text);
            if YES.contains(&word.as_str()) {
                Some(true)
            } else if NO.contains(&word.as_str()) {
                Some(false)
            } else {
                None
            }
        }
        _ => None,
    }
}

static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d+(?:\.\d+)?)\s*(일|시간|분|초|d|h|m|s)").expect("a literal that the tests compile")
});

/// Reads a length of time, in microseconds: a number in the unit, or `1시간 20분`, `1d 2h 3m`.
pub fn length(cell: &Cell, unit: Unit) -> Option<Micros> {
    let seconds = match number(cell, false) {
        Some(number) => {
            number
                * match unit {
                    Unit::Milliseconds => 0.001,
                    Unit::Seconds => 1.0,
                    Unit::Minutes => 60.0,
                    Unit::Hours => 3600.0,
                }
        }
        None => {
            let text = cell.text().to_lowercase();
            let pieces: Vec<_> = PIECE.captures_iter(&text).collect();
            if pieces.is_empty() {
                return None;
            }
            let in_seconds = |unit: &str| match unit {
                "일" | "d" => 86_400.0,
                "시간" | "h" => 3600.0,
                "분" | "m" => 60.0,
                _ => 1.0,
            };
            pieces.iter().filter_map(|p| p[1].parse::<f64>().ok().map(|n| n * in_seconds(&p[2]))).sum()
        }
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked against the range of a century")]
    (0.0..4e9).contains(&seconds).then(|| (seconds * 1e6).round() as Micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    #[test]
    fn numbers_with_separators() {
        assert_eq!(number(&text("1,234.5"), false), Some(1234.5));
        assert_eq!(number(&text("1.234,5"), true), Some(1234.5));
        assert_eq!(number(&text("95 %"), false), Some(95.0));
        assert_eq!(number(&text("약 3"), false), None);
        assert_eq!(number(&text("1,5"), false), None, "a decimal comma is declared, not guessed");
        assert_eq!(number(&text("1,234,56"), false), None);
        assert_eq!(number(&text("nan"), false), None);
    }

    #[test]
    fn words_that_mean_nothing() {
        let nothing = Nothing::new(&["-".into(), "N/A".into(), "해당 없음".into()]);
        for word in ["-", " n/a", "해당없음", "  ", ""] {
            assert!(nothing.holds(&text(word)), "{word}");
        }
        for word in ["-5", "N", "해당", "0", "x"] {
            assert!(!nothing.holds(&text(word)), "{word}");
        }
        assert!(!nothing.holds(&Cell::Number(0.0)) && nothing.holds(&Cell::Empty));
    }

    #[test]
    fn truth_in_korean_and_english() {
        assert_eq!(boolean(&text(" 예 ")), Some(true));
        assert_eq!(boolean(&text("비대상")), Some(false));
        assert_eq!(boolean(&Cell::Number(1.0)), Some(true));
        assert_eq!(boolean(&text("아마도")), None);
    }

    #[test]
    fn lengths_in_words_and_units() {
        assert_eq!(length(&text("1시간 20분"), Unit::Minutes), Some(80 * 60_000_000));
        assert_eq!(length(&text("1d 2h 3m"), Unit::Minutes), Some((26 * 60 + 3) * 60_000_000));
        assert_eq!(length(&Cell::Number(1587.0), Unit::Milliseconds), Some(1_587_000));
        assert_eq!(length(&text("-5"), Unit::Minutes), None);
        assert_eq!(length(&text("곧"), Unit::Minutes), None);
    }
}
