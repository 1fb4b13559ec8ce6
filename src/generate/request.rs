//! Plants service requests: when they were asked for, which releases deliver them, when they were due and done.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};

use super::days::{at, days, is_working, later, plus};
use super::deployment::Live;
use super::random::Stream;
use super::system::System;
use crate::calendar::Month;

/// Class of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A change.
    Change,
    /// A defect.
    Defect,
    /// A question, a permission, data.
    Service,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Id.
    pub id: String,
    /// When it was asked for.
    pub asked: NaiveDateTime,
    /// When it was accepted.
    pub accepted: NaiveDateTime,
    /// When it was approved.
    pub approved: Option<NaiveDateTime>,
    /// When the development was done.
    pub developed: Option<NaiveDateTime>,
    /// When it was done.
    pub done: Option<NaiveDateTime>,
    /// Until when it was wanted.
    pub due: Option<NaiveDate>,
    /// Class.
    pub class: Class,
    /// Type, as the ledger says it.
    pub kind: &'static str,
    /// Reason, as the ledger says it.
    pub reason: &'static str,
    /// Subject.
    pub title: String,
    /// Whether a policy drives it.
    pub policy: bool,
    /// Urgent.
    pub urgent: bool,
    /// Called off, as the ledger says it.
    pub void: Option<&'static str>,
    /// Releases that deliver it: in this month's deliveries (false) or the next month's (true), by position.
    pub delivered: Vec<(bool, usize)>,
    /// Module; blank for none.
    pub component: String,
    /// Spelling of the system's name; 9 writes two spellings into one cell.
    pub spelling: i64,
}

const OBJECTS: &[&str] =
    &["신청 현황", "처리 이력", "담당 배정", "알림 문자", "통계표", "첨부 서류", "상세 화면", "결재선"];
const CHANGES: &[&str] =
    &["조회 조건 추가", "목록 내려받기 추가", "입력 항목 추가", "처리 절차 간소화", "화면 배치 변경"];
const KINDS: &[&str] = &["기능개선", "기능개선", "기능추가", "화면/서식", "배치/연계 변경"];
const LAWS: &[&str] = &["시행령 개정", "고시 변경", "업무 지침 개정", "요율 조정"];
/// Words of a policy inside phrases that are none.
const NOT_POLICY: &[&str] =
    &["개인정보처리방침 링크 위치 변경", "보안 정책 안내문 서식 변경", "쿠키 정책 문구 위치 변경"];

/// The requests of a month; `now` and `next` are the releases of this month and the next.
pub fn requests(system: &System, month: Month, now: &[Live], next: &[Live]) -> Vec<Request> {
    if !system.active(month) {
        return Vec::new();
    }
    let mut random = system.stream(month, "requests");
    let mut found: Vec<Request> = Vec::new();
    let working: Vec<NaiveDate> = days(month).filter(|d| is_working(*d)).collect();
    let changes = random.within(system.habits.changes / 3, system.habits.changes);
    let services = 1 + random.within(0, 2);
    let defects = random.within(0, 1 + system.habits.changes / 6);
    for number in 0..changes + defects + services {
        let day = *random.pick(&working);
        let asked = later(at(day, 9, 0), random.within(0, 8 * 60));
        let class = match number {
            n if n < changes => Class::Change,
            n if n < changes + defects => Class::Defect,
            _ => Class::Service,
        };
        let id = format!("SR-{}-{:02}{:04}{:02}", day.year(), day.month(), system.number, number + 1);
        let mut request = blank(system, &mut random, id, asked, class);
        if class == Class::Service {
            request.done = Some(later(request.accepted, random.within(30, 3_000)));
        } else {
            deliver(&mut random, &mut request, now, next);
        }
        if random.chance(6) {
            request.void = Some(*random.pick(&["취소", "반려", "중복"]));
            (request.done, request.delivered) = (None, Vec::new());
        }
        request.done = request.done.filter(|t| *t < system.horizon);
        set_due(system, &mut random, &mut request);
        found.push(request);
    }
    found
}

fn blank(system: &System, random: &mut Stream, id: String, asked: NaiveDateTime, class: Class) -> Request {
    let accepted = later(asked, random.within(5, 400));
    let approved = (class != Class::Service).then(|| later(accepted, random.within(60, 1_800)));
    let (kind, reason, title, policy) = words(system, random, class);
    Request {
        id,
        asked,
        accepted,
        approved,
        developed: approved.map(|t| later(t, 60 * random.within(6, 300))),
        done: None,
        due: None,
        class,
        kind,
        reason,
        title,
        policy,
        urgent: random.chance(6),
        void: None,
        delivered: Vec::new(),
        component: if random.chance(80) { (*random.pick(system.components)).to_string() } else { String::new() },
        spelling: if random.chance(4) && system.listed { 9 } else { random.within(0, 3) },
    }
}

/// Type, reason, subject, and whether a policy drives it: by its code, or by the words where the code says nothing.
fn words(system: &System, random: &mut Stream, class: Class) -> (&'static str, &'static str, String, bool) {
    let object = *random.pick(OBJECTS);
    match class {
        Class::Defect => ("오류수정", "오류", format!("{object} 저장 오류"), false),
        Class::Service => {
            let kind = *random.pick(&["문의", "권한", "자료요청"]);
            (kind, "기타", format!("{object} {kind}"), false)
        }
        Class::Change if random.chance(system.habits.policy) => {
            let title = format!("{}에 따른 {object} 변경", random.pick(LAWS));
            if random.chance(60) {
                ("법·제도 반영", "법·제도 반영", title, true)
            } else {
                (*random.pick(KINDS), "기타", title, true)
            }
        }
        Class::Change => match random.within(0, 9) {
            0 => (*random.pick(KINDS), "기타", (*random.pick(NOT_POLICY)).to_string(), false),
            1 => (*random.pick(KINDS), "업무개선", format!("제도 안내 {object} 서식 변경"), false),
            2..=4 => (*random.pick(KINDS), "기타", format!("{object} {}", random.pick(CHANGES)), false),
            _ => (*random.pick(KINDS), "업무개선", format!("{object} {}", random.pick(CHANGES)), false),
        },
    }
}

/// The first release after the development delivers it; some are delivered in two steps, some are forgotten.
fn deliver(random: &mut Stream, request: &mut Request, now: &[Live], next: &[Live]) {
    let Some(developed) = request.developed else { return };
    let of = |later: bool, lives: &[Live]| -> Vec<((bool, usize), NaiveDateTime)> {
        lives.iter().enumerate().map(|(at, live)| ((later, at), live.start)).collect()
    };
    let after = developed + Duration::minutes(30);
    let mut fits: Vec<_> = of(false, now).into_iter().chain(of(true, next)).filter(|(_, t)| *t > after).collect();
    fits.sort_by_key(|(_, start)| *start);
    let steps = if random.chance(12) { 2 } else { 1 };
    let forgotten = random.chance(8);
    let wait = random.within(60, 1_200);
    if let Some((_, last)) = fits.iter().take(steps).next_back().filter(|_| !forgotten) {
        request.done = Some(later(*last, wait));
        request.delivered = fits.iter().take(steps).map(|(place, _)| *place).collect();
    }
}

fn set_due(system: &System, random: &mut Stream, request: &mut Request) {
    let asked = request.asked.date();
    let late = random.chance(system.habits.late);
    let shift = random.within(0, 5);
    let wanted = match request.done {
        Some(done) if late => plus(done.date(), -1 - shift),
        Some(done) => plus(done.date(), shift),
        None => plus(asked, 5 + 4 * shift),
    };
    request.due = (!random.chance(10)).then_some(wanted.max(asked));
}
