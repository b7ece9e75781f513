//! URIs: percent-encoding, query strings, and the templates of operations.

use std::borrow::Cow;

/// Encodes all but letters, digits and `-._~`.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    percent_encode_into(text.as_bytes(), false, &mut out);
    out
}

/// As [`percent_encode`]; a slash can stay, as in greedy labels and canonical paths.
pub(crate) fn percent_encode_into(bytes: &[u8], keep_slash: bool, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'/' if keep_slash => out.push('/'),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// The bytes that percent-encoded text stands for; a `%` without two digits stays as it is.
pub(crate) fn percent_decode_bytes(text: &str, plus_is_blank: bool) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    let is_special = |it: &u8| *it == b'%' || (plus_is_blank && *it == b'+');
    let Some(first) = bytes.iter().position(is_special) else { return Cow::Borrowed(bytes) };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..first]);
    let mut at = first;
    while at < bytes.len() {
        let digit = |place: usize| bytes.get(place).and_then(|it| char::from(*it).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) if plus_is_blank => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        at += 1;
    }
    Cow::Owned(out)
}

/// The text that percent-encoded text stands for; nothing where it is not UTF-8.
pub fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    into_text(percent_decode_bytes(text, false))
}

fn into_text(bytes: Cow<'_, [u8]>) -> Option<Cow<'_, str>> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}

/// The parameters of a query string or form, decoded; what is not UTF-8 is `None`.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = Option<(Cow<'_, str>, Cow<'_, str>)>> {
    query.split('&').filter(|it| !it.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((into_text(percent_decode_bytes(name, true))?, into_text(percent_decode_bytes(value, true))?))
    })
}

/// Writes parameters of a query string.
#[derive(Default)]
pub(crate) struct QueryWriter {
    pub(crate) text: String,
}

impl QueryWriter {
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.separate();
        percent_encode_into(name.as_bytes(), false, &mut self.text);
        self.text.push('=');
        percent_encode_into(value.as_bytes(), false, &mut self.text);
    }

    /// A part that is encoded already.
    pub(crate) fn push_raw(&mut self, part: &str) {
        if !part.is_empty() {
            self.separate();
            self.text.push_str(part);
        }
    }

    fn separate(&mut self) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
    }
}

/// One segment of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    Literal(&'a str),
    Label(&'a str),
    /// Takes the rest of the path, slashes and all; literals may follow.
    Greedy(&'a str),
}

/// The path of a URI template, and the parameters that it asks for: `/{Bucket}?acl`.
pub(crate) fn split_template(uri: &str) -> (&str, &str) {
    uri.split_once('?').unwrap_or((uri, ""))
}

/// The segments of a template's path.
pub(crate) fn segments(path: &str) -> impl Iterator<Item = Segment<'_>> {
    path.strip_prefix('/').unwrap_or(path).split('/').map(|segment| {
        match segment.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            None => Segment::Literal(segment),
            Some(label) => match label.strip_suffix('+') {
                None => Segment::Label(label),
                Some(label) => Segment::Greedy(label),
            },
        }
    })
}

/// Gives `found` the name and the raw text of each label of `template` in `path`; false where the path does not fit.
pub(crate) fn match_labels<'t, 'p>(template: &'t str, path: &'p str, mut found: impl FnMut(&'t str, &'p str)) -> bool {
    let mut rest = Some(path.strip_prefix('/').unwrap_or(path));
    let mut template = segments(split_template(template).0);
    while let Some(segment) = template.next() {
        // A slash at the end of a template or of a path makes no difference.
        let Some(here) = rest else { return segment == Segment::Literal("") };
        match segment {
            Segment::Greedy(label) => {
                let after = template.by_ref().count();
                let Some(end) = cut_segments(here, after) else { return false };
                if end == 0 {
                    return false;
                }
                found(label, &here[..end]);
                // What follows a greedy label was compared when the operation was routed.
                return true;
            }
            Segment::Literal(_) | Segment::Label(_) => {
                let (part, after) = here.split_once('/').map_or((here, None), |(part, after)| (part, Some(after)));
                match segment {
                    Segment::Label(label) if !part.is_empty() => found(label, part),
                    Segment::Literal(literal) if literal == part => {}
                    _ => return false,
                }
                rest = after;
            }
        }
    }
    rest.is_none_or(str::is_empty)
}

/// Where the last `count` segments of a path begin, less the slash before them.
fn cut_segments(path: &str, count: usize) -> Option<usize> {
    let mut end = path.len();
    for _ in 0..count {
        end = path[..end].rfind('/')?;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(template: &str, path: &str, expect: Expect) {
        let mut labels = Vec::new();
        let fits = match_labels(template, path, |label, value| labels.push(format!("{label}={value}")));
        expect.assert_eq(&if fits { labels.join(" ") } else { "no".to_owned() });
    }

    #[test]
    fn labels_take_a_segment_and_greedy_ones_the_rest() {
        check("/tags/{resourceArn}", "/tags/arn%3Aaws%3Aivs%2Fstage", expect!["resourceArn=arn%3Aaws%3Aivs%2Fstage"]);
        check("/tags/{resourceArn}", "/tags/a/b", expect!["no"]);
        check("/tags/{resourceArn}", "/tags/", expect!["no"]);
        check("/{Bucket}/{Key+}?acl", "/b/k/e/y", expect!["Bucket=b Key=k/e/y"]);
        check("/x/{Path+}/end", "/x/a/b/end", expect!["Path=a/b"]);
        check("/", "/", expect![""]);
        check("/v2/apis", "/v2/apis/", expect![""]);
    }

    #[test]
    fn percent_encoding_is_the_stricter_kind() {
        assert_eq!(percent_encode("a b/ü*~"), "a%20b%2F%C3%BC%2A~");
        assert_eq!(percent_decode("a%20b%2F%C3%BC%").as_deref(), Some("a b/ü%"));
        assert_eq!(percent_decode("%FF"), None);
        let pairs: Vec<_> =
            parameters("a=1+2&b&=c&d=%3D").flatten().map(|(name, value)| format!("{name}:{value}")).collect();
        assert_eq!(pairs, ["a:1 2", "b:", ":c", "d:="]);
    }
}
