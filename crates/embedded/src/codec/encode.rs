//! Documents become JSON.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Map, Timestamp};

/// The bytes of a record.
pub(crate) fn encode(record: &Map) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    map(record, &mut out);
    out
}

fn value(document: &Document, out: &mut Vec<u8>) {
    match document {
        Document::Null => out.extend_from_slice(b"null"),
        Document::Bool(true) => out.extend_from_slice(b"true"),
        Document::Bool(false) => out.extend_from_slice(b"false"),
        Document::Integer(number) => display(number, out),
        // `Debug` always writes a point or an exponent, which tells floats from whole numbers.
        Document::Float(number) if number.is_finite() => {
            let _ = write!(out, "{number:?}");
        }
        Document::Float(number) => tagged("$float", out, |out| string(&number.to_string(), out)),
        Document::String(text) => string(text, out),
        Document::Blob(bytes) => tagged("$blob", out, |out| string(&STANDARD.encode(bytes), out)),
        Document::Timestamp(Timestamp::Instant(instant)) => {
            tagged("$timestamp", out, |out| string(&instant.to_string(), out));
        }
        Document::Timestamp(Timestamp::Text(text)) => tagged("$timestamp", out, |out| string(text, out)),
        Document::Timestamp(Timestamp::Epoch(seconds)) => {
            tagged("$timestamp", out, |out| value(&Document::Float(*seconds), out));
        }
        Document::List(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                value(item, out);
            }
            out.push(b']');
        }
        Document::Map(members) => map(members, out),
    }
}

fn map(members: &Map, out: &mut Vec<u8>) {
    if members.keys().any(|key| key.starts_with('$')) {
        return tagged("$map", out, |out| plain_map(members, out));
    }
    plain_map(members, out);
}

fn plain_map(members: &Map, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, (key, member)) in members.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string(key, out);
        out.push(b':');
        value(member, out);
    }
    out.push(b'}');
}

fn tagged(tag: &str, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'{');
    string(tag, out);
    out.push(b':');
    write(out);
    out.push(b'}');
}

fn display(value: &impl std::fmt::Display, out: &mut Vec<u8>) {
    // Writing into memory cannot fail.
    let _ = write!(out, "{value}");
}

/// Writes a text as a JSON string.
pub(crate) fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut plain_from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte >= 0x20 && *byte != b'"' && *byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[plain_from..at]);
        plain_from = at + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
    }
    out.extend_from_slice(&bytes[plain_from..]);
    out.push(b'"');
}
