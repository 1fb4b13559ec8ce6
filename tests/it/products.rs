//! Exports of ticket and deployment products, written by hand, from the inbox to rows; and the samples of formats beside
//! the checkout, where they are.

use encoding_rs::EUC_KR;

use crate::real::data;
use crate::support::{In, Workspace, workbook};

/// Read, kept, rejected and filtered records of an export, and the connector that was found.
fn counts(workspace: &Workspace, export: &str) -> (String, [u64; 4]) {
    let receipt = workspace.receipt(export);
    let counts = &receipt["counts"];
    let filtered = counts["filtered"].as_object().expect("reasons with counts").values().filter_map(|n| n.as_u64());
    let number = |name: &str| counts[name].as_u64().expect("a count");
    let all = [number("read"), number("kept"), number("rejected"), filtered.sum()];
    assert_eq!(all[0], all[1] + all[2] + all[3], "{export}");
    (receipt["connector"]["id"].as_str().expect("an id").to_string(), all)
}

fn found(connector: &str, counts: [u64; 4]) -> (String, [u64; 4]) {
    (connector.to_string(), counts)
}

/// One instant, as the user in Los Angeles saw it and as the product keeps it.
#[test]
fn servicenow_values_are_utc_and_displays_are_the_users() {
    let workspace = Workspace::new("[[source]]\nname = \"snow\"\ntime_zone = \"America/Los_Angeles\"\n");
    let display = "number,type,state,risk,cmdb_ci,opened_at,start_date,end_date\n\
        CHG1,Emergency,Closed,Low,portal,2026-07-06 11:56:04,2026-07-07 11:00:00,2026-07-07 12:00:00\n\
        CHG2,Normal,Canceled,Low,portal,2026-07-06 11:56:04,2026-07-07 11:00:00,2026-07-07 10:00:00\n";
    workspace.write("inbox/snow/change_request.csv", display);
    let raw = "number,type,state,risk,cmdb_ci,opened_at,start_date\n\
        CHG3,normal,-2,4,3a72d9,2026-07-06 18:56:04,2026-07-07 18:00:00\n";
    workspace.write("inbox/snow/raw.csv", raw);
    let all = r#"{"result": [{"number": {"display_value": "CHG4", "value": "CHG4"}, "risk": {"display_value": "Low", "value": "4"},
        "type": {"display_value": "Standard", "value": "standard"}, "state": {"display_value": "Review", "value": "0"},
        "cmdb_ci": {"display_value": "portal", "link": "x", "value": "3a72d9"},
        "opened_at": {"display_value": "2026-07-06 11:56:04", "value": "2026-07-06 18:56:04"}}]}
        {"result": [{"number": "CHG5", "risk": "Low", "type": "Standard", "state": "New", "opened_at": "2026-07-06 11:56:04",
        "cmdb_ci": {"display_value": "portal", "link": "x"}}, {"number": "CHG6", "risk": "4", "type": "standard", "state": "-5",
        "opened_at": "2026-07-06 18:56:04", "cmdb_ci": {"value": "3a72d9", "link": "x"}}]}"#;
    workspace.write("inbox/snow/pages.json", all);
    let opened = |day: &str| {
        workbook(&[(
            "Page 1",
            &[
                &["Number", "Caller", "Priority", "State", "Service", "Opened", "Resolved", "Caused by Change"]
                    .map(In::Text),
                &["INC1", "guest", "1 - Critical", "Resolved", "portal", "7/6/2026 11:56:04 AM", day, "CHG1"]
                    .map(In::Text),
            ],
        )])
    };
    workspace.write("inbox/snow/incidents.xlsx", opened("7/13/2026 9:00:00 PM"));
    workspace.done(&["ingest"]);
    assert_eq!(counts(&workspace, "inbox/snow/change_request.csv"), found("servicenow_change", [2, 1, 1, 0]));
    assert_eq!(counts(&workspace, "inbox/snow/raw.csv"), found("servicenow_change", [1, 1, 0, 0]));
    assert_eq!(counts(&workspace, "inbox/snow/pages.json"), found("servicenow_change", [3, 3, 0, 0]));
    assert_eq!(counts(&workspace, "inbox/snow/incidents.xlsx"), found("servicenow_incident", [1, 1, 0, 0]));
    let rows = workspace.sql(
        "select native_id, system_ref, requested_at = timestamp '2026-07-06 18:56:04', type, status, urgent, \
         planned_start from change_requests order by native_id",
    );
    let expected = "CHG1,portal,true,change,closed,true,2026-07-07T18:00:00\n\
        CHG3,3a72d9,true,change,in_progress,false,2026-07-07T18:00:00\n\
        CHG4,portal,true,change,resolved,false,\nCHG5,portal,true,change,open,false,\nCHG6,3a72d9,true,change,open,false,";
    assert_eq!(rows, expected);
    let rows = workspace
        .sql("select native_id, system_ref, severity, status, cause, change_id, created_at, end_at from incidents");
    assert_eq!(rows, "INC1,portal,1,resolved,change,CHG1,2026-07-06T18:56:04,2026-07-14T04:00:00");
}

