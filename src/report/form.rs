//! The guide's own paper of one system: the self-diagnosis form with answers, remarks and measured evidence, ready to
//! sign. [`markdown`] and [`workbook`] print it; `guide/form.toml` holds what the guide prints itself.
//!
//! The form is a Korean paper: it is Korean whatever the language of the workspace, and Korean and English beside each
//! other where English is asked for by name. Every cell is text; nothing in it is a formula.

pub mod markdown;
mod review;
pub mod workbook;

use serde::Deserialize;

use crate::assess::{Assessment, Gate, GateSource, ITEMS, Path, Verdict, answer_code};
use crate::catalog::figure::{Answer, System};
use crate::diagnostic::{Diagnostic, Result};
use crate::portfolio::Portfolio;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::{candidates, outlook, sentences};

use review::Windows;

pub(super) use review::figures;

const BUILTIN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/form.toml"));
const CODE: &str = "E0407";

/// In which words a paper is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Korean.
    Korean,
    /// Korean, and English below.
    Both,
}

impl Words {
    /// The text in these words, on a line each.
    pub fn say(self, ko: &str, en: &str) -> String {
        match self {
            Words::Korean => ko.to_string(),
            Words::Both if ko == en => ko.to_string(),
            Words::Both => format!("{ko}\n{en}"),
        }
    }
}

/// What the guide prints.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// Version of the file.
    pub version: String,
    /// Title of the form.
    pub title: String,
    /// Headings: category, number, question, indicator, answer, review.
    pub columns: [String; 6],
    /// What an indicator is.
    pub indicator_note: String,
    /// The guide's thresholds.
    pub rule_note: String,
    /// The questions, by item.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// A question word for word.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Item 1 to 10.
    pub item: u8,
    /// Its sentences.
    pub lines: Vec<String>,
    /// Metrics printed beside the answer.
    pub figures: Vec<String>,
}

/// A form, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its words.
    pub words: Words,
    /// Title.
    pub title: String,
    /// Labels and values above the table.
    pub head: Vec<(String, String)>,
    /// Headings of the table.
    pub columns: Vec<String>,
    /// The ten items.
    pub rows: Vec<FormRow>,
    /// Labels and values below the table: count, gates, verdict, levels, benefits.
    pub results: Vec<(String, String)>,
    /// Headings of the signatures, and who signs.
    pub signatures: (Vec<String>, Vec<String>),
    /// Small print.
    pub notes: Vec<String>,
}

/// One item of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// 구분; equal ones stand below each other.
    pub category: String,
    /// Number.
    pub item: u8,
    /// Question.
    pub question: String,
    /// 운영성과 지표.
    pub indicator: String,
    /// YES, NO, 미응답.
    pub answer: String,
    /// The remark and the measured evidence.
    pub review: String,
}

impl Print {
    /// What comes with assay.
    ///
    /// # Errors
    /// `E0407` when the questions are not the ten items.
    pub fn builtin() -> Result<Self> {
        let print: Print = crate::assess::parse::from_toml(CODE, "guide/form.toml", BUILTIN)?;
        if print.questions.iter().map(|q| q.item).eq(1..=ITEMS) {
            return Ok(print);
        }
        Err(Diagnostic::internal(CODE, "guide/form.toml needs the items 1 to 10 in their order"))
    }
}

