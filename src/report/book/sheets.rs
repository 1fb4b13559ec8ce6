//! What stands on each sheet.

use super::{Cell, Column, Sheet};
use crate::assess::{answer_code, tier_code};
use crate::catalog::figure::Tier;
use crate::diagnostic::Result;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::portfolio::indicators::WINDOW;
use crate::report::both::Both;
use crate::report::headers::CANDIDATES;
use crate::report::manifest::Edition;
use crate::report::page::{columns, definitions, quality};
use crate::report::sentences::metric_unit;
use crate::report::views::is_number;
use crate::report::{candidates, evidence, survey};
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

/// How numbers look that are not whole.
const NUMBER: &str = "#,##0.####";

/// All sheets in order.
///
/// # Errors
/// Faults of the engine and of the draws.
pub(super) fn all(
    workspace: &Workspace,
    portfolio: &Portfolio,
    lang: Lang,
    edition: Option<&Edition>,
) -> Result<Vec<Sheet>> {
    let words = Words(lang);
    Ok(vec![
        ranking(workspace, portfolio, &words)?,
        checklist(portfolio, &words),
        figures(portfolio, &words),
        questions(portfolio, &words)?,
        data(workspace, portfolio, edition, &words)?,
    ])
}

/// The language of headings and texts.
struct Words(Lang);

impl Words {
    fn say<'t>(&self, ko: &'t str, en: &'t str) -> &'t str {
        self.0.pick(ko, en)
    }

    fn of<'t>(&self, both: &'t Both) -> &'t str {
        self.say(&both.ko, &both.en)
    }

    fn noted(&self, ko: &str, en: &str, width: f64, number: &'static str, note: [&str; 2]) -> Column {
        Column { note: self.say(note[0], note[1]).into(), ..self.column(ko, en, width, number) }
    }

    fn column(&self, ko: &str, en: &str, width: f64, number: &'static str) -> Column {
        Column { label: self.say(ko, en).into(), note: String::new(), width, number }
    }
}

/// The columns of candidates.csv.
fn ranking(workspace: &Workspace, portfolio: &Portfolio, words: &Words) -> Result<Sheet> {
    let number = |name: &str| if is_number(name) { NUMBER } else { "" };
    let note = |name: &str| {
        let asked = name.strip_prefix("item").and_then(|n| n.parse().ok()).and_then(|n| portfolio.checklist.item(n));
        let asked = asked.map(|i| words.say(&i.question_ko, &i.question_en));
        let says = columns::meaning(name).map(|m| words.say(m.says[0], m.says[1]));
        asked.into_iter().chain(says).collect::<Vec<_>>().join("\n")
    };
    let width = |name: &str| match name {
        "period" => 9.0,
        "expected_benefits" => 34.0,
        name if name.starts_with("reason") => 34.0,
        name if number(name).is_empty() => 15.0,
        _ => 9.5,
    };
    let column = |(en, ko): &(&'static str, &'static str)| Column {
        note: note(en),
        ..words.column(ko, en, width(en), number(en))
    };
    let rows = candidates::rows(workspace, portfolio, words.0)?;
    let cell = |(name, text): (&str, String)| match text.parse::<f64>() {
        Ok(value) if !number(name).is_empty() => Cell::Number(value),
        _ => Cell::Text(text),
    };
    let names = || CANDIDATES.iter().map(|(en, _)| *en);
    Ok(Sheet {
        name: words.say("순위", "ranking"),
        frozen: 5,
        columns: CANDIDATES.iter().map(column).collect(),
        rows: rows.into_iter().map(|row| names().zip(row).map(cell).collect()).collect(),
        wrapped: false,
        verdict: names().position(|n| n == "verdict").and_then(|at| u16::try_from(at).ok()),
    })
}

