//! A plane that sends calls over HTTP: to any AWS-compatible endpoint by URL, to AWS by its endpoint rules.
//!
//! ```text
//! Call ──wire::client──▶ request ──sigv4──▶ transport ──▶ endpoint
//! Output ◀──wire::client── answer ◀──retry── transport ◀──┘
//! ```
//!
//! # Invariants
//!
//! - A request is repeated only where the AWS CLI repeats it, with the same idempotency token.
//! - Credentials leave this crate in signatures only.
//!
//! # Reading order
//!
//! `plane.rs` is the way of a call; `resolve.rs` and [`endpoint`] where it goes, [`credentials`]
//! who signs, `authorization.rs` how, [`retry`] when it is repeated, [`transport`] the connections.

mod authorization;
pub mod credentials;
pub mod endpoint;
mod plane;
mod resolve;
pub mod retry;
pub mod transport;

pub use plane::{BearerToken, Observer, RemoteOptions, RemotePlane};
pub use resolve::{Destination, GLOBAL_REGION, has_global_endpoint};
