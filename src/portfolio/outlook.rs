//! Where a system stands, where it should go, and what it may expect there: the rules of the guide over one assessment
//! and one score.

use crate::assess::{Levels, Path};
use crate::rank::{Benefit, Ranked};

use super::Portfolio;

/// Levels and benefits of one system.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook<'p> {
    /// Levels and the step between them.
    pub levels: Levels,
    /// Expected benefits; empty where there is no step to take.
    pub benefits: Vec<Benefit<'p>>,
}

impl Portfolio {
    /// The outlook of a ranked system under the preset that orders; `None` where it was not assessed.
    pub fn outlook<'p>(&'p self, ranked: &'p Ranked) -> Option<Outlook<'p>> {
        let assessment = self.assessments.get(&ranked.system_id)?;
        let system = self.systems.get(&ranked.system_id)?;
        let score = &ranked.placements.first()?.score;
        let levels = self.maturity.levels(system, assessment, score.group(&self.maturity.suggested.group));
        let stays = levels.path == Some(Path::Stay);
        let benefits = if stays { Vec::new() } else { self.benefits.of(system, assessment, score) };
        Some(Outlook { levels, benefits })
    }
}
