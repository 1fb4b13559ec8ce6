//! The command that a finished month is handed on to.

use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::reported::{self, MONTH, WATCHED};
use crate::support::Workspace;

fn workspace(command: &str) -> Workspace {
    let workspace = Workspace::new(&format!(
        "name = \"Agency\"\nlang = \"en\"\ntime_zone = \"Asia/Seoul\"\n{command}\n[[covers]]\nsource = \"*\"\n\
         from = 2025-11-01\nto = 2026-11-01\ntables = [\"incidents\"]\n"
    ));
    workspace.write("systems.csv", "system_id,name\nportal,Portal\n");
    workspace.write(
        "inbox/itsm/incidents.csv",
        "native_id,system_ref,start_at,end_at,scope,updated_at\n\
         I-1,portal,2026-10-05 10:00,2026-10-05 12:00,FULL,2026-10-06 00:00\n",
    );
    workspace
}

fn on_finish(script: &str, seconds: u64) -> String {
    format!("[on_finish]\ncommand = [\"sh\", \"-c\", '''{script}''']\nseconds = {seconds}\n")
}

fn told(workspace: &Workspace) -> Value {
    serde_json::from_str(&workspace.read("told.json")).expect("JSON")
}

/// A child that gives signs of life for ten seconds, into `beat` and nowhere else, and holds standard error.
const CHILD: &str = "(for n in $(seq 100); do echo $n >> beat; sleep 0.1; done; echo lived on >> beat) & sleep 0.5";

/// That the child was there and is no more.
fn is_ended(workspace: &Workspace) {
    let beat = workspace.read("beat");
    assert!(!beat.is_empty() && !beat.contains("lived on"), "{beat}");
    thread::sleep(Duration::from_millis(400));
    assert_eq!(workspace.read("beat"), beat);
}

#[test]
fn it_reads_what_became_of_the_month() {
    let workspace = workspace(&on_finish("cat > told.json", 60));
    workspace.done(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]);
    let told = told(&workspace);
    assert_eq!([&told["month"], &told["state"], &told["name"]], ["2026-10", "reported", "Agency"]);
    assert_eq!((told["version"].as_u64(), told["systems"].as_u64()), (Some(1), Some(1)));
    assert_eq!(told["first"][0]["system_id"], "portal");
    assert_eq!(told["verdicts"], serde_json::json!({ "NEEDS_REVIEW": 1 }));
    let page = told["outputs"].as_array().expect("outputs").iter().find(|o| o["name"] == "report.html");
    let path = page.and_then(|o| o["path"].as_str()).expect("a path");
    assert!(path.starts_with('/') && std::path::Path::new(path).is_file(), "{path}");
    workspace.done(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]);
    assert!(workspace.read("told.json").contains("\"state\":\"same\""));
}

#[test]
fn its_failure_is_told_and_spoils_nothing() {
    for (settings, said) in [
        (on_finish("exit 7", 60), "exit status: 7"),
        (on_finish("sleep 30", 1), "was not done after 1 s"),
        ("[on_finish]\ncommand = [\"no-such-program\"]\n".to_string(), "`no-such-program` cannot be run"),
    ] {
        let workspace = workspace(&settings);
        let ran = workspace.assay(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]);
        ran.ended(0, &["W0280", said]);
        assert!(workspace.path("out/2026-10/report.html").is_file());
    }
}

#[test]
fn it_is_no_rule() {
    let workspace = workspace("");
    workspace.done(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]);
    let settings = workspace.read("assay.toml");
    workspace.write("assay.toml", format!("{settings}\n{}", on_finish("true", 5)));
    workspace.assay(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]).ended(0, &["no figure of it changed"]);
}

#[test]
fn what_it_leaves_behind_is_ended() {
    for (script, seconds, said) in [
        (format!("trap '' TERM; {CHILD}; wait"), 1, "was not done after 1 s"),
        (format!("{CHILD}; exit 7"), 60, "exit status: 7"),
        (format!("{CHILD}; exit 0"), 60, "2026-10 is reported"),
    ] {
        let workspace = workspace(&on_finish(&script, seconds));
        workspace.assay(&[&["run"][..], &MONTH].concat()).ended(0, &[said]);
        is_ended(&workspace);
    }
}

/// A service that takes leave of the command on purpose is not waited for.
#[cfg(target_os = "linux")]
#[test]
fn what_left_its_group_is_not_waited_for() {
    let workspace = workspace(&on_finish("setsid sh -c 'sleep 6; echo > late' & echo so far >&2; exit 7", 60));
    workspace.assay(&[&["run"][..], &MONTH].concat()).ended(0, &["W0280", "exit status: 7", "so far"]);
    assert!(!workspace.path("late").exists());
}

#[test]
fn its_words_are_told_when_it_fails_and_only_the_last() {
    let flood = "head -c 30000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo no mail server >&2; echo said aloud";
    let failing = workspace(&on_finish(&format!("{flood}; exit 7"), 60));
    let ran = failing.assay(&[&["run"][..], &MONTH].concat());
    ran.ended(0, &["W0280", "exit status: 7", "\n  no mail server\n"]);
    assert!(ran.stderr.len() < 8000, "{} bytes", ran.stderr.len());
    assert!(!ran.stdout.contains("said aloud"), "{}", ran.stdout);
    let json = failing.done(&[&["--log-format", "json", "run"][..], &MONTH].concat()).stderr;
    let said: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let facts = &said.iter().find(|o| o["code"] == "W0280").expect("the warning")["facts"];
    assert_eq!(facts.as_array().and_then(|f| f.last()), Some(&"no mail server".into()));
    assert_eq!(failing.done(&[&["--log-format", "json", "--quiet", "run"][..], &MONTH].concat()).stderr, "");
    let fine = workspace(&on_finish(flood, 60));
    let ran = fine.done(&[&["run"][..], &MONTH].concat());
    assert!(!ran.stderr.contains("no mail server") && !ran.stderr.contains("W0280"), "{}", ran.stderr);
}