/// Fills in the form of one system.
///
/// # Errors
/// `E0909` when the system was not assessed.
pub fn fill(workspace: &Workspace, portfolio: &Portfolio, system: &System, words: Words) -> Result<Form> {
    let missing = || Diagnostic::internal("E0909", format!("`{}` was not assessed", system.system_id));
    let assessment = portfolio.assessments.get(&system.system_id).ok_or_else(missing)?;
    let print = Print::builtin()?;
    let english = ["goal", "no.", "question", "indicator", "answer", "review"];
    let mut columns: Vec<_> = print.columns.iter().zip(english).map(|(ko, en)| words.say(ko, en)).collect();
    if let Some(last) = columns.last_mut() {
        *last = format!("{} {last}", system.name);
    }
    let windows = Windows::of(&portfolio.marts.engine)?;
    let items = assessment.items.iter().zip(&print.questions);
    let rows = items.map(|(item, question)| review::row(portfolio, system, item, question, &windows, words)).collect();
    Ok(Form {
        words,
        title: words.say(&print.title, "self-diagnosis checklist of an information system"),
        head: head(workspace, portfolio, system, words),
        columns,
        rows,
        results: results(portfolio, assessment, words),
        signatures: signatures(words),
        notes: vec![
            print.indicator_note.clone(),
            format!("* {}", print.rule_note),
            format!(
                "assay {} · 체크리스트 {} · 설정 {} · 자료 {}",
                env!("CARGO_PKG_VERSION"),
                assessment.checklist_version,
                portfolio.config_version,
                portfolio.input_hash
            ),
        ],
    })
}

fn head(workspace: &Workspace, portfolio: &Portfolio, system: &System, words: Words) -> Vec<(String, String)> {
    let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "미기재".into());
    let class = match system.srm_class.as_deref() {
        Some("citizen") => words.say("대국민 서비스", "citizen"),
        Some("internal") => words.say("정부내지원 서비스", "internal"),
        Some("common") => words.say("공통기술 서비스", "common"),
        _ => "미기재".into(),
    };
    vec![
        (words.say("정보시스템명", "system"), format!("{} ({})", system.name, system.system_id)),
        (words.say("기준월", "month"), portfolio.month.to_string()),
        (words.say("기관", "agency"), cell(&system.agency)),
        (words.say("부서", "department"), cell(&system.department)),
        (words.say("SRM 분류", "SRM class"), class),
        (words.say("기준시각", "as of"), candidates::as_of(workspace, portfolio)),
    ]
}

fn results(portfolio: &Portfolio, assessment: &Assessment, words: Words) -> Vec<(String, String)> {
    let mut results = vec![
        (words.say("YES 개수", "count of YES"), count(assessment, words)),
        (words.say("클라우드 적용 대상 여부", "gate 1"), gate(assessment.gate1, words)),
        (words.say("정보시스템 혁신필요 여부", "gate 2"), gate(assessment.gate2, words)),
        (words.say("체크리스트 검토결과", "verdict"), verdict(portfolio, assessment, words)),
    ];
    let ranked = portfolio.ranked.iter().find(|r| r.system_id == assessment.system_id);
    let Some(outlook) = ranked.and_then(|r| portfolio.outlook(r)) else { return results };
    let level = |level, lang| match level {
        Some(level) => outlook::level(portfolio, level, lang),
        None if lang == Lang::Ko => "미상".into(),
        None => "unknown".into(),
    };
    let line = |lang| {
        let current = outlook::open_level(&outlook.levels, lang).unwrap_or_else(|| level(outlook.levels.current, lang));
        let suggested = level(outlook.levels.suggested, lang);
        let path = match (&outlook.levels.path, lang) {
            (Some(Path::Step(word)), _) => word.clone(),
            (Some(Path::Stay), Lang::Ko) => "해당 없음".into(),
            (None, Lang::Ko) => "미상".into(),
            (path, Lang::En) => path.as_ref().map_or("unknown", Path::word).to_string(),
        };
        match lang {
            Lang::Ko => format!("현재 {current} → 권장 {suggested} (전환 방식: {path})"),
            Lang::En => format!("current {current} → suggested {suggested} (path: {path})"),
        }
    };
    results.push((words.say("성숙도 수준", "maturity level"), words.say(&line(Lang::Ko), &line(Lang::En))));
    let benefit = |b| words.say(&outlook::benefit(portfolio, b, Lang::Ko), &outlook::benefit(portfolio, b, Lang::En));
    let benefits: Vec<String> = outlook.benefits.iter().map(benefit).collect();
    let benefits = match (benefits.is_empty(), &outlook.levels.path) {
        (false, _) => benefits.join("\n"),
        (true, Some(Path::Stay)) => words.say("해당 없음", "none"),
        (true, _) => words.say("측정값이 뒷받침하는 효과 없음", "none that a figure carries"),
    };
    results.push((words.say("기대효과", "expected benefits"), benefits));
    results
}

