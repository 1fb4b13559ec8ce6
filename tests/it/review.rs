//! What a second pair of eyes found: scrubbing, mending, settings that change, odd files. One test each.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::process::{Command, Stdio};

use assay::catalog::{self, Class};
use fs_err::File;
use serde_json::json;

use crate::support::{In, Ran, Workspace, archive, workbook};

const CHANGES: &str = "native_id,system_ref,requested_at,type,status,title\n";
const INCIDENTS: [&str; 4] = ["native_id", "system_ref", "start_at", "severity"];
const RUN: [&str; 6] = ["run", "--restate", "--month", "2025-10", "--as-of", "2025-11-01"];
const OUTPUTS: [&str; 2] = ["out/2025-10/candidates.csv", "out/2025-10/manifest.json"];
/// An export without a fault; its name comes last.
const GOOD: &str = "inbox/itsm/zz-change.csv";

fn change(id: &str, system: &str, time: &str) -> String {
    format!("{id},{system},{time},change,open,a request\n")
}

fn with_a_good_export(settings: &str) -> Workspace {
    let workspace = Workspace::new(settings);
    workspace.write(GOOD, format!("{CHANGES}{}", change("SR-900", "portal", "2025-10-31 09:00")));
    workspace
}

fn ingest(workspace: &Workspace, export: &str) -> Ran {
    workspace.done(&["ingest", &workspace.path(export).display().to_string()])
}

fn hash(workspace: &Workspace, export: &str) -> String {
    workspace.receipt(export)["export"]["hash"].as_str().expect("a hash").to_string()
}

/// The reject file of the first part of an export.
fn rejects(workspace: &Workspace, export: &str) -> String {
    format!("rejects/{}.csv", &hash(workspace, export)[..16])
}

/// Mends words of a reject file and ingests it.
fn mend(workspace: &Workspace, file: &str, from: &str, to: &str) {
    let text = workspace.read(file);
    assert!(text.contains(from), "{text}");
    workspace.write(file, text.replace(from, to));
    ingest(workspace, file);
}

fn outputs(workspace: &Workspace) -> [String; 2] {
    // As if the month had never been reported: what is compared is what would be computed now.
    if workspace.path("lake/reported").exists() {
        fs_err::remove_dir_all(workspace.path("lake/reported")).expect("it can be deleted");
    }
    workspace.done(&RUN);
    OUTPUTS.map(|output| workspace.read(output))
}

/// A fresh workspace with these settings and the same exports gives the same outputs.
fn as_fresh(workspace: &Workspace, settings: &str) {
    let fresh = Workspace::copy_of(workspace.root());
    fresh.write("assay.toml", settings);
    let (expected, found) = (outputs(&fresh), outputs(workspace));
    assert_eq!(found[1], expected[1]);
    assert_eq!(found[0], expected[0]);
}

#[test]
fn people_between_hangul_never_reach_the_lake() {
    let workspace = Workspace::new("");
    let rows = "SR-1,portal,2025-10-31 09:00,change,open,홍길동800101-1234567번 연락처010-1234-5678로\n";
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{rows}"));
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql("select title from change_requests"), "홍길동[주민번호]번 연락처[전화번호]로");
    let scrubbed = json!({ "resident_numbers": 1, "phone_numbers": 1, "email_addresses": 0 });
    assert_eq!(workspace.receipt("inbox/itsm/change.csv")["scrubbed"], scrubbed);
}

/// The shell makes the file before assay runs and reads the folder.
#[test]
fn a_connector_written_over_the_built_in_one() {
    let file = "connectors/kr_sr_ledger.toml";
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/itsm/SR대장.csv",
        "SR번호,시스템명,요청일시,요청구분,처리상태\nSR-1,포털,2025-10-31 09:00,변경,끝남\n",
    );
    workspace.write(file, "");
    workspace.done(&["ingest"]);
    let receipt = workspace.receipt("inbox/itsm/SR대장.csv");
    assert_eq!(receipt["connector"]["id"], "kr_sr_ledger", "the built-in one counts while the file is empty");
    assert_eq!(receipt["unmapped"], json!({ "status": { "끝남": 1 } }));
    let into = File::create(workspace.path(file)).expect("the file can be made");
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command.arg("--workspace").arg(workspace.root()).args(["connectors", "show", "kr_sr_ledger"]);
    let status = command.stdout(Stdio::from(into.into_parts().0)).status().expect("the binary runs");
    assert!(status.success());
    let text = workspace.read(file);
    assert_eq!(text, include_str!("../../connectors/kr_sr_ledger.toml"));
    assert!(workspace.done(&["ingest"]).stderr.contains("1 exports were read before"), "the same text changes nothing");
    workspace.write(file, text.replacen("closed = [\"완료\"", "closed = [\"끝남\", \"완료\"", 1));
    workspace.done(&["ingest"]);
    let newest = workspace.receipts().into_iter().max_by_key(|r| r["generation"].as_u64()).expect("a receipt");
    assert_eq!((&newest["generation"], &newest["unmapped"]), (&json!(1), &json!({})));
}

