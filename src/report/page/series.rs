//! What the pictures of the systems are drawn from: load and its baseline hour by hour, requests, releases and outages
//! of a year; read once for all systems that are shown.

use std::collections::BTreeMap;

use crate::calendar::Micros;
use crate::diagnostic::Result;
use crate::engine::sql_text::escaped;
use crate::portfolio::Portfolio;
use crate::report::both::Both;
use crate::report::draw::load::{Load, Stretch};
use crate::report::draw::timeline::{Mark, Timeline};

const HOUR: Micros = 3_600_000_000;
/// Spreads that what is usual reaches to either side of the baseline.
const USUAL: f64 = 2.0;
/// Months of a timeline.
const MONTHS: i32 = 12;

/// Pictures' data by system.
pub struct Series {
    /// Load of the month.
    pub loads: BTreeMap<String, Load>,
    /// A year of events.
    pub timelines: BTreeMap<String, Timeline>,
}

/// Reads all of it for some systems.
///
/// # Errors
/// Faults of the engine.
pub fn series(portfolio: &Portfolio, systems: &[&str]) -> Result<Series> {
    let list = systems.iter().map(|s| format!("'{}'", escaped(s))).collect::<Vec<_>>().join(", ");
    let list = if list.is_empty() { "''".to_string() } else { list };
    Ok(Series { loads: loads(portfolio, &list)?, timelines: timelines(portfolio, systems, &list)? })
}

fn loads(portfolio: &Portfolio, list: &str) -> Result<BTreeMap<String, Load>> {
    let month = portfolio.month;
    let rows = portfolio.marts.engine.query(&format!(
        "select l.system_id, any_value(l.load_metric order by l.load_metric), \
         cast(floor(epoch(l.bucket_start - p.ps) / 3600) as bigint) as hour, max(l.x), max(s.baseline), max(s.spread) \
         from load5 l join periods p on p.period = '{month}' and l.bucket_start >= p.ps and l.bucket_start < p.pe \
         left join load_hours h on h.period = p.period and l.bucket_start >= h.from_at and l.bucket_start < h.to_at \
         left join load_slots s on s.system_id = l.system_id and s.period = p.period and s.slot = h.slot \
         where l.system_id in ({list}) and l.x is not null group by l.system_id, hour order by l.system_id, hour"
    ))?;
    let (system, metric, hour) = (rows.texts(0)?, rows.texts(1)?, rows.integers(2)?);
    let (most, baseline, spread) = (rows.numbers(3)?, rows.numbers(4)?, rows.numbers(5)?);
    let days = usize::try_from((month.last_day() - month.first_day()).num_days() + 1).unwrap_or_default();
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    for at in 0..rows.len() {
        let load = loads.entry(system[at].clone().unwrap_or_default()).or_insert_with(|| Load {
            hours: vec![None; days * 24],
            usual: vec![None; days * 24],
            unit: unit(metric[at].as_deref().unwrap_or_default()),
            ..Load::default()
        });
        let Some(hour) = hour[at].and_then(|h| usize::try_from(h).ok()).filter(|h| *h < days * 24) else { continue };
        load.hours[hour] = most[at];
        load.usual[hour] = baseline[at].zip(spread[at]).map(|(b, s)| ((b - USUAL * s).max(0.0), b + USUAL * s));
    }
    let stretches = [
        ("surge", "select system_id, start_at, end_at, minutes, coalesce(i_d, i_b) from surges"),
        (
            "outage",
            "select system_id, start_at, until_at, epoch(until_at - start_at) / 60, null from outages \
             where scope in ('FULL', 'PARTIAL')",
        ),
    ];
    for (class, query) in stretches {
        let rows = portfolio.marts.engine.query(&format!(
            "select x.system_id, epoch_us(x.start_at) - epoch_us(p.ps), epoch_us(x.until) - epoch_us(p.ps), \
             strftime(to_local(x.start_at), '%m-%d %H:%M'), cast(x.minutes as double), cast(x.ratio as double) \
             from ({query}) x(system_id, start_at, until, minutes, ratio) join periods p on p.period = '{month}' \
             where x.start_at < p.pe and x.until > p.ps and x.system_id in ({list}) order by all"
        ))?;
        let (system, from, to) = (rows.texts(0)?, rows.integers(1)?, rows.integers(2)?);
        let (start, minutes, ratio) = (rows.texts(3)?, rows.numbers(4)?, rows.numbers(5)?);
        for at in 0..rows.len() {
            let Some(load) = system[at].as_ref().and_then(|s| loads.get_mut(s)) else { continue };
            let ratio = ratio[at].map(|r| format!(" ×{r:.2}")).unwrap_or_default();
            let title =
                format!("{} {:.0} min{ratio}", start[at].clone().unwrap_or_default(), minutes[at].unwrap_or_default());
            let hours = |n: &Option<i64>| in_hours(n.unwrap_or_default());
            load.stretches.push(Stretch { class, from: hours(&from[at]), to: hours(&to[at]), title });
        }
    }
    Ok(loads)
}

