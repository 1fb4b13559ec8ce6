//! Workspaces in temporary folders, and the binary run over them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A workspace that goes away with the test.
pub struct Workspace {
    folder: TempDir,
}

/// What a run of the binary gave.
pub struct Ran {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Workspace {
    /// A workspace with these settings.
    pub fn new(settings: &str) -> Self {
        let workspace = Workspace { folder: tempfile::tempdir().expect("a temporary folder") };
        workspace.write("assay.toml", settings);
        workspace
    }

    /// A copy of a folder.
    pub fn copy_of(folder: &Path) -> Self {
        let workspace = Workspace { folder: tempfile::tempdir().expect("a temporary folder") };
        copy(folder, workspace.root());
        workspace
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// Writes a file.
    pub fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs_err::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs_err::write(path, bytes).expect("the file can be written");
    }

    /// Reads a file.
    pub fn read(&self, relative: &str) -> String {
        fs_err::read_to_string(self.path(relative)).expect("the file is there")
    }

    /// Runs assay in it.
    pub fn assay(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command.arg("--workspace").arg(self.root()).args(arguments);
        ran(command.output().expect("the binary runs"))
    }

    /// Runs assay and insists that all was done.
    pub fn done(&self, arguments: &[&str]) -> Ran {
        let ran = self.assay(arguments);
        assert_eq!(ran.code, 0, "assay {arguments:?}\n{}\n{}", ran.stdout, ran.stderr);
        ran
    }

    /// The rows of a query, as CSV without the header.
    pub fn sql(&self, query: &str) -> String {
        let ran = self.done(&["--quiet", "sql", "--format", "csv", query]);
        ran.stdout.split_once('\n').map(|(_, rows)| rows.trim_end().to_string()).unwrap_or_default()
    }
}

/// Turns the output of a process into text.
pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Copies a folder, without what runs leave behind.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs_err::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        if ["lake", "out", "rejects", ".assay.lock"].iter().any(|n| name == *n) {
            continue;
        }
        let target = to.join(&name);
        if path.is_dir() {
            fs_err::create_dir_all(&target).expect("the folder can be made");
            copy(&path, &target);
        } else {
            fs_err::write(&target, fs_err::read(&path).expect("the file can be read")).expect("it can be written");
        }
    }
}
