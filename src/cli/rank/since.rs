//! What moved since a month: rank and score of then and now, and how much of it rule, data and answers did.

use assay::calendar::Month;
use assay::cells::{number, signed};
use assay::diagnostic::{Diagnostic, Result};
use assay::portfolio::movement::Movement;
use assay::portfolio::{self, Portfolio, Request, reported};
use assay::report::sentences::verdict_word;
use assay::workspace::Workspace;
use assay::workspace::config::Lang;

use crate::cli::context::Context;
use crate::cli::table::{Table, cut};

/// The movement of all systems, in the order of their rank now; those that are gone come last.
pub fn text(
    context: &Context,
    workspace: &Workspace,
    portfolio: &Portfolio,
    since: Month,
    top: usize,
    lang: Lang,
) -> Result<String> {
    let movement = movement(context, workspace, portfolio, since, lang)?;
    let headers = match lang {
        Lang::Ko => [">순위", ">이전", "시스템", "판정", ">점수", ">변화", ">규칙", ">자료", ">응답"],
        Lang::En => [">rank", ">was", "system", "verdict", ">score", ">change", ">rule", ">data", ">answer"],
    };
    let arrow = lang.pick("→", "->");
    let mut table = Table::new(&headers);
    for now in movement.to.systems.iter().take(top) {
        let before = movement.from.standing(&now.system_id);
        let is = verdict_word(&now.verdict, lang);
        let verdict = match before.map(|b| verdict_word(&b.verdict, lang)) {
            Some(was) if was != is => format!("{was} {arrow} {is}"),
            _ => is.to_string(),
        };
        let points = movement.steps(&now.system_id).map(|s| s.points().map_or("–".into(), signed));
        let change = before.map_or("–".into(), |b| signed(now.score - b.score));
        let was = before.map_or("–".into(), |b| b.rank.to_string());
        let first = [now.rank.to_string(), was, cut(&now.name, 16), verdict, number(Some(now.score), 2), change];
        table.row(first.into_iter().chain(points));
    }
    let gone = movement.from.systems.iter().filter(|s| movement.to.standing(&s.system_id).is_none());
    for before in gone.take(top) {
        let first = ["–".into(), before.rank.to_string(), cut(&before.name, 16), "–".to_string()];
        table.row(first.into_iter().chain(["–"; 5].map(String::from)));
    }
    let (from, to) = (&movement.from.period, &movement.to.period);
    let preset = lang.pick("가중치", "preset");
    Ok(format!("{from} {arrow} {to}, {preset} {}\n{}", movement.to.preset, table.text()))
}

/// From the month as it was reported, else as it would be computed today.
fn movement(
    context: &Context,
    workspace: &Workspace,
    portfolio: &Portfolio,
    since: Month,
    lang: Lang,
) -> Result<Movement> {
    if since >= portfolio.month {
        return Err(Diagnostic::input("E0197", format!("{since} is not before {}", portfolio.month))
            .hint("`--month` names the month to look at, `--since` an earlier one"));
    }
    if let Some(reported) = reported::latest(workspace, since)? {
        return Movement::since(workspace, &reported, portfolio);
    }
    context.ui.note(&match lang {
        Lang::Ko => format!("{since} 순위는 보고된 적이 없어 오늘의 자료와 규칙으로 계산함"),
        Lang::En => format!("{since} was never reported; it is computed now, with the data and rules of today"),
    });
    let preset = portfolio.presets.first().map(|p| p.id.as_str());
    let before = portfolio::compute(workspace, &Request { month: Some(since), as_of: None, preset })?;
    context.warn_unreached(workspace, &before);
    Movement::since_computed(&before, portfolio)
}
