//! The command that a finished month is handed on to.

use serde_json::Value;

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
    format!("[on_finish]\ncommand = [\"sh\", \"-c\", \"{script}\"]\nseconds = {seconds}\n")
}

#[test]
fn it_reads_what_became_of_the_month() {
    let workspace = workspace(&on_finish("cat > told.json", 60));
    workspace.done(&["run", "--month", "2026-10", "--as-of", "2026-11-01"]);
    let told: Value = serde_json::from_str(&workspace.read("told.json")).expect("JSON");
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