/// One row a system and item.
fn checklist(portfolio: &Portfolio, words: &Words) -> Sheet {
    let columns = vec![
        words.column("순위", "rank", 7.0, NUMBER),
        words.column("시스템ID", "system_id", 15.0, ""),
        words.column("시스템명", "system_name", 20.0, ""),
        words.column("항목", "item", 6.0, NUMBER),
        words.column("질문", "question", 44.0, ""),
        words.noted("답", "answer", 6.0, "", ["Y 예, N 아니오, U 미상", "Y yes, N no, U unknown"]),
        words.noted(
            "등급",
            "tier",
            6.0,
            "",
            ["H 사람, D 결정적 자료, S 자료의 제안", "H a person, D decisive data, S suggested by data"],
        ),
        words.noted("측정값", "value", 10.0, NUMBER, ["기준과 견준 값", "what is held against the threshold"]),
        words.noted(
            "기준",
            "threshold",
            10.0,
            NUMBER,
            ["assay.toml의 [parameters]로 바꿀 수 있음", "[parameters] of assay.toml can change it"],
        ),
        words.noted("표본수", "n", 8.0, NUMBER, ["측정값이 딛고 선 기록의 수", "records that the value stands on"]),
        words.column("측정 근거", "evidence", 60.0, ""),
        words.column("응답자", "answered_by", 14.0, ""),
        words.column("응답일", "answered_at", 12.0, ""),
        words.column("응답 이유", "reason", 30.0, ""),
    ];
    let mut rows = Vec::new();
    for ranked in &portfolio.ranked {
        let (Some(system), Some(assessment)) =
            (portfolio.systems.get(&ranked.system_id), portfolio.assessments.get(&ranked.system_id))
        else {
            continue;
        };
        for item in &assessment.items {
            let known = portfolio.checklist.item(item.item);
            let (measured, human) = (item.measured.as_ref(), item.human.as_ref());
            let said = |of: Option<String>| Cell::text(of.unwrap_or_default());
            rows.push(vec![
                place(ranked),
                Cell::text(&system.system_id),
                Cell::text(&system.name),
                Cell::Number(f64::from(item.item)),
                said(known.map(|i| words.say(&i.question_ko, &i.question_en).to_string())),
                Cell::text(answer_code(item.answer)),
                Cell::text(if item.tier == Tier::None { "" } else { tier_code(item.tier) }),
                Cell::number(measured.and_then(|m| m.value)),
                Cell::number(measured.and_then(|m| m.threshold)),
                count(measured.and_then(|m| m.n)),
                said(measured.map(|m| evidence::fact(portfolio, m, words.0))),
                said(human.map(|h| h.by.clone())),
                said(human.map(|h| h.at.to_string())),
                said(human.and_then(|h| h.reason.clone())),
            ]);
        }
    }
    Sheet { name: words.say("체크리스트", "checklist"), frozen: 3, columns, rows, wrapped: true, verdict: None }
}

/// Every figure of the month and of the ranking window, one row a system and period.
fn figures(portfolio: &Portfolio, words: &Words) -> Sheet {
    let catalogue = metrics::catalogue();
    let mut columns = vec![
        words.column("시스템ID", "system_id", 15.0, ""),
        words.column("시스템명", "system_name", 20.0, ""),
        words.column("기간", "period", 9.0, ""),
    ];
    columns.extend(catalogue.iter().map(|definition| {
        let unit = metric_unit(definition.get("unit"), words.0);
        let counted = definitions::counted(definition).into_iter().filter(|(_, said)| said.en != "1");
        let counted = counted.map(|(label, said)| format!("{}: {}", words.of(&label), words.of(&said)));
        let asked = definition.get(words.say("question_ko", "question")).to_string();
        let lines: Vec<String> = [definition.name.to_string(), asked].into_iter().chain(counted).collect();
        Column {
            note: lines.join("\n").replace('`', ""),
            ..words.column(
                &format!("{} ({unit})", definition.get("title_ko")),
                &format!("{} ({unit})", definition.get("title_en")),
                13.0,
                NUMBER,
            )
        }
    }));
    let mut rows = Vec::new();
    for ranked in &portfolio.ranked {
        let Some(system) = portfolio.systems.get(&ranked.system_id) else { continue };
        for period in [portfolio.month.to_string().as_str(), WINDOW] {
            let mut row = vec![Cell::text(&system.system_id), Cell::text(&system.name), Cell::text(period)];
            row.extend(
                catalogue.iter().map(|m| Cell::number(portfolio.figures.value(m.name, &system.system_id, period))),
            );
            rows.push(row);
        }
    }
    Sheet { name: words.say("지표", "figures"), frozen: 3, columns, rows, wrapped: false, verdict: None }
}

