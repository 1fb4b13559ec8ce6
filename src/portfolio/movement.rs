//! What moved between two rankings, split exactly into rule, data and answer.
//!
//! The ranking before is taken over step by step: first under the rules of today (the month of then is computed again
//! from the inputs of then), then with the data of today (while people's answers stay those of then), then with the
//! answers of today. Each step differs from the one before in one cause alone, so that the three add up.

use crate::diagnostic::Result;
use crate::identity::unite::unite;
use crate::lake::Lake;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::judge::{self, Evidence};
use super::reported::{self, Reported};
use super::snapshot::{Snapshot, Standing};
use super::{Portfolio, compute_from, last_day, presets};

/// Why something moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Settings, guide, queries or the program.
    Rule,
    /// Exports, and reference files other than answers; time itself, for the answers that data give.
    Data,
    /// What people answered; an answer that expired, too.
    Answer,
}

impl Cause {
    /// In the order of the steps.
    pub const ALL: [Cause; 3] = [Cause::Rule, Cause::Data, Cause::Answer];

    /// Code in the outputs.
    pub fn code(self) -> &'static str {
        match self {
            Cause::Rule => "rule",
            Cause::Data => "data",
            Cause::Answer => "answer",
        }
    }

    /// The word of a language for it; in English the code.
    pub fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (cause, Lang::En) => cause.code(),
            (Cause::Rule, Lang::Ko) => "규칙",
            (Cause::Data, Lang::Ko) => "자료",
            (Cause::Answer, Lang::Ko) => "응답",
        }
    }
}

/// Four rankings, each one cause away from the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    /// As it was.
    pub from: Snapshot,
    /// The inputs of then under the rules of today.
    pub ruled: Snapshot,
    /// The data of today with the answers of then.
    pub measured: Snapshot,
    /// As it is.
    pub to: Snapshot,
}

/// A reported month under the rules of today: computed again from all that was known then, the declared coverage among
/// it. Nothing where the rules are the same.
///
/// # Errors
/// `E0195` when the inputs of the report are gone; faults of computing it again.
pub fn replay(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Option<Portfolio>> {
    let preset = portfolio.presets.first().map_or("", |p| p.id.as_str());
    let from = &reported.snapshot;
    if from.config_version == portfolio.config_version && from.preset == preset {
        return Ok(None);
    }
    let presets = presets(&portfolio.curve, preset)?;
    let sources = reported.sources(workspace)?;
    compute_from(&reported.workspace(workspace)?, sources, portfolio.curve.clone(), presets).map(Some)
}

/// What one cause did to one system.
#[derive(Debug, Clone, Copy)]
pub struct Step<'m> {
    /// The cause.
    pub cause: Cause,
    /// Where the system stood before; `None` where it was not there.
    pub before: Option<&'m Standing>,
    /// Where it stood after.
    pub after: Option<&'m Standing>,
}

impl Movement {
    /// From a reported month to a computed one, of another month or of the same.
    ///
    /// # Errors
    /// `E0195` when the inputs of the report are gone; faults of computing it again.
    pub fn since(workspace: &Workspace, reported: &Reported, portfolio: &Portfolio) -> Result<Self> {
        Self::replayed(workspace, reported, replay(workspace, reported, portfolio)?.as_ref(), portfolio)
    }

    /// The same with what [`replay`] gave.
    ///
    /// # Errors
    /// As [`Movement::since`].
    pub fn replayed(
        workspace: &Workspace,
        reported: &Reported,
        replayed: Option<&Portfolio>,
        portfolio: &Portfolio,
    ) -> Result<Self> {
        let from = reported.snapshot.clone();
        let ruled = replayed.map_or_else(|| from.clone(), Snapshot::of);
        let sources = reported.sources(workspace)?;
        let lake = Lake::new(workspace.lake());
        let humans = unite(&sources.references, &lake, &sources.receipts, workspace.zone)?.answers();
        let then = Evidence {
            humans: judge::by_system(humans, |h| &h.system_id),
            today: last_day(workspace, reported.as_of()?),
            ..portfolio.evidence.clone()
        };
        Self::over(portfolio, from, ruled, &then)
    }