const REDMINE: &str = "#;프로젝트;유형;상태;우선순위;제목;저자;범주;시작일;완료일;추정시간;등록;완료일;설명\n\
    11;통합예약 포털;결함;완료;즉시;접수 오류;김가명;접수;2026/03/14;2026/03/16;2.00;2026/03/14 09:05;2026/03/15 18:22;\"첫 줄\n둘째; 줄\"\n\
    12;통합예약 포털;새기능;진행;보통;서식 교체;김가명;;2026/03/17;2026/03/28;;2026/03/17 09:58;;\n\
    13;급여심사;지원;거절;낮음;문의;김가명;;;;;2026/03/17 10:00;2026/03/17 11:00;\n\
    14;급여심사;지원;완료;낮음;문의;김가명;;;;;2026/03/32 10:00;2026/03/17 11:00;\n";

/// CP949 with commas, UTF-8 with a mark and semicolons: the same rows; and each 완료일 is what it holds.
#[test]
fn redmine_has_two_columns_of_one_name() {
    let workspace = Workspace::new("");
    let (cp949, _, lossy) = EUC_KR.encode(REDMINE);
    assert!(!lossy, "CP949 holds it");
    let commas = REDMINE.replace("둘째; 줄", "둘째\u{1} 줄").replace(';', ",").replace('\u{1}', ";");
    let (commas, _, _) = EUC_KR.encode(&commas);
    workspace.write("inbox/cp949/issues.csv", &commas);
    workspace.write("inbox/plain/issues.csv", cp949);
    workspace.write("inbox/utf8/issues.csv", format!("\u{feff}{REDMINE}"));
    workspace.assay(&["ingest"]).ended(0, &["E0203"]);
    let mut all = Vec::new();
    for source in ["cp949", "plain", "utf8"] {
        assert_eq!(
            counts(&workspace, &format!("inbox/{source}/issues.csv")),
            found("redmine_issue", [4, 3, 1, 0]),
            "{source}"
        );
        all.push(workspace.sql(&format!(
            "select native_id, system_ref, component, type, status, urgent, due_at, closed_at, date_only, replace(body, chr(10), '/') \
             from change_requests where source = '{source}' order by native_id"
        )));
    }
    let expected = "11,통합예약 포털,접수,defect,closed,true,2026-03-16T15:00:00,2026-03-15T09:22:00,due_at,첫 줄/둘째; 줄\n\
        12,통합예약 포털,,change,in_progress,false,2026-03-28T15:00:00,,due_at,\n\
        13,급여심사,,inquiry,rejected,false,,2026-03-17T02:00:00,,";
    assert_eq!(all, [expected, expected, expected]);
}

