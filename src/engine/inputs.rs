//! The relations that the models stand on: raw facts, receipts, reference tables, names, periods, numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::assess::{Checklist, Parameter};
use crate::calendar::{Micros, Month, Zone, utc};
use crate::catalog::{self, Class, Column, Kind, Need};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::identity::unite::United;
use crate::identity::{Name, Resolver, normalise};
use crate::lake::Lake;
use crate::lake::receipt::{Observed, Receipt};
use crate::workspace::Workspace;
use crate::workspace::reference::Reference;

use super::corrections::Corrections;
use super::parameters::parameters;
use super::{Engine, load, poisson};

/// What a build of the marts starts from.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Receipts that count.
    pub receipts: &'a [Receipt],
    /// Reference tables, and what resolves names by them.
    pub united: &'a United,
    /// The checklist, for its thresholds.
    pub checklist: &'a Checklist,
    /// The month of the report.
    pub month: Month,
    /// Nothing after this instant is looked at.
    pub as_of: Micros,
    /// Fills the tables of models that are not SQL.
    pub program: Program,
}

/// Fills the tables that models of `program: surge` declare; what it stands on is there.
pub type Program = fn(&Engine, Zone) -> Result<()>;

/// The reference table that no mart stands on.
pub const ANSWERS: &str = "answers";

/// Months before the report month that get figures of their own.
pub const MONTHS_BEFORE: i32 = 23;
/// Trailing periods, in months.
const TRAILING: [i32; 3] = [3, 6, 12];

/// Words that classify free text.
pub static DICTIONARY: &str = include_str!("../../queries/dictionary.toml");

