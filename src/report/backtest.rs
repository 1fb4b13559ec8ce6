//! What a backtest found, in words, as CSV and as JSON.

use serde_json::json;

use crate::backtest::{CHANCE, Comparison, DIFFERENCE, DRAWS, Estimate, Foretold, LAST_COUNT, Measure, OUTCOMES, Row};
use crate::calendar::Month;
use crate::cells::{number, safe};
use crate::diagnostic::{Diagnostic, Result};
use crate::metrics;
use crate::rank::Curve;
use crate::workspace::config::Lang;

use super::manifest;

/// A backtest with what it was asked for.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// By horizon and outcome.
    pub foretold: Vec<Foretold>,
    /// Months that were asked for and cannot be held against others.
    pub left_out: Vec<Month>,
    /// The last closed month.
    pub closed: Month,
    /// Preset of the ranking.
    pub preset: String,
    /// Seed of resamples and random orders.
    pub seed: u64,
}

/// (English, Korean) columns of the CSV.
const COLUMNS: [(&str, &str); 13] = [
    ("horizon_months", "기간_개월"),
    ("outcome", "결과지표"),
    ("predictor", "예측근거"),
    ("spearman", "순위상관"),
    ("spearman_low", "순위상관_하한"),
    ("spearman_high", "순위상관_상한"),
    ("lift", "상위배수"),
    ("lift_low", "상위배수_하한"),
    ("lift_high", "상위배수_상한"),
    ("systems", "시스템수"),
    ("months", "개월수"),
    ("months_left_out", "제외개월수"),
    ("months_open", "미마감개월수"),
];

