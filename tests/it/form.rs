//! The guide's papers: the forms of its two worked examples, what is open or in conflict, and the list of outages.
//!
//! Answers and remarks are the guide's (its pages 자가진단 2/3 and 3/3); counts were made by hand from the exports.

use std::io::Cursor;
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use crate::support::Workspace;

static SAMPLE: LazyLock<Workspace> = LazyLock::new(|| {
    let workspace = Workspace::copy_of("sample-data");
    // A remark that tries to leave its cell, and an answer that the data contradict (9 is YES by the deploy log).
    let answers = workspace.read("answers.csv");
    let planted = "reservation,8,Y,김 담당,2026-05-19,\"낡음 | <b>복잡</b>\n=SUM(A1)\",\n\
                   reservation,9,N,김 담당,2026-05-19,=1+1,\n";
    workspace.write("answers.csv", format!("{}\n{planted}", answers.trim_end()));
    workspace.done(&["run", "--month", "2026-10"]);
    workspace
});

const HOME_SHOPPING: [(&str, &str); 10] = [
    ("YES", "개발비(초기, 추가) 유지보수비 15%이상으로 추정"),
    ("NO", "가용성 99.6% 수준으로 운영"),
    ("NO", "없음"),
    ("YES", "홈쇼핑 특성상 필요(11번가 등과 유사)"),
    ("NO", "계획 없음"),
    ("YES", "서비스별 기능·DB 분리 가능"),
    ("NO", "정기/수시 배포는 단계별 승인 후 진행"),
    ("YES", "2015년 개발되어 7년째 운영 중. 개선필요"),
    ("YES", "빌드, 배포 도구 일부 사용"),
    ("YES", "판매상품의 변화에 따라 신속한 배포 필요"),
];

const PORTAL: [(&str, &str); 10] = [
    ("NO", "유지보수 담당자 1명"),
    ("NO", "장애 발생하지 않음"),
    ("NO", "개발자 대상 정보 제공"),
    ("YES", "행안부·NIA 요구사항 발생 시"),
    ("NO", "포털 자체 해당 없음(R&D 별도)"),
    ("YES", "분리 가능"),
    ("NO", "개발자 1명(유지보수 10%, 운영 90%)"),
    ("NO", "취약점 분석으로 보완 중"),
    ("YES", "G-클라우드에서 제공하지 않음(KT 내부 정책)"),
    ("NO", "배포 이슈 없음"),
];

fn form(arguments: &[&str]) -> String {
    SAMPLE.done(&[&["--quiet", "form"], arguments, &["--month", "2026-10"]].concat()).stdout
}

/// Cells of a Markdown row.
fn cells(line: &str) -> Vec<String> {
    let inside = line.trim_start_matches("| ").trim_end_matches(" |").replace("\\|", "\u{1}");
    inside.split(" | ").map(|c| c.replace('\u{1}', "\\|")).collect()
}

/// The ten rows of the items: category, number, question, indicator, answer, review.
fn items(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().filter(|l| l.starts_with('|')).map(cells);
    rows.filter(|c| c.len() == 6 && c[1].parse::<u8>().is_ok()).collect()
}

/// The value beside a label.
fn result(text: &str, label: &str) -> String {
    let row = text.lines().map(cells).find(|c| c.len() == 2 && c[0].ends_with(label));
    row.map(|c| c[1].trim_start_matches("| ").to_string()).unwrap_or_default()
}

