//! Months that were reported: frozen with their inputs, restated only on demand, and what moved between months.

use std::collections::BTreeMap;

use crate::support::{Ran, Workspace};

pub const CHANGES: &str = "native_id,system_ref,requested_at,type,status,reason_code\n";
pub const SYSTEMS: &str = "system_id,name,n_menus,gate1,gate2\nportal,Portal,200,Y,Y\npay,Payroll,20,Y,Y\n";
pub const ANSWERS: &str = "system_id,item,answer,by,at,reason\npay,6,Y,kim,2026-09-01,\n";
pub const CANDIDATES: &str = "out/2026-10/candidates.csv";
pub const RESTATEMENT: &str = "out/2026-10/restatement.csv";
pub const MONTH: [&str; 4] = ["--month", "2026-10", "--as-of", "2026-11-01"];

/// A year in which every table of every system was watched.
pub const WATCHED: &str = "lang = \"en\"\n[[covers]]\nsource = \"*\"\nfrom = 2025-09-01\nto = 2026-11-01\n\
    tables = [\"change_requests\", \"deployments\", \"incidents\", \"maintenance\", \"complaints\"]\n";

/// So many change requests of a system, one a day from a day on.
pub fn requests(system: &str, first: &str, count: u64) -> String {
    let first: chrono::NaiveDate = first.parse().expect("a day of this test");
    let row = |n: u64| format!("{system}-{first}-{n},{system},{} 00:00,change,open,\n", first + chrono::Days::new(n));
    (0..count).map(row).collect()
}

/// 73 requests of the portal in 365 days are 6 in 30; one request of the other system.
pub fn agency() -> Workspace {
    let workspace = Workspace::new(WATCHED);
    workspace.write("systems.csv", SYSTEMS);
    workspace.write("answers.csv", ANSWERS);
    let rows = [requests("portal", "2025-11-01", 73), requests("pay", "2026-10-30", 1)].concat();
    workspace.write("inbox/itsm/change.csv", format!("{CHANGES}{rows}"));
    workspace
}

pub fn run(workspace: &Workspace, more: &[&str]) -> Ran {
    let ran = workspace.assay(&[&["run"][..], &MONTH, more].concat());
    ran.ended(0, &[]);
    ran
}

/// The score of the portal as it was handed out.
fn score(workspace: &Workspace) -> f64 {
    let rows = workspace.table(CANDIDATES);
    let portal = rows.into_iter().find(|r| r["system_id"] == "portal").expect("it is ranked");
    portal["score"].parse().expect("a number")
}

/// Why a cell differs.
pub fn because(workspace: &Workspace, system: &str, column: &str) -> String {
    let rows = workspace.table(RESTATEMENT);
    let row = rows.into_iter().find(|r| r["system_id"] == system && r["column"] == column);
    row.unwrap_or_else(|| panic!("{column} of {system} differs"))["because"].clone()
}

/// All files of the outputs and of what is frozen, with their text.
fn files(workspace: &Workspace, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let names = workspace.files().into_iter().filter(|f| f.starts_with(folder));
    names.map(|name| (name.clone(), fs_err::read(workspace.path(&name)).expect("the file is there"))).collect()
}

fn cells(workspace: &Workspace, columns: &[&str]) -> Vec<Vec<String>> {
    let wanted = |row: &BTreeMap<String, String>| columns.iter().map(|c| row[*c].clone()).collect();
    let rows = workspace.table(RESTATEMENT);
    rows.iter().filter(|r| ["score", "item6", "yes_hi"].contains(&r["column"].as_str())).map(wanted).collect()
}

