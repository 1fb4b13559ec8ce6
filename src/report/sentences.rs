//! Sentences about results, in Korean and English, from templates.

use std::fmt::Display;

use crate::assess::{Hint, Verdict};
use crate::portfolio::Portfolio;
use crate::portfolio::surges::RegularTime;
use crate::rank::{Ranked, Reading, Value};
use crate::report::both::Both;
use crate::workspace::config::Lang;

use crate::cells::grouped;

/// The verdict in words.
pub fn verdict(verdict: Verdict, hint: Option<Hint>, lang: Lang) -> &'static str {
    match (lang, verdict, hint) {
        (Lang::Ko, Verdict::Adopt, _) => "클라우드 네이티브 도입 검토",
        (Lang::Ko, Verdict::NeedsReview, Some(Hint::LikelyAdopt)) => "추가 확인 필요 (도입 쪽)",
        (Lang::Ko, Verdict::NeedsReview, _) => "추가 확인 필요 (유지 쪽)",
        (Lang::Ko, Verdict::Keep | Verdict::KeepArchitecture, _) => "기존 아키텍처 유지",
        (Lang::Ko, Verdict::KeepStrong, _) => "기존 유지 권장",
        (Lang::Ko, Verdict::KeepSystem, _) => "기존 시스템 유지",
        (Lang::En, Verdict::Adopt, _) => "adopt cloud native",
        (Lang::En, Verdict::NeedsReview, Some(Hint::LikelyAdopt)) => "needs review, likely adopt",
        (Lang::En, Verdict::NeedsReview, _) => "needs review, likely keep",
        (Lang::En, Verdict::Keep | Verdict::KeepArchitecture, _) => "keep the architecture",
        (Lang::En, Verdict::KeepStrong, _) => "keep, recommended",
        (Lang::En, Verdict::KeepSystem, _) => "keep the system",
    }
}

/// The largest contributions to a score, one sentence each.
pub fn reasons(portfolio: &Portfolio, ranked: &Ranked, top: usize, lang: Lang) -> Vec<String> {
    let points = |points: f64| match lang {
        Lang::Ko => format!(" (+{points:.1}점)"),
        Lang::En => format!(" (+{points:.1} points)"),
    };
    facts(portfolio, ranked, top, lang).into_iter().map(|(fact, p)| fact + &points(p)).collect()
}

/// The largest contributions to a score: label with value, and points.
pub fn facts(portfolio: &Portfolio, ranked: &Ranked, top: usize, lang: Lang) -> Vec<(String, f64)> {
    let Some(placement) = ranked.placements.first() else { return Vec::new() };
    let reasons = placement.score.reasons(top).into_iter();
    reasons
        .map(|reason| {
            let label = label(portfolio, reason.indicator, lang);
            let contribution = placement.score.contributions.iter().find(|c| c.indicator == reason.indicator);
            let unit = contribution.and_then(|c| c.reading.as_ref()).map_or("", |r| unit(r, lang));
            let policy = scaling(portfolio, ranked, reason.indicator, lang).unwrap_or_default();
            (format!("{label} {}{policy}", value(reason.value, unit)), reason.points)
        })
        .collect()
}

/// A time at which surges recur.
pub fn regular_time(time: &RegularTime, lang: Lang) -> String {
    let said = if lang == Lang::Ko { time.korean() } else { time.english() };
    format!("{said} ({}/{})", time.hits, time.of)
}

/// Which of the two scaling policies of the guide fits the surges that an indicator is about.
fn scaling(portfolio: &Portfolio, ranked: &Ranked, indicator: &str, lang: Lang) -> Option<String> {
    let surges = portfolio.surges.get(&ranked.system_id).filter(|s| s.count > 0)?;
    if indicator != "surges" && indicator != "surge_intensity" {
        return None;
    }
    Some(match (surges.times.first(), lang) {
        (Some(time), Lang::Ko) => format!(", {} 규칙적 → 예약 기반 증설 대상", time.korean()),
        (Some(time), Lang::En) => format!(", regular at {}: candidate for scheduled scaling", time.english()),
        (None, Lang::Ko) => ", 불규칙 → 모니터링 기반 증설 대상".into(),
        (None, Lang::En) => ", irregular: candidate for monitored scaling".into(),
    })
}

/// A gate in a word.
pub fn gate(number: impl Display, lang: Lang) -> String {
    format!("{} {number}", lang.pick("관문", "gate"))
}

