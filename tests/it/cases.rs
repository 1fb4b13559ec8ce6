//! Hand-computed cases of the SQL layer: given rows, expected figures.
//!
//! Each case is a workspace: its rows are exports in canonical headers and pass through the real ingest.

use std::collections::BTreeMap;

use assay::calendar::Zone;
use assay::catalog::{self, Class};
use assay::connector::registry::Registry;
use assay::engine::Engine;
use assay::ingest::{self, Request};
use assay::portfolio;
use assay::workspace::Workspace as Opened;
use chrono::NaiveDateTime;
use serde::Deserialize;

use crate::support::{Workspace, project};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    as_of: String,
    month: String,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    parameters: toml::Table,
    given: BTreeMap<String, String>,
    expect: BTreeMap<String, String>,
}

const CONNECTORS: [(&str, &str); 7] = [
    ("change_requests", "generic_change"),
    ("deployments", "generic_deployment"),
    ("incidents", "generic_incident"),
    ("maintenance", "generic_maintenance"),
    ("complaints", "generic_complaint"),
    ("alerts", "generic_alert"),
    ("performance", "generic_performance"),
];

type Rows = (Vec<String>, Vec<Vec<String>>);

fn parse(text: &str) -> Rows {
    let mut csv = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.trim().as_bytes());
    let mut rows: Vec<Vec<String>> = csv
        .records()
        .map(|r| r.expect("the rows of a case are rectangular").iter().map(str::to_string).collect())
        .collect();
    let header = rows.remove(0);
    (header, rows)
}

fn write(header: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(header).expect("in memory");
    for row in rows {
        csv.write_record(row).expect("in memory");
    }
    csv.into_inner().expect("in memory")
}

fn settings(case: &Case) -> String {
    let mut text = String::from("time_zone = \"Asia/Seoul\"\n");
    let facts: Vec<_> = catalog::tables(Class::Fact).map(|t| t.name).collect();
    let (header, rows) = case.given.get("covers").map(|t| parse(t)).unwrap_or_default();
    for row in rows {
        let cell = |name: &str| header.iter().position(|h| h == name).map_or("", |at| row[at].as_str());
        let or_all = |name: &str| if cell(name).is_empty() { "*" } else { cell(name) }.to_string();
        let tables = match or_all("table_name").as_str() {
            "*" => facts.join("\", \""),
            table => table.to_string(),
        };
        text.push_str(&format!(
            "[[covers]]\nsource = \"{}\"\ntables = [\"{tables}\"]\nsystems = [\"{}\"]\nfrom = \"{}\"\nto = \"{}\"\n",
            or_all("source"),
            or_all("system_id"),
            cell("from"),
            cell("to")
        ));
    }
    if !case.parameters.is_empty() {
        text.push_str(&format!("[parameters]\n{}", case.parameters));
    }
    text
}

