//! Encoding: an answer becomes what the AWS CLI v2 prints for it.
//!
//! ```text
//!                  ┌─ whole answer ──▶ write ────────▶ json, text, table, yaml
//! Document ────────┼─ page by page ──▶ Printer ──────▶ text, yaml-stream
//!                  └─ merged pages, ─▶ json::Stream    the same bytes as the whole answer,
//!                     item by item     table::Stream   without holding it
//! ```
//!
//! # Invariants
//!
//! - What is printed is a function of the document and the [`Style`]: no clock, no environment, no terminal.
//! - A streamed answer has the bytes of the same answer printed whole.
//! - Where the AWS CLI itself crashes on a document (lists that mix scalars and maps), we print what is there.
//!
//! # Reading order
//!
//! [`write`] and [`Printer`] choose the format; one file holds each of them.
//! `python.rs` spells scalars as Python does, which all formats share.

mod buffer;
pub mod error;
pub mod json;
mod python;
pub mod skeleton;
pub mod table;
pub mod text;
mod width;
pub mod yaml;

use std::io;
use std::str::FromStr;

use callboard_model::document::Document;

/// The formats of `--output`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Indented JSON.
    #[default]
    Json,
    /// Words between tabs.
    Text,
    /// Boxes.
    Table,
    /// One YAML document.
    Yaml,
    /// A YAML list with one item a page.
    YamlStream,
    /// Nothing.
    Off,
}

impl Format {
    /// Every format by its name, in the order of the AWS CLI's help.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("json", Self::Json),
        ("text", Self::Text),
        ("table", Self::Table),
        ("yaml", Self::Yaml),
        ("yaml-stream", Self::YamlStream),
        ("off", Self::Off),
    ];

    /// Whether pages are printed as they come, each with its own `--query`, instead of merged.
    pub fn is_page_wise(self) -> bool {
        matches!(self, Self::Text | Self::YamlStream)
    }
}

/// A word that names no output format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("Unknown output type: {0}")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// How timestamps are printed (`cli_timestamp_format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimestampStyle {
    /// `2024-05-06T07:08:09+00:00`.
    #[default]
    Iso8601,
    /// As it came over the wire: text or a number.
    Wire,
}

/// What decides the look of an answer beside the answer itself.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Whether tables are coloured.
    pub color: bool,
    /// How timestamps are printed.
    pub timestamps: TimestampStyle,
    /// Columns of the terminal; wider tables are turned on their side.
    pub width: usize,
    /// The title of a table: the operation's name.
    pub title: &'a str,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self { color: false, timestamps: TimestampStyle::default(), width: 80, title: "" }
    }
}

/// Prints a whole answer.
pub fn write(format: Format, document: &Document, style: &Style<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(document, style.timestamps, out),
        Format::Text => text::write(document, style.timestamps, out),
        Format::Table => table::write(document, style, out),
        Format::Yaml => yaml::write(document, style.timestamps, out),
        Format::YamlStream => yaml::write_page(document, style.timestamps, out),
        Format::Off => Ok(()),
    }
}

/// Prints answers page by page, for the formats that do so ([`Format::is_page_wise`]).
///
/// Formats that need the whole answer take the merged one as their only page.
pub struct Printer<'a> {
    format: Format,
    style: Style<'a>,
    out: &'a mut dyn io::Write,
}

impl<'a> Printer<'a> {
    /// A printer that writes to `out`.
    pub fn new(format: Format, style: Style<'a>, out: &'a mut dyn io::Write) -> Self {
        Self { format, style, out }
    }

    /// Prints one page.
    pub fn page(&mut self, page: &Document) -> io::Result<()> {
        write(self.format, page, &self.style, self.out)
    }

    /// Ends the answer.
    pub fn finish(self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
pub(crate) mod tests;
