//! One statement: its rows are made on one task and printed on another, which watches for interrupts meanwhile.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use callboard_sql::datafusion::arrow::datatypes::SchemaRef;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::execution::SendableRecordBatchStream;
use callboard_sql::error::sqlstate;
use callboard_sql::{Answer, Parsed, Session, SqlError};
use futures::StreamExt as _;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Runner, explaining, is_change};
use crate::Exit;
use crate::encode::value::columns_of;
use crate::encode::{EncodeError, Encoder, Format, encoder, error, printable};
use crate::progress::ProgressLine;

/// How often interrupts are looked for and the progress line is drawn.
const TICK: Duration = Duration::from_millis(50);
/// Ticks without rows after which a table prints what it has.
const TICKS_OF_A_PAUSE: u32 = 6;

/// What the task that runs a statement tells the one that prints.
enum Event {
    /// There will be rows of these columns.
    Rows(SchemaRef),
    Batch(RecordBatch),
    /// What was done, in PostgreSQL's words.
    Done(String),
    Failed(SqlError),
}

/// What one statement has printed so far.
#[derive(Default)]
struct Printed {
    encoder: Option<Box<dyn Encoder>>,
    rows: usize,
    tag: Option<String>,
    failure: Option<SqlError>,
}

impl Runner {
    /// Runs one statement and prints its answer.
    pub(super) async fn run_statement(&mut self, parsed: Parsed) -> Exit {
        let text = parsed.text.clone();
        let is_change = is_change(&parsed.statement);
        self.interrupt.begin();
        let mut line = ProgressLine::new(&self.session, self.options.progress);
        let (sender, mut events) = mpsc::channel(2);
        let task = tokio::spawn(run(self.session.clone(), parsed, sender));
        let mut printed = Printed::default();
        let mut was_interrupted = false;
        let mut ticks_without_rows = 0;
        let mut ticker = tokio::time::interval(TICK);
        ticker.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            if self.interrupt.is_asked() && !was_interrupted {
                was_interrupted = true;
                self.session.cancel();
                line.erase(&mut self.messages);
                if !is_change {
                    task.abort();
                    printed.failure = Some(interrupted());
                    break;
                }
                self.say("stopping after the call that is under way; once more ends callboard at once\n");
            }
            let event = tokio::select! {
                biased;
                event = events.recv() => event,
                _ = ticker.tick() => {
                    ticks_without_rows += 1;
                    if ticks_without_rows == TICKS_OF_A_PAUSE && let Some(encoder) = &mut printed.encoder {
                        line.erase(&mut self.messages);
                        let outcome = encoder.pause(&mut self.output).and_then(|()| Ok(self.output.flush()?));
                        if let Err(err) = outcome {
                            printed.failure = self.not_written(err);
                        }
                    }
                    if !self.output.is_paging() {
                        line.draw(&self.session, &mut self.messages);
                    }
                    continue;
                }
            };
            let Some(event) = event else { break };
            ticks_without_rows = 0;
            line.erase(&mut self.messages);
            if let Err(err) = self.print(event, &mut printed) {
                printed.failure = self.not_written(err);
                // A change is let come to its end, whoever reads of it.
                if !is_change {
                    task.abort();
                    break;
                }
            }
        }
        line.erase(&mut self.messages);
        self.end(&mut printed, task).await;
        // Asked for too late for this statement, but in time for those after it.
        was_interrupted |= self.interrupt.is_asked();
        if let Err(err) = self.output.finish_statement()
            && printed.failure.is_none()
        {
            printed.failure = self.not_written(err.into());
        }
        self.interrupt.end();
        self.tell(printed, &text, was_interrupted)
    }

    fn print(&mut self, event: Event, printed: &mut Printed) -> Result<(), EncodeError> {
        match event {
            Event::Rows(schema) => {
                if self.options.format == Format::Parquet && self.results > 0 {
                    return Err(SqlError::unsupported("a Parquet file holds the rows of one statement")
                        .with_hint("write one statement at a time, or `COPY (…) TO 'file.parquet'`")
                        .into());
                }
                self.results += 1;
                printed.encoder = Some(encoder(self.options.format, &self.options.style, &schema)?);
            }
            Event::Batch(batch) => {
                printed.rows += batch.num_rows();
                if let Some(encoder) = &mut printed.encoder
                    && !self.output.is_closed()
                {
                    encoder.batch(&batch, &mut self.output)?;
                    self.output.flush()?;
                }
            }
            Event::Done(tag) => printed.tag = Some(tag),
            Event::Failed(error) => printed.failure = Some(error),
        }
        Ok(())
    }

    /// The end of the rows, if they all came; waits for the task to be gone.
    async fn end(&mut self, printed: &mut Printed, task: JoinHandle<()>) {
        let outcome = task.await;
        if let Err(err) = outcome
            && err.is_panic()
            && printed.failure.is_none()
        {
            printed.failure = Some(SqlError::new(sqlstate::INTERNAL, "the statement ended by a bug of callboard"));
        }
        let Some(mut encoder) = printed.encoder.take() else { return };
        if printed.failure.is_none() && !self.output.is_closed() {
            let outcome = encoder.end(&mut self.output).and_then(|()| Ok(self.output.flush()?));
            if let Err(err) = outcome {
                printed.failure = self.not_written(err);
            }
        } else if printed.failure.is_some() && self.options.format == Format::Parquet {
            self.output.discard();
        } else if printed.failure.is_some() && !self.output.is_closed() {
            // The rows that came are shown; what is wrong with them is said beside them.
            let _ = encoder.pause(&mut self.output);
            let _ = self.output.flush();
        }
    }

    fn tell(&mut self, printed: Printed, text: &str, was_interrupted: bool) -> Exit {
        let mut page = String::new();
        for notice in self.session.take_notices() {
            page.push_str(&format!("notice: {}\n", printable(&notice.0)));
        }
        let failures = self.session.failures();
        page.push_str(&error::describe_failures(&failures));
        if let Some(tag) = &printed.tag {
            page.push_str(&format!("{tag}\n"));
        } else if printed.failure.is_none() && self.output.is_terminal() && self.options.format == Format::Table {
            page.push_str(&format!("({} row{})\n", printed.rows, if printed.rows == 1 { "" } else { "s" }));
        }
        if let Some(failure) = &printed.failure {
            page.push_str(&error::describe(failure, text));
        }
        self.say(&page);
        match printed.failure {
            _ if was_interrupted => Exit::Interrupted,
            Some(_) => Exit::Failed,
            None if !failures.is_empty() => Exit::Incomplete,
            None => Exit::Done,
        }
    }

    /// A reader who left early has seen enough; everything else is a failure.
    fn not_written(&self, error: EncodeError) -> Option<SqlError> {
        match error {
            EncodeError::Io(_) if self.output.is_closed() => None,
            EncodeError::Io(err) => Some(SqlError::new(sqlstate::IO_ERROR, err.to_string())),
            EncodeError::Sql(err) => Some(err),
        }
    }

    /// The lines of `EXPLAIN`.
    pub(super) async fn calls_of(&self, parsed: &Parsed) -> Result<Vec<String>, SqlError> {
        let batches = self.session.run(&explaining(parsed)).await?.collect().await?;
        let mut lines = Vec::new();
        for batch in &batches {
            let columns = columns_of(batch)?;
            for row in 0..batch.num_rows() {
                let cells: Vec<_> = columns.iter().map(|it| it.text(row).unwrap_or_default()).collect();
                lines.extend(cells.join("  ").lines().map(str::to_owned));
            }
        }
        Ok(lines)
    }
}

/// Runs a statement and sends what comes; ends early where nobody listens any more.
async fn run(session: Arc<Session>, parsed: Parsed, events: mpsc::Sender<Event>) {
    let last = match session.run(&parsed).await {
        Ok(Answer::Rows(rows)) => pass_on(rows, &events).await.err().map(Event::Failed),
        Ok(Answer::DoneWithRows(tag, rows)) => {
            Some(pass_on(rows, &events).await.map_or_else(Event::Failed, |()| Event::Done(tag)))
        }
        Ok(Answer::Done(tag)) => Some(Event::Done(tag)),
        Err(error) => Some(Event::Failed(error)),
    };
    if let Some(event) = last {
        let _ = events.send(event).await;
    }
}

async fn pass_on(mut rows: SendableRecordBatchStream, events: &mpsc::Sender<Event>) -> Result<(), SqlError> {
    let mut is_heard = events.send(Event::Rows(rows.schema())).await.is_ok();
    while is_heard && let Some(batch) = rows.next().await {
        is_heard = events.send(Event::Batch(batch?)).await.is_ok();
    }
    Ok(())
}

fn interrupted() -> SqlError {
    SqlError::new(sqlstate::QUERY_CANCELED, "the statement was interrupted")
}
