//! SQL for people: named questions, scripts, kept marts, and the file that other tools open.

use assay::engine::Engine;

use crate::support::Workspace;

fn sample() -> Workspace {
    let workspace = Workspace::copy_of("sample-data");
    workspace.done(&["--quiet", "ingest"]);
    workspace
}

fn marts(workspace: &Workspace) -> Vec<String> {
    workspace.files().into_iter().filter(|f| f.starts_with("marts/") && f.ends_with(".duckdb")).collect()
}

#[test]
fn every_named_question_is_answered() {
    let workspace = sample();
    let listed = workspace.done(&["sql", "--list"]).stdout;
    let names: Vec<&str> =
        listed.lines().skip(1).filter(|l| !l.starts_with(' ')).filter_map(|l| l.split_whitespace().next()).collect();
    assert!(names.len() >= 12, "{listed}");
    let mut answered = 0;
    for name in &names {
        let ran = workspace.done(&["--quiet", "sql", "--format", "csv", "--name", name]);
        answered += usize::from(ran.stdout.lines().count() > 1);
    }
    assert_eq!(answered, names.len(), "the sample has something for every question");
}

#[test]
fn a_named_question_takes_settings() {
    let workspace = sample();
    let all = workspace.done(&["--quiet", "sql", "--format", "csv", "--name", "late-srs"]).stdout;
    let department = "department=복지정책과";
    let one = workspace.done(&["--quiet", "sql", "--format", "csv", "--name", "late-srs", "--set", department]).stdout;
    let of_department = |text: &str| text.lines().skip(1).filter(|l| l.contains("복지정책과")).count();
    assert_eq!(of_department(&all), one.lines().count() - 1, "{one}");
    assert!(all.lines().count() > one.lines().count());
    let by_hand = workspace.sql(
        "select count(*) from system_requests s cross join run r where s.due_at < r.as_of and s.done_at is null and not s.is_done",
    );
    assert_eq!(by_hand, (all.lines().count() - 1).to_string());
    workspace.assay(&["sql", "--name", "late-sr"]).ended(1, &["error[E0144]", "did you mean `late-srs`?"]);
    let wrong = ["sql", "--name", "late-srs", "--set", "departement=x"];
    workspace.assay(&wrong).ended(1, &["error[E0145]", "its settings: department, days"]);
}

