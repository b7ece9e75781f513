//! The canonical form of a request: one text for every way of writing the same.

use std::borrow::Cow;

use http::HeaderMap;

/// How the path is written in the canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathEncoding {
    /// Percent-encoded once more, dots and double slashes resolved: every service but S3.
    #[default]
    Twice,
    /// As it is sent: S3, whose keys may hold anything.
    AsSent,
    /// As it is sent, dots and double slashes resolved.
    Once,
}

/// What of a request is signed.
pub(super) struct Parts<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    /// Lower case, sorted.
    pub signed_headers: &'a [Cow<'a, str>],
    pub payload_hash: &'a str,
    pub path_encoding: PathEncoding,
    /// A query parameter that is not signed: the signature itself.
    pub without: Option<&'static str>,
}

/// The canonical request.
pub(super) fn request(parts: &Parts<'_>) -> String {
    let mut text = String::with_capacity(512);
    text.push_str(parts.method);
    text.push('\n');
    path(&mut text, parts.path, parts.path_encoding);
    text.push('\n');
    query(&mut text, parts.query, parts.without);
    text.push('\n');
    for name in parts.signed_headers {
        text.push_str(name);
        text.push(':');
        for (at, value) in parts.headers.get_all(&**name).iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            header_value(&mut text, value.as_bytes());
        }
        text.push('\n');
    }
    text.push('\n');
    signed_header_list(&mut text, parts.signed_headers);
    text.push('\n');
    text.push_str(parts.payload_hash);
    text
}

pub(super) fn signed_header_list(text: &mut String, names: &[Cow<'_, str>]) {
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            text.push(';');
        }
        text.push_str(name);
    }
}

fn path(text: &mut String, path: &str, encoding: PathEncoding) {
    let path = match encoding {
        PathEncoding::AsSent => Cow::Borrowed(path),
        PathEncoding::Twice | PathEncoding::Once => resolved(path),
    };
    if path.is_empty() {
        text.push('/');
        return;
    }
    for byte in path.bytes() {
        let kept = byte == b'/' || is_unreserved(byte) || (byte == b'%' && encoding != PathEncoding::Twice);
        push_encoded(text, byte, kept);
    }
}

/// The path without `.`, `..` and empty segments.
fn resolved(path: &str) -> Cow<'_, str> {
    if !(path.contains("/.") || path.contains("//") || path.starts_with('.')) {
        return Cow::Borrowed(path);
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let mut text = String::from("/");
    text.push_str(&kept.join("/"));
    let ends_in_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    if ends_in_folder && text.len() > 1 {
        text.push('/');
    }
    Cow::Owned(text)
}

fn query(text: &mut String, query: &str, without: Option<&str>) {
    if query.is_empty() {
        return;
    }
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (recoded(name), recoded(value)))
        .filter(|(name, _)| Some(name.as_str()) != without)
        .collect();
    pairs.sort();
    for (at, (name, value)) in pairs.iter().enumerate() {
        if at > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
}

/// A part of a query string with exactly the escapes of the canonical form.
fn recoded(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    for byte in percent_encoding::percent_decode_str(part) {
        push_encoded(&mut text, byte, is_unreserved(byte));
    }
    text
}

fn header_value(text: &mut String, value: &[u8]) {
    let value = String::from_utf8_lossy(value);
    for (at, word) in value.split_ascii_whitespace().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

fn push_encoded(text: &mut String, byte: u8, kept: bool) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    if kept {
        text.push(byte as char);
    } else {
        text.push('%');
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
}

/// Percent-encodes everything but unreserved characters.
pub(super) fn encode(text: &mut String, value: &str) {
    for byte in value.bytes() {
        push_encoded(text, byte, is_unreserved(byte));
    }
}
