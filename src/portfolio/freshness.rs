//! Sources that sent nothing for the month, or far less than usual: what the model `freshness` found, and how it is said.

use crate::calendar::Month;
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::workspace::SETTINGS;

/// What one source brought of one table for the report month.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    /// Source.
    pub source: String,
    /// Table.
    pub table: String,
    /// Rows of the report month.
    pub rows: i64,
    /// Median of its rows a month before; unknown where there is no month before.
    pub usual_rows: Option<f64>,
    /// Months that the median is of.
    pub history_months: i64,
    /// The last of those months with rows.
    pub last_month: Option<String>,
    /// Whether declared coverage reaches into the month.
    pub claimed: bool,
    /// `silent`, `low`, `new` or `usual`.
    pub state: String,
}

/// All sources and tables, in order.
///
/// # Errors
/// Faults of the engine.
pub fn read(engine: &Engine) -> Result<Vec<Freshness>> {
    let rows = engine.query(
        "select source, table_name, last_month, state, row_count, history_months, cast(claimed as bigint), usual_rows \
         from freshness order by source, table_name",
    )?;
    let texts = (0..4).map(|c| rows.texts(c)).collect::<Result<Vec<_>>>()?;
    let counts = (4..7).map(|c| rows.integers(c)).collect::<Result<Vec<_>>>()?;
    let usual = rows.numbers(7)?;
    let text = |column: usize, row: usize| texts[column][row].clone().unwrap_or_default();
    let count = |column: usize, row: usize| counts[column][row].unwrap_or_default();
    let row = |row: usize| Freshness {
        source: text(0, row),
        table: text(1, row),
        rows: count(0, row),
        usual_rows: usual[row],
        history_months: count(1, row),
        last_month: texts[2][row].clone(),
        claimed: count(2, row) > 0,
        state: text(3, row),
    };
    Ok((0..rows.len()).map(row).collect())
}

impl Freshness {
    /// What there is to warn of.
    pub fn warning(&self, month: Month) -> Option<Diagnostic> {
        let Freshness { source, table, rows, .. } = self;
        let warning = match (self.state.as_str(), self.claimed) {
            ("silent", true) => {
                let message = format!(
                    "`{source}` sent nothing of `{table}` for {month}, and `covers` claims that month: it counts as zero"
                );
                let hint = format!("unless nothing happened, end `covers` of `{source}` before {month}");
                Diagnostic::input("W0313", message).at_file(SETTINGS).hint(hint)
            }
            ("silent", false) => {
                let message = format!("`{source}` sent nothing of `{table}` for {month}");
                Diagnostic::input("W0311", message)
            }
            ("low", claimed) => {
                let word = if *rows == 1 { "row" } else { "rows" };
                let message = format!("`{source}` sent {rows} {word} of `{table}` for {month}, far less than usual");
                let warning = Diagnostic::input("W0312", message);
                if claimed {
                    warning.fact("`covers` claims that month: what is missing counts as zero")
                } else {
                    warning
                }
            }
            _ => return None,
        };
        Some(
            warning
                .fact(self.history())
                .hint(format!("put the export of the month into inbox/{source}/ and run again")),
        )
    }

    fn history(&self) -> String {
        match (self.usual_rows, &self.last_month) {
            (None, _) => "no export has ever brought any".into(),
            (Some(_), None) => format!("nothing came in the {} months before either", self.history_months),
            (Some(usual), Some(last)) => format!(
                "usual are {usual} rows a month, the median of {} months before; the last came for {last}",
                self.history_months
            ),
        }
    }
}
