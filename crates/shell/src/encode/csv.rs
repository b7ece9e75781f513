//! Comma-separated values: RFC 4180, with `\n` at the end of lines.
//!
//! A null is an empty field; an empty text is a pair of quotes.

use std::io::Write;

use callboard_sql::datafusion::arrow::datatypes::Schema;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;

use super::value::columns_of;
use super::{EncodeError, Encoder, Style};

/// Writes rows as lines of fields, quoted where they must be.
pub struct CsvEncoder {
    header: Option<Vec<String>>,
    delimiter: char,
    line: String,
}

impl CsvEncoder {
    /// An encoder for rows of these columns.
    pub fn new(schema: &Schema, style: &Style) -> Self {
        let names = || schema.fields().iter().map(|it| it.name().clone()).collect();
        let header = (!style.hide_headers).then(names);
        Self { header, delimiter: style.delimiter.unwrap_or(','), line: String::new() }
    }

    fn header(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        let Some(names) = self.header.take() else { return Ok(()) };
        for (at, name) in names.iter().enumerate() {
            self.field(at, Some(name));
        }
        self.end_of_line(out)
    }

    fn field(&mut self, at: usize, value: Option<&str>) {
        if at > 0 {
            self.line.push(self.delimiter);
        }
        let Some(value) = value else { return };
        let must_be_quoted =
            value.is_empty() || value.starts_with(' ') || value.ends_with(' ') || self.has_special(value);
        if must_be_quoted {
            self.line.push('"');
            self.line.push_str(&value.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(value);
        }
    }

    /// Whether there is anything that a reader would take for an end. Byte by byte, since whole listings go through this.
    fn has_special(&self, value: &str) -> bool {
        let is_delimiter = |it: u8| char::from(it) == self.delimiter && it.is_ascii();
        value.bytes().any(|it| matches!(it, b'"' | b'\n' | b'\r') || is_delimiter(it))
            || (!self.delimiter.is_ascii() && value.contains(self.delimiter))
    }

    fn end_of_line(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        self.line.push('\n');
        out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl Encoder for CsvEncoder {
    fn batch(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), EncodeError> {
        self.header(out)?;
        let columns = columns_of(batch)?;
        for row in 0..batch.num_rows() {
            for (at, column) in columns.iter().enumerate() {
                self.field(at, column.text(row).as_deref());
            }
            self.end_of_line(out)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        self.header(out)
    }
}
