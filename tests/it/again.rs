//! Everything twice, in another order, longer, mended, forgotten, or ended midway: the lake takes it.

use std::time::{Duration, SystemTime};

use fs_err::File;
use serde_json::{Value, json};

use crate::support::{In, Workspace, archive, workbook};

const CHANGES: &str = "native_id,system_ref,requested_at,type,status,updated_at\n";
const INCIDENTS: &str = "native_id,system_ref,start_at,end_at,severity,scope\n";
const RUN: [&str; 6] = ["run", "--restate", "--month", "2026-10", "--as-of", "2026-11-01"];
const OUTPUTS: [&str; 2] = ["out/2026-10/candidates.csv", "out/2026-10/manifest.json"];

/// A workspace with exports in several formats, of which some repeat what others say.
fn agency() -> Workspace {
    let workspace = Workspace::new(
        "lang = \"ko\"\n[[covers]]\nsource = \"*\"\nfrom = 2026-05-01\nto = 2026-11-01\n\
         tables = [\"change_requests\", \"incidents\", \"maintenance\", \"complaints\"]\n",
    );
    workspace.write("systems.csv", "system_id,name,srm_class\nportal,통합예약 포털,citizen\npay,급여,internal\n");
    workspace.write("aliases.csv", "alias,system_id\n예약*,portal\n");
    let change = |id: u32, system: &str, status: &str, updated: &str| {
        format!("SR-{id},{system},2026-0{}-10 09:00,change,{status},{updated}\n", 5 + id % 5)
    };
    let first: String = (1..40).map(|n| change(n, "portal", "open", "2026-09-01 10:00")).collect();
    // Older by its updates though newer by its name; and two that only the newest event or the hash tells apart.
    let second: String = (30..60).map(|n| change(n, "pay", "closed", "2026-08-01 10:00")).collect();
    let undated: String = (50..70).map(|n| change(n, "예약 시스템", "open", "")).collect();
    let same_end: String = (50..70).map(|n| change(n, "급여", "closed", "")).collect();
    workspace.write("inbox/itsm/a-change.csv", format!("{CHANGES}{first}"));
    workspace.write("inbox/itsm/b-change.csv", format!("{CHANGES}{second}"));
    workspace.write("inbox/itsm/c-change.csv", format!("{CHANGES}{undated}"));
    workspace.write("inbox/itsm/d-change.csv", format!("{CHANGES}{same_end}SR-x,pay,어제,change,open,\n"));
    let header: &[In] = &["장애번호", "시스템명", "장애발생일시", "서비스복구일시", "영향범위"].map(In::Text);
    let row = |id, system, start, minutes: f64| {
        [In::Text(id), In::Text(system), In::Time(start), In::Time(start + minutes / 1440.0), In::Text("전체")]
    };
    // Serial 46300 is 2026-10-05.
    let (one, two) = (row("I-1", "급여", 46_300.25, 30.0), row("I-2", "예약 시스템", 46_301.25, 90.0));
    let longer = row("I-1", "급여", 46_300.25, 45.0);
    workspace.write("inbox/itsm/e-장애대장.xlsx", workbook(&[("장애", &[header, &one])]));
    workspace.write("inbox/itsm/f-장애대장.xlsx", workbook(&[("장애", &[header, &longer, &two])]));
    workspace.write(
        "inbox/voc/voc.ndjson",
        "{\"native_id\": \"V-1\", \"system_ref\": \"급여\", \"at\": \"2026-10-01 09:00\", \"class\": \"slow\"}\n",
    );
    workspace
}

fn exports(workspace: &Workspace) -> Vec<String> {
    workspace.files().into_iter().filter(|f| f.starts_with("inbox/")).collect()
}

fn ingest(workspace: &Workspace, export: &str) {
    workspace.done(&["ingest", &workspace.path(export).display().to_string()]);
}

fn outputs(workspace: &Workspace) -> [String; 2] {
    workspace.done(&RUN);
    assert!(workspace.receipts().iter().all(adds_up));
    assert_eq!(workspace.leftovers(), [""; 0]);
    OUTPUTS.map(|output| workspace.read(output))
}

