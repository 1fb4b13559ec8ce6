//! Kinds of systems: how often they change, fail and are asked for.

/// A kind of system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archetype {
    /// Busy with citizens, surges at the start of a month, much policy.
    Portal,
    /// Stable, used inside.
    Internal,
    /// Aging, with outages and failed deployments.
    Monolith,
    /// Well run: small deployments by a pipeline, on most days.
    Msa,
    /// Poorly monitored: in the inventory, in no export.
    Silent,
    /// To be disposed of soon.
    Disposal,
    /// Goes live in the middle of the history.
    Newcomer,
}

/// What happens in a month of a system, in percent of the occasions.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Tuesdays, Wednesdays and Thursdays with a deployment.
    pub deploys: i64,
    /// Weeks with something hard over several days.
    pub hard_weeks: i64,
    /// Deployments that are more than one plain row.
    pub hard_days: i64,
    /// Weekends with an incident.
    pub incidents: i64,
    /// Change requests a month, at most.
    pub changes: i64,
    /// Change requests that a policy drives.
    pub policy: i64,
    /// Requests that are done late.
    pub late: i64,
    /// Complaints a month, at most, beside those of outages.
    pub complaints: i64,
}

impl Archetype {
    /// Its habits.
    pub fn habits(self) -> Habits {
        let [deploys, hard_weeks, hard_days, incidents, changes, policy, late, complaints] = match self {
            Archetype::Portal => [40, 30, 55, 55, 12, 30, 20, 5],
            Archetype::Internal => [9, 10, 25, 16, 3, 10, 8, 0],
            Archetype::Monolith => [18, 35, 70, 75, 8, 35, 35, 2],
            Archetype::Msa => [88, 12, 40, 14, 8, 10, 4, 1],
            Archetype::Silent => [0; 8],
            Archetype::Disposal => [2, 0, 0, 12, 1, 0, 10, 0],
            Archetype::Newcomer => [30, 25, 50, 35, 6, 15, 15, 2],
        };
        Habits { deploys, hard_weeks, hard_days, incidents, changes, policy, late, complaints }
    }
}
