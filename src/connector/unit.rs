//! Units of amounts: one in parentheses at the end of a header (`유지보수비(천원)`), or at the end of a cell (`450백만원`).
//!
//! A connector declares them with `units`, each with the number of base units in it; the cell's goes before the
//! header's, and a number without any is in the base unit. So lists in different units come out in one.

use std::collections::BTreeMap;

use super::Mapping;
use super::value::{fold, number};
use crate::reader::Cell;
use crate::reader::header::{Header, normalise};

/// The units of a mapping, bound to a header.
#[derive(Debug, Default)]
pub struct Units {
    /// Words with their factors, the longest first, so that 원 does not hide 천원.
    words: Vec<(String, f64)>,
    /// Factors that headers name, by column.
    of_column: BTreeMap<usize, f64>,
}

impl Units {
    /// Takes note of the units that the header names.
    pub fn new(mapping: &Mapping, header: &Header) -> Self {
        let mut units = Units::default();
        if mapping.units.is_empty() {
            return units;
        }
        units.words = mapping.units.iter().map(|(word, factor)| (normalise(word), *factor)).collect();
        units.words.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        for (at, (parent, child)) in header.levels.iter().enumerate() {
            let factor = named(child).or_else(|| named(parent)).and_then(|(_, word)| units.factor(&word));
            units.of_column.extend(factor.map(|factor| (at, factor)));
        }
        units
    }

    fn factor(&self, word: &str) -> Option<f64> {
        self.words.iter().find(|(known, _)| known == word).map(|(_, factor)| *factor)
    }

    /// Columns whose header is the name with one of the units behind it, whatever the unit.
    pub fn columns<'h>(&'h self, name: &str, header: &'h Header) -> impl Iterator<Item = usize> + 'h {
        let wanted = normalise(name);
        self.of_column.keys().copied().filter(move |at| {
            let bare = |name: &str| named(name).is_some_and(|(bare, _)| bare == wanted);
            bare(&header.levels[*at].1)
        })
    }

    /// The number of a cell in the base unit; a cell without a number that can be read stays as it is.
    pub fn in_base<'a>(&self, cell: Cell<'a>, column: usize, decimal_comma: bool) -> Cell<'a> {
        if self.words.is_empty() {
            return cell;
        }
        let folded = match &cell {
            Cell::Text(text) => fold(text),
            _ => String::new(),
        };
        let own = self.words.iter().find_map(|(word, factor)| Some((folded.strip_suffix(word.as_str())?, *factor)));
        let (read, factor) = match own {
            Some((bare, factor)) => (number(&Cell::Text(bare.into()), decimal_comma), factor),
            None => (number(&cell, decimal_comma), self.of_column.get(&column).copied().unwrap_or(1.0)),
        };
        match read {
            Some(number) => Cell::Number(times(number, factor)),
            None => cell,
        }
    }
}

/// The name before the parentheses at its end, and the word in them: `금액(단위: 천원)` is 금액 and 천원.
fn named(name: &str) -> Option<(String, String)> {
    let name = normalise(name);
    let (bare, word) = name.strip_suffix([')', '）', ']'])?.rsplit_once(['(', '（', '['])?;
    let word = word.strip_prefix("단위").unwrap_or(word).trim_start_matches([':', '：']);
    Some((bare.to_string(), word.to_string()))
}

/// The product; by a power of ten the point is moved in the decimal digits, so that 4.35 × 100 is 435.
fn times(number: f64, factor: f64) -> f64 {
    let digits = format!("{factor}");
    let zeros = digits.strip_prefix('1').filter(|rest| rest.bytes().all(|b| b == b'0'));
    let moved = zeros.and_then(|zeros| format!("{number}e{}", zeros.len()).parse().ok());
    moved.unwrap_or(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::OneOrMany;

    fn amounts(headers: &[&str], name: &str) -> (Mapping, Header) {
        let units = [("원", 1.0), ("천원", 1e3), ("백만원", 1e6), ("dozen", 12.0)];
        let units = units.into_iter().map(|(word, factor)| (word.to_string(), factor)).collect();
        let mapping = Mapping { from: OneOrMany(vec![name.into()]), units, ..Mapping::default() };
        (mapping, Header::named(headers.iter().map(|h| (*h).to_string()).collect()))
    }

    #[test]
    fn the_unit_of_the_cell_goes_before_that_of_the_header() {
        let (mapping, header) = amounts(&["금액 (천원)", "금액(단위 : 백만원)", "금액", "금액(USD)"], "금액");
        let units = Units::new(&mapping, &header);
        let read = |text: &str, column| match units.in_base(Cell::Text(text.to_string().into()), column, false) {
            Cell::Number(number) => number,
            other => panic!("{text} gives {other:?}"),
        };
        assert_eq!(read("50,000", 0), 5e7);
        assert_eq!(read("4.35", 1), 4_350_000.0);
        assert_eq!(read("60,000,000", 2), 6e7);
        assert_eq!(read("450 백만원", 0), 4.5e8);
        assert_eq!(read("7원", 1), 7.0);
        assert_eq!(read("3", 3), 3.0, "a word in parentheses that is no unit");
        assert_eq!(read("2 dozen", 0), 24.0);
        assert_eq!(units.in_base(Cell::Text("약 3천원".into()), 0, false), Cell::Text("약 3천원".into()));
        assert_eq!(units.columns("금액", &header).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn decimal_digits_are_kept() {
        assert_eq!(times(4.35, 100.0), 435.0, "435 less a little as a product of floating point");
        assert_eq!(times(0.1, 12.0), 0.1 * 12.0);
    }
}
