//! Reads back the samples that are written: every planted surge stands in them, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Timelike};
use tempfile::TempDir;

use super::days::is_working;
use super::monitor::{Demand, Monitor};
use super::system::System;
use super::{Plan, generate};

/// Six months of 24 systems.
static PLAN: LazyLock<Plan> =
    LazyLock::new(|| Plan { systems: 24, months: 6, seed: 1, until: "2026-10".parse().expect("a month") });
static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let folder = made(&PLAN);
    let lines = lines(folder.path());
    let surges = fs_err::read_to_string(folder.path().join("truth/surges.csv")).expect("it is there");
    Sample { loads: loads(&lines), lines, surges: surges.lines().skip(1).map(surge).collect() }
});

/// What was written.
struct Sample {
    lines: Vec<(String, String)>,
    loads: Loads,
    surges: Vec<Surge>,
}

/// A row of truth/surges.csv.
struct Surge {
    system: String,
    start: NaiveDateTime,
    end: NaiveDateTime,
    class: String,
    factor: f64,
}

/// What counts as load, summed over the servers of a system, by system and time.
type Loads = BTreeMap<String, BTreeMap<NaiveDateTime, f64>>;

fn made(plan: &Plan) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    generate(folder.path(), plan).expect("it is generated");
    folder
}

/// The lines of all exports of samples, with their file.
fn lines(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in ["sms", "apm", "prometheus"] {
        for file in fs_err::read_dir(root.join("inbox").join(source)).expect("a folder") {
            let path = file.expect("a file").path();
            let mut bytes = Vec::new();
            let zipped = fs_err::File::open(&path).expect("it is there");
            flate2::read::GzDecoder::new(zipped).read_to_end(&mut bytes).expect("it is gzip");
            let (text, _, wrong) = encoding_rs::EUC_KR.decode(&bytes);
            assert!(!wrong, "{}", path.display());
            let name = path.strip_prefix(root).expect("it is below").display().to_string();
            found.extend(text.lines().map(|line| (name.clone(), line.trim_end_matches(',').to_string())));
        }
    }
    found
}

/// A time to the second or to the minute.
fn time(text: &str) -> NaiveDateTime {
    let text = text.get(..16).expect("a minute").replace('T', " ");
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").expect("a time")
}

fn systems() -> impl Iterator<Item = (System, Monitor)> {
    System::all(&PLAN).filter_map(|s| Monitor::of(&s).map(|m| (s, m)))
}

/// Adds up transactions, sessions, or CPU times cores, whichever a system counts.
fn loads(lines: &[(String, String)]) -> Loads {
    let hosts: BTreeMap<String, (String, Demand, f64)> = systems()
        .flat_map(|(s, m)| m.hosts.into_iter().map(move |h| (h.name, (s.id.clone(), m.demand, f64::from(h.cores)))))
        .collect();
    let mut loads = Loads::new();
    let mut add = |host: &str, demand: Demand, at: NaiveDateTime, value: f64| {
        let (system, counted, cores) = &hosts[host];
        if *counted == demand {
            let value = if demand == Demand::Cpu { value * cores } else { value };
            *loads.entry(system.clone()).or_default().entry(at).or_default() += value;
        }
    };
    for (file, line) in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if file.contains("sms") && !line.starts_with("수집일시") {
            for (column, demand) in [(3, Demand::Cpu), (5, Demand::Transactions), (6, Demand::Sessions)] {
                if let Some(value) = cells.get(column).filter(|cell| !cell.is_empty()) {
                    add(cells[1], demand, time(cells[0]), value.parse().expect("a number"));
                }
            }
        } else if file.contains("apm") && cells[2] == "tps" {
            add(cells[1], Demand::Transactions, time(cells[0]), cells[4].parse().expect("a number"));
        } else if let Ok(series) = serde_json::from_str::<serde_json::Value>(line)
            && series["metric"]["__name__"] == "tps"
        {
            for pair in series["values"].as_array().expect("values") {
                let at = DateTime::from_timestamp(pair[0].as_i64().expect("seconds"), 0).expect("a time");
                let local = at.naive_utc() + Duration::hours(9);
                let host = series["metric"]["instance"].as_str().expect("a server");
                let value = pair[1].as_str().expect("a text").parse().expect("a number");
                add(host, Demand::Transactions, local, value);
            }
        }
    }
    loads
}

