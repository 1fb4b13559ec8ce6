//! The shell: a line editor around a session, with history, completion and the time that a query took.

use std::borrow::Cow;
use std::path::PathBuf;

use assay::diagnostic::{Diagnostic, Result};
use reedline::{
    ColumnarMenu, Completer, CompletionResult, EditCommand, Emacs, FileBackedHistory, KeyCode, KeyModifiers,
    MenuBuilder, Prompt, PromptEditMode, PromptHistorySearch, Reedline, ReedlineEvent, ReedlineMenu, Signal, Span,
    Suggestion, ValidationResult, Validator, default_emacs_keybindings,
};

use super::questions;
use super::script::pieces;
use super::session::{COMMANDS, Session};
use crate::cli::context::Context;

/// Lines that are remembered.
const REMEMBERED: usize = 2000;
/// Words of SQL that are completed beside the names of the data.
const WORDS: [&str; 22] = [
    "select",
    "from",
    "where",
    "group by",
    "order by",
    "having",
    "limit",
    "join",
    "left join",
    "union all",
    "with",
    "distinct",
    "count(*)",
    "between",
    "is null",
    "is not null",
    "case when",
    "to_local(",
    "local_date(",
    "describe",
    "summarize",
    "desc",
];

/// Reads and answers until the person leaves.
pub fn run(context: &Context, session: &mut Session) -> Result<()> {
    session.cut_tables();
    let mut editor = editor(session)?;
    context.ui.note("the data are read-only; .tables shows what can be asked, .help the rest");
    loop {
        let read =
            editor.read_line(&Mark).map_err(|e| Diagnostic::input("E0147", format!("the terminal ends: {e}")))?;
        let text = match read {
            Signal::Success(text) => text,
            Signal::CtrlC => continue,
            _ => return Ok(()),
        };
        for piece in pieces(&text).0 {
            match session.piece(&piece) {
                Ok(answer) if answer.quit => return Ok(()),
                Ok(answer) => {
                    context.ui.data(&answer.text);
                    if let Some(took) = answer.took {
                        context.ui.note(&format!("{:.3} s", took.as_secs_f64()));
                    }
                }
                Err(fault) => {
                    context.ui.fault(&fault);
                    break;
                }
            }
        }
    }
}

fn editor(session: &Session) -> Result<Reedline> {
    let mut words = session.words()?;
    words.extend(WORDS.iter().chain(&COMMANDS).map(ToString::to_string));
    words.extend(questions::all().iter().map(|q| q.name.to_string()));
    words.sort();
    words.dedup();
    let mut keys = default_emacs_keybindings();
    let complete = vec![ReedlineEvent::Menu("words".into()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(complete));
    keys.add_binding(KeyModifiers::ALT, KeyCode::Enter, ReedlineEvent::Edit(vec![EditCommand::InsertNewline]));
    let menu = ColumnarMenu::default().with_name("words").with_columns(3);
    let editor = Reedline::create()
        .with_completer(Box::new(Names { words }))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_validator(Box::new(Whole));
    // Without a home the history lives as long as the shell.
    let history = history_file().and_then(|file| FileBackedHistory::with_file(REMEMBERED, file).ok());
    Ok(match history {
        Some(history) => editor.with_history(Box::new(history)),
        None => editor,
    })
}

fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    Some(state.or_else(home)?.join("assay").join("sql_history"))
}

/// Completes the word before the cursor.
struct Names {
    words: Vec<String>,
}

impl Completer for Names {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let before = &line[..pos];
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let start =
            before.rfind(|c| !is_part(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        // `m.value` completes `value`.
        let start = match before[start..].rfind('.') {
            Some(dot) if dot > 0 => start + dot + 1,
            _ => start,
        };
        let typed = before[start..].to_lowercase();
        let fits = self.words.iter().filter(|w| !typed.is_empty() && w.starts_with(&typed));
        let suggestions: Vec<Suggestion> = fits
            .map(|word| Suggestion { value: word.clone(), span: Span::new(start, pos), ..Suggestion::default() })
            .collect();
        CompletionResult::fresh(suggestions)
    }
}

/// A line is whole when its last statement is ended.
struct Whole;

impl Validator for Whole {
    fn validate(&self, line: &str) -> ValidationResult {
        if pieces(line).1 { ValidationResult::Complete } else { ValidationResult::Incomplete }
    }
}

/// The prompt.
struct Mark;

impl Prompt for Mark {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed("assay")
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("> ")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("     > ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(format!("(search: {}) ", search.term))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_before_the_cursor_is_completed() {
        let mut names = Names { words: vec!["metrics".into(), "month".into(), "value".into()] };
        let mut completed = |line: &str| {
            let result = names.complete(line, line.len());
            result.suggestions().iter().map(|s| (s.value.clone(), s.span.start)).collect::<Vec<_>>()
        };
        assert_eq!(completed("select m"), [("metrics".to_string(), 7), ("month".to_string(), 7)]);
        assert_eq!(completed("select m.va"), [("value".to_string(), 9)]);
        assert_eq!(completed("where name = '급여' and va"), [("value".to_string(), 26)]);
        assert_eq!(completed("select "), []);
    }
}
