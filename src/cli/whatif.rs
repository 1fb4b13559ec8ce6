//! What would move if an answer or the weights were others; nothing is written.

use std::collections::BTreeMap;
use std::path::Path;

use assay::assess::ITEMS;
use assay::catalog::figure::{Answer, HumanAnswer};
use assay::cells::number;
use assay::diagnostic::{Diagnostic, Result, nearest};
use assay::portfolio::judge::{Evidence, judge};
use assay::portfolio::movement::SAME_SCORE;
use assay::portfolio::snapshot::{Snapshot, Standing};
use assay::portfolio::{Portfolio, presets};
use assay::rank::Preset;
use assay::report::sentences::verdict_word;
use assay::workspace::config::Lang;

use super::Ended;
use super::context::{Context, When};
use super::table::{Table, cut};

/// Who gives the answers that are only supposed.
const SUPPOSED: &str = "what-if";

/// Arguments of `assay whatif`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Suppose an answer: the item 1 to 10, gate1 or gate2; U takes a person's answer back
    #[arg(long, value_name = "SYSTEM:ITEM=Y|N|U")]
    answer: Vec<String>,
    /// Suppose other weights: a preset by id, or a file like those in guide/presets/
    #[arg(long, value_name = "ID|FILE")]
    preset: Option<String>,
    /// Systems to print; all that move when left out
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    when: When,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    if args.answer.is_empty() && args.preset.is_none() {
        return Err(Diagnostic::input("E0198", "nothing is supposed")
            .hint("`assay whatif --answer SYSTEM:6=Y` or `assay whatif --preset guide-v1`"));
    }
    let workspace = context.open()?;
    let portfolio = context.compute(&workspace, &args.when, None)?;
    let supposed = evidence(&portfolio, &args.answer)?;
    let weights = match &args.preset {
        Some(wanted) => weights(&portfolio, wanted)?,
        None => portfolio.presets.clone(),
    };
    let judgement = judge(&portfolio.checklist, &portfolio.curve, &weights, &portfolio.systems, &supposed)?;
    let (before, after) = (Snapshot::of(&portfolio), Snapshot::judged(&portfolio, &judgement));
    let preset = weights.first().map_or("", |p| p.id.as_str());
    let lang = context.lang(&workspace);
    context.ui.data(&text(&before, &after, preset, args.top.unwrap_or(usize::MAX), lang));
    Ok(Ended::Done)
}

/// The evidence with the supposed answers in place of what people said on those items.
fn evidence(portfolio: &Portfolio, answers: &[String]) -> Result<Evidence> {
    let mut evidence = portfolio.evidence.clone();
    let mut told = BTreeMap::new();
    for text in answers {
        let (system_id, item, answer) = supposed(portfolio, text)?;
        if told.insert((system_id.clone(), item.clone()), answer).is_some_and(|before| before != answer) {
            let message = format!("`{text}` contradicts another `--answer` about item {item} of `{system_id}`");
            return Err(Diagnostic::input("E0198", message).hint("suppose one answer at a time"));
        }
        let of_system = evidence.humans.entry(system_id.clone()).or_default();
        of_system.retain(|h| h.item != item);
        let at = evidence.today;
        of_system.push(HumanAnswer { system_id, item, answer, by: SUPPOSED.into(), at, reason: None, expires: None });
    }
    Ok(evidence)
}

/// `SYSTEM:ITEM=ANSWER`; the system by id or name.
fn supposed(portfolio: &Portfolio, text: &str) -> Result<(String, String, Answer)> {
    let fault = || {
        Diagnostic::input("E0198", format!("`{text}` is no answer"))
            .hint("write it like `SYSTEM:6=Y`: a system, an item 1 to 10 or gate1 or gate2, and Y, N or U")
    };
    let (place, answer) = text.rsplit_once('=').ok_or_else(fault)?;
    let (system, item) = place.rsplit_once(':').ok_or_else(fault)?;
    let item = item.trim().to_lowercase();
    let is_item =
        item.parse::<u8>().is_ok_and(|n| (1..=ITEMS).contains(&n)) || ["gate1", "gate2"].contains(&item.as_str());
    let answer = match answer.trim().to_uppercase().as_str() {
        "Y" => Answer::Y,
        "N" => Answer::N,
        "U" => Answer::U,
        _ => return Err(fault()),
    };
    if !is_item {
        return Err(fault());
    }
    Ok((portfolio.system(system.trim())?.system_id.clone(), item.trim_start_matches('0').to_string(), answer))
}

