//! Corrections of single records, end to end: what they change, what they refuse, and where they are said.

use serde_json::Value;

use crate::support::Workspace;

const MONTH: [&str; 4] = ["--month", "2026-10", "--as-of", "2026-11-01"];
const HEADER: &str = "table,source,native_id,field,value,reason,by,expires\n";

/// Two systems, of which October was watched, and three outages: 120 and 30 minutes of the portal, 60 of the payroll.
fn workspace() -> Workspace {
    let workspace = Workspace::new(
        "lang = \"en\"\ntime_zone = \"Asia/Seoul\"\n[[covers]]\nsource = \"*\"\nfrom = 2025-11-01\nto = 2026-11-01\n\
         tables = [\"change_requests\", \"deployments\", \"incidents\", \"maintenance\", \"complaints\", \"alerts\"]\n",
    );
    workspace.write("systems.csv", "system_id,name\nportal,Portal\npay,Payroll\n");
    workspace.write(
        "inbox/itsm/incidents.csv",
        "native_id,system_ref,start_at,end_at,scope,updated_at\n\
         I-1,portal,2026-10-05 10:00,2026-10-05 12:00,FULL,2026-10-06 00:00\n\
         I-2,portal,2026-10-10 10:00,2026-10-10 10:30,FULL,2026-10-11 00:00\n\
         I-3,pay,2026-10-12 10:00,2026-10-12 11:00,FULL,2026-10-13 00:00\n",
    );
    workspace.done(&["ingest"]);
    workspace
}

fn corrections(workspace: &Workspace, rows: &[&str]) {
    workspace.write("corrections.csv", format!("{HEADER}{}\n", rows.join("\n")));
}

fn sql(workspace: &Workspace, query: &str) -> String {
    let ran = workspace.done(&[&["--quiet", "sql", "--format", "csv", query][..], &MONTH].concat());
    ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
}

/// A figure of October.
fn figure(workspace: &Workspace, metric: &str, system: &str) -> String {
    let query = format!(
        "select value from metrics where metric = '{metric}' and system_id = '{system}' and period = '2026-10'"
    );
    sql(workspace, &query)
}

fn manifest(workspace: &Workspace) -> Value {
    workspace.done(&[&["run", "--restate"][..], &MONTH].concat());
    serde_json::from_str(&workspace.read("out/2026-10/manifest.json")).expect("JSON")
}

fn explained(workspace: &Workspace, arguments: &[&str]) -> String {
    workspace.done(&[&["explain"][..], arguments, &MONTH].concat()).stdout
}

#[test]
fn a_restored_time_is_corrected_in_every_figure_and_said_wherever_it_counts() {
    let workspace = workspace();
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "150.0");
    assert_eq!(manifest(&workspace)["data_quality"]["corrections"]["applied"], 0);
    corrections(&workspace, &["incidents,itsm,I-1,end_at,2026-10-05 11:00,typo in the ledger,kim,"]);
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "90.0");
    assert_eq!(figure(&workspace, "outage_minutes", "pay"), "60.0");
    // The lake still says what the export said.
    let said = "select strftime(to_local(end_at), '%H:%M') from exported_incidents where native_id = 'I-1'";
    assert_eq!(sql(&workspace, said), "12:00");
    let applied = "select table_name, source, native_id, field, exported_value, corrected_value, reason, \"by\", expires, \
                   state, line from corrections_applied";
    let row = "incidents,itsm,I-1,end_at,2026-10-05 12:00:00,2026-10-05 11:00:00,typo in the ledger,kim,,applied,2";
    assert_eq!(sql(&workspace, applied), row);
    assert_eq!(sql(&workspace, "select field, system_id from corrected_systems"), "end_at,portal");
    let manifest = manifest(&workspace);
    let counted: Value = serde_json::json!({ "applied": 1, "expired": 0, "no_record": 0, "outdone": 0 });
    assert_eq!(manifest["data_quality"]["corrections"], counted);
    let listed = &manifest["corrections"][0];
    assert_eq!([&listed["by"], &listed["reason"], &listed["systems"][0]], ["kim", "typo in the ledger", "portal"]);
    let line = "incidents I-1 (itsm) end_at: 2026-10-05 12:00:00 → 2026-10-05 11:00:00; kim:";
    assert!(explained(&workspace, &["portal"]).contains(&format!("\ncorrections\n  {line}")));
    assert!(!explained(&workspace, &["pay"]).contains("\ncorrections\n"), "it touches another system");
    let rows = explained(&workspace, &["portal", "--figure", "outage_minutes", "--period", "2026-10"]);
    let of = |id: &str| rows.lines().find(|l| l.starts_with(id)).map(str::to_string).unwrap_or_default();
    assert!(of("id ").ends_with("corrected") && of("I-1").ends_with("end_at"), "{rows}");
    assert!(of("I-2").ends_with("incidents.csv") && rows.ends_with("\n2 rows\n"), "{rows}");
    let of_pay = explained(&workspace, &["pay", "--figure", "outage_minutes", "--period", "2026-10"]);
    assert!(!of_pay.contains("corrected"), "{of_pay}");
}

