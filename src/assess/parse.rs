//! A TOML file of `guide/` as a struct, with the line of the fault where there is one.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Place, Result, nearest};

/// Deserializes `text`; `file` is how the user names it.
pub(crate) fn from_toml<T: DeserializeOwned>(code: &'static str, file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| {
            let before = text.bytes().take(span.start).filter(|b| *b == b'\n').count();
            u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1)
        });
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        Diagnostic::input(code, message).at(Place { line, ..Place::file(file) })
    })
}

/// A name that should be among `known`, and is not: the nearest one, or the full list.
pub(crate) fn unknown(code: &'static str, file: &str, what: &str, given: &str, known: &[&str]) -> Diagnostic {
    let hint = match nearest(given, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", known.join(", ")),
    };
    Diagnostic::input(code, format!("unknown {what} `{given}`")).at_file(file).hint(hint)
}
