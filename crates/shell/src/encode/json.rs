//! JSON: one array a statement, or one object a row.
//!
//! An array that is not closed says that the statement failed half-way.

use std::io::Write;

use callboard_sql::datafusion::arrow::datatypes::Schema;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;

use super::value::{columns_of, write_object};
use super::{EncodeError, Encoder, unique_names};

/// Writes rows as JSON objects.
pub struct JsonEncoder {
    names: Vec<String>,
    is_array: bool,
    rows: u64,
    buffer: Vec<u8>,
}

impl JsonEncoder {
    /// All rows as one array, a row a line.
    pub fn array(schema: &Schema) -> Self {
        Self { names: unique_names(schema), is_array: true, rows: 0, buffer: Vec::new() }
    }

    /// A row a line and nothing else.
    pub fn lines(schema: &Schema) -> Self {
        Self { is_array: false, ..Self::array(schema) }
    }
}

impl Encoder for JsonEncoder {
    fn batch(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), EncodeError> {
        let columns = columns_of(batch)?;
        for row in 0..batch.num_rows() {
            self.buffer.clear();
            if self.is_array {
                self.buffer.extend_from_slice(if self.rows == 0 { b"[" } else { b",\n" });
            }
            write_object(self.names.iter().map(String::as_str).zip(&columns), row, &mut self.buffer);
            if !self.is_array {
                self.buffer.push(b'\n');
            }
            out.write_all(&self.buffer)?;
            self.rows += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        if self.is_array {
            out.write_all(if self.rows == 0 { b"[]\n" } else { b"]\n" })?;
        }
        Ok(())
    }
}
