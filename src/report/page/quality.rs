//! What the figures stand on: sources, rejects, names that nothing knows, corrections, restatements; and the hashes that
//! a month can be replayed by.

use serde::Serialize;
use serde_json::Value;

use crate::cells::number;
use crate::diagnostic::Result;
use crate::lake::receipt::open_rejects;
use crate::portfolio::Portfolio;
use crate::report::both::Both;
use crate::report::manifest::{Edition, reconciled, unattributed};
use crate::report::{candidates, corrections};
use crate::workspace::Workspace;

/// The state of the data.
#[derive(Debug, Serialize)]
pub struct Quality {
    /// Counts with their labels.
    pub counts: Vec<(Both, i64)>,
    /// Sources: source, table, rows, usual rows, state.
    pub sources: Vec<(String, String, String, String, Both)>,
    /// What is doubtful.
    pub warnings: Vec<(String, String)>,
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
        warnings: portfolio.warnings().iter().map(|w| (w.code.to_string(), w.message.clone())).collect(),
        corrections: portfolio.corrections.iter().map(|c| Both::of(|lang| corrections::sentence(c, lang))).collect(),
        restatements: restatements.map(|r| (said(r, "version"), said(r, "cells"), said(r, "systems"))).collect(),
        unlisted,
    })
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
