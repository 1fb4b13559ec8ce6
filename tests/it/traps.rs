//! Faults that well-known systems have shipped, one test each; the numbers are those of the specification.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::support::{In, Ran, Workspace, workbook};

const CHANGES: &str = "native_id,system_ref,requested_at,type,status,reason_code\n";
const MONTH: [&str; 4] = ["--month", "2026-10", "--as-of", "2026-11-01"];
const CANDIDATES: &str = "out/2026-10/candidates.csv";

/// A year in which every table of every system was watched.
const WATCHED: &str = "lang = \"en\"\n[[covers]]\nsource = \"*\"\nfrom = 2025-11-01\nto = 2026-11-01\n\
    tables = [\"change_requests\", \"deployments\", \"incidents\", \"maintenance\", \"complaints\", \"alerts\"]\n";

/// Runs the month, also where it was reported before; standard error and the exit code are for the caller.
fn run(workspace: &Workspace) -> Ran {
    workspace.assay(&[&["run", "--restate"][..], &MONTH].concat())
}

fn sql(workspace: &Workspace, query: &str) -> String {
    let ran = workspace.done(&[&["--quiet", "sql", "--format", "csv", query][..], &MONTH].concat());
    ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
}

/// Requests of a system, every so many days from 2025-11-01 09:00 on.
fn requests(system: &str, count: u32, every: u32) -> Vec<String> {
    let first = chrono::NaiveDate::from_ymd_opt(2025, 11, 1).expect("a day");
    let row = |n: u32| {
        let day = first + chrono::Days::new(u64::from(n * every));
        format!("{system}-{n},{system},{day} 00:00,change,open,improvement\n")
    };
    (0..count).map(row).collect()
}

/// Trap 2: one number, one definition.
#[test]
fn a_figure_is_the_same_wherever_it_is_shown() {
    let workspace = Workspace::new(WATCHED);
    workspace.write("systems.csv", "system_id,name,n_menus\nportal,Portal,200\n");
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{}", requests("portal", 73, 5).concat()));
    run(&workspace).ended(0, &[]);
    // 73 requests in 365 days are 6 in 30; October has 6 of them in 31 days.
    let figures = "select period, value from metrics where metric = 'change_sr_per_30d' and system_id = 'portal' \
                   and period in ('T12', '2026-10') order by period";
    assert_eq!(sql(&workspace, figures), format!("2026-10,{}\nT12,6.0", 6.0 * 30.0 / 31.0));
    let explained = workspace.done(&[&["explain", "portal"][..], &MONTH].concat()).stdout;
    let line =
        |word: &str| explained.lines().find(|l| l.trim_start().starts_with(word)).unwrap_or_default().to_string();
    let words: Vec<_> = line("change_sr_per_30d").split_whitespace().map(str::to_string).collect();
    assert_eq!(words[..4], ["change_sr_per_30d", "5.8065", "6", "73"]);
    // 6 of 0 / 10 / 60 is worth 0.3, times 6 points; 200 menus of 20 / 200 / 2000 are worth 0.5, times 7 points.
    // Watched and empty are policy requests (5 points), releases (3), outages, full outages and stops for recovery
    // (3 each): worth 0. The 70 points of the rest are worth a quarter, but separability a half of its 2.
    let score = 1.8 + 3.5 + (100.0 - 6.0 - 7.0 - 5.0 - 3.0 - 9.0) * 0.25 + 0.5;
    assert_eq!(format!("{score}"), "23.3");
    assert!(line("score 23.3 of 100, rank 1 of 1 by balanced-v1").contains("tier 3"), "{explained}");
    let candidate = &workspace.table(CANDIDATES)[0];
    assert_eq!(candidate["score"], "23.3");
    assert!(candidate["reason1"].contains("200") && candidate["reason1"].contains("3.5"), "{}", candidate["reason1"]);
    assert!(candidate["reason2"].contains(" 6 ") && candidate["reason2"].contains("1.8"), "{}", candidate["reason2"]);
    let view = sql(&workspace, "select score, reason1, reason2 from candidates");
    assert_eq!(view, format!("23.3,{},{}", candidate["reason1"], candidate["reason2"]));
    let ranked = workspace.done(&[&["rank"][..], &MONTH].concat()).stdout;
    assert!(ranked.lines().any(|l| l.contains("Portal") && l.contains(" 23.3 ")), "{ranked}");
}

