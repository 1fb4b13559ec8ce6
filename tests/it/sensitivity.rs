//! What an answer stands on and what a verdict hangs on, through the binary: items with their rows, fragile verdicts,
//! `calibrate`.

use assay::rank::{Curve, Shape};
use unicode_width::UnicodeWidthStr;

use crate::support::Workspace;

const MONTH: [&str; 4] = ["--month", "2026-10", "--as-of", "2026-11-01"];

/// A year in which every table of every system was watched.
const WATCHED: &str = "lang = \"en\"\n[[covers]]\nsource = \"*\"\nfrom = 2025-11-01\nto = 2026-11-01\n\
    tables = [\"change_requests\", \"deployments\", \"incidents\", \"maintenance\", \"complaints\", \"alerts\"]\n";

fn explain(workspace: &Workspace, arguments: &[&str]) -> String {
    workspace.done(&[&["--quiet", "explain"], arguments, &MONTH].concat()).stdout
}

fn sql(workspace: &Workspace, query: &str) -> String {
    let ran = workspace.done(&[&["--quiet", "sql", "--format", "csv", query][..], &MONTH].concat());
    ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
}

/// One system with a few records of each kind; the rows of every item can be counted by hand.
fn agency() -> Workspace {
    let workspace = Workspace::new(WATCHED);
    workspace.write(
        "systems.csv",
        "system_id,name,srm_class,go_live,dev_org,ops_org,n_components,n_tables,n_shared_tables,n_external_interfaces,gate1,gate2\n\
         portal,Portal,internal,2015-01-01,X,Y,4,10,1,3,Y,Y\n",
    );
    workspace.write(
        "costs.csv",
        "system_id,fiscal_year,category,amount\nportal,2015,initial_dev,1000\nportal,2024,maintenance,200\n\
         portal,2025,maintenance,200\nportal,2025,infrastructure,900\nportal,2026,maintenance,900\n\
         portal,2022,maintenance,900\nother,2025,maintenance,1\n",
    );
    // The first day lies before the twelve months.
    workspace.write(
        "usage.csv",
        "system_id,date,distinct_users\nportal,2025-10-31,900\nportal,2025-11-01,500\nportal,2026-10-31,700\n",
    );
    workspace.write(
        "answers.csv",
        "system_id,item,answer,by,at,reason\nportal,9,Y,kim,2026-09-01,still by hand\n\
         portal,6,Y,lee,2024-03-01,\nportal,2,N,kim,2026-08-01,none known\n",
    );
    // SR-0 lies before the window, SR-5 is no valid request. SR-2 is late and asks for new technology.
    workspace.write(
        "inbox/itsm/change.csv",
        "native_id,system_ref,requested_at,type,status,reason_code,due_at,dev_done_at,closed_at,title\n\
         SR-0,portal,2025-10-01 09:00,change,open,policy,,,,\n\
         SR-1,portal,2026-09-01 09:00,change,closed,policy,2026-09-20 09:00,2026-09-05 09:00,2026-09-15 09:00,고시 개정\n\
         SR-2,portal,2026-09-02 09:00,change,closed,improvement,2026-09-10 09:00,2026-09-06 09:00,2026-09-12 09:00,챗봇 도입\n\
         -SR-3,portal,2026-10-01 09:00,change,closed,improvement,,2026-10-05 09:00,2026-10-12 09:00,화면 개선\n\
         SR-4,portal,2026-10-03 09:00,defect,open,,,,,오류\n\
         SR-5,portal,2026-10-04 09:00,change,rejected,policy,,,,\n",
    );
    // D-0 lies in the last twelve months, not in the last six.
    workspace.write(
        "inbox/ci/deployment.csv",
        "native_id,system_ref,env,started_at,status,component,version,sr_ids,build_tool,test_tool,deploy_tool\n\
         D-0,portal,PROD,2026-03-10 10:00,success,web,1,,Jenkins,JUnit,ArgoCD\n\
         D-1,portal,PROD,2026-09-10 10:00,success,web,2,SR-1;SR-2,Jenkins,JUnit,ArgoCD\n\
         D-2,portal,PROD,2026-10-10 10:00,success,web,3,-SR-3,Jenkins,JUnit,ArgoCD\n",
    );
    // I-0 is older than 36 months, I-1 is not. I-2 says what was done, I-3 tells it in its text.
    workspace.write(
        "inbox/itsm/incident.csv",
        "native_id,system_ref,start_at,end_at,scope,action,service_stop,title\n\
         I-0,portal,2023-01-05 10:00,2023-01-05 11:00,FULL,restart,Y,\n\
         I-1,portal,2024-05-10 10:00,2024-05-10 11:00,FULL,restart,Y,\n\
         I-2,portal,2026-05-01 10:00,2026-05-01 11:00,PARTIAL,other,N,\n\
         I-3,portal,2026-06-01 10:00,2026-06-01 11:00,PARTIAL,,,재기동을 위해 서비스 중단\n",
    );
    workspace.write(
        "inbox/voc/complaint.csv",
        "native_id,system_ref,at,class\nV-1,portal,2026-10-05 10:00,access_delay\nV-2,portal,2026-10-06 10:00,other\n",
    );
    workspace.done(&["--quiet", "ingest"]);
    workspace
}

