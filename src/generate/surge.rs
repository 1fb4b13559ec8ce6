//! Plants surges: at odd times, every week, every month, before an outage, and into a gap of the samples; and a level
//! that rises for good, which is none.
//!
//! Surges keep away from outages by an hour, but for the one that ends in one. Maintenance is on weekend nights and
//! needs no care.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use super::archetype::Archetype;
use super::days::{at, days, is_working, later, ordinal, weekdays};
use super::incident::{End, Scope, Ticket};
use super::load::{Load, SHIFT};
use super::monitor::Monitor;
use super::names::BASES;
use super::random::Stream;
use super::system::System;
use crate::calendar::Month;

/// Class of a surge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// On some working day.
    Irregular,
    /// Every week at the same hour.
    Weekly,
    /// Every month on the same day at the same hour.
    Monthly,
    /// It ends in an outage.
    Outage,
    /// The samples end before it does.
    Gap,
    /// None: the load is higher from a day on.
    LevelShift,
}

impl Class {
    /// The word in truth/.
    pub fn word(self) -> &'static str {
        match self {
            Class::Irregular => "irregular",
            Class::Weekly => "weekly",
            Class::Monthly => "monthly",
            Class::Outage => "outage",
            Class::Gap => "gap",
            Class::LevelShift => "level_shift",
        }
    }
}

/// A surge.
#[derive(Debug, Clone)]
pub struct Surge {
    /// Class.
    pub class: Class,
    /// Start.
    pub start: NaiveDateTime,
    /// Until when samples show it.
    pub end: NaiveDateTime,
    /// Its height, in usual daily peaks.
    pub height: f64,
    /// Height over the most that is usual in that time.
    pub factor: f64,
    /// Whether it is 1.5 times as high as the daily peak that is measured on plain days.
    pub over_peak: bool,
    /// Until when there are no samples, after its end.
    silent_until: NaiveDateTime,
}

/// How high the peaks are that outgrow every daily peak: half as high again, and two fifths for the noise.
const OVER_PEAK: f64 = 1.5 * 1.4;

impl Surge {
    fn new(load: &Load, class: Class, start: NaiveDateTime, end: NaiveDateTime, height: f64) -> Self {
        let over_peak = height >= OVER_PEAK * load.noisy_peak(start.date()) * 0.999;
        Surge { class, start, end, height, factor: height / usual(load, start, end), over_peak, silent_until: end }
    }

    /// The load with the surge in it: it rises and falls within an interval, unless it breaks off.
    pub fn over(&self, load: f64, time: NaiveDateTime, step: i64) -> f64 {
        if self.class == Class::LevelShift || time + Duration::minutes(step) <= self.start || time >= self.end {
            return load;
        }
        let breaks_off = matches!(self.class, Class::Outage | Class::Gap);
        let part = match time {
            t if t <= self.start => 0.7,
            t if later(t, step) >= self.end && !breaks_off => 0.6,
            _ => 1.0,
        };
        load.max(load + part * (self.height - load))
    }

    /// Whether no sample is taken at a time.
    pub fn silences(&self, time: NaiveDateTime) -> bool {
        self.end <= time && time < self.silent_until
    }
}

/// The most that is usual at the start, in the middle and at the end.
fn usual(load: &Load, start: NaiveDateTime, end: NaiveDateTime) -> f64 {
    let times = [start, start + (end - start) / 2, end];
    times.iter().fold(0.0, |most, time| load.usual(*time).max(most))
}

/// The surges of a month; `now` and `before` are the incidents of this month and of the last.
pub fn surges(system: &System, month: Month, now: &[Ticket], before: &[Ticket]) -> Vec<Surge> {
    let Some(monitor) = Monitor::of(system).filter(|m| month >= m.since && system.active(month)) else {
        return Vec::new();
    };
    if let Some(day) = monitor.load.shift() {
        let start = day.and_time(NaiveTime::MIN);
        let shift = Surge { factor: SHIFT, ..Surge::new(&monitor.load, Class::LevelShift, start, system.horizon, 0.0) };
        return if Month::of(day) == month { vec![shift] } else { Vec::new() };
    }
    let random = system.stream(month, "surges");
    let mut planter = Planter { load: &monitor.load, random, outages: outages(system, now, before), found: Vec::new() };
    planter.before_outages(system, now);
    planter.monthly(system, month);
    planter.weekly(system, month);
    planter.cut_by_a_gap(system, month);
    planter.irregular(system, month);
    planter.found.sort_by_key(|s| s.start);
    planter.found
}

/// Whether the load of a system rises for good: another agency joins it. Of few, for what comes before the level is
/// known again is many surges.
pub fn shifts(system: &System) -> bool {
    base(system) == "groupware" && (system.number / BASES.len()).is_multiple_of(3)
}

/// Systems that are flooded every week: weekday and hour.
fn weekly(system: &System) -> Option<(Weekday, i64)> {
    match base(system) {
        // A programme that sells at eight in the evening.
        "home-shopping" => Some((Weekday::Fri, 20)),
        // New jobs stand on the site.
        "jobs" => Some((Weekday::Wed, 10)),
        "traffic" => Some((Weekday::Thu, 9)),
        _ => None,
    }
}

/// Systems that are flooded at ten o'clock on a day of the month.
fn monthly(system: &System) -> Option<usize> {
    match base(system) {
        // People answered that reservations open on the first.
        "reservation" => Some(1),
        "subsidy" | "health" | "water" => Some(25),
        _ => None,
    }
}

