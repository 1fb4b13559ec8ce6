//! Reference tables that come through connectors: inventories, costs, usage and catalogues, end to end.

use crate::support::In::{self, Blank, Text, Time};
use crate::support::{Workspace, workbook};

/// A workspace whose deploy log names systems in three ways over October 2026.
fn workspace(names: [&str; 3]) -> Workspace {
    let workspace = Workspace::new("time_zone = \"Asia/Seoul\"\n");
    let [first, second, third] = names;
    workspace.write(
        "inbox/deploy/log.csv",
        format!(
            "native_id,system_ref,env,started_at,status\nD1,{first},PROD,2026-10-01 10:00,success\n\
             D2,{second},PROD,2026-10-05 10:00,success\nD3,{third},PROD,2026-10-31 10:00,success\n"
        ),
    );
    workspace
}

/// An inventory of one system, by name of the file.
fn inventory(workspace: &Workspace, file: &str, grade: u32, department: &str) {
    let text =
        format!("정보시스템ID,정보시스템명,정보시스템 등급,운영부서\nHB-0012,통합예약 포털,{grade}등급,{department}\n");
    workspace.write(&format!("inbox/ea/{file}"), text);
}

const COSTS: &str = "정보시스템명,구축연도,회계연도,초기개발비(백만원),추가개발비(백만원),유지보수비(백만원)\n\
    통합예약 포털,2018,2023,1000,100,100\n통합예약 포털,2018,2024,1000,-,200\n통합예약 포털,2018,2025,1000,100,200\n\
    잊힌 시스템,2018,2025,1000,100,200\n";

const SYSTEM: &str = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: booking\n  title: 통합예약 포털\n\
    spec:\n  owner: group:default/team-booking\n---\n";

fn component(name: &str, slug: &str, system: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  annotations:\n    \
         github.com/project-slug: {slug}\nspec:\n  type: website\n{system}---\n"
    )
}

#[test]
fn an_inventory_workbook_makes_ranked_systems() {
    let workspace = workspace(["HB-0012", "통합예약 포털", "교육센터"]);
    let header =
        ["정보시스템명", "정보시스템\nID", "시스템 유형", "정보시스템 등급", "최초운영일", "운영부서", "운영상태"]
            .map(Text);
    let rows: [&[In]; 5] = [
        &[Text("2026년 정보시스템 목록")],
        &header,
        &[
            Text("통합예약 포털"),
            Text("HB-0012"),
            Text("대국민 서비스"),
            Text("2등급"),
            Time(43161.0),
            Text("고객지원부"),
            Text("운영"),
        ],
        &[Text("교육센터"), Text("HB-0020"), Text("행정내부"), Text("3등급"), Blank, Text("교육부"), Text("운영")],
        &[
            Text("구 예약"),
            Text("HB-0001"),
            Text("대국민 서비스"),
            Text("2등급"),
            Blank,
            Text("고객지원부"),
            Text("폐기"),
        ],
    ];
    workspace.write("inbox/ea/정보시스템목록.xlsx", workbook(&[("목록", &rows)]));
    let ran = workspace.done(&["run"]);
    assert!(ran.stderr.contains("2 of 3 records to systems (kr_system_inventory), 1 left out"), "{}", ran.stderr);
    let ranked = workspace.table("out/2026-10/candidates.csv");
    let mut ids: Vec<_> = ranked.iter().map(|r| (r["system_id"].as_str(), r["system_name"].as_str())).collect();
    ids.sort_unstable();
    assert_eq!(ids, [("HB-0012", "통합예약 포털"), ("HB-0020", "교육센터")]);
    let rows = "select system_id, srm_class, grade, go_live, department, listed from systems order by 1";
    assert_eq!(workspace.sql(rows), "HB-0012,citizen,2,2018-03-02,고객지원부,true\nHB-0020,internal,3,,교육부,true");
    assert_eq!(workspace.sql("select system_id, count(*) from affected group by 1 order by 1"), "HB-0012,2\nHB-0020,1");
    let covered = workspace.sql("select distinct table_name from coverage");
    assert_eq!(covered, "deployments", "a list observes nothing");
    let status = workspace.done(&["status"]).stdout;
    assert!(status.lines().any(|l| l.contains("정보시스템목록.xlsx") && l.contains("systems")), "{status}");
}