/// Rows of each set behind the items of [`agency`].
const BEHIND: [(&str, &[(&str, usize)]); 10] = [
    ("1", &[("costs.csv", 3), ("usage.csv", 2)]),
    ("2", &[("recovery_stops", 1), ("told_stops", 1), ("incidents", 2), ("acted_incidents", 1)]),
    ("3", &[("access_complaints", 1)]),
    ("4", &[("change_sr", 3), ("policy_sr", 1), ("due_sr", 2), ("on_time_sr", 1), ("released_sr", 3)]),
    ("5", &[("new_technology_sr", 1), ("all_sr", 4)]),
    ("6", &[("releases", 3), ("systems.csv", 1)]),
    ("7", &[("systems.csv", 1), ("wait_deploy_sr", 3)]),
    ("8", &[("systems.csv", 1), ("defect_sr", 1), ("all_sr", 4)]),
    ("9", &[("releases", 2)]),
    ("10", &[("release_intervals", 2), ("releases", 3), ("wait_deploy_sr", 3)]),
];

#[test]
fn an_item_is_listed_with_all_the_rows_behind_it() {
    let workspace = agency();
    for (item, sets) in BEHIND {
        let csv = explain(&workspace, &["portal", "--item", item, "--rows"]);
        let rows: Vec<&str> = csv.lines().skip(1).filter(|row| row.ends_with(',')).collect();
        for (set, count) in sets {
            let of_set = rows.iter().filter(|r| r.ends_with(&format!(",{set},,"))).count();
            assert_eq!(of_set, *count, "item {item}, {set}\n{csv}");
        }
        let all: usize = sets.iter().map(|(_, count)| count).sum();
        assert_eq!(rows.len(), all, "item {item}\n{csv}");
        let text = explain(&workspace, &["portal", "--item", item]);
        assert!(text.ends_with(&format!("\n{all} rows\n")), "{text}");
    }
    let csv = explain(&workspace, &["portal", "--item", "4", "--rows"]);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("table,source,id,time,export,part,line,record,evidence,corrected,left_out"));
    let first = "change_requests,itsm,SR-1,2026-09-01 09:00,inbox/itsm/change.csv,,3,2,change_sr,,";
    assert_eq!(lines.next(), Some(first));
    assert!(csv.contains(",'-SR-3,2026-10-01 09:00,"), "no cell runs as a formula\n{csv}");
    let figure = explain(&workspace, &["portal", "--figure", "change_sr_count", "--rows"]);
    assert_eq!(figure.lines().count(), 1 + 3, "{figure}");
    // Initial, 2024 and 2025 count; the year of the report is open, and three years count.
    let costs = [
        "\"category initial_dev, amount 1000.0\",2015,costs.csv,,2,,costs.csv,,",
        "\"category maintenance, amount 900.0\",2022,costs.csv,,7,,costs.csv,,older than the fiscal years that count",
        "\"category maintenance, amount 200.0\",2024,costs.csv,,3,,costs.csv,,",
        "\"category infrastructure, amount 900.0\",2025,costs.csv,,5,,costs.csv,,category does not count",
        "\"category maintenance, amount 200.0\",2025,costs.csv,,4,,costs.csv,,",
        "\"category maintenance, amount 900.0\",2026,costs.csv,,6,,costs.csv,,fiscal year not closed",
    ]
    .map(|row| format!("costs,,{row}\n"));
    let figure = explain(&workspace, &["portal", "--figure", "cost_ratio", "--rows"]);
    assert_eq!(figure.split_once('\n').map(|(_, rows)| rows), Some(costs.concat().as_str()));
    let rows = explain(&workspace, &["portal", "--item", "1", "--rows"]);
    assert!(rows.contains(&costs.concat()) && rows.contains("distinct_users 500,2025-11-01,usage.csv,,3,,"), "{rows}");
    let parts = explain(&workspace, &["portal", "--item", "6", "--rows"]);
    assert!(parts.contains(",systems.csv,,2,,systems.csv,,\n"), "{parts}");
}

