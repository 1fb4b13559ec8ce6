//! Analyses the load of all systems and fills the tables that the models of `program: surge` declare.
//!
//! Systems are read in batches of so many buckets that memory does not grow with their number, and analysed side by
//! side; rows are added in the order of systems, so that the tables are the same in every run.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};

use super::{Analysis, Facts, Horizon, Load, Period, Rules, Run, RunKind, analyse};
use crate::calendar::{Micros, Zone};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::engine::duckdb::Rows;
use crate::engine::sql_text::escaped;

/// Buckets of load that are held at one time.
const BATCH_BUCKETS: i64 = 600_000;

/// Fills the tables from `load5` and what else the marts know of each system.
///
/// # Errors
/// Faults of the engine; `E0912` where the load is not what it should be.
pub fn fill(engine: &Engine, zone: Zone) -> Result<()> {
    let rules = rules(engine)?;
    let holidays = holidays(engine)?;
    let horizon = Horizon { zone, holidays: &holidays, periods: periods(engine)?, as_of: as_of(engine)? };
    let (units, mut facts) = (units(engine)?, facts(engine)?);
    let no_facts = Facts::default();
    for systems in batches(engine)? {
        let loads = loads(engine, &systems, &units)?;
        let closed = closed(engine, &systems)?;
        for (system, intervals) in closed {
            facts.entry(system).or_default().closed = intervals;
        }
        let of = |load: &Load| facts.get(&load.system_id).unwrap_or(&no_facts);
        let analyses = side_by_side(&loads, &|load| analyse(load, of(load), &horizon, &rules))?;
        for (load, analysis) in loads.iter().zip(&analyses) {
            write(engine, load, analysis)?;
        }
        systems.iter().for_each(|s| drop(facts.remove(s)));
    }
    Ok(())
}

/// Analyses each load, on as many threads as the machine has cores; results in the order of the loads.
fn side_by_side(loads: &[Load], run: &(dyn Fn(&Load) -> Result<Analysis> + Sync)) -> Result<Vec<Analysis>> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(loads.len().max(1));
    let mut done: Vec<(usize, Result<Analysis>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || {
                    let own = loads.iter().enumerate().skip(first).step_by(threads);
                    own.map(|(at, load)| (at, run(load))).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, analysis)| analysis).collect()
}

/// The numbers of the rules, out of the parameters.
fn rules(engine: &Engine) -> Result<Rules> {
    let rows = engine.query("select name, value from parameters where value is not null")?;
    let known: BTreeMap<String, f64> =
        every(rows.texts(0)?, "parameter")?.into_iter().zip(every(rows.numbers(1)?, "number")?).collect();
    Rules::read(|name| {
        known
            .get(name)
            .copied()
            .ok_or_else(|| Diagnostic::internal("E0907", format!("the parameter `{name}` is not there")))
    })
}

fn holidays(engine: &Engine) -> Result<BTreeSet<chrono::NaiveDate>> {
    let days = engine.query("select distinct cast(\"date\" as varchar) from ref_holidays")?.texts(0)?;
    let day = |day: String| day.parse().map_err(|e| unreadable(format!("the holiday `{day}` is no day: {e}")));
    every(days, "holiday")?.into_iter().map(day).collect()
}

fn as_of(engine: &Engine) -> Result<Micros> {
    let instants = every(moments(&engine.query("select as_of from run")?, 0)?, "instant of the run")?;
    instants.first().copied().ok_or_else(|| unreadable("the run has no instant"))
}

fn periods(engine: &Engine) -> Result<Vec<Period>> {
    let rows = engine.query("select period, kind, ps, pe from periods order by ps, pe")?;
    let (names, kinds) = (every(rows.texts(0)?, "period")?, every(rows.texts(1)?, "kind of a period")?);
    let (from, to) = (every(moments(&rows, 2)?, "start of a period")?, every(moments(&rows, 3)?, "end of a period")?);
    let period =
        |at: usize| Period { name: names[at].clone(), is_month: kinds[at] == "month", from: from[at], to: to[at] };
    Ok((0..rows.len()).map(period).collect())
}

/// Cores of one unit of capacity of each system: `elasticity.unit_cores`, else those of its smallest host.
fn units(engine: &Engine) -> Result<BTreeMap<String, f64>> {
    let rows = engine.query(
        "select system_id, coalesce(nullif(param('elasticity.unit_cores'), 0), min(cores)) from host_days \
         where cores > 0 group by system_id",
    )?;
    Ok(every(rows.texts(0)?, "system")?.into_iter().zip(every(rows.numbers(1)?, "number of cores")?).collect())
}

type Intervals = Vec<(Micros, Micros)>;

/// Outages and planned windows of each system.
fn facts(engine: &Engine) -> Result<BTreeMap<String, Facts>> {
    let mut facts: BTreeMap<String, Facts> = BTreeMap::new();
    let outages = "select system_id, start_at, until_at from outages where scope in ('FULL', 'PARTIAL') order by all";
    for (system, interval) in intervals(engine, outages)? {
        facts.entry(system).or_default().outages.push(interval);
    }
    let planned = "select system_id, start_at, until_at from stop_windows where planned order by all";
    for (system, interval) in intervals(engine, planned)? {
        facts.entry(system).or_default().planned.push(interval);
    }
    Ok(facts)
}

