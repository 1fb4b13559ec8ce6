//! Loads made by hand, and what must be found in them. Here are the makers; the cases are in the files below.

mod baselines;
mod capacity;
mod regularity;
mod steps;
mod surges;
mod synthetic;

use chrono::{NaiveDateTime, Timelike as _};

use super::*;
use crate::calendar::Month;

const MINUTE: Micros = 60_000_000;

/// The instant of a local time of Seoul, `2026-03-10T10:00`; a day alone is its midnight.
fn t(text: &str) -> Micros {
    let text = if text.len() == 10 { format!("{text}T00:00") } else { text.to_owned() };
    let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").unwrap();
    Zone::default().instant(local).unwrap()
}

/// One system and its surroundings.
#[derive(Clone)]
struct Case {
    load: Load,
    facts: Facts,
    holidays: BTreeSet<NaiveDate>,
    periods: Vec<Period>,
    as_of: Micros,
}

impl Case {
    /// A system whose load is a function of the local time, over [from, until).
    fn new(step: i64, from: &str, until: &str, x: impl Fn(NaiveDateTime) -> f64) -> Case {
        let at: Vec<Micros> = (t(from)..t(until)).step_by(usize::try_from(step * MINUTE).unwrap()).collect();
        let x = at.iter().map(|at| Some(x(Zone::default().local(*at)))).collect();
        let none = vec![None; at.len()];
        let load = Load {
            system_id: "pass".to_owned(),
            metric: "tps".to_owned(),
            bucket_minutes: step,
            x,
            cpu: none.clone(),
            memory: none.clone(),
            pool: none.clone(),
            latency: none.clone(),
            demand: none.clone(),
            installed: none,
            unit_cores: None,
            at,
        };
        let (from, until) = (t(from), t(until));
        Case { load, facts: Facts::default(), holidays: BTreeSet::new(), periods: months(from, until), as_of: until }
    }

    /// Sets the load of the buckets in [from, until).
    fn set(mut self, from: &str, until: &str, x: impl Into<Option<f64>>) -> Case {
        let (from, until, x) = (t(from), t(until), x.into());
        let inside = self.load.at.iter().zip(&mut self.load.x).filter(|(at, _)| (from..until).contains(*at));
        inside.for_each(|(_, cell)| *cell = x);
        self
    }

    fn outage(mut self, from: &str, until: &str) -> Case {
        self.facts.outages.push((t(from), t(until)));
        self
    }

    fn holiday(mut self, day: &str) -> Case {
        self.holidays.insert(day.parse().unwrap());
        self
    }

    fn analyse(&self) -> Analysis {
        let horizon = Horizon {
            zone: Zone::default(),
            holidays: &self.holidays,
            periods: self.periods.clone(),
            as_of: self.as_of,
        };
        analyse(&self.load, &self.facts, &horizon, &Rules::default()).unwrap()
    }
}

impl Analysis {
    fn month(&self, name: &str) -> &MonthLoad {
        self.months.iter().find(|month| month.month == name).unwrap()
    }

    fn slot(&self, month: &str, slot: u8) -> (f64, f64) {
        let found = self.slots.iter().find(|s| s.month == month && s.slot == slot).unwrap();
        (found.baseline, found.spread)
    }

    /// Start and end of its surges.
    fn spans(&self) -> Vec<(Micros, Micros)> {
        self.segments.iter().map(|segment| (segment.start, segment.end)).collect()
    }

    /// Its only surge.
    fn only(&self) -> &Segment {
        assert_eq!(self.segments.len(), 1, "{:#?}", self.segments);
        &self.segments[0]
    }
}

/// The calendar months that a stretch of time touches.
fn months(from: Micros, until: Micros) -> Vec<Period> {
    let zone = Zone::default();
    let first = Month::of(zone.local(from).date());
    let month = |month: Month| Period {
        name: month.to_string(),
        is_month: true,
        from: zone.midnight(month.first_day()),
        to: zone.midnight(month.plus(1).first_day()),
    };
    (0..).map(|n| month(first.plus(n))).take_while(|month| month.from < until).collect()
}

/// 200 from 9 to 18 o'clock, else 100, every day.
fn office(local: NaiveDateTime) -> f64 {
    if (9..18).contains(&local.hour()) { 200.0 } else { 100.0 }
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "expected {expected}, found {found}");
}
