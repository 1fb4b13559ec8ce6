//! The table of all systems, and the first ones with their reasons. Cells are those of candidates.csv.

use serde::Serialize;

use super::columns::{meaning, tier};
use crate::diagnostic::{Diagnostic, Result};
use crate::portfolio::Portfolio;
use crate::report::both::{Both, anchor};
use crate::report::candidates;
use crate::report::draw::bars::range;
use crate::report::headers::CANDIDATES;
use crate::report::sentences;
use crate::report::views::is_number;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

/// Columns of the table: the name in candidates.csv, and the set that shows it. `main` is always there.
const COLUMNS: [(&str, &str); 36] = [
    ("rank", "main"),
    ("system_name", "main"),
    ("verdict", "main"),
    ("score", "main"),
    ("rank_p05", "main"),
    ("rank_p95", "main"),
    ("robust_label", "main"),
    ("yes_L", "main"),
    ("yes_hi", "main"),
    ("department", "main"),
    ("center", "about"),
    ("srm_class", "about"),
    ("tier", "about"),
    ("system_id", "about"),
    ("item1", "items"),
    ("item2", "items"),
    ("item3", "items"),
    ("item4", "items"),
    ("item5", "items"),
    ("item6", "items"),
    ("item7", "items"),
    ("item8", "items"),
    ("item9", "items"),
    ("item10", "items"),
    ("group_size", "groups"),
    ("group_complexity", "groups"),
    ("group_scalability", "groups"),
    ("group_change", "groups"),
    ("group_outage", "groups"),
    ("group_feasibility", "groups"),
    ("coverage", "sure"),
    ("p_top10", "sure"),
    ("p_top20", "sure"),
    ("p_adopt", "sure"),
    ("rank_guide_v1", "sure"),
    ("open_items", "sure"),
];

/// All systems.
#[derive(Debug, Serialize)]
pub struct Table {
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Rows in the order of rank.
    pub rows: Vec<Row>,
    /// What the filters offer: tiers, departments, centres.
    pub filters: [Vec<(String, Both)>; 3],
}

/// A column.
#[derive(Debug, Serialize)]
pub struct Column {
    /// Name in candidates.csv.
    pub name: &'static str,
    /// Id of its definition.
    pub meaning: &'static str,
    /// Heading.
    pub label: Both,
    /// Set that shows it.
    pub set: &'static str,
    /// Whether it is sorted by number.
    pub number: bool,
}

/// A system.
#[derive(Debug, Serialize)]
pub struct Row {
    /// System.
    pub id: String,
    /// Its tier, department and centre, for the filters.
    pub keys: [String; 3],
    /// Whether the page has a part of it.
    pub part: bool,
    /// Cells in the order of the columns.
    pub cells: Vec<Both>,
}

/// A system at the top.
#[derive(Debug, Serialize)]
pub struct Top {
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
    /// Score as candidates.csv has it.
    pub score: String,
    /// Interval of the rank in words, and drawn.
    pub range: [String; 2],
    /// How robust the rank is.
    pub label: Both,
    /// Largest contributions: the indicator and a sentence.
    pub reasons: Vec<(String, Both)>,
}

/// Contributions that are named of a system.
const REASONS: usize = 3;

