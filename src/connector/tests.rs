//! Tests of the language of connectors: each file of tests/data/language shows one part of it, with examples that
//! must hold; and whole exports of monitors, odd ones, with what must become of their records.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use serde::Deserialize;

use super::bind::Binding;
use super::detect::{self, Place};
use super::map::{Mapper, Outcome, Surroundings};
use super::records::{Input, Item};
use super::registry::Registry;
use super::{Connector, example, layout};
use crate::calendar::Zone;
use crate::reader::blob::Blob;
use crate::reader::delimited::Delimited;
use crate::reader::{Content, Part, encoding, json};

/// The folder of these connectors. Cargo says where the project is when it runs the tests: another checkout may have built
/// them.
fn folder() -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    PathBuf::from(root).join("tests/data/language")
}

fn language() -> Vec<Connector> {
    let files = fs_err::read_dir(folder()).expect("the folder is there").map(|f| f.expect("it can be read").path());
    let parse = |path| Connector::parse(&fs_err::read_to_string(path).expect("it is text")).expect("it parses");
    files.map(parse).collect()
}

fn named(id: &str) -> Connector {
    language().into_iter().find(|c| c.id == id).expect("the file is there")
}

fn part(text: &str) -> Part {
    let blob = Blob::Memory(Arc::from(text.as_bytes()));
    Part { name: String::new(), number: 0, content: Content::Delimited(Delimited::find(blob, UTF_8).expect("text")) }
}

/// One export and what must become of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    encoding: String,
    text: String,
    connector: String,
    kept: u64,
    rows: usize,
    #[serde(default)]
    filtered: BTreeMap<String, u64>,
    #[serde(default)]
    rejected: BTreeMap<String, u64>,
}

impl Case {
    fn part(&self) -> Part {
        let encoding = Encoding::for_label(self.encoding.as_bytes()).unwrap_or(UTF_8);
        let blob = Blob::Memory(encoding.encode(&self.text).0.into());
        let found = encoding::find(&blob).expect("it is text");
        assert!(!json::looks_like_json(&blob, found).expect("in memory"), "{}", self.name);
        let text = Delimited::find(blob, found).expect("in memory");
        Part { name: String::new(), number: 0, content: Content::Delimited(text) }
    }

    fn place(&self) -> Place<'_> {
        let (file, path) = (self.file.as_str(), self.path.as_str());
        if path.is_empty() { Place { file, path: file } } else { Place { file: path, path } }
    }

    /// Reads it as an import does; its counts and rows.
    fn read(&self, registry: &Registry) -> (String, u64, usize, BTreeMap<String, u64>, BTreeMap<String, u64>) {
        let (part, place) = (self.part(), self.place());
        let fit = detect::choose(&part, place, &registry.contenders(), false).expect(&self.name);
        let united = layout::united_header(&part, fit.connector, usize::MAX).expect("in memory");
        let header = united.unwrap_or(fit.header);
        let zone = fit.connector.read.time_zone.as_deref().map_or(Ok(Zone::default()), str::parse).expect("a zone");
        let surroundings = Surroundings { zone, file: place.file, part: "", path: place.path };
        let mut mapper = Mapper::new(Binding::new(fit.connector, &header).expect("it binds"), surroundings);
        let (mut kept, mut rows) = (0, 0);
        let (mut filtered, mut rejected) = (BTreeMap::new(), BTreeMap::new());
        let count = |counts: &mut BTreeMap<String, u64>, word: &str| {
            *counts.entry(word.to_string()).or_default() += 1;
        };
        let input = Input { part: &part, connector: fit.connector, header: &header, is_mended: false };
        let walked = input.walk(&mut |item| {
            match item {
                Item::Left(word) => count(&mut filtered, word),
                Item::Broken { code, .. } => count(&mut rejected, code),
                Item::Record { cells, .. } => match mapper.map(&cells) {
                    Outcome::Filtered => count(&mut filtered, "connector"),
                    Outcome::Rejected(rejection) => count(&mut rejected, rejection.code),
                    Outcome::Rows(given) => {
                        kept += 1;
                        rows += given.len();
                    }
                },
            }
            Ok(())
        });
        walked.expect("in memory");
        (fit.connector.id.clone(), kept, rows, filtered, rejected)
    }
}

#[test]
fn exports_of_monitors_as_they_come_are_found_and_read() {
    #[derive(Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }
    let registry = Registry::built_in().expect("the shipped connectors parse");
    let cases: Cases = toml::from_str(include_str!("../../tests/data/monitors/odd.toml")).expect("cases");
    for case in &cases.case {
        let wanted = (case.connector.clone(), case.kept, case.rows, case.filtered.clone(), case.rejected.clone());
        assert_eq!(case.read(&registry), wanted, "{}", case.name);
    }
}

fn fits(connector: &Connector, text: &str) -> bool {
    detect::choose(&part(text), Place { file: "was01.csv", path: "was01.csv" }, &[connector], false).is_ok()
}

#[test]
fn every_part_of_the_language_does_what_its_examples_say() {
    let faults: Vec<_> = language().iter().flat_map(|c| example::run(c).expect("it runs")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_connector_that_spreads_any_column_takes_no_table_that_is_none_of_its_own() {
    let any = named("spread_any_column");
    assert!(fits(&any, "Time,cpu,mem\n2026-03-02 09:00:00,1,2\n2026-03-02 09:01:00,,\n"));
    assert!(!fits(&any, "Time,Host,Problem\n2026-03-02 09:00:00,was01,High CPU\n"), "words are no samples");
    assert!(!fits(&any, "Time,cpu\n"), "nothing says that it is one");
    assert!(!fits(&any, "Time,cpu\nMonday,1\n"), "no time that can be read");
    assert!(fits(&any, "Time,cpu\n3/4/2026 09:00,1\n"), "what reads both ways is told of");
}

#[test]
fn lines_contend_where_half_of_them_match() {
    let lines = named("lines");
    let stamped = "[1772409660] Nagios 4.4 starting... (PID=1)\n";
    assert!(fits(&lines, &stamped.repeat(3)));
    assert!(fits(&lines, &format!("{stamped}\n\nanother line\n")));
    assert!(!fits(&lines, &format!("{stamped}another\nand another\n")));
    assert!(!fits(&lines, "time,host\n1,2\n"));
}

#[test]
fn sections_contend_where_one_begins() {
    let sections = named("sections");
    assert!(fits(&sections, "was01;-1;2026-03-02 00:11:00 UTC;RESTART\n# hostname;interval;timestamp;CPU;%idle\n"));
    assert!(!fits(&sections, "# hostname;interval;timestamp;CPU;%user\n"), "no column that it spreads");
    assert!(!fits(&sections, "hostname;interval;timestamp;CPU;%idle\n"));
}

#[test]
fn what_means_nothing_where_it_stands_is_refused() {
    let text = fs_err::read_to_string(folder().join("lines.toml"));
    let text = text.expect("it is there");
    let refused = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        Connector::parse(&changed).err().map(|e| e.code)
    };
    let start = "start_at = { from = \"time\" }";
    assert_eq!(refused(start, "start_at = { from = \"time\", stamp = \"end\" }"), Some("E0115"));
    assert_eq!(refused(start, "start_at = { from = \"time\", stamp = \"middle\" }"), Some("E0114"));
    assert_eq!(refused("line = '^", "line = '^("), Some("E0115"), "the expression does not compile");
}
