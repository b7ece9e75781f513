//! The registry of facts: what AWS publishes about its services and resource
//! types, and the one value type that calls are made of.
//!
//! ```text
//! facts/*.txt ── build.rs ──▶ pack (zstd frames) ──▶ Registry ──▶ Service ──▶ Operation ──▶ Shape
//!   (committed text)            (in the binary)       index only    one frame     parsed on first use
//! ```
//!
//! # Invariants
//!
//! - No I/O: everything comes from the pack inside the binary.
//! - Facts only: names, shapes, constraints, bindings; no prose, no code per service.
//! - Nothing is decompressed before it is asked for, and nothing twice.
//!
//! # Reading order
//!
//! [`document`] is the value type, [`shape`] what a model says about values,
//! [`service`] one service, [`registry`] all of them, [`types`] the resource
//! types, [`properties`] whether what a resource is made from is valid,
//! [`sample`] what would be, [`pattern`] the patterns of both, [`endpoints`]
//! what hosts are made from, [`naming`] every rule that turns one spelling of a
//! name into another, [`jmespath`] the query language over documents.

pub mod choices;
pub mod document;
pub mod endpoints;
pub mod jmespath;
pub mod naming;
pub mod pattern;
pub mod properties;
pub mod registry;
pub mod sample;
pub mod service;
pub mod shape;
pub mod types;
pub mod validate;