fn count(assessment: &Assessment, words: Words) -> String {
    let tally = assessment.tally;
    let suggested = tally.yes_point - tally.yes_low;
    let unanswered = assessment.items.iter().filter(|i| i.answer == Answer::U).count();
    words.say(
        &format!("YES {}개 / {ITEMS}개 (제안 YES {suggested}개, 미응답 {unanswered}개)", tally.yes_low),
        &format!("{} YES of {ITEMS} (suggested YES {suggested}, unanswered {unanswered})", tally.yes_low),
    )
}

fn gate(gate: Gate, words: Words) -> String {
    let (ko, en) = match gate.source {
        GateSource::Person => ("담당자 응답", "a person"),
        GateSource::Inventory => ("정보시스템 목록", "the inventory"),
        GateSource::None => return words.say("미응답", "unanswered"),
    };
    let code = answer_code(gate.answer);
    words.say(&format!("{code} ({ko})"), &format!("{code} ({en})"))
}

/// The guide's sentence with the count that it stands on.
fn verdict(portfolio: &Portfolio, assessment: &Assessment, words: Words) -> String {
    let rules = &portfolio.checklist.rules;
    let (low, high) = (assessment.tally.yes_low, assessment.tally.yes_high);
    let open: Vec<_> = assessment.open_items.iter().map(u8::to_string).collect();
    let open = open.join(", ");
    let more = assessment.min_more_yes.unwrap_or_default();
    let (ko, en) = match assessment.verdict {
        Verdict::Adopt => {
            (format!("YES {low}개, {}개 이상", rules.adopt_min), format!("{low} YES, {} or more", rules.adopt_min))
        }
        Verdict::KeepStrong => (
            format!("YES 최대 {high}개, {}개 이하", rules.keep_strong_max),
            format!("at most {high} YES, {} or fewer", rules.keep_strong_max),
        ),
        Verdict::Keep => (
            format!("YES 최대 {high}개, {}개 미만", rules.adopt_min),
            format!("at most {high} YES, fewer than {}", rules.adopt_min),
        ),
        Verdict::NeedsReview => (
            format!("YES 확정 {low}개, 최대 {high}개: YES {more}개가 더 확정되면 도입 검토, 확인할 문항 {open}"),
            format!("{low} YES certain, {high} possible: {more} more would settle it, items to settle {open}"),
        ),
        Verdict::KeepSystem => ("클라우드 적용 대상 아님".into(), "not subject to cloud".into()),
        Verdict::KeepArchitecture => ("혁신필요 대상 아님".into(), "not in need of innovation".into()),
    };
    let sentence = |lang| sentences::verdict(assessment.verdict, assessment.hint, lang);
    let (condition_ko, condition_en) =
        if assessment.flags.conditional { ("조건부: ", "conditional: ") } else { ("", "") };
    words.say(
        &format!("{condition_ko}{} ({ko})", sentence(Lang::Ko)),
        &format!("{condition_en}{} ({en})", sentence(Lang::En)),
    )
}

fn signatures(words: Words) -> (Vec<String>, Vec<String>) {
    let columns = [("구분", ""), ("소속·직급", "position"), ("성명", "name"), ("일자", "date"), ("서명", "signature")];
    let people = [("작성자", "prepared by"), ("검토자", "reviewed by"), ("승인자", "approved by")];
    let said = |(ko, en): (&str, &str)| if en.is_empty() { ko.to_string() } else { words.say(ko, en) };
    (columns.map(said).to_vec(), people.map(said).to_vec())
}
