//! The questionnaire of a month: every question that only a person can answer or confirm, with what is known about it.
//! [`workbook`] writes it for people to fill in; how it comes back is in [`crate::survey`].

mod intro;
mod known;
pub mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::questions::{self, Count, Effect, Question, Topic};
use crate::assess::{Hint, Verdict};
use crate::diagnostic::{Diagnostic, Result, nearest};
use crate::metrics::checks;
use crate::portfolio::Portfolio;
use crate::rank::Ranked;
use crate::workspace::config::Lang;

use super::form::Print;
use super::sentences;

/// A question with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What is asked of which system.
    pub question: Question,
    /// Name of the system.
    pub system: String,
    /// Its department, where the inventory names one.
    pub department: Option<String>,
    /// The question.
    pub asked: String,
    /// What was measured and what people said before, a line each.
    pub known: String,
    /// What an answer does to the verdict.
    pub effect: String,
}

/// All questions of a month, those first that would settle most with least.
///
/// # Errors
/// `E0407` where the guide's questions cannot be read.
pub fn rows(portfolio: &Portfolio, lang: Lang) -> Result<Vec<Row>> {
    let print = Print::builtin()?;
    let windows = checks::spoken_windows(&portfolio.marts.engine, lang)?;
    let questions = asked(portfolio).into_iter();
    let row = |question: Question| {
        let system = portfolio.systems.get(&question.system_id)?;
        let assessment = portfolio.assessments.get(&question.system_id)?;
        Some(Row {
            system: system.name.clone(),
            department: system.department.clone(),
            asked: words(portfolio, question.topic, lang),
            known: known::sentence(portfolio, &print, (system, assessment), &question, &windows, lang),
            effect: effect(&question, lang),
            question,
        })
    };
    Ok(questions.filter_map(row).collect())
}

/// The questions without their words.
pub fn asked(portfolio: &Portfolio) -> Vec<Question> {
    let place = |r: &Ranked| Some((r.system_id.clone(), r.placements.first()?.rank));
    let ranks: BTreeMap<String, usize> = portfolio.ranked.iter().filter_map(place).collect();
    let rank = |id: &str| ranks.get(id).copied().unwrap_or(usize::MAX);
    let systems: Vec<_> = portfolio.assessments.values().map(|a| (a, rank(&a.system_id))).collect();
    questions::questions(&portfolio.checklist.rules, &systems)
}

/// How many verdicts hang on each topic of some rows.
pub fn counts<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Count> {
    let questions: Vec<_> = rows.into_iter().map(|row| row.question.clone()).collect();
    questions::counts(&questions)
}

/// Rows by department; those of systems without one come last.
pub fn by_department(rows: &[Row]) -> Vec<(Option<&str>, Vec<&Row>)> {
    let mut departments: BTreeMap<(bool, Option<&str>), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let department = row.department.as_deref();
        departments.entry((department.is_none(), department)).or_default().push(row);
    }
    departments.into_iter().map(|((_, department), rows)| (department, rows)).collect()
}

/// Checks that some system is of each department.
///
/// # Errors
/// `E0162` with the nearest name, or all of them.
pub fn check_departments(portfolio: &Portfolio, wanted: &[String]) -> Result<()> {
    let known: BTreeSet<&str> = portfolio.systems.values().filter_map(|s| s.department.as_deref()).collect();
    let Some(unknown) = wanted.iter().find(|w| !known.contains(w.as_str())) else { return Ok(()) };
    let fault = Diagnostic::input("E0162", format!("no system is of the department `{unknown}`"));
    Err(match nearest(unknown, known.iter().copied()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None if known.is_empty() => fault.hint("the inventory names no departments; leave `--department` out"),
        None => fault.hint(format!("departments: {}", known.into_iter().collect::<Vec<_>>().join(", "))),
    })
}

/// Systems that are asked nothing because no inventory lists them.
pub fn unlisted(portfolio: &Portfolio) -> Vec<&str> {
    portfolio.systems.values().filter(|s| s.unlisted).map(|s| s.name.as_str()).collect()
}

/// What a question is about, in a word: the number of an item, or a gate.
pub fn topic(topic: Topic, lang: Lang) -> String {
    match topic {
        Topic::Gate(number) => sentences::gate(number, lang),
        Topic::Item(number) => number.to_string(),
    }
}

/// The question on a topic.
pub(super) fn words(portfolio: &Portfolio, topic: Topic, lang: Lang) -> String {
    let said = match (topic, lang) {
        (Topic::Gate(1), Lang::Ko) => "클라우드 적용 대상인가? (아니오이면 기존 시스템 유지로 종결)",
        (Topic::Gate(1), Lang::En) => "is the system subject to cloud at all? (NO ends the review: keep the system)",
        (Topic::Gate(_), Lang::Ko) => "정보시스템 혁신이 필요한가? (아니오이면 기존 아키텍처 유지로 종결)",
        (Topic::Gate(_), Lang::En) => {
            "is the system in need of innovation? (NO ends the review: keep the architecture)"
        }
        (Topic::Item(number), lang) => match (portfolio.checklist.item(number), lang) {
            (Some(item), Lang::Ko) => &item.question_ko,
            (Some(item), Lang::En) => &item.question_en,
            (None, _) => "",
        },
    };
    said.to_string()
}

/// What an answer does, in a short phrase.
fn effect(question: &Question, lang: Lang) -> String {
    // A verdict that an answer leads to may be a review; where it leans is another matter.
    let verdict = |v: Verdict| match (v, lang) {
        (Verdict::NeedsReview, Lang::Ko) => "추가 확인 필요",
        (Verdict::NeedsReview, Lang::En) => "needs review",
        _ => sentences::verdict(v, None::<Hint>, lang),
    };
    let led = |yes: Option<Verdict>, no: Option<Verdict>| {
        let [y, n] = if lang == Lang::Ko { ["예", "아니오"] } else { ["YES", "NO"] };
        let parts = [(y, yes), (n, no)].into_iter().filter_map(|(word, v)| Some(format!("{word} → {}", verdict(v?))));
        parts.collect::<Vec<_>>().join("\n")
    };
    match (question.effect, lang) {
        (Effect::Settles { yes, no }, Lang::Ko) => format!("이 답만으로 판정 확정\n{}", led(yes, no)),
        (Effect::Settles { yes, no }, Lang::En) => format!("settles the verdict alone\n{}", led(yes, no)),
        (Effect::Helps, Lang::Ko) => format!("판정 확정까지 답 {}개 이상", question.distance),
        (Effect::Helps, Lang::En) => format!("one of {} answers or more that settle it", question.distance),
        (Effect::Changes { yes, no }, Lang::Ko) => format!("판정이 바뀔 수 있음\n{}", led(yes, no)),
        (Effect::Changes { yes, no }, Lang::En) => format!("may change the verdict\n{}", led(yes, no)),
        (Effect::Confirms, Lang::Ko) => "확인용: 판정은 그대로".into(),
        (Effect::Confirms, Lang::En) => "to confirm; the verdict stays".into(),
    }
}