#[test]
fn a_second_round_of_mending() {
    let export = "inbox/hpsm/changes.csv";
    let row = |ci: &str, opened: &str| format!("{ci};WBS1;C1;{opened};4-10-2025 16:08\n");
    let rows = [row("SRV1", "30-9-2025 10:04"), row("SRV2", "31-9-2025 10:04"), row("SRV3", "30-9-2025 25:04")];
    let names = "CI Name (aff);Service Component WBS (aff);Change ID;Change record Open Time;Change record Close Time";
    let workspace = Workspace::new("");
    workspace.write(export, format!("{names}\n{}", rows.concat()));
    workspace.done(&["ingest"]);
    assert_eq!(workspace.receipt(export)["connector"]["id"], "hpsm_change");
    assert_eq!(workspace.receipt(export)["counts"]["rejected"], 2);
    let first = rejects(&workspace, export);
    mend(&workspace, &first, "31-9-2025 10:04", "30-9-2025 10:04");
    let second = rejects(&workspace, &first);
    let text = workspace.read(&second);
    let header = text.trim_start_matches('\u{feff}').lines().next().expect("a header");
    let columns: Vec<&str> = header.split(',').collect();
    let distinct: BTreeSet<&&str> = columns.iter().filter(|c| !c.is_empty()).collect();
    assert_eq!((columns.len(), distinct.len()), (12 + 5, 12 + 5), "{header}");
    assert_eq!(columns[12..].join(";"), names);
    mend(&workspace, &second, "30-9-2025 25:04", "30-9-2025 10:05");
    let rows = workspace.sql("select native_id, component, record, line from change_requests order by component");
    assert_eq!(rows, "C1,SRV1,1,2\nC1,SRV2,2,3\nC1,SRV3,3,4");
    assert_eq!(workspace.receipt(&second)["mends"]["export"], hash(&workspace, export), "not the file between");
}

#[test]
fn what_was_mended_is_forgotten_with_its_export() {
    let workspace = with_a_good_export("");
    let [one, two, three] =
        [("SR-1", "2025-10-30 09:00"), ("SR-2", "어제"), ("SR-3", "그제")].map(|(id, time)| change(id, "portal", time));
    let export = "inbox/itsm/1-change.csv";
    workspace.write(export, format!("{CHANGES}{one}{two}{three}"));
    workspace.done(&["ingest"]);
    mend(&workspace, &rejects(&workspace, export), "어제", "2025-10-29 09:00");
    let query = "select string_agg(native_id, ' ' order by native_id), \
                 (select string_agg(record, ' ') from rejects) from change_requests";
    assert_eq!(workspace.sql(query), "SR-1 SR-2 SR-900,3");
    let hash = hash(&workspace, export);
    workspace.done(&["forget", &hash[..12]]);
    assert_eq!(workspace.sql(query), "SR-900,");
    workspace.done(&["forget", "--undo", &hash[..12]]);
    assert_eq!(workspace.sql(query), "SR-1 SR-2 SR-900,3");
}

#[test]
fn another_time_zone_reads_the_exports_again() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    assert_eq!(workspace.receipt(GOOD)["observed"]["first"], 1_761_868_800_000_000_i64, "2025-10-31 00:00 UTC");
    let settings = "time_zone = \"+00:00\"\n";
    workspace.write("assay.toml", settings);
    as_fresh(&workspace, settings);
    let local = "select strftime(to_local(requested_at), '%Y-%m-%d %H:%M') from change_requests";
    assert_eq!(workspace.sql(local), "2025-10-31 09:00", "the wall clock of the export");
    // The zone of a source, too; nine hours behind: 18:00 UTC.
    workspace.write("assay.toml", format!("{settings}[[source]]\nname = \"itsm\"\ntime_zone = \"-09:00\"\n"));
    assert!(workspace.done(&["ingest"]).stderr.contains("zz-change.csv: 1 of 1 records"));
    let newest = workspace.receipts().into_iter().max_by_key(|r| r["generation"].as_u64()).expect("a receipt");
    assert_eq!(newest["observed"]["first"], (1_761_868_800_i64 + 18 * 3600) * 1_000_000);
    assert!(workspace.done(&["ingest"]).stderr.contains("1 exports were read before"));
}