impl Inputs<'_> {
    /// A reference table by name.
    pub fn reference(&self, name: &str) -> Result<&Reference> {
        let found = self.united.references.iter().find(|r| r.table.name == name);
        found.ok_or_else(|| Diagnostic::internal("E0906", format!("no reference table `{name}` was read")))
    }

    /// Creates all input relations. What corrections leave behind can be checked when the models stand on it.
    pub fn create(&self, engine: &Engine) -> Result<Corrections> {
        // Kept marts are read from any folder, so their views name the lake by its whole path.
        let root = self.workspace.lake();
        let lake = Lake::new(fs_err::canonicalize(&root).unwrap_or(root));
        let corrections = Corrections::create(engine, self, &lake)?;
        self.receipts(engine)?;
        for reference in self.united.references.iter().filter(|r| r.table.name != ANSWERS) {
            self::reference(engine, reference)?;
        }
        self.zone_functions(engine)?;
        corrections.describe(engine, self.workspace.zone)?;
        self.periods(engine)?;
        self.numbers(engine)?;
        self.words(engine)?;
        poisson::create(engine)?;
        self.covers(engine)?;
        self.hosts(engine)?;
        super::marts::prelude(engine, "duckdb")?;
        load::create(engine)?;
        let names = self.names(engine)?;
        self.systems(engine, &names)?;
        Ok(corrections)
    }

    /// Creates the answers of people. No mart stands on them, so that a new answer computes none anew.
    ///
    /// # Errors
    /// Faults of the engine.
    pub fn answers(&self, engine: &Engine) -> Result<()> {
        reference(engine, self.reference(ANSWERS)?)
    }

    fn receipts(&self, engine: &Engine) -> Result<()> {
        engine.execute(
            "create table receipts (receipt varchar, export_hash varchar, part varchar, part_number bigint, \
             name varchar, connector varchar, connector_hash varchar, source varchar, table_name varchar, \
             repeats varchar, read bigint, kept bigint, rejected bigint, filtered bigint, columns varchar, \
             newest_event timestamp, observed_from timestamp, observed_to timestamp)",
        )?;
        let zone = self.workspace.zone;
        let day_of = |instant| zone.local(instant).date();
        let rows: Vec<Vec<Value>> = self
            .receipts
            .iter()
            .map(|r| {
                let text = |t: &str| Value::Text(t.into());
                let count = |n: u64| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
                let time = |t: Option<Micros>| t.map_or(Value::Null, Value::Time);
                let columns = format!(";{};", r.columns.join(";"));
                vec![
                    text(&r.id),
                    text(r.mends.as_ref().map_or(&r.export.hash, |m| &m.export)),
                    text(&r.export.part),
                    count(r.export.part_number.into()),
                    text(&r.export.name),
                    text(&r.connector.id),
                    text(&r.connector.hash),
                    text(&r.source),
                    text(&r.table),
                    text(&r.repeats),
                    count(r.counts.read),
                    count(r.counts.kept),
                    count(r.counts.rejected),
                    count(r.counts.filtered_total()),
                    text(&columns),
                    time(r.observed.map(|o| o.last)),
                    time(spanned(r).map(|o| zone.midnight(day_of(o.first)))),
                    time(spanned(r).and_then(|o| day_of(o.last).succ_opt()).map(|d| zone.midnight(d))),
                ]
            })
            .collect();
        engine.append("receipts", rows.iter().map(Vec::as_slice))
    }

    fn zone_functions(&self, engine: &Engine) -> Result<()> {
        let (to_local, to_utc) = zone_expressions(self.workspace.zone);
        engine.execute(&format!(
            "create macro to_local(ts) as ({to_local}); create macro to_utc(ts) as ({to_utc}); \
             create macro local_date(ts) as cast(to_local(ts) as date);"
        ))
    }

    fn periods(&self, engine: &Engine) -> Result<()> {
        engine.execute(
            "create table periods (period varchar, kind varchar, ps timestamp, pe timestamp); \
             create table run (as_of timestamp, month varchar);",
        )?;
        let start = |month: Month| Value::Time(self.workspace.zone.midnight(month.first_day()));
        let row = |label: String, kind: &str, from: Month, to: Month| {
            vec![Value::Text(label), Value::Text(kind.into()), start(from), start(to)]
        };
        let after = self.month.plus(1);
        let months = (-MONTHS_BEFORE..=0).map(|back| self.month.plus(back));
        let mut rows: Vec<_> = months.map(|m| row(m.to_string(), "month", m, m.plus(1))).collect();
        rows.extend(TRAILING.map(|n| row(format!("T{n}"), "trailing", after.plus(-n), after)));
        engine.append("periods", rows.iter().map(Vec::as_slice))?;
        let run = [Value::Time(self.as_of), Value::Text(self.month.to_string())];
        engine.append("run", [run.as_slice()])
    }

    fn numbers(&self, engine: &Engine) -> Result<()> {
        engine.execute(
            "create table parameters (name varchar, value double, text varchar); \
             create macro param(parameter) as (select min(p.value) from parameters p where p.name = parameter);",
        )?;
        let rows = parameters(self.checklist, &self.workspace.config.parameters)?.into_iter().map(|(name, value)| {
            let (number, text) = match value {
                Parameter::Number(number) => (Value::Number(number), Value::Null),
                Parameter::Text(text) => (Value::Null, Value::Text(text)),
            };
            vec![Value::Text(name), number, text]
        });
        let rows: Vec<_> = rows.collect();
        engine.append("parameters", rows.iter().map(Vec::as_slice))
    }

    fn words(&self, engine: &Engine) -> Result<()> {
        engine.execute("create table dictionary (name varchar, polarity integer, word varchar)")?;
        let lists: BTreeMap<String, Words> = toml::from_str(DICTIONARY)
            .map_err(|e| Diagnostic::internal("E0907", format!("cannot read the dictionary: {e}")))?;
        let mut rows = Vec::new();
        for (name, words) in lists {
            for (polarity, list) in [(1, words.positive), (-1, words.negative)] {
                let text = |t: String| Value::Text(t);
                rows.extend(list.into_iter().map(|w| vec![text(name.clone()), Value::Integer(polarity), text(w)]));
            }
        }
        engine.append("dictionary", rows.iter().map(Vec::as_slice))
    }

    fn covers(&self, engine: &Engine) -> Result<()> {
        engine.execute(
            "create table covers (source varchar, table_name varchar, system_id varchar, from_ts timestamp, to_ts timestamp)",
        )?;
        let midnight = |day: NaiveDate| Value::Time(self.workspace.zone.midnight(day));
        let mut rows = Vec::new();
        for covers in &self.workspace.config.covers {
            for table in &covers.tables {
                for system in &covers.systems {
                    let words = [&covers.source, table, system].map(|w| Value::Text(w.clone()));
                    rows.push(words.into_iter().chain([midnight(covers.from.0), midnight(covers.to.0)]).collect());
                }
            }
        }
        engine.append("covers", rows.iter().map(Vec::as_slice))
    }

    fn hosts(&self, engine: &Engine) -> Result<()> {
        engine.execute(
            "create table host_names as select host, system_id, tier, cores, max_sessions, \
             to_utc(cast(valid_from as timestamp)) as valid_from, \
             to_utc(cast(valid_to as timestamp)) as valid_to from ref_hosts",
        )
    }

    fn names(&self, engine: &Engine) -> Result<Vec<Name>> {
        let resolver = &self.united.resolver;
        // Samples are many; their names are in `sample_days`, those of hosts that hosts.csv does not list among them.
        let named = catalog::tables(Class::Fact).filter(|t| t.name != "performance");
        let facts = named.map(|t| {
            format!(
                "select source, system_ref, (source, native_id) in (select (source, native_id) from correction_rows \
                 where table_name = '{0}' and field = 'system_ref' and state = 'applied') as corrected from raw_{0}",
                t.name
            )
        });
        let of_samples = [
            "select source, system_ref, false from sample_days".to_string(),
            "select source, host, false from sample_days where system_ref = '' \
             and lower(host) not in (select lower(host) from host_names)"
                .to_string(),
        ];
        let facts = facts.chain(of_samples).collect::<Vec<_>>().join(" union ");
        let used = engine.query(&format!(
            "select source, system_ref from ({facts}) where system_ref <> '' group by all \
             having not bool_and(corrected) order by all"
        ))?;
        let mut names = Vec::new();
        for (source, system_ref) in used.texts(0)?.into_iter().zip(used.texts(1)?) {
            names.extend(resolver.resolve(&source.unwrap_or_default(), &system_ref.unwrap_or_default())?);
        }
        names.extend(mentioned(engine, resolver, &names)?);
        unite(&mut names);
        engine.execute(
            "create table names (source varchar, system_ref varchar, system_id varchar, valid_from timestamp, \
             valid_to timestamp, listed boolean)",
        )?;
        let time = |t: Option<Micros>| t.map_or(Value::Null, Value::Time);
        let row = |n: &Name| {
            let words = [&n.source, &n.system_ref, &n.system_id].map(|w| Value::Text(w.clone()));
            words.into_iter().chain([time(n.valid_from), time(n.valid_to), Value::Boolean(n.listed)]).collect()
        };
        let rows: Vec<Vec<Value>> = names.iter().map(row).collect();
        engine.append("names", rows.iter().map(Vec::as_slice))?;
        Ok(names)
    }

    /// The inventory, and the systems that only exports name.
    fn systems(&self, engine: &Engine, names: &[Name]) -> Result<()> {
        let systems = self.reference("systems")?;
        let listed = Column { name: "listed", kind: Kind::Boolean, need: Need::Optional, doc: "in the inventory" };
        let of_hosts = load::unlisted(engine)?;
        let named = names.iter().filter(|n| !n.listed).map(|n| n.system_id.as_str());
        let provisional: BTreeSet<&str> = named.chain(of_hosts.iter().map(String::as_str)).collect();
        let mut rows: Vec<Vec<Value>> = systems.rows.clone();
        rows.iter_mut().for_each(|row| row.push(Value::Boolean(true)));
        for system in provisional {
            let mut row = vec![Value::Null; systems.table.columns.len()];
            row[0] = Value::Text(system.into());
            row[1] = Value::Text(system.into());
            row.push(Value::Boolean(false));
            rows.push(row);
        }
        create(engine, "systems", systems.table.columns.iter().chain([&listed]), &rows)
    }
}

