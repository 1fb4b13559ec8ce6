//! What monitoring sees of a system: since when, by which products, how often, and on which servers.

use chrono::NaiveDate;

use super::archetype::Archetype;
use super::days::plus;
use super::load::Load;
use super::system::System;
use crate::calendar::Month;

/// Months of the history that were measured, the last ones.
const MONTHS: i32 = 6;

/// The products that measure a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Products {
    /// The monitor of servers, which knows transactions or sessions as well.
    Servers,
    /// The monitor of servers for the machine, a monitor of applications for transactions.
    ServersAndApplications,
    /// The monitor of applications alone.
    Applications,
    /// Prometheus alone.
    Prometheus,
}

/// What says how much a system is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Transactions a second.
    Transactions,
    /// Sessions.
    Sessions,
    /// Nothing but the CPU.
    Cpu,
}

/// A server, under one name.
#[derive(Debug, Clone)]
pub struct Host {
    /// Name.
    pub name: String,
    /// Its place in the system, for the address.
    pub place: usize,
    /// `web`, `was` or `db`.
    pub tier: &'static str,
    /// CPU cores.
    pub cores: i32,
    /// Memory.
    pub memory_gb: i32,
    /// Sessions that it takes, where sessions are counted.
    pub max_sessions: Option<i64>,
    /// First day under this name; none is the start of the system.
    pub from: Option<NaiveDate>,
    /// First day not any more.
    pub to: Option<NaiveDate>,
}

/// What is measured of a system.
#[derive(Debug)]
pub struct Monitor {
    /// First month.
    pub since: Month,
    /// Minutes of an interval.
    pub step: i64,
    /// By what.
    pub products: Products,
    /// What is counted.
    pub demand: Demand,
    /// The load.
    pub load: Load,
    /// Servers.
    pub hosts: Vec<Host>,
}

impl Monitor {
    /// What is measured of a system; nothing of some.
    pub fn of(system: &System) -> Option<Self> {
        let number = system.number;
        let (products, demand) = match system.archetype {
            Archetype::Silent | Archetype::Disposal => return None,
            _ if !system.listed => return None,
            Archetype::Internal if number % 3 == 2 => return None,
            Archetype::Monolith if number.is_multiple_of(7) => return None,
            Archetype::Portal if number % 2 == 1 => (Products::ServersAndApplications, Demand::Transactions),
            Archetype::Portal => (Products::Servers, Demand::Transactions),
            Archetype::Newcomer => (Products::Applications, Demand::Transactions),
            Archetype::Msa => (Products::Prometheus, Demand::Transactions),
            Archetype::Monolith if number.is_multiple_of(8) => (Products::Servers, Demand::Cpu),
            Archetype::Internal if number % 2 == 1 => (Products::Servers, Demand::Cpu),
            Archetype::Monolith | Archetype::Internal => (Products::Servers, Demand::Sessions),
        };
        let since = system.since.max(system.last_month().plus(1 - MONTHS));
        let step = if number % 16 == 5 { 5 } else { 15 };
        let load = Load::of(system, demand, since, step);
        let mut hosts = hosts(system, since);
        if demand == Demand::Sessions {
            configure(&mut hosts, &load);
        }
        Some(Monitor { since, step, products, demand, load, hosts })
    }

    /// Whether the monitor of servers measures it.
    pub fn on_servers(&self) -> bool {
        matches!(self.products, Products::Servers | Products::ServersAndApplications)
    }

    /// Whether the monitor of applications measures it.
    pub fn on_applications(&self) -> bool {
        matches!(self.products, Products::Applications | Products::ServersAndApplications)
    }

    /// The first month before which 56 days were measured: until then no baseline is whole.
    pub fn found_from(&self) -> Month {
        let enough = plus(self.since.first_day(), 56);
        let month = Month::of(enough);
        if month.first_day() == enough { month } else { month.plus(1) }
    }

    /// Cores that serve requests on a day.
    pub fn cores(&self, day: NaiveDate) -> i32 {
        self.hosts.iter().filter(|h| h.serves() && h.runs(day)).map(|h| h.cores).sum()
    }
}

impl Host {
    /// Whether requests are counted on it.
    pub fn serves(&self) -> bool {
        self.tier == "was"
    }

    /// Whether it has this name on a day.
    pub fn runs(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

/// The servers; in the middle of the measured months one is renamed in some systems, and added in others.
fn hosts(system: &System, since: Month) -> Vec<Host> {
    let mut random = system.stream_of_all("hosts");
    let tiers: &[&[&'static str]] = match system.archetype {
        Archetype::Portal => {
            &[&["was", "was"], &["web", "was", "was"], &["was", "was", "db"], &["web", "was", "was", "db"]]
        }
        Archetype::Monolith => &[&["was", "db"], &["was", "was", "db"]],
        Archetype::Internal => &[&["was"], &["was", "db"]],
        _ => &[&["was", "was"]],
    };
    let was = *random.pick(&[4, 8, 16]);
    let mut hosts: Vec<Host> = Vec::new();
    for tier in *random.pick(tiers) {
        let number = hosts.iter().filter(|h| h.tier == *tier).count();
        let cores = match *tier {
            "web" => 4,
            "was" => was,
            _ => *random.pick(&[8, 16, 32]),
        };
        hosts.push(Host {
            name: system.server(tier, number),
            place: hosts.len(),
            tier,
            cores,
            memory_gb: cores * 4,
            max_sessions: None,
            from: None,
            to: None,
        });
    }
    let day = plus(system.last_month().plus(-2).first_day(), 9);
    let last = hosts.iter().rposition(Host::serves).filter(|_| day > since.first_day());
    if let Some(last) = last.filter(|_| matches!(system.number % 10, 2 | 4)) {
        let renamed = system.number % 10 == 4;
        let number = if renamed { 10 } else { hosts.iter().filter(|h| h.serves()).count() };
        let place = if renamed { last } else { hosts.len() };
        hosts[last].to = renamed.then_some(day);
        let added =
            Host { name: system.server("was", number), place, from: Some(day), to: None, ..hosts[last].clone() };
        hosts.push(added);
    }
    hosts
}

/// Servers take three and a half times as many sessions as on usual days, in round numbers.
fn configure(hosts: &mut [Host], load: &Load) {
    let cores: i32 = hosts.iter().filter(|h| h.serves() && h.from.is_none()).map(|h| h.cores).sum();
    for host in hosts.iter_mut().filter(|h| h.serves()) {
        let share = f64::from(host.cores) / f64::from(cores.max(1));
        host.max_sessions = Some(10 * super::load::whole(load.peak * 3.5 * share / 10.0));
    }
}
