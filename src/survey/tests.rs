//! Returned questionnaires as plain rows, and what becomes of `answers.csv`, by hand.

use std::collections::BTreeSet;

use super::back::{Asked, Line, Returned};
use super::fault::{Fault, diagnostics, needs_list};
use super::file::AnswersFile;
use super::table::judge;
use super::*;
use crate::reader::Cell;
use crate::reader::workbook::Beside;
use Answer::{N, U, Y};

fn cell(text: &str) -> Cell<'static> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_string().into()) }
}

/// A row by its number, system and item, then answer, name, date, reason and end with `|` between them.
fn line(number: u32, system: &str, item: &str, given: &str) -> Line {
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    cells[NUMBER] = Cell::Number(f64::from(number) - 1.0);
    (cells[SYSTEM], cells[ITEM]) = (cell(system), cell(item));
    for (at, text) in [ANSWER, BY, AT, REASON, EXPIRES].into_iter().zip(given.split('|')) {
        cells[at] = cell(text);
    }
    Line { number, cells }
}

/// A Korean questionnaire that asks `a` about items 5, 6 and gate 1 and `b` about item 7, with these rows below its
/// heading in line 1.
fn returned(lines: Vec<Line>) -> Returned {
    let asked = [("1", "a", "5"), ("2", "a", "6"), ("3", "a", "gate1"), ("4", "b", "7")];
    let asked = asked.map(|(number, system, item)| Asked {
        number: number.into(),
        system_id: system.into(),
        item: item.into(),
    });
    Returned {
        lang: Lang::Ko,
        asked: asked.to_vec(),
        header: Line { number: 1, cells: COLUMNS.map(|(_, ko)| cell(ko)).to_vec() },
        lines,
        beside: Beside::default(),
    }
}

fn blank() -> Vec<Line> {
    vec![line(2, "a", "5", ""), line(3, "a", "6", ""), line(4, "a", "gate1", ""), line(5, "b", "7", "")]
}

fn systems() -> BTreeSet<String> {
    ["a", "b", "portal"].map(String::from).into()
}

fn judged(returned: &Returned) -> Brought {
    judge(returned, &systems(), "2100-12-31".parse().unwrap())
}

/// `E0167 K3`, for each fault.
fn named(brought: &Brought) -> Vec<String> {
    brought.faults.iter().map(|f| format!("{} {}", f.code, f.cell).trim().to_string()).collect()
}

fn given(system: &str, item: &str, answer: Answer, by: &str, at: &str) -> HumanAnswer {
    HumanAnswer {
        system_id: system.into(),
        item: item.into(),
        answer,
        by: by.into(),
        at: at.parse().unwrap(),
        reason: None,
        expires: None,
    }
}

#[test]
fn answers_are_known_by_system_and_item_in_any_order_and_either_language() {
    let mut lines = blank();
    lines[0] = line(5, "a", "5", "no|김 담당|2026.11.3||");
    lines[1] = line(2, "a", "6", " 예 |김 담당|2026-11-03|=SUM(A1)|2027-01-01");
    lines[3] = line(3, "b", "7", "모름|이 담당|20261104||");
    lines[3].cells[ITEM] = Cell::Number(7.0);
    let brought = judged(&returned(lines));
    assert_eq!(named(&brought), Vec::<String>::new());
    let mut separable = given("a", "6", Y, "김 담당", "2026-11-03");
    (separable.reason, separable.expires) = (Some("=SUM(A1)".into()), Some("2027-01-01".parse().unwrap()));
    let expected =
        [separable, given("b", "7", U, "이 담당", "2026-11-04"), given("a", "5", N, "김 담당", "2026-11-03")];
    assert_eq!(brought.answers, expected);
    assert_eq!(brought.unanswered, 1, "gate1");
}

