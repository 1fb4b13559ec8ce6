//! Why a system stands where it stands: the path through the flow, the answers with their evidence, the
//! contributions to the score, the figures, and the rows behind a figure.

mod corrections;
mod item;
mod load;
mod standing;

use assay::assess::{Assessment, Gate, GateSource, Level, Path, Rule, Step, answer_code};
use assay::catalog::figure::{Figure, System, Tier};
use assay::cells::{grouped, number};
use assay::diagnostic::{Diagnostic, Result};
use assay::engine::sql_text::escaped;
use assay::metrics;
use assay::portfolio::movement::Movement;
use assay::portfolio::{Figures, Portfolio, reported};
use assay::rank::Ranked;
use assay::report::explained::Explained;
use assay::report::{self, sentences};
use assay::workspace::Workspace;
use assay::workspace::config::Lang;

use super::Ended;
use super::context::{Context, When};
use super::table::{Table, cut, wrapped};

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
    /// Print one item of the checklist, 1 to 10: its answer, and the rows of the exports behind it
    #[arg(long, value_name = "N", conflicts_with = "figure")]
    item: Option<u8>,
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
    let text = match (&args.figure, args.item) {
        (None, Some(item)) if args.rows => item::csv(&item::rows(&portfolio, system, item)?)?,
        (None, Some(item)) => item::text(&portfolio, system, item, lang)?,
        (Some(metric), _) if args.rows => item::csv(&item::figure_rows(&portfolio, system, metric, &args.period)?)?,
        (Some(metric), _) => rows_behind(&portfolio, system, metric, &args.period)?,
        (None, None) if args.rows => return Err(item::rows_of_what()),
        (None, None) => {
            let movement = since_last_month(&workspace, &portfolio)?;
            let explained = Explained::of(&workspace, &portfolio, system, movement.as_ref(), lang)?;
            if args.json {
                json(&explained)?
            } else {
                explain(&workspace, &portfolio, system, &explained, &args.period, lang)?
            }
        }
    };
    context.ui.data(&text);
    Ok(Ended::Done)
}

/// What moved since the month before; nothing where that was not reported.
fn since_last_month(workspace: &Workspace, portfolio: &Portfolio) -> Result<Option<Movement>> {
    let Some(before) = reported::latest(workspace, portfolio.month.plus(-1))? else { return Ok(None) };
    Movement::since(workspace, &before, portfolio).map(Some)
}

fn json(explained: &Explained) -> Result<String> {
    let bytes = report::manifest::bytes(explained)?;
    String::from_utf8(bytes).map_err(|e| Diagnostic::internal("E0903", e.to_string()))
}

fn explain(
    workspace: &Workspace,
    portfolio: &Portfolio,
    system: &System,
    explained: &Explained,
    period: &str,
    lang: Lang,
) -> Result<String> {
    let (Some(assessment), Some(ranked)) = (
        portfolio.assessments.get(&system.system_id),
        portfolio.ranked.iter().find(|r| r.system_id == system.system_id),
    ) else {
        return Ok(String::new());
    };
    let mut text = format!(
        "{} ({}) {} as of {}\n\n",
        system.name,
        system.system_id,
        portfolio.month,
        assay::report::candidates::as_of(workspace, portfolio)
    );
    text.push_str(&flow(assessment, lang));
    for hint in portfolio.gate_hints.get(&system.system_id).into_iter().flatten() {
        text.push_str(&format!("  hint for gate {}, speaks for {}: {}\n", hint.gate, hint.speaks_for, hint.evidence));
    }
    text.push_str(&levels(portfolio, ranked, lang));
    text.push_str(&answers(portfolio, assessment, lang));
    text.push_str(&contributions(portfolio, ranked, lang));
    text.push_str(&standing::sections(explained));
    text.push_str(&components(portfolio, system));
    text.push_str(&corrections::section(portfolio, &system.system_id, lang));
    text.push_str(&load::section(portfolio, &system.system_id, lang)?);
    text.push_str(&figures(portfolio, system, period)?);
    text.push_str(&frequency(portfolio, system)?);
    Ok(text)
}