/// The texts of a sheet, row by row.
fn sheet(bytes: Vec<u8>, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(name).expect("the sheet");
    assert_eq!(book.worksheet_formula(name).expect("the sheet").used_cells().count(), 0, "nothing is a formula");
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

fn workbook(system: &str, name: &str) -> Vec<u8> {
    let path = SAMPLE.path(name);
    form(&[system, "-o", path.to_str().expect("a path")]);
    fs_err::read(path).expect("it was written")
}

#[test]
fn the_worked_examples_stand_as_the_guide_prints_them() {
    let cases = [
        ("home-shopping", HOME_SHOPPING, "YES 6개 / 10개", "클라우드 네이티브 도입 검토 (YES 6개, 6개 이상)"),
        ("표준프레임워크 포털", PORTAL, "YES 3개 / 10개", "기존 유지 권장 (YES 최대 3개, 3개 이하)"),
    ];
    for (system, expected, count, verdict) in cases {
        let text = form(&[system]);
        let rows = items(&text);
        assert_eq!(rows.len(), 10, "{text}");
        for ((row, (answer, remark)), number) in rows.iter().zip(expected).zip(1..) {
            assert_eq!(row[1], number.to_string());
            assert_eq!(row[4], answer, "{system} {number}");
            assert_eq!(row[5].replace("&amp;", "&").split("<br>").next(), Some(remark), "{system} {number}");
        }
        let yes = rows.iter().filter(|r| r[4] == "YES").count();
        assert!(count.starts_with(&format!("YES {yes}개")), "{system}: {yes}");
        assert!(result(&text, "YES 개수").starts_with(count), "{text}");
        assert_eq!(result(&text, "체크리스트 검토결과"), verdict);
        for person in ["작성자", "검토자", "승인자"] {
            assert!(text.contains(&format!("| {person} |")), "{person} signs");
        }
    }
}

#[test]
fn categories_and_indicators_stand_where_the_guide_has_them() {
    let rows = items(&form(&["home-shopping"]));
    let categories: Vec<_> = rows.iter().filter(|r| !r[0].is_empty()).map(|r| format!("{} {}", r[1], r[0])).collect();
    assert_eq!(categories, ["1 안정적 서비스 운영", "4 업무 및 기술 변화 대응", "7 개발기간·개발 품질 향상"]);
    let indicators: Vec<_> = rows.iter().map(|r| r[3].as_str()).collect();
    assert_eq!(indicators[1], "고객증가율, 장애복구소요시간");
    assert_eq!(indicators[3], "서비스요청(CSR), 적기처리율");
    assert_eq!(indicators[9], "해당사항 없음");
    assert!(rows[0][2].contains("<br>단, 정보시스템(대국민서비스)의 이용자수 일평균 1만명 이상인가?"));
    // Measured evidence stands below the remark: no stop to recover was recorded.
    assert!(rows[1][5].contains("판로지원단 담당관, 2026-05-12"), "{}", rows[1][5]);
    assert!(rows[1][5].contains("복구를 위한 서비스 중단 건수 0건"), "{}", rows[1][5]);
}

#[test]
fn figures_and_measurements_of_other_windows_say_which() {
    // Of the 19 stops one fell on 2025-10-12, before the last 12 months.
    let both = form(&["subsidy", "--lang", "en"]);
    let remark = &items(&both)[1][5];
    for words in [
        "최근 12개월: 복구를 위한 서비스 중단 건수 18건",
        "over the last 12 months: service stops for recovery 18,",
        "측정값 19 / 기준 1, n=58; 기간 36개월, 조치 기록 최근 12개월)",
        "19 recoveries with the service stopped, last 2026-10-19",
        "(36 months, what was done over the last 12 months)",
    ] {
        assert!(remark.contains(words), "{words}: {remark}");
    }
    // Costs are of fiscal years, whatever the month.
    assert!(items(&both)[0][5].contains("[자료] 초기개발비 대비"), "{}", items(&both)[0][5]);
}

#[test]
fn what_is_open_or_in_conflict_is_said_and_no_remark_leaves_its_cell() {
    let text = form(&["reservation"]);
    let rows = items(&text);
    assert_eq!(rows.len(), 10, "{text}");
    assert!(rows[7][5].starts_with("낡음 \\| &lt;b>복잡&lt;/b><br>=SUM(A1)<br>"), "{}", rows[7][5]);
    assert!(rows[8][5].contains("※ 상충"), "{}", rows[8][5]);
    assert!(rows[8][5].contains("YES (확정"), "{}", rows[8][5]);
    assert_eq!(rows[4][4], "미응답");
    assert!(rows[4][5].contains("담당자 응답이 필요함"));
    // Item 4 of the system that nobody answered for: data only suggest it.
    let stats = items(&form(&["stats"]));
    assert!(stats[3][4].ends_with("<br>(제안)"), "{:?}", stats[3]);
    assert!(stats[9][5].contains("유효기간이 지남"), "{:?}", stats[9]);
    // The gates decide before the checklist does.
    assert_eq!(result(&form(&["records"]), "체크리스트 검토결과"), "기존 시스템 유지 (클라우드 적용 대상 아님)");
    let kept = result(&form(&["groupware"]), "체크리스트 검토결과");
    assert_eq!(kept, "기존 아키텍처 유지 (혁신필요 대상 아님)");
}

#[test]
fn the_workbook_holds_the_same_cells_and_the_same_bytes_twice() {
    for system in ["home-shopping", "egov-portal", "reservation"] {
        let bytes = workbook(system, "form.xlsx");
        assert_eq!(bytes, workbook(system, "again.xlsx"), "{system}");
        let rows = sheet(bytes, "자가진단표");
        let escaped = |text: &String| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>");
            ["\\", "|", "*", "_", "[", "`"].iter().fold(text, |t, c| t.replace(c, &format!("\\{c}")))
        };
        let printed: Vec<Vec<String>> =
            rows.iter().filter(|r| r[1].parse::<u8>().is_ok()).map(|r| r.iter().map(escaped).collect()).collect();
        assert_eq!(printed, items(&form(&[system])), "{system}");
        assert!(rows.iter().any(|r| r[0] == "승인자"));
    }
}

