//! Encoding: rows of a statement become a table, JSON, CSV, text or Parquet.
//!
//! An [`Encoder`] is given the batches of one statement as they come, writes what can be written at once, and holds
//! no more than one page of rows back, so that memory does not grow with the number of rows.

pub mod csv;
pub mod error;
pub mod json;
pub mod parquet;
mod printable;
pub mod table;
pub mod text;
pub mod value;

pub use printable::printable;

use std::io::{self, Write};

use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::datatypes::{Schema, SchemaRef};
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;

/// How rows look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A bordered table, for people.
    #[default]
    Table,
    /// One JSON array a statement.
    Json,
    /// One JSON object a row.
    JsonLines,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// The bare values, with tabs between them.
    Text,
    /// An Apache Parquet file.
    Parquet,
}

/// What the user chose beside the format.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// No line of column names.
    pub hide_headers: bool,
    /// Between the values of CSV and text.
    pub delimiter: Option<char>,
    /// Columns of the terminal to fit tables into; none where the output is no terminal.
    pub width: Option<usize>,
    /// One line a value instead of one a row, in tables.
    pub expanded: bool,
}

/// Why rows were not written.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The output takes no more.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A value or column cannot be written in this format.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// Writes the rows of one statement.
pub trait Encoder {
    /// Takes the next rows.
    fn batch(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), EncodeError>;

    /// Writes what was held back so far: the next rows will take a while.
    fn pause(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        let _ = out;
        Ok(())
    }

    /// Writes the end; there are no more rows.
    fn end(&mut self, out: &mut dyn Write) -> Result<(), EncodeError>;
}

/// The encoder of a format for rows of these columns.
pub fn encoder(format: Format, style: &Style, schema: &SchemaRef) -> Result<Box<dyn Encoder>, EncodeError> {
    Ok(match format {
        Format::Table => Box::new(table::TableEncoder::new(schema, style)),
        Format::Json => Box::new(json::JsonEncoder::array(schema)),
        Format::JsonLines => Box::new(json::JsonEncoder::lines(schema)),
        Format::Csv => Box::new(csv::CsvEncoder::new(schema, style)),
        Format::Text => Box::new(text::TextEncoder::new(schema, style)),
        Format::Parquet => Box::new(parquet::ParquetEncoder::new(schema)?),
    })
}

/// Names of the columns, each once: a second `name` becomes `name_1`, since members of a JSON object have one name.
fn unique_names(schema: &Schema) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let mut name = field.name().clone();
        let mut number = 0;
        while names.contains(&name) {
            number += 1;
            name = format!("{}_{number}", field.name());
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests;