/// Every record is accounted for.
fn adds_up(receipt: &Value) -> bool {
    let counts = &receipt["counts"];
    let number = |name: &str| counts[name].as_u64().expect("a number");
    let filtered: u64 = counts["filtered"].as_object().expect("by reason").values().filter_map(Value::as_u64).sum();
    number("kept") + number("rejected") + filtered == number("read")
}

fn drift(workspace: &Workspace, export: &str) -> [u64; 4] {
    let receipt = workspace.receipt(export);
    ["new", "changed", "unchanged", "vanished"].map(|what| receipt["drift"][what].as_u64().expect("a number"))
}

/// Trap 30, and the order of arrival: all at once, or one by one and backwards.
#[test]
fn the_order_of_arrival_changes_nothing() {
    let [at_once, backwards] = [(); 2].map(|()| agency());
    let names = exports(&at_once);
    assert_eq!(names.len(), 7);
    for name in names.iter().rev() {
        ingest(&backwards, name);
    }
    assert!(outputs(&backwards) == outputs(&at_once));
    // SR-30 to 39 stand in two exports; the newer updates are portal's, in the one that came last.
    let month = ["--month", "2026-10", "--as-of", "2026-11-01"];
    let query = "select count(*), min(system_ref), max(system_ref) from change_requests where native_id between 'SR-30' and 'SR-39'";
    let ran = backwards.done(&[&["sql", "--format", "csv", query][..], &month].concat());
    assert_eq!(ran.stdout.lines().nth(1), Some("10,portal,portal"));
}

/// Trap 16: the second time brings nothing, and other times of the files are no other files.
#[test]
fn the_same_exports_again() {
    let workspace = agency();
    let expected = outputs(&workspace);
    let lake: Vec<_> = workspace.files().into_iter().filter(|f| f.starts_with("lake/")).collect();
    for name in exports(&workspace) {
        let file = File::options().write(true).open(workspace.path(&name)).expect("it is there");
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        file.file().set_modified(time).expect("its time can be set");
    }
    let ran = workspace.done(&RUN);
    assert!(ran.stderr.contains("7 exports were read before"), "{}", ran.stderr);
    assert!(OUTPUTS.map(|output| workspace.read(output)) == expected);
    assert_eq!(workspace.files().into_iter().filter(|f| f.starts_with("lake/")).collect::<Vec<_>>(), lake);
    // A copy under another name is the same export.
    let copied = workspace.read("inbox/itsm/b-change.csv");
    workspace.write("inbox/itsm/zz-copy-change.csv", copied);
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("zz-copy-change.csv"), "the copy is named: {}", ran.stderr);
    assert!(outputs(&workspace) == expected);
}

/// Outputs follow from the content of the exports alone: which of two copies came first is no content.
#[test]
fn which_of_two_copies_came_first_changes_nothing() {
    let text = format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\n");
    let [one, other] = [["a", "b"], ["b", "a"]].map(|order| {
        let workspace = Workspace::new("");
        for name in order {
            workspace.write(&format!("inbox/itsm/{name}-change.csv"), &text);
            workspace.done(&["ingest"]);
        }
        outputs(&workspace)
    });
    assert!(one == other, "{}\n{}", one[1], other[1]);
}