const WORK: &str = "inbox/itsm/work-maintenance.csv";
const WORK_ROWS: &str =
    "native_id,system_ref,start_at,end_at,type\nM-1,portal,2025-10-31 09:00,2025-10-31 10:00,regular\n";

fn connector_of_itsm(id: &str) -> String {
    format!("[[source]]\nname = \"itsm\"\nconnector = \"{id}\"\n")
}

#[test]
fn another_connector_for_a_source() {
    let workspace = Workspace::new(&connector_of_itsm("generic_incident"));
    workspace.write(WORK, WORK_ROWS);
    workspace.done(&["ingest"]);
    assert_eq!(workspace.receipt(WORK)["table"], "incidents");
    let settings = connector_of_itsm("generic_maintenance");
    workspace.write("assay.toml", &settings);
    as_fresh(&workspace, &settings);
    assert!(workspace.read(OUTPUTS[1]).contains("\"table\": \"maintenance\""));
}

#[test]
fn no_connector_for_a_source_any_more() {
    let workspace = Workspace::new(&connector_of_itsm("generic_incident"));
    workspace.write(WORK, WORK_ROWS);
    workspace.done(&["ingest"]);
    workspace.write("assay.toml", "");
    as_fresh(&workspace, "");
    assert!(workspace.read(OUTPUTS[1]).contains("\"table\": \"maintenance\""));
}

/// Settings of a source are those of a folder: an export beside the folders is read once all the same.
#[test]
fn a_source_that_is_called_like_the_product_of_an_export() {
    let workspace = Workspace::new("[[source]]\nname = \"generic\"\nconnector = \"generic_incident\"\n");
    workspace.write("inbox/work-maintenance.csv", WORK_ROWS);
    workspace.done(&["ingest"]);
    assert!(workspace.done(&["ingest"]).stderr.contains("1 exports were read before"));
}

#[test]
fn an_export_moved_to_another_source() {
    for moved in ["inbox/a-desk/change.csv", "inbox/redmine/change.csv"] {
        let workspace = with_a_good_export("");
        workspace.done(&["ingest"]);
        fs_err::create_dir_all(workspace.path(moved).parent().expect("a folder")).expect("it can be made");
        fs_err::rename(workspace.path(GOOD), workspace.path(moved)).expect("renamed");
        as_fresh(&workspace, "");
        let folder = moved.split('/').nth(1).expect("a folder");
        assert!(workspace.read(OUTPUTS[1]).contains(&format!("\"source\": \"{folder}\"")));
    }
}

