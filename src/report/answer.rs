//! One answer of the checklist in sentences: what counts, what the data say and how near the threshold lies, what a
//! person said, what is doubtful.

use crate::assess::{Assessment, Hint, ItemAnswer, Rules, Verdict, answer_code, code};
use crate::catalog::figure::{HumanAnswer, Measured, Tier};
use crate::cells::{grouped, number};
use crate::workspace::config::Lang;

/// The lines about an answer; `window` is that of its measurement.
pub fn lines(rules: &Rules, assessment: &Assessment, item: &ItemAnswer, window: &str, lang: Lang) -> Vec<String> {
    let mut lines = vec![counts(item, lang)];
    if let Some(measured) = &item.measured {
        lines.extend(said_by_data(measured, window, lang));
    }
    lines.extend(item.human.as_ref().map(|human| said_by_person(rules, item, human, lang)));
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

fn said_by_data(measured: &Measured, window: &str, lang: Lang) -> Vec<String> {
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
            format!("측정 {code}: {}", measured.evidence),
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

fn grouped_count(n: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a count of records")]
    grouped(n as f64, 0)
}

fn shown(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| grouped(v, 4))
}

fn said_by_person(rules: &Rules, item: &ItemAnswer, human: &HumanAnswer, lang: Lang) -> String {
    let (code, until) = (answer_code(human.answer), rules.end(human));
    let HumanAnswer { by, at, reason, .. } = human;
    match (lang, item.stale_human) {
        (Lang::Ko, stale) => {
            let holds = if stale { "만료" } else { "까지 유효" };
            format!("{by} {at} {code} 응답, {until} {holds}: {}", reason.as_deref().unwrap_or("사유 없음"))
        }
        (Lang::En, stale) => {
            let holds = if stale { "expired on" } else { "holds until" };
            format!("{by} said {code} on {at}, {holds} {until}: {}", reason.as_deref().unwrap_or("no reason given"))
        }
    }
}

/// Conflict, expiry, and thresholds that lie near.
fn doubts(assessment: &Assessment, item: &ItemAnswer, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let conflict = match (item.conflict, item.tier, lang) {
        (false, ..) => None,
        (true, Tier::H, Lang::Ko) => Some("담당자 응답과 측정이 상충"),
        (true, Tier::H, Lang::En) => Some("the person and the data contradict each other"),
        (true, _, Lang::Ko) => Some("같은 날 담당자 응답끼리 상충, 어느 쪽도 세지 않음"),
        (true, _, Lang::En) => Some("two answers of one day contradict each other, neither counts"),
    };
    lines.extend(conflict.map(str::to_string));
    if item.stale_human {
        lines.push(match lang {
            Lang::Ko => "담당자 응답 만료, 다시 확인 필요".into(),
            Lang::En => "the answer of a person has expired, ask again".into(),
        });
    }
    let near: Vec<&str> = assessment.fragile_on_item(item.item).collect();
    for shift in assessment.shifts.iter().filter(|s| near.contains(&s.parameter.as_str())) {
        let percent = number(Some((shift.factor - 1.0) * 100.0), 0);
        let sign = if shift.factor > 1.0 { "+" } else { "" };
        let then = outcome(shift.verdict, shift.hint);
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
            let (setting, answer, then) = (&c.setting, code(c.answer, c.tier), outcome(c.verdict, c.hint));
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

/// A verdict with its hint, as codes.
pub fn outcome(verdict: Verdict, hint: Option<Hint>) -> String {
    hint.map_or(verdict.code().to_string(), |hint| format!("{} {}", verdict.code(), hint.code()))
}
