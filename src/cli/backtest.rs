//! Does the ranking of a month foretell surges, outages and changes of the months after it?

use assay::backtest::{Estimate, Foretold, evaluate};
use assay::calendar::Month;
use assay::cells::number;
use assay::diagnostic::Result;
use assay::portfolio::backtest::{Plan, gather};
use assay::rank::Curve;
use assay::report::backtest::{Backtest, label, leaks, title};
use assay::workspace::config::Lang;
use clap::ValueEnum;

use super::Ended;
use super::context::Context;
use super::table::{Table, cut, wrapped};

/// Columns of the terminal.
const WIDTH: usize = 80;

/// Arguments of `assay backtest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// First month whose ranking is held against the months after it
    #[arg(long, value_name = "YYYY-MM")]
    from: String,
    /// Last one
    #[arg(long, value_name = "YYYY-MM")]
    to: String,
    /// Look so many months ahead: 1 to this
    #[arg(long, value_name = "MONTHS", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=3))]
    horizon: u8,
    /// Preset of the ranking; the workspace's when left out
    #[arg(long, value_name = "ID")]
    preset: Option<String>,
    /// Seed of the resamples and of the random orders
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Form of the result.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Tables for the terminal
    Table,
    /// Comma-separated, with a header
    Csv,
    /// One object
    Json,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let preset = args.preset.clone().unwrap_or_else(|| workspace.config.preset.clone());
    let plan = Plan { from: args.from.parse()?, to: args.to.parse()?, preset: &preset };
    let gathered = {
        let working = context.ui.progress();
        gather(&workspace, &plan, &|month, at, of| working.step(&format!("measuring {month}"), at, of))?
    };
    let foretold = {
        let _working = context.ui.working("drawing resamples");
        evaluate(&gathered.history, args.horizon, args.seed)
    };
    let backtest =
        Backtest { foretold, left_out: gathered.left_out, closed: gathered.history.closed, preset, seed: args.seed };
    if !backtest.left_out.is_empty() {
        let left_out = list(&backtest.left_out);
        context
            .ui
            .note(&format!("left out: {left_out}; figures end with {} and reach 24 months back", backtest.closed));
    }
    let lang = context.lang(&workspace);
    context.ui.data(&match args.format {
        Format::Table => text(&workspace.config.name, &backtest, lang)?,
        Format::Csv => backtest.csv(lang)?,
        Format::Json => backtest.json(lang)?,
    });
    Ok(Ended::Done)
}

/// A table for each horizon and outcome, within 80 columns, and what to make of them.
fn text(name: &str, backtest: &Backtest, lang: Lang) -> Result<String> {
    let curve = Curve::builtin()?;
    let heading = match lang {
        Lang::Ko => "순위는 다음 달들을 얼마나 맞히는가",
        Lang::En => "how well the ranking foretells the next months",
    };
    let colon = if name.is_empty() { "" } else { ": " };
    let (preset, closed, seed) = (&backtest.preset, backtest.closed, backtest.seed);
    let setting = match lang {
        Lang::Ko => format!("가중치 {preset}, {closed}까지 마감, 난수 {seed}"),
        Lang::En => format!("preset {preset}, closed up to {closed}, seed {seed}"),
    };
    let mut text = format!("{}\n{setting}\n", cut(&format!("{name}{colon}{heading}"), WIDTH));
    for foretold in &backtest.foretold {
        text.push_str(&format!(
            "\n{}\n{}",
            wrapped(&caption(foretold, lang)?, WIDTH, 0),
            table(&curve, foretold, lang)
        ));
    }
    let [spearman, lift] = backtest.verdict(lang)?;
    for sentence in [spearman.as_str(), lift.as_str(), leaks(lang), legend(lang)] {
        text.push_str(&format!("\n{}\n", wrapped(sentence, WIDTH, 0)));
    }
    Ok(text)
}

