//! The month in five sentences, and the questions that would settle most verdicts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::events::Events;
use super::moved::Moves;
use crate::assess::Verdict;
use crate::cells::{grouped, number};
use crate::diagnostic::Result;
use crate::portfolio::Portfolio;
use crate::report::both::Both;
use crate::report::survey;
use crate::workspace::config::Lang;

/// Questions on the page; the questionnaire has all.
const QUESTIONS: usize = 10;

/// A question to a person.
#[derive(Debug, Serialize)]
pub struct Asked {
    /// System.
    pub id: String,
    /// Its name.
    pub system: String,
    /// Its department.
    pub department: String,
    /// `4`, `gate 1`.
    pub topic: Both,
    /// The question.
    pub question: Both,
    /// What is known, a line each.
    pub known: Both,
    /// What an answer does.
    pub effect: Both,
}

/// The first questions, and how many more there are.
///
/// # Errors
/// As [`survey::rows`].
pub fn questions(portfolio: &Portfolio) -> Result<(Vec<Asked>, usize)> {
    let (ko, en) = (survey::rows(portfolio, Lang::Ko)?, survey::rows(portfolio, Lang::En)?);
    let more = ko.len().saturating_sub(QUESTIONS);
    let asked = ko.into_iter().zip(en).take(QUESTIONS).map(|(ko, en)| Asked {
        id: ko.question.system_id.clone(),
        topic: Both::of(|lang| survey::topic(ko.question.topic, lang)),
        system: ko.system,
        department: ko.department.unwrap_or_default(),
        question: Both { ko: ko.asked, en: en.asked },
        known: Both { ko: ko.known, en: en.known },
        effect: Both { ko: ko.effect, en: en.effect },
    });
    Ok((asked.collect(), more))
}

/// Verdicts, first candidate, movement, operations, and what is open.
///
/// # Errors
/// Faults of the draws.
pub fn sentences(portfolio: &Portfolio, moved: &Moves, events: &Events) -> Result<Vec<Both>> {
    let mut said = vec![verdicts(portfolio)];
    said.extend(first(portfolio)?);
    said.push(movement(moved));
    said.push(operations(portfolio, events));
    said.push(open(portfolio));
    Ok(said)
}

fn verdicts(portfolio: &Portfolio) -> Both {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    portfolio.assessments.values().for_each(|a| *counts.entry(a.verdict).or_default() += 1);
    let count = |verdict: Verdict| counts.get(&verdict).copied().unwrap_or_default();
    let (all, adopt, review) = (portfolio.ranked.len(), count(Verdict::Adopt), count(Verdict::NeedsReview));
    let keep = all - adopt - review;
    Both::new(
        format!(
            "시스템 {all}개 가운데 {adopt}개는 클라우드 네이티브 도입 검토, {review}개는 추가 확인 필요, {keep}개는 유지입니다."
        ),
        format!(
            "Of {all} systems, {adopt} should be considered for cloud native, {review} need review, {keep} stay as they are."
        ),
    )
}

fn first(portfolio: &Portfolio) -> Result<Option<Both>> {
    let drawn = portfolio.uncertainty()?;
    let Some((ranked, first)) = portfolio.ranked.iter().zip(drawn).next() else { return Ok(None) };
    let name = portfolio.systems.get(&ranked.system_id).map_or("", |s| s.name.as_str());
    let score = number(ranked.placements.first().map(|p| p.score.score), 1);
    let (from, to, cutoff) = (first.rank_p05, first.rank_p95, portfolio.cutoff);
    let sure = drawn.iter().filter(|d| d.p_cutoff >= 0.95).count();
    Ok(Some(Both::new(
        format!(
            "1순위는 {name}입니다(점수 {score}, 순위 90 % 구간 {from}–{to}위). 상위 {cutoff}위 안이 확실한 시스템은 {sure}개입니다."
        ),
        format!(
            "First is {name} (score {score}, 90 % of the draws between rank {from} and {to}); {sure} systems are robustly among the first {cutoff}."
        ),
    )))
}