#[test]
fn a_persons_file_is_the_last_word_and_its_blanks_are_filled() {
    let workspace = workspace(["HB-0012", "통합예약 포털", "reservation"]);
    inventory(&workspace, "list.csv", 2, "고객지원부");
    let rows = "select system_id, name, grade, department, center from systems order by 1";
    assert_eq!(workspace.done(&["ingest"]).code, 0);
    assert_eq!(workspace.sql(rows), "HB-0012,통합예약 포털,2,고객지원부,\nreservation,reservation,,,");
    // The file knows the system under another id, by the same name.
    workspace.write("systems.csv", "system_id,name,grade,department,center\nreservation,통합예약  포털,,예약부,대전\n");
    assert_eq!(workspace.sql(rows), "reservation,통합예약  포털,2,예약부,대전");
    let names = "select system_ref, system_id from names order by 1";
    assert_eq!(
        workspace.sql(names),
        "HB-0012,reservation\nreservation,reservation\n통합예약 포털,reservation",
        "the id of the connector goes on to stand for the system"
    );
    // What people answered under that id is still theirs.
    workspace.write("answers.csv", "system_id,item,answer,by,at\nHB-0012,2,Y,운영팀,2026-10-01\n");
    let answer = "select system_id, answer, answered_by from checklist where item = 2";
    assert_eq!(workspace.sql(answer), "reservation,Y,운영팀");
}

#[test]
fn a_system_of_two_inventories_is_one_and_namesakes_are_not() {
    let workspace = workspace(["ab12", "통합예약 포털", "대표홈페이지"]);
    workspace.write(
        "inbox/ea/list.csv",
        "시스템ID,시스템명,운영부서\nHB-1,통합예약 포털,고객지원부\nHB-2,대표홈페이지,총무부\nHB-3,대표홈페이지,홍보부\n",
    );
    let item = |id: &str, name: &str, class: &str, status: u8| {
        format!(
            "{{\"sys_id\": \"{id}\", \"name\": \"{name}\", \"sys_class_name\": \"{class}\", \
             \"operational_status\": \"{status}\", \"location\": \"대전센터\", \"department\": \"예약부\"}}"
        )
    };
    let items = [
        item("ab12", "통합예약 포털", "cmdb_ci_business_app", 1),
        item("ab13", "대표홈페이지", "cmdb_ci_appl", 1),
        item("ab14", "구 예약", "cmdb_ci_appl", 6),
        item("ab15", "was01", "cmdb_ci_linux_server", 1),
    ];
    workspace.write("inbox/servicenow/cmdb.json", format!("{{\"result\": [{}]}}", items.join(", ")));
    workspace.done(&["ingest"]);
    let counts = &workspace.receipt("inbox/servicenow/cmdb.json")["counts"];
    assert_eq!((&counts["kept"], &counts["filtered"]["connector"]), (&2.into(), &2.into()));
    assert_eq!(
        workspace.sql("select system_id, name, center from systems where listed order by 1"),
        "HB-1,통합예약 포털,대전센터\nHB-2,대표홈페이지,\nHB-3,대표홈페이지,\nab13,대표홈페이지,대전센터"
    );
    assert_eq!(
        workspace.sql("select system_ref, system_id, listed from names order by 1"),
        "ab12,HB-1,true\n대표홈페이지,대표홈페이지,false\n통합예약 포털,HB-1,true",
        "a name that three systems bear stands for none of them"
    );
}

