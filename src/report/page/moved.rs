//! What moved since the month before, split into data, rule and answer.

use serde::Serialize;

use crate::cells::number;
use crate::portfolio::Portfolio;
use crate::portfolio::movement::{Movement, SAME_SCORE, Step};
use crate::portfolio::snapshot::Standing;
use crate::report::both::Both;
use crate::report::sentences;

/// Systems that are listed; the rest are counted.
const LISTED: usize = 15;
/// Indicators that are named for each cause.
const NAMED: usize = 2;

/// What moved.
#[derive(Debug, Serialize)]
pub struct Moves {
    /// The month before; nothing where that was not reported.
    pub since: Option<String>,
    /// Systems whose verdict changed.
    pub verdicts: usize,
    /// Systems whose rank changed.
    pub ranks: usize,
    /// Systems that moved by themselves, most points first.
    pub rows: Vec<Move>,
    /// How many more did.
    pub more: usize,
}

/// What moved of one system.
#[derive(Debug, Serialize)]
pub struct Move {
    /// System.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Rank before and after; empty where it was not there.
    pub rank: [String; 2],
    /// Verdict before and after.
    pub verdict: [Both; 2],
    /// Points, signed.
    pub points: String,
    /// Why, a sentence for each cause.
    pub because: Vec<Both>,
}

/// What moved since the month before, if that was reported.
pub fn moves(portfolio: &Portfolio, movement: Option<&Movement>) -> Moves {
    let Some(movement) = movement else {
        return Moves { since: None, verdicts: 0, ranks: 0, rows: Vec::new(), more: 0 };
    };
    let before = |id: &str| movement.from.standing(id);
    let mut systems: Vec<&str> = movement.to.systems.iter().map(|s| s.system_id.as_str()).collect();
    let gone = movement.from.systems.iter().map(|s| s.system_id.as_str());
    systems.extend(gone.filter(|id| movement.to.standing(id).is_none()));
    let differs = |id: &str, of: &dyn Fn(&Standing) -> String| {
        before(id).zip(movement.to.standing(id)).is_some_and(|(a, b)| of(a) != of(b))
    };
    let count = |of: &dyn Fn(&Standing) -> String| systems.iter().filter(|id| differs(id, of)).count();
    let (verdicts, ranks) = (count(&|s| s.verdict.clone()), count(&|s| s.rank.to_string()));
    let points = |id: &str| Some(movement.to.standing(id)?.score - before(id)?.score);
    let mut moved: Vec<&str> =
        systems.iter().copied().filter(|id| movement.steps(id).iter().any(|s| s.is_change())).collect();
    let size = |id: &str| points(id).map_or(f64::INFINITY, f64::abs);
    moved.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let rows: Vec<_> = moved.iter().take(LISTED).map(|id| row(portfolio, movement, id, points(id))).collect();
    Moves { since: Some(movement.from.period.clone()), verdicts, ranks, more: moved.len() - rows.len(), rows }
}

fn row(portfolio: &Portfolio, movement: &Movement, id: &str, points: Option<f64>) -> Move {
    let (before, after) = (movement.from.standing(id), movement.to.standing(id));
    let rank = |s: Option<&Standing>| s.map(|s| s.rank.to_string()).unwrap_or_default();
    Move {
        id: id.to_string(),
        name: after.or(before).map(|s| s.name.clone()).unwrap_or_default(),
        rank: [rank(before), rank(after)],
        verdict: [before, after]
            .map(|s| s.map(|s| sentences::verdict_of(&s.verdict, s.hint.as_deref())).unwrap_or_default()),
        points: points.map(signed).unwrap_or_default(),
        because: movement.steps(id).iter().filter(|s| s.is_change()).map(|step| because(portfolio, step)).collect(),
    }
}

fn because(portfolio: &Portfolio, step: &Step) -> Both {
    Both::of(|lang| {
        let answers = step.answers();
        let answers = answers.iter().map(|(item, was, is)| {
            let item = lang.pick(format!("{item}번"), format!("item {item}"));
            format!("{item} {was} → {is}")
        });
        let mut parts: Vec<String> = answers.collect();
        let deltas = step.deltas();
        let sum: f64 = deltas.iter().map(|d| d.1).sum();
        // Those first that point the way the score went; what is not named is told in one sum.
        let (mut along, against): (Vec<_>, Vec<_>) = deltas.iter().partition(|d| d.1 * sum >= 0.0);
        along.extend(against);
        let named = along.iter().take(NAMED);
        parts.extend(named.map(|(i, points)| {
            let new = if step.is_known_only(i) { lang.pick(" (새로 알려짐)", " (known now)") } else { "" };
            format!("{} {}{new}", sentences::label(portfolio, i, lang), signed(*points))
        }));
        let rest: f64 = along.iter().skip(NAMED).map(|d| d.1).sum();
        if rest.abs() >= SAME_SCORE {
            parts.push(format!("{} {}", lang.pick("그 밖에", "others"), signed(rest)));
        }
        match (step.before, step.after) {
            (None, Some(_)) => parts.push(lang.pick("새로 들어옴", "is new").into()),
            (Some(_), None) => parts.push(lang.pick("빠짐", "is gone").into()),
            _ => {}
        }
        format!("{}: {}", step.cause.word(lang), parts.join(", "))
    })
}

/// Points with their sign.
fn signed(points: f64) -> String {
    if points.abs() < SAME_SCORE {
        "0".into()
    } else {
        format!("{}{}", if points > 0.0 { "+" } else { "" }, number(Some(points), 1))
    }
}
