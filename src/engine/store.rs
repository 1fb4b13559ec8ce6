//! Computed marts, kept as files of the engine under `marts/`: one a key, where the key is a hash of all that they
//! were computed from. They may be deleted at any time. It does not know what a mart holds.

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::diagnostic::Result;
use crate::workspace::lock;

use super::Engine;
use super::inputs::Inputs;
use super::marts::{self, Marts};

/// Files that are kept beside the newest.
const KEPT: usize = 3;

/// The marts of a key: read where they are kept, else computed and kept. Where they cannot be kept (the folder is
/// read-only, or another process is at it) they are computed in memory.
///
/// # Errors
/// Faults of the build.
pub fn open(folder: &Path, key: &str, inputs: &Inputs) -> Result<Marts> {
    let file = folder.join(format!("{key}.duckdb"));
    if let Some(engine) = kept(&file) {
        return Ok(Marts { engine });
    }
    let Some(_lock) = fs::create_dir_all(folder).ok().and_then(|()| lock::take(folder).ok()) else {
        let engine = Engine::open()?;
        marts::build(&engine, inputs)?;
        return Ok(Marts { engine });
    };
    // Another process may have built it while this one waited for nothing.
    if let Some(engine) = kept(&file) {
        return Ok(Marts { engine });
    }
    sweep(folder)?;
    let half_built = folder.join(format!("{key}.building"));
    {
        let engine = Engine::create(&half_built)?;
        marts::build(&engine, inputs)?;
        engine.execute("checkpoint")?;
    }
    fs::rename(&half_built, &file)?;
    Ok(Marts { engine: Engine::reading(&file)? })
}

/// A kept file that can be read; a damaged one counts as none.
fn kept(file: &Path) -> Option<Engine> {
    file.is_file().then(|| Engine::reading(file).ok()).flatten()
}

/// Removes what an ended build left, and all but the newest files.
fn sweep(folder: &Path) -> Result<()> {
    let mut files: Vec<(std::time::SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension().and_then(|e| e.to_str()) {
            Some("duckdb") => files.push((fs::metadata(&path)?.modified()?, path)),
            Some("building" | "wal") => fs::remove_file(&path)?,
            _ => {}
        }
    }
    files.sort();
    for (_, path) in files.iter().rev().skip(KEPT) {
        fs::remove_file(path)?;
    }
    Ok(())
}
