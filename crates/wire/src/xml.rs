//! XML between text and documents, as a shape says.
//!
//! Reading goes through a light tree of borrowed text, because where a value
//! stands in an XML document does not say whether it is one of several.
//!
//! # Invariants
//!
//! - Any bytes give a document or an error; nesting is limited to [`DEPTH_LIMIT`], and there are no entities but the five of XML.

mod element;
mod read;
mod write;

pub(crate) use element::Element;
pub(crate) use read::{element_name, members, value};
pub(crate) use write::{Namespace, Writer};

/// How deep elements may nest.
pub const DEPTH_LIMIT: usize = 128;

/// Why XML could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// It is not well formed.
    #[error("not well-formed XML at byte {offset}: {message}")]
    Syntax {
        /// Where.
        offset: u64,
        /// What is wrong.
        message: String,
    },

    /// It nests deeper than [`DEPTH_LIMIT`].
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
