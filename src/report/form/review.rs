//! One row of the form: the answer, who gave it, and what was measured beside it.

use std::collections::BTreeMap;

use crate::assess::ItemAnswer;
use crate::catalog::figure::{Answer, System, Tier};
use crate::cells::grouped;
use crate::diagnostic::Result;
use crate::engine::Engine;
use crate::metrics;
use crate::metrics::checks::{spoken, spoken_windows};
use crate::portfolio::Portfolio;
use crate::workspace::config::Lang;

use super::{FormRow, Question, Words};

/// The period of measured evidence; the report month where it has no value.
const PERIOD: &str = "T12";

/// Over what each item is measured.
pub(super) struct Windows {
    ko: BTreeMap<u8, String>,
    en: BTreeMap<u8, String>,
}

impl Windows {
    pub(super) fn of(engine: &Engine) -> Result<Self> {
        Ok(Windows { ko: spoken_windows(engine, Lang::Ko)?, en: spoken_windows(engine, Lang::En)? })
    }
}

/// Fills in the row of one item.
pub(super) fn row(
    portfolio: &Portfolio,
    system: &System,
    item: &ItemAnswer,
    question: &Question,
    windows: &Windows,
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
        review: review(portfolio, system, item, question, windows, words),
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
fn review(
    portfolio: &Portfolio,
    system: &System,
    item: &ItemAnswer,
    question: &Question,
    windows: &Windows,
    words: Words,
) -> String {
    let mut lines = Vec::new();
    if let Some(human) = &item.human {
        lines.push(human.reason.clone().unwrap_or_else(|| words.say("사유 미기재", "no reason given")));
        let said = yes_or_no(human.answer, Words::Korean);
        lines.push(match item.tier {
            Tier::H => format!("– {}, {}", human.by, human.at),
            _ => format!("– {}, {} ({said})", human.by, human.at),
        });
    }
    let [ko, en] = [Lang::Ko, Lang::En].map(|lang| figures(portfolio, system, question, lang));
    lines.extend(ko.zip(en).map(|(ko, en)| format!("[자료] {}", words.say(&ko, &en))));
    lines.extend(measured(item, windows, words));
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

/// What the data say, with the value that was held against the threshold and the window it is of.
fn measured(item: &ItemAnswer, windows: &Windows, words: Words) -> Option<String> {
    let measured = item.measured.as_ref().filter(|m| m.tier != Tier::None)?;
    let strength = if measured.tier == Tier::D { "확정" } else { "제안" };
    let against = match (measured.value, measured.threshold) {
        (Some(value), Some(threshold)) => format!(", 측정값 {} / 기준 {}", grouped(value, 3), grouped(threshold, 3)),
        _ => String::new(),
    };
    let n = measured.n.map(|n| format!(", n={n}")).unwrap_or_default();
    let window = |of: &BTreeMap<u8, String>| of.get(&item.item).cloned().unwrap_or_default();
    let answer = yes_or_no(measured.answer, Words::Korean);
    let ko = format!("[측정] {answer} ({strength}{against}{n}; 기간 {})", window(&windows.ko));
    Some(words.say(&ko, &format!("{} ({})", measured.evidence, window(&windows.en))))
}

/// Known figures of the item with their period: `최근 12개월: 배포 간격 중앙값 5일`. Those of a reference table are of the
/// years and days that stand in it.
pub(in crate::report) fn figures(
    portfolio: &Portfolio,
    system: &System,
    question: &Question,
    lang: Lang,
) -> Option<String> {
    let month = portfolio.month.to_string();
    let known = question.figures.iter().filter_map(|id| {
        let value = |period: &str| Some((portfolio.figures.value(id, &system.system_id, period)?, period.to_string()));
        let (value, period) = value(PERIOD).or_else(|| value(&month))?;
        let metric = metrics::known(id)?;
        let title = metric.get(if lang == Lang::Ko { "title_ko" } else { "title_en" });
        let period = if metric.get("rows").ends_with(".csv") { String::new() } else { spoken(&period, lang) + ": " };
        Some((period, format!("{title} {}", with_unit(value, metric.get("unit"), lang))))
    });
    let known: Vec<_> = known.collect();
    let of_period = |same: &[(String, String)]| {
        let texts: Vec<_> = same.iter().map(|(_, text)| text.as_str()).collect();
        format!("{}{}", same.first().map_or("", |(period, _)| period), texts.join(", "))
    };
    let parts: Vec<_> = known.chunk_by(|a, b| a.0 == b.0).map(of_period).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn with_unit(value: f64, unit: &str, lang: Lang) -> String {
    let (decimals, ko, en) = match unit {
        "ratio" => return format!("{}%", grouped(value * 100.0, 2)),
        "count" | "per 30 d" | "per 365 d" => (1, "건", ""),
        "minutes" => (1, "분", " minutes"),
        "days" => (1, "일", " days"),
        "users per day" => (0, "명", ""),
        other => return format!("{} {other}", grouped(value, 2)),
    };
    format!("{}{}", grouped(value, decimals), if lang == Lang::Ko { ko } else { en })
}
