//! Properties of whole runs over random agencies: systems do not move each other, and the order of rows is nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;
use serde_json::Value;

use crate::support::Workspace;

/// A year in which every table of every system was watched.
const WATCHED: &str = "lang = \"en\"\n[[covers]]\nsource = \"*\"\nfrom = 2025-11-01\nto = 2026-11-01\n\
    tables = [\"change_requests\", \"deployments\", \"incidents\", \"maintenance\", \"complaints\", \"alerts\"]\n";

/// Files of an agency with their headers: every table that records or people fill.
const FILES: [(&str, &str); 12] = [
    ("systems.csv", "system_id,name,srm_class,n_menus,n_tables,gate1,gate2"),
    ("answers.csv", "system_id,item,answer,by,at,reason"),
    ("usage.csv", "system_id,date,distinct_users"),
    ("costs.csv", "system_id,fiscal_year,category,amount"),
    ("hosts.csv", "host,system_id,cores"),
    ("inbox/itsm/change.csv", "native_id,system_ref,requested_at,due_at,done_at,type,status,reason_code"),
    ("inbox/itsm/incident.csv", "native_id,system_ref,start_at,end_at,severity,scope,cause,action,service_stop"),
    ("inbox/cd/deployment.csv", "native_id,system_ref,started_at,finished_at,status,env,component"),
    ("inbox/voc/complaint.csv", "native_id,system_ref,at,class"),
    ("inbox/plan/maintenance.csv", "native_id,system_ref,start_at,end_at,announced_at,service_stop"),
    ("inbox/nms/alerts.csv", "native_id,system_ref,host,start_at,end_at,severity,item,message"),
    ("inbox/sms/performance.csv", "system_ref,host,metric,ts,interval_seconds,value"),
];

/// What a random system had; days count from 2025-11-01.
#[derive(Debug, Clone)]
struct Random {
    class: usize,
    menus: u32,
    gates: [usize; 2],
    answers: Vec<(u8, bool)>,
    users: Option<u32>,
    requests: Vec<(u64, u64, bool)>,
    incidents: Vec<(u64, u64, bool)>,
    releases: Vec<(u64, bool)>,
    complaints: Vec<u64>,
    costs: Vec<u32>,
    works: Vec<(u64, u64, bool)>,
    alerts: Vec<(u64, u64)>,
    /// Load of each hour of the last two weeks repeats these.
    load: Vec<u32>,
}

fn random() -> impl Strategy<Value = Random> {
    let days = || 0..365_u64;
    (
        (0..4_usize, 1..3000_u32, [0..3_usize, 0..3_usize]),
        prop::collection::vec((1..=10_u8, any::<bool>()), 0..12),
        prop::option::of(10..500_000_u32),
        prop::collection::vec((days(), 1..60_u64, any::<bool>()), 0..40),
        prop::collection::vec((days(), 1..600_u64, any::<bool>()), 0..6),
        prop::collection::vec((days(), any::<bool>()), 0..25),
        prop::collection::vec(days(), 0..5),
        prop::collection::vec(1..1000_u32, 0..4),
        (
            prop::collection::vec((days(), 1..300_u64, any::<bool>()), 0..4),
            prop::collection::vec((days(), 1..300_u64), 0..4),
            prop::collection::vec(1..100_u32, 0..30),
        ),
    )
        .prop_map(|(head, answers, users, requests, incidents, releases, complaints, costs, rest)| {
            let ((class, menus, gates), (works, alerts, load)) = (head, rest);
            Random {
                class,
                menus,
                gates,
                answers,
                users,
                requests,
                incidents,
                releases,
                complaints,
                costs,
                works,
                alerts,
                load,
            }
        })
}

fn day(days: u64) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2025, 11, 1).expect("a day") + chrono::Days::new(days)
}

