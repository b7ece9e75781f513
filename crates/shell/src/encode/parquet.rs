//! Apache Parquet, a group of rows at a time.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::datatypes::SchemaRef;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::error::DataFusionError;
use callboard_sql::datafusion::parquet::arrow::ArrowWriter;
use callboard_sql::datafusion::parquet::basic::Compression;
use callboard_sql::datafusion::parquet::errors::ParquetError;
use callboard_sql::datafusion::parquet::file::properties::WriterProperties;

use super::{EncodeError, Encoder};

/// Rows that are held in memory until they are written together.
const ROWS_OF_A_GROUP: usize = 64 * 1024;
/// The same, in bytes, for rows with long values.
const BYTES_OF_A_GROUP: usize = 64 << 20;

/// Writes rows as a Parquet file.
pub struct ParquetEncoder {
    writer: Option<ArrowWriter<Buffer>>,
    buffer: Buffer,
}

impl ParquetEncoder {
    /// An encoder for rows of these columns.
    pub fn new(schema: &SchemaRef) -> Result<Self, EncodeError> {
        let buffer = Buffer::default();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROWS_OF_A_GROUP))
            .set_max_row_group_bytes(Some(BYTES_OF_A_GROUP))
            .set_created_by(format!("callboard {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = ArrowWriter::try_new(buffer.clone(), schema.clone(), Some(properties)).map_err(failure)?;
        Ok(Self { writer: Some(writer), buffer })
    }
}

impl Encoder for ParquetEncoder {
    fn batch(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), EncodeError> {
        if let Some(writer) = &mut self.writer {
            writer.write(batch).map_err(failure)?;
        }
        self.buffer.drain_to(out)
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<(), EncodeError> {
        if let Some(writer) = self.writer.take() {
            writer.close().map_err(failure)?;
        }
        self.buffer.drain_to(out)
    }
}

/// Where the writer leaves what it has made, until it is passed on.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn drain_to(&self, out: &mut dyn Write) -> Result<(), EncodeError> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&bytes)?;
        bytes.clear();
        Ok(())
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn failure(error: ParquetError) -> EncodeError {
    EncodeError::Sql(SqlError::from(DataFusionError::from(error)))
}
