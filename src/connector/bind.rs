//! Binds a connector to the header of one export: which column of the file fills which canonical one.

use std::collections::{BTreeMap, BTreeSet};

use globset::Glob;
use regex::Regex;

pub use super::origin::Origin;
use super::origin::{Test, find, origins, tests};
use super::unit::Units;
use super::value::{Nothing, Value, fold};
use super::wide::Reading;
use super::{Connector, Key, Mapping, Matching, Stamp};
use crate::catalog::{Class, Column, Kind, Need, ORIGIN};
use crate::diagnostic::Result;
use crate::reader::header::Header;

/// One canonical column, ready to be filled.
#[derive(Debug)]
pub struct Bound<'c> {
    /// The canonical column.
    pub column: &'static Column,
    /// Its place in the row.
    pub index: usize,
    /// Its mapping.
    pub mapping: &'c Mapping,
    /// Where its text comes from, in order of preference.
    pub origins: Vec<Origin>,
    /// Where the pieces of a composed text come from, each in order of preference.
    pub composed: Vec<Vec<Origin>>,
    /// Columns that repeat the header of the first origin, where the cell is a list.
    pub repeats: Vec<usize>,
    /// Where the time of day comes from.
    pub time_of_day: Option<usize>,
    /// Where the length after another column comes from, and that column's place in the row.
    pub length: Option<(usize, usize)>,
    /// Place of the length of the interval at whose end the time stands.
    pub interval: Option<usize>,
    /// Compiled `pattern`.
    pub pattern: Option<&'c Regex>,
    /// Folded words of `values`, with the canonical word.
    pub words: &'c [(String, String)],
    /// Units of amounts.
    pub units: Units,
    /// Formats of times, tried in order.
    pub format: &'c [String],
    /// Place of the column that keeps what the export said.
    pub original: Option<usize>,
}

/// A connector bound to a header.
#[derive(Debug)]
pub struct Binding<'c> {
    /// The connector.
    pub connector: &'c Connector,
    /// Columns to fill.
    pub bound: Vec<Bound<'c>>,
    /// Records must pass all of these.
    pub keep: Vec<Test<'c>>,
    /// Records must pass none of these.
    pub drop: Vec<Test<'c>>,
    /// Records that pass all of these have UTC times; none where it is empty.
    pub utc: Vec<Test<'c>>,
    /// Cells that mean nothing.
    pub null: Nothing,
    /// Canonical columns that the export really has.
    pub present: BTreeSet<&'static str>,
    /// Columns of the file that some mapping uses.
    pub consumed: BTreeSet<usize>,
    /// Readings of a wide record whose column the file has.
    pub readings: Vec<Reading<'c>>,
    /// Of a wide record, the columns to fill that all its readings share, by their place in `bound`.
    pub shared: Vec<usize>,
}

impl<'c> Bound<'c> {
    fn new(
        connector: &'c Connector,
        (index, column): (usize, &'static Column),
        mapping: &'c Mapping,
        header: &Header,
        is_reading: bool,
    ) -> Result<Self> {
        let place = |name: &str| row_columns(connector).position(|c| c.name == name);
        let units = Units::new(mapping, header);
        let origins_of = |names| origins(names, header, &units, is_reading);
        let (origins, composed) = (origins_of(&mapping.from), mapping.compose.iter().map(origins_of).collect());
        let is_list = mapping.split.is_some() || mapping.list.is_some();
        let repeats = match origins.first() {
            Some(Origin::Column(at)) if is_list => {
                mapping.from.0.iter().find(|n| header.find(n) == Some(*at)).map(|n| header.repeats(n))
            }
            _ => None,
        };
        Ok(Bound {
            column,
            index,
            mapping,
            composed,
            repeats: repeats.unwrap_or_default(),
            // A column that is the time itself is no time of day beside it.
            time_of_day: find(&mapping.time_from, header).filter(|at| origins.first() != Some(&Origin::Column(*at))),
            length: mapping.after.as_ref().and_then(|after| Some((find(&after.from, header)?, place(&after.column)?))),
            interval: place("interval_seconds").filter(|_| mapping.stamp == Stamp::End),
            pattern: mapping.pattern.as_ref().map(|p| p.of(connector)).transpose()?,
            words: mapping.folded.get_or_init(|| words(column, mapping)),
            units,
            format: if mapping.format.0.is_empty() { &connector.read.format.0 } else { &mapping.format.0 },
            original: place(&original_name(column.name)).filter(|_| {
                let name = original_name(column.name);
                connector.map.get(&name).is_none_or(|own| gives_way(&name, own, header))
            }),
            origins,
        })
    }

    /// All that it looks at for its text.
    fn origins(&self) -> impl Iterator<Item = Origin> {
        self.origins.iter().chain(self.composed.iter().flatten()).copied()
    }
}

/// The columns of a canonical row: those of the table, then `updated_at` and `date_only`.
pub fn row_columns(connector: &Connector) -> impl Iterator<Item = &'static Column> {
    connector.table().columns.iter().chain(&ORIGIN[..2])
}

