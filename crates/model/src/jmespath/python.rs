//! Values as the text that Python, and with it the AWS CLI, makes of them.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::document::{Document, Timestamp};

/// `str(value)`.
pub fn text(value: &Document) -> String {
    match value {
        Document::String(text) => text.clone(),
        Document::Blob(bytes) => blob_text(bytes),
        Document::Timestamp(timestamp) => timestamp_text(timestamp),
        other => repr(other),
    }
}

/// `repr(value)`.
pub fn repr(value: &Document) -> String {
    let mut out = String::new();
    write_repr(value, &mut out);
    out
}

/// `json.dumps(value)`: blanks after commas and colons; everything beyond ASCII is escaped.
pub fn json(value: &Document) -> String {
    let mut out = String::new();
    write_json(value, (", ", ": "), &mut out);
    out
}

/// `json.dumps(value, separators=(",", ":"))`.
pub fn compact_json(value: &Document) -> String {
    let mut out = String::new();
    write_json(value, (",", ":"), &mut out);
    out
}

/// `type(value).__name__`.
pub fn type_name(value: &Document) -> &'static str {
    match value {
        Document::Null => "NoneType",
        Document::Bool(_) => "bool",
        Document::Integer(_) => "int",
        Document::Float(_) => "float",
        Document::String(_) | Document::Blob(_) | Document::Timestamp(_) => "str",
        Document::List(_) => "list",
        Document::Map(_) => "dict",
    }
}

/// A blob in output.
pub fn blob_text(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// `datetime.isoformat()` in UTC: microseconds only where there are some; what is no timestamp stays as it came.
pub fn timestamp_text(timestamp: &Timestamp) -> String {
    match (timestamp.instant(), timestamp) {
        (Ok(instant), _) => {
            let (year, month, day, hour, minute, second) = instant.civil();
            let mut out = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
            let micros = instant.nanos / 1000;
            if micros != 0 {
                let _ = write!(out, ".{micros:06}");
            }
            out + "+00:00"
        }
        (Err(_), Timestamp::Text(text)) => text.to_string(),
        (Err(_), other) => format!("{other:?}"),
    }
}

/// `repr` of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16.
pub fn float_text(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        if plain.contains('.') { plain } else { plain + ".0" }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
    }
}

fn write_repr(value: &Document, out: &mut String) {
    match value {
        Document::Null => out.push_str("None"),
        Document::Bool(value) => out.push_str(if *value { "True" } else { "False" }),
        Document::Integer(value) => drop(write!(out, "{value}")),
        Document::Float(value) => out.push_str(&float_text(*value)),
        Document::String(text) => write_repr_of_text(text, out),
        Document::Blob(bytes) => write_repr_of_text(&blob_text(bytes), out),
        Document::Timestamp(timestamp) => write_repr_of_text(&timestamp_text(timestamp), out),
        Document::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_repr(item, out);
            }
            out.push(']');
        }
        Document::Map(map) => {
            out.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_repr_of_text(key, out);
                out.push_str(": ");
                write_repr(value, out);
            }
            out.push('}');
        }
    }
}

/// Single quotes, unless only double quotes save the escape.
fn write_repr_of_text(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for next in text.chars() {
        match next {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if next == quote => {
                out.push('\\');
                out.push(next);
            }
            _ if next.is_control() && (next as u32) < 0x100 => drop(write!(out, "\\x{:02x}", next as u32)),
            _ => out.push(next),
        }
    }
    out.push(quote);
}

fn write_json(value: &Document, separators: (&str, &str), out: &mut String) {
    let (comma, colon) = separators;
    match value {
        Document::Null => out.push_str("null"),
        Document::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Document::Integer(value) => drop(write!(out, "{value}")),
        Document::Float(value) if value.is_finite() => out.push_str(&float_text(*value)),
        Document::Float(value) => out.push_str(match value {
            _ if value.is_nan() => "NaN",
            _ if *value > 0.0 => "Infinity",
            _ => "-Infinity",
        }),
        Document::String(text) => write_json_text(text, out),
        Document::Blob(bytes) => write_json_text(&blob_text(bytes), out),
        Document::Timestamp(timestamp) => write_json_text(&timestamp_text(timestamp), out),
        Document::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { comma } else { "" });
                write_json(item, separators, out);
            }
            out.push(']');
        }
        Document::Map(map) => {
            out.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at > 0 { comma } else { "" });
                write_json_text(key, out);
                out.push_str(colon);
                write_json(value, separators, out);
            }
            out.push('}');
        }
    }
}

fn write_json_text(text: &str, out: &mut String) {
    out.push('"');
    for next in text.chars() {
        match next {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(next),
            _ => {
                for unit in next.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}
