//! Why a cell differs: the causes that moved it, and of the inputs that differ those that it stands on.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::sql_text::SqlText;
use crate::metrics::rows::{Origin, Set};
use crate::metrics::{self, checks};
use crate::portfolio::Portfolio;
use crate::portfolio::movement::{Cause, Movement, SAME_SCORE, Step};
use crate::portfolio::snapshot::{Snapshot, Standing};
use crate::workspace::config::Lang;

use super::inputs::{Input, RANKING};

/// Inputs and systems that one cell names; restatement.csv is read by people.
const NAMED: usize = 5;
/// What figures of the whole portfolio go by.
const PORTFOLIO: &str = "*";

/// What explains the cells of a restatement.
pub struct Because<'a> {
    /// The movement between report and today.
    pub movement: &'a Movement,
    /// All inputs that differ.
    pub inputs: &'a [Input],
    /// The month as it is computed now.
    pub portfolio: &'a Portfolio,
    /// Language of the report.
    pub lang: Lang,
    checks: BTreeMap<u8, SqlText>,
}

/// What a cell stands on; nothing is anything.
#[derive(Debug, Default)]
struct Basis {
    tables: BTreeSet<String>,
    /// Items, gates, columns of the inventory, and metrics.
    parts: BTreeSet<String>,
}

impl<'a> Because<'a> {
    /// Explains with what is known of a movement and its inputs.
    pub fn new(movement: &'a Movement, inputs: &'a [Input], portfolio: &'a Portfolio, lang: Lang) -> Self {
        Because { movement, inputs, portfolio, lang, checks: checks::all() }
    }

    /// Why a figure differs: by the rules, by the data, or by both.
    pub fn figure(&self, metric: &str, system_id: &str, moved: &[Cause]) -> String {
        let mut basis = Basis::default();
        basis.metric(metrics::known(metric), metric);
        let said = moved.iter().map(|cause| self.said(*cause, &[], &self.named(*cause, system_id, &basis)));
        said.collect::<Vec<_>>().join("; ")
    }

    /// Why a cell of candidates.csv or ranking.json differs; `by_rule` where the rules alone change it, `by_input` where
    /// the inputs do.
    pub fn cell(&self, column: &str, system_id: &str, by_rule: bool, by_input: bool) -> String {
        let steps = self.movement.steps(system_id);
        let is_wanted = |step: &Step| if step.cause == Cause::Rule { by_rule } else { by_input };
        let wanted: Vec<_> = steps.iter().zip(self.snapshots()).filter(|(step, _)| is_wanted(step)).collect();
        let moves = |step: &Step| match (step.before, step.after) {
            (Some(before), Some(after)) => match told(before, column).zip(told(after, column)) {
                Some((was, is)) => was != is,
                None => step.is_change(),
            },
            (before, after) => before.is_some() != after.is_some(),
        };
        let moving: Vec<_> = wanted.iter().filter(|(step, _)| moves(step)).collect();
        let said: Vec<String> =
            moving.iter().map(|(step, between)| self.step(column, system_id, step, *between)).collect();
        if !said.is_empty() {
            return said.join("; ");
        }
        // Its score and its answers stand: others moved, or something that the score does not read.
        let others: Vec<String> = wanted
            .iter()
            .filter(|_| is_of_others(column))
            .filter_map(|(step, (before, after))| self.others(step.cause, system_id, before, after))
            .collect();
        if !others.is_empty() {
            return others.join("; ");
        }
        let basis = self.basis(column, &[]);
        let inputs = wanted.iter().map(|(step, _)| (step.cause, self.named(step.cause, system_id, &basis)));
        let known = inputs.filter(|(_, named)| !named.is_empty());
        known.map(|(cause, named)| self.said(cause, &[], &named)).collect::<Vec<_>>().join("; ")
    }

    fn snapshots(&self) -> [(&Snapshot, &Snapshot); 3] {
        let Movement { from, ruled, measured, to } = self.movement;
        [(from, ruled), (ruled, measured), (measured, to)]
    }

    /// What one cause did to a cell.
    fn step(&self, column: &str, system_id: &str, step: &Step, (before, after): (&Snapshot, &Snapshot)) -> String {
        if ["rank", "tier"].contains(&column) && !step.is_change() {
            return self.said(step.cause, &passed(system_id, before, after, self.lang), &[]);
        }
        let item = item_of(column);
        let answers: Vec<_> =
            step.answers().into_iter().filter(|(n, ..)| item.is_none_or(|i| usize::from(i) == *n)).collect();
        let mut moved = Vec::new();
        if item.is_none() && !is_answer(column) {
            let unit = if self.lang == Lang::Ko { "점" } else { " points" };
            moved.extend(step.points().filter(|p| p.abs() >= SAME_SCORE).map(|p| format!("{p:+.4}{unit}")));
        }
        let word = if self.lang == Lang::Ko { "항목" } else { "item" };
        moved.extend(answers.iter().map(|(n, was, is)| format!("{word} {n} {was} -> {is}")));
        match (step.before, step.after, self.lang) {
            (None, Some(_), Lang::Ko) => moved.push("새로 나타남".into()),
            (None, Some(_), Lang::En) => moved.push("new".into()),
            (Some(_), None, Lang::Ko) => moved.push("목록에서 빠짐".into()),
            (Some(_), None, Lang::En) => moved.push("gone".into()),
            _ => {}
        }
        let items: Vec<u8> = answers.iter().filter_map(|(n, ..)| u8::try_from(*n).ok()).collect();
        let mut basis = self.basis(column, &items);
        if basis.parts.is_empty() && basis.tables.is_empty() {
            let group = column.strip_prefix("group_");
            let is_of =
                |id: &str| group.is_none_or(|g| self.portfolio.curve.indicator(id).is_some_and(|i| i.group == g));
            let deltas = step.deltas();
            deltas.iter().filter(|(id, _)| is_of(id)).for_each(|(id, _)| self.indicator(&mut basis, id));
            items.iter().for_each(|item| self.item(&mut basis, *item));
        }
        self.said(step.cause, &moved, &self.named(step.cause, system_id, &basis))
    }

