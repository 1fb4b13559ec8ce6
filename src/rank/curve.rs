//! `guide/refcurve.toml`: the indicators, their groups and sources, and what an indicator reads from a system.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::shape::{Shape, Source, is_share};
use super::{INPUTS, Inputs, Value};
use crate::assess::parse::{from_toml, unknown};
use crate::diagnostic::{Diagnostic, Result};

const BUILTIN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/refcurve.toml"));
const BUILTIN_FILE: &str = "guide/refcurve.toml";
const CODE: &str = "E0402";

/// Slack for sums of weights, which are decimal fractions.
const ROUNDING: f64 = 1e-9;

/// The reference curve (ranking.md §4.2).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// Printed in every output.
    pub version: String,
    /// Coverage below which a system is marked `insufficient_data`, 0 to 1.
    pub coverage_min: f64,
    /// Groups whose score decides between equal scores, in this order.
    pub tie_break: Vec<String>,
    /// Groups, in the order of the outputs.
    #[serde(rename = "group")]
    pub groups: Vec<Group>,
    /// Indicators, in the order of the outputs.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

/// A group of indicators.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Name, Korean.
    pub label_ko: String,
    /// Name, English.
    pub label_en: String,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Id; presets weigh it by this name.
    pub id: String,
    /// Id of its group.
    pub group: String,
    /// Name, Korean.
    pub label_ko: String,
    /// Name, English.
    pub label_en: String,
    /// Worth where no source is known, 0 to 1.
    pub neutral: f64,
    /// Which source counts where several are known.
    #[serde(default)]
    pub combine: Combine,
    /// Where the value comes from.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
}

/// Which source counts where several are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// The first.
    #[default]
    First,
    /// The one of the largest worth, the first of equals.
    Largest,
}

/// What an indicator read, and what that is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Name of the input that counted.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// Its unit in Korean.
    pub unit_ko: String,
    /// Its value.
    pub value: Value,
    /// The anchors it was held against; a class has none.
    pub anchors: Option<[f64; 3]>,
    /// Its worth, 0 to 1.
    pub worth: f64,
}

impl Curve {
    /// The curve that comes with assay.
    pub fn builtin() -> Result<Self> {
        Curve::parse(BUILTIN, BUILTIN_FILE)
    }

    /// Reads a curve; `file` is how the user names it.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let curve: Curve = from_toml(CODE, file, text)?;
        let fault = |message: String| Diagnostic::input(CODE, message).at_file(file);
        let groups: Vec<&str> = curve.groups.iter().map(|g| g.id.as_str()).collect();
        let indicators: Vec<&str> = curve.indicators.iter().map(|i| i.id.as_str()).collect();
        for (what, ids) in [("group", &groups), ("indicator", &indicators)] {
            if let Some(twice) = repeated(ids) {
                return Err(fault(format!("{what} `{twice}` stands twice")));
            }
        }
        let named = curve.indicators.iter().map(|i| &i.group).chain(&curve.tie_break);
        if let Some(stranger) = named.into_iter().find(|id| !groups.contains(&id.as_str())) {
            return Err(unknown(CODE, file, "group", stranger, &groups));
        }
        if !is_share(curve.coverage_min) {
            return Err(fault(format!("expected `coverage_min` from 0 to 1, found {}", curve.coverage_min)));
        }
        for indicator in &curve.indicators {
            indicator.check(file)?;
        }
        Ok(curve)
    }

    /// The indicator of that id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.id == id)
    }

    /// Whether so small a coverage marks a system.
    pub fn is_insufficient(&self, coverage: f64) -> bool {
        coverage < self.coverage_min - ROUNDING
    }

    /// That every input has a name of [`INPUTS`] and the kind its source reads; else an internal fault, for
    /// a misspelt input would pass for missing data.
    pub fn check_inputs(&self, inputs: &Inputs) -> Result<()> {
        const CODE: &str = super::CODE;
        if let Some(stranger) = inputs.keys().find(|name| !INPUTS.contains(&name.as_str())) {
            return Err(Diagnostic::internal(CODE, format!("unknown ranking input `{stranger}`")));
        }
        let sources = self.indicators.iter().flat_map(|i| &i.sources);
        for (source, value) in sources.filter_map(|s| inputs.get(&s.input).map(|value| (s, value))) {
            let fits = match (&source.shape, value) {
                (Shape::Anchors { .. }, Value::Number(x)) => x.is_finite(),
                (Shape::Words(_), Value::Text(_)) => true,
                _ => false,
            };
            if !fits {
                let message = format!("ranking input `{}` is of the wrong kind or not finite", source.input);
                return Err(Diagnostic::internal(CODE, message));
            }
        }
        Ok(())
    }
}

impl Indicator {
    /// What the indicator reads from the inputs; `None` where no source is known.
    pub fn reading(&self, inputs: &Inputs) -> Option<Reading> {
        let mut known = self.sources.iter().filter_map(|source| source.reading(inputs));
        match self.combine {
            Combine::First => known.next(),
            Combine::Largest => known.reduce(|best, next| if next.worth > best.worth { next } else { best }),
        }
    }

    fn check(&self, file: &str) -> Result<()> {
        let fault = |message: String| Diagnostic::input(CODE, message).at_file(file);
        if !is_share(self.neutral) {
            return Err(fault(format!("expected `neutral` of `{}` from 0 to 1, found {}", self.id, self.neutral)));
        }
        if self.sources.is_empty() {
            return Err(fault(format!("indicator `{}` has no source", self.id)));
        }
        match self.sources.iter().find(|s| !INPUTS.contains(&s.input.as_str())) {
            Some(source) => Err(unknown(CODE, file, "input", &source.input, INPUTS)),
            None => Ok(()),
        }
    }
}

fn repeated<'a>(ids: &[&'a str]) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    ids.iter().copied().find(|id| !seen.insert(*id))
}