/// Names that incidents give as their cause, that corrections gave to records or took from them, and that no export
/// otherwise uses. One that is no known system, like a provider outside or a name that was mended or mistyped, makes no
/// system.
fn mentioned(engine: &Engine, resolver: &Resolver, names: &[Name]) -> Result<Vec<Name>> {
    let used: BTreeSet<_> = names.iter().map(|n| (n.source.as_str(), n.system_ref.as_str())).collect();
    let of_hosts = engine.query("select distinct system_id from host_names")?.texts(0)?;
    let known = of_hosts.into_iter().flatten().chain(names.iter().map(|n| n.system_id.clone()));
    let known: BTreeMap<_, _> = known.map(|id| (normalise(&id), id)).collect();
    let rows = engine.query(
        "select source, cause_system_ref from raw_incidents where cause_system_ref <> '' \
         union select source, corrected_value from correction_rows where field = 'system_ref' and state = 'applied' \
            and corrected_value is not null \
         union select source, system_ref from correction_records where system_ref <> '' \
         union select source, cause_system_ref from correction_records where cause_system_ref <> '' order by all",
    )?;
    let mut mentioned = Vec::new();
    for (source, system_ref) in rows.texts(0)?.into_iter().zip(rows.texts(1)?) {
        let (source, system_ref) = (source.unwrap_or_default(), system_ref.unwrap_or_default());
        if !used.contains(&(source.as_str(), system_ref.as_str())) {
            let stands_for = resolver.resolve(&source, &system_ref)?;
            mentioned.extend(stands_for.into_iter().filter_map(|name| match name.listed {
                true => Some(name),
                false => known.get(&normalise(&name.system_id)).map(|id| Name { system_id: id.clone(), ..name }),
            }));
        }
    }
    Ok(mentioned)
}

