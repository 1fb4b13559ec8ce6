//! What a user does wrong, or an export brings wrong: each gets its code, its place, and a hint, and never takes
//! the other exports with it.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use fs_err::OpenOptions;

use crate::support::{In, Ran, Workspace, workbook};

const CHANGES: &str = "native_id,system_ref,requested_at,type,status,urgent,title\n";
const INCIDENTS: &str = "native_id,system_ref,start_at,end_at,severity,affected_share,scope\n";
/// An export without a fault; its name comes last.
const GOOD: &str = "inbox/itsm/zz-change.csv";

fn with_a_good_export(settings: &str) -> Workspace {
    let workspace = Workspace::new(settings);
    workspace.write(GOOD, format!("{CHANGES}SR-900,portal,2026-10-31 09:00,change,open,N,a request\n"));
    workspace
}

/// Ingests an export beside one without a fault, which must be imported whatever becomes of the first.
fn ingest(name: &str, bytes: impl AsRef<[u8]>) -> (Workspace, Ran) {
    let workspace = with_a_good_export("");
    workspace.write(&format!("inbox/itsm/{name}"), bytes);
    let ran = workspace.assay(&["ingest"]);
    assert_eq!(workspace.receipt(GOOD)["counts"]["kept"], 1, "{}", ran.stderr);
    assert_eq!(workspace.leftovers(), [""; 0]);
    (workspace, ran)
}

/// The export is not read at all: exit code 1, its name, the code, and words of the message.
fn refused(name: &str, bytes: impl AsRef<[u8]>, code: &str, words: &[&str]) {
    let (workspace, ran) = ingest(name, bytes);
    ran.ended(1, &[&format!("error[{code}]:"), &format!("--> inbox/itsm/{name}")]);
    ran.ended(1, words);
    assert_eq!(workspace.receipts().len(), 1, "there is no receipt for {name}");
    assert!(!workspace.path("rejects").exists());
}

/// The export is read, one record of it is not: exit code 0, the rest kept, the record in the reject file.
fn rejects_one(name: &str, text: &str, expected: [&str; 5], reason: &[&str]) {
    let (workspace, ran) = ingest(name, text);
    ran.ended(0, &["1 rejected"]);
    let receipt = workspace.receipt(&format!("inbox/itsm/{name}"));
    let hash = receipt["export"]["hash"].as_str().expect("a hash");
    let rejects = workspace.table(&format!("rejects/{}.csv", &hash[..16]));
    assert_eq!(rejects.len(), 1);
    let columns = ["assay_code", "assay_record", "assay_line", "assay_column", "assay_value"];
    assert_eq!(columns.map(|c| rejects[0][c].as_str()), expected);
    for word in reason {
        assert!(rejects[0]["assay_reason"].contains(word), "`{word}` is not in {}", rejects[0]["assay_reason"]);
    }
    let read = text.trim_end().lines().count() - 1;
    assert_eq!(receipt["counts"]["read"], read);
    assert_eq!(receipt["counts"]["kept"], read - 1);
}

fn gzip(text: &str) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).expect("in memory");
    gzip.finish().expect("in memory")
}

