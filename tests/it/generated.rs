//! Generated agencies: every figure of `truth/`, counted by hand from what was planted, is the figure that comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use calamine::{Data, Reader, open_workbook_auto};

use crate::support::Workspace;

/// A figure of truth/months.csv, the metric that must give it, and the column of the metric.
const METRICS: [(&str, &str, &str); 15] = [
    ("releases", "release_count", "value"),
    ("failed_attempts", "attempt_failure_rate", "numerator"),
    ("failed_strict", "change_failure_rate_strict", "numerator"),
    ("failed", "change_failure_rate", "numerator"),
    ("incidents", "incident_count", "value"),
    ("outages", "unplanned_outages", "value"),
    ("full_outages", "full_outages", "value"),
    ("outage_minutes", "outage_minutes", "value"),
    ("full_outage_minutes", "full_outage_minutes", "value"),
    ("planned_minutes", "planned_minutes", "value"),
    ("deploy_caused_minutes", "deploy_caused_minutes", "value"),
    ("change_requests", "change_sr_count", "value"),
    ("policy_requests", "policy_share", "numerator"),
    ("due", "on_time_rate", "denominator"),
    ("on_time", "on_time_rate", "numerator"),
];

/// Figures that no metric gives alone: rows of a model per system and month.
const MODELS: [(&str, &str); 5] = [
    (
        "component_deploys",
        "select r.system_id, strftime(to_local(r.started_at), '%Y-%m'), count(*) \
         from component_deploys c join releases r on r.release_id = c.release_id where r.counted group by 1, 2",
    ),
    (
        "rollbacks",
        "select system_id, strftime(to_local(started_at), '%Y-%m'), count(*) from releases where kind = 'rollback' group by 1, 2",
    ),
    (
        "hotfixes",
        "select system_id, strftime(to_local(started_at), '%Y-%m'), count(*) from releases \
         where counted and kind = 'hotfix' group by 1, 2",
    ),
    (
        "failed_by_rollback",
        "select system_id, strftime(to_local(started_at), '%Y-%m'), count(*) from release_failures where rolled_back group by 1, 2",
    ),
    (
        "complaints",
        "select system_id, strftime(to_local(main_at), '%Y-%m'), count(distinct native_id) from affected_rows \
         where table_name = 'complaints' group by 1, 2",
    ),
];

type Figures = BTreeMap<(String, String, String), String>;

/// A workspace of a generated agency.
pub fn generated(arguments: &[&str]) -> Workspace {
    let workspace = Workspace::new("");
    fs_err::remove_file(workspace.path("assay.toml")).expect("it was just written");
    let root = workspace.root().display().to_string();
    workspace.done(&[&["generate", &root], arguments].concat());
    workspace
}

/// What the program makes of it, by figure, system and month.
fn measured(workspace: &Workspace) -> Figures {
    let mut figures = Figures::new();
    let metrics = workspace.sql(
        "select metric, system_id, period, cast(value as bigint), cast(numerator as bigint), cast(denominator as bigint) \
         from metrics where length(period) = 7 and system_id <> '*' and null_reason is distinct from 'no_coverage' \
         and null_reason is distinct from 'not_observed'",
    );
    for line in metrics.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        for (figure, metric, column) in METRICS.into_iter().filter(|(_, metric, _)| *metric == cells[0]) {
            let value =
                cells[["value", "numerator", "denominator"].iter().position(|c| *c == column).expect("a column") + 3];
            assert!(!value.is_empty(), "{metric} is known: {line}");
            figures.insert((figure.into(), cells[1].into(), cells[2].into()), value.into());
        }
    }
    for (figure, query) in MODELS {
        for line in workspace.sql(query).lines() {
            let cells: Vec<&str> = line.split(',').collect();
            figures.insert((figure.into(), cells[0].into(), cells[1].into()), cells[2].into());
        }
    }
    figures
}

/// Compares every row of truth/ with what comes out of `assay run`; returns how many figures were compared.
pub fn compare(workspace: &Workspace) -> usize {
    let measured = measured(workspace);
    let mut wrong = Vec::new();
    let mut planted = Figures::new();
    for row in workspace.table("truth/months.csv") {
        for (figure, value) in row.iter().filter(|(name, _)| !["system_id", "period"].contains(&name.as_str())) {
            planted.insert((figure.clone(), row["system_id"].clone(), row["period"].clone()), value.clone());
        }
    }
    for (place, value) in &planted {
        let got = measured.get(place).map_or("0", String::as_str);
        if got != value {
            wrong.push(format!("{place:?}: {value} planted, {got} measured"));
        }
    }
    wrong.extend(measured.keys().filter(|p| !planted.contains_key(*p)).map(|p| format!("{p:?}: nothing was planted")));
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), planted.len(), wrong.join("\n"));
    let rows = |file: &str, names: [&str; 2]| -> BTreeSet<String> {
        let table = workspace.table(file);
        let line = |r: &BTreeMap<String, String>| {
            let release = format!("{}/{}/{}", r["system_id"], r["deploy_source"], r["deploy_id"]);
            format!("{},{},{release},{}", r["system_id"], r[names[0]], r[names[1]])
        };
        table.iter().map(line).collect()
    };
    let lines = |query: &str| workspace.sql(query).lines().map(str::to_string).collect::<BTreeSet<_>>();
    assert_eq!(
        lines("select system_id, native_id, release_id, grade from release_incidents where within"),
        rows("truth/incident_causes.csv", ["incident_id", "grade"])
    );
    assert_eq!(
        lines(
            "select system_id, native_id, first_release_id, lead_seconds from change_sr where lead_seconds is not null"
        ),
        rows("truth/request_releases.csv", ["sr_id", "lead_seconds"])
    );
    planted.len()
}