/// Trap 29: late data appear as a restatement with its cause.
#[test]
fn late_data_wait_until_they_are_accepted() {
    let workspace = agency();
    run(&workspace, &[]).ended(0, &["2026-10 is reported; its figures are frozen from now on"]);
    let reported = files(&workspace, "out/");
    let names: Vec<_> = reported.keys().filter_map(|path| path.strip_prefix("out/2026-10/")).collect();
    assert_eq!(
        names,
        ["candidates.csv", "candidates.xlsx", "figures.csv", "manifest.json", "ranking.json", "report.html"]
    );
    // 73 more requests: 12 in 30 days instead of 6. Worth 0.52 instead of 0.3 of 6 points.
    workspace.write("inbox/itsm/late.csv", format!("{CHANGES}{}", requests("portal", "2026-03-01", 73)));
    let late = run(&workspace, &[]);
    late.ended(0, &["warning[W0240]: 2026-10 was reported", "data: + inbox/itsm/late.csv", "--restate"]);
    let mut now = files(&workspace, "out/");
    let waiting = now.remove(RESTATEMENT).expect("it stands beside the outputs");
    let waiting = String::from_utf8(waiting).expect("text");
    assert_eq!(now, reported, "the outputs stay");
    assert!(waiting.contains("late.csv"), "{waiting}");
    let score = workspace.table(RESTATEMENT).into_iter().find(|r| r["column"] == "score").expect("the score differs");
    let [was, is] = ["reported", "now"].map(|c| score[c].parse::<f64>().expect("a number"));
    assert!((is - was - 6.0 * 0.22).abs() < 1e-3, "{was} -> {is}");
    assert_eq!((score["system_id"].as_str(), score["version"].as_str()), ("portal", "2"));
    let because = "data +1.3200 points, item 4 N:S -> Y:S (+ inbox/itsm/late.csv (receipt ";
    assert!(score["because"].starts_with(because), "{}", score["because"]);
    // Besides the portal only the portfolio as a whole, `*`, and in figures of October those that wait from March.
    assert!(workspace.table(RESTATEMENT).iter().all(|r| ["portal", "*"].contains(&r["system_id"].as_str())));
    let backlog: Vec<_> = workspace.table(RESTATEMENT).into_iter().filter(|r| r["column"] == "sr_backlog").collect();
    let waiting_requests: Vec<_> =
        backlog.iter().map(|r| ["system_id", "reported", "now", "change"].map(|c| r[c].as_str())).collect();
    assert_eq!(waiting_requests, [["*", "74", "147", "73"], ["portal", "73", "146", "73"]]);
    let waits = "select state, count(*) > 0 from restatements group by 1";
    assert_eq!(workspace.sql(waits), "pending,true");
    assert!(workspace.done(&["--quiet", "status"]).stdout.contains("reported: 2026-10 (a restatement waits)"));

    run(&workspace, &["--restate"]).ended(0, &["2026-10 is restated as version 2"]);
    assert!(!workspace.path(RESTATEMENT).exists());
    let portal = workspace.table(CANDIDATES).into_iter().find(|r| r["system_id"] == "portal").expect("it is ranked");
    assert_eq!(portal["score"], score["now"]);
    let manifest: serde_json::Value = serde_json::from_str(&workspace.read("out/2026-10/manifest.json")).expect("JSON");
    assert_eq!((&manifest["version"], &manifest["restatements"][0]["version"]), (&2.into(), &2.into()));
    assert!(manifest["restatements"][0]["because"]["data"][0].as_str().is_some_and(|t| t.contains("late.csv")));
    // The first version is kept as it was, and the second explains itself.
    let first = files(&workspace, "lake/reported/2026-10/1/");
    assert_eq!(first["lake/reported/2026-10/1/candidates.csv"], reported[CANDIDATES]);
    assert_eq!(workspace.read("lake/reported/2026-10/2/restatement.csv"), waiting);
    assert_eq!(workspace.sql(waits), "accepted,true");
    run(&workspace, &[]).ended(0, &["was reported before (version 2); no figure of it changed"]);
}

/// Trap 31: what moved is said with its cause, and the causes add up.
#[test]
fn a_cause_without_points_is_said_with_its_answers() {
    let workspace = agency();
    run(&workspace, &[]);
    let before = score(&workspace);
    // Rule: another preset. Data: ten times the menus. Answer: item 6, which weighs nothing under that preset.
    workspace.write("assay.toml", format!("preset = \"guide-v1\"\n{WATCHED}"));
    workspace.write("systems.csv", SYSTEMS.replace("Portal,200", "Portal,2000"));
    workspace.write("answers.csv", format!("{ANSWERS}portal,6,Y,lee,2026-10-01,\n"));
    run(&workspace, &[])
        .ended(0, &["rule: preset balanced-v1 -> guide-v1", "data: systems.csv", "answer: answers.csv"]);
    let [because, of_item] = ["score", "item6"].map(|column| because(&workspace, "portal", column));
    let points: Vec<f64> = ["rule ", "data ", "answer "]
        .iter()
        .filter_map(|cause| because.split(cause).nth(1)?.split(' ').next()?.parse().ok())
        .collect();
    // By the guide's preset 200 menus are worth 0.5 of 35 % of a third; 2,000 are worth all of it. Item 6 weighs nothing.
    assert_eq!(points.len(), 2, "{because}");
    assert!((points[1] - 100.0 / 3.0 * 0.35 * 0.5).abs() < 1e-3, "{because}");
    assert!(!because.contains("answer"), "it moves no point: {because}");
    assert_eq!(of_item, "answer item 6 U:none -> Y:H (answers.csv portal item 6 2026-10-01 (none) -> Y)");
    run(&workspace, &["--restate"]);
    assert!((score(&workspace) - before - points.iter().sum::<f64>()).abs() < 1e-3, "{because}");
}

