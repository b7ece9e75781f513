//! JMESPath: the query language of `--query`, of paginators and of waiters, over documents.
//!
//! ```text
//! text ──lexer──▶ tokens ──parser──▶ Node ──interpreter──▶ Cow<Document>
//! ```
//!
//! An [`Expression`] is parsed once and asked often. What it selects is
//! borrowed for as long as it can be: taking one member of each of a million
//! items copies those members alone.
//!
//! # Invariants
//!
//! - Any text gives an expression or an error: nesting has a limit, and nothing panics.
//! - A multi-select hash keeps the order in which its keys are written.
//! - Blobs and timestamps behave as the strings that the AWS CLI prints for them, and come out unchanged where they are
//!   only selected.
//! - Errors read as those of jmespath.py, because the AWS CLI shows them and scripts look for them.
//!
//! # Reading order
//!
//! `parser.rs` is the grammar, `interpreter.rs` what each node means,
//! `functions.rs` the table of functions; [`MemberPath`] is the small part of
//! the language in which values are also set.

mod ast;
mod error;
mod functions;
mod interpreter;
mod lexer;
mod parser;
mod path;
pub mod python;
mod value;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

pub use error::{ErrorKind, EvaluationError, SyntaxError};
pub use path::{MemberPath, MemberPathError};

use crate::document::{Document, Map};
use ast::Node;
use value::Value;

/// A parsed expression.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    root: Node,
}

impl Expression {
    /// Reads an expression. Whether its functions exist shows when it is asked.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        Ok(Self { text: text.to_owned(), root: parser::parse(text)? })
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the expression selects in a document: a part of it wherever possible, `null` where there is nothing.
    pub fn search<'a>(&'a self, document: &'a Document) -> Result<Cow<'a, Document>, EvaluationError> {
        interpreter::evaluate(&self.root, &Value::Borrowed(document)).map(Value::into_document)
    }

    /// As [`Expression::search`], for the members of a structure.
    pub fn search_members<'a>(&'a self, members: &'a Map) -> Result<Cow<'a, Document>, EvaluationError> {
        interpreter::evaluate(&self.root, &Value::Members(members)).map(Value::into_document)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a value counts as true in a condition: `null`, `false` and what is empty do not.
pub fn is_true(value: &Document) -> bool {
    Value::Borrowed(value).is_true()
}

/// Whether two values are equal to JMESPath: numbers by value, maps whatever their order, blobs and timestamps as text.
pub fn equal(left: &Document, right: &Document) -> bool {
    value::equal(&Value::Borrowed(left), &Value::Borrowed(right))
}
