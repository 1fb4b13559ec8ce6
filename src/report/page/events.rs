//! What happened in the month: surges on a calendar, outages on three clocks with their remedial results, deployments
//! and lead times.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

use super::definitions;
use crate::cells::{grouped, number};
use crate::diagnostic::Result;
use crate::metrics;
use crate::portfolio::Portfolio;
use crate::report::both::Both;
use crate::report::draw::calendar::{Day, calendar};
use crate::report::outage_log;

/// Rows of a list; the views have all.
const LISTED: usize = 40;
/// The three clocks, and what else is told of outages.
const CLOCKS: [&str; 7] = [
    "outage_minutes",
    "planned_minutes",
    "deploy_caused_minutes",
    "unplanned_outages",
    "mttr_median_minutes",
    "availability",
    "availability_incl_partial",
];
/// Deployments and lead times of the month.
const DEPLOYS: [&str; 6] =
    ["release_count", "deploy_days", "deploy_interval_days", "change_failure_rate", "sr_closures", "sr_lead_p50_days"];

/// What happened.
#[derive(Debug, Serialize)]
pub struct Events {
    /// Surges by the day of their start; empty where no load is known in which there could be any.
    pub calendar: String,
    /// Surges in the order of time.
    pub surges: Vec<Surge>,
    /// Outage records in the order of time.
    pub outages: Vec<Outage>,
    /// How many more outage records there were.
    pub more_outages: usize,
    /// How many of all are open.
    pub open_outages: usize,
    /// The query that lists them.
    pub outage_sql: String,
    /// Clocks by system.
    pub clocks: Grid,
    /// Deployments by system.
    pub deploys: Grid,
}

/// An outage record.
#[derive(Debug, Serialize)]
pub struct Outage {
    /// System.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Local time of its start.
    pub start: String,
    /// Minutes, or why there are none.
    pub minutes: Both,
    /// How much of the service was down.
    pub scope: Both,
    /// Cause.
    pub cause: String,
    /// What was done.
    pub action: Both,
    /// Subject.
    pub title: String,
}

/// A surge.
#[derive(Debug, Serialize)]
pub struct Surge {
    /// System.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Local time of its start.
    pub start: String,
    /// Minutes.
    pub minutes: i64,
    /// Peak against the typical daily peak.
    pub intensity: String,
    /// Whether it recurs.
    pub regular: bool,
    /// Local time at which it is expected next.
    pub next: String,
    /// Whether it saturated the system or ended in an outage.
    pub hurt: Both,
}

