//! The HTTP door: answers AWS requests by handing calls to a plane.
//!
//! ```text
//! listener ─▶ connection ─▶ answer ─┬─▶ health, metrics, routes of the binary
//!  (places)    (TLS, HTTP,   (host) └─▶ aws: credential ─ operation ─ identity ─ input ─▶ plane ─▶ output
//!               time limits)
//! ```
//!
//! boto3, the `aws` command, Terraform and every SDK come in here. The service
//! is found by the credential scope of the signature, the operation by path,
//! target or action; both directions are interpreted from the model, so there
//! is no code per service.
//!
//! # Invariants
//!
//! - A request that is not let in, or cannot be read, never reaches the plane.
//! - Nothing that reached the plane stays unanswered when the server stops, unless it takes longer than the limit.
//! - Secrets (signatures, tokens, bodies, queries) never reach the log.
//! - Web pages of other origins are not served. AWS's `Access-Control-Allow-Origin: *` is for browsers on the open
//!   internet and is left out; origins on this machine and allowed ones get CORS headers of their own. HSTS is
//!   left out too: it would bind every port of `localhost` to TLS.
//!
//! # Reading order
//!
//! [`options`] is what a server is told, [`server`] the listener, `connection`
//! one connection, `answer` and `aws` the way of a request, `fault` what is
//! refused on that way and in which words.

mod access;
mod answer;
mod aws;
mod body;
mod connection;
mod credential;
mod dispatch;
pub mod error;
mod fault;
mod host_check;
mod identity;
pub mod local;
mod metrics;
pub mod options;
mod patience;
mod request_id;
pub mod server;
mod tls;

pub use error::ServerError;
pub use identity::{AccessKey, KeyRing, NoKeys};
pub use local::{LocalAnswer, LocalRequest, LocalRoutes, NoLocalRoutes};
pub use options::{Auth, Limits, ServerOptions, Tls};
pub use server::{Server, Stopped};
pub use tls::{Certified, certified};
