//! A plane that sends calls over HTTP: to any AWS-compatible endpoint by URL.
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

pub mod credentials;
pub mod retry;
pub mod transport;
