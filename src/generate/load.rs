//! How much a system is used: the shape of its days and weeks, its growth, its noise, and the surges in it.
//!
//! Load is told in usual daily peaks: 1 is what the busiest hour of a plain working day brings, without noise, on the
//! first day that was measured.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use super::archetype::Archetype;
use super::days::{is_working, weekdays};
use super::monitor::{Demand, Monitor};
use super::story::View;
use super::system::System;
use crate::calendar::Month;

/// Percent of the daily peak at each full hour: used at work, used by citizens, and on days off.
const WORK: [i32; 24] = [5, 4, 4, 4, 4, 5, 8, 18, 50, 88, 100, 94, 58, 82, 97, 98, 92, 72, 40, 24, 18, 14, 10, 7];
const CITIZENS: [i32; 24] =
    [14, 9, 6, 5, 5, 6, 10, 20, 48, 82, 100, 96, 66, 80, 94, 96, 90, 76, 58, 50, 50, 46, 36, 24];
const DAY_OFF: [i32; 24] = [14, 9, 6, 5, 5, 6, 8, 14, 32, 55, 68, 72, 66, 68, 72, 74, 72, 66, 60, 56, 56, 48, 36, 24];

/// The load of a system.
#[derive(Debug)]
pub struct Load {
    /// Transactions a second, or sessions, of the usual daily peak.
    pub peak: f64,
    /// CPU without load, and at the usual daily peak, in percent.
    pub cpu: (f64, f64),
    noise: f64,
    growth: f64,
    day_off: f64,
    hours: &'static [i32; 24],
    since: NaiveDate,
    shift: Option<NaiveDate>,
}

/// How much the load grows on the day of a level shift.
pub const SHIFT: f64 = 1.8;

impl Load {
    /// The load of a system that is measured since a month, every so many minutes.
    pub fn of(system: &System, demand: Demand, since: Month, step: i64) -> Self {
        let mut random = system.stream_of_all("load");
        let (low, high) = match (system.archetype, demand) {
            (_, Demand::Sessions) => (12_000, 60_000),
            (Archetype::Portal | Archetype::Msa, _) => (6_000, 48_000),
            _ => (2_000, 9_000),
        };
        let peak = random.percent(low, high);
        // CPU ends at 100 %: where nothing else is counted, a surge must fit below.
        let busy = match (system.archetype, demand) {
            (_, Demand::Cpu) => random.percent(2_000, 2_500),
            (Archetype::Msa | Archetype::Newcomer, _) => random.percent(1_800, 2_800),
            _ => random.percent(2_800, 4_400),
        };
        // Of five minutes; longer intervals are means over more of them.
        let noise = random.percent(8, if demand == Demand::Transactions { 20 } else { 14 });
        let noise = if step > 5 { noise / 3.0_f64.sqrt() } else { noise };
        let citizens = matches!(system.archetype, Archetype::Portal | Archetype::Newcomer);
        Load {
            peak,
            cpu: (random.percent(200, 500), busy),
            noise,
            growth: random.percent(0, 200) / 100.0,
            day_off: if citizens { random.percent(35, 60) } else { random.percent(12, 30) },
            hours: if citizens { &CITIZENS } else { &WORK },
            since: since.first_day(),
            shift: shift(system).filter(|day| *day > since.first_day()),
        }
    }

    /// The day from which the load is on another level for good.
    pub fn shift(&self) -> Option<NaiveDate> {
        self.shift
    }

    /// How much the level of a day is above that of the first day.
    pub fn level(&self, day: NaiveDate) -> f64 {
        let days = f64::from(i32::try_from((day - self.since).num_days()).unwrap_or_default());
        let grown = (1.0 + self.growth).powf(days / 30.0);
        if self.shift.is_some_and(|shift| shift <= day) { grown * SHIFT } else { grown }
    }

    /// The load at a time, without noise and surges.
    pub fn usual(&self, time: NaiveDateTime) -> f64 {
        let at = |time: NaiveDateTime| {
            let hour = usize::try_from(time.hour()).unwrap_or_default();
            if is_working(time.date()) {
                f64::from(self.hours[hour]) / 100.0
            } else {
                f64::from(DAY_OFF[hour]) / 100.0 * self.day_off
            }
        };
        let part = f64::from(time.minute()) / 60.0;
        let hour = time - Duration::minutes(time.minute().into());
        let monday = if time.weekday() == Weekday::Mon { 1.04 } else { 1.0 };
        (at(hour) * (1.0 - part) + at(hour + Duration::hours(1)) * part) * monday * self.level(time.date())
    }

    /// The daily peak as it is measured, with its noise, on a day: half of all working days have a higher one.
    pub fn noisy_peak(&self, day: NaiveDate) -> f64 {
        self.level(day) * (1.8 * self.noise).exp()
    }

    /// How many times the usual load is beyond all noise.
    pub fn beyond_noise(&self) -> f64 {
        1.3 + 7.0 * self.noise
    }
}

/// The last Monday of the fourth month from the end: the month after the next knows more days of the new level than
/// of the old one.
fn shift(system: &System) -> Option<NaiveDate> {
    let month = system.last_month().plus(-3);
    super::surge::shifts(system).then(|| weekdays(month, Weekday::Mon).last())?
}

/// The load of a month, interval by interval.
#[derive(Debug)]
pub struct Series {
    /// Starts of the intervals.
    pub times: Vec<NaiveDateTime>,
    /// Load; none where no sample was taken.
    pub load: Vec<Option<f64>>,
    /// Share of each interval in which the service was up.
    pub up: Vec<f64>,
}

impl Series {
    /// The load of a system in a month.
    pub fn of(system: &System, monitor: &Monitor, view: &View) -> Self {
        let mut noise = system.stream(view.month, "load");
        let first = view.month.first_day().and_time(NaiveTime::MIN);
        let last = view.month.plus(1).first_day().and_time(NaiveTime::MIN);
        let step = Duration::minutes(monitor.step);
        let times: Vec<_> = std::iter::successors(Some(first), |t| Some(*t + step)).take_while(|t| *t < last).collect();
        let down = view.down(system);
        let minutes = usize::try_from(monitor.step).unwrap_or(1);
        let up: Vec<f64> = down.chunks(minutes).map(|minutes| share(minutes, |down| !down)).collect();
        let surges = &view.stories[0].surges;
        let mut of_day = (first.date(), noise.around_one(0.04));
        let mut load = Vec::with_capacity(times.len());
        for (time, up) in times.iter().zip(&up) {
            if of_day.0 != time.date() {
                of_day = (time.date(), noise.around_one(0.04));
            }
            let usual = monitor.load.usual(*time);
            let surged = surges.iter().fold(usual, |load, surge| surge.over(load, *time, monitor.step));
            let noisy = surged * of_day.1 * noise.around_one(monitor.load.noise);
            let silent = surges.iter().any(|surge| surge.silences(*time));
            load.push((!silent).then_some(noisy * up + 0.003));
        }
        Series { times, load, up }
    }
}

fn share(minutes: &[bool], which: fn(bool) -> bool) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or_default());
    count(minutes.iter().filter(|m| which(**m)).count()) / count(minutes.len().max(1))
}

/// The nearest whole number.
#[expect(clippy::cast_possible_truncation, reason = "loads are far below the bounds of the type")]
pub fn whole(number: f64) -> i64 {
    number.round() as i64
}