/// Trap 17: a bad row never stops the file; it is kept with line, column, value and reason.
#[test]
fn a_bad_row_is_kept_aside_with_its_reason() {
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/itsm/change.csv",
        format!(
            "{CHANGES}SR-1,포털,2026-10-01 09:00,change,open,\nSR-2,포털,2026-02-30 09:00,change,open,\nSR-3,포털,2026-10-31 09:00,change,open,\n"
        ),
    );
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql("select native_id from change_requests order by 1"), "SR-1\nSR-3");
    let hash = workspace.receipt("inbox/itsm/change.csv")["export"]["hash"].as_str().expect("a hash").to_string();
    let file = format!("rejects/{}.csv", &hash[..16]);
    assert!(workspace.read(&file).starts_with('\u{feff}'), "Korean opens intact");
    let row = &workspace.table(&file)[0];
    let expected = [
        ("assay_export", hash.as_str()),
        ("assay_file", "change.csv"),
        ("assay_record", "2"),
        ("assay_line", "3"),
        ("assay_code", "E0203"),
        ("assay_column", "requested_at"),
        ("assay_value", "2026-02-30 09:00"),
        ("native_id", "SR-2"),
        ("system_ref", "포털"),
    ];
    assert_eq!(expected.map(|(column, _)| (column, row[column].as_str())), expected);
    assert!(row["assay_reason"].contains("no time that can be read"));
    assert_eq!(workspace.sql("select record, line, code, value from rejects"), "2,3,E0203,2026-02-30 09:00");
}

/// Trap 18: every form of one instant is that instant.
#[test]
fn times_in_every_form() {
    // 2026-03-14 09:05 in Seoul.
    let forms = [
        "2026-03-14 09:05",
        "2026-03-14T09:05:00+09:00",
        "2026-03-14T00:05:00Z",
        "2026-03-13T17:05:00.000-0700",
        "2026.3.14(토) 오전 9:05",
        "2026-03-14 오전 9:05:00",
        "2026/3/14 9:05",
        "2026년 3월 14일 9시 5분",
        "20260314090500",
        "46095.378472222",
        "1773446700",
        "1773446700000",
    ];
    let others = [
        ("2026-03-14 24:00", "2026-03-14 15:00:00"),
        ("2026-03-14 오후 12:30", "2026-03-14 03:30:00"),
        ("2026-03-14 오전 12:30", "2026-03-13 15:30:00"),
        ("2026.3.14(토)", "2026-03-13 15:00:00"),
        ("46095", "2026-03-13 15:00:00"),
    ];
    let workspace = Workspace::new("time_zone = \"Asia/Seoul\"\n");
    let mut text = String::from("native_id,system_ref,start_at,severity\n");
    for (n, form) in forms.iter().chain(others.iter().map(|(form, _)| form)).enumerate() {
        writeln!(text, "I-{n:02},portal,{form},1").expect("in memory");
    }
    workspace.write("inbox/itsm/incident.csv", text);
    workspace.done(&["ingest"]);
    let read = workspace.sql("select cast(start_at as varchar) from incidents order by native_id");
    let expected: Vec<_> =
        forms.iter().map(|_| "2026-03-14 00:05:00").chain(others.iter().map(|(_, at)| *at)).collect();
    let said: Vec<_> = forms.iter().chain(others.iter().map(|(form, _)| form)).zip(read.lines()).collect();
    assert_eq!(read.lines().collect::<Vec<_>>(), expected, "{said:#?}");
    let dates = workspace.sql("select native_id from incidents where date_only like '%start_at%' order by 1");
    assert_eq!(dates, "I-15\nI-16", "a date without time says so");
}

