//! The questionnaire out and back: what is asked and in which order, that answers come back as they were given, and that
//! each cell that cannot be used is named.

use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use regex::Regex;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::{Ran, Workspace, open_document};

const MONTH: [&str; 4] = ["--month", "2026-10", "--as-of", "2026-11-01"];
/// Day on which the answers come back.
const TODAY: &str = "2026-11-05";
const HEADER: &str = "system_id,item,answer,by,at,reason,expires\n";
const QUESTIONS: &str = "xl/worksheets/sheet2.xml";

/// Four systems of two departments: one that item 10 settles, one of which nothing is known but a name that looks like a
/// formula, one that is settled but for an answer that lapsed, and one that a gate ends.
fn workspace() -> Workspace {
    let workspace = Workspace::new("lang = \"ko\"\n");
    let systems = "system_id,name,department,gate1,gate2\nportal,포털,민원과,Y,Y\nledger,=1+1,세정과,Y,\n\
                   old,옛 시스템,세정과,Y,Y\ngone,폐기 시스템,민원과,N,Y\n";
    workspace.write("systems.csv", systems);
    let change = "native_id,system_ref,requested_at,type,status,reason_code\nSR-1,portal,2026-10-30 09:00,change,open,\n\
                  SR-2,현장점검,2026-10-31 09:00,change,open,\n";
    workspace.write("inbox/itsm/change.csv", change);
    let said = |system: &'static str, letters: &'static str| {
        let rows = letters.chars().zip(1..).filter(|(letter, _)| *letter != '-');
        rows.map(move |(letter, item)| format!("{system},{item},{letter},김 담당,2026-05-12,,\n"))
    };
    let lapsed = "old,7,Y,박 담당,2025-03-08,소스가 낡음,\n".to_string();
    let answers = said("portal", "YYYYYNNNN-").chain(said("old", "NNNNNN-NNN")).chain([lapsed]);
    workspace.write("answers.csv", format!("{HEADER}{}", answers.collect::<String>()));
    workspace.done(&["--quiet", "ingest"]);
    workspace
}

fn export(workspace: &Workspace, arguments: &[&str]) -> Ran {
    workspace.assay(&[&["survey", "export"], arguments, &MONTH].concat())
}

/// Exports to a file in the workspace.
fn exported(workspace: &Workspace, name: &str, arguments: &[&str]) -> Vec<u8> {
    let path = workspace.path(name);
    let ran = export(workspace, &[&[path.to_str().expect("a path")], arguments].concat());
    ran.ended(0, &[]);
    fs_err::read(path).expect("it was written")
}

fn import(workspace: &Workspace, bytes: &[u8]) -> Ran {
    workspace.write("back.xlsx", bytes);
    let path = workspace.path("back.xlsx");
    workspace.assay(&["survey", "import", "--as-of", TODAY, path.to_str().expect("a path")])
}

/// The texts of a sheet, row by row.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.worksheet_formula(name).expect("the sheet").used_cells().count(), 0, "nothing is a formula");
    let range = book.worksheet_range(name).expect("the sheet");
    let text = |cell: &Data| if *cell == Data::Empty { String::new() } else { cell.to_string() };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// A file of the workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    zip.by_name(name).expect("the file").read_to_string(&mut text).expect("text");
    text
}

/// The workbook with one of its files changed.
fn with(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let (file, mut text) = (zip.by_index(at).expect("a file").name().expect("a name").into_owned(), Vec::new());
        zip.by_index(at).expect("a file").read_to_end(&mut text).expect("bytes");
        if file == name {
            text = change(String::from_utf8(text).expect("text")).into_bytes();
        }
        out.start_file(file, SimpleFileOptions::default()).expect("in memory");
        out.write_all(&text).expect("in memory");
    }
    out.finish().expect("in memory").into_inner()
}