#[test]
fn an_excluded_record_counts_nowhere_and_is_named_as_left_out() {
    let workspace = workspace();
    assert_eq!(figure(&workspace, "unplanned_outages", "portal"), "2.0");
    corrections(&workspace, &["incidents,,I-2,exclude,,a drill,lee,"]);
    assert_eq!(figure(&workspace, "unplanned_outages", "portal"), "1.0");
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "120.0");
    assert_eq!(sql(&workspace, "select native_id from affected order by 1"), "I-1\nI-3");
    assert!(
        explained(&workspace, &["portal"]).contains("\ncorrections\n  incidents I-2 (itsm) left out; lee: a drill\n")
    );
    let rows = explained(&workspace, &["portal", "--figure", "unplanned_outages", "--period", "2026-10"]);
    let (counted, left_out) = rows.split_once("left out by corrections.csv\n").expect("it is said");
    assert!(counted.contains("I-1") && !counted.contains("I-2"), "{rows}");
    let words = left_out.lines().nth(1).expect("a row").split_whitespace().collect::<Vec<_>>();
    assert_eq!(words, ["I-2", "2026-10-10", "10:00", "incidents", "lee", "a", "drill"]);
    assert!(rows.ends_with("\n1 rows\n"), "{rows}");
    // Wherever incidents decide, also where nothing is left of a set: no maintenance and no failed release is known.
    // Not in a month in which it did not happen, and not in figures that count requests or releases alone.
    let cases = [
        ("incident_count", "2026-10", true),
        ("planned_minutes", "2026-10", true),
        ("change_failure_rate", "2026-10", true),
        ("unplanned_outages", "2026-09", false),
        ("release_count", "2026-10", false),
        ("change_sr_count", "2026-10", false),
    ];
    for (figure, period, expected) in cases {
        let rows = explained(&workspace, &["portal", "--figure", figure, "--period", period]);
        assert_eq!(rows.contains("left out"), expected, "{rows}");
    }
    let listed = &manifest(&workspace)["corrections"][0];
    assert_eq!([&listed["field"], &listed["state"], &listed["systems"][0]], ["exclude", "applied", "portal"]);
    let status = workspace.done(&[&["status"][..], &MONTH].concat()).stdout;
    assert!(status.contains("\ncorrections: 1 applied\n"), "{status}");
}

/// Items 2 and 3 stand on incidents and complaints, item 4 on requests and the releases that closed them.
#[test]
fn an_item_names_the_corrections_of_what_it_stands_on() {
    let workspace = workspace();
    workspace.write(
        "inbox/itsm/changes.csv",
        "native_id,system_ref,requested_at,type,status\nSR-1,portal,2026-10-01,change,open\nSR-2,pay,2026-10-01,change,open\n",
    );
    workspace.write("inbox/voc/complaints.csv", "native_id,system_ref,at,class\nV-1,portal,2026-10-05 10:00,slow\n");
    workspace.done(&["ingest"]);
    corrections(
        &workspace,
        &[
            "incidents,,I-2,exclude,,a drill,lee,",
            "incidents,,I-3,exclude,,a drill elsewhere,lee,",
            "change_requests,,SR-1,type,defect,read it,kim,",
            "complaints,,V-1,class,other,read it,kim,2026-10-02",
        ],
    );
    let incident = "incidents I-2 (itsm) left out; lee: a drill";
    let request = "change_requests SR-1 (itsm) type: change → defect; kim: read it";
    let complaint = "complaints V-1 (voc) class: slow → other (expired on 2026-10-02, no longer applies); kim: read it";
    let expected: [(&str, &[&str]); 5] = [
        ("1", &[]),
        // A change that stopped the service may be what stopped it.
        ("2", &[request, incident]),
        ("3", &[complaint]),
        ("4", &[request]),
        ("6", &[]),
    ];
    for (item, lines) in expected {
        let text = explained(&workspace, &["portal", "--item", item]);
        let said = text.split_once("\ncorrections\n").map(|(_, said)| said).unwrap_or_default();
        let said = said.split("\n\n").next().unwrap_or_default().replace("\n    ", " ");
        let said: Vec<_> = said.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        assert_eq!(said, lines, "item {item}\n{text}");
    }
}