impl<'c> Binding<'c> {
    /// Binds what can be bound; [`Binding::missing`] says whether that is enough.
    ///
    /// # Errors
    /// `E0115` when a pattern of the connector does not compile.
    pub fn new(connector: &'c Connector, header: &Header) -> Result<Self> {
        let mut binding = Binding::of(connector, header, false)?;
        binding.read_wide(header)?;
        Ok(binding)
    }

    /// Binds the connector itself, or one reading of it.
    pub(super) fn of(connector: &'c Connector, header: &Header, is_reading: bool) -> Result<Self> {
        let mut binding = Binding {
            connector,
            bound: Vec::new(),
            keep: tests(connector, &connector.record.keep, header)?,
            drop: tests(connector, &connector.record.drop, header)?,
            utc: tests(connector, &connector.read.utc, header)?,
            null: Nothing::new(&connector.read.null),
            present: BTreeSet::new(),
            consumed: BTreeSet::new(),
            readings: Vec::new(),
            shared: Vec::new(),
        };
        for (index, column) in row_columns(connector).enumerate() {
            let Some(mapping) = connector.map.get(column.name) else { continue };
            if gives_way(column.name, mapping, header) {
                continue;
            }
            let bound = Bound::new(connector, (index, column), mapping, header, is_reading)?;
            if bound.origins().next().is_some() || bound.length.is_some() {
                binding.present.insert(column.name);
            }
            binding.consumed.extend(bound.origins().filter_map(Origin::column));
            binding.bound.push(bound);
        }
        Ok(binding)
    }

    /// Columns of the file that the connector looks at in any way.
    pub(super) fn used(&self) -> BTreeSet<usize> {
        let tests = self.keep.iter().chain(&self.drop).chain(&self.utc);
        let tested = tests.flat_map(|t| &t.origins).filter_map(|o| o.column());
        let beside = self.bound.iter().flat_map(|b| b.repeats.iter().copied().chain(b.time_of_day));
        let lengths = self.bound.iter().filter_map(|b| b.length).map(|(from, _)| from);
        self.consumed.iter().copied().chain(tested).chain(beside).chain(lengths).collect()
    }

    /// Canonical columns that must be filled and that nothing in the file fills.
    pub fn missing(&self) -> Vec<String> {
        if let Some(first) = self.readings.first() {
            return first.binding.missing();
        }
        let mut missing = Vec::new();
        let table = self.connector.table();
        let filled =
            |name: &str| self.present.contains(name) || self.connector.map.get(name).is_some_and(|m| m.value.is_some());
        if !table.main_time.is_empty() && !table.main_time.iter().any(|name| filled(name)) {
            missing.push(table.main_time[0].to_string());
        }
        // Reference tables have no ids of records; the `native_id` of corrections.csv is a cell like others.
        let no_id = self.connector.record.key == Key::Row && table.class == Class::Fact;
        let owed = table.columns.iter().filter(|c| c.need == Need::Filled && !table.main_time.contains(&c.name));
        missing
            .extend(owed.filter(|c| !filled(c.name) && (!no_id || c.name != "native_id")).map(|c| c.name.to_string()));
        missing
    }

