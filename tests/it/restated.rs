//! Why a reported month would change: every cell names what it stands on, in the language of the report.

use sha2::{Digest, Sha256};

use crate::reported::{
    ANSWERS, CANDIDATES, CHANGES, MONTH, RESTATEMENT, SYSTEMS, WATCHED, agency, because, requests, run,
};
use crate::support::Workspace;

const INCIDENTS: &str = "native_id,system_ref,start_at,end_at,severity,scope\n";
const MANIFEST: &str = "out/2026-10/manifest.json";
const KEPT: &str = "lake/reported/2026-10/1";

/// The inputs that the manifest names of the first restatement.
fn inputs(workspace: &Workspace, cause: &str) -> serde_json::Value {
    let manifest: serde_json::Value = serde_json::from_str(&workspace.read(MANIFEST)).expect("JSON");
    manifest["restatements"][0]["because"][cause].clone()
}

#[test]
fn a_cell_names_the_receipts_of_its_system_and_its_table() {
    let workspace = agency();
    run(&workspace, &[]);
    let incident =
        |id: &str, system: &str| format!("{INCIDENTS}{id},{system},2026-10-05 09:00,2026-10-05 10:00,1,full\n");
    workspace.write("inbox/itsm/portal-incidents.csv", incident("I-1", "portal"));
    workspace.write("inbox/itsm/pay-incidents.csv", incident("I-2", "pay"));
    workspace.write("inbox/itsm/pay-changes.csv", format!("{CHANGES}{}", requests("pay", "2026-10-12", 2)));
    run(&workspace, &[]);
    let files = ["portal-incidents", "pay-incidents", "pay-changes"];
    for (system, column, expected) in [
        ("portal", "incident_count", &["portal-incidents"][..]),
        ("portal", "incident_count T12", &["portal-incidents"]),
        ("pay", "incident_count", &["pay-incidents"]),
        ("pay", "change_sr_count", &["pay-changes"]),
        ("pay", "change_sr_count T6", &["pay-changes"]),
        ("*", "incident_count", &["portal-incidents", "pay-incidents"]),
        ("*", "change_sr_count", &["pay-changes"]),
    ] {
        let because = because(&workspace, system, column);
        let named: Vec<_> =
            files.into_iter().filter(|f| because.contains(&format!("+ inbox/itsm/{f}.csv (receipt "))).collect();
        assert_eq!(named, expected, "{column} of {system}: {because}");
    }
}

/// The portal gets 3.5 points by its menus and passes the other system, of which nothing changed.
#[test]
fn a_rank_that_others_moved_names_them() {
    let workspace = agency();
    run(&workspace, &[]);
    workspace.write("systems.csv", SYSTEMS.replace("Portal,200", "Portal,2000"));
    run(&workspace, &[]);
    assert_eq!(because(&workspace, "pay", "rank"), "data passed by Portal");
    let own = "data +3.5000 points (systems.csv portal n_menus 200 -> 2000)";
    assert_eq!(["rank", "score", "group_size"].map(|column| because(&workspace, "portal", column)), [own; 3]);
}

#[test]
fn rules_and_corrections_are_named_one_by_one() {
    let workspace = agency();
    run(&workspace, &[]);
    let rules = "[parameters]\n\"item4.change_sr_per_30d\" = 11\n";
    workspace.write("assay.toml", format!("cutoff = 5\n{WATCHED}{rules}"));
    workspace.write(
        "corrections.csv",
        "table,source,native_id,field,value,reason,by,expires\n\
         change_requests,,portal-2025-11-01-0,exclude,,twice,kim,\n",
    );
    run(&workspace, &[]);
    let correction = "corrections.csv change_requests portal-2025-11-01-0 exclude (none) -> exclude";
    assert_eq!(because(&workspace, "portal", "change_sr_count T12"), format!("data ({correction})"));
    run(&workspace, &["--restate"]);
    let expected = ["assay.toml cutoff 10 -> 5", "parameters item4.change_sr_per_30d 10 -> 11"];
    assert_eq!(inputs(&workspace, "rule"), serde_json::json!(expected));
    assert_eq!(inputs(&workspace, "data"), serde_json::json!([correction]));
}

/// Declared coverage is data: together with a rule it takes nothing of the rule's points.
#[test]
fn coverage_beside_a_rule_is_booked_as_data() {
    let points = |because: &str, cause: &str| -> f64 {
        let said = because.split(&format!("{cause} ")).nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        said.unwrap_or_else(|| panic!("{cause}: {because}"))
    };
    let rule = "[parameters]\n\"history.months\" = 20\n\"history.months_delivery\" = 20\n";
    let alone = agency();
    run(&alone, &[]);
    alone.write("assay.toml", format!("{WATCHED}{rule}"));
    run(&alone, &[]);
    let by_rule = because(&alone, "portal", "score");
    assert!(
        by_rule.starts_with("rule +3.9500 points (parameters history.months ") && !by_rule.contains("data"),
        "{by_rule}"
    );
    // Items follow from figures, which less coverage makes unknown.
    let both = agency();
    run(&both, &[]);
    both.write("assay.toml", format!("{}{rule}", WATCHED.replace("2025-09-01", "2026-08-01")));
    run(&both, &[]);
    assert!((points(&because(&both, "portal", "score"), "rule") - 3.95).abs() < 1e-3);
    let of_item = because(&both, "portal", "item4");
    assert_eq!(of_item, "data item 4 N:S -> U:none (`covers` of assay.toml)");
}