fn unit(metric: &str) -> Both {
    match metric {
        "requests" => Both::new("요청 수 (시간별 최대)", "requests (greatest of the hour)"),
        "transactions" => Both::new("트랜잭션 (시간별 최대)", "transactions (greatest of the hour)"),
        "sessions" => Both::new("세션 수 (시간별 최대)", "sessions (greatest of the hour)"),
        other => Both::new(format!("{other} (시간별 최대)"), format!("{other} (greatest of the hour)")),
    }
}

fn timelines(portfolio: &Portfolio, systems: &[&str], list: &str) -> Result<BTreeMap<String, Timeline>> {
    let first = portfolio.month.plus(1 - MONTHS);
    let months: Vec<String> = (0..MONTHS).map(|n| first.plus(n).to_string()).collect();
    let names: Vec<String> = months.iter().map(|m| m.get(2..).unwrap_or_default().replace('-', ".")).collect();
    let empty = || Timeline { months: names.clone(), requests: vec![None; months.len()], ..Timeline::default() };
    let mut all: BTreeMap<String, Timeline> = systems.iter().map(|s| ((*s).to_string(), empty())).collect();
    let rows = portfolio.marts.engine.query(&format!(
        "select system_id, period, numerator from metrics where metric = 'sr_arrivals_per_30d' and value is not null \
         and system_id in ({list})"
    ))?;
    for ((system, period), n) in rows.texts(0)?.into_iter().zip(rows.texts(1)?).zip(rows.numbers(2)?) {
        let month = months.iter().position(|m| Some(m) == period.as_ref());
        let timeline = system.and_then(|s| all.get_mut(&s));
        if let Some((timeline, month)) = timeline.zip(month) {
            timeline.requests[month] = n;
        }
    }
    let marks = [
        (
            "releases",
            "select r.system_id, r.started_at, case when exists (select 1 from outages o where o.caused_by_release = r.release_id) \
             then 'bad' when r.urgent then 'urgent' else 'plain' end, coalesce(r.versions, '') from releases r where r.counted",
        ),
        (
            "outages",
            "select system_id, start_at, case scope when 'FULL' then 'bad' else 'plain' end, \
             cast(cast(epoch(until_at - start_at) / 60 as bigint) as varchar) || ' min' from outages \
             where scope in ('FULL', 'PARTIAL')",
        ),
    ];
    for (kind, query) in marks {
        let rows = portfolio.marts.engine.query(&format!(
            "select x.system_id, strftime(to_local(x.moment), '%Y-%m-%d %H:%M'), x.class, x.said \
             from ({query}) x(system_id, moment, class, said) where x.system_id in ({list}) order by all"
        ))?;
        for cells in rows.table()? {
            let [system, local, class, said] = [0, 1, 2, 3].map(|at: usize| cells[at].clone().unwrap_or_default());
            let (Some(timeline), Some(at)) = (all.get_mut(&system), place(&months, &local)) else { continue };
            let (class, height) = match (kind, class.as_str()) {
                ("releases", "bad") => ("release bad", 16.0),
                ("releases", "urgent") => ("release urgent", 12.0),
                ("releases", _) => ("release", 8.0),
                (_, "bad") => ("stop bad", 16.0),
                _ => ("stop", 8.0),
            };
            let mark = Mark { at, class, height, title: format!("{local} {said}").trim_end().to_string() };
            if kind == "releases" { timeline.releases.push(mark) } else { timeline.outages.push(mark) }
        }
    }
    Ok(all)
}

/// Where a local time stands among the months: the days of all are drawn as if they had 31.
fn place(months: &[String], local: &str) -> Option<f64> {
    let month = months.iter().position(|m| local.starts_with(m.as_str()))?;
    let day: f64 = local.get(8..10)?.parse().ok()?;
    let month = f64::from(u32::try_from(month).ok()?);
    Some(month + (day - 0.5) / 31.0)
}

#[expect(clippy::cast_precision_loss, reason = "a month in microseconds is far below 2^53")]
fn in_hours(micros: Micros) -> f64 {
    micros as f64 / HOUR as f64
}
