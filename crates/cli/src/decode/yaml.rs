//! YAML as documents, for `--cli-input-yaml`.
//!
//! Plain scalars are null, booleans, numbers or texts as in YAML 1.2, with the
//! habits of the AWS CLI's reader: `1_000` is a number. `!!binary` is bytes,
//! `!!str` a text whatever it looks like; `<<` merges the members of another
//! map. Dates stay texts, which timestamp members read.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use callboard_model::document::{Document, Key, Map};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput, Tag};

use crate::encode::yaml::{Plain, plain};

/// Values within values that are read before the text is refused.
const DEEPEST: usize = 200;
/// Values that aliases may stand for altogether: a few lines of aliases of aliases can mean millions.
const ALIASED: usize = 100_000;

/// Why a text is not YAML that a call could be made of.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}, column {column}: {what}")]
pub struct YamlError {
    /// Counted from one.
    line: usize,
    /// Counted from one.
    column: usize,
    /// What was found or expected.
    what: String,
}

impl YamlError {
    fn at(place: Marker, what: impl Into<String>) -> Self {
        Self { line: place.line(), column: place.col() + 1, what: what.into() }
    }
}

impl From<ScanError> for YamlError {
    fn from(error: ScanError) -> Self {
        Self::at(*error.marker(), error.info())
    }
}

