//! Named questions: the queries of queries/explore/, each with a header that says what it answers and which
//! settings it takes. A setting reaches its query as a variable, `getvariable('department')`; left out it is null.

use assay::diagnostic::{Diagnostic, Result};
use assay::embedded;
use assay::engine::sql_text::{self, SqlText, escaped, parse_all};

use crate::cli::table::{Table, cut};

/// A setting of a question: its name and what it does.
pub struct Setting<'q> {
    /// Name.
    pub name: &'q str,
    /// What it does, and what holds when it is left out.
    pub doc: &'q str,
}

/// All questions, by name.
pub fn all() -> Vec<SqlText> {
    parse_all(embedded::EXPLORE)
}

/// One question.
///
/// # Errors
/// `E0144` with the nearest name.
pub fn find(name: &str) -> Result<SqlText> {
    let fault = || Diagnostic::input("E0144", format!("no question is called `{name}`"));
    sql_text::find(&all(), name, fault, "`assay sql --list` lists them").cloned()
}

/// The settings of a question, from its header: `-- set: department: only of this one; days: at least so many`.
pub fn settings_of(question: &SqlText) -> Vec<Setting<'_>> {
    let each = question.get("set").split(';').map(str::trim).filter(|s| !s.is_empty());
    each.map(|s| s.split_once(':').map_or((s, ""), |(n, d)| (n.trim(), d.trim())))
        .map(|(name, doc)| Setting { name, doc })
        .collect()
}

/// Statements that set every setting of the question: to what was given, else to null.
///
/// # Errors
/// `E0145` for a setting that it has not, or one without `=`.
pub fn settings(question: &SqlText, given: &[String]) -> Result<String> {
    let known = settings_of(question);
    let mut values: Vec<Option<&str>> = vec![None; known.len()];
    for pair in given {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(
                Diagnostic::input("E0145", format!("`{pair}` sets nothing")).hint("write it like `month=2026-10`")
            );
        };
        let Some(at) = known.iter().position(|s| s.name == name.trim()) else {
            let names: Vec<_> = known.iter().map(|s| s.name).collect();
            let fault = Diagnostic::input("E0145", format!("`{}` has no setting `{}`", question.name, name.trim()));
            return Err(match names.as_slice() {
                [] => fault.hint("it has none"),
                some => fault.hint(format!("its settings: {}", some.join(", "))),
            });
        };
        values[at] = Some(value.trim()).filter(|v| !v.is_empty());
    }
    let statements = known.iter().zip(values).map(|(setting, value)| match value {
        Some(value) => format!("set variable {} = '{}';", setting.name, escaped(value)),
        None => format!("set variable {} = cast(null as varchar);", setting.name),
    });
    Ok(statements.collect())
}

/// All questions with their settings, for the terminal.
pub fn listed() -> String {
    let mut table = Table::new(&["name", "answers"]);
    for question in all() {
        table.row([question.name.into(), cut(question.get("question"), 56)]);
        for setting in settings_of(&question) {
            table.row([String::new(), cut(&format!("  {}=…  {}", setting.name, setting.doc), 56)]);
        }
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_says_what_it_answers_and_explains_its_settings() {
        let all = all();
        assert!(all.len() >= 12, "{} questions", all.len());
        for question in &all {
            assert_eq!(question.get("id"), question.name);
            for key in ["title_ko", "question", "grain"] {
                assert!(!question.get(key).is_empty(), "{} has no {key}", question.name);
            }
            for setting in settings_of(question) {
                assert!(!setting.doc.is_empty(), "{}: {} is not explained", question.name, setting.name);
                let used = format!("getvariable('{}')", setting.name);
                assert!(question.text.contains(&used), "{} does not use {}", question.name, setting.name);
            }
            let used = question.text.matches("getvariable('").count();
            assert!(used == 0 || !settings_of(question).is_empty(), "{} uses settings it does not name", question.name);
        }
    }

    #[test]
    fn settings_are_quoted_and_unknown_ones_are_faults() {
        let question = SqlText::parse("x", "-- id: x\n-- set: month: the month; name: part of a name\nselect 1");
        let given = ["name=o'hara".to_string()];
        let text = settings(&question, &given).expect("known");
        assert_eq!(text, "set variable month = cast(null as varchar);set variable name = 'o''hara';");
        assert_eq!(settings(&question, &["moth=1".into()]).expect_err("unknown").code, "E0145");
        assert_eq!(settings(&question, &["month".into()]).expect_err("no value").code, "E0145");
    }
}
