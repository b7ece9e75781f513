//! JSON as Python's `json.dump(indent=4, ensure_ascii=False)` writes it.
//!
//! [`Stream`] prints a merged listing page by page: the items of its first
//! list as they come, everything else at the end.
//!
//! ```text
//! begin(["Stages"])   {            Nothing is written before the first item,
//!                         "Stages": [        because an empty list is `[]` and
//! items(page 1)               {…},           an empty answer nothing at all.
//! items(page 2)               {…}
//! finish(merged)          ],
//!                         "NextToken": "…"   what else the merged answer has
//!                     }
//! ```

use std::io::{self, Write};

use callboard_model::document::{Document, Map};

use super::TimestampStyle;
use super::buffer::Buffer;
use super::python::{self, TimestampText};

/// Writes a whole answer and a line break; an empty map is nothing at all.
pub fn write(document: &Document, timestamps: TimestampStyle, out: &mut dyn Write) -> io::Result<()> {
    if matches!(document, Document::Map(map) if map.is_empty()) {
        return Ok(());
    }
    let mut writer = Writer { buffer: Buffer::new(out), timestamps };
    writer.value(document, 0)?;
    writer.buffer.bytes.push(b'\n');
    writer.buffer.finish()
}

/// A merged listing that is printed as its pages come.
///
/// The bytes are those of [`write`] on the merged answer, provided that the
/// list begun is its first member (and so is each map around the list).
pub struct Stream<'a> {
    writer: Writer<'a>,
    /// The members that lead to the list, outermost first.
    path: Vec<String>,
    begun: bool,
    any_item: bool,
}

impl<'a> Stream<'a> {
    /// A listing of which nothing is known yet.
    pub fn new(timestamps: TimestampStyle, out: &'a mut dyn Write) -> Self {
        let writer = Writer { buffer: Buffer::new(out), timestamps };
        Self { writer, path: Vec::new(), begun: false, any_item: false }
    }

    /// Says where the list of items is in the merged answer: `["Stages"]`, `["StreamDescription", "Shards"]`.
    pub fn begin<S: AsRef<str>>(&mut self, path: &[S]) {
        debug_assert!(!self.begun, "a listing has one list that is streamed");
        self.path = path.iter().map(|it| it.as_ref().to_owned()).collect();
        self.begun = true;
        for (depth, name) in self.path.iter().enumerate() {
            self.writer.buffer.bytes.push(b'{');
            self.writer.line(depth + 1);
            self.writer.key(name);
        }
    }

    /// Whether [`Stream::begin`] was called.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// Prints the items of one page.
    pub fn items(&mut self, items: &[Document]) -> io::Result<()> {
        debug_assert!(self.begun, "items belong to a list that has begun");
        let depth = self.path.len() + 1;
        for item in items {
            self.writer.buffer.bytes.push(if self.any_item { b',' } else { b'[' });
            self.any_item = true;
            self.writer.line(depth);
            self.writer.value(item, depth)?;
            self.writer.buffer.spill()?;
        }
        Ok(())
    }

    /// Prints what is left of the merged answer; the member at the path of the list is passed over.
    pub fn finish(mut self, merged: &Map) -> io::Result<()> {
        if !self.begun {
            if !merged.is_empty() {
                self.writer.map(merged, 0)?;
                self.writer.buffer.bytes.push(b'\n');
            }
            return self.writer.buffer.finish();
        }
        if self.any_item {
            self.writer.line(self.path.len());
            self.writer.buffer.bytes.push(b']');
        } else {
            self.writer.buffer.bytes.extend_from_slice(b"[]");
        }
        let path = std::mem::take(&mut self.path);
        let mut levels = vec![Some(merged)];
        for name in &path[..path.len() - 1] {
            let inner = levels.last().and_then(|it| it.as_ref()?.get(name)?.as_map());
            levels.push(inner);
        }
        for (depth, (level, name)) in levels.iter().zip(&path).enumerate().rev() {
            for (key, value) in level.iter().flat_map(|it| it.iter()).filter(|(key, _)| *key != name) {
                self.writer.buffer.bytes.push(b',');
                self.writer.line(depth + 1);
                self.writer.key(key);
                self.writer.value(value, depth + 1)?;
            }
            self.writer.line(depth);
            self.writer.buffer.bytes.push(b'}');
        }
        self.writer.buffer.bytes.push(b'\n');
        self.writer.buffer.finish()
    }
}

