//! The papers as Markdown: tables whose cells hold no bare `|`, no line break and no HTML of an export.

use super::Form;
use crate::report::outage_log::OutageLog;

/// The form.
pub fn form(form: &Form) -> String {
    let mut text = format!("# {}\n\n", line(&form.title));
    let head: Vec<Vec<&str>> =
        form.head.chunks(2).map(|pair| pair.iter().flat_map(|(l, v)| [&**l, &**v]).collect()).collect();
    text.push_str(&table(&["", "", "", ""], &head));
    text.push('\n');
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    for row in &form.rows {
        // A merged cell of the paper stands once.
        let category = if last == Some(&row.category) { "" } else { &row.category };
        last = Some(&row.category);
        let number = row.item.to_string();
        let cells = [category, &number, &row.question, &row.indicator, &row.answer, &row.review];
        rows.push(cells.map(String::from).to_vec());
    }
    text.push_str(&table(&form.columns, &rows));
    text.push('\n');
    let results: Vec<_> = form.results.iter().map(|(label, value)| [label, value]).collect();
    text.push_str(&table(&["결과", ""], &results));
    text.push('\n');
    let (columns, people) = &form.signatures;
    let lines: Vec<Vec<&str>> =
        people.iter().map(|p| std::iter::once(&**p).chain(columns.iter().skip(1).map(|_| "")).collect()).collect();
    text.push_str(&table(columns, &lines));
    text.push('\n');
    text.push_str(&notes(&form.notes));
    text
}

/// The list of outages.
pub fn outages(log: &OutageLog) -> String {
    let mut text = format!("# {}\n\n", line(&log.title));
    text.push_str(&table(&log.columns, &log.rows));
    text.push('\n');
    text.push_str(&notes(&log.notes));
    text
}

fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("- {}\n", cell(note.trim_start_matches("* ")))).collect()
}

fn table<H: AsRef<str>, R: AsRef<[C]>, C: AsRef<str>>(columns: &[H], rows: &[R]) -> String {
    let joined = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = joined(columns.iter().map(|c| cell(c.as_ref())).collect());
    text.push_str(&joined(columns.iter().map(|_| "---".into()).collect()));
    for row in rows {
        text.push_str(&joined(row.as_ref().iter().map(|c| cell(c.as_ref())).collect()));
    }
    text
}

/// Text on one line.
fn line(text: &str) -> String {
    cell(text).replace("<br>", " / ")
}

/// Text inside a cell: what would end the cell, begin HTML or format the text is escaped, a line break is `<br>`.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' => out.push_str("<br>"),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_leave_its_cell() {
        let cases = [
            ("a|b", "a\\|b"),
            ("a\r\nb\nc", "a<br>b<br>c"),
            ("<img src=x>", "&lt;img src=x>"),
            ("a\\|b", "a\\\\\\|b"),
            ("*운영성과", "\\*운영성과"),
            ("\u{7}x", " x"),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected);
        }
    }
}
