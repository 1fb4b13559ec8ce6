//! One answer of the checklist in sentences: what counts, what the data say and how near the threshold lies, what a
//! person said, what is doubtful.

use crate::assess::{Assessment, Hint, ItemAnswer, Rules, Verdict, answer_code, code};
use crate::catalog::figure::{HumanAnswer, Measured, Tier};
use crate::cells::{grouped, grouped_count, number};
use crate::portfolio::Portfolio;
use crate::workspace::config::Lang;

use super::explained::Asked;
use super::{evidence, sentences};

/// The lines about an answer; `window` is that of its measurement.
pub fn lines(
    portfolio: &Portfolio,
    assessment: &Assessment,
    item: &ItemAnswer,
    window: &str,
    lang: Lang,
) -> Vec<String> {
    let mut lines = vec![counts(item, lang)];
    if let Some(measured) = &item.measured {
        lines.extend(said_by_data(portfolio, measured, window, lang));
    }
    lines.extend(
        item.human.as_ref().map(|human| said_by_person(&portfolio.checklist.rules, human, item.stale_human, lang)),
    );
    lines.extend(doubts(assessment, item, lang));
    lines
}

/// The answer that counts, and whose it is.
fn counts(item: &ItemAnswer, lang: Lang) -> String {
    let who = match (item.tier, lang) {
        (Tier::H, Lang::Ko) => "담당자 응답",
        (Tier::D, Lang::Ko) => "자료로 확정",
        (Tier::S, Lang::Ko) => "자료가 시사, 확인 필요",
        (Tier::None, Lang::Ko) => "미확인",
        (Tier::H, Lang::En) => "a person said so",
        (Tier::D, Lang::En) => "the data decide it",
        (Tier::S, Lang::En) => "the data suggest it, to be confirmed",
        (Tier::None, Lang::En) => "nobody knows",
    };
    match lang {
        Lang::Ko => format!("답 {}: {who}", item.code()),
        Lang::En => format!("answer {}: {who}", item.code()),
    }
}

fn said_by_data(portfolio: &Portfolio, measured: &Measured, window: &str, lang: Lang) -> Vec<String> {
    let tier = if measured.tier == Tier::None {
        ""
    } else if measured.tier == Tier::D {
        ":D"
    } else {
        ":S"
    };
    let code = format!("{}{tier}", answer_code(measured.answer));
    let n = measured.n.map(grouped_count).unwrap_or_default();
    let (value, threshold) = (shown(measured.value), shown(measured.threshold));
    let parameter = measured.parameter.as_deref().map(|p| format!(" ({p})")).unwrap_or_default();
    let ratio = measured.value.zip(measured.threshold).filter(|(_, t)| *t > 0.0).map(|(v, t)| number(Some(v / t), 2));
    match lang {
        Lang::Ko => vec![
            format!("측정 {code}: {}", evidence::fact(portfolio, measured, lang)),
            format!(
                "값 {value}, 기준 {threshold}{parameter}{}, 표본 {n}, 기간 {window}",
                ratio.map(|r| format!(", 기준의 {r}배")).unwrap_or_default()
            ),
        ],
        Lang::En => vec![
            format!("measured {code}: {}", measured.evidence),
            format!(
                "value {value}, threshold {threshold}{parameter}{}, n = {n}, window {window}",
                ratio.map(|r| format!(", {r} of it")).unwrap_or_default()
            ),
        ],
    }
}

fn shown(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| grouped(v, 4))
}

fn said_by_person(rules: &Rules, human: &HumanAnswer, is_stale: bool, lang: Lang) -> String {
    let (code, until) = (answer_code(human.answer), rules.end(human));
    let HumanAnswer { by, at, reason, .. } = human;
    let reason = reason.as_deref().unwrap_or(lang.pick("사유 없음", "no reason given"));
    match (lang, is_stale) {
        (Lang::Ko, true) => format!("{by} {at} {code} 응답, {until} 만료: {reason}"),
        (Lang::Ko, false) => format!("{by} {at} {code} 응답, {until}까지 유효: {reason}"),
        (Lang::En, true) => format!("{by} said {code} on {at}, expired on {until}: {reason}"),
        (Lang::En, false) => format!("{by} said {code} on {at}, holds until {until}: {reason}"),
    }
}

