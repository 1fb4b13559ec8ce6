//! What is planted about deployments: rows of logs, what is live by them, and incidents that they caused.

use chrono::NaiveDateTime;

use super::incident::Ticket;

/// Environment of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Env {
    /// 운영.
    Production,
    /// 검증.
    Staging,
}

/// Kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 정기.
    Planned,
    /// 긴급.
    Hotfix,
    /// 원복.
    Rollback,
    /// 설정변경.
    Config,
    /// 데이터보정.
    DataPatch,
    /// 인프라.
    Infra,
}

/// Outcome of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 성공.
    Success,
    /// 실패.
    Failed,
    /// 원복: it was live, and was taken back.
    RolledBack,
}

/// A row of a log.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id in the log.
    pub id: String,
    /// Whether Jenkins logged it.
    pub jenkins: bool,
    /// Number of the build.
    pub build: i64,
    /// Start.
    pub start: NaiveDateTime,
    /// End.
    pub finish: NaiveDateTime,
    /// Module; blank for none.
    pub component: String,
    /// Server.
    pub host: String,
    /// Environment.
    pub env: Env,
    /// Kind.
    pub kind: Kind,
    /// Outcome.
    pub outcome: Outcome,
    /// Version; blank for none.
    pub version: String,
    /// Change; blank for none.
    pub change: String,
    /// The release whose requests it names, by position in [`Deliveries::lives`].
    pub carries: Option<usize>,
}

/// A release that went live.
#[derive(Debug, Clone)]
pub struct Live {
    /// Id of its first row.
    pub id: String,
    /// Source of that row.
    pub source: &'static str,
    /// Start of its first row.
    pub start: NaiveDateTime,
    /// Deployments of components in it.
    pub components: u32,
    /// Whether it is a hotfix.
    pub hotfix: bool,
    /// Rolled back within 24 hours.
    pub rolled_back: bool,
    /// Named as cause of an incident.
    pub named: bool,
    /// Followed by an incident that names no change.
    pub followed: bool,
    /// Mended by a hotfix of the component within 24 hours.
    pub hotfixed: bool,
    /// Requests that it delivers.
    pub requests: Vec<String>,
}

/// What deployments of one month of a system left behind.
#[derive(Debug, Default)]
pub struct Deliveries {
    /// Rows of logs.
    pub rows: Vec<Row>,
    /// Releases in order of their start.
    pub lives: Vec<Live>,
    /// When something was rolled back.
    pub rollbacks: Vec<NaiveDateTime>,
    /// When an attempt failed for good.
    pub failures: Vec<NaiveDateTime>,
    /// Incidents that releases caused.
    pub tickets: Vec<Ticket>,
}

impl Deliveries {
    /// The requests that a row names.
    pub fn carried(&self, row: &Row) -> &[String] {
        let live = row.carries.and_then(|live| self.lives.get(live));
        live.map(|l| l.requests.as_slice()).unwrap_or_default()
    }
}