impl Backtest {
    /// One row for each horizon, outcome and predictor.
    ///
    /// # Errors
    /// `E0903` when the writer fails.
    pub fn csv(&self, lang: Lang) -> Result<String> {
        let fault = |e: csv::Error| Diagnostic::internal("E0903", format!("cannot write the backtest: {e}"));
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(COLUMNS.map(|(en, ko)| if lang == Lang::Ko { ko } else { en })).map_err(fault)?;
        for foretold in &self.foretold {
            for row in &foretold.rows {
                let of = |e: Option<Estimate>| {
                    let ends = e.and_then(|e| e.interval);
                    [e.map(|e| e.value), ends.map(|e| e.0), ends.map(|e| e.1)].map(|v| number(v, 4))
                };
                let first = [foretold.horizon.to_string(), safe(foretold.outcome), safe(&row.predictor)];
                let counts = [row.systems, row.months, row.left_out, foretold.open.len()].map(|n| n.to_string());
                let cells = first.into_iter().chain(of(row.spearman)).chain(of(row.lift)).chain(counts);
                csv.write_record(cells).map_err(fault)?;
            }
        }
        let bytes = csv.into_inner().map_err(|e| Diagnostic::internal("E0903", e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| Diagnostic::internal("E0903", e.to_string()))
    }

    /// Everything, with the closing sentences in a language.
    ///
    /// # Errors
    /// `E0903` when it cannot be written.
    pub fn json(&self, lang: Lang) -> Result<String> {
        let months = |months: &[Month]| months.iter().map(ToString::to_string).collect::<Vec<_>>();
        let estimate = |e: Option<Estimate>| {
            e.map(|e| json!({ "value": e.value, "low": e.interval.map(|i| i.0), "high": e.interval.map(|i| i.1) }))
        };
        let row = |row: &Row| {
            json!({
                "predictor": row.predictor,
                "spearman": estimate(row.spearman),
                "lift": estimate(row.lift),
                "systems": row.systems,
                "months": row.months,
                "months_left_out": row.left_out,
            })
        };
        let foretold = |f: &Foretold| {
            json!({
                "horizon_months": f.horizon,
                "outcome": f.outcome,
                "months": months(&f.months),
                "months_open": months(&f.open),
                "rank_against_last_count": {
                    "spearman": code(f.against_last_count(|r| r.spearman)),
                    "lift": code(f.against_last_count(|r| r.lift)),
                },
                "predictors": f.rows.iter().map(row).collect::<Vec<_>>(),
            })
        };
        let all = json!({
            "preset": self.preset,
            "closed_until": self.closed.to_string(),
            "left_out": months(&self.left_out),
            "seed": self.seed,
            "draws": DRAWS,
            "foretold": self.foretold.iter().map(foretold).collect::<Vec<_>>(),
            "verdict": self.verdict(lang)?.join(" "),
            "leaks": leaks(lang),
        });
        String::from_utf8(manifest::bytes(&all)?).map_err(|e| Diagnostic::internal("E0903", e.to_string()))
    }

    /// Whether the rank foretells better than ranking by the last month's figure: a sentence for each measure.
    ///
    /// # Errors
    /// `E0150` when an outcome is no metric.
    pub fn verdict(&self, lang: Lang) -> Result<[String; 2]> {
        let (spearman, lift) = match lang {
            Lang::Ko => ("직전 달 실적으로 줄 세운 것과 견준 순위, 순위상관", "상위배수"),
            Lang::En => ("The rank against last month's figure, by Spearman", "By lift"),
        };
        Ok([
            format!("{spearman} - {}.", self.comparison(|r| r.spearman, lang)?),
            format!("{lift} - {}.", self.comparison(|r| r.lift, lang)?),
        ])
    }

    /// How many ways it went, each with its outcomes and horizons.
    fn comparison(&self, measure: Measure, lang: Lang) -> Result<String> {
        let mut parts = Vec::new();
        for (comparison, ko, en) in [
            (Comparison::Better, "순위가 더 잘 맞힘", "the rank does better"),
            (Comparison::Worse, "순위가 더 못 맞힘", "the rank does worse"),
            (
                Comparison::Undecided,
                "차이를 말할 수 없음(구간에 0이 있음)",
                "no difference can be told (the interval holds 0)",
            ),
            (Comparison::Unknown, "견줄 수 없음", "nothing to compare"),
        ] {
            let of_outcome = |id: &str| -> Result<Option<String>> {
                let of =
                    self.foretold.iter().filter(|f| f.outcome == id && f.against_last_count(measure) == comparison);
                let horizons: Vec<_> = of.map(|f| f.horizon.to_string()).collect();
                let (title, months) = (title(id, lang)?, horizons.join("·"));
                Ok((!horizons.is_empty()).then(|| match lang {
                    Lang::Ko => format!("{title}({months}개월)"),
                    Lang::En => format!("{title} ({months} mo)"),
                }))
            };
            let which: Vec<_> = OUTCOMES.into_iter().map(of_outcome).collect::<Result<_>>()?;
            let which: Vec<_> = which.into_iter().flatten().collect();
            if !which.is_empty() {
                parts.push(format!("{}: {}", if lang == Lang::Ko { ko } else { en }, which.join(", ")));
            }
        }
        Ok(parts.join("; "))
    }
}

/// What a look back cannot keep out.
pub fn leaks(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => {
            "새는 것: 각 달은 그달 말까지만 보지만 반출 자료·기준 파일·assay.toml·규칙은 오늘 것이다. 기록에 나중에 적힌 \
             상태나 종료 시각이 들어 있을 수 있고, 시스템 목록·속성·수집 범위도 오늘 것이어서 실제보다 잘 맞아 보일 수 있다."
        }
        Lang::En => {
            "What leaks: each month is looked at up to its end, but exports, reference files, assay.toml and rules are \
             those of today. A record may carry a state or an end that it got later, and systems, their properties and \
             the declared coverage are today's, so that foretelling may look easier than it was."
        }
    }
}

/// Name of a predictor for people.
pub fn label(curve: &Curve, predictor: &str, lang: Lang) -> String {
    let (ko, en) = match predictor {
        "rank" => ("순위", "rank"),
        "score" => ("점수", "score"),
        LAST_COUNT => ("직전 달 실적", "last month's figure"),
        CHANCE => ("무작위", "chance"),
        DIFFERENCE => ("순위 - 직전 달 실적", "rank minus figure"),
        group => match curve.groups.iter().find(|g| g.id == group) {
            Some(group) => (group.label_ko.as_str(), group.label_en.as_str()),
            None => (group, group),
        },
    };
    if lang == Lang::Ko { ko.into() } else { en.into() }
}

/// Name of an outcome for people.
///
/// # Errors
/// `E0150` when it is no metric.
pub fn title(outcome: &str, lang: Lang) -> Result<String> {
    let metric = metrics::definition(outcome)?;
    Ok(metric.get(if lang == Lang::Ko { "title_ko" } else { "title_en" }).to_string())
}

fn code(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Better => "better",
        Comparison::Worse => "worse",
        Comparison::Undecided => "undecided",
        Comparison::Unknown => "unknown",
    }
}
