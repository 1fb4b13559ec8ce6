//! Load from exports to figures, through the binary: the vaccine day of metrics.md 3.13, time without samples, and the
//! public series beside the checkout.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::{Duration, NaiveDateTime, Timelike};

use crate::real::data;
use crate::support::Workspace;

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time of this test")
}

/// Samples every five minutes, in canonical headers.
fn samples(host: &str, metric: &str, from: &str, to: &str, value: impl Fn(NaiveDateTime) -> Option<f64>) -> String {
    let mut text = String::from("ts,host,system_ref,metric,value\n");
    let (mut at, end) = (moment(from), moment(to));
    while at < end {
        if let Some(value) = value(at) {
            writeln!(text, "{},{host},{host},{metric},{value}", at.format("%Y-%m-%d %H:%M:%S")).expect("in memory");
        }
        at += Duration::minutes(5);
    }
    text
}

/// A day that is busiest at noon: 20 at night, 100 at its height, a little different from bucket to bucket.
fn usual(at: NaiveDateTime) -> f64 {
    let minute = f64::from(at.hour() * 60 + at.minute());
    let hump = (1.0 - ((minute - 780.0) / 420.0).powi(2)).max(0.0);
    20.0 + 80.0 * hump + f64::from(at.minute() / 5 % 3)
}

fn vaccine_day(complaint: bool) -> Workspace {
    let settings = "time_zone = \"Asia/Seoul\"\n[[covers]]\nsource = \"*\"\nfrom = 2021-07-19\nto = 2021-07-20\n\
        tables = [\"incidents\", \"maintenance\", \"complaints\"]\n";
    let workspace = Workspace::new(settings);
    workspace.write("systems.csv", "system_id,name,go_live\nvaccine,예방접종 사전예약,2021-07-19\n");
    // At 20:00 everybody comes at once; then nothing answers any more.
    let load = samples("vaccine", "tps", "2021-05-17 00:00", "2021-07-20 00:00", |at| match () {
        () if at == moment("2021-07-19 20:00") => Some(600.0),
        () if at > moment("2021-07-19 20:00") => None,
        () => Some(usual(at)),
    });
    workspace.write("inbox/nms/performance.csv", load);
    workspace.write(
        "inbox/itsm/incidents.csv",
        "native_id,system_ref,start_at,end_at,scope,action,title\n\
         I1,vaccine,2021-07-19 20:00,2021-07-19 20:50,FULL,capacity,예약 접속 폭주\n",
    );
    workspace.write(
        "inbox/itsm/maintenance.csv",
        "native_id,system_ref,start_at,end_at,announced_at,service_stop\n\
         M1,vaccine,2021-07-19 12:00,2021-07-19 14:00,2021-07-17 09:00,true\n\
         M2,vaccine,2021-07-19 18:00,2021-07-19 20:00,2021-07-17 09:00,true\n\
         M3,vaccine,2021-07-19 20:50,2021-07-19 22:00,,true\n",
    );
    if complaint {
        workspace.write(
            "inbox/voc/complaints.csv",
            "native_id,system_ref,at,class\nV1,vaccine,2021-07-19 20:05,no_access\n",
        );
    }
    workspace
}

const VACCINE: [&str; 4] = ["--month", "2021-07", "--as-of", "2021-07-20"];

fn asked(workspace: &Workspace, when: &[&str], query: &str) -> String {
    let ran = workspace.done(&[&["--quiet", "sql", "--format", "csv", query][..], when].concat());
    ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
}

/// The oracle of metrics.md 3.13, made from press reports of 2021-07-19.
#[test]
fn the_vaccine_day() {
    let workspace = vaccine_day(true);
    workspace.done(&[&["run"][..], &VACCINE].concat());
    let figure = |metric: &str| {
        asked(
            &workspace,
            &VACCINE,
            &format!(
                "select round(value, 6) from metrics where metric = '{metric}' and system_id = 'vaccine' and period = '2021-07'"
            ),
        )
    };
    assert_eq!(figure("outage_minutes"), "120.0");
    assert_eq!(figure("availability"), "0.9");
    assert_eq!(figure("recovery_stops"), "1.0");
    assert_eq!(figure("recovery_stop_minutes"), "70.0");
    assert_eq!(figure("surge_outage_share"), "1.0");
    let surges =
        "select strftime(start_local, '%H:%M'), minutes, truncated, outages, complaints, class, over_peak from surges";
    assert_eq!(asked(&workspace, &VACCINE, surges), "20:00,5,outage,1,1,irregular,true");
    let answers = "select item, answer, tier from checklist where item in (2, 3) order by item";
    assert_eq!(asked(&workspace, &VACCINE, answers), "2,Y,D\n3,Y,D");
    let explained = workspace.done(&[&["explain", "vaccine"][..], &VACCINE].concat()).stdout;
    assert!(explained.contains("07-19 20:00"), "{explained}");
    assert!(explained.lines().any(|l| l.trim() == "#"), "surge and outage are marked\n{explained}");
    let without = vaccine_day(false);
    without.done(&[&["run"][..], &VACCINE].concat());
    assert_eq!(asked(&without, &VACCINE, "select answer, tier from checklist where item = 3"), "Y,S");
}

