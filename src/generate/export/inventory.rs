//! 정보시스템 목록: the inventory as the EA portal exports it, one row per system in Korean words.

use std::path::Path;

use super::super::Plan;
use super::super::days::dotted;
use super::super::inventory::{cell, facts};
use super::super::system::System;
use super::sheet::{In, Sheet};
use crate::diagnostic::Result;

/// Headers with the columns of `systems` that they hold.
const COLUMNS: [(&str, &str); 23] = [
    ("정보시스템ID", "system_id"),
    ("정보시스템명", "name"),
    ("시스템유형", "srm_class"),
    ("기관명", "agency"),
    ("운영부서", "department"),
    ("설치장소", "center"),
    ("정보시스템 등급", "grade"),
    ("등급체계", "grade_scheme"),
    ("최초운영일", "go_live"),
    ("메뉴수", "n_menus"),
    ("하위시스템수", "n_subsystems"),
    ("사용부서수", "n_departments"),
    ("모듈수", "n_components"),
    ("DB테이블수", "n_tables"),
    ("소스규모(KLOC)", "kloc"),
    ("기능점수(FP)", "function_points"),
    ("외부연계수", "n_external_interfaces"),
    ("개발주체", "dev_org"),
    ("운영주체", "ops_org"),
    ("인프라환경", "platform"),
    ("CI/CD 적용", "ci_cd"),
    ("아키텍처", "architecture"),
    ("폐기예정일", "disposal_planned_at"),
];

/// Words of the list for those of the inventory.
const WORDS: [(&str, &str); 13] = [
    ("citizen", "대국민"),
    ("internal", "정부내지원"),
    ("common", "공통기술"),
    ("on_premise", "온프레미스"),
    ("iaas", "IaaS"),
    ("paas", "PaaS"),
    ("container", "컨테이너"),
    ("none", "미적용"),
    ("partial", "일부적용"),
    ("full", "전체적용"),
    ("monolith", "모놀리식"),
    ("modular", "모듈형"),
    ("msa", "MSA"),
];

/// Writes the list.
///
/// # Errors
/// `E0101` where it cannot be written.
pub fn write(folder: &Path, plan: &Plan) -> Result<()> {
    let widths = [[6.0].as_slice(), &[16.0; COLUMNS.len()], &[10.0, 18.0]].concat();
    let mut sheet = Sheet::create(folder, "정보시스템목록.xlsx", "정보시스템목록", &widths)?;
    let headers = COLUMNS.map(|(header, _)| header);
    sheet.head(&[["연번"].as_slice(), &headers, &["운영상태", "기준일"]].concat())?;
    let day = dotted(plan.until.last_day());
    for (number, system) in (1_i32..).zip(System::all(plan).filter(|s| s.listed)) {
        let facts = facts(&system, plan);
        let known = COLUMNS.map(|(_, column)| In::Text(word(column, cell(&facts, column))));
        let last = ["운영", &day].map(|text| In::Text(text.to_string()));
        sheet.row([In::Number(f64::from(number))].into_iter().chain(known).chain(last))?;
    }
    sheet.end()
}

fn word(column: &str, value: String) -> String {
    if column == "grade" {
        return format!("{value}등급");
    }
    WORDS.iter().find(|(known, _)| *known == value).map_or(value, |(_, word)| (*word).to_string())
}
