//! The way through the guide's flow and the ten answers, with what they stand on.

use assay::cells::number;
use assay::report::explained::{Answered, Asked, Explained, Found, Passed, Said};
use assay::workspace::config::Lang;

use super::LINE;
use crate::cli::table::{cut, wrapped};

/// The gates and counts in the order of the flow, what is open, and what speaks for an answer to a gate.
pub fn flow(explained: &Explained, lang: Lang) -> String {
    let mut text = lang.pick("판정 흐름\n", "flow\n").to_string();
    for step in &explained.path {
        text.push_str(&format!("  {}\n", passed(step, explained, lang)));
    }
    if let Some(more) = explained.min_more_yes {
        let open: Vec<_> = explained.open_items.iter().map(u8::to_string).collect();
        let open = open.join(", ");
        text.push_str(&match lang {
            Lang::Ko => format!("  미확정: 예 {more}개가 더 확정되면 도입 검토, 먼저 확인할 항목 {open}\n"),
            Lang::En => format!("  open: {more} more yes would settle it; ask first: {open}\n"),
        });
    }
    explained.gates.iter().for_each(|gate| text.push_str(&hints(gate, lang)));
    text
}

fn passed(step: &Passed, explained: &Explained, lang: Lang) -> String {
    match (step, lang) {
        (Passed::Gate { gate, answer, source }, Lang::Ko) => {
            let what = if *gate == 1 { "클라우드 적용 대상" } else { "혁신필요" };
            let who = if *source == "nobody" { "응답 없음" } else { source };
            format!("관문 {gate} {what}: {answer} ({who})")
        }
        (Passed::Gate { gate, answer, source }, Lang::En) => {
            let what = if *gate == 1 {
                "subject to cloud (클라우드 적용 대상)"
            } else {
                "in need of innovation (혁신필요)"
            };
            let who = if *source == "nobody" { "nobody said" } else { source };
            format!("gate {gate}, {what}: {answer} ({who})")
        }
        (Passed::Checklist { yes: [low, point, high] }, Lang::Ko) => {
            format!("체크리스트: 확정 예 {low}개, 추정 예 {point}개, 최대 예 {high}개")
        }
        (Passed::Checklist { yes: [low, point, high] }, Lang::En) => {
            format!("checklist: certain yes {low}, with suggestions {point}, at most {high}")
        }
        (Passed::Compare { count_of, count, sign, limit, holds }, lang) => {
            let what = match *count_of {
                "certain yes" => lang.pick("확정 예", "certain yes"),
                "possible yes" => lang.pick("최대 예", "possible yes"),
                _ => lang.pick("추정 예", "likely yes"),
            };
            let holds = if *holds { lang.pick("충족", "yes") } else { lang.pick("미충족", "no") };
            format!("{what} {count} {sign} {limit}: {holds}")
        }
        (Passed::End { verdict }, lang) => {
            let condition = if explained.conditional { lang.pick("조건부 ", "conditional: ") } else { "" };
            match lang {
                Lang::Ko => format!("판정: {condition}{} ({verdict})", explained.sentence),
                Lang::En => format!("verdict {condition}{verdict} — {}", explained.sentence),
            }
        }
    }
}

fn hints(gate: &Asked, lang: Lang) -> String {
    let number = gate.gate;
    let said = gate.hints.iter().map(|hint| match lang {
        Lang::Ko => format!("관문 {number} 참고 ({} 쪽): {}", hint.speaks_for, hint.evidence),
        Lang::En => format!("hint for gate {number}, speaks for {}: {}", hint.speaks_for, hint.evidence),
    });
    said.map(|line| format!("  {}\n", wrapped(&line, LINE, 4))).collect()
}

/// The ten answers, each with what people and data say and what is doubtful.
pub fn answers(explained: &Explained, lang: Lang) -> String {
    let heading = lang.pick("\n항목별 답\n", "\nanswers\n").to_string();
    explained.answers.iter().fold(heading, |text, answered| text + &answer(answered, lang))
}

fn answer(answered: &Answered, lang: Lang) -> String {
    let mut text = format!("  {:>2} {:<7} {}\n", answered.item, answered.answer, cut(&answered.question, 66));
    let found = answered.measured.as_ref().filter(|m| m.tier != "none" || !m.evidence.is_empty());
    let person = answered.person.as_ref().map(|said| by_person(said, lang));
    for said in person.into_iter().chain(found.map(|found| by_data(found, lang))) {
        text.push_str(&format!("     {}\n", wrapped(&said, LINE, 5)));
    }
    let is_fragile = !answered.fragile_shifts.is_empty();
    for (flag, ko, en) in [
        (answered.conflict, "담당자 응답이 자료 또는 다른 응답과 상충", "people disagree, or a person and the data"),
        (answered.stale, "담당자 응답 만료", "the answer of a person has expired"),
        (is_fragile, "민감: 판정이 가까운 기준값에 달려 있음", "fragile: the verdict hangs on a near threshold"),
    ] {
        if flag {
            text.push_str(&format!("     ! {}\n", lang.pick(ko, en)));
        }
    }
    text
}

fn by_person(said: &Said, lang: Lang) -> String {
    let Said { answer, by, at, reason, .. } = said;
    let reason = reason.as_deref().unwrap_or(lang.pick("사유 없음", "no reason given"));
    match lang {
        Lang::Ko => format!("{by} {at} {answer} 응답: {reason}"),
        Lang::En => format!("{by} said {answer} on {at}: {reason}"),
    }
}

fn by_data(found: &Found, lang: Lang) -> String {
    let held = match (found.value, found.threshold) {
        (Some(value), Some(threshold)) => {
            let (value, threshold) = (number(Some(value), 4), number(Some(threshold), 4));
            lang.pick(format!("; 값 {value}, 기준 {threshold}"), format!("; {value} against {threshold}"))
        }
        _ => String::new(),
    };
    let n = found.n.map(|n| format!("{}{n}", lang.pick(", 표본 ", "; n = "))).unwrap_or_default();
    format!("{} {}: {}{held}{n}", lang.pick("측정", "measured"), found.answer, found.evidence)
}