/// Trap 7: three days without samples are unknown, neither calm nor saturated.
#[test]
fn days_without_samples_are_unknown() {
    let workspace = Workspace::new("time_zone = \"Asia/Seoul\"\n");
    let lost = [moment("2026-03-10 00:00"), moment("2026-03-13 00:00")];
    // Every day an hour at 90 %.
    let load = samples("portal", "cpu_util", "2026-01-01 00:00", "2026-04-01 00:00", |at| {
        let is_lost = at >= lost[0] && at < lost[1];
        (!is_lost).then_some(if at.hour() == 10 { 90.0 } else { 30.0 })
    });
    workspace.write("inbox/nms/performance.csv", load);
    let when = ["--month", "2026-03"];
    workspace.done(&[&["run"][..], &when].concat());
    let query = "select round(value, 6), round(denominator, 2), round(coverage, 3) from metrics \
                 where metric = 'saturation_minutes_per_30d' and period = '2026-03' and system_id = 'portal'";
    // 28 days of 31 were seen, with 60 minutes in each of them: 1,680 minutes in 28 days are 1,800 in 30.
    assert_eq!(asked(&workspace, &when, query), "1800.0,28.0,0.903");
    let lost = "select count(*) from load5 where bucket_start >= to_utc(timestamp '2026-03-10 00:05') \
                and bucket_start < to_utc(timestamp '2026-03-13 00:00')";
    assert_eq!(asked(&workspace, &when, lost), "0");
}

/// Trap 8: what monitoring saw dates the outage, and the clock that was used is shown; the other side is reconciled.
#[test]
fn monitoring_dates_an_outage_and_both_sides_are_reconciled() {
    let settings = "time_zone = \"Asia/Seoul\"\n[[covers]]\nsource = \"*\"\nfrom = 2026-03-01\nto = 2026-04-01\n\
        tables = [\"incidents\", \"alerts\"]\n";
    let workspace = Workspace::new(settings);
    workspace.write("systems.csv", "system_id,name\nportal,Portal\n");
    workspace.write(
        "inbox/nms/alerts.csv",
        "native_id,system_ref,start_at,end_at,severity,item,pair,state\n\
         A1,portal,2026-03-02 09:00,,1,port 443,portal;443,problem\n\
         A2,portal,2026-03-02 09:40,,1,port 443,portal;443,recovery\n\
         A3,portal,2026-03-10 03:00,2026-03-10 03:20,1,port 443,,\n\
         A4,portal,2026-03-11 03:00,2026-03-11 03:02,1,port 443,,\n\
         A5,portal,2026-03-12 03:00,2026-03-12 03:30,4,disk,,\n",
    );
    // Seen at 09:00, noticed at 09:12; the second one no monitor saw.
    workspace.write(
        "inbox/itsm/incidents.csv",
        "native_id,system_ref,start_at,detected_at,created_at,end_at,scope\n\
         I1,portal,,2026-03-02 09:12,2026-03-02 09:15,2026-03-02 09:45,FULL\n\
         I2,portal,2026-03-20 14:00,2026-03-20 14:05,,2026-03-20 14:30,FULL\n",
    );
    let when = ["--month", "2026-03"];
    workspace.done(&[&["run"][..], &when].concat());
    let clock = "select native_id, start_clock, strftime(to_local(start_at), '%H:%M') from system_incidents order by 1";
    assert_eq!(asked(&workspace, &when, clock), "I1,alert,09:00\nI2,start,14:00");
    let events = "select native_id, strftime(to_local(end_at), '%H:%M') from alerts order by 1";
    assert_eq!(asked(&workspace, &when, events), "A1,09:40\nA3,03:20\nA4,03:02\nA5,03:30");
    let sides = "select state, native_id, strftime(to_local(monitor_start), '%d %H:%M'), delay_minutes from reconciliation order by main_at";
    assert_eq!(asked(&workspace, &when, sides), "matched,I1,02 09:00,0.0\nmonitor_only,,10 03:00,\nticket_only,I2,,");
    let status = workspace.done(&[&["status"][..], &when].concat()).stdout;
    assert!(
        status.contains("1 seen by monitoring and ticketed, 1 ticketed alone, 1 seen by monitoring alone"),
        "{status}"
    );
    let manifest: serde_json::Value = serde_json::from_str(&workspace.read("out/2026-03/manifest.json")).expect("JSON");
    let counts = &manifest["data_quality"]["reconciliation"];
    assert_eq!([&counts["matched"], &counts["ticket_only"], &counts["monitor_only"]].map(|n| n.as_i64()), [Some(1); 3]);
}

