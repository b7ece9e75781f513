//! Opening: the folder, the files in it and connections to the database.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::checkpoint;
use crate::error::StoreError;
use crate::options::{Access, CommitMode, Location, StoreOptions};
use crate::schema::{self, Identity};
use crate::space::SpaceNumbers;
use crate::turnstile::{Turnstile, Wait};

const DATABASE_FILE: &str = "callboard.db";
const LOCK_FILE: &str = "callboard.lock";
const PAGE_BYTES: u64 = 4096;

/// A log that is read in a fraction of a millisecond.
const SHORT_LOG_BYTES: u64 = 512 * 1024;

/// Room for every statement of this crate, so that none is prepared twice.
const STATEMENT_CACHE: usize = 32;

/// Said to each connection. `synchronous=FULL` makes a commit wait for the disk; the cache sizes
/// (in KiB) and the absence of mmap keep resident memory flat however large the database is.
const SETTINGS: &str = "PRAGMA synchronous = FULL;
     PRAGMA foreign_keys = OFF;
     PRAGMA temp_store = MEMORY;
     PRAGMA cache_size = -4096;
     PRAGMA journal_size_limit = 67108864;";

/// How long the log may grow before a commit moves it into the database file, in pages.
const fn log_pages(mode: CommitMode) -> i64 {
    match mode {
        CommitMode::Inline => 2048,
        // The writer thread does it earlier, and better.
        CommitMode::Group => checkpoint::HARD_PAGES,
    }
}

/// One database, and what all its connections share.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) numbers: SpaceNumbers,
    path: PathBuf,
    target: Target,
    busy_timeout: Duration,
    max_database_bytes: Option<u64>,
    commit_mode: CommitMode,
}

/// How connections are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Memory,
    ReadWrite,
    ReadOnly,
    /// Read-only, in a folder where SQLite cannot even make its shared-memory file.
    Immutable,
}

impl Database {
    /// Opens or makes the database, brings it to this version, and returns a first connection.
    pub(crate) fn open(options: &StoreOptions) -> Result<(Self, Connection), StoreError> {
        let mut database = Self {
            numbers: SpaceNumbers::default(),
            path: PathBuf::from(":memory:"),
            target: Target::Memory,
            busy_timeout: options.busy_timeout,
            max_database_bytes: options.max_database_bytes,
            commit_mode: options.commit_mode,
        };
        let Location::Folder(folder) = &options.location else {
            let mut connection = database.connect()?;
            schema::migrate(&mut connection, schema::MIGRATIONS).map_err(|error| database.error(error))?;
            return Ok((database, connection));
        };
        // An absolute path never looks like an SQLite URI or option.
        let folder = std::path::absolute(folder).map_err(|error| StoreError::from_io(error, folder))?;
        database.path = folder.join(DATABASE_FILE);
        if options.access == Access::ReadWrite {
            database.target = Target::ReadWrite;
            match prepare_files(&folder, &database.path).and_then(|()| database.open_writable()) {
                Ok(connection) => return Ok((database, connection)),
                Err(error) if !is_refused_write(&error) || !database.path.exists() => return Err(error),
                Err(_) => {}
            }
        }
        let connection = database.open_readable()?;
        Ok((database, connection))
    }

    /// Makes one more connection.
    pub(crate) fn connect(&self) -> Result<Connection, StoreError> {
        // No SQLite mutex: a connection is only ever used by one thread at a time.
        let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match self.target {
            Target::Memory => Connection::open_in_memory(),
            Target::ReadWrite => Connection::open_with_flags(&self.path, common | OpenFlags::SQLITE_OPEN_READ_WRITE),
            Target::ReadOnly => Connection::open_with_flags(&self.path, common | OpenFlags::SQLITE_OPEN_READ_ONLY),
            Target::Immutable => Connection::open_with_flags(
                immutable_uri(&self.path),
                common | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
            ),
        };
        connection.and_then(|connection| self.configure(connection)).map_err(|error| self.error(error))
    }

    /// The lock file through which writers pass, where other processes can write too.
    pub(crate) fn turnstile(&self) -> Result<Option<Turnstile>, StoreError> {
        match self.target {
            Target::Memory => Ok(None),
            Target::ReadWrite => Turnstile::open(&self.path.with_file_name(LOCK_FILE), self.busy_timeout).map(Some),
            Target::ReadOnly | Target::Immutable => Err(StoreError::ReadOnly { path: self.path.clone() }),
        }
    }

    /// Whether every connection has a database of its own.
    pub(crate) fn is_memory(&self) -> bool {
        self.target == Target::Memory
    }