#[test]
fn an_answer_alone_is_said_as_an_answer() {
    let workspace = agency();
    run(&workspace, &[]);
    workspace.write("answers.csv", ANSWERS.replace("6,Y", "6,N"));
    run(&workspace, &[]);
    // Separability weighs 2 points: all of them with a yes, none with a no.
    let expected = [
        ["pay", "yes_hi", "10", "9", "-1", "answer item 6 Y:H -> N:H (answers.csv pay item 6 2026-09-01 Y -> N)"],
        ["pay", "item6", "Y:H", "N:H", "", "answer item 6 Y:H -> N:H (answers.csv pay item 6 2026-09-01 Y -> N)"],
    ];
    let rows = cells(&workspace, &["system_id", "column", "reported", "now", "change", "because"]);
    assert_eq!(rows[..2], expected.map(|r| r.map(String::from).to_vec()));
    assert_eq!(rows[2][1..2], ["score"]);
    assert_eq!(rows[2][4], "-2");
    let because = "answer -2.0000 points, item 6 Y:H -> N:H (answers.csv pay item 6 2026-09-01 Y -> N)";
    assert_eq!(rows[2][5], because);
}

/// An answer that ran out between two reports is an answer that changed, not data.
#[test]
fn an_answer_that_expired_moves_as_an_answer() {
    let workspace = agency();
    workspace.write("answers.csv", "system_id,item,answer,by,at,reason,expires\npay,6,Y,kim,2026-09-01,,2026-10-15\n");
    workspace.done(&["run", "--month", "2026-09"]);
    let moved = workspace.done(&["--quiet", "rank", "--month", "2026-10", "--since", "2026-09"]).stdout;
    let pay = moved.lines().find(|l| l.contains("Payroll")).expect("it is ranked");
    // Back from 2 points to the neutral 1.
    assert!(pay.trim_end().ends_with(" -1"), "{moved}");
}

#[test]
fn an_open_month_is_not_frozen() {
    let workspace = agency();
    let early = ["run", "--month", "2026-10", "--as-of", "2026-10-15"];
    let ran = workspace.done(&early);
    assert!(!ran.stderr.contains("frozen"), "{}", ran.stderr);
    let first = workspace.read(CANDIDATES);
    workspace.write("answers.csv", ANSWERS.replace("6,Y", "6,N"));
    workspace.done(&early);
    assert_ne!(workspace.read(CANDIDATES), first);
    assert!(workspace.files().iter().all(|f| !f.starts_with("lake/reported")));
    // Once it is reported, a look at half of it is no report.
    run(&workspace, &[]);
    let reported = files(&workspace, "out/");
    workspace.assay(&early).ended(1, &["E0196", "assay rank --as-of"]);
    assert_eq!(files(&workspace, "out/"), reported);
}

#[test]
fn what_was_reported_outlives_its_outputs() {
    let workspace = agency();
    run(&workspace, &[]);
    let reported = files(&workspace, "out/");
    fs_err::remove_dir_all(workspace.path("out")).expect("the outputs can be deleted");
    fs_err::remove_dir_all(workspace.path("marts")).expect("the marts can be deleted");
    run(&workspace, &[]);
    assert_eq!(files(&workspace, "out/"), reported);
}

#[test]
fn another_language_is_no_restatement() {
    let workspace = agency();
    run(&workspace, &[]);
    let english = workspace.read(CANDIDATES);
    run(&workspace, &["--lang", "ko"]).ended(0, &["no figure of it changed"]);
    assert!(workspace.read(CANDIDATES).contains("시스템명"));
    run(&workspace, &[]);
    assert_eq!(workspace.read(CANDIDATES), english);
}

#[test]
fn data_that_change_no_figure_restate_nothing() {
    let workspace = agency();
    run(&workspace, &[]);
    let reported = files(&workspace, "out/");
    workspace.write("inbox/itsm/november.csv", format!("{CHANGES}{}", requests("portal", "2026-11-01", 3)));
    run(&workspace, &[]).ended(0, &["no figure of it changed"]);
    assert_eq!(files(&workspace, "out/"), reported);
    // Told to restate, the manifest names what there is today; the figures are the same.
    run(&workspace, &["--restate"]).ended(0, &["restated as version 2: 0 cells of 0 systems changed"]);
    assert!(workspace.read("out/2026-10/manifest.json").contains("november.csv"));
    run(&workspace, &["--restate"]).ended(0, &["was reported before (version 2)"]);
}

