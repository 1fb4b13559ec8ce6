//! Public data sets with known answers, where they lie beside the checkout.
//!
//! They are not part of the project; without them these tests say so and end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{Workspace, project};

/// A data set beside the checkout.
pub fn data(name: &str) -> Option<PathBuf> {
    let folder = project("").parent()?.join("shared/data").join(name);
    if !folder.is_dir() {
        say(&format!("left out: the data set {name} is not beside the checkout"));
        return None;
    }
    Some(folder)
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn own(name: &str) -> Workspace {
    Workspace::copy_of(format!("tests/data/workspaces/{name}"))
}

fn records(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut csv = csv::Reader::from_reader(fs_err::File::open(path).expect("the file is there"));
    csv.deserialize().map(|row| row.expect("rectangular")).collect()
}

fn bring(workspace: &Workspace, from: &Path, to: &str) {
    workspace.write(to, fs_err::read(from).expect("the data set is readable"));
}

/// The nine figures of the reference, per affected service component.
const NINE: &str = "
with touched as (
    select distinct a.table_name, a.source, a.native_id, a.system_id from affected a
),
incident as (
    select t.system_id, i.category, i.severity, date_diff('second', i.created_at, i.end_at) as seconds
    from touched t join incidents i on t.table_name = 'incidents' and i.source = t.source and i.native_id = t.native_id
),
change_row as (select system_id, native_id, record from affected_rows where table_name = 'change_requests'),
ended as (
    select distinct a.system_id, c.native_id from affected_rows a
    join change_requests c on c.receipt = a.receipt and c.record = a.record and c.row_hash = a.row_hash
    where a.table_name = 'change_requests' and c.actual_end is not null
)
select s.system_id,
    (select count(*) from change_row r where r.system_id = s.system_id),
    (select count(distinct native_id) from change_row r where r.system_id = s.system_id),
    (select count(*) from ended r where r.system_id = s.system_id),
    (select count(*) from incident i where i.system_id = s.system_id),
    (select count(*) from incident i where i.system_id = s.system_id and category = 'incident'),
    (select count(*) from incident i where i.system_id = s.system_id and category = 'incident' and severity <= 2),
    (select count(seconds) from incident i where i.system_id = s.system_id and category = 'incident'),
    (select sum(seconds) from incident i where i.system_id = s.system_id and category = 'incident'),
    (select median(seconds) from incident i where i.system_id = s.system_id and category = 'incident')
from systems s order by s.system_id";

/// Hours with four decimals, half up, from whole (or half) seconds.
fn hours(seconds: f64, n: f64) -> String {
    let ten_thousandths = (seconds * 10_000.0 / (3600.0 * n) + 0.5).floor();
    format!("{}", ten_thousandths / 10_000.0)
}

#[test]
fn rabobank_figures_equal_the_reference() {
    let Some(folder) = data("itsm-rabobank") else { return };
    let workspace = Workspace::new("name = \"Rabobank\"\ntime_zone = \"+01:00\"\n");
    for name in ["Detail Change.csv", "Detail Incident.csv"] {
        bring(&workspace, &folder.join(name), &format!("inbox/hpsm/{name}"));
    }
    let ran = workspace.done(&["run"]);
    assert!(ran.stderr.contains("22109 of 22114 records to incidents (hpsm_incident), 5 left out"), "{}", ran.stderr);
    assert!(ran.stdout.contains("67 systems"), "{}", ran.stdout);

    let text = workspace.sql(NINE);
    let have: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
    let want = records(&folder.join("expected_per_wbs.csv"));
    assert_eq!((want.len(), have.len()), (67, 67));
    let columns = [
        "change_rows",
        "distinct_changes",
        "distinct_changes_with_actual_end",
        "incident_records",
        "incidents_category_incident",
        "priority_1_2_incidents",
        "resolved_n",
    ];
    let mut differences = Vec::new();
    for (have, want) in have.iter().zip(&want) {
        assert_eq!(have[0], want["service_component_wbs"]);
        for (at, column) in columns.iter().enumerate() {
            if have[at + 1] != want[*column] {
                differences.push(format!("{} {column}: {} not {}", have[0], have[at + 1], want[*column]));
            }
        }
        let number = |at: usize| have[at].parse::<f64>().unwrap_or_default();
        for (column, seconds, n) in
            [("mean_open_to_resolved_h", number(8), number(7)), ("median_open_to_resolved_h", number(9), 1.0)]
        {
            let wanted = want[column].parse::<f64>().map(|h| h.to_string()).unwrap_or_default();
            let had = if number(7) == 0.0 { String::new() } else { hours(seconds, n) };
            if had != wanted {
                differences.push(format!("{} {column}: {had} not {wanted}", have[0]));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let totals = "select count(distinct native_id), count(distinct (native_id, system_id)) from affected where table_name = 'change_requests'";
    assert_eq!(workspace.sql(totals), "2107,2133", "a change that names several components counts once in the total");
    assert_eq!(workspace.read("out/2014-03/candidates.csv").lines().count(), 68);
}

/// What each incident of a bank without a deploy log is held against: the change it names, else the latest of its
/// component by actual end. All numbers were counted from the raw files by another program.
#[test]
fn rabobank_incidents_are_held_against_changes() {
    let Some(folder) = data("itsm-rabobank") else { return };
    let workspace = Workspace::new("name = \"Rabobank\"\ntime_zone = \"+01:00\"\n");
    for name in ["Detail Change.csv", "Detail Incident.csv"] {
        bring(&workspace, &folder.join(name), &format!("inbox/hpsm/{name}"));
    }
    workspace.done(&["ingest"]);
    let named = "select count(*), count(*) filter (where category = 'incident') from incidents \
                 where change_id in (select native_id from change_requests)";
    assert_eq!(workspace.sql(named), "57,52", "incidents that name a change of the slice");
    let grades = "select coalesce(grade, 'none'), count(*), count(*) filter (where kind = 'change') from attributions \
                  group by 1 order by 1";
    assert_eq!(workspace.sql(grades), "field,6321,6321\nid,48,48\nnone,684,0\ntime,10777,10777");
    let shares = "select count(release_id), count(*) filter (where within_2h), count(*) filter (where within_24h), \
                  count(*) filter (where within_72h), count(*) filter (where within_7d) from attributions";
    assert_eq!(workspace.sql(shares), "17146,4220,11795,14115,15687");
    let latest = "select count(latest_id), count(*) filter (where latest_hours_after <= 24), \
                  count(*) filter (where latest_hours_after <= 72), count(*) filter (where latest_hours_after <= 168) \
                  from attributions";
    assert_eq!(workspace.sql(latest), "17143,11817,14146,15722");
    let agreed = "select count(*) filter (where named_is_latest), count(*) filter (where hours_after < 0), count(*) \
                  from attributions where grade = 'id'";
    assert_eq!(workspace.sql(agreed), "7,40,48", "most named changes ended after the incident: they mend it");
    let unknown = "select distinct metric, null_reason from metrics where system_id <> '*' and period = 'T12' \
                   and metric in ('releases_per_30d', 'change_failure_rate', 'cfr_7d') order by 1";
    let reasons = "cfr_7d,no_coverage\nchange_failure_rate,no_coverage\nreleases_per_30d,no_coverage";
    assert_eq!(workspace.sql(unknown), reasons);
}

#[test]
fn govuk_deployments_equal_the_reference_in_every_cell() {
    let Some(folder) = data("deploys-govuk") else { return };
    let workspace = own("govuk");
    bring(&workspace, &folder.join("deploys.csv"), "inbox/deploys.csv");
    workspace.done(&["ingest"]);
    let text = workspace.sql(
        "select system_ref, case env when 'PROD' then 'production' when 'STG' then 'staging' else 'integration' end as e, \
         strftime(started_at, '%Y-%m') as m, count(*) from deployments group by all order by all",
    );
    let mut want: Vec<String> = records(&folder.join("expected_per_app_env_month_utc.csv"))
        .iter()
        .map(|r| format!("{},{},{},{}", r["application"], r["environment"], r["month_utc"], r["deploys"]))
        .collect();
    want.sort();
    let mut have: Vec<String> = text.lines().map(str::to_string).collect();
    have.sort();
    assert_eq!(want.len(), 2250);
    assert_eq!(have, want);
    assert_eq!(workspace.sql("select count(*) from deployments where env = 'PROD'"), "6509");
    let returns = workspace
        .sql("select count(*) > 0, bool_and(inferred), bool_and(not counted) from releases where kind = 'rollback'");
    assert_eq!(returns, "true,true,true", "a return to an earlier tag is an inferred rollback and no release");
}

/// Applications whose production tag went A, B, A with A first deployed before B: the third is a return.
#[test]
fn govuk_returns_to_an_earlier_tag_are_rollbacks() {
    let Some(folder) = data("deploys-govuk") else { return };
    let workspace = own("govuk");
    bring(&workspace, &folder.join("deploys.csv"), "inbox/deploys.csv");
    workspace.done(&["ingest"]);
    let mut live: BTreeMap<String, (Vec<String>, String)> = BTreeMap::new();
    let mut returns = 0;
    let mut rows = records(&folder.join("deploys.csv"));
    rows.sort_by_key(|r| r["committed_at"].clone());
    for row in rows.iter().filter(|r| r["environment"] == "production") {
        let (seen, current) = live.entry(row["application"].clone()).or_default();
        let tag = &row["image_tag"];
        let place = |t: &String| seen.iter().position(|s| s == t);
        if let (Some(to), Some(from)) = (place(tag), place(current))
            && to < from
        {
            returns += 1;
        }
        if place(tag).is_none() {
            seen.push(tag.clone());
        }
        current.clone_from(tag);
    }
    let query = "select count(*) as n from component_deploys where kind = 'rollback'";
    let ran = workspace.done(&["sql", "--month", "2023-12", "--format", "csv", query]);
    assert_eq!(ran.stdout, format!("n\n{returns}\n"));
}

/// Classes over October to December 2023 and returns over the whole log, counted from the raw file by another program.
#[test]
fn govuk_frequency_classes_and_rollbacks() {
    let Some(folder) = data("deploys-govuk") else { return };
    let workspace = own("govuk");
    bring(&workspace, &folder.join("deploys.csv"), "inbox/deploys.csv");
    workspace.done(&["ingest"]);
    let sql = |query: &str| {
        let ran = workspace.done(&["--quiet", "sql", "--month", "2023-12", "--format", "csv", query]);
        ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
    };
    let classes = "select class, count(*) from deploy_frequency where period = '2023-12' group by 1 order by 1";
    assert_eq!(sql(classes), "daily,6\nmonthly,10\nweekly,34\nyearly,10");
    let four = "select f.system_id, class, deploy_days_per_week, weeks, releases_per_month, \
                count(*) filter (where counted), count(*) filter (where kind = 'rollback') \
                from deploy_frequency f join releases r on r.system_id = f.system_id where period = '2023-12' \
                and f.system_id in ('whitehall', 'collections-publisher', 'info-frontend', 'imminence') group by all order by 1";
    let want = "collections-publisher,weekly,1.0,12,3.0,96,1\nimminence,yearly,0.0,12,0.0,59,1\n\
                info-frontend,monthly,0.5,12,4.0,78,1\nwhitehall,daily,5.0,12,68.0,853,4";
    assert_eq!(sql(four), want);
    let totals = "select count(*) filter (where counted), count(*) filter (where kind = 'rollback'), \
                  count(distinct system_id) filter (where kind = 'rollback') from releases";
    assert_eq!(sql(totals), "5698,47,37");
    let explained = workspace.done(&["explain", "info-frontend", "--month", "2023-12"]).stdout;
    let line = "deployment frequency: monthly (median 0.5 days a week over 12 weeks, 4.0 releases a month)";
    assert!(explained.contains(line), "{explained}");
}

#[test]
fn servicenow_event_log_gives_one_incident_per_number_with_its_last_state() {
    let Some(folder) = data("itsm-servicenow") else { return };
    let workspace = own("servicenow");
    let log = folder.join("incident_event_log.csv");
    bring(&workspace, &log, "inbox/incident_event_log.csv");
    workspace.done(&["ingest"]);
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    for row in records(&log) {
        let state = match row["incident_state"].as_str() {
            "New" => "open",
            "Active" => "in_progress",
            "Resolved" => "resolved",
            "Closed" => "closed",
            state if state.starts_with("Awaiting") => "hold",
            _ => "",
        };
        last.insert(row["number"].clone(), state.to_string());
    }
    let have = workspace.sql("select native_id, status from incidents order by native_id");
    let want: Vec<String> = last.iter().map(|(number, state)| format!("{number},{state}")).collect();
    assert_eq!(want.len(), 20769);
    assert_eq!(have.lines().collect::<Vec<_>>(), want);
    let status = workspace.done(&["status"]);
    assert!(status.stdout.contains("20717 records of incidents name no system"), "{}", status.stdout);
}

#[test]
fn backstage_annotation_of_a_component_is_an_alias_of_its_system() {
    let Some(folder) = data("formats/backstage") else { return };
    let workspace = Workspace::new("");
    bring(&workspace, &folder.join("artist-lookup-component.yaml"), "inbox/backstage/artist-lookup-component.yaml");
    workspace.write(
        "inbox/ci/deploys.csv",
        "native_id,system_ref,env,started_at,status\nD1,nutrien/digital-k8s,PROD,2026-10-31 10:00,success\n",
    );
    workspace.done(&["ingest"]);
    let names = workspace.sql("select system_ref, system_id, listed from names");
    assert_eq!(names, "nutrien/digital-k8s,artist-engagement-portal,false");
}
