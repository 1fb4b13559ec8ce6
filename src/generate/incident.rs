//! What is planted about incidents.

use chrono::NaiveDateTime;

/// Scope, as the ledger says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// 전체.
    Full,
    /// 일부 서비스.
    Partial,
    /// 지연.
    Degraded,
    /// 영향없음.
    Harmless,
    /// The cell is blank.
    Blank,
}

/// How a ticket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The service was back.
    At(NaiveDateTime),
    /// Only the ticket's own closing is known.
    Closed(NaiveDateTime),
    /// It is closed, nobody wrote when.
    Unknown,
    /// It is not over.
    Open,
}

/// The release behind an incident, by position in the deliveries of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// No release.
    None,
    /// The ticket names it.
    Named(usize),
    /// The cause is a program, soon after it.
    Field(usize),
    /// It came within two hours.
    Time(usize),
}

/// An incident.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Id.
    pub id: String,
    /// When it began.
    pub start: NaiveDateTime,
    /// When it was noticed.
    pub detected: NaiveDateTime,
    /// How it ended.
    pub end: End,
    /// Scope.
    pub scope: Scope,
    /// Grade, 1 to 4.
    pub grade: i64,
    /// Whether the service was stopped to recover.
    pub stop: bool,
    /// Class of the cause.
    pub cause: &'static str,
    /// What was done.
    pub action: &'static str,
    /// Subject.
    pub title: &'static str,
    /// Module.
    pub component: String,
    /// Change or deployment that it names.
    pub change: String,
    /// Ticket that it belongs to.
    pub parent: String,
    /// The release behind it.
    pub release: Cause,
    /// Only the detection is written, not the beginning.
    pub undated: bool,
    /// Only days are written, no times.
    pub day_only: bool,
    /// A false alarm.
    pub rejected: bool,
    /// Spelling of the system's name; 9 writes two spellings into one cell.
    pub spelling: i64,
}

impl Ticket {
    /// A partial outage with an end, and nothing special.
    pub fn new(id: String, start: NaiveDateTime, end: End) -> Self {
        Ticket {
            id,
            start,
            detected: start + chrono::Duration::minutes(4),
            end,
            scope: Scope::Partial,
            grade: 2,
            stop: false,
            cause: "하드웨어",
            action: "부품 점검",
            title: "일부 기능 오류",
            component: String::new(),
            change: String::new(),
            parent: String::new(),
            release: Cause::None,
            undated: false,
            day_only: false,
            rejected: false,
            spelling: 0,
        }
    }

    /// From when it counts.
    pub fn counts_from(&self) -> NaiveDateTime {
        if self.undated { self.detected } else { self.start }
    }

    /// Until when it counts in minutes, as known at the horizon; `None` while it is not over.
    pub fn counts_to(&self, horizon: NaiveDateTime) -> Option<NaiveDateTime> {
        match self.end {
            End::At(end) | End::Closed(end) => Some(end).filter(|end| *end <= horizon),
            End::Unknown => Some(self.counts_from()),
            End::Open => None,
        }
    }

    /// Whether it is an outage: full (`Some(true)`), partial (`Some(false)`), or none of both.
    pub fn outage(&self, hpsm: bool) -> Option<bool> {
        // HP Service Manager knows no scope and no stop: only the priority speaks.
        let scope = if hpsm { Scope::Blank } else { self.scope };
        match scope {
            Scope::Full => Some(true),
            Scope::Partial => Some(false),
            Scope::Degraded | Scope::Harmless => None,
            Scope::Blank if self.stop && !hpsm => Some(true),
            Scope::Blank => (self.grade <= 2).then_some(false),
        }
    }
}
