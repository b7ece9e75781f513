//! The PostgreSQL door: SQL sessions over PostgreSQL's wire protocol, version 3.
//!
//! ```text
//! psql, psycopg, BI tools ─▶ negotiate (TLS?) ─▶ authenticate ─▶ one Session a connection
//!                                                                 simple and extended queries ─▶ Answer ─▶ rows
//! ```
//!
//! # Invariants
//!
//! - Statements run in the order in which they came; a result is encoded while it is read, never collected.
//! - A cancel request stops the statement of its own connection only, and only with that connection's secret. A client
//!   that goes away stops its statement, too.
//! - No bytes of a client make this door panic, and none make it hold more than a message of the longest length.
//! - Passwords are never compared, stored or logged as they are: SCRAM-SHA-256 (RFC 5802, RFC 7677).
//!
//! # Reading order
//!
//! [`Server`] listens, `negotiate.rs` turns a socket into a stream, `startup.rs` says who may come in, `connection.rs`
//! answers messages (`protocol.rs`), `encode.rs` writes rows. `catalog.rs` has the tables of `pg_catalog` that clients
//! look at.

mod cancel;
mod catalog;
mod commands;
mod connection;
mod encode;
mod error;
mod frames;
mod negotiate;
mod options;
mod parameters;
mod prepared;
mod protocol;
mod rows;
mod scram;
mod server;
mod startup;
mod types;

pub use catalog::PostgresCatalog;
pub use options::{Authentication, ServeOptions, Tls};
pub use server::{OpenSession, ServeError, Server};
