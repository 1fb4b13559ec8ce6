//! Rank and score as data: how sure, what it consists of, its neighbours, and what moved.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Result};
use crate::portfolio::Portfolio;
use crate::portfolio::movement::Movement;
use crate::portfolio::uncertainty::DRAWS;
use crate::rank::{Change, Contribution, Ranked, Shape, Value, above, smaa, smallest_change};
use crate::report::sentences;
use crate::workspace::config::Lang;

/// Figures that would lift a system past the one above, at most so many.
const CHANGES: usize = 3;

/// How sure a rank is, over so many draws.
#[derive(Debug, Clone, Serialize)]
pub struct Certainty {
    /// Draws.
    pub draws: u32,
    /// Half of the width of the 95 % interval of a share of draws, at most.
    pub half_width: f64,
    /// Rank in the 5th, 50th and 95th percentile of the draws.
    pub ranks: [usize; 3],
    /// Share of draws at the very rank that is printed.
    pub p_rank: f64,
    /// Share of draws among the first 10 and 20.
    pub p_top: [f64; 2],
    /// Share of draws among those that the planner can take.
    pub p_cutoff: f64,
    /// Probability that the settled checklist says adopt.
    pub p_adopt: f64,
    /// Share of draws above the next system.
    pub p_above_next: Option<f64>,
    /// `확실`, `유력`, `경계`, or their English.
    pub label: &'static str,
}

/// What an indicator adds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// Indicator.
    pub indicator: String,
    /// Its name.
    pub label: String,
    /// Its group.
    pub group: String,
    /// Its weight.
    pub weight: f64,
    /// Its worth, 0 to 1.
    pub worth: f64,
    /// 100 · weight · worth.
    pub points: f64,
    /// What was read, with its unit; nothing where it is missing and neutral.
    pub value: Option<String>,
}

/// The lead of one system over its neighbour.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lead {
    /// The neighbour.
    pub system_id: String,
    /// Its name.
    pub name: String,
    /// Its rank.
    pub rank: usize,
    /// It stands in another tier: the verdict decides, not the score.
    pub by_tier: bool,
    /// Points between them; negative where the score alone would turn them round.
    pub points: f64,
    /// What the points consist of, largest first.
    pub deltas: Vec<Delta>,
    /// What would lift the system past the one before: for `below` only.
    pub changes: Vec<Lift>,
}

/// A part of a lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delta {
    /// Indicator.
    pub indicator: String,
    /// Its name.
    pub label: String,
    /// Points between the two.
    pub points: f64,
}

/// A figure that would lift a score past another, were it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lift {
    /// Indicator.
    pub indicator: String,
    /// Its name.
    pub label: String,
    /// The figure now, with its unit.
    pub from: Option<String>,
    /// The figure then.
    pub to: String,
}

/// A rank without one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// The group.
    pub group: String,
    /// Its name.
    pub label: String,
    /// The rank.
    pub rank: usize,
}

/// What moved since a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Since {
    /// The month before.
    pub period: String,
    /// The rank then; nothing where the system was not there.
    pub rank: Option<usize>,
    /// The score then.
    pub score: Option<f64>,
    /// The verdict then.
    pub verdict: Option<String>,
    /// What rule, data and answers did, in this order.
    pub steps: Vec<Moved>,
}

/// What one cause did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// `rule`, `data` or `answer`.
    pub cause: &'static str,
    /// Points of the score.
    pub points: Option<f64>,
    /// Rank after the step.
    pub rank: Option<usize>,
    /// Verdict after the step.
    pub verdict: Option<String>,
    /// Answers that changed, in words: `item 6 U:none -> Y:H`.
    pub answers: Vec<String>,
    /// What the points consist of, largest first.
    pub deltas: Vec<Delta>,
}

pub(super) fn certainty(portfolio: &Portfolio, at: usize, lang: Lang) -> Result<Certainty> {
    let missing = || Diagnostic::internal("E0909", "a ranked system was not drawn");
    let drawn = portfolio.uncertainty()?.get(at).ok_or_else(missing)?;
    Ok(Certainty {
        draws: DRAWS,
        half_width: smaa::half_width(DRAWS),
        ranks: [drawn.rank_p05, drawn.rank_p50, drawn.rank_p95],
        p_rank: drawn.p_rank,
        p_top: [drawn.p_top10, drawn.p_top20],
        p_cutoff: drawn.p_cutoff,
        p_adopt: drawn.p_adopt,
        p_above_next: drawn.p_above_next,
        label: lang.pick(drawn.label.label_ko(), drawn.label.label_en()),
    })
}

pub(super) fn bar(portfolio: &Portfolio, c: &Contribution, lang: Lang) -> Bar {
    Bar {
        indicator: c.indicator.clone(),
        label: sentences::label(portfolio, &c.indicator, lang).to_string(),
        group: c.group.clone(),
        weight: c.weight,
        worth: c.worth,
        points: c.points,
        value: c.reading.as_ref().map(|r| sentences::value(&r.value, sentences::unit(r, lang))),
    }
}