/// Trap 18: a time without zone takes the source's, else the workspace's.
#[test]
fn times_without_a_zone() {
    let workspace =
        Workspace::new("time_zone = \"Asia/Seoul\"\n[[source]]\nname = \"seattle\"\ntime_zone = \"-08:00\"\n");
    for source in ["seattle", "itsm"] {
        let text = format!(
            "native_id,system_ref,start_at,severity\n{source},portal,2026-03-14 09:05,1\n{source}-z,portal,2026-03-14T09:05:00Z,1\n"
        );
        workspace.write(&format!("inbox/{source}/incident.csv"), text);
    }
    workspace.done(&["ingest"]);
    let read = workspace.sql("select native_id, strftime(start_at, '%d %H:%M') from incidents order by 1");
    assert_eq!(read, "itsm,14 00:05\nitsm-z,14 09:05\nseattle,14 17:05\nseattle-z,14 09:05");
}

/// Trap 18: dates of a workbook, as cells and as serial numbers.
#[test]
fn times_of_a_workbook() {
    let header: &[In] = &["장애번호", "시스템명", "장애발생일시", "서비스복구일시", "영향범위"].map(In::Text);
    let row = |id, start, end| [In::Text(id), In::Text("포털"), start, end, In::Text("전체")];
    // Serial 46095 is 2026-03-14; 545/1440 of a day is 09:05, 588/1440 is 09:48.
    let (start, end) = (46_095.0 + 545.0 / 1440.0, 46_095.0 + 588.0 / 1440.0);
    let rows = [
        row("I-1", In::Time(start), In::Time(end)),
        row("I-2", In::Number(start), In::Number(end)),
        row("I-3", In::Text("2026.3.14(토) 오전 9:05"), In::Text("2026-03-14 09:48")),
    ];
    let bytes = workbook(&[("장애", &[header, &rows[0], &rows[1], &rows[2]])]);
    let workspace = Workspace::new("");
    workspace.write("inbox/itsm/장애대장.xlsx", bytes);
    workspace.done(&["ingest"]);
    let read = workspace.sql(
        "select native_id, strftime(start_at, '%Y-%m-%d %H:%M:%S'), strftime(end_at, '%H:%M:%S') from incidents order by 1",
    );
    let expected = ["I-1", "I-2", "I-3"].map(|id| format!("{id},2026-03-14 00:05:00,00:48:00"));
    assert_eq!(read, expected.join("\n"));
}

/// Trap 18: title rows, a header that comes again, blank rows and totals are no records.
#[test]
fn layout_is_no_data() {
    let header = "장애번호,시스템명,장애발생일시,서비스복구일시,영향범위";
    let text = format!(
        "2026년 3월 장애대장,,,,\n작성: 정보화운영과,,,,\n,,,,\n{header}\n\
         I-1,포털,2026-03-14 09:05,2026-03-14 09:48,전체\n{header}\n\
         I-2,급여,2026-03-15 09:05,2026-03-15 09:06,일부\n,,,,\n합계,2건,,44분,\n"
    );
    let workspace = Workspace::new("");
    workspace.write("inbox/itsm/장애대장.csv", text);
    workspace.done(&["ingest"]);
    let counts = &workspace.receipt("inbox/itsm/장애대장.csv")["counts"];
    assert_eq!((&counts["read"], &counts["kept"], &counts["rejected"]), (&5.into(), &2.into(), &0.into()));
    let filtered = serde_json::json!({ "blank": 1, "repeated header": 1, "total": 1 });
    assert_eq!(counts["filtered"], filtered);
    let lines =
        workspace.sql("select native_id, line, scope, date_diff('minute', start_at, end_at) from incidents order by 1");
    assert_eq!(lines, "I-1,5,FULL,43\nI-2,7,PARTIAL,1");
}

