//! The part of one system: what to carve out, load, a year of events, answers with their evidence, what the score
//! consists of, and what would change verdict and rank.

use serde::Serialize;

use super::definitions;
use super::events::figure;
use super::series::series;
use crate::cells::number;
use crate::diagnostic::Result;
use crate::portfolio::Portfolio;
use crate::portfolio::indicators::WINDOW;
use crate::portfolio::movement::Movement;
use crate::report::both::{Both, anchor};
use crate::report::draw::bars::{Bar, bars};
use crate::report::explained::{self, Explained, Flipped, Lead};
use crate::report::sentences;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

/// Figures of a part, for the month and the ranking window.
const FIGURES: [&str; 17] = [
    "release_count",
    "releases_per_30d",
    "change_failure_rate",
    "change_sr_per_30d",
    "sr_lead_p50_days",
    "sr_lead_p85_days",
    "on_time_rate",
    "incident_count",
    "unplanned_outages",
    "outage_minutes",
    "planned_minutes",
    "deploy_caused_minutes",
    "mttr_median_minutes",
    "availability",
    "surge_count",
    "saturation_minutes_per_30d",
    "users_per_day",
];

/// A system.
#[derive(Debug, Serialize)]
pub struct Part {
    /// System.
    pub id: String,
    /// Name.
    pub name: String,
    /// Rank.
    pub rank: usize,
    /// Class of its tier.
    pub tier: u8,
    /// Verdict in words.
    pub verdict: Both,
    /// Facts with their labels and the ids of their definitions, which may be empty.
    pub facts: Vec<(Both, Both, &'static str)>,
    /// Components: name, share of need, shares of change requests, releases and incidents.
    pub components: Vec<[String; 5]>,
    /// Load of the month; empty where there is none.
    pub load: String,
    /// A year of events.
    pub timeline: String,
    /// Figures: metric, name, month, window, unit.
    pub figures: Vec<(&'static str, Both, String, String, Both)>,
    /// Answers.
    pub answers: Vec<Answer>,
    /// What the score consists of.
    pub bars: String,
    /// Score with everything missing at its worst and at its best.
    pub score: [String; 3],
    /// What would change verdict and rank.
    pub whatif: Vec<Both>,
    /// Corrections of its records.
    pub corrections: Vec<Both>,
}

/// An answer to an item.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// 1 to 10.
    pub item: u8,
    /// The question.
    pub question: Both,
    /// `Y:H`.
    pub code: String,
    /// What the data say.
    pub evidence: Both,
    /// What a person said.
    pub person: String,
    /// People and data disagree.
    pub conflict: bool,
    /// The answer of a person has expired.
    pub stale: bool,
}

/// The parts of the first systems.
///
/// # Errors
/// Faults of the engine and of the draws.
pub fn parts(
    workspace: &Workspace,
    portfolio: &Portfolio,
    movement: Option<&Movement>,
    first: usize,
) -> Result<Vec<Part>> {
    let shown: Vec<&str> = portfolio.ranked.iter().take(first).map(|r| r.system_id.as_str()).collect();
    let series = series(portfolio, &shown)?;
    let parts = shown.iter().filter_map(|id| portfolio.systems.get(*id));
    parts
        .map(|system| {
            let of = |lang| Explained::of(workspace, portfolio, system, movement, lang);
            let (ko, en) = (of(Lang::Ko)?, of(Lang::En)?);
            let id = &system.system_id;
            Ok(Part {
                id: id.clone(),
                name: system.name.clone(),
                rank: ko.rank,
                tier: ko.tier,
                verdict: Both::new(&ko.sentence, &en.sentence),
                facts: facts(system, &ko, &en),
                components: components(portfolio, id),
                load: series.loads.get(id).map(|l| l.svg(&format!("fig-load-{}", anchor(id)))).unwrap_or_default(),
                timeline: series
                    .timelines
                    .get(id)
                    .map(|t| t.svg(&format!("fig-year-{}", anchor(id))))
                    .unwrap_or_default(),
                figures: figures(portfolio, id),
                answers: ko.answers.iter().zip(&en.answers).map(|(ko, en)| answer(ko, en)).collect(),
                bars: bars(&contributions(&ko, &en), &format!("fig-score-{}", anchor(id))),
                score: [ko.score_range[0], ko.score, ko.score_range[1]].map(|s| number(Some(s), 4)),
                whatif: whatif(&ko, &en),
                corrections: ko.corrections.iter().zip(&en.corrections).map(|(k, e)| Both::new(k, e)).collect(),
            })
        })
        .collect()
}

fn facts(system: &crate::catalog::figure::System, ko: &Explained, en: &Explained) -> Vec<(Both, Both, &'static str)> {
    let own = |text: &Option<String>| Both::same(text.clone().unwrap_or_default());
    let [p05, p50, p95] = ko.certainty.ranks;
    let level = |level: Option<&'static str>| level.unwrap_or("?").to_string();
    let levels = format!("{} → {}", level(ko.levels[0]), level(ko.levels[1]));
    let joined = |texts: &[String]| texts.join(" · ");
    let facts = [
        (Both::new("부서", "department"), own(&system.department), ""),
        (Both::new("센터", "centre"), own(&system.center), ""),
        (
            Both::new("순위 90 % 구간", "rank in 90 % of the draws"),
            Both::new(
                format!("{p05}–{p95} (중앙 {p50}), {}", ko.certainty.label),
                format!("{p05}–{p95} (median {p50}), {}", en.certainty.label),
            ),
            "rank_p05",
        ),
        (Both::new("수준", "maturity"), Both::same(levels), "current_level"),
        (
            Both::new("기대효과", "expected benefits"),
            Both::new(joined(&ko.benefits), joined(&en.benefits)),
            "current_level",
        ),
        (Both::new("먼저 분리할 업무", "to carve out first"), own(&ko.leading_component), "carve_out"),
        (
            Both::new("규칙적 폭주", "regular surges"),
            Both::new(joined(&ko.regular_surges), joined(&en.regular_surges)),
            "regular_keys",
        ),
    ];
    facts.into_iter().filter(|(_, fact, _)| !fact.ko.is_empty()).collect()
}

fn components(portfolio: &Portfolio, id: &str) -> Vec<[String; 5]> {
    let percent = |share: Option<f64>| share.map(|s| number(Some(100.0 * s), 1)).unwrap_or_default();
    let components = portfolio.components.get(id).into_iter().flatten();
    components
        .map(|c| {
            let [requests, releases, incidents] = c.shares.map(percent);
            [c.name.clone(), percent(Some(c.need)), requests, releases, incidents]
        })
        .collect()
}

fn figures(portfolio: &Portfolio, id: &str) -> Vec<(&'static str, Both, String, String, Both)> {
    let month = portfolio.month.to_string();
    let of = |metric: &str, period: &str| figure(metric, portfolio.figures.value(metric, id, period));
    let figures =
        FIGURES.iter().map(|m| (*m, definitions::title(m), of(m, &month), of(m, WINDOW), definitions::unit(m)));
    figures.filter(|(_, _, month, window, _)| !month.is_empty() || !window.is_empty()).collect()
}

fn answer(ko: &explained::Answered, en: &explained::Answered) -> Answer {
    let evidence = |a: &explained::Answered| a.measured.as_ref().map(|m| m.evidence.clone()).unwrap_or_default();
    let person = ko.person.as_ref().map(|p| {
        let reason = p.reason.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
        format!("{} {} {}{reason}", p.at, p.by, p.answer)
    });
    Answer {
        item: ko.item,
        question: Both::new(&ko.question, &en.question),
        code: ko.answer.clone(),
        evidence: Both::new(evidence(ko), evidence(en)),
        person: person.unwrap_or_default(),
        conflict: ko.conflict,
        stale: ko.stale,
    }
}

/// Indicators that add something or could, in the order of the curve.
fn contributions(ko: &Explained, en: &Explained) -> Vec<Bar> {
    let pairs = ko.contributions.iter().zip(&en.contributions).filter(|(ko, _)| ko.weight > 0.0);
    pairs
        .map(|(ko, en)| Bar {
            indicator: ko.indicator.to_string(),
            label: Both::new(&ko.label, &en.label),
            value: match (&ko.value, &en.value) {
                (Some(ko), Some(en)) => Both::new(ko, en),
                _ => Both::new("자료 없음(중립값)", "unknown: neutral"),
            },
            class: class_of(&ko.group),
            points: ko.points,
            most: 100.0 * ko.weight,
        })
        .collect()
}

/// The groups of indicators with the classes of their colours.
pub fn groups(portfolio: &Portfolio) -> Vec<(&'static str, Both)> {
    portfolio.curve.groups.iter().map(|g| (class_of(&g.id), Both::new(&g.label_ko, &g.label_en))).collect()
}

fn class_of(group: &str) -> &'static str {
    match group {
        "size" => "g1",
        "complexity" => "g2",
        "scalability" => "g3",
        "change" => "g4",
        "outage" => "g5",
        _ => "g6",
    }
}

