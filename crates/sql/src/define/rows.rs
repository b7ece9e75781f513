//! Rows of tables and materialised views: in memory, or in Parquet files beside the definitions.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::util::display::FormatOptions;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::TryStreamExt as _;

use super::copy;
use super::files::{self, Format};
use super::library::{Rows, cannot, rows_folder};
use crate::{Session, SqlError};

/// Takes all rows of a stream: into a new file where definitions are kept, else into memory. Gives their number too.
pub(super) async fn take(
    session: &Session,
    name: &str,
    temporary: bool,
    stream: SendableRecordBatchStream,
) -> Result<(Rows, u64), SqlError> {
    let mut stream = kept(stream);
    let Some(file) = session.options().definitions.as_deref().filter(|_| !temporary) else {
        let schema = stream.schema();
        let mut batches = Vec::new();
        while let Some(batch) = stream.try_next().await? {
            batches.push(batch);
        }
        let count = batches.iter().map(|it| it.num_rows() as u64).sum();
        let table = MemTable::try_new(schema, vec![batches])?;
        return Ok((Rows::Memory(Arc::new(table)), count));
    };
    let path = new_file(file, name)?;
    let count = copy::write(&path, &copy::Target::parquet(), stream, true).await?;
    Ok((Rows::File(path), count))
}

/// The rows of a Parquet file.
pub(super) async fn of_file(session: &Session, path: &Path) -> Result<Arc<dyn TableProvider>, SqlError> {
    files::table(session, path, &Format::Parquet).await
}

/// A file for new rows: no two have the same name, so that readers of the old one go on undisturbed.
fn new_file(definitions: &Path, name: &str) -> Result<PathBuf, SqlError> {
    let folder = rows_folder(definitions);
    fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
    let readable: String = name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).take(40).collect();
    Ok(folder.join(format!("{readable}.{}.parquet", uuid::Uuid::new_v4().simple())))
}

/// Rows as a table keeps them: NULL is taken in every column, and a column of NULLs alone is one of texts.
fn kept(stream: SendableRecordBatchStream) -> SendableRecordBatchStream {
    let fields = stream.schema();
    let fields = fields.fields().iter().map(|it| {
        let data_type = match it.data_type() {
            DataType::Null | DataType::Utf8View => DataType::Utf8,
            DataType::BinaryView => DataType::Binary,
            other => other.clone(),
        };
        Field::new(it.name(), data_type, true)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let target = Arc::clone(&schema);
    let batches = stream.and_then(move |batch| std::future::ready(cast_to(&batch, &target)));
    Box::pin(RecordBatchStreamAdapter::new(schema, batches))
}

/// A value that does not fit is an error, not NULL.
const STRICT: CastOptions<'static> = CastOptions { safe: false, format_options: FormatOptions::new() };

/// A batch with its columns, in their order, as the types of a schema.
pub(super) fn cast_to(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, DataFusionError> {
    let columns = batch.columns().iter().zip(schema.fields());
    let columns = columns
        .map(|(column, field)| cast_with_options(column, field.data_type(), &STRICT))
        .collect::<Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}