#[test]
fn a_path_that_is_not_there() {
    let workspace = with_a_good_export("");
    workspace.assay(&["ingest", "nowhere.csv"]).ended(1, &["error[E0101]: the file is not there", "--> nowhere.csv"]);
    assert!(!workspace.path("lake").exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing() {
    let workspace = with_a_good_export("");
    std::os::unix::fs::symlink("/nowhere/at/all.csv", workspace.path("inbox/itsm/dangling.csv")).expect("a link");
    workspace.assay(&["ingest"]).ended(1, &["error[E0101]:", "dangling.csv"]);
    assert_eq!(workspace.receipt(GOOD)["counts"]["kept"], 1);
}

#[test]
fn bytes_that_are_no_text() {
    let noise: Vec<u8> = (0..600_u32).map(|n| (n * n % 251) as u8 | 0x81).collect();
    refused("noise.csv", noise, "E0103", &["neither UTF-8, UTF-16 nor CP949", "hint: save the export as UTF-8"]);
}

#[test]
fn text_that_is_no_table() {
    let facts = ["no connector fits this export", "hint: `assay connectors list`"];
    refused("report.txt", "Dear colleague,\nplease find enclosed\n", "E0104", &facts);
    refused("report.pdf", "%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n", "E0104", &facts);
    let columns = "`native_id`, `name`, `colour`";
    refused("colours.csv", "native_id,name,colour\n1,a,b\n", "E0104", &["columns found: ", columns]);
}

#[test]
fn a_connector_that_nobody_knows() {
    let workspace = with_a_good_export("");
    let ran = workspace.assay(&["ingest", "--connector", "generic_incidnet"]);
    ran.ended(1, &["error[E0113]: no connector is called `generic_incidnet`", "did you mean `generic_incident`?"]);
    assert!(!workspace.path("lake").exists());
    workspace.assay(&["connectors", "show", "generic_incidnet"]).ended(1, &["did you mean `generic_incident`?"]);

    let workspace = with_a_good_export("[[source]]\nname = \"nms\"\nconnector = \"generic_alerts\"\n");
    workspace.write("inbox/nms/events.csv", "native_id,system_ref,start_at,item\nE-1,portal,2026-10-01 09:00,cpu\n");
    let ran = workspace.assay(&["ingest"]);
    ran.ended(1, &["error[E0113]:", "--> inbox/nms/events.csv", "did you mean `generic_alert`?"]);
    assert_eq!(workspace.receipt(GOOD)["counts"]["kept"], 1, "the other source is imported");
}

#[test]
fn a_named_connector_that_cannot_read_the_export() {
    let workspace = with_a_good_export("");
    let ran = workspace.assay(&["ingest", "--connector", "generic_incident"]);
    ran.ended(1, &["error[E0104]:", "--> inbox/itsm/zz-change.csv", "`generic_incident` lacks `start_at`"]);
    assert!(workspace.receipts().is_empty());
}

#[test]
fn an_empty_file() {
    refused("empty.csv", "", "E0102", &["the file is empty"]);
    refused("empty.csv.gz", gzip(""), "E0102", &["the file is empty"]);
}

#[test]
fn a_header_and_no_rows() {
    let (workspace, ran) = ingest("none.csv", CHANGES);
    ran.ended(0, &["warning[W0201]: the export has a header and no records", "--> inbox/itsm/none.csv"]);
    let receipt = workspace.receipt("inbox/itsm/none.csv");
    assert_eq!(receipt["counts"]["read"], 0);
    assert!(receipt["observed"].is_null(), "it observed nothing");
}

#[test]
fn a_csv_cut_in_half() {
    let text = format!(
        "{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,a\nSR-2,portal,2026-10-02 09:00,change,open,N,b\nSR-3,por\n"
    );
    rejects_one("cut.csv", &text, ["E0112", "3", "4", "", "SR-3"], &["has 2 fields", "the header has 7"]);
    let (workspace, ran) = ingest("cut.csv", &text);
    let receipt = workspace.receipt("inbox/itsm/cut.csv");
    let file = format!("rejects/{}.csv", &receipt["export"]["hash"].as_str().expect("a hash")[..16]);
    ran.ended(
        0,
        &["error[E0112]:", "has 2 fields, the header has 7", "inbox/itsm/cut.csv", "record 3 (line 4)", &file],
    );
}

#[test]
fn a_csv_cut_inside_of_quotes() {
    let (workspace, _) = ingest(
        "quote.csv",
        "native_id,title,system_ref,requested_at,type,status\n\
         SR-1,ok,portal,2026-10-01 09:00,change,open\n\
         SR-2,\"never closed,portal,2026-10-02 09:00,change,open\n\
         SR-3,swallowed,portal,2026-10-03 09:00,change,open\n",
    );
    let receipt = workspace.receipt("inbox/itsm/quote.csv");
    assert_eq!((&receipt["counts"]["read"], &receipt["counts"]["kept"]), (&2.into(), &1.into()));
    let rejects =
        workspace.table(&format!("rejects/{}.csv", &receipt["export"]["hash"].as_str().expect("a hash")[..16]));
    assert!(rejects[0]["assay_reason"].contains("quote"), "{}", rejects[0]["assay_reason"]);
}

/// The rows below the quote end up in one cell; nothing may pass that off as a record.
#[test]
fn a_quote_in_the_last_column_that_is_never_closed() {
    let (workspace, ran) = ingest(
        "quote.csv",
        format!(
            "{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,ok\n\
             SR-2,portal,2026-10-02 09:00,change,open,N,\"never closed\n\
             SR-3,portal,2026-10-03 09:00,change,open,N,swallowed\n\
             SR-4,portal,2026-10-04 09:00,change,open,N,swallowed\n"
        ),
    );
    let receipt = workspace.receipt("inbox/itsm/quote.csv");
    assert_eq!(receipt["counts"]["kept"], 1, "{receipt:#}\n{}", ran.stderr);
    assert_eq!(receipt["counts"]["rejected"], 1);
}

#[test]
fn a_gzip_cut_in_half() {
    let rows: String =
        (0..400).map(|n| format!("SR-{n},portal,2026-10-01 09:00,change,open,N,{}\n", n * 7919 % 997)).collect();
    let whole = gzip(&format!("{CHANGES}{rows}"));
    refused("cut.csv.gz", &whole[..whole.len() / 2], "E0110", &["cannot unpack the file", "copy it again"]);
    // Whole, it is read; so the fault above is the cut.
    let (workspace, _) = ingest("cut.csv.gz", &whole);
    assert_eq!(workspace.receipt("inbox/itsm/cut.csv.gz")["counts"]["kept"], 400);
}

#[test]
fn json_that_breaks() {
    let text = "[\n{\"native_id\": \"I-1\", \"system_ref\": \"portal\", \"start_at\": \"2026-10-01 09:00\", \"severity\": 1},\n\
                {\"native_id\": \"I-2\", \"system_";
    refused("incident.json", text, "E0109", &["the JSON breaks", "incident.json, line 3", "copy it again"]);
}

#[test]
fn one_json_line_that_breaks() {
    let line = |id: &str| {
        format!(
            "{{\"native_id\": \"{id}\", \"system_ref\": \"portal\", \"start_at\": \"2026-10-01 09:00\", \"severity\": 1}}\n"
        )
    };
    let text = format!("{}{{\"native_id\": \"I-2\", \"sys\n{}{}", line("I-1"), line("I-3"), line("I-4"));
    let (workspace, ran) = ingest("incident.ndjson", text);
    ran.ended(0, &["3 of 4 records", "1 rejected"]);
    let receipt = workspace.receipt("inbox/itsm/incident.ndjson");
    let rejects =
        workspace.table(&format!("rejects/{}.csv", &receipt["export"]["hash"].as_str().expect("a hash")[..16]));
    let columns = ["assay_code", "assay_record", "assay_line", "assay_value"];
    assert_eq!(columns.map(|c| rejects[0][c].as_str()), ["E0109", "2", "2", "{\"native_id\": \"I-2\", \"sys"]);
}

#[test]
fn a_workbook_that_is_none() {
    refused("list.xlsx", "this is no workbook\n", "E0104", &["no connector fits this export"]);
    refused("zip.xlsx", b"PK\x03\x04 and then nothing of the kind", "E0110", &["cannot unpack the file"]);
    let rows: &[&[In]] = &[&[In::Text("native_id")], &[In::Text("I-1")]];
    let whole = workbook(&[("incidents", rows)]);
    refused("half.xlsx", &whole[..whole.len() / 2], "E0110", &["cannot unpack the file", "copy it again"]);
    refused("ole.xls", b"\xd0\xcf\x11\xe0 and then nothing of the kind", "E0108", &["cannot read the workbook"]);
}

/// A fault in the second sheet takes the first one with it, and leaves nothing of it in the lake.
#[test]
fn a_workbook_whose_second_sheet_is_refused() {
    let header: &[In] = &["native_id", "system_ref", "start_at", "severity"].map(In::Text);
    let good: &[In] = &[In::Text("I-1"), In::Text("portal"), In::Text("2026-10-01 09:00"), In::Number(1.0)];
    let bad: &[In] = &[In::Text("I-2"), In::Text("portal"), In::Text("03/04/2026 09:00"), In::Number(1.0)];
    let bytes = workbook(&[("one", &[header, good]), ("two", &[header, bad])]);
    refused("incident.xlsx", bytes, "E0107", &["part `two`", "1 of 1 record has a date that reads both ways"]);
}

#[test]
fn a_sheet_that_no_connector_fits_is_passed_over() {
    let header: &[In] = &["native_id", "system_ref", "start_at", "severity"].map(In::Text);
    let row: &[In] = &[In::Text("I-1"), In::Text("portal"), In::Text("2026-10-01 09:00"), In::Number(1.0)];
    let note: &[In] = &[In::Text("compiled by hand")];
    let (workspace, ran) = ingest("incident.xlsx", workbook(&[("notes", &[note]), ("list", &[header, row])]));
    ran.ended(0, &["warning[W0206]:", "part `notes`", "incident.xlsx [list]: 1 of 1 records"]);
    assert_eq!(workspace.receipt("inbox/itsm/incident.xlsx")["export"]["part"], "list");
}

#[test]
fn cells_of_the_wrong_type() {
    let incident = |severity: &str, share: &str| {
        format!(
            "{INCIDENTS}I-1,portal,2026-10-01 09:00,2026-10-01 10:00,1,0.5,FULL\nI-2,portal,2026-10-02 09:00,2026-10-02 10:00,{severity},{share},FULL\n"
        )
    };
    rejects_one(
        "a.csv",
        &incident("1", "about half"),
        ["E0204", "2", "3", "affected_share", "about half"],
        &["is no number"],
    );
    rejects_one("b.csv", &incident("1.5", "1"), ["E0204", "2", "3", "severity", "1.5"], &["is no whole number"]);
    let change = format!(
        "{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,\nSR-2,portal,2026-10-01 09:00,change,open,perhaps,\n"
    );
    rejects_one("c.csv", &change, ["E0205", "2", "3", "urgent", "perhaps"], &["is neither yes nor no"]);
    let blank =
        format!("{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,\n,portal,2026-10-01 09:00,change,open,N,\n");
    rejects_one("d.csv", &blank, ["E0201", "2", "3", "native_id", ""], &["the id is blank"]);
    let timeless = format!("{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,\nSR-2,portal,,change,open,N,\n");
    rejects_one("e.csv", &timeless, ["E0202", "2", "3", "requested_at", ""], &["the time of the record is blank"]);
}

#[test]
fn a_word_that_the_connector_does_not_know() {
    let text = format!(
        "{CHANGES}SR-1,portal,2026-10-01 09:00,change,parked,N,\nSR-2,portal,2026-10-01 09:00,change,parked,N,\n"
    );
    let (workspace, ran) = ingest("change.csv", text);
    let place = "--> inbox/itsm/change.csv, column `status`";
    ran.ended(
        0,
        &["warning[W0202]: 2 cells hold words", place, "`parked` (2)", "hint: add them to `[map.status] values`"],
    );
    assert_eq!(workspace.receipt("inbox/itsm/change.csv")["unmapped"]["status"]["parked"], 2);
    assert_eq!(
        workspace.sql("select count(*) from change_requests where status is null and original_status = 'parked'"),
        "2"
    );
}

#[test]
fn dates_that_do_not_exist() {
    for (name, bad) in
        [("a.csv", "2026-02-30 09:00"), ("b.csv", "2026-10-01 25:00"), ("c.csv", "어제"), ("d.csv", "2026-13-01")]
    {
        let text = format!("{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,\nSR-2,portal,{bad},change,open,N,\n");
        rejects_one(name, &text, ["E0203", "2", "3", "requested_at", bad], &["is no time that can be read"]);
    }
}

#[test]
fn dates_that_read_both_ways() {
    let row = |n: u32, time: &str| format!("SR-{n},portal,{time},change,open,N,\n");
    let most = format!(
        "{CHANGES}{}{}{}{}",
        row(1, "2026-10-01 09:00"),
        row(2, "03/04/2026 10:12"),
        row(3, "05/04/2026 10:12"),
        row(4, "13/04/2026 10:12")
    );
    let words = [
        "cannot tell day from month in `03/04/2026 10:12`",
        "record 2 (line 3), column `requested_at`",
        "3 of 4 records have dates that do not begin with the year, 2 of them read both ways",
        "hint: set `format = \"%d/%m/%Y %H:%M\"` under `[map.requested_at]`",
    ];
    refused("most.csv", &most, "E0107", &words);
    let two = format!("{CHANGES}{}{}", row(1, "03/04/2026 10:12"), row(2, "21/04/2026 10:12"));
    let words = ["2 of 2 records have dates that do not begin with the year, 1 of them reads both ways"];
    refused("two.csv", &two, "E0107", &words);
    let one =
        format!("{CHANGES}{}{}{}", row(1, "2026-10-01 09:00"), row(2, "03/04/2026 10:12"), row(3, "2026-10-03 09:00"));
    let expected = ["E0107", "2", "3", "requested_at", "03/04/2026 10:12"];
    rejects_one("one.csv", &one, expected, &["day/month or month/day"]);
}

#[test]
fn an_end_before_its_start() {
    let text = format!(
        "{INCIDENTS}I-1,portal,2026-10-01 09:00,2026-10-01 09:00,1,,FULL\nI-2,portal,2026-10-02 09:00,2026-10-02 08:59,1,,FULL\n"
    );
    let expected = ["E0206", "2", "3", "end_at", "2026-10-02 08:59:00"];
    rejects_one("incident.csv", &text, expected, &["`end_at` is before `start_at` (2026-10-02 09:00:00)"]);
}

#[test]
fn an_id_that_stands_twice() {
    let workspace = with_a_good_export(
        "[[covers]]\nsource = \"itsm\"\ntables = [\"change_requests\"]\nfrom = 2026-10-01\nto = 2026-11-01\n",
    );
    workspace.write(
        "inbox/itsm/change.csv",
        format!(
            "{CHANGES}SR-1,portal,2026-10-01 09:00,change,open,N,\nSR-1,pay,2026-10-01 09:00,change,open,N,\n\
             SR-2,portal,2026-10-02 09:00,change,open,N,\nSR-2,portal,2026-10-02 09:00,change,open,N,\n"
        ),
    );
    workspace.assay(&["ingest"]).ended(0, &["4 of 4 records"]);
    // One record over two systems counts once in all, and once for each of them; a row that stands twice is one.
    let touched = workspace.sql(
        "select native_id, string_agg(system_id, ' ' order by system_id) from \
         (select distinct native_id, system_id from affected where table_name = 'change_requests') group by 1 order by 1",
    );
    assert_eq!(touched, "SR-1,pay portal\nSR-2,portal\nSR-900,portal");
    let counts = workspace.sql(
        "select system_id, cast(value as int) from metrics where metric = 'change_sr_count' and period = '2026-10' order by 1",
    );
    assert_eq!(counts, "*,3\npay,1\nportal,3");
}

#[test]
fn settings_with_a_slip() {
    for (settings, words) in [
        ("timezone = \"Asia/Seoul\"\n", &["error[E0122]", "unknown field `timezone`", "`time_zone`"][..]),
        ("lang = \"fr\"\n", &["error[E0122]", "`fr`", "`ko`"]),
        ("time_zone = \"Asia/Soul\"\n", &["error[E0124]", "Asia/Soul"]),
        ("max_rejects = \"many\"\n", &["error[E0122]", "line 1"]),
        (
            "[[covers]]\nsource = \"itsm\"\ntables = [\"incident\"]\nfrom = 2026-10-01\nto = 2026-11-01\n",
            &["did you mean `incidents`?"],
        ),
        (
            "[[covers]]\nsource = \"itsm\"\ntables = [\"incidents\"]\nfrom = 2026-10-01\nto = 2026-10-01\n",
            &["before it begins"],
        ),
    ] {
        let workspace = with_a_good_export(settings);
        let ran = workspace.assay(&["ingest"]);
        ran.ended(1, words);
        ran.ended(1, &["assay.toml"]);
        assert!(!workspace.path("lake").exists());
    }
}

#[test]
fn a_parameter_or_a_preset_that_nobody_knows() {
    let workspace = with_a_good_export("[parameters]\n\"item1.rato\" = 0.2\n");
    workspace.assay(&["run"]).ended(1, &["`item1.rato`", "did you mean `item1.ratio`?"]);
    let workspace = with_a_good_export("preset = \"balanced\"\n");
    workspace.assay(&["run"]).ended(1, &["error[E0152]: no preset is called `balanced`", "balanced-v1", "guide-v1"]);
    assert!(!workspace.path("out").exists());
}

#[test]
fn a_connector_with_a_slip() {
    let built_in = with_a_good_export("").done(&["connectors", "show", "generic_alert"]).stdout;
    for (from, to, words) in [
        ("[record]\nrepeats", "[record]\nrepeat", &["error[E0114]", "unknown field `repeat`", "`repeats`"][..]),
        ("severity = { from", "severty = { from", &["error[E0115]", "no column `severty`", "did you mean `severity`?"]),
        ("table = \"alerts\"", "table = \"alert\"", &["error[E0115]", "did you mean `alerts`?"]),
        ("id = \"generic_alert\"", "id = \"other\"", &["error[E0115]", "rename the file to `other.toml`"]),
        ("start_at = { from = \"start_at\" }\n", "", &["error[E0115]", "needs `[map.start_at]`"]),
    ] {
        let workspace = with_a_good_export("");
        assert!(built_in.contains(from), "{from}");
        workspace.write("connectors/generic_alert.toml", built_in.replacen(from, to, 1));
        let ran = workspace.assay(&["ingest"]);
        ran.ended(1, words);
        ran.ended(1, &["connectors/generic_alert.toml"]);
        assert!(!workspace.path("lake").exists());
    }
}

#[test]
fn a_connector_whose_example_fails() {
    let workspace = with_a_good_export("");
    let text = workspace.done(&["connectors", "show", "generic_alert"]).stdout;
    assert!(text.contains("item = \"port 443\" }\ngives"));
    let slip = text.replacen("start_at = \"2026-03-02T00:10:00Z\"", "start_at = \"2026-03-02T09:10:00Z\"", 1);
    workspace.write("connectors/generic_alert.toml", slip);
    let ran = workspace.assay(&["connectors", "check"]);
    ran.ended(1, &["error[E0118]", "an event that cleared", "2026-03-02T09:10:00Z", "2026-03-02T00:10:00Z"]);
    assert!(ran.stdout.contains("generic_alert: 2 examples FAILED"), "{}", ran.stdout);
}

#[test]
fn a_reference_file_with_a_bad_cell() {
    for (file, text, words) in [
        (
            "systems.csv",
            "system_id,name,n_menus\nportal,Portal,10\n\"pay\",\"Pay\nroll\",3\nhr,HR,many\n",
            &["error[E0123]: `many` is no whole number", "systems.csv, line 5, column `n_menus`"][..],
        ),
        (
            "systems.csv",
            "system_id,name,srm_class\nportal,Portal,citizens\n",
            &[
                "`citizens` is no value of `srm_class`",
                "systems.csv, line 2, column `srm_class`",
                "values: citizen, internal, common",
            ],
        ),
        ("systems.csv", "system_id,name\nportal,\n", &["error[E0123]", "systems.csv, line 2, column `name`"]),
        ("systems.csv", "system_id\nportal\n", &["error[E0123]: the file has no column `name`", "systems.csv"]),
        ("systems.csv", "system_id,name\nportal,Portal\nportal,Other\n", &["error[E0126]", "lists `portal` twice"]),
        (
            "answers.csv",
            "system_id,item,answer,by,at\nportal,11,Y,me,2026-10-01\n",
            &["`11` is no value of `item`", "answers.csv, line 2, column `item`"],
        ),
        (
            "answers.csv",
            "system_id,item,answer,by,at\nportl,1,Y,me,2026-10-01\n",
            &["answers.csv names `portl`, which is no system", "did you mean `portal`?"],
        ),
        (
            "costs.csv",
            "system_id,fiscal_year,category,amount\nportal,2025,maintenance,lots\n",
            &["costs.csv, line 2, column `amount`"],
        ),
        ("holidays.csv", "date,name\n03/04/2026,어린이날\n", &["holidays.csv, line 2, column `date`"]),
    ] {
        let workspace = with_a_good_export("");
        workspace.write(file, text);
        workspace.assay(&["run"]).ended(1, words);
        assert_eq!(workspace.receipt(GOOD)["counts"]["kept"], 1, "the exports are in the lake all the same");
        assert!(!workspace.path("out").exists(), "there is no output of a run that stopped");
        assert_eq!(workspace.leftovers(), [""; 0]);
    }
}

#[test]
fn a_column_of_a_reference_file_that_means_nothing() {
    let workspace = with_a_good_export("");
    workspace.write("systems.csv", "system_id,name,n_menu\nportal,Portal,10\n");
    workspace.assay(&["run"]).ended(0, &["warning[W0205]", "`n_menu`", "--> systems.csv", "did you mean `n_menus`?"]);
}

#[test]
fn an_alias_for_a_system_that_nobody_lists() {
    let workspace = with_a_good_export("");
    workspace.write("systems.csv", "system_id,name\nportal,Portal\n");
    workspace.write("aliases.csv", "alias,system_id\n포털,portla\n");
    let words = ["error[E0126]: aliases.csv names `portla`, which systems.csv does not list", "did you mean `portal`?"];
    workspace.assay(&["run"]).ended(1, &words);
    workspace.write("aliases.csv", "alias,system_id\nportal*,portal\nweb,portal\nweb,pay\n");
    workspace.write("systems.csv", "system_id,name\nportal,Portal\npay,Pay\n");
    workspace.write("inbox/itsm/more-change.csv", format!("{CHANGES}SR-1,web,2026-10-01 09:00,change,open,N,\n"));
    workspace
        .assay(&["run"])
        .ended(1, &["error[E0127]: aliases.csv claims `web` for several systems", "`pay`, `portal`"]);
    assert!(!workspace.path("out").exists());
}

#[test]
fn a_workspace_that_another_run_holds() {
    let workspace = with_a_good_export("");
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(workspace.path(".assay.lock"));
    let lock = lock.expect("the lock can be made");
    lock.file().try_lock().expect("nobody else has it");
    let ran = workspace.assay(&["run"]);
    ran.ended(4, &["error[E0130]: another run holds the workspace", ".assay.lock", "hint: wait"]);
    assert!(!workspace.path("out").exists() && !workspace.path("lake").exists());
    workspace.done(&["ingest"]);
    drop(lock);
    workspace.done(&["run"]);
}

#[test]
fn a_folder_that_is_no_workspace() {
    let workspace = Workspace::new("");
    fs_err::remove_file(workspace.path("assay.toml")).expect("it was there");
    for arguments in [&["run"][..], &["ingest"], &["status"], &["rank"], &["explain", "portal"], &["sql", "select 1"]] {
        workspace
            .assay(arguments)
            .ended(1, &["error[E0121]:", "it has no assay.toml", "hint: `assay init DIR` makes one"]);
    }
    assert_eq!(workspace.files(), [""; 0], "nothing was made in a folder that is not ours");
    workspace.done(&["init"]);
    workspace.assay(&["init"]).ended(1, &["error[E0129]: the folder is a workspace already"]);
    workspace.assay(&["run"]).ended(1, &["error[E0128]: the lake holds no events", "hint: put exports into"]);
}

#[test]
fn a_month_or_an_instant_that_cannot_be() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    let future = ["there are no events in 2027-01 or later", "the newest event is of 2026-10-31"];
    workspace.assay(&["run", "--month", "2027-01"]).ended(1, &future);
    workspace.assay(&["rank", "--month", "2026-13"]).ended(1, &["2026-13"]);
    workspace.assay(&["rank", "--as-of", "soon"]).ended(1, &["error[E0125]: `soon` is no instant", "2026-11-01"]);
    let before = workspace.assay(&["rank", "--month", "2026-10", "--as-of", "2026-09-30"]);
    before.ended(1, &["error[E0128]: `--as-of` lies before 2026-10"]);
    assert!(!workspace.path("out").exists());
}

#[test]
fn two_connectors_that_fit_equally() {
    let workspace = with_a_good_export("");
    let text = workspace.done(&["connectors", "show", "generic_alert"]).stdout;
    workspace.write("connectors/twin_alert.toml", text.replacen("id = \"generic_alert\"", "id = \"twin_alert\"", 1));
    workspace.write("inbox/nms/events.csv", "native_id,system_ref,start_at,item\nE-1,portal,2026-10-01 09:00,cpu\n");
    let words = [
        "error[E0105]: several connectors fit this export equally well",
        "--> inbox/nms/events.csv",
        "contenders: `generic_alert`, `twin_alert`",
        "--connector ID",
    ];
    workspace.assay(&["ingest"]).ended(1, &words);
    assert_eq!(workspace.receipt(GOOD)["counts"]["kept"], 1);
    let named = workspace.path("inbox/nms/events.csv").display().to_string();
    workspace.done(&["ingest", &named, "--connector", "twin_alert"]);
    assert_eq!(workspace.receipt("inbox/nms/events.csv")["connector"]["id"], "twin_alert");
    // Named once, it stays chosen.
    workspace.done(&["ingest"]);
}

#[test]
fn a_system_or_a_figure_that_nobody_knows() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    let ran = workspace.assay(&["explain", "portl"]);
    ran.ended(1, &["error[E0151]: no system is called `portl`", "did you mean `portal`?"]);
    assert_eq!(ran.stdout, "");
    workspace.assay(&["explain", "xyz"]).ended(1, &["error[E0151]", "hint: `assay rank` lists them"]);
    let ran = workspace.assay(&["metrics", "show", "availabilty"]);
    ran.ended(1, &["error[E0150]: no metric is called `availabilty`", "did you mean `availability`?"]);
    let ran = workspace.assay(&["explain", "portal", "--figure", "availabilty"]);
    ran.ended(1, &["error[E0150]", "did you mean `availability`?"]);
    workspace.assay(&["rank", "--preset", "guide"]).ended(1, &["error[E0152]", "guide-v1"]);
    workspace.assay(&["forget", "ffff"]).ended(1, &["error[E0132]: no export has the hash `ffff`", "`assay status`"]);
}