#[test]
fn a_record_moves_to_the_system_it_is_of_and_touches_both() {
    let workspace = workspace();
    corrections(&workspace, &["incidents,itsm,I-1,system_ref,Payroll,wrong system chosen,kim,"]);
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "30.0");
    assert_eq!(figure(&workspace, "outage_minutes", "pay"), "180.0");
    assert_eq!(sql(&workspace, "select system_id from corrected_systems order by 1"), "pay\nportal");
    for system in ["pay", "portal"] {
        assert!(explained(&workspace, &[system]).contains("system_ref: portal → Payroll; kim: wrong system chosen"));
    }
}

/// A name that only a mistaken record had makes no system once the record is mended.
#[test]
fn a_mistaken_name_is_no_system_any_more() {
    let workspace = workspace();
    let text = "native_id,system_ref,start_at,end_at,scope\nM-1,protal,2026-10-20 10:00,2026-10-20 10:10,FULL\n";
    workspace.write("inbox/mail/incidents.csv", text);
    workspace.done(&["ingest"]);
    let systems = "select system_id from systems order by 1";
    assert_eq!(sql(&workspace, systems), "pay\nportal\nprotal");
    corrections(&workspace, &["incidents,mail,M-1,system_ref,portal,typo,kim,"]);
    assert_eq!(sql(&workspace, systems), "pay\nportal");
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "160.0");
    assert_eq!(sql(&workspace, "select system_id from corrected_systems"), "portal");
}

/// A mistyped system of a correction is none: its record counts nowhere until the name is mended.
#[test]
fn a_correction_makes_no_system() {
    let workspace = workspace();
    corrections(
        &workspace,
        &[
            "incidents,,I-1,system_ref,protal,wrong system chosen,kim,",
            "incidents,,I-2,cause_system_ref,Payrol,as the report says,kim,",
            "incidents,,I-3,cause_system_ref,the power company,as the report says,kim,",
        ],
    );
    let ran = workspace.assay(&[&["run", "--restate"][..], &MONTH].concat());
    ran.ended(
        0,
        &[
            "warning[W0270]: 2 rows of corrections name no known system: `Payrol`, `protal`",
            "`Payrol` (corrections.csv, line 3): did you mean `Payroll`?",
            "`protal` (corrections.csv, line 2): did you mean `portal`?",
        ],
    );
    assert!(!ran.stderr.contains("power company"), "a cause may lie outside\n{}", ran.stderr);
    let systems = "select system_id from systems order by 1";
    assert_eq!(sql(&workspace, systems), "pay\nportal");
    assert_eq!(
        [figure(&workspace, "outage_minutes", "portal"), figure(&workspace, "outage_minutes", "pay")],
        ["30.0", "60.0"]
    );
    let status = workspace.done(&[&["status"][..], &MONTH].concat()).stdout;
    assert!(
        status.contains("2 rows of corrections name no known system: `Payrol`, `protal`\n  `Payrol` ("),
        "{status}"
    );
    // A system that an export names is one, whether or not the inventory lists it, and however it is spelt.
    let text = "native_id,system_ref,start_at,end_at,scope\nM-1,archive,2026-10-20 10:00,2026-10-20 10:10,FULL\n";
    workspace.write("inbox/mail/incidents.csv", text);
    workspace.done(&["ingest"]);
    corrections(&workspace, &["incidents,,I-1,system_ref,Archive,wrong system chosen,kim,"]);
    assert_eq!(sql(&workspace, systems), "archive\npay\nportal");
    assert_eq!(figure(&workspace, "outage_minutes", "archive"), "130.0");
    let ran = workspace.done(&[&["run", "--restate"][..], &MONTH].concat());
    assert!(!ran.stderr.contains("W0270"), "{}", ran.stderr);
}

