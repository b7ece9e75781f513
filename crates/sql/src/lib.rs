//! SQL over resources: resource types as tables, operations as `EXEC` and table functions.
//!
//! ```text
//! text ─▶ syntax ─▶ Parsed ─▶ Session::run ─┬─▶ query  ─▶ DataFusion ─▶ catalog ─▶ scan ─▶ Resources
//!      (templates,                          ├─▶ change ─▶ rows and keys by a query, then calls
//!       hints, rewriting)                   ├─▶ show, define, explain
//!                                           └─▶ Answer: columns and a stream of batches
//! ```
//!
//! # Invariants
//!
//! - DataFusion computes rows; it never carries out a change.
//! - Planning makes no call. A scan calls when its stream is polled, and no faster than it is read.
//! - A failed call is an [`SqlError`] with AWS's code, never fewer rows.
//! - Nothing is registered before it is named: 1,900 tables cost a lookup each.
//!
//! # Reading order
//!
//! [`Session`] is the entry, [`statement`] what it is given, [`Answer`] what it gives back. `catalog.rs` finds tables
//! by name, `scan.rs` reads their rows, `change.rs` carries out changes.

pub mod answer;
pub mod catalog;
mod change;
mod context;
mod define;
pub mod error;
mod explain;
#[cfg(test)]
mod fake_plane;
mod functions;
mod operations;
mod query;
mod region;
pub mod scan;
pub mod session;
mod show;
pub mod statement;
pub mod syntax;
#[cfg(test)]
mod testing;

pub use answer::{Answer, Notice};
pub use context::{Failure, Progress};
pub use datafusion;
pub use error::SqlError;
pub use session::{Extension, Session, SessionOptions, TargetInfo};
pub use show::variables::SETTINGS;
pub use statement::{Parsed, Statement};