fn whatif(ko: &Explained, en: &Explained) -> Vec<Both> {
    let mut lines: Vec<Both> = ko.flips.iter().map(flip).collect();
    for (word_ko, word_en, ko, en) in [("위", "above", &ko.below, &en.below), ("아래", "below", &ko.above, &en.above)]
    {
        if let (Some(ko), Some(en)) = (ko, en) {
            lines.push(neighbour(word_ko, word_en, ko, en));
        }
    }
    let moved = ko.without_group.iter().zip(&en.without_group).filter(|(g, _)| g.rank != ko.rank);
    lines.extend(moved.map(|(ko, en)| {
        Both::new(
            format!("‘{}’ 묶음을 빼면 {}위", ko.label, ko.rank),
            format!("rank {} without the group {}", ko.rank, en.label),
        )
    }));
    lines
}

fn flip(flip: &Flipped) -> Both {
    let verdict = sentences::verdict_of(flip.verdict, flip.hint);
    let (topic_ko, topic_en) = match flip.item.as_str() {
        "gate1" => ("관문 1이".to_string(), "gate 1".to_string()),
        "gate2" => ("관문 2가".to_string(), "gate 2".to_string()),
        item => (format!("{item}번 항목이"), format!("item {item}")),
    };
    let yes = flip.to == "Y";
    Both::new(
        format!("{topic_ko} {}면 판정: {}", if yes { "예" } else { "아니오" }, verdict.ko),
        format!("{} to {topic_en} gives: {}", if yes { "YES" } else { "NO" }, verdict.en),
    )
}

