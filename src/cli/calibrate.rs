//! How the thresholds and the reference curve lie in the portfolio, and a proposed curve with both ranks.

use std::path::PathBuf;

use assay::cells::{grouped, number};
use assay::diagnostic::{Diagnostic, Result};
use assay::lake::write_whole;
use assay::portfolio::Portfolio;
use assay::portfolio::calibrate::{self, Change, CurveInPortfolio, ThresholdInPortfolio};
use assay::rank::LEAST_KNOWN;
use assay::workspace::config::Lang;

use super::Ended;
use super::context::{Context, When};
use super::table::{Table, cut};

/// Columns of the terminal.
const WIDTH: usize = 80;

/// Arguments of `assay calibrate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    when: When,
    /// Write the proposed reference curve to a file; nothing applies it by itself
    #[arg(long, value_name = "FILE")]
    refcurve: Option<PathBuf>,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let portfolio = context.compute(&workspace, &args.when, None)?;
    let lang = context.lang(&workspace);
    let thresholds = calibrate::thresholds(&portfolio)?;
    let curve = calibrate::curve(&portfolio)?;
    if curve.proposal.sources.iter().all(|s| s.anchors.is_none()) {
        context.ui.warning(&too_few(&portfolio));
    }
    let sections = [
        distributions(&portfolio, &thresholds, lang),
        flips(&portfolio, &thresholds, lang),
        anchors(&curve, lang),
        ranks(&portfolio, &curve, lang),
    ];
    context.ui.data(&sections.join("\n"));
    if let Some(file) = &args.refcurve {
        context.check_output(&workspace, file)?;
        if file.parent().is_some_and(|f| !f.as_os_str().is_empty() && !f.is_dir()) || file.is_dir() {
            return Err(Diagnostic::input("E0148", "the file cannot be written there").at_file(file));
        }
        write_whole(file, curve.proposal.toml().as_bytes())?;
        context
            .ui
            .note(&format!("wrote {}; it is a proposal, the ranking goes on with the curve it has", file.display()));
    }
    Ok(Ended::Done)
}

fn too_few(portfolio: &Portfolio) -> Diagnostic {
    let message = format!("no input of the reference curve can be calibrated from {} systems", portfolio.systems.len());
    Diagnostic::input("W0236", message)
        .fact(format!("an input needs {LEAST_KNOWN} systems of which it is known, and P10 < P50 < P90"))
        .hint("the proposal is the curve of today; `assay status` shows what is not covered")
}

fn titled(title: &str, table: &Table) -> String {
    let lines: Vec<String> = table.text().lines().map(|l| cut(l, WIDTH)).collect();
    format!("{title}\n{}\n", lines.join("\n"))
}

fn distributions(portfolio: &Portfolio, thresholds: &[ThresholdInPortfolio], lang: Lang) -> String {
    let mut table = Table::new(match lang {
        Lang::Ko => &["기준", ">현재값", ">n", ">P10", ">P25", ">P50", ">P75", ">P90"],
        Lang::En => &["threshold", ">value", ">n", ">P10", ">P25", ">P50", ">P75", ">P90"],
    });
    for t in thresholds {
        let quantiles = t.quantiles.map_or([const { String::new() }; 5], |q| q.map(short));
        table.row([t.parameter.clone(), short(t.value), t.known.to_string()].into_iter().chain(quantiles));
    }
    let (month, systems) = (portfolio.month, portfolio.systems.len());
    titled(
        &match lang {
            Lang::Ko => format!("{month} 기준과 견주는 값의 분포 (시스템 {systems}개, n은 값이 있는 시스템)\n"),
            Lang::En => format!("{month} what thresholds are held against ({systems} systems; n: known of)\n"),
        },
        &table,
    )
}

fn flips(portfolio: &Portfolio, thresholds: &[ThresholdInPortfolio], lang: Lang) -> String {
    let mut table = Table::new(match lang {
        Lang::Ko => &["기준", "근거", ">n/N", ">답 -20%", ">답 +20%", ">판정 -20%", ">판정 +20%"],
        Lang::En => &["threshold", "by", ">n/N", ">answer -", ">answer +", ">verdict -", ">verdict +"],
    });
    let all = portfolio.systems.len();
    for t in thresholds {
        let by = if t.of_guide { "[G]" } else { "[D]" };
        let [less, .., more] = t.moves;
        let of = |what: fn(&Change) -> usize| {
            [&less, &more].map(|c| if t.decides { share(what(c), t.known) } else { "–".into() })
        };
        let cells = [t.parameter.clone(), by.into(), format!("{}/{all}", t.known)];
        table.row(cells.into_iter().chain(of(|c| c.answers)).chain(of(|c| c.verdicts)));
    }
    titled(
        match lang {
            Lang::Ko => {
                "기준을 20 % 옮기면 답(또는 그 확정도)과 판정이 바뀌는 시스템 수와 n 대비 비율\nn: 값이 있는 시스템, N: 전체 시스템\n[G] 가이드의 수, [D] 조정 가능한 기본값, –: 참고만 하고 답을 정하지 않음\n"
            }
            Lang::En => {
                "systems whose answer (or its tier) and whose verdict change with the threshold\n20 % lower or higher, and their share of n; n: systems with a value, N: all\n[G] of the guide, [D] ours to set, –: a hint that decides nothing\n"
            }
        },
        &table,
    )
}

