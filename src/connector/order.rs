//! The order of day and month that the dates of one export show: `6/21/2026` says that the month stands first, and
//! then `6/7/2026` of the same export reads one way too.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Which of day and month stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `21/6/2026`.
    DayFirst,
    /// `6/21/2026`.
    MonthFirst,
}

/// What the dates seen so far show.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    day_first: bool,
    month_first: bool,
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(\D.*)?$").expect("a literal that the tests compile")
});

/// Whether the date is another one when day and month change places; so is every text in which they do not stand first.
pub fn reads_both_ways(text: &str) -> bool {
    let Some(found) = DATE.captures(text) else { return true };
    let number = |group: usize| found[group].parse::<u32>().unwrap_or_default();
    number(1) != number(2) && number(1) <= 12 && number(2) <= 12
}

impl Shown {
    /// Takes note of a cell.
    pub fn look(&mut self, text: &str) {
        let Some(found) = DATE.captures(text) else { return };
        let beyond_months = |group: usize| found[group].parse::<u32>().is_ok_and(|n| n > 12);
        self.day_first |= beyond_months(1);
        self.month_first |= beyond_months(2);
    }

    /// The order, unless no date shows one or they disagree.
    pub fn order(self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

impl Order {
    /// A date of this order with the year in front, as it reads one way.
    pub fn year_first(self, text: &str) -> String {
        let (month, day) = match self {
            Order::DayFirst => (2, 1),
            Order::MonthFirst => (1, 2),
        };
        let turned =
            |f: &Captures| format!("{}-{}-{}{}", &f[3], &f[month], &f[day], f.get(4).map_or("", |rest| rest.as_str()));
        DATE.replace(text, turned).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(dates: &[&str]) -> Option<Order> {
        let mut shown = Shown::default();
        dates.iter().for_each(|d| shown.look(d));
        shown.order()
    }

    #[test]
    fn a_date_that_reads_one_way_speaks_for_those_that_do_not() {
        assert_eq!(shown(&["6/7/2026 16:14", "6/21/2026 16:14", "2026-06-21", ""]), Some(Order::MonthFirst));
        assert_eq!(shown(&["06.07.2026", "21.06.2026"]), Some(Order::DayFirst));
        assert_eq!(shown(&["6/7/2026"]), None);
        assert_eq!(shown(&["6/21/2026", "21/6/2026"]), None, "they disagree");
        assert_eq!(shown(&["21/6/26", "21/6"]), None, "without a whole year it could be one of three");
    }

    #[test]
    fn the_year_goes_to_the_front() {
        assert_eq!(Order::MonthFirst.year_first("6/7/2026 4:14 PM"), "2026-6-7 4:14 PM");
        assert_eq!(Order::DayFirst.year_first("6/7/2026"), "2026-7-6");
        assert_eq!(Order::DayFirst.year_first("next week"), "next week");
    }

    #[test]
    fn a_date_reads_both_ways_when_both_are_months_and_differ() {
        assert!(reads_both_ways("3/4/2026 10:12"));
        assert!(reads_both_ways("2026103109"), "an hour or an epoch");
        assert!(!reads_both_ways("13/4/2026 10:12"));
        assert!(!reads_both_ways("4/13/2026"));
        assert!(!reads_both_ways("5/5/2026"));
    }
}