#[test]
fn blank_rows_are_no_fault_but_a_reason_without_an_answer_is_said() {
    let mut lines = blank();
    lines[1] = line(3, "a", "6", "|김 담당|2026-11-03||");
    lines[2] = line(4, "a", "gate1", "|||폐기 예정|");
    let brought = judged(&returned(lines));
    assert_eq!((brought.unanswered, brought.answers.len(), brought.faults.len()), (4, 0, 0));
    assert_eq!(brought.reasons_alone, ["L4"]);
}

#[test]
fn every_unusable_cell_is_named_and_the_other_rows_count() {
    let cases: &[(&str, &[&str])] = &[
        ("예|김|다음 주||", &["E0167 K2"]),
        ("예|김|03/04/2026||", &["E0167 K2"]),
        ("예|김|31/10/2026||", &["E0167 K2"]),
        ("예|김|1999-12-31||", &["E0167 K2"]),
        ("예|김|2101-01-01||", &["E0167 K2"]),
        ("예|김|2026-11-03||나중에", &["E0167 M2"]),
        ("예|김|2026-11-03||2026-11-03", &["E0167 M2"]),
        ("아마도|김|2026-11-03||", &["E0166 I2"]),
        ("예||2026-11-03||", &["E0168 J2"]),
        ("예|김|||", &["E0168 K2"]),
        ("글쎄||언젠가||", &["E0166 I2", "E0168 J2", "E0167 K2"]),
        ("예|김|2000-01-01||2000-01-02", &[]),
        ("예|김|2100-12-31||", &[]),
    ];
    for (text, expected) in cases {
        let mut lines = blank();
        lines[0] = line(2, "a", "5", text);
        lines[3] = line(5, "b", "7", "Y|이|2026-11-03||");
        let brought = judged(&returned(lines));
        assert_eq!(named(&brought), *expected, "{text}");
        assert_eq!(brought.answers.len(), if expected.is_empty() { 2 } else { 1 }, "{text}");
        assert_eq!(brought.unanswered, 2, "an unusable answer is not a blank one: {text}");
    }
}

#[test]
fn a_date_that_cannot_hold_is_said_with_the_form_that_is_expected() {
    let reason = |date: &str| {
        let mut lines = blank();
        lines[0] = line(2, "a", "5", &format!("예|김|{date}||"));
        let judged = judge(&returned(lines), &systems(), "2026-11-03".parse().unwrap());
        judged.faults.first().map(|f| f.reason.clone())
    };
    for date in ["31/10/2026", "03/04/2026"] {
        let expected = format!("`{date}` does not begin with the year: dates are written YYYY-MM-DD");
        assert_eq!(reason(date), Some(expected));
    }
    assert_eq!(reason("2026110309").as_deref(), Some("`2026110309` is no date"));
    assert_eq!(reason("2026-11-03"), None);
    assert_eq!(reason("2026-11-04").as_deref(), Some("the answer is of 2026-11-04, and today is 2026-11-03"));
}

#[test]
fn a_cell_that_looks_filled_and_holds_nothing_spoils_its_row() {
    let mut lines = blank();
    lines[0] = line(2, "a", "5", "예|김|2026-11-03||");
    lines[1] = line(3, "a", "6", "");
    lines[3] = line(5, "b", "7", "예|이|2026-11-03||");
    let mut returned = returned(lines);
    // L2, I3 and K3; what is measured is not read back, in G5 or anywhere.
    returned.beside.valueless = [(1, 11), (2, 8), (2, 10), (4, 6), (9, 8)].into();
    let brought = judged(&returned);
    assert_eq!(named(&brought), ["E0250 L2", "E0250 I3", "E0250 K3"]);
    assert_eq!(brought.answers, [given("b", "7", Y, "이", "2026-11-03")]);
    assert_eq!(brought.unanswered, 1, "gate1");
}