#[test]
fn the_newest_list_wins_in_whatever_order_they_come() {
    let grade = "select grade, department from systems where system_id = 'HB-0012'";
    let [older, newer] = [("시스템목록_2026-03-01.csv", 3, "고객지원부"), ("시스템목록_2026-09-01.csv", 2, "예약부")];
    for files in [[older, newer], [newer, older]] {
        let workspace = workspace(["HB-0012", "HB-0012", "HB-0012"]);
        for (file, grade, department) in files {
            inventory(&workspace, file, grade, department);
            workspace.done(&["ingest"]);
        }
        assert_eq!(workspace.sql(grade), "2,예약부");
        let newest = workspace.receipt(&format!("inbox/ea/{}", newer.0));
        workspace.done(&["forget", &newest["export"]["hash"].as_str().expect("a hash")[..12]]);
        assert_eq!(workspace.sql(grade), "3,고객지원부", "what was forgotten no longer counts");
        let oldest = workspace.receipt(&format!("inbox/ea/{}", older.0));
        workspace.done(&["forget", &oldest["export"]["hash"].as_str().expect("a hash")[..12]]);
        assert_eq!(workspace.sql("select system_id, grade, listed from systems"), "HB-0012,,false");
        workspace.done(&["forget", "--undo", newest["export"]["hash"].as_str().expect("a hash")]);
        assert_eq!(workspace.sql(grade), "2,예약부");
    }
}

#[test]
fn costs_and_usage_through_connectors_answer_item_1() {
    let workspace = workspace(["HB-0012", "HB-0012", "HB-0012"]);
    workspace
        .write("inbox/ea/list.csv", "정보시스템ID,정보시스템명,정보시스템 유형\nHB-0012,통합예약 포털,대국민 서비스\n");
    workspace.write("inbox/budget/비용.csv", COSTS);
    workspace.write(
        "inbox/web/usage.csv",
        "사이트명,통계일자,순방문자수,방문자수\n통합예약 포털,2026-10-01,12480,31002\n통합예약 포털,2026-10-02,7520,30000\n",
    );
    workspace.done(&["ingest"]);
    // 2023 (100 + 100) / 1000, 2024 200 / 1000, 2025 (100 + 200) / 1000: the median is 0.2. The initial cost stands in
    // all three rows of the list and is spent once.
    let figures = "select metric, value, n from metrics where period = '2026-10' and system_id = 'HB-0012' \
                   and metric in ('cost_ratio', 'users_per_day') order by 1";
    assert_eq!(workspace.sql(figures), "cost_ratio,0.2,3\nusers_per_day,10000.0,2");
    let item = "select answer, tier from checklist where item = 1 and system_id = 'HB-0012'";
    assert_eq!(workspace.sql(item), "Y,D");
    let status = workspace.done(&["status"]).stdout;
    let unlisted = "3 rows of costs name no known system: `잊힌 시스템`";
    assert!(status.contains(unlisted), "{status}");
    let behind = |place: &str| {
        let rows = workspace.done(&["explain", "HB-0012", "--item", "1", "--rows"]).stdout;
        rows.lines().filter(|row| row.contains(place)).count()
    };
    assert_eq!(
        [behind(",inbox/web/usage.csv,,2,1,usage.csv,"), behind(",inbox/web/usage.csv,,3,2,usage.csv,")],
        [1, 1]
    );
    assert!(behind(",inbox/budget/비용.csv,,2,1,costs.csv,") >= 2, "one line of the list is several costs");
    // A person corrects one sum; the other rows of the list stay.
    workspace.write("costs.csv", "system_id,fiscal_year,category,amount\nHB-0012,2018,initial_dev,2000000000\n");
    assert!(workspace.sql(figures).starts_with("cost_ratio,0.1,3\n"), "{}", workspace.sql(figures));
    assert_eq!(workspace.sql(item), "N,D");
    assert_eq!(behind("initial_dev, amount 2000000000.0\",2018,costs.csv,,2,,costs.csv,"), 1);
}

