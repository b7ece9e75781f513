//! Readers: idle connections, lent to one snapshot at a time.

use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::error::StoreError;
use crate::open::Database;

/// How many idle connections are kept; more are made and closed as needed.
const MAX_IDLE: usize = 8;

/// Connections that nobody uses at the moment.
#[derive(Debug, Default)]
pub(crate) struct Readers {
    idle: Mutex<Vec<Connection>>,
}

/// A connection that comes back when this is dropped.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Readers {
    /// Lends a connection.
    pub(crate) fn lend(&self, database: &Database) -> Result<Reader<'_>, StoreError> {
        let connection = self.take(database)?;
        Ok(Reader { readers: self, connection: Some(connection) })
    }

    /// Takes a connection out for good.
    pub(crate) fn take(&self, database: &Database) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| database.connect(), Ok)
    }

    /// Takes out every idle connection.
    pub(crate) fn take_all(&self) -> Vec<Connection> {
        std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps an idle connection.
    pub(crate) fn put(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(connection);
        }
    }
}

impl Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a reader has its connection until it is dropped")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        // A connection that cannot end its snapshot would keep an old one: let it go.
        if let Some(connection) = self.connection.take()
            && (connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok())
        {
            self.readers.put(connection);
        }
    }
}