/// A slip in a reference table is told with its line and the system that it may mean.
#[test]
fn a_reference_row_of_no_system_is_told() {
    let workspace = workspace();
    workspace.write(
        "costs.csv",
        "system_id,fiscal_year,category,amount\nportal,2024,maintenance,1\nprotal,2024,maintenance,1\nprotal,2025,maintenance,1\n",
    );
    workspace.write("usage.csv", "system_id,date,visits\nPortal,2026-10-01,1\nsomething else,2026-10-01,1\n");
    let ran = workspace.done(&[&["run"][..], &MONTH].concat());
    ran.ended(
        0,
        &[
            "warning[W0270]: 2 rows of costs name no known system: `protal`",
            "--> costs.csv, line 3",
            "`protal` (costs.csv, line 3): did you mean `portal`?",
            "warning[W0270]: 1 row of usage names no known system: `something else`",
            "--> usage.csv, line 3",
        ],
    );
    assert_eq!(sql(&workspace, "select system_id from systems order by 1"), "pay\nportal");
}

/// Systems are found by hosts, and named as causes, too.
#[test]
fn a_correction_touches_the_systems_of_hosts_and_causes() {
    let workspace = workspace();
    workspace.write("hosts.csv", "host,system_id\nweb1,portal\nwas1,pay\n");
    let alerts = "native_id,system_ref,host,start_at,end_at,item,message\n\
                  A-1,,web1,2026-10-20 10:00,2026-10-20 10:10,http,down\n";
    workspace.write("inbox/mon/alerts.csv", alerts);
    workspace.done(&["ingest"]);
    let host = "alerts,,A-1,host,was1,the probe was renamed,kim,";
    corrections(&workspace, &[host, "incidents,,I-3,cause_system_ref,portal,as the report says,kim,"]);
    assert_eq!(sql(&workspace, "select system_id from affected where table_name = 'alerts'"), "pay");
    let touched = "select native_id, field, system_id from corrected_systems order by all";
    let expected = "A-1,host,pay\nA-1,host,portal\nI-3,cause_system_ref,pay\nI-3,cause_system_ref,portal";
    assert_eq!(sql(&workspace, touched), expected);
    assert_eq!(figure(&workspace, "caused_to_others", "portal"), "1.0");
    corrections(&workspace, &[host, "alerts,mon,A-1,end_at,2026-10-20 09:00,typo,kim,"]);
    let ran = workspace.assay(&[&["rank"][..], &MONTH].concat());
    ran.ended(1, &["error[E0182]: alerts `A-1` of `mon` ends before it begins", "corrections.csv, line 3"]);
}

#[test]
fn an_expired_correction_does_not_apply_and_says_so() {
    let workspace = workspace();
    corrections(
        &workspace,
        &["incidents,itsm,I-1,end_at,2026-10-05 11:00,typo,kim,2026-10-31", "incidents,itsm,I-9,exclude,,unknown,kim,"],
    );
    let ran = workspace.assay(&[&["run", "--restate"][..], &MONTH].concat());
    ran.ended(
        0,
        &[
            "warning[W0230]: the correction of `end_at` of incidents `I-1` of `itsm` has expired and no longer applies",
            "--> corrections.csv, line 2",
            "warning[W0231]: the exclusion of incidents `I-9` of `itsm` names no record of the exports",
            "--> corrections.csv, line 3",
        ],
    );
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "150.0");
    let manifest = manifest(&workspace);
    let counted: Value = serde_json::json!({ "applied": 0, "expired": 1, "no_record": 1, "outdone": 0 });
    assert_eq!(manifest["data_quality"]["corrections"], counted);
    let codes: Vec<_> = manifest["warnings"].as_array().expect("a list").iter().map(|w| w["code"].clone()).collect();
    assert!(codes.contains(&"W0230".into()) && codes.contains(&"W0231".into()), "{codes:?}");
    assert!(explained(&workspace, &["portal"]).contains("(expired on 2026-10-31, no longer applies); kim: typo"));
    assert!(explained(&workspace, &["portal", "--lang", "ko"]).contains("(2026-10-31 만료, 적용 안 함); kim: typo"));
    let status = workspace.done(&[&["status"][..], &MONTH].concat()).stdout;
    assert!(status.contains("corrections: 1 expired, 1 no record\nthe correction of `end_at`"), "{status}");
    // The day before it expires is the last that it applies on: as of midnight of the 31st the 30th was the last day.
    let as_of = |instant: &str| {
        let query =
            "select value from metrics where metric = 'outage_minutes' and system_id = 'portal' and period = '2026-10'";
        workspace.done(&["--quiet", "sql", "--format", "csv", query, "--month", "2026-10", "--as-of", instant]).stdout
    };
    assert_eq!([as_of("2026-10-31"), as_of("2026-10-31T00:01")], ["value\n90.0\n", "value\n150.0\n"]);
}