#[test]
fn rows_of_no_question_and_questions_of_no_row_are_named_once() {
    let mut lines = blank();
    lines[0] = line(2, "portl", "5", "예|김|2026-11-03||");
    lines[1] = line(3, "a", "11", "");
    lines[2] = line(4, "a", "8", "예|김|2026-11-03||");
    lines.remove(3);
    let brought = judged(&returned(lines));
    assert_eq!(named(&brought), ["E0171 B2", "E0172 E3", "E0172 E4", "E0170"]);
    assert!(brought.faults[0].hint.contains("`portal`"), "{:?}", brought.faults[0]);
    assert_eq!(brought.faults[3].value, "item 7 of `b`");
    // The number of another row does not hide that a question is gone.
    let mut lines = blank();
    lines.remove(1);
    let brought = judged(&returned(lines));
    assert_eq!(brought.faults.iter().map(|f| f.value.as_str()).collect::<Vec<_>>(), ["item 6 of `a`"]);
}

#[test]
fn a_question_that_stands_twice_counts_once_or_not_at_all() {
    let mut lines = blank();
    lines[0] = line(2, "a", "5", "예|김|2026-11-03||");
    lines.push(line(6, "a", "5", "예|김|2026-11-03||"));
    lines[3] = line(5, "b", "7", "예|김|2026-11-03||");
    lines.push(line(7, "b", "7", "아니오|이|2026-11-04||"));
    let brought = judged(&returned(lines));
    assert_eq!(brought.answers, [given("a", "5", Y, "김", "2026-11-03")]);
    assert_eq!(named(&brought), ["E0173 I5, I7"]);
}

#[test]
fn rows_that_a_merged_cell_touches_are_named_by_its_range_and_left_out() {
    let mut lines = blank();
    lines[0] = line(2, "a", "5", "예|김|2026-11-03||");
    lines[2] = line(4, "a", "gate1", "예|김|2026-11-03||");
    let mut merged = returned(lines);
    // I2:I3 in the table; below it, and right of it, nobody reads.
    merged.beside.merged = vec![((1, 8), (2, 8)), ((9, 0), (10, 3)), ((3, 13), (4, 14))];
    let brought = judged(&merged);
    assert_eq!(named(&brought), ["E0169 I2:I3"]);
    assert_eq!(brought.faults[0].value, "예");
    assert_eq!(brought.answers, [given("a", "gate1", Y, "김", "2026-11-03")]);
}

#[test]
fn a_changed_heading_of_what_is_read_stops_the_sheet_and_another_does_not() {
    let mut changed = returned(blank());
    changed.lines[0] = line(2, "a", "5", "예|김|2026-11-03||");
    changed.header.cells[2] = cell("이름");
    let brought = judged(&changed);
    assert_eq!((named(&brought), brought.answers.len()), (vec!["E0165 C1".to_string()], 1));
    changed.header.cells[AT] = cell("사유");
    let brought = judged(&changed);
    assert_eq!((named(&brought), brought.answers.len()), (vec!["E0165 C1".into(), "E0165 K1".into()], 0));
    // The other language is no change.
    changed.header.cells = COLUMNS.map(|(en, _)| cell(en)).to_vec();
    assert_eq!(named(&judged(&changed)), Vec::<String>::new());
}

#[test]
fn many_faults_of_one_kind_are_said_once_with_three_of_them_and_where_the_rest_is() {
    let fault = |line| Fault::of_cell("E0166", (line, ANSWER), "글쎄", "`글쎄` is no answer".into(), "choose");
    let few: Vec<_> = (2..7).map(fault).collect();
    let say = |faults: &[Fault]| diagnostics(faults, Path::new("a.xlsx"), "질문", Path::new("out/survey/a.csv"));
    assert_eq!((say(&few).len(), needs_list(&few)), (5, false));
    assert!(say(&few)[0].to_string().contains("a.xlsx, part `질문`, cell `I2`"), "{}", say(&few)[0]);
    let many: Vec<_> = (2..14).map(fault).collect();
    let said = say(&many);
    assert_eq!((said.len(), needs_list(&many)), (1, true));
    assert_eq!(said[0].message, "12 cells hold no answer");
    assert_eq!(said[0].facts, ["`I2` (`글쎄`), `I3` (`글쎄`), `I4` (`글쎄`) and 9 more; all are in out/survey/a.csv"]);
    let list = String::from_utf8(fault::csv(&many, "질문").unwrap()).unwrap();
    assert_eq!(list.lines().count(), 13);
    assert_eq!(list.lines().nth(12), Some("질문,I13,글쎄,E0166,`글쎄` is no answer"));
}