/// Writes the given tables as reference files and exports; exports with their connector.
fn lay_out(case: &Case, workspace: &Workspace) -> Vec<(String, &'static str)> {
    let mut exports: BTreeMap<String, (&'static str, Rows)> = BTreeMap::new();
    for (table, text) in case.given.iter().filter(|(table, _)| *table != "covers") {
        let (header, rows) = parse(text);
        let Some((_, connector)) = CONNECTORS.iter().find(|(t, _)| t == table) else {
            workspace.write(&format!("{table}.csv"), write(&header, &rows));
            continue;
        };
        let meta = |name: &str| header.iter().position(|h| h == name);
        let (source, export) = (meta("source"), meta("export"));
        let kept: Vec<usize> = (0..header.len()).filter(|at| Some(*at) != source && Some(*at) != export).collect();
        for row in rows {
            let cell = |at: Option<usize>, default: &str| {
                at.map(|at| row[at].clone()).filter(|c| !c.is_empty()).unwrap_or_else(|| default.to_string())
            };
            let path = format!("inbox/{}/{table}-{}.csv", cell(source, "s"), cell(export, "one"));
            let names = kept.iter().map(|at| header[*at].clone()).collect();
            let entry = exports.entry(path).or_insert_with(|| (connector, (names, Vec::new())));
            entry.1.1.push(kept.iter().map(|at| row[*at].clone()).collect());
        }
    }
    for (path, (_, (header, rows))) in &exports {
        workspace.write(path, write(header, rows));
    }
    exports.into_iter().map(|(path, (connector, _))| (path, connector)).collect()
}

fn local(text: &str) -> i64 {
    let time: NaiveDateTime = text.parse().expect("`as_of` of a case is a local time");
    Zone::default().instant(time).expect("Seoul has no gaps")
}

/// Conditions that an actual row must meet to be the expected one.
fn condition(engine: &Engine, relation: &str, header: &[String], row: &[String]) -> String {
    let types = engine.query(&format!("describe select * from {relation}")).expect("the relation is there");
    let types: BTreeMap<_, _> =
        types.texts(0).expect("names").into_iter().zip(types.texts(1).expect("types")).collect();
    let tests = header.iter().zip(row).map(|(column, cell)| {
        let kind = types.get(&Some(column.clone())).cloned().flatten();
        let kind = kind.unwrap_or_else(|| panic!("{relation} has no column {column}"));
        let quoted = cell.replace('\'', "''");
        match kind.as_str() {
            _ if cell.is_empty() => format!("\"{column}\" is null"),
            "VARCHAR" => format!("\"{column}\" = '{quoted}'"),
            "BOOLEAN" => format!("\"{column}\" = {cell}"),
            "TIMESTAMP" => format!("\"{column}\" = to_utc(cast('{quoted}' as timestamp))"),
            "DATE" => format!("\"{column}\" = cast('{quoted}' as date)"),
            _ => format!("abs(\"{column}\" - ({cell})) < 1e-9"),
        }
    });
    tests.collect::<Vec<_>>().join(" and ")
}

fn count(engine: &Engine, sql: &str) -> i64 {
    engine.query(sql).and_then(|r| r.integers(0)).unwrap_or_else(|e| panic!("{sql}\n{e}"))[0].unwrap_or_default()
}

fn check(case: &Case, faults: &mut Vec<String>) {
    let workspace = Workspace::new(&settings(case));
    let exports = lay_out(case, &workspace);
    let opened = Opened::open(workspace.root()).unwrap_or_else(|e| panic!("{}: {e}", case.name));
    let registry = Registry::built_in().expect("the shipped connectors parse");
    for (path, connector) in &exports {
        let request = Request {
            paths: vec![workspace.path(path)],
            connector: Some(connector),
            dry_run: false,
            now: std::time::UNIX_EPOCH + std::time::Duration::from_secs(4_000_000_000),
        };
        let report = ingest::ingest(&opened, &registry, &request, &mut |_, _, _| {}).expect("the lake can be written");
        let receipts: Vec<_> = report.receipts().collect();
        assert!(
            receipts.iter().all(|r| r.counts.rejected == 0) && receipts.len() == 1,
            "{}: {path} is not kept",
            case.name
        );
    }
    let request = portfolio::Request {
        month: Some(case.month.parse().expect("a month")),
        as_of: Some(local(&case.as_of)),
        preset: None,
    };
    let portfolio = portfolio::compute(&opened, &request).unwrap_or_else(|e| panic!("{}: {e}", case.name));
    let engine = &portfolio.marts.engine;
    for (name, text) in &case.expect {
        let relation = relation(name);
        let (header, rows) = parse(text);
        for row in &rows {
            let wanted = condition(engine, &relation, &header, row);
            let found = count(engine, &format!("select count(*) from {relation} where {wanted}"));
            if found != 1 {
                faults.push(format!("{}: {name}: {found} rows where {wanted}", case.name));
            }
        }
        let all = count(engine, &format!("select count(*) from {relation}"));
        if case.exact && all != rows.len() as i64 {
            faults.push(format!("{}: {name}: {all} rows, not {}", case.name, rows.len()));
        }
    }
}

/// A metric, an item of the checklist, or a model.
fn relation(name: &str) -> String {
    if let Some(item) = name.strip_prefix("item_") {
        return format!("(select * from checklist_measured where item = {})", item.trim_start_matches('0'));
    }
    match assay::metrics::definition(name) {
        Ok(_) => format!("(select * from metrics where metric = '{name}')"),
        Err(_) => name.to_string(),
    }
}

fn run(file: &str) {
    let path = project("tests/data/cases").join(file);
    let text = fs_err::read_to_string(&path).expect("the file of cases is there");
    let cases: File = toml::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
    assert!(!cases.case.is_empty(), "{file} has no cases");
    let mut faults = Vec::new();
    for case in &cases.case {
        check(case, &mut faults);
    }
    assert!(faults.is_empty(), "{file}:\n{}", faults.join("\n"));
}

#[test]
fn outages() {
    run("outages.toml");
}

#[test]
fn deployments() {
    run("deployments.toml");
}

#[test]
fn requests() {
    run("requests.toml");
}

#[test]
fn records() {
    run("records.toml");
}

#[test]
fn checks() {
    run("checks.toml");
}

#[test]
fn freshness() {
    run("freshness.toml");
}

#[test]
fn calendars() {
    run("calendars.toml");
}

#[test]
fn load() {
    run("load.toml");
}

#[test]
fn thresholds() {
    run("thresholds.toml");
}

#[test]
fn every_file_of_cases_is_run() {
    let folder = project("tests/data/cases");
    let mut files: Vec<String> = fs_err::read_dir(folder)
        .expect("the folder is there")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "calendars.toml",
            "checks.toml",
            "deployments.toml",
            "freshness.toml",
            "load.toml",
            "outages.toml",
            "records.toml",
            "requests.toml",
            "thresholds.toml"
        ]
    );
}