#[test]
fn a_report_whose_inputs_are_gone_says_so() {
    let workspace = agency();
    run(&workspace, &[]);
    workspace.write("assay.toml", format!("preset = \"guide-v1\"\n{WATCHED}"));
    workspace.write("systems.csv", SYSTEMS.replace("200", "300"));
    for file in workspace.files().iter().filter(|f| f.starts_with("lake/reference/")) {
        fs_err::remove_file(workspace.path(file)).expect("it can be deleted");
    }
    workspace
        .assay(&[&["run"][..], &MONTH].concat())
        .ended(1, &["E0195", "cannot be replayed", "lake/reported/2026-10"]);
}

#[test]
fn months_are_compared_whether_or_not_they_were_reported() {
    let workspace = agency();
    run(&workspace, &[]);
    let since = ["rank", "--month", "2026-10", "--since", "2026-09"];
    let computed = workspace.done(&since);
    assert!(computed.stderr.contains("2026-09 was never reported; it is computed now"), "{}", computed.stderr);
    workspace.done(&["run", "--month", "2026-09"]);
    let reported = workspace.done(&since);
    assert!(!reported.stderr.contains("never reported"), "{}", reported.stderr);
    assert_eq!(reported.stdout, computed.stdout);
    workspace.assay(&["rank", "--month", "2026-10", "--since", "2026-10"]).ended(1, &["E0197"]);
    workspace.assay(&["rank", "--since", "soon"]).ended(1, &["E0125"]);
}

#[test]
fn a_supposition_moves_the_ranking_and_writes_nothing() {
    let workspace = agency();
    run(&workspace, &[]);
    let before = workspace.files();
    let (answers, outputs) = (workspace.read("answers.csv"), files(&workspace, "out/"));
    let told = |arguments: &[&str]| workspace.done(&[&["whatif"][..], &MONTH, arguments].concat()).stdout;
    // Nine yes are enough.
    let nine: Vec<String> = (1..=9).map(|item| format!("--answer=portal:{item}=Y")).collect();
    let moved = told(&nine.iter().map(String::as_str).collect::<Vec<_>>());
    let portal = moved.lines().find(|l| l.contains("Portal")).expect("it moves");
    assert!(portal.contains("-> ADOPT 9-10") && portal.trim_start().starts_with('1'), "{moved}");
    assert!(moved.starts_with("2 of 2 systems move"), "{moved}");
    // Taking the answer back costs a point of separability; by name, and item 6 alone.
    let taken = told(&["--answer", "Payroll:6=U"]);
    assert!(taken.starts_with("1 of 2 systems move") && taken.lines().any(|l| l.trim_end().ends_with("-1")), "{taken}");
    assert!(told(&["--answer", "pay:6=Y"]).starts_with("nothing moves among 2 systems"));
    assert!(told(&["--preset", "guide-v1"]).contains("preset guide-v1"));
    workspace.write("mine.toml", "id = \"mine\"\nlabel_ko = \"내 것\"\nlabel_en = \"mine\"\n[weights]\nmenus = 1.0\n");
    let mine = told(&["--preset", &workspace.path("mine.toml").display().to_string()]);
    // 200 of 20 / 200 / 2,000 menus are worth half, 20 nothing.
    assert!(mine.contains("preset mine") && mine.lines().any(|l| l.contains("Portal") && l.contains(" 50 ")), "{mine}");
    assert_eq!((workspace.read("answers.csv"), files(&workspace, "out/")), (answers, outputs));
    fs_err::remove_file(workspace.path("mine.toml")).expect("it was written above");
    assert_eq!(workspace.files(), before);
    // The same twice contradicts nothing.
    assert!(told(&["--answer", "pay:6=Y", "--answer", "pay:6=Y"]).starts_with("nothing moves"));
    let own = "id = \"guide-v1\"\nlabel_ko = \"내 것\"\nlabel_en = \"mine\"\n[weights]\nmenus = 1.0\n";
    workspace.write("own.toml", own);
    let taken_id = workspace.path("own.toml").display().to_string();
    for (arguments, words) in [
        (&["--answer", "pay:11=Y"][..], "E0198"),
        (&["--answer", "pay:6=maybe"], "E0198"),
        (&["--answer", "pay"], "E0198"),
        (&["--answer", "pya:6=Y"], "did you mean `pay`?"),
        (&["--answer", "pay:6=Y", "--answer", "Payroll:06=N"], "contradicts another `--answer` about item 6 of `pay`"),
        (&["--preset", "guide-v2"], "did you mean `guide-v1`?"),
        (&["--preset", "none/mine.toml"], "no preset is called `none/mine.toml`, and there is no such file"),
        (&["--preset", &taken_id], "the file holds a preset `guide-v1`"),
        (&[], "nothing is supposed"),
    ] {
        workspace.assay(&[&["whatif"][..], arguments].concat()).ended(1, &[words]);
    }
}

