//! Exports and inventories that contradict themselves, hold dates that were left blank, or are gone from the lake: each
//! is said, and what counts is the same in whatever order the rows stand.

use crate::support::{Workspace, project};

const INCIDENTS: &str = "native_id,system_ref,start_at,end_at,severity,scope\n";

/// The canonical connectors, each with a row of its table as it was first and as it was changed.
const VERSIONS: [(&str, &str, &str, &str, &str); 6] = [
    (
        "generic_change",
        "change_requests",
        "requested_at,type,status",
        "2026-10-01 09:00,change,open",
        "2026-10-01 09:00,change,closed",
    ),
    (
        "generic_deployment",
        "deployments",
        "env,started_at,status",
        "PROD,2026-10-01 09:00,failed",
        "PROD,2026-10-01 09:00,success",
    ),
    ("generic_incident", "incidents", "start_at,severity,scope", "2026-10-01 09:00,1,FULL", "2026-10-01 09:00,2,FULL"),
    (
        "generic_maintenance",
        "maintenance",
        "start_at,end_at,announced_at",
        "2026-10-01 09:00,2026-10-01 10:00,2026-09-01 09:00",
        "2026-10-01 09:00,2026-10-01 11:00,2026-09-01 09:00",
    ),
    ("generic_complaint", "complaints", "at,title", "2026-10-01 09:00,a", "2026-10-01 09:00,b"),
    ("generic_alert", "alerts", "item,start_at,message", "disk,2026-10-01 09:00,a", "disk,2026-10-01 09:00,b"),
];

/// A canonical connector whose repeated rows are versions of one record.
fn of_versions(id: &str) -> String {
    let path = project(format!("connectors/{id}.toml"));
    let text = fs_err::read_to_string(path).expect("a shipped connector");
    text.replace("repeats = \"parts\"", "repeats = \"versions\"")
}

#[test]
fn of_the_versions_in_one_export_the_one_that_was_changed_last_counts() {
    for (connector, table, columns, first, changed) in VERSIONS {
        let column = columns.split(',').zip(first.split(',').zip(changed.split(','))).find(|(_, (a, b))| a != b);
        let (column, _) = column.expect("the rows differ");
        // Alone (A and B) the rows give what each of the orders must give.
        let (old, new) = ((first, "2026-10-02 09:00"), (changed, "2026-10-03 09:00"));
        let (same_day, undated) = ((first, "2026-10-03 09:00"), (first, ""));
        let orders = [
            ("A", vec![old]),
            ("B", vec![new]),
            ("C", vec![old, old, new]),
            ("D", vec![new, old, old]),
            ("E", vec![old, new, undated]),
            ("F", vec![same_day, new]),
        ];
        let rows = orders
            .iter()
            .flat_map(|(id, rows)| rows.iter().map(move |(row, updated)| format!("{id},portal,{row},{updated}\n")));
        let text = format!("native_id,system_ref,{columns},updated_at\n{}", rows.collect::<String>());
        let workspace = Workspace::new("");
        workspace.write(&format!("connectors/{connector}.toml"), of_versions(connector));
        workspace.write("inbox/itsm/export.csv", text);
        workspace.done(&["ingest", "--connector", connector]);
        let have = workspace.sql(&format!("select {column} from {table} order by native_id"));
        let have: Vec<_> = have.lines().collect();
        assert_ne!(have[0], have[1], "{table}: `{column}` tells the rows apart");
        assert_eq!(have[1..], [have[1]; 5], "{table}: one row of each, the changed one");
    }
}

#[test]
fn of_the_rows_of_one_system_in_one_inventory_the_one_that_was_changed_last_counts() {
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/ea/list.csv",
        "정보시스템ID,정보시스템명,정보시스템 등급,운영부서,최종수정일\nHB-0012,통합예약 포털,2등급,예약부,2026-09-01\n\
         HB-0020,교육센터,3등급,교육부,2026-09-01\nHB-0012,통합예약 포털,3등급,총무부,2026-03-01\n\
         HB-0020,교육센터,3등급,교육부,2026-09-01\n",
    );
    workspace.write("inbox/itsm/a.csv", format!("{INCIDENTS}I-1,HB-0012,2026-10-01 09:00,2026-10-01 10:00,1,FULL\n"));
    let ran = workspace.done(&["run"]);
    ran.ended(
        0,
        &[
            "warning[W0220]: `HB-0012` stands more than once in the export, with rows that differ\n  --> inbox/ea/list.csv, record 3 (line 4)",
            "`HB-0012`: records 1 and 3 differ in `department`, `grade`; record 1 counts, it was changed last",
        ],
    );
    assert!(!ran.stderr.contains("HB-0020"), "{}", ran.stderr);
    assert_eq!(workspace.sql("select grade, department from systems where system_id = 'HB-0012'"), "2,예약부");
}

