//! How sure a rank is, why it is above and below its neighbours, what would change it, and what moved it.

use assay::cells::{number, signed};
use assay::portfolio::movement::Cause;
use assay::report::explained::{Certainty, Delta, Explained, Lead, Lift, Since};
use assay::report::sentences::{gate, outcome, verdict_word};
use assay::workspace::config::Lang;

use super::LINE;
use crate::cli::table::{Table, cut, wrapped};

/// Parts of a lead that are printed.
const PARTS: usize = 4;

/// The sections between the score and the figures.
pub fn sections(explained: &Explained, lang: Lang) -> String {
    let mut text = certainty(explained, lang);
    text.push_str(&neighbours(explained, lang));
    text.push_str(&groups(explained, lang));
    text.push_str(&flips(explained, lang));
    text.push_str(&explained.since.as_ref().map(|s| since(s, explained, lang)).unwrap_or_default());
    text
}

fn percent(share: f64, lang: Lang) -> String {
    format!("{}{}", number(Some(100.0 * share), 1), lang.pick("%", " %"))
}

fn certainty(explained: &Explained, lang: Lang) -> String {
    let sure = &explained.certainty;
    let said = match lang {
        Lang::Ko => in_korean(sure, explained),
        Lang::En => in_english(sure, explained),
    };
    let mut text = lang.pick("\n순위의 확실성\n", "\nhow sure the rank is\n").to_string();
    text.push_str(&format!("  {}\n", wrapped(&said, LINE, 2)));
    if is_outside(sure, explained.rank) {
        let rank = explained.rank;
        let said = match lang {
            Lang::Ko => format!(
                "{rank}위가 이 범위 밖에 있는 까닭: 순위는 답·지표·가중치를 지금 그대로 두고 매기지만, 추출은 미확정 답을 \
                 예와 아니오로 열어 두고 지표와 가중치도 달리 뽑음"
            ),
            Lang::En => format!(
                "rank {rank} lies outside that range: the rank holds answers, figures and weights as they are given, the \
                 draws open the answers that are not certain and vary the rest"
            ),
        };
        text.push_str(&format!("  {}\n", wrapped(&said, LINE, 2)));
    }
    text
}

/// Whether the rank lies outside of its own range of nine draws in ten.
fn is_outside(sure: &Certainty, rank: usize) -> bool {
    let [p05, _, p95] = sure.ranks;
    rank < p05 || rank > p95
}

fn in_korean(sure: &Certainty, explained: &Explained) -> String {
    let percent = |share| percent(share, Lang::Ko);
    let [p05, p50, p95] = sure.ranks;
    let next = sure.p_above_next.map(|p| format!(", 다음 시스템보다 앞설 확률 {}", percent(p))).unwrap_or_default();
    let gates = if explained.conditional { "고 관문을 통과하" } else { "" };
    format!(
        "{}: {}회 추출 중 열에 아홉은 {p05}~{p95}위(중앙 {p50}위), 지금의 {}위일 확률 {}; 상위 10위에 들 확률 {}, 상위 \
         20위에 들 확률 {}; 미확정 답이 모두 정해지{gates}면 도입 검토일 확률 {}{next} (오차 최대 ±{})",
        sure.label,
        sure.draws,
        explained.rank,
        percent(sure.p_rank),
        percent(sure.p_top[0]),
        percent(sure.p_top[1]),
        percent(sure.p_adopt),
        percent(sure.half_width),
    )
}

fn in_english(sure: &Certainty, explained: &Explained) -> String {
    let percent = |share| percent(share, Lang::En);
    let [p05, p50, p95] = sure.ranks;
    let next = sure.p_above_next.map(|p| format!(", above the next with {}", percent(p))).unwrap_or_default();
    let gates = if explained.conditional { " and its gates are passed" } else { "" };
    format!(
        "{}: rank {p05} to {p95} in nine of ten draws, {p50} in the middle, this very rank {} with {}; among the first \
         10 with {}, the first 20 with {}; adopted with {} once every open answer is given{gates}{next} ({} draws, ± {} \
         at most)",
        sure.label,
        explained.rank,
        percent(sure.p_rank),
        percent(sure.p_top[0]),
        percent(sure.p_top[1]),
        percent(sure.p_adopt),
        sure.draws,
        percent(sure.half_width),
    )
}

fn neighbours(explained: &Explained, lang: Lang) -> String {
    let mut text = lang.pick("\n앞뒤 시스템\n", "\nneighbours\n").to_string();
    if let Some(before) = &explained.below {
        text.push_str(&lead(before, false, lang));
        let lifts: Vec<_> = before.changes.iter().map(|c| lift(c, lang)).collect();
        if !lifts.is_empty() {
            let said = match lang {
                Lang::Ko => format!("다음 중 하나면 앞지름: {}", lifts.join(", 또는 ")),
                Lang::En => format!("it would pass with {}", lifts.join(", or ")),
            };
            text.push_str(&format!("    {}\n", wrapped(&said, LINE - 4, 6)));
        }
    }
    if let Some(next) = &explained.above {
        text.push_str(&lead(next, true, lang));
    }
    if explained.below.is_none() && explained.above.is_none() {
        text.push_str(lang.pick("  없음\n", "  none\n"));
    }
    text
}

fn lift(change: &Lift, lang: Lang) -> String {
    let Lift { label, from, to, .. } = change;
    let from = from.as_deref();
    match lang {
        Lang::Ko => format!("{label} {to} (현재 {})", from.unwrap_or("모름")),
        Lang::En => format!("{label} {to} instead of {}", from.unwrap_or("unknown")),
    }
}

