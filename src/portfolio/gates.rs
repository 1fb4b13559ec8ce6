//! Hints for the two gates of the guide's flow (guide.md §2.1): what the inventory and the figures say for a person to
//! weigh. They never decide: a gate is answered by a person or by the inventory.

use chrono::{Months, NaiveDate};

use crate::assess::GateHints;
use crate::catalog::figure::System;
use crate::cells::number;
use crate::rank::Ranked;

/// Groups of the score whose indicators are adverse when they are high.
const ADVERSE: [&str; 3] = ["scalability", "change", "outage"];

/// A hint for one gate of one system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateHint {
    /// 1 or 2.
    pub gate: u8,
    /// The answer that it speaks for.
    pub speaks_for: &'static str,
    /// What it stands on.
    pub ground: Ground,
    /// The same in words.
    pub evidence: String,
}

/// What a hint stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// Classified data (C).
    Classified,
    /// Its end is planned for the day.
    Disposal(NaiveDate),
    /// The performance review gave fewer points than the limit.
    Review {
        /// Points.
        score: String,
        /// Points below which it is adverse.
        below: String,
    },
    /// A rebuild or successor is planned for the day.
    Rebuild(NaiveDate),
    /// In operation as it is since the day, for so many years or more.
    Age(NaiveDate, u32),
    /// Indicators that reach the upper reference.
    Adverse(Vec<String>),
}

impl Ground {
    fn english(&self) -> String {
        match self {
            Ground::Classified => "its data are classified (C)".into(),
            Ground::Disposal(day) => format!("its end is planned for {day}"),
            Ground::Review { score, below } => format!("performance review {score}, below {below}"),
            Ground::Rebuild(day) => format!("a rebuild or successor is planned for {day}"),
            Ground::Age(since, years) => format!("in operation as it is since {since}, {years} years or more"),
            Ground::Adverse(high) => format!("{} figures at the upper reference: {}", high.len(), high.join(", ")),
        }
    }
}

/// The hints of one system on a day.
pub fn hints(rules: &GateHints, system: &System, ranked: &Ranked, today: NaiveDate) -> Vec<GateHint> {
    let hint = |gate, speaks_for, ground: Ground| GateHint { gate, speaks_for, evidence: ground.english(), ground };
    let mut hints = Vec::new();
    if system.data_class.as_deref() == Some("C") {
        hints.push(hint(1, "N", Ground::Classified));
    }
    if let Some(day) = system.disposal_planned_at {
        hints.push(hint(1, "N", Ground::Disposal(day)));
    }
    let review = |score, below: f64| Ground::Review { score: number(Some(score), 1), below: below.to_string() };
    match system.performance_score {
        Some(score) if score < rules.discard_score => hints.push(hint(1, "N", review(score, rules.discard_score))),
        Some(score) if score < rules.improve_score => hints.push(hint(2, "Y", review(score, rules.improve_score))),
        _ => {}
    }
    if let Some(day) = system.rebuild_planned_at {
        hints.push(hint(2, "Y", Ground::Rebuild(day)));
    }
    let since = system.go_live.max(system.rebuild_date);
    if let Some(since) = since.filter(|s| s.checked_add_months(Months::new(12 * rules.age_years)) <= Some(today)) {
        hints.push(hint(2, "Y", Ground::Age(since, rules.age_years)));
    }
    let high = adverse(ranked);
    if high.len() >= rules.adverse_min {
        hints.push(hint(2, "Y", Ground::Adverse(high.into_iter().map(str::to_string).collect())));
    }
    hints
}

/// Indicators of need that reach the upper anchor of the reference curve.
fn adverse(ranked: &Ranked) -> Vec<&str> {
    let Some(first) = ranked.placements.first() else { return Vec::new() };
    let contributions = first.score.contributions.iter();
    contributions
        .filter(|c| ADVERSE.contains(&c.group.as_str()) && c.reading.as_ref().is_some_and(|r| r.worth >= 1.0))
        .map(|c| c.indicator.as_str())
        .collect()
}
