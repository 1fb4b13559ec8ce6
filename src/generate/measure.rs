//! What the load of a system does to its servers, as samples of a month.
//!
//! Samples are tenths: 385 is 38.5. CPU follows the load and ends at 100 %, memory moves slowly, responses take long
//! once the CPU is beyond 80 %.

use chrono::NaiveDate;

use super::load::{Series, whole};
use super::monitor::{Demand, Host, Monitor};
use super::system::System;
use crate::calendar::Month;

/// Samples of one server in a month; one per interval, none where it sent nothing.
#[derive(Debug, Default)]
pub struct Samples {
    /// CPU in use, percent.
    pub cpu: Vec<Option<i64>>,
    /// Memory in use, percent.
    pub memory: Vec<Option<i64>>,
    /// Transactions a second.
    pub transactions: Vec<Option<i64>>,
    /// Sessions.
    pub sessions: Vec<Option<i64>>,
    /// Response time, milliseconds.
    pub latency: Vec<Option<i64>>,
}

/// What stays the same over a month.
struct Traits {
    memory: f64,
    latency: f64,
    of_tier: f64,
}

impl Samples {
    /// The samples of a server.
    pub fn of(system: &System, monitor: &Monitor, host: &Host, month: Month, series: &Series) -> Self {
        let mut of_all = system.stream_of_all(&format!("server {}", host.place));
        let traits = Traits {
            memory: of_all.percent(3_500, 6_500),
            latency: of_all.percent(20_000, 45_000),
            of_tier: if host.serves() { 1.0 } else { of_all.percent(55, 80) },
        };
        let mut random = system.stream(month, &format!("samples of {}", host.name));
        let mut samples = Samples::default();
        let mut of_day = Of::day(monitor, host, NaiveDate::MIN);
        let mut memory = 0.0;
        for ((time, load), up) in series.times.iter().zip(&series.load).zip(&series.up) {
            if of_day.day != time.date() {
                of_day = Of::day(monitor, host, time.date());
                memory = traits.memory + 100.0 * random.percent(0, 3);
            }
            let noise = [random.around_one(0.03), random.around_one(0.03), random.around_one(0.08)];
            let load = load.filter(|_| host.runs(time.date()));
            let (idle, busy) = monitor.load.cpu;
            let wanted = load.map(|load| idle + (busy - idle) * load * of_day.of_cores * traits.of_tier * noise[0]);
            samples.cpu.push(wanted.map(|cpu| 10 * whole(cpu.min(100.0))));
            samples.memory.push(load.map(|load| 10 * whole((memory + 5.0 * load.min(3.0)).min(97.0))));
            let served = load.map(|load| monitor.load.peak * load * of_day.of_load * noise[1]);
            let served = served.filter(|_| host.serves());
            samples.transactions.push(served.filter(|_| monitor.demand == Demand::Transactions).map(rounded));
            let sessions = served.filter(|_| monitor.demand == Demand::Sessions).map(whole);
            samples.sessions.push(sessions.map(|n| 10 * n.min(host.max_sessions.unwrap_or(n))));
            // Nobody is answered while the service is down.
            let answered = wanted.filter(|_| host.serves() && monitor.demand == Demand::Transactions && *up > 0.5);
            samples.latency.push(answered.map(|cpu| {
                let crowded = 1.0 + (cpu.min(140.0) - 80.0).max(0.0) / 3.0;
                200 * whole(traits.latency * (1.0 + cpu.min(80.0) / 200.0) * crowded * noise[2] / 20.0)
            }));
        }
        samples
    }
}

/// Shares of a server on one day.
struct Of {
    day: NaiveDate,
    /// Of the load.
    of_load: f64,
    /// Load of a core against that on the first day, when fewer servers may have run.
    of_cores: f64,
}

impl Of {
    fn day(monitor: &Monitor, host: &Host, day: NaiveDate) -> Self {
        let cores = f64::from(monitor.cores(day).max(1));
        let first = f64::from(monitor.cores(monitor.since.first_day()).max(1));
        Of { day, of_load: f64::from(host.cores) / cores, of_cores: first / cores }
    }
}

/// Few digits, finer than the noise: tenths below 20.
fn rounded(number: f64) -> i64 {
    if number < 20.0 { whole(number * 10.0) } else { 10 * whole(number) }
}
