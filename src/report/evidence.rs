//! What the data say on an item or a gate, in Korean: the words of a check in `queries/checks/` are English.

use std::sync::LazyLock;

use crate::catalog::figure::{Answer, Measured, System, Tier};
use crate::cells::grouped;
use crate::portfolio::Portfolio;
use crate::portfolio::gates::{GateHint, Ground};
use crate::survey;
use crate::workspace::config::Lang;

use super::form::{self, Print};
use super::sentences;

/// Items whose figures say more than the measured value; the availability beside item 2 would only mislead.
const BESIDE: [u8; 2] = [1, 4];

/// What the guide prints, read once: a workbook asks for thousands of facts.
static PRINT: LazyLock<Option<Print>> = LazyLock::new(|| Print::builtin().ok());

/// The answer as a person says it.
pub fn word(answer: Answer, lang: Lang) -> &'static str {
    let [yes, no, unknown] = survey::words(lang);
    match answer {
        Answer::Y => yes,
        Answer::N => no,
        Answer::U => unknown,
    }
}

/// What was measured on an item: the words of its check, or the Korean phrase for them with the figures beside it.
pub fn fact(portfolio: &Portfolio, measured: &Measured, lang: Lang) -> String {
    if lang == Lang::En {
        return measured.evidence.clone();
    }
    let said = korean(measured, "").unwrap_or_else(|| missing(measured));
    let print = PRINT.as_ref();
    let system = portfolio.systems.get(&measured.system_id);
    let beside = print.zip(system).and_then(|(print, system)| beside(portfolio, print, system, measured.item));
    beside.map_or(said.clone(), |figures| format!("{said}; {figures}"))
}

/// Figures that say more on an item than its measured value, in Korean.
pub fn beside(portfolio: &Portfolio, print: &Print, system: &System, item: u8) -> Option<String> {
    let asked = print.questions.iter().find(|q| q.item == item && BESIDE.contains(&item))?;
    form::figures(portfolio, system, asked, Lang::Ko)
}

/// The measured value of an item as a phrase, with its `window` where the two periods of item 2 could be mistaken for
/// others; what values and thresholds are is said in `queries/checks/`.
pub fn korean(measured: &Measured, window: &str) -> Option<String> {
    let (value, threshold) = (measured.value?, measured.threshold?);
    let n = grouped(measured.n.map_or(0.0, count), 0);
    let percent = |x: f64| format!("{}%", grouped(x * 100.0, 1));
    let plain = |x: f64| grouped(x, 1);
    let in_window = if window.is_empty() { String::new() } else { format!("{window}: ") };
    Some(match measured.item {
        1 => format!(
            "연간 추가개발·유지보수비가 초기개발비의 {} (기준 {}, 회계연도 {n}개)",
            percent(value),
            percent(threshold)
        ),
        2 if value == 0.0 => format!("복구를 위한 서비스 중단 없음 ({in_window}장애 {n}건)"),
        2 => format!("복구를 위한 서비스 중단 {}건 ({in_window}장애 {n}건)", plain(value)),
        3 if value == 0.0 => format!("폭주와 겹친 접속지연 민원 없음 (폭주 {n}회)"),
        3 if measured.tier == Tier::S => format!("폭주 {n}회 중 포화·지연·장애 {}건", plain(value)),
        3 => format!("폭주 {n}회와 겹친 접속지연 민원 {}건", plain(value)),
        4 => format!("변경 요청이 잦은 달이 최근 {n}개월의 {} (기준 {})", percent(value), percent(threshold)),
        5 if measured.n == Some(0) => return None,
        5 if value == 0.0 => format!("요청 {n}건에 신기술·오픈소스를 뜻하는 말이 없음"),
        5 => format!("요청 {n}건 중 신기술·오픈소스를 뜻하는 말이 있는 것 {}건", plain(value)),
        6 => format!(
            "배포 {n}건 중 여러 구성요소를 함께 바꾼 비율 {} ({} 이하이면 분리에 유리)",
            percent(value),
            percent(threshold)
        ),
        // Two measures share the place: a share of the lead time has a threshold below one, days have not.
        7 if threshold < 1.0 => {
            format!("처리기간 중 배포를 기다린 비율 {} (기준 {}, 요청 {n}건)", percent(value), percent(threshold))
        }
        7 => format!("개발 완료 후 배포까지 {}영업일 대기 (기준 {}일, 요청 {n}건)", plain(value), plain(threshold)),
        8 if measured.answer == Answer::Y && value < threshold => format!("결함 요청의 비율이 기준 이상 (요청 {n}건)"),
        // Rounded down, so that seven years are seven years.
        8 => {
            let years = (value * 10.0).floor() / 10.0;
            format!("구축 또는 재구축 후 {}년 경과 (기준 {}년)", plain(years), plain(threshold))
        }
        9 => format!(
            "최근 6개월 배포 {n}건 중 도구를 쓴 비율이 가장 낮은 단계에서 {} (기준 {})",
            percent(value),
            percent(threshold)
        ),
        _ => format!("배포 간격 중앙값 {}일 (기준 {}일)", plain(value), plain(threshold)),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of records, far below 2^52")]
fn count(n: i64) -> f64 {
    n as f64
}

/// What an item lacks whose value is not known.
fn missing(measured: &Measured) -> String {
    let n = grouped(measured.n.map_or(0.0, count), 0);
    match measured.item {
        1 => "초기개발비 또는 마감된 회계연도의 추가개발·유지보수비를 알 수 없음".into(),
        2 => format!("서비스 중단은 없으나 최근 12개월의 장애 또는 조치 기록이 부족함 (장애 {n}건)"),
        3 => format!("최근 12개월의 부하 또는 민원 자료가 부족함 (폭주 {n}회)"),
        4 => "최근 12개월의 변경 요청 기록이 없음".into(),
        5 => "최근 12개월의 요청 내용이 없음".into(),
        6 => "최근 12개월의 배포 기록이 없음".into(),
        7 => "개발 완료 후 배포까지의 대기기간을 알 수 없음".into(),
        8 if measured.answer == Answer::Y => format!("결함 요청의 비율이 기준 이상 (요청 {n}건)"),
        8 => "개통일 또는 재구축일을 알 수 없음".into(),
        9 => format!("최근 6개월의 운영 배포가 부족함 (배포 {n}건)"),
        _ => "최근 12개월의 배포 간격을 알 수 없음".into(),
    }
}

/// What a hint for a gate says.
pub fn hint(portfolio: &Portfolio, hint: &GateHint, lang: Lang) -> String {
    lang.pick(ground(portfolio, &hint.ground), hint.evidence.clone())
}

/// What a hint for a gate stands on, in Korean.
pub fn ground(portfolio: &Portfolio, ground: &Ground) -> String {
    match ground {
        Ground::Classified => "기밀(C) 등급 자료를 다룸".into(),
        Ground::Disposal(day) => format!("{day} 폐기 예정"),
        Ground::Review { score, below } => format!("운영성과 {score}점 ({below}점 미만)"),
        Ground::Rebuild(day) => format!("{day} 재개발·차세대 예정"),
        Ground::Age(since, years) => format!("{since}부터 그대로 운영, {years}년 이상"),
        Ground::Adverse(high) => {
            let labels: Vec<_> = high.iter().map(|i| sentences::label(portfolio, i, Lang::Ko)).collect();
            format!("높은 기준에 이른 지표 {}개: {}", high.len(), labels.join(", "))
        }
    }
}