/// Trap 16: a longer re-export brings new records, updates, and a list of what vanished.
#[test]
fn a_longer_export_of_the_same_records() {
    let workspace = Workspace::new("");
    let row = |id: u32, day: u32, status: &str| format!("SR-{id},portal,2026-10-{day:02} 09:00,change,{status},\n");
    let first = [row(1, 1, "open"), row(2, 2, "open"), row(3, 3, "open"), row(4, 4, "open")].concat();
    workspace.write("inbox/itsm/1-change.csv", format!("{CHANGES}{first}"));
    workspace.done(&["ingest"]);
    assert_eq!(drift(&workspace, "inbox/itsm/1-change.csv"), [4, 0, 0, 0]);
    // SR-1 lies before the new export and has not vanished; SR-3 has.
    let second = [row(2, 2, "open"), row(4, 4, "closed"), row(5, 5, "open"), row(6, 31, "open")].concat();
    workspace.write("inbox/itsm/2-change.csv", format!("{CHANGES}{second}"));
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("; 1 changed, 1 vanished"), "{}", ran.stderr);
    assert_eq!(drift(&workspace, "inbox/itsm/2-change.csv"), [2, 1, 1, 1]);
    assert_eq!(workspace.receipt("inbox/itsm/2-change.csv")["drift"]["vanished_ids"], json!(["SR-3"]));
    let now = workspace.sql("select string_agg(native_id || status, ' ' order by native_id) from change_requests");
    assert_eq!(
        now, "SR-1open SR-2open SR-3open SR-4closed SR-5open SR-6open",
        "each once; what vanished is listed, not deleted"
    );
    let status = workspace.done(&["status"]).stdout;
    assert!(status.contains("inbox/itsm/2-change.csv: 1 records changed, 1 vanished `SR-3`"), "{status}");
    // The same ids in another source are other records.
    workspace.write("inbox/redmine/3-change.csv", format!("{CHANGES}{second}"));
    workspace.write("inbox/redmine/3-change.csv", format!("{CHANGES}{}", row(2, 2, "open")));
    workspace.done(&["ingest"]);
    assert_eq!(drift(&workspace, "inbox/redmine/3-change.csv"), [1, 0, 0, 0]);
    assert_eq!(workspace.sql("select count(*) from change_requests"), "7");
}

/// Rows that only stand in another order are the same records.
#[test]
fn the_same_records_in_another_order() {
    let workspace = Workspace::new("");
    let rows: Vec<String> = (1..=9).map(|n| format!("SR-{n},portal,2026-10-{n:02} 09:00,change,open,\n")).collect();
    workspace.write("inbox/itsm/1-change.csv", format!("{CHANGES}{}", rows.concat()));
    workspace.done(&["ingest"]);
    let reversed: String = rows.into_iter().rev().collect();
    workspace.write("inbox/itsm/2-change.csv", format!("{CHANGES}{reversed}"));
    workspace.done(&["ingest"]);
    assert_eq!(drift(&workspace, "inbox/itsm/2-change.csv"), [0, 0, 9, 0]);
}

const FULL_OUTAGES: &str = "select cast(value as int) from metrics where metric = 'full_outages' and system_id = 'portal' and period = '2026-10'";
const WATCHED: &str =
    "[[covers]]\nsource = \"*\"\ntables = [\"incidents\", \"change_requests\"]\nfrom = 2026-10-01\nto = 2026-11-01\n";

#[test]
fn a_mended_connector_takes_effect() {
    let workspace = Workspace::new(WATCHED);
    let rows = "I-1,portal,2026-10-01 09:00,2026-10-01 09:30,1,blackout\nI-2,portal,2026-10-31 09:00,2026-10-31 09:30,1,FULL\n";
    workspace.write("inbox/itsm/incident.csv", format!("{INCIDENTS}{rows}"));
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql(FULL_OUTAGES), "1");
    let built_in = workspace.done(&["connectors", "show", "generic_incident"]).stdout;
    let mapping = "scope = { from = \"scope\" }";
    assert!(built_in.contains(mapping));
    let mended = built_in.replacen(mapping, "scope = { from = \"scope\", values = { FULL = [\"blackout\"] } }", 1);
    workspace.write("connectors/generic_incident.toml", &mended);
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("inbox/itsm/incident.csv: 2 of 2 records"), "it is read again: {}", ran.stderr);
    let receipts = workspace.receipts();
    assert_eq!(receipts.iter().map(|r| r["generation"].as_u64()).collect::<Vec<_>>(), [Some(0), Some(1)]);
    assert_eq!(receipts[1]["drift"]["new"], 2, "against other exports, not against itself");
    assert_eq!(workspace.sql(FULL_OUTAGES), "2", "the first receipt counts no more");
    assert_eq!(workspace.sql("select count(*), sum(kept) from receipts"), "1,2");
    assert!(workspace.done(&["ingest"]).stderr.contains("1 exports were read before"));
    // Taken back, the built-in connector counts again.
    fs_err::remove_file(workspace.path("connectors/generic_incident.toml")).expect("it was there");
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql(FULL_OUTAGES), "1");
    assert_eq!(workspace.leftovers(), [""; 0]);
}