#[test]
fn a_period_that_there_is_not() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    workspace.assay(&["explain", "portal", "--period", "T99"]).ended(1, &["`T99`", "T12"]);
}

#[test]
fn a_query_that_writes() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    for query in [
        "  -- a remark\n insert into metrics select * from metrics",
        "select 1; drop table metrics",
        "with x as (select 1) delete from metrics",
    ] {
        let ran = workspace.assay(&["sql", query]);
        ran.ended(1, &["error[E0143]", "only reads"]);
        assert_eq!(ran.stdout, "", "{query}");
    }
}

#[test]
fn a_query_that_writes_a_file() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    workspace.assay(&["sql", "copy metrics to 'x.csv'"]).ended(1, &["error[E0143]: `copy` is no query"]);
    let target = workspace.path("x.parquet").display().to_string();
    let sneaky = "select 1) to 'y.parquet'; copy (select 2";
    workspace.assay(&["sql", "--format", "parquet", "--output", &target, sneaky]).ended(1, &["error[E0143]"]);
    workspace.assay(&["sql", "--format", "parquet", "select 1"]).ended(1, &["error[E0142]", "--output FILE"]);
    assert!(!workspace.path("x.parquet").exists());
}

#[test]
fn a_query_that_cannot_be_answered() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    workspace.assay(&["sql", "select * from read_csv('/etc/passwd')"]).ended(1, &["error[E0140]"]);
    workspace.assay(&["sql", "select * from nothing"]).ended(1, &["error[E0140]", "nothing"]);
    // What only looks like a second statement is none.
    assert_eq!(workspace.sql("with x as (select 'a;b' as text) select text from x;"), "a;b");
}

