//! The one error and warning type: code, message, place, facts, hints.
//!
//! Every fallible function of the library returns [`Result`]. Nothing here prints; `cli/ui.rs` renders a
//! diagnostic and maps its [`Kind`] to an exit code.

use std::fmt;
use std::path::{Path, PathBuf};

/// Result of everything fallible in the library.
pub type Result<T> = std::result::Result<T, Diagnostic>;

/// What went wrong, coarsely; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file, a row or a setting that the user can mend (exit 1).
    Input,
    /// Another run holds the workspace (exit 4).
    Locked,
    /// A fault of assay (exit 255).
    Internal,
}

/// Where it went wrong; every part but the file may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// File as the user names it.
    pub file: PathBuf,
    /// Sheet or archive member.
    pub part: Option<String>,
    /// Record, counted from 1.
    pub record: Option<u64>,
    /// Line or sheet row, counted from 1.
    pub line: Option<u64>,
    /// Column header or key.
    pub column: Option<String>,
    /// Cell of a sheet as spreadsheets name it: `F7`.
    pub cell: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Place { file: path.as_ref().to_path_buf(), ..Place::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(part) = &self.part {
            write!(f, ", part `{part}`")?;
        }
        match (self.record, self.line) {
            (Some(record), Some(line)) => write!(f, ", record {record} (line {line})")?,
            (Some(record), None) => write!(f, ", record {record}")?,
            (None, Some(line)) => write!(f, ", line {line}")?,
            (None, None) => {}
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        match &self.cell {
            Some(cell) => write!(f, ", cell `{cell}`"),
            None => Ok(()),
        }
    }
}

/// One fault, said once: a stable code, one lower-case sentence, the place, facts, hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Decides the exit code.
    pub kind: Kind,
    /// Stable code: `E0107` for errors, `W0203` for warnings.
    pub code: &'static str,
    /// One lower-case sentence without full stop.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// Facts below the place, one a line.
    pub facts: Vec<String>,
    /// Something to type or do, one a line.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A fault that the user can mend.
    pub fn input(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic {
            kind: Kind::Input,
            code,
            message: message.into(),
            place: None,
            facts: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// A fault of assay itself.
    pub fn internal(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { kind: Kind::Internal, ..Diagnostic::input(code, message) }
    }

    /// Adds the place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds a whole file as the place.
    pub fn at_file(self, path: impl AsRef<Path>) -> Self {
        self.at(Place::file(path))
    }

    /// Adds a fact.
    pub fn fact(mut self, fact: impl Into<String>) -> Self {
        self.facts.push(fact.into());
        self
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Whether the code is a warning's.
    pub fn is_warning(&self) -> bool {
        self.code.starts_with('W')
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.is_warning() { "warning" } else { "error" };
        writeln!(f, "{level}[{}]: {}", self.code, self.message)?;
        if let Some(place) = &self.place {
            writeln!(f, "  --> {place}")?;
        }
        for fact in &self.facts {
            writeln!(f, "  {fact}")?;
        }
        if !self.hints.is_empty() {
            writeln!(f)?;
            for hint in &self.hints {
                writeln!(f, "hint: {hint}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

impl From<std::io::Error> for Diagnostic {
    /// `fs-err` puts the path and the action into the message.
    fn from(error: std::io::Error) -> Self {
        Diagnostic::input("E0101", error.to_string())
    }
}

/// The name among `known` that is nearest to `given`, if any is near enough to be a slip.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&given.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count() / 4)
        .min()
        .map(|(_, k)| k)
}
