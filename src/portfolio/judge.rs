//! From evidence to verdicts and ranks. Pure: the same evidence gives the same judgement, so that a what-if, a replay
//! or a backtest judges exactly as the month itself was judged.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::assess::{Assessment, Checklist, assess};
use crate::catalog::figure::{HumanAnswer, Measured, System};
use crate::diagnostic::{Diagnostic, Result, nearest};
use crate::rank::{Candidate, Curve, Inputs, Preset, Ranked, rank};
use crate::workspace::Workspace;

/// What verdicts and ranks follow from.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// What the data say on the checklist, by system.
    pub measured: BTreeMap<String, Vec<Measured>>,
    /// What people say, by system.
    pub humans: BTreeMap<String, Vec<HumanAnswer>>,
    /// What the ranking reads, by system.
    pub inputs: BTreeMap<String, Inputs>,
    /// The day on which answers of people must hold.
    pub today: NaiveDate,
}

/// Verdicts and ranks.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// Assessments by system.
    pub assessments: BTreeMap<String, Assessment>,
    /// Systems in the order of their rank.
    pub ranked: Vec<Ranked>,
}

impl Evidence {
    /// That every answer of a person is about a known system.
    ///
    /// # Errors
    /// `E0123` with the nearest id.
    pub fn check_names(&self, workspace: &Workspace, systems: &BTreeMap<String, System>) -> Result<()> {
        let Some(stranger) = self.humans.keys().find(|id| !systems.contains_key(*id)) else { return Ok(()) };
        let fault = Diagnostic::input("E0123", format!("answers.csv names `{stranger}`, which is no system"))
            .at_file(workspace.shown(&workspace.reference("answers")));
        Err(match nearest(stranger, systems.keys().map(String::as_str)) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        })
    }
}

/// Assesses every system and ranks them under every preset; the first preset orders.
///
/// # Errors
/// Faults of the ranking.
pub fn judge(
    checklist: &Checklist,
    curve: &Curve,
    presets: &[Preset],
    systems: &BTreeMap<String, System>,
    evidence: &Evidence,
) -> Result<Judgement> {
    let assessments: BTreeMap<String, Assessment> = systems
        .values()
        .map(|system| {
            let measured = evidence.measured.get(&system.system_id).map_or(&[][..], Vec::as_slice);
            let humans = evidence.humans.get(&system.system_id).map_or(&[][..], Vec::as_slice);
            (system.system_id.clone(), assess(checklist, system, measured, humans, evidence.today))
        })
        .collect();
    let candidates: Vec<_> = assessments
        .values()
        .map(|a| Candidate::new(a, evidence.inputs.get(&a.system_id).cloned().unwrap_or_default()))
        .collect();
    Ok(Judgement { ranked: rank(curve, presets, &candidates)?, assessments })
}

/// Rows by their system, each list in the order of the rows.
pub fn by_system<T>(rows: Vec<T>, system: impl Fn(&T) -> &String) -> BTreeMap<String, Vec<T>> {
    let mut all: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for row in rows {
        all.entry(system(&row).clone()).or_default().push(row);
    }
    all
}
