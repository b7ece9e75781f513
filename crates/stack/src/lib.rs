//! Stack manifests: reads them, orders resources, plans, builds, tests and tears down.
//!
//! ```text
//! manifest ─▶ Stack (types, names, graph) ─▶ survey ─▶ Plan ─▶ build ─▶ Resources
//!   .iql   ─▶                                  ▲         └───▶ test, teardown
//!                              record, tags ───┘
//! ```
//!
//! # Invariants
//!
//! - Loading makes no call, and finds every mistake that can be found without one.
//! - Nothing is made before its token is on the disk, so that a build that was killed makes nothing twice.
//! - A resource of another stack is never changed.
//!
//! # Reading order
//!
//! [`manifest`] is what a file says, [`stack`] what it means, [`graph`] the order of its parts. [`work::Work`] is where
//! commands begin: [`survey`] finds what there is and what must happen, [`mod@build`] does it, [`teardown`] removes it.
//! `live.rs` finds the resource of a part, `record.rs` remembers it, `tags.rs` says whose it is. [`encode`] shows all that.

pub mod build;
pub mod difference;
pub mod encode;
pub mod environment;
pub mod error;
mod fallback;
pub mod fit;
pub mod graph;
pub mod host;
pub mod import;
pub mod init;
pub mod live;
pub mod manifest;
pub mod query_file;
pub mod record;
pub mod report;
pub mod schema;
pub mod secrets;
pub mod source;
pub mod stack;
mod stated;
mod statements;
pub mod survey;
pub mod tags;
pub mod teardown;
pub mod template;
pub mod type_name;
pub mod unknown;
pub mod values;
pub mod walk;
pub mod work;

pub use error::StackError;
pub use stack::{Inputs, Stack};
