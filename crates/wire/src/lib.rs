//! AWS protocols in both directions over documents, SigV4 and endpoint rules.
//!
//! ```text
//!             client::request            server::read_request
//! input Map ───────────────────▶ HTTP ──────────────────────▶ input Map
//!            client::response            server::write_response
//! output Map ◀────────────────── HTTP ◀───────────────────── output Map
//! ```
//!
//! Everything is interpreted from the model of the operation; there is no
//! code per service.
//!
//! # Invariants
//!
//! - Opens no socket, reads no clock and no environment.
//! - No bytes make a reader panic, recurse without bound or take time that is not linear in their number.
//!
//! # Reading order
//!
//! [`client`] and [`server`] are the two directions, one file a protocol
//! beside each; [`json`], `xml` and `cbor` are the codecs beneath; [`route`] finds the
//! operation of a request; [`sigv4`] signs and verifies; [`endpoints`]
//! interprets endpoint rules. Constraints are [`callboard_model::validate`]'s.

pub mod cbor;
pub mod client;
pub mod endpoints;
mod form;
mod headers;
pub mod json;
pub mod message;
mod plan;
pub mod route;
pub mod server;
pub mod sigv4;
mod text;
pub mod timestamps;
pub mod uri;
pub mod xml;

pub use message::{ErrorAnswer, Request, Response};
