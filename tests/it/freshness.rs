//! Sources that fell silent, and exports that look cut short: said by `run` and `ingest`, repeated by `status` and the
//! manifest. The arithmetic of what is usual stands in the cases of the SQL layer.

use serde_json::Value;

use crate::support::{In, Workspace, workbook};

const HEADER: &str = "native_id,system_ref,requested_at,type,status,title\n";
const RUN: [&str; 6] = ["run", "--restate", "--month", "2026-10", "--as-of", "2026-11-01"];
const STATUS: [&str; 5] = ["status", "--month", "2026-10", "--as-of", "2026-11-01"];

/// So many requests of a month.
fn requests(source: &str, month: &str, count: usize) -> String {
    let day = |n: usize| n % 28 + 1;
    (0..count).map(|n| format!("{source}-{month}-{n},portal,{month}-{:02} 09:00,change,closed,t\n", day(n))).collect()
}

/// Exports of ten requests a month from June to September, and one of October.
fn months(source: &str, october: usize, workspace: &Workspace) {
    for month in ["2026-06", "2026-07", "2026-08", "2026-09"] {
        workspace.write(&format!("inbox/{source}/sr-{month}.csv"), format!("{HEADER}{}", requests(source, month, 10)));
    }
    if october > 0 {
        workspace.write(
            &format!("inbox/{source}/sr-2026-10.csv"),
            format!("{HEADER}{}", requests(source, "2026-10", october)),
        );
    }
}

fn manifest(workspace: &Workspace) -> Value {
    serde_json::from_str(&workspace.read("out/2026-10/manifest.json")).expect("the manifest is JSON")
}

fn codes(manifest: &Value) -> Vec<&str> {
    let warnings = manifest["warnings"].as_array().expect("a list");
    warnings.iter().map(|w| w["code"].as_str().expect("a code")).collect()
}

