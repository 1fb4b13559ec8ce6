//! Builds the marts: input relations, models, metrics and checks, in this order.

use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;
use crate::identity::Name;

use super::Engine;
use super::inputs::Inputs;
use super::sql_text::{SqlText, in_order, parse_all};

/// An engine with everything built.
pub struct Marts {
    /// The engine.
    pub engine: Engine,
    /// The names that exports use.
    pub names: Vec<Name>,
}

/// Columns of the view `metrics`.
const METRICS: &str = "metric varchar, system_id varchar, period varchar, value double, numerator double, \
                       denominator double, n bigint, coverage double, null_reason varchar, low double, high double";
/// Columns of the view `checklist_measured`.
const CHECKS: &str = "system_id varchar, item bigint, answer varchar, tier varchar, value double, threshold double, \
                      n bigint, evidence varchar, alternatives varchar";

/// Builds everything in a new engine.
///
/// # Errors
/// `E0141` when a shipped query fails, with its name; faults of the inputs.
pub fn build(inputs: &Inputs) -> Result<Marts> {
    let engine = Engine::open()?;
    let names = inputs.create(&engine)?;
    prelude(&engine, "duckdb")?;
    let models = parse_all(embedded::MODELS);
    for model in in_order(&models)? {
        let kind = if model.get("materialized") == "view" { "view" } else { "table" };
        let text = format!("create {kind} {} as {}", model.name, model.text);
        engine.execute(&text).map_err(|e| named(e, "model", model))?;
    }
    prelude(&engine, "figures")?;
    engine.execute(&format!("create table metrics ({METRICS}); create table checklist_measured ({CHECKS})"))?;
    for metric in parse_all(embedded::METRICS) {
        let text =
            format!("insert into metrics by name select '{}' as metric, * from ({})", metric.name, body(metric.text));
        engine.execute(&text).map_err(|e| named(e, "metric", &metric))?;
    }
    for check in parse_all(embedded::CHECKS) {
        let text = format!(
            "insert into checklist_measured select system_id, item, answer, tier, value, threshold, n, evidence, alternatives from ({})",
            body(check.text)
        );
        engine.execute(&text).map_err(|e| named(e, "check", &check))?;
    }
    Ok(Marts { engine, names })
}

/// Runs a file of functions that the queries use.
fn prelude(engine: &Engine, name: &str) -> Result<()> {
    for text in parse_all(embedded::PRELUDES).iter().filter(|p| p.name == name) {
        engine.execute(text.text).map_err(|e| named(e, "prelude", text))?;
    }
    Ok(())
}

/// The statement without its closing semicolon, on lines of its own because it may end in a comment.
fn body(text: &str) -> String {
    format!("\n{}\n", text.trim().trim_end_matches(';'))
}

fn named(error: Diagnostic, what: &str, text: &SqlText) -> Diagnostic {
    let message = format!("the {what} `{}` fails: {}", text.name, error.message);
    Diagnostic { facts: error.facts, ..Diagnostic::internal("E0141", message) }
}
