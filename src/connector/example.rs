//! Examples of a connector: inputs with the rows, rejections or omissions they must give.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Connector;
use super::bind::{Binding, row_columns};
use super::element::Elements;
use super::map::{Mapper, Outcome, Surroundings};
use super::order::Shown;
use super::value::Value;
use crate::calendar::{Zone, utc};
use crate::diagnostic::Result;
use crate::reader::header::Header;
use crate::reader::{Cell, json};

/// One example.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Cells by header.
    pub row: Option<toml::Table>,
    /// A JSON element.
    pub json: Option<String>,
    /// Name of the file, for connectors that read it.
    #[serde(default)]
    pub file: String,
    /// Name of the sheet or member, for connectors that read it.
    #[serde(default)]
    pub part: String,
    /// Columns of the rows it must give.
    pub gives: Option<Gives>,
    /// Code of the rejection it must give.
    pub rejects: Option<String>,
    /// The connector leaves it out.
    #[serde(default)]
    pub filtered: bool,
}

/// Columns of one row, or of several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Gives {
    /// One row.
    One(BTreeMap<String, toml::Value>),
    /// Several rows.
    Many(Vec<BTreeMap<String, toml::Value>>),
}

/// Runs all examples; each string says what an example gave instead.
pub fn run(connector: &Connector) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for example in &connector.example {
        if let Some(fault) = run_one(connector, example)? {
            faults.push(format!("{}: example `{}`: {fault}", connector.id, example.name));
        }
    }
    Ok(faults)
}

fn run_one(connector: &Connector, example: &Example) -> Result<Option<String>> {
    let rows = match inputs(connector, example)? {
        Ok(rows) => rows,
        Err(fault) => return Ok(Some(fault)),
    };
    let mut given = Vec::new();
    for (names, cells) in rows {
        let header = Header::named(names);
        let binding = Binding::new(connector, &header)?;
        let zone = connector.read.time_zone.as_deref().map_or(Ok(Zone::default()), str::parse)?;
        let surroundings = Surroundings { zone, file: &example.file, part: &example.part };
        let mut mapper = Mapper::new(binding, surroundings);
        mapper.show_order(&cells, &mut Shown::default());
        match mapper.map(&cells) {
            Outcome::Rows(rows) => given.extend(rows),
            Outcome::Filtered if example.filtered => return Ok(None),
            Outcome::Filtered => return Ok(Some("it was filtered".into())),
            Outcome::Rejected(rejection) if example.rejects.as_deref() == Some(rejection.code) => return Ok(None),
            Outcome::Rejected(r) => return Ok(Some(format!("it was rejected: {} {}", r.code, r.reason))),
        }
    }
    Ok(compare(connector, example, &given))
}

type Inputs = std::result::Result<Vec<(Vec<String>, Vec<Cell<'static>>)>, String>;

fn inputs(connector: &Connector, example: &Example) -> Result<Inputs> {
    if let Some(row) = &example.row {
        let names = row.keys().cloned().collect();
        let cells = row.values().map(toml_cell).collect();
        return Ok(Ok(vec![(names, cells)]));
    }
    let value = match serde_json::from_str(example.json.as_deref().unwrap_or("null")) {
        Ok(value) => value,
        Err(error) => return Ok(Err(format!("its JSON breaks: {error}"))),
    };
    let document = json::Document::of([(1, value)]);
    let reader = Elements::new(connector)?;
    let mut rows = Vec::new();
    let mut fault = None;
    document.each(connector.read.records.as_deref(), &mut |element| {
        let found = match element.value.map_err(str::to_string).and_then(|value| reader.read(value)) {
            Ok(found) => found,
            Err(error) => {
                fault = Some(error);
                return Ok(false);
            }
        };
        let mut names = json::Names::default();
        reader.name(&found, &mut names);
        let header = Header::named(names.into());
        reader.records(&found, &header, &mut |cells| {
            rows.push((header.names.clone(), cells.into_iter().map(Cell::into_owned).collect()));
            Ok(())
        })?;
        Ok(true)
    })?;
    Ok(fault.map_or(Ok(rows), Err))
}

#[expect(clippy::cast_precision_loss, reason = "examples hold small numbers")]
fn toml_cell(value: &toml::Value) -> Cell<'static> {
    match value {
        toml::Value::Integer(number) => Cell::Number(*number as f64),
        toml::Value::Float(number) => Cell::Number(*number),
        toml::Value::Boolean(value) => Cell::Boolean(*value),
        toml::Value::String(text) if text.is_empty() => Cell::Empty,
        toml::Value::String(text) => Cell::Text(text.clone().into()),
        other => Cell::Text(other.to_string().into()),
    }
}

fn compare(connector: &Connector, example: &Example, given: &[Vec<Value>]) -> Option<String> {
    let wanted: Vec<&BTreeMap<String, toml::Value>> = match &example.gives {
        Some(Gives::One(row)) => vec![row],
        Some(Gives::Many(rows)) => rows.iter().collect(),
        None => return Some("it was kept".into()),
    };
    if wanted.len() != given.len() {
        return Some(format!("it gave {} rows, not {}", given.len(), wanted.len()));
    }
    for (row, values) in wanted.iter().zip(given) {
        for (column, want) in *row {
            let Some(at) = row_columns(connector).position(|c| c.name == column) else {
                return Some(format!("there is no column `{column}`"));
            };
            let (have, want) = (shown(&values[at]), toml_shown(want));
            if have != want {
                return Some(format!("`{column}` is `{have}`, not `{want}`"));
            }
        }
    }
    None
}

fn toml_shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as examples write it; times in UTC with `Z`.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Text(text) => text.clone(),
        Value::Time(instant) => format!("{}Z", utc(*instant).format("%Y-%m-%dT%H:%M:%S%.f")),
        Value::Date(day) => day.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::connector::registry::Registry;

    #[test]
    fn every_built_in_connector_does_what_its_examples_say() {
        let registry = Registry::built_in().expect("the shipped connectors parse");
        let faults: Vec<String> =
            registry.all().flat_map(|(_, connector)| super::run(connector).expect("its patterns compile")).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn every_built_in_connector_shows_a_record_it_keeps_and_one_it_rejects() {
        let registry = Registry::built_in().expect("the shipped connectors parse");
        for (_, connector) in registry.all() {
            assert!(connector.example.iter().any(|e| e.gives.is_some()), "{} keeps nothing", connector.id);
            assert!(connector.example.iter().any(|e| e.rejects.is_some()), "{} rejects nothing", connector.id);
        }
    }
}
