//! What is known about a question before a person answers it: what was measured, what people said before, and what
//! disagrees or has expired.

use std::collections::BTreeMap;

use crate::assess::questions::{Question, Topic};
use crate::assess::{Assessment, ItemAnswer};
use crate::catalog::figure::{Answer, HumanAnswer, System, Tier};
use crate::portfolio::Portfolio;
use crate::report::evidence::{self, word};
use crate::report::form::Print;
use crate::workspace::config::Lang;

/// All that is known, a line each; a gate has no measurement, but hints.
pub(super) fn sentence(
    portfolio: &Portfolio,
    print: &Print,
    (system, assessment): (&System, &Assessment),
    question: &Question,
    windows: &BTreeMap<u8, String>,
    lang: Lang,
) -> String {
    let mut lines = Vec::new();
    let human = match question.topic {
        Topic::Gate(number) => {
            lines.extend(hints(portfolio, &system.system_id, number, lang));
            assessment.gate_words.get(usize::from(number) - 1).and_then(|w| w.human.as_ref())
        }
        Topic::Item(number) => {
            let item = assessment.items.iter().find(|i| i.item == number);
            lines.extend(item.map(|i| measured(i, windows.get(&number).map_or("", String::as_str), lang)));
            let beside = evidence::beside(portfolio, print, system, number).filter(|_| lang == Lang::Ko);
            lines.extend(beside.map(|text| format!("[참고] {text}")));
            item.and_then(|i| i.human.as_ref())
        }
    };
    lines.extend(human.map(|h| said(h, question.is_stale, lang)));
    if question.in_conflict {
        let item = assessment.items.iter().find(|i| Topic::Item(i.item) == question.topic);
        // A conflict leaves the answer of a person standing only where it is one with the data.
        let with_data = item.is_some_and(|i| i.tier == Tier::H);
        lines.push(conflict(with_data, lang).to_string());
    }
    lines.join("\n")
}

fn conflict(with_data: bool, lang: Lang) -> &'static str {
    match (with_data, lang) {
        (true, Lang::Ko) => "※ 응답이 측정 결과와 다름: 어느 쪽이 맞는지 확인 필요",
        (true, Lang::En) => "the answer contradicts the measurement: please confirm which holds",
        (false, Lang::Ko) => "※ 같은 날의 응답이 서로 다름: 다시 응답 필요",
        (false, Lang::En) => "answers of one day contradict each other: please answer again",
    }
}

/// What a person said before.
fn said(human: &HumanAnswer, is_stale: bool, lang: Lang) -> String {
    let HumanAnswer { by, at, .. } = human;
    let answer = word(human.answer, lang);
    let reason = human.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
    match (lang, is_stale) {
        (Lang::Ko, false) => format!("[이전 응답] {answer} ({by}, {at}){reason}"),
        (Lang::Ko, true) => format!("[이전 응답] {answer} ({by}, {at}, 유효기간이 지남){reason}"),
        (Lang::En, false) => format!("answered before: {answer} ({by}, {at}){reason}"),
        (Lang::En, true) => format!("answered before: {answer} ({by}, {at}, expired){reason}"),
    }
}

/// What the data say on an item; `window` is that of its check.
fn measured(item: &ItemAnswer, window: &str, lang: Lang) -> String {
    let Some(measured) = &item.measured else {
        let none = if lang == Lang::Ko { "[측정] 자료가 없음" } else { "measured: nothing" };
        return none.into();
    };
    let answer = word(measured.answer, lang);
    if lang == Lang::En {
        // Other evidence names its period itself.
        let window = if measured.item == 2 { format!(" ({window})") } else { String::new() };
        let evidence = format!("{}{window}", measured.evidence);
        return match measured.tier {
            Tier::None => format!("measured: undecided; {evidence}"),
            Tier::S => format!("measured: suggests {answer}; {evidence}"),
            Tier::D | Tier::H => format!("measured: {answer}; {evidence}"),
        };
    }
    let fact = evidence::korean(measured, window).map(|f| format!(": {f}")).unwrap_or_default();
    match measured.tier {
        Tier::None => format!("[측정] 자료만으로 판단할 수 없음{fact}"),
        Tier::S => format!("[측정] ‘{answer}’로 보임{fact}"),
        Tier::D | Tier::H => format!("[측정] ‘{answer}’로 확인됨{fact}"),
    }
}