/// A mark before the header, twice where a tool added its own; rows with more labels than columns; Excel's dates.
#[test]
fn jira_rows_may_be_wider_than_their_header() {
    let header = "Summary,Issue key,Issue Type,Status,Project key,Project name,Priority,Resolution,Created,Resolved,Due Date,Labels,Labels,Description,Custom field (Change start date)";
    let workspace = Workspace::new("");
    let wide = format!(
        "\u{feff}{header}\n\
         서식 변경,EE-1,Story,Done,EE,포털,Highest,Done,11/May/26 03:26 PM,20/May/26 04:53 PM,21/May/26 12:00 AM,a,b,글,2026-05-20 16:00:00.000\n\
         넓은 행,EE-2,Bug,Done,EE,포털,Low,Won't Do,11/May/26 03:26 PM,20/May/26 04:53 PM,,a,b,c,d,\"\u{feff}글, 둘\",2026-05-20 16:00:00.000\n\
         부분,EE-3,Sub-task,Done,EE,포털,Low,Done,11/May/26 03:26 PM,20/May/26 04:53 PM,,a,,글,\n\
         짧음,EE-4,Story,Done\n"
    );
    workspace.write("inbox/jira/all fields.csv", wide);
    let saved = "\u{feff}\u{feff}\"Summary\",Issue key,Issue Type,Status,Project key,Created,Updated\n\
        x,QA-1,Task,To Do,QA,6/7/2026 16:14,6/21/2025 17:13\nx,QA-2,Task,처리,QA,6/8/2026 16:14,6/8/2026 17:13\n";
    workspace.write("inbox/jira/saved.csv", saved);
    let ran = workspace.assay(&["ingest"]);
    ran.ended(0, &["E0112", "처리"]);
    assert_eq!(counts(&workspace, "inbox/jira/all fields.csv"), found("jira_issue", [4, 2, 1, 1]));
    assert_eq!(counts(&workspace, "inbox/jira/saved.csv"), found("jira_issue", [2, 2, 0, 0]));
    let rows = workspace.sql(
        "select native_id, system_ref, type, status, urgent, requested_at, closed_at, due_at, planned_start, body, title \
         from change_requests order by native_id",
    );
    let expected = "EE-1,포털,change,closed,true,2026-05-11T06:26:00,2026-05-20T07:53:00,2026-05-21T15:00:00,2026-05-20T07:00:00,글,서식 변경\n\
        EE-2,포털,defect,rejected,false,2026-05-11T06:26:00,2026-05-20T07:53:00,,2026-05-20T07:00:00,\"\u{feff}글, 둘\",넓은 행\n\
        QA-1,QA,change,open,,2026-06-07T07:14:00,,,,,x\nQA-2,QA,change,,,2026-06-08T07:14:00,,,,,x";
    assert_eq!(rows, expected);
}

/// Dates of an export that disagree on the order of day and month show none.
#[test]
fn an_order_of_day_and_month_is_shown_or_refused() {
    let text = |second: &str| {
        format!(
            "Summary,Issue key,Issue Type,Status,Project key,Created\nx,QA-1,Task,Done,QA,6/7/2026 16:14\n\
             x,QA-2,Task,Done,QA,{second}\nx,QA-3,Task,Done,QA,6/7/2026 16:14\n"
        )
    };
    let times = |second: &str| {
        let workspace = Workspace::new("");
        workspace.write("inbox/jira/issues.csv", text(second));
        workspace.done(&["ingest"]);
        workspace.sql("select requested_at from change_requests order by native_id")
    };
    assert_eq!(times("6/21/2026 16:14"), "2026-06-07T07:14:00\n2026-06-21T07:14:00\n2026-06-07T07:14:00");
    assert_eq!(times("21/6/2026 16:14"), "2026-07-06T07:14:00\n2026-06-21T07:14:00\n2026-07-06T07:14:00");
    let workspace = Workspace::new("");
    workspace.write("inbox/jira/issues.csv", text("6/8/2026 16:14"));
    workspace.assay(&["ingest"]).ended(1, &["E0107", "cannot tell day from month"]);
}

