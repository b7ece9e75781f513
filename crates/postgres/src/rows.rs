//! Rows on their way: read from a statement as they are sent, so that a long answer needs no room.

use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::datatypes::Schema;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::execution::SendableRecordBatchStream;
use callboard_sql::error::sqlstate;
use futures::StreamExt as _;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::cancel::{Cancellation, Since};
use crate::encode::{self, Batch, Column, CopyFormat};
use crate::error::{Fault, cancelled};
use crate::protocol::{Formats, Outgoing};

/// Rows of a statement, some of which may be sent already. Dropping them ends the calls behind them.
pub(crate) struct Rows {
    batches: Batches,
    columns: Vec<Column>,
    batch: Option<(Batch, usize)>,
}

/// How far it went.
pub(crate) struct Sent {
    pub(crate) rows: usize,
    pub(crate) is_over: bool,
}

impl Rows {
    pub(crate) fn new(stream: SendableRecordBatchStream, formats: &Formats) -> Self {
        let columns = encode::columns(&stream.schema(), formats);
        Self { batches: Batches::of(stream), columns, batch: None }
    }

    /// The same rows with the columns that the client was told of before.
    pub(crate) fn told_as(mut self, told: Option<&Schema>, formats: &Formats) -> Result<Self, SqlError> {
        let columns = told.map(|it| encode::columns(it, formats)).unwrap_or_default();
        if columns.len() != self.columns.len() {
            let message = "the statement gives other columns than it was described with";
            return Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message).with_hint("prepare it again"));
        }
        self.columns = columns;
        Ok(self)
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Sends rows as messages: all of them, or as many.
    pub(crate) async fn send(
        &mut self,
        outgoing: &mut Outgoing,
        most: Option<usize>,
        cancellation: &Cancellation,
        since: Since,
    ) -> Result<Sent, Fault> {
        let mut sent = Sent { rows: 0, is_over: false };
        while most.is_none_or(|most| sent.rows < most) {
            let Some((batch, row)) = self.next(cancellation, since).await? else {
                sent.is_over = true;
                break;
            };
            outgoing.message(b'D', |out| batch.write_row(row, out))?;
            sent.rows += 1;
            outgoing.flush_if_large().await?;
        }
        Ok(sent)
    }

    /// Sends rows as lines of `COPY`; how many.
    pub(crate) async fn copy(
        &mut self,
        outgoing: &mut Outgoing,
        format: &CopyFormat,
        cancellation: &Cancellation,
        since: Since,
    ) -> Result<usize, Fault> {
        let mut rows = 0;
        while let Some((batch, row)) = self.next(cancellation, since).await? {
            outgoing.message(b'd', |out| format.line(batch, row, out))?;
            rows += 1;
            outgoing.flush_if_large().await?;
        }
        Ok(rows)
    }

    /// The next row, read if it must be.
    async fn next(&mut self, cancellation: &Cancellation, since: Since) -> Result<Option<(&Batch, usize)>, Fault> {
        while self.batch.as_ref().is_none_or(|(batch, next)| *next >= batch.rows()) {
            self.batch = None;
            let requested = cancellation.requested(since);
            let batch = tokio::select! {
                biased;
                () = requested => return Err(cancelled().into()),
                batch = self.batches.next() => batch,
            };
            match batch {
                Some(Ok(batch)) => self.batch = Some((Batch::new(&batch, &self.columns)?, 0)),
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(None),
            }
        }
        Ok(self.batch.as_mut().map(|(batch, next)| {
            *next += 1;
            (&*batch, *next - 1)
        }))
    }
}

/// Batches that a task of their own makes, one ahead: a query that computes for long holds up neither a request to stop
/// it nor the other messages.
struct Batches {
    made: mpsc::Receiver<Result<RecordBatch, SqlError>>,
    task: JoinHandle<()>,
}

impl Batches {
    fn of(mut stream: SendableRecordBatchStream) -> Self {
        let (sender, made) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            while let Some(batch) = stream.next().await {
                let is_last = batch.is_err();
                if sender.send(batch.map_err(SqlError::from)).await.is_err() || is_last {
                    return;
                }
            }
        });
        Self { made, task }
    }

    /// The next batch. A task that panicked has no more.
    async fn next(&mut self) -> Option<Result<RecordBatch, SqlError>> {
        match self.made.recv().await {
            None => match (&mut self.task).await {
                Err(error) if error.is_panic() => {
                    Some(Err(SqlError::new(sqlstate::INTERNAL, "the query failed in a way that it must not")))
                }
                _ => None,
            },
            batch => batch,
        }
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        self.task.abort();
    }
}