fn flow(assessment: &Assessment, lang: Lang) -> String {
    let gate_text = |gate: &Gate| {
        let who = match gate.source {
            GateSource::Person => "answers.csv",
            GateSource::Inventory => "systems.csv",
            GateSource::None => "nobody said",
        };
        format!("{} ({who})", answer_code(gate.answer))
    };
    let mut text = String::from("flow\n");
    for step in &assessment.path {
        let line = match step {
            Step::Gate { number: 1, gate } => {
                format!("gate 1, subject to cloud (클라우드 적용 대상): {}", gate_text(gate))
            }
            Step::Gate { gate, .. } => format!("gate 2, in need of innovation (혁신필요): {}", gate_text(gate)),
            Step::Checklist(tally) => {
                format!(
                    "checklist: certain yes {}, with suggestions {}, at most {}",
                    tally.yes_low, tally.yes_point, tally.yes_high
                )
            }
            Step::Compare { rule, count, limit, holds } => {
                let (what, sign) = match rule {
                    Rule::CertainYesReachesAdopt => ("certain yes", "≥"),
                    Rule::PossibleYesWithinKeepStrong | Rule::PossibleYesWithinKeep => ("possible yes", "≤"),
                    Rule::LikelyYesReachesAdopt => ("likely yes", "≥"),
                };
                format!("{what} {count} {sign} {limit}: {}", if *holds { "yes" } else { "no" })
            }
            Step::End { verdict, hint, conditional } => {
                let condition = if *conditional { "conditional: " } else { "" };
                format!("verdict {condition}{} — {}", verdict.code(), sentences::verdict(*verdict, *hint, lang))
            }
        };
        text.push_str(&format!("  {line}\n"));
    }
    if let Some(more) = assessment.min_more_yes {
        let open: Vec<_> = assessment.open_items.iter().map(u8::to_string).collect();
        text.push_str(&format!("  open: {more} more yes would settle it; ask first: {}\n", open.join(", ")));
    }
    text
}

/// Where the system stands, where it should go, and what it may expect there.
fn levels(portfolio: &Portfolio, ranked: &Ranked, lang: Lang) -> String {
    let Some(outlook) = portfolio.outlook(ranked) else { return String::new() };
    let levels = &outlook.levels;
    let shown = |level: Option<Level>| level.map_or("unknown".into(), |l| report::outlook::level(portfolio, l, lang));
    let current = report::outlook::open_level(levels, Lang::En).unwrap_or_else(|| shown(levels.current));
    let path = levels.path.as_ref().map_or("unknown", Path::word);
    let mut text = format!("\nlevel\n  current {current}\n  suggested {}\n  path {path}\n", shown(levels.suggested));
    for benefit in &outlook.benefits {
        text.push_str(&format!("  expects {}\n", report::outlook::benefit(portfolio, benefit, lang)));
    }
    text
}

fn answers(portfolio: &Portfolio, assessment: &Assessment, lang: Lang) -> String {
    let mut text = String::from("\nanswers\n");
    for item in &assessment.items {
        let known = portfolio.checklist.item(item.item);
        let question = known.map_or("", |i| if lang == Lang::Ko { &i.question_ko } else { &i.question_en });
        text.push_str(&format!("  {:>2} {:<7} {}\n", item.item, item.code(), cut(question, 66)));
        if let Some(human) = &item.human {
            let reason = human.reason.as_deref().unwrap_or("no reason given");
            let said = format!("{} said {} on {}: {reason}", human.by, answer_code(human.answer), human.at);
            text.push_str(&format!("     {}\n", wrapped(&said, LINE, 5)));
        }
        if let Some(measured) = item.measured.as_ref().filter(|m| m.tier != Tier::None || !m.evidence.is_empty()) {
            let held = match (measured.value, measured.threshold) {
                (Some(value), Some(threshold)) => {
                    format!("; {} against {}", number(Some(value), 4), number(Some(threshold), 4))
                }
                _ => String::new(),
            };
            let n = measured.n.map(|n| format!("; n = {n}")).unwrap_or_default();
            let said = format!("measured {}: {}{held}{n}", answer_code(measured.answer), measured.evidence);
            text.push_str(&format!("     {}\n", wrapped(&said, LINE, 5)));
        }
        for (flag, what) in [
            (item.conflict, "people disagree, or a person and the data"),
            (item.stale_human, "the answer of a person has expired"),
            (assessment.fragile_on_item(item.item).next().is_some(), "fragile: the verdict hangs on a near threshold"),
        ] {
            if flag {
                text.push_str(&format!("     ! {what}\n"));
            }
        }
    }
    text
}

