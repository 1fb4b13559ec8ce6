//! Writes the reference files about users and the judgements of people.

use std::io::BufWriter;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use fs_err::File;

use super::Plan;
use super::answers;
use super::archetype::Archetype;
use super::export::{Form, Rows};
use super::system::System;
use crate::diagnostic::Result;

/// A reference file with its header.
///
/// # Errors
/// `E0101` where it cannot be written.
pub fn file(root: &Path, name: &str, header: &[&str]) -> Result<Rows<BufWriter<File>>> {
    let form = Form { delimiter: b',', encoding: encoding_rs::UTF_8 };
    let mut rows = Rows::to_file(File::create(root.join(name))?, form)?;
    rows.row(header)?;
    Ok(rows)
}

/// Writes usage.csv and answers.csv.
///
/// # Errors
/// `E0101` where a file cannot be written.
pub fn write(root: &Path, plan: &Plan) -> Result<()> {
    let mut usage = file(root, "usage.csv", &["system_id", "date", "distinct_users", "visits"])?;
    let mut answers = file(root, "answers.csv", &["system_id", "item", "answer", "by", "at", "reason", "expires"])?;
    for system in System::all(plan).filter(|s| s.listed) {
        for (day, users, visits) in usage_of(&system, plan) {
            usage.row([&system.id, &day.to_string(), &users.to_string(), &visits.to_string()])?;
        }
        for row in answers::of(&system, plan) {
            answers.row([&system.id, &row.item, row.answer, &row.by, &row.at.to_string(), row.reason, ""])?;
        }
    }
    usage.end()?;
    answers.end()?;
    Ok(())
}

/// Users of every seventh day, more of them in the first week of a month.
fn usage_of(system: &System, plan: &Plan) -> Vec<(NaiveDate, i64, i64)> {
    let mut random = system.stream_of_all("usage");
    let usual = match system.archetype {
        Archetype::Portal => random.within(3_000, 50_000),
        Archetype::Newcomer => random.within(2_000, 15_000),
        Archetype::Msa => random.within(2_000, 20_000),
        _ if system.number == 1 => 900,
        _ => return Vec::new(),
    };
    let days = system.first_day().iter_weeks().take_while(|d| *d <= plan.until.last_day());
    let users = |day: NaiveDate| {
        let surge = if day.day() <= 7 && system.archetype == Archetype::Portal { 160 } else { 100 };
        let users = usual * surge * random.within(92, 108) / 10_000;
        (day, users, users * random.within(130, 180) / 100)
    };
    days.map(users).collect()
}
