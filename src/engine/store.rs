//! Computed marts, kept as files of the engine under `marts/`: one a key, where the key is a hash of all that they
//! were computed from. They may be deleted at any time. Marts that are only passed through are a file while they are
//! read. It does not know what a mart holds.

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::diagnostic::Result;
use crate::workspace::lock::{self, Lock};

use super::Engine;
use super::inputs::Inputs;
use super::marts::{self, Marts};

/// Files that are kept beside the newest.
const KEPT: usize = 3;

/// How marts are come by: [`open`] or [`pass`].
pub type Opens = fn(&Path, &str, &Inputs) -> Result<Marts>;

/// The marts of a key: read where they are kept, else computed and kept. Where they cannot be kept (the folder is
/// read-only, or another process is at it) they are computed in memory.
///
/// # Errors
/// Faults of the build.
pub fn open(folder: &Path, key: &str, inputs: &Inputs) -> Result<Marts> {
    let file = folder.join(format!("{key}.duckdb"));
    if let Some(engine) = kept(&file) {
        return Ok(Marts::of(engine));
    }
    let Some(_lock) = fs::create_dir_all(folder).ok().and_then(|()| lock::take(folder).ok()) else {
        return in_memory(inputs);
    };
    // Another process may have built it while this one waited for nothing.
    if let Some(engine) = kept(&file) {
        return Ok(Marts::of(engine));
    }
    sweep(folder, KEPT)?;
    let half_built = build(folder, key, inputs)?;
    fs::rename(&half_built, &file)?;
    Ok(Marts::of(Engine::reading(&file)?))
}

/// The marts of a key that nobody asks for again: read where they are kept, else computed in a file that goes away with
/// them, so that no kept file makes room for them and memory holds no month as a whole.
///
/// # Errors
/// Faults of the build.
pub fn pass(folder: &Path, key: &str, inputs: &Inputs) -> Result<Marts> {
    if let Some(engine) = kept(&folder.join(format!("{key}.duckdb"))) {
        return Ok(Marts::of(engine));
    }
    let Some(lock) = fs::create_dir_all(folder).ok().and_then(|()| lock::take(folder).ok()) else {
        return in_memory(inputs);
    };
    sweep(folder, usize::MAX)?;
    let file = build(folder, key, inputs)?;
    let engine = Engine::reading(&file)?;
    Ok(Marts { engine, _passing: Some(Passing { file, _lock: lock }) })
}

fn in_memory(inputs: &Inputs) -> Result<Marts> {
    let engine = Engine::open()?;
    marts::build(&engine, inputs)?;
    Ok(Marts::of(engine))
}

/// Builds into a file that the next sweep would remove.
fn build(folder: &Path, key: &str, inputs: &Inputs) -> Result<PathBuf> {
    let half_built = folder.join(format!("{key}.building"));
    let engine = Engine::create(&half_built)?;
    marts::build(&engine, inputs)?;
    engine.execute("checkpoint")?;
    Ok(half_built)
}

/// A file of marts that are passed through. The lock keeps others from sweeping it away while it is read.
pub struct Passing {
    file: PathBuf,
    _lock: Lock,
}

impl Drop for Passing {
    fn drop(&mut self) {
        // One that cannot be removed is left to the next sweep.
        let _ = fs::remove_file(&self.file);
    }
}

/// A kept file that can be read; a damaged one counts as none.
fn kept(file: &Path) -> Option<Engine> {
    file.is_file().then(|| Engine::reading(file).ok()).flatten()
}

/// Removes what an ended build left, and all but so many of the newest files.
fn sweep(folder: &Path, kept: usize) -> Result<()> {
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
    for (_, path) in files.iter().rev().skip(kept) {
        fs::remove_file(path)?;
    }
    Ok(())
}