/// What is foretold, from which months, and which months are still open.
fn caption(foretold: &Foretold, lang: Lang) -> Result<String> {
    let (title, horizon) = (title(foretold.outcome, lang)?, foretold.horizon);
    let mut caption = match (lang, horizon) {
        (Lang::Ko, _) => format!("{title}, 다음 {horizon}개월"),
        (Lang::En, 1) => format!("{title} of the next month"),
        (Lang::En, _) => format!("{title} of the next {horizon} months"),
    };
    if !foretold.months.is_empty() {
        let ranked = list(&foretold.months);
        caption.push_str(&if lang == Lang::Ko {
            format!("; 순위를 낸 달 {ranked}")
        } else {
            format!("; ranked {ranked}")
        });
    }
    if !foretold.open.is_empty() {
        let open = list(&foretold.open);
        caption.push_str(&match lang {
            Lang::Ko => format!("; 제외 {open}(마감된 달 부족)"),
            Lang::En => format!("; left out {open} (not followed by as many closed months)"),
        });
    }
    Ok(caption)
}

fn table(curve: &Curve, foretold: &Foretold, lang: Lang) -> String {
    if foretold.rows.iter().all(|r| r.months == 0) {
        let nothing = match lang {
            Lang::Ko => "실적을 모르거나 모든 시스템이 같아 잴 것이 없음\n",
            Lang::En => "nothing to measure: unknown, or alike for all systems\n",
        };
        return nothing.into();
    }
    let headers = match lang {
        Lang::Ko => ["예측 근거", ">순위상관", ">95 % 구간", ">상위배수", ">95 % 구간", ">수", ">달"],
        Lang::En => ["predictor", ">Spearman", ">95 %", ">lift", ">95 %", ">n", ">months"],
    };
    let mut table = Table::new(&headers);
    for row in &foretold.rows {
        let months = row.months + row.left_out;
        let months = if row.left_out == 0 { months.to_string() } else { format!("{}/{months}", row.months) };
        let [spearman, lift] = [row.spearman, row.lift].map(|e| [value(e), interval(e)]);
        let cells = [vec![label(curve, &row.predictor, lang)], spearman.into(), lift.into()].concat();
        table.row(cells.into_iter().chain([row.systems.to_string(), months]));
    }
    table.text()
}

fn legend(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => {
            "순위상관: 시스템 사이 스피어만 상관의 달 평균. 상위배수: 상위 10개(50개 미만이면 5분의 1) 평균 ÷ 전체 평균. \
             구간: 시스템을 다시 뽑은 1,000번의 95 %; 무작위는 1,000개 순서의 95 %. 수: 시스템, 달: 쓰인 달/전체 달(모르거나 모두 \
             같은 값이면 제외). 3개월치는 달이 겹치므로 달 수만큼 서로 독립은 아니다."
        }
        Lang::En => {
            "Spearman: rank correlation over systems, averaged over months. lift: mean of the top 10 (a fifth of fewer \
             than 50) over the mean of all. 95 %: of 1,000 resamples of systems; of chance, of 1,000 random orders. n: \
             systems. months: used/all (left out where unknown or all alike). Futures of neighbouring months overlap."
        }
    }
}

fn value(estimate: Option<Estimate>) -> String {
    estimate.map_or("–".into(), |e| format!("{:.2}", plain(e.value)))
}

fn interval(estimate: Option<Estimate>) -> String {
    let Some((low, high)) = estimate.and_then(|e| e.interval) else { return "–".into() };
    format!("{:.2}..{:.2}", plain(low), plain(high))
}

/// No minus in front of what is shown as 0.00.
fn plain(value: f64) -> f64 {
    number(Some(value), 2).parse().unwrap_or(value)
}

/// Months in a row as their first and last.
fn list(months: &[Month]) -> String {
    let mut parts: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match parts.last_mut() {
            Some((_, last)) if last.plus(1) == *month => *last = *month,
            _ => parts.push((*month, *month)),
        }
    }
    let part = |(first, last): (Month, Month)| {
        if first == last { first.to_string() } else { format!("{first}..{last}") }
    };
    parts.into_iter().map(part).collect::<Vec<_>>().join(", ")
}