/// Pages of the API with the names of custom fields; times with an offset; the changelog.
#[test]
fn jira_pages_of_the_api() {
    let issue = |key: &str, kind: &str, category: &str, more: &str| {
        format!(
            r#"{{"key": "{key}", "fields": {{"summary": "x", "issuetype": {kind}, "project": {{"key": "EE", "name": "포털"}},
            "status": {{"name": "상태", "statusCategory": {{"key": "{category}"}}}}, "created": "2026-03-02T09:10:00.000+0900"{more}}}"#
        )
    };
    let task = r#"{"name": "작업", "subtask": false}"#;
    let first = issue("EE-1", task, "done", r#", "resolutiondate": "2026-03-05T18:00:00.000+0900", "customfield_7": {"value": "인증"}}"#)
        .replacen("{\"key\"", "{\"changelog\": {\"histories\": [{\"created\": \"2026-03-03T09:00:00.000+0900\", \"items\": [{\"field\": \"status\", \"fromString\": \"a\", \"toString\": \"b\"}]}]}, \"key\"", 1);
    let sub = issue("EE-2", r#"{"name": "x", "subtask": true}"#, "new", "}");
    let open = issue("EE-3", r#"{"name": "장애", "subtask": false}"#, "indeterminate", "}");
    let pages = format!(
        "{{\"startAt\": 0, \"names\": {{\"customfield_7\": \"시스템명\"}}, \"issues\": [{first}, {sub}]}}\n{{\"startAt\": 2, \"issues\": [{open}]}}\n"
    );
    let workspace = Workspace::new("time_zone = \"+00:00\"\n");
    workspace.write("inbox/jira/pages.json", pages);
    workspace.done(&["ingest"]);
    assert_eq!(counts(&workspace, "inbox/jira/pages.json"), found("jira_issue", [3, 2, 0, 1]));
    let rows = workspace.sql(
        "select native_id, system_ref, type, status, requested_at, accepted_at, closed_at from change_requests order by 1",
    );
    let expected = "EE-1,인증,change,closed,2026-03-02T00:10:00,2026-03-03T00:00:00,2026-03-05T09:00:00\n\
        EE-3,포털,incident,in_progress,2026-03-02T00:10:00,,";
    assert_eq!(rows, expected);
}

fn gitlab(id: u32, environment: &str, sha: &str, status: &str, at: &str, message: &str) -> String {
    format!(
        r#"{{"id": {id}, "iid": {id}, "ref": "main", "sha": "{sha}", "status": "{status}", "created_at": "{at}:00.000Z",
        "updated_at": "{at}:30.000Z", "environment": {{"name": "{environment}"}}, "deployable": {{"name": "deploy",
        "started_at": "{at}:05.000Z", "finished_at": "{at}:25.000Z", "web_url": "https://git.example.org/civil/portal/-/jobs/1",
        "commit": {{"title": "x", "message": "{message}"}}}}}}"#
    )
}

/// The outcome of a deployment, its commit and its requests; a return to an earlier commit is a rollback.
#[test]
fn deployments_of_gitlab_and_github() {
    let workspace = Workspace::new("");
    let list = [
        gitlab(1, "production", "a1", "success", "2026-03-02T09:00", "SR-2026-0001"),
        gitlab(2, "production", "b2", "success", "2026-03-03T09:00", "PORTAL-7 CHG0000024"),
        gitlab(3, "production", "a1", "success", "2026-03-03T15:00", ""),
        gitlab(4, "staging", "c3", "failed", "2026-03-04T09:00", ""),
        gitlab(5, "production", "c3", "blocked", "2026-03-04T10:00", ""),
    ];
    workspace.write("inbox/gitlab/portal.json", format!("[{}]", list.join(",")));
    let status = |state: &str, at: &str| format!(r#"{{"state": "{state}", "created_at": "{at}:00Z"}}"#);
    let github = |id: u32, statuses: &[String]| {
        format!(
            r#"{{"id": {id}, "sha": "d{id}", "ref": "main", "environment": "prod", "task": "deploy", "created_at": "2026-03-05T09:00:00Z",
            "repository_url": "https://api.github.com/repos/civil/pay", "statuses": [{}]}}"#,
            statuses.join(",")
        )
    };
    let list = [
        github(
            1,
            &[
                status("inactive", "2026-03-06T09:00"),
                status("success", "2026-03-05T09:10"),
                status("in_progress", "2026-03-05T09:01"),
            ],
        ),
        github(2, &[status("error", "2026-03-05T09:20"), status("in_progress", "2026-03-05T09:01")]),
        github(3, &[status("queued", "2026-03-05T09:01")]),
    ];
    workspace.write("inbox/github/pay.json", format!("[{}]", list.join(",")));
    workspace.done(&["ingest"]);
    assert_eq!(counts(&workspace, "inbox/gitlab/portal.json"), found("gitlab_deployment", [5, 4, 0, 1]));
    assert_eq!(counts(&workspace, "inbox/github/pay.json"), found("github_deployment", [3, 2, 0, 1]));
    let rows = workspace.sql(
        "select native_id, system_ref, env, status, version, started_at, finished_at, sr_ids, change_id from deployments order by 1",
    );
    let expected = "civil/pay#1,civil/pay,PROD,success,d1,2026-03-05T09:01:00,2026-03-05T09:10:00,,\n\
        civil/pay#2,civil/pay,PROD,failed,d2,2026-03-05T09:01:00,2026-03-05T09:20:00,,\n\
        civil/portal#1,civil/portal,PROD,success,a1,2026-03-02T09:00:05,2026-03-02T09:00:25,SR-2026-0001,\n\
        civil/portal#2,civil/portal,PROD,success,b2,2026-03-03T09:00:05,2026-03-03T09:00:25,PORTAL-7,CHG0000024\n\
        civil/portal#3,civil/portal,PROD,success,a1,2026-03-03T15:00:05,2026-03-03T15:00:25,,\n\
        civil/portal#4,civil/portal,STG,failed,c3,2026-03-04T09:00:05,2026-03-04T09:00:25,,";
    assert_eq!(rows, expected);
    let query = "select version, kind from component_deploys where version in ('a1', 'b2') order by started_at";
    let ran = workspace.done(&["--quiet", "sql", "--month", "2026-03", "--format", "csv", query]);
    assert_eq!(ran.stdout, "version,kind\na1,planned\nb2,planned\na1,rollback\n");
}