#[test]
fn another_connector_named_for_an_export() {
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/itsm/work-maintenance.csv",
        "native_id,system_ref,start_at,end_at,type\nM-1,portal,2026-10-31 09:00,2026-10-31 10:00,regular\n",
    );
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql("select count(*) from maintenance"), "1");
    let export = workspace.path("inbox/itsm/work-maintenance.csv").display().to_string();
    workspace.done(&["ingest", &export, "--connector", "generic_incident"]);
    let counts = "select (select count(*) from maintenance), (select count(*) from incidents)";
    assert_eq!(workspace.sql(counts), "0,1");
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql(counts), "0,1", "what a person named stays");
}

#[test]
fn a_forgotten_export_stays_out_until_it_is_taken_back() {
    let workspace = Workspace::new("");
    let one = format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\n");
    workspace.write("inbox/itsm/1-change.csv", one);
    workspace.write("inbox/itsm/2-change.csv", format!("{CHANGES}SR-2,portal,2026-10-31 09:00,change,open,\n"));
    workspace.done(&RUN);
    let whole = workspace.read(OUTPUTS[0]);
    let hash = workspace.receipt("inbox/itsm/2-change.csv")["export"]["hash"].as_str().expect("a hash").to_string();
    let status = workspace.done(&["status"]).stdout;
    assert!(status.contains(&hash[..12]), "{status}");
    workspace.done(&["forget", &hash[..12]]);
    let ids = "select string_agg(native_id, ' ' order by native_id) from change_requests";
    assert_eq!(workspace.sql(ids), "SR-1");
    let ran = workspace.done(&RUN);
    assert!(ran.stderr.contains("inbox/itsm/2-change.csv"), "it is said that it was left out: {}", ran.stderr);
    assert_ne!(workspace.read(OUTPUTS[0]), whole);
    let manifest: Value = serde_json::from_str(&workspace.read(OUTPUTS[1])).expect("it is JSON");
    let read: Vec<_> = manifest["receipts"].as_array().expect("a list").iter().map(|r| &r["name"]).collect();
    assert_eq!(read, ["inbox/itsm/1-change.csv"], "a later run respects it");
    workspace.done(&["forget", "--undo", &hash[..12]]);
    workspace.done(&RUN);
    assert_eq!(workspace.read(OUTPUTS[0]), whole);
}

#[test]
fn mended_rejects_come_in_as_what_they_were() {
    let workspace = Workspace::new("");
    let rows = "SR-1,portal,2026-10-01 09:00,change,open,\n,portal,2026-10-02 09:00,change,open,\n\
                SR-3,portal,2026-02-30 09:00,change,open,\nSR-4,por\nSR-5,portal,2026-10-31 09:00,change,open,\n";
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{rows}"));
    workspace.done(&["ingest"]);
    let receipt = workspace.receipt("inbox/itsm/change.csv");
    assert_eq!((&receipt["counts"]["kept"], &receipt["counts"]["rejected"]), (&2.into(), &3.into()));
    let hash = receipt["export"]["hash"].as_str().expect("a hash");
    let file = format!("rejects/{}.csv", &hash[..16]);
    let rejects = workspace.read(&file);
    // The id is filled in, the date is mended, the short record is left as it was.
    let mended = rejects.replace(",,portal,2026-10-02", ",SR-2,portal,2026-10-02");
    let mended = mended.replace("SR-3,portal,2026-02-30", "SR-3,portal,2026-03-02");
    assert_ne!(mended, rejects);
    workspace.write(&file, &mended);
    ingest(&workspace, &file);
    let rows = workspace.sql("select native_id, source, record, line from change_requests order by native_id");
    assert_eq!(rows, "SR-1,itsm,1,2\nSR-2,itsm,2,3\nSR-3,itsm,3,4\nSR-5,itsm,5,6");
    let second = workspace.receipt(&file);
    assert_eq!(second["connector"]["id"], "generic_change");
    assert_eq!(second["mends"]["export"], hash);
    assert_eq!(second["mends"]["records"], serde_json::json!([2, 3]));
    assert_eq!((&second["counts"]["kept"], &second["counts"]["rejected"]), (&2.into(), &1.into()));
    let spans = workspace.sql("select count(*), count(observed_from) from receipts");
    assert_eq!(spans, "2,1", "a few mended records do not say what the source watched");
    assert!(workspace.receipts().iter().all(adds_up));
    let again = workspace.table(&format!("rejects/{}.csv", &second["export"]["hash"].as_str().expect("a hash")[..16]));
    assert_eq!((again[0]["assay_record"].as_str(), again[0]["assay_line"].as_str()), ("4", "5"));
    assert_eq!(workspace.read(&file), mended, "what a person wrote stays");
    ingest(&workspace, &file);
    assert_eq!(workspace.sql("select count(*) from change_requests"), "4");
}

