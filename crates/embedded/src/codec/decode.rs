//! JSON becomes a document.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Key, Map, Timestamp};

use super::DEPTH_LIMIT;

/// Why bytes are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: expected {expected}")]
pub(crate) struct DecodeError {
    at: usize,
    expected: &'static str,
}

/// The record that these bytes are.
pub(crate) fn decode(bytes: &[u8]) -> Result<Map, DecodeError> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| DecodeError { at: error.valid_up_to(), expected: "UTF-8 text" })?;
    let mut reader = Reader { text, at: 0, depth: 0 };
    let document = reader.value()?;
    reader.blank();
    match document {
        Document::Map(map) if reader.at == text.len() => Ok(map),
        Document::Map(_) => reader.expected("the end"),
        _ => DecodeError::new(0, "an object"),
    }
}

impl DecodeError {
    /// Bytes that are no text.
    pub(crate) fn not_text(error: &std::string::FromUtf8Error) -> Self {
        Self { at: error.utf8_error().valid_up_to(), expected: "UTF-8 text" }
    }

    /// Text that is no JSON object from this byte on.
    pub(crate) fn not_json(at: usize) -> Self {
        Self { at, expected: "a JSON object" }
    }

    fn new<T>(at: usize, expected: &'static str) -> Result<T, Self> {
        Err(Self { at, expected })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Document, DecodeError> {
        self.blank();
        match self.peek() {
            Some(b'"') => self.string().map(Document::String),
            Some(b'{') => self.nested(Self::map),
            Some(b'[') => self.nested(Self::list),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Document::Bool(true)),
            Some(b'f') => self.word("false", Document::Bool(false)),
            Some(b'n') => self.word("null", Document::Null),
            _ => self.expected("a value"),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Document, DecodeError>,
    ) -> Result<Document, DecodeError> {
        if self.depth == DEPTH_LIMIT {
            return self.expected("less nesting");
        }
        self.depth += 1;
        self.at += 1;
        let document = read(self)?;
        self.depth -= 1;
        Ok(document)
    }

    fn map(&mut self) -> Result<Document, DecodeError> {
        self.blank();
        match self.peek() {
            Some(b'"') if self.text[self.at..].starts_with("\"$") => self.tagged(),
            _ => self.members().map(Document::Map),
        }
    }

    /// What follows `{` in a map without a tag.
    fn members(&mut self) -> Result<Map, DecodeError> {
        let mut members: Vec<(Key, Document)> = Vec::with_capacity(8);
        loop {
            self.blank();
            if members.is_empty() && self.peek() == Some(b'}') {
                break;
            }
            let name = self.name()?;
            let value = self.value()?;
            members.push((Key::Owned(name), value));
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return self.expected("`,` or `}`"),
            }
        }
        self.at += 1;
        Ok(Map::from_pairs(members))
    }

    fn tagged(&mut self) -> Result<Document, DecodeError> {
        let name = self.name()?;
        let document = match name.as_str() {
            "$map" => {
                self.blank();
                if self.peek() != Some(b'{') {
                    return self.expected("a map");
                }
                self.nested(|reader| reader.members().map(Document::Map))?
            }
            _ => {
                let untagged = match (name.as_str(), self.value()?) {
                    ("$blob", Document::String(text)) => STANDARD.decode(text).ok().map(Document::Blob),
                    ("$timestamp", Document::String(text)) => Some(Timestamp::Text(text.into()).into()),
                    ("$timestamp", Document::Float(seconds)) => Some(Timestamp::Epoch(seconds).into()),
                    ("$float", Document::String(text)) => text.parse().ok().map(Document::Float),
                    _ => None,
                };
                untagged.map_or_else(|| self.expected("a value of its tag before here"), Ok)?
            }
        };
        self.blank();
        if self.peek() != Some(b'}') {
            return self.expected("`}` after a tagged value");
        }
        self.at += 1;
        Ok(document)
    }

    fn name(&mut self) -> Result<String, DecodeError> {
        self.blank();
        if self.peek() != Some(b'"') {
            return self.expected("a name");
        }
        let name = self.string()?;
        self.blank();
        if self.peek() != Some(b':') {
            return self.expected("`:`");
        }
        self.at += 1;
        Ok(name)
    }

    fn list(&mut self) -> Result<Document, DecodeError> {
        let mut items = Vec::new();
        loop {
            self.blank();
            match self.peek() {
                Some(b']') if items.is_empty() => break,
                _ => items.push(self.value()?),
            }
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return self.expected("`,` or `]`"),
            }
        }
        self.at += 1;
        Ok(Document::List(items))
    }

    fn number(&mut self) -> Result<Document, DecodeError> {
        let from = self.at;
        let length = self.text.as_bytes()[from..]
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .count();
        self.at += length;
        let text = &self.text[from..self.at];
        let number = if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            text.parse().ok().map(Document::Float)
        } else {
            text.parse().ok().map(Document::Integer)
        };
        number.map_or_else(|| DecodeError::new(from, "a number"), Ok)
    }

    fn string(&mut self) -> Result<String, DecodeError> {
        self.at += 1;
        let mut plain_from = self.at;
        let mut text = String::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    let plain = &self.text[plain_from..self.at];
                    self.at += 1;
                    // Nearly every string has no escape, and is copied once.
                    return Ok(if text.is_empty() { plain.to_owned() } else { text + plain });
                }
                Some(b'\\') => {
                    text.push_str(&self.text[plain_from..self.at]);
                    self.at += 1;
                    text.push(self.escape()?);
                    plain_from = self.at;
                }
                Some(0x20..) => self.at += 1,
                _ => return self.expected("the end of a string"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, DecodeError> {
        let letter = self.peek();
        self.at += 1;
        let plain = match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                let code = match first {
                    0xd800..=0xdbff if self.text[self.at..].starts_with("\\u") => {
                        self.at += 2;
                        0x10000 + ((first - 0xd800) << 10) + (self.hex()?.wrapping_sub(0xdc00) & 0x3ff)
                    }
                    _ => first,
                };
                return char::from_u32(code).map_or_else(|| self.expected("a character before here"), Ok);
            }
            _ => return self.expected("an escape before here"),
        };
        Ok(plain)
    }

    fn hex(&mut self) -> Result<u32, DecodeError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return self.expected("four hexadecimal digits");
        };
        self.at += 4;
        Ok(code)
    }

    fn word(&mut self, word: &'static str, document: Document) -> Result<Document, DecodeError> {
        if !self.text[self.at..].starts_with(word) {
            return self.expected("a value");
        }
        self.at += word.len();
        Ok(document)
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expected<T>(&self, expected: &'static str) -> Result<T, DecodeError> {
        DecodeError::new(self.at, expected)
    }
}