/// A list of complaints below a title, in a workbook.
#[test]
fn complaints_are_classed_by_their_words() {
    let workspace = Workspace::new("");
    let row = |id, at, class, title| [id, at, "통합예약 포털", class, title].map(In::Text);
    let rows = [
        ["3월 민원 목록", "", "", "", ""].map(|t| if t.is_empty() { In::Blank } else { In::Text(t) }),
        ["민원번호", "접수일시", "시스템명", "민원유형", "제목"].map(In::Text),
        row("M-1", "2026.3.2(월) 오전 9:05", "접속불가", "예약"),
        row("M-2", "2026-03-02 09:06", "기타", "접수 화면이 느립니다"),
        row("M-3", "2026-03-02 09:07", "기타", "대기순번이 줄지 않아요"),
        row("M-4", "2026-03-02 09:08", "칭찬", "고맙습니다"),
        row("", "2026-03-02 09:09", "느림", "번호 없음"),
        row("합계", "5건", "-", "-"),
    ];
    let rows: Vec<&[In]> = rows.iter().map(|r| &r[..]).collect();
    workspace.write("inbox/voc/민원.xlsx", workbook(&[("민원", &rows)]));
    workspace.assay(&["ingest"]).ended(0, &["E0201"]);
    assert_eq!(counts(&workspace, "inbox/voc/민원.xlsx"), found("kr_complaint", [6, 4, 1, 1]));
    let have = workspace.sql("select native_id, class, original_class, \"at\" from complaints order by 1");
    let expected = "M-1,no_access,접속불가,2026-03-02T00:05:00\nM-2,slow,기타,2026-03-02T00:06:00\n\
        M-3,access_delay,기타,2026-03-02T00:07:00\nM-4,other,칭찬,2026-03-02T00:08:00";
    assert_eq!(have, expected);
}

/// Exports of the samples beside the checkout, each with the connector and the counts that it must give.
const SAMPLES: [(&str, &str, [u64; 4]); 7] = [
    // Twelve sub-tasks (子任务) and an epic are no requests of their own.
    ("jira/jira_api_issues.records.json", "jira_issue", [33, 20, 0, 13]),
    // A task and an epic; an epic alone.
    ("jira_csv/bom_resaved.csv", "jira_issue", [2, 1, 0, 1]),
    ("jira_csv/ragged_wide_row.csv", "jira_issue", [1, 0, 0, 1]),
    ("redmine/issues_ko_cp949.csv", "redmine_issue", [2, 2, 0, 0]),
    ("redmine/issues_ko_utf8bom_semicolon.csv", "redmine_issue", [2, 2, 0, 0]),
    // One was created and one blocked: neither ever ran.
    ("gitlab/gitlab_api_deployments.records.json", "gitlab_deployment", [8, 6, 0, 2]),
    // All of them published pages of documentation.
    ("github/github_graphql_deployment.records.json", "github_deployment", [7, 0, 0, 7]),
];