fn base(system: &System) -> &'static str {
    BASES[system.number % BASES.len()].id
}

/// When the system was down, in full or in part.
fn outages(system: &System, now: &[Ticket], before: &[Ticket]) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let down = now.iter().chain(before).filter(|t| t.outage(system.hpsm).is_some() && !t.rejected);
    down.map(|t| (t.start, t.counts_to(system.horizon).unwrap_or(system.horizon))).collect()
}

struct Planter<'a> {
    load: &'a Load,
    random: Stream,
    outages: Vec<(NaiveDateTime, NaiveDateTime)>,
    found: Vec<Surge>,
}

impl Planter<'_> {
    fn is_free(&self, start: NaiveDateTime, end: NaiveDateTime) -> bool {
        let hour = Duration::hours(1);
        self.outages.iter().all(|(down, up)| end + hour <= *down || *up + hour <= start)
            && self.found.iter().all(|s| s.start.date() != start.date())
    }

    /// A surge above every daily peak, by up to two fifths more.
    fn over_peak(&mut self, class: Class, start: NaiveDateTime, minutes: i64) -> Surge {
        let height = OVER_PEAK * self.load.noisy_peak(start.date()) * self.random.percent(100, 115);
        Surge::new(self.load, class, start, later(start, minutes), height)
    }

    /// Where overload, or sessions that ran out, brought a service down by day, there was a surge.
    fn before_outages(&mut self, system: &System, tickets: &[Ticket]) {
        let flooded = |t: &&Ticket| matches!(t.cause, "과부하" | "SW") && t.scope == Scope::Full && t.parent.is_empty();
        let used_at_work = system.archetype == Archetype::Internal || system.hpsm;
        for ticket in tickets.iter().filter(flooded).filter(|t| !t.rejected && !t.undated && !used_at_work) {
            let quarters = self.random.within(3, 5);
            let hour = i64::from(ticket.start.hour());
            let start =
                later(at(ticket.start.date(), hour, 0), 15 * (i64::from(ticket.start.minute()) / 15 - quarters));
            let is_first = self.is_free(start, ticket.start - Duration::hours(1));
            if (10..=20).contains(&hour) && is_first && matches!(ticket.end, End::At(_)) {
                let minutes = (ticket.start - start).num_minutes();
                let surge = self.over_peak(Class::Outage, start, minutes);
                self.found.push(surge);
            }
        }
    }

    fn monthly(&mut self, system: &System, month: Month) {
        let day = monthly(system).and_then(|day| days(month).nth(day - 1));
        let minutes = 15 * self.random.within(4, 6);
        self.at_time(day.map(|day| at(day, 10, 0)), Class::Monthly, minutes);
    }

    fn weekly(&mut self, system: &System, month: Month) {
        let Some((weekday, hour)) = weekly(system) else { return };
        for day in weekdays(month, weekday).filter(|day| is_working(*day)) {
            let minutes = 15 * self.random.within(4, 6);
            self.at_time(Some(at(day, hour, 0)), Class::Weekly, minutes);
        }
    }

    fn at_time(&mut self, start: Option<NaiveDateTime>, class: Class, minutes: i64) {
        if let Some(start) = start.filter(|start| self.is_free(*start, later(*start, minutes))) {
            let surge = self.over_peak(class, start, minutes);
            self.found.push(surge);
        }
    }

    /// No server sends samples for some hours, beginning in a surge.
    fn cut_by_a_gap(&mut self, system: &System, month: Month) {
        let wanted = base(system) == "edu" && ordinal(month) % 3 == 0;
        let (minutes, silent) = (15 * self.random.within(3, 5), 15 * self.random.within(4, 12));
        if let Some(start) = self.working_time(month, minutes + silent).filter(|_| wanted) {
            let surge = self.over_peak(Class::Gap, start, minutes);
            self.found.push(Surge { silent_until: later(surge.end, silent), ..surge });
        }
    }

    fn irregular(&mut self, system: &System, month: Month) {
        let count = match system.archetype {
            Archetype::Portal => self.random.within(0, 2),
            Archetype::Monolith | Archetype::Msa | Archetype::Newcomer => i64::from(self.random.chance(40)),
            _ => 0,
        };
        for _ in 0..count {
            let minutes = 15 * self.random.within(3, 8);
            let Some(start) = self.working_time(month, minutes) else { continue };
            let end = later(start, minutes);
            let least = self.load.beyond_noise().max(2.1);
            let factor = least + (4.0 - least).max(0.0) * self.random.percent(0, 100);
            let height = factor * usual(self.load, start, end);
            self.found.push(Surge::new(self.load, Class::Irregular, start, end, height));
        }
    }

    /// A time on a free working day, Tuesday to Friday: Mondays have their own trouble.
    fn working_time(&mut self, month: Month, minutes: i64) -> Option<NaiveDateTime> {
        let working: Vec<NaiveDate> = days(month).filter(|d| is_working(*d) && d.weekday() != Weekday::Mon).collect();
        let tries: Vec<_> =
            (0..6).map(|_| later(at(*self.random.pick(&working), 9, 30), 15 * self.random.within(0, 24))).collect();
        tries.into_iter().find(|start| self.is_free(*start, later(*start, minutes)))
    }
}