    /// Whether changes are refused.
    pub(crate) fn is_read_only(&self) -> bool {
        matches!(self.target, Target::ReadOnly | Target::Immutable)
    }

    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// An SQLite error about this database, as ours.
    pub(crate) fn error(&self, error: rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(error, &self.path, self.busy_timeout)
    }

    fn configure(&self, mut connection: Connection) -> rusqlite::Result<Connection> {
        let mut wait = Wait::new(self.busy_timeout);
        connection.busy_handler(Some(move |count: i32| {
            if count == 0 {
                wait.reset();
            }
            wait.again()
        }))?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        // A statement is not planned again for every other limit of a scan.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(SETTINGS)?;
        connection.pragma_update_and_check(None, "wal_autocheckpoint", log_pages(self.commit_mode), |_| Ok(()))?;
        if let Some(bytes) = self.max_database_bytes {
            let pages = i64::try_from(bytes / PAGE_BYTES).unwrap_or(i64::MAX);
            connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        }
        Ok(connection)
    }

    fn open_writable(&self) -> Result<Connection, StoreError> {
        let mut connection = self.connect()?;
        if connection.is_readonly("main").map_err(|error| self.error(error))? {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        if self.version(&connection)? < schema::VERSION {
            let turnstile = self.turnstile()?;
            let _passage = turnstile.as_ref().map(Turnstile::enter).transpose()?;
            self.initialise(&mut connection)?;
        }
        Ok(connection)
    }

    fn open_readable(&mut self) -> Result<Connection, StoreError> {
        self.target = Target::ReadOnly;
        let first = self.connect().and_then(|connection| Ok((self.version(&connection)?, connection)));
        let (version, connection) = match first {
            // Without a write-ahead log, the database file alone is the whole truth.
            Err(StoreError::CannotOpen { .. } | StoreError::ReadOnly { .. })
                if self.log_bytes() == 0 && self.path.exists() =>
            {
                self.target = Target::Immutable;
                let connection = self.connect()?;
                (self.version(&connection)?, connection)
            }
            other => other?,
        };
        if version < schema::VERSION {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        Ok(connection)
    }

    /// Whether the last connection may close without moving the log into the database file.
    ///
    /// Moving it costs several waits for the disk; a short one is read again in less than one. So
    /// of many one-shot processes, only one in some dozens pays.
    pub(crate) fn may_leave_log(&self) -> bool {
        self.commit_mode == CommitMode::Inline && self.target == Target::ReadWrite && self.log_bytes() < SHORT_LOG_BYTES
    }

    fn log_bytes(&self) -> u64 {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        fs::metadata(log).map_or(0, |metadata| metadata.len())
    }

    /// The schema version of the database, if this build may use it.
    fn version(&self, connection: &Connection) -> Result<i32, StoreError> {
        let path = || self.path.clone();
        match schema::identify(connection).map_err(|error| self.error(error))? {
            Identity::Empty => Ok(0),
            Identity::Ours(found) if found > schema::VERSION => {
                Err(StoreError::NewerVersion { path: path(), found, supported: schema::VERSION })
            }
            Identity::Ours(found) => Ok(found),
            Identity::Foreign(application_id) => Err(StoreError::ForeignDatabase { path: path(), application_id }),
        }
    }

    fn initialise(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let mut wait = Wait::new(self.busy_timeout);
        loop {
            // SQLite does not ask the busy handler while it changes the journal mode.
            let result = connection
                .pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))
                .and_then(|()| schema::migrate(connection, schema::MIGRATIONS));
            match result.map_err(|error| self.error(error)) {
                Err(StoreError::Busy { .. }) if wait.again() => {}
                result => return result,
            }
        }
    }
}

/// Makes the folder and an empty database file, for this user only, and makes their names durable.
fn prepare_files(folder: &Path, database: &Path) -> Result<(), StoreError> {
    if database.exists() {
        return Ok(());
    }
    let missing: Vec<&Path> = folder.ancestors().take_while(|ancestor| !ancestor.exists()).collect();
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| StoreError::from_io(error, folder))?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(database) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(StoreError::from_io(error, database)),
    }
    let parents = missing.iter().filter_map(|made| made.parent());
    for changed in std::iter::once(folder).chain(parents) {
        File::open(changed)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| StoreError::from_io(error, changed))?;
    }
    Ok(())
}

fn is_refused_write(error: &StoreError) -> bool {
    match error {
        StoreError::ReadOnly { .. } => true,
        StoreError::CannotOpen { source, .. } => {
            matches!(source.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Other)
        }
        _ => false,
    }
}

fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}
