//! The bytes of a record: a document as JSON.
//!
//! Records are JSON so that users can read them with `sqlite3`. What JSON
//! cannot say is a map with one member whose name begins with `$`:
//!
//! ```text
//! {"$blob": base64}   {"$timestamp": text or number}   {"$float": "NaN"}   {"$map": {"$x": …}}
//! ```
//!
//! The last stands for a map of the user's own that has such a name.
//!
//! # Invariants
//!
//! - `decode(encode(d))` is `d`, but that a timestamp comes back as the text or number it was written as.
//! - Whole numbers stay whole and floats stay floats: `30` is not `30.0`.
//! - Bytes that are no record are an error, never a panic, however deep they nest.

mod decode;
mod encode;
mod raw;

pub(crate) use decode::{DecodeError, decode};
pub(crate) use encode::{encode, string as write_string};
pub(crate) use raw::{member, members};

/// How deep lists and maps may nest.
const DEPTH_LIMIT: usize = 128;

#[cfg(test)]
mod tests;