/// Spellings of one provisional system that differ in case and spaces only are one system.
fn unite(names: &mut [Name]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for name in names.iter().filter(|n| !n.listed) {
        let id = first.entry(normalise(&name.system_id)).or_insert_with(|| name.system_id.clone());
        if name.system_id < *id {
            id.clone_from(&name.system_id);
        }
    }
    for name in names.iter_mut().filter(|n| !n.listed) {
        if let Some(id) = first.get(&normalise(&name.system_id)) {
            name.system_id.clone_from(id);
        }
    }
}

/// Columns of a reference table that say where a row stands.
const PLACE: [Column; 4] = [
    Column { name: "at_export", kind: Kind::Text, need: Need::Optional, doc: "file or export" },
    Column { name: "at_part", kind: Kind::Text, need: Need::Optional, doc: "part of the export" },
    Column { name: "at_line", kind: Kind::Integer, need: Need::Optional, doc: "line" },
    Column { name: "at_record", kind: Kind::Integer, need: Need::Optional, doc: "record of the export" },
];

/// The table of a reference file with the places of its rows, and the view that people ask; `systems` gets its view with
/// those that only exports name.
fn reference(engine: &Engine, reference: &Reference) -> Result<()> {
    let table = reference.table;
    let name = format!("ref_{}", table.name);
    let number = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok()).map_or(Value::Null, Value::Integer);
    let place = |place: &Place| {
        let part = place.part.clone().map_or(Value::Null, Value::Text);
        [Value::Text(place.file.display().to_string()), part, number(place.line), number(place.record)]
    };
    let rows = reference.rows.iter().zip(&reference.places);
    let rows: Vec<Vec<Value>> = rows.map(|(row, at)| row.iter().cloned().chain(place(at)).collect()).collect();
    create(engine, &name, table.columns.iter().chain(&PLACE), &rows)?;
    if table.name == "systems" {
        return Ok(());
    }
    let columns: Vec<_> = table.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
    engine.execute(&format!("create view {} as select {} from {name}", table.name, columns.join(", ")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    positive: Vec<String>,
    negative: Vec<String>,
}

fn create<'c>(
    engine: &Engine,
    name: &str,
    columns: impl Iterator<Item = &'c Column>,
    rows: &[Vec<Value>],
) -> Result<()> {
    let columns: Vec<_> = columns.map(|c| format!("\"{}\" {}", c.name, c.kind.sql())).collect();
    engine.execute(&format!("create table {name} ({})", columns.join(", ")))?;
    engine.append(name, rows.iter().map(Vec::as_slice))
}

/// The time that an export says it covers; a handful of mended records says nothing of the time between them.
fn spanned(receipt: &Receipt) -> Option<Observed> {
    receipt.observed.filter(|_| receipt.mends.is_none())
}

/// Expressions over `ts` that shift between UTC and local time.
fn zone_expressions(zone: Zone) -> (String, String) {
    let offsets = zone.offsets(1990, 2060);
    let (first, rest) = offsets.split_first().map_or((0, &[][..]), |((_, offset), rest)| (*offset, rest));
    let (mut to_local, mut to_utc) = (String::new(), String::new());
    let mut before = first;
    for (instant, offset) in rest {
        let local = instant + i64::from(before) * 1_000_000;
        let literal = |t: Micros| format!("timestamp '{}'", utc(t).format("%Y-%m-%d %H:%M:%S"));
        _ = write!(to_local, "when ts < {} then {before} ", literal(*instant));
        _ = write!(to_utc, "when ts < {} then {before} ", literal(local));
        before = *offset;
    }
    let shift =
        |cases: &str| if cases.is_empty() { before.to_string() } else { format!("case {cases}else {before} end") };
    (format!("ts + to_seconds({})", shift(&to_local)), format!("ts - to_seconds({})", shift(&to_utc)))
}
