//! The load of a system in the report month as a line of blocks, with its surges and outages marked below it, and the
//! surges one by one.

use assay::cells::grouped;
use assay::diagnostic::Result;
use assay::engine::sql_text::escaped;
use assay::portfolio::Portfolio;
use assay::report::sentences;
use assay::workspace::config::Lang;

use crate::cli::table::{Table, cut};

/// Heights of a block, lowest first.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Blocks of a day.
const PER_DAY: i64 = 2;
/// Surges that are listed.
const SURGES: usize = 12;

/// What is known of the load of a system in the report month; nothing where it has no samples.
///
/// # Errors
/// Faults of the engine.
pub fn section(portfolio: &Portfolio, system_id: &str, lang: Lang) -> Result<String> {
    let blocks = blocks(portfolio, system_id)?;
    if blocks.iter().all(|b| b.peak.is_none()) {
        return Ok(String::new());
    }
    let mut text = heading(portfolio, system_id, &blocks, lang)?;
    text.push_str(&picture(&blocks, lang));
    text.push_str(&surges(portfolio, system_id, lang)?);
    if let Some(surges) = portfolio.surges.get(system_id) {
        for time in &surges.times {
            let next =
                time.next.as_ref().map(|n| format!("{}{n}", lang.pick(", 다음 ", ", next "))).unwrap_or_default();
            let said = sentences::regular_time(time, lang);
            text.push_str(&match lang {
                Lang::Ko => format!("  규칙적: {said}{next}; 예약 기반 증설 대상\n"),
                Lang::En => format!("  regular: {said}{next}; candidate for scheduled scaling\n"),
            });
        }
        let count = surges.irregular;
        if count > 0 {
            let what = if count == 1 { "surge" } else { "surges" };
            text.push_str(&match lang {
                Lang::Ko => format!("  불규칙: T12에 폭주 {count}회; 모니터링 기반 증설 대상\n"),
                Lang::En => format!("  irregular: {count} {what} in T12; monitored scaling\n"),
            });
        }
    }
    Ok(text)
}

/// Half a day.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    day: i64,
    peak: Option<f64>,
    surge: bool,
    outage: bool,
}

/// The halves of the days of the report month, in order.
fn blocks(portfolio: &Portfolio, system_id: &str) -> Result<Vec<Block>> {
    let rows = portfolio.marts.engine.query(&format!(
        "with month as (select ps, least(pe, as_of) as pe, pe as whole from periods cross join run where period = '{}'), \
         halves as (select unnest(generate_series(to_local(ps), to_local(whole) - interval 1 hour, interval {} hour)) as half from month) \
         select day(half), (select max(x) from load5 l, month m where l.system_id = '{id}' and to_local(l.bucket_start) >= half \
                and to_local(l.bucket_start) < half + interval {} hour and l.bucket_start < m.pe), \
            exists (select 1 from surges s where s.system_id = '{id}' and s.start_local < half + interval {} hour and s.end_local > half), \
            exists (select 1 from outages o where o.system_id = '{id}' and to_local(o.start_at) < half + interval {} hour \
                and to_local(o.until_at) > half) \
         from halves order by half",
        portfolio.month,
        24 / PER_DAY,
        24 / PER_DAY,
        24 / PER_DAY,
        24 / PER_DAY,
        id = escaped(system_id),
    ))?;
    let (days, peaks) = (rows.integers(0)?, rows.numbers(1)?);
    let marks = [rows.texts(2)?, rows.texts(3)?];
    let is = |mark: usize, at: usize| marks[mark][at].as_deref() == Some("true");
    let block =
        |at: usize| Block { day: days[at].unwrap_or_default(), peak: peaks[at], surge: is(0, at), outage: is(1, at) };
    Ok((0..rows.len()).map(block).collect())
}

fn heading(portfolio: &Portfolio, system_id: &str, blocks: &[Block], lang: Lang) -> Result<String> {
    let rows = portfolio.marts.engine.query(&format!(
        "select c.load_metric, m.daily_peak, coalesce(m.null_reason, case when not m.ranked then m.baseline end) \
         from load_choice c left join load_months m on m.system_id = c.system_id and m.period = '{}' where c.system_id = '{}'",
        portfolio.month,
        escaped(system_id)
    ))?;
    let metric = rows.texts(0)?.into_iter().flatten().next().unwrap_or_default();
    let usual = rows.numbers(1)?.into_iter().flatten().next().map(|d| grouped(d, 1));
    let usual = usual.map(|peak| format!("{}{peak}", lang.pick(", 평소 일 최대치 ", ", usual daily peak ")));
    let doubt = rows.texts(2)?.into_iter().flatten().next().map(|reason| match (reason.as_str(), lang) {
        ("in_sample", Lang::Ko) => ", 같은 기간 안에서 견줌: 순위에는 쓰지 않음".to_string(),
        ("in_sample", Lang::En) => ", judged by the series itself: shown, not ranked".to_string(),
        (reason, Lang::Ko) => format!(", 폭주를 알 수 없음({reason})"),
        (reason, Lang::En) => format!(", no surges known: {}", reason.replace('_', " ")),
    });
    let highest = grouped(blocks.iter().filter_map(|b| b.peak).fold(0.0, f64::max), 1);
    let (month, usual, doubt) = (portfolio.month, usual.unwrap_or_default(), doubt.unwrap_or_default());
    Ok(match lang {
        Lang::Ko => format!("\n{month} 부하 ({metric}, 반나절 최대치; 최고 {highest}{usual}{doubt})\n"),
        Lang::En => format!("\nload of {month} ({metric}, half-day peaks; highest {highest}{usual}{doubt})\n"),
    })
}

