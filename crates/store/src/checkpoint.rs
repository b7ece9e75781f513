//! Checkpoints: moving changes from the write-ahead log into the database file.
//!
//! SQLite would do this inside a commit, and the changes of that commit would
//! wait for thousands of pages. Here a second thread moves the bulk while the
//! writer goes on. It never quite catches up with a writer that does not
//! pause, so the writer moves the last few pages itself, after which the log
//! starts again from its beginning:
//!
//! ```text
//! pages in the log   0 ··········· SOFT ················· HARD
//!                      nothing       second thread,         the writer waits
//!                                    then the writer        until all is moved
//! ```
//!
//! A longer log is cheaper (pages that changed often are moved once, and
//! neighbours together), but takes longer to read after a crash.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

/// From how many pages on the log is moved in the background.
const SOFT_PAGES: i64 = 4096;

/// At how many pages the writer waits: 64 MiB.
pub(crate) const HARD_PAGES: i64 = 16_384;

/// How many pages the writer moves itself between two commits.
const FEW_PAGES: i64 = 512;

/// The second thread, made when the log first grows long.
#[derive(Debug, Default)]
pub(crate) struct Checkpointer {
    thread: Option<(SyncSender<()>, JoinHandle<()>)>,
    busy: Arc<AtomicBool>,
}

impl Checkpointer {
    /// Keeps the log short; `connection` is the writer's, between two commits. Nothing here can
    /// fail a write: whatever goes wrong shows again in the next commit or checkpoint.
    pub(crate) fn after_commit(&mut self, connection: &Connection, connect: impl FnOnce() -> Option<Connection>) {
        let Ok((log, moved)) = checkpoint(connection, "NOOP") else { return };
        if log >= HARD_PAGES {
            let _ = checkpoint(connection, "RESTART");
        } else if log >= SOFT_PAGES && !self.busy.load(Ordering::Acquire) {
            if log - moved > FEW_PAGES {
                self.move_in_background(connect);
            } else {
                let _ = checkpoint(connection, "PASSIVE");
            }
        }
    }

    fn move_in_background(&mut self, connect: impl FnOnce() -> Option<Connection>) {
        if self.thread.is_none() {
            let Some(connection) = connect() else { return };
            let (sender, receiver) = mpsc::sync_channel(1);
            let busy = Arc::clone(&self.busy);
            let work = move || {
                for () in receiver {
                    let _ = checkpoint(&connection, "PASSIVE");
                    busy.store(false, Ordering::Release);
                }
            };
            let Ok(thread) = thread::Builder::new().name("store-checkpoint".to_owned()).spawn(work) else { return };
            self.thread = Some((sender, thread));
        }
        if let Some((sender, _)) = &self.thread {
            self.busy.store(true, Ordering::Release);
            let _ = sender.try_send(());
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// Moves pages, and returns how many the log has and how many of them are moved.
fn checkpoint(connection: &Connection, mode: &str) -> rusqlite::Result<(i64, i64)> {
    let mut statement = connection.prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))?;
    statement.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}