    /// An end of day before its start, both of one date cell, is of the next day.
    pub fn carry_over_midnight(&self, values: &mut [Value]) {
        let timed = |name: &str| self.bound.iter().find(|b| b.column.name == name && b.time_of_day.is_some());
        for (start, end) in self.connector.table().intervals {
            let (Some(start), Some(end)) = (timed(start), timed(end)) else { continue };
            if start.origins != end.origins {
                continue;
            }
            if let (Some(from), Some(to)) = (values[start.index].time(), values[end.index].time())
                && to < from
            {
                values[end.index] = Value::Time(to + 86_400_000_000);
            }
        }
    }

    /// Whether the header has a column that rules the connector out.
    pub fn is_ruled_out(&self, header: &Header) -> bool {
        self.connector.detect.absent.iter().any(|name| header.find(name).is_some())
    }

    /// How much of the file speaks for this connector: consumed columns, and three per matching name.
    pub fn score(&self, names: &[&str]) -> usize {
        let globs = self.connector.detect.name.iter().filter_map(|g| Glob::new(g).ok().map(|g| g.compile_matcher()));
        let matches = globs.filter(|glob| names.iter().any(|name| glob.is_match(name))).count();
        self.consumed.len() + 3 * matches
    }
}

/// Words of the product with their canonical word; a canonical word stands for itself.
fn words(column: &Column, mapping: &Mapping) -> Vec<(String, String)> {
    let listed = mapping.values.iter().flat_map(|(word, said)| said.iter().map(move |s| (fold(s), word.clone())));
    let mut words: Vec<_> = listed.collect();
    if let Kind::Code(canonical) = column.kind {
        let own = canonical.iter().map(|word| (fold(word), (*word).to_string()));
        words.extend(own.filter(|_| mapping.matching == Matching::Exact));
    }
    // The longest word first, so that 중단 does not hide 부분중단.
    words.sort_by_key(|(said, _)| std::cmp::Reverse(said.chars().count()));
    words
}

/// Whether an `original_…` column is filled from the cell of its code after all: the connector reads it from a header
/// of the same name, which this export does not have.
fn gives_way(name: &str, mapping: &Mapping, header: &Header) -> bool {
    name.starts_with("original_") && mapping.from.0 == [name] && header.find(name).is_none()
}

/// `original_status` for `status`, `original_reason` for `reason_code`.
fn original_name(name: &str) -> String {
    format!("original_{}", name.strip_suffix("_code").unwrap_or(name))
}

/// Tables of monitors: they name hosts, and the system is found by its host.
const FOUND_BY_HOST: [&str; 2] = ["performance", "alerts"];

/// Canonical columns that connectors may leave to the file but this file lacks, for the receipt. Not those of which the
/// connector itself says that the product has none.
pub fn unmapped_required(binding: &Binding) -> Vec<&'static str> {
    let table = binding.connector.table();
    let by_host = FOUND_BY_HOST.contains(&table.name) && binding.present.contains("host");
    let missing = table.columns.iter().filter(|c| c.need == Need::Mapped && !table.main_time.contains(&c.name));
    let missing = missing.filter(|c| !(by_host && c.name == "system_ref"));
    let has_value = |m: &Mapping| {
        m.value.is_some() || m.blank.is_some() || (m.from.0.is_empty() && m.compose.is_empty() && m.after.is_none())
    };
    let constants: BTreeMap<_, _> = binding.connector.map.iter().filter(|(_, m)| has_value(m)).collect();
    missing
        .filter(|c| !binding.present.contains(c.name) && !constants.contains_key(&c.name.to_string()))
        .map(|c| c.name)
        .collect()
}
