//! JSON, straight between text and documents, as a shape says.
//!
//! ```text
//! text ── scan ──▶ read (shape) ──▶ Document        no tree in between
//! text ◀── write (shape) ◀── Document
//! ```
//!
//! Reading gives members their model names in the order of the model, drops
//! nulls of structures, decodes blobs, and keeps timestamps in the form in
//! which they came.
//!
//! # Invariants
//!
//! - Any bytes give a document or an error, in time and stack bounded by their length and [`DEPTH_LIMIT`].
//! - What [`write`] writes, [`read`] reads back as the same document.

mod read;
mod scan;
mod write;

use callboard_model::document::{Document, Map};
use callboard_model::shape::Shape;

pub use crate::plan::Part;
use crate::plan::Plan;
use read::Reader;
use write::Writer;
pub(crate) use write::special_float;

/// How deep lists and maps may nest.
pub const DEPTH_LIMIT: usize = 128;

/// Why a text could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON.
    #[error("expected {expected} at byte {offset}, found {found}")]
    Syntax {
        /// Where.
        offset: usize,
        /// What could stand there.
        expected: &'static str,
        /// What stands there.
        found: String,
    },

    /// It is not UTF-8.
    #[error("not UTF-8 at byte {offset}")]
    NotUtf8 {
        /// Where.
        offset: usize,
    },

    /// It nests deeper than [`DEPTH_LIMIT`].
    #[error("nested more than {DEPTH_LIMIT} levels deep at byte {offset}")]
    TooDeep {
        /// Where.
        offset: usize,
    },

    /// A value is not of its shape.
    #[error("{} must be {expected}, got {found}", quoted(path))]
    Type {
        /// Which value: `stages[2].name`; empty for the whole text.
        path: String,
        /// What the shape says.
        expected: &'static str,
        /// What was there.
        found: &'static str,
    },

    /// A structure has a member that its shape does not have.
    #[error("{} has no member `{member}`", quoted(path))]
    Unknown {
        /// Which structure; empty for the whole text.
        path: String,
        /// The member.
        member: String,
    },
}

impl ReadError {
    /// Whether the text is JSON, but not what the shape asks for.
    pub fn is_of_shape(&self) -> bool {
        matches!(self, Self::Type { .. } | Self::Unknown { .. })
    }
}

fn quoted(path: &str) -> String {
    if path.is_empty() { "the body".to_owned() } else { format!("`{path}`") }
}

/// How to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// Types must be right, as a server asks; else other scalars are passed on as they are, as clients do.
    pub strict: bool,
    /// A member that the shape does not have is an error; else it is passed over.
    pub reject_unknown: bool,
    /// Which members of the outermost structure are looked for.
    pub part: Part,
}

/// How to write.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteOptions {
    /// Timestamps as AWS's SDKs send them: whole seconds since 1970.
    pub as_request: bool,
    /// Which members of the outermost structure are written.
    pub part: Part,
}

/// Reads a value of `shape` as a client reads an answer.
pub fn read(bytes: &[u8], shape: &'static Shape) -> Result<Document, ReadError> {
    read_with(bytes, shape, ReadOptions::default())
}

/// Reads a value of `shape`.
pub fn read_with(bytes: &[u8], shape: &'static Shape, options: ReadOptions) -> Result<Document, ReadError> {
    Reader::new(bytes, options).and_then(|it| it.document(Plan::of(shape))).map_err(|err| *err)
}

/// Reads any value.
pub fn read_any(bytes: &[u8]) -> Result<Document, ReadError> {
    Reader::new(bytes, ReadOptions::default()).and_then(Reader::any_document).map_err(|err| *err)
}

/// Writes a value of `shape` as a server answers.
pub fn write(value: &Document, shape: &'static Shape, out: &mut Vec<u8>) {
    write_with(value, shape, WriteOptions::default(), out);
}

/// Writes a value of `shape`.
pub fn write_with(value: &Document, shape: &'static Shape, options: WriteOptions, out: &mut Vec<u8>) {
    Writer { out, options }.document(value, Plan::of(shape));
}

/// Writes the members of a structure.
pub fn write_members(members: &Map, shape: &'static Shape, options: WriteOptions, out: &mut Vec<u8>) {
    Writer { out, options }.structure(members, Plan::of(shape).fields(), options.part);
}

/// Writes any value.
pub fn write_any(value: &Document, out: &mut Vec<u8>) {
    Writer { out, options: WriteOptions::default() }.any(value);
}

#[cfg(test)]
mod tests;
