//! Options: where a store lives and how it is used.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest key of a record.
pub const MAX_KEY_BYTES: usize = 2 * 1024;

/// The longest value of a record.
pub const MAX_VALUE_BYTES: usize = 1024 * 1024;

/// Where the records of a store live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In `callboard.db` inside this folder, which is made when it is missing.
    Folder(PathBuf),
    /// In the memory of this process, gone with the last clone of the store.
    Memory,
}

/// What a store may do with its location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Reads and writes; falls back to reads alone in a folder we cannot write to.
    #[default]
    ReadWrite,
    /// Reads alone; nothing in the folder is created or changed.
    ReadOnly,
}

/// How [`Store::write_async`](crate::Store::write_async) commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommitMode {
    /// One thread gathers the closures of all tasks into few commits: for servers.
    #[default]
    Group,
    /// Each closure is its own commit, in the calling thread: for one-shot processes.
    Inline,
}

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Where the records live.
    pub location: Location,
    /// Whether the store may change anything.
    pub access: Access,
    /// How asynchronous writes commit.
    pub commit_mode: CommitMode,
    /// How long to wait for another process that holds the database.
    pub busy_timeout: Duration,
    /// How large the database file may grow, if there is a limit.
    pub max_database_bytes: Option<u64>,
}

impl StoreOptions {
    /// The usual options for a store in this folder.
    pub fn folder(path: impl AsRef<Path>) -> Self {
        Self::at(Location::Folder(path.as_ref().to_path_buf()))
    }

    /// The usual options for a store in memory.
    pub fn memory() -> Self {
        Self::at(Location::Memory)
    }

    /// The usual options for a store at this location.
    pub fn at(location: Location) -> Self {
        Self {
            location,
            access: Access::default(),
            commit_mode: CommitMode::default(),
            busy_timeout: Duration::from_secs(10),
            max_database_bytes: None,
        }
    }

    /// The same options with this commit mode.
    pub fn with_commit_mode(mut self, commit_mode: CommitMode) -> Self {
        self.commit_mode = commit_mode;
        self
    }
}