    /// Systems that moved while this one stood.
    fn others(&self, cause: Cause, system_id: &str, before: &Snapshot, after: &Snapshot) -> Option<String> {
        let has_moved = |id: &str| {
            let step = Step { cause, before: before.standing(id), after: after.standing(id) };
            id != system_id && step.is_change()
        };
        let all: BTreeMap<&str, &str> =
            before.systems.iter().chain(&after.systems).map(|s| (s.system_id.as_str(), s.name.as_str())).collect();
        let moved: Vec<&str> = all.into_iter().filter(|(id, _)| has_moved(id)).map(|(_, name)| name).collect();
        if moved.is_empty() {
            return None;
        }
        let list = listed(&moved, self.lang);
        let text = if self.lang == Lang::Ko {
            format!("다른 시스템 변동: {list}")
        } else {
            format!("others moved: {list}")
        };
        Some(self.said(cause, &[text], &[]))
    }

    /// What a cell of candidates.csv stands on beside the score; `items` are those that moved.
    fn basis(&self, column: &str, items: &[u8]) -> Basis {
        let mut basis = Basis::default();
        if let Some(part) = column.strip_prefix("ranking.json ") {
            self.indicator(&mut basis, part.trim_end_matches(" points"));
            return basis;
        }
        let tables = match column {
            "agency" | "department" | "center" | "srm_class" => &["systems"][..],
            "system_name" | "disposal_planned" | "unlisted" => &["systems"],
            "gate1" | "gate2" => &["systems", "answers"],
            "regular_keys" => &["performance"],
            "leading_component" => &["change_requests", "deployments", "incidents"],
            "suspect_open" => &["incidents"],
            _ => &[],
        };
        basis.tables.extend(tables.iter().map(ToString::to_string));
        let part = match column {
            "system_name" => "name",
            "disposal_planned" => "disposal_planned_at",
            column => column,
        };
        if !tables.is_empty() {
            basis.parts.insert(part.into());
        }
        match item_of(column) {
            Some(item) => self.item(&mut basis, item),
            None if is_answer(column) => items.iter().for_each(|item| self.item(&mut basis, *item)),
            None => {}
        }
        basis
    }

    fn item(&self, basis: &mut Basis, item: u8) {
        basis.parts.insert(item.to_string());
        basis.tables.extend(["answers".to_string(), RANKING.to_string()]);
        let Some(check) = self.checks.get(&item) else { return };
        basis.tables.extend(metrics::reads(check).into_iter().map(str::to_string));
        for origin in Origin::of(check, "") {
            if let Set::Reference(_, columns) = origin.set {
                basis.parts.extend(columns);
            }
        }
    }

    fn indicator(&self, basis: &mut Basis, id: &str) {
        basis.tables.insert(RANKING.into());
        for source in self.portfolio.curve.indicator(id).map_or(&[][..], |i| &i.sources) {
            match (metrics::known(&source.input), item_of(&source.input)) {
                (Some(metric), _) => basis.metric(Some(metric), &source.input),
                (None, Some(item)) => self.item(basis, item),
                (None, None) => {
                    basis.tables.insert("systems".into());
                    basis.parts.insert(source.input.clone());
                }
            }
        }
    }

    /// Inputs of a cause that touch a system and what a cell stands on. Where none does, it was moved by something near:
    /// then those of its tables, else those of the system, else all.
    fn named(&self, cause: Cause, system_id: &str, basis: &Basis) -> Vec<String> {
        let of_cause: Vec<&Input> = self.inputs.iter().filter(|i| i.cause == cause).collect();
        let of_system = |i: &Input| system_id == PORTFOLIO || i.systems.as_ref().is_none_or(|s| s.contains(system_id));
        let of_table = |i: &Input| {
            i.tables.is_empty() || basis.tables.is_empty() || i.tables.iter().any(|t| basis.tables.contains(t))
        };
        let of_part = |i: &Input| basis.parts.is_empty() || i.part.as_ref().is_none_or(|p| basis.parts.contains(p));
        let near: [&dyn Fn(&Input) -> bool; 4] = [
            &|i| of_system(i) && of_table(i) && of_part(i),
            &|i| of_system(i) && of_table(i),
            &|i| of_system(i),
            &|_| true,
        ];
        let found =
            near.iter().map(|fits| of_cause.iter().filter(|i| fits(i)).collect::<Vec<_>>()).find(|f| !f.is_empty());
        found.unwrap_or_default().into_iter().map(|i| i.label.clone()).collect()
    }

