//! Why a system stands where it stands: the path through the flow, the answers with their evidence, the
//! contributions to the score, the figures, and the rows behind a figure.

mod corrections;
mod figures;
mod flow;
mod item;
mod load;
mod standing;

use assay::assess::{Level, Path};
use assay::catalog::figure::System;
use assay::cells::{grouped, number};
use assay::diagnostic::{Diagnostic, Result};
use assay::portfolio::Portfolio;
use assay::portfolio::movement::Movement;
use assay::rank::Ranked;
use assay::report::explained::Explained;
use assay::report::{self, sentences};
use assay::workspace::config::Lang;

use super::Ended;
use super::context::{Context, When};
use super::table::{Table, cut};

/// Columns of a line under an answer.
const LINE: usize = 75;
/// Components that are shown.
const COMPONENTS: usize = 5;

/// Arguments of `assay explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id or name of the system
    system: String,
    /// Print the rows of the exports behind a figure
    #[arg(long, value_name = "METRIC")]
    figure: Option<String>,
    /// Everything as JSON
    #[arg(long, conflicts_with_all = ["figure", "item", "rows"])]
    json: bool,
    /// Print one item of the checklist, 1 to 10: its answer, and the rows of the exports behind it; or gate1, gate2
    #[arg(long, value_name = "N", conflicts_with = "figure")]
    item: Option<String>,
    /// Print nothing but the rows behind the figure or the item, as CSV
    #[arg(long)]
    rows: bool,
    /// Period of the figures: a month, T3, T6 or T12
    #[arg(long, default_value = "T12", value_name = "PERIOD")]
    period: String,
    #[command(flatten)]
    when: When,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let portfolio = context.compute(&workspace, &args.when, None)?;
    let lang = context.lang(&workspace);
    let system = portfolio.system(&args.system)?;
    let periods = portfolio.marts.engine.query("select period from periods")?.texts(0)?;
    if !periods.contains(&Some(args.period.clone())) {
        return Err(Diagnostic::input("E0154", format!("no period is called `{}`", args.period))
            .hint("periods: T3, T6, T12, the report month, and each of the 23 before it, like `2026-10`"));
    }
    let text = match (&args.figure, &args.item) {
        (None, Some(item)) if args.rows => item::csv(&item::rows(&portfolio, system, item)?)?,
        (None, Some(item)) => item::text(&portfolio, system, item, lang)?,
        (Some(metric), _) if args.rows => item::csv(&item::figure_rows(&portfolio, system, metric, &args.period)?)?,
        (Some(metric), _) => figures::rows_behind(&portfolio, system, metric, &args.period, lang)?,
        (None, None) if args.rows => return Err(item::rows_of_what()),
        (None, None) => {
            let movement = Movement::since_month_before(&workspace, &portfolio)?;
            let explained = Explained::of(&workspace, &portfolio, system, movement.as_ref(), lang)?;
            if args.json { json(&explained)? } else { explain(&portfolio, system, &explained, &args.period, lang)? }
        }
    };
    context.ui.data(&text);
    Ok(Ended::Done)
}