/// What is no rule and no datum changes nothing: comments, names, and coverage of months that are not looked at.
#[test]
fn comments_and_later_coverage_restate_nothing() {
    let workspace = agency();
    run(&workspace, &[]);
    let reported = files(&workspace, "out/");
    workspace.write(
        "assay.toml",
        format!("# a comment\nname = \"another\"\n{}", WATCHED.replace("2026-11-01", "2026-12-01")),
    );
    run(&workspace, &[]).ended(0, &["no figure of it changed"]);
    assert_eq!(files(&workspace, "out/"), reported);
    // A threshold is a rule: it is tried, and here it changes no figure either.
    workspace.write("assay.toml", format!("{WATCHED}[parameters]\n\"item1.ratio\" = 0.2\n"));
    run(&workspace, &[]).ended(0, &["no figure of it changed"]);
    // Less coverage is less data.
    workspace.write("assay.toml", WATCHED.replace("2025-09-01", "2026-08-01"));
    run(&workspace, &[]).ended(0, &["warning[W0240]", "data: `covers` of assay.toml"]);
}

#[test]
fn a_month_that_nothing_is_known_of_is_not_frozen() {
    let workspace = agency();
    let later = ["run", "--month", "2027-03", "--as-of", "2027-04-01"];
    let ran = workspace.done(&later);
    assert!(!ran.stderr.contains("frozen"), "{}", ran.stderr);
    // October is known up to the 30th, and nobody declared that this is all.
    let undeclared = Workspace::new("lang = \"en\"\n");
    undeclared.write("systems.csv", SYSTEMS);
    undeclared.write("inbox/itsm/change.csv", format!("{CHANGES}{}", requests("pay", "2026-10-30", 1)));
    run(&undeclared, &[]);
    assert!(undeclared.files().iter().all(|f| !f.starts_with("lake/reported")), "{:?}", undeclared.files());
}

#[test]
fn a_report_that_was_tampered_with_is_not_handed_out() {
    let kept = "lake/reported/2026-10/1";
    for (file, is_gone) in
        [("candidates.csv", false), ("ranking.json", false), ("figures.csv", true), ("manifest.json", true)]
    {
        let workspace = agency();
        run(&workspace, &[]);
        let path = format!("{kept}/{file}");
        if is_gone {
            fs_err::remove_file(workspace.path(&path)).expect("it was kept");
        } else {
            workspace.write(&path, format!("{} ", workspace.read(&path)));
        }
        workspace.write("answers.csv", ANSWERS.replace("6,Y", "6,N"));
        let before = files(&workspace, "out/");
        workspace.assay(&[&["run"][..], &MONTH].concat()).ended(1, &["error[E0195]", file]);
        assert_eq!(files(&workspace, "out/"), before, "{file}");
    }
}

/// Trap 31: three causes at once, each with its own points, and they add up.
#[test]
fn three_causes_add_up() {
    let workspace = agency();
    run(&workspace, &[]);
    let before = score(&workspace);
    // Rule: so long a history is asked for that the watched tables say nothing. Data: ten times the menus. Answer: item 6.
    let rule = "[parameters]\n\"history.months\" = 20\n\"history.months_delivery\" = 20\n";
    workspace.write("assay.toml", format!("{WATCHED}{rule}"));
    workspace.write("systems.csv", SYSTEMS.replace("Portal,200", "Portal,2000"));
    workspace.write("answers.csv", format!("{ANSWERS}portal,6,Y,lee,2026-10-01,\n"));
    run(&workspace, &[]);
    let because = because(&workspace, "portal", "score");
    let part = |cause: &str| -> f64 {
        let said =
            because.split(&format!("{cause} ")).nth(1).unwrap_or_else(|| panic!("{cause} is not said: {because}"));
        said.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{because}"))
    };
    // Neutral instead of watched: requests (0.3 of 6) and the empty ones (5 + 3 + 9 points) at a quarter each.
    assert!((part("rule") - (23.0 * 0.25 - 1.8)).abs() < 1e-3, "{because}");
    assert!((part("data") - 3.5).abs() < 1e-3, "{because}");
    assert!((part("answer") - 1.0).abs() < 1e-3, "{because}");
    run(&workspace, &["--restate"]);
    assert!((score(&workspace) - before - part("rule") - part("data") - part("answer")).abs() < 1e-3, "{because}");
}