#[test]
fn mended_rejects_count_against_no_limit() {
    let workspace = Workspace::new("max_rejects = 0\n");
    workspace.write(
        "inbox/itsm/change.csv",
        format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\nSR-2,portal,?,change,open,\n"),
    );
    workspace.assay(&RUN).ended(3, &["1 rejected records exceed the limit of 0"]);
    let file = workspace.files().into_iter().find(|f| f.starts_with("rejects/")).expect("a reject file");
    // Mended to no avail it is rejected once, not twice.
    workspace.write(&file, workspace.read(&file).replace("portal,?,", "portal,??,"));
    ingest(&workspace, &file);
    workspace.assay(&RUN).ended(3, &["1 rejected records exceed the limit of 0"]);
    let second = workspace.files().into_iter().find(|f| f.starts_with("rejects/") && *f != file).expect("a second one");
    workspace.write(&second, workspace.read(&second).replace("portal,??,", "portal,2026-10-30 09:00,"));
    ingest(&workspace, &second);
    workspace.assay(&RUN).ended(0, &[]);
}

#[test]
fn an_archive_of_several_exports() {
    let row = |id: &str| format!("{CHANGES}{id},portal,2026-10-31 09:00,change,open,\n");
    let workspace = Workspace::new("");
    let members = [("2026/b-change.csv", row("SR-2")), ("a-change.csv", row("SR-1")), ("readme.txt", "bye\n".into())];
    workspace.write("inbox/itsm/changes.zip", archive(&members));
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("warning[W0206]") && ran.stderr.contains("part `readme.txt`"), "{}", ran.stderr);
    let parts = workspace.receipts().into_iter().map(|r| r["export"]["part"].as_str().map(String::from));
    let mut parts: Vec<_> = parts.flatten().collect();
    parts.sort();
    assert_eq!(parts, ["2026/b-change.csv", "a-change.csv"]);
    assert_eq!(workspace.sql("select string_agg(native_id, ' ' order by native_id) from change_requests"), "SR-1 SR-2");
    assert!(workspace.done(&["ingest"]).stderr.contains("1 exports were read before"));
}

/// A spreadsheet program saves the reject file in the encoding of the office, and names of two header rows survive it.
#[test]
fn rejects_that_a_spreadsheet_saved() {
    let upper: &[In] = &[In::Text("작업일자"), In::Text("작업시간"), In::Blank, In::Text("업무"), In::Text("작업내용")];
    let lower: &[In] = &[In::Blank, In::Text("시작 시간"), In::Text("종료 시간"), In::Blank, In::Blank];
    let row = |day| {
        ["", "22:00", "23:30", "포털", "점검"]
            .map(In::Text)
            .map(|c| if let In::Text("") = c { In::Text(day) } else { c })
    };
    let (good, bad) = (row("2026.3.14(토)"), row("2026.3.32"));
    let workspace = Workspace::new("");
    workspace.write("inbox/plan/작업계획.xlsx", workbook(&[("3월", &[upper, lower, &good, &bad])]));
    workspace.done(&["ingest"]);
    let file = workspace.files().into_iter().find(|f| f.starts_with("rejects/")).expect("a reject file");
    let mended = workspace.read(&file).trim_start_matches('\u{feff}').replace(",2026.3.32,22:00", ",2026.3.31,22:00");
    // What the encoding does not have becomes a question mark.
    let mended: String = mended.chars().map(|c| if is_in_cp949(c) { c } else { '?' }).collect();
    workspace.write(&file, encoding_rs::EUC_KR.encode(&mended).0);
    ingest(&workspace, &file);
    let rows = workspace.sql("select strftime(to_local(start_at), '%d %H:%M'), strftime(to_local(end_at), '%d %H:%M') from maintenance order by 1");
    assert_eq!(rows, "14 22:00,14 23:30\n31 22:00,31 23:30");
}