#[test]
fn a_blank_value_blanks_the_field() {
    let workspace = workspace();
    corrections(&workspace, &["incidents,itsm,I-1,end_at,,never restored by then,kim,"]);
    assert_eq!(sql(&workspace, "select end_at is null from incidents where native_id = 'I-1'"), "true");
    assert_eq!(figure(&workspace, "outages_open", "portal"), "1.0");
    assert!(explained(&workspace, &["portal"]).contains("end_at: 2026-10-05 12:00:00 → blank; kim"));
}

#[test]
fn values_are_read_as_cells_of_exports_are() {
    let workspace = workspace();
    workspace.write(
        "inbox/itsm/changes.csv",
        "native_id,system_ref,requested_at,type,status,due_at,closed_at,urgent,title\n\
         SR-1,portal,2026-10-01 09:00,change,open,2026-10-09,,N,x\n",
    );
    workspace.done(&["ingest"]);
    let dates = "select date_only from change_requests";
    assert_eq!(sql(&workspace, dates), "due_at");
    corrections(
        &workspace,
        &[
            "change_requests,,SR-1,due_at,2026-10-08 18:00,agreed by mail,kim,",
            "change_requests,,SR-1,closed_at,2026. 10. 7.,the paper says so,kim,",
            "change_requests,,SR-1,status,Closed,the paper says so,kim,",
            "change_requests,,SR-1,urgent,예,the paper says so,kim,",
            "change_requests,,SR-1,title,call 010-1234-5678,the paper says so,kim,",
            "incidents,,I-1,affected_share,0.5,counted,kim,",
            "incidents,,I-1,severity,2,counted,kim,",
        ],
    );
    // A date is the end of its day where a time ends something, and says that it is a date.
    let row = "select strftime(to_local(due_at), '%m-%d %H:%M'), strftime(to_local(closed_at), '%m-%d %H:%M'), date_only, \
               status, original_status, urgent, title from change_requests";
    assert_eq!(sql(&workspace, row), "10-08 18:00,10-08 00:00,closed_at,closed,open,true,call [전화번호]");
    let said = "select field, exported_value, corrected_value from corrections_applied order by 1";
    let expected = "affected_share,,0.5\nclosed_at,,2026-10-07\ndue_at,2026-10-09,2026-10-08 18:00:00\nseverity,,2\n\
                    status,open,closed\ntitle,x,call [전화번호]\nurgent,false,true";
    assert_eq!(sql(&workspace, said), expected);
    assert_eq!(sql(&workspace, "select affected_share, severity from incidents where native_id = 'I-1'"), "0.5,2");
}

#[test]
fn a_correction_for_every_source_gives_way_to_one_that_names_the_source() {
    let workspace = workspace();
    let text = "native_id,system_ref,start_at,end_at,scope\nI-1,pay,2026-10-20 10:00,2026-10-20 10:10,FULL\n";
    workspace.write("inbox/mail/incidents.csv", text);
    workspace.done(&["ingest"]);
    let share = "select source, affected_share from incidents where native_id = 'I-1' order by 1";
    let states = "select coalesce(source, 'none'), corrected_value, state from corrections_applied order by all";
    corrections(&workspace, &["incidents,,I-1,affected_share,0.5,both,kim,"]);
    assert_eq!(sql(&workspace, share), "itsm,0.5\nmail,0.5");
    assert_eq!(sql(&workspace, states), "itsm,0.5,applied\nmail,0.5,applied");
    let named = "incidents,mail,I-1,affected_share,0.2,mail,kim,";
    corrections(&workspace, &[named, "incidents,,I-1,affected_share,0.5,both,kim,"]);
    assert_eq!(sql(&workspace, share), "itsm,0.5\nmail,0.2");
    corrections(
        &workspace,
        &[named, "incidents,,I-1,affected_share,0.5,both,kim,", "incidents,itsm,I-1,affected_share,0.3,itsm,kim,"],
    );
    assert_eq!(sql(&workspace, share), "itsm,0.3\nmail,0.2");
    assert_eq!(sql(&workspace, states), "itsm,0.3,applied\nmail,0.2,applied\nnone,0.5,outdone");
    let counted: Value = serde_json::json!({ "applied": 2, "expired": 0, "no_record": 0, "outdone": 1 });
    assert_eq!(manifest(&workspace)["data_quality"]["corrections"], counted);
    // One that has expired gives the field back.
    corrections(
        &workspace,
        &["incidents,mail,I-1,affected_share,0.2,mail,kim,2026-10-02", "incidents,,I-1,affected_share,0.5,both,kim,"],
    );
    assert_eq!(sql(&workspace, share), "itsm,0.5\nmail,0.5");
}

