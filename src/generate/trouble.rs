//! Plants incidents that no release caused: one cluster per weekend at most, between Saturday and Tuesday noon,
//! more than a day after any release.

use chrono::{Duration, NaiveDateTime, Weekday};

use super::archetype::Archetype;
use super::days::{at, later, plus, weekdays};
use super::incident::{End, Scope, Ticket};
use super::random::Stream;
use super::system::System;
use crate::calendar::Month;

const CAUSES: &[(&str, &str, &str)] = &[
    ("과부하", "WAS 2대 증설", "접수 개시 후 접속 불가"),
    ("하드웨어", "디스크 교체", "스토리지 응답 없음"),
    ("프로그램", "프로그램 수정", "조회 화면 오류"),
    ("네트워크", "회선 절체", "일부 회선 접속 불가"),
    ("SW", "WAS 재기동", "세션 고갈"),
    ("외부기관", "외부기관 복구 대기", "연계 응답 없음"),
    ("변경", "설정값 원복", "설정 변경 후 오류"),
];

/// Id of a ticket.
pub fn ticket_id(system: &System, start: NaiveDateTime, ordinal: i64) -> String {
    let kind = if system.hpsm { "IM" } else { "INC-" };
    let dash = if system.hpsm { "" } else { "-" };
    format!("{kind}{}{dash}{:04}{ordinal:02}", start.format("%Y%m%d"), system.number)
}

/// The incidents of a month that no release caused.
pub fn tickets(system: &System, month: Month) -> Vec<Ticket> {
    if !system.active(month) {
        return Vec::new();
    }
    let mut random = system.stream(month, "incidents");
    let mut found = Vec::new();
    for (week, saturday) in weekdays(month, Weekday::Sat).enumerate() {
        if random.chance(system.habits.incidents) {
            let day = plus(saturday, random.within(0, 2));
            let start = later(at(day, random.within(0, 22), 0), random.within(0, 59));
            cluster(system, &mut random, start, &mut found);
        }
        if week == 1 && system.habits.incidents > 50 && random.chance(50) {
            found.push(over_a_window(system, at(plus(saturday, 1), 1, random.within(10, 50)), &mut random));
        }
    }
    found.extend(over_the_month_end(system, month, &mut random));
    found.extend(together(system, month));
    found.extend(open(system, month));
    found.extend(forgotten(system, month));
    found.retain(|t| t.start < system.horizon);
    found
}

/// The guide says of its first example that the service was never stopped in order to recover.
pub fn calm(system: &System, tickets: &mut [Ticket]) {
    for ticket in tickets.iter_mut().filter(|_| system.number == 0) {
        if ticket.scope == Scope::Blank && ticket.stop {
            ticket.scope = Scope::Full;
        }
        (ticket.stop, ticket.action) = (false, if ticket.action.is_empty() { "" } else { "설정값 원복" });
    }
}

fn ticket(system: &System, random: &mut Stream, start: NaiveDateTime, minutes: i64, ordinal: i64) -> Ticket {
    let (cause, action, title) = *random.pick(CAUSES);
    let mut ticket = Ticket::new(ticket_id(system, start, ordinal), start, End::At(later(start, minutes)));
    (ticket.cause, ticket.action, ticket.title) = (cause, action, title);
    ticket.component = (*random.pick(system.components)).to_string();
    ticket.spelling = random.within(0, 3);
    (ticket.scope, ticket.grade) = *random.pick(&[
        (Scope::Full, 1),
        (Scope::Full, 2),
        (Scope::Partial, 2),
        (Scope::Partial, 3),
        (Scope::Degraded, 3),
    ]);
    ticket.stop = ticket.scope == Scope::Full && random.chance(50);
    ticket
}