fn is_in_cp949(character: char) -> bool {
    let (_, _, lossy) = encoding_rs::EUC_KR.encode(character.encode_utf8(&mut [0; 4]));
    !lossy
}

/// A reject file is a person's work: reading its export again must not take it away.
#[test]
fn mended_rejects_outlive_a_mended_connector() {
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/itsm/change.csv",
        format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\nSR-2,portal,?,change,open,\n"),
    );
    workspace.done(&["ingest"]);
    let file = workspace.files().into_iter().find(|f| f.starts_with("rejects/")).expect("a reject file");
    let mended = workspace.read(&file).replace("portal,?,", "portal,2026-10-30 09:00,");
    workspace.write(&file, mended);
    ingest(&workspace, &file);
    let text = workspace.done(&["connectors", "show", "generic_change"]).stdout;
    workspace.write("connectors/generic_change.toml", format!("{text}\n# changed\n"));
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql("select string_agg(native_id, ' ' order by native_id) from change_requests"), "SR-1 SR-2");
}

#[test]
fn every_record_is_accounted_for() {
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/itsm/장애대장.csv",
        "장애대장\n장애번호,시스템명,장애발생일시,서비스복구일시\nI-1,포털,2026-10-01 09:00,2026-10-01 10:00\n\n,,,\n\
         장애번호,시스템명,장애발생일시,서비스복구일시\nI-2,\"포털, 급여\",2026-10-31 09:00,2026-10-31 10:00\n\
         I-3,포털,어제,\nI-4,포털,2026-10-02 09:00,2026-10-01 09:00\n합계,3,,\nI-5,po\n",
    );
    workspace.write(
        "inbox/plan/작업.csv",
        "작업번호,시스템명,작업일자,시작시간,종료시간,작업상태\nW-1,포털,2026-10-01,22:00,24:00,완료\nW-2,포털,2026-10-02,22:00,24:00,취소\n",
    );
    workspace.done(&["ingest"]);
    let incidents = &workspace.receipt("inbox/itsm/장애대장.csv")["counts"];
    let expected = json!({
        "read": 8, "kept": 2, "rejected": 3, "rows": 3,
        "filtered": { "blank": 1, "repeated header": 1, "total": 1 },
    });
    assert_eq!(*incidents, expected);
    let work = &workspace.receipt("inbox/plan/작업.csv")["counts"];
    assert_eq!(*work, json!({ "read": 2, "kept": 1, "rejected": 0, "rows": 1, "filtered": { "connector": 1 } }));
    assert!(workspace.receipts().iter().all(adds_up));
}

#[test]
fn a_file_that_is_being_written_is_left_for_the_next_run() {
    let workspace = Workspace::new("");
    let text = |id: u32| format!("{CHANGES}SR-{id},portal,2026-10-31 09:00,change,open,\n");
    for (id, name) in
        ["1-change.csv", "2-change.csv.part", "3-change.csv.tmp", "~$4-change.csv", ".5-change.csv"].iter().enumerate()
    {
        workspace.write(&format!("inbox/itsm/{name}"), text(u32::try_from(id).expect("small")));
    }
    let ran = workspace.done(&["ingest"]);
    for name in ["2-change.csv.part", "3-change.csv.tmp", "~$4-change.csv"] {
        let note = ran.stderr.lines().find(|l| l.contains(name)).unwrap_or_default();
        assert!(note.contains("its name says that it is being written"), "{}", ran.stderr);
    }
    assert_eq!(workspace.receipts().len(), 1);
    fs_err::rename(workspace.path("inbox/itsm/2-change.csv.part"), workspace.path("inbox/itsm/2-change.csv"))
        .expect("renamed");
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql("select count(*) from change_requests"), "2");
}

