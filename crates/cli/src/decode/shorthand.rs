//! Shorthand: `Name=a,Values=b,c` for maps, structures and lists of them.
//!
//! ```text
//! text ── parse ──▶ texts in lists and maps ── conform ──▶ values of the shape's kinds
//! ```
//!
//! [`parse`] knows the grammar alone:
//!
//! ```text
//! parameter = keyval *("," keyval)
//! keyval    = key ["@"] "=" values            ; "@=": each value may be a file:// or fileb://
//! values    = csv / "[" *(item ",") "]" / "{" *(keyval ",") "}"
//! csv       = value *("," value)              ; a comma followed by `key=` ends it
//! ```
//!
//! [`conform`] then turns texts into numbers and truth values, and wraps a
//! single value where the shape is a list.

use callboard_model::document::{Document, Key, Map};
use callboard_model::shape::{Shape, ShapeKind};

use super::paramfile::{self, ParamFileError};
use super::python;
use crate::host::Host;

/// Why a text is not shorthand.
#[derive(Debug, thiserror::Error)]
pub enum ShorthandError {
    /// Something else was due.
    #[error("Expected: '{expected}', received: '{received}' for input:\n {location}")]
    Syntax {
        /// What was due.
        expected: &'static str,
        /// What stands there.
        received: String,
        /// The text with a caret under the place.
        location: String,
    },
    /// A key stands twice.
    #[error(
        "Second instance of key \"{key}\" encountered for input:\n{location}\nThis is often because there is a preceding \",\" instead of a space."
    )]
    RepeatedKey {
        /// The key.
        key: String,
        /// The text with a caret under the place.
        location: String,
    },
    /// A value would go into a member that takes any JSON.
    #[error(
        "Shorthand syntax does not support document types. Use JSON input for top-level argument to specify nested parameter: {member}"
    )]
    DocumentMember {
        /// The member.
        member: String,
    },
    /// A file gave no value.
    #[error(transparent)]
    File(#[from] ParamFileError),
    /// A value is not of the kind that the shape wants.
    #[error("{0}")]
    Value(String),
}

impl ShorthandError {
    /// Whether the message is about the value of a parameter, and is shown with the parameter's name.
    pub fn is_about_the_text(&self) -> bool {
        !matches!(self, Self::File(_) | Self::Value(_))
    }
}

/// Reads a text by the grammar: every scalar is a text (or a blob from `fileb://`).
pub fn parse(text: &str, host: &dyn Host) -> Result<Document, ShorthandError> {
    let mut parser = Parser { text: text.chars().collect(), at: 0, files: false, host, depth: 0 };
    parser.parameter()
}

/// Gives parsed values the kinds that `shape` asks for.
///
/// What stands for a whole list must be one already: a file can give something else, and validation says so.
pub fn conform(value: &mut Document, shape: &'static Shape) -> Result<(), ShorthandError> {
    if matches!(shape.kind, ShapeKind::List(_)) && !matches!(value, Document::List(_)) {
        return Ok(());
    }
    conform_at(value, shape).map_err(|err| match err {
        Nonconformity::Document => ShorthandError::Value("document types are not supported in shorthand".to_owned()),
        Nonconformity::Error(err) => err,
    })
}

const DEEPEST: usize = 200;

struct Parser<'a> {
    text: Vec<char>,
    at: usize,
    files: bool,
    host: &'a dyn Host,
    depth: usize,
}