/// The line of `status` about a source.
fn line(text: &str, source: &str) -> String {
    let line = text.lines().find(|l| l.starts_with(&format!("{source} ")));
    let words = line.unwrap_or_else(|| panic!("{source} has no line in\n{text}")).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_source_without_rows_for_the_month_is_silent_and_one_with_few_is_low() {
    let workspace = Workspace::new("");
    months("silent", 0, &workspace);
    months("low", 4, &workspace);
    months("half", 5, &workspace);
    workspace.write(
        "inbox/fresh/sr.csv",
        format!("{HEADER}{}{}", requests("fresh", "2026-08", 9), requests("fresh", "2026-09", 9)),
    );
    let ran = workspace.done(&RUN);
    ran.ended(
        0,
        &[
            "warning[W0311]: `silent` sent nothing of `change_requests` for 2026-10\n  usual are 10 rows a month, the median of 4 months before; the last came for 2026-09",
            "hint: put the export of the month into inbox/silent/ and run again",
            "warning[W0312]: `low` sent 4 rows of `change_requests` for 2026-10, far less than usual",
        ],
    );
    for quiet in ["`half`", "`fresh`", "W0313"] {
        assert!(!ran.stderr.contains(quiet), "{quiet} is said in\n{}", ran.stderr);
    }
    let have = manifest(&workspace);
    assert_eq!(codes(&have), ["W0312", "W0311"]);
    let states: Vec<_> = have["freshness"].as_array().expect("a list").iter().map(|f| &f["state"]).collect();
    assert_eq!(states, ["new", "usual", "low", "silent"], "of fresh, half, low, silent");
    // Again: the same bytes, and the same warnings although nothing is ingested.
    let before = workspace.read("out/2026-10/manifest.json");
    let again = workspace.done(&RUN);
    assert_eq!(workspace.read("out/2026-10/manifest.json"), before);
    again.ended(0, &["`silent` sent nothing", "`low` sent 4 rows"]);
    let status = workspace.done(&STATUS).stdout;
    assert!(status.contains("rows of 2026-10"), "{status}");
    assert_eq!(line(&status, "silent"), "silent change_requests 0 10 4 silent");
    assert_eq!(line(&status, "low"), "low change_requests 4 10 4 low");
    assert_eq!(line(&status, "half"), "half change_requests 5 10 4 usual");
    assert_eq!(line(&status, "fresh"), "fresh change_requests 0 9 2 new");
    // The missing export comes: nothing is left to say.
    months("silent", 10, &workspace);
    months("low", 10, &workspace);
    let ran = workspace.done(&RUN);
    assert!(!ran.stderr.contains("W031"), "{}", ran.stderr);
    assert!(codes(&manifest(&workspace)).is_empty());
}

#[test]
fn declared_coverage_of_a_silent_month_is_said() {
    let settings = "[[covers]]\nsource = \"itsm\"\ntables = [\"change_requests\"]\nfrom = 2026-06-01\nto = 2026-11-01\n\
                    [[covers]]\nsource = \"itms\"\ntables = [\"incidents\"]\nfrom = 2026-06-01\nto = 2026-11-01\n";
    let workspace = Workspace::new(settings);
    months("itsm", 0, &workspace);
    workspace.done(&RUN).ended(
        0,
        &[
            "warning[W0313]: `itsm` sent nothing of `change_requests` for 2026-10, and `covers` claims that month: it counts as zero\n  --> assay.toml",
            "hint: unless nothing happened, end `covers` of `itsm` before 2026-10",
            // A slip in the name of a source would turn its absence into zeros unseen.
            "`itms` sent nothing of `incidents` for 2026-10",
            "  no export has ever brought any",
        ],
    );
    assert_eq!(codes(&manifest(&workspace)), ["W0313", "W0313"]);
    let status = workspace.done(&STATUS).stdout;
    assert_eq!(line(&status, "itsm"), "itsm change_requests 0 10 4 silent, though covered");
}

/// Samples have no ids: days that two exports bring count once, and a thinned month is found.
#[test]
fn samples_of_overlapping_exports_count_once() {
    let workspace = Workspace::new("");
    let connector = "id = \"load\"\nproduct = \"load\"\ntitle = \"load\"\ntable = \"performance\"\n\
                     [detect]\nheaders = [\"host\", \"metric\", \"ts\"]\n[record]\nkey = \"row\"\nrepeats = \"parts\"\n[map]\nhost = { from = \"host\" }\n\
                     system_ref = { from = \"system\" }\nmetric = { from = \"metric\" }\nvalue = { from = \"value\" }\nts = { from = \"ts\" }\n";
    workspace.write("connectors/load.toml", connector);
    let samples = |month: &str, hours: usize| -> String {
        let of_day = |day: usize| (0..hours).map(move |hour| (day, hour));
        let times = (1..=20).flat_map(of_day).map(|(day, hour)| format!("{month}-{day:02} {hour:02}:00"));
        times.map(|time| format!("was1,portal,cpu_util,{time},50\n")).collect()
    };
    let header = "host,system,metric,ts,value\n";
    for (export, text) in [
        ("a", samples("2026-06", 10) + &samples("2026-07", 10)),
        ("b", samples("2026-07", 10) + &samples("2026-08", 10)),
        ("c", samples("2026-08", 10) + &samples("2026-09", 10)),
        ("d", samples("2026-10", 4)),
    ] {
        workspace.write(&format!("inbox/nms/{export}.csv"), format!("{header}{text}"));
    }
    workspace.done(&RUN).ended(0, &["`nms` sent 80 rows of `performance` for 2026-10", "usual are 200 rows a month"]);
}

#[test]
fn as_many_rows_as_a_limit_allows_look_cut_short() {
    let workspace = Workspace::new("");
    for count in [499, 500, 501, 999, 1000, 1001, 10_000] {
        workspace.write(&format!("inbox/n{count}/sr.csv"), format!("{HEADER}{}", requests("n", "2026-10", count)));
    }
    // Blank lines, the header again and a total are no rows; broken records are.
    let more = format!("{HEADER}{}\n{HEADER}SR-x,portal,later,change,closed,t\n", requests("more", "2026-10", 999));
    workspace.write("inbox/more/sr.csv", more);
    // JSON counts elements.
    let element = |n: usize| {
        format!(
            r#"{{"native_id":"J{n}","system_ref":"portal","requested_at":"2026-10-01T09:00:00+09:00","type":"change","status":"closed"}}"#
        )
    };
    let json = (0..500).map(element).collect::<Vec<_>>().join("\n");
    workspace.write("inbox/json/sr.jsonl", json);
    let ran = workspace.done(&RUN);
    let told: Vec<_> = ran.stderr.match_indices("warning[W0215]").collect();
    assert_eq!(told.len(), 5, "{}", ran.stderr);
    for (source, count) in [("n500", 500), ("n1000", 1000), ("n10000", 10_000), ("more", 1000)] {
        let said = format!(
            "the export looks cut short: it has exactly {count} rows, a limit at which programs stop\n  --> inbox/{source}/sr.csv\n"
        );
        assert!(ran.stderr.contains(&said), "{said}\n{}", ran.stderr);
    }
    assert!(ran.stderr.contains("--> inbox/json/sr.jsonl"), "{}", ran.stderr);
    assert_eq!(workspace.receipt("inbox/n1000/sr.csv")["cut_short"]["rows"], 1000);
    assert!(workspace.receipt("inbox/n999/sr.csv")["cut_short"]["rows"].is_null());
    let before = workspace.read("out/2026-10/manifest.json");
    let of_rows = |text: &str| text.matches("\"W0215\"").count();
    assert_eq!(of_rows(&before), 5);
    // Nothing is ingested the second time: the receipts say it.
    let again = workspace.done(&RUN);
    assert!(!again.stderr.contains("W0215"), "{}", again.stderr);
    assert_eq!(workspace.read("out/2026-10/manifest.json"), before);
    let status = workspace.done(&STATUS).stdout;
    assert!(status.contains("inbox/n1000/sr.csv: the export looks cut short: it has exactly 1000 rows"), "{status}");
    assert!(!status.contains("inbox/n999/sr.csv"), "{status}");
    // Forgotten, it is named no more.
    let hash = workspace.receipt("inbox/n1000/sr.csv")["export"]["hash"].as_str().expect("a hash")[..12].to_string();
    assert!(ran.stderr.contains(&format!("`assay forget {hash}`")), "{}", ran.stderr);
    workspace.done(&["forget", &hash]);
    workspace.done(&RUN);
    assert_eq!(of_rows(&workspace.read("out/2026-10/manifest.json")), 4);
}

/// What a sheet of the old format holds under a header, saved as CSV.
#[test]
fn a_csv_of_a_full_sheet_looks_cut_short() {
    let workspace = Workspace::new("");
    for count in [65_534, 65_535] {
        workspace.write(&format!("inbox/n{count}.csv"), format!("{HEADER}{}", requests("n", "2026-10", count)));
    }
    let ran = workspace.done(&["ingest", "--dry-run"]);
    ran.ended(0, &["it has exactly 65535 rows, a limit at which programs stop\n  --> inbox/n65535.csv"]);
    assert_eq!(ran.stderr.matches("W0215").count(), 1, "{}", ran.stderr);
}

#[test]
fn a_sheet_that_ends_at_its_last_row_looks_cut_short() {
    let workspace = Workspace::new("");
    let [title, id, system, at, kind, status] =
        ["변경 현황", "native_id", "system_ref", "requested_at", "type", "status"].map(In::Text);
    let heading: [&[In]; 2] = [&[title], &[id, system, at, kind, status]];
    let ids: Vec<String> = (0..65_534).map(|n| format!("SR-{n}")).collect();
    let rows: Vec<[In; 5]> = ids
        .iter()
        .map(|id| {
            [In::Text(id), In::Text("portal"), In::Text("2026-10-01 09:00"), In::Text("change"), In::Text("closed")]
        })
        .collect();
    let sheet: Vec<&[In]> = heading.into_iter().chain(rows.iter().map(|r| &r[..])).collect();
    // Two rows above the data: 65,534 of data end in row 65,536.
    workspace.write("inbox/full/sr.xlsx", workbook(&[("SR", &sheet)]));
    workspace.write("inbox/less/sr.xlsx", workbook(&[("SR", &sheet[..sheet.len() - 1])]));
    let ran = workspace.done(&["ingest", "--dry-run"]);
    ran.ended(
        0,
        &["its last row is 65536, and the sheet can hold no further one\n  --> inbox/full/sr.xlsx, part `SR`"],
    );
    assert_eq!(ran.stderr.matches("W0215").count(), 1, "{}", ran.stderr);
}

#[test]
fn a_cell_as_long_as_cells_get_looks_cut_short() {
    let workspace = Workspace::new("");
    // Characters count, not bytes: Hangul takes three. The column `note` is read by nobody.
    let row = |id: usize, title: usize, note: usize| {
        format!("SR-{id},portal,2026-10-01 09:00,change,closed,{},{}\n", "가".repeat(title), "x".repeat(note))
    };
    let header = HEADER.replace("title", "title,note");
    workspace.write("inbox/whole/sr.csv", format!("{header}{}", row(1, 31_999, 31_999)));
    workspace.write("inbox/cut/sr.csv", format!("{header}{}{}{}", row(1, 3, 3), row(2, 32_767, 3), row(3, 3, 32_000)));
    let ran = workspace.done(&RUN);
    ran.ended(
        0,
        &[
            "warning[W0216]: the export looks cut short: 2 cells have 32000 characters or more\n  --> inbox/cut/sr.csv, record 2 (line 3), column `title`\n  the first has 32767;",
        ],
    );
    assert_eq!(ran.stderr.matches("W0216").count(), 1, "{}", ran.stderr);
    assert_eq!(workspace.receipt("inbox/cut/sr.csv")["cut_short"]["cells"], 2);
    assert_eq!(codes(&manifest(&workspace)), ["W0216"]);
    let status = workspace.done(&STATUS).stdout;
    assert!(
        status.contains("inbox/cut/sr.csv, record 2 (line 3), column `title`: the export looks cut short"),
        "{status}"
    );
}