/// Surges against truth/surges.csv, by local time to the minute.
pub struct Surges {
    /// Planted surges that a detector can be asked for.
    pub asked: usize,
    /// Those that were not found at all.
    pub missed: Vec<String>,
    /// Those that were found, but with another class.
    pub misnamed: Vec<String>,
    /// Ranked segments that nothing planted explains, without those of systems whose level shifted.
    pub unexplained: usize,
    /// Months in which surges are known and ranked, without those systems.
    pub months: usize,
    /// Segments of systems whose level shifted that nothing else planted explains, as system and month.
    pub shifted: Vec<(String, String)>,
}

/// Compares planted surges with what comes out.
pub fn compare_surges(workspace: &Workspace) -> Surges {
    let found = workspace.sql(
        "select system_id, strftime(start_local, '%Y-%m-%d %H:%M'), strftime(end_local, '%Y-%m-%d %H:%M'), class, period, ranked \
         from surges order by 1, 2",
    );
    let found: Vec<Vec<&str>> = found.lines().map(|line| line.split(',').collect()).collect();
    let truth = workspace.table("truth/surges.csv");
    let mut explained = BTreeSet::new();
    let (mut asked, mut missed, mut misnamed) = (0, Vec::new(), Vec::new());
    for planted in truth.iter().filter(|p| p["class"] != "level_shift") {
        // The last bucket before it and the first one after it may be touched.
        let near = |s: &&Vec<&str>| {
            s[0] == planted["system_id"] && s[1] <= planted["end"].as_str() && s[2] >= planted["start"].as_str()
        };
        let hits: Vec<_> = found.iter().filter(near).collect();
        explained.extend(hits.iter().map(|s| (s[0], s[1])));
        if planted["start"][..7] < *planted["found_from"] {
            continue;
        }
        asked += 1;
        let class = match planted["class"].as_str() {
            regular @ ("weekly" | "monthly") => regular,
            _ => "irregular",
        };
        if hits.is_empty() {
            missed.push(format!("{planted:?}"));
        } else if !hits.iter().any(|s| s[3] == class) {
            misnamed.push(format!("{planted:?}: {hits:?}"));
        }
    }
    let shifted: BTreeSet<_> =
        truth.iter().filter(|p| p["class"] == "level_shift").map(|p| p["system_id"].as_str()).collect();
    let rest: Vec<_> = found.iter().filter(|s| s[5] == "true" && !explained.contains(&(s[0], s[1]))).collect();
    let months = workspace.sql("select system_id from load_months where ranked");
    Surges {
        asked,
        missed,
        misnamed,
        unexplained: rest.iter().filter(|s| !shifted.contains(s[0])).count(),
        months: months.lines().filter(|system| !shifted.contains(system)).count(),
        shifted: rest.iter().filter(|s| shifted.contains(s[0])).map(|s| (s[0].into(), s[4].into())).collect(),
    }
}

#[test]
fn what_was_planted_comes_out_with_two_seeds() {
    for seed in ["1", "2"] {
        let workspace = generated(&["--systems", "12", "--months", "6", "--seed", seed]);
        workspace.done(&["run", "--month", "2026-10"]);
        // Eleven systems are in the exports of all months or of the last four, and one that no inventory lists.
        assert_eq!(compare(&workspace), 20 * (10 * 6 + 4 + 6));
        let surges = compare_surges(&workspace);
        assert!(surges.asked > 10, "{} surges", surges.asked);
        assert!(surges.missed.is_empty(), "{}", surges.missed.join("\n"));
        assert!(2 * surges.unexplained < surges.months, "{} in {} months", surges.unexplained, surges.months);
        let planted: Vec<BTreeMap<String, String>> = workspace.table("truth/months.csv");
        for figure in planted[0].keys().filter(|name| !["system_id", "period"].contains(&name.as_str())) {
            let sum: u64 = planted.iter().map(|r| r[figure].parse::<u64>().expect("a count")).sum();
            assert!(sum > 0, "no {figure} was planted with seed {seed}");
        }
        let connectors = workspace.sql("select string_agg(distinct connector, ' ' order by connector) from receipts");
        assert_eq!(
            connectors,
            "generic_complaint generic_performance hpsm_incident jenkins_build kr_costs kr_deploy_ledger kr_incident_ledger \
             kr_maintenance kr_sms_performance kr_sr_ledger kr_system_inventory kr_work_plan prometheus_range"
        );
        assert_eq!(
            workspace.sql("select code, count(*) from rejects group by 1 order by 1"),
            "E0202,1\nE0203,1\nE0206,1"
        );
        let examples = workspace.sql(
            "select system_id, verdict, \"yes_L\", \"yes_hi\" from candidates \
             where system_id in ('home-shopping', 'egov-portal') order by 1",
        );
        assert_eq!(examples, "egov-portal,KEEP_STRONG,3,3\nhome-shopping,ADOPT,6,6");
    }
}

