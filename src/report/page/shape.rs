//! The shape of the portfolio: need against feasibility, the guide's flow with counts, maturity now and suggested.

use serde::Serialize;

use super::columns::tier;
use crate::assess::{Level, Step, Verdict};
use crate::catalog::figure::Answer;
use crate::cells::{grouped, number};
use crate::portfolio::Portfolio;
use crate::portfolio::indicators::WINDOW;
use crate::rank::Ranked;
use crate::report::both::Both;
use crate::report::draw::flow::Flow;
use crate::report::draw::map::{Bubble, map};
use crate::report::outlook;

/// The group that says how easily a system can change.
pub(super) const FEASIBILITY: &str = "feasibility";
const LEVELS: [Level; 4] = [Level::L0, Level::L1, Level::L2, Level::L3];

/// The pictures.
#[derive(Debug, Serialize)]
pub struct Shape {
    /// Need against feasibility.
    pub map: String,
    /// Classes of colours and tiers that they stand for.
    pub tiers: Vec<(usize, Both)>,
    /// The flow.
    pub flow: String,
    /// Names of the levels.
    pub levels: Vec<Both>,
    /// Systems by current level (the last row is unknown) and suggested level.
    pub maturity: Vec<(Both, Vec<usize>)>,
}

/// All of it.
pub fn shape(portfolio: &Portfolio) -> Shape {
    let bubbles: Vec<_> = portfolio.ranked.iter().enumerate().filter_map(|(at, r)| bubble(portfolio, at, r)).collect();
    let levels: Vec<_> = LEVELS.iter().map(|l| Both::of(|lang| outlook::level(portfolio, *l, lang))).collect();
    Shape {
        tiers: (1..).map_while(|n| Some((n, tier(n)?))).collect(),
        map: map(&bubbles, "fig-map"),
        flow: flow(portfolio).svg("fig-flow"),
        maturity: maturity(portfolio, &levels),
        levels,
    }
}

fn bubble(portfolio: &Portfolio, at: usize, ranked: &Ranked) -> Option<Bubble> {
    let (system, placement) = (portfolio.systems.get(&ranked.system_id)?, ranked.placements.first()?);
    let feasibility = placement.score.group(FEASIBILITY)? * 100.0;
    let others = || placement.score.contributions.iter().filter(|c| c.group != FEASIBILITY);
    let weight: f64 = others().map(|c| c.weight).sum();
    let need = others().map(|c| c.points).sum::<f64>() / weight.max(f64::EPSILON);
    let users = portfolio.figures.value("users_per_day", &ranked.system_id, WINDOW);
    let said = users.map_or("–".to_string(), |u| grouped(u, 0));
    let (need_said, feasible) = (number(Some(need), 1), number(Some(feasibility), 1));
    Some(Bubble {
        title: format!(
            "{}. {} · 필요도(need) {need_said} · 실현 용이성(feasibility) {feasible} · 하루 이용자(users/day) {said}",
            placement.rank, system.name
        ),
        name: system.name.clone(),
        need,
        feasibility,
        users,
        class: format!("m{}", ranked.tier),
        named: at < portfolio.cutoff.max(12),
    })
}

fn flow(portfolio: &Portfolio) -> Flow {
    let mut flow = Flow { all: portfolio.assessments.len(), ..Flow::default() };
    for assessment in portfolio.assessments.values() {
        for step in &assessment.path {
            if let Step::Gate { number, gate } = step {
                let column = match gate.answer {
                    Answer::Y => 0,
                    Answer::U => 1,
                    Answer::N => 2,
                };
                flow.gates[usize::from(*number == 2)][column] += 1;
            }
        }
        match assessment.verdict {
            Verdict::Adopt => flow.ends[0] += 1,
            Verdict::NeedsReview => flow.ends[1] += 1,
            Verdict::Keep => flow.ends[2] += 1,
            Verdict::KeepStrong => flow.ends[3] += 1,
            Verdict::KeepSystem | Verdict::KeepArchitecture => {}
        }
    }
    flow
}

fn maturity(portfolio: &Portfolio, levels: &[Both]) -> Vec<(Both, Vec<usize>)> {
    let mut counts = [[0_usize; 5]; 5];
    for ranked in &portfolio.ranked {
        let Some(outlook) = portfolio.outlook(ranked) else { continue };
        let at = |level: Option<Level>| LEVELS.iter().position(|l| Some(*l) == level).unwrap_or(4);
        counts[at(outlook.levels.current)][at(outlook.levels.suggested)] += 1;
    }
    let names = levels.iter().cloned().chain([Both::new("미상", "unknown")]);
    names.zip(counts).map(|(name, row)| (name, row.to_vec())).collect()
}
