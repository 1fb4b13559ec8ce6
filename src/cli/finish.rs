//! Hands a finished month on to a command of the site, which mails or posts it by its own means. Whatever becomes of the
//! command, the month is done.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use assay::cells::number;
use assay::diagnostic::{Diagnostic, Result};
use assay::portfolio::Portfolio;
use assay::report::Output;
use assay::report::publish::{Handed, Published};
use assay::workspace::{SETTINGS, Workspace};
use serde_json::{Number, Value, json};

use super::context::Context;
use super::table::cut;

/// How often it is asked whether the command has ended.
const STEP: Duration = Duration::from_millis(20);
/// How long its last words are waited for once it has ended: somebody else may hold its standard error.
const LISTEN: Duration = Duration::from_millis(500);
/// Bytes of its last words.
const KEPT: usize = 4096;
/// Lines of them that are told.
const TOLD: usize = 5;

/// Runs the command of `[on_finish]`, if there is one.
pub fn hand_on(context: &Context, workspace: &Workspace, portfolio: &Portfolio, handed: &Handed) {
    let settings = &workspace.config.on_finish;
    let Some((program, arguments)) = settings.command.split_first() else { return };
    let told = summary(workspace, portfolio, handed).to_string();
    if let Err(warning) = run(program, arguments, workspace, told, Duration::from_secs(settings.seconds)) {
        context.ui.warning(&warning.at_file(SETTINGS).hint("the month is written all the same"));
    }
}

/// What the command reads: what became of the month, where its files are, and who leads in them.
fn summary(workspace: &Workspace, portfolio: &Portfolio, handed: &Handed) -> Value {
    let (state, version) = match &handed.published {
        Published::Provisional => ("provisional", None),
        Published::Reported => ("reported", Some(1)),
        Published::Same(version) => ("same", Some(*version)),
        Published::Pending(restatement) => ("pending", Some(restatement.version - 1)),
        Published::Restated(restatement) => ("restated", Some(restatement.version)),
    };
    let systems = &handed.snapshot.systems;
    let mut verdicts = serde_json::Map::new();
    for system in systems {
        let count = verdicts.entry(system.verdict.as_str()).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap_or_default() + 1);
    }
    let first = systems.iter().take(portfolio.cutoff).map(|system| {
        json!({
            "rank": system.rank,
            "system_id": system.system_id,
            "name": system.name,
            "verdict": system.verdict,
            "score": number(Some(system.score), 4).parse::<Number>().ok(),
        })
    });
    json!({
        "month": portfolio.month.to_string(),
        "state": state,
        "version": version,
        "name": workspace.config.name,
        "systems": systems.len(),
        "verdicts": verdicts,
        "first": first.collect::<Vec<_>>(),
        "outputs": handed.outputs.iter().map(|o| json!({ "name": o.name, "path": whole(o) })).collect::<Vec<_>>(),
        "warnings": portfolio.warnings().iter().map(|w| format!("{}: {}", w.code, w.message)).collect::<Vec<_>>(),
    })
}

/// The path from the root, so that a command can be anywhere.
fn whole(output: &Output) -> String {
    fs_err::canonicalize(&output.path).unwrap_or_else(|_| output.path.clone()).display().to_string()
}

/// Runs a command in the workspace with a text on its standard input, no longer than the limit. All that it started ends
/// with it.
///
/// # Errors
/// `W0280` with its last words, when it fails.
fn run(program: &str, arguments: &[String], workspace: &Workspace, told: String, limit: Duration) -> Result<()> {
    let fault =
        |why: String| Diagnostic::input("W0280", format!("the command of `on_finish` did not do its work: {why}"));
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&workspace.root);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|e| fault(format!("`{program}` cannot be run: {e}")))?;
    // A command that reads nothing may end before all is told, or never take it.
    let input = child.stdin.take();
    thread::spawn(move || input.map(|mut input| input.write_all(told.as_bytes())));
    let listened = listen(child.stderr.take());
    let ended = wait(&mut child, limit);
    let said = listened();
    let why = match ended {
        Ok(Some(status)) if status.success() => return Ok(()),
        Ok(Some(status)) => format!("`{program}` ended with {status}"),
        Ok(None) => format!("`{program}` was not done after {} s", limit.as_secs()),
        Err(e) => format!("`{program}` cannot be waited for or ended: {e}"),
    };
    Err(said.into_iter().fold(fault(why), Diagnostic::fact))
}

/// How a command ended, or `None` if it had to be ended; what it started is ended in either case.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            end_group(child);
            return Ok(Some(status));
        }
        if started.elapsed() >= limit {
            end_group(child);
            return child.kill().map(|()| None);
        }
        thread::sleep(STEP);
    }
}

/// Ends what is left of the group of a command, which keeps its number for as long as anything of it lives. The standard
/// library signals no groups; every shell does.
fn end_group(child: &Child) {
    if cfg!(unix) {
        let kill = format!("kill -s KILL -- -{}", child.id());
        let _ = Command::new("sh").args(["-c", &kill]).stdin(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Takes all that a command says, so that it never waits to say it; gives the last lines.
fn listen(pipe: Option<impl Read + Send + 'static>) -> impl FnOnce() -> Vec<String> {
    let last = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&last);
    let hearing = thread::spawn(move || {
        let Some(mut pipe) = pipe else { return };
        let mut piece = [0; KEPT];
        while let Ok(length @ 1..) = pipe.read(&mut piece) {
            let Ok(mut last) = heard.lock() else { return };
            last.extend_from_slice(&piece[..length]);
            let old = last.len().saturating_sub(KEPT);
            last.drain(..old);
        }
    });
    move || {
        let asked = Instant::now();
        while !hearing.is_finished() && asked.elapsed() < LISTEN {
            thread::sleep(STEP);
        }
        last.lock().map(|last| lines(&last)).unwrap_or_default()
    }
}

/// The last lines of a text, each short and without what would steer a terminal.
fn lines(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let plain = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>();
    let lines: Vec<_> = text.lines().map(plain).filter(|line| !line.trim().is_empty()).collect();
    lines.iter().skip(lines.len().saturating_sub(TOLD)).map(|line| cut(line, 200)).collect()
}