#[test]
fn costs_in_several_units_come_out_in_won() {
    let workspace = workspace(["HB-0012", "HB-0012", "HB-0012"]);
    inventory(&workspace, "list.csv", 2, "예약부");
    workspace.write(
        "inbox/budget/비용.csv",
        "정보시스템명,회계연도,초기개발비(백만원),추가개발비(천원),유지보수비(원)\n\
         통합예약 포털,2025,1000,\"50,000\",\"60,000,000\"\n",
    );
    // Another list, without a unit in its header and with one behind the number.
    workspace.write("inbox/finance/비용.csv", "시스템명,회계연도,비용구분,집행액\nHB-0012,2024,유지보수,0.2억원\n");
    workspace.done(&["ingest"]);
    let costs = "select fiscal_year, category, cast(amount as bigint) from costs order by all";
    let expected = "2024,maintenance,20000000\n2025,additional_dev,50000000\n2025,initial_dev,1000000000\n2025,maintenance,60000000";
    assert_eq!(workspace.sql(costs), expected);
    // 2024 20 / 1000, 2025 (50 + 60) / 1000: the median of 0.02 and 0.11.
    let ratio =
        "select value, n from metrics where metric = 'cost_ratio' and period = '2026-10' and system_id = 'HB-0012'";
    assert_eq!(workspace.sql(ratio), "0.065,2");
}

#[test]
fn a_long_list_of_costs_adds_up_within_and_is_replaced_as_a_whole() {
    let workspace = workspace(["HB-0012", "HB-0012", "HB-0012"]);
    inventory(&workspace, "list.csv", 2, "예약부");
    let list = |second: u32| {
        format!(
            "시스템명,회계연도,비용구분,금액(천원)\n통합예약 포털,2025,유지보수,\"1,000\"\n\
             HB-0012,2025년,SW 유지보수,{second}\n통합예약 포털,2025,여비,5\n"
        )
    };
    workspace.write("inbox/budget/비용_20260101.csv", list(500));
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("2 of 3 records to costs (kr_costs), 1 rejected"), "{}", ran.stderr);
    let costs = "select system_id, fiscal_year, category, sum(amount), count(*) from costs group by all";
    assert_eq!(workspace.sql(costs), "HB-0012,2025,maintenance,1500000.0,2", "two contracts of one year");
    workspace.write("inbox/budget/비용_20260201.csv", list(700));
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql(costs), "HB-0012,2025,maintenance,1700000.0,2");
}

#[test]
fn annotations_of_a_catalogue_resolve_the_slugs_of_a_deploy_log() {
    let workspace = workspace(["hanbit/booking-web", "hanbit/shared", "booking"]);
    let text = [
        SYSTEM.to_string(),
        component("booking-web", "hanbit/booking-web", "  system: booking\n"),
        component("shared-a", "hanbit/shared", "  system: booking\n"),
        component("shared-b", "hanbit/shared", "  system: system:default/payroll\n"),
    ];
    workspace.write("inbox/git/catalog-info.yaml", text.concat());
    let ran = workspace.done(&["run"]);
    for line in
        ["1 of 4 records to systems (backstage_catalog), 3 left out", "3 of 4 records to aliases (backstage_alias)"]
    {
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
    }
    let names = "select system_ref, system_id, listed from names order by 1";
    let resolved = "booking,booking,true\nhanbit/booking-web,booking,true\nhanbit/shared,hanbit/shared,false";
    assert_eq!(workspace.sql(names), resolved, "a repository of two systems stands for neither");
    let system = workspace.sql("select name, ops_org from systems where listed");
    assert_eq!(system, "통합예약 포털,team-booking");
    let again = workspace.done(&["ingest"]);
    assert!(again.stderr.contains("2 exports were read before"), "{}", again.stderr);
    // A person's alias comes before what the catalogue says.
    workspace.write("aliases.csv", "alias,system_id\nhanbit/shared,booking\n");
    assert_eq!(
        workspace.sql(names),
        resolved.replace("hanbit/shared,hanbit/shared,false", "hanbit/shared,booking,true")
    );
    fs_err::remove_file(workspace.path("aliases.csv")).expect("it is there");
    // Both receipts go, and come back, with the one file.
    let hash = workspace.receipts().into_iter().find(|r| r["table"] == "aliases").expect("a receipt")["export"]["hash"]
        .clone();
    let hash = hash.as_str().expect("a hash");
    workspace.done(&["forget", hash]);
    assert_eq!(workspace.sql("select count(*) from names where listed"), "0");
    assert_eq!(workspace.sql("select count(*) from receipts"), "1");
    workspace.done(&["forget", "--undo", hash]);
    assert_eq!(workspace.sql(names), resolved);
    assert_eq!(workspace.leftovers(), Vec::<String>::new());
}