/// Time outside of the service hours of some systems.
fn closed(engine: &Engine, systems: &[String]) -> Result<BTreeMap<String, Intervals>> {
    let mut closed: BTreeMap<String, Intervals> = BTreeMap::new();
    let query = format!(
        "select system_id, start_at, end_at from closed_hours where system_id in ({}) order by all",
        list(systems)
    );
    for (system, interval) in intervals(engine, &query)? {
        closed.entry(system).or_default().push(interval);
    }
    Ok(closed)
}

fn intervals(engine: &Engine, query: &str) -> Result<Vec<(String, (Micros, Micros))>> {
    let rows = engine.query(query)?;
    let ends = every(moments(&rows, 1)?, "start")?.into_iter().zip(every(moments(&rows, 2)?, "end")?);
    Ok(every(rows.texts(0)?, "system")?.into_iter().zip(ends).collect())
}

/// Systems with load, so many at a time that their buckets fit.
fn batches(engine: &Engine) -> Result<Vec<Vec<String>>> {
    let rows = engine.query("select system_id, count(*) from load5 group by system_id order by system_id")?;
    let mut batches: Vec<Vec<String>> = Vec::new();
    let mut held = i64::MAX;
    for (system, buckets) in every(rows.texts(0)?, "system")?.into_iter().zip(every(rows.integers(1)?, "count")?) {
        if held.saturating_add(buckets) > BATCH_BUCKETS {
            batches.push(Vec::new());
            held = 0;
        }
        held += buckets;
        batches.last_mut().into_iter().for_each(|batch| batch.push(system.clone()));
    }
    Ok(batches)
}

fn list(systems: &[String]) -> String {
    systems.iter().map(|s| format!("'{}'", escaped(s))).collect::<Vec<_>>().join(", ")
}

/// The load of some systems, each in the order of time.
fn loads(engine: &Engine, systems: &[String], units: &BTreeMap<String, f64>) -> Result<Vec<Load>> {
    let rows = engine.query(&format!(
        "select system_id, load_metric, bucket_minutes, bucket_start, x, cpu, memory, pool, latency, demand, installed \
         from load5 where system_id in ({}) order by system_id, bucket_start",
        list(systems)
    ))?;
    // A system of which only memory is sampled has buckets without a load.
    let (ids, metrics) = (every(rows.texts(0)?, "system")?, rows.texts(1)?);
    let (minutes, at) =
        (every(rows.integers(2)?, "length of a bucket")?, every(moments(&rows, 3)?, "start of a bucket")?);
    let columns = (4..11).map(|column| rows.numbers(column)).collect::<Result<Vec<_>>>()?;
    let mut loads: Vec<Load> = Vec::new();
    for row in 0..rows.len() {
        let id = &ids[row];
        if loads.last().is_none_or(|load| load.system_id != *id) {
            loads.push(Load {
                system_id: id.clone(),
                metric: metrics[row].clone().unwrap_or_default(),
                bucket_minutes: minutes[row],
                unit_cores: units.get(id).copied(),
                ..Load::default()
            });
        }
        let Some(load) = loads.last_mut() else { continue };
        load.at.push(at[row]);
        let own = [
            &mut load.x,
            &mut load.cpu,
            &mut load.memory,
            &mut load.pool,
            &mut load.latency,
            &mut load.demand,
            &mut load.installed,
        ];
        own.into_iter().zip(&columns).for_each(|(own, column)| own.push(column[row]));
    }
    Ok(loads)
}

/// A column that is filled in every row.
fn every<T>(column: Vec<Option<T>>, what: &str) -> Result<Vec<T>> {
    let cell = |cell: Option<T>| cell.ok_or_else(|| unreadable(format!("a {what} is missing")));
    column.into_iter().map(cell).collect()
}

fn unreadable(fault: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::internal("E0912", format!("the load cannot be read: {fault}"))
}

