//! Every figure's definition, out of the headers of the queries, with the query that gives it.

use serde::Serialize;

use super::columns::{MEANINGS, Meaning};
use super::shape::FEASIBILITY;
use crate::cells::number;
use crate::engine::sql_text::SqlText;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::portfolio::indicators::WINDOW;
use crate::rank::{Indicator, Shape, Source, Value};
use crate::report::both::Both;
use crate::report::sentences::{self, metric_unit};

/// The axis of the map that no column has.
const NEED: [&str; 4] = [
    "전환 필요도",
    "need",
    "실현성을 뺀 묶음들의 점수를 그 가중치로 나눈 것(0~100).",
    "Points of all groups but feasibility over their weight, 0 to 100.",
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
    /// What is counted.
    pub counted: Vec<(Both, Both)>,
    /// A query that gives it of all systems.
    pub sql: String,
    /// How it is computed, where it is a file of queries/.
    pub computed: String,
}

/// All definitions.
pub fn definitions(portfolio: &Portfolio) -> Definitions {
    let column = |meaning: &Meaning| {
        let [ko, en] = meaning.title;
        let [says_ko, says_en] = meaning.says;
        let columns: Vec<_> = meaning.columns.iter().filter(|c| **c != "rank" && **c != "system_id").copied().collect();
        let columns = [&["rank", "system_id"], columns.as_slice()].concat().join(", ");
        plain(
            meaning.id,
            Both::new(ko, en),
            Both::new(says_ko, says_en),
            format!("select {columns} from candidates order by rank"),
        )
    };
    let need = plain("need", Both::new(NEED[0], NEED[1]), Both::new(NEED[2], NEED[3]), need_sql(portfolio));
    let month = portfolio.month;
    let metric = |definition: &SqlText| Definition {
        id: definition.name.to_string(),
        title: title_of(definition),
        unit: unit_of(definition),
        says: Both::new(definition.get("question_ko"), definition.get("question")),
        counted: counted(definition),
        sql: format!(
            "select system_id, period, value, numerator, denominator, low, high, n, coverage, null_reason from metrics \
             where metric = '{}' and period in ('{month}', 'T12') order by all",
            definition.name
        ),
        computed: definition.text.lines().skip_while(|l| l.starts_with("--")).collect::<Vec<_>>().join("\n"),
    };
    Definitions {
        columns: MEANINGS.iter().map(column).chain([need]).collect(),
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
        counted: indicator.sources.iter().map(source).collect(),
        ..plain(
            &format!("i-{}", indicator.id),
            Both::new(&indicator.label_ko, &indicator.label_en),
            Both::new(
                format!("묶음 ‘{group_ko}’, 배점 {most}점. 자료가 없으면 가치 {neutral}로 셈."),
                format!("group {group_en}, at most {most} points; counts as worth {neutral} where nothing is known"),
            ),
            indicator.sources.iter().map(|s| read(&s.input)).collect::<Vec<_>>().join(";\n"),
        )
    }
}

/// A definition of something that is no file of queries/.
fn plain(id: &str, title: Both, says: Both, sql: String) -> Definition {
    Definition {
        id: id.to_string(),
        title,
        unit: Both::default(),
        says,
        counted: Vec::new(),
        sql,
        computed: String::new(),
    }
}

fn source(source: &Source) -> (Both, Both) {
    let shape = match &source.shape {
        Shape::Anchors { anchors, .. } => {
            // Shares are told as everywhere else, in percent.
            let share = |unit: &'_ str| unit.strip_prefix("share").map(|what| what.trim().to_string());
            let is_share = share(&source.unit).is_some();
            let [zero, half, one] = anchors
                .map(|a| if is_share { sentences::value(&Value::Number(a), "share") } else { number(Some(a), 4) });
            let unit = |unit: &String| share(unit).unwrap_or_else(|| unit.clone());
            Both::new(
                format!("가치 0은 {zero}, 0.5는 {half}, 1은 {one} {}", unit(&source.unit_ko)).trim_end(),
                format!("worth 0 at {zero}, 0.5 at {half}, 1 at {one} {}", unit(&source.unit)).trim_end(),
            )
        }
        Shape::Words(words) => {
            let words: Vec<_> = words.iter().map(|(w, worth)| format!("{w} {}", number(Some(*worth), 2))).collect();
            Both::new(format!("가치 {}", words.join(", ")), format!("worth {}", words.join(", ")))
        }
    };
    (Both::same(&source.input), shape)
}