fn json(explained: &Explained) -> Result<String> {
    let bytes = report::manifest::bytes(explained)?;
    String::from_utf8(bytes).map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

fn explain(portfolio: &Portfolio, system: &System, explained: &Explained, period: &str, lang: Lang) -> Result<String> {
    let Some(ranked) = portfolio.ranked.iter().find(|r| r.system_id == system.system_id) else {
        return Ok(String::new());
    };
    let Explained { name, system_id, period: month, as_of, .. } = explained;
    let mut text = match lang {
        Lang::Ko => format!("{name} ({system_id}) {month}, 기준시각 {as_of}\n\n"),
        Lang::En => format!("{name} ({system_id}) {month} as of {as_of}\n\n"),
    };
    text.push_str(&flow::flow(explained, lang));
    text.push_str(&levels(portfolio, ranked, lang));
    text.push_str(&flow::answers(explained, lang));
    text.push_str(&contributions(portfolio, ranked, lang));
    text.push_str(&standing::sections(explained, lang));
    text.push_str(&components(portfolio, system, lang));
    text.push_str(&corrections::section(portfolio, system_id, lang));
    text.push_str(&load::section(portfolio, system_id, lang)?);
    text.push_str(&figures::section(portfolio, system, period, lang)?);
    text.push_str(&figures::frequency(portfolio, system, lang)?);
    Ok(text)
}

/// Where the system stands, where it should go, and what it may expect there.
fn levels(portfolio: &Portfolio, ranked: &Ranked, lang: Lang) -> String {
    let Some(outlook) = portfolio.outlook(ranked) else { return String::new() };
    let levels = &outlook.levels;
    let unknown = lang.pick("미상", "unknown");
    let shown = |level: Option<Level>| level.map_or(unknown.into(), |l| report::outlook::level(portfolio, l, lang));
    let current = report::outlook::open_level(levels, lang).unwrap_or_else(|| shown(levels.current));
    let suggested = shown(levels.suggested);
    let path = match &levels.path {
        Some(Path::Stay) => lang.pick("해당 없음", "none"),
        Some(Path::Step(word)) => word,
        None => unknown,
    };
    let mut text = match lang {
        Lang::Ko => format!("\n성숙도 수준\n  현재 {current}\n  권장 {suggested}\n  전환 방식 {path}\n"),
        Lang::En => format!("\nlevel\n  current {current}\n  suggested {suggested}\n  path {path}\n"),
    };
    for benefit in &outlook.benefits {
        let said = report::outlook::benefit(portfolio, benefit, lang);
        text.push_str(&format!("  {} {said}\n", lang.pick("기대효과", "expects")));
    }
    text
}

fn contributions(portfolio: &Portfolio, ranked: &Ranked, lang: Lang) -> String {
    let mut text = String::new();
    for (preset, placement) in portfolio.presets.iter().zip(&ranked.placements) {
        let score = &placement.score;
        let (points, rank, of) = (number(Some(score.score), 2), placement.rank, portfolio.ranked.len());
        let (tier, known) = (ranked.tier, number(Some(score.coverage * 100.0), 0));
        let [low, high] = [score.score_lo, score.score_hi].map(|s| number(Some(s), 1));
        text.push_str(&match lang {
            Lang::Ko => format!(
                "\n점수 {points}점 (100점 만점), {of}개 중 {rank}위, 가중치 {} (순위구간 {tier}, 지표 확보율 {known} %, \
                 {low}~{high}점)\n",
                preset.id
            ),
            Lang::En => format!(
                "\nscore {points} of 100, rank {rank} of {of} by {} (tier {tier}, {known} % known, between {low} and {high})\n",
                preset.id
            ),
        });
        if preset.id != portfolio.presets.first().map_or("", |p| p.id.as_str()) {
            continue;
        }
        let mut table = Table::new(&lang.pick(
            ["", ">점수", ">배점", "지표", "값", "기준점 0 / 0.5 / 1"],
            ["", ">points", ">of", "indicator", "value", "anchors 0 / 0.5 / 1"],
        ));
        let mut ordered: Vec<_> = score.contributions.iter().filter(|c| c.weight > 0.0).collect();
        ordered.sort_by(|a, b| b.points.total_cmp(&a.points));
        for c in ordered {
            let (value, anchors) = match &c.reading {
                Some(reading) => (
                    sentences::value(&reading.value, sentences::unit(reading, lang)),
                    reading.anchors.map(|a| a.map(|n| grouped(n, 3)).join(" / ")).unwrap_or_default(),
                ),
                None => (lang.pick("모름, 중립", "unknown, neutral").into(), String::new()),
            };
            let points = [number(Some(c.points), 2), number(Some(c.weight * 100.0), 1)];
            let label = sentences::label(portfolio, &c.indicator, lang).to_string();
            table.row([String::new()].into_iter().chain(points).chain([label, value, anchors]));
        }
        text.push_str(&table.text());
    }
    text
}

/// What to carve out: the components with the greatest share of need.
fn components(portfolio: &Portfolio, system: &System, lang: Lang) -> String {
    let Some(components) = portfolio.components.get(&system.system_id) else { return String::new() };
    let mut table = Table::new(&lang.pick(
        ["", "업무(모듈)", ">필요도", ">변경 SR", ">배포", ">장애"],
        ["", "component", ">need", ">change SR", ">releases", ">incidents"],
    ));
    let percent = |share: Option<f64>| share.map_or("–".into(), |s| format!("{} %", grouped(100.0 * s, 0)));
    for component in components.iter().take(COMPONENTS) {
        let shares = component.shares.map(percent);
        let cells = [String::new(), cut(&component.name, 30), percent(Some(component.need))];
        table.row(cells.into_iter().chain(shares));
    }
    let all = components.len();
    let of = lang.pick(format!(" ({all}개 중 앞 {COMPONENTS}개)"), format!(" (the first of {all})"));
    let heading = lang.pick("업무(모듈)별 필요도 비중, T12", "share of need by component, T12");
    format!("\n{heading}{}\n{}", if all > COMPONENTS { of } else { String::new() }, table.text())
}