#[test]
fn the_reasons_are_in_the_language_of_the_report() {
    let workspace = agency();
    workspace.write("assay.toml", WATCHED.replace("\"en\"", "\"ko\""));
    run(&workspace, &[]);
    workspace.write("inbox/itsm/late.csv", format!("{CHANGES}{}", requests("portal", "2026-03-01", 73)));
    workspace.write("answers.csv", ANSWERS.replace("6,Y", "6,N"));
    run(&workspace, &["--lang", "en"]);
    let score = because(&workspace, "portal", "score");
    assert!(score.starts_with("자료 +1.3200점, 항목 4 N:S -> Y:S (+ inbox/itsm/late.csv (영수증 "), "{score}");
    assert_eq!(
        because(&workspace, "pay", "item6"),
        "응답 항목 6 Y:H -> N:H (answers.csv pay 항목 6 2026-09-01 Y -> N)"
    );
    assert_eq!(
        because(&workspace, "pay", "rank"),
        "응답 -2.0000점, 항목 6 Y:H -> N:H (answers.csv pay 항목 6 2026-09-01 Y -> N)"
    );
}

/// 10 menus and 15 are worth nothing, so that no cell of candidates.csv differs; ranking.json has the menus.
#[test]
fn a_value_that_moves_no_point_is_a_change_of_the_ranking() {
    let workspace = agency();
    workspace.write("systems.csv", SYSTEMS.replace("Payroll,20", "Payroll,10"));
    run(&workspace, &[]);
    workspace.write("systems.csv", SYSTEMS.replace("Payroll,20", "Payroll,15"));
    run(&workspace, &[]).ended(0, &["warning[W0240]", "1 cells of 1 systems"]);
    let rows = workspace.table(RESTATEMENT);
    let row = ["system_id", "column", "reported", "now", "because"].map(|c| rows[0][c].as_str());
    let because = "data (systems.csv pay n_menus 10 -> 15)";
    assert_eq!(row, ["pay", "ranking.json menus", "10", "15", because]);
}

/// A report of an earlier version: figures of the month alone, and rules and coverage by their hash.
#[test]
fn an_earlier_report_is_held_against_what_it_kept() {
    let workspace = agency();
    run(&workspace, &[]);
    let figures: String = workspace
        .read(&format!("{KEPT}/figures.csv"))
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("T6,") && !line.starts_with("T12,"))
        .collect();
    assert!(figures.contains("2026-10,sr_backlog,portal,73"));
    workspace.write(&format!("{KEPT}/figures.csv"), &figures);
    let path = format!("{KEPT}/manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_str(&workspace.read(&path)).expect("JSON");
    let hash: String = Sha256::digest(&figures).iter().map(|b| format!("{b:02x}")).collect();
    let outputs = manifest["outputs"].as_array_mut().expect("a list");
    outputs.iter_mut().find(|o| o["name"] == "figures.csv").expect("it is kept")["sha256"] = hash.into();
    let kept = manifest.as_object_mut().expect("an object");
    assert!(kept.remove("rules").is_some() && kept.remove("covers").is_some());
    workspace.write(&path, manifest.to_string());
    workspace.write("assay.toml", format!("preset = \"guide-v1\"\n{WATCHED}"));
    workspace.write("inbox/itsm/late.csv", format!("{CHANGES}{}", requests("portal", "2026-10-05", 2)));
    run(&workspace, &[]).ended(0, &["rule: preset balanced-v1 -> guide-v1, settings, guide and queries "]);
    let columns: Vec<String> = workspace.table(RESTATEMENT).into_iter().map(|r| r["column"].clone()).collect();
    assert!(columns.contains(&"change_sr_count".to_string()));
    assert!(columns.iter().all(|c| !c.ends_with(" T6") && !c.ends_with(" T12")), "{columns:?}");
}

#[test]
fn outputs_that_stay_in_the_language_of_the_report_are_said() {
    let workspace = agency();
    run(&workspace, &[]);
    let english = workspace.read(CANDIDATES);
    workspace.write("inbox/itsm/november.csv", format!("{CHANGES}{}", requests("portal", "2026-11-01", 3)));
    let stays = ["the outputs stay in English, as reported", "--restate writes them in Korean"];
    run(&workspace, &["--lang", "ko"]).ended(0, &[&["no figure of it changed"], &stays[..]].concat());
    assert_eq!(workspace.read(CANDIDATES), english);
    assert!(!run(&workspace, &[]).stderr.contains("stay in"));
    run(&workspace, &["--lang", "ko", "--restate"]);
    assert!(workspace.read(CANDIDATES).contains("시스템명"));
}

#[test]
fn a_month_that_no_export_reaches_is_said() {
    let workspace = agency();
    run(&workspace, &[]);
    let said = ["warning[W0260]: no export reaches 2019-01", "the exports run from 2025-11-01 to 2026-10-30"];
    for command in [&["rank"][..], &["run"], &["explain", "portal"]] {
        workspace.assay(&[command, &["--month", "2019-01"]].concat()).ended(0, &said);
    }
    assert!(workspace.files().iter().all(|f| !f.starts_with("lake/reported/2019-01")), "nothing is known to freeze");
    let since = [&["rank", "--since", "2019-01"][..], &MONTH].concat();
    workspace.assay(&since).ended(0, &said);
    // October has events, and September is declared to have had none.
    for month in ["2026-10", "2026-09"] {
        assert!(!workspace.done(&["rank", "--month", month]).stderr.contains("W0260"), "{month}");
    }
}