#[test]
fn without_dates_of_change_the_last_row_of_a_system_counts() {
    let workspace = Workspace::new("");
    let row = |grade: u32, name: &str| format!("{name},{name} 시스템,{grade}등급\n");
    let rows = [row(2, "A"), row(2, "B"), row(3, "A"), row(4, "A"), row(3, "B")].concat();
    workspace.write("inbox/ea/list.csv", format!("정보시스템ID,정보시스템명,정보시스템 등급\n{rows}"));
    workspace.write("inbox/itsm/a.csv", format!("{INCIDENTS}I-1,A,2026-10-01 09:00,2026-10-01 10:00,1,FULL\n"));
    workspace.done(&["ingest"]).ended(
        0,
        &[
            "warning[W0220]: 2 keys of `systems` stand more than once in the export",
            "`A`: records 1, 3 and 4 differ in `grade`; record 4 counts, it stands last",
            "`B`: records 2 and 5 differ in `grade`; record 5 counts, it stands last",
        ],
    );
    assert_eq!(workspace.sql("select system_id, grade from systems order by 1"), "A,4\nB,3");
}

#[test]
fn a_date_that_was_left_blank_is_no_time_of_a_record() {
    let workspace = Workspace::new("time_zone = \"Asia/Seoul\"\n");
    let rows = "I-1,A,2026-10-01 09:00,2026-10-01 10:00,1,FULL\nI-2,A,1900-01-01 00:00,2026-10-01 10:00,1,FULL\n\
                I-3,A,1979-12-31 23:59,2026-10-01 10:00,1,FULL\nI-4,A,1980-01-01 00:00,1980-01-01 01:00,1,FULL\n\
                I-5,A,2026-10-02 09:00,1970-01-01T00:00:00Z,1,FULL\n";
    workspace.write("inbox/itsm/a.csv", format!("{INCIDENTS}{rows}"));
    workspace.write("systems.csv", "system_id,name,go_live\nA,A,1975-04-01\n");
    workspace.done(&["ingest"]).ended(
        0,
        &[
            "error[E0203]: `1900-01-01 00:00` lies before 1980: a date that was left blank",
            "column `start_at`",
            "column `end_at`",
        ],
    );
    assert_eq!(workspace.sql("select native_id from incidents order by 1"), "I-1\nI-4");
    assert_eq!(workspace.sql("select go_live from systems"), "1975-04-01", "systems are older than their exports");
}

#[test]
fn service_hours_that_nobody_can_read_are_said() {
    let workspace = Workspace::new("");
    workspace.write(
        "systems.csv",
        "system_id,name,service_hours\nA,A,업무시간 중\nB,B,평일 09:00~18:00\nC,C,업무시간 중\nD,D,\nE,E,9 to 5ish\n",
    );
    workspace.write("inbox/itsm/a.csv", format!("{INCIDENTS}I-1,A,2026-10-01 09:00,2026-10-01 10:00,1,FULL\n"));
    let ran = workspace.done(&["run"]);
    ran.ended(
        0,
        &[
            "warning[W0321]: cannot read the service hours `업무시간 중` of `A`, `C`",
            "warning[W0321]: cannot read the service hours `9 to 5ish` of `E`",
        ],
    );
    assert_eq!(ran.stderr.matches("W0321").count(), 2, "{}", ran.stderr);
    let month = workspace.files().into_iter().find(|f| f.ends_with("manifest.json")).expect("a manifest");
    assert_eq!(workspace.read(&month).matches("\"W0321\"").count(), 2);
}

#[test]
fn a_lake_file_that_is_gone_is_named_and_read_again() {
    let workspace = Workspace::new("");
    let row = |id: &str| format!("{id},A,2026-10-01 09:00,2026-10-01 10:00,1,FULL\n");
    workspace.write("inbox/itsm/a.csv", format!("{INCIDENTS}{}", row("I-1")));
    workspace.done(&["run"]);
    let receipt = workspace.receipt("inbox/itsm/a.csv");
    let (path, id) = (receipt["files"][0]["path"].as_str().expect("a path"), receipt["id"].as_str().expect("an id"));
    fs_err::remove_file(workspace.path("lake").join(path)).expect("the file is there");
    let missing = format!("error[E0134]: the lake file `{path}` is missing");
    let receipts = format!("receipts/{}-*.json and its export is read again", &id[..16]);
    for command in ["run", "status", "rank"] {
        workspace.assay(&[command]).ended(1, &[&missing, "of the export inbox/itsm/a.csv", &receipts]);
    }
    // Another export of the source cannot be compared with what is gone.
    workspace.write("inbox/itsm/b.csv", format!("{INCIDENTS}{}", row("I-2")));
    workspace.assay(&["ingest"]).ended(1, &[&missing]);
    fs_err::remove_file(workspace.path(&format!("lake/receipts/{id}.json"))).expect("the receipt is there");
    workspace.done(&["run"]);
    assert_eq!(workspace.sql("select native_id from incidents order by 1"), "I-1\nI-2");
}
