//! Errors of the store.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::ErrorCode;

/// Why a store could not be opened, read or written.
///
/// `Display` says what went wrong and where; the cause is behind `source`; what
/// to do next is in [`StoreError::hint`]. Whatever the error, nothing
/// acknowledged before is lost, and the change it answers was not made (after
/// [`StoreError::Disk`] it may have been). Keys and values never appear in an
/// error, because they may be secrets.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A file or folder could not be made, opened or locked.
    #[error("cannot open `{path}`")]
    CannotOpen {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system answered.
        source: Arc<io::Error>,
    },

    /// The file is not an SQLite database.
    #[error("`{path}` is not a database")]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },

    /// The file is a database of another program.
    #[error("`{path}` is a database of another program (application id {application_id:#010x})")]
    ForeignDatabase {
        /// The file.
        path: PathBuf,
        /// The application id found in it.
        application_id: i32,
    },

    /// The database was written by a newer callboard.
    #[error("`{path}` has schema version {found}, but this callboard knows versions up to {supported}")]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        found: i32,
        /// The newest version this build can use.
        supported: i32,
    },

    /// The database contradicts itself.
    #[error("`{path}` is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite answered.
        source: Arc<rusqlite::Error>,
    },

    /// The store may only be read.
    #[error("`{path}` cannot be written")]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
    },

    /// There is no room for the change.
    #[error("no room left for `{path}`")]
    Full {
        /// The file.
        path: PathBuf,
    },

    /// Another process held the database for too long.
    #[error("`{path}` was in use by another process for more than {} ms", waited.as_millis())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long we waited.
        waited: Duration,
    },

    /// The disk or the file system failed.
    #[error("the disk failed to read or write `{path}`")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What SQLite answered.
        source: Arc<rusqlite::Error>,
    },

    /// A key is longer than the store keeps.
    #[error("space `{space}`: a key of {length} bytes is longer than {limit}")]
    KeyTooLong {
        /// The space of the record.
        space: &'static str,
        /// The length of the key.
        length: usize,
        /// The longest key.
        limit: usize,
    },

    /// A value is longer than the store keeps.
    #[error("space `{space}`: a value of {length} bytes is longer than {limit}")]
    ValueTooLong {
        /// The space of the record.
        space: &'static str,
        /// The length of the value.
        length: usize,
        /// The longest value.
        limit: usize,
    },

    /// The closure of a write panicked, and its changes were undone.
    #[error("a write panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },

    /// The writer thread could not be started or is gone.
    #[error("the writer of `{path}` is not running")]
    WriterGone {
        /// The file.
        path: PathBuf,
    },

    /// SQLite refused a statement, which is a bug of this crate.
    #[error("`{path}`: a statement failed")]
    Statement {
        /// The file.
        path: PathBuf,
        /// What SQLite answered.
        source: Arc<rusqlite::Error>,
    },
}

impl StoreError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::CannotOpen { .. } => {
                Some("check that the data folder exists and belongs to you, or choose another one")
            }
            Self::NotADatabase { .. } | Self::ForeignDatabase { .. } => {
                Some("choose another data folder, or move the file away to start with an empty one")
            }
            Self::NewerVersion { .. } => Some("use the newer callboard that wrote it, or choose another data folder"),
            Self::Damaged { .. } => {
                Some("keep a copy of the data folder, then restore a backup or run `sqlite3 callboard.db .recover`")
            }
            Self::ReadOnly { .. } => Some("make the data folder writable, or choose another one"),
            Self::Full { .. } => Some("free some disk space and try again; nothing was changed"),
            Self::Busy { .. } => {
                Some("try again; if it persists, look for a stopped process that uses the data folder")
            }
            Self::Disk { .. } => Some("look at the system log, and keep a copy of the data folder"),
            Self::KeyTooLong { .. } | Self::ValueTooLong { .. } => None,
            Self::Panicked { .. } | Self::WriterGone { .. } | Self::Statement { .. } => {
                Some("this is a bug in callboard: please report it")
            }
        }
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::Busy { .. })
    }

    /// Sorts an SQLite error into the variants above.
    pub(crate) fn from_sqlite(error: rusqlite::Error, path: &Path, busy_timeout: Duration) -> Self {
        let path = path.to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase { path },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, source: Arc::new(error) },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path, waited: busy_timeout },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, source: Arc::new(error) },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::CannotOpen { path, source: Arc::new(io::Error::other(error)) }
            }
            _ => Self::Statement { path, source: Arc::new(error) },
        }
    }

    /// Sorts an error of the operating system about this path.
    pub(crate) fn from_io(error: io::Error, path: &Path) -> Self {
        let path = path.to_path_buf();
        match error.kind() {
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::CannotOpen { path, source: Arc::new(error) },
        }
    }
}
