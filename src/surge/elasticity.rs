//! What elastic capacity would have saved (metrics.md 3.10).

use crate::calendar::Micros;

/// A replay of a policy that follows the load.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Unit-hours in use.
    pub capacity_hours: f64,
    /// Unit-hours of a fixed capacity as large as the largest of the replay.
    pub fixed_hours: f64,
    /// 1 − capacity_hours / fixed_hours.
    pub saving: f64,
    /// Minutes in which the units were used above 80 %.
    pub under_minutes: i64,
}

/// A replay of the policy that follows the calendar: more units around the windows of the regular keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Hours of surges within the scheduled time.
    pub covered_hours: f64,
    /// Hours of valid load within the scheduled time that were no surge.
    pub wasted_hours: f64,
}

/// Elasticity of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Elasticity {
    /// Name of the period.
    pub period: String,
    /// Share of its buckets in which the demand is known, between the first bucket of the system and `as_of`.
    pub coverage: f64,
    /// Least number of units.
    pub n_min: u32,
    /// Cores of one unit, c.
    pub unit_cores: f64,
    /// Mean of the units in use, C.
    pub mean_units: f64,
    /// Most units in use, n_peak.
    pub peak_units: f64,
    /// Bucket in which they were first needed.
    pub peak_at: Micros,
    /// 1 − mean C / n_peak: the shape of the demand only.
    pub elastic_saving: f64,
    /// 1 − n_peak · c / installed; negative if too little is installed.
    pub rightsizing: Option<f64>,
    /// Mean of the cores installed.
    pub installed: Option<f64>,
    /// Whether a bucket of the period is saturated: the demand was then more than was measured.
    pub lower_bound: bool,
    /// The guide's policy: 2 more units from 50 % on.
    pub reactive: Replay,
    /// The analogue of the Kubernetes autoscaler.
    pub hpa: Replay,
    /// The guide's policy of reserved times.
    pub scheduled: Schedule,
}
