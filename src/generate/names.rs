//! What the invented systems are called, and what kind of system each is.

use super::archetype::Archetype::{self, Disposal, Internal, Monolith, Msa, Newcomer, Portal, Silent};

/// A name to make systems of.
#[derive(Debug)]
pub struct Base {
    /// Id.
    pub id: &'static str,
    /// Korean name.
    pub name: &'static str,
    /// Department.
    pub department: &'static str,
    /// Kind of system.
    pub archetype: Archetype,
    /// Modules.
    pub components: &'static [&'static str],
}

const fn base(
    id: &'static str,
    name: &'static str,
    department: &'static str,
    archetype: Archetype,
    components: &'static [&'static str],
) -> Base {
    Base { id, name, department, archetype, components }
}

/// The names, the two worked examples of the guide first.
pub const BASES: &[Base] = &[
    base("home-shopping", "공용홈쇼핑", "판로지원단", Portal, &["상품", "주문결제", "편성", "정산"]),
    base("egov-portal", "표준프레임워크 포털", "디지털기반과", Internal, &["포털"]),
    base("subsidy", "정책지원금 통합신청", "지원금총괄과", Portal, &["신청", "심사", "지급"]),
    base("reservation", "통합예약 포털", "대민서비스과", Portal, &["접수", "조회", "알림"]),
    base("benefit", "급여심사관리", "급여심사과", Monolith, &["심사", "지급", "통계"]),
    base("opendata", "공공데이터 개방포털", "데이터개방과", Msa, &["portal", "api", "search", "stats"]),
    base("hr", "인사급여관리", "인사과", Internal, &["인사", "급여"]),
    base("facility", "시설관제 연계", "시설과", Silent, &["관제"]),
    base("records", "기록물 보존관리", "기록관", Disposal, &["보존"]),
    base("edu", "온라인 교육센터", "교육운영과", Portal, &["수강", "콘텐츠", "이수관리"]),
    base("counsel", "민원상담 도우미", "대민서비스과", Newcomer, &["상담", "지식"]),
    base("groupware", "전자결재·문서유통", "운영지원과", Monolith, &["결재", "문서유통"]),
    base("stats", "정책통계분석", "통계분석과", Internal, &["분석", "시각화"]),
    base("sso", "통합인증", "정보보호과", Msa, &["login", "token", "admin"]),
    base("permit", "인허가 민원처리", "민원제도과", Monolith, &["접수", "심의", "교부"]),
    base("welfare", "복지 자격확인", "복지정책과", Portal, &["자격", "신청", "통지"]),
    base("tax", "세외수입 고지", "세정과", Monolith, &["부과", "고지", "수납"]),
    base("library", "전자도서관", "문화기획과", Internal, &["대출", "목록"]),
    base("safety", "안전신고 접수", "안전총괄과", Portal, &["신고", "배정"]),
    base("budget", "예산회계관리", "예산과", Internal, &["편성", "집행"]),
    base("research", "연구과제 관리", "연구지원과", Internal, &["과제", "정산"]),
    base("jobs", "일자리 매칭", "고용지원과", Portal, &["구인", "구직", "추천"]),
    base("sensor", "환경측정 수집", "환경관리과", Silent, &["수집"]),
    base("maps", "공간정보 서비스", "공간정보과", Msa, &["tile", "geocode", "portal"]),
    base("asset", "물품·자산관리", "재무과", Internal, &["물품", "재산"]),
    base("contract", "전자계약", "계약과", Monolith, &["공고", "계약", "검수"]),
    base("legal", "법제정보 검색", "법무담당관", Internal, &["검색"]),
    base("health", "건강검진 예약", "보건관리과", Portal, &["예약", "결과"]),
    base("audit", "상시감사 지원", "감사담당관", Internal, &["점검", "보고"]),
    base("grants", "보조사업 정산", "재정협력과", Monolith, &["교부", "정산"]),
    base("notice", "알림톡 발송허브", "디지털기반과", Msa, &["queue", "sender", "template"]),
    base("mobile-id", "모바일 신분확인", "정보보호과", Portal, &["발급", "검증"]),
    base("archive", "구형 민원자료실", "민원제도과", Disposal, &["자료"]),
    base("traffic", "교통약자 배차", "교통정책과", Monolith, &["배차", "정산"]),
    base("school", "급식재료 공급", "급식지원과", Internal, &["발주", "검수"]),
    base("volunteer", "자원봉사 관리", "시민협력과", Internal, &["모집", "실적"]),
    base("parking", "공영주차 통합관리", "교통정책과", Portal, &["정기권", "결제"]),
    base("gateway", "연계 게이트웨이", "디지털기반과", Msa, &["router", "policy", "log"]),
    base("water", "상수도 요금관리", "요금과", Monolith, &["검침", "요금"]),
    base("mydata", "공공 마이데이터", "데이터개방과", Newcomer, &["동의", "전송"]),
];

/// Regions that further systems of the same name belong to.
pub const REGIONS: &[(&str, &str)] = &[
    ("seoul", "서울"),
    ("busan", "부산"),
    ("daegu", "대구"),
    ("incheon", "인천"),
    ("gwangju", "광주"),
    ("daejeon", "대전"),
    ("ulsan", "울산"),
    ("sejong", "세종"),
    ("gyeonggi", "경기"),
    ("gangwon", "강원"),
    ("chungbuk", "충북"),
    ("chungnam", "충남"),
    ("jeonbuk", "전북"),
    ("jeonnam", "전남"),
    ("gyeongbuk", "경북"),
    ("gyeongnam", "경남"),
    ("jeju", "제주"),
];

/// Agencies that own the systems.
pub const AGENCIES: &[&str] = &["한빛정책진흥원", "누리서비스공사", "가온데이터원", "다솜복지재단"];

/// Id and name of the system with a number.
pub fn name(number: usize) -> (String, String) {
    let base = &BASES[number % BASES.len()];
    let round = number / BASES.len();
    if round == 0 {
        return (base.id.to_string(), base.name.to_string());
    }
    let (slug, region) = REGIONS[(round - 1) % REGIONS.len()];
    match (round - 1) / REGIONS.len() {
        0 => (format!("{slug}-{}", base.id), format!("{region} {}", base.name)),
        n => (format!("{slug}{}-{}", n + 1, base.id), format!("{region} {} {}관", base.name, n + 1)),
    }
}