#[test]
fn an_item_tells_value_threshold_window_and_what_people_said() {
    let workspace = agency();
    let item = |number: &str| explain(&workspace, &["portal", "--item", number]);
    let has = |text: &str, lines: &[&str]| {
        for line in lines {
            assert!(text.contains(line), "`{line}` is not in\n{text}");
        }
    };
    // 200 of 1000, twice: a third more than .15. The system is internal: `strict` says NO.
    has(
        &item("1"),
        &[
            "Portal (portal) 2026-10, item 1\ndoes additional development",
            "  answer Y:D: the data decide it\n",
            "value 0.2, threshold 0.15 (item1.ratio), 1.33 of it, n = 2, window 3 closed\n",
            "fiscal years, users T12\n",
            "  user condition citizen_only: measured Y:D, verdict NEEDS_REVIEW LIKELY_KEEP\n",
            "  user condition strict: measured N:D, verdict NEEDS_REVIEW LIKELY_KEEP\n",
            "  user condition off: measured Y:D,",
            "costs.csv: 3 rows, 3 left out\n",
        ],
    );
    has(&item("2"), &["window 36 months, what was done T12", "recovery_stops in item2.months: 1 rows\n", "I-1 "]);
    has(
        &item("9"),
        &["answer Y:H: a person said so\n", "kim said Y on 2026-09-01, holds until 2027-09-01: still by hand\n"],
    );
    has(
        &item("6"),
        &["answer U:none: nobody knows\n", "lee said Y on 2024-03-01, expired on 2025-03-01: no reason given\n"],
    );
    has(&item("6"), &["! the answer of a person has expired, ask again\n"]);
    let korean = explain(&workspace, &["portal", "--item", "1", "--lang", "ko"]);
    has(
        &korean,
        &["1번 항목\n초기개발비의", "답 Y:D: 자료로 확정\n", "3개, 이용자 T12\n", "이용자 조건 strict: 측정 N:D, 판정"],
    );

    let wrong = |arguments: &[&str]| workspace.assay(&[&["explain", "portal"], arguments, &MONTH].concat());
    wrong(&["--item", "11"]).ended(1, &["error[E0186]", "items are 1 to 10"]);
    wrong(&["--rows"]).ended(1, &["error[E0187]", "`--item 4 --rows`"]);
    wrong(&["--item", "4", "--figure", "change_sr_count"]).ended(2, &[]);
    wrong(&["--figure", "p95_intensity", "--rows"]).ended(0, &[]);
    wrong(&["--figure", "elastic_saving", "--rows"]).ended(1, &["error[E0153]"]);
}

/// Trap 27: a person's answer that contradicts the measurement is shown beside it.
#[test]
fn a_conflict_is_shown_wherever_the_answer_is() {
    let workspace = agency();
    let text = explain(&workspace, &["portal", "--item", "2"]);
    let said = [
        "answer N:H: a person said so\n",
        "measured Y:D: 1 recovery with the service stopped",
        "kim said N on 2026-08-01, holds until 2027-08-01: none known\n",
        "! the person and the data contradict each other\n",
    ];
    said.iter().for_each(|line| assert!(text.contains(line), "`{line}` is not in\n{text}"));
    let rows = sql(&workspace, "select item, answer, tier, answered_by from checklist where conflict");
    assert_eq!(rows, "2,N,H,kim");
    assert_eq!(sql(&workspace, "select conflict from candidates"), "Y");
}

/// Trap 28: a low sample is said, n beside every number and an interval where one is defined.
#[test]
fn a_low_sample_is_said() {
    let workspace = agency();
    // Sums of time have no sample, they have a covered share.
    assert_eq!(
        sql(&workspace, "select count(*) from metrics where value is not null and n is null and coverage is null"),
        "0"
    );
    assert_eq!(sql(&workspace, "select count(*) from checklist where n is null"), "0");
    for item in 1..=10 {
        let text = explain(&workspace, &["portal", "--item", &item.to_string()]);
        assert!(text.contains("n = "), "{text}");
    }
    // None of three releases failed; the upper bound of Wilson is z² / (3 + z²) = 3.84 / 6.84.
    let text = explain(&workspace, &["portal", "--figure", "change_failure_rate"]);
    assert!(text.contains("0 ratio (95 % interval 0 to 0.5615, n = 3)"), "{text}");
}

