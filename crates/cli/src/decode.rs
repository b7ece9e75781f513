//! Decoding: the words of a command line become a command.
//!
//! ```text
//! words ─ globals ─▶ command ─ arguments ─▶ table ─ parser ─▶ given words
//!                                                               │ paramfile, shorthand, json
//!                                                               ▼
//!                               valid input ◀─ validate ◀─ values by member
//! ```
//!
//! # Reading order
//!
//! `parser.rs` is the algorithm that reads words by a grammar, `globals.rs`
//! and `arguments.rs` are the two grammars, `value.rs` turns words into values
//! by shape (with `paramfile.rs`, `shorthand.rs` and `json.rs`), `validate.rs`
//! says what is wrong with them, in botocore's words.

pub mod alias;
pub mod arguments;
pub mod base64;
pub mod globals;
pub mod json;
pub mod operation;
pub mod paramfile;
pub mod parser;
pub mod python;
pub mod shorthand;
pub mod suggestions;
pub mod timestamp;
pub mod validate;
pub mod value;

#[cfg(test)]
mod tests;
pub mod yaml;

use parser::ParseError;

/// Why a line is not a command, in the classes of the AWS CLI's exit codes.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The words do not fit the options; shown with the usage (252).
    #[error(transparent)]
    Usage(#[from] ParseError),
    /// Words that no option wants; shown under the usage (252).
    #[error("Unknown options: {}", .0.join(", "))]
    UnknownOptions(Vec<String>),
    /// A value that cannot be used (252).
    #[error("{0}")]
    Parameter(String),
    /// A setting that cannot be used (253).
    #[error("{0}")]
    Configuration(String),
    /// Anything else (255).
    #[error("{0}")]
    General(String),
}

impl DecodeError {
    /// A value of the option `name` (with its dashes) that cannot be used.
    pub fn parameter(name: &str, message: impl std::fmt::Display) -> Self {
        Self::Parameter(format!("Error parsing parameter '{name}': {message}"))
    }
}
