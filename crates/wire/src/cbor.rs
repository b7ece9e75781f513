//! CBOR (RFC 8949), straight between bytes and documents, as a shape says.
//!
//! # Invariants
//!
//! - Any bytes give a document or an error; nesting is limited to [`DEPTH_LIMIT`], and no length in the input
//!   makes more memory be taken than the input has bytes.

mod read;
mod write;

use callboard_model::document::{Document, Map};
use callboard_model::shape::Shape;

use crate::plan::Plan;
use crate::timestamps::Precision;

/// How deep lists and maps may nest.
pub const DEPTH_LIMIT: usize = 128;

/// Why bytes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// They end within an item.
    #[error("the CBOR ends at byte {offset}, within an item")]
    Truncated {
        /// Where.
        offset: usize,
    },

    /// They are not CBOR, or an item of it that no AWS protocol uses.
    #[error("unexpected CBOR at byte {offset}: {what}")]
    Syntax {
        /// Where.
        offset: usize,
        /// What is there.
        what: &'static str,
    },

    /// They nest deeper than [`DEPTH_LIMIT`].
    #[error("nested more than {DEPTH_LIMIT} levels deep")]
    TooDeep,

    /// A value is not of its shape.
    #[error("`{path}` must be {expected}")]
    Type {
        /// Names of the members that lead to it.
        path: String,
        /// What the shape says.
        expected: &'static str,
    },
}

/// Reads a value of `shape`; a strict reader refuses scalars of other types.
pub fn read(bytes: &[u8], shape: &'static Shape, strict: bool) -> Result<Document, CborError> {
    read::document(bytes, Some(Plan::of(shape)), strict)
}

/// Reads any value.
pub fn read_any(bytes: &[u8]) -> Result<Document, CborError> {
    read::document(bytes, None, false)
}

/// Writes the members of an error after its name.
pub(crate) fn write_error(
    name: &str,
    members: &Map,
    shape: Option<&'static Shape>,
    precision: Precision,
    out: &mut Vec<u8>,
) {
    let fields = shape.map(|it| Plan::of(it).fields());
    write::Writer { out, precision }.error(name, members, fields);
}

/// Writes the members of a structure.
pub fn write_members(members: &Map, shape: &'static Shape, precision: Precision, out: &mut Vec<u8>) {
    write::Writer { out, precision }.structure(members, Plan::of(shape).fields());
}
