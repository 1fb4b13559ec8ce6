//! `guide/checklist.toml`: the questions, the rules over their answers, the thresholds of the item queries.
//!
//! The thresholds are only carried here; the engine hands them to the queries of `queries/checks/`.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::parse::{from_toml, unknown};
use crate::catalog::figure::HumanAnswer;
use crate::diagnostic::{Diagnostic, Result};

/// Number of items of the guide's checklist.
pub const ITEMS: u8 = 10;

const BUILTIN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/checklist.toml"));
const BUILTIN_FILE: &str = "guide/checklist.toml";
const CODE: &str = "E0401";

/// The checklist with its rules.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Printed in every output.
    pub version: String,
    /// From counts to a verdict.
    pub rules: Rules,
    /// What is shown beside the gates.
    pub gate_hints: GateHints,
    /// Thresholds of the item queries by name (`item1.ratio`); SQL reads them as `param('item1.ratio')`.
    #[serde(default)]
    pub parameters: BTreeMap<String, Parameter>,
    /// The ten items, by number.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// From counts to a verdict (guide.md §1.5, §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Certain YES from which on adoption is reviewed.
    pub adopt_min: u8,
    /// Possible YES up to which keeping is recommended.
    pub keep_strong_max: u8,
    /// Possible YES up to which the system is kept.
    pub keep_max: u8,
    /// Months for which a person's answer holds that names no end.
    pub answer_lifetime_months: u32,
}

impl Rules {
    /// The first day on which an answer of a person no longer holds.
    pub fn end(&self, answer: &HumanAnswer) -> NaiveDate {
        let lifetime = Months::new(self.answer_lifetime_months);
        let default = || answer.at.checked_add_months(lifetime).unwrap_or(NaiveDate::MAX);
        answer.expires.unwrap_or_else(default)
    }
}

/// Limits of the hints for the gates (guide.md §2.1); they decide nothing.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateHints {
    /// Score of the performance review below which disposal is recommended.
    pub discard_score: f64,
    /// Score below which an improvement is recommended.
    pub improve_score: f64,
    /// Years in operation without a rebuild.
    pub age_years: u32,
    /// Figures of need at the upper reference.
    pub adverse_min: usize,
}

/// One threshold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Parameter {
    /// A number in the unit that the file notes beside it.
    Number(f64),
    /// A setting.
    Text(String),
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// 1 to 10.
    pub number: u8,
    /// The question, Korean.
    pub question_ko: String,
    /// The question, English.
    pub question_en: String,
    /// The guide's category; printed only.
    pub category_ko: String,
    /// See `category_ko`.
    pub category_en: String,
    /// The guide's 운영성과 지표; printed only.
    pub indicator_ko: String,
    /// Exports can settle the item (tier D); without, only a person can.
    pub data_decides: bool,
}

impl Checklist {
    /// The checklist that comes with assay.
    pub fn builtin() -> Result<Self> {
        Checklist::parse(BUILTIN, BUILTIN_FILE)
    }

    /// Reads a checklist and checks that its rules are total; `file` is how the user names it.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let mut checklist: Checklist = from_toml(CODE, file, text)?;
        checklist.items.sort_by_key(|item| item.number);
        check_items(&checklist.items, file)?;
        check_rules(&checklist.rules, file)?;
        check_parameters(&checklist.parameters, file)?;
        Ok(checklist)
    }

    /// The item of that number.
    pub fn item(&self, number: u8) -> Option<&Item> {
        self.items.iter().find(|item| item.number == number)
    }
}

fn check_items(items: &[Item], file: &str) -> Result<()> {
    if items.iter().map(|item| item.number).eq(1..=ITEMS) {
        return Ok(());
    }
    let found: Vec<String> = items.iter().map(|item| item.number.to_string()).collect();
    let message = format!("the checklist needs the items 1 to {ITEMS} once each, found {}", found.join(", "));
    Err(Diagnostic::input(CODE, message).at_file(file).hint("give every `[[item]]` its own `number`"))
}

fn check_rules(rules: &Rules, file: &str) -> Result<()> {
    let Rules { adopt_min, keep_strong_max, keep_max, .. } = *rules;
    if keep_strong_max <= keep_max && keep_max < adopt_min && adopt_min <= ITEMS {
        return Ok(());
    }
    let message = format!(
        "expected keep_strong_max <= keep_max < adopt_min <= {ITEMS}, found {keep_strong_max}, {keep_max}, {adopt_min}"
    );
    Err(Diagnostic::input(CODE, message).at_file(file).hint("the guide says 3, 5 and 6"))
}

fn check_parameters(parameters: &BTreeMap<String, Parameter>, file: &str) -> Result<()> {
    for (name, value) in parameters {
        let number = name.strip_prefix("item").and_then(|rest| rest.split_once('.')).map(|(n, _)| n.parse::<u8>());
        if !matches!(number, Some(Ok(1..=ITEMS))) {
            return Err(Diagnostic::input(CODE, format!("parameter `{name}` names no item"))
                .at_file(file)
                .hint("write the item first, and quote the name: \"item1.ratio\" = 0.15"));
        }
        let finite = !matches!(value, Parameter::Number(x) if !x.is_finite());
        if !finite {
            return Err(Diagnostic::input(CODE, format!("parameter `{name}` is not a finite number")).at_file(file));
        }
    }
    let settings = ["citizen_only", "strict", "off"];
    match parameters.get("item1.user_condition") {
        Some(Parameter::Text(setting)) if settings.contains(&setting.as_str()) => Ok(()),
        Some(Parameter::Text(setting)) => {
            Err(unknown(CODE, file, "setting of `item1.user_condition`", setting, &settings))
        }
        Some(Parameter::Number(x)) => {
            Err(unknown(CODE, file, "setting of `item1.user_condition`", &x.to_string(), &settings))
        }
        None => Ok(()),
    }
}
