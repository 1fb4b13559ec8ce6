//! The words of the first sheet of a questionnaire: who answers what, how, and until when.

use crate::assess::questions::Count;
use crate::portfolio::Portfolio;
use crate::survey;
use crate::workspace::config::Lang;

/// The first sheet.
#[derive(Debug)]
pub(super) struct Intro {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// Title.
    pub title: &'static str,
    /// Labels and texts.
    pub about: Vec<(&'static str, String)>,
    /// Labels of what the planner fills in.
    pub blanks: [&'static str; 2],
    /// How to answer, a step each.
    pub steps: Vec<String>,
    /// Heading of the table of items, and its columns.
    pub table: (&'static str, [&'static str; 5]),
    /// Small print.
    pub note: String,
}

/// What a questionnaire covers.
pub(super) struct Extent<'e> {
    /// Department, where it is of one alone.
    pub department: Option<&'e str>,
    /// Questions.
    pub questions: usize,
    /// Systems.
    pub systems: usize,
    /// Instant of the data, in local time.
    pub as_of: &'e str,
}

pub(super) fn words(portfolio: &Portfolio, extent: &Extent, lang: Lang) -> Intro {
    let Extent { questions, systems, as_of, .. } = extent;
    let (month, rules) = (portfolio.month, &portfolio.checklist.rules);
    let (adopt, keep, months) = (rules.adopt_min, rules.keep_strong_max, rules.answer_lifetime_months);
    let note = format!(
        "assay {} · {} · {} · {}",
        env!("CARGO_PKG_VERSION"),
        portfolio.checklist.version,
        portfolio.config_version,
        portfolio.input_hash
    );
    let [yes, no, unknown] = survey::words(lang);
    let sheet = survey::sheet(lang);
    if lang == Lang::En {
        return Intro {
            sheet: "introduction",
            title: "Questionnaire: self-diagnosis for cloud native",
            about: vec![
                ("what", format!("What the data of {month} (up to {as_of}) cannot settle alone, or what needs confirming.")),
                ("who", extent.department.map_or("The people in charge of each system.".into(), |d| {
                    format!("The people in charge of the systems of {d}.")
                })),
                ("how much", format!("{questions} questions about {systems} systems, those first that settle most.")),
                ("why", format!("{adopt} YES or more: adoption is reviewed. {keep} or fewer: the system stays as it is. Unanswered is never NO.")),
            ],
            blanks: ["return by", "return to"],
            steps: vec![
                format!("Fill in the yellow cells of the sheet ‘{sheet}’: answer ({yes}, {no}, {unknown}), name and date; a reason in one sentence helps."),
                "Leave what you cannot answer blank, or pass it on to someone who can.".into(),
                format!("An answer holds for {months} months, or until the day before the one in ‘expires’."),
                "Filter as you like, but do not delete rows, merge cells or rename sheets: the workbook is read back by a program.".into(),
                "Save it as .xlsx and send it back.".into(),
            ],
            table: ("questions by item", ["item", "question", "asked", "open verdicts", "settled by it alone"]),
            note,
        };
    }
    Intro {
        sheet: "안내",
        title: "클라우드 네이티브 자가진단 질문지",
        about: vec![
            ("내용", format!("{month} 자료({as_of}까지)만으로 확정할 수 없거나 확인이 필요한 문항을 묻습니다.")),
            ("대상", extent.department.map_or("각 시스템의 담당자".into(), |d| format!("{d} 소관 시스템의 담당자"))),
            ("분량", format!("시스템 {systems}개, 질문 {questions}개 (판정을 가장 많이 확정하는 질문부터)")),
            (
                "기준",
                format!(
                    "예 {adopt}개 이상이면 도입 검토, {keep}개 이하이면 기존 유지 권장. 미응답은 ‘아니오’로 보지 않습니다."
                ),
            ),
        ],
        blanks: ["회신기한", "회신처"],
        steps: vec![
            format!(
                "‘{sheet}’ 시트의 노란 칸에 응답({yes}, {no}, {unknown}), 응답자, 응답일을 적습니다. 사유는 한 문장이면 됩니다."
            ),
            "답할 수 없는 질문은 비워 두거나, 답할 수 있는 사람에게 넘깁니다.".into(),
            format!("응답은 {months}개월 동안 유효하며, 만료일을 적으면 그 전날까지 유효합니다."),
            "필터는 쓸 수 있습니다. 프로그램이 다시 읽으므로 행 삭제, 셀 병합, 시트 이름 변경은 하지 않습니다.".into(),
            ".xlsx로 저장하여 회신합니다.".into(),
        ],
        table: ("문항별 현황", ["문항", "질문", "질문 수", "미확정 판정", "이 답만으로 확정"]),
        note,
    }
}

/// The cells of the table of items.
pub(super) fn counted(question: String, count: &Count) -> [String; 5] {
    [count.topic.code(), question, count.asked.to_string(), count.open.to_string(), count.alone.to_string()]
}