/// The presets with the wanted one first: one that comes with assay, or a file.
fn weights(portfolio: &Portfolio, wanted: &str) -> Result<Vec<Preset>> {
    if !Path::new(wanted).is_file() {
        return presets(&portfolio.curve, wanted).map_err(|fault| {
            let ids = portfolio.presets.iter().map(|p| p.id.as_str());
            let message = format!("{}, and there is no such file", fault.message);
            let fault = Diagnostic { message, ..fault }.hint("or name a file like those in guide/presets/");
            match nearest(wanted, ids) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault,
            }
        });
    }
    let preset = Preset::parse(&fs_err::read_to_string(wanted)?, wanted, &portfolio.curve)?;
    if portfolio.presets.iter().any(|p| p.id == preset.id) {
        let message = format!("the file holds a preset `{}`, as one that comes with assay is called", preset.id);
        return Err(Diagnostic::input("E0198", message).at_file(wanted).hint("give it an `id` of its own"));
    }
    Ok([preset].into_iter().chain(portfolio.presets.iter().cloned()).collect())
}

/// The systems that move, in the order of their new rank.
fn text(before: &Snapshot, after: &Snapshot, preset: &str, top: usize, lang: Lang) -> String {
    let headers = match lang {
        Lang::Ko => [">순위", ">이전", "시스템", "판정", ">점수", ">변화"],
        Lang::En => [">rank", ">was", "system", "verdict", ">score", ">change"],
    };
    let arrow = lang.pick("→", "->");
    let mut table = Table::new(&headers);
    let was = |now: &Standing| before.standing(&now.system_id).cloned();
    let moved: Vec<_> =
        after.systems.iter().filter_map(|now| Some((was(now)?, now))).filter(|(b, n)| differs(b, n)).collect();
    for (was, now) in moved.iter().take(top) {
        let (then, verdict) = (verdict(was, lang), verdict(now, lang));
        table.row([
            now.rank.to_string(),
            was.rank.to_string(),
            cut(&now.name, 20),
            if then == verdict { verdict } else { format!("{then} {arrow} {verdict}") },
            number(Some(now.score), 2),
            number(Some(now.score - was.score), 2),
        ]);
    }
    let (count, moved) = (after.systems.len(), moved.len());
    match (moved, lang) {
        (0, Lang::Ko) => format!("시스템 {count}개 중 바뀌는 것 없음 (가중치 {preset})\n"),
        (0, Lang::En) => format!("nothing moves among {count} systems (preset {preset})\n"),
        (_, Lang::Ko) => {
            format!("시스템 {count}개 중 {moved}개가 바뀜 (가중치 {preset}), 저장한 것은 없음\n{}", table.text())
        }
        (_, Lang::En) => {
            format!("{moved} of {count} systems move (preset {preset}); nothing was written\n{}", table.text())
        }
    }
}

fn differs(was: &Standing, now: &Standing) -> bool {
    let judged = |s: &Standing| (s.rank, s.verdict.clone(), s.hint.clone(), s.conditional, s.yes);
    judged(was) != judged(now) || (was.score - now.score).abs() >= SAME_SCORE
}

/// `NEEDS_REVIEW+ 5-8`: verdict with the way it leans, and the YES that are certain and possible.
fn verdict(standing: &Standing, lang: Lang) -> String {
    let lean = match standing.hint.as_deref() {
        Some("LIKELY_ADOPT") => "+",
        Some(_) => "-",
        None => "",
    };
    let condition = if standing.conditional { "*" } else { "" };
    let [low, _, high] = standing.yes;
    let yes = if low == high { low.to_string() } else { format!("{low}-{high}") };
    format!("{}{lean}{condition} {yes}", verdict_word(&standing.verdict, lang))
}
