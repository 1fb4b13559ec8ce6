//! Surges of the trailing year per system, for outputs: how many, and at which regular times; and hosts whose load
//! counts for several systems.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, Result};
use crate::engine::Engine;

/// Surges of a system in the trailing year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surges {
    /// All of them, those that are not ranked too.
    pub count: i64,
    /// Those at no regular time.
    pub irregular: i64,
    /// Regular times that at least one of them follows, most followed first.
    pub times: Vec<RegularTime>,
}

/// A time of the calendar at which surges recur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegularTime {
    /// `W`, `M` or `Y`.
    pub kind: String,
    /// `Tue 10`, `25 10`, `business day 3 10`, `last business day 18`, `08-25`.
    pub label: String,
    /// Opportunities with a surge, over all history.
    pub hits: i64,
    /// Opportunities.
    pub of: i64,
    /// Local time of the next one.
    pub next: Option<String>,
}

impl RegularTime {
    /// The time in Korean.
    pub fn korean(&self) -> String {
        let words: Vec<&str> = self.label.split(' ').collect();
        let day = |name: &str| {
            let days = [
                ("Mon", "월"),
                ("Tue", "화"),
                ("Wed", "수"),
                ("Thu", "목"),
                ("Fri", "금"),
                ("Sat", "토"),
                ("Sun", "일"),
            ];
            days.iter().find(|(en, _)| *en == name).map(|(_, ko)| *ko)
        };
        match (self.kind.as_str(), words.as_slice()) {
            ("W", [name, hour]) if day(name).is_some() => format!("매주 {} {hour}시", day(name).unwrap_or_default()),
            ("M", ["business", "day", number, hour]) => format!("매월 {number}번째 영업일 {hour}시"),
            ("M", ["last", "business", "day", hour]) => format!("매월 마지막 영업일 {hour}시"),
            ("M", [day, hour]) => format!("매월 {day}일 {hour}시"),
            ("Y", [date]) => match date.split_once('-') {
                Some((month, day)) => {
                    format!("매년 {}월 {}일 전후", month.trim_start_matches('0'), day.trim_start_matches('0'))
                }
                None => self.label.clone(),
            },
            _ => self.label.clone(),
        }
    }

    /// The time in English.
    pub fn english(&self) -> String {
        match self.kind.as_str() {
            "W" => format!("{} h", self.label),
            "M" if self.label.contains("business") => format!("{} h", self.label),
            "M" => format!("day {} h", self.label),
            _ => self.label.clone(),
        }
    }
}

/// Surges by system.
pub fn read(engine: &Engine) -> Result<BTreeMap<String, Surges>> {
    let mut all: BTreeMap<String, Surges> = BTreeMap::new();
    let rows = engine.query(
        "select s.system_id, count(*), count(*) filter (where s.regular_key is null) from surges s \
         join periods p on p.period = 'T12' and s.start_at >= p.ps and s.start_at < p.pe group by 1 order by 1",
    )?;
    let counts = rows.integers(1)?.into_iter().zip(rows.integers(2)?);
    for (system, (count, irregular)) in rows.texts(0)?.into_iter().flatten().zip(counts) {
        let surges = all.entry(system).or_default();
        (surges.count, surges.irregular) = (count.unwrap_or_default(), irregular.unwrap_or_default());
    }
    let rows = engine.query(
        "select k.system_id, k.kind, k.label, k.h, k.n, strftime(to_local(k.next_expected), '%Y-%m-%d %H:%M') \
         from surge_keys k join (select s.system_id, s.regular_key, count(*) as followed from surges s \
            join periods p on p.period = 'T12' and s.start_at >= p.ps and s.start_at < p.pe \
            where s.regular_key is not null group by 1, 2) f on f.system_id = k.system_id and f.regular_key = k.label \
         order by k.system_id, f.followed desc, k.kind, k.label",
    )?;
    let (kinds, labels, next) = (rows.texts(1)?, rows.texts(2)?, rows.texts(5)?);
    let (hits, of) = (rows.integers(3)?, rows.integers(4)?);
    for (at, system) in rows.texts(0)?.into_iter().enumerate() {
        let time = RegularTime {
            kind: kinds[at].clone().unwrap_or_default(),
            label: labels[at].clone().unwrap_or_default(),
            hits: hits[at].unwrap_or_default(),
            of: of[at].unwrap_or_default(),
            next: next[at].clone(),
        };
        all.entry(system.unwrap_or_default()).or_default().times.push(time);
    }
    Ok(all)
}

/// A host that hosts.csv gives to several systems for the same days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedHost {
    /// The host.
    pub host: String,
    /// Its systems, separated by commas.
    pub systems: String,
}

impl SharedHost {
    /// What is doubtful about it.
    pub fn warning(&self) -> Diagnostic {
        let message = format!("the load of the host `{}` counts for {}", self.host, self.systems);
        Diagnostic::input("W0211", message)
            .at(Place::file("hosts.csv"))
            .hint("right for a server that they share; else give its rows dates that do not overlap")
    }
}

/// Hosts with samples whose days belong to several systems.
pub fn shared_hosts(engine: &Engine) -> Result<Vec<SharedHost>> {
    let rows = engine.query("select host, systems from shared_hosts order by host")?;
    let pairs = rows.texts(0)?.into_iter().zip(rows.texts(1)?);
    Ok(pairs.filter_map(|(host, systems)| Some(SharedHost { host: host?, systems: systems? })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_times_are_said_in_both_languages() {
        let time = |kind: &str, label: &str| RegularTime {
            kind: kind.into(),
            label: label.into(),
            hits: 3,
            of: 4,
            next: None,
        };
        for (kind, label, korean, english) in [
            ("W", "Tue 10", "매주 화 10시", "Tue 10 h"),
            ("M", "25 9", "매월 25일 9시", "day 25 9 h"),
            ("M", "business day 3 10", "매월 3번째 영업일 10시", "business day 3 10 h"),
            ("M", "last business day 18", "매월 마지막 영업일 18시", "last business day 18 h"),
            ("Y", "08-05", "매년 8월 5일 전후", "08-05"),
        ] {
            assert_eq!((time(kind, label).korean().as_str(), time(kind, label).english().as_str()), (korean, english));
        }
    }
}
