//! The ranking of a month, and what moved since another.

mod since;

use assay::assess::Hint;
use assay::cells::number;
use assay::diagnostic::Result;
use assay::portfolio::Portfolio;
use assay::report::sentences;
use assay::workspace::Workspace;
use assay::workspace::config::Lang;

use super::Ended;
use super::context::{Context, When};
use super::table::{Table, cut};

/// Arguments of `assay rank`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    when: When,
    /// Preset that orders; the workspace's when left out
    #[arg(long, value_name = "ID")]
    preset: Option<String>,
    /// Systems to print; all when left out
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Show what moved since a month, and why
    #[arg(long, value_name = "YYYY-MM")]
    since: Option<String>,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let portfolio = context.compute(&workspace, &args.when, args.preset.as_deref())?;
    let lang = context.lang(&workspace);
    let top = args.top.unwrap_or(usize::MAX);
    match &args.since {
        Some(since) => context.ui.data(&since::text(context, &workspace, &portfolio, since.parse()?, top, lang)?),
        None => context.ui.data(&text(&workspace, &portfolio, top, lang)?),
    }
    Ok(Ended::Done)
}

/// The top of the ranking, within 80 columns.
pub fn text(workspace: &Workspace, portfolio: &Portfolio, top: usize, lang: Lang) -> Result<String> {
    let headers = match lang {
        Lang::Ko => [">순위", ">90 %", "시스템", "판정", ">예", ">점수", ">가이드", "근거"],
        Lang::En => [">rank", ">90 %", "system", "verdict", ">yes", ">score", ">guide", "first reason"],
    };
    let mut table = Table::new(&headers);
    let guide = portfolio.presets.iter().position(|p| p.id == "guide-v1");
    for (ranked, drawn) in portfolio.ranked.iter().zip(portfolio.uncertainty()?).take(top) {
        let Some(placement) = ranked.placements.first() else { continue };
        let (Some(assessment), Some(system)) =
            (portfolio.assessments.get(&ranked.system_id), portfolio.systems.get(&ranked.system_id))
        else {
            continue;
        };
        let tally = &assessment.tally;
        let hint = match assessment.hint {
            Some(Hint::LikelyAdopt) => "+",
            Some(Hint::LikelyKeep) => "-",
            None => "",
        };
        let conditional = if assessment.flags.conditional { "*" } else { "" };
        let reason =
            sentences::facts(portfolio, ranked, 1, lang).into_iter().next().map(|(fact, _)| fact).unwrap_or_default();
        table.row([
            placement.rank.to_string(),
            range(drawn.rank_p05, drawn.rank_p95),
            cut(&system.name, 18),
            format!("{}{hint}{conditional}", sentences::short_verdict(assessment.verdict, lang)),
            range(usize::from(tally.yes_low), usize::from(tally.yes_high)),
            number(Some(placement.score.score), 1),
            guide.and_then(|g| ranked.placements.get(g)).map(|p| p.rank.to_string()).unwrap_or_default(),
            reason,
        ]);
    }
    let name = &workspace.config.name;
    let month = portfolio.month;
    let (count, preset) = (portfolio.systems.len(), portfolio.presets.first().map_or("", |p| p.id.as_str()));
    let of = lang.pick(format!("(시스템 {count}개, 가중치 {preset})"), format!("({count} systems, preset {preset})"));
    let title = format!("{name}{}{month} {of}", if name.is_empty() { "" } else { " " });
    let lines: Vec<String> = table.text().lines().map(|l| cut(l, 80)).collect();
    let legend = match lang {
        Lang::Ko => "90 %: 순위의 90 % 구간, + 도입 쪽, - 유지 쪽, * 관문 미확인. 자세히: assay explain 시스템",
        Lang::En => {
            "90 %: ranks in 9 of 10 draws, + likely adopt, - likely keep, * gate unknown\nMore: assay explain SYSTEM"
        }
    };
    Ok(format!("{title}\n\n{}\n\n{legend}\n", lines.join("\n")))
}

/// `6-10`, or one number where both ends are the same.
fn range(from: usize, to: usize) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}
