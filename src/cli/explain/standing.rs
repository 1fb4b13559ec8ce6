//! How sure a rank is, why it is above and below its neighbours, what would change it, and what moved it.

use assay::cells::number;
use assay::report::explained::{Delta, Explained, Lead, Since};

use super::LINE;
use crate::cli::table::{Table, cut, wrapped};

/// Parts of a lead that are printed.
const PARTS: usize = 4;

/// The sections between the score and the figures.
pub fn sections(explained: &Explained) -> String {
    let mut text = certainty(explained);
    text.push_str(&neighbours(explained));
    text.push_str(&groups(explained));
    text.push_str(&flips(explained));
    text.push_str(&explained.since.as_ref().map(|s| since(s, explained)).unwrap_or_default());
    text
}

fn certainty(explained: &Explained) -> String {
    let sure = &explained.certainty;
    let percent = |share: f64| format!("{} %", number(Some(100.0 * share), 1));
    let [p05, p50, p95] = sure.ranks;
    let next = sure.p_above_next.map(|p| format!(", above the next with {}", percent(p))).unwrap_or_default();
    let gates = if explained.conditional { " and its gates are passed" } else { "" };
    let said = format!(
        "{}: rank {p05} to {p95} in nine of ten draws, {p50} in the middle; among the first 10 with {}, the first 20 \
         with {}; adopted with {} once every open answer is given{gates}{next} ({} draws, ± {} at most)",
        sure.label,
        percent(sure.p_top[0]),
        percent(sure.p_top[1]),
        percent(sure.p_adopt),
        sure.draws,
        percent(sure.half_width),
    );
    format!("\nhow sure the rank is\n  {}\n", wrapped(&said, LINE, 2))
}

fn neighbours(explained: &Explained) -> String {
    let mut text = String::from("\nneighbours\n");
    if let Some(before) = &explained.below {
        text.push_str(&lead("below", before, -1.0));
        let lifts: Vec<_> = before
            .changes
            .iter()
            .map(|c| format!("{} {} instead of {}", c.label, c.to, c.from.as_deref().unwrap_or("unknown")))
            .collect();
        if !lifts.is_empty() {
            let said = format!("it would pass with {}", lifts.join(", or "));
            text.push_str(&format!("    {}\n", wrapped(&said, LINE - 4, 6)));
        }
    }
    if let Some(next) = &explained.above {
        text.push_str(&lead("above", next, 1.0));
    }
    if explained.below.is_none() && explained.above.is_none() {
        text.push_str("  none\n");
    }
    text
}

fn lead(word: &str, lead: &Lead, sign: f64) -> String {
    let head = if lead.by_tier {
        format!("{word} {} (rank {}) by its verdict", lead.name, lead.rank)
    } else {
        format!("{word} {} (rank {}) by {} points", lead.name, lead.rank, number(Some(sign * lead.points), 2))
    };
    let parts = if lead.by_tier { String::new() } else { format!(": {}", parts(&lead.deltas)) };
    format!("  {}\n", wrapped(&format!("{head}{parts}"), LINE, 4))
}

/// The largest parts with their sign, and what the rest comes to.
fn parts(deltas: &[Delta]) -> String {
    let mut said: Vec<_> = deltas.iter().take(PARTS).map(|d| format!("{} {}", d.label, signed(d.points))).collect();
    let rest: f64 = deltas.iter().skip(PARTS).map(|d| d.points).sum();
    if deltas.len() > PARTS {
        said.push(format!("the rest {}", signed(rest)));
    }
    said.join(", ")
}

fn groups(explained: &Explained) -> String {
    let others = explained.without_group.iter().filter(|g| g.rank != explained.rank);
    let said: Vec<_> = others.map(|g| format!("{} {}", g.label, g.rank)).collect();
    let said = if said.is_empty() { "the same whichever is left out".into() } else { said.join(", ") };
    format!("\nrank without one group\n  {}\n", wrapped(&said, LINE, 2))
}

fn flips(explained: &Explained) -> String {
    if explained.flips.is_empty() {
        return "\nwhat would change the verdict\n  no single answer\n".into();
    }
    let mut by_end: Vec<(String, Vec<String>)> = Vec::new();
    for flip in &explained.flips {
        let end = flip.hint.map_or(flip.verdict.to_string(), |h| format!("{} {h}", flip.verdict));
        let answer = format!("{}={}", flip.item, flip.to);
        match by_end.iter_mut().find(|(known, _)| *known == end) {
            Some((_, answers)) => answers.push(answer),
            None => by_end.push((end, vec![answer])),
        }
    }
    let lines = by_end.iter().map(|(end, answers)| format!("  {end}: {}\n", wrapped(&answers.join(", "), LINE, 4)));
    format!("\nwhat would change the verdict: one of these answers\n{}", lines.collect::<String>())
}

fn since(since: &Since, explained: &Explained) -> String {
    let (Some(rank), Some(score), Some(verdict)) = (since.rank, since.score, &since.verdict) else {
        return format!("\nsince {}\n  it was not there\n", since.period);
    };
    let now = number(Some(explained.score), 2);
    let mut text = format!(
        "\nsince {}: rank {rank} to {}, score {} to {now}, {verdict} to {}\n",
        since.period,
        explained.rank,
        number(Some(score), 2),
        explained.verdict
    );
    let mut table = Table::new(&["", "cause", ">points", ">rank", "verdict", "what"]);
    for step in &since.steps {
        let what: Vec<_> =
            step.answers.iter().cloned().chain([parts(&step.deltas)]).filter(|t| !t.is_empty()).collect();
        table.row([
            String::new(),
            step.cause.into(),
            step.points.map(signed).unwrap_or_default(),
            step.rank.map(|r| r.to_string()).unwrap_or_default(),
            step.verdict.clone().unwrap_or_default(),
            cut(&what.join(", "), 60),
        ]);
    }
    text.push_str(&table.text());
    text
}

fn signed(points: f64) -> String {
    let text = number(Some(points), 2);
    if text.starts_with('-') || text == "0" { text } else { format!("+{text}") }
}
