//! The workspace lock: one run at a time writes marts, outputs and reference files.
//!
//! The operating system releases it when the process ends, however it ends.

use std::io::Write;
use std::path::Path;

use fs_err::{File, OpenOptions};

use crate::diagnostic::{Diagnostic, Kind, Result};

/// Held while it lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock.
///
/// # Errors
/// `E0130` when another run holds it.
pub fn take(root: &Path) -> Result<Lock> {
    let path = root.join(".assay.lock");
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
    match file.file().try_lock() {
        Ok(()) => {
            file.file().set_len(0)?;
            write!(file, "{}", std::process::id())?;
            Ok(Lock { _file: file })
        }
        Err(std::fs::TryLockError::WouldBlock) => {
            let mut fault = Diagnostic::input("E0130", "another run holds the workspace").at_file(&path);
            fault.kind = Kind::Locked;
            if let Ok(process) = fs_err::read_to_string(&path) {
                fault = fault.fact(format!("process {process}"));
            }
            Err(fault.hint("wait until it has finished"))
        }
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}