fn anchors(curve: &CurveInPortfolio, lang: Lang) -> String {
    let mut table = Table::new(match lang {
        Lang::Ko => &["입력", ">n", "현재 0/0.5/1", "제안 0/0.5/1"],
        Lang::En => &["input", ">n", "now 0/0.5/1", "proposed 0/0.5/1"],
    });
    let joined = |anchors: [f64; 3]| anchors.map(short).join("/");
    for source in &curve.proposal.sources {
        let proposed = match (source.anchors, source.quantiles, lang) {
            (Some(anchors), ..) => joined(anchors),
            (None, Some(q), Lang::Ko) if source.known >= LEAST_KNOWN => format!("유지 ({})", joined(q)),
            (None, Some(q), Lang::En) if source.known >= LEAST_KNOWN => format!("kept ({})", joined(q)),
            (None, _, Lang::Ko) => "유지 (표본 부족)".into(),
            (None, _, Lang::En) => "kept (too few)".into(),
        };
        table.row([cut(&source.input, 34), source.known.to_string(), joined(source.before), proposed]);
    }
    let version = &curve.proposal.curve.version;
    titled(
        &match lang {
            Lang::Ko => format!("기준표 제안 {version}\nP10, P50, P90; 적용하지 않으며 --refcurve FILE로 저장\n"),
            Lang::En => format!("proposed curve {version}\nP10, P50, P90; not applied, written by --refcurve FILE\n"),
        },
        &table,
    )
}

fn ranks(portfolio: &Portfolio, curve: &CurveInPortfolio, lang: Lang) -> String {
    let mut table = Table::new(match lang {
        Lang::Ko => &["시스템", ">구간", ">현재순위", ">점수", ">제안순위", ">점수", ">변동"],
        Lang::En => &["system", ">tier", ">rank now", ">score", ">proposed", ">score", ">moves"],
    });
    for today in &portfolio.ranked {
        let then = curve.ranked.iter().find(|r| r.system_id == today.system_id);
        let (Some(now), Some(then)) = (today.placements.first(), then.and_then(|r| r.placements.first())) else {
            continue;
        };
        let name = portfolio.systems.get(&today.system_id).map_or("", |s| s.name.as_str());
        let moves = match now.rank.cmp(&then.rank) {
            std::cmp::Ordering::Equal => String::new(),
            std::cmp::Ordering::Greater => format!("+{}", now.rank - then.rank),
            std::cmp::Ordering::Less => format!("-{}", then.rank - now.rank),
        };
        let score = |score: f64| number(Some(score), 1);
        table.row([
            cut(name, 24),
            today.tier.to_string(),
            now.rank.to_string(),
            score(now.score.score),
            then.rank.to_string(),
            score(then.score.score),
            moves,
        ]);
    }
    let preset = portfolio.presets.first().map_or("", |p| p.id.as_str());
    titled(
        &match lang {
            Lang::Ko => format!("두 기준표의 순위 ({preset}; +는 제안에서 위로)\n"),
            Lang::En => format!("ranks by both curves ({preset}; + is up under the proposed one)\n"),
        },
        &table,
    )
}

/// `2 (10%)`, short enough for four in a row; of none there is no share.
fn share(count: usize, of: usize) -> String {
    if of == 0 {
        return count.to_string();
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of systems are small")]
    let percent = 100.0 * count as f64 / of as f64;
    format!("{count} ({percent:.0}%)")
}

/// A number in at most seven columns.
fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 1e6 => format!("{}M", grouped(value / 1e6, 1)),
        v if v >= 1e5 => format!("{}k", grouped(value / 1e3, 0)),
        v if v >= 1e2 => grouped(value, 0),
        v if v >= 1e1 => number(Some(value), 1),
        v if v >= 1.0 => number(Some(value), 2),
        v if v >= 0.01 => number(Some(value), 3),
        _ => number(Some(value), 5),
    }
}