#[test]
fn a_verdict_that_hangs_on_a_near_threshold_is_marked_fragile() {
    let workspace = Workspace::new(WATCHED);
    // Live for 86 months: old at 84 (seven years), not at 92. For each, people say YES five times.
    workspace.write(
        "systems.csv",
        "system_id,name,go_live,gate1,gate2\nnear,Near,2019-09-01,Y,Y\nfar,Far,2010-01-01,Y,Y\n\
         settled,Settled,2019-09-01,Y,Y\n",
    );
    let mut answers = String::from("system_id,item,answer,by,at,reason\n");
    for system in ["near", "far", "settled"] {
        (1..=5).for_each(|item| answers.push_str(&format!("{system},{item},Y,kim,2026-09-01,\n")));
    }
    answers.push_str("settled,8,Y,kim,2026-09-01,\n");
    workspace.write("answers.csv", answers);
    workspace.write(
        "inbox/itsm/change.csv",
        "native_id,system_ref,requested_at,type,status\nSR-1,near,2026-10-01 09:00,change,open\n",
    );
    workspace.done(&[&["--quiet", "run"][..], &MONTH].concat());
    let rows = workspace.table("out/2026-10/candidates.csv");
    let of = |system: &str| rows.iter().find(|r| r["system_id"] == system).expect("a row").clone();
    let told = |system: &str| (of(system)["hint"].clone(), of(system)["item8"].clone(), of(system)["fragile"].clone());
    assert_eq!(told("near"), ("LIKELY_ADOPT".into(), "Y:S".into(), "Y".into()));
    assert_eq!(told("far"), ("LIKELY_ADOPT".into(), "Y:S".into(), String::new()));
    assert_eq!(of("settled")["verdict"], "ADOPT");
    assert_eq!(of("settled")["fragile"], "", "a person settled item 8");
    let fragile = "select system_id, item, fragile, parameter, time_window from checklist where fragile";
    assert_eq!(sql(&workspace, fragile), "near,8,true,item8.years,\"since go-live or the last rebuild, defects T12\"");
    let answered = "select answered_by, answered_at from checklist where system_id = 'settled' and item = 8";
    assert_eq!(sql(&workspace, answered), "kim,2026-09-01");
    let moved = "select parameter, factor, system_id, answer from checklist_moved where item = 8 order by all";
    let expected =
        "item8.years,1.1,near,U\nitem8.years,1.1,settled,U\nitem8.years,1.2,near,U\nitem8.years,1.2,settled,U";
    assert_eq!(sql(&workspace, moved), expected);
    let text = explain(&workspace, &["near", "--item", "8"]);
    let line = "  ! fragile: with item8.years +10 % the verdict is NEEDS_REVIEW LIKELY_KEEP\n";
    assert!(text.contains(line), "{text}");
}

/// Twenty systems: the k-th has 10·k menus and went live k years before November 2026; and five of which neither is
/// known.
fn twenty() -> Workspace {
    let workspace = Workspace::new(WATCHED);
    let mut systems = String::from("system_id,name,go_live,n_menus\n");
    for k in 1..=20 {
        systems.push_str(&format!("s{k:02},{k}번 시스템,{}-11-01,{}\n", 2026 - k, 10 * k));
    }
    (21..=25).for_each(|k| systems.push_str(&format!("s{k},{k}번 시스템,,\n")));
    workspace.write("systems.csv", systems);
    workspace.write(
        "inbox/itsm/change.csv",
        "native_id,system_ref,requested_at,type,status\nSR-1,s01,2026-10-01 09:00,change,open\n",
    );
    workspace.done(&["--quiet", "ingest"]);
    workspace
}

fn words(text: &str, first: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(|l| l.split_whitespace().map(str::to_string).collect::<Vec<_>>());
    lines.filter(|w| w.first().is_some_and(|w| w == first)).collect()
}