fn surge(line: &str) -> Surge {
    let cells: Vec<&str> = line.split(',').collect();
    Surge {
        system: cells[0].into(),
        start: time(cells[1]),
        end: time(cells[2]),
        class: cells[3].into(),
        factor: cells[4].parse().expect("a factor"),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Loads on working days at the same time of the day, within eight weeks before.
fn usual(load: &BTreeMap<NaiveDateTime, f64>, at: NaiveDateTime) -> f64 {
    let same_kind = |day: NaiveDate| is_working(day) == is_working(at.date());
    let before = (1..=56).map(|n| at - Duration::days(n)).filter(|t| same_kind(t.date()));
    median(before.filter_map(|t| load.get(&t)).copied().collect())
}

#[test]
fn every_surge_reaches_its_factor_in_what_is_written() {
    let mut compared = BTreeMap::new();
    let demands: BTreeMap<String, Demand> = systems().map(|(s, m)| (s.id, m.demand)).collect();
    for Surge { system, start, end, class, factor } in &SAMPLE.surges {
        let (start, end) = (*start, *end);
        let load = &SAMPLE.loads[system];
        // CPU has a part that is there without load, and ends at 100 %.
        let counted = demands[system] != Demand::Cpu && class != "level_shift";
        if !counted || start.date() < NaiveDate::from_ymd_opt(2026, 7, 1).expect("a day") {
            continue;
        }
        let inside: Vec<f64> =
            load.range(start + Duration::minutes(15)..end - Duration::minutes(15)).map(|(_, v)| *v).collect();
        let most = [start, start + (end - start) / 2, end - Duration::minutes(5)]
            .map(|t| load.range(..=t).next_back().map_or(f64::NAN, |(t, _)| usual(load, *t)));
        let reached = median(inside) / most.into_iter().fold(0.0, f64::max);
        assert!((0.7..1.5).contains(&(reached / factor)), "{system} {start} {class}: {reached} of {factor}");
        *compared.entry(class.as_str()).or_insert(0) += 1;
    }
    let classes: Vec<&str> = compared.keys().copied().collect();
    assert_eq!(classes, ["gap", "irregular", "monthly", "outage", "weekly"]);
    assert!(compared.values().sum::<i32>() > 40, "{compared:?}");
}

#[test]
fn without_a_surge_nothing_is_half_as_high_again_as_the_daily_peak() {
    for (system, monitor) in systems().filter(|(_, m)| m.demand != Demand::Cpu) {
        for (at, load) in &SAMPLE.loads[&system.id] {
            let near = |s: &Surge| s.system == system.id && s.class != "level_shift" && s.start <= *at && *at < s.end;
            let peak = monitor.load.peak * monitor.load.noisy_peak(at.date());
            assert!(*load < 1.5 * peak || SAMPLE.surges.iter().any(near), "{} {at}: {load} of {peak}", system.id);
        }
    }
}

#[test]
fn a_gap_has_no_samples_and_an_outage_has_no_load() {
    let seen: BTreeSet<(String, NaiveDateTime)> = {
        let rows = SAMPLE.lines.iter().filter(|(file, line)| {
            (file.contains("sms") || file.contains("apm")) && line.contains("edu-") && !line.contains("IP")
        });
        let cells = |line: &str| line.split(',').take(2).map(str::to_string).collect::<Vec<_>>();
        rows.map(|(_, line)| cells(line)).map(|c| (c[1].clone(), time(&c[0]))).collect()
    };
    let (mut gaps, mut outages) = (0, 0);
    for Surge { system, start, end, class, .. } in &SAMPLE.surges {
        let (start, end) = (*start, *end);
        let load = &SAMPLE.loads[system];
        if class == "gap" {
            let during = |from, to| seen.iter().filter(|(_, at)| (from..to).contains(at)).count();
            assert!(during(start, end) >= 9 && during(end, end + Duration::hours(1)) == 0, "{system} {start}");
            assert!(during(end, end + Duration::minutes(195)) > 0, "{system} {start}: it ends within three hours");
            gaps += 1;
        } else if class == "outage" {
            let down = load.range(end..end + Duration::minutes(60)).next().expect("a sample").1;
            let before = load.range(start + Duration::minutes(15)..end - Duration::minutes(15)).next().expect("one").1;
            assert!(*down < 0.05 * before, "{system} {end}: {down} after {before}");
            outages += 1;
        }
    }
    assert!(gaps == 2 && outages > 0, "{gaps} {outages}");
}

#[test]
fn days_have_a_hump_with_a_dip_and_nights_and_days_off_are_quiet() {
    for (system, _) in systems() {
        let load = &SAMPLE.loads[&system.id];
        let at = |hour: u32, working: bool| {
            let days =
                load.iter().filter(|(t, _)| (t.hour(), t.minute()) == (hour, 0) && is_working(t.date()) == working);
            median(days.map(|(_, v)| *v).collect())
        };
        let noon = at(12, true);
        assert!(at(10, true) > 1.1 * noon && at(15, true) > 1.1 * noon, "{}", system.id);
        assert!(at(4, true) < 0.5 * noon, "{}", system.id);
        assert!(at(10, false) < 0.75 * at(10, true), "{}", system.id);
    }
}

#[test]
fn a_level_that_shifts_stays() {
    let shifts: Vec<&Surge> = SAMPLE.surges.iter().filter(|s| s.class == "level_shift").collect();
    assert_eq!(shifts.len(), 1);
    let Surge { system, start, .. } = shifts[0];
    let load = &SAMPLE.loads[system];
    let level = |from: NaiveDateTime, to: NaiveDateTime| {
        median(load.range(from..to).filter(|(t, _)| is_working(t.date())).map(|(_, v)| *v).collect())
    };
    let before = level(*start - Duration::days(28), *start);
    for weeks in [0, 4, 8] {
        let from = *start + Duration::weeks(weeks);
        let ratio = level(from, from + Duration::days(28)) / before;
        assert!((1.6..2.2).contains(&ratio), "{weeks} weeks later: {ratio}");
    }
}

#[test]
fn a_further_system_moves_no_sample_of_another_and_the_same_plan_gives_the_same_bytes() {
    let plan = |systems| Plan { systems, months: 2, ..PLAN.clone() };
    let written = |systems| lines(made(&plan(systems)).path());
    let [nine, again, ten] = [9, 9, 10].map(written);
    assert_eq!(nine, again);
    let ten: BTreeSet<_> = ten.into_iter().collect();
    assert!(nine.iter().all(|line| ten.contains(line)));
    let nine: BTreeSet<_> = nine.into_iter().collect();
    assert!(ten.difference(&nine).all(|(_, line)| line.contains("edu-")));
}

#[test]
fn a_server_sends_under_one_name_at_a_time() {
    let hosts: Vec<_> = systems().flat_map(|(_, m)| m.hosts).collect();
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let names = |of: &str, on: &str| {
        let run = hosts.iter().filter(|h| h.name.starts_with(of) && h.serves() && h.runs(day(on)));
        run.map(|h| h.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("benefit-", "2026-08-09"), ["benefit-was01"]);
    assert_eq!(names("benefit-", "2026-08-10"), ["benefit-was11"]);
    assert_eq!(names("stats-", "2026-08-09").len() + 1, names("stats-", "2026-08-10").len());
    let sent: BTreeSet<String> = SAMPLE
        .lines
        .iter()
        .filter(|(file, line)| file.contains("sms") && line.contains("benefit-was") && line.starts_with("2026-08"))
        .map(|(_, line)| line.split(',').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert!(sent.contains("2026-08-09 23:45:00 benefit-was01") && sent.contains("2026-08-10 00:00:00 benefit-was11"));
    assert_eq!(sent.len(), 31 * 96);
}
