//! 장애조치결과: the outages and incidents of a month with their remedial results, out of the view `outage_log`.

use crate::cells::grouped;
use crate::diagnostic::Result;
use crate::engine::sql_text::escaped;
use crate::portfolio::Portfolio;

use super::both::Both;
use super::form::Words;

/// The list of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutageLog {
    /// Title.
    pub title: String,
    /// Headings.
    pub columns: Vec<String>,
    /// Rows in the order of time.
    pub rows: Vec<Vec<String>>,
    /// Small print.
    pub notes: Vec<String>,
}

/// Headings, Korean and English.
const COLUMNS: [(&str, &str); 13] = [
    ("번호", "no."),
    ("시스템", "system"),
    ("발생일시", "start"),
    ("복구일시", "end"),
    ("시간(분)", "minutes"),
    ("범위", "scope"),
    ("등급", "severity"),
    ("장애내용", "subject"),
    ("원인", "cause"),
    ("조치결과", "remedial result"),
    ("복구 중 서비스 중단", "stopped to recover"),
    ("관련 배포", "release"),
    ("출처·접수번호", "source and id"),
];

/// The list of the report month, of one system or of all: every interval that touches the month.
///
/// # Errors
/// Faults of the engine.
pub fn list(portfolio: &Portfolio, system: Option<&str>, words: Words) -> Result<OutageLog> {
    let month = portfolio.month.to_string();
    let only = system.map(|s| format!("and l.system_id = '{}'", escaped(s))).unwrap_or_default();
    let rows = portfolio.marts.engine.query(&format!(
        "select l.system_name || case when l.component is null then '' else ' / ' || l.component end, \
         strftime(l.start_local, '%Y-%m-%d %H:%M'), strftime(l.end_local, '%Y-%m-%d %H:%M'), \
         cast(l.minutes as double), l.scope, coalesce(l.severity_text, cast(l.severity as varchar)), l.title, \
         coalesce(l.cause_text, l.cause), l.action_text, cast(l.service_stop as varchar), l.release_id, l.release_grade, \
         l.source, l.native_id, l.kind, cast(l.is_open as varchar) \
         from outage_log l join periods p on p.period = '{month}' \
         where l.start_at < p.pe and (l.until_at > p.ps or l.start_at >= p.ps) {only} \
         order by l.start_at, l.system_id, l.source, l.native_id, l.until_at, l.kind"
    ))?;
    let minutes = rows.numbers(3)?;
    let table = rows.table()?;
    let rows = table.iter().zip(minutes).enumerate();
    let rows = rows.map(|(at, (cells, minutes))| row(at + 1, cells, minutes, words)).collect::<Vec<_>>();
    let mut notes = vec![words.say(
        "시간은 각 건의 발생부터 복구까지이며 서로 겹칠 수 있음",
        "minutes run from start to end of each row and may overlap",
    )];
    notes.extend(system.and_then(|id| total(portfolio, id, &month)));
    let name = system.and_then(|id| portfolio.systems.get(id)).map_or("전체 시스템", |s| s.name.as_str());
    Ok(OutageLog {
        title: words
            .say(&format!("장애조치결과 {month} ({name})"), &format!("outages and their remedial results, {month}")),
        columns: COLUMNS.iter().map(|(ko, en)| words.say(ko, en)).collect(),
        rows,
        notes,
    })
}

/// The figures of the month, in which nothing is counted twice.
fn total(portfolio: &Portfolio, system: &str, month: &str) -> Option<String> {
    let figure = |metric: &str| portfolio.figures.value(metric, system, month);
    let (count, minutes) = (figure("unplanned_outages")?, figure("outage_minutes")?);
    Some(format!(
        "비계획 장애(전체·일부) {}건, 중복과 예고된 작업을 뺀 장애시간 {}분",
        grouped(count, 0),
        grouped(minutes, 1)
    ))
}

fn row(number: usize, cells: &[Option<String>], minutes: Option<f64>, words: Words) -> Vec<String> {
    let cell = |at: usize| cells[at].clone().unwrap_or_default();
    let is_open = cells[15].as_deref() == Some("true");
    let end = if is_open { words.say("복구 중", "open") } else { cell(2) };
    let say = |both: Both| words.say(&both.ko, &both.en);
    let scope = say(scope(cells[14].as_deref(), cells[4].as_deref()));
    let action = say(action(cells[8].as_deref(), is_open));
    let stop = if cells[9].as_deref() == Some("true") { words.say("예", "yes") } else { String::new() };
    let grade = match cells[11].as_deref() {
        Some("id") => " (번호 일치)",
        Some("field") => " (원인 항목)",
        Some(_) => " (시간 추정)",
        None => "",
    };
    let release = cells[10].as_ref().map(|r| format!("{r}{grade}")).unwrap_or_default();
    let minutes = minutes.map(|m| grouped(m, 1)).unwrap_or_default();
    let id = format!("{} {}", cell(12), cell(13)).trim().to_string();
    let number = number.to_string();
    vec![number, cell(0), cell(1), end, minutes, scope, cell(5), cell(6), cell(7), action, stop, release, id]
}

/// How much of the service was down: the word of an interval's kind, or of its scope.
pub(super) fn scope(kind: Option<&str>, scope: Option<&str>) -> Both {
    match (kind, scope) {
        (Some("unannounced_stop"), _) => Both::new("전체 (미공지 중단)", "FULL (stop without notice)"),
        (Some("overrun"), _) => Both::new("전체 (작업시간 초과)", "FULL (work overran)"),
        (_, Some("FULL")) => Both::new("전체", "FULL"),
        (_, Some("PARTIAL")) => Both::new("일부", "PARTIAL"),
        (_, Some("DEGRADED")) => Both::new("성능저하", "DEGRADED"),
        (_, Some("NONE")) => Both::new("영향 없음", "NONE"),
        _ => Both::new("미상", "UNKNOWN"),
    }
}

/// What was done.
pub(super) fn action(text: Option<&str>, is_open: bool) -> Both {
    match (text, is_open) {
        (Some(word), _) => word_of_action(word),
        (None, true) => Both::new("조치 중", "in progress"),
        (None, false) => Both::new("미기재", "not stated"),
    }
}

/// The guide's word of an action whose export has no text of its own.
fn word_of_action(word: &str) -> Both {
    let ko = match word {
        "capacity" => "증설",
        "upgrade" => "업그레이드",
        "replace" => "교체",
        "restart" => "재기동",
        "patch" => "긴급패치",
        "rollback" => "원복",
        "other" => "기타",
        text => return Both::same(text),
    };
    Both::new(ko, word)
}