/// Questions to people, those first that settle most.
fn questions(portfolio: &Portfolio, words: &Words) -> Result<Sheet> {
    let columns = vec![
        words.column("시스템ID", "system_id", 15.0, ""),
        words.column("시스템명", "system_name", 20.0, ""),
        words.column("부서", "department", 16.0, ""),
        words.column("항목", "item", 8.0, ""),
        words.column("질문", "question", 44.0, ""),
        words.column("알려진 것", "known", 60.0, ""),
        words.noted(
            "답하면",
            "effect",
            32.0,
            "",
            ["답에 따라 판정이 어떻게 되는지", "what becomes of the verdict with each answer"],
        ),
    ];
    let rows = survey::rows(portfolio, words.0)?.into_iter().map(|row| {
        let cells = [
            row.question.system_id.clone(),
            row.system,
            row.department.unwrap_or_default(),
            survey::topic(row.question.topic, words.0),
        ];
        cells.into_iter().chain([row.asked, row.known, row.effect]).map(Cell::Text).collect()
    });
    Ok(Sheet {
        name: words.say("질문", "questions"),
        frozen: 2,
        columns,
        rows: rows.collect(),
        wrapped: true,
        verdict: None,
    })
}

/// What the figures stand on.
fn data(workspace: &Workspace, portfolio: &Portfolio, edition: Option<&Edition>, words: &Words) -> Result<Sheet> {
    let quality = quality::quality(portfolio, edition)?;
    let columns = vec![
        words.column("구분", "kind", 18.0, ""),
        words.column("이름", "name", 34.0, ""),
        words.column("값", "value", 28.0, NUMBER),
        words.noted(
            "평소",
            "usual",
            10.0,
            NUMBER,
            ["지난 달들의 기록 수 중앙값", "median of the records of earlier months"],
        ),
        words.column("상태", "state", 60.0, ""),
    ];
    let row = |kind: &str, name: &str, value: &str, usual: &str, state: &str| -> Vec<Cell> {
        let number = |text: &str| text.parse().map_or_else(|_| Cell::text(text), Cell::Number);
        vec![Cell::text(kind), Cell::text(name), number(value), number(usual), Cell::text(state)]
    };
    let say = |both: &Both| words.of(both).to_string();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    rows.extend(
        quality.counts.iter().map(|(label, n)| row(words.say("건수", "count"), &say(label), &n.to_string(), "", "")),
    );
    rows.extend(quality.sources.iter().map(|(source, table, n, usual, state)| {
        row(words.say("자료원", "source"), &format!("{source} / {table}"), n, usual, &say(state))
    }));
    rows.extend(quality.warnings.iter().map(|(code, meaning, said)| {
        let said = match words.0 {
            Lang::Ko if !meaning.is_empty() => format!("{meaning}: {said}"),
            _ => said.clone(),
        };
        row(words.say("경고", "warning"), code, "", "", &said)
    }));
    rows.extend(quality.restatements.iter().map(|(version, cells, systems)| {
        let said = words.say("개 시스템의 칸이 바뀜", " systems have cells that changed");
        row(words.say("정정 공표", "restatement"), &format!("v{version}"), cells, "", &format!("{systems}{said}"))
    }));
    rows.extend(
        quality
            .corrections
            .iter()
            .map(|c| row(words.say("기록 정정", "correction"), "corrections.csv", "", "", &say(c))),
    );
    rows.extend(quality.unlisted.iter().map(|n| row(words.say("목록에 없는 이름", "unlisted name"), n, "", "", "")));
    let computed = quality::manifest(workspace, portfolio);
    rows.extend(computed.iter().map(|(label, value)| {
        vec![Cell::text(words.say("계산 근거", "computed from")), Cell::text(say(label)), Cell::text(value)]
    }));
    Ok(Sheet {
        name: words.say("자료 품질", "data quality"), frozen: 0, columns, rows, wrapped: true, verdict: None
    })
}

fn place(ranked: &crate::rank::Ranked) -> Cell {
    let rank = ranked.placements.first().and_then(|p| u32::try_from(p.rank).ok());
    Cell::number(rank.map(f64::from))
}

fn count(n: Option<i64>) -> Cell {
    Cell::number(n.and_then(|n| u32::try_from(n).ok()).map(f64::from))
}