#[test]
fn what_cannot_be_corrected_is_named_with_its_line() {
    let workspace = workspace();
    let good = "incidents,itsm,I-1,severity,2,counted,kim,";
    let cases = [
        ("incident,itsm,I-1,severity,2,why,kim,", "E0176", "`table`", "did you mean `incidents`?"),
        ("performance,sms,web1,value,2,why,kim,", "E0176", "`table`", "no id"),
        ("systems,,portal,name,x,why,kim,", "E0176", "`table`", "systems.csv"),
        ("incidents,itsm,I-1,end_att,2,why,kim,", "E0177", "`field`", "did you mean `end_at`?"),
        ("incidents,itsm,I-1,native_id,I-7,why,kim,", "E0177", "`field`", "which record of which export"),
        ("incidents,itsm,I-1,source,mail,why,kim,", "E0177", "`field`", "which record of which export"),
        ("incidents,itsm,I-1,end_at,2026-02-30 10:00,why,kim,", "E0178", "`value`", "no time that can be read"),
        ("incidents,itsm,I-1,end_at,03/04/2026 10:00,why,kim,", "E0178", "`value`", "day/month"),
        ("incidents,itsm,I-1,scope,ALL,why,kim,", "E0178", "`value`", "values: FULL, PARTIAL"),
        ("incidents,itsm,I-1,affected_share,half,why,kim,", "E0178", "`value`", "no number"),
        ("change_requests,itsm,SR-1,requested_at,,why,kim,", "E0179", "`value`", "cannot be blank"),
        (good, "E0180", "`native_id`", "corrected twice"),
        (
            "incidents,itsm,I-1,start_at,,why,kim,",
            "E0181",
            "`value`",
            "`start_at`, `detected_at`, `created_at` are blank",
        ),
        ("incidents,itsm,I-1,end_at,2026-10-05 09:59,why,kim,", "E0182", "`value`", "`end_at` is 2026-10-05 09:59:00"),
        (
            "incidents,,I-2,start_at,2026-10-10 10:31,why,kim,",
            "E0182",
            "`value`",
            "before `start_at`, 2026-10-10 10:31:00",
        ),
        ("incidents,itsm,I-1,exclude,N,why,kim,", "E0183", "`value`", "takes no value"),
        ("incidents,itsm,,exclude,,why,kim,", "E0123", "`native_id`", "blank"),
    ];
    for (row, code, column, said) in cases {
        corrections(&workspace, &[good, row]);
        let place = format!("--> corrections.csv, line 3, column {column}");
        let ran = workspace.assay(&[&["rank"][..], &MONTH].concat());
        let place = if code == "E0123" { "corrections.csv, line 3, column `native_id`" } else { place.as_str() };
        ran.ended(1, &[&format!("error[{code}]:"), place, said]);
    }
    corrections(&workspace, &[good, "incidents,itsm,I-1,end_at,2026-10-05 10:00,why,kim,"]);
    workspace.done(&[&["rank"][..], &MONTH].concat());
}

const FIXES: &str = r#"id = "fixes"
product = "fixes"
title = "fixes of an audit"
table = "corrections"
[detect]
headers = ["fixed table", "fixed record"]
[record]
repeats = "parts"
[map]
table = { from = "fixed table" }
native_id = { from = "fixed record" }
field = { from = "fixed column" }
value = { from = "right value" }
reason = { from = "finding" }
by = { from = "auditor" }
[[example]]
name = "a fix"
row = { "fixed table" = "incidents", "fixed record" = "I-1", "fixed column" = "end_at", "right value" = "2026-10-05", finding = "f", auditor = "lee" }
gives = { table = "incidents", native_id = "I-1" }
"#;