/// The lines about a gate: what counts, what a person said, what is doubtful, what speaks for an answer.
pub fn gate_lines(portfolio: &Portfolio, assessment: &Assessment, gate: &Asked, lang: Lang) -> Vec<String> {
    let who = match (gate.source, lang) {
        ("answers.csv", Lang::Ko) => "담당자 응답",
        ("systems.csv", Lang::Ko) => "정보시스템 목록(systems.csv)",
        (_, Lang::Ko) => "응답 없음",
        ("answers.csv", Lang::En) => "a person said so",
        ("systems.csv", Lang::En) => "the inventory (systems.csv) says so",
        (_, Lang::En) => "nobody said",
    };
    let tier = match gate.source {
        "answers.csv" => "H",
        "systems.csv" => "D",
        _ => "none",
    };
    let mut lines = vec![format!("{} {}:{tier}: {who}", lang.pick("답", "answer"), gate.answer)];
    let human = assessment.gate_words.get(usize::from(gate.gate) - 1).and_then(|w| w.human.as_ref());
    lines.extend(human.map(|human| said_by_person(&portfolio.checklist.rules, human, gate.stale, lang)));
    lines.extend(gate.conflict.then(|| format!("! {}", contradicted(lang))));
    lines.extend(gate.stale.then(|| format!("! {}", expired(lang))));
    lines.extend(gate.hints.iter().map(|hint| match lang {
        Lang::Ko => format!("참고 ({} 쪽): {}", hint.speaks_for, hint.evidence),
        Lang::En => format!("hint, speaks for {}: {}", hint.speaks_for, hint.evidence),
    }));
    lines
}

fn contradicted(lang: Lang) -> &'static str {
    lang.pick(
        "같은 날 담당자 응답끼리 상충, 어느 쪽도 세지 않음",
        "two answers of one day contradict each other, neither counts",
    )
}

fn expired(lang: Lang) -> &'static str {
    lang.pick("담당자 응답 만료, 다시 확인 필요", "the answer of a person has expired, ask again")
}

/// Conflict, expiry, and thresholds that lie near.
fn doubts(assessment: &Assessment, item: &ItemAnswer, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if item.conflict && item.tier == Tier::H {
        let said = lang.pick("담당자 응답과 측정이 상충", "the person and the data contradict each other");
        lines.push(said.to_string());
    } else if item.conflict {
        lines.push(contradicted(lang).to_string());
    }
    if item.stale_human {
        lines.push(expired(lang).to_string());
    }
    for shift in assessment.fragile_shifts(item.item) {
        let percent = number(Some((shift.factor - 1.0) * 100.0), 0);
        let sign = if shift.factor > 1.0 { "+" } else { "" };
        let then = outcome(shift.verdict, shift.hint, lang);
        lines.push(match lang {
            Lang::Ko => format!("민감: {} {sign}{percent} %이면 판정 {then}", shift.parameter),
            Lang::En => format!("fragile: with {} {sign}{percent} % the verdict is {then}", shift.parameter),
        });
    }
    lines.iter().map(|line| format!("! {line}")).collect()
}

/// Item 1 under each setting of its user condition.
pub fn user_conditions(assessment: &Assessment, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = assessment
        .user_conditions
        .iter()
        .map(|c| {
            let (setting, answer, then) = (&c.setting, code(c.answer, c.tier), outcome(c.verdict, c.hint, lang));
            match lang {
                Lang::Ko => format!("이용자 조건 {setting}: 측정 {answer}, 판정 {then}"),
                Lang::En => format!("user condition {setting}: measured {answer}, verdict {then}"),
            }
        })
        .collect();
    if assessment.flags.verdict_sensitive_user_condition {
        lines.push(match lang {
            Lang::Ko => "! 이용자 조건 설정에 따라 판정이 바뀜".into(),
            Lang::En => "! the verdict hangs on the setting of the user condition".into(),
        });
    }
    lines
}

fn outcome(verdict: Verdict, hint: Option<Hint>, lang: Lang) -> String {
    sentences::outcome(verdict.code(), hint.map(Hint::code), lang)
}