#[test]
fn packed_dates_and_epochs() {
    let header: &[In] = &["native_id", "system_ref", "requested_at", "type", "status"].map(In::Text);
    let row = |id, time| [In::Text(id), In::Text("portal"), time, In::Text("change"), In::Text("open")];
    let numbers = [
        row("X-1", In::Number(202_610_310_901.0)),
        row("X-2", In::Number(1_650_024_049.0)),
        row("X-3", In::Number(1_650_024_049_161.0)),
        row("X-4", In::Number(2_026_103_109.0)),
    ];
    let rows: Vec<&[In]> = std::iter::once(header).chain(numbers.iter().map(|r| &r[..])).collect();
    let workspace = Workspace::new("");
    workspace.write("inbox/itsm/change.xlsx", workbook(&[("list", &rows)]));
    let texts = ["202610310901", "1650024049", "1650024049161", "2026103109"];
    // T-10 stands twice: one reads, one does not.
    let text: String = texts.iter().map(|time| change(&format!("T-{}", time.len()), "portal", time)).collect();
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{text}"));
    workspace.done(&["ingest"]);
    for export in ["inbox/itsm/change.xlsx", "inbox/itsm/change.csv"] {
        assert_eq!(workspace.receipt(export)["counts"]["rejected"], 1, "{export}");
        let row = &workspace.table(&rejects(&workspace, export))[0];
        let cells = ["assay_code", "assay_record", "assay_value"].map(|c| row[c].as_str());
        assert_eq!(cells, ["E0107", "4", "2026103109"], "{export}");
    }
    let query =
        "select native_id, strftime(to_local(requested_at), '%Y-%m-%d %H:%M:%S') from change_requests order by 1";
    let month = ["--month", "2026-10", "--as-of", "2026-11-01"];
    let ran = workspace.done(&[&["sql", "--format", "csv", query][..], &month].concat());
    let rows: Vec<&str> = ran.stdout.lines().skip(1).collect();
    let expected = [
        "T-10,2022-04-15 21:00:49",
        "T-12,2026-10-31 09:01:00",
        "T-13,2022-04-15 21:00:49",
        "X-1,2026-10-31 09:01:00",
        "X-2,2022-04-15 21:00:49",
        "X-3,2022-04-15 21:00:49",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn an_event_of_the_year_2062_dates_nothing() {
    let workspace = with_a_good_export("");
    let late = change("SR-1", "portal", "2062-03-04 09:00");
    workspace
        .write("inbox/itsm/a-change.csv", format!("{CHANGES}{}{late}", change("SR-2", "portal", "2025-10-02 09:00")));
    let ran = workspace.done(&["run"]);
    assert!(ran.stderr.contains("warning[W0208]: 1 record is dated after today; it dates nothing"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> inbox/itsm/a-change.csv"), "{}", ran.stderr);
    assert_eq!(workspace.receipt("inbox/itsm/a-change.csv")["counts"]["kept"], 2, "it is kept all the same");
    let months: BTreeSet<_> =
        workspace.files().iter().filter_map(|f| Some(f.strip_prefix("out/")?.split('/').next()?.to_string())).collect();
    assert_eq!(months, BTreeSet::from(["2025-10".to_string()]));
    let covered = "select strftime(min(to_local(from_ts)), '%Y-%m-%d'), strftime(max(to_local(to_ts)), '%Y-%m-%d') \
                   from coverage where table_name = 'change_requests'";
    assert_eq!(workspace.sql(covered), "2025-10-02,2025-11-01");
}

/// Two sheets with a good and a bad record each; the second record of each is bad.
fn two_sheets() -> Workspace {
    let header: &[In] = &INCIDENTS.map(In::Text);
    let row = |id, time| [In::Text(id), In::Text("portal"), In::Text(time), In::Number(1.0)];
    let [one, two, three, four] =
        [("I-1", "2025-10-01 09:00"), ("I-2", "어제"), ("I-3", "2025-10-31 09:00"), ("I-4", "어제")]
            .map(|(id, time)| row(id, time));
    let sheets: [(&str, &[&[In]]); 2] = [("one", &[header, &one, &two]), ("two", &[header, &three, &four])];
    let workspace = Workspace::new("max_rejects = 0\n");
    workspace.write("inbox/itsm/incident.xlsx", workbook(&sheets));
    workspace.done(&["ingest"]);
    workspace
}

fn reject_files(workspace: &Workspace) -> Vec<String> {
    workspace.files().into_iter().filter(|f| f.starts_with("rejects/")).collect()
}

#[test]
fn rejects_of_two_sheets_are_mended_one_by_one() {
    let workspace = two_sheets();
    let [second, first] = <[String; 2]>::try_from(reject_files(&workspace)).expect("one for each sheet");
    assert!(second.ends_with("-1.csv"), "{second}");
    let over = |count: &str| format!("{count} rejected records exceed the limit of 0");
    workspace.assay(&RUN).ended(3, &[&over("2")]);
    mend(&workspace, &first, "어제", "2025-10-30 09:00");
    workspace.assay(&RUN).ended(3, &[&over("1")]);
    // Mended once more it is still the one record of the first sheet.
    mend(&workspace, &first, "2025-10-30 09:00", "2025-10-29 09:00");
    workspace.assay(&RUN).ended(3, &[&over("1")]);
    mend(&workspace, &second, "어제", "2025-10-30 09:00");
    workspace.assay(&RUN).ended(0, &[]);
}

#[test]
fn a_record_mended_twice_is_one_record() {
    let workspace = two_sheets();
    let first = reject_files(&workspace).pop().expect("a reject file");
    mend(&workspace, &first, "어제", "2025-10-30 09:00");
    mend(&workspace, &first, "2025-10-30 09:00", "2025-10-29 09:00");
    assert_eq!(workspace.sql("select native_id from incidents order by 1"), "I-1\nI-2\nI-3");
}

#[test]
fn lines_that_end_in_a_carriage_return_alone() {
    let workspace = Workspace::new("");
    let rows = [change("SR-1", "portal", "2025-10-01 09:00"), change("SR-2", "portal", "2025-10-31 09:00")];
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{}", rows.concat()).replace('\n', "\r"));
    workspace.done(&["ingest"]);
    let receipt = workspace.receipt("inbox/itsm/change.csv");
    assert_eq!((&receipt["counts"]["read"], &receipt["counts"]["kept"]), (&json!(2), &json!(2)));
    assert_eq!(
        workspace.sql("select native_id, line, title from change_requests order by 1"),
        "SR-1,2,a request\nSR-2,3,a request"
    );
}

#[test]
fn litter_in_an_archive() {
    let workspace = Workspace::new("");
    let good = format!("{CHANGES}{}", change("SR-1", "portal", "2025-10-31 09:00"));
    let members = [
        ("__MACOSX/._x.csv", "\0\u{5}\u{16}\u{7}\0\u{2}\0\0Mac OS X".to_string()),
        ("__MACOSX/plain.csv", "\0\u{5}\u{16}".to_string()),
        ("a-empty.csv", String::new()),
        ("change.csv", good),
    ];
    workspace.write("inbox/itsm/changes.zip", archive(&members));
    let ran = workspace.done(&["ingest"]);
    assert!(!ran.stderr.contains("error") && !ran.stderr.contains("warning"), "{}", ran.stderr);
    let receipt = workspace.receipt("inbox/itsm/changes.zip");
    assert_eq!((&receipt["export"]["part"], &receipt["counts"]["kept"]), (&json!("change.csv"), &json!(1)));
}

#[test]
fn counts_in_usage_are_whole_numbers() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    let usage = |cell: &str| {
        let text = format!("system_id,date,distinct_users\nportal,2025-10-01,3\nportal,2025-10-02,{cell}\n");
        workspace.write("usage.csv", text);
    };
    for bad in ["\"1,5\"", "-5", "12%", "1.5", "\"1,23\""] {
        usage(bad);
        workspace.assay(&["sql", "select 1"]).ended(1, &["error[E0123]", "usage.csv, line 3", "distinct_users"]);
    }
    usage("\"1,234\"");
    assert_eq!(workspace.sql("select distinct_users from usage order by 1"), "3\n1234");
}

#[test]
fn every_reference_table_answers_in_sql() {
    let tables = [
        ("systems", "system_id,name\nportal,Portal\npay,급여\n"),
        ("aliases", "alias,system_id\n예약*,portal\n"),
        ("hosts", "host,system_id\nweb1,portal\n"),
        ("costs", "system_id,fiscal_year,category,amount\nportal,2025,maintenance,100\n"),
        ("usage", "system_id,date,distinct_users\nportal,2025-10-01,5\nportal,2025-10-02,6\n"),
        ("interfaces", "system_id,other\nportal,pay\n"),
        ("answers", "system_id,item,answer,by,at\nportal,1,Y,kim,2025-10-01\n"),
        ("holidays", "date,name\n2025-10-03,개천절\n"),
        ("corrections", "table,native_id,field,reason,by\nchange_requests,SR-1,exclude,twice,kim\n"),
    ];
    let names: BTreeSet<&str> = tables.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, catalog::tables(Class::Reference).map(|t| t.name).collect());
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    let count = |(name, _): &(&str, &str)| format!("select '{name}', count(*) from (select * from {name})");
    let query = format!("{} order by 1", tables.iter().map(count).collect::<Vec<_>>().join(" union all "));
    // Without a file a table is empty; the name of the export makes one system.
    let empty = "aliases,0\nanswers,0\ncorrections,0\ncosts,0\nholidays,0\nhosts,0\ninterfaces,0\nsystems,1\nusage,0";
    assert_eq!(workspace.sql(&query), empty);
    tables.iter().for_each(|(name, text)| workspace.write(&format!("{name}.csv"), text));
    let full = "aliases,1\nanswers,1\ncorrections,1\ncosts,1\nholidays,1\nhosts,1\ninterfaces,1\nsystems,2\nusage,2";
    assert_eq!(workspace.sql(&query), full);
}

#[test]
fn the_status_of_a_lake_without_events() {
    let workspace = Workspace::new("");
    workspace.write("inbox/itsm/none-change.csv", CHANGES);
    workspace.done(&["ingest"]);
    let ran = workspace.assay(&["status"]);
    ran.ended(1, &["error[E0128]: the lake holds no events"]);
    let row = ran.stdout.lines().find(|l| l.contains("none-change.csv")).expect("the receipt is shown");
    let hash = hash(&workspace, "inbox/itsm/none-change.csv");
    let words: Vec<_> = row.split_whitespace().collect();
    assert_eq!(words, [&hash[..12], "none-change.csv", "itsm", "change_requests", "0", "0", "0", "0"]);
}

#[cfg(unix)]
#[test]
fn links_and_folders_that_cannot_be_read_stop_no_other() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let workspace = with_a_good_export("");
    workspace.write("inbox/shut/change.csv", format!("{CHANGES}{}", change("SR-1", "portal", "2025-10-30 09:00")));
    symlink("nowhere.csv", workspace.path("inbox/itsm/dangling.csv")).expect("a link");
    symlink("itself.csv", workspace.path("inbox/itsm/itself.csv")).expect("a link");
    symlink("../itsm", workspace.path("inbox/itsm/circle")).expect("a link");
    let shut = |mode| {
        let rights = std::fs::Permissions::from_mode(mode);
        fs_err::set_permissions(workspace.path("inbox/shut"), rights).expect("rights can be set");
    };
    shut(0o000);
    // Root can list any folder.
    let is_listed = fs_err::read_dir(workspace.path("inbox/shut")).is_ok();
    let ran = workspace.assay(&["ingest"]);
    shut(0o755);
    ran.ended(1, &["error[E0101]", "inbox/itsm/dangling.csv", "inbox/itsm/itself.csv"]);
    assert!(!ran.stderr.contains("circle"), "{}", ran.stderr);
    assert_eq!(workspace.receipt(GOOD)["counts"]["kept"], 1);
    assert_eq!(workspace.receipts().len(), if is_listed { 2 } else { 1 });
    if !is_listed {
        ran.ended(1, &["inbox/shut"]);
    }
}

#[test]
fn a_cover_sheet_hides_no_columns() {
    let title = "2025년 10월 정보시스템 운영 현황 보고서 (대외비, 배포 금지). 이 문서는 내부 보고용으로만 쓰이며 외부에 제공하지 않는다.";
    let data: &[&[In]] =
        &[&["colour", "size", "weight"].map(In::Text), &[In::Text("red"), In::Number(1.0), In::Number(2.0)]];
    for cover in ["보고서", title] {
        let cover: &[&[In]] = &[&[In::Text(cover)]];
        for sheets in [[("표지", cover), ("자료", data)], [("자료", data), ("표지", cover)]] {
            let workspace = Workspace::new("");
            workspace.write("inbox/itsm/report.xlsx", workbook(&sheets));
            let ran = workspace.assay(&["ingest"]);
            ran.ended(1, &["error[E0104]", "columns found: `colour`, `size`, `weight`"]);
        }
    }
}

#[test]
fn spellings_of_an_unlisted_name_are_one_system() {
    let workspace = Workspace::new("");
    let rows = [("SR-1", "Portal"), ("SR-2", "portal"), ("SR-3", "PORTAL "), ("SR-4", "other")]
        .map(|(id, system)| change(id, system, "2025-10-31 09:00"));
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{}", rows.concat()));
    let elsewhere = change("SR-5", "pOrtal", "2025-10-31 09:00");
    workspace.write("inbox/redmine/change.csv", format!("{CHANGES}{elsewhere}"));
    workspace.done(&["ingest"]);
    let query = "select system_id, count(distinct (source, native_id)) from affected group by 1 order by 1";
    assert_eq!(workspace.sql(query), "PORTAL,4\nother,1");
}

/// The workbook with formulas that fail in place of `#N/A` texts.
fn with_errors(workbook: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a member");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        let text = text.replace("t=\"inlineStr\"><is><t>#N/A</t></is>", "t=\"e\"><v>#N/A</v>");
        files.push((file.name().expect("a name").into_owned(), text));
    }
    archive(&files)
}

