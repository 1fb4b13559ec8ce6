//! Where statements begin and end in a text: outside quotes and comments. No parser of SQL.

/// The text after leading comments.
pub fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, after)| after)
        } else {
            return rest;
        };
        rest = after.trim_start();
    }
}

/// Where the semicolon of the first statement is.
pub fn end_of_statement(text: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let skipped = match rest.as_bytes()[0] {
            b';' => return Some(at),
            quote @ (b'\'' | b'"') => 2 + rest[1..].find(char::from(quote))?,
            b'-' if rest.starts_with("--") => rest.find('\n')?,
            b'/' if rest.starts_with("/*") => rest.find("*/")? + 2,
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        at += skipped;
    }
    None
}

/// How many statements a text has.
pub fn count(text: &str) -> usize {
    let (mut n, mut rest) = (0, text);
    loop {
        let end = end_of_statement(rest);
        let statement = &rest[..end.unwrap_or(rest.len())];
        n += usize::from(!without_comments(statement).is_empty());
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_counted_outside_quotes_and_comments() {
        for (text, n) in [
            ("select 1", 1),
            ("select 1;", 1),
            ("-- a; b\nselect ';' ; -- end;", 1),
            ("select 1; drop table x", 2),
            ("/* ; */ ;;", 0),
            ("select 'open; still", 1),
        ] {
            assert_eq!(count(text), n, "{text}");
        }
    }
}