    /// `data +1.3200 points (+ inbox/itsm/late.csv …)`.
    fn said(&self, cause: Cause, moved: &[String], named: &[String]) -> String {
        let code = cause.word(self.lang);
        let moved = if moved.is_empty() { String::new() } else { format!(" {}", moved.join(", ")) };
        if named.is_empty() {
            return format!("{code}{moved}");
        }
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        format!("{code}{moved} ({})", listed(&named, self.lang))
    }
}

impl Basis {
    fn metric(&mut self, metric: Option<&SqlText>, id: &str) {
        self.parts.insert(id.into());
        self.tables.extend(metric.map(metrics::reads).into_iter().flatten().map(str::to_string));
    }
}

/// Who passed a system that itself stands, and whom it passed.
fn passed(system_id: &str, before: &Snapshot, after: &Snapshot, lang: Lang) -> Vec<String> {
    let rank = |snapshot: &Snapshot, id: &str| snapshot.standing(id).map(|s| s.rank);
    let (Some(was), Some(is)) = (rank(before, system_id), rank(after, system_id)) else { return Vec::new() };
    let is_ahead = |snapshot: &Snapshot, id: &str, own: usize| rank(snapshot, id).is_some_and(|r| r < own);
    let by: Vec<&str> = after
        .systems
        .iter()
        .filter(|s| s.rank < is && !is_ahead(before, &s.system_id, was))
        .map(|s| s.name.as_str())
        .collect();
    let others: Vec<&Standing> =
        before.systems.iter().filter(|s| s.rank < was && !is_ahead(after, &s.system_id, is)).collect();
    let (there, gone): (Vec<&Standing>, Vec<&Standing>) =
        others.into_iter().partition(|s| after.standing(&s.system_id).is_some());
    let names = |list: Vec<&Standing>| list.into_iter().map(|s| s.name.clone()).collect::<Vec<_>>();
    let (there, gone) = (names(there), names(gone));
    let mut said = Vec::new();
    let mut say = |list: Vec<&str>, en: &str, ko: &str| {
        if !list.is_empty() {
            let list_of = listed(&list, lang);
            said.push(if lang == Lang::Ko { format!("{ko}: {list_of}") } else { format!("{en} {list_of}") });
        }
    };
    say(by, "passed by", "앞지른 시스템");
    say(there.iter().map(String::as_str).collect(), "now ahead of", "뒤로 밀린 시스템");
    say(gone.iter().map(String::as_str).collect(), "no longer listed:", "목록에서 빠진 시스템");
    said
}

/// The first few, and how many more.
fn listed(names: &[&str], lang: Lang) -> String {
    let first = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match (names.len().saturating_sub(NAMED), lang) {
        (0, _) => first,
        (more, Lang::Ko) => format!("{first} 외 {more}건"),
        (more, Lang::En) => format!("{first} and {more} more"),
    }
}

/// The item of a column or an input.
fn item_of(name: &str) -> Option<u8> {
    name.strip_prefix("item")?.parse().ok()
}

/// Columns that follow from answers alone.
fn is_answer(column: &str) -> bool {
    let verdicts = ["verdict", "hint", "yes_L", "yes_point", "yes_hi", "min_more_yes", "open_items", "conditional"];
    let flags = ["fragile", "conflict", "stale_human", "verdict_sensitive_user_condition", "p_adopt"];
    verdicts.contains(&column) || flags.contains(&column) || item_of(column).is_some()
}

/// Columns that other systems move, too.
fn is_of_others(column: &str) -> bool {
    ["rank_p05", "rank_p95", "p_top10", "p_top20", "robust_label", "rank_guide_v1"].contains(&column)
}

/// What a ranking tells of a column of candidates.csv; nothing where it does not keep it.
fn told(standing: &Standing, column: &str) -> Option<String> {
    if let Some(item) = item_of(column) {
        return standing.answers.get(usize::from(item).checked_sub(1)?).cloned();
    }
    if let Some(group) = column.strip_prefix("group_") {
        let points = standing.contributions.iter().filter(|c| c.group == group).map(|c| c.points);
        return Some(format!("{:.6}", points.sum::<f64>()));
    }
    Some(match column {
        "rank" => standing.rank.to_string(),
        "tier" => standing.tier.to_string(),
        "verdict" => standing.verdict.clone(),
        "hint" => standing.hint.clone().unwrap_or_default(),
        "yes_L" => standing.yes[0].to_string(),
        "yes_point" => standing.yes[1].to_string(),
        "yes_hi" => standing.yes[2].to_string(),
        "conditional" => standing.conditional.to_string(),
        "score" => format!("{:.4}", standing.score),
        _ => return None,
    })
}