    /// From the month before; nothing where that was not reported.
    ///
    /// # Errors
    /// As [`Movement::since`].
    pub fn since_month_before(workspace: &Workspace, portfolio: &Portfolio) -> Result<Option<Self>> {
        let before = reported::latest(workspace, portfolio.month.plus(-1))?;
        before.map(|before| Self::since(workspace, &before, portfolio)).transpose()
    }

    /// From a month that was computed with the rules of today, because it was never reported.
    ///
    /// # Errors
    /// Faults of the ranking.
    pub fn since_computed(before: &Portfolio, portfolio: &Portfolio) -> Result<Self> {
        let from = Snapshot::of(before);
        let then = Evidence {
            humans: before.evidence.humans.clone(),
            today: before.evidence.today,
            ..portfolio.evidence.clone()
        };
        Self::over(portfolio, from.clone(), from, &then)
    }

    fn over(portfolio: &Portfolio, from: Snapshot, ruled: Snapshot, then: &Evidence) -> Result<Self> {
        let judgement =
            judge::judge(&portfolio.checklist, &portfolio.curve, &portfolio.presets, &portfolio.systems, then)?;
        let measured = Snapshot::judged(portfolio, &judgement);
        Ok(Movement { from, ruled, measured, to: Snapshot::of(portfolio) })
    }

    /// What each cause did to a system, in the order of [`Cause::ALL`].
    pub fn steps(&self, system_id: &str) -> [Step<'_>; 3] {
        let [from, ruled, measured, to] =
            [&self.from, &self.ruled, &self.measured, &self.to].map(|s| s.standing(system_id));
        [
            Step { cause: Cause::Rule, before: from, after: ruled },
            Step { cause: Cause::Data, before: ruled, after: measured },
            Step { cause: Cause::Answer, before: measured, after: to },
        ]
    }
}

impl Step<'_> {
    /// Points that the score rose by; nothing where the system was not there before or after.
    pub fn points(&self) -> Option<f64> {
        Some(self.after?.score - self.before?.score)
    }

    /// Answers that changed: the item, what it was and what it is, as `Y:H`.
    pub fn answers(&self) -> Vec<(usize, &str, &str)> {
        let (Some(before), Some(after)) = (self.before, self.after) else { return Vec::new() };
        let pairs = before.answers.iter().zip(&after.answers).enumerate();
        pairs.filter(|(_, (was, is))| was != is).map(|(at, (was, is))| (at + 1, was.as_str(), is.as_str())).collect()
    }

    /// Points that each indicator rose by, largest first; those that stayed are left out.
    pub fn deltas(&self) -> Vec<(&str, f64)> {
        let (Some(before), Some(after)) = (self.before, self.after) else { return Vec::new() };
        let points = |of: &Standing, indicator: &str| {
            of.contributions.iter().find(|c| c.indicator == indicator).map_or(0.0, |c| c.points)
        };
        let gone =
            before.contributions.iter().filter(|c| after.contributions.iter().all(|a| a.indicator != c.indicator));
        let all = after.contributions.iter().chain(gone).map(|c| c.indicator.as_str());
        let mut deltas: Vec<_> = all.map(|i| (i, points(after, i) - points(before, i))).collect();
        deltas.retain(|(_, points)| points.abs() >= SAME_SCORE);
        deltas.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        deltas
    }

    /// Whether nothing was known of an indicator before, and something is after.
    pub fn is_known_only(&self, indicator: &str) -> bool {
        let known = |of: Option<&Standing>| {
            of.and_then(|s| s.contributions.iter().find(|c| c.indicator == indicator))
                .is_some_and(|c| c.value.is_some())
        };
        !known(self.before) && known(self.after)
    }

    /// Whether the system itself is judged otherwise; a rank that others moved is no change of its own.
    pub fn is_change(&self) -> bool {
        let own = |s: &Standing| (s.verdict.clone(), s.hint.clone(), s.conditional, s.answers.clone(), s.yes);
        match (self.before, self.after) {
            (Some(before), Some(after)) => {
                own(before) != own(after) || (before.score - after.score).abs() >= SAME_SCORE
            }
            (before, after) => before.is_some() != after.is_some(),
        }
    }
}

/// Scores are ranked to four decimals; what differs by less is the same.
pub const SAME_SCORE: f64 = 5e-5;
