//! All figures of a system, and the rows behind one.

use assay::catalog::figure::{Figure, System};
use assay::cells::grouped;
use assay::diagnostic::Result;
use assay::engine::sql_text::escaped;
use assay::metrics;
use assay::portfolio::{Figures, Portfolio};
use assay::report::sentences::metric_unit;
use assay::workspace::config::Lang;

use super::{corrections, item};
use crate::cli::table::Table;

/// The figures of the report month and of a period.
///
/// # Errors
/// Faults of the engine.
pub fn section(portfolio: &Portfolio, system: &System, period: &str, lang: Lang) -> Result<String> {
    let month = portfolio.month.to_string();
    let known = Figures::read(&portfolio.marts.engine, &[&month, period])?;
    let [figure, unit, why] = lang.pick(["지표", "단위", "값이 없는 이유"], ["figure", "unit", "why unknown"]);
    let mut table = Table::new(&["", figure, &format!(">{month}"), &format!(">{period}"), ">n", unit, why]);
    for metric in metrics::catalogue() {
        let of = |period: &str| known.get(metric.name, &system.system_id, period);
        let (in_month, in_period) = (of(&month), of(period));
        let shown = |f: Option<&Figure>| f.and_then(|f| f.value).map_or("–".into(), |v| grouped(v, 4));
        let reason = in_period.and_then(|f| f.null_reason.clone()).unwrap_or_default();
        let n = in_period.and_then(|f| f.n).map(|n| n.to_string()).unwrap_or_default();
        let unit = metric_unit(metric.get("unit"), lang);
        let cells = [String::new(), metric.name.into(), shown(in_month), shown(in_period), n, unit.into(), reason];
        table.row(cells);
    }
    let heading = lang.pick("지표 (근거 기록: --figure ID)", "figures (rows behind one: --figure ID)");
    Ok(format!("\n{heading}\n{}", table.text()))
}

/// How often the system is deployed, in one word.
///
/// # Errors
/// Faults of the engine.
pub fn frequency(portfolio: &Portfolio, system: &System, lang: Lang) -> Result<String> {
    let query = format!(
        "select class, deploy_days_per_week, weeks, releases_per_month from deploy_frequency \
         where period = '{}' and system_id = '{}' and class is not null",
        portfolio.month,
        escaped(&system.system_id)
    );
    let rows = portfolio.marts.engine.query(&query)?.table()?;
    let line = |row: &Vec<Option<String>>| {
        let [class, days, weeks, releases] = [0, 1, 2, 3].map(|at| row[at].as_deref().unwrap_or("–"));
        let korean = match class {
            "daily" => "매일",
            "weekly" => "매주",
            "monthly" => "매월",
            "yearly" => "매년",
            other => other,
        };
        match lang {
            Lang::Ko => {
                format!("배포 빈도: {korean} (최근 {weeks}주의 주당 배포일 중앙값 {days}일, 월 {releases}회 배포)\n")
            }
            Lang::En => format!(
                "deployment frequency: {class} (median {days} days a week over {weeks} weeks, {releases} releases a month)\n"
            ),
        }
    };
    Ok(rows.iter().map(line).collect())
}

/// The records of the exports behind a figure, with their place.
///
/// # Errors
/// Faults of the engine, and a metric that nobody knows.
pub fn rows_behind(portfolio: &Portfolio, system: &System, metric: &str, period: &str, lang: Lang) -> Result<String> {
    let definition = metrics::definition(metric)?;
    let rows = metrics::rows_behind(&portfolio.marts.engine, definition, &system.system_id, period)?;
    let known = Figures::read(&portfolio.marts.engine, &[period])?;
    let shown = known.get(metric, &system.system_id, period);
    let value = shown.and_then(|f| f.value).map_or(lang.pick("모름", "unknown").into(), |v| grouped(v, 6));
    let interval = shown.and_then(|f| f.interval).map(|(low, high)| {
        let n = shown.and_then(|f| f.n).unwrap_or_default();
        let (low, high) = (grouped(low, 4), grouped(high, 4));
        lang.pick(format!(" (95 % 구간 {low}~{high}, n = {n})"), format!(" (95 % interval {low} to {high}, n = {n})"))
    });
    let interval = interval.unwrap_or_default();
    let reason = shown.and_then(|f| f.null_reason.as_deref()).map(|r| format!(" ({r})")).unwrap_or_default();
    let (name, unit) = (&system.name, metric_unit(definition.get("unit"), lang));
    let head = match lang {
        Lang::Ko => format!(
            "{name}, {period}: {} ({metric}) {value} {unit}{interval}{reason}\n정의: assay metrics show {metric}",
            definition.get("title_ko")
        ),
        Lang::En => format!(
            "{metric} of {name} in {period}: {value} {unit}{interval}{reason}\n{}",
            definition.get("definition")
        ),
    };
    let left_out = corrections::left_out(portfolio, definition, &system.system_id, period, lang)?;
    Ok(format!("{head}\n\n{}{left_out}{}\n", item::table(&rows, lang), item::how_many(item::counted(&rows), lang)))
}
