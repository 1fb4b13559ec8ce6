//! Hands a finished month on to a command of the site, which mails or posts it by its own means. Whatever becomes of the
//! command, the month is done.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use assay::diagnostic::Diagnostic;
use assay::portfolio::Portfolio;
use assay::report::Output;
use assay::report::publish::Published;
use assay::workspace::{SETTINGS, Workspace};
use serde_json::{Value, json};

use super::context::Context;

/// How often it is asked whether the command has ended.
const STEP: Duration = Duration::from_millis(20);

/// Runs the command of `[on_finish]`, if there is one.
pub fn hand_on(
    context: &Context,
    workspace: &Workspace,
    portfolio: &Portfolio,
    published: &Published,
    outputs: &[Output],
) {
    let settings = &workspace.config.on_finish;
    let Some((program, arguments)) = settings.command.split_first() else { return };
    let told = summary(workspace, portfolio, published, outputs).to_string();
    let limit = Duration::from_secs(settings.seconds);
    if let Err(fault) = run(program, arguments, workspace, &told, limit) {
        let warning = Diagnostic::input("W0280", format!("the command of `on_finish` did not do its work: {fault}"));
        context.ui.warning(&warning.at_file(SETTINGS).hint("the month is written all the same"));
    }
}

/// What the command reads: what became of the month, where its files are, and who leads.
fn summary(workspace: &Workspace, portfolio: &Portfolio, published: &Published, outputs: &[Output]) -> Value {
    let (state, version) = match published {
        Published::Provisional => ("provisional", None),
        Published::Reported => ("reported", Some(1)),
        Published::Same(version) => ("same", Some(*version)),
        Published::Pending(restatement) => ("pending", Some(restatement.version - 1)),
        Published::Restated(restatement) => ("restated", Some(restatement.version)),
    };
    let mut verdicts = serde_json::Map::new();
    for assessment in portfolio.assessments.values() {
        let count = verdicts.entry(assessment.verdict.code()).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap_or_default() + 1);
    }
    let first = portfolio.ranked.iter().take(portfolio.cutoff).filter_map(|ranked| {
        let (placement, assessment) = (ranked.placements.first()?, portfolio.assessments.get(&ranked.system_id)?);
        Some(json!({
            "rank": placement.rank,
            "system_id": ranked.system_id,
            "name": portfolio.systems.get(&ranked.system_id)?.name,
            "verdict": assessment.verdict.code(),
            "score": placement.score.score,
        }))
    });
    json!({
        "month": portfolio.month.to_string(),
        "state": state,
        "version": version,
        "name": workspace.config.name,
        "systems": portfolio.systems.len(),
        "verdicts": verdicts,
        "first": first.collect::<Vec<_>>(),
        "outputs": outputs.iter().map(|o| json!({ "name": o.name, "path": whole(o) })).collect::<Vec<_>>(),
        "warnings": portfolio.warnings().iter().map(|w| format!("{}: {}", w.code, w.message)).collect::<Vec<_>>(),
    })
}

/// The path from the root, so that a command can be anywhere.
fn whole(output: &Output) -> String {
    fs_err::canonicalize(&output.path).unwrap_or_else(|_| output.path.clone()).display().to_string()
}

/// Runs a command in the workspace with a text on its standard input, no longer than the limit.
fn run(program: &str, arguments: &[String], workspace: &Workspace, told: &str, limit: Duration) -> Result<(), String> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(&workspace.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|e| format!("`{program}` cannot be run: {e}"))?;
    // A command that reads nothing may end before all is told, or never take it.
    let mut input = child.stdin.take();
    let told = told.to_string();
    let telling = thread::spawn(move || input.as_mut().map(|input| input.write_all(told.as_bytes())));
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("`{program}` ended with {status}")),
            Ok(None) if started.elapsed() < limit => thread::sleep(STEP),
            Ok(None) => {
                let ended = child.kill().and_then(|()| child.wait());
                drop(telling);
                let left = ended.err().map(|e| format!(" and cannot be ended: {e}")).unwrap_or_default();
                return Err(format!("`{program}` was not done after {} s{left}", limit.as_secs()));
            }
            Err(e) => return Err(format!("`{program}` cannot be waited for: {e}")),
        }
    }
}
