//! Syntax: from a text to statements, and from StackQL's idioms to what DataFusion understands.
//!
//! ```text
//! text with {{ names }} ─▶ template ─▶ text ─▶ tokens ─▶ statements (verbs of our own, sqlparser for the rest)
//!                                                            │
//!                              bind: $1, $2, …  ◀────────────┤
//!                              rewrite: names, json_each, …  ◀┘ when a query is planned
//! ```
//!
//! # Invariants
//!
//! - Any text parses or is refused with a place in it; none panics or overflows the stack.
//! - A value given for `{{ name }}` or `$1` never ends a string, begins a statement, or becomes a name.

mod bind;
mod copy_from;
mod dialect;
mod hints;
mod limits;
mod rewrite;
mod statements;
pub mod template;
mod tokens;
mod verbs;

use crate::{Parsed, SqlError};

pub(crate) use bind::bind;
#[cfg(test)]
pub(crate) use rewrite::rewrite as rewrite_alone;
pub(crate) use rewrite::rewrite_query;

/// The statements of a text.
pub fn parse(text: &str) -> Result<Vec<Parsed>, SqlError> {
    // What editors of Windows put before a text is no part of it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    tokens::pieces(text)?.into_iter().map(statements::parse).collect()
}

#[cfg(test)]
mod tests;