#[test]
fn a_changed_second_connector_is_read_again_with_the_first() {
    let workspace = workspace(["hanbit/booking-web", "team/booking-web", "booking"]);
    let annotated = component("booking-web", "hanbit/booking-web", "  system: booking\n")
        .replace("annotations:\n", "annotations:\n    example.com/repo: team/booking-web\n");
    workspace.write("inbox/git/catalog-info.yaml", [SYSTEM.to_string(), annotated].concat());
    workspace.done(&["ingest"]);
    let aliases = "select alias from aliases order by 1";
    assert_eq!(workspace.sql(aliases), "hanbit/booking-web");
    let connector = workspace.done(&["connectors", "show", "backstage_alias"]).stdout;
    let other = connector.replace("\"gitlab.com/project-slug\",", "\"gitlab.com/project-slug\", \"example.com/repo\",");
    assert_ne!(connector, other);
    workspace.write("connectors/backstage_alias.toml", other);
    let ran = workspace.done(&["ingest"]);
    assert!(ran.stderr.contains("(backstage_alias)"), "{}", ran.stderr);
    assert_eq!(workspace.sql(aliases), "hanbit/booking-web\nteam/booking-web");
    assert_eq!(workspace.sql("select table_name from receipts order by 1"), "aliases\ndeployments\nsystems");
    let again = workspace.done(&["ingest"]);
    assert!(again.stderr.contains("2 exports were read before"), "{}", again.stderr);
}

#[test]
fn rejects_of_the_second_connector_are_mended_on_their_own() {
    let workspace = workspace(["hanbit/booking-web", "booking", "booking"]);
    workspace.write(
        "inbox/git/catalog-info.yaml",
        [SYSTEM.to_string(), component("web", "hanbit/booking-web", "")].concat(),
    );
    workspace.done(&["ingest"]);
    let file = workspace.files().into_iter().find(|f| f.starts_with("rejects/")).expect("a reject file");
    assert!(file.ends_with("-backstage_alias.csv"), "{file}");
    let rejects = "select connector, code, column_name from rejects";
    assert_eq!(workspace.sql(rejects), "backstage_alias,E0207,system_id");
    let mended = workspace.read(&file).replace("Component:web,,", "Component:web,booking,");
    assert_ne!(mended, workspace.read(&file));
    workspace.write(&file, mended);
    workspace.done(&["ingest", workspace.path(&file).to_str().expect("a path")]);
    assert_eq!(workspace.sql("select alias, system_id from aliases"), "hanbit/booking-web,booking");
    assert_eq!(workspace.sql("select count(*) from rejects"), "0");
    assert_eq!(workspace.sql("select count(*) from systems where listed"), "1");
}

#[test]
fn a_broken_catalogue_is_named_with_its_line_and_stops_nothing_else() {
    let workspace = workspace(["booking", "booking", "booking"]);
    workspace
        .write("inbox/git/template.yaml", format!("{SYSTEM}kind: Component\nmetadata:\n  name: {{{{ name }}}}: x\n"));
    workspace.write("inbox/git/catalog-info.yaml", SYSTEM);
    let ran = workspace.assay(&["ingest"]);
    ran.ended(1, &["error[E0120]", "template.yaml, line 11", "1 of 1 records to systems (backstage_catalog)"]);
    workspace.write("inbox/git/other.yaml", "services:\n  web:\n    image: nginx\n");
    workspace.assay(&["ingest"]).ended(1, &["error[E0104]", "other.yaml"]);
}
