//! DuckDB in this process. No other module names it.

use std::path::Path;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use duckdb::types::{TimeUnit, Value as Cell};
use duckdb::{Config, Connection, appender_params_from_iter};

use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};

use super::sql_text::escaped;
use super::statements::{self, without_comments};

/// An open engine.
pub struct Engine {
    connection: Connection,
}

/// The rows of a query.
#[derive(Debug)]
pub struct Rows {
    /// Names and types of the columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
}

impl Engine {
    /// An engine in memory. Extensions are neither installed nor loaded by themselves.
    ///
    /// # Errors
    /// `E0904` when it does not start.
    pub fn open() -> Result<Self> {
        Self::start(config().and_then(Connection::open_in_memory_with_flags))
    }

    /// An engine whose tables are kept in a new file.
    ///
    /// # Errors
    /// `E0904` when it does not start.
    pub fn create(file: &Path) -> Result<Self> {
        Self::start(config().and_then(|c| Connection::open_with_flags(file, c)))
    }

    /// An engine in memory that reads the tables of a file as if they were its own.
    ///
    /// # Errors
    /// `E0140` when the file is none of this engine's.
    pub fn reading(file: &Path) -> Result<Self> {
        let engine = Self::open()?;
        let file = escaped(file.display().to_string());
        engine.execute(&format!("attach '{file}' as mart (read_only); set search_path = 'memory.main,mart.main'"))?;
        Ok(engine)
    }

    fn start(connection: duckdb::Result<Connection>) -> Result<Self> {
        let connection =
            connection.map_err(|e| Diagnostic::internal("E0904", format!("the engine does not start: {e}")))?;
        Ok(Engine { connection })
    }

    /// Runs statements that give no rows.
    ///
    /// # Errors
    /// `E0140` with what the engine said.
    pub fn execute(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(fault)
    }

    /// Runs a query.
    ///
    /// # Errors
    /// `E0140` with what the engine said.
    pub fn query(&self, sql: &str) -> Result<Rows> {
        let mut statement = self.connection.prepare(sql).map_err(fault)?;
        let arrow = statement.query_arrow([]).map_err(fault)?;
        let schema = arrow.get_schema();
        Ok(Rows { schema, batches: arrow.collect() })
    }

    /// Adds rows to a table.
    ///
    /// # Errors
    /// `E0140` with what the engine said.
    pub fn append<'v>(&self, table: &str, rows: impl IntoIterator<Item = &'v [Value]>) -> Result<()> {
        let mut appender = self.connection.appender(table).map_err(fault)?;
        for row in rows {
            appender.append_row(appender_params_from_iter(row.iter().map(cell))).map_err(fault)?;
        }
        appender.flush().map_err(fault)
    }

    /// From now on statements may read the lake, no other file, and change no setting.
    ///
    /// # Errors
    /// `E0140` with what the engine said.
    pub fn close_doors(&self, lake: &Path) -> Result<()> {
        let lake = fs_err::canonicalize(lake).unwrap_or_else(|_| lake.to_path_buf());
        let lake = escaped(lake.display().to_string());
        self.execute(&format!(
            "set allowed_directories = ['{lake}']; set enable_external_access = false; set lock_configuration = true;"
        ))
    }

    /// Refuses what is not a query: only statements that read may come from people.
    ///
    /// # Errors
    /// `E0143` for any other statement, `E0140` for one that does not parse.
    pub fn check_reads_only(&self, sql: &str) -> Result<()> {
        let text = sql.trim().trim_end_matches(';').trim();
        if text.is_empty() {
            return Err(Diagnostic::input("E0142", "there is no query"));
        }
        let words = without_comments(text).trim_start_matches(['(', ' ', '\n', '\t', '\r']);
        let first: String = words.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        let reads = ["select", "with", "from", "values", "describe", "show", "explain", "summarize", "pivot", "table"];
        if statements::count(text) > 1 {
            return Err(Diagnostic::input("E0143", "there is more than one query; assay sql only reads one")
                .hint("put them into a file: `assay sql --file FILE` runs one after the other"));
        }
        // `with` may lead into a statement that writes.
        let nests = |text: &str| self.connection.prepare(&format!("select * from (\n{text}\n)")).is_ok();
        let is_with = first.eq_ignore_ascii_case("with");
        let writes = is_with && !nests(text) && self.connection.prepare(text).is_ok();
        if writes || !reads.contains(&first.to_lowercase().as_str()) {
            return Err(Diagnostic::input("E0143", format!("`{first}` is no query; assay sql only reads"))
                .hint("copy the result elsewhere: `--format csv --output FILE`"));
        }
        Ok(())
    }

    /// Writes a query's rows as Parquet.
    ///
    /// # Errors
    /// `E0140` with what the engine said.
    pub fn copy_to_parquet(&self, sql: &str, path: &Path) -> Result<()> {
        let path = escaped(path.display().to_string());
        self.execute(&format!(
            "copy ({}) to '{path}' (format parquet, compression zstd)",
            sql.trim().trim_end_matches(';')
        ))
    }
}

fn config() -> duckdb::Result<Config> {
    Config::default()
        .with("autoinstall_known_extensions", "false")
        .and_then(|c| c.enable_autoload_extension(false))
        .and_then(|c| c.with("preserve_insertion_order", "true"))
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Time(instant) => Cell::Timestamp(TimeUnit::Microsecond, *instant),
        Value::Date(day) => {
            let days = day.signed_duration_since(chrono::NaiveDate::default()).num_days();
            Cell::Date32(days.try_into().unwrap_or(i32::MAX))
        }
        Value::Integer(number) => Cell::BigInt(*number),
        Value::Number(number) => Cell::Double(*number),
        Value::Boolean(value) => Cell::Boolean(*value),
    }
}

fn fault(error: duckdb::Error) -> Diagnostic {
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim_end).filter(|l| !l.is_empty());
    let first = lines.next().unwrap_or("the query failed").to_string();
    lines.fold(Diagnostic::input("E0140", first), |fault, line| fault.fact(line))
}
