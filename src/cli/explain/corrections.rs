//! The corrections that touch a system, and the records that they leave out of a figure.

use assay::diagnostic::Result;
use assay::engine::sql_text::SqlText;
use assay::metrics::rows::{self, Origin};
use assay::portfolio::corrections::Correction;
use assay::portfolio::{Portfolio, corrections};
use assay::report;
use assay::workspace::config::Lang;

use crate::cli::table::{Table, wrapped};

/// Columns of a line.
const LINE: usize = 78;

/// The corrections of records of a system, also those that no longer apply; nothing where there are none.
pub fn section(portfolio: &Portfolio, system_id: &str, lang: Lang) -> String {
    listed(portfolio.corrections.iter().filter(|c| is_of(c, system_id)), lang)
}

/// Those of them that correct records of the tables that the answer to an item stands on.
///
/// # Errors
/// Faults of the engine.
pub fn of_item(portfolio: &Portfolio, origins: &[Origin], system_id: &str, lang: Lang) -> Result<String> {
    let tables = rows::tables(&portfolio.marts.engine, origins)?;
    let touching = portfolio.corrections.iter().filter(|c| is_of(c, system_id) && tables.contains(&c.table));
    Ok(listed(touching, lang))
}

fn is_of(correction: &Correction, system_id: &str) -> bool {
    correction.systems.iter().any(|s| s == system_id)
}

fn listed<'c>(corrections: impl Iterator<Item = &'c Correction>, lang: Lang) -> String {
    // Control characters of an export never reach the terminal.
    let plain = |said: String| said.replace(char::is_control, " ");
    let line = |c| format!("  {}\n", wrapped(&plain(report::corrections::sentence(c, lang)), LINE, 4));
    let lines: String = corrections.map(line).collect();
    if lines.is_empty() { lines } else { format!("\n{}\n{lines}", lang.pick("정정", "corrections")) }
}

/// The records that corrections leave out of a figure; nothing where there are none.
///
/// # Errors
/// Faults of the engine.
pub fn left_out(portfolio: &Portfolio, metric: &SqlText, system_id: &str, period: &str, lang: Lang) -> Result<String> {
    let mut records = Vec::new();
    for origin in Origin::of(metric, period) {
        records.extend(corrections::left_out(&portfolio.marts.engine, &origin, system_id)?);
    }
    if records.is_empty() {
        return Ok(String::new());
    }
    let mut table = Table::new(
        &lang.pick(["", "ID", "시각", "테이블", "정정자", "사유"], ["", "id", "time", "table", "by", "reason"]),
    );
    for record in records {
        table.row([String::new(), record.native_id, record.time, record.table, record.by, record.reason]);
    }
    let heading = lang.pick("corrections.csv로 제외한 기록", "left out by corrections.csv");
    Ok(format!("\n{heading}\n{}\n", table.text()))
}