/// The table of all systems.
///
/// # Errors
/// As [`candidates::rows`].
pub fn table(workspace: &Workspace, portfolio: &Portfolio) -> Result<Table> {
    let [ko, en] = [Lang::Ko, Lang::En].map(|lang| candidates::rows(workspace, portfolio, lang));
    let (ko, en) = (ko?, en?);
    let columns: Vec<_> = COLUMNS.iter().filter_map(|(name, set)| column(name, set)).collect();
    let parts = super::parted(portfolio);
    let rows = portfolio.ranked.iter().zip(ko.iter().zip(&en)).enumerate().map(|(at, (ranked, (ko, en)))| {
        let cell = |column: &Column| {
            let at = CANDIDATES.iter().position(|(name, _)| *name == column.name).unwrap_or_default();
            let verdict = portfolio.assessments.get(&ranked.system_id).map(|a| a.verdict);
            match verdict.filter(|_| column.name == "verdict") {
                Some(verdict) => Both::of(|lang| sentences::short_verdict(verdict, lang).to_string()),
                None => Both::new(&ko[at], &en[at]),
            }
        };
        let system = portfolio.systems.get(&ranked.system_id);
        let text = |of: Option<&String>| of.cloned().unwrap_or_default();
        Row {
            id: ranked.system_id.clone(),
            keys: [
                ranked.tier.to_string(),
                text(system.and_then(|s| s.department.as_ref())),
                text(system.and_then(|s| s.center.as_ref())),
            ],
            part: at < parts,
            cells: columns.iter().map(cell).collect(),
        }
    });
    let rows: Vec<_> = rows.collect();
    let filters = [0, 1, 2].map(|key| options(&rows, key));
    Ok(Table { columns, rows, filters })
}

fn column(name: &'static str, set: &'static str) -> Option<Column> {
    let (_, ko) = CANDIDATES.iter().find(|(en, _)| *en == name)?;
    Some(Column {
        name,
        meaning: meaning(name)?.id,
        label: Both::new(ko.replace('_', " "), name.replace('_', " ")),
        set,
        number: is_number(name),
    })
}

/// What one filter offers, in order; tiers have their names beside their numbers.
fn options(rows: &[Row], key: usize) -> Vec<(String, Both)> {
    let mut keys: Vec<&str> = rows.iter().map(|r| r.keys[key].as_str()).filter(|k| !k.is_empty()).collect();
    keys.sort_unstable();
    keys.dedup();
    let named = |k: &str| k.parse().ok().filter(|_| key == 0).and_then(tier).unwrap_or_else(|| Both::same(k));
    keys.into_iter().map(|k| (k.to_string(), named(k))).collect()
}

/// Systems that the planner can take, with their reasons.
///
/// # Errors
/// Faults of the draws; `E0909` when a ranked system was not assessed.
pub fn top(portfolio: &Portfolio) -> Result<Vec<Top>> {
    let drawn = portfolio.uncertainty()?;
    let first = portfolio.ranked.iter().zip(drawn).take(portfolio.cutoff);
    first
        .map(|(ranked, drawn)| {
            let missing = || Diagnostic::internal("E0909", format!("`{}` was not assessed", ranked.system_id));
            let assessment = portfolio.assessments.get(&ranked.system_id).ok_or_else(missing)?;
            let placement = ranked.placements.first().ok_or_else(missing)?;
            let id = format!("top-{}", anchor(&ranked.system_id));
            let ranks = [drawn.rank_p05, drawn.rank_p50, drawn.rank_p95];
            let indicators = placement.score.reasons(REASONS).into_iter().map(|r| r.indicator.to_string());
            let [ko, en] = [Lang::Ko, Lang::En].map(|lang| sentences::reasons(portfolio, ranked, REASONS, lang));
            Ok(Top {
                id: ranked.system_id.clone(),
                name: portfolio.systems.get(&ranked.system_id).map(|s| s.name.clone()).unwrap_or_default(),
                rank: placement.rank,
                tier: ranked.tier,
                verdict: Both::of(|lang| sentences::verdict(assessment.verdict, assessment.hint, lang).to_string()),
                score: crate::cells::number(Some(placement.score.score), 4),
                range: [
                    format!("{}–{}", drawn.rank_p05, drawn.rank_p95),
                    range(ranks, placement.rank, portfolio.ranked.len(), &id),
                ],
                label: Both::new(drawn.label.label_ko(), drawn.label.label_en()),
                reasons: indicators.zip(ko.into_iter().zip(en)).map(|(id, (ko, en))| (id, Both { ko, en })).collect(),
            })
        })
        .collect()
}