/// Blocks, marks, days, and what the marks mean.
fn picture(blocks: &[Block], lang: Lang) -> String {
    let highest = blocks.iter().filter_map(|b| b.peak).fold(0.0, f64::max);
    let line: String = blocks.iter().map(|b| b.peak.map_or(' ', |peak| height(peak, highest))).collect();
    let mark = |b: &Block| match (b.surge, b.outage) {
        (true, true) => '#',
        (true, false) => '^',
        (false, true) => 'x',
        (false, false) => ' ',
    };
    let marks: String = blocks.iter().map(mark).collect();
    let mut days = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let starts = at == 0 || blocks[at - 1].day != block.day;
        if starts && (block.day == 1 || block.day % 5 == 0) && days.chars().count() <= at {
            days.push_str(&" ".repeat(at - days.chars().count()));
            days.push_str(&block.day.to_string());
        }
    }
    let mut text = format!("  {line}\n");
    if !marks.trim().is_empty() {
        text.push_str(&format!("  {}\n", marks.trim_end()));
    }
    text.push_str(&format!("  {days}\n"));
    if !marks.trim().is_empty() {
        text.push_str(lang.pick("  ^ 폭주  x 장애  # 둘 다\n", "  ^ surge  x outage  # both\n"));
    }
    text
}

/// A block of eight heights, from nothing to the highest.
fn height(peak: f64, highest: f64) -> char {
    let reached = |at: &usize| {
        let share = f64::from(u32::try_from(*at).unwrap_or_default()) / 8.0;
        highest > 0.0 && peak / highest >= share
    };
    BLOCKS[(0..BLOCKS.len()).rev().find(reached).unwrap_or_default()]
}

fn surges(portfolio: &Portfolio, system_id: &str, lang: Lang) -> Result<String> {
    let (class, with) = lang.pick(
        (
            "case class when 'weekly' then '매주' when 'monthly' then '매월' when 'yearly' then '매년' else '불규칙' end",
            "case when saturated_minutes > 0 then '과부하 ' || saturated_minutes || '분' end, \
             case when outages > 0 then '장애 ' || incident_id end, \
             case when complaints > 0 then '민원 ' || complaints || '건' end, \
             case when truncated is not null then '도중에 끊김(' || truncated || ')' end",
        ),
        (
            "class",
            "case when saturated_minutes > 0 then saturated_minutes || ' min saturated' end, \
             case when outages > 0 then 'outage ' || incident_id end, \
             case when complaints > 0 then complaints || case complaints when 1 then ' complaint' else ' complaints' end end, \
             case when truncated is not null then 'cut by ' || truncated end",
        ),
    );
    let rows = portfolio.marts.engine.query(&format!(
        "select strftime(start_local, '%m-%d %H:%M'), minutes, i_d, i_b, \
            concat_ws(' ', {class}, case when unexpected then 'U' end, case when over_peak then 'P' end), \
            concat_ws(', ', {with}) \
         from surges s where s.system_id = '{}' and s.period = '{}' order by start_at",
        escaped(system_id),
        portfolio.month
    ))?;
    if rows.is_empty() {
        return Ok(String::new());
    }
    let cells = [rows.texts(0)?, rows.texts(4)?, rows.texts(5)?];
    let (minutes, by_day, by_hour) = (rows.integers(1)?, rows.numbers(2)?, rows.numbers(3)?);
    let mut table = Table::new(&lang.pick(
        ["", "폭주", ">분", ">일 최대치의 배", ">시간대의 배", "종류", "함께"],
        ["", "surge", ">minutes", ">x day peak", ">x hour", "class", "with"],
    ));
    for at in 0..rows.len().min(SURGES) {
        let times = |value: Option<f64>| value.map_or("–".into(), |v| grouped(v, 1));
        let [start, class, with] = [0, 1, 2].map(|c| cells[c][at].clone().unwrap_or_default());
        let minutes = minutes[at].map(|m| m.to_string()).unwrap_or_default();
        table.row([String::new(), start, minutes, times(by_day[at]), times(by_hour[at]), class, cut(&with, 30)]);
    }
    let more = match rows.len().saturating_sub(SURGES) {
        0 => String::new(),
        more => match lang {
            Lang::Ko => format!("  그 밖에 {more}회: `assay sql --name surges-of-year`\n"),
            Lang::En => format!("  and {more} more: `assay sql --name surges-of-year` lists them\n"),
        },
    };
    Ok(format!("{}{more}", table.text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_shows_heights_marks_and_days() {
        let block = |day: i64, peak: Option<f64>, surge: bool, outage: bool| Block { day, peak, surge, outage };
        let blocks = [
            block(1, Some(0.0), false, false),
            block(1, Some(100.0), true, false),
            block(2, None, false, true),
            block(2, Some(50.0), true, true),
        ];
        let text = picture(&blocks, Lang::En);
        assert_eq!(text.lines().next(), Some("  ▁█ ▅"));
        assert_eq!(text.lines().nth(1), Some("   ^x#"));
        assert_eq!(text.lines().nth(2), Some("  1"));
        assert_eq!(text.lines().nth(3), Some("  ^ surge  x outage  # both"));
    }

    #[test]
    fn a_load_of_zero_is_the_lowest_block() {
        assert_eq!(height(0.0, 0.0), '▁');
        assert_eq!([12.4, 12.6, 99.9].map(|peak| height(peak, 100.0)), ['▁', '▂', '█']);
    }
}
