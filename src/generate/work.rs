//! Plants maintenance: announced windows, stops without notice, work without a stop, work that was called off.

use chrono::{Duration, NaiveDateTime, Weekday};

use super::archetype::Archetype;
use super::days::{at, plus, weekdays};
use super::system::System;
use crate::calendar::Month;

/// A piece of maintenance work, within one day.
#[derive(Debug, Clone)]
pub struct Work {
    /// Number, in the ledger.
    pub id: String,
    /// Start.
    pub start: NaiveDateTime,
    /// End, 24:00 of the day at the latest.
    pub end: NaiveDateTime,
    /// When it was announced; the plan has no such column.
    pub announced: Option<NaiveDateTime>,
    /// Whether the service stops.
    pub stop: bool,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Kind.
    pub kind: &'static str,
    /// What is done.
    pub title: &'static str,
}

impl Work {
    /// Whether its window is planned (`Some(true)`), a stop without notice (`Some(false)`), or no stop at all.
    pub fn window(&self, plan_without_notice: bool) -> Option<bool> {
        let in_time = self.announced.is_some_and(|t| self.start - t >= Duration::hours(24));
        (self.stop && !self.cancelled).then_some(plan_without_notice || in_time)
    }
}

/// The work of a month.
pub fn works(system: &System, month: Month) -> Vec<Work> {
    if !system.active(month) {
        return Vec::new();
    }
    let mut random = system.stream(month, "maintenance");
    let often = matches!(system.archetype, Archetype::Portal | Archetype::Monolith);
    let mut found = Vec::new();
    let add = |found: &mut Vec<Work>, day, from: (i64, i64), to: (i64, i64), notice: Option<i64>, kind, title| {
        let number = format!("WRK-{}-{:04}{:02}", month.first_day().format("%Y%m"), system.number, found.len() + 1);
        let announced = notice.map(|hours| at(day, from.0, from.1) - Duration::hours(hours));
        let (start, end) = (at(day, from.0, from.1), at(day, to.0, to.1));
        found.push(Work { id: number, start, end, announced, stop: true, cancelled: false, kind, title });
    };
    let sundays: Vec<_> = weekdays(month, Weekday::Sun).collect();
    let saturdays: Vec<_> = weekdays(month, Weekday::Sat).collect();
    if often || random.chance(30) {
        let hours = random.within(24, 130);
        add(
            &mut found,
            sundays[1],
            (2, 0),
            (4, random.within(0, 30)),
            Some(hours),
            "정기점검",
            "DB 정기점검과 통계정보 갱신",
        );
    }
    if often && random.chance(30) {
        add(&mut found, saturdays[3], (22, 0), (24, 0), Some(96), "정기점검", "WAS·DB 정기점검");
    }
    if !system.planned_work && random.chance(12) {
        let notice = random.chance(50).then_some(7);
        add(
            &mut found,
            sundays[2],
            (5, 0),
            (5, random.within(20, 50)),
            notice,
            "긴급작업",
            "DB 잠금 해소를 위한 재기동",
        );
    }
    if random.chance(20) {
        add(&mut found, plus(sundays[0], 3), (12, 0), (13, 0), Some(72), "예방점검", "무중단 점검");
        if let Some(last) = found.last_mut() {
            last.stop = false;
        }
    } else if !system.planned_work && random.chance(15) {
        add(&mut found, sundays[3], (10, 0), (12, 0), Some(72), "증설", "디스크 증설");
        if let Some(last) = found.last_mut() {
            last.cancelled = true;
        }
    }
    found
}