/// Trap 18: a header of two rows, whose upper cells are merged.
#[test]
fn a_merged_header() {
    let upper: &[In] = &[
        In::Text("연번"),
        In::Text("작업일자"),
        In::Text("작업시간"),
        In::Blank,
        In::Text("업무"),
        In::Text("작업내용"),
    ];
    let lower: &[In] = &[In::Blank, In::Blank, In::Text("시작 시간"), In::Text("종료 시간"), In::Blank, In::Blank];
    let title: &[In] = &[In::Text("2026년 3월 작업계획 취합")];
    let night: &[In] = &[
        In::Number(1.0),
        In::Text("2026.3.14(토)"),
        In::Text("22:00"),
        In::Text("24:00"),
        In::Text("포털"),
        In::Text("점검"),
    ];
    let over: &[In] = &[
        In::Number(2.0),
        In::Text("2026.3.15(일)"),
        In::Number(23.0 / 24.0),
        In::Number(1.0 / 24.0),
        In::Text("급여"),
        In::Text("교체"),
    ];
    let total: &[In] = &[In::Text("합계"), In::Text("2건")];
    let workspace = Workspace::new("");
    workspace.write("inbox/plan/작업계획.xlsx", workbook(&[("3월", &[title, upper, lower, night, over, total])]));
    workspace.done(&["ingest"]);
    let rows = workspace.sql(
        "select system_ref, strftime(to_local(start_at), '%d %H:%M'), strftime(to_local(end_at), '%d %H:%M'), line, title \
         from maintenance order by start_at",
    );
    assert_eq!(rows, "포털,14 22:00,15 00:00,4,점검\n급여,15 23:00,16 01:00,5,교체");
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let marks = mark.then_some(0xfeff).into_iter();
    marks.chain(text.encode_utf16()).flat_map(order).collect()
}

/// Trap 19: the same rows, whatever the encoding.
#[test]
fn encodings() {
    let text =
        "SR번호,요청일시,시스템명,요청유형,제목\r\nSR-1,2026-03-14 09:05,통합예약 포털,변경,\"똠방각하, 펲시\"\r\n";
    let (cp949, _, lossy) = encoding_rs::EUC_KR.encode(text);
    assert!(!lossy && cp949.len() < text.len(), "CP949 beyond EUC-KR holds these syllables");
    let encoded: [(&str, Vec<u8>, &str); 6] = [
        ("cp949", cp949.into_owned(), "EUC-KR"),
        ("utf8", text.into(), "UTF-8"),
        ("utf8-mark", format!("\u{feff}{text}").into(), "UTF-8"),
        ("utf16le-mark", utf16(text, u16::to_le_bytes, true), "UTF-16LE"),
        ("utf16be-mark", utf16(text, u16::to_be_bytes, true), "UTF-16BE"),
        ("utf16le", utf16(text, u16::to_le_bytes, false), "UTF-16LE"),
    ];
    let workspace = Workspace::new("");
    for (name, bytes, _) in &encoded {
        workspace.write(&format!("inbox/{name}/SR.csv"), bytes);
    }
    workspace.done(&["ingest"]);
    let rows = workspace.sql("select source, native_id, system_ref, title from change_requests order by source");
    let mut expected: Vec<_> =
        encoded.iter().map(|(name, ..)| format!("{name},SR-1,통합예약 포털,\"똠방각하, 펲시\"")).collect();
    expected.sort();
    assert_eq!(rows.lines().collect::<Vec<_>>(), expected);
    for (name, _, encoding) in &encoded {
        assert_eq!(workspace.receipt(&format!("inbox/{name}/SR.csv"))["export"]["encoding"], *encoding, "{name}");
    }
}

