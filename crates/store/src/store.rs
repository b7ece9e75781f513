//! The store: the one type that users hold.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tokio::sync::oneshot;

use crate::checkpoint::Checkpointer;
use crate::error::StoreError;
use crate::event::{Event, EventRange};
use crate::group::{Answer, Group, Job};
use crate::open::Database;
use crate::options::{CommitMode, StoreOptions};
use crate::readers::Readers;
use crate::snapshot::Snapshot;
use crate::space::Space;
use crate::transaction::{Cause, Transaction};
use crate::writer::{Batch, SharedWriter, Writer};

/// Durable, ordered records. Cheap to clone; all clones are the same store.
///
/// A closure given to `read` or `write` must use what it is handed, never the store itself: a
/// write inside a write would wait for itself.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    // Dropped first: the thread finishes its queue while the connections are still there.
    group: OnceLock<Option<Group>>,
    commit_mode: CommitMode,
    shared: Arc<Shared>,
}

/// What the writer thread shares with everyone else.
#[derive(Debug)]
struct Shared {
    writer: SharedWriter,
    readers: Readers,
    database: Database,
}

impl Store {
    /// Opens the store, which is made when it is missing, and brings its layout to this version.
    pub fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let (database, connection) = Database::open(options)?;
        let shared = Shared { writer: SharedWriter::default(), readers: Readers::default(), database };
        if shared.database.is_memory() {
            *shared.writer.lock() = Some(Writer::new(connection, &shared.database)?);
        } else {
            shared.readers.put(connection);
        }
        let inner = Inner { group: OnceLock::new(), commit_mode: options.commit_mode, shared: Arc::new(shared) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Reads from one snapshot. Never waits for writers.
    pub fn read<T, E: From<StoreError>>(&self, look: impl FnOnce(&Snapshot<'_>) -> Result<T, E>) -> Result<T, E> {
        self.inner.shared.with_reader(|connection, database| {
            let _moment = Moment::begin(connection).map_err(|error| database.error(error))?;
            snapshot(connection, database, look)
        })
    }

    /// The value of one record.
    pub fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner
            .shared
            .with_reader(|connection, database| snapshot(connection, database, |snapshot| snapshot.get(space, key)))
    }

    /// The events of a range, oldest first.
    pub fn events(&self, range: EventRange<'_>) -> Result<Vec<Event>, StoreError> {
        self.read(|snapshot| snapshot.events(range))
    }

    /// Changes records, in the calling thread. When this returns `Ok`, the change is on the disk;
    /// when the closure returns an error or panics, nothing has changed.
    pub fn write<T, E: From<StoreError>>(
        &self,
        cause: &Cause,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let outcome = self.inner.shared.with_batch(true, |batch| batch.run(cause, change))?;
        outcome?
    }

    /// Changes records as [`Store::write`] does, without blocking the calling task, in one commit
    /// with the changes of other tasks. Once polled, the change happens even if the future is dropped.
    pub async fn write_async<T, E>(
        &self,
        cause: Cause,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if self.inner.commit_mode == CommitMode::Inline {
            return self.write(&cause, change);
        }
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |batch| {
            let outcome = batch.and_then(|batch| batch.run(&cause, change));
            let answer: Answer = Box::new(move |committed| {
                let result = match (outcome, committed) {
                    (Ok(result), Ok(())) => result,
                    (Err(error), _) | (Ok(_), Err(error)) => Err(E::from(error)),
                };
                // Nobody may be waiting any more, and the change stands all the same.
                let _ = sender.send(result);
            });
            answer
        });
        let gone = || StoreError::WriterGone { path: self.path().to_path_buf() };
        self.group().ok_or_else(gone)?.submit(job);
        receiver.await.unwrap_or_else(|_| Err(E::from(gone())))
    }

    /// Whether changes are refused, because the store was opened so or its folder cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.inner.shared.database.is_read_only()
    }

    /// The database file, or `:memory:`.
    pub fn path(&self) -> &Path {
        self.inner.shared.database.path()
    }

    fn group(&self) -> Option<&Group> {
        let start = || {
            let shared = Arc::clone(&self.inner.shared);
            let mut checkpointer = Checkpointer::default();
            Group::start(move |jobs| {
                shared.commit(jobs);
                shared.checkpoint(&mut checkpointer);
            })
            .ok()
        };
        self.inner.group.get_or_init(start).as_ref()
    }
}

impl Shared {
    fn with_reader<T, E: From<StoreError>>(
        &self,
        look: impl FnOnce(&Connection, &Database) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.database.is_memory() {
            let writer = self.writer.lock();
            let writer = writer.as_ref().expect("a store in memory has its writer from the start");
            return look(writer.connection(), &self.database);
        }
        look(&*self.readers.lend(&self.database)?, &self.database)
    }

    /// Commits what `change` does in a batch, and returns its result once that is durable.
    fn with_batch<T>(&self, single: bool, change: impl FnOnce(&mut Batch<'_>) -> T) -> Result<T, StoreError> {
        if self.database.is_read_only() {
            return Err(StoreError::ReadOnly { path: self.database.path().to_path_buf() });
        }
        let mut writer = self.writer.lock();
        let writer = match &mut *writer {
            Some(writer) => writer,
            none => none.insert(Writer::new(self.readers.take(&self.database)?, &self.database)?),
        };
        let mut batch = writer.begin(&self.database, single)?;
        let result = change(&mut batch);
        batch.commit()?;
        Ok(result)
    }

    /// Commits the changes of these jobs, then answers each.
    fn commit(&self, jobs: Vec<Job>) {
        let mut waiting = jobs.into_iter();
        let mut answers: Vec<Answer> = Vec::with_capacity(waiting.len());
        let single = waiting.len() == 1;
        let committed =
            self.with_batch(single, |batch| answers.extend(waiting.by_ref().map(|job| job(Ok(&mut *batch)))));
        if let Err(error) = &committed {
            // No batch could begin.
            answers.extend(waiting.map(|job| job(Err(error.clone()))));
        }
        for answer in answers {
            answer(committed.clone());
        }
    }

    fn checkpoint(&self, checkpointer: &mut Checkpointer) {
        if !self.database.is_memory()
            && let Some(writer) = &*self.writer.lock()
        {
            checkpointer.after_commit(writer.connection(), || self.database.connect().ok());
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if self.database.may_leave_log() {
            let writer = self.writer.take();
            let connections = self.readers.take_all().into_iter().chain(writer.map(Writer::into_connection));
            // Where this is refused, closing moves the log as usual.
            connections.for_each(|it| drop(it.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)));
        }
    }
}

/// One moment of the database, from now until this is dropped.
struct Moment<'a>(&'a Connection);

impl<'a> Moment<'a> {
    fn begin(connection: &'a Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(connection))
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        // A reader that is still in a transaction is closed when it is given back.
        let _ = self.0.prepare_cached("COMMIT").and_then(|mut statement| statement.execute([]));
    }
}

fn snapshot<T, E: From<StoreError>>(
    connection: &Connection,
    database: &Database,
    look: impl FnOnce(&Snapshot<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let snapshot = Snapshot { connection, database, seen: RefCell::default() };
    let result = look(&snapshot);
    database.numbers.remember(snapshot.seen.into_inner());
    result
}