/// The rows of a system, by file.
fn rows(id: &str, system: &Random) -> BTreeMap<&'static str, Vec<String>> {
    let gate = |at: usize| ["Y", "N", ""][system.gates[at]];
    let class = ["citizen", "internal", "common", ""][system.class];
    let (menus, tables) = (system.menus, system.menus * 3);
    let numbered = |list: &mut dyn Iterator<Item = String>| -> Vec<String> { list.collect() };
    let requests = numbered(&mut system.requests.iter().enumerate().map(|(n, (at, took, policy))| {
        let (at, due, done) = (day(*at), day(at + 20), day(at + took));
        let done = if done < day(365) { format!("{done} 18:00,change,closed") } else { ",change,open".into() };
        format!("{id}-R{n},{id},{at} 09:00,{due} 18:00,{done},{}", if *policy { "policy" } else { "improvement" })
    }));
    let incidents = numbered(&mut system.incidents.iter().enumerate().map(|(n, (at, minutes, full))| {
        let start = day(*at).and_hms_opt(10, 0, 0).expect("a time");
        let end = start + chrono::Duration::minutes(i64::try_from(*minutes).expect("small"));
        let scope = if *full { "FULL" } else { "PARTIAL" };
        format!("{id}-I{n},{id},{start},{end},2,{scope},software,restart,{}", if *full { "Y" } else { "N" })
    }));
    let releases = numbered(&mut system.releases.iter().enumerate().map(|(n, (at, ok))| {
        let (at, status) = (day(*at), if *ok { "success" } else { "failed" });
        format!("{id}-D{n},{id},{at} 20:00,{at} 20:10,{status},PROD,web")
    }));
    let complaints = numbered(&mut system.complaints.iter().enumerate().map(|(n, at)| {
        let at = day(*at);
        format!("{id}-C{n},{id},{at} 11:00,slow")
    }));
    let span = |at: u64, minutes: u64| {
        let start = day(at).and_hms_opt(10, 5, 0).expect("a time");
        (start, start + chrono::Duration::minutes(i64::try_from(minutes).expect("small")))
    };
    let works = numbered(&mut system.works.iter().enumerate().map(|(n, (at, minutes, told))| {
        let ((start, end), before) = (span(*at, *minutes), day(*at) - chrono::Days::new(3));
        format!("{id}-W{n},{id},{start},{end},{},Y", if *told { format!("{before} 09:00") } else { String::new() })
    }));
    let alerts = numbered(&mut system.alerts.iter().enumerate().map(|(n, (at, minutes))| {
        let (start, end) = span(*at, *minutes);
        format!("{id}-A{n},{id},{id}-was,{start},{end},1,http,down")
    }));
    let costs = system.costs.iter().zip(2023..).map(|(amount, year)| format!("{id},{year},maintenance,{amount}"));
    let costs = numbered(&mut costs.chain([format!("{id},2015,initial_dev,1000")]));
    let hours = (0..14 * 24_u32).zip(system.load.iter().cycle());
    let load = numbered(&mut hours.map(|(hour, value)| {
        let at = day(351) + chrono::Days::new((hour / 24).into());
        format!("{id},{id}-was,cpu_util,{at} {:02}:00,3600,{value}", hour % 24)
    }));
    BTreeMap::from([
        ("costs.csv", costs),
        ("hosts.csv", vec![format!("{id}-was,{id},4")]),
        ("inbox/plan/maintenance.csv", works),
        ("inbox/nms/alerts.csv", alerts),
        ("inbox/sms/performance.csv", load),
        ("systems.csv", vec![format!("{id},{id},{class},{menus},{tables},{},{}", gate(0), gate(1))]),
        (
            "answers.csv",
            numbered(&mut system.answers.iter().enumerate().map(|(n, (item, yes))| {
                format!("{id},{item},{},person {n},2026-0{}-01,", if *yes { "Y" } else { "N" }, 1 + n % 9)
            })),
        ),
        ("usage.csv", numbered(&mut (0..12).filter_map(|m| Some(format!("{id},{},{}", day(m * 30), system.users?))))),
        ("inbox/itsm/change.csv", requests),
        ("inbox/itsm/incident.csv", incidents),
        ("inbox/cd/deployment.csv", releases),
        ("inbox/voc/complaint.csv", complaints),
    ])
}

/// A run over systems; `turn` orders the rows of each file.
fn report(systems: &BTreeMap<String, Random>, turn: impl Fn(&mut Vec<String>)) -> Workspace {
    let workspace = Workspace::new(WATCHED);
    for (file, header) in FILES {
        let of_system = |(id, system): (&String, &Random)| rows(id, system).remove(file).unwrap_or_default();
        let mut lines: Vec<String> = systems.iter().flat_map(of_system).collect();
        turn(&mut lines);
        if file.starts_with("inbox/") && lines.is_empty() {
            continue;
        }
        workspace.write(file, format!("{header}\n{}\n", lines.join("\n")));
    }
    let ran = workspace.assay(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]);
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    workspace
}

/// Where every system stands, to the last bit, but for its rank.
fn standings(workspace: &Workspace) -> BTreeMap<String, Value> {
    let ranking: Value = serde_json::from_str(&workspace.read("out/2026-10/ranking.json")).expect("it is JSON");
    let systems = ranking["systems"].as_array().expect("a list").iter().cloned();
    systems
        .map(|mut standing| {
            standing.as_object_mut().expect("an object").remove("rank").expect("it is ranked");
            (standing["system_id"].as_str().expect("an id").to_string(), standing)
        })
        .collect()
}

fn few(cases: u32) -> Config {
    // Every case runs the program over a workspace of its own.
    Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() }
}

fn named(systems: Vec<Random>) -> BTreeMap<String, Random> {
    systems.into_iter().enumerate().map(|(n, system)| (format!("s{n}"), system)).collect()
}

proptest! {
    #![proptest_config(few(6))]

    /// Trap 25: adding, removing or changing one system leaves every other one as it was, to the last bit.
    #[test]
    fn one_system_never_moves_another(
        systems in prop::collection::vec(random(), 3..6),
        other in random(),
        which in any::<Index>(),
    ) {
        let before = named(systems);
        let id = which.get(&before.keys().cloned().collect::<Vec<_>>()).clone();
        let first = standings(&report(&before, |_| {}));
        let mut changed = before.clone();
        changed.insert(id.clone(), other.clone());
        let mut removed = before.clone();
        removed.remove(&id);
        let mut added = before.clone();
        added.insert("s9".into(), other);
        for (agency, moved) in [(&changed, id.as_str()), (&removed, id.as_str()), (&added, "s9")] {
            let (mut was, mut is) = (first.clone(), standings(&report(agency, |_| {})));
            was.remove(moved);
            is.remove(moved);
            prop_assert_eq!(was, is);
        }
    }

    /// Trap 26: shuffling the rows of every file changes no byte of the outputs but the hash of the inputs.
    #[test]
    fn the_order_of_rows_is_nothing(systems in prop::collection::vec(random(), 2..5), seed in any::<u64>()) {
        let systems = named(systems);
        let bytes = |workspace: &Workspace| {
            let hash = workspace.table("out/2026-10/candidates.csv")[0]["input_hash"].clone();
            ["candidates.csv", "ranking.json", "figures.csv"]
                .map(|file| workspace.read(&format!("out/2026-10/{file}")).replace(&hash, ""))
        };
        let shuffled = |lines: &mut Vec<String>| {
            // A fixed order that has nothing to do with that of the rows.
            let key = |line: &String| line.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
            lines.sort_by_key(key);
        };
        prop_assert_eq!(bytes(&report(&systems, |_| {})), bytes(&report(&systems, shuffled)));
    }
}
