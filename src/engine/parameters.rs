//! The numbers of the queries: their defaults, those of the checklist, and what a workspace sets.

use std::collections::BTreeMap;

use crate::assess::{Checklist, Parameter};
use crate::diagnostic::{Diagnostic, Result, nearest};

/// Defaults of every number of the queries.
pub static PARAMETERS: &str = include_str!("../../queries/parameters.toml");

/// All numbers of the queries: the defaults, those of the checklist, and what the workspace overrides.
///
/// # Errors
/// `E0122` when the workspace overrides a name that is not there, or with another type.
pub fn parameters(
    checklist: &Checklist,
    overrides: &BTreeMap<String, toml::Value>,
) -> Result<BTreeMap<String, Parameter>> {
    let defaults: BTreeMap<String, toml::Value> = toml::from_str(PARAMETERS)
        .map_err(|e| Diagnostic::internal("E0907", format!("cannot read the parameters: {e}")))?;
    let mut all: BTreeMap<String, Parameter> = checklist.parameters.clone();
    for (name, value) in defaults {
        let parameter =
            parameter(&value).ok_or_else(|| Diagnostic::internal("E0907", format!("`{name}` is no number")))?;
        all.insert(name, parameter);
    }
    for (name, value) in overrides {
        let Some(current) = all.get(name) else {
            let fault = Diagnostic::input("E0122", format!("no parameter is called `{name}`"));
            if let Some((key, _)) = value.as_table().and_then(|t| t.iter().next()) {
                return Err(fault.hint(format!("names with a dot stand in quotes: `\"{name}.{key}\" = …`")));
            }
            return Err(match nearest(name, all.keys().map(String::as_str)) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault.hint("`assay sql \"select * from parameters\"` lists them"),
            });
        };
        match parameter(value) {
            Some(Parameter::Number(number)) if !(number.is_finite() && number >= 0.0) => {
                let message = format!("the parameter `{name}` is a number from 0 on, not `{number}`");
                return Err(Diagnostic::input("E0122", message));
            }
            Some(new) if std::mem::discriminant(&new) == std::mem::discriminant(current) => {
                all.insert(name.clone(), new);
            }
            _ => return Err(Diagnostic::input("E0122", format!("`{value}` does not fit the parameter `{name}`"))),
        }
    }
    Ok(all)
}

fn parameter(value: &toml::Value) -> Option<Parameter> {
    #[expect(clippy::cast_precision_loss, reason = "settings are small numbers")]
    match value {
        toml::Value::Integer(number) => Some(Parameter::Number(*number as f64)),
        toml::Value::Float(number) => Some(Parameter::Number(*number)),
        toml::Value::String(text) => Some(Parameter::Text(text.clone())),
        _ => None,
    }
}