#[test]
fn cells_of_failed_formulas_are_blank() {
    let header: &[In] = &["native_id", "system_ref", "requested_at", "type", "status", "due_at"].map(In::Text);
    let row: &[In] = &["SR-1", "#N/A", "2025-10-31 09:00", "change", "#N/A", "#N/A"].map(In::Text);
    let bytes = with_errors(&workbook(&[("list", &[header, row])]));
    let workspace = Workspace::new("");
    workspace.write("inbox/itsm/change.xlsx", bytes);
    workspace.write(
        "inbox/desk/SR대장.csv",
        "SR번호,시스템명,요청일시,요청구분,처리상태,완료예정일\nSR-2,#N/A,2025-10-31 09:00,변경,완료,#N/A\n",
    );
    workspace.done(&["ingest"]);
    for receipt in workspace.receipts() {
        assert_eq!((&receipt["counts"]["kept"], &receipt["unmapped"]), (&json!(1), &json!({})), "{receipt:#}");
    }
    let query = "select native_id, system_ref is null, status, due_at is null from change_requests order by 1";
    assert_eq!(workspace.sql(query), "SR-1,true,,true\nSR-2,true,closed,true");
    assert_eq!(workspace.sql("select count(*) from systems"), "0");
}

#[test]
fn json_lines_whose_first_line_is_broken() {
    let line = |id: &str| {
        json!({ "native_id": id, "system_ref": "portal", "start_at": "2025-10-01 09:00", "severity": 1 }).to_string()
    };
    let broken = "{\"native_id\": \"I-1\", \"sys";
    let export = "inbox/itsm/incident.ndjson";
    let workspace = Workspace::new("");
    workspace.write(export, [broken.to_string(), line("I-2"), line("I-3"), line("I-4")].join("\n"));
    workspace.done(&["ingest"]);
    let counts = &workspace.receipt(export)["counts"];
    assert_eq!((&counts["read"], &counts["kept"], &counts["rejected"]), (&json!(4), &json!(3), &json!(1)));
    let rejects = workspace.table(&rejects(&workspace, export));
    let cells = ["assay_code", "assay_record", "assay_line", "assay_value"].map(|c| rejects[0][c].as_str());
    assert_eq!(cells, ["E0109", "1", "1", broken]);
}

