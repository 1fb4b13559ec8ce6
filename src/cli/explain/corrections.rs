//! The corrections that touch a system, and the records that they leave out of a figure.

use assay::diagnostic::Result;
use assay::engine::sql_text::SqlText;
use assay::portfolio::{Portfolio, corrections};
use assay::report;
use assay::workspace::config::Lang;

use crate::cli::table::{Table, wrapped};

/// Columns of a line.
const LINE: usize = 78;

/// The corrections of records of a system, also those that no longer apply; nothing where there are none.
pub fn section(portfolio: &Portfolio, system_id: &str, lang: Lang) -> String {
    let touching = portfolio.corrections.iter().filter(|c| c.systems.iter().any(|s| s == system_id));
    // Control characters of an export never reach the terminal.
    let plain = |said: String| said.replace(char::is_control, " ");
    let lines: String =
        touching.map(|c| format!("  {}\n", wrapped(&plain(report::corrections::sentence(c, lang)), LINE, 4))).collect();
    if lines.is_empty() { lines } else { format!("\n{}\n{lines}", lang.pick("정정", "corrections")) }
}

/// The records that corrections leave out of a figure; nothing where there are none.
///
/// # Errors
/// Faults of the engine.
pub fn left_out(portfolio: &Portfolio, metric: &SqlText, system_id: &str, period: &str, lang: Lang) -> Result<String> {
    let records = corrections::left_out(&portfolio.marts.engine, metric.get("rows"), system_id, period)?;
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
