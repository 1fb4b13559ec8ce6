//! Complaints as JSON lines with canonical names: one file a month.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use fs_err::File;
use serde_json::json;

use super::super::story::View;
use super::super::system::System;
use super::create;
use crate::diagnostic::Result;

/// Writes the complaints.
pub struct Complaints {
    folder: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Complaints {
    /// Writes into a folder.
    pub fn new(folder: PathBuf) -> Self {
        Complaints { folder, file: None }
    }

    /// Writes the complaints about a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        for complaint in view.complaints() {
            if self.file.is_none() {
                self.file = Some(BufWriter::new(create(&self.folder, &format!("voc_{}.ndjson", view.month))?));
            }
            let mut line = json!({
                "native_id": complaint.id,
                "system_ref": system.name,
                "at": complaint.at.format("%Y-%m-%dT%H:%M:%S+09:00").to_string(),
                "class": complaint.class,
                "title": complaint.title,
            });
            if !complaint.body.is_empty() {
                line["body"] = complaint.body.into();
            }
            let file = self.file.as_mut().expect("it was made above");
            writeln!(file, "{line}")?;
        }
        Ok(())
    }

    /// Ends the file of the month.
    pub fn end(&mut self) -> Result<()> {
        if let Some(mut file) = self.file.take() {
            file.flush()?;
        }
        Ok(())
    }
}