/// A large agency: 300 systems, 13 months.
fn three_hundred_systems(seed: &str) {
    let workspace = generated(&["--systems", "300", "--seed", seed]);
    workspace.done(&["run", "--month", "2026-10"]);
    assert!(compare(&workspace) > 70_000);
    let surges = compare_surges(&workspace);
    assert!(surges.asked > 900, "{} surges", surges.asked);
    assert!(surges.missed.is_empty(), "{}", surges.missed.join("\n"));
    // Some irregular ones fall on the day and hour of the month at which others recur.
    assert!(100 * surges.misnamed.len() < surges.asked, "{}", surges.misnamed.join("\n"));
    assert!(2 * surges.unexplained < surges.months, "{} in {} months", surges.unexplained, surges.months);
}

#[test]
fn what_was_planted_in_three_hundred_systems_comes_out() {
    three_hundred_systems("1");
}

#[test]
fn what_was_planted_in_three_hundred_systems_comes_out_with_another_seed() {
    three_hundred_systems("2");
}

#[test]
fn the_same_arguments_give_the_same_bytes_and_another_seed_does_not() {
    let arguments = |seed| ["--systems", "8", "--months", "3", "--until", "2026-02", "--seed", seed];
    let [first, second, other] = ["7", "7", "8"].map(|seed| generated(&arguments(seed)));
    assert_eq!(first.files(), second.files());
    let bytes = |w: &Workspace, file: &str| fs_err::read(w.path(file)).expect("the file is there");
    for file in first.files() {
        assert!(bytes(&first, &file) == bytes(&second, &file), "{file}");
    }
    assert_ne!(first.read("truth/months.csv"), other.read("truth/months.csv"));
    assert!(first.read("truth/months.csv").contains("home-shopping,2026-02,"));
    assert!(!first.read("truth/months.csv").contains("2026-03"));
}

#[test]
fn a_further_system_moves_no_row_of_another() {
    let [seven, eight] =
        ["9", "10"].map(|systems| rows(&generated(&["--systems", systems, "--months", "4", "--seed", "3"])));
    let lost: Vec<_> = seven.difference(&eight).filter(|(file, _)| file != "assay.toml").collect();
    assert!(lost.is_empty(), "{lost:?}");
    let added: Vec<_> = eight.difference(&seven).filter(|(file, _)| file.starts_with("truth/")).collect();
    assert!(added.iter().all(|(_, row)| row.starts_with("edu,")), "{added:?}");
    assert!(added.len() > 4, "{added:?}");
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let workspace = Workspace::new("");
    let root = workspace.root().display().to_string();
    workspace.assay(&["generate", &root]).ended(1, &["E0160", "not empty"]);
    assert_eq!(workspace.files(), ["assay.toml"]);
}

/// All rows of all files of a workspace, as text; of workbooks without their running number.
fn rows(workspace: &Workspace) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for file in workspace.files() {
        let text = if file.ends_with(".xlsx") { sheet(workspace, &file) } else { text(workspace, &file) };
        found.extend(text.lines().map(|l| (file.clone(), l.trim_end_matches([',', '\r']).to_string())));
    }
    found
}

fn text(workspace: &Workspace, file: &str) -> String {
    let mut bytes = fs_err::read(workspace.path(file)).expect("the file is there");
    if file.ends_with(".gz") {
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut unzipped).expect("it is gzip");
        bytes = unzipped;
    }
    let is_korean = ["SR대장", "정보화비용", "성능_"].iter().any(|name| file.contains(name));
    let encoding = if is_korean { encoding_rs::EUC_KR } else { encoding_rs::UTF_8 };
    let (text, _, wrong) = encoding.decode(&bytes);
    assert!(!wrong, "{file} is in its encoding");
    text.into_owned()
}

fn sheet(workspace: &Workspace, file: &str) -> String {
    let mut book = open_workbook_auto(workspace.path(file)).expect("it is a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("it can be read");
    let row = |cells: &[Data]| cells.iter().skip(1).map(|c| format!("{c}\t")).collect::<String>();
    range.rows().filter(|r| !r[0].to_string().starts_with("합계")).map(|r| row(r) + "\n").collect()
}
