//! YAML as libyaml lays it out for the AWS CLI: block style, sorted keys,
//! lists not indented under their key, long texts folded.
//!
//! ```text
//! analysis of a text ──▶ plain │ 'single' │ "double"      which quotes it may do without
//! cursor: column, whitespace, indention                   where it may be folded
//! ```
//!
//! The layout rules are those of libyaml's emitter, because scripts compare
//! its bytes; the analysis is in `yaml/scalar.rs`.

mod scalar;

use std::io::{self, Write};

use callboard_model::document::{Document, Map};

use self::scalar::{Analysis, Quotes};
pub(crate) use self::scalar::{Plain, plain};
use super::buffer::Buffer;
use super::python::{self, TimestampText};
use super::{TimestampStyle, json};

/// Lines are folded at the first blank past this column.
const WIDTH: usize = 80;
/// Longer keys are written as `? key`.
const SIMPLE_KEY_LENGTH: usize = 128;

/// Writes a whole answer; an empty map is nothing at all, and a scalar is written as JSON.
pub fn write(document: &Document, timestamps: TimestampStyle, out: &mut dyn Write) -> io::Result<()> {
    match document {
        Document::Map(map) if map.is_empty() => Ok(()),
        Document::Map(_) | Document::List(_) => {
            let mut emitter = Emitter::new(timestamps, out);
            emitter.node(document, Context::Root)?;
            emitter.finish()
        }
        _ => json::write(document, timestamps, out),
    }
}

/// Writes one page of a stream: a list with one item; an empty page is nothing at all.
pub fn write_page(document: &Document, timestamps: TimestampStyle, out: &mut dyn Write) -> io::Result<()> {
    if matches!(document, Document::Map(map) if map.is_empty()) {
        return Ok(());
    }
    let mut emitter = Emitter::new(timestamps, out);
    emitter.item(document, 0)?;
    emitter.finish()
}

/// A text as a key or value on one line: with quotes where it needs them.
pub(super) fn scalar_text(text: &str) -> String {
    let mut out = Vec::new();
    let mut emitter = Emitter::new(TimestampStyle::default(), &mut out);
    emitter.text(text, Context::Key);
    String::from_utf8(std::mem::take(&mut emitter.buffer.bytes)).unwrap_or_default()
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Root,
    Item,
    Key,
    Value,
}

struct Emitter<'a> {
    buffer: Buffer<'a>,
    timestamps: TimestampStyle,
    /// Characters since the last line break.
    column: usize,
    /// Indentation of the collection around.
    indent: Option<usize>,
    /// Whether the last character was a blank or an indicator that needs none after it.
    whitespace: bool,
    /// Whether the line has nothing but indentation and `-`, `?` or `:` so far.
    indention: bool,
}

impl<'a> Emitter<'a> {
    fn new(timestamps: TimestampStyle, out: &'a mut dyn Write) -> Self {
        Self { buffer: Buffer::new(out), timestamps, column: 0, indent: None, whitespace: true, indention: true }
    }

    fn finish(mut self) -> io::Result<()> {
        self.indent = None;
        self.line();
        self.buffer.finish()
    }

    fn node(&mut self, value: &Document, context: Context) -> io::Result<()> {
        match value {
            Document::List(items) if items.is_empty() => self.indicator("[]", true, false),
            Document::Map(map) if map.is_empty() => self.indicator("{}", true, false),
            Document::List(items) => return self.list(items, context),
            Document::Map(map) => return self.map(map),
            Document::Null => self.bare("null"),
            Document::Bool(value) => self.bare(if *value { "true" } else { "false" }),
            Document::Integer(number) => self.bare(itoa::Buffer::new().format(*number)),
            Document::Float(number) => self.bare(&float(*number)),
            Document::String(text) => self.text(text, context),
            Document::Blob(bytes) => {
                let mut text = String::new();
                python::push_base64(&mut text, bytes);
                self.text(&text, context);
            }
            Document::Timestamp(moment) => match python::timestamp(moment, self.timestamps) {
                TimestampText::Text(text) => self.text(&text, context),
                TimestampText::Number(text) => self.bare(&text),
            },
        }
        self.buffer.spill()
    }

    fn list(&mut self, items: &[Document], context: Context) -> io::Result<()> {
        let outer = self.indent;
        // Directly under a key the dashes stand in the key's own column.
        let indentless = context == Context::Value && !self.indention;
        let indent = match outer {
            None => 0,
            Some(indent) if indentless => indent,
            Some(indent) => indent + 2,
        };
        for item in items {
            self.item(item, indent)?;
        }
        self.indent = outer;
        Ok(())
    }

    fn item(&mut self, item: &Document, indent: usize) -> io::Result<()> {
        self.indent = Some(indent);
        self.line();
        self.indicator("-", true, true);
        self.node(item, Context::Item)
    }

