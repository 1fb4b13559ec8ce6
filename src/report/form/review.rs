//! One row of the form: the answer, who gave it, and what was measured beside it.

use crate::assess::ItemAnswer;
use crate::catalog::figure::{Answer, System, Tier};
use crate::cells::grouped;
use crate::metrics;
use crate::portfolio::Portfolio;

use super::{FormRow, Question, Words};

/// The period of measured evidence; the report month where it has no value.
const PERIOD: &str = "T12";

/// Fills in the row of one item.
pub(super) fn row(
    portfolio: &Portfolio,
    system: &System,
    item: &ItemAnswer,
    question: &Question,
    words: Words,
) -> FormRow {
    let known = portfolio.checklist.item(item.item);
    let asked = question.lines.join("\n");
    let english = known.map_or("", |k| &k.question_en);
    FormRow {
        category: known.map_or_else(String::new, |k| words.say(&k.category_ko, &k.category_en)),
        item: item.item,
        question: words.say(&asked, english),
        indicator: known.map_or_else(String::new, |k| k.indicator_ko.clone()),
        answer: answer(item, words),
        review: review(portfolio, system, item, question, words),
    }
}

fn yes_or_no(answer: Answer, words: Words) -> String {
    match answer {
        Answer::Y => "YES".into(),
        Answer::N => "NO".into(),
        Answer::U => words.say("미응답", "unanswered"),
    }
}

fn answer(item: &ItemAnswer, words: Words) -> String {
    let said = yes_or_no(item.answer, words);
    if item.tier == Tier::S { format!("{said}\n{}", words.say("(제안)", "(suggested)")) } else { said }
}

/// The remark of the person first, as in the guide; below it who said so, what was measured, and what disagrees.
fn review(portfolio: &Portfolio, system: &System, item: &ItemAnswer, question: &Question, words: Words) -> String {
    let mut lines = Vec::new();
    if let Some(human) = &item.human {
        lines.push(human.reason.clone().unwrap_or_else(|| words.say("사유 미기재", "no reason given")));
        let said = yes_or_no(human.answer, Words::Korean);
        lines.push(match item.tier {
            Tier::H => format!("– {}, {}", human.by, human.at),
            _ => format!("– {}, {} ({said})", human.by, human.at),
        });
    }
    if let Some(text) = figures(portfolio, system, question) {
        lines.push(format!("[자료] {text}"));
    }
    lines.extend(measured(item, words));
    match item.tier {
        Tier::S => lines.push(
            words.say("※ 자료에 따른 제안이며 담당자 확인이 필요함", "suggested by data; a person must confirm it"),
        ),
        Tier::None => lines.push(words.say("※ 담당자 응답이 필요함", "a person must answer")),
        Tier::H | Tier::D => {}
    }
    if item.conflict {
        lines.push(words.say("※ 상충: 담당자 응답이 측정 결과 또는 다른 응답과 다름", "conflict: answers disagree"));
    }
    if item.stale_human {
        lines.push(words.say("※ 담당자 응답의 유효기간이 지남", "the answer of the person has expired"));
    }
    lines.join("\n")
}

/// What the data say, with the value that was held against the threshold.
fn measured(item: &ItemAnswer, words: Words) -> Option<String> {
    let measured = item.measured.as_ref().filter(|m| m.tier != Tier::None)?;
    let strength = if measured.tier == Tier::D { "확정" } else { "제안" };
    let against = match (measured.value, measured.threshold) {
        (Some(value), Some(threshold)) => format!(", 측정값 {} / 기준 {}", grouped(value, 3), grouped(threshold, 3)),
        _ => String::new(),
    };
    let n = measured.n.map(|n| format!(", n={n}")).unwrap_or_default();
    let ko = format!("[측정] {} ({strength}{against}{n})", yes_or_no(measured.answer, Words::Korean));
    Some(words.say(&ko, &measured.evidence))
}

/// Known figures of the item: `초기개발비 대비 연간 비용 비율 22.4 %, 일평균 이용자 54,014명`.
pub(in crate::report) fn figures(portfolio: &Portfolio, system: &System, question: &Question) -> Option<String> {
    let month = portfolio.month.to_string();
    let known = question.figures.iter().filter_map(|id| {
        let value = |period: &str| portfolio.figures.value(id, &system.system_id, period);
        let value = value(PERIOD).or_else(|| value(&month))?;
        let metric = metrics::definition(id).ok()?;
        Some(format!("{} {}", metric.get("title_ko"), with_unit(value, metric.get("unit"))))
    });
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "ratio" => format!("{}%", grouped(value * 100.0, 2)),
        "count" | "per 30 d" | "per 365 d" => format!("{}건", grouped(value, 1)),
        "minutes" => format!("{}분", grouped(value, 1)),
        "days" => format!("{}일", grouped(value, 1)),
        "users per day" => format!("{}명", grouped(value, 0)),
        other => format!("{} {other}", grouped(value, 2)),
    }
}
