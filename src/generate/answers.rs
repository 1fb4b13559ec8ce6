//! What people answered: all ten items for the two worked examples of the guide, told answers for the systems that show
//! how the flow ends, some at random for the others.

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

/// What people said of the systems that show how the flow ends: the one that is ranked first, one of each verdict, an
/// answer that the deploy log contradicts (`jobs` 9), parts that cannot be separated (`tax` 6).
const TOLD: &[(&str, &str, &str, &str)] = &[
    ("subsidy", "3", "Y", "지원금 신청 첫 주 접속지연 민원 다수"),
    ("subsidy", "6", "Y", "신청·심사·지급 업무와 DB 분리 가능"),
    ("subsidy", "7", "N", "운영과가 배포를 직접 관리"),
    ("subsidy", "8", "Y", "소스 복잡도 높음"),
    ("subsidy", "10", "Y", "제도 변경을 2주 안에 반영해야 함"),
    ("reservation", "3", "Y", "예약 개시 시각(매월 1일 10시)에 접속지연"),
    ("reservation", "6", "Y", "예약·접수·알림 서비스 단위로 분리 가능"),
    ("reservation", "10", "Y", "예약 정책 변경을 당일 반영하고자 함"),
    ("benefit", "6", "Y", "심사·지급·통계 업무 분리 가능"),
    ("hr", "2", "Y", "디스크 교체를 위해 업무시간에 중단한 적 있음"),
    ("hr", "3", "N", "급여일에도 지연 없음"),
    ("hr", "4", "N", "연 1회 규정 개정만 반영"),
    ("hr", "5", "N", "계획 없음"),
    ("hr", "6", "Y", "인사·급여 DB 분리 가능"),
    ("hr", "7", "N", "운영과가 직접 개발"),
    ("hr", "10", "N", "월 1회 배포로 충분"),
    ("groupware", "gate2", "N", "차세대 업무관리 전환 사업에 포함"),
    ("groupware", "3", "N", "없음"),
    ("groupware", "10", "N", "월 1회 배포로 충분"),
    ("stats", "5", "Y", "빅데이터 분석 요구 있음"),
    ("stats", "10", "Y", "분석 화면을 자주 바꾸고 싶음"),
    ("records", "gate1", "N", "폐기하고 중앙 기록관리로 이관"),
    ("sso", "3", "N", "없음"),
    ("sso", "4", "N", "인증 정책은 연 1~2회 변경"),
    ("sso", "5", "N", "계획 없음"),
    ("sso", "6", "N", "인증 DB를 나눌 수 없음"),
    ("sso", "7", "N", "한 팀이 개발·운영"),
    ("sso", "8", "N", "소스 품질 점검 양호"),
    ("sso", "10", "N", "현재 주기로 충분"),
    ("edu", "3", "Y", "법정 의무교육 마감 주간 접속지연 민원"),
    ("edu", "8", "Y", "화면 소스 중복 많음"),
    ("edu", "10", "Y", "과정 개편을 빨리 반영하고자 함"),
    ("opendata", "2", "N", "무중단으로 조치함"),
    ("opendata", "3", "N", "없음"),
    ("opendata", "4", "Y", "개방 기준 변경에 수시 대응"),
    ("opendata", "5", "Y", "개방 API를 AI 학습용으로 확대 예정"),
    ("opendata", "6", "Y", "API 단위로 분리되어 있음"),
    ("opendata", "7", "N", "개발·운영 한 팀"),
    ("opendata", "8", "N", "최근에 재구축"),
    ("opendata", "10", "N", "주 1회 배포로 충분"),
    ("tax", "3", "Y", "납기 마지막 주 접속지연 민원"),
    ("tax", "6", "N", "부과·수납 DB를 나눌 수 없고, 같은 기능의 서비스형 제품이 있음"),
    ("tax", "8", "Y", "소스 복잡도 높음"),
    ("tax", "10", "Y", "요율 조정을 바로 반영하고자 함"),
    ("jobs", "3", "Y", "상·하반기 공채 접수 때 접속지연"),
    ("jobs", "8", "Y", "화면 소스 중복 많음"),
    ("jobs", "9", "N", "파이프라인으로 모두 배포함"),
    ("jobs", "10", "N", "현재 주기로 충분"),
];

/// The answer that is too old to count.
const STALE: (&str, &str) = ("stats", "10");

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
    let told = TOLD.iter().filter(|(id, ..)| *id == system.id).map(|(id, item, word, why)| {
        let days = if (*id, *item) == STALE { -430 } else { 0 };
        answer(item, word, plus(asked, days), why)
    });
    let told: Vec<Answer> = told.collect();
    if !told.is_empty() {
        return told;
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