/// A column of instants.
fn moments(rows: &Rows, column: usize) -> Result<Vec<Option<Micros>>> {
    let mut values = Vec::new();
    for batch in &rows.batches {
        let array =
            cast(batch.column(column), &DataType::Timestamp(TimeUnit::Microsecond, None)).map_err(unreadable)?;
        values.extend(array.as_primitive::<TimestampMicrosecondType>().iter());
    }
    Ok(values)
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn number(number: Option<f64>) -> Value {
    number.filter(|n| n.is_finite()).map_or(Value::Null, Value::Number)
}

fn whole(number: impl TryInto<i64>) -> Value {
    number.try_into().map_or(Value::Null, Value::Integer)
}

fn time(time: Option<Micros>) -> Value {
    time.map_or(Value::Null, Value::Time)
}

/// Adds what is known of one system to the tables.
fn write(engine: &Engine, load: &Load, analysis: &Analysis) -> Result<()> {
    let id = || text(load.system_id.clone());
    let add = |table: &str, rows: Vec<Vec<Value>>| engine.append(table, rows.iter().map(Vec::as_slice));
    let months = analysis.months.iter().map(|m| {
        vec![
            id(),
            text(&m.month),
            text(&load.metric),
            whole(load.bucket_minutes),
            m.baseline.map_or(Value::Null, |b| text(b.name())),
            m.null_reason.map_or(Value::Null, |r| text(r.name())),
            Value::Boolean(m.ranked),
            number(m.daily_peak),
            whole(m.daily_peak_days),
            Value::Boolean(m.daily_peak_provisional),
            number(m.growth),
            whole(m.valid_minutes),
            whole(m.history_weeks),
            number(Some(m.mean)),
        ]
    });
    add("load_months", months.collect())?;
    let slots = analysis.slots.iter();
    let slots =
        slots.map(|s| vec![id(), text(&s.month), whole(s.slot), number(Some(s.baseline)), number(Some(s.spread))]);
    add("load_slots", slots.collect())?;
    add("surge_segments", segments(load, analysis))?;
    let keys = (0_i64..).zip(&analysis.keys).map(|(at, k)| {
        let head = [id(), whole(at), text(k.kind.name()), text(&k.label), whole(k.n), whole(k.h)];
        head.into_iter().chain([number(Some(k.p_value)), time(k.next_expected), Value::Boolean(k.suspect)]).collect()
    });
    add("surge_keys", keys.collect())?;
    add("load_runs", analysis.runs.iter().map(|run| of_run(load, run)).collect())?;
    add("elasticity", elasticity(load, analysis))?;
    let rhythm = analysis.rhythm.iter();
    let rhythm = rhythm.map(|r| {
        vec![id(), text(&r.period), whole(r.minutes), number(Some(r.p50)), number(Some(r.p99_5)), number(r.par)]
    });
    add("load_rhythm", rhythm.collect())
}

fn segments(load: &Load, analysis: &Analysis) -> Vec<Vec<Value>> {
    let row = |(at, s): (i64, &super::Segment)| {
        vec![
            text(load.system_id.clone()),
            whole(at),
            Value::Time(s.start),
            Value::Time(s.end),
            text(&s.month),
            whole(s.flagged_minutes),
            number(Some(s.peak)),
            Value::Time(s.peak_at),
            number(Some(s.i_d)),
            number(s.i_b),
            number(Some(s.excess)),
            Value::Boolean(s.unexpected),
            Value::Boolean(s.over_peak),
            s.truncated.map_or(Value::Null, |t| text(t.name())),
            text(s.baseline.name()),
            Value::Boolean(s.ranked),
            whole(s.saturated_minutes),
            s.key.map_or(Value::Null, whole),
            whole(s.bucket_minutes),
        ]
    };
    (1_i64..).zip(&analysis.segments).map(row).collect()
}

fn of_run(load: &Load, run: &Run) -> Vec<Value> {
    let causes = match run.kind {
        RunKind::Saturation(_) => text(run.causes.iter().map(|c| c.name()).collect::<Vec<_>>().join(";")),
        RunKind::ScaleTrigger | RunKind::Slow => Value::Null,
    };
    let times = [Value::Time(run.start), Value::Time(run.end), whole(load.bucket_minutes)];
    [text(load.system_id.clone()), text(run.kind.name()), causes].into_iter().chain(times).collect()
}

fn elasticity(load: &Load, analysis: &Analysis) -> Vec<Vec<Value>> {
    let row = |e: &super::Elasticity| {
        vec![
            text(load.system_id.clone()),
            text(&e.period),
            number(Some(e.coverage)),
            whole(e.n_min),
            number(Some(e.unit_cores)),
            number(Some(e.mean_units)),
            number(Some(e.peak_units)),
            Value::Time(e.peak_at),
            number(Some(e.elastic_saving)),
            number(e.rightsizing),
            number(e.installed),
            Value::Boolean(e.lower_bound),
            number(Some(e.reactive.capacity_hours)),
            number(Some(e.reactive.fixed_hours)),
            number(Some(e.reactive.saving)),
            whole(e.reactive.under_minutes),
            number(Some(e.hpa.capacity_hours)),
            number(Some(e.hpa.saving)),
            whole(e.hpa.under_minutes),
            number(Some(e.scheduled.covered_hours)),
            number(Some(e.scheduled.wasted_hours)),
        ]
    };
    analysis.elasticity.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_a_fault_and_no_zero() {
        assert_eq!(every(vec![Some(1), Some(2)], "bucket").unwrap(), [1, 2]);
        let fault = every(vec![Some(1), None], "bucket").unwrap_err();
        assert_eq!((fault.code, fault.message.as_str()), ("E0912", "the load cannot be read: a bucket is missing"));
        let engine = Engine::open().unwrap();
        engine.execute("create table run (as_of timestamp, month varchar)").unwrap();
        assert_eq!(as_of(&engine).unwrap_err().code, "E0912", "no run is no epoch");
        engine.execute("insert into run values (null, '2026-10')").unwrap();
        assert_eq!(as_of(&engine).unwrap_err().code, "E0912");
    }
}