/// What speaks for an answer to a gate; it decides nothing.
fn hints(portfolio: &Portfolio, system_id: &str, gate: u8, lang: Lang) -> Vec<String> {
    let hints = portfolio.gate_hints.get(system_id).into_iter().flatten().filter(|h| h.gate == gate);
    let said = hints.map(|hint| {
        let answer = word(if hint.speaks_for == "Y" { Answer::Y } else { Answer::N }, lang);
        match lang {
            Lang::Ko => format!("[참고] {} (‘{answer}’ 쪽)", evidence::ground(portfolio, &hint.ground)),
            Lang::En => format!("hint: {} (speaks for {answer})", hint.evidence),
        }
    });
    let said: Vec<_> = said.collect();
    match (said.is_empty(), lang) {
        (false, _) => said,
        (true, Lang::Ko) => vec!["측정할 수 없는 문항: 담당자 판단 필요".into()],
        (true, Lang::En) => vec!["nothing that can be measured: a person must judge".into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::figure::Measured;

    #[test]
    fn measured_values_are_said_in_korean_with_their_thresholds() {
        let item = |item, tier, value, threshold, n| {
            let answer = if tier == Tier::None { Answer::U } else { Answer::Y };
            let measured = Measured {
                system_id: "a".into(),
                item,
                answer,
                tier,
                value,
                threshold: Some(threshold),
                n: Some(n),
                evidence: "words of the query".into(),
                ..Measured::default()
            };
            let human = None;
            ItemAnswer { item, answer, tier, conflict: false, stale_human: false, human, measured: Some(measured) }
        };
        let cases = [
            (
                item(1, Tier::D, Some(0.224), 0.15, 3),
                "‘예’로 확인됨: 연간 추가개발·유지보수비가 초기개발비의 22.4% (기준 15%, 회계연도 3개)",
            ),
            (
                item(2, Tier::D, Some(2.0), 1.0, 30),
                "‘예’로 확인됨: 복구를 위한 서비스 중단 2건 (36개월, 조치 기록 최근 12개월: 장애 30건)",
            ),
            (item(3, Tier::S, Some(4.0), 1.0, 9), "‘예’로 보임: 폭주 9회 중 포화·지연·장애 4건"),
            (item(3, Tier::D, Some(4.0), 1.0, 9), "‘예’로 확인됨: 폭주 9회와 겹친 접속지연 민원 4건"),
            (item(5, Tier::None, Some(0.0), 1.0, 0), "자료만으로 판단할 수 없음"),
            (
                item(5, Tier::None, Some(0.0), 1.0, 43),
                "자료만으로 판단할 수 없음: 요청 43건에 신기술·오픈소스를 뜻하는 말이 없음",
            ),
            (
                item(7, Tier::S, Some(0.358), 0.3, 41),
                "‘예’로 보임: 처리기간 중 배포를 기다린 비율 35.8% (기준 30%, 요청 41건)",
            ),
            (
                item(7, Tier::S, Some(6.8), 5.0, 17),
                "‘예’로 보임: 개발 완료 후 배포까지 6.8영업일 대기 (기준 5일, 요청 17건)",
            ),
            (item(8, Tier::S, Some(18.65), 7.0, 0), "‘예’로 보임: 구축 또는 재구축 후 18.6년 경과 (기준 7년)"),
            (item(10, Tier::None, None, 14.0, 0), "자료만으로 판단할 수 없음"),
        ];
        for (item, expected) in cases {
            assert_eq!(measured(&item, "36개월, 조치 기록 최근 12개월", Lang::Ko), format!("[측정] {expected}"));
        }
        let english = |item| measured(&item, "36 months", Lang::En);
        let suggested = item(8, Tier::S, Some(18.65), 7.0, 0);
        assert_eq!(english(suggested), "measured: suggests YES; words of the query");
        let stops = item(2, Tier::D, Some(2.0), 1.0, 30);
        assert_eq!(english(stops), "measured: YES; words of the query (36 months)");
    }
}
