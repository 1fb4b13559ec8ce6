//! Builds the marts: input relations, models, metrics, checks, checks with moved thresholds, and the models that stand on
//! all of these, in this order.

use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;

use super::inputs::Inputs;
use super::sql_text::{SqlText, in_order, parse_all};
use super::store::Passing;
use super::{Engine, thresholds};

/// An engine with everything built.
pub struct Marts {
    /// The engine.
    pub engine: Engine,
    /// A file to remove, once the engine before it has let go of it.
    pub(super) _passing: Option<Passing>,
}

impl Marts {
    /// Marts of an engine that stay where they are.
    pub fn of(engine: Engine) -> Self {
        Marts { engine, _passing: None }
    }
}

/// Columns of the view `metrics`.
const METRICS: &str = "metric varchar, system_id varchar, period varchar, value double, numerator double, \
                       denominator double, n bigint, coverage double, null_reason varchar, low double, high double";
/// Columns of the view `checklist_measured`.
const CHECKS: &str = "system_id varchar, item bigint, answer varchar, tier varchar, value double, threshold double, \
                      parameter varchar, n bigint, evidence varchar, alternatives varchar";

/// Stage of models that stand on figures and answers.
const ANSWERS: &str = "answers";

/// Builds everything in a fresh engine.
///
/// # Errors
/// `E0141` when a shipped query fails, with its name; faults of the inputs.
pub fn build(engine: &Engine, inputs: &Inputs) -> Result<()> {
    let corrections = inputs.create(engine)?;
    metric_catalogue(engine)?;
    let models = parse_all(embedded::MODELS);
    let mut programs_ran = false;
    for model in in_order(&models)?.into_iter().filter(|m| m.get("stage") != ANSWERS) {
        let is_program = |model: &SqlText| !model.get("program").is_empty();
        if is_program(model) && !programs_ran {
            // All of them stand on the same models, so they are declared and filled together.
            for declared in models.iter().filter(|m| is_program(m)) {
                create(engine, declared).map_err(|e| named(e, "model", declared))?;
            }
            (inputs.program)(engine, inputs.workspace.zone)?;
            programs_ran = true;
        } else if !is_program(model) {
            create(engine, model).map_err(|e| named(e, "model", model))?;
        }
    }
    corrections.check(engine)?;
    prelude(engine, "figures")?;
    engine.execute(&format!("create table metrics ({METRICS}); create table checklist_measured ({CHECKS})"))?;
    for metric in parse_all(embedded::METRICS) {
        let text =
            format!("insert into metrics by name select '{}' as metric, * from ({})", metric.name, body(metric.text));
        engine.execute(&text).map_err(|e| named(e, "metric", &metric))?;
    }
    let checks = parse_all(embedded::CHECKS);
    for check in &checks {
        let text = format!("insert into checklist_measured by name select * from ({})", body(check.text));
        engine.execute(&text).map_err(|e| named(e, "check", check))?;
    }
    thresholds::fill(engine, &checks)?;
    for model in models.iter().filter(|m| m.get("stage") == ANSWERS) {
        create(engine, model).map_err(|e| named(e, "model", model))?;
    }
    Ok(())
}

/// Creates the table or view of a model. One that `runs: slices` is filled with one run of days after the other, which
/// bounds its memory; the input of names, `stage: input`, stands already.
fn create(engine: &Engine, model: &SqlText) -> Result<()> {
    if model.get("stage") == "input" {
        return Ok(());
    }
    if model.get("runs") != "slices" {
        let kind = if model.get("materialized") == "view" { "view" } else { "table" };
        return engine.execute(&format!("create {kind} {} as {}", model.name, model.text));
    }
    let between = |from: &str, to: &str| {
        engine.execute(&format!(
            "create or replace macro slice_from() as timestamp '{from}'; \
             create or replace macro slice_to() as timestamp '{to}'"
        ))
    };
    between("1970-01-01", "1970-01-01")?;
    engine.execute(&format!("create table {} as select * from ({}) limit 0", model.name, body(model.text)))?;
    let slices = engine.query("select cast(from_at as varchar), cast(to_at as varchar) from load_slices order by 1")?;
    for (from, to) in slices.texts(0)?.iter().flatten().zip(slices.texts(1)?.iter().flatten()) {
        between(from, to)?;
        engine.execute(&format!("insert into {} {}", model.name, model.text))?;
    }
    Ok(())
}

/// The definitions as a table. `covered_by` is the table whose coverage makes a count known; null for other shapes.
fn metric_catalogue(engine: &Engine) -> Result<()> {
    let keys = [
        "title_ko",
        "title_en",
        "unit",
        "question",
        "question_ko",
        "numerator",
        "numerator_ko",
        "denominator",
        "denominator_ko",
        "definition",
        "definition_ko",
    ];
    let columns = keys.map(|k| format!("{k} varchar")).join(", ");
    engine.execute(&format!(
        "create table metric_catalogue (metric varchar, {columns}, evidence varchar, covered_by varchar)"
    ))?;
    let text = |text: &str| Value::Text(text.to_string());
    let row = |metric: &SqlText| {
        let counted = metric.text.split_once("\nfrom count_of(").map(|(_, arguments)| arguments);
        let covered_by = counted.and_then(|arguments| arguments.split('\'').nth(3)).map_or(Value::Null, text);
        let mut row = vec![text(metric.name)];
        row.extend(keys.map(|k| text(metric.get(k))));
        row.extend([text(metric.get("rows")), covered_by]);
        row
    };
    let rows: Vec<Vec<Value>> = parse_all(embedded::METRICS).iter().map(row).collect();
    engine.append("metric_catalogue", rows.iter().map(Vec::as_slice))
}

/// Runs a file of functions that the queries use.
pub(super) fn prelude(engine: &Engine, name: &str) -> Result<()> {
    for text in parse_all(embedded::PRELUDES).iter().filter(|p| p.name == name) {
        engine.execute(text.text).map_err(|e| named(e, "prelude", text))?;
    }
    Ok(())
}

/// The statement without its closing semicolon, on lines of its own because it may end in a comment.
pub(super) fn body(text: &str) -> String {
    format!("\n{}\n", text.trim().trim_end_matches(';'))
}

pub(super) fn named(error: Diagnostic, what: &str, text: &SqlText) -> Diagnostic {
    let message = format!("the {what} `{}` fails: {}", text.name, error.message);
    Diagnostic { facts: error.facts, ..Diagnostic::internal("E0141", message) }
}
