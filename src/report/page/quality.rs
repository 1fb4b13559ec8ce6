//! What the figures stand on: sources, rejects, names that nothing knows, corrections, restatements; and the hashes that
//! a month can be replayed by.

use serde::Serialize;
use serde_json::Value;

use crate::cells::number;
use crate::diagnostic::{Diagnostic, Result};
use crate::lake::receipt::open_rejects;
use crate::portfolio::Portfolio;
use crate::report::both::Both;
use crate::report::manifest::{Edition, reconciled, unattributed};
use crate::report::{candidates, corrections};
use crate::workspace::Workspace;

/// What the warnings of a month mean, in the words of README.ko.md; their messages are English.
const MEANINGS: [(&str, &str); 10] = [
    ("W0211", "`hosts.csv`에서 한 서버가 같은 날 여러 시스템에 속해 그 부하를 모두에 셈"),
    ("W0215", "행 수가 프로그램의 한도(500, 1,000, 10,000행, 시트 끝)와 같아 잘린 것으로 보임"),
    ("W0216", "셀이 32,000자 이상이라 글이 잘린 것으로 보임"),
    ("W0230", "기한이 지난 정정이 있어 더 이상 적용하지 않음"),
    ("W0231", "정정이 가리키는 기록이 운영자료에 없음"),
    ("W0270", "비용·이용·서버·연계 목록이나 정정이 어디에도 없는 시스템을 가리킴"),
    ("W0311", "출처가 보고 월에 아무것도 보내지 않음"),
    ("W0312", "출처가 보고 월에 평소의 절반에도 못 미치게 보냄"),
    ("W0313", "아무것도 오지 않았는데 `covers`가 그 달을 선언하여 0으로 셈"),
    ("W0321", "읽을 수 없는 서비스시간이 있어 그 시스템의 가용성·장애시간을 알 수 없음"),
];

/// The state of the data.
#[derive(Debug, Serialize)]
pub struct Quality {
    /// Counts with their labels.
    pub counts: Vec<(Both, i64)>,
    /// Sources: source, table, rows, usual rows, state.
    pub sources: Vec<(String, String, String, String, Both)>,
    /// What is doubtful: code, what the code means in Korean, message with its place.
    pub warnings: Vec<(&'static str, &'static str, String)>,
    /// Corrections of records.
    pub corrections: Vec<Both>,
    /// Earlier versions of the month: version, cells, systems.
    pub restatements: Vec<(String, String, String)>,
    /// Systems that no inventory lists.
    pub unlisted: Vec<String>,
}

/// All of it.
///
/// # Errors
/// Faults of the engine.
pub fn quality(portfolio: &Portfolio, edition: Option<&Edition>) -> Result<Quality> {
    let [matched, ticket, monitor] = reconciled(portfolio)?;
    let nobody: i64 = unattributed(portfolio)?.values().sum();
    let unlisted: Vec<String> = portfolio.systems.values().filter(|s| s.unlisted).map(|s| s.name.clone()).collect();
    let kept: u64 = portfolio.receipts.iter().map(|r| r.counts.kept).sum();
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let size = |n: usize| whole(n as u64);
    let mut counts = vec![
        (Both::new("읽은 파일", "exports read"), size(portfolio.receipts.len())),
        (Both::new("보관한 기록", "records kept"), whole(kept)),
        (Both::new("거부된 기록", "records rejected"), whole(open_rejects(&portfolio.receipts))),
        (Both::new("시스템을 모르는 기록", "records without a system"), nobody),
        (Both::new("목록에 없는 이름", "names that no inventory lists"), size(unlisted.len())),
    ];
    // Where no monitor sends events nothing can be held against the tickets.
    if matched + ticket + monitor > 0 {
        counts.extend([
            (Both::new("장애: 기록과 감시가 일치", "outages: ticket and monitor agree"), matched),
            (Both::new("장애: 기록만 있음", "outages: ticket alone"), ticket),
            (Both::new("장애: 감시만 있음", "outages: monitor alone"), monitor),
        ]);
    }
    let sources = portfolio.freshness.iter().map(|f| {
        let usual = number(f.usual_rows, 1);
        (f.source.clone(), f.table.clone(), f.rows.to_string(), usual, state(&f.state))
    });
    let said = |value: &Value, key: &str| value[key].as_u64().map(|n| n.to_string()).unwrap_or_default();
    let restatements = edition.map(|e| e.restatements.as_slice()).unwrap_or_default().iter();
    Ok(Quality {
        counts,
        sources: sources.collect(),
        warnings: portfolio.warnings().iter().map(warning).collect(),
        corrections: portfolio.corrections.iter().map(|c| Both::of(|lang| corrections::sentence(c, lang))).collect(),
        restatements: restatements.map(|r| (said(r, "version"), said(r, "cells"), said(r, "systems"))).collect(),
        unlisted,
    })
}

fn warning(warning: &Diagnostic) -> (&'static str, &'static str, String) {
    let meaning = MEANINGS.iter().find(|(code, _)| *code == warning.code).map_or("", |(_, meaning)| meaning);
    let place = warning.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    (warning.code, meaning, format!("{}{place}", warning.message))
}

fn state(code: &str) -> Both {
    match code {
        "silent" => Both::new("없음", "silent"),
        "low" => Both::new("평소보다 적음", "low"),
        "new" => Both::new("새 자료", "new"),
        "usual" => Both::new("평소와 같음", "usual"),
        other => Both::same(other),
    }
}

/// What the month was computed from, so that it can be replayed.
pub fn manifest(workspace: &Workspace, portfolio: &Portfolio) -> Vec<(Both, String)> {
    let preset = portfolio.presets.first().map(|p| p.id.clone()).unwrap_or_default();
    vec![
        (Both::new("프로그램", "program"), format!("assay {}", env!("CARGO_PKG_VERSION"))),
        (Both::new("기준월", "month"), portfolio.month.to_string()),
        (Both::new("기준시각", "as of"), candidates::as_of(workspace, portfolio)),
        (Both::new("시간대", "time zone"), workspace.zone.to_string()),
        (Both::new("가중치", "preset"), preset),
        (Both::new("체크리스트", "checklist"), portfolio.checklist.version.clone()),
        (Both::new("기준표", "reference curve"), portfolio.curve.version.clone()),
        (Both::new("설정·규칙 해시", "hash of settings and rules"), portfolio.config_version.clone()),
        (Both::new("입력 해시", "hash of all inputs"), portfolio.input_hash.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_explained_in_the_words_of_the_readme() {
        let readme = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.ko.md"));
        for (code, meaning) in MEANINGS {
            assert!(readme.contains(&format!("| `{code}` | {meaning} |")), "{code}");
        }
    }

    #[test]
    fn a_warning_names_its_place() {
        let silent = Diagnostic::input("W0313", "nothing came").at_file("assay.toml");
        let (code, meaning, said) = warning(&silent);
        assert_eq!((code, said.as_str()), ("W0313", "nothing came (assay.toml)"));
        assert!(meaning.contains("covers"));
    }
}
