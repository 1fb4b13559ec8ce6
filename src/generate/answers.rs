//! What people answered: all ten items for the two worked examples of the guide, some for the others.

use chrono::NaiveDate;

use super::Plan;
use super::archetype::Archetype;
use super::days::plus;
use super::system::System;

/// A row of answers.csv.
#[derive(Debug)]
pub struct Answer {
    /// Item or gate.
    pub item: String,
    /// Y, N or U.
    pub answer: &'static str,
    /// Who.
    pub by: String,
    /// When.
    pub at: NaiveDate,
    /// Why.
    pub reason: &'static str,
}

/// The guide's example 공용홈쇼핑.
const HOME_SHOPPING: [(&str, &str); 10] = [
    ("Y", "개발비(초기, 추가) 유지보수비 15%이상으로 추정"),
    ("N", "가용성 99.6% 수준으로 운영"),
    ("N", "없음"),
    ("Y", "홈쇼핑 특성상 필요(11번가 등과 유사)"),
    ("N", "계획 없음"),
    ("Y", "서비스별 기능·DB 분리 가능"),
    ("N", "정기/수시 배포는 단계별 승인 후 진행"),
    ("Y", "2015년 개발되어 7년째 운영 중. 개선필요"),
    ("Y", "빌드, 배포 도구 일부 사용"),
    ("Y", "판매상품의 변화에 따라 신속한 배포 필요"),
];

/// The guide's example 표준프레임워크 포털.
const EGOV_PORTAL: [(&str, &str); 10] = [
    ("N", "유지보수 담당자 1명"),
    ("N", "장애 발생하지 않음"),
    ("N", "개발자 대상 정보 제공"),
    ("Y", "행안부·NIA 요구사항 발생 시"),
    ("N", "포털 자체 해당 없음(R&D 별도)"),
    ("Y", "분리 가능"),
    ("N", "개발자 1명(유지보수 10%, 운영 90%)"),
    ("N", "취약점 분석으로 보완 중"),
    ("Y", "G-클라우드에서 제공하지 않음(KT 내부 정책)"),
    ("N", "배포 이슈 없음"),
];

/// The answers about a system.
pub fn of(system: &System, plan: &Plan) -> Vec<Answer> {
    let by = format!("{} 담당관", system.department);
    let asked = plus(plan.until.plus(-5).first_day(), 11);
    let answer = |item: &str, answer, at, reason| Answer { item: item.into(), answer, by: by.clone(), at, reason };
    let example = match system.number {
        0 => Some(HOME_SHOPPING),
        1 => Some(EGOV_PORTAL),
        _ => None,
    };
    if let Some(example) = example {
        let items = (1..=10).zip(example);
        return items.map(|(n, (word, why))| answer(&n.to_string(), word, asked, why)).collect();
    }
    let mut random = system.stream_of_all("answers");
    let at = if random.chance(6) { plus(asked, -500) } else { plus(asked, random.within(0, 20)) };
    let likely: [i64; 5] = match system.archetype {
        Archetype::Portal => [85, 20, 75, 35, 85],
        Archetype::Monolith => [60, 10, 85, 20, 75],
        Archetype::Msa => [90, 30, 10, 60, 20],
        Archetype::Newcomer => [70, 40, 10, 40, 60],
        Archetype::Disposal => return vec![answer("gate1", "N", at, "폐기 예정")],
        Archetype::Silent => return Vec::new(),
        Archetype::Internal => [40, 8, 30, 10, 15],
    };
    let items = [("6", 0), ("7", 3), ("8", 2), ("5", 1), ("10", 4), ("3", 4)];
    let mut rows = Vec::new();
    for (item, which) in items {
        if random.chance(70) {
            let yes = random.chance(likely[which]);
            rows.push(answer(item, if yes { "Y" } else { "N" }, at, if yes { "필요함" } else { "해당 없음" }));
        }
    }
    if system.archetype == Archetype::Monolith && random.chance(20) {
        rows.push(answer("gate2", "N", at, "차세대 전환 사업에 포함"));
    }
    rows
}