/// The query that gives an input of the ranking.
fn read(input: &str) -> String {
    match input {
        "item6" => "select system_id, item6 from candidates order by rank".into(),
        input if metrics::known(input).is_some() => format!(
            "select system_id, value, n, null_reason from metrics where metric = '{input}' and period = '{WINDOW}' order by all"
        ),
        input => format!("select system_id, {input} from systems order by all"),
    }
}

/// The axes of the map out of the columns of candidates.csv.
fn need_sql(portfolio: &Portfolio) -> String {
    let indicators = portfolio.curve.indicators.iter().filter(|i| i.group == FEASIBILITY);
    let weight: f64 = portfolio.presets.first().map_or(0.0, |p| indicators.map(|i| p.weight(&i.id)).sum());
    let (part, rest) = (number(Some(100.0 * weight), 4), number(Some(1.0 - weight), 4));
    format!(
        "select system_id, (score - {part} * group_feasibility) / {rest} as need, 100 * group_feasibility as feasibility \
         from candidates order by rank"
    )
}

/// What is counted, with labels.
pub fn counted(definition: &SqlText) -> Vec<(Both, Both)> {
    let parts = [("분자", "numerator"), ("분모", "denominator"), ("정의", "definition")];
    let said = |en: &str| Both::new(definition.get(&format!("{en}_ko")), without_reference(definition.get(en)));
    let parts = parts.into_iter().map(|(ko, en)| (Both::new(ko, en), said(en)));
    parts.filter(|(_, text)| !text.en.is_empty()).collect()
}

/// A text without the section of the specification that it begins with, which a reader of the page does not have.
fn without_reference(text: &str) -> String {
    let rest = ["metrics.md ", "guide.md ", "ranking.md "].into_iter().find_map(|file| text.strip_prefix(file));
    rest.and_then(|rest| rest.split_once(": ")).map_or(text, |(_, said)| said).to_string()
}

/// The title of a metric.
pub fn title(metric: &str) -> Both {
    metrics::known(metric).map_or_else(|| Both::same(metric), title_of)
}

fn title_of(definition: &SqlText) -> Both {
    Both::new(definition.get("title_ko"), definition.get("title_en"))
}

/// The unit of a metric.
pub fn unit(metric: &str) -> Both {
    metrics::known(metric).map(unit_of).unwrap_or_default()
}

fn unit_of(definition: &SqlText) -> Both {
    Both::of(|lang| metric_unit(definition.get("unit"), lang).to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_metric_is_defined_in_both_languages_without_the_specification() {
        for metric in metrics::catalogue() {
            let counted = counted(metric);
            assert_eq!(counted.len(), 3, "{}", metric.name);
            for (_, said) in counted {
                assert!(said.ko == "1" || said.ko.contains(|c| ('가'..='힣').contains(&c)), "{}", metric.name);
                assert!(!said.en.contains(".md") && !said.ko.contains(".md"), "{}: {}", metric.name, said.en);
            }
        }
        let titles: BTreeSet<_> = metrics::catalogue().iter().map(|m| m.get("title_ko")).collect();
        for metric in metrics::catalogue() {
            let mut quoted = metric.get("definition_ko").split(['‘', '’']).skip(1).step_by(2);
            assert!(quoted.all(|title| titles.contains(title)), "{}", metric.name);
        }
        let strict = counted(metrics::definition("change_failure_rate_strict").expect("a metric"));
        assert!(strict[2].1.en.starts_with("of the cases of change_failure_rate"), "{}", strict[2].1.en);
    }
}