/// Trap 19: the same rows, whatever stands between the cells; and a line break within one.
#[test]
fn separators_and_line_breaks() {
    let workspace = Workspace::new("");
    let separators = [("comma", ","), ("pipe", "|"), ("semicolon", ";"), ("tab", "\t")];
    for (name, separator) in separators {
        let rows = [
            ["SR번호", "요청일시", "시스템명", "요청유형", "제목"],
            ["SR-1", "2026-03-14 09:05", "포털", "변경", "\"첫 줄\n둘째 줄, 셋째; 넷째\""],
            ["SR-2", "2026-03-14 09:06", "포털", "변경", "\"그는 \"\"됐다\"\"\""],
        ];
        let text: String = rows.iter().map(|r| r.join(separator) + "\r\n").collect();
        workspace.write(&format!("inbox/{name}/SR.csv"), text);
    }
    workspace.write(
        "inbox/declared/SR.csv",
        "sep=|\nSR번호|요청일시|시스템명|요청유형|제목\nSR-2|2026-03-14 09:06|포털|변경|a, b, c\n",
    );
    workspace.done(&["ingest"]);
    let rows = workspace.sql(
        "select source, native_id, line, replace(title, chr(10), '/') from change_requests order by source, native_id",
    );
    let mut expected = vec!["declared,SR-2,3,\"a, b, c\"".to_string()];
    for (name, _) in separators {
        expected.push(format!("{name},SR-1,2,\"첫 줄/둘째 줄, 셋째; 넷째\""));
        expected.push(format!("{name},SR-2,4,\"그는 \"\"됐다\"\"\""));
    }
    expected.sort();
    assert_eq!(rows.lines().collect::<Vec<_>>(), expected);
}