/// One of the shapes that tickets take.
fn cluster(system: &System, random: &mut Stream, start: NaiveDateTime, found: &mut Vec<Ticket>) {
    let length = random.within(12, 160);
    let mut first = ticket(system, random, start, length, 1);
    // HP Service Manager records no scope, no days and no false alarms.
    let shape = if system.hpsm { random.within(0, 4) } else { random.within(0, 13) };
    match shape {
        3 => {
            // Overlapping.
            let from = later(start, length / 2);
            let second = ticket(system, random, from, length, 2);
            found.push(second);
        }
        4 => {
            // Nested, and part of the first.
            let mut second = ticket(system, random, later(start, length / 3), length / 3, 2);
            second.parent = first.id.clone();
            found.push(second);
        }
        5 => (first.scope, first.stop) = (Scope::Blank, false),
        6 => (first.scope, first.stop, first.grade) = (Scope::Blank, true, 3),
        7 => (first.end, first.scope) = (End::Closed(later(start, length)), Scope::Partial),
        8 => first.end = End::Unknown,
        9 => first.undated = true,
        10 => {
            // Days only: from midnight to midnight.
            let day = start.date();
            (first.start, first.detected) = (at(day, 0, 0), at(day, 0, 0));
            (first.end, first.day_only, first.scope) = (End::At(at(day, 24, 0)), true, Scope::Partial);
            first.id = ticket_id(system, first.start, 3);
        }
        11 => first.rejected = true,
        12 => (first.scope, first.stop, first.end) = (Scope::Harmless, false, End::At(start)),
        13 => first.spelling = 9,
        _ => {}
    }
    found.push(first);
}

/// From before a planned window into it: the window is no outage.
fn over_a_window(system: &System, start: NaiveDateTime, random: &mut Stream) -> Ticket {
    let length = random.within(30, 240);
    let mut ticket = ticket(system, random, start, length, 11);
    ticket.scope = Scope::Full;
    ticket
}

/// From the last evening into the next month; more than two hours after any release, and its cause is no change.
fn over_the_month_end(system: &System, month: Month, random: &mut Stream) -> Option<Ticket> {
    let last = month.last_day();
    let wanted = random.chance(system.habits.incidents / 4);
    let length = random.within(45, 200);
    let mut ticket = ticket(system, random, at(last, 23, 20), length, 12);
    (ticket.cause, ticket.action, ticket.title) = ("하드웨어", "컨트롤러 교체", "스토리지 컨트롤러 고장");
    wanted.then_some(ticket)
}

/// One incident of three systems: a row for each, under one id.
fn together(system: &System, month: Month) -> Option<Ticket> {
    let (group, mut random) = system.group(month)?;
    let monday = plus(weekdays(month, Weekday::Sat).nth(1)?, 2);
    let wanted = random.chance(25) && !system.hpsm;
    let start = at(monday, 9, random.within(5, 40));
    let length = random.within(20, 90);
    let mut ticket =
        Ticket::new(format!("INC-{}-G{group:04}", start.format("%Y%m%d")), start, End::At(later(start, length)));
    (ticket.scope, ticket.grade, ticket.cause) = (Scope::Full, 1, "하드웨어");
    (ticket.action, ticket.title) = ("L4 장비 교체", "통합 로그인 불가");
    wanted.then_some(ticket)
}

/// One that nobody closed: it has been open for more than a week when the history ends.
fn forgotten(system: &System, month: Month) -> Option<Ticket> {
    let start = at(weekdays(month, Weekday::Sat).nth(2)?, 22, 0);
    let is_last = month.plus(1).first_day() == system.horizon.date();
    let wanted = is_last && system.archetype == Archetype::Internal && system.number % 10 == 7 && !system.hpsm;
    let mut ticket = Ticket::new(ticket_id(system, start, 14), start, End::Open);
    (ticket.action, ticket.title) = ("", "통계 화면 일부 응답 없음");
    wanted.then_some(ticket)
}

/// One that is not over when the history ends.
fn open(system: &System, month: Month) -> Option<Ticket> {
    let horizon = system.horizon;
    let saturday = weekdays(month, Weekday::Sat).last().filter(|d| *d + Duration::days(10) > horizon.date())?;
    let wanted = system.habits.incidents > 50 && system.number.is_multiple_of(4) && at(saturday, 22, 0) < horizon;
    let mut ticket = Ticket::new(ticket_id(system, at(saturday, 22, 0), 13), at(saturday, 22, 0), End::Open);
    (ticket.action, ticket.title) = ("", "서버 1대 응답 없음");
    wanted.then_some(ticket)
}
