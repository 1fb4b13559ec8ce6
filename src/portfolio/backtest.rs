//! What a backtest looks back on: the months as they would have been reported at their end, and what the newest month
//! knows of those that followed.
//!
//! Nothing after the end of a month is looked at. Exports, reference files and settings are those of today all the
//! same: a record may carry what became of it later.

use std::collections::BTreeMap;

use crate::backtest::{Counts, History, Known, OUTCOMES, Seen};
use crate::calendar::Month;
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::inputs::MONTHS_BEFORE;
use crate::engine::store;
use crate::rank::{Curve, Preset, Ranked};
use crate::workspace::Workspace;

use super::{Portfolio, Request, compute, compute_in, presets, sources};

/// What to look back on.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// First ranked month.
    pub from: Month,
    /// Last ranked month.
    pub to: Month,
    /// Preset of the ranking.
    pub preset: &'a str,
}

/// The ranked months of a plan, and those of it that nothing can be held against.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The months and what came.
    pub history: History,
    /// Months of the plan whose next month is not closed, or older than what the newest month tells of.
    pub left_out: Vec<Month>,
}

/// Computes every month of the plan, and the newest closed one for what came. `computing` is told each month with its
/// number and how many there are. The marts of the months are not kept.
///
/// # Errors
/// `E0210` when the plan holds no month that can be held against the next, `E0211` when it ends before it begins;
/// `E0152` for an unknown preset; faults of the months.
pub fn gather(workspace: &Workspace, plan: &Plan, computing: &dyn Fn(Month, usize, usize)) -> Result<Gathered> {
    if plan.to < plan.from {
        return Err(Diagnostic::input("E0211", format!("{} is before {}", plan.to, plan.from))
            .hint("`--from` names the first month that is ranked, `--to` the last one"));
    }
    let curve = Curve::builtin()?;
    let presets = presets(&curve, plan.preset)?;
    let newest = compute(workspace, &Request { preset: Some(plan.preset), ..Request::default() })?;
    let closed = newest.month;
    let first = newest.receipts.iter().filter_map(|r| r.observed.map(|o| o.first)).min();
    let first = first.map_or(closed, |first| Month::of(workspace.zone.local(first).date()));
    let (months, left_out) = months(plan, first, closed)?;
    let brought = brought(&newest)?;
    drop(newest);
    let groups = groups(&curve, &presets);
    let mut seen = Vec::new();
    for (at, month) in months.iter().enumerate() {
        computing(*month, at, months.len());
        let request = Request {
            month: Some(*month),
            as_of: Some(workspace.zone.midnight(month.plus(1).first_day())),
            preset: None,
        };
        let sources = sources::current(workspace, &request)?;
        let portfolio = compute_in(workspace, sources, curve.clone(), presets.clone(), store::pass)?;
        seen.push(as_seen(&portfolio, &groups));
    }
    let predictors = ["rank", "score"].map(String::from).into_iter().chain(groups).collect();
    Ok(Gathered { history: History { predictors, seen, brought, closed }, left_out })
}

/// The months whose next month is known, and the others.
fn months(plan: &Plan, first: Month, closed: Month) -> Result<(Vec<Month>, Vec<Month>)> {
    let oldest = closed.plus(-MONTHS_BEFORE - 1);
    let all = std::iter::successors(Some(plan.from), |m| Some(m.plus(1)).filter(|next| *next <= plan.to));
    let (months, left_out): (Vec<_>, Vec<_>) = all.partition(|m| (oldest..closed).contains(m));
    if months.is_empty() {
        let message = format!("no month from {} to {} can be held against the next", plan.from, plan.to);
        return Err(Diagnostic::input("E0210", message)
            .fact(format!("figures are known from {} to {closed}, the last closed month", first.max(oldest.plus(1))))
            .hint(format!("`assay backtest --from {} --to {}`", closed.plus(-6), closed.plus(-1))));
    }
    Ok((months, left_out))
}

/// What the months brought, as the newest one has it.
fn brought(newest: &Portfolio) -> Result<BTreeMap<(Month, String), Counts>> {
    let wanted = OUTCOMES.map(|o| format!("'{o}'")).join(", ");
    let rows = newest.marts.engine.query(&format!(
        "select m.period, m.system_id, m.metric, m.value from metrics m join periods p on p.period = m.period \
         where p.kind = 'month' and m.metric in ({wanted})"
    ))?;
    let (systems, metrics, values) = (rows.texts(1)?, rows.texts(2)?, rows.numbers(3)?);
    let mut brought: BTreeMap<(Month, String), Counts> = BTreeMap::new();
    for (row, period) in rows.texts(0)?.into_iter().enumerate() {
        let (Some(period), Some(system)) = (period, systems[row].clone()) else { continue };
        let at = OUTCOMES.iter().position(|o| metrics[row].as_deref() == Some(*o));
        if let Some(at) = at {
            brought.entry((period.parse()?, system)).or_default()[at] = values[row];
        }
    }
    Ok(brought)
}

/// The groups that weigh something under the preset that orders.
fn groups(curve: &Curve, presets: &[Preset]) -> Vec<String> {
    let weighs = |group: &str| {
        let own = curve.indicators.iter().filter(|i| i.group == group);
        presets.first().is_some_and(|p| own.map(|i| p.weight(&i.id)).sum::<f64>() > 0.0)
    };
    curve.groups.iter().map(|g| g.id.clone()).filter(|id| weighs(id)).collect()
}

fn as_seen(portfolio: &Portfolio, groups: &[String]) -> Seen {
    let period = portfolio.month.to_string();
    let known = |ranked: &Ranked| {
        let first = ranked.placements.first()?;
        let values = groups.iter().map(|g| first.score.group(g).map(|v| rounded(v, 1e6)));
        let values = values.collect::<Option<Vec<f64>>>()?;
        // The first rank stands highest.
        let rank = -f64::from(u32::try_from(first.rank).ok()?);
        let counts = OUTCOMES.map(|o| portfolio.figures.value(o, &ranked.system_id, &period));
        let predictors = [rank, rounded(first.score.score, 1e4)].into_iter().chain(values).collect();
        Some((ranked.system_id.clone(), Known { predictors, counts }))
    };
    Seen { month: portfolio.month, systems: portfolio.ranked.iter().filter_map(known).collect() }
}

/// Rounded as the ranking rounds, so that the last bits of a sum break no tie.
fn rounded(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale
}
