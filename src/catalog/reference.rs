//! The table reference of the READMEs, generated from the catalog; `say` puts its English texts into their language.

use std::fmt::Write as _;

use super::{Class, Kind, Need, ORIGIN, Table, tables};

/// The reference in Markdown.
pub fn markdown(say: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    for (class, title) in [
        (Class::Fact, "Facts (from exports, in the lake)"),
        (Class::Reference, "Reference tables (CSV files at the root of the workspace, or through a connector)"),
    ] {
        _ = write!(text, "### {}\n\n", say(title));
        for table in tables(class) {
            one(&mut text, table, say);
        }
    }
    _ = write!(text, "{}\n\n", say("Every fact row also carries where it came from:"));
    for column in ORIGIN {
        _ = writeln!(text, "- `{}` {}: {}", column.name, column.kind.sql(), say(column.doc));
    }
    text
}

fn one(text: &mut String, table: &Table, say: &dyn Fn(&str) -> String) {
    _ = write!(text, "<details><summary><code>{}</code> {}</summary>\n\n", table.name, say(table.doc));
    let head = ["column", "type", "meaning"].map(say);
    _ = write!(text, "| {} | {} | | {} |\n|---|---|---|---|\n", head[0], head[1], head[2]);
    for column in table.columns {
        let need = match column.need {
            Need::Optional => String::new(),
            Need::Mapped => say("mapped"),
            Need::Filled => say("filled"),
        };
        let words = match column.kind {
            Kind::Code(words) => format!(" (`{}`)", words.join("`, `")),
            _ => String::new(),
        };
        let (name, kind, doc) = (column.name, column.kind.sql(), say(column.doc));
        _ = writeln!(text, "| `{name}` | {kind} | {need} | {doc}{words} |");
    }
    text.push_str("\n</details>\n\n");
}