#[test]
fn a_file_that_changed_just_now_may_be_left_too() {
    let settings = "settle_seconds = 4000000000\n";
    let workspace = Workspace::new(settings);
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\n"));
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("it changed less than 4000000000 seconds ago"), "{}", ran.stderr);
    assert!(workspace.receipts().is_empty());
}

#[test]
fn a_dry_run_writes_nothing() {
    let workspace = agency();
    let before = workspace.files();
    let ran = workspace.done(&["ingest", "--dry-run"]);
    assert!(
        ran.stderr.contains("inbox/itsm/d-change.csv: 20 of 21 records") && ran.stderr.contains("1 rejected"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("dry run: nothing was written"));
    assert_eq!(workspace.files(), before);
    workspace.done(&["ingest"]);
    assert_eq!(workspace.receipts().len(), 7, "it is all still to be done");
}

#[test]
fn a_folder_named_like_a_date_is_no_source() {
    let workspace = Workspace::new("");
    let rows = |id: u32| format!("{CHANGES}SR-{id},portal,2026-10-31 09:00,change,open,\n");
    let places = [
        ("inbox/2026-10/itsm/1-change.csv", "itsm"),
        ("inbox/itsm/2026/10/2-change.csv", "itsm"),
        ("inbox/2026년 10월/3-change.csv", "generic"),
        ("inbox/4-change.csv", "generic"),
        ("inbox/v2026/5-change.csv", "v2026"),
    ];
    for (id, (place, _)) in places.iter().enumerate() {
        workspace.write(place, rows(u32::try_from(id).expect("small")));
    }
    workspace.done(&["ingest"]);
    for (place, source) in places {
        assert_eq!(workspace.receipt(place)["source"], source, "{place}");
    }
}

/// What an ingest that was killed leaves behind is read by nobody, and swept when it is old.
#[test]
fn an_ingest_that_was_ended_midway() {
    let workspace = Workspace::new("");
    workspace.write("inbox/itsm/1-change.csv", format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\n"));
    workspace.write("inbox/itsm/2-change.csv", format!("{CHANGES}SR-2,portal,2026-10-31 09:00,change,open,\n"));
    workspace.done(&RUN);
    let whole = OUTPUTS.map(|output| workspace.read(output));
    // The receipt is written last: without it the rows are there and do not count.
    let receipt = workspace.receipt("inbox/itsm/2-change.csv");
    let id = receipt["id"].as_str().expect("an id");
    fs_err::remove_file(workspace.path(&format!("lake/receipts/{id}.json"))).expect("it was there");
    let rows = format!("lake/{}", receipt["files"][0]["path"].as_str().expect("a path"));
    let half = format!("{rows}.123.tmp");
    workspace.write(&half, b"PAR1");
    workspace.write(&format!("lake/receipts/{id}.json.123.tmp"), b"{ \"id\": ");
    assert_eq!(workspace.leftovers().len(), 3);
    assert_eq!(workspace.sql("select string_agg(native_id, ' ') from change_requests"), "SR-1");
    // The next run brings it in again, and ends with the same bytes.
    workspace.done(&RUN);
    assert!(OUTPUTS.map(|output| workspace.read(output)) == whole);
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = File::options().write(true).open(workspace.path(&half)).expect("it is left while it is young");
    file.file().set_modified(old).expect("its time can be set");
    let ran = workspace.done(&RUN);
    assert!(ran.stderr.contains("swept 1 files of an ingest that was ended midway"), "{}", ran.stderr);
    assert!(!workspace.path(&half).exists() && workspace.path(&rows).exists());
}

#[test]
fn two_ingests_at_once_agree() {
    let workspace = agency();
    let expected = outputs(&agency());
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| workspace.done(&["ingest"]));
        }
    });
    assert_eq!(workspace.receipts().len(), 7);
    assert!(outputs(&workspace) == expected);
}
