//! candidates.csv: one row per system in the order of rank; UTF-8 with BOM, RFC 4180, safe in spreadsheets.

use crate::assess::{Assessment, Level, Path, answer_code};
use crate::calendar::utc;
use crate::catalog::figure::System;
use crate::diagnostic::{Diagnostic, Result};
use crate::portfolio::Portfolio;
use crate::portfolio::carve_out::leading;
use crate::portfolio::outlook::Outlook;
use crate::rank::Ranked;
use crate::rank::smaa::Uncertainty;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::headers::CANDIDATES;
use super::{outlook, sentences, table};
use crate::cells::{number, safe};

/// A cell of what is unknown.
const EMPTY: &str = "";

/// The bytes of the file.
///
/// # Errors
/// `E0903` when the writer fails.
pub fn csv(workspace: &Workspace, portfolio: &Portfolio, lang: Lang) -> Result<Vec<u8>> {
    let header = CANDIDATES.map(|(en, ko)| if lang == Lang::Ko { ko } else { en });
    let rows = rows(workspace, portfolio, lang)?;
    table::written("candidates.csv", &header, rows.iter().map(|row| row.iter().map(|cell| safe(cell))))
}

/// The rows in the order of rank, in the columns of [`CANDIDATES`].
///
/// # Errors
/// `E0909` when a ranked system was not assessed.
pub fn rows(workspace: &Workspace, portfolio: &Portfolio, lang: Lang) -> Result<Vec<Vec<String>>> {
    let drawn = portfolio.uncertainty()?;
    let rows = portfolio.ranked.iter().zip(drawn);
    rows.map(|(ranked, drawn)| row(workspace, portfolio, ranked, drawn, lang)).collect()
}

fn row(
    workspace: &Workspace,
    portfolio: &Portfolio,
    ranked: &Ranked,
    drawn: &Uncertainty,
    lang: Lang,
) -> Result<Vec<String>> {
    let missing = || Diagnostic::internal("E0909", format!("`{}` was ranked without an assessment", ranked.system_id));
    let assessment = portfolio.assessments.get(&ranked.system_id).ok_or_else(missing)?;
    let system = portfolio.systems.get(&ranked.system_id).ok_or_else(missing)?;
    let mut row = identity(workspace, portfolio, ranked, system);
    row.extend(verdict(assessment));
    row.extend(scores(portfolio, ranked, drawn, lang));
    let mut reasons = sentences::reasons(portfolio, ranked, 3, lang);
    reasons.resize(3, String::new());
    row.extend(reasons);
    row.extend(levels(portfolio, ranked, lang));
    let components = portfolio.components.get(&ranked.system_id);
    row.push(components.and_then(|c| leading(c)).map(|c| c.name.clone()).unwrap_or_default());
    let times = portfolio.surges.get(&ranked.system_id).map_or(&[][..], |s| &s.times);
    row.push(times.iter().map(|t| sentences::regular_time(t, lang)).collect::<Vec<_>>().join("; "));
    row.extend(flags(portfolio, ranked, assessment));
    row.extend([&portfolio.config_version, &portfolio.curve.version, &portfolio.input_hash].map(String::clone));
    debug_assert_eq!(row.len(), CANDIDATES.len());
    Ok(row)
}

fn identity(workspace: &Workspace, portfolio: &Portfolio, ranked: &Ranked, system: &System) -> Vec<String> {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let rank = ranked.placements.first().map(|p| p.rank.to_string()).unwrap_or_default();
    vec![
        portfolio.month.to_string(),
        as_of(workspace, portfolio),
        rank,
        system.system_id.clone(),
        system.name.clone(),
        optional(&system.agency),
        optional(&system.department),
        optional(&system.center),
        optional(&system.srm_class),
        ranked.tier.to_string(),
    ]
}

/// `as_of` in local time with its offset.
pub fn as_of(workspace: &Workspace, portfolio: &Portfolio) -> String {
    let local = workspace.zone.local(portfolio.as_of);
    let minutes = (local - utc(portfolio.as_of)).num_minutes();
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{}{sign}{:02}:{:02}", local.format("%Y-%m-%dT%H:%M:%S"), minutes.abs() / 60, minutes.abs() % 60)
}

fn verdict(assessment: &Assessment) -> Vec<String> {
    let open: Vec<_> = assessment.open_items.iter().map(u8::to_string).collect();
    let mut cells = vec![
        assessment.verdict.code().to_string(),
        assessment.hint.map(|h| h.code().to_string()).unwrap_or_default(),
        answer_code(assessment.gate1.answer).to_string(),
        answer_code(assessment.gate2.answer).to_string(),
        assessment.tally.yes_low.to_string(),
        assessment.tally.yes_point.to_string(),
        assessment.tally.yes_high.to_string(),
        assessment.min_more_yes.map(|n| n.to_string()).unwrap_or_default(),
        open.join(" "),
    ];
    cells.extend(assessment.items.iter().map(|item| item.code()));
    cells
}

fn scores(portfolio: &Portfolio, ranked: &Ranked, drawn: &Uncertainty, lang: Lang) -> Vec<String> {
    let of =
        |preset: &str| portfolio.presets.iter().position(|p| p.id == preset).and_then(|at| ranked.placements.get(at));
    let Some(first) = ranked.placements.first() else { return vec![String::new(); 18] };
    let guide = of("guide-v1");
    let mut cells = vec![
        number(Some(first.score.score), 4),
        guide.map(|p| p.rank.to_string()).unwrap_or_default(),
        number(guide.map(|p| p.score.score), 4),
        number(Some(first.score.score_lo), 4),
        number(Some(first.score.score_hi), 4),
    ];
    cells.extend([drawn.rank_p05, drawn.rank_p95].map(|rank| rank.to_string()));
    cells.extend([drawn.p_top10, drawn.p_top20, drawn.p_adopt].map(|p| number(Some(p), 4)));
    cells.push(if lang == Lang::Ko { drawn.label.label_ko() } else { drawn.label.label_en() }.to_string());
    cells.push(number(Some(first.score.coverage), 4));
    let groups = ["size", "complexity", "scalability", "change", "outage", "feasibility"];
    cells.extend(groups.map(|g| number(first.score.group(g), 4)));
    cells
}

/// Current and suggested level, step, and benefits; what is unknown is empty.
fn levels(portfolio: &Portfolio, ranked: &Ranked, lang: Lang) -> [String; 4] {
    let Some(Outlook { levels, benefits }) = portfolio.outlook(ranked) else { return [EMPTY; 4].map(String::from) };
    let code = |level: Option<Level>| level.map_or(EMPTY, Level::code).to_string();
    let benefits: Vec<_> = benefits.iter().map(|b| outlook::benefit(portfolio, b, lang)).collect();
    let path = levels.path.as_ref().map_or(EMPTY, Path::word).to_string();
    [code(levels.current), code(levels.suggested), path, benefits.join("; ")]
}

fn flags(portfolio: &Portfolio, ranked: &Ranked, assessment: &Assessment) -> Vec<String> {
    let flags = &assessment.flags;
    let flag = |set: bool| if set { "Y" } else { "" }.to_string();
    vec![
        flag(flags.conditional),
        flag(flags.unlisted),
        flag(portfolio.suspect_open.contains(&ranked.system_id)),
        flag(flags.fragile),
        flag(flags.conflict),
        flag(flags.stale_human),
        flag(ranked.insufficient_data),
        flag(flags.disposal_planned),
        flag(flags.verdict_sensitive_user_condition),
    ]
}
