//! Plants complaints: during outages, within a day after surges, and now and then.

use chrono::NaiveDateTime;

use super::archetype::Archetype;
use super::days::{at, days, later};
use super::incident::{End, Ticket};
use super::surge::Surge;
use super::system::System;
use crate::calendar::Month;

/// A complaint.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// Id.
    pub id: String,
    /// When it came in.
    pub at: NaiveDateTime,
    /// Class, as the canonical word.
    pub class: &'static str,
    /// Subject.
    pub title: &'static str,
    /// Text; blank for none.
    pub body: &'static str,
}

const KINDS: &[(&str, &str, &str)] = &[
    ("access_delay", "접수 시간에 접속이 느림", ""),
    ("slow", "조회 화면이 느림", ""),
    ("other", "안내 문구 개선 건의", "담당자 연락 바랍니다 010-1234-5678"),
    ("other", "이용 방법 문의", ""),
];

/// The complaints about a month.
pub fn complaints(system: &System, month: Month, tickets: &[Ticket], surges: &[Surge]) -> Vec<Complaint> {
    if !system.active(month) {
        return Vec::new();
    }
    let mut random = system.stream(month, "complaints");
    let mut found: Vec<(NaiveDateTime, &str, &str, &str)> = Vec::new();
    let all: Vec<_> = days(month).collect();
    for _ in 0..random.within(0, system.habits.complaints) {
        let (class, title, body) = *random.pick(KINDS);
        found.push((later(at(*random.pick(&all), 8, 0), random.within(0, 780)), class, title, body));
    }
    for ticket in tickets.iter().filter(|t| t.outage(system.hpsm) == Some(true) && system.habits.complaints > 1) {
        if let End::At(end) = ticket.end {
            for _ in 0..random.within(0, 2) {
                let minutes = random.within(0, (end - ticket.start).num_minutes());
                found.push((later(ticket.start, minutes), "no_access", "접속이 되지 않습니다", ""));
            }
        }
    }
    // Drawn apart and added last, so that the complaints before them stay as they are.
    let mut random = system.stream(month, "complaints of surges");
    for surge in surges.iter().filter(|_| system.archetype == Archetype::Portal) {
        if random.chance(60) {
            for _ in 0..random.within(1, 3) {
                let (class, title, body) = *random.pick(&KINDS[..2]);
                found.push((later(surge.start, random.within(10, 20 * 60)), class, title, body));
            }
        }
    }
    found.retain(|c| c.0 < system.horizon);
    let prefix = format!("VOC-{}-{:04}", month.first_day().format("%Y%m"), system.number);
    let complaint =
        |(n, (at, class, title, body))| Complaint { id: format!("{prefix}-{n:02}"), at, class, title, body };
    (1..).zip(found).map(complaint).collect()
}