fn movement(moved: &Moves) -> Both {
    let Some(before) = &moved.since else {
        return Both::new(
            "보고된 이전 달이 없어 변동을 비교하지 않았습니다.",
            "No earlier month was reported, so that nothing can be said about what moved.",
        );
    };
    let (verdicts, ranks) = (moved.verdicts, moved.ranks);
    let Some(largest) = moved.rows.first() else {
        return Both::new(
            format!("{before}에 견주어 점수와 판정이 바뀐 시스템이 없습니다."),
            format!("No score and no verdict changed since {before}."),
        );
    };
    let (name, points) = (&largest.name, &largest.points);
    Both::new(
        format!(
            "{before}에 견주어 판정이 바뀐 시스템은 {verdicts}개, 순위가 바뀐 시스템은 {ranks}개이고, 가장 크게 움직인 시스템은 {name}({points}점)입니다."
        ),
        format!("Since {before}, {verdicts} verdicts and {ranks} ranks changed; {name} moved most ({points} points)."),
    )
}

fn operations(portfolio: &Portfolio, events: &Events) -> Both {
    let month = portfolio.month.to_string();
    let known = |metric: &str| -> Vec<f64> {
        portfolio.figures.of(metric, &month).filter(|f| f.system_id != "*").filter_map(|f| f.value).collect()
    };
    let sum = |metric: &str| grouped(known(metric).iter().sum::<f64>(), 0);
    // What nothing is known of is no 0.
    let said = |metric: &str, ko: &str, en: &str, many: &dyn Fn() -> Both| match known(metric).len() {
        0 => Both::new(format!("{ko} 자료 없음"), format!("nothing known of {en}")),
        systems => {
            let many = many();
            Both::new(format!("{} (시스템 {systems}개)", many.ko), format!("{} ({systems} systems)", many.en))
        }
    };
    let releases = said("release_count", "배포", "releases", &|| {
        let n = sum("release_count");
        Both::new(format!("배포 {n}회"), format!("{n} releases"))
    });
    let outages = said("outage_minutes", "비계획 장애", "unplanned outages", &|| {
        let (n, minutes, open) = (sum("unplanned_outages"), sum("outage_minutes"), events.open_outages);
        let (open_ko, open_en) = match open {
            0 => (String::new(), String::new()),
            n => (format!(", 복구 중 {n}건 포함"), format!(", {n} of them open")),
        };
        Both::new(
            format!("비계획 장애 {n}건 {minutes}분{open_ko}"),
            format!("{n} unplanned outages of {minutes} minutes{open_en}"),
        )
    });
    let surges = said("surge_count", "폭주", "surges", &|| {
        let n = sum("surge_count");
        Both::new(format!("폭주 {n}건"), format!("{n} surges"))
    });
    let all = [releases, outages, surges];
    let join = |of: fn(&Both) -> &str| all.iter().map(of).collect::<Vec<_>>().join("; ");
    Both::new(format!("이 달: {}.", join(|b| &b.ko)), format!("The month: {}.", join(|b| &b.en)))
}

fn open(portfolio: &Portfolio) -> Both {
    let asked = survey::asked(portfolio);
    let reviews: Vec<_> =
        portfolio.assessments.values().filter(|a| a.verdict == Verdict::NeedsReview).map(|a| &a.system_id).collect();
    let of_reviews = asked.iter().filter(|q| reviews.contains(&&q.system_id)).count();
    let (reviews, all) = (reviews.len(), asked.len());
    Both::new(
        format!(
            "판정이 열려 있는 시스템 {reviews}개에 대한 질문은 {of_reviews}개이고, 확인이 필요한 질문은 모두 {all}개입니다."
        ),
        format!(
            "{reviews} verdicts are open; {of_reviews} questions are about them, of {all} that people could answer."
        ),
    )
}
