//! `guide/benefits.toml`: what a system's own figures, answers and inventory let it expect of turning cloud-native
//! (guide.md §1.8), each with what carries it.
//!
//! Whether there is a step to take at all is said by [`Levels`](crate::assess::Levels).

use serde::Deserialize;

use super::{Contribution, Curve, Score};
use crate::assess::maturity::check_words;
use crate::assess::parse::{from_toml, unknown};
use crate::assess::{Assessment, ITEMS, ItemAnswer};
use crate::catalog::figure::{Answer, System};
use crate::diagnostic::{Diagnostic, Result};

const BUILTIN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/benefits.toml"));
const BUILTIN_FILE: &str = "guide/benefits.toml";
const CODE: &str = "E0406";

/// The rules.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benefits {
    /// Version of the file.
    pub version: String,
    /// Score of a group from which on it carries its benefits, 0 to 1.
    pub group_min: f64,
    /// The benefits, in the order of the outputs.
    #[serde(rename = "benefit")]
    pub rules: Vec<BenefitRule>,
}

/// One benefit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenefitRule {
    /// Id.
    pub id: String,
    /// The guide's words.
    pub name_ko: String,
    /// See `name_ko`.
    pub name_en: String,
    /// What it is read from.
    pub when: When,
}

/// What a benefit is read from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// A group of the ranking scores enough.
    Group(String),
    /// An item is answered YES, whatever its tier.
    Item(u8),
    /// The inventory gives one of these classes.
    SrmClass(Vec<String>),
    /// The inventory gives one of these platforms.
    Platform(Vec<String>),
}

/// A benefit of one system.
#[derive(Debug, Clone, PartialEq)]
pub struct Benefit<'a> {
    /// Which.
    pub rule: &'a BenefitRule,
    /// What carries it.
    pub carrier: Carrier<'a>,
}

/// What carries a benefit.
#[derive(Debug, Clone, PartialEq)]
pub enum Carrier<'a> {
    /// The known figure that adds most to the group.
    Figure(&'a Contribution),
    /// The answer to an item.
    Answer(&'a ItemAnswer),
    /// The class of the inventory.
    SrmClass(&'a str),
    /// The platform of the inventory.
    Platform(&'a str),
}

impl Benefits {
    /// The rules that come with assay.
    ///
    /// # Errors
    /// `E0406` when they contradict the curve or the catalogue.
    pub fn builtin(curve: &Curve) -> Result<Self> {
        Benefits::parse(BUILTIN, BUILTIN_FILE, curve)
    }

    /// Reads rules; `file` is how the user names it.
    ///
    /// # Errors
    /// `E0406` for a group that the curve lacks and an item that there is not, `E0405` for a word of no column.
    pub fn parse(text: &str, file: &str, curve: &Curve) -> Result<Self> {
        let benefits: Benefits = from_toml(CODE, file, text)?;
        let groups: Vec<&str> = curve.groups.iter().map(|g| g.id.as_str()).collect();
        for rule in &benefits.rules {
            match &rule.when {
                When::Group(group) if !groups.contains(&group.as_str()) => {
                    return Err(unknown(CODE, file, "group", group, &groups));
                }
                When::Item(item) if !(1..=ITEMS).contains(item) => {
                    return Err(Diagnostic::input(CODE, format!("there is no item {item}")).at_file(file));
                }
                When::SrmClass(words) => check_words("srm_class", words, file)?,
                When::Platform(words) => check_words("platform", words, file)?,
                When::Group(_) | When::Item(_) => {}
            }
        }
        Ok(benefits)
    }

    /// The benefits of one system, in the order of the file.
    pub fn of<'a>(&'a self, system: &'a System, assessment: &'a Assessment, score: &'a Score) -> Vec<Benefit<'a>> {
        let word =
            |words: &[String], cell: &'a Option<String>| cell.as_deref().filter(|c| words.iter().any(|w| w == c));
        let carrier = |when: &When| match when {
            When::Group(group) => self.carrier(group, score).map(Carrier::Figure),
            When::Item(item) => {
                let yes = assessment.items.iter().find(|i| i.item == *item && i.answer == Answer::Y);
                yes.map(Carrier::Answer)
            }
            When::SrmClass(words) => word(words, &system.srm_class).map(Carrier::SrmClass),
            When::Platform(words) => word(words, &system.platform).map(Carrier::Platform),
        };
        let benefit = |rule: &'a BenefitRule| Some(Benefit { rule, carrier: carrier(&rule.when)? });
        self.rules.iter().filter_map(benefit).collect()
    }

    /// The known figure that adds most to a group that scores enough; curve order between equals.
    fn carrier<'a>(&self, group: &str, score: &'a Score) -> Option<&'a Contribution> {
        score.group(group).filter(|value| *value >= self.group_min)?;
        let known = score.contributions.iter().filter(|c| c.group == group && c.reading.is_some());
        known.rev().max_by(|a, b| a.points.total_cmp(&b.points))
    }
}
