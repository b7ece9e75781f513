//! YAML: the one reader for everything that may be written in it.
//!
//! ```text
//! text ──▶ reader ──▶ Node, with its place ──▶ to_json, or what a caller makes of it
//!            └ aliases, merges, limits
//! ```
//!
//! Manifests, inputs of commands and definitions of APIs are read by it. What
//! an unquoted scalar means is for the caller to say; [`plain`] says it as YAML
//! 1.2 does, but for digits that begin with a zero: account numbers do, and
//! stay texts.
//!
//! # Invariants
//!
//! - What a text can make the reader hold is bounded: how deep values are, and what anchors and aliases repeat.
//! - A key is once in its map. What a map says itself goes before what `<<` merges into it.

mod node;
mod reader;
mod scalar;

pub use node::{Member, Mistake, Node, Place, Shape};
pub use reader::parse;
pub use scalar::plain;

#[cfg(test)]
mod tests;
