//! Tokens of JSON text: where strings end, what numbers are worth.

use super::ReadError;

/// A place in a JSON text.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: usize,
    /// A lone surrogate is an error, not U+FFFD.
    pub(super) strict: bool,
}

/// A number as JSON knows it.
pub(super) enum Number {
    Integer(i128),
    Float(f64),
}

/// Errors are boxed, so that the way of success stays small.
pub(super) type Failure = Box<ReadError>;

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], strict: bool) -> Result<Self, Failure> {
        let text = std::str::from_utf8(bytes).map_err(|err| ReadError::NotUtf8 { offset: err.valid_up_to() })?;
        Ok(Self { text, at: 0, depth: 0, strict })
    }

    /// The next byte, 0 at the end: NUL is no token of JSON, so the two need not be told apart.
    #[inline]
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// The first byte of the next token.
    #[inline]
    pub(super) fn token(&mut self) -> u8 {
        let byte = self.peek();
        if byte > b' ' {
            return byte;
        }
        self.skip_blanks();
        self.peek()
    }

    #[inline]
    pub(super) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Failure> {
        if self.token() == byte {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    /// Goes one level down.
    #[inline]
    pub(super) fn enter(&mut self) -> Result<(), Failure> {
        self.at += 1;
        self.depth += 1;
        if self.depth > super::DEPTH_LIMIT {
            return Err(Box::new(ReadError::TooDeep { offset: self.at - 1 }));
        }
        Ok(())
    }

    /// Comes back up.
    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// After an item: whether another follows; the closing bracket is consumed.
    #[inline]
    pub(super) fn another(&mut self, close: u8, expected: &'static str) -> Result<bool, Failure> {
        let byte = self.token();
        if byte != b',' && byte != close {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(byte == b',')
    }

    /// Whether a bracket closes at once; consumed where it does.
    #[inline]
    pub(super) fn closes(&mut self, close: u8) -> bool {
        // A branch, not `+= usize::from(…)`: rustc 1.95 at opt-level 2 and above loses that addition here.
        if self.token() != close {
            return false;
        }
        self.at += 1;
        true
    }

    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.skip_blanks();
        if self.at == self.text.len() { Ok(()) } else { Err(self.unexpected("the end")) }
    }

    pub(super) fn literal(&mut self, word: &'static str) -> Result<(), Failure> {
        if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.unexpected("a value"))
        }
    }

    #[cold]
    pub(super) fn unexpected(&self, expected: &'static str) -> Failure {
        let found = match self.text[self.at..].chars().next() {
            None => "the end".to_owned(),
            Some(found) if found.is_control() => format!("`{}`", found.escape_debug()),
            Some(found) => format!("`{found}`"),
        };
        Box::new(ReadError::Syntax { offset: self.at, expected, found })
    }

    /// The text between the quotes, where it has no escapes: `Ok` borrows, `Err` owns.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Text<'a>, Failure> {
        let start = self.at + 1;
        let end = start + plain_length(&self.text.as_bytes()[start..]);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Text::Plain(&self.text[start..end]));
        }
        self.string_with_escapes(start, end).map(Text::Unescaped)
    }

    fn string_with_escapes(&mut self, start: usize, first: usize) -> Result<String, Failure> {
        let bytes = self.text.as_bytes();
        let mut unescaped = String::with_capacity((first - start) * 2 + 16);
        unescaped.push_str(&self.text[start..first]);
        self.at = first;
        loop {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(unescaped);
                }
                b'\\' => {
                    self.at += 1;
                    let escaped = self.peek();
                    self.at += 1;
                    match escaped {
                        b'"' | b'\\' | b'/' => unescaped.push(char::from(escaped)),
                        b'b' => unescaped.push('\u{8}'),
                        b'f' => unescaped.push('\u{c}'),
                        b'n' => unescaped.push('\n'),
                        b'r' => unescaped.push('\r'),
                        b't' => unescaped.push('\t'),
                        b'u' => unescaped.push(self.unicode_escape()?),
                        _ => {
                            self.at -= 1;
                            return Err(self.unexpected("one of the escapes of JSON"));
                        }
                    }
                }
                _ if self.at >= bytes.len() => return Err(self.unexpected("`\"`")),
                _ => return Err(self.unexpected("an escaped control character")),
            }
            let end = self.at + plain_length(&bytes[self.at..]);
            unescaped.push_str(&self.text[self.at..end]);
            self.at = end;
        }
    }

    fn unicode_escape(&mut self) -> Result<char, Failure> {
        let start = self.at;
        let unit = self.hex4()?;
        if let Some(whole) = char::from_u32(unit) {
            return Ok(whole);
        }
        let is_pair = unit < 0xDC00 && self.text.as_bytes()[self.at..].starts_with(b"\\u");
        if is_pair {
            let back = self.at;
            self.at += 2;
            let low = self.hex4()?;
            if (0xDC00..0xE000).contains(&low) {
                let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        if self.strict {
            self.at = start;
            return Err(self.unexpected("a pair of surrogates"));
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Result<u32, Failure> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = char::from(self.peek()).to_digit(16) else {
                return Err(self.unexpected("four hexadecimal digits"));
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<Number, Failure> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let negative = self.peek() == b'-';
        if negative {
            self.at += 1;
        }
        let digits = self.at;
        let mut small: u64 = 0;
        while let digit @ b'0'..=b'9' = self.peek() {
            small = small.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let count = self.at - digits;
        if count == 0 {
            return Err(self.unexpected("a digit"));
        }
        if count > 1 && bytes[digits] == b'0' {
            self.at = digits + 1;
            return Err(self.unexpected("no digit after a leading zero"));
        }
        if !matches!(self.peek(), b'.' | b'e' | b'E') {
            if count <= 19 {
                let value = i128::from(small);
                return Ok(Number::Integer(if negative { -value } else { value }));
            }
            let text = &self.text[start..self.at];
            return Ok(match text.parse() {
                Ok(value) => Number::Integer(value),
                Err(_) => Number::Float(text.parse().unwrap_or(f64::NAN)),
            });
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Number::Float(self.text[start..self.at].parse().unwrap_or(f64::NAN)))
    }

    fn digits(&mut self) -> Result<(), Failure> {
        if !self.peek().is_ascii_digit() {
            return Err(self.unexpected("a digit"));
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    /// Passes over a value, checking its syntax; says whether it was `null`.
    pub(super) fn skip_value(&mut self) -> Result<bool, Failure> {
        match self.token() {
            b'"' => self.string().map(|_| false),
            b'{' => {
                self.enter()?;
                if !self.closes(b'}') {
                    loop {
                        if self.token() != b'"' {
                            return Err(self.unexpected("`\"`"));
                        }
                        self.string()?;
                        self.expect(b':', "`:`")?;
                        self.skip_value()?;
                        if !self.another(b'}', "`,` or `}`")? {
                            break;
                        }
                    }
                }
                self.leave();
                Ok(false)
            }
            b'[' => {
                self.enter()?;
                if !self.closes(b']') {
                    loop {
                        self.skip_value()?;
                        if !self.another(b']', "`,` or `]`")? {
                            break;
                        }
                    }
                }
                self.leave();
                Ok(false)
            }
            b't' => self.literal("true").map(|()| false),
            b'f' => self.literal("false").map(|()| false),
            b'n' => self.literal("null").map(|()| true),
            b'-' | b'0'..=b'9' => self.number().map(|_| false),
            _ => Err(self.unexpected("a value")),
        }
    }
}

/// A string of JSON, unescaped.
pub(super) enum Text<'a> {
    Plain(&'a str),
    Unescaped(String),
}

impl Text<'_> {
    #[inline]
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Unescaped(text) => text,
        }
    }

    #[inline]
    pub(super) fn into_string(self) -> String {
        match self {
            Self::Plain(text) => text.to_owned(),
            Self::Unescaped(text) => text,
        }
    }
}

/// How many bytes come before the first quote, backslash or control character.
///
/// Eight bytes are looked at at once: a byte is zero where it equals what is
/// sought, and subtracting one from each byte borrows exactly there.
#[inline]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    const QUOTES: u64 = ONES * b'"' as u64;
    const BACKSLASHES: u64 = ONES * b'\\' as u64;
    let mut length = 0;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ QUOTES;
        let backslash = word ^ BACKSLASHES;
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let found = found & HIGHS;
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + rest.iter().position(|it| matches!(it, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    #[test]
    fn plain_text_ends_at_quotes_backslashes_and_control_characters() {
        for byte in 0..=255u8 {
            for before in 0..20 {
                let mut bytes = vec![b'\xc3'; before];
                bytes.push(byte);
                bytes.extend_from_slice(b"aaaaaaaaaaaa");
                let ends = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(plain_length(&bytes), if ends { before } else { bytes.len() }, "{byte} after {before}");
            }
        }
    }
}