struct Writer<'a> {
    buffer: Buffer<'a>,
    timestamps: TimestampStyle,
}

impl Writer<'_> {
    fn value(&mut self, value: &Document, depth: usize) -> io::Result<()> {
        let bytes = &mut self.buffer.bytes;
        match value {
            Document::Null => bytes.extend_from_slice(b"null"),
            Document::Bool(true) => bytes.extend_from_slice(b"true"),
            Document::Bool(false) => bytes.extend_from_slice(b"false"),
            Document::Integer(number) => bytes.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes()),
            Document::Float(number) => bytes.extend_from_slice(float(*number).as_bytes()),
            Document::String(text) => string(bytes, text),
            Document::Blob(blob) => {
                let mut text = String::new();
                python::push_base64(&mut text, blob);
                string(bytes, &text);
            }
            Document::Timestamp(moment) => match python::timestamp(moment, self.timestamps) {
                TimestampText::Text(text) => string(bytes, &text),
                TimestampText::Number(text) => bytes.extend_from_slice(text.as_bytes()),
            },
            Document::List(items) => return self.list(items, depth),
            Document::Map(map) => return self.map(map, depth),
        }
        Ok(())
    }

    fn list(&mut self, items: &[Document], depth: usize) -> io::Result<()> {
        if items.is_empty() {
            self.buffer.bytes.extend_from_slice(b"[]");
            return Ok(());
        }
        for (at, item) in items.iter().enumerate() {
            self.buffer.bytes.push(if at == 0 { b'[' } else { b',' });
            self.line(depth + 1);
            self.value(item, depth + 1)?;
            self.buffer.spill()?;
        }
        self.line(depth);
        self.buffer.bytes.push(b']');
        Ok(())
    }

    fn map(&mut self, map: &Map, depth: usize) -> io::Result<()> {
        if map.is_empty() {
            self.buffer.bytes.extend_from_slice(b"{}");
            return Ok(());
        }
        for (at, (key, value)) in map.iter().enumerate() {
            self.buffer.bytes.push(if at == 0 { b'{' } else { b',' });
            self.line(depth + 1);
            self.key(key);
            self.value(value, depth + 1)?;
        }
        self.line(depth);
        self.buffer.bytes.push(b'}');
        Ok(())
    }

    fn key(&mut self, key: &str) {
        string(&mut self.buffer.bytes, key);
        self.buffer.bytes.extend_from_slice(b": ");
    }

    /// A line break and the indentation of `depth`.
    fn line(&mut self, depth: usize) {
        const BLANKS: &[u8; 33] = b"\n                                ";
        let wanted = 1 + depth * 4;
        self.buffer.bytes.extend_from_slice(&BLANKS[..wanted.min(BLANKS.len())]);
        for _ in BLANKS.len()..wanted {
            self.buffer.bytes.push(b' ');
        }
    }
}

/// JSON has no infinities; Python writes them all the same, and so do we.
fn float(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        python::float(value)
    }
}

/// Which bytes end a run that is copied as it is.
const MUST_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