/// A workspace with these answers and the systems `a` and `b`; `b` is called 포털.
fn workspace(answers: &[u8]) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs_err::write(folder.path().join(name), bytes).unwrap();
    write("assay.toml", b"");
    write("systems.csv", "system_id,name\na,예약\nb,포털\n".as_bytes());
    if !answers.is_empty() {
        write("answers.csv", answers);
    }
    let workspace = Workspace::open(folder.path()).unwrap();
    (folder, workspace)
}

/// What the file holds after it took the answers, and what became of them: added, same, replaced.
fn taken(before: &[u8], answers: &[HumanAnswer]) -> Result<(String, (usize, usize, usize))> {
    let (folder, workspace) = workspace(before);
    let file = AnswersFile::read(&workspace, &Listed::of(&workspace)?)?;
    let taken = file.take(answers)?;
    let text = fs_err::read_to_string(folder.path().join("answers.csv")).unwrap_or_default();
    Ok((text, (taken.added, taken.same, taken.replaced.len())))
}

#[test]
fn answers_are_added_in_the_columns_of_the_file_and_its_text_stays() {
    let new = [
        HumanAnswer { reason: Some("\"왜\",\n=1".into()), ..given("a", "gate1", N, "=cmd", "2026-11-03") },
        HumanAnswer { expires: Some("2027-01-01".parse().unwrap()), ..given("b", "7", U, "이", "2026-11-04") },
    ];
    let added = "2026-11-03,a,gate1,N,'=cmd,,,\"\"\"왜\"\",\n=1\"";
    let cases = [
        // A file of its own columns and order, without mark and last line end.
        (
            "at,system_id,item,answer,by,memo,expires,reason\n2026-05-01,a,5,Y,김,\"x, y\",,",
            format!(
                "\u{feff}at,system_id,item,answer,by,memo,expires,reason\n2026-05-01,a,5,Y,김,\"x, y\",,\n{added}\n\
                 2026-11-04,b,7,U,이,,2027-01-01,\n"
            ),
        ),
        // Semicolons, CRLF and a mark; a blank line stays too.
        (
            "\u{feff}system_id;item;answer;by;at;reason;expires\r\n\r\na;5;Y;김;2026-05-01;;\r\n",
            "\u{feff}system_id;item;answer;by;at;reason;expires\r\n\r\na;5;Y;김;2026-05-01;;\r\n\
             a;gate1;N;'=cmd;2026-11-03;\"\"\"왜\"\",\n=1\";\r\nb;7;U;이;2026-11-04;;2027-01-01\r\n"
                .into(),
        ),
        (
            "",
            "\u{feff}system_id,item,answer,by,at,reason,expires\r\na,gate1,N,'=cmd,2026-11-03,\"\"\"왜\"\",\n=1\",\r\n\
             b,7,U,이,2026-11-04,,2027-01-01\r\n"
                .into(),
        ),
    ];
    for (before, after) in cases {
        let (text, counts) = taken(before.as_bytes(), &new).unwrap();
        assert_eq!((text.as_str(), counts), (after.as_str(), (2, 0, 0)));
        // The same again changes nothing.
        assert_eq!(taken(after.as_bytes(), &new).unwrap(), (after, (0, 2, 0)));
    }
}

