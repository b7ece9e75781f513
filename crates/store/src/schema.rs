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

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(connection: &Connection) -> Identity {
        identify(connection).expect("a database says what it is")
    }

    #[test]
    fn a_database_of_version_1_becomes_one_of_this_version() {
        let mut connection = Connection::open_in_memory().expect("a database");
        assert_eq!(identity(&connection), Identity::Empty);
        migrate(&mut connection, &MIGRATIONS[..1]).expect("version 1");
        assert_eq!(identity(&connection), Identity::Ours(1));
        connection
            .execute_batch(
                "INSERT INTO space VALUES (1, 'stage');
                 INSERT INTO event VALUES (1, 1700000000123, 1, NULL, 'alice', 'Create', CAST('a' AS BLOB), CAST('1' AS BLOB));
                 INSERT INTO event VALUES (2, 1700000000456, 1, 1, 'bob', 'Update', CAST('a' AS BLOB), CAST('2' AS BLOB));
                 INSERT INTO record VALUES (1, CAST('a' AS BLOB), 2, CAST('2' AS BLOB));",
            )
            .expect("rows of version 1");
        migrate(&mut connection, MIGRATIONS).expect("this version");
        assert_eq!(identity(&connection), Identity::Ours(VERSION));
        let told = "SELECT group_concat(concat_ws(' ', time, who, what, space, key, before, after), '; ') FROM history";
        let told: String = connection.query_row(told, [], |row| row.get(0)).expect("a history");
        assert_eq!(
            told,
            "2023-11-14T22:13:20.123Z alice Create stage a 1; 2023-11-14T22:13:20.456Z bob Update stage a 1 2"
        );
    }

    #[test]
    fn a_migration_that_fails_leaves_the_version_before_it() {
        let mut connection = Connection::open_in_memory().expect("a database");
        let migrations = [MIGRATIONS[0], "CREATE TABLE half (a); CREATE TABLE half (a);"];
        migrate(&mut connection, &migrations).expect_err("the second cannot work");
        assert_eq!(identity(&connection), Identity::Ours(1));
        migrate(&mut connection, MIGRATIONS).expect("nothing of it was left");
        assert_eq!(identity(&connection), Identity::Ours(VERSION));
    }
}