fn neighbour(word_ko: &str, word_en: &str, ko: &Lead, en: &Lead) -> Both {
    let points = number(Some(ko.points.abs()), 1);
    let by = |tier: bool, lang: Lang| match (tier, lang) {
        (true, Lang::Ko) => "판정이 다름".to_string(),
        (true, Lang::En) => "by its verdict".to_string(),
        (false, Lang::Ko) => format!("점수 차 {points}"),
        (false, Lang::En) => format!("{points} points apart"),
    };
    let lift = |lead: &Lead, or: &str| {
        let changes = lead.changes.iter();
        let lifts = changes.map(|c| format!("{} {} → {}", c.label, c.from.as_deref().unwrap_or("?"), c.to));
        lifts.collect::<Vec<_>>().join(or)
    };
    let (lifts_ko, lifts_en) = (lift(ko, " 또는 "), lift(en, " or "));
    let pass = |said: &str, lifts: &str| if lifts.is_empty() { String::new() } else { format!("; {said}: {lifts}") };
    Both::new(
        format!(
            "바로 {word_ko} {}위 {}: {}{}",
            ko.rank,
            ko.name,
            by(ko.by_tier, Lang::Ko),
            pass("앞서려면", &lifts_ko)
        ),
        format!(
            "{word_en} it at rank {}, {}: {}{}",
            en.rank,
            en.name,
            by(en.by_tier, Lang::En),
            pass("to pass", &lifts_en)
        ),
    )
}
