//! Rows of facts as Arrow columns.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};

use crate::SqlError;

/// A batch in the making: columns over rows that are there.
pub(super) struct Columns<'a, R> {
    rows: &'a [R],
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl<'a, R> Columns<'a, R> {
    /// No columns yet.
    pub(super) fn of(rows: &'a [R]) -> Self {
        Self { rows, fields: Vec::new(), arrays: Vec::new() }
    }

    /// A column of texts.
    pub(super) fn text<T: AsRef<str>>(self, name: &str, value: impl Fn(&'a R) -> T) -> Self {
        let values: StringArray = self.rows.iter().map(|row| Some(value(row))).collect();
        self.column(name, DataType::Utf8, false, Arc::new(values))
    }

    /// A column of texts, some of which are not known.
    pub(super) fn some_text<T: AsRef<str>>(self, name: &str, value: impl Fn(&'a R) -> Option<T>) -> Self {
        let values: StringArray = self.rows.iter().map(value).collect();
        self.column(name, DataType::Utf8, true, Arc::new(values))
    }

    /// A column of truth values.
    pub(super) fn truth(self, name: &str, value: impl Fn(&'a R) -> bool) -> Self {
        let values: BooleanArray = self.rows.iter().map(|row| Some(value(row))).collect();
        self.column(name, DataType::Boolean, false, Arc::new(values))
    }

    /// The batch.
    pub(super) fn finish(self) -> Result<RecordBatch, SqlError> {
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows.len()));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(self.fields)), self.arrays, &options)
            .map_err(|error| SqlError::from(datafusion::error::DataFusionError::from(error)))
    }

    fn column(mut self, name: &str, data_type: DataType, nullable: bool, values: ArrayRef) -> Self {
        self.fields.push(Field::new(name, data_type, nullable));
        self.arrays.push(values);
        self
    }
}
