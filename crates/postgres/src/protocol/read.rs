//! What clients send.

use std::collections::BTreeMap;

use bytes::{Buf as _, Bytes};

use super::{Format, Formats};

/// A message of a client that was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Query(String),
    Parse {
        name: String,
        text: String,
        types: Vec<u32>,
    },
    Bind(Bind),
    Describe(Target),
    Execute {
        portal: String,
        most_rows: u32,
    },
    Close(Target),
    Flush,
    Sync,
    Terminate,
    /// `d`, `c` and `f`: the rows of a `COPY … FROM STDIN`.
    CopyIn,
    FunctionCall,
    /// An answer to a question about the password.
    Password(Bytes),
}

/// What `Describe` and `Close` are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Statement(String),
    Portal(String),
}

/// Values for the parameters of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bind {
    pub(crate) portal: String,
    pub(crate) statement: String,
    pub(crate) formats: Formats,
    pub(crate) values: Vec<Option<Bytes>>,
    pub(crate) result_formats: Formats,
}

/// A message that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("invalid message: {0}")]
    Malformed(&'static str),
    #[error("invalid frontend message type {0}")]
    UnknownType(u8),
}

/// Reads the body of a message.
pub(crate) fn message(kind: u8, body: Bytes) -> Result<Message, Unreadable> {
    let mut body = Body(body);
    let message = match kind {
        b'Q' => Message::Query(body.text()?),
        b'P' => {
            let (name, text) = (body.text()?, body.text()?);
            let count = body.count()?;
            Message::Parse { name, text, types: (0..count).map(|_| body.u32()).collect::<Result<_, _>>()? }
        }
        b'B' => {
            let (portal, statement) = (body.text()?, body.text()?);
            let formats = body.formats()?;
            let count = body.count()?;
            let values = (0..count).map(|_| body.value()).collect::<Result<_, _>>()?;
            Message::Bind(Bind { portal, statement, formats, values, result_formats: body.formats()? })
        }
        b'D' => Message::Describe(body.target()?),
        b'C' => Message::Close(body.target()?),
        b'E' => Message::Execute { portal: body.text()?, most_rows: body.u32()? },
        b'H' => Message::Flush,
        b'S' => Message::Sync,
        b'X' => Message::Terminate,
        b'p' => return Ok(Message::Password(body.0)),
        b'd' | b'c' | b'f' => return Ok(Message::CopyIn),
        b'F' => return Ok(Message::FunctionCall),
        other => return Err(Unreadable::UnknownType(other)),
    };
    if body.0.has_remaining() {
        return Err(Unreadable::Malformed("bytes after its end"));
    }
    Ok(message)
}

/// The parameters of a startup packet, behind the number of its protocol.
pub(crate) fn startup_parameters(body: Bytes) -> Result<BTreeMap<String, String>, Unreadable> {
    let mut body = Body(body);
    let mut parameters = BTreeMap::new();
    loop {
        let name = body.text()?;
        if name.is_empty() {
            return Ok(parameters);
        }
        parameters.insert(name, body.text()?);
    }
}

/// The first message of a client in SASL: the mechanism, and what the mechanism says.
pub(crate) fn sasl_begin(body: Bytes) -> Result<(String, String), Unreadable> {
    let mut body = Body(body);
    let mechanism = body.text()?;
    let data = body.value()?.unwrap_or_default();
    Ok((mechanism, utf8(data)?))
}

/// All bytes as a text.
pub(crate) fn utf8(bytes: Bytes) -> Result<String, Unreadable> {
    String::from_utf8(bytes.into()).map_err(|_| Unreadable::Malformed("a text is not UTF-8"))
}

struct Body(Bytes);

impl Body {
    fn u32(&mut self) -> Result<u32, Unreadable> {
        self.0.try_get_u32().map_err(|_| SHORT)
    }

    fn count(&mut self) -> Result<u16, Unreadable> {
        self.0.try_get_u16().map_err(|_| SHORT)
    }