#[test]
fn limits_of_the_workspace() {
    let two_rejects = format!("{CHANGES}SR-1,portal,?,change,open,N,\nSR-2,portal,?,change,open,N,\n");
    let limited = |settings: &str| {
        let workspace = with_a_good_export(settings);
        workspace.write("systems.csv", "system_id,name\npay,Pay\n");
        workspace.write("inbox/itsm/change.csv", &two_rejects);
        let ran = workspace.assay(&["run"]);
        assert!(workspace.path("out/2026-10/candidates.csv").exists(), "the outputs are written: {}", ran.stderr);
        ran
    };
    limited("max_rejects = 1\nmax_unresolved = 1\n").ended(3, &["W0301]: 2 rejected records exceed the limit of 1"]);
    limited("max_rejects = 2\nmax_unresolved = 0\n").ended(3, &["W0301]: 1 unresolved names exceed the limit of 0"]);
    limited("max_rejects = 2\nmax_unresolved = 1\n").ended(0, &[]);
}

#[test]
fn a_command_line_that_cannot_be_read() {
    let workspace = with_a_good_export("");
    for (arguments, word) in [
        (&["frobnicate"][..], "frobnicate"),
        (&[], "Usage"),
        (&["run", "--mouth", "2026-10"], "--month"),
        (&["run", "--month"], "--month"),
        (&["explain"], "<SYSTEM>"),
        (&["sql", "--file", "x.sql", "select 1"], "cannot be used with"),
        (&["--lang", "fr", "run"], "ko"),
    ] {
        let ran = workspace.assay(arguments);
        ran.ended(2, &[word]);
        assert_eq!(ran.stdout, "");
    }
    assert!(!workspace.path("lake").exists());
}

#[test]
fn a_receipt_or_rows_that_went_bad() {
    let workspace = with_a_good_export("");
    workspace.done(&["ingest"]);
    let receipt = workspace.files().into_iter().find(|f| f.starts_with("lake/receipts/")).expect("a receipt");
    let rows = workspace.files().into_iter().find(|f| f.ends_with(".parquet")).expect("rows");
    let whole = workspace.read(&receipt);
    workspace.write(&receipt, &whole[..whole.len() / 2]);
    workspace.assay(&["run"]).ended(1, &["error[E0131]: cannot read the receipt", &receipt, "hint: delete it"]);
    workspace.write(&receipt, whole);
    fs_err::remove_file(workspace.path(&rows)).expect("it was there");
    let ran = workspace.assay(&["rank"]);
    ran.ended(1, &[&rows]);
    assert_eq!(ran.stdout, "");
}
