//! Single columns of query results as plain vectors.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use crate::diagnostic::{Diagnostic, Result};

use super::duckdb::Rows;

impl Rows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.batches.iter().map(arrow::record_batch::RecordBatch::num_rows).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column as text.
    pub fn texts(&self, column: usize) -> Result<Vec<Option<String>>> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let array = cast(batch.column(column), &DataType::Utf8).map_err(fault)?;
            values.extend(array.as_string::<i32>().iter().map(|v| v.map(str::to_string)));
        }
        Ok(values)
    }

    /// A column as numbers.
    pub fn numbers(&self, column: usize) -> Result<Vec<Option<f64>>> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let array = cast(batch.column(column), &DataType::Float64).map_err(fault)?;
            values.extend(array.as_primitive::<Float64Type>());
        }
        Ok(values)
    }

    /// A column as whole numbers.
    pub fn integers(&self, column: usize) -> Result<Vec<Option<i64>>> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let array = cast(batch.column(column), &DataType::Int64).map_err(fault)?;
            values.extend(array.as_primitive::<Int64Type>());
        }
        Ok(values)
    }

    /// Every cell as text, row by row.
    pub fn table(&self) -> Result<Vec<Vec<Option<String>>>> {
        let columns = (0..self.schema.fields().len()).map(|c| self.texts(c)).collect::<Result<Vec<_>>>()?;
        Ok((0..self.len()).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect())
    }
}

fn fault(error: arrow::error::ArrowError) -> Diagnostic {
    Diagnostic::internal("E0908", format!("cannot read a result: {error}"))
}