/// The text is longer than a pipe holds.
#[test]
fn it_need_not_listen() {
    for script in ["exit 0", "exec 0<&-; sleep 0.2", "head -c 1 > told.json"] {
        let workspace = workspace(&on_finish(script, 60));
        let settings = workspace.read("assay.toml");
        workspace.write("assay.toml", settings.replace("Agency", &"A".repeat(200_000)));
        let ran = workspace.done(&[&["run"][..], &MONTH].concat());
        assert!(!ran.stderr.contains("W0280"), "{script}: {}", ran.stderr);
    }
}

#[test]
fn a_pending_month_is_told_as_it_was_reported() {
    let workspace = reported::agency();
    workspace.write("assay.toml", format!("{WATCHED}{}", on_finish("cat > told.json", 60)));
    let run = |more: &[&str]| {
        reported::run(&workspace, more);
        told(&workspace)
    };
    let outputs = |told: &Value| -> Vec<String> {
        let outputs = told["outputs"].as_array().expect("a list").iter();
        outputs.filter_map(|o| o["path"].as_str()).map(String::from).collect()
    };
    let first = run(&[]);
    assert_eq!(outputs(&first).len(), 6);
    // Nine yes are enough for the portal.
    let nine: String = (1..=9).map(|item| format!("portal,{item},Y,lee,2026-10-01,\n")).collect();
    workspace.write("answers.csv", format!("{}{nine}", reported::ANSWERS));
    let pending = run(&[]);
    assert_eq!((pending["state"].as_str(), pending["version"].as_u64()), (Some("pending"), Some(1)));
    for what in ["verdicts", "first", "systems"] {
        assert_eq!(pending[what], first[what], "{what}");
    }
    let waiting = workspace.path(reported::RESTATEMENT).canonicalize().expect("it was written").display().to_string();
    assert_eq!(outputs(&pending), [outputs(&first), vec![waiting]].concat());

    let restated = run(&["--restate"]);
    assert_eq!((restated["state"].as_str(), restated["version"].as_u64()), (Some("restated"), Some(2)));
    assert_eq!(restated["verdicts"]["ADOPT"], 1);
    assert_ne!(restated["first"], first["first"]);
    let paths = outputs(&restated);
    assert!(paths.iter().all(|path| std::path::Path::new(path).is_file()), "{paths:?}");
    assert!(paths[6].ends_with("lake/reported/2026-10/2/restatement.csv"), "{paths:?}");
}

#[test]
fn scores_read_as_in_the_table() {
    let workspace = reported::agency();
    workspace.write("assay.toml", format!("{WATCHED}{}", on_finish("cat > told.json", 60)));
    reported::run(&workspace, &[]);
    let told = told(&workspace);
    let first: Vec<_> = told["first"].as_array().expect("a list").iter().map(|f| f["score"].to_string()).collect();
    let table: Vec<_> = workspace.table(reported::CANDIDATES).iter().map(|row| row["score"].clone()).collect();
    assert_eq!(first, table);
}

#[test]
fn it_may_run_assay() {
    let again = format!("'{}' --quiet run {}", env!("CARGO_BIN_EXE_assay"), MONTH.join(" "));
    let workspace = workspace(&on_finish(&format!("test -e code || {{ echo > code; {again}; echo $? > code; }}"), 120));
    workspace.done(&[&["run"][..], &MONTH].concat());
    assert_eq!(workspace.read("code"), "0\n");
}

/// An output that cannot be put in its place: the month is reported by the run that can.
#[test]
fn a_blocked_output_delays_the_report() {
    let workspace = workspace(&on_finish("cat > told.json", 60));
    let run = [&["run"][..], &MONTH].concat();
    for blocked in ["out/2026-10/candidates.xlsx", "out/2026-10/report.html", "out/2026-10/manifest.json"] {
        fs_err::create_dir_all(workspace.path(blocked)).expect("it can be made");
        workspace.assay(&run).ended(1, &["E0101", blocked]);
        assert!(workspace.files().iter().all(|f| !f.ends_with(".tmp")), "{:?}", workspace.files());
        assert!(!workspace.path("lake/reported/2026-10/1/manifest.json").exists());
        assert!(!workspace.path("told.json").exists());
        fs_err::remove_dir(workspace.path(blocked)).expect("it is empty");
    }
    workspace.assay(&run).ended(0, &["2026-10 is reported; its figures are frozen from now on"]);
    assert_eq!(told(&workspace)["state"], "reported");
    // And a restatement by the run that can: until then the month is as it was.
    let restate = [&run[..], &["--restate"]].concat();
    let inbox = workspace.read("inbox/itsm/incidents.csv");
    workspace.write("inbox/itsm/late.csv", inbox.replace("I-1", "I-2").replace("10-05", "10-07"));
    fs_err::remove_file(workspace.path("out/2026-10/candidates.xlsx")).expect("it was written");
    fs_err::create_dir_all(workspace.path("out/2026-10/candidates.xlsx")).expect("it can be made");
    workspace.assay(&restate).ended(1, &["E0101"]);
    fs_err::remove_dir(workspace.path("out/2026-10/candidates.xlsx")).expect("it is empty");
    workspace.assay(&run).ended(0, &["W0240"]);
    workspace.assay(&restate).ended(0, &["restated as version 2"]);
}
