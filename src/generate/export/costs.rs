//! 정보화 비용: what each system cost, year by year, in one list of the budget office.

use std::path::Path;

use chrono::Datelike;

use super::super::Plan;
use super::super::archetype::Archetype;
use super::super::inventory::go_live;
use super::super::system::System;
use super::create;
use super::text::{Form, Rows};
use crate::diagnostic::Result;

/// Writes the list.
///
/// # Errors
/// `E0101` where it cannot be written.
pub fn write(folder: &Path, plan: &Plan) -> Result<()> {
    let form = Form { delimiter: b',', encoding: encoding_rs::EUC_KR };
    let mut rows = Rows::to_file(create(folder, "정보화비용.csv")?, form)?;
    rows.row(["시스템명", "회계연도", "비용구분", "금액(백만원)"])?;
    for system in System::all(plan).filter(|s| s.listed) {
        for (year, category, amount) in costs_of(&system, plan) {
            rows.row([&system.name, &year.to_string(), category, &amount.to_string()])?;
        }
    }
    rows.end()?;
    Ok(())
}

/// Initial cost, and what three closed years cost: around or beyond 15 % of it where a system changes much.
fn costs_of(system: &System, plan: &Plan) -> Vec<(i32, &'static str, i64)> {
    let mut random = system.stream_of_all("costs");
    let initial = random.within(12, 60) * if system.habits.changes > 6 { 500 } else { 120 };
    let permille = match system.archetype {
        Archetype::Portal => random.within(140, 230),
        Archetype::Monolith => random.within(120, 210),
        Archetype::Msa => random.within(100, 160),
        _ => random.within(50, 130),
    };
    let permille = if system.number == 0 { 171 } else { permille };
    let mut rows = vec![(go_live(system, plan).year(), "초기개발비", initial)];
    let last = plan.until.first_day().year() - 1;
    let first = (last - 2).max(go_live(system, plan).year() + 1);
    for (year, growth) in (first..=last).zip([97, 100, 103]) {
        let total = initial * permille * growth / 100_000;
        let added = total * 55 / 100;
        rows.push((year, "추가개발비", added));
        rows.push((year, "SW 유지보수", total - added));
        rows.push((year, "인프라", initial * 3 / 100));
        if system.archetype == Archetype::Monolith {
            rows.push((year, "상용SW", initial * 2 / 100));
        }
    }
    rows
}