#[test]
fn an_answer_of_the_same_person_and_day_takes_the_place_of_the_old_one() {
    let before = "system_id,item,answer,by,at,reason,expires,memo\r\n\
                  포털,7,Y,이,2026.11.4,\"여러\r\n줄\",,mine\r\na,5,Y,김,2026-05-01,,,\r\n";
    let new = [given("b", "7", N, "이", "2026-11-04"), given("a", "5", Y, "김", "2026-05-01")];
    let after = "\u{feff}system_id,item,answer,by,at,reason,expires,memo\r\n\
                 b,7,N,이,2026-11-04,,,mine\r\na,5,Y,김,2026-05-01,,,\r\n";
    assert_eq!(taken(before.as_bytes(), &new).unwrap(), (after.to_string(), (0, 1, 1)));
    // Two answers of one person and day in one go: the last holds.
    let both = [given("a", "6", Y, "김", "2026-11-03"), given("a", "6", N, "김", "2026-11-03")];
    let (text, counts) = taken(after.as_bytes(), &both).unwrap();
    assert_eq!((text.strip_prefix(after), counts), (Some("a,6,N,김,2026-11-03,,,\r\n"), (1, 0, 0)));
}

#[test]
fn a_file_of_another_encoding_becomes_utf8_and_nothing_to_add_leaves_it_alone() {
    let text = "system_id,item,answer,by,at,reason,expires\na,5,Y,김담당자,2026-05-01,낡고 복잡하여 개선이 필요함,\n";
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(text);
    let (folder, workspace) = workspace(&cp949);
    let listed = Listed::of(&workspace).unwrap();
    let file = AnswersFile::read(&workspace, &listed).unwrap();
    assert_eq!(file.other_encoding, Some("CP949"));
    let path = folder.path().join("answers.csv");
    file.take(&[HumanAnswer {
        reason: Some("낡고 복잡하여 개선이 필요함".into()),
        ..given("a", "5", Y, "김담당자", "2026-05-01")
    }])
    .unwrap();
    assert_eq!(fs_err::read(&path).unwrap(), cp949.as_ref(), "nothing new");
    file.take(&[given("b", "7", N, "이", "2026-11-04")]).unwrap();
    let after = fs_err::read_to_string(&path).unwrap();
    assert_eq!(after, format!("\u{feff}{text}b,7,N,이,2026-11-04,,\n"));
    assert_eq!(AnswersFile::read(&workspace, &listed).unwrap().other_encoding, None);
}

#[test]
fn a_file_that_cannot_take_an_answer_whole_is_left_as_it_is() {
    let reasoned = HumanAnswer { reason: Some("왜".into()), ..given("a", "5", Y, "김", "2026-11-03") };
    let cases: [(&[u8], &HumanAnswer, &str); 3] = [
        (b"system_id,item,answer,by,at,expires\n", &reasoned, "has no column `reason`"),
        (b"system_id,item,answer,by,at,reason,expires\na,6,Y,kim,2026-05-01,\"open\n", &reasoned, "where the rows"),
        (b"system_id,item,answer,by,at,reason,expires\na,6,Y,kim,2026-05-01,\xff,\n", &reasoned, "bytes that are no"),
    ];
    for (before, answer, words) in cases {
        let (folder, workspace) = workspace(before);
        let file = AnswersFile::read(&workspace, &Listed::of(&workspace).unwrap());
        let fault = file.and_then(|f| f.take(std::slice::from_ref(answer))).unwrap_err();
        assert!(fault.code == "E0174" && fault.message.contains(words), "{fault}");
        assert_eq!(fs_err::read(folder.path().join("answers.csv")).unwrap(), before);
    }
}

#[test]
fn words_items_and_cells_are_read_as_people_write_them() {
    let cases =
        [("예", Some(Y)), ("네", Some(Y)), (" yes", Some(Y)), ("아니요", Some(N)), ("N", Some(N)), ("u", Some(U))];
    for (text, expected) in cases.into_iter().chain([("O", None), ("", None), ("예?", None)]) {
        assert_eq!(answer(text), expected, "{text}");
    }
    for lang in [Lang::Ko, Lang::En] {
        assert_eq!(words(lang).map(answer), [Some(Y), Some(N), Some(U)]);
    }
    assert_eq!(item(" Gate1 ").as_deref(), Some("gate1"));
    assert_eq!((item("10").as_deref(), item("11"), item("gate3"), item("")), (Some("10"), None, None, None));
    assert_eq!((cell_name(7, 5), cell_name(1, 0)), ("F7".to_string(), "A1".to_string()));
}
