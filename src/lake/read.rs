//! Reads the rows of reference tables back from the lake, as canonical values. Facts are read by the engine.

use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use chrono::{Days, NaiveDate};
use fs_err::File;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::catalog::{Kind, Table};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};

use super::write::lake_columns;

/// The rows of a lake file, in the order of [`lake_columns`]; a column that the file does not have is unknown.
///
/// # Errors
/// `E0133` when the file cannot be read.
pub fn rows(path: &Path, table: &'static Table) -> Result<Vec<Vec<Value>>> {
    let fault = |e: String| Diagnostic::input("E0133", format!("cannot read the lake file: {e}")).at_file(path);
    let file = File::open(path)?.into_parts().0;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| fault(e.to_string()))?;
    let mut rows = Vec::new();
    for batch in builder.build().map_err(|e| fault(e.to_string()))? {
        let batch = batch.map_err(|e| fault(e.to_string()))?;
        let columns: Vec<_> = lake_columns(table).map(|c| (c.kind, batch.column_by_name(c.name))).collect();
        rows.extend((0..batch.num_rows()).map(|row| {
            let value = |(kind, column): &(Kind, Option<&ArrayRef>)| {
                column.filter(|c| c.is_valid(row)).and_then(|c| value(*kind, c, row)).unwrap_or(Value::Null)
            };
            columns.iter().map(value).collect()
        }));
    }
    Ok(rows)
}

/// One cell; none where the file holds another type than the catalog says now.
fn value(kind: Kind, column: &ArrayRef, row: usize) -> Option<Value> {
    Some(match kind {
        Kind::Text | Kind::FreeText | Kind::Code(_) => {
            Value::Text(column.as_string_opt::<i32>()?.value(row).to_string())
        }
        Kind::Start | Kind::End => Value::Time(column.as_primitive_opt::<TimestampMicrosecondType>()?.value(row)),
        Kind::Date => {
            let days = column.as_primitive_opt::<Date32Type>()?.value(row);
            let epoch = NaiveDate::default();
            let by = Days::new(days.unsigned_abs().into());
            let day = if days < 0 { epoch.checked_sub_days(by) } else { epoch.checked_add_days(by) };
            Value::Date(day?)
        }
        Kind::Integer => Value::Integer(column.as_primitive_opt::<Int64Type>()?.value(row)),
        Kind::Number => Value::Number(column.as_primitive_opt::<Float64Type>()?.value(row)),
        Kind::Boolean => Value::Boolean(column.as_boolean_opt()?.value(row)),
    })
}
