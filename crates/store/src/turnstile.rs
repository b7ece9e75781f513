//! The turnstile: processes that write take turns.
//!
//! SQLite lets one process write at a time but promises no order: a busy
//! server that commits without pause would keep a one-shot command waiting
//! for seconds. So each writer first takes this file lock, then the database,
//! then lets go of the file lock. Whoever waits for the database holds the
//! turnstile, and the process that has just committed queues behind it. The
//! system lets go of the lock of a process that dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;

/// How often a waiting process looks again, for the lock file and for the database.
const POLL_INTERVAL: Duration = Duration::from_micros(500);

/// The lock file through which writing processes pass one by one.
#[derive(Debug)]
pub(crate) struct Turnstile {
    path: PathBuf,
    file: File,
    timeout: Duration,
}

/// The turnstile is held until this is dropped.
#[derive(Debug)]
pub(crate) struct Passage<'a>(&'a File);

impl Turnstile {
    /// Opens the lock file, which is made when it is missing.
    pub(crate) fn open(path: &Path, timeout: Duration) -> Result<Self, StoreError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(|error| StoreError::from_io(error, path))?;
        Ok(Self { path: path.to_path_buf(), file, timeout })
    }

    /// Waits until no other process holds the turnstile, then holds it.
    pub(crate) fn enter(&self) -> Result<Passage<'_>, StoreError> {
        let mut wait = Wait::new(self.timeout);
        loop {
            match self.file.try_lock() {
                Ok(()) => return Ok(Passage(&self.file)),
                Err(TryLockError::WouldBlock) if wait.again() => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Busy { path: self.path.clone(), waited: self.timeout });
                }
                Err(TryLockError::Error(error)) => return Err(StoreError::from_io(error, &self.path)),
            }
        }
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        // Unlocking an open file has no way to fail that we could answer.
        let _ = self.0.unlock();
    }
}

/// Waits in small steps until a timeout.
#[derive(Debug)]
pub(crate) struct Wait {
    since: Option<Instant>,
    timeout: Duration,
}

impl Wait {
    /// A wait that begins at the first [`Wait::again`].
    pub(crate) fn new(timeout: Duration) -> Self {
        Self { since: None, timeout }
    }

    /// Sleeps one step, or says that the time is over.
    pub(crate) fn again(&mut self) -> bool {
        if self.since.get_or_insert_with(Instant::now).elapsed() >= self.timeout {
            return false;
        }
        thread::sleep(POLL_INTERVAL);
        true
    }

    /// Begins anew at the next [`Wait::again`].
    pub(crate) fn reset(&mut self) {
        self.since = None;
    }
}
