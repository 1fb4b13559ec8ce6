//! Corrections in the outputs: counted, listed with who and why, and said in a sentence.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cells::cut;
use crate::portfolio::corrections::Correction;
use crate::workspace::config::Lang;

/// Characters of a value that are shown.
const LONGEST: usize = 60;

/// How many corrections are in each state; of those that apply everywhere one a source.
pub fn counts(corrections: &[Correction]) -> BTreeMap<&str, usize> {
    let mut counts: BTreeMap<&str, usize> =
        ["applied", "expired", "no_record", "outdone"].map(|state| (state, 0)).into();
    for correction in corrections {
        *counts.entry(&correction.state).or_default() += 1;
    }
    counts
}

/// What the manifest says of a correction.
pub fn listed(correction: &Correction) -> Value {
    json!({
        "table": correction.table,
        "source": correction.source,
        "native_id": correction.native_id,
        "field": correction.field,
        "exported_value": correction.exported,
        "corrected_value": correction.corrected,
        "reason": correction.reason,
        "by": correction.by,
        "expires": correction.expires.map(|d| d.to_string()),
        "state": correction.state,
        "systems": correction.systems,
    })
}

/// A correction in one line: what it changes, and that it does not where it does not.
pub fn sentence(correction: &Correction, lang: Lang) -> String {
    let ko = lang == Lang::Ko;
    let source = correction.source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
    let record = format!("{} {}{source}", correction.table, correction.native_id);
    let blank = if ko { "빈칸" } else { "blank" };
    let shown = |value: &Option<String>| match value {
        Some(text) => cut(text, LONGEST),
        None => blank.to_string(),
    };
    let change = match (correction.is_exclusion(), ko) {
        (true, true) => "제외".to_string(),
        (true, false) => "left out".to_string(),
        (false, _) => {
            format!("{}: {} → {}", correction.field, shown(&correction.exported), shown(&correction.corrected))
        }
    };
    let until = match (correction.state.as_str(), correction.expires, ko) {
        ("applied", Some(day), true) => format!(" ({day} 전까지)"),
        ("applied", Some(day), false) => format!(" (until {day})"),
        ("expired", Some(day), true) => format!(" ({day} 만료, 적용 안 함)"),
        ("expired", Some(day), false) => format!(" (expired on {day}, no longer applies)"),
        _ => String::new(),
    };
    format!("{record} {change}{until}; {}: {}", correction.by, correction.reason)
}