fn string(bytes: &mut Vec<u8>, text: &str) {
    bytes.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|it| MUST_ESCAPE[*it as usize]) {
        bytes.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'"' => bytes.extend_from_slice(b"\\\""),
            b'\\' => bytes.extend_from_slice(b"\\\\"),
            b'\n' => bytes.extend_from_slice(b"\\n"),
            b'\r' => bytes.extend_from_slice(b"\\r"),
            b'\t' => bytes.extend_from_slice(b"\\t"),
            0x08 => bytes.extend_from_slice(b"\\b"),
            0x0c => bytes.extend_from_slice(b"\\f"),
            control => bytes.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
        }
        rest = &rest[at + 1..];
    }
    bytes.extend_from_slice(rest);
    bytes.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn document(json: &str) -> Document {
        Document::from(&serde_json::from_str::<serde_json::Value>(json).expect("the case is JSON"))
    }

    fn written(document: &Document) -> String {
        let mut out = Vec::new();
        write(document, TimestampStyle::default(), &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is text")
    }

    #[track_caller]
    fn check(json: &str, expect: Expect) {
        expect.assert_eq(&written(&document(json)));
    }

    #[test]
    fn an_empty_map_prints_nothing_and_other_empty_values_print() {
        check("{}", expect![""]);
        check("[]", expect!["[]\n"]);
        check("null", expect!["null\n"]);
        check(r#""""#, expect!["\"\"\n"]);
    }

    #[test]
    fn text_is_kept_raw_but_for_control_characters() {
        check(
            r#"{"u": "日本 \u2028 \u007f", "c": "a\tb\n\"\\\u0001\b\f"}"#,
            expect![[r#"
                {
                    "u": "日本   ",
                    "c": "a\tb\n\"\\\u0001\b\f"
                }
            "#]],
        );
    }

    #[test]
    fn nested_values_are_indented_by_four() {
        check(
            r#"{"a": [[], {}, [1, 2.50]], "b": {"c": 12345678901234567890, "d": 1e-7}}"#,
            expect![[r#"
                {
                    "a": [
                        [],
                        {},
                        [
                            1,
                            2.5
                        ]
                    ],
                    "b": {
                        "c": 12345678901234567890,
                        "d": 1e-07
                    }
                }
            "#]],
        );
    }

    fn streamed(path: &[&str], pages: &[Vec<Document>], rest: &Map) -> String {
        let mut out = Vec::new();
        let mut stream = Stream::new(TimestampStyle::default(), &mut out);
        stream.begin(path);
        for page in pages {
            stream.items(page).expect("a vector takes everything");
        }
        stream.finish(rest).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is text")
    }

    /// Puts the items at the head of each map on the path, as merging pages does.
    fn merged(path: &[&str], items: Vec<Document>, rest: &Map) -> Map {
        let (name, inner) = path.split_first().expect("a path has a name");
        let value = match rest.get(name).and_then(Document::as_map) {
            _ if inner.is_empty() => Document::List(items),
            Some(map) => merged(inner, items, map).into(),
            None => merged(inner, items, &Map::new()).into(),
        };
        let mut map = Map::new().with((*name).to_owned(), value);
        for (key, value) in rest.iter().filter(|(key, _)| key != name) {
            map.push(key.clone(), value.clone());
        }
        map
    }

    #[test]
    fn a_streamed_listing_has_the_bytes_of_the_merged_one() {
        let items = [document(r#"{"a": 1, "b": []}"#), document("[]"), document(r#"["x", {"y": null}]"#)];
        let rests = [
            Map::new(),
            Map::new().with("NextToken", "t"),
            Map::new()
                .with("Count", 3i64)
                .with("A", Map::new().with("Arn", "arn").with("B", Map::new().with("n", 1i64))),
        ];
        for path in [&["A"][..], &["A", "B"], &["A", "B", "C"], &["Items"]] {
            for rest in &rests {
                for page_sizes in [&[][..], &[0], &[1], &[3], &[2, 0, 5], &[0, 0, 1]] {
                    let pages: Vec<Vec<Document>> =
                        page_sizes.iter().map(|size| items.iter().cycle().take(*size).cloned().collect()).collect();
                    let whole = Document::Map(merged(path, pages.concat(), rest));
                    assert_eq!(streamed(path, &pages, rest), written(&whole), "{path:?} {rest:?} {page_sizes:?}");
                }
            }
        }
    }

    #[test]
    fn a_listing_without_a_list_is_printed_as_it_is() {
        let mut out = Vec::new();
        Stream::new(TimestampStyle::default(), &mut out).finish(&Map::new()).unwrap();
        assert!(out.is_empty());
        Stream::new(TimestampStyle::default(), &mut out).finish(&Map::new().with("Count", 2i64)).unwrap();
        expect![[r#"
            {
                "Count": 2
            }
        "#]]
        .assert_eq(&String::from_utf8(out).unwrap());
    }
}
