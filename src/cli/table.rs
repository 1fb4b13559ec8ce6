//! Plain tables for the terminal: Hangul takes two columns, numbers stand to the right.

use unicode_width::UnicodeWidthStr;

/// Rows under a header, with the columns that are numbers.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table with these headers; columns whose header begins with `>` stand to the right.
    pub fn new(headers: &[&str]) -> Self {
        let right = headers.iter().enumerate().filter(|(_, h)| h.starts_with('>')).map(|(at, _)| at).collect();
        let header = headers.iter().map(|h| h.trim_start_matches('>').to_string()).collect();
        Table { rows: vec![header], right }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        // Control characters of an export never reach the terminal.
        let plain = |cell: String| cell.chars().filter(|c| !c.is_control()).collect();
        self.rows.push(cells.into_iter().map(plain).collect());
    }

    /// The table as text, two spaces between columns, no space at the end of lines.
    pub fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |at: usize| self.rows.iter().filter_map(|r| r.get(at)).map(|c| c.width()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (at, cell) in row.iter().enumerate() {
                let padding = " ".repeat(widths[at] - cell.width());
                let (before, after) =
                    if self.right.contains(&at) { (padding, String::new()) } else { (String::new(), padding) };
                line.push_str(&format!("{before}{cell}{after}  "));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The text in lines of a width, broken at spaces, every line but the first indented. A longer word stands alone.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("it begins with one line");
        let room = if line.is_empty() { 0 } else { line.width() + 1 };
        if room > 0 && room + word.width() > width {
            lines.push(word.to_string());
        } else {
            if room > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// The text cut to a width, with `…` where something was left out.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.to_string().width() + 1 > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_takes_two_columns() {
        let mut table = Table::new(&["name", ">n"]);
        table.row(["급여".into(), "7".into()]);
        table.row(["vote".into(), "12".into()]);
        assert_eq!(table.text(), "name   n\n급여   7\nvote  12\n");
        assert_eq!(cut("공용홈쇼핑", 7), "공용홈…");
        assert_eq!(cut("short", 7), "short");
        assert_eq!(wrapped("급여 심사 관리 a b", 9, 2), "급여 심사\n  관리 a b");
    }
}
