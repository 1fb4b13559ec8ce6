//! Examples of a connector: inputs with the rows, rejections or omissions they must give.

use std::collections::BTreeMap;
use std::sync::Arc;

use encoding_rs::UTF_8;
use serde::Deserialize;

use super::bind::{Binding, row_columns};
use super::element::Elements;
use super::map::{Mapper, Outcome, Rejection, Surroundings};
use super::order::Shown;
use super::records::{Input, Item};
use super::value::Value;
use super::{Connector, detect};
use crate::calendar::{Zone, utc};
use crate::diagnostic::{Diagnostic, Result};
use crate::reader::blob::Blob;
use crate::reader::delimited::Delimited;
use crate::reader::header::Header;
use crate::reader::json::Document;
use crate::reader::{Cell, Content, Part, json};

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
    /// The text of an export, for connectors that read lines or sections.
    pub lines: Option<String>,
    /// Name of the file, for connectors that read it.
    #[serde(default)]
    pub file: String,
    /// Path of the export, for connectors that read it; its last part stands for `file` where that is left out.
    #[serde(default)]
    pub path: String,
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

impl Example {
    /// Where its export lies.
    pub fn place(&self) -> detect::Place<'_> {
        let last = self.path.rsplit('/').next().unwrap_or_default();
        let path = if self.path.is_empty() { &self.file } else { &self.path };
        detect::Place { file: if self.file.is_empty() { last } else { &self.file }, path }
    }

    /// The export that it stands for.
    ///
    /// # Errors
    /// `E0109` when its JSON breaks.
    pub fn export(&self) -> Result<Part> {
        let in_memory = |text: &str| Blob::Memory(Arc::from(text.as_bytes()));
        let content = match (&self.row, &self.json, &self.lines) {
            (Some(row), ..) => Content::Delimited(Delimited::find(in_memory(&delimited(row)?), UTF_8)?),
            (_, Some(text), _) => Content::Json(Document::read(&in_memory(text), UTF_8)?),
            (.., text) => Content::Delimited(Delimited::find(in_memory(text.as_deref().unwrap_or_default()), UTF_8)?),
        };
        Ok(Part { name: self.part.clone(), number: 0, content })
    }
}

/// A row as a text with its header; of a repeated header (`Labels#2`) without the number.
fn delimited(row: &toml::Table) -> Result<String> {
    let bare = |name: &String| match name.rsplit_once('#') {
        Some((first, _)) if row.contains_key(first) => first.to_string(),
        _ => name.clone(),
    };
    let fault = |e: String| Diagnostic::internal("E0903", format!("cannot write the example: {e}"));
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(row.keys().map(bare)).map_err(|e| fault(e.to_string()))?;
    csv.write_record(row.values().map(toml_shown)).map_err(|e| fault(e.to_string()))?;
    let bytes = csv.into_inner().map_err(|e| fault(e.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the records of an example became.
#[derive(Default)]
struct Given {
    rows: Vec<Vec<Value>>,
    filtered: u64,
    rejections: Vec<Rejection>,
}

impl Given {
    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Rows(rows) => self.rows.extend(rows),
            Outcome::Filtered => self.filtered += 1,
            Outcome::Rejected(rejection) => self.rejections.push(rejection),
        }
    }
}

fn run_one(connector: &Connector, example: &Example) -> Result<Option<String>> {
    let given = if example.lines.is_some() {
        give_lines(connector, example)?
    } else {
        match inputs(connector, example)? {
            Ok(rows) => give_rows(connector, example, rows)?,
            Err(fault) => return Ok(Some(fault)),
        }
    };
    let codes: Vec<&str> = given.rejections.iter().map(|r| r.code).collect();
    Ok(match (&example.rejects, given.rejections.first()) {
        (Some(code), _) if codes.contains(&code.as_str()) => None,
        (_, Some(r)) => Some(format!("it was rejected: {} {}", r.code, r.reason)),
        _ if given.rows.is_empty() && given.filtered > 0 => (!example.filtered).then(|| "it was filtered".to_string()),
        _ => compare(connector, example, &given.rows),
    })
}

fn mapper<'c>(connector: &'c Connector, example: &'c Example, header: &Header) -> Result<Mapper<'c>> {
    let zone = connector.read.time_zone.as_deref().map_or(Ok(Zone::default()), str::parse)?;
    let detect::Place { file, path } = example.place();
    let surroundings = Surroundings { zone, file, part: &example.part, path };
    Ok(Mapper::new(Binding::new(connector, header)?, surroundings))
}

fn give_rows(connector: &Connector, example: &Example, rows: Vec<(Vec<String>, Vec<Cell>)>) -> Result<Given> {
    let mut given = Given::default();
    for (names, cells) in rows {
        let mut mapper = mapper(connector, example, &Header::named(names))?;
        mapper.show_order(&cells, &mut Shown::default());
        given.take(mapper.map(&cells));
    }
    Ok(given)
}

fn give_lines(connector: &Connector, example: &Example) -> Result<Given> {
    let part = example.export()?;
    let fit = detect::choose(&part, example.place(), &[connector], true)?;
    let mut mapper = mapper(connector, example, &fit.header)?;
    let mut given = Given::default();
    let input = Input { part: &part, connector, header: &fit.header, is_mended: false };
    input.walk(&mut |item| {
        given.take(match item {
            Item::Record { cells, .. } => mapper.map(&cells),
            Item::Left(_) => Outcome::Filtered,
            Item::Broken { code, reason, .. } => {
                Outcome::Rejected(Rejection { code, column: String::new(), value: String::new(), reason })
            }
        });
        Ok(())
    })?;
    Ok(given)
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
    use crate::connector::{Connector, detect};

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

    /// Whoever else fits the export of an example makes it a matter of luck which one reads it.
    #[test]
    fn every_built_in_connector_knows_its_own_examples_and_no_others() {
        let registry = Registry::built_in().expect("the shipped connectors parse");
        let connectors = registry.contenders();
        for own in &connectors {
            let mut known = 0;
            for example in &own.example {
                let part = example.export().expect("it can be read");
                let fits = |c: &&Connector| detect::choose(&part, example.place(), &[*c], false).is_ok();
                let fitting: Vec<&str> = connectors.iter().copied().filter(fits).map(|c| c.id.as_str()).collect();
                let others_fit = !fitting.is_empty() && fitting != [own.id.as_str()];
                assert!(!others_fit, "{}: {} fits {fitting:?}", own.id, example.name);
                known += fitting.len();
            }
            assert!(known > 0, "{} knows none of its examples", own.id);
        }
    }
}