const FORMULAS: [&str; 6] = ["=1+1", "+82-2", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://example.org\")", "＝1+1"];

fn runs_as_formula(cell: &str) -> bool {
    cell.parse::<f64>().is_err() && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Trap 20: candidates.csv opens in Excel with Korean intact, and nothing in it runs.
#[test]
fn the_candidates_open_in_a_spreadsheet() {
    let workspace = Workspace::new("lang = \"ko\"\n");
    let mut systems = String::from("system_id,name,agency\n");
    for (n, formula) in FORMULAS.iter().enumerate() {
        writeln!(systems, "s{n},\"{}\",한빛정책진흥원", formula.replace('"', "\"\"")).expect("in memory");
    }
    workspace.write("systems.csv", systems);
    workspace
        .write("inbox/itsm/change.csv", format!("{CHANGES}SR-1,=cmd|'/C calc'!A0,2026-10-31 09:00,change,open,\n"));
    run(&workspace).ended(0, &[]);
    let bytes = fs_err::read(workspace.path(CANDIDATES)).expect("it is written");
    assert_eq!(bytes[..3], [0xef, 0xbb, 0xbf]);
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert_eq!(text.matches('\n').count(), 1 + FORMULAS.len() + 1);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let rows = workspace.table(CANDIDATES);
    assert!(rows.iter().all(|r| r.values().all(|cell| !runs_as_formula(cell))), "{rows:#?}");
    assert_eq!(rows.iter().filter(|r| r["기관"] == "한빛정책진흥원").count(), FORMULAS.len());
    let mut names: Vec<_> = rows.iter().map(|r| r["시스템명"].clone()).collect();
    let mut expected: Vec<_> = FORMULAS.iter().chain(&["=cmd|'/C calc'!A0"]).map(|f| format!("'{f}")).collect();
    names.sort();
    expected.sort();
    assert_eq!(names, expected);
    let listed = sql(&workspace, "select name from systems order by name");
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(listed.as_bytes());
    assert!(csv.records().all(|r| !runs_as_formula(&r.expect("a row")[0])), "{listed}");
}

/// Trap 20 holds for reject files too: data owners open them in Excel, mend them, and bring them back.
#[test]
fn a_reject_file_opens_in_a_spreadsheet() {
    let workspace = Workspace::new("");
    let mut text = String::from("native_id,system_ref,requested_at,type,status,title\n");
    for (n, formula) in FORMULAS.iter().enumerate() {
        writeln!(text, "SR-{n},portal,?,change,open,\"{}\"", formula.replace('"', "\"\"")).expect("in memory");
    }
    workspace.write("inbox/itsm/change.csv", text);
    workspace.done(&["ingest"]);
    let file = workspace.files().into_iter().find(|f| f.starts_with("rejects/")).expect("a reject file");
    let rows = workspace.table(&file);
    assert_eq!(rows.len(), FORMULAS.len());
    assert!(rows.iter().all(|r| r.values().all(|cell| !runs_as_formula(cell))), "{rows:#?}");
    // Mended and brought back, the titles are what they were.
    workspace.write(&file, workspace.read(&file).replace(",?,change", ",2026-10-31 09:00,change"));
    workspace.done(&["ingest", &workspace.path(&file).display().to_string()]);
    let kept =
        workspace.done(&["sql", "--format", "json", "select title from change_requests order by native_id"]).stdout;
    let kept: Vec<BTreeMap<String, String>> = serde_json::from_str(&kept).expect("JSON");
    assert_eq!(kept.iter().map(|r| r["title"].as_str()).collect::<Vec<_>>(), FORMULAS);
}

/// Trap 23: a run that could not read an export says so to the end, whatever else it did.
#[test]
fn a_fault_never_ends_as_success() {
    let workspace = Workspace::new(WATCHED);
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\n"));
    run(&workspace).ended(0, &[]);
    workspace.write("inbox/itsm/broken.csv.gz", b"\x1f\x8b\x08 cut");
    for arguments in [&["run", "--quiet"][..], &["ingest", "--quiet"], &["ingest", "--dry-run", "--quiet"]] {
        workspace.assay(arguments).ended(1, &["error[E0110]", "inbox/itsm/broken.csv.gz"]);
    }
    run(&workspace).ended(1, &["error[E0110]"]);
    assert_eq!(workspace.table(CANDIDATES).len(), 1, "what could be read is reported");
    let ran = workspace.assay(&["--log-format", "json", "ingest"]);
    let objects: Vec<serde_json::Value> =
        ran.stderr.lines().map(|l| serde_json::from_str(l).expect("every line is JSON")).collect();
    let fault = objects.iter().find(|o| o["level"] == "error").expect("the fault is said");
    assert_eq!((&fault["code"], &fault["place"]), (&"E0110".into(), &"inbox/itsm/broken.csv.gz".into()));
}

const ANSWERS: &str = "system_id,item,answer,by,at,reason\n";

/// Trap 24: what nobody answered is not a no.
#[test]
fn an_open_item_is_no_no() {
    let workspace = Workspace::new("lang = \"en\"\n");
    workspace.write("systems.csv", "system_id,name,gate1,gate2\nportal,Portal,Y,Y\n");
    let mut answers = String::from(ANSWERS);
    for item in [2, 4, 5, 7, 9] {
        writeln!(answers, "portal,{item},Y,owner,2026-10-01,").expect("in memory");
    }
    for item in [1, 8] {
        writeln!(answers, "portal,{item},N,owner,2026-10-01,").expect("in memory");
    }
    workspace.write("answers.csv", &answers);
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}SR-1,portal,2026-10-31 09:00,change,open,\n"));
    run(&workspace).ended(0, &[]);
    let row = &workspace.table(CANDIDATES)[0];
    let expected = [
        ("verdict", "NEEDS_REVIEW"),
        ("hint", "LIKELY_KEEP"),
        ("yes_L", "5"),
        ("yes_point", "5"),
        ("yes_hi", "8"),
        ("min_more_yes", "1"),
        ("open_items", "3 6 10"),
        ("item2", "Y:H"),
        ("item8", "N:H"),
        ("item10", "U:none"),
        ("conditional", ""),
    ];
    assert_eq!(expected.map(|(column, _)| (column, row[column].as_str())), expected);
    let explained = workspace.done(&[&["explain", "portal"][..], &MONTH].concat()).stdout;
    for words in ["certain yes 5, with suggestions 5, at most 8", "1 more yes would settle it; ask first: 3, 6, 10"] {
        assert!(explained.contains(words), "{explained}");
    }
    // One more yes settles it; three more no settle it the other way.
    workspace.write("answers.csv", format!("{answers}portal,3,Y,owner,2026-10-01,\n"));
    run(&workspace).ended(0, &[]);
    assert_eq!(workspace.table(CANDIDATES)[0]["verdict"], "ADOPT");
    let no = [3, 6, 10].map(|item| format!("portal,{item},N,owner,2026-10-01,\n")).concat();
    workspace.write("answers.csv", format!("{answers}{no}"));
    run(&workspace).ended(0, &[]);
    assert_eq!(workspace.table(CANDIDATES)[0]["verdict"], "KEEP");
}

/// Systems, their requests and answers, as rows that can be left out or shuffled.
struct Agency {
    systems: Vec<String>,
    requests: Vec<String>,
    incidents: Vec<String>,
    answers: Vec<String>,
}

impl Agency {
    fn new() -> Self {
        let incident = |n: u32, system: &str| {
            format!("I-{n},{system},2026-0{n}-10 09:00,2026-0{n}-10 1{n}:00,1,FULL,deployment,restart,Y\n")
        };
        Agency {
            systems: [
                "portal,Portal,citizen,200,Y,Y\n",
                "pay,Payroll,internal,40,Y,Y\n",
                "hr,Personnel,internal,90,,Y\n",
            ]
            .map(String::from)
            .to_vec(),
            requests: [requests("portal", 73, 5), requests("pay", 36, 10), requests("hr", 300, 1)].concat(),
            incidents: vec![incident(1, "portal"), incident(2, "pay"), incident(3, "portal"), incident(4, "hr")],
            answers: [
                "portal,6,Y,owner,2026-10-01,\n",
                "pay,3,N,owner,2026-09-01,\n",
                "pay,gate2,N,owner,2026-09-01,\n",
                "hr,2,Y,owner,2026-09-01,\n",
            ]
            .map(String::from)
            .to_vec(),
        }
    }

    fn report(&self) -> Workspace {
        let workspace = Workspace::new(WATCHED);
        workspace
            .write("systems.csv", format!("system_id,name,srm_class,n_menus,gate1,gate2\n{}", self.systems.concat()));
        workspace.write("answers.csv", format!("{ANSWERS}{}", self.answers.concat()));
        workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{}", self.requests.concat()));
        let header = "native_id,system_ref,start_at,end_at,severity,scope,cause,action,service_stop\n";
        workspace.write("inbox/itsm/incident.csv", format!("{header}{}", self.incidents.concat()));
        run(&workspace).ended(0, &[]);
        workspace
    }

    /// The candidates without what depends on all of them together.
    fn candidates(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let rows = self.report().table(CANDIDATES).into_iter();
        rows.map(|mut row| {
            for column in ["rank", "rank_guide_v1", "rank_p05", "rank_p95", "p_top10", "p_top20", "input_hash"] {
                row.remove(column).expect("the column is there");
            }
            (row["system_id"].clone(), row)
        })
        .collect()
    }

    fn without(&self, system: &str) -> Self {
        let keep = |rows: &[String], column: usize| {
            rows.iter().filter(|r| r.split(',').nth(column) != Some(system)).cloned().collect()
        };
        Agency {
            systems: keep(&self.systems, 0),
            requests: keep(&self.requests, 1),
            incidents: keep(&self.incidents, 1),
            answers: keep(&self.answers, 0),
        }
    }
}

/// Trap 25: adding, removing or changing one system never changes another's score or verdict.
#[test]
fn one_system_does_not_move_another() {
    let agency = Agency::new();
    let before = agency.candidates();
    assert_eq!(before.keys().collect::<Vec<_>>(), ["hr", "pay", "portal"]);
    assert_eq!(before["pay"]["verdict"], "KEEP_ARCHITECTURE");
    assert!(before["portal"]["score"] != before["hr"]["score"]);

    let mut removed = before.clone();
    removed.remove("hr");
    assert_eq!(agency.without("hr").candidates(), removed);

    let mut larger = Agency::new();
    larger.systems.push("tax,Tax,citizen,5000,Y,Y\n".into());
    larger.requests.extend(requests("tax", 365, 1));
    larger.incidents.push("I-9,tax,2026-01-01 00:00,2026-10-01 00:00,1,FULL,fire,replace,Y\n".into());
    larger.answers.extend([2, 3, 5, 6, 7, 8, 9, 10].map(|item| format!("tax,{item},Y,owner,2026-10-01,\n")));
    let mut with_tax = larger.candidates();
    assert_eq!(with_tax.remove("tax").expect("it is ranked")["verdict"], "ADOPT");
    assert_eq!(with_tax, before);

    let mut changed = Agency::new();
    changed.systems[0] = "portal,Portal,internal,2000,N,Y\n".into();
    changed.requests.retain(|r| !r.starts_with("portal-7"));
    changed.incidents[0] = changed.incidents[0].replace("FULL", "PARTIAL");
    let after = changed.candidates();
    assert_eq!(after["portal"]["verdict"], "KEEP_SYSTEM");
    assert_ne!(after["portal"]["score"], before["portal"]["score"]);
    assert_eq!((&after["pay"], &after["hr"]), (&before["pay"], &before["hr"]));
}

/// Trap 26: the order of input rows does not matter; between equals the stated rule decides.
#[test]
fn the_order_of_rows_does_not_matter() {
    let agency = Agency::new();
    let mut reversed = Agency::new();
    for rows in [&mut reversed.systems, &mut reversed.requests, &mut reversed.incidents, &mut reversed.answers] {
        rows.reverse();
    }
    let bytes = |agency: &Agency| {
        let workspace = agency.report();
        let hash = workspace.table(CANDIDATES)[0]["input_hash"].clone();
        (workspace.read(CANDIDATES).replace(&hash, ""), hash)
    };
    let ((first, hash), (second, other)) = (bytes(&agency), bytes(&reversed));
    assert_eq!(first, second);
    assert_ne!(hash, other, "the files differ, and the hash says so");
}

/// Trap 26: systems that are equal in all but their id stand in the order of their ids.
#[test]
fn ties_have_a_rule() {
    let workspace = Workspace::new(WATCHED);
    workspace.write("systems.csv", "system_id,name\nc,Same\na,Same\nb,Same\n");
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}SR-1,b,2025-11-01 00:00,inquiry,open,\n"));
    run(&workspace).ended(0, &[]);
    let rows = workspace.table(CANDIDATES);
    let order: Vec<_> = rows.iter().map(|r| ["rank", "system_id", "score"].map(|c| r[c].as_str())).collect();
    // Nothing is known of a and c: a quarter of 98 points, and half of separability. In b four groups of indicators
    // that weigh 6 + 5 + 3 + 9 points were watched and nothing happened.
    assert_eq!(order, [["1", "a", "25.5"], ["2", "c", "25.5"], ["3", "b", "19.75"]]);
}

/// Trap 5: an outage that nobody closed is cut at `as_of`, counted, and flagged after seven days.
#[test]
fn an_outage_left_open_is_counted_and_flagged() {
    let workspace = Workspace::new("");
    workspace.write(
        "inbox/itsm/incident.csv",
        "native_id,system_ref,start_at,end_at,scope\n\
         I-1,old,2026-10-20 00:00,,FULL\n\
         I-2,new,2026-10-27 00:00,,FULL\n\
         I-3,new,2026-10-01 00:00,2026-10-01 01:00,FULL\n\
         I-4,old,2026-10-01 00:00,2026-10-01 01:00,FULL\n\
         I-5,new,2026-10-31 23:00,2026-10-31 23:30,NONE\n",
    );
    workspace.done(&["run", "--month", "2026-10"]);
    // 12 days and one hour; 5 days and one hour.
    let minutes = workspace
        .sql("select system_id, value from metrics where metric = 'outage_minutes' and period = '2026-10' order by 1");
    assert_eq!(minutes, "new,7260.0\nold,17340.0");
    assert_eq!(workspace.sql("select system_id, suspect_open from candidates order by 1"), "new,\nold,Y");
}