/// Corrections may come as an export, too; the file wins over them, and one that cannot be read has no line.
#[test]
fn corrections_of_an_export_give_way_to_the_file() {
    let workspace = workspace();
    workspace.write("connectors/fixes.toml", FIXES);
    let fixes = "fixed table,fixed record,fixed column,right value,finding,auditor\n\
                 incidents,I-1,end_at,2026-10-05 11:00,audit,lee\nincidents,I-2,severity,worst,audit,lee\n";
    workspace.write("inbox/audit/fixes.csv", fixes);
    workspace.done(&["ingest"]);
    let ran = workspace.assay(&[&["rank"][..], &MONTH].concat());
    ran.ended(
        1,
        &["error[E0178]: `worst` is no whole number", "corrections.csv, column `value`", "an export brought it"],
    );
    corrections(&workspace, &["incidents,,I-2,severity,1,the audit left it out,kim,"]);
    let applied = "select native_id, corrected_value, \"by\", line from corrections_applied order by 1";
    assert_eq!(sql(&workspace, applied), "I-1,2026-10-05 11:00:00,lee,\nI-2,1,kim,2");
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "90.0");
}

/// A ticket may be opened after the fact: only the time that dates a record must come before its end.
#[test]
fn only_the_time_that_dates_a_record_must_come_before_its_end() {
    let workspace = workspace();
    let row = "incidents,,I-1,created_at,2026-10-06 09:00,the ticket was late,kim,";
    corrections(&workspace, &[row]);
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "150.0");
    // Without the other time it is the one that dates the record.
    corrections(&workspace, &[row, "incidents,,I-1,start_at,,nobody knows,kim,"]);
    workspace.assay(&[&["rank"][..], &MONTH].concat()).ended(1, &["error[E0182]", "corrections.csv, line 2"]);
}

#[test]
fn a_newer_version_of_the_record_keeps_its_correction() {
    let workspace = workspace();
    corrections(&workspace, &["incidents,itsm,I-1,end_at,2026-10-05 11:00,typo in the ledger,kim,"]);
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "90.0");
    // An hour earlier, and restored half an hour later than the first export said.
    workspace.write(
        "inbox/itsm/later.csv",
        "native_id,system_ref,start_at,end_at,scope,updated_at\n\
         I-1,portal,2026-10-05 09:00,2026-10-05 12:30,FULL,2026-10-20 00:00\n",
    );
    workspace.done(&["ingest"]);
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "150.0");
    assert_eq!(sql(&workspace, "select exported_value from corrections_applied"), "2026-10-05 12:30:00");
}

#[test]
fn the_order_of_the_rows_is_of_no_account() {
    let workspace = workspace();
    // Systems that were there all year have figures of the year.
    let text = "native_id,system_ref,requested_at,type,status\nSR-1,portal,2025-11-01,change,open\n\
                SR-2,pay,2025-11-01,change,open\n";
    workspace.write("inbox/itsm/changes.csv", text);
    workspace.done(&["ingest"]);
    let rows = [
        "incidents,,I-1,end_at,2026-10-05 11:00,typo,kim,",
        "incidents,itsm,I-1,scope,PARTIAL,typo,lee,",
        "incidents,,I-1,scope,DEGRADED,typo,kim,",
        "incidents,,I-2,exclude,,a drill,lee,",
        "incidents,,I-3,system_ref,portal,wrong,lee,",
    ];
    // What was read has another hash; nothing else may differ.
    let outputs = |rows: &[&str]| {
        corrections(&workspace, rows);
        let manifest = manifest(&workspace);
        let hash = manifest["input_hash"].as_str().expect("a hash").to_string();
        let candidates = workspace.read("out/2026-10/candidates.csv");
        assert!(candidates.contains(&hash), "{candidates}");
        (candidates.replace(&hash, ""), manifest["corrections"].clone())
    };
    let as_written = outputs(&rows);
    let reversed: Vec<_> = rows.iter().rev().copied().collect();
    assert_eq!(as_written, outputs(&reversed));
    // An hour of I-1, one of I-3; I-2 is left out.
    assert_eq!(figure(&workspace, "outage_minutes", "portal"), "120.0");
    assert_ne!(as_written.0, outputs(&[]).0, "they count");
}