#[test]
fn samples_of_the_formats() {
    let Some(folder) = data("formats") else { return };
    let workspace = Workspace::new("");
    for (sample, ..) in SAMPLES {
        let bytes = fs_err::read(folder.join(sample)).expect("the sample is there");
        workspace.write(&format!("inbox/{sample}"), bytes);
    }
    workspace.done(&["ingest"]);
    for (sample, connector, expected) in SAMPLES {
        assert_eq!(counts(&workspace, &format!("inbox/{sample}")), found(connector, expected));
    }
    let of = |source: &str, columns: &str| {
        workspace.sql(&format!("select {columns} from change_requests where source = '{source}' order by native_id"))
    };
    let redmine = "1042,차세대 민원포털,인증,defect,closed,true,2025-03-14T00:05:00,2025-03-15T15:00:00,2025-03-14T09:22:00\n\
        1043,차세대 민원포털,,change,in_progress,false,2025-03-17T00:58:00,2025-03-28T15:00:00,";
    let columns = "native_id, system_ref, component, type, status, urgent, requested_at, due_at, closed_at";
    assert_eq!(of("redmine", columns), redmine);
    assert_eq!(
        of("jira_csv", "native_id, system_ref, type, status, requested_at"),
        "QUAS-1,Quantum-Stock,change,open,2025-06-21T07:14:00"
    );
    let words = workspace.sql(
        "select system_ref, type, status, count(*), count(closed_at), count(accepted_at) from change_requests \
         where source = 'jira' group by all order by all",
    );
    let expected = "Enterprise Edition,change,closed,12,12,12\nEnterprise Edition,change,open,2,2,2\n\
        Enterprise Edition,change,rejected,2,2,2\nEnterprise Edition,defect,closed,1,1,1\n\
        Enterprise Edition,,open,1,1,1\nKeon_5,change,open,2,0,0";
    assert_eq!(words, expected);
    let first = "EE-1,2020-06-12T00:13:13.360,2020-06-12T01:45:24.493,2020-06-19T06:31:18.495,2025-03-09T15:00:00";
    let times = workspace.sql(
        "select native_id, requested_at, accepted_at, closed_at, due_at from change_requests where native_id = 'EE-1'",
    );
    assert_eq!(times, first);
    let deployments = workspace.sql(
        "select native_id, env, status, version[1:7], started_at, finished_at from deployments order by native_id",
    );
    let project = "merico-dev/ee/vdev.co";
    let expected = [
        "13426753,STG,success,add237f,2019-03-13T14:17:33.559,2019-03-13T14:17:47.640",
        "13432654,STG,,8373d20,2019-03-13T14:57:46.441,",
        "13432768,STG,failed,35c3a3d,2019-03-13T14:55:21.182,2019-03-13T15:02:23.332",
        "13436532,PROD,failed,35c3a3d,2019-03-13T15:21:07.335,2019-03-13T15:21:27.825",
        "13436778,STG,running,fc449af,2019-03-13T15:23:52.979,",
        "13436915,STG,,d8e7440,2019-03-13T15:25:15.583,",
    ];
    assert_eq!(deployments.lines().collect::<Vec<_>>(), expected.map(|row| format!("{project}#{row}")));
}

/// Dates that read both ways beside dates that do not: the whole log shows that the day stands first.
#[test]
fn the_event_log_of_servicenow_needs_no_connector_of_its_own() {
    let Some(folder) = data("itsm-servicenow") else { return };
    let workspace = Workspace::new("");
    let log = fs_err::read(folder.join("incident_event_log.csv")).expect("the data set is readable");
    workspace.write("inbox/snow/incident_event_log.csv", log);
    workspace.done(&["ingest"]);
    let export = "inbox/snow/incident_event_log.csv";
    assert_eq!(counts(&workspace, export), found("servicenow_incident", [119_998, 119_998, 0, 0]));
    let columns =
        "count(*), count(*) filter (where status = 'closed'), count(end_at), count(system_ref), count(change_id)";
    assert_eq!(workspace.sql(&format!("select {columns} from incidents")), "20769,20768,19351,52,2");
    let grades = workspace.sql("select severity, count(*) from incidents group by all order by all");
    assert_eq!(grades, "1,220\n2,337\n3,19554\n4,658");
    let first = workspace.sql("select created_at, to_local(created_at) from incidents where native_id = 'INC0000045'");
    assert_eq!(first, "2016-02-28T16:16:00,2016-02-29T01:16:00");
}
