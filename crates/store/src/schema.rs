//! The layout on disk, its version, and the way from each version to the next.
//!
//! `PRAGMA user_version` counts the entries of [`MIGRATIONS`] that a database
//! has gone through. An entry is never edited once released; a new layout is a
//! new entry. `application_id` tells our files from those of other programs.
//!
//! A record row carries the sequence of its latest event, and an event that of
//! the event before it on the same record. The value before a change is then
//! found in the previous event, so that no value is written twice as history.

use rusqlite::{Connection, TransactionBehavior};

/// `calb` in ASCII: marks a database as callboard's.
pub(crate) const APPLICATION_ID: i32 = 0x6361_6c62;

/// What turns each version into the next, in order.
pub(crate) const MIGRATIONS: &[&str] = &[
    // 1: the tables. Small columns come first, so that filtering reads no overflow pages.
    "CREATE TABLE space (
         number INTEGER PRIMARY KEY,
         name TEXT NOT NULL UNIQUE
     );
     CREATE TABLE record (
         space INTEGER NOT NULL,
         key BLOB NOT NULL,
         sequence INTEGER,
         value BLOB NOT NULL,
         PRIMARY KEY (space, key)
     ) WITHOUT ROWID;
     CREATE TABLE event (
         sequence INTEGER PRIMARY KEY,
         time_ms INTEGER NOT NULL,
         space INTEGER NOT NULL,
         previous INTEGER,
         who TEXT NOT NULL,
         what TEXT NOT NULL,
         key BLOB NOT NULL,
         after BLOB
     );
     CREATE TABLE meta (
         name TEXT PRIMARY KEY,
         value BLOB NOT NULL
     ) WITHOUT ROWID;",
    // 2: history as people read it with `sqlite3`.
    "CREATE VIEW history AS
         SELECT event.sequence,
                strftime('%Y-%m-%dT%H:%M:%fZ', event.time_ms / 1000.0, 'unixepoch') AS time,
                event.who, event.what, space.name AS space, CAST(event.key AS TEXT) AS key,
                CAST(previous.after AS TEXT) AS before, CAST(event.after AS TEXT) AS after
           FROM event
           JOIN space ON space.number = event.space
           LEFT JOIN event AS previous ON previous.sequence = event.previous;",
];

/// The version this build writes.
pub(crate) const VERSION: i32 = MIGRATIONS.len() as i32;

/// What a database says about itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Nothing was ever written to it.
    Empty,
    /// It is ours, at this version.
    Ours(i32),
    /// It belongs to another program.
    Foreign(i32),
}

/// Reads what a database says about itself.
pub(crate) fn identify(connection: &Connection) -> rusqlite::Result<Identity> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    let application_id = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    Ok(match application_id {
        APPLICATION_ID => Identity::Ours(version),
        0 if version == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0 => Identity::Empty,
        _ => Identity::Foreign(application_id),
    })
}

/// Brings an empty or older database to the last of these migrations, each in a transaction of its own.
pub(crate) fn migrate(connection: &mut Connection, migrations: &[&str]) -> rusqlite::Result<()> {
    for (version, migration) in (1i32..).zip(migrations) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have come first: the version counts under the lock only.
        let found: i32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found >= version {
            continue;
        }
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}