#[test]
fn a_script_runs_one_statement_after_the_other() {
    let workspace = sample();
    let ran = workspace.assay_reading(
        &["--quiet", "sql", "--format", "csv"],
        "select 1 as a; -- a remark; and more\n.schema totals\nselect ';' as b;",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("a\n1\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("systems_known") && ran.stdout.ends_with("b\n;\n"), "{}", ran.stdout);
    let tables = workspace.done(&["--quiet", "sql", ".tables"]).stdout;
    for name in ["metrics", "candidates", "change_requests", "systems", "carve_out", "totals"] {
        assert!(tables.lines().any(|l| l.starts_with(&format!("{name} "))), "{name} is not listed in\n{tables}");
    }
    assert!(!tables.contains("deploy_attempts"), "steps on the way are not listed");
    workspace.assay(&["sql", ".shema totals"]).ended(1, &["error[E0146]", "did you mean `.schema`?"]);
    workspace.assay(&["sql", ".schema total"]).ended(1, &["error[E0146]", "did you mean `totals`?"]);
    workspace.assay_reading(&["sql"], "  -- nothing\n").ended(1, &["error[E0142]"]);
    let file = workspace.path("again.sql").display().to_string();
    workspace.write("again.sql", format!("select 1;\n.read {file}\n"));
    workspace.assay(&["sql", "-f", &file]).ended(1, &["error[E0146]", "read by itself"]);
}

#[test]
fn marts_are_kept_and_may_go() {
    let workspace = sample();
    let query = "select metric, system_id, period, value from metrics order by all";
    let first = workspace.sql(query);
    let kept = marts(&workspace);
    assert_eq!(kept.len(), 1);
    assert_eq!(workspace.sql(query), first);
    assert_eq!(marts(&workspace), kept, "the second command reads what the first one kept");
    // A damaged file counts as none.
    workspace.write(&kept[0], "no file of the engine");
    assert_eq!(workspace.sql(query), first);
    fs_err::remove_dir_all(workspace.path("marts")).expect("they may go");
    assert_eq!(workspace.sql(query), first);
    // A changed reference file has marts of its own; the old ones go in time.
    for n in 0..6 {
        workspace.write("holidays.csv", format!("date,name\n2026-01-0{},x\n", n + 1));
        workspace.sql("select 1");
    }
    assert!(marts(&workspace).len() <= 4, "{:?}", marts(&workspace));
    assert!(!workspace.files().iter().any(|f| f.ends_with(".building") || f.ends_with(".wal")));
}

#[test]
fn a_workspace_that_moved_computes_anew() {
    let workspace = sample();
    let before = workspace.sql("select count(*) from change_requests");
    let moved = Workspace::new("");
    for entry in fs_err::read_dir(workspace.root()).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        fs_err::rename(&path, moved.path(&path.file_name().expect("a name").to_string_lossy()))
            .expect("it can be moved");
    }
    assert_eq!(moved.sql("select count(*) from change_requests"), before);
    assert_ne!(moved.sql("select count(*) from raw_change_requests"), "0");
}

#[test]
fn one_file_for_other_tools() {
    let workspace = sample();
    let file = workspace.path("all.duckdb");
    let ran = workspace.done(&["export", "duckdb", &file.display().to_string()]);
    ran.ended(0, &["wrote", "all.duckdb"]);
    // Written again it is replaced.
    workspace.done(&["export", "duckdb", &file.display().to_string()]);
    let figures = "select metric, system_id, period, value, n, null_reason, low, high from metrics order by all";
    let engine = Engine::reading(&file).expect("it opens");
    let there = engine.query(figures).expect("it has figures").table().expect("rows");
    assert!(there.len() > 1000);
    let here = workspace.sql(&format!("select md5(string_agg(x, ';')) from (select concat_ws(',', metric, system_id, period, value, n, null_reason, low, high) as x from ({figures}))"));
    let hash = engine.query(&format!("select md5(string_agg(x, ';')) from (select concat_ws(',', metric, system_id, period, value, n, null_reason, low, high) as x from ({figures}))"));
    assert_eq!(hash.expect("a hash").texts(0).expect("text"), [Some(here)]);
    let local = "select count(*) from change_requests where requested_at_local = requested_at + interval 9 hour";
    let rows = engine.query(local).expect("local times").integers(0).expect("a count");
    assert_eq!(rows[0].map(|n| n.to_string()), Some(workspace.sql("select count(*) from change_requests")));
    let doc = engine.query("select comment from duckdb_tables() where table_name = 'metrics'").expect("comments");
    assert!(doc.texts(0).expect("text")[0].as_deref().is_some_and(|d| d.contains("figure")));
    workspace.assay(&["export", "duckdb", "/no/such/folder/x.duckdb"]).ended(1, &["error[E0148]"]);
}

#[test]
fn totals_count_a_record_of_three_systems_once() {
    let workspace = Workspace::new(
        "[[covers]]\nsource = \"*\"\ntables = [\"incidents\"]\nsystems = [\"*\"]\nfrom = \"2026-01-01\"\nto = \"2026-04-01\"\n",
    );
    workspace.write("systems.csv", "system_id,name,agency\na,A,one\nb,B,one\nc,C,two\nd,D,\n");
    workspace.write(
        "inbox/s/incidents.csv",
        "native_id,system_ref,start_at,end_at,scope\nI1,a,2026-03-02 10:00,2026-03-02 11:00,FULL\n\
         I1,b,2026-03-02 10:00,2026-03-02 11:00,FULL\nI1,c,2026-03-02 10:00,2026-03-02 11:00,FULL\n\
         I2,a,2026-03-05 10:00,2026-03-05 11:00,FULL\nI3,d,2026-03-31 10:00,2026-03-31 11:00,FULL\n",
    );
    workspace.done(&["ingest", "--connector", "generic_incident"]);
    let totals = workspace.sql(
        "select level, name, value, systems_known, systems from totals \
         where metric = 'unplanned_outages' and period = '2026-03' order by 1, 2",
    );
    assert_eq!(totals, "agency,(none),1,1,1\nagency,one,2,2,2\nagency,two,1,1,1\nportfolio,,3,4,4");
}