/// Reads a text of one document; an empty text is null.
pub fn parse(text: &str) -> Result<Document, YamlError> {
    let mut reader =
        Reader { parser: Parser::new_from_str(text), place: Marker::default(), anchors: Vec::new(), aliased: 0 };
    let mut document = None;
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(document.unwrap_or_default()),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            _ if document.is_some() => return Err(reader.error("expected one document, found another")),
            event => document = Some(reader.value(event, 0)?),
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// Where the last event began.
    place: Marker,
    /// Values with an anchor, by its number.
    anchors: Vec<(usize, Document)>,
    /// Values that aliases have stood for so far.
    aliased: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, YamlError> {
        match self.parser.next_event() {
            None => Ok(Event::StreamEnd),
            Some(event) => {
                let (event, span) = event?;
                self.place = span.start;
                Ok(event)
            }
        }
    }

    fn error(&self, what: impl Into<String>) -> YamlError {
        YamlError::at(self.place, what)
    }

    /// The value that begins with `event`.
    fn value(&mut self, event: Event<'t>, depth: usize) -> Result<Document, YamlError> {
        if depth > DEEPEST {
            return Err(self.error(format!("more than {DEEPEST} values within each other")));
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (self.scalar(&text, style, tag.as_deref())?, anchor),
            Event::SequenceStart(anchor, tag) => {
                self.expect_tag(tag.as_deref(), "seq")?;
                (self.list(depth)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.expect_tag(tag.as_deref(), "map")?;
                (self.map(depth)?, anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor),
            _ => return Err(self.error("expected a value")),
        };
        if anchor > 0 {
            self.anchors.retain(|(known, _)| *known != anchor);
            self.anchors.push((anchor, value.clone()));
        }
        Ok(value)
    }

    fn alias(&mut self, anchor: usize) -> Result<Document, YamlError> {
        let Some((_, value)) = self.anchors.iter().find(|(known, _)| *known == anchor) else {
            return Err(self.error("an alias stands inside its own anchor"));
        };
        self.aliased += count(value);
        if self.aliased > ALIASED {
            return Err(self.error(format!("aliases stand for more than {ALIASED} values")));
        }
        Ok(value.clone())
    }

    fn list(&mut self, depth: usize) -> Result<Document, YamlError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Document::List(items)),
                event => items.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Document, YamlError> {
        let mut own = Map::new();
        let mut merged: Vec<(Key, Document)> = Vec::new();
        loop {
            let event = self.next()?;
            let is_merge = match &event {
                Event::MappingEnd => break,
                Event::Scalar(text, ScalarStyle::Plain, _, None) => text == "<<",
                _ => false,
            };
            let place = self.place;
            let key = self.value(event, depth + 1)?;
            let event = self.next()?;
            let value = self.value(event, depth + 1)?;
            match (is_merge, value) {
                (true, Document::Map(map)) => merged.extend(map),
                (true, Document::List(maps)) => {
                    // Of several maps the first wins, so it comes last here.
                    for map in maps.into_iter().rev() {
                        match map {
                            Document::Map(map) => merged.extend(map),
                            _ => return Err(YamlError::at(place, "only maps can be merged")),
                        }
                    }
                }
                (true, _) => return Err(YamlError::at(place, "only maps can be merged")),
                (false, value) => {
                    let Some(key) = key_text(key) else {
                        return Err(YamlError::at(place, "a key must be a scalar"));
                    };
                    if own.contains_key(&key) {
                        return Err(YamlError::at(place, format!("key `{key}` is twice in its map")));
                    }
                    own.push(key, value);
                }
            }
        }
        if merged.is_empty() {
            return Ok(Document::Map(own));
        }
        merged.extend(own);
        Ok(Document::Map(Map::from_pairs(merged)))
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Document, YamlError> {
        let Some(tag) = tag else {
            return match style {
                ScalarStyle::Plain => Ok(plain_value(text)),
                _ => Ok(text.into()),
            };
        };
        let value = match tag.suffix.as_str() {
            "" if !tag.is_yaml_core_schema() => Some(text.into()),
            "str" | "timestamp" if tag.is_yaml_core_schema() => Some(text.into()),
            "binary" if tag.is_yaml_core_schema() => base64_value(text),
            "null" | "bool" | "int" | "float" if tag.is_yaml_core_schema() => {
                let value = plain_value(text);
                matches!(
                    (tag.suffix.as_str(), &value),
                    ("null", Document::Null)
                        | ("bool", Document::Bool(_))
                        | ("int", Document::Integer(_))
                        | ("float", Document::Float(_) | Document::Integer(_))
                )
                .then_some(value)
            }
            _ => return Err(self.error(format!("tag `{tag}` is not known"))),
        };
        value.ok_or_else(|| self.error(format!("the value does not fit its tag `{tag}`")))
    }

    fn expect_tag(&self, tag: Option<&Tag>, suffix: &str) -> Result<(), YamlError> {
        match tag {
            Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == suffix) => {
                Err(self.error(format!("tag `{tag}` is not known")))
            }
            _ => Ok(()),
        }
    }
}

/// The number of values that a value is made of.
fn count(value: &Document) -> usize {
    match value {
        Document::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Document::Map(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn key_text(key: Document) -> Option<String> {
    match key {
        Document::String(text) => Some(text),
        Document::Integer(number) => Some(number.to_string()),
        Document::Bool(value) => Some(value.to_string()),
        Document::Float(number) => Some(number.to_string()),
        Document::Null => Some("null".to_owned()),
        _ => None,
    }
}

fn plain_value(text: &str) -> Document {
    match plain(text) {
        Plain::Null => Document::Null,
        Plain::Boolean(value) => Document::Bool(value),
        Plain::Integer => integer(text).map_or_else(|| text.into(), Document::Integer),
        Plain::Float => float(text).map_or_else(|| text.into(), Document::Float),
        Plain::Text | Plain::Timestamp | Plain::Sign => text.into(),
    }
}

fn integer(text: &str) -> Option<i128> {
    let digits: String = text.chars().filter(|it| *it != '_').collect();
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, digits.strip_prefix('+').unwrap_or(&digits)),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits),
    };
    Some(sign * i128::from_str_radix(digits, radix).ok()?)
}

fn float(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|it| *it != '_').map(|it| it.to_ascii_lowercase()).collect();
    match digits.trim_start_matches(['+', '-']) {
        ".inf" => Some(if digits.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        ".nan" => Some(f64::NAN),
        _ => digits.parse().ok(),
    }
}

fn base64_value(text: &str) -> Option<Document> {
    let packed: String = text.split_whitespace().collect();
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(packed).ok().map(Document::Blob)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match parse(text) {
            Ok(document) => crate::decode::python::repr(&document),
            Err(err) => format!("error: {err}"),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn plain_scalars_are_what_they_look_like() {
        check(
            "[a, 1, -2, 0x10, 0o17, 1.5, 1e3, .inf, true, no, null, ~, '1', \"true\", 2024-01-01, 010, 1_000, 12345678901234567890]",
            expect![
                "['a', 1, -2, 16, 15, 1.5, 1000.0, inf, True, 'no', None, None, '1', 'true', '2024-01-01', 10, 1000, 12345678901234567890]"
            ],
        );
        check("a: b\nc: [1, {d: }]\n", expect!["{'a': 'b', 'c': [1, {'d': None}]}"]);
        check("", expect!["None"]);
        check("x", expect!["'x'"]);
    }

    #[test]
    fn blocks_quotes_and_comments() {
        check(
            "# c\na: |\n  x\n  y\nb: >-\n  x\n  y\nc: 'it''s' # d\n",
            expect![[r#"{'a': 'x\ny\n', 'b': 'x y', 'c': "it's"}"#]],
        );
    }

    #[test]
    fn tags_anchors_and_merges() {
        check(
            "a: !!binary aGk=\nb: !!str 12\nc: !!binary |\n  aG\n  k=\n",
            expect!["{'a': 'aGk=', 'b': '12', 'c': 'aGk='}"],
        );
        check(
            "base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}\nsame: *b\nlist: {<<: [{x: 0}, *b], z: 1}\n",
            expect![
                "{'base': {'x': 1, 'y': 2}, 'more': {'x': 1, 'y': 3}, 'same': {'x': 1, 'y': 2}, 'list': {'x': 0, 'y': 2, 'z': 1}}"
            ],
        );
    }

    #[test]
    fn each_mistake_is_said() {
        check("a: [b", expect!["error: line 2, column 1: while parsing a flow sequence, expected ',' or ']'"]);
        check("a: 1\na: 2", expect!["error: line 2, column 1: key `a` is twice in its map"]);
        check("a\n---\nb", expect!["error: line 3, column 1: expected one document, found another"]);
        check("- !!int x", expect!["error: line 1, column 3: the value does not fit its tag `tag:yaml.org,2002:!int`"]);
        check("- !foo x", expect!["error: line 1, column 3: tag `!foo` is not known"]);
        check("- <<: 1", expect!["error: line 1, column 3: only maps can be merged"]);
        check("- &a [*a]", expect!["error: line 1, column 7: an alias stands inside its own anchor"]);
        let laughs: String =
            (1..9).map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(9))).collect();
        check(
            &format!("a0: &a0 [x]\n{laughs}"),
            expect!["error: line 6, column 40: aliases stand for more than 100000 values"],
        );
        check(
            "a: !!binary '?'",
            expect!["error: line 1, column 4: the value does not fit its tag `tag:yaml.org,2002:!binary`"],
        );
        check("? [a]\n: b", expect!["error: line 1, column 3: a key must be a scalar"]);
        check(
            &format!("{}{}", "[".repeat(600), "]".repeat(600)),
            expect!["error: line 1, column 256: recursion limit exceeded"],
        );
    }
}
