//! The resource level: create, read, update, delete and list for every resource type, over any plane.
//!
//! ```text
//! faces: sql, terraform, stack
//!        │ desired, prior ──▶ plan ──▶ patch
//!        ▼
//! Resources ──▶ route ──┬──▶ cloudcontrol operations ──┬──▶ calls: limit, retry ──▶ dyn Plane
//!                       └──▶ native operations ────────┘
//! ```
//!
//! # Invariants
//!
//! - Nothing is cached between calls: what is answered was read for the asker.
//! - A read-only property in a desired state is an error, never silently dropped.
//! - A call that was refused for its rate is tried again, with fewer of its kind at once.
//! - No call is made before somebody waits for its answer, but for one page ahead of a listing that is read on.
//!
//! # Reading order
//!
//! [`Resources`] is the entry, [`plan`] decides what a change is, [`ResourceError`] why there was none. `route.rs` is
//! the table of ways, `cloud_control.rs` and `native.rs` are the two of them; `progress.rs` follows a change to its
//! end, `listing.rs` and `read_each.rs` read many, `calls.rs` and `limiter.rs` keep within what the plane allows.

mod calls;
mod client;
mod cloud_control;
mod error;
mod found;
mod identifier;
mod limiter;
mod listing;
mod native;
mod plan;
mod progress;
mod read_each;
mod route;
#[cfg(test)]
mod scripted;

pub use calls::Patience;
pub use client::{Change, FoundStream, ListStream, Listed, RequestParameters, Resources, ResourcesOptions, Wait};
pub use error::ResourceError;
pub use found::{Found, Look};
pub use identifier::{Identifier, IdentifierError};
pub use plan::{Action, PlanError, PlanOptions, WriteOnly, diff, plan, plan_whole, plan_with};
pub use read_each::{Order, Read, ReadStream};

/// The properties of one resource, as JSON, in the order in which they were given.
pub type Properties = serde_json::Map<String, serde_json::Value>;
