//! Why a system stands where it stands, as data: what `explain` prints and hands out as JSON. Every figure is taken
//! from the computed month; only sentences are made here.

mod rank;
mod verdict;

use serde::Serialize;

use crate::catalog::figure::System;
use crate::diagnostic::{Diagnostic, Result};
use crate::metrics::checks;
use crate::portfolio::Portfolio;
use crate::portfolio::carve_out::leading;
use crate::portfolio::movement::Movement;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::{candidates, corrections, outlook, sentences};

pub use rank::{Bar, Certainty, Delta, Lead, LeftOut, Lift, Moved, Since};
pub use verdict::{Answered, Asked, Conditioned, Flipped, Found, Hinted, Passed, Said, Shifted, gates};

use rank::{bar, below, certainty, lead, since, without_group};
use verdict::{answered, conditioned, flips, passed};

/// A system, explained.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// Id.
    pub system_id: String,
    /// Name.
    pub name: String,
    /// The month.
    pub period: String,
    /// Nothing after this instant was looked at.
    pub as_of: String,
    /// Preset that orders.
    pub preset: String,
    /// Hash of program, settings, guide and queries.
    pub config_version: String,
    /// Hash of all inputs.
    pub input_hash: String,
    /// Code of the verdict.
    pub verdict: &'static str,
    /// Code of the hint of a review.
    pub hint: Option<&'static str>,
    /// The verdict in words.
    pub sentence: String,
    /// A gate on the way is unknown.
    pub conditional: bool,
    /// Flags that are set.
    pub flags: Vec<&'static str>,
    /// The way through the guide's flow.
    pub path: Vec<Passed>,
    /// Certain, likely and possible YES.
    pub yes: [u8; 3],
    /// YES that are missing for adoption.
    pub min_more_yes: Option<u8>,
    /// Items to settle, cheapest evidence first.
    pub open_items: Vec<u8>,
    /// Both gates.
    pub gates: [Asked; 2],
    /// The ten answers.
    pub answers: Vec<Answered>,
    /// Item 1 under each setting of its user condition; empty where it was not measured.
    pub user_conditions: Vec<Conditioned>,
    /// Single answers, to an item or a gate, that would change the verdict.
    pub flips: Vec<Flipped>,
    /// 1 to N among so many.
    pub rank: usize,
    /// Systems that are ranked.
    pub of: usize,
    /// 1 to 6.
    pub tier: u8,
    /// How sure the rank is.
    pub certainty: Certainty,
    /// 0 to 100.
    pub score: f64,
    /// With everything missing at its worst and at its best.
    pub score_range: [f64; 2],
    /// Weight of what is known, 0 to 1.
    pub coverage: f64,
    /// What each indicator adds; they sum to the score.
    pub contributions: Vec<Bar>,
    /// Why it stands above the next.
    pub above: Option<Lead>,
    /// Why it stands below the one before, and what would lift it past.
    pub below: Option<Lead>,
    /// Rank without one group of indicators.
    pub without_group: Vec<LeftOut>,
    /// What moved since the month before, if that was reported.
    pub since: Option<Since>,
    /// Reasons in words, largest first.
    pub reasons: Vec<String>,
    /// Current and suggested level, and the step between them.
    pub levels: [Option<&'static str>; 2],
    /// See `levels`.
    pub path_to_level: Option<String>,
    /// Expected benefits with what carries them.
    pub benefits: Vec<String>,
    /// Corrections of records of the system, also those that no longer apply.
    pub corrections: Vec<String>,
    /// Component to carve out first.
    pub leading_component: Option<String>,
    /// Regular times of its surges.
    pub regular_surges: Vec<String>,
}

impl Explained {
    /// Explains a system; `movement` is what moved since the month before, if that was reported.
    ///
    /// # Errors
    /// `E0909` when the system is not ranked; faults of the draws.
    pub fn of(
        workspace: &Workspace,
        portfolio: &Portfolio,
        system: &System,
        movement: Option<&Movement>,
        lang: Lang,
    ) -> Result<Self> {
        let missing = || Diagnostic::internal("E0909", format!("`{}` was not ranked", system.system_id));
        let assessment = portfolio.assessments.get(&system.system_id).ok_or_else(missing)?;
        let at = portfolio.ranked.iter().position(|r| r.system_id == system.system_id).ok_or_else(missing)?;
        let ranked = &portfolio.ranked[at];
        let placement = ranked.placements.first().ok_or_else(missing)?;
        let neighbour = |at: Option<usize>| at.and_then(|at| portfolio.ranked.get(at));
        let outlook = portfolio.outlook(ranked);
        let levels = outlook.as_ref().map(|o| &o.levels);
        let components = portfolio.components.get(&system.system_id);
        let surges = portfolio.surges.get(&system.system_id);
        Ok(Explained {
            system_id: system.system_id.clone(),
            name: system.name.clone(),
            period: portfolio.month.to_string(),
            as_of: candidates::as_of(workspace, portfolio),
            preset: placement.score.preset.clone(),
            config_version: portfolio.config_version.clone(),
            input_hash: portfolio.input_hash.clone(),
            verdict: assessment.verdict.code(),
            hint: assessment.hint.map(|h| h.code()),
            sentence: sentences::verdict(assessment.verdict, assessment.hint, lang).into(),
            conditional: assessment.flags.conditional,
            flags: assessment.flags.names(),
            path: assessment.path.iter().map(passed).collect(),
            yes: [assessment.tally.yes_low, assessment.tally.yes_point, assessment.tally.yes_high],
            min_more_yes: assessment.min_more_yes,
            open_items: assessment.open_items.clone(),
            gates: gates(portfolio, assessment, lang),
            answers: answered(portfolio, assessment, &checks::windows(&portfolio.marts.engine, lang)?, lang),
            user_conditions: conditioned(assessment),
            flips: flips(&portfolio.checklist.rules, assessment),
            rank: placement.rank,
            of: portfolio.ranked.len(),
            tier: ranked.tier,
            certainty: certainty(portfolio, at, lang)?,
            score: placement.score.score,
            score_range: [placement.score.score_lo, placement.score.score_hi],
            coverage: placement.score.coverage,
            contributions: placement.score.contributions.iter().map(|c| bar(portfolio, c, lang)).collect(),
            above: neighbour(Some(at + 1)).and_then(|next| lead(portfolio, ranked, next, lang)),
            below: neighbour(at.checked_sub(1)).and_then(|before| below(portfolio, ranked, before, lang)),
            without_group: without_group(portfolio, at, lang),
            since: movement.map(|m| since(portfolio, m, &system.system_id, lang)),
            reasons: sentences::reasons(portfolio, ranked, 3, lang),
            levels: [levels.and_then(|l| l.current), levels.and_then(|l| l.suggested)].map(|l| l.map(|l| l.code())),
            path_to_level: levels.and_then(|l| l.path.as_ref()).map(|p| p.word().to_string()),
            benefits: outlook.iter().flat_map(|o| &o.benefits).map(|b| outlook::benefit(portfolio, b, lang)).collect(),
            corrections: portfolio
                .corrections
                .iter()
                .filter(|c| c.systems.contains(&system.system_id))
                .map(|c| corrections::sentence(c, lang))
                .collect(),
            leading_component: components.and_then(|c| leading(c)).map(|c| c.name.clone()),
            regular_surges: surges
                .map(|s| s.times.iter().map(|t| sentences::regular_time(t, lang)).collect())
                .unwrap_or_default(),
        })
    }
}
