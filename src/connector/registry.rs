//! All connectors: those embedded in the binary, and those of the workspace that add to or replace them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Connector;
use crate::diagnostic::{Diagnostic, Result, nearest};
use crate::embedded;

/// Where a connector came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Embedded in the binary.
    BuiltIn,
    /// A file of the workspace.
    Workspace,
}

/// Connectors by id.
#[derive(Debug)]
pub struct Registry {
    connectors: BTreeMap<String, (Home, Connector, String)>,
}

impl Registry {
    /// The built-in connectors alone.
    ///
    /// # Errors
    /// `E0114`, `E0115`: a test proves that the shipped ones have none.
    pub fn built_in() -> Result<Self> {
        let mut registry = Registry { connectors: BTreeMap::new() };
        for (name, text) in embedded::CONNECTORS {
            registry.add(Home::BuiltIn, name, text)?;
        }
        registry.check()?;
        Ok(registry)
    }

    /// The built-in connectors and those in `connectors/` of a workspace.
    pub fn of_workspace(root: &Path) -> Result<Self> {
        let mut registry = Registry::built_in()?;
        let folder = root.join("connectors");
        if !folder.is_dir() {
            return Ok(registry);
        }
        let mut files: Vec<_> = fs_err::read_dir(&folder)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
            let text = fs_err::read_to_string(file)?;
            // `assay connectors show ID > connectors/ID.toml` makes the file before it is written.
            if text.trim().is_empty() {
                continue;
            }
            let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            registry.add(Home::Workspace, &stem, &text).map_err(|e| e.at_file(file))?;
        }
        registry.check()?;
        Ok(registry)
    }

    /// Whether every connector that another one is applied with is there, and fills another table.
    fn check(&self) -> Result<()> {
        for (_, connector) in self.all() {
            for id in &connector.also {
                let fault =
                    |text: String| Diagnostic::input("E0115", format!("connector `{}`: `also` {text}", connector.id));
                let unknown =
                    |e: Diagnostic| Diagnostic { hints: e.hints, ..fault(format!("names `{id}`, which is none")) };
                let other = self.get(id).map_err(unknown)?;
                if other.table == connector.table || !other.also.is_empty() {
                    return Err(fault(format!("names `{id}`, which fills the same table or names others itself")));
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, home: Home, name: &str, text: &str) -> Result<()> {
        let connector = Connector::parse(text)?;
        if connector.id != name {
            let message = format!("the file is called `{name}`, the connector in it `{}`", connector.id);
            return Err(Diagnostic::input("E0115", message).hint(format!("rename the file to `{}.toml`", connector.id)));
        }
        self.connectors.insert(connector.id.clone(), (home, connector, text.to_string()));
        Ok(())
    }

    /// All of them, by id.
    pub fn all(&self) -> impl Iterator<Item = (Home, &Connector)> {
        self.connectors.values().map(|(home, connector, _)| (*home, connector))
    }

    /// Those that are found by what an export looks like: all but those that others are applied with.
    pub fn contenders(&self) -> Vec<&Connector> {
        let also: BTreeSet<&str> = self.all().flat_map(|(_, c)| c.also.iter().map(String::as_str)).collect();
        self.all().map(|(_, c)| c).filter(|c| !also.contains(c.id.as_str())).collect()
    }

    /// One hash over all of them, to see that none has changed.
    pub fn mark(&self) -> String {
        let mut digest = Sha256::new();
        for (id, (_, connector, _)) in &self.connectors {
            digest.update(format!("{id}={};", connector.hash));
        }
        digest.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
    }

    /// One by its id.
    ///
    /// # Errors
    /// `E0113` with the nearest id.
    pub fn get(&self, id: &str) -> Result<&Connector> {
        self.entry(id).map(|(_, connector, _)| connector)
    }

    /// The text of one.
    ///
    /// # Errors
    /// `E0113` with the nearest id.
    pub fn text(&self, id: &str) -> Result<&str> {
        self.entry(id).map(|(_, _, text)| text.as_str())
    }

    fn entry(&self, id: &str) -> Result<&(Home, Connector, String)> {
        self.connectors.get(id).ok_or_else(|| {
            let hint = match nearest(id, self.connectors.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("connectors: {}", self.connectors.keys().cloned().collect::<Vec<_>>().join(", ")),
            };
            Diagnostic::input("E0113", format!("no connector is called `{id}`")).hint(hint)
        })
    }
}
