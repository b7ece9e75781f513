//! The embedded plane: a durable AWS-compatible control plane in-process.
//!
//! ```text
//! Call ──▶ plane ──▶ dispatch ──▶ validate ──▶ one domain function ──▶ Output
//!                    (by name)   (by model)     in one snapshot or one
//!                                               transaction of the store
//! ```
//!
//! A service is a folder here; a resource is a file in it. Every thing a
//! service keeps is a record `(account, region, identifier) → document` in a
//! table of its kind, changed by one domain function whichever door the change
//! came through. An operation that no table names is answered as not available.
//!
//! # Invariants
//!
//! - A call that returned has been committed; a call that was refused changed nothing.
//! - No page of a listing costs more because there are more records.
//! - Tokens, stream keys and private keys are never stored where history is kept.
//! - No thread runs in the background: what time alone changes is worked out from the clock when it is read.
//!
//! # Reading order
//!
//! [`EmbeddedPlane`] is the entry; `dispatch.rs` finds the function of an
//! operation, `request.rs` is what it is given, `record.rs` and `page.rs` what
//! it keeps things in, `failure.rs` how it refuses. `ivs_realtime.rs` is the
//! first service, and `ivs_realtime/stage.rs` its plainest resource; `apigatewayv2.rs`
//! is one whose resources lie inside each other.
//! `cloudcontrol.rs` serves the resources of every type, and `generic.rs` makes
//! up what AWS would add to those that no service here keeps.

mod apigatewayv2;
mod clock;
mod cloudcontrol;
mod codec;
mod dispatch;
mod failure;
mod generic;
mod iam;
mod identifiers;
mod ivs_realtime;
mod logs;
mod members;
mod options;
mod page;
mod plane;
mod record;
mod request;
mod resource_groups_tagging;
mod sts;
mod tags;

pub use callboard_store::Location;
pub use clock::Clock;
pub use identifiers::Entropy;
pub use ivs_realtime::{LocalAction, LocalActionError};
pub use options::{EmbeddedOptions, OpenError, Quotas, Writes};
pub use plane::EmbeddedPlane;
pub use sts::SessionCredentials;