impl Parser<'_> {
    fn parameter(&mut self) -> Result<Document, ShorthandError> {
        let mut members: Vec<(Key, Document)> = vec![self.keyval()?];
        let mut last = self.at;
        while !self.at_end() {
            self.expect_with_blanks(',')?;
            let (key, value) = self.keyval()?;
            if members.iter().any(|(known, _)| *known == key) {
                let location = self.location(last + 1);
                return Err(ShorthandError::RepeatedKey { key: key.into_owned(), location });
            }
            members.push((key, value));
            last = self.at;
        }
        Ok(Document::Map(Map::from_pairs(members)))
    }

    fn keyval(&mut self) -> Result<(Key, Document), ShorthandError> {
        let key = self.key()?;
        let values = match self.current() {
            None => Document::from(""),
            Some('[') => self.list()?,
            Some('{') => self.map()?,
            Some(_) => self.csv()?,
        };
        Ok((key, values))
    }

    /// A key with its `=` or `@=`.
    fn key(&mut self) -> Result<Key, ShorthandError> {
        let start = self.at;
        while self.current().is_some_and(|it| it.is_ascii_alphanumeric() || "-_.#/:".contains(it)) {
            self.at += 1;
        }
        let key: String = self.text[start..self.at].iter().collect();
        self.skip_blanks();
        self.files = self.current() == Some('@');
        if self.files {
            self.at += 1;
            self.skip_blanks();
        }
        self.expect_with_blanks('=')?;
        Ok(Key::Owned(key))
    }

    fn csv(&mut self) -> Result<Document, ShorthandError> {
        let first = self.first_value()?;
        self.skip_blanks();
        if self.current() != Some(',') {
            return Ok(first);
        }
        self.expect_with_blanks(',')?;
        let mut items = vec![first];
        loop {
            match self.next_csv_value() {
                Ok((value, last)) => {
                    items.push(value);
                    if last {
                        break;
                    }
                }
                Err(ShorthandError::Syntax { .. }) if !self.at_end() => {
                    // What came after the comma is the next key: go back to the comma.
                    while self.at > 0 && self.text[self.at] != ',' {
                        self.at -= 1;
                    }
                    break;
                }
                Err(err) => return Err(err),
            }
        }
        Ok(if items.len() == 1 { items.remove(0) } else { Document::List(items) })
    }

    /// A value after a comma, and whether the text ends behind it.
    fn next_csv_value(&mut self) -> Result<(Document, bool), ShorthandError> {
        let value = match self.current() {
            Some('\'' | '"') => self.first_value()?,
            _ => match self.bare(follows_later_value) {
                Some(text) => self.resolve(text)?,
                None => return Err(self.syntax("<second>", "<none>".to_owned())),
            },
        };
        self.skip_blanks();
        if self.at_end() {
            return Ok((value, true));
        }
        self.expect_with_blanks(',')?;
        Ok((value, false))
    }

    fn list(&mut self) -> Result<Document, ShorthandError> {
        self.enter()?;
        self.expect_with_blanks('[')?;
        let mut items = Vec::new();
        while self.current() != Some(']') {
            items.push(self.explicit_value()?);
            self.end_item(']')?;
        }
        self.expect(']')?;
        self.depth -= 1;
        Ok(Document::List(items))
    }

    fn map(&mut self) -> Result<Document, ShorthandError> {
        self.enter()?;
        self.expect_with_blanks('{')?;
        let mut members = Map::new();
        while self.current() != Some('}') {
            let key = self.key()?;
            let value = self.explicit_value()?;
            self.end_item('}')?;
            members.insert(key, value);
        }
        self.expect('}')?;
        self.depth -= 1;
        Ok(Document::Map(members))
    }

    fn enter(&mut self) -> Result<(), ShorthandError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ShorthandError::Value(format!("more than {DEEPEST} values within values")));
        }
        Ok(())
    }

    /// The comma behind an item, unless `close` follows.
    fn end_item(&mut self, close: char) -> Result<(), ShorthandError> {
        self.skip_blanks();
        if self.current() != Some(close) {
            self.expect(',')?;
            self.skip_blanks();
        }
        Ok(())
    }

    fn explicit_value(&mut self) -> Result<Document, ShorthandError> {
        match self.current() {
            Some('[') => self.list(),
            Some('{') => self.map(),
            _ => self.first_value(),
        }
    }

    fn first_value(&mut self) -> Result<Document, ShorthandError> {
        let text = match self.current() {
            Some('\'') => self.quoted('\'', "<singled quoted>")?,
            Some('"') => self.quoted('"', "<double quoted>")?,
            _ => match self.bare(follows_first_value) {
                Some(text) => text,
                None => return Ok(Document::from("")),
            },
        };
        self.resolve(text)
    }

    fn quoted(&mut self, quote: char, name: &'static str) -> Result<String, ShorthandError> {
        let mut raw = String::new();
        let mut at = self.at + 1;
        loop {
            match (self.text.get(at), self.text.get(at + 1)) {
                (Some('\\'), Some(next)) if *next == quote => {
                    raw.push('\\');
                    raw.push(quote);
                    at += 2;
                }
                (Some(it), _) if *it == quote => break,
                (Some(it), _) => {
                    raw.push(*it);
                    at += 1;
                }
                (None, _) => match self.quote_ended_by_its_last_escape(quote) {
                    Some(end) => {
                        raw = self.text[self.at + 1..end].iter().collect();
                        at = end;
                        break;
                    }
                    None => return Err(self.syntax(name, "<none>".to_owned())),
                },
            }
        }
        self.at = at + 1;
        Ok(raw.replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\"))
    }

    /// Where the closing quote is when only an escaped one can be it, as in `'it\'`.
    fn quote_ended_by_its_last_escape(&self, quote: char) -> Option<usize> {
        (self.at + 1..self.text.len()).rev().find(|at| self.text[*at] == quote)
    }

    /// A value without quotes, its right blanks cut off.
    fn bare(&mut self, follows: fn(char) -> bool) -> Option<String> {
        let mut out = String::new();
        loop {
            let accepts = if out.is_empty() { starts_value } else { follows };
            match (self.text.get(self.at), self.text.get(self.at + 1)) {
                (Some('\\'), Some(',')) => {
                    out.push_str("\\,");
                    self.at += 2;
                }
                (Some(&it), _) if accepts(it) => {
                    out.push(it);
                    self.at += 1;
                }
                _ => break,
            }
        }
        (!out.is_empty()).then(|| out.replace("\\,", ",").trim_end_matches(python::is_blank).to_owned())
    }

    fn resolve(&self, text: String) -> Result<Document, ShorthandError> {
        if self.files
            && let Some(contents) = paramfile::read(&text, self.host)?
        {
            return Ok(contents);
        }
        Ok(Document::String(text))
    }

    fn current(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn skip_blanks(&mut self) {
        while self.current().is_some_and(|it| matches!(it, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')) {
            self.at += 1;
        }
    }

    fn expect_with_blanks(&mut self, character: char) -> Result<(), ShorthandError> {
        self.skip_blanks();
        self.expect(character)?;
        self.skip_blanks();
        Ok(())
    }

    fn expect(&mut self, character: char) -> Result<(), ShorthandError> {
        if self.current() == Some(character) {
            self.at += 1;
            return Ok(());
        }
        let expected = match character {
            ',' => ",",
            '=' => "=",
            '[' => "[",
            ']' => "]",
            '{' => "{",
            _ => "}",
        };
        let received = self.current().map_or_else(|| "EOF".to_owned(), |it| it.to_string());
        Err(self.syntax(expected, received))
    }

    fn syntax(&self, expected: &'static str, received: String) -> ShorthandError {
        ShorthandError::Syntax { expected, received, location: self.location(self.at) }
    }

    /// The text with a caret under one of its characters, on a line of its own.
    fn location(&self, at: usize) -> String {
        let at = at.min(self.text.len());
        let line_start = self.text[..at].iter().rposition(|it| *it == '\n').map_or(0, |it| it + 1);
        let line_end = self.text[at..].iter().position(|it| *it == '\n').map_or(self.text.len(), |it| at + it);
        let consumed: String = self.text[..line_end].iter().collect();
        let remaining: String = self.text[line_end..].iter().collect();
        format!("{consumed}\n{}^{remaining}", " ".repeat(at - line_start))
    }
}

/// Characters above the basic plane do not stand in a value without quotes.
fn is_in_basic_plane(character: char) -> bool {
    (character as u32) <= 0xffff
}

fn starts_value(character: char) -> bool {
    !character.is_ascii_control()
        && !matches!(character, ' ' | '"' | '\'' | ',' | '=' | '[' | '{')
        && is_in_basic_plane(character)
        || character == '\x7f'
}

fn follows_first_value(character: char) -> bool {
    python::is_blank(character)
        || character >= ' ' && !matches!(character, '"' | '\'' | ',' | ']' | '}') && is_in_basic_plane(character)
}

fn follows_later_value(character: char) -> bool {
    python::is_blank(character)
        || character >= ' ' && !matches!(character, '"' | '\'' | ',' | '=') && is_in_basic_plane(character)
}

enum Nonconformity {
    /// A member that takes any JSON has a value; the member's structure knows its name.
    Document,
    Error(ShorthandError),
}

fn conform_at(value: &mut Document, shape: &'static Shape) -> Result<(), Nonconformity> {
    match &shape.kind {
        ShapeKind::Structure(members) => {
            if shape.traits.document {
                return Err(Nonconformity::Document);
            }
            let Document::Map(map) = value else { return Ok(()) };
            for member in members {
                let Some(value) = map.get_mut(member.name) else { continue };
                conform_at(value, member.shape()).map_err(|err| match err {
                    Nonconformity::Document => {
                        Nonconformity::Error(ShorthandError::DocumentMember { member: member.name.to_owned() })
                    }
                    other => other,
                })?;
            }
        }
        ShapeKind::List(member) => match value {
            Document::List(items) => {
                for item in items {
                    conform_at(item, member.shape())?;
                }
            }
            // `Values=b` stands for a list of one; the reference leaves its kind as it is.
            single => *single = Document::List(vec![std::mem::take(single)]),
        },
        ShapeKind::Map(_, member) => {
            if let Document::Map(map) = value {
                for (_, value) in map.iter_mut() {
                    conform_at(value, member.shape())?;
                }
            }
        }
        kind => conform_scalar(value, kind).map_err(Nonconformity::Error)?,
    }
    Ok(())
}

fn conform_scalar(value: &mut Document, kind: &ShapeKind) -> Result<(), ShorthandError> {
    let converted = match kind {
        ShapeKind::Integer | ShapeKind::Long => {
            Document::Integer(super::value::to_int(value).map_err(ShorthandError::Value)?)
        }
        ShapeKind::Float | ShapeKind::Double => {
            Document::Float(super::value::to_float(value).map_err(ShorthandError::Value)?)
        }
        ShapeKind::Boolean => match value {
            Document::String(text) if text.eq_ignore_ascii_case("true") => Document::Bool(true),
            Document::String(text) if text.eq_ignore_ascii_case("false") => Document::Bool(false),
            _ => return Ok(()),
        },
        _ => return Ok(()),
    };
    *value = converted;
    Ok(())
}

#[cfg(test)]
mod tests;
