//! The writer: closures become savepoints, savepoints become one commit.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

use crate::error::StoreError;
use crate::open::Database;
use crate::snapshot::Snapshot;
use crate::space::SpaceNumber;
use crate::transaction::{Cause, Transaction};
use crate::turnstile::Turnstile;

/// Random keys touch pages all over the database, which cost less in memory (16 MiB).
const WRITER_SETTINGS: &str = "PRAGMA cache_size = -16384";

/// The one connection of a process that writes.
#[derive(Debug)]
pub(crate) struct Writer {
    connection: Connection,
    turnstile: Option<Turnstile>,
}

/// A writer that threads take in turns, made when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct SharedWriter {
    /// Whoever waits for the writer holds this, so that the thread that has
    /// just used the writer queues behind it.
    next: Mutex<()>,
    writer: Mutex<Option<Writer>>,
}

/// One transaction of the database, made of the changes of any number of closures.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    connection: &'a Connection,
    database: &'a Database,
    now_ms: i64,
    /// Whether one closure is all there will be.
    single: bool,
    /// Whether that closure failed.
    undone: bool,
    seen: Vec<SpaceNumber>,
    /// Why the whole batch is lost, once it is.
    lost: Option<StoreError>,
}

impl SharedWriter {
    /// Waits for the writer and holds it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Option<Writer>> {
        let _next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the writer, when nobody else can want it any more.
    pub(crate) fn take(&mut self) -> Option<Writer> {
        self.writer.get_mut().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Writer {
    /// The connection alone.
    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    /// A writer on this connection.
    pub(crate) fn new(connection: Connection, database: &Database) -> Result<Self, StoreError> {
        connection.execute_batch(WRITER_SETTINGS).map_err(|error| database.error(error))?;
        Ok(Self { turnstile: database.turnstile()?, connection })
    }

    /// The connection, for a database that has only one.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Begins a batch, when it is the turn of this process.
    /// A batch of a single closure needs no savepoint, and so no copies of the pages it changes.
    pub(crate) fn begin<'a>(&'a mut self, database: &'a Database, single: bool) -> Result<Batch<'a>, StoreError> {
        let passage = self.turnstile.as_ref().map(Turnstile::enter).transpose()?;
        execute(&self.connection, "BEGIN IMMEDIATE").map_err(|error| database.error(error))?;
        drop(passage);
        let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        Ok(Batch {
            connection: &self.connection,
            database,
            now_ms,
            single,
            undone: false,
            seen: Vec::new(),
            lost: None,
        })
    }
}

impl Batch<'_> {
    /// Runs one closure. Its own error undoes its own changes alone.
    pub(crate) fn run<T, E>(
        &mut self,
        cause: &Cause,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<Result<T, E>, StoreError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        if !self.single {
            self.execute("SAVEPOINT closure")?;
        }
        let snapshot = Snapshot {
            connection: self.connection,
            database: self.database,
            seen: RefCell::new(std::mem::take(&mut self.seen)),
        };
        let seen_before = snapshot.seen.borrow().len();
        let mut transaction = Transaction::new(snapshot, cause, self.now_ms);
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| change(&mut transaction)));
        let (failure, snapshot) = transaction.finish();
        self.seen = snapshot.seen.into_inner();
        if self.connection.is_autocommit() {
            // SQLite undid the whole transaction, as it does when the disk is full.
            let lost = failure.unwrap_or_else(|| StoreError::Full { path: self.database.path().to_path_buf() });
            self.lost = Some(lost.clone());
            return match outcome {
                Ok(Err(error)) => Ok(Err(error)),
                _ => Err(lost),
            };
        }
        let keep = matches!(outcome, Ok(Ok(_))) && failure.is_none();
        if !keep {
            self.seen.truncate(seen_before);
        }
        match (self.single, keep) {
            (true, true) => {}
            (true, false) => {
                self.execute("ROLLBACK")?;
                self.undone = true;
            }
            (false, true) => self.execute("RELEASE closure")?,
            (false, false) => {
                self.execute("ROLLBACK TO closure")?;
                self.execute("RELEASE closure")?;
            }
        }
        match (outcome, failure) {
            (Err(panic), _) => Err(StoreError::Panicked { message: panic_message(panic) }),
            (Ok(Ok(_)), Some(failure)) => Err(failure),
            (Ok(result), _) => Ok(result),
        }
    }

    /// Makes the changes durable.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        if let Some(lost) = self.lost.take() {
            return Err(lost);
        }
        if self.undone {
            return Ok(());
        }
        self.execute("COMMIT")?;
        self.database.numbers.remember(self.seen.drain(..));
        Ok(())
    }

    fn execute(&mut self, sql: &str) -> Result<(), StoreError> {
        execute(self.connection, sql).map_err(|error| {
            let error = self.database.error(error);
            self.lost = Some(error.clone());
            error
        })
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            // If this fails too, the next BEGIN says so.
            let _ = execute(self.connection, "ROLLBACK");
        }
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn panic_message(panic: Box<dyn Any + Send>) -> String {
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => panic.downcast_ref::<&str>().map_or_else(|| "no message".to_owned(), |it| (*it).to_owned()),
    }
}
