//! Regularity of surges in the calendar (metrics.md 3.9).

use crate::calendar::Micros;

/// Kind of a regularity, finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// An hour of a weekday.
    Week,
    /// An hour of a day of the month, or of a business day counted from its start or end.
    Month,
    /// A day of the year.
    Year,
}

impl KeyKind {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Week => "W",
            KeyKind::Month => "M",
            KeyKind::Year => "Y",
        }
    }
}

/// One regularity.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Week, month or year.
    pub kind: KeyKind,
    /// `Tue 10`, `25 10` (day 25, hour 10), `business day 3 10`, `last business day 18`, `08-25`.
    pub label: String,
    /// Opportunities observed.
    pub n: u32,
    /// Opportunities with a surge.
    pub h: u32,
    /// Probability of at least `h` of `n` by chance.
    pub p_value: f64,
    /// Its next time after `as_of`; of a key of the year the start of the day.
    pub next_expected: Option<Micros>,
    /// A key of the year that less than 24 months of history show.
    pub suspect: bool,
}
