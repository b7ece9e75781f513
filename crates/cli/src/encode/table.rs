//! Tables: boxes in boxes, one section for each map or list.
//!
//! ```text
//! ---------------------      A map's scalar members are one row under their
//! |    ListStages     |      names; a list of maps is one row each. What is
//! +-------------------+      nested becomes a section of its own, one level
//! ||     Stages      ||      further in.
//! |+-------+---------+|
//! ||  arn  |  name   ||      All sections are as wide as the widest, and the
//! |+-------+---------+|      columns of each are stretched to that.
//! ||  a    |  n      ||
//! |+-------+---------+|
//! ```
//!
//! Widths are known only at the end, so sections are kept small until then:
//! texts, never documents. [`Stream`] takes the items of a merged listing page
//! by page.
//!
//! # Reading order
//!
//! `table/build.rs` makes sections of documents, `table/section.rs` and
//! `table/text.rs` keep them, `table/list.rs` keeps the rows of a streamed
//! list, `table/render.rs` draws.

mod build;
mod list;
mod render;
mod section;
mod stream;
mod text;

use std::io::{self, Write};

use callboard_model::document::Document;

pub use self::stream::Stream;

use self::build::Builder;
use super::Style;

/// Writes a whole answer; an empty one is nothing at all.
pub fn write(document: &Document, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut builder = Builder::new(style);
    builder.value(Some(style.title), document, 0);
    render::render(&builder.table, style, out)
}

#[cfg(test)]
mod tests;
