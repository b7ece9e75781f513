//! Durable, ordered records shared safely between processes.
//!
//! A [`Store`] keeps *records*: opaque values under byte-string keys, ordered
//! by key, in named [`Space`]s. It knows nothing of what they mean. All of it
//! is one SQLite database in a folder that any number of processes may use at
//! once, without a daemon:
//!
//! ```text
//! read(closure)  ──▶ a pooled connection, one snapshot ─────────────┐
//! write(closure) ──▶ turnstile ──▶ BEGIN IMMEDIATE … COMMIT ────────┤──▶ callboard.db
//! write_async    ──▶ queue ──▶ writer thread: many closures, ───────┘    (+ -wal, -shm)
//!                              a savepoint each, one COMMIT
//! ```
//!
//! Every change of a record also appends an [`Event`] (who, what, when,
//! before and after) in the same transaction, except in secret spaces.
//!
//! # Invariants
//!
//! - A write that returned is on the disk: it survives `kill -9` and power loss.
//! - A closure's changes are seen all together or not at all, and a closure
//!   that fails or panics changes nothing and harms no other.
//! - A record and its event are written together; a secret space has no events.
//! - Readers see one snapshot, never wait for writers, and never make them wait.
//!
//! # Costs
//!
//! A record lies beside its neighbours in key order, so that a page of a list
//! costs the same however many records there are. Records whose keys arrive
//! in order share pages when they are written: 64 writers then commit at 40 to
//! 55 % of the disk's own rate, and at 20 to 25 % under random keys. Let keys
//! begin with the time where there is a choice. `examples/records.rs` measures.
//!
//! # Reading order
//!
//! [`Store`] is the entry. `snapshot.rs` reads, `transaction.rs` changes,
//! `writer.rs` turns closures into commits and `group.rs` gathers those of
//! many tasks into one, while `checkpoint.rs` keeps the log short. `schema.rs` is the layout on disk and its migrations;
//! `open.rs` makes connections, `turnstile.rs` keeps processes taking turns.

mod checkpoint;
mod error;
mod event;
mod group;
mod open;
mod options;
mod readers;
mod schema;
mod snapshot;
mod space;
mod store;
mod transaction;
mod turnstile;
mod writer;

pub use error::StoreError;
pub use event::{Event, EventRange};
pub use options::{Access, CommitMode, Location, MAX_KEY_BYTES, MAX_VALUE_BYTES, StoreOptions};
pub use snapshot::{KeyValue, ScanRange, Snapshot};
pub use space::Space;
pub use store::Store;
pub use transaction::{Cause, Transaction};