fn own(name: &str) -> Workspace {
    Workspace::copy_of(format!("tests/data/workspaces/{name}"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    files.sort();
    files
}

/// Buckets of a series of whole minutes, minute by minute: each minute has the value of the last sample before it that
/// still holds.
fn by_minutes(series: &BTreeMap<i64, f64>, step: i64) -> BTreeMap<i64, f64> {
    let (bucket, hold) = (step.max(5), step.max(10.min(2 * step)));
    let mut minutes: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    let times: Vec<_> = series.iter().collect();
    for (at, (from, value)) in times.iter().enumerate() {
        let until = times.get(at + 1).map_or(**from + hold, |(next, _)| (**next).min(**from + hold));
        (**from..until).for_each(|minute| minutes.entry(minute.div_euclid(bucket)).or_default().push(**value));
    }
    let enough = minutes.into_iter().filter(|(_, values)| 2 * i64::try_from(values.len()).expect("small") >= bucket);
    #[expect(clippy::cast_precision_loss, reason = "at most sixty")]
    enough.map(|(at, values)| (at, values.iter().sum::<f64>() / values.len() as f64)).collect()
}

#[test]
fn nab_series_are_bucketed_as_by_hand_and_the_last_of_two_samples_counts() {
    let Some(folder) = data("load-nab") else { return };
    let workspace = own("load-nab");
    let mut repeated = BTreeMap::new();
    for group in ["realAWSCloudwatch", "realAdExchange", "realTweets"] {
        for file in files(&folder.join(group)) {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = fs_err::read_to_string(&file).expect("the series is readable");
            let mut series = BTreeMap::new();
            let mut twice = 0;
            for line in text.lines().skip(1) {
                let (time, value) = line.split_once(',').expect("two columns");
                let time = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S").expect("a time");
                let minute = time.and_utc().timestamp().div_euclid(60);
                twice += usize::from(series.insert(minute, value.parse::<f64>().expect("a number")).is_some());
            }
            if twice > 0 {
                repeated.insert(name.clone(), (twice, series));
            }
            workspace.write(&format!("inbox/nab/{name}.csv"), text);
        }
    }
    workspace.done(&["run"]);
    let twice: Vec<_> = repeated.values().map(|(twice, _)| *twice).collect();
    assert_eq!(twice, [11, 11, 1, 1], "four files hold times twice");
    for (name, (_, series)) in &repeated {
        let step = if name.starts_with("exchange") { 60 } else { 5 };
        let buckets = by_minutes(series, step);
        let query = format!("select count(*), sum(x) from load5 where system_id = '{name}'");
        let answer = asked(&workspace, &["--month", "2015-04"], &query);
        let (count, sum) = answer.split_once(',').expect("two figures");
        assert_eq!(count, buckets.len().to_string(), "{name}");
        let (sum, own): (f64, f64) = (sum.parse().expect("a number"), buckets.values().sum());
        assert!((sum - own).abs() <= 1e-6 * own, "{name}: {sum} against {own}");
    }
    // The shortest of those that can be judged has 18 days, in three weeks of which each is half full.
    let known = |month: &str| {
        let query = "select distinct system_id from load_months where null_reason is null order by 1";
        asked(&workspace, &["--month", month], query)
    };
    let tweets = known("2015-04").lines().filter(|name| name.starts_with("Twitter")).count();
    assert_eq!(tweets, 10);
}

#[test]
fn bitbrains_vms_have_capacity_and_saturation() {
    let Some(folder) = data("load-bitbrains") else { return };
    let workspace = own("load-bitbrains");
    let (mut hosts, mut systems) = (String::from("host,system_id,cores\n"), String::from("system_id,name\n"));
    let mut missing = 0;
    for file in files(&folder.join("rnd/2013-7")) {
        let host = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs_err::read_to_string(&file).expect("the series is readable");
        let cores: Vec<u32> =
            text.lines().skip(1).filter_map(|line| line.split(';').nth(1)?.trim().parse().ok()).collect();
        missing += cores.iter().filter(|c| **c == 0).count();
        writeln!(hosts, "{host},vm-{host},{}", cores.iter().max().expect("rows")).expect("in memory");
        writeln!(systems, "vm-{host},VM {host}").expect("in memory");
        workspace.write(&format!("inbox/vm/{host}.csv"), text);
    }
    workspace.write("hosts.csv", hosts);
    workspace.write("systems.csv", systems);
    let ran = workspace.done(&["run", "--month", "2013-07"]);
    assert!(!ran.stderr.contains("W0204"), "hosts.csv names the systems\n{}", ran.stderr);
    let dropped: u64 = workspace.receipts().iter().filter_map(|r| r["counts"]["filtered"]["connector"].as_u64()).sum();
    assert_eq!(dropped, u64::try_from(missing).expect("small"), "rows with 0 cores are missing");
    let when = ["--month", "2013-07"];
    let elasticity = asked(
        &workspace,
        &when,
        "select system_id, unit_cores, elastic_saving, rightsizing from elasticity where period = '2013-07'",
    );
    let rows: BTreeSet<&str> = elasticity.lines().collect();
    assert_eq!(rows.len(), 40);
    assert!(rows.iter().all(|row| row.split(',').nth(1) == Some("1.0") && !row.ends_with(',')), "{elasticity}");
    // 32 cores of which five at half use would do: 1 - 5 / 32.
    assert!(rows.iter().any(|row| row.starts_with("vm-27,") && row.ends_with(",0.84375")), "{elasticity}");
    assert_eq!(asked(&workspace, &when, "select count(distinct system_id), count(*) from saturation"), "9,13");
}