/// The lead of `a` over `b`.
pub(super) fn lead(portfolio: &Portfolio, a: &Ranked, b: &Ranked, lang: Lang) -> Option<Lead> {
    let (first, second) = (&a.placements.first()?.score, b.placements.first()?);
    let deltas = above(first, &second.score).into_iter().filter(|d| d.delta != 0.0).map(|d| Delta {
        label: sentences::label(portfolio, &d.indicator, lang).to_string(),
        indicator: d.indicator,
        points: d.delta,
    });
    Some(Lead {
        system_id: b.system_id.clone(),
        name: portfolio.systems.get(&b.system_id).map(|s| s.name.clone()).unwrap_or_default(),
        rank: second.rank,
        by_tier: a.tier != b.tier,
        points: first.score - second.score.score,
        deltas: deltas.collect(),
        changes: Vec::new(),
    })
}

/// The lead over `before`, which is none, with what would make it one.
pub(super) fn below(portfolio: &Portfolio, own: &Ranked, before: &Ranked, lang: Lang) -> Option<Lead> {
    let mut lead = lead(portfolio, own, before, lang)?;
    let preset = portfolio.presets.first()?;
    let inputs = portfolio.candidate(own)?.inputs;
    let target = before.placements.first()?.score.score;
    if !lead.by_tier {
        let changes = smallest_change(&portfolio.curve, preset, &inputs, target);
        lead.changes = changes.iter().take(CHANGES).map(|c| lift(portfolio, c, lang)).collect();
    }
    Some(lead)
}

fn lift(portfolio: &Portfolio, change: &Change, lang: Lang) -> Lift {
    let unit = if lang == Lang::Ko { &change.unit_ko } else { &change.unit };
    let said = |x: f64| sentences::value(&Value::Number(x), unit);
    Lift {
        label: sentences::label(portfolio, &change.indicator, lang).to_string(),
        indicator: change.indicator.clone(),
        from: change.from.map(said),
        to: said(sufficient(portfolio, change)),
    }
}

/// Units of what is counted: no figure lies between two of them.
const WHOLE: [&str; 6] = ["menus", "tables", "components", "interfaces", "departments", "users/day"];

/// The figure as it is printed, rounded to the side that suffices: a count to a whole number, else to one decimal (of a
/// percent, for shares).
fn sufficient(portfolio: &Portfolio, change: &Change) -> f64 {
    let steps = match change.unit.as_str() {
        unit if unit.starts_with("share") => 1000.0,
        unit if WHOLE.contains(&unit) => 1.0,
        _ => 10.0,
    };
    let sources = portfolio.curve.indicator(&change.indicator).into_iter().flat_map(|i| &i.sources);
    let falls = sources.filter(|s| s.input == change.input).any(|s| match s.shape {
        Shape::Anchors { anchors: [zero, _, one], .. } => one < zero,
        Shape::Words(_) => false,
    });
    let scaled = change.to * steps;
    (if falls { scaled.floor() } else { scaled.ceil() }) / steps
}

pub(super) fn without_group(portfolio: &Portfolio, at: usize, lang: Lang) -> Vec<LeftOut> {
    let left_out = portfolio.left_out().iter();
    left_out
        .filter_map(|left_out| {
            let group = portfolio.curve.groups.iter().find(|g| g.id == left_out.group)?;
            let label = if lang == Lang::Ko { &group.label_ko } else { &group.label_en };
            Some(LeftOut { group: group.id.clone(), label: label.clone(), rank: *left_out.ranks.get(at)? })
        })
        .collect()
}

pub(super) fn since(portfolio: &Portfolio, movement: &Movement, system_id: &str, lang: Lang) -> Since {
    let before = movement.from.standing(system_id);
    let answered = |(item, was, is): &(usize, &str, &str)| match lang {
        Lang::Ko => format!("{item}번 항목 {was} → {is}"),
        Lang::En => format!("item {item} {was} -> {is}"),
    };
    let steps = movement.steps(system_id).map(|step| Moved {
        cause: step.cause.code(),
        points: step.points(),
        rank: step.after.map(|s| s.rank),
        verdict: step.after.map(|s| s.verdict.clone()),
        answers: step.answers().iter().map(answered).collect(),
        deltas: step
            .deltas()
            .into_iter()
            .map(|(indicator, points)| Delta {
                label: sentences::label(portfolio, indicator, lang).to_string(),
                indicator: indicator.to_string(),
                points,
            })
            .collect(),
    });
    Since {
        period: movement.from.period.clone(),
        rank: before.map(|s| s.rank),
        score: before.map(|s| s.score),
        verdict: before.map(|s| s.verdict.clone()),
        steps: steps.to_vec(),
    }
}