    /// A text that ends with a zero byte.
    fn text(&mut self) -> Result<String, Unreadable> {
        let end = self.0.iter().position(|it| *it == 0).ok_or(SHORT)?;
        let text = utf8(self.0.split_to(end))?;
        self.0.advance(1);
        Ok(text)
    }

    /// A value behind its length; -1 is null.
    fn value(&mut self) -> Result<Option<Bytes>, Unreadable> {
        let length = self.u32()?;
        if length == u32::MAX {
            return Ok(None);
        }
        match usize::try_from(length) {
            Ok(length) if length <= self.0.len() => Ok(Some(self.0.split_to(length))),
            _ => Err(SHORT),
        }
    }

    fn formats(&mut self) -> Result<Formats, Unreadable> {
        let count = self.count()?;
        let one = |_| match self.count()? {
            0 => Ok(Format::Text),
            1 => Ok(Format::Binary),
            _ => Err(Unreadable::Malformed("a format is neither 0 nor 1")),
        };
        (0..count).map(one).collect::<Result<_, _>>().map(Formats)
    }

    fn target(&mut self) -> Result<Target, Unreadable> {
        let kind = self.0.try_get_u8().map_err(|_| SHORT)?;
        let name = self.text()?;
        match kind {
            b'S' => Ok(Target::Statement(name)),
            b'P' => Ok(Target::Portal(name)),
            _ => Err(Unreadable::Malformed("neither a statement nor a portal")),
        }
    }
}

const SHORT: Unreadable = Unreadable::Malformed("it ends too early");

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(kind: u8, body: &'static [u8], expect: Expect) {
        let read = message(kind, Bytes::from_static(body));
        expect.assert_eq(&read.map_or_else(|error| format!("error: {error}"), |it| format!("{it:?}")));
    }

    #[test]
    fn messages_are_read_whole() {
        check(b'Q', b"SELECT 1\0", expect![[r#"Query("SELECT 1")"#]]);
        check(
            b'P',
            b"s\0SELECT $1\0\0\x01\0\0\0\x19",
            expect![[r#"Parse { name: "s", text: "SELECT $1", types: [25] }"#]],
        );
        check(
            b'B',
            b"\0s\0\0\x01\0\x01\0\x02\0\0\0\x01a\xff\xff\xff\xff\0\0",
            expect![[
                r#"Bind(Bind { portal: "", statement: "s", formats: Formats([Binary]), values: [Some(b"a"), None], result_formats: Formats([]) })"#
            ]],
        );
        check(b'E', b"\0\0\0\0\x05", expect![[r#"Execute { portal: "", most_rows: 5 }"#]]);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        check(b'Q', b"SELECT 1", expect!["error: invalid message: it ends too early"]);
        check(b'Q', b"SELECT 1\0x", expect!["error: invalid message: bytes after its end"]);
        check(b'Q', b"\xff\xfe\0", expect!["error: invalid message: a text is not UTF-8"]);
        check(b'B', b"\0\0\0\0\0\x01\0\0\0\x09a", expect!["error: invalid message: it ends too early"]);
        check(b'B', b"\0\0\0\x01\0\x07", expect!["error: invalid message: a format is neither 0 nor 1"]);
        check(b'D', b"x\0", expect!["error: invalid message: neither a statement nor a portal"]);
        check(b'D', b"", expect!["error: invalid message: it ends too early"]);
        check(b'!', b"", expect!["error: invalid frontend message type 33"]);
    }

    #[test]
    fn no_bytes_make_reading_panic() {
        // Every kind with every short body of few different bytes.
        let alphabet = [0, 1, 0x7f, 0xff, b'S'];
        for kind in 0..=u8::MAX {
            for length in 0..5_u32 {
                for mut number in 0..alphabet.len().pow(length) {
                    let body = (0..length).map(|_| {
                        let byte = alphabet[number % alphabet.len()];
                        number /= alphabet.len();
                        byte
                    });
                    let _ = message(kind, body.collect());
                }
            }
        }
    }
}
