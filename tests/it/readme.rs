//! The README is true: its generated parts match their source, and every command in it runs.

use std::process::Command;

use assay::catalog::reference;
use assay::metrics;

use crate::support::{Workspace, ran};
use std::path::Path;

fn readme() -> String {
    fs_err::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README is there")
}

fn metrics_table() -> String {
    let mut text = String::from("| id | unit | 이름 | question |\n|---|---|---|---|\n");
    for metric in metrics::catalogue() {
        text.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            metric.name,
            metric.get("unit"),
            metric.get("title_ko"),
            metric.get("question")
        ));
    }
    text
}

/// The text with a generated part put between its marks.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let open = format!("<!-- {name}: generated, a test fails on drift -->\n");
    let close = format!("<!-- /{name} -->");
    let (before, rest) = text.split_once(&open).expect("the opening mark");
    let (_, after) = rest.split_once(&close).expect("the closing mark");
    format!("{before}{open}{}\n{close}{after}", part.trim_end())
}

#[test]
fn its_generated_parts_match_catalog_and_queries() {
    let have = readme();
    let want = with_part(&with_part(&have, "metrics", &metrics_table()), "tables", &reference::markdown());
    if std::env::var_os("UPDATE_README").is_some() {
        fs_err::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), &want).expect("it can be written");
    }
    let open = ["PERFORMANCE", "TODO", "FIXME"].into_iter().find(|word| have.contains(word));
    assert_eq!(open, None, "README.md is not finished");
    assert!(have == want, "README.md has drifted; UPDATE_README=1 rewrites its generated parts");
}

#[test]
fn every_command_in_it_runs() {
    let text = readme();
    let mut commands = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        match line {
            "```sh" => in_block = true,
            "```" => in_block = false,
            line if in_block && line.starts_with("assay ") => commands.push(line.to_string()),
            _ => {}
        }
    }
    assert!(commands.len() >= 15, "found {commands:?}");
    let workspace = Workspace::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"));
    let binary = Path::new(env!("CARGO_BIN_EXE_assay")).parent().expect("a folder").to_path_buf();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    for command in commands {
        let output =
            Command::new("sh").args(["-c", &command]).current_dir(workspace.root()).env("PATH", &path).output();
        let ran = ran(output.expect("a shell"));
        assert_eq!(ran.code, 0, "{command}\n{}\n{}", ran.stdout, ran.stderr);
    }
}
