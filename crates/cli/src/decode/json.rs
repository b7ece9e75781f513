//! JSON as Python's `json.loads` reads it, with its messages, since the AWS
//! CLI prints them: `Expecting value: line 1 column 6 (char 5)`.
//!
//! `NaN` and `Infinity` are numbers, a repeated key keeps its last value, and
//! whole numbers keep their size.

use callboard_model::document::{Document, Key, Map};

use super::python;

/// Values within values that are read before the text is refused.
const DEEPEST: usize = 500;

/// Why a text is not JSON.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{what}: line {line} column {column} (char {at})")]
pub struct JsonError {
    what: &'static str,
    line: usize,
    column: usize,
    at: usize,
}

/// Reads a whole text.
pub fn parse(text: &str) -> Result<Document, JsonError> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, depth: 0 };
    reader.skip_blanks();
    let value = reader.value()?;
    reader.skip_blanks();
    if reader.at < text.len() {
        return Err(reader.error("Extra data", reader.at));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    /// An error at a byte, counted in characters as Python counts.
    fn error(&self, what: &'static str, at: usize) -> JsonError {
        let before = &self.text[..at.min(self.text.len())];
        let line_start = before.rfind('\n').map_or(0, |it| it + 1);
        JsonError {
            what,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            at: before.chars().count(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Document, JsonError> {
        match self.peek() {
            Some(b'"') => Ok(Document::String(self.string()?)),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'-' | b'0'..=b'9') if !self.bytes[self.at..].starts_with(b"-I") => self.number(),
            _ => {
                let words = [
                    ("null", Document::Null),
                    ("true", Document::Bool(true)),
                    ("false", Document::Bool(false)),
                    ("NaN", Document::Float(f64::NAN)),
                    ("Infinity", Document::Float(f64::INFINITY)),
                    ("-Infinity", Document::Float(f64::NEG_INFINITY)),
                ];
                for (word, value) in words {
                    if self.bytes[self.at..].starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.error("Expecting value", self.at))
            }
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Document, JsonError>) -> Result<Document, JsonError> {
        if self.depth >= DEEPEST {
            return Err(self.error("Too many nested values", self.at));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_blanks();
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Document, JsonError> {
        let mut members: Vec<(Key, Document)> = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Document::Map(Map::new()));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.error("Expecting property name enclosed in double quotes", self.at));
            }
            let key = self.string()?;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return Err(self.error("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.value()?;
            members.push((Key::Owned(key), value));
            self.skip_blanks();
            match self.peek() {
                Some(b'}') => break,
                Some(b',') => {
                    self.at += 1;
                    self.skip_blanks();
                }
                _ => return Err(self.error("Expecting ',' delimiter", self.at)),
            }
        }
        self.at += 1;
        Ok(Document::Map(Map::from_pairs(members)))
    }

    fn array(&mut self) -> Result<Document, JsonError> {
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Document::List(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_blanks();
            match self.peek() {
                Some(b']') => break,
                Some(b',') => {
                    self.at += 1;
                    self.skip_blanks();
                }
                _ => return Err(self.error("Expecting ',' delimiter", self.at)),
            }
        }
        self.at += 1;
        Ok(Document::List(items))
    }

    fn number(&mut self) -> Result<Document, JsonError> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while matches!(reader.peek(), Some(b'0'..=b'9')) {
                reader.at += 1;
            }
            reader.at > from
        };
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else if !digits(self) {
            return Err(self.error("Expecting value", start));
        }
        let mut whole = true;
        let before_fraction = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if digits(self) {
                whole = false;
            } else {
                self.at = before_fraction;
            }
        }
        let before_exponent = self.at;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if digits(self) {
                whole = false;
            } else {
                self.at = before_exponent;
            }
        }
        let text = &self.text[start..self.at];
        match python::int(text).filter(|_| whole) {
            Some(number) => Ok(Document::Integer(number)),
            None => Ok(Document::Float(text.parse().unwrap_or(f64::NAN))),
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let run = self.at;
            while self.peek().is_some_and(|it| it != b'"' && it != b'\\' && it > 0x1f) {
                self.at += 1;
            }
            out.push_str(&self.text[run..self.at]);
            match self.peek() {
                None => return Err(self.error("Unterminated string starting at", start)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(start, &mut out)?,
                Some(_) => return Err(self.error("Invalid control character at", self.at)),
            }
        }
    }

    fn escape(&mut self, start: usize, out: &mut String) -> Result<(), JsonError> {
        let backslash = self.at;
        self.at += 2;
        let character = match self.bytes.get(backslash + 1) {
            None => return Err(self.error("Unterminated string starting at", start)),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.four_hex_digits(backslash)?;
                let pair = (0xd800..0xdc00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u");
                let code = if pair {
                    let rewind = self.at;
                    self.at += 2;
                    match self.four_hex_digits(rewind)? {
                        second @ 0xdc00..0xe000 => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                        _ => {
                            self.at = rewind;
                            first
                        }
                    }
                } else {
                    first
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            Some(_) => return Err(self.error("Invalid \\escape", backslash)),
        };
        out.push(character);
        Ok(())
    }

    fn four_hex_digits(&mut self, backslash: usize) -> Result<u32, JsonError> {
        let digits = self.bytes.get(self.at..self.at + 4).filter(|it| it.iter().all(u8::is_ascii_hexdigit));
        let Some(digits) = digits else {
            return Err(self.error("Invalid \\uXXXX escape", backslash + 1));
        };
        self.at += 4;
        Ok(digits.iter().fold(0, |code, it| code * 16 + (*it as char).to_digit(16).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(texts: &[&str], expect: Expect) {
        let lines: Vec<String> =
            texts.iter().map(|it| parse(it).map_or_else(|err| err.to_string(), |it| python::repr(&it))).collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn values_of_every_kind_are_read() {
        check(
            &[
                r#" {"a": [1, -2.5, 1e3, null, true, {"b": "\u00e9\ud83d\ude00\n"}], "a": 1} "#,
                "[]",
                "{}",
                "NaN",
                "-Infinity",
                "123456789012345678901234567890",
            ],
            expect![[r#"
                {'a': 1}
                []
                {}
                nan
                -inf
                123456789012345678901234567890"#]],
        );
        check(&[r#"["\u00e9\ud83d\ude00\/"]"#], expect!["['é😀/']"]);
    }

    #[test]
    fn a_broken_text_is_refused_in_python_s_words() {
        check(
            &[
                r#"{"a":"#,
                r#"{"pk":{"S":"a"},}"#,
                r#"{"pk":{"S":"a"}} x"#,
                "a=b",
                "",
                "[1 2]",
                "[1,]",
                "{1:2}",
                "{\"a\"}",
                "\"abc",
                "\"a\nb\"",
                r#""\q""#,
                r#""\u12""#,
                "{\n \"é\": x}",
                "01",
            ],
            expect![[r#"
                Expecting value: line 1 column 6 (char 5)
                Expecting property name enclosed in double quotes: line 1 column 17 (char 16)
                Extra data: line 1 column 18 (char 17)
                Expecting value: line 1 column 1 (char 0)
                Expecting value: line 1 column 1 (char 0)
                Expecting ',' delimiter: line 1 column 4 (char 3)
                Expecting value: line 1 column 4 (char 3)
                Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
                Expecting ':' delimiter: line 1 column 5 (char 4)
                Unterminated string starting at: line 1 column 1 (char 0)
                Invalid control character at: line 1 column 3 (char 2)
                Invalid \escape: line 1 column 2 (char 1)
                Invalid \uXXXX escape: line 1 column 3 (char 2)
                Expecting value: line 2 column 7 (char 8)
                Extra data: line 1 column 2 (char 1)"#]],
        );
    }

    #[test]
    fn nesting_has_a_limit() {
        let text = "[".repeat(100_000);
        assert!(parse(&text).is_err());
    }
}