    fn map(&mut self, map: &Map) -> io::Result<()> {
        let outer = self.indent;
        let indent = outer.map_or(0, |it| it + 2);
        let mut members: Vec<(&str, &Document)> = map.iter().map(|(key, value)| (key.as_ref(), value)).collect();
        members.sort_unstable_by_key(|(key, _)| *key);
        for (key, value) in members {
            self.indent = Some(indent);
            self.line();
            if key.len() <= SIMPLE_KEY_LENGTH && !Analysis::of(key).multiline {
                self.text(key, Context::Key);
                self.indicator(":", false, false);
            } else {
                self.indicator("?", true, true);
                self.text(key, Context::Value);
                self.line();
                self.indicator(":", true, true);
            }
            self.node(value, Context::Value)?;
        }
        self.indent = outer;
        Ok(())
    }

    /// A line break where one is due, and blanks up to the indentation.
    fn line(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.line_break();
        }
        while self.column < indent {
            self.ascii(b' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn line_break(&mut self) {
        self.buffer.bytes.push(b'\n');
        self.column = 0;
    }

    fn indicator(&mut self, indicator: &str, needs_whitespace: bool, is_indention: bool) {
        if needs_whitespace && !self.whitespace {
            self.ascii(b' ');
        }
        self.buffer.bytes.extend_from_slice(indicator.as_bytes());
        self.column += indicator.len();
        self.whitespace = false;
        self.indention &= is_indention;
    }

    fn ascii(&mut self, byte: u8) {
        self.buffer.bytes.push(byte);
        self.column += 1;
    }

    fn character(&mut self, character: char) {
        self.buffer.bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        self.column += 1;
    }

    /// A scalar that is no text, so never quoted or folded.
    fn bare(&mut self, text: &str) {
        self.indicator(text, true, false);
    }

    fn text(&mut self, text: &str, context: Context) {
        let quotes = Analysis::of(text).quotes(context == Context::Key);
        let fold = context != Context::Key;
        // Folded lines stand further in than the collection around.
        let outer = self.indent;
        self.indent = Some(outer.map_or(2, |it| it + 2));
        match quotes {
            Quotes::None => self.plain(text, fold),
            Quotes::Single => self.single_quoted(text, fold),
            Quotes::Double => self.double_quoted(text, fold),
        }
        self.indent = outer;
    }

    fn plain(&mut self, text: &str, fold: bool) {
        if !self.whitespace {
            self.ascii(b' ');
        }
        if !fold || self.column + text.len() <= WIDTH {
            self.buffer.bytes.extend_from_slice(text.as_bytes());
            self.column += text.chars().count();
        } else {
            let mut after_blank = false;
            let mut rest = text.chars();
            while let Some(character) = rest.next() {
                let is_blank = character == ' ';
                if is_blank && !after_blank && self.column > WIDTH && !rest.as_str().starts_with(' ') {
                    self.line();
                } else {
                    self.character(character);
                    self.indention &= is_blank;
                }
                after_blank = is_blank;
            }
        }
        self.whitespace = false;
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("'", true, false);
        let (mut after_blank, mut after_break) = (false, false);
        let mut rest = text.chars();
        let mut first = true;
        while let Some(character) = rest.next() {
            let last = rest.as_str().is_empty();
            match character {
                ' ' => {
                    let may_fold = fold && !after_blank && self.column > WIDTH && !first && !last;
                    if may_fold && !rest.as_str().starts_with(' ') {
                        self.line();
                    } else {
                        self.ascii(b' ');
                    }
                    after_blank = true;
                }
                it if scalar::is_break(it) => {
                    if !after_break && it == '\n' {
                        self.line_break();
                    }
                    self.character(it);
                    self.column = 0;
                    self.indention = true;
                    after_break = true;
                }
                it => {
                    if after_break {
                        self.line();
                    }
                    if it == '\'' {
                        self.ascii(b'\'');
                    }
                    self.character(it);
                    self.indention = false;
                    (after_blank, after_break) = (false, false);
                }
            }
            first = false;
        }
        if after_break {
            self.line();
        }
        self.indicator("'", false, false);
        self.indention = false;
    }

    fn double_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("\"", true, false);
        let mut after_blank = false;
        let mut rest = text.chars();
        let mut first = true;
        while let Some(character) = rest.next() {
            let last = rest.as_str().is_empty();
            if scalar::needs_escape(character) {
                let escape = scalar::escape(character);
                self.buffer.bytes.extend_from_slice(escape.as_bytes());
                self.column += escape.len();
                after_blank = false;
            } else if character == ' ' {
                if fold && !after_blank && self.column > WIDTH && !first && !last {
                    self.line();
                    if rest.as_str().starts_with(' ') {
                        self.ascii(b'\\');
                    }
                } else {
                    self.ascii(b' ');
                }
                after_blank = true;
            } else {
                self.character(character);
                after_blank = false;
            }
            first = false;
        }
        self.indicator("\"", false, false);
        self.indention = false;
    }
}

fn float(value: f64) -> String {
    if value.is_nan() {
        ".nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        python::float(value)
    }
}

#[cfg(test)]
mod tests;