/// Three hundred records in Hangul, as the bytes of UTF-8.
fn hangul() -> String {
    let rows = (1..=300).map(|n| format!("SR-{n},통합예약 포털,2025-10-31 09:00,change,open,예약 화면 점검\n"));
    format!("{CHANGES}{}", rows.collect::<String>())
}

/// The codes and records of the rejects of an export of which all other records are kept.
fn broken_records(bytes: &[u8]) -> Vec<(String, String)> {
    let export = "inbox/itsm/change.csv";
    let workspace = Workspace::new("");
    workspace.write(export, bytes);
    workspace.done(&["ingest"]);
    let receipt = workspace.receipt(export);
    assert_eq!(receipt["export"]["encoding"], "UTF-8");
    let rejects = workspace.table(&rejects(&workspace, export));
    assert_eq!(receipt["counts"]["read"], 300);
    assert_eq!(receipt["counts"]["kept"], 300 - rejects.len());
    rejects.iter().map(|r| (r["assay_code"].clone(), r["assay_record"].clone())).collect()
}

#[test]
fn one_broken_byte_costs_one_record() {
    let text = hangul();
    let mut bytes = text.clone().into_bytes();
    let record = text.find("SR-150,").expect("the record is there");
    let at = record + text[record..].find("화면").expect("its title") + 1;
    bytes[at] = b'x';
    assert_eq!(broken_records(&bytes), [("E0208".to_string(), "150".to_string())]);
}

#[test]
fn a_text_cut_inside_of_a_letter_costs_its_last_record() {
    let text = hangul();
    // In the last column the record has all of its cells; in an earlier one it has not.
    let title = text.trim_end().len() - 1;
    let codes = broken_records(&text.as_bytes()[..title]);
    assert_eq!(codes, [("E0208".to_string(), "300".to_string())]);
    let system = text.rfind("포털").expect("the last system") + 4;
    let rejects = broken_records(&text.as_bytes()[..system]);
    assert_eq!(rejects.iter().map(|(_, record)| record.as_str()).collect::<Vec<_>>(), ["300"]);
}
