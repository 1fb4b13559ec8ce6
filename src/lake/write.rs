//! Writes canonical rows as Parquet, and reads single columns back.
//!
//! The large tables get one file per UTC month. Files are written beside their place and renamed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::Datelike;
use fs_err::File;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::calendar::utc;
use crate::catalog::{Column, Kind, ORIGIN, Table};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};

use super::Lake;
use super::receipt::LakeFile;

/// Rows that wait in memory for each open file.
const BATCH_ROWS: usize = 65_536;

/// Tables that get one file per month.
const MONTHLY: [&str; 2] = ["performance", "alerts"];

/// The columns of a lake file: those of the table, then where the row came from.
pub fn lake_columns(table: &Table) -> impl Iterator<Item = &'static Column> {
    table.columns.iter().chain(ORIGIN)
}

/// The Arrow schema of a lake file.
pub fn schema(table: &Table) -> SchemaRef {
    let fields = lake_columns(table).map(|c| Field::new(c.name, data_type(c.kind), true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text | Kind::FreeText | Kind::Code(_) => DataType::Utf8,
        Kind::Start | Kind::End => DataType::Timestamp(TimeUnit::Microsecond, None),
        Kind::Date => DataType::Date32,
        Kind::Integer => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
    }
}

/// Writes the rows of one part of an export.
pub struct PartWriter<'l> {
    lake: &'l Lake,
    table: &'static Table,
    stem: String,
    open: BTreeMap<String, OpenFile>,
}

struct OpenFile {
    relative: String,
    beside: PathBuf,
    writer: ArrowWriter<File>,
    rows: Vec<Vec<Value>>,
    written: u64,
}

impl<'l> PartWriter<'l> {
    /// A writer of files called `<stem>.parquet`.
    pub fn new(lake: &'l Lake, table: &'static Table, stem: String) -> Self {
        PartWriter { lake, table, stem, open: BTreeMap::new() }
    }

    /// Adds a row in the order of [`lake_columns`].
    pub fn push(&mut self, row: Vec<Value>) -> Result<()> {
        let month = if MONTHLY.contains(&self.table.name) { self.month(&row) } else { String::new() };
        if !self.open.contains_key(&month) {
            let file = self.open_file(&month)?;
            self.open.insert(month.clone(), file);
        }
        let Some(file) = self.open.get_mut(&month) else { return Ok(()) };
        file.rows.push(row);
        if file.rows.len() == BATCH_ROWS {
            file.flush(self.table)?;
        }
        Ok(())
    }

    fn month(&self, row: &[Value]) -> String {
        let place = |name: &&str| self.table.columns.iter().position(|c| c.name == *name);
        let time = self.table.main_time.iter().filter_map(place).find_map(|at| row[at].time());
        let day = utc(time.unwrap_or_default()).date();
        format!("month={:04}-{:02}/", day.year(), day.month())
    }

    fn open_file(&self, month: &str) -> Result<OpenFile> {
        let relative = format!("{}/{month}{}.parquet", self.table.name, self.stem);
        let beside = self.lake.path(&format!("{relative}.{}.tmp", std::process::id()));
        if let Some(folder) = beside.parent() {
            fs_err::create_dir_all(folder)?;
        }
        let level = ZstdLevel::try_new(3).map_err(fault)?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
        let writer =
            ArrowWriter::try_new(File::create(&beside)?, schema(self.table), Some(properties)).map_err(fault)?;
        Ok(OpenFile { relative, beside, writer, rows: Vec::new(), written: 0 })
    }

    /// Closes the files and puts them in their place.
    pub fn finish(self) -> Result<Vec<LakeFile>> {
        let mut files = Vec::new();
        for mut file in self.open.into_values() {
            file.flush(self.table)?;
            file.writer.close().map_err(fault)?;
            fs_err::rename(&file.beside, self.lake.path(&file.relative))?;
            files.push(LakeFile { path: file.relative, rows: file.written });
        }
        Ok(files)
    }

    /// Deletes what was written.
    pub fn abandon(self) -> Result<()> {
        for file in self.open.into_values() {
            drop(file.writer);
            fs_err::remove_file(&file.beside)?;
        }
        Ok(())
    }
}

impl OpenFile {
    fn flush(&mut self, table: &Table) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let columns = lake_columns(table).enumerate().map(|(at, column)| array(column.kind, at, &self.rows));
        let batch = RecordBatch::try_new(schema(table), columns.collect()).map_err(|e| fault(e.into()))?;
        self.writer.write(&batch).map_err(fault)?;
        self.written += self.rows.len() as u64;
        self.rows.clear();
        Ok(())
    }
}

macro_rules! build {
    ($builder:expr, $rows:expr, $at:expr, $variant:path, $convert:expr) => {{
        let mut builder = $builder;
        for row in $rows {
            match &row[$at] {
                $variant(value) => builder.append_value($convert(value)),
                _ => builder.append_null(),
            }
        }
        Arc::new(builder.finish()) as ArrayRef
    }};
}

fn array(kind: Kind, at: usize, rows: &[Vec<Value>]) -> ArrayRef {
    match kind {
        Kind::Text | Kind::FreeText | Kind::Code(_) => {
            build!(StringBuilder::new(), rows, at, Value::Text, String::as_str)
        }
        Kind::Start | Kind::End => build!(TimestampMicrosecondBuilder::new(), rows, at, Value::Time, |t: &i64| *t),
        Kind::Date => build!(Date32Builder::new(), rows, at, Value::Date, |d: &chrono::NaiveDate| {
            d.signed_duration_since(chrono::NaiveDate::default()).num_days().try_into().unwrap_or(i32::MAX)
        }),
        Kind::Integer => build!(Int64Builder::new(), rows, at, Value::Integer, |n: &i64| *n),
        Kind::Number => build!(Float64Builder::new(), rows, at, Value::Number, |n: &f64| *n),
        Kind::Boolean => build!(BooleanBuilder::new(), rows, at, Value::Boolean, |b: &bool| *b),
    }
}

fn fault(error: parquet::errors::ParquetError) -> Diagnostic {
    Diagnostic::internal("E0902", format!("cannot write to the lake: {error}"))
}