#[test]
fn calibrate_shows_distribution_flips_and_a_curve_with_both_ranks() {
    let workspace = twenty();
    let before = workspace.done(&[&["--quiet", "rank"][..], &MONTH].concat()).stdout;
    let file = workspace.path("proposed.toml").display().to_string();
    let ran = workspace.done(&[&["calibrate", "--refcurve", &file][..], &MONTH].concat());
    assert!(ran.stderr.contains("it is a proposal"), "{}", ran.stderr);
    for lang in ["ko", "en"] {
        let text = workspace.done(&[&["--quiet", "--lang", lang, "calibrate"][..], &MONTH].concat()).stdout;
        assert!(text.lines().all(|l| l.width() <= 80) && !text.contains('…'), "{text}");
        assert!(text.contains(if lang == "ko" { "두 기준표의 순위" } else { "ranks by both curves" }), "{text}");
    }
    // k years less a day: between the second and the third, and so on, as percentile_cont does. Old at 67, 84 and 101
    // months: those of 6 and 7 years join at the lower, those of 8 leave at the upper.
    let age = words(&ran.stdout, "item8.years");
    assert_eq!(age[0][..3], ["item8.years", "7", "20"]);
    assert_eq!(age[0][5], "10.5");
    // 2 and 1 of the 20 whose age is known, not of all 25.
    assert_eq!(age[1][1..].join(" "), "[D] 20/25 2 (10%) 1 (5%) 0 (0%) 0 (0%)");
    let ratio = words(&ran.stdout, "item1.ratio");
    assert_eq!(ratio[0][1..], ["0.15", "0"]);
    assert_eq!(ratio[1][1..], ["[G]", "0/25", "0", "0", "0", "0"]);
    // 10, 20, … 200: P10 = 29, P50 = 105, P90 = 181.
    assert_eq!(words(&ran.stdout, "n_menus")[0].join(" "), "n_menus 20 20/200/2,000 29/105/181");
    let curve = Curve::parse(&workspace.read("proposed.toml"), "proposed.toml").expect("it is a curve");
    assert_eq!(curve.version, "refcurve-v3-calibrated-2026-10");
    let menus = curve.indicator("menus").expect("it is there");
    assert!(matches!(menus.sources[0].shape, Shape::Anchors { anchors: [29.0, 105.0, 181.0], .. }));
    let today = Curve::builtin().expect("it parses");
    assert_eq!(curve.indicator("users"), today.indicator("users"), "nobody's users are known");
    // Nothing was applied, and a second proposal is the same.
    assert_eq!(workspace.done(&[&["--quiet", "rank"][..], &MONTH].concat()).stdout, before);
    let again = workspace.path("again.toml").display().to_string();
    workspace.done(&[&["calibrate", "--refcurve", &again][..], &MONTH].concat());
    assert_eq!(workspace.read("again.toml"), workspace.read("proposed.toml"));
    let inside = workspace.path("systems.csv").display().to_string();
    workspace.assay(&["calibrate", "--refcurve", &inside]).ended(1, &["error[E0156]"]);
}

#[test]
fn few_systems_calibrate_nothing_and_it_is_said() {
    let ran = agency().assay(&[&["calibrate"][..], &MONTH].concat());
    ran.ended(0, &["warning[W0236]", "calibrated from 1 systems"]);
    assert!(ran.stdout.contains("kept (too few)"), "{}", ran.stdout);
}

/// Every threshold and hint is held against something: of the sample, at least one system is known.
#[test]
fn every_threshold_is_held_against_a_figure() {
    let workspace = Workspace::copy_of("sample-data");
    workspace.done(&["--quiet", "ingest"]);
    let named: std::collections::BTreeSet<String> = assay::metrics::checks::all()
        .values()
        .flat_map(|check| {
            let hints = assay::engine::thresholds::listed(check, "hints");
            let moved = assay::engine::thresholds::moved(check).map(|t| t.parameter);
            moved.chain(hints).map(str::to_string).collect::<Vec<_>>()
        })
        .collect();
    let held = workspace.sql("select distinct parameter from threshold_values order by 1");
    // No inventory of the sample counts tables that several modules write.
    let of_agency =
        sql(&agency(), "select parameter, value from threshold_values where parameter = 'item6.shared_tables'");
    assert_eq!(of_agency, "item6.shared_tables,0.1");
    let held = held.lines().chain(["item6.shared_tables"]).map(str::to_string);
    assert_eq!(held.collect::<std::collections::BTreeSet<_>>(), named);
    let twice =
        "select count(*) from (select 1 from threshold_values group by parameter, system_id having count(*) > 1)";
    assert_eq!(workspace.sql(twice), "0");
    // The rows of a view: the surges of the year.
    let flooded = "select system_id, count(*) from surges s join periods p on p.period = 'T12' and s.start_at >= p.ps \
                   and s.start_at < p.pe group by 1 order by 2 desc, 1 limit 1";
    let flooded = workspace.sql(flooded);
    let (system, count) = flooded.split_once(',').expect("a system with surges");
    let csv = workspace.done(&["--quiet", "explain", system, "--item", "3", "--rows"]).stdout;
    let surges = csv.lines().filter(|l| l.starts_with("surges,,surge-") && l.ends_with(",surges,,")).count();
    assert_eq!(surges.to_string(), count, "{csv}");
}
