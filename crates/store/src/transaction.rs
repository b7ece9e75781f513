//! Transactions: changing records, and leaving an event for each change.

use std::cell::RefCell;
use std::ops::Deref;

use rusqlite::{OptionalExtension, params};

use crate::error::StoreError;
use crate::options::{MAX_KEY_BYTES, MAX_VALUE_BYTES};
use crate::snapshot::Snapshot;
use crate::space::Space;

/// On whose behalf, and by which call, records change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// Who asked, such as an ARN.
    pub who: String,
    /// What they asked for, such as the name of an operation.
    pub what: String,
}

impl Cause {
    /// A cause in these words.
    pub fn new(who: impl Into<String>, what: impl Into<String>) -> Self {
        Self { who: who.into(), what: what.into() }
    }
}

/// Changes that happen all together or not at all.
///
/// Reading through it (it is a [`Snapshot`]) sees the changes made so far.
#[derive(Debug)]
pub struct Transaction<'a> {
    snapshot: Snapshot<'a>,
    cause: &'a Cause,
    now_ms: i64,
    /// The first failure of the database, after which nothing of this transaction may be kept.
    failure: RefCell<Option<StoreError>>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(snapshot: Snapshot<'a>, cause: &'a Cause, now_ms: i64) -> Self {
        Self { snapshot, cause, now_ms, failure: RefCell::default() }
    }

    /// The failure to report even if the closure swallowed it, and the snapshot itself.
    pub(crate) fn finish(self) -> (Option<StoreError>, Snapshot<'a>) {
        (self.failure.into_inner(), self.snapshot)
    }

    /// The wall clock when this transaction began, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// Makes a record, or replaces its value.
    pub fn put(&mut self, space: Space, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        check_length(key.len(), MAX_KEY_BYTES).map_err(|(length, limit)| StoreError::KeyTooLong {
            space: space.name(),
            length,
            limit,
        })?;
        check_length(value.len(), MAX_VALUE_BYTES).map_err(|(length, limit)| StoreError::ValueTooLong {
            space: space.name(),
            length,
            limit,
        })?;
        let number = self.number_or_new(space)?;
        self.execute(|transaction| {
            let sequence = match space.is_secret() {
                true => None,
                false => {
                    let previous = transaction.latest_event(number, key)?.flatten();
                    Some(transaction.append_event(number, key, previous, Some(value))?)
                }
            };
            let sql = "INSERT OR REPLACE INTO record (space, key, sequence, value) VALUES (?1, ?2, ?3, ?4)";
            transaction.connection.prepare_cached(sql)?.execute(params![number, key, sequence, value])?;
            Ok(())
        })
    }

    /// Removes a record, and says whether there was one.
    pub fn delete(&mut self, space: Space, key: &[u8]) -> Result<bool, StoreError> {
        let Some(number) = self.number(space)? else { return Ok(false) };
        self.execute(|transaction| {
            let Some(previous) = transaction.latest_event(number, key)? else { return Ok(false) };
            if !space.is_secret() {
                transaction.append_event(number, key, previous, None)?;
            }
            let sql = "DELETE FROM record WHERE space = ?1 AND key = ?2";
            transaction.connection.prepare_cached(sql)?.execute(params![number, key])?;
            Ok(true)
        })
    }

    /// Makes changes that are undone by themselves where `change` fails, while the transaction goes on.
    pub fn attempt<T, E: From<StoreError>>(&mut self, change: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let seen_before = self.seen.borrow().len();
        self.run("SAVEPOINT attempt")?;
        let outcome = change(self);
        if self.connection.is_autocommit() {
            // SQLite undid the whole transaction, and the savepoint with it; the writer says so.
            return outcome;
        }
        if outcome.is_err() {
            // Spaces that were made in it are gone again.
            self.seen.borrow_mut().truncate(seen_before);
            self.run("ROLLBACK TO attempt")?;
        }
        self.run("RELEASE attempt")?;
        outcome
    }

    /// Keeps a named value beside the records; it has no history.
    pub fn meta_put(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.execute(|transaction| {
            let sql = "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)";
            transaction.connection.prepare_cached(sql)?.execute(params![name, value])?;
            Ok(())
        })
    }

    /// The latest event of a record that has one; nothing if there is no such record.
    fn latest_event(&self, number: i64, key: &[u8]) -> rusqlite::Result<Option<Option<i64>>> {
        self.connection
            .prepare_cached("SELECT sequence FROM record WHERE space = ?1 AND key = ?2")?
            .query_row(params![number, key], |row| row.get(0))
            .optional()
    }

    fn append_event(
        &self,
        number: i64,
        key: &[u8],
        previous: Option<i64>,
        after: Option<&[u8]>,
    ) -> rusqlite::Result<i64> {
        let sql = "INSERT INTO event (time_ms, space, previous, who, what, key, after)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let Cause { who, what } = self.cause;
        self.connection.prepare_cached(sql)?.insert(params![self.now_ms, number, previous, who, what, key, after])
    }

    fn number_or_new(&self, space: Space) -> Result<i64, StoreError> {
        if let Some(number) = self.number(space)? {
            return Ok(number);
        }
        let number = self.execute(|transaction| {
            transaction.connection.prepare_cached("INSERT INTO space (name) VALUES (?1)")?.insert([space.name()])
        })?;
        self.seen.borrow_mut().push((space.name(), number));
        Ok(number)
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.execute(|transaction| transaction.connection.prepare_cached(sql)?.execute([]).map(drop))
    }

    fn execute<T>(&self, change: impl FnOnce(&Self) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        change(self).map_err(|error| {
            let error = self.database.error(error);
            self.failure.borrow_mut().get_or_insert_with(|| error.clone());
            error
        })
    }
}

impl<'a> Deref for Transaction<'a> {
    type Target = Snapshot<'a>;

    fn deref(&self) -> &Self::Target {
        &self.snapshot
    }
}

fn check_length(length: usize, limit: usize) -> Result<(), (usize, usize)> {
    if length > limit { Err((length, limit)) } else { Ok(()) }
}
