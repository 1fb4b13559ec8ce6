//! The table reference of the README, generated from the catalog.

use std::fmt::Write as _;

use super::{Class, Kind, Need, ORIGIN, Table, tables};

/// The reference in Markdown.
pub fn markdown() -> String {
    let mut text = String::new();
    for (class, title) in [
        (Class::Fact, "Facts (from exports, in the lake)"),
        (Class::Reference, "Reference tables (CSV files at the root of the workspace, or through a connector)"),
    ] {
        _ = write!(text, "### {title}\n\n");
        for table in tables(class) {
            one(&mut text, table);
        }
    }
    text.push_str("Every fact row also carries where it came from:\n\n");
    for column in ORIGIN {
        _ = writeln!(text, "- `{}` {}: {}", column.name, column.kind.sql(), column.doc);
    }
    text
}

fn one(text: &mut String, table: &Table) {
    _ = write!(text, "<details><summary><code>{}</code> {}</summary>\n\n", table.name, table.doc);
    text.push_str("| column | type | | meaning |\n|---|---|---|---|\n");
    for column in table.columns {
        let need = match column.need {
            Need::Optional => "",
            Need::Mapped => "mapped",
            Need::Filled => "filled",
        };
        let words = match column.kind {
            Kind::Code(words) => format!(" (`{}`)", words.join("`, `")),
            _ => String::new(),
        };
        _ = writeln!(text, "| `{}` | {} | {need} | {}{words} |", column.name, column.kind.sql(), column.doc);
    }
    text.push_str("\n</details>\n\n");
}
