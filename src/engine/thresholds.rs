//! Thresholds of the checks: which there are, and what the checks answer with each of them moved.
//!
//! A check names the parameters that it reads in its header. `thresholds:` are moved; one that is a share ends in
//! `<= 1` and is never moved past it. `hints:` are held against figures too, but decide no answer; `fixed:` are windows
//! and least samples.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Result};

use super::Engine;
use super::marts::{body, named};
use super::sql_text::{SqlText, escaped};

/// What the value of a threshold is multiplied with.
pub const FACTORS: [f64; 4] = [0.8, 0.9, 1.1, 1.2];

/// A parameter whose value an answer hangs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold<'a> {
    /// Name of the parameter.
    pub parameter: &'a str,
    /// Its greatest sensible value.
    pub at_most: Option<f64>,
}

/// The thresholds of a check that are moved.
pub fn moved(check: &SqlText) -> impl Iterator<Item = Threshold<'_>> {
    listed(check, "thresholds").map(|entry| match entry.split_once("<=") {
        Some((parameter, most)) => Threshold { parameter: parameter.trim(), at_most: most.trim().parse().ok() },
        None => Threshold { parameter: entry, at_most: None },
    })
}

/// The entries of a header line.
pub fn listed<'a>(check: &'a SqlText, key: &str) -> impl Iterator<Item = &'a str> {
    check.get(key).split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

/// Fills the table `checklist_moved`: every check runs again for each of its thresholds and factors, and answers that
/// differ from `checklist_measured` are kept. The parameters are as before afterwards.
pub(super) fn fill(engine: &Engine, checks: &[SqlText]) -> Result<()> {
    engine.execute(
        "create table checklist_moved (parameter varchar, factor double, system_id varchar, item bigint, \
         answer varchar, tier varchar, value double)",
    )?;
    let values = numbers(engine)?;
    for check in checks {
        for threshold in moved(check) {
            let base = *values.get(threshold.parameter).ok_or_else(|| {
                let message = format!("the check `{}` moves `{}`, which is no number", check.name, threshold.parameter);
                Diagnostic::internal("E0907", message)
            })?;
            for factor in FACTORS {
                answers(engine, check, threshold, base, factor).map_err(|e| named(e, "check", check))?;
            }
            set(engine, threshold.parameter, base)?;
        }
    }
    Ok(())
}

/// The answers of one check with one threshold moved.
fn answers(engine: &Engine, check: &SqlText, threshold: Threshold, base: f64, factor: f64) -> Result<()> {
    let value = rounded(base * factor).min(threshold.at_most.unwrap_or(f64::INFINITY));
    if value == base {
        return Ok(());
    }
    set(engine, threshold.parameter, value)?;
    engine.execute(&format!(
        "insert into checklist_moved \
         select '{}', {factor}, c.system_id, c.item, c.answer, c.tier, c.value from ({}) c \
         join checklist_measured b on b.system_id = c.system_id and b.item = c.item \
         where c.answer <> b.answer or c.tier <> b.tier",
        escaped(threshold.parameter),
        body(check.text)
    ))
}

/// The numbers of the queries by name.
///
/// # Errors
/// Faults of the engine.
pub fn numbers(engine: &Engine) -> Result<BTreeMap<String, f64>> {
    let rows = engine.query("select name, value from parameters where value is not null")?;
    Ok(rows.texts(0)?.into_iter().flatten().zip(rows.numbers(1)?.into_iter().flatten()).collect())
}

/// A number with an exponent is a double to the engine, read back to the last bit.
fn set(engine: &Engine, parameter: &str, value: f64) -> Result<()> {
    engine.execute(&format!("update parameters set value = {value:e} where name = '{}'", escaped(parameter)))
}

/// Twelve digits: 3 moved by a tenth is 3.3, so that a value of 3.3 reaches it.
fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{Checklist, Parameter};
    use crate::embedded;
    use crate::engine::sql_text::parse_all;

    #[test]
    fn every_number_of_an_item_is_moved_a_hint_or_fixed_and_only_once() {
        let checks = parse_all(embedded::CHECKS);
        let mut named: Vec<(String, &str)> = Vec::new();
        for check in &checks {
            let moved = moved(check).map(|t| t.parameter);
            for parameter in moved.chain(listed(check, "hints")).chain(listed(check, "fixed")) {
                assert!(parameter.starts_with(&format!("item{}.", check.get("item"))), "{}: {parameter}", check.name);
                named.push((parameter.to_string(), check.name));
            }
            for parameter in moved_or_hint(check) {
                assert!(check.text.contains(&format!("param('{parameter}')")), "{} reads {parameter}", check.name);
            }
            for parameter in listed(check, "given_by_guide") {
                assert!(moved_or_hint(check).any(|p| p == parameter), "{parameter}");
            }
        }
        let mut names: Vec<&str> = named.iter().map(|(p, _)| p.as_str()).collect();
        names.sort_unstable();
        let parameters = Checklist::builtin().unwrap().parameters;
        let numbers = parameters.iter().filter(|(_, v)| matches!(v, Parameter::Number(_)));
        assert_eq!(names, numbers.map(|(name, _)| name.as_str()).collect::<Vec<_>>());
    }

    fn moved_or_hint(check: &SqlText) -> impl Iterator<Item = &str> {
        moved(check).map(|t| t.parameter).chain(listed(check, "hints"))
    }

    #[test]
    fn a_share_ends_in_its_limit_and_a_move_is_decimal() {
        let check = SqlText::parse("x", "-- thresholds: item4.on_time <= 1, item4.lead_p85_days\n");
        let expected = [
            Threshold { parameter: "item4.on_time", at_most: Some(1.0) },
            Threshold { parameter: "item4.lead_p85_days", at_most: None },
        ];
        assert_eq!(moved(&check).collect::<Vec<_>>(), expected);
        assert_ne!(3.0 * 1.1, 3.3);
        assert_eq!(rounded(3.0 * 1.1), 3.3);
        assert_eq!((rounded(0.15 * 0.9), rounded(0.95 * 0.8), rounded(10_000.0 * 1.1)), (0.135, 0.76, 11_000.0));
    }
}