fn contributions(portfolio: &Portfolio, ranked: &Ranked, lang: Lang) -> String {
    let mut text = String::new();
    for (preset, placement) in portfolio.presets.iter().zip(&ranked.placements) {
        let score = &placement.score;
        text.push_str(&format!(
            "\nscore {} of 100, rank {} of {} by {} (tier {}, {} % known, between {} and {})\n",
            number(Some(score.score), 2),
            placement.rank,
            portfolio.ranked.len(),
            preset.id,
            ranked.tier,
            number(Some(score.coverage * 100.0), 0),
            number(Some(score.score_lo), 1),
            number(Some(score.score_hi), 1),
        ));
        if preset.id != portfolio.presets.first().map_or("", |p| p.id.as_str()) {
            continue;
        }
        let mut table = Table::new(&["", ">points", ">of", "indicator", "value", "anchors 0 / 0.5 / 1"]);
        let mut ordered: Vec<_> = score.contributions.iter().filter(|c| c.weight > 0.0).collect();
        ordered.sort_by(|a, b| b.points.total_cmp(&a.points));
        for c in ordered {
            let (value, anchors) = match &c.reading {
                Some(reading) => (
                    sentences::value(&reading.value, sentences::unit(reading, lang)),
                    reading.anchors.map(|a| a.map(|n| grouped(n, 3)).join(" / ")).unwrap_or_default(),
                ),
                None => ("unknown, neutral".into(), String::new()),
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
fn components(portfolio: &Portfolio, system: &System) -> String {
    let Some(components) = portfolio.components.get(&system.system_id) else { return String::new() };
    let mut table = Table::new(&["", "component", ">need", ">change SR", ">releases", ">incidents"]);
    let percent = |share: Option<f64>| share.map_or("–".into(), |s| format!("{} %", grouped(100.0 * s, 0)));
    for component in components.iter().take(COMPONENTS) {
        let shares = component.shares.map(percent);
        let cells = [String::new(), cut(&component.name, 30), percent(Some(component.need))];
        table.row(cells.into_iter().chain(shares));
    }
    let of =
        if components.len() > COMPONENTS { format!(" (the first of {})", components.len()) } else { String::new() };
    format!("\nshare of need by component, T12{of}\n{}", table.text())
}

fn figures(portfolio: &Portfolio, system: &System, period: &str) -> Result<String> {
    let month = portfolio.month.to_string();
    let known = Figures::read(&portfolio.marts.engine, &[&month, period])?;
    let mut table =
        Table::new(&["", "figure", &format!(">{month}"), &format!(">{period}"), ">n", "unit", "why unknown"]);
    for metric in metrics::catalogue() {
        let of = |period: &str| known.get(metric.name, &system.system_id, period);
        let (in_month, in_period) = (of(&month), of(period));
        let shown = |f: Option<&Figure>| f.and_then(|f| f.value).map_or("–".into(), |v| grouped(v, 4));
        let reason = in_period.and_then(|f| f.null_reason.clone()).unwrap_or_default();
        let n = in_period.and_then(|f| f.n).map(|n| n.to_string()).unwrap_or_default();
        let cells = [
            String::new(),
            metric.name.into(),
            shown(in_month),
            shown(in_period),
            n,
            metric.get("unit").into(),
            reason,
        ];
        table.row(cells);
    }
    Ok(format!("\nfigures (rows behind one: --figure ID)\n{}", table.text()))
}

/// How often the system is deployed, in one word.
fn frequency(portfolio: &Portfolio, system: &System) -> Result<String> {
    let query = format!(
        "select class, deploy_days_per_week, weeks, releases_per_month from deploy_frequency \
         where period = '{}' and system_id = '{}' and class is not null",
        portfolio.month,
        escaped(&system.system_id)
    );
    let rows = portfolio.marts.engine.query(&query)?.table()?;
    let cell = |row: &[Option<String>], at: usize| row[at].clone().unwrap_or_else(|| "–".into());
    let line = |row: &Vec<Option<String>>| {
        format!(
            "deployment frequency: {} (median {} days a week over {} weeks, {} releases a month)\n",
            cell(row, 0),
            cell(row, 1),
            cell(row, 2),
            cell(row, 3)
        )
    };
    Ok(rows.iter().map(line).collect())
}

/// The records of the exports behind a figure, with their place.
fn rows_behind(portfolio: &Portfolio, system: &System, metric: &str, period: &str) -> Result<String> {
    let definition = metrics::definition(metric)?;
    let rows = metrics::rows_behind(&portfolio.marts.engine, &definition, &system.system_id, period)?;
    let known = Figures::read(&portfolio.marts.engine, &[period])?;
    let shown = known.get(metric, &system.system_id, period);
    let value = shown.and_then(|f| f.value).map_or("unknown".into(), |v| grouped(v, 6));
    let interval = shown.and_then(|f| f.interval).map(|(low, high)| {
        format!(
            " (95 % interval {} to {}, n = {})",
            grouped(low, 4),
            grouped(high, 4),
            shown.and_then(|f| f.n).unwrap_or_default()
        )
    });
    let reason = shown.and_then(|f| f.null_reason.as_deref()).map(|r| format!(" ({r})")).unwrap_or_default();
    let left_out = corrections::left_out(portfolio, &definition, &system.system_id, period)?;
    Ok(format!(
        "{metric} of {} in {period}: {value} {}{}{reason}\n{}\n\n{}{left_out}{} rows\n",
        system.name,
        definition.get("unit"),
        interval.unwrap_or_default(),
        definition.get("definition"),
        item::table(&rows),
        item::counted(&rows)
    ))
}
