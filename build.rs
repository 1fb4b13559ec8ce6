//! Embeds every file of connectors/, queries/ and guide/, so that the binary needs none of them and
//! nothing on disk can be forgotten in a list.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, io};

use fs_err as fs;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let lists = [
        ("CONNECTORS", "connectors", "toml"),
        ("PRELUDES", "queries/prelude", "sql"),
        ("MODELS", "queries/models", "sql"),
        ("METRICS", "queries/metrics", "sql"),
        ("CHECKS", "queries/checks", "sql"),
        ("EXPLORE", "queries/explore", "sql"),
        ("PRESETS", "guide/presets", "toml"),
        ("GUIDE", "guide", "toml"),
        ("REFERENCES", "guide", "csv"),
    ];
    let mut code = String::new();
    for (constant, folder, extension) in lists {
        println!("cargo::rerun-if-changed={folder}");
        let files = files(&root.join(folder), extension)?;
        write_list(&mut code, constant, folder, &files).map_err(io::Error::other)?;
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("embedded.rs"), code)
}

fn files(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == extension));
    files.sort();
    Ok(files)
}

/// Paths are those of the checkout that is compiled: checkouts that share a target folder share this list.
fn write_list(code: &mut String, constant: &str, folder: &str, files: &[PathBuf]) -> std::fmt::Result {
    writeln!(code, "/// Files of one folder: name without extension, and text.")?;
    writeln!(code, "pub const {constant}: &[(&str, &str)] = &[")?;
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let path = format!("/{folder}/{}", file.file_name().unwrap_or_default().to_string_lossy());
        writeln!(code, "    ({stem:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),")?;
    }
    writeln!(code, "];")
}