#[test]
fn english_is_added_only_where_it_is_asked_for() {
    let korean = form(&["home-shopping"]);
    assert!(!korean.contains("does additional development"));
    let both = form(&["home-shopping", "--lang", "en"]);
    let first = &items(&both)[0];
    assert!(first[2].starts_with("초기개발비의") && first[2].contains("<br>does additional development"), "{first:?}");
}

#[test]
fn the_outages_of_a_month_stand_with_their_remedial_results() {
    let rows = sheet(workbook("subsidy", "outages.xlsx"), "장애조치결과");
    let of_incidents: Vec<_> = rows.iter().filter(|r| r[0].parse::<u8>().is_ok()).collect();
    let shown: Vec<_> = of_incidents.iter().map(|r| format!("{} {} {} {} {}", r[2], r[3], r[4], r[5], r[9])).collect();
    assert_eq!(
        shown,
        [
            "2026-10-11 01:38 2026-10-11 03:19 101 전체 WAS 재기동",
            "2026-10-12 09:40 2026-10-12 10:32 52 전체 L4 장비 교체",
            "2026-10-19 18:59 2026-10-19 19:37 38 일부 설정값 원복",
            "2026-10-19 19:18 2026-10-19 19:56 38 전체 디스크 교체",
        ]
    );
    let all = form(&["--outages"]);
    let open = all.lines().find(|l| l.contains("INC-20261031-000013")).expect("the open incident");
    assert!(open.contains("복구 중") && open.contains("조치 중"), "{open}");
    assert!(all.contains("DPL-202610-0000-03 (번호 일치)"), "{all}");
    let rows = SAMPLE.sql(
        "select count(*), count(distinct native_id) from outage_log where kind = 'incident' and is_outage \
         and system_id = 'subsidy' and strftime(start_local, '%Y-%m') = '2026-10'",
    );
    assert_eq!(rows, "4,4");
    // Every outage interval of the models stands in the log once.
    let missing = SAMPLE.sql(
        "select (select count(*) from outages) - (select count(*) from outage_log where is_outage), \
         (select count(*) from outage_log) - (select count(*) from (select distinct system_id, source, native_id, start_at, \
         until_at, kind, scope from outage_log))",
    );
    assert_eq!(missing, "0,0");
}

#[test]
fn levels_steps_and_benefits_of_the_sample() {
    let levels = SAMPLE.sql(
        "select system_id, current_level, suggested_level, migration_path from candidates \
         where system_id not in ('reservation', 'stats') order by 1",
    );
    // L0 on_premise, L1 iaas, L2 container, L3 container with msa and full ci_cd. Six likely YES point to L3, by Refactor,
    // or by Repurchase where people say that parts cannot be separated (tax); four to L2, with item 9 YES or, of jobs that
    // people say has no manual steps, with a group of scalability of a half and more.
    assert_eq!(
        levels,
        "benefit,L1,L3,Refactor\nbudget,L1,L2,Replatform\ncounsel,L2,L2,none\nedu,L1,L3,Refactor\negov-portal,L1,L1,none\n\
         facility,L0,L1,Rehost\ngroupware,L0,L1,Rehost\nhome-shopping,L1,L3,Refactor\nhr,L0,L1,Rehost\njobs,L1,L2,Replatform\n\
         library,L0,L1,Rehost\nmaps,L3,L3,none\nopendata,L3,L3,none\npermit,L0,L1,Rehost\nrecords,L0,L0,none\n\
         research,L1,L2,Replatform\nsafety,L1,L3,Refactor\nsensor,L0,L1,Rehost\nsso,L3,L3,none\nsubsidy,L1,L3,Refactor\n\
         tax,L0,L3,Repurchase\nwelfare,L1,L2,Replatform\n현장점검 모바일,,,"
    );
    let benefits = SAMPLE.sql("select expected_benefits from candidates where system_id = 'hr'");
    assert_eq!(benefits, "플랫폼 보급확산: SRM 정부내지원 서비스; 프로그램 이식성: 현재 플랫폼 on_premise");
    let none = SAMPLE.sql("select expected_benefits is null from candidates where system_id = 'egov-portal'");
    assert_eq!(none, "true");
    let explained = SAMPLE.done(&["explain", "hr"]).stdout;
    assert!(explained.contains("현재 L0 레거시\n  권장 L1 클라우드 준비\n  전환 방식 Rehost\n"), "{explained}");
}

#[test]
fn a_form_needs_a_system() {
    SAMPLE.assay(&["form"]).ended(2, &["<SYSTEM>"]);
    SAMPLE.assay(&["form", "home-shoping"]).ended(1, &["E0151", "did you mean `home-shopping`?"]);
}
