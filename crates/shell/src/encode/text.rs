//! Text: the bare values, with a delimiter between them, for `cut`, `read` and `while`.
//!
//! Nothing is quoted: a value with a tab or a line break in it is printed as it is.

use std::io::Write;

use callboard_sql::datafusion::arrow::datatypes::Schema;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;

use super::value::columns_of;
use super::{EncodeError, Encoder, Style};

/// Writes rows as bare lines.
pub struct TextEncoder {
    header: Option<String>,
    delimiter: String,
    line: String,
}

impl TextEncoder {
    /// An encoder for rows of these columns.
    pub fn new(schema: &Schema, style: &Style) -> Self {
        let delimiter = style.delimiter.unwrap_or('\t').to_string();
        let names: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).collect();
        let header = (!style.hide_headers).then(|| names.join(&delimiter) + "\n");
        Self { header, delimiter, line: String::new() }
    }

    fn header(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        if let Some(header) = self.header.take() {
            out.write_all(header.as_bytes())?;
        }
        Ok(())
    }
}

impl Encoder for TextEncoder {
    fn batch(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), EncodeError> {
        self.header(out)?;
        let columns = columns_of(batch)?;
        for row in 0..batch.num_rows() {
            self.line.clear();
            for (at, column) in columns.iter().enumerate() {
                if at > 0 {
                    self.line.push_str(&self.delimiter);
                }
                self.line.push_str(&column.text(row).unwrap_or("null".into()));
            }
            self.line.push('\n');
            out.write_all(self.line.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        self.header(out)
    }
}
