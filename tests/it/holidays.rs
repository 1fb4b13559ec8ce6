//! Public holidays: known days in and out, and that a workspace gets them and may replace them.

use std::collections::{BTreeMap, BTreeSet};

use assay::embedded::REFERENCES;
use chrono::{Datelike, NaiveDate, Weekday};

use crate::support::Workspace;

/// Day, name, and whether it is a substitute.
fn rows() -> Vec<(NaiveDate, String, bool)> {
    let (_, text) = REFERENCES.iter().find(|(name, _)| *name == "holidays").expect("the binary carries them");
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let cells = csv.records().map(|row| row.expect("the rows are rectangular"));
    cells.map(|c| (c[0].parse().expect("a date"), c[1].to_string(), &c[2] == "Y")).collect()
}

#[test]
fn every_day_stands_once_and_in_order() {
    let days: Vec<_> = rows().into_iter().map(|(day, ..)| day).collect();
    assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
}

/// Counted by hand from the calendars of each year: 15 by the rules (17 from 2026), less days that fall together,
/// plus substitutes, elections and temporary ones.
#[test]
fn every_year_has_its_number() {
    let mut counts: BTreeMap<i32, (u32, u32)> = BTreeMap::new();
    for (day, _, substitute) in rows() {
        let count = counts.entry(day.year()).or_default();
        count.0 += 1;
        count.1 += u32::from(substitute);
    }
    let expected = [
        (2020, (18, 1)), // 15, 설날, 임시 8-17, 총선
        (2021, (18, 3)), // 15, 광복절 개천절 한글날
        (2022, (19, 2)), // 15, 추석 한글날, 대선 지방선거
        (2023, (18, 2)), // 15, 설날 부처님오신날, 임시 10-2
        (2024, (19, 2)), // 15, 설날 어린이날, 임시 10-1, 총선
        (2025, (19, 3)), // 14 (어린이날 = 부처님오신날), 삼일절 5-6 추석, 임시 1-27, 대선
        (2026, (22, 4)), // 17, 삼일절 부처님오신날 광복절 개천절, 지방선거
        (2027, (24, 7)), // 17, 설날 노동절 제헌절 광복절 개천절 한글날 성탄절
        (2028, (18, 1)), // 16 (개천절 = 추석), 10-5, 총선
        (2029, (20, 3)), // 17, 어린이날 부처님오신날 추석
        (2030, (21, 2)), // 17, 설날 어린이날, 대선 지방선거
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn known_days_are_in_and_others_out() {
    let names: BTreeMap<String, String> = rows().into_iter().map(|(day, name, _)| (day.to_string(), name)).collect();
    for (day, name) in [
        ("2020-04-15", "국회의원 선거일"),
        ("2020-08-17", "임시공휴일"),
        ("2021-10-11", "대체공휴일(한글날)"),
        ("2022-03-09", "대통령 선거일"),
        ("2022-06-01", "지방선거일"),
        ("2023-05-29", "대체공휴일(부처님오신날)"),
        ("2023-10-02", "임시공휴일"),
        ("2024-10-01", "임시공휴일(국군의 날)"),
        ("2025-01-27", "임시공휴일"),
        ("2025-05-05", "어린이날·부처님오신날"),
        ("2025-05-06", "대체공휴일(어린이날·부처님오신날)"),
        ("2025-06-03", "대통령 선거일"),
        ("2025-10-08", "대체공휴일(추석)"),
        ("2026-02-17", "설날"),
        ("2026-05-01", "노동절"),
        ("2026-06-03", "지방선거일"),
        ("2026-07-17", "제헌절"),
        // A day after the Chinese new year of 2027: the new moon falls past midnight in Seoul.
        ("2027-02-07", "설날"),
        ("2028-04-12", "국회의원 선거일"),
        ("2028-10-05", "대체공휴일(추석·개천절)"),
        // A week later than the rule, for 현충일 is the day after the 5th.
        ("2030-06-12", "지방선거일"),
    ] {
        assert_eq!(names.get(day).map(String::as_str), Some(name), "{day}");
    }
    for day in [
        "2021-02-15", // 설날 does not move for a Saturday
        "2021-06-07", // nor 현충일 at all
        "2021-12-27", // nor 성탄절 before 2023
        "2022-05-09", // nor 부처님오신날
        "2022-01-03", // nor 신정
        "2025-05-01", // 근로자의 날
        "2025-07-17", // 제헌절
        "2026-06-08", // 현충일 on a Saturday
        "2026-09-28", // 추석 연휴 on a Saturday
        "2028-10-06",
        "2030-06-05",
    ] {
        assert!(!names.contains_key(day), "{day}");
    }
}

#[test]
fn a_substitute_is_a_working_day_of_its_own() {
    let rows = rows();
    let others: BTreeSet<_> = rows.iter().filter(|(.., substitute)| !substitute).map(|(day, ..)| *day).collect();
    for (day, name, _) in rows.iter().filter(|(.., substitute)| *substitute) {
        assert!(name.starts_with("대체공휴일("), "{day}");
        assert!(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !others.contains(day), "{day}");
        let before = day.pred_opt().expect("it is no first day");
        let free = |d: &NaiveDate| matches!(d.weekday(), Weekday::Sat | Weekday::Sun) || others.contains(d);
        assert!(free(&before), "{day} follows a free day");
    }
}

#[test]
fn a_new_workspace_gets_them_and_a_site_replaces_them() {
    let workspace = Workspace::new("");
    fs_err::remove_file(workspace.path("assay.toml")).expect("it was made");
    workspace.write("systems.csv", "system_id,name,service_hours\nportal,포털,Mon-Fri 09:00-18:00\n");
    workspace.done(&["init"]);
    let written = workspace.read("holidays.csv");
    assert!(written.starts_with("\u{feff}date,name,substitute\r\n2020-01-01,신정,N\r\n"), "{written}");
    assert_eq!(workspace.table("holidays.csv").len(), rows().len());
    workspace.write(
        "inbox/itsm/incidents.csv",
        "native_id,system_ref,start_at,end_at,scope\nI-1,portal,2026-10-05 10:00,2026-10-05 11:00,full\n",
    );
    workspace.done(&["ingest", "--connector", "generic_incident"]);
    // 2026-10-05 is a substitute, so the system is closed on it.
    let closed = || {
        let ran = workspace.done(&[
            "--quiet",
            "sql",
            "--month",
            "2026-10",
            "--format",
            "csv",
            "select count(*) from closed_hours where system_id = 'portal' \
             and start_at <= to_utc(timestamp '2026-10-05 12:00') and end_at > to_utc(timestamp '2026-10-05 12:00')",
        ]);
        ran.stdout.lines().nth(1).map(str::to_string)
    };
    assert_eq!(closed().as_deref(), Some("1"));
    workspace.write("holidays.csv", "date,name\n2026-10-06,개청 기념일\n");
    assert_eq!(closed().as_deref(), Some("0"));
    // What is there already is left as it is.
    fs_err::remove_file(workspace.path("assay.toml")).expect("it was made");
    workspace.done(&["init"]);
    assert_eq!(workspace.table("holidays.csv").len(), 1);
}
