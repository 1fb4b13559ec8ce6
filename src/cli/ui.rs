//! The one place that prints: data to standard output, everything else to standard error.

use std::io::{IsTerminal, Write};
use std::path::Path;

use assay::diagnostic::Diagnostic;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

/// Where a command says things.
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    quiet: bool,
    json: bool,
}

impl Ui {
    /// With `quiet` only faults are said; with `json` each as an object on its line.
    pub fn new(quiet: bool, json: bool) -> Self {
        Ui { quiet, json }
    }

    /// Data. A reader that went away ends the output, not the program.
    pub fn data(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Data that is not text.
    pub fn bytes(&self, bytes: &[u8]) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    /// Something the user may want to know.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say("note", text, || json!({ "level": "note", "message": text }));
        }
    }

    /// A warning.
    pub fn warning(&self, warning: &Diagnostic) {
        if !self.quiet {
            self.fault(warning);
        }
    }

    /// An error (or a warning), whatever `quiet` says.
    pub fn fault(&self, fault: &Diagnostic) {
        self.say("", &colour(&fault.to_string(), fault.is_warning()), || {
            json!({
                "level": if fault.is_warning() { "warning" } else { "error" },
                "code": fault.code,
                "message": fault.message,
                "place": fault.place.as_ref().map(ToString::to_string),
                "facts": fault.facts,
                "hints": fault.hints,
            })
        });
    }

    fn say(&self, _level: &str, text: &str, object: impl Fn() -> serde_json::Value) {
        let mut out = std::io::stderr().lock();
        let _ = if self.json { writeln!(out, "{}", object()) } else { writeln!(out, "{}", text.trim_end()) };
    }

    /// A bar over files; hidden when quiet or when nobody looks.
    pub fn progress(&self) -> Progress {
        let shown = !self.quiet && !self.json && std::io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(0) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// A spinner for one long step.
    pub fn working(&self, what: &'static str) -> Progress {
        let progress = self.progress();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            progress.bar.set_style(style);
        }
        progress.bar.set_message(what);
        progress.bar.enable_steady_tick(std::time::Duration::from_millis(120));
        progress
    }
}

/// A progress bar that goes away when it is dropped.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// The file that is read now.
    pub fn file(&self, path: &Path, number: usize, total: usize) {
        self.step(&path.display().to_string(), number, total);
    }

    /// What is done now.
    pub fn step(&self, what: &str, number: usize, total: usize) {
        self.bar.set_length(total as u64);
        self.bar.set_position(number as u64);
        self.bar.set_message(what.to_string());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The first word in colour, where standard error is a terminal and `NO_COLOR` is not set.
fn colour(text: &str, is_warning: bool) -> String {
    let wanted = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    match text.split_once(':') {
        Some((level, rest)) if wanted => {
            let code = if is_warning { 33 } else { 31 };
            format!("\x1b[1;{code}m{level}\x1b[0m:{rest}")
        }
        _ => text.to_string(),
    }
}
