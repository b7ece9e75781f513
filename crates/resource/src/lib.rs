//! The resource level: create, read, update, delete and list for every resource type, over any plane.
//!
//! ```text
//! faces: sql, terraform, stack
//!        │ desired, prior, patch
//!        ▼
//! Resources ──▶ route ──┬──▶ cloudcontrol operations ──▶ dyn Plane
//!                       └──▶ native operations (by table)
//! ```
//!
//! # Invariants
//!
//! - Nothing is cached between calls: what is answered was read for the asker.
//! - A read-only property in a desired state is an error, never silently dropped.
//! - A call that was refused for its rate is tried again, with fewer of its kind at once.
//!
//! # Reading order
//!
//! [`Resources`] is the entry, [`plan`] decides what a change is, [`ResourceError`] why there was none.

mod calls;
mod client;
mod cloud_control;
mod error;
mod identifier;
mod limiter;
mod listing;
mod plan;
mod progress;
mod read_each;
mod route;
#[cfg(test)]
mod scripted;

pub use calls::Patience;
pub use client::{Change, ListStream, Listed, RequestParameters, Resources, ResourcesOptions, Wait};
pub use error::ResourceError;
pub use identifier::{Identifier, IdentifierError};
pub use plan::{Action, PlanError, PlanOptions, WriteOnly, diff, plan, plan_with};
pub use read_each::{Order, Read, ReadStream};

/// The properties of one resource, as JSON, in the order in which they were given.
pub type Properties = serde_json::Map<String, serde_json::Value>;
