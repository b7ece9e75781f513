//! Answers: what a statement gives back.

use datafusion::arrow::datatypes::{Field, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt as _, TryStreamExt as _, stream};

use crate::SqlError;
use crate::functions::json::marker::{self, Marker};

/// What one statement gives back.
pub enum Answer {
    /// Rows, as they come. Dropping the stream cancels what is still under way.
    Rows(SendableRecordBatchStream),
    /// What was done, in PostgreSQL's words: `INSERT 0 3`, `UPDATE 1`, `BEGIN`.
    Done(String),
    /// What was done, and rows of it: `RETURNING`, `EXEC`.
    DoneWithRows(String, SendableRecordBatchStream),
}

/// Whether the texts of a column are JSON as it is written: objects and lists of resources.
pub fn is_json(column: &Field) -> bool {
    marker::of(column) == Some(Marker::Document)
}

/// Whether the texts of a column were taken out of JSON: strings have no quotes, objects and lists are JSON still.
pub fn is_taken_from_json(column: &Field) -> bool {
    marker::of(column) == Some(Marker::Value)
}

/// The same column, whose texts are JSON.
pub fn json_column(column: Field) -> Field {
    marker::mark(column, Some(Marker::Document))
}

/// Something the user should know beside the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

impl Answer {
    /// Rows that are there already.
    pub fn of_batches(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self::Rows(stream_of(schema, batches))
    }

    /// The columns, where there are any.
    pub fn schema(&self) -> Option<SchemaRef> {
        match self {
            Self::Rows(rows) | Self::DoneWithRows(_, rows) => Some(rows.schema()),
            Self::Done(_) => None,
        }
    }

    /// The same answer; the action is done when its rows fail.
    pub(crate) fn on_failure(self, action: impl Fn() + Send + 'static) -> Self {
        let watched = |rows: SendableRecordBatchStream| -> SendableRecordBatchStream {
            let schema = rows.schema();
            Box::pin(RecordBatchStreamAdapter::new(schema, rows.inspect_err(move |_| action())))
        };
        match self {
            Self::Rows(rows) => Self::Rows(watched(rows)),
            Self::Done(tag) => Self::Done(tag),
            Self::DoneWithRows(tag, rows) => Self::DoneWithRows(tag, watched(rows)),
        }
    }

    /// All rows at once, for small answers and tests.
    pub async fn collect(self) -> Result<Vec<RecordBatch>, SqlError> {
        match self {
            Self::Rows(rows) | Self::DoneWithRows(_, rows) => rows.map_err(SqlError::from).try_collect().await,
            Self::Done(_) => Ok(Vec::new()),
        }
    }
}

/// A stream of batches that are there already.
pub fn stream_of(schema: SchemaRef, batches: Vec<RecordBatch>) -> SendableRecordBatchStream {
    Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter(batches).map(Ok)))
}
