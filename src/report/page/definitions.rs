//! Every figure's definition, out of the headers of the queries, with the query that gives it.

use serde::Serialize;

use crate::cells::number;
use crate::engine::sql_text::SqlText;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::portfolio::indicators::WINDOW;
use crate::rank::{Indicator, Shape, Source};
use crate::report::both::Both;
use crate::report::sentences::metric_unit;

/// Columns of candidates.csv, and what else the page explains itself.
const COLUMNS: [(&str, &str, &str, &str); 13] = [
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
    (
        "carve_out",
        "업무별 필요 비중",
        "최근 12개월 변경 요청·배포·장애에서 그 업무(모듈)가 차지하는 비중의 평균.",
        "Mean of a component's shares in the change requests, releases and incidents of 12 months.",
    ),
];

/// All definitions.
#[derive(Debug, Serialize)]
pub struct Definitions {
    /// Columns of candidates.csv.
    pub columns: Vec<Definition>,
    /// Indicators of the score, in the order of the curve.
    pub indicators: Vec<Definition>,
    /// Metrics, by id.
    pub metrics: Vec<Definition>,
}

/// A definition.
#[derive(Debug, Serialize)]
pub struct Definition {
    /// Id; its anchor is `d-<id>`.
    pub id: String,
    /// Name.
    pub title: Both,
    /// Unit of a metric.
    pub unit: Both,
    /// What it is, or the question that it answers.
    pub says: Both,
    /// What is counted, in the English of the query itself.
    pub counted: Vec<(Both, String)>,
    /// A query that gives it of all systems.
    pub sql: String,
    /// How it is computed, where it is a file of queries/.
    pub computed: String,
}

/// All definitions.
pub fn definitions(portfolio: &Portfolio) -> Definitions {
    let column = |(id, ko, says_ko, says_en): &(&'static str, &str, &str, &str)| Definition {
        id: id.to_string(),
        title: Both::new(*ko, id.replace('_', " ")),
        unit: Both::default(),
        says: Both::new(*says_ko, *says_en),
        counted: Vec::new(),
        sql: match *id {
            "need" => "select system_id, score, group_feasibility from candidates order by rank".into(),
            "carve_out" => "select * from carve_out order by all".into(),
            _ => format!("select system_id, {id} from candidates order by rank"),
        },
        computed: String::new(),
    };
    let month = portfolio.month;
    let metric = |definition: &SqlText| Definition {
        id: definition.name.to_string(),
        title: title_of(definition),
        unit: unit_of(definition),
        says: Both::new(header(definition, "question_ko"), header(definition, "question")),
        counted: counted(definition),
        sql: format!(
            "select system_id, period, value, numerator, denominator, n, coverage, null_reason from metrics \
             where metric = '{}' and period in ('{month}', 'T12') order by all",
            definition.name
        ),
        computed: definition.text.lines().skip_while(|l| l.starts_with("--")).collect::<Vec<_>>().join("\n"),
    };
    Definitions {
        columns: COLUMNS.iter().map(column).collect(),
        indicators: portfolio.curve.indicators.iter().map(|i| indicator(portfolio, i)).collect(),
        metrics: metrics::catalogue().iter().map(metric).collect(),
    }
}

/// An indicator: its weight, and what each of its sources is held against.
fn indicator(portfolio: &Portfolio, indicator: &Indicator) -> Definition {
    let weight = portfolio.presets.first().map_or(0.0, |p| p.weight(&indicator.id));
    let most = number(Some(100.0 * weight), 2);
    let neutral = number(Some(indicator.neutral), 2);
    let group = portfolio.curve.groups.iter().find(|g| g.id == indicator.group);
    let (group_ko, group_en) = group.map_or(("", ""), |g| (&g.label_ko, &g.label_en));
    Definition {
        id: format!("i-{}", indicator.id),
        title: Both::new(&indicator.label_ko, &indicator.label_en),
        unit: Both::default(),
        says: Both::new(
            format!("묶음 ‘{group_ko}’, 배점 {most}점. 자료가 없으면 가치 {neutral}로 셈."),
            format!("group {group_en}, at most {most} points; counts as worth {neutral} where nothing is known"),
        ),
        counted: indicator.sources.iter().map(source).collect(),
        sql: indicator.sources.iter().map(|s| read(&s.input)).collect::<Vec<_>>().join(";\n"),
        computed: String::new(),
    }
}

fn source(source: &Source) -> (Both, String) {
    let shape = match &source.shape {
        Shape::Anchors { anchors, .. } => {
            let [zero, half, one] = anchors.map(|a| number(Some(a), 4));
            format!("worth 0 at {zero}, 0.5 at {half}, 1 at {one} {}", source.unit)
        }
        Shape::Words(words) => {
            let words: Vec<_> = words.iter().map(|(w, worth)| format!("{w} {}", number(Some(*worth), 2))).collect();
            format!("worth {}", words.join(", "))
        }
    };
    (Both::same(&source.input), shape)
}

/// The query that gives an input of the ranking.
fn read(input: &str) -> String {
    match input {
        "item6" => "select system_id, item6 from candidates order by rank".into(),
        input if metrics::definition(input).is_ok() => format!(
            "select system_id, value, n, null_reason from metrics where metric = '{input}' and period = '{WINDOW}' order by all"
        ),
        input => format!("select system_id, {input} from systems order by all"),
    }
}

fn header(definition: &SqlText, key: &str) -> String {
    definition.header.get(key).cloned().unwrap_or_default()
}

fn counted(definition: &SqlText) -> Vec<(Both, String)> {
    let parts = [("분자", "numerator"), ("분모", "denominator"), ("정의", "definition")];
    let parts = parts.into_iter().map(|(ko, en)| (Both::new(ko, en), header(definition, en)));
    parts.filter(|(_, text)| !text.is_empty()).collect()
}

/// The title of a metric.
pub fn title(metric: &str) -> Both {
    metrics::definition(metric).map_or_else(|_| Both::same(metric), |d| title_of(&d))
}

fn title_of(definition: &SqlText) -> Both {
    let title = |key: &str| definition.header.get(key).cloned().unwrap_or_else(|| definition.name.to_string());
    Both::new(title("title_ko"), title("title_en"))
}

/// The unit of a metric.
pub fn unit(metric: &str) -> Both {
    metrics::definition(metric).map_or_else(|_| Both::default(), |d| unit_of(&d))
}

fn unit_of(definition: &SqlText) -> Both {
    Both::of(|lang| metric_unit(&header(definition, "unit"), lang).to_string())
}