/// The lead over the next, or what is missing to the one before.
fn lead(lead: &Lead, is_above: bool, lang: Lang) -> String {
    let Lead { name, rank, by_tier, .. } = lead;
    let points = number(Some(if is_above { lead.points } else { -lead.points }), 2);
    let head = match (lang, is_above, by_tier) {
        (Lang::Ko, true, true) => format!("{rank}위 {name}보다 판정에서 앞섬"),
        (Lang::Ko, false, true) => format!("{rank}위 {name}보다 판정에서 뒤짐"),
        (Lang::Ko, true, false) => format!("{rank}위 {name}보다 {points}점 앞섬"),
        (Lang::Ko, false, false) => format!("{rank}위 {name}보다 {points}점 뒤짐"),
        (Lang::En, _, true) => format!("{} {name} (rank {rank}) by its verdict", word(is_above)),
        (Lang::En, _, false) => format!("{} {name} (rank {rank}) by {points} points", word(is_above)),
    };
    let parts = if *by_tier { String::new() } else { format!(": {}", parts(&lead.deltas, lang)) };
    format!("  {}\n", wrapped(&format!("{head}{parts}"), LINE, 4))
}

fn word(is_above: bool) -> &'static str {
    if is_above { "above" } else { "below" }
}

/// The largest parts with their sign, and what the rest comes to.
fn parts(deltas: &[Delta], lang: Lang) -> String {
    let mut said: Vec<_> = deltas.iter().take(PARTS).map(|d| format!("{} {}", d.label, signed(d.points))).collect();
    let rest: f64 = deltas.iter().skip(PARTS).map(|d| d.points).sum();
    if deltas.len() > PARTS {
        said.push(format!("{} {}", lang.pick("나머지", "the rest"), signed(rest)));
    }
    said.join(", ")
}

fn groups(explained: &Explained, lang: Lang) -> String {
    let others = explained.without_group.iter().filter(|g| g.rank != explained.rank);
    let said: Vec<_> = others.map(|g| format!("{} {}{}", g.label, g.rank, lang.pick("위", ""))).collect();
    let same = lang.pick("어느 것을 빼도 같음", "the same whichever is left out");
    let said = if said.is_empty() { same.into() } else { said.join(", ") };
    let heading = lang.pick("지표 묶음 하나를 뺐을 때의 순위", "rank without one group");
    format!("\n{heading}\n  {}\n", wrapped(&said, LINE, 2))
}

fn flips(explained: &Explained, lang: Lang) -> String {
    let heading = lang.pick("판정을 바꾸는 답", "what would change the verdict");
    if explained.flips.is_empty() {
        return format!("\n{heading}\n  {}\n", lang.pick("답 하나로는 바뀌지 않음", "no single answer"));
    }
    let mut by_end: Vec<(String, Vec<String>)> = Vec::new();
    for flip in &explained.flips {
        let end = outcome(flip.verdict, flip.hint, lang);
        let item = match (lang, flip.item.strip_prefix("gate")) {
            (Lang::Ko, Some(number)) => gate(number, lang),
            (Lang::Ko, None) => format!("{}번", flip.item),
            (Lang::En, _) => flip.item.clone(),
        };
        let answer = format!("{item}={}", flip.to);
        match by_end.iter_mut().find(|(known, _)| *known == end) {
            Some((_, answers)) => answers.push(answer),
            None => by_end.push((end, vec![answer])),
        }
    }
    let lines = by_end.iter().map(|(end, answers)| format!("  {end}: {}\n", wrapped(&answers.join(", "), LINE, 4)));
    let one_of = lang.pick(" (다음 중 하나)", ": one of these answers");
    format!("\n{heading}{one_of}\n{}", lines.collect::<String>())
}

fn since(since: &Since, explained: &Explained, lang: Lang) -> String {
    let month = &since.period;
    let (Some(rank), Some(score), Some(verdict)) = (since.rank, since.score, &since.verdict) else {
        return lang
            .pick(format!("\n{month} 이후\n  그때는 없던 시스템\n"), format!("\nsince {month}\n  it was not there\n"));
    };
    let (was, now) = (number(Some(score), 2), number(Some(explained.score), 2));
    let [before, after] = [verdict, explained.verdict].map(|v| verdict_word(v, lang));
    let to = explained.rank;
    let mut text = match lang {
        Lang::Ko => format!("\n{month} 이후: 순위 {rank} → {to}, 점수 {was} → {now}, 판정 {before} → {after}\n"),
        Lang::En => format!("\nsince {month}: rank {rank} to {to}, score {was} to {now}, {before} to {after}\n"),
    };
    let mut table = Table::new(
        &lang
            .pick(["", "원인", ">점수", ">순위", "판정", "내용"], ["", "cause", ">points", ">rank", "verdict", "what"]),
    );
    for step in &since.steps {
        let what: Vec<_> =
            step.answers.iter().cloned().chain([parts(&step.deltas, lang)]).filter(|t| !t.is_empty()).collect();
        table.row([
            String::new(),
            cause(step.cause, lang).into(),
            step.points.map(signed).unwrap_or_default(),
            step.rank.map(|r| r.to_string()).unwrap_or_default(),
            step.verdict.as_deref().map(|v| verdict_word(v, lang).to_string()).unwrap_or_default(),
            cut(&what.join(", "), 60),
        ]);
    }
    text.push_str(&table.text());
    text
}

fn cause(code: &str, lang: Lang) -> &str {
    Cause::ALL.into_iter().find(|c| c.code() == code).map_or(code, |c| c.word(lang))
}