/// The label of an indicator.
pub fn label<'p>(portfolio: &'p Portfolio, indicator: &'p str, lang: Lang) -> &'p str {
    match (portfolio.curve.indicator(indicator), lang) {
        (Some(known), Lang::Ko) => &known.label_ko,
        (Some(known), Lang::En) => &known.label_en,
        (None, _) => indicator,
    }
}

/// The unit of a reading.
pub fn unit(reading: &Reading, lang: Lang) -> &str {
    if lang == Lang::Ko { &reading.unit_ko } else { &reading.unit }
}

/// The verdict in a few words, for narrow tables.
pub fn short_verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match (lang, verdict) {
        (Lang::En, verdict) => verdict.code(),
        (Lang::Ko, Verdict::Adopt) => "도입 검토",
        (Lang::Ko, Verdict::NeedsReview) => "추가 확인",
        (Lang::Ko, Verdict::Keep) => "유지",
        (Lang::Ko, Verdict::KeepStrong) => "유지 권장",
        (Lang::Ko, Verdict::KeepSystem) => "시스템 유지",
        (Lang::Ko, Verdict::KeepArchitecture) => "구조 유지",
    }
}

/// A verdict by its code: the code itself in English, the word in Korean.
pub fn verdict_word(code: &str, lang: Lang) -> &str {
    Verdict::of(code).map_or(code, |v| short_verdict(v, lang))
}

/// A verdict with its hint in words, both by their codes.
pub fn verdict_of(code: &str, hint: Option<&str>) -> Both {
    let hint = hint.and_then(Hint::of);
    Verdict::of(code).map_or_else(|| Both::same(code), |known| Both::of(|lang| verdict(known, hint, lang).to_string()))
}

/// A verdict with its hint, both by their codes, in a word for each.
pub fn outcome(code: &str, hint: Option<&str>, lang: Lang) -> String {
    let word = verdict_word(code, lang);
    match (hint, lang) {
        (None, _) => word.into(),
        (Some(hint), Lang::En) => format!("{word} {hint}"),
        (Some("LIKELY_ADOPT"), Lang::Ko) => format!("{word} (도입 쪽)"),
        (Some(_), Lang::Ko) => format!("{word} (유지 쪽)"),
    }
}

/// The Korean word of a unit of a metric.
const UNITS: [(&str, &str); 16] = [
    ("count", "건"),
    ("days", "일"),
    ("business days", "영업일"),
    ("hours", "시간"),
    ("minutes", "분"),
    ("ratio", "비율"),
    ("per 30 d", "30일당"),
    ("per 365 d", "365일당"),
    ("per month", "월당"),
    ("days per week", "주당 일수"),
    ("users per day", "일평균 명"),
    ("requests", "건(SR)"),
    ("retries", "회"),
    ("times", "배"),
    ("minutes per 30 d", "30일당 분"),
    ("systems", "개 시스템"),
];

/// The unit of a metric in a language.
pub fn metric_unit(unit: &str, lang: Lang) -> &str {
    let korean = UNITS.iter().find(|(english, _)| lang == Lang::Ko && *english == unit);
    korean.map_or(unit, |(_, korean)| korean)
}

/// A value of an indicator with its unit.
pub fn value(value: &Value, unit: &str) -> String {
    match value {
        Value::Number(number) if unit.starts_with("share") => {
            let what = unit.trim_start_matches("share").trim_start();
            format!("{} % {what}", grouped(number * 100.0, 1)).trim_end().to_string()
        }
        Value::Number(number) => format!("{} {unit}", grouped(*number, 1)).trim_end().to_string(),
        Value::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_a_metric_has_a_korean_word() {
        for metric in crate::metrics::catalogue() {
            let unit = metric.get("unit");
            assert_ne!(metric_unit(unit, Lang::Ko), unit, "{}", metric.name);
            assert_eq!(metric_unit(unit, Lang::En), unit);
        }
    }

    #[test]
    fn verdicts_are_words_in_korean_and_codes_in_english() {
        let said = |lang| [("ADOPT", None), ("NEEDS_REVIEW", Some("LIKELY_KEEP"))].map(|(v, h)| outcome(v, h, lang));
        assert_eq!(said(Lang::Ko), ["도입 검토", "추가 확인 (유지 쪽)"]);
        assert_eq!(said(Lang::En), ["ADOPT", "NEEDS_REVIEW LIKELY_KEEP"]);
    }
}
