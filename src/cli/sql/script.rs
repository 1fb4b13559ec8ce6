//! Cuts text into statements. A statement ends with a semicolon outside quotes and comments; a line that begins with
//! a point, between statements, is a command of its own.

use assay::engine::statements::{end_of_statement, without_comments};

/// One piece of a script.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// A statement, without its semicolon.
    Statement(String),
    /// A command, with its point.
    Command(String),
}

/// The pieces of a text, and whether the last one is ended.
pub fn pieces(text: &str) -> (Vec<Piece>, bool) {
    let mut pieces = Vec::new();
    let mut rest = without_comments(text);
    while !rest.is_empty() {
        if rest.starts_with('.') {
            let (command, after) = rest.split_once('\n').unwrap_or((rest, ""));
            pieces.push(Piece::Command(command.trim().to_string()));
            rest = without_comments(after);
            continue;
        }
        let Some(end) = end_of_statement(rest) else {
            if !without_comments(rest).is_empty() {
                pieces.push(Piece::Statement(rest.trim_end().to_string()));
                return (pieces, false);
            }
            return (pieces, true);
        };
        if !without_comments(&rest[..end]).is_empty() {
            pieces.push(Piece::Statement(rest[..end].trim_end().to_string()));
        }
        rest = without_comments(&rest[end + 1..]);
    }
    (pieces, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<String>, bool) {
        let (pieces, ended) = pieces(text);
        let text = |p: Piece| match p {
            Piece::Statement(s) => s,
            Piece::Command(c) => format!("[{c}]"),
        };
        (pieces.into_iter().map(text).collect(), ended)
    }

    #[test]
    fn statements_end_outside_quotes_and_comments() {
        assert_eq!(
            cut("select ';' as \"a;b\" -- c;\n, 2; select 3"),
            (vec!["select ';' as \"a;b\" -- c;\n, 2".into(), "select 3".into()], false)
        );
        assert_eq!(cut("select 'it''s;' /* ; */;\n"), (vec!["select 'it''s;' /* ; */".into()], true));
        assert_eq!(cut("-- only a comment\n"), (vec![], true));
        assert_eq!(cut("select '가;나'; ;"), (vec!["select '가;나'".into()], true));
    }

    #[test]
    fn commands_stand_on_lines_of_their_own() {
        assert_eq!(
            cut(".tables\nselect 1; -- a remark\n.schema metrics"),
            (vec!["[.tables]".into(), "select 1".into(), "[.schema metrics]".into()], true)
        );
        assert_eq!(cut("select 1\n.5"), (vec!["select 1\n.5".into()], false));
    }
}