/// Figures of some systems.
#[derive(Debug, Serialize)]
pub struct Grid {
    /// Metrics with their names and units.
    pub columns: Vec<(&'static str, Both, Both)>,
    /// Systems in the order of rank: id, name, and a cell for each metric.
    pub rows: Vec<(String, String, Vec<String>)>,
    /// Systems of which nothing is known.
    pub unknown: usize,
    /// The query that gives all of it.
    pub sql: String,
}

/// All of it.
///
/// # Errors
/// Faults of the engine.
pub fn events(portfolio: &Portfolio) -> Result<Events> {
    let surges = surges(portfolio)?;
    let month = portfolio.month.to_string();
    let is_seen = portfolio.figures.of("surge_count", &month).any(|f| f.value.is_some());
    let calendar = match is_seen || !surges.is_empty() {
        true => calendar(portfolio.month, &days(portfolio, &surges)?, "fig-surges"),
        false => String::new(),
    };
    let outage_sql = outage_sql(&month);
    let mut outages = outages(portfolio, &outage_sql)?;
    let open_outages = outages.iter().filter(|o| o.1).count();
    let more_outages = outages.len().saturating_sub(LISTED);
    outages.truncate(LISTED);
    Ok(Events {
        calendar,
        surges,
        outages: outages.into_iter().map(|o| o.0).collect(),
        more_outages,
        open_outages,
        outage_sql,
        clocks: grid(portfolio, CLOCKS, |cells| cells[..4].iter().any(|n| n.is_some_and(|n| n > 0.0))),
        deploys: grid(portfolio, DEPLOYS, |cells| {
            cells[0].is_some_and(|n| n > 0.0) || cells[4].is_some_and(|n| n > 0.0)
        }),
    })
}

fn surges(portfolio: &Portfolio) -> Result<Vec<Surge>> {
    let rows = portfolio.marts.engine.query(&format!(
        "select system_id, strftime(start_local, '%Y-%m-%d %H:%M'), strftime(next_expected, '%Y-%m-%d %H:%M'), \
         cast(regular_key is not null as bigint), minutes, coalesce(saturated_minutes, 0), coalesce(outages, 0), i_d \
         from surges where period = '{}' order by start_at, system_id, number",
        portfolio.month
    ))?;
    let texts = [rows.texts(0)?, rows.texts(1)?, rows.texts(2)?];
    let counts = [rows.integers(3)?, rows.integers(4)?, rows.integers(5)?, rows.integers(6)?];
    let intensity = rows.numbers(7)?;
    let surge = |at: usize| {
        let text = |column: usize| texts[column][at].clone().unwrap_or_default();
        let count = |column: usize| counts[column][at].unwrap_or_default();
        let hurt = match (count(2), count(3)) {
            (_, 1..) => Both::new("장애로 이어짐", "ended in an outage"),
            (1.., _) => Both::new(format!("포화 {}분", count(2)), format!("saturated {} min", count(2))),
            _ => Both::same(""),
        };
        Surge {
            name: portfolio.systems.get(&text(0)).map(|s| s.name.clone()).unwrap_or_default(),
            id: text(0),
            start: text(1),
            minutes: count(1),
            intensity: number(intensity[at], 2),
            regular: count(0) > 0,
            next: text(2),
            hurt,
        }
    };
    Ok((0..rows.len()).map(surge).collect())
}

/// The days of the month; on each the systems in the order of time.
fn days(portfolio: &Portfolio, surges: &[Surge]) -> Result<Vec<Day>> {
    let holidays =
        portfolio.marts.engine.query("select distinct cast(\"date\" as varchar) from ref_holidays")?.texts(0)?;
    let holidays: BTreeSet<String> = holidays.into_iter().flatten().collect();
    let first = portfolio.month.first_day();
    let mut days: Vec<Day> = first
        .iter_days()
        .take_while(|day| *day <= portfolio.month.last_day())
        .map(|day: NaiveDate| Day {
            off: matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || holidays.contains(&day.to_string()),
            ..Day::default()
        })
        .collect();
    for surge in surges {
        let of_day = surge.start.get(8..10).and_then(|d| d.parse::<usize>().ok());
        let Some(day) = of_day.and_then(|d| days.get_mut(d - 1)) else { continue };
        let time = surge.start.get(11..).unwrap_or_default();
        let line = format!("{time} {} {}분(min) ×{}", surge.name, surge.minutes, surge.intensity);
        day.title = if day.title.is_empty() { line } else { format!("{}\n{line}", day.title) };
        day.names.push(surge.name.clone());
    }
    Ok(days)
}

/// The records that touch a month.
fn outage_sql(month: &str) -> String {
    format!(
        "select l.* from outage_log l join periods p on p.period = '{month}' where l.is_outage and l.start_at < p.pe \
         and (l.until_at > p.ps or l.start_at >= p.ps) \
         order by l.start_at, l.system_id, l.source, l.native_id, l.until_at, l.kind"
    )
}

/// The records with whether they are open.
fn outages(portfolio: &Portfolio, sql: &str) -> Result<Vec<(Outage, bool)>> {
    let rows = portfolio.marts.engine.query(&format!(
        "select system_id, system_name, strftime(start_local, '%m-%d %H:%M'), cast(minutes as double), scope, \
         coalesce(cause_text, cause), coalesce(action_text, action), title, kind, cast(is_open as bigint) from ({sql})"
    ))?;
    let (minutes, open) = (rows.numbers(3)?, rows.integers(9)?);
    let table = rows.table()?;
    let outage = |(at, cells): (usize, &Vec<Option<String>>)| {
        let text = |column: usize| cells[column].clone().unwrap_or_default();
        let is_open = open[at] == Some(1);
        let minutes = match (minutes[at].map(|m| grouped(m, 1)), is_open) {
            (Some(minutes), true) => Both::new(format!("{minutes} (복구 중)"), format!("{minutes} (open)")),
            (Some(minutes), false) => Both::same(minutes),
            (None, _) => Both::new("복구 시각 없음", "no end"),
        };
        let outage = Outage {
            id: text(0),
            name: text(1),
            start: text(2),
            minutes,
            scope: outage_log::scope(cells[8].as_deref(), cells[4].as_deref()),
            cause: text(5),
            action: outage_log::action(cells[6].as_deref(), is_open),
            title: text(7),
        };
        (outage, is_open)
    };
    Ok(table.iter().enumerate().map(outage).collect())
}

/// Figures of the systems that `counts`.
fn grid<const N: usize>(
    portfolio: &Portfolio,
    metrics: [&'static str; N],
    counts: impl Fn(&[Option<f64>]) -> bool,
) -> Grid {
    let month = portfolio.month.to_string();
    let mut unknown = 0;
    let mut rows = Vec::new();
    for ranked in &portfolio.ranked {
        let values = metrics.map(|m| portfolio.figures.value(m, &ranked.system_id, &month));
        if values.iter().all(Option::is_none) {
            unknown += 1;
        } else if counts(&values) {
            let name = portfolio.systems.get(&ranked.system_id).map(|s| s.name.clone()).unwrap_or_default();
            let cells = metrics.iter().zip(values).map(|(m, v)| figure(m, v)).collect();
            rows.push((ranked.system_id.clone(), name, cells));
        }
    }
    let columns = metrics.iter().map(|m| (*m, definitions::title(m), definitions::unit(m))).collect();
    let list = metrics.map(|m| format!("'{m}'")).join(", ");
    let sql = format!(
        "select system_id, metric, value, null_reason from metrics where period = '{month}' and metric in ({list}) order by all"
    );
    Grid { columns, rows, unknown, sql }
}

/// A figure as the page shows it, to as many decimals as the view `metrics` is printed with.
pub fn figure(metric: &str, value: Option<f64>) -> String {
    let ratio = metrics::known(metric).is_some_and(|d| d.get("unit") == "ratio");
    value.map(|v| if ratio { number(Some(v), 4) } else { grouped(v, 2) }).unwrap_or_default()
}
