//! Text: words between tabs (`⇥`), one line for the scalars of each map.
//!
//! ```text
//! {"Stages": [{"arn": "a", "name": "n", "tags": {"k": "v"}}], "x": 1}
//!
//! 1                      scalars of the map, by sorted key
//! STAGES⇥a⇥n       each nested value after them, under its key in capitals
//! TAGS⇥v
//! ```
//!
//! The maps of one list get the same columns: every key that is a scalar in
//! any of them, empty where it is missing.

use std::io::{self, Write};

use callboard_model::document::{Document, Map};

use super::TimestampStyle;
use super::buffer::Buffer;
use super::python;

/// Writes a whole answer, or one page of it.
pub fn write(document: &Document, timestamps: TimestampStyle, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer { buffer: Buffer::new(out), timestamps, line: String::new() };
    writer.value(document, None, None)?;
    writer.buffer.finish()
}

struct Writer<'a> {
    buffer: Buffer<'a>,
    timestamps: TimestampStyle,
    line: String,
}

impl Writer<'_> {
    /// `columns` are the scalar keys shared by the maps of a list.
    fn value(&mut self, value: &Document, name: Option<&str>, columns: Option<&[&str]>) -> io::Result<()> {
        match value {
            Document::Map(map) => self.map(map, name, columns),
            Document::List(items) => self.list(items, name),
            _ => {
                self.scalar(value);
                self.end_line()
            }
        }
    }

    fn map(&mut self, map: &Map, name: Option<&str>, columns: Option<&[&str]>) -> io::Result<()> {
        let mut sorted: Vec<(&str, &Document)> = map.iter().map(|(key, value)| (key.as_ref(), value)).collect();
        sorted.sort_unstable_by_key(|(key, _)| *key);
        let mut cells = Cells { writer: self, name, any: false };
        match columns {
            Some(columns) => {
                for key in columns {
                    cells.next();
                    if let Ok(at) = sorted.binary_search_by_key(key, |(known, _)| known) {
                        cells.writer.scalar(sorted[at].1);
                    }
                }
            }
            None => {
                for (_, value) in sorted.iter().filter(|(_, value)| is_scalar(value)) {
                    cells.next();
                    cells.writer.scalar(value);
                }
            }
        }
        if cells.any {
            self.end_line()?;
        }
        for (key, value) in sorted {
            let nested = match columns {
                Some(columns) => !columns.contains(&key),
                None => !is_scalar(value),
            };
            if nested {
                self.value(value, Some(key), None)?;
            }
        }
        Ok(())
    }

    fn list(&mut self, items: &[Document], name: Option<&str>) -> io::Result<()> {
        if items.iter().any(|it| matches!(it, Document::Map(_))) {
            let mut columns: Vec<&str> = Vec::new();
            for (key, value) in items.iter().filter_map(Document::as_map).flat_map(Map::iter) {
                if is_scalar(value) && !columns.contains(&key.as_ref()) {
                    columns.push(key);
                }
            }
            columns.sort_unstable();
            for item in items {
                self.value(item, name, Some(&columns))?;
            }
            return Ok(());
        }
        let mut scalars = items.iter().filter(|it| is_scalar(it)).peekable();
        match name {
            Some(name) => {
                for item in scalars {
                    self.line.push_str(&name.to_uppercase());
                    self.line.push('\t');
                    self.scalar(item);
                    self.end_line()?;
                }
            }
            None if scalars.peek().is_some() => {
                let mut cells = Cells { writer: self, name: None, any: false };
                for item in scalars {
                    cells.next();
                    cells.writer.scalar(item);
                }
                self.end_line()?;
            }
            None => {}
        }
        for item in items.iter().filter(|it| !is_scalar(it)) {
            self.value(item, name, None)?;
        }
        Ok(())
    }

    fn scalar(&mut self, value: &Document) {
        python::push_str(&mut self.line, value, self.timestamps);
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.line.push('\n');
        self.buffer.bytes.extend_from_slice(self.line.as_bytes());
        self.line.clear();
        self.buffer.spill()
    }
}

/// The cells of one line: a tab between them, the name before the first.
struct Cells<'w, 'a, 'n> {
    writer: &'w mut Writer<'a>,
    name: Option<&'n str>,
    any: bool,
}

impl Cells<'_, '_, '_> {
    fn next(&mut self) {
        if self.any {
            self.writer.line.push('\t');
        } else if let Some(name) = self.name {
            self.writer.line.push_str(&name.to_uppercase());
            self.writer.line.push('\t');
        }
        self.any = true;
    }
}

fn is_scalar(value: &Document) -> bool {
    !matches!(value, Document::List(_) | Document::Map(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(json: &str, expect: Expect) {
        let value: serde_json::Value = serde_json::from_str(json).expect("the case is JSON");
        let mut out = Vec::new();
        write(&Document::from(&value), TimestampStyle::default(), &mut out).expect("a vector takes everything");
        expect.assert_eq(&String::from_utf8(out).expect("text is text").replace('\t', "⇥"));
    }

    #[test]
    fn scalars_come_first_by_sorted_key_then_nested_values_under_their_name() {
        check(
            r#"{"b": true, "a": null, "list": [1, 2.0], "map": {"z": "x", "in": {"n": 1}}}"#,
            expect![[r#"
                None⇥True
                LIST⇥1
                LIST⇥2.0
                MAP⇥x
                IN⇥1
            "#]],
        );
    }

    #[test]
    fn maps_of_one_list_share_their_columns() {
        check(
            r#"{"l": [{"a": 1, "b": 2}, {"b": 3, "c": {"d": 4}}, {"c": 5}]}"#,
            expect![[r#"
                L⇥1⇥2⇥
                L⇥⇥3⇥{'d': 4}
                L⇥⇥⇥5
            "#]],
        );
    }

    #[test]
    fn lists_without_a_name_are_one_line() {
        check(r#"["a", null, 3]"#, expect!["a⇥None⇥3\n"]);
        check(r#"[1, [2, 3], 4, [[5]]]"#, expect!["1⇥4\n2⇥3\n5\n"]);
        check("[]", expect![""]);
        check("{}", expect![""]);
        check(r#"{"a": []}"#, expect![""]);
        check("null", expect!["None\n"]);
    }

    #[test]
    fn a_list_that_mixes_maps_and_scalars_prints_both() {
        check(r#"[{"a": 1}, "x"]"#, expect!["1\nx\n"]);
    }
}