/// What is put into a cell.
enum Put<'a> {
    Text(&'a str),
    /// Days since 1899-12-30.
    Day(u32),
    /// Saved without a value.
    Formula(&'a str),
}

/// The sheet with other cells; their formats stay.
fn filled(xml: String, cells: &[(&str, Put)]) -> String {
    cells.iter().fold(xml, |xml, (cell, put)| {
        let there = Regex::new(&format!(r#"<c r="{cell}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)"#)).expect("a pattern");
        assert!(there.is_match(&xml), "{cell} is a cell");
        let text = match put {
            Put::Text(text) => format!(r#"<c r="{cell}"$1 t="inlineStr"><is><t>{text}</t></is></c>"#),
            Put::Formula(text) => format!(r#"<c r="{cell}"$1><f>{text}</f><v></v></c>"#),
            Put::Day(day) => format!(r#"<c r="{cell}"$1><v>{day}</v></c>"#),
        };
        there.replace(&xml, text).into_owned()
    })
}

/// 2026-11-03 as spreadsheets count.
const DAY: u32 = 46_329;

#[test]
fn questions_stand_in_the_order_in_which_they_settle_most() {
    let workspace = workspace();
    let ran = export(&workspace, &[workspace.path("all.xlsx").to_str().expect("a path")]);
    ran.ended(0, &["W0225", "`현장점검`", "13 questions about 3 systems"]);
    // Item 10 is open for `portal`, which it settles alone, and for `ledger`; gate 2 alone ends `ledger`.
    let counts: Vec<Vec<&str>> = ran.stdout.lines().skip(1).map(|l| l.split_whitespace().collect()).collect();
    assert_eq!(counts[..2], [["10", "2", "2", "1"], ["gate2", "1", "1", "1"]], "{}", ran.stdout);
    assert!(counts.contains(&vec!["7", "2", "1", "0"]), "{}", ran.stdout);

    let bytes = fs_err::read(workspace.path("all.xlsx")).expect("it was written");
    let rows = sheet(&bytes, "질문");
    let asked: Vec<_> = rows[1..].iter().map(|r| format!("{} {} {}", r[0], r[1], r[4])).collect();
    let ledger = ["gate2", "1", "2", "3", "4", "9", "5", "6", "7", "8", "10"];
    let mut expected = vec!["1 portal 10".to_string()];
    expected.extend(ledger.iter().zip(2..).map(|(item, number)| format!("{number} ledger {item}")));
    expected.push("13 old 7".into());
    assert_eq!(asked, expected);
    assert_eq!(rows[1][2..4], ["포털", "민원과"]);
    assert_eq!(rows[1][7], "이 답만으로 판정 확정\n예 → 클라우드 네이티브 도입 검토\n아니오 → 기존 아키텍처 유지");
    assert_eq!(rows[2][2], "=1+1");
    // Five NO or six YES, and a gate.
    assert_eq!(rows[3][7], "판정 확정까지 답 6개 이상");
    assert_eq!(rows[13][7], "확인용: 판정은 그대로");
    assert!(
        rows[13][6].ends_with("[이전 응답] 예 (박 담당, 2025-03-08, 유효기간이 지남): 소스가 낡음"),
        "{}",
        rows[13][6]
    );
    assert!(rows[1..].iter().all(|r| r[8..].iter().all(String::is_empty)), "nothing is answered beforehand");
}

#[test]
fn what_was_filled_in_comes_back_once() {
    let workspace = workspace();
    let bytes = exported(&workspace, "all.xlsx", &[]);
    let before = workspace.read("answers.csv");
    let cells = [
        ("I2", Put::Text("예")),
        ("J2", Put::Text("이 담당")),
        ("K2", Put::Day(DAY)),
        ("L2", Put::Text("매주 배포하고자 함, &quot;바로&quot;")),
        ("I3", Put::Text("N")),
        ("J3", Put::Text("=cmd")),
        ("K3", Put::Text("2026.11.4")),
        ("M3", Put::Day(DAY + 200)),
        ("I14", Put::Text("모름")),
        ("J14", Put::Text("박 담당")),
        ("K14", Put::Day(DAY)),
        ("J5", Put::Text("이 담당")),
    ];
    let filled = with(&bytes, QUESTIONS, |xml| filled(xml, &cells));
    let ran = import(&workspace, &filled);
    ran.ended(0, &["3 answers about 3 systems, 3 added to answers.csv, 10 left blank", "W0222", "`assay rank"]);
    let after = workspace.read("answers.csv");
    let added = "portal,10,Y,이 담당,2026-11-03,\"매주 배포하고자 함, \"\"바로\"\"\",\n\
                 ledger,gate2,N,'=cmd,2026-11-04,,2027-05-22\nold,7,U,박 담당,2026-11-03,,\n";
    assert_eq!(after, format!("\u{feff}{before}{added}"));
    // Again, and in another order of the rows: nothing changes.
    import(&workspace, &filled).ended(0, &["0 added to answers.csv, 3 there already"]);
    assert_eq!(workspace.read("answers.csv"), after);
    // What is no longer known is not asked again; of `ledger` a gate ends the questions.
    let later = ["--quiet", "rank", "--month", "2026-10", "--as-of", "2026-11-05"];
    let ranked = workspace.done(&later).stdout;
    assert!(ranked.lines().any(|l| l.contains("포털") && l.contains("도입 검토")), "{ranked}");
    let path = workspace.path("later.xlsx");
    let ran = workspace.assay(&[&["survey", "export", path.to_str().expect("a path")], &later[2..]].concat());
    ran.ended(0, &["nothing is to be asked about 2026-10"]);
    assert!(!path.exists());
    // Another answer of the same person and day takes the place of the first.
    let other = with(&filled, QUESTIONS, |xml| xml.replace("<t>예</t>", "<t>아니오</t>"));
    import(&workspace, &other).ended(0, &["W0224", "item 10 of `portal`", "1 replaced, 2 there already"]);
    assert_eq!(workspace.read("answers.csv"), after.replace("portal,10,Y,이", "portal,10,N,이"));
}

#[test]
fn each_cell_of_a_broken_copy_is_named_and_the_good_rows_are_taken() {
    let workspace = workspace();
    let bytes = exported(&workspace, "all.xlsx", &[]);
    let answer = |line: u32| [(format!("I{line}"), "예"), (format!("J{line}"), "김 담당")];
    let answers: Vec<_> = (2..=14).filter(|l| *l != 8).flat_map(answer).collect();
    let broken = with(&bytes, QUESTIONS, |xml| {
        let mut cells: Vec<_> = answers.iter().map(|(cell, text)| (cell.as_str(), Put::Text(text))).collect();
        let days: Vec<String> = (2..=14).filter(|l| *l != 8).map(|l| format!("K{l}")).collect();
        cells.extend(days.iter().map(|cell| (cell.as_str(), Put::Day(DAY))));
        cells.extend([("K2", Put::Text("다음 주")), ("B3", Put::Text("ledgr")), ("I4", Put::Text("글쎄"))]);
        let xml = filled(xml, &cells);
        let row = Regex::new(r#"<row r="9".*?</row>"#).expect("a pattern");
        let merged = "<mergeCells count=\"1\"><mergeCell ref=\"I10:I11\"/></mergeCells><dataValidations";
        row.replace(&xml, "").replace("<dataValidations", merged)
    });
    let ran = import(&workspace, &broken);
    ran.ended(
        1,
        &[
            "error[E0167]: `다음 주` is no date\n  --> ",
            "back.xlsx, part `질문`, cell `K2`",
            "error[E0171]: no system is called `ledgr`",
            "cell `B3`\n\nhint: did you mean `ledger`?",
            "error[E0166]: `글쎄` is no answer",
            "cell `I4`",
            "error[E0169]: the cells I10 to I11 are merged",
            "cell `I10:I11`",
            // Row 9 is question 8.
            "error[E0170]: question 8, item 5 of `ledger`, is gone",
            "6 answers about 2 systems, 6 added to answers.csv, 1 left blank",
        ],
    );
    assert_eq!(ran.stderr.matches("error[").count(), 5, "{}", ran.stderr);
    let added: Vec<_> = workspace.table("answers.csv").into_iter().filter(|r| r["at"] == "2026-11-03").collect();
    let added: Vec<_> = added.iter().map(|r| format!("{} {}", r["system_id"], r["item"])).collect();
    assert_eq!(added, ["ledger 2", "ledger 3", "ledger 4", "ledger 8", "ledger 10", "old 7"].map(String::from));
}

#[test]
fn cells_without_a_value_and_days_to_come_are_named() {
    let workspace = workspace();
    let bytes = exported(&workspace, "all.xlsx", &[]);
    let before = workspace.read("answers.csv");
    let answered = |line: u32| [(format!("I{line}"), "예"), (format!("J{line}"), "김"), (format!("L{line}"), "사유")];
    let answers: Vec<_> = (2..=5).flat_map(answered).collect();
    let spoilt = with(&bytes, QUESTIONS, |xml| {
        let mut cells: Vec<_> = answers.iter().map(|(cell, text)| (cell.as_str(), Put::Text(text))).collect();
        // The day after today, and today.
        cells.extend([
            ("K2", Put::Day(DAY + 3)),
            ("K3", Put::Day(DAY)),
            ("K4", Put::Day(DAY)),
            ("K5", Put::Day(DAY + 2)),
        ]);
        cells.extend([("L3", Put::Formula("A1&amp;B1")), ("J4", Put::Formula("TRIM(C4)"))]);
        filled(xml, &cells)
    });
    let ran = import(&workspace, &spoilt);
    ran.ended(
        1,
        &["the answer is of 2026-11-06, and today is 2026-11-05", "cell `K2`", "E0250", "cell `L3`", "cell `J4`"],
    );
    assert_eq!(ran.stderr.matches("error[").count(), 3, "{}", ran.stderr);
    assert_eq!(workspace.read("answers.csv"), format!("\u{feff}{before}ledger,2,Y,김,2026-11-05,사유,\n"));
}

#[test]
fn a_hidden_cell_that_was_changed_is_named_and_the_workbook_refused() {
    let workspace = workspace();
    let bytes = exported(&workspace, "all.xlsx", &[]);
    let before = workspace.read("answers.csv");
    let cells = [("I2", Put::Text("예")), ("J2", Put::Text("김")), ("K2", Put::Day(DAY))];
    let answered = with(&bytes, QUESTIONS, |xml| filled(xml, &cells));
    for (cell, value, said) in [
        ("B2", "3", "the questionnaire has the layout 3"),
        ("B4", "2026-09", "the hidden cell of `month` was changed: it holds `2026-09`"),
        ("B6", "guide-0", "the hidden cell of `checklist` was changed: it holds `guide-0`"),
        ("C4", "", "the hidden cell of `month` was changed: it holds `2026-10`"),
        ("A6", "check", "the hidden sheet has no `checklist`"),
    ] {
        let slip = with(&answered, "xl/worksheets/sheet3.xml", |xml| filled(xml, &[(cell, Put::Text(value))]));
        let place = if cell.starts_with('B') && cell != "B2" { format!("cell `{cell}`") } else { "back.xlsx".into() };
        import(&workspace, &slip).ended(1, &["E0164", said, &place]);
        assert_eq!(workspace.read("answers.csv"), before);
    }
    import(&workspace, &answered).ended(0, &["1 added"]);
}

#[test]
fn a_workbook_speaks_one_language_and_has_the_same_bytes_twice() {
    let workspace = workspace();
    let korean = exported(&workspace, "ko.xlsx", &[]);
    assert_eq!(korean, exported(&workspace, "again.xlsx", &[]));
    let english = exported(&workspace, "en.xlsx", &["--lang", "en"]);
    let rows = sheet(&english, "questions");
    assert_eq!(rows[0][8..], ["answer", "answered by", "date", "reason", "expires"]);
    assert_eq!(rows[1][7], "settles the verdict alone\nYES → adopt cloud native\nNO → keep the architecture");
    assert!(rows.iter().flatten().all(|c| !c.contains("판정")), "{rows:?}");
    assert!(sheet(&english, "introduction").iter().flatten().any(|c| c == "return by"));
    assert!(sheet(&korean, "안내").iter().flatten().any(|c| c == "회신기한"));
    let cells = [("I2", Put::Text("YES")), ("J2", Put::Text("Lee")), ("K2", Put::Day(DAY))];
    import(&workspace, &with(&english, QUESTIONS, |xml| filled(xml, &cells))).ended(0, &["1 added"]);
    assert!(workspace.read("answers.csv").ends_with("portal,10,Y,Lee,2026-11-03,,\n"));
}

#[test]
fn only_the_cells_of_answers_can_be_edited() {
    let workspace = workspace();
    let bytes = exported(&workspace, "all.xlsx", &[]);
    for number in 1..=3 {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(xml.contains("<sheetProtection sheet=\"1\""), "sheet {number}");
        assert!(!xml.contains("password"), "sheet {number}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("name=\"assay\" sheetId=\"3\" state=\"veryHidden\""));
    let styles = part(&bytes, "xl/styles.xml");
    let formats =
        styles.split("<cellXfs").nth(1).and_then(|rest| rest.split("</cellXfs>").next()).expect("the formats");
    let open: Vec<bool> = formats.split("<xf ").skip(1).map(|f| f.contains("locked=\"0\"")).collect();
    let xml = part(&bytes, QUESTIONS);
    let cell = Regex::new(r#"<c r="([A-Z]+)(\d+)" s="(\d+)""#).expect("a pattern");
    let mut unlocked = std::collections::BTreeSet::new();
    for found in cell.captures_iter(&xml) {
        let format: usize = found[3].parse().expect("a number");
        let is_answer = matches!(&found[1], "I" | "J" | "K" | "L" | "M") && &found[2] != "1";
        assert_eq!(open[format], is_answer, "{}{}", &found[1], &found[2]);
        if is_answer {
            unlocked.insert(found[1].to_string());
        }
    }
    assert_eq!(unlocked.len(), 5);
    assert!(xml.contains("<autoFilter ref=\"A1:M14\"/>") && xml.contains("ySplit=\"1\""));
    assert!(xml.contains("<formula1>\"예,아니오,모름\"</formula1>") && xml.contains("sqref=\"I2:I14\""));
    // 2000-01-01 and 2100-12-31.
    assert!(xml.contains("<formula1>36526</formula1><formula2>73415</formula2>"));
    assert!(xml.contains("orientation=\"landscape\""));
}

#[test]
fn departments_get_their_own_questions() {
    let workspace = workspace();
    let folder = workspace.path("out/mail");
    export(&workspace, &["--per-department", folder.to_str().expect("a path")])
        .ended(0, &["2 systems", "1 question about 1 system"]);
    let of = |department: &str| {
        let bytes = fs_err::read(folder.join(format!("질문지_2026-10_{department}.xlsx"))).expect("it was written");
        let rows = sheet(&bytes, "질문");
        (rows.len() - 1, rows[1][0].clone(), rows[1][1].clone(), sheet(&bytes, "안내"))
    };
    let (count, first, system, intro) = of("민원과");
    assert_eq!((count, first.as_str(), system.as_str()), (1, "1", "portal"));
    assert!(intro.iter().flatten().any(|c| c == "민원과 소관 시스템의 담당자"), "{intro:?}");
    let (count, first, system, _) = of("세정과");
    assert_eq!((count, first.as_str(), system.as_str()), (12, "1", "ledger"));
    // The same folder again: answers may stand in the files.
    export(&workspace, &["--per-department", folder.to_str().expect("a path")]).ended(1, &["E0175"]);
    let one = exported(&workspace, "one.xlsx", &["--department", "민원과"]);
    assert_eq!(sheet(&one, "질문").len(), 2);
    let two = exported(&workspace, "two.xlsx", &["--department", "민원과", "--department", "세정과"]);
    assert_eq!(sheet(&two, "질문").len(), 14);
    let path = workspace.path("no.xlsx");
    export(&workspace, &[path.to_str().expect("a path"), "--department", "민원"])
        .ended(1, &["E0162", "did you mean `민원과`?"]);
}

#[test]
fn places_and_files_that_will_not_do_are_refused() {
    let workspace = workspace();
    let export_to = |name: &str| export(&workspace, &[workspace.path(name).to_str().expect("a path")]);
    export_to("survey.csv").ended(1, &["E0161"]);
    export_to("inbox/survey.xlsx").ended(1, &["E0156"]);
    let bytes = exported(&workspace, "all.xlsx", &[]);
    export_to("all.xlsx").ended(1, &["E0175"]);
    assert_eq!(fs_err::read(workspace.path("all.xlsx")).expect("it is there"), bytes);

    let before = workspace.read("answers.csv");
    import(&workspace, b"system_id,item\n").ended(1, &["E0163", "it is no workbook"]);
    let other = crate::support::workbook(&[("Sheet1", &[&[crate::support::In::Text("a")]])]);
    import(&workspace, &other).ended(1, &["E0163", "none of its sheets"]);
    let open = ["질문", "assay"].map(|name| (name, sheet(&bytes, name)));
    import(&workspace, &open_document(&open))
        .ended(1, &["E0163", "not saved as .xlsx", "save it as an Excel workbook"]);
    let renamed = |from: &'static str| {
        let xml = |xml: String| xml.replace(&format!("name=\"{from}\""), "name=\"sheet\"");
        with(&bytes, "xl/workbook.xml", xml)
    };
    import(&workspace, &renamed("질문")).ended(1, &["E0164", "no sheet `질문`", "`안내`, `sheet`, `assay`"]);
    import(&workspace, &renamed("assay")).ended(1, &["E0164", "no sheet `assay`"]);
    // One bad file does not stop the next.
    let cells = [("I2", Put::Text("예")), ("J2", Put::Text("김")), ("K2", Put::Day(DAY))];
    workspace.write("good.xlsx", with(&bytes, QUESTIONS, |xml| filled(xml, &cells)));
    assert_eq!(workspace.read("answers.csv"), before);
    let paths = ["back.xlsx", "good.xlsx"].map(|name| workspace.path(name).display().to_string());
    workspace
        .assay(&["survey", "import", "--as-of", TODAY, &paths[0], &paths[1]])
        .ended(1, &["E0164", "1 added to answers.csv"]);
    assert_eq!(workspace.read("answers.csv"), format!("\u{feff}{before}portal,10,Y,김,2026-11-03,,\n"));
}
