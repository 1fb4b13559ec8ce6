//! Every figure's definition, out of the headers of the queries, with the query that gives it.

use serde::Serialize;

use crate::engine::sql_text::SqlText;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::report::both::Both;

/// Columns of candidates.csv that the page explains itself.
const COLUMNS: [(&str, &str, &str, &str); 12] = [
    (
        "rank",
        "순위",
        "판정 구간, 조건부 여부, 점수 차례로 정한 순서. 동점이면 기준표의 순서를 따른다.",
        "Order by tier of the verdict, then conditional or not, then score; ties follow the reference curve.",
    ),
    (
        "verdict",
        "판정",
        "가이드의 흐름: 두 관문을 지난 뒤 확실한 예가 6개 이상이면 도입 검토, 열린 항목에 달려 있으면 추가 확인.",
        "The guide's flow: after both gates six certain YES adopt; where open items decide, a review.",
    ),
    (
        "score",
        "점수",
        "지표마다 100 × 가중치 × 값어치(0~1)를 더한 것. 자료가 없는 지표는 중립값으로 센다.",
        "Sum over the indicators of 100 × weight × worth (0 to 1); a missing one counts as neutral.",
    ),
    (
        "rank_p05",
        "순위 P05·P95",
        "가중치, 적은 표본, 빠진 값, 열린 답을 바꾸어 가며 10,000번 매긴 순위의 5 %와 95 % 지점.",
        "5th and 95th percentile of the rank over 10,000 draws that vary weights, small samples, what is missing and what is open.",
    ),
    (
        "robust_label",
        "견고성",
        "추출의 95 % 이상에서 가용 순위 안이면 확실, 절반 이상이면 유력, 그 밖은 경계.",
        "certain: within the cut-off in 95 % of the draws; likely: in half of them; else borderline.",
    ),
    (
        "p_top10",
        "상위 10·20 확률",
        "추출 가운데 상위 10위(20위) 안에 든 비율.",
        "Share of the draws among the first 10 (20).",
    ),
    (
        "p_adopt",
        "도입 확률",
        "열린 답이 정해졌을 때 도입 검토가 될 확률.",
        "Probability that the settled checklist says adopt.",
    ),
    (
        "yes_L",
        "확정예·최대예",
        "사람이나 결정적 자료가 예라고 한 항목 수와, 아니오가 확정되지 않은 항목 수.",
        "Items that people or decisive data answer YES, and items that are not certainly NO.",
    ),
    (
        "item1",
        "항목 1~10",
        "답과 근거의 등급: H 사람, D 결정적 자료, S 자료의 제안. U는 미상.",
        "Answer and tier of its evidence: H a person, D decisive data, S suggested by data; U is unknown.",
    ),
    (
        "coverage",
        "지표확보율",
        "값이 알려진 지표의 가중치 합(0~1).",
        "Weight of the indicators whose value is known, 0 to 1.",
    ),
    (
        "group_size",
        "묶음 점수",
        "묶음에 든 지표들의 값어치의 가중 평균(0~1).",
        "Weighted mean of the worths of a group's indicators, 0 to 1.",
    ),
    (
        "need",
        "전환 필요도",
        "실현성을 뺀 묶음들의 점수를 그 가중치로 나눈 것(0~100).",
        "Points of all groups but feasibility over their weight, 0 to 100.",
    ),
];

/// All definitions.
#[derive(Debug, Serialize)]
pub struct Definitions {
    /// Columns of candidates.csv.
    pub columns: Vec<Definition>,
    /// Metrics, by id.
    pub metrics: Vec<Definition>,
}

/// A definition.
#[derive(Debug, Serialize)]
pub struct Definition {
    /// Id; its anchor is `d-<id>`.
    pub id: &'static str,
    /// Name.
    pub title: Both,
    /// Unit.
    pub unit: String,
    /// What it is, a line each.
    pub lines: Vec<Both>,
    /// A query that gives it of all systems.
    pub sql: String,
    /// Its own text, where it is a file of queries/.
    pub text: &'static str,
}

/// All definitions.
pub fn definitions(portfolio: &Portfolio) -> Definitions {
    let column = |(id, ko, says_ko, says_en): &(&'static str, &str, &str, &str)| Definition {
        id,
        title: Both::new(*ko, id.replace('_', " ")),
        unit: String::new(),
        lines: vec![Both::new(*says_ko, *says_en)],
        sql: if *id == "need" {
            "select system_id, score, group_feasibility from candidates".into()
        } else {
            format!("select system_id, {id} from candidates order by rank")
        },
        text: "",
    };
    let month = portfolio.month;
    let metric = |definition: &SqlText| Definition {
        id: definition.name,
        title: title_of(definition),
        unit: definition.header.get("unit").cloned().unwrap_or_default(),
        lines: lines(definition),
        sql: format!(
            "select system_id, period, value, numerator, denominator, n, coverage, null_reason from metrics \
             where metric = '{}' and period in ('{month}', 'T12') order by all",
            definition.name
        ),
        text: definition.text,
    };
    Definitions {
        columns: COLUMNS.iter().map(column).collect(),
        metrics: metrics::catalogue().iter().map(metric).collect(),
    }
}

/// The question that a metric answers, and how; what is counted is said in English, as the query itself.
fn lines(definition: &SqlText) -> Vec<Both> {
    let header = |key: &str| definition.header.get(key).cloned().unwrap_or_default();
    let asked = Both::new(header("question_ko"), header("question"));
    let parts = [("분자", "numerator"), ("분모", "denominator"), ("정의", "definition")];
    let parts = parts.into_iter().map(|(ko, en)| (ko, en, header(en))).filter(|(.., text)| !text.is_empty());
    [asked]
        .into_iter()
        .chain(parts.map(|(ko, en, text)| Both::new(format!("{ko}: {text}"), format!("{en}: {text}"))))
        .collect()
}

/// The title of a metric.
pub fn title(metric: &str) -> Both {
    metrics::definition(metric).map_or_else(|_| Both::same(metric), |d| title_of(&d))
}

fn title_of(definition: &SqlText) -> Both {
    let title = |key: &str| definition.header.get(key).cloned().unwrap_or_else(|| definition.name.to_string());
    Both::new(title("title_ko"), title("title_en"))
}
