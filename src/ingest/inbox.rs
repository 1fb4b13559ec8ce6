//! Finds the files to ingest, their source, and reasons to leave one for the next run.

use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::diagnostic::{Diagnostic, Result};
use crate::reader::{Content, Part};
use crate::workspace::Workspace;

/// The files below the paths (or the inbox), in order of their paths.
///
/// # Errors
/// `E0101` for a path that is not there.
pub fn files(workspace: &Workspace, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if paths.is_empty() && workspace.inbox().is_dir() {
        walk(&workspace.inbox(), &mut found)?;
    }
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
        } else if path.exists() {
            found.push(path.clone());
        } else {
            return Err(Diagnostic::input("E0101", "the file is not there").at_file(path));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = fs_err::read_dir(folder) else {
        // Reading it as a file says why, and stops no other.
        found.push(folder.to_path_buf());
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // Links to folders could lead in circles; pipes and devices never end.
        if kind.is_dir() {
            walk(&path, found)?;
        } else if kind.is_file() || (kind.is_symlink() && !path.is_dir()) {
            found.push(path);
        }
    }
    Ok(())
}

/// The path of a file below inbox/, if it lies there.
fn below(workspace: &Workspace, path: &Path) -> Option<PathBuf> {
    let inbox = workspace.inbox();
    path.strip_prefix(&inbox).ok().map(Path::to_path_buf).or_else(|| {
        let (path, inbox) = (std::path::absolute(path).ok()?, std::path::absolute(&inbox).ok()?);
        path.strip_prefix(inbox).ok().map(Path::to_path_buf)
    })
}

/// The path of a part for connectors that read it: below inbox/, else as it was given, with `/`; the member of an
/// archive stands behind it.
pub fn path_of(workspace: &Workspace, path: &Path, member: &str, part: &Part) -> String {
    let path = below(workspace, path).unwrap_or_else(|| path.to_path_buf());
    let folders = path.components().filter_map(|c| match c {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let is_sheet = matches!(part.content, Content::Sheet(_));
    let member = Some(member.to_string()).filter(|name| !name.is_empty() && !is_sheet);
    folders.chain(member).collect::<Vec<_>>().join("/")
}

/// The source of a file: the first folder under inbox/ that is not named like a date.
pub fn source(workspace: &Workspace, path: &Path) -> Option<String> {
    let below = below(workspace, path)?;
    let folders = below.parent()?.components().filter_map(|c| match c {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    folders.into_iter().find(|name| !is_date_like(name))
}

/// `2026`, `2026-10`, `202610`, `2026-10-31`, `2026년10월`.
fn is_date_like(name: &str) -> bool {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let rest_is_separators = name.chars().all(|c| c.is_ascii_digit() || "-_. 년월일".contains(c));
    rest_is_separators && matches!(digits.len(), 4..=8) && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Why a file is left for the next run: it is being written, or has not been quiet for long enough.
pub fn reason_to_leave(path: &Path, settle_seconds: u64, now: SystemTime) -> Option<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".part") || name.ends_with(".tmp") || name.starts_with("~$") {
        return Some("its name says that it is being written".into());
    }
    if settle_seconds == 0 {
        return None;
    }
    let modified = fs_err::metadata(path).and_then(|m| m.modified()).ok()?;
    let quiet = now.duration_since(modified).unwrap_or_default();
    (quiet < Duration::from_secs(settle_seconds)).then(|| format!("it changed less than {settle_seconds} seconds ago"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_named_like_a_date_is_no_source() {
        for date in ["2026", "2026-10", "202610", "2026-10-31", "2026년 10월"] {
            assert!(is_date_like(date), "{date}");
        }
        for name in ["itsm", "1234", "3000-01", "deploy2026", "2026q3"] {
            assert!(!is_date_like(name), "{name}");
        }
    }
}
