//! Figures as plain structs: what the metrics hand to the guide and the ranking.

use chrono::NaiveDate;

/// One figure of one system over one period, as the view `metrics` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Metric id, the name of its file in `queries/metrics/`.
    pub metric: String,
    /// System.
    pub system_id: String,
    /// Label of the period: `2026-10` for a month, `T12` and `T6` for the trailing closed months.
    pub period: String,
    /// The value in the unit of its definition; `None` with a reason when it cannot be known.
    pub value: Option<f64>,
    /// Numerator and denominator where the figure is a ratio.
    pub numerator: Option<f64>,
    /// See `numerator`.
    pub denominator: Option<f64>,
    /// Sample size behind the value.
    pub n: Option<i64>,
    /// Covered share of the observed window, 0 to 1.
    pub coverage: Option<f64>,
    /// Why the value is null.
    pub null_reason: Option<String>,
    /// Bounds of its 95 % interval, where the definition gives one.
    pub interval: Option<(f64, f64)>,
}

/// Inventory entry of one system; every field but the first two may be unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct System {
    /// Stable id.
    pub system_id: String,
    /// Name in the outputs.
    pub name: String,
    /// `citizen`, `internal`, `common`.
    pub srm_class: Option<String>,
    /// Agency.
    pub agency: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Data centre.
    pub center: Option<String>,
    /// Gates as the inventory states them: `Y`, `N`, `U`.
    pub gate1: Option<String>,
    /// See `gate1`.
    pub gate2: Option<String>,
    /// `on_premise`, `iaas`, `paas`, `container`, `saas`.
    pub platform: Option<String>,
    /// `none`, `partial`, `full`.
    pub ci_cd: Option<String>,
    /// `monolith`, `modular`, `msa`.
    pub architecture: Option<String>,
    /// Planned end of life.
    pub disposal_planned_at: Option<NaiveDate>,
    /// Planned rebuild or successor.
    pub rebuild_planned_at: Option<NaiveDate>,
    /// First day in operation.
    pub go_live: Option<NaiveDate>,
    /// Last full rebuild.
    pub rebuild_date: Option<NaiveDate>,
    /// Score of the yearly performance review, 0 to 100.
    pub performance_score: Option<f64>,
    /// `C`, `S`, `O`.
    pub data_class: Option<String>,
    /// True where no inventory lists the system: it is known from exports alone.
    pub unlisted: bool,
}

/// A checklist answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Yes: counts toward adoption.
    Y,
    /// No.
    N,
    /// Unknown; never silently no.
    #[default]
    U,
}

/// How strong the evidence behind an answer is (guide.md §2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Nothing known.
    #[default]
    None,
    /// Data suggests it.
    S,
    /// Data decides it.
    D,
    /// A person answered.
    H,
}

/// What the data say on one item of one system: a row of the view `checklist_measured`,
/// made by a query of `queries/checks/`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    /// System.
    pub system_id: String,
    /// Item 1 to 10.
    pub item: u8,
    /// Answer; `U` where the data do not settle it.
    pub answer: Answer,
    /// `D`, `S` or `None`.
    pub tier: Tier,
    /// The measured value and the threshold it is held against.
    pub value: Option<f64>,
    /// See `value`.
    pub threshold: Option<f64>,
    /// The parameter that the threshold is; `None` where it is a number of the guide (one stop, one complaint).
    pub parameter: Option<String>,
    /// Sample size.
    pub n: Option<i64>,
    /// One phrase of evidence, with units.
    pub evidence: String,
    /// The answer under each setting of the user condition of item 1.
    pub alternatives: Vec<Alternative>,
    /// What the data would say under moved thresholds, where that differs: rows of the table `checklist_moved`.
    pub moved: Vec<Moved>,
}

/// What the data say on item 1 under one setting of its user condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// `citizen_only`, `strict` or `off`.
    pub setting: String,
    /// The answer under it.
    pub answer: Answer,
    /// Its tier: a setting that needs no user count can be decided where another is open.
    pub tier: Tier,
}

/// The answer to an item with one of its thresholds moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The threshold, by its parameter.
    pub parameter: String,
    /// What its value was multiplied with: 0.8, 0.9, 1.1 or 1.2.
    pub factor: f64,
    /// The answer then.
    pub answer: Answer,
    /// Its tier then.
    pub tier: Tier,
}

/// What a person answered: a row of `answers.csv`, or a gate of the inventory.
#[derive(Debug, Clone, PartialEq)]
pub struct HumanAnswer {
    /// System.
    pub system_id: String,
    /// `1` to `10`, `gate1`, `gate2`.
    pub item: String,
    /// Answer.
    pub answer: Answer,
    /// Who.
    pub by: String,
    /// When.
    pub at: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// When it stops to hold; `None` is 12 months after `at`.
    pub expires: Option<NaiveDate>,
}
