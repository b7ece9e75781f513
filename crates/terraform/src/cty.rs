//! Terraform's values: what configurations, plans and states are made of.
//!
//! A [`Value`] carries no type; a [`Type`] says how one is written and read. Codecs are driven by the type, so that a
//! value that does not conform is an error with a path and never a wrong message.
//!
//! # Invariants
//!
//! - A set holds its items sorted and once, so that `==` of two values is Terraform's equality.
//! - A number is whole, or a fraction whose text is the shortest, or text where neither holds it exactly.
//! - Reading never panics and never allocates more than the bytes that came account for.
//!
//! # Reading order
//!
//! [`Value`] and [`Type`], then [`Path`]; `msgpack.rs` is the wire, `json.rs` what states are kept in.

mod error;
mod json;
mod msgpack;
mod number;
mod path;
#[cfg(test)]
mod tests;
mod types;
mod value;

pub use error::CtyError;
pub use json::{Extra, from_json, to_json};
pub use msgpack::{decode, encode};
pub use number::Number;
pub use path::{Path, Step};
#[cfg(test)]
pub(crate) use tests::values as tests_values;
pub use types::Type;
pub use value::Value;

/// How deep a value or type may be nested.
const MOST_LEVELS: usize = 100;
