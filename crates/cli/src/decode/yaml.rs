//! YAML as documents, for `--cli-input-yaml`.
//!
//! Plain scalars are null, booleans, numbers or texts as in YAML 1.2, with the
//! habits of the AWS CLI's reader: `1_000` is a number. `!!binary` is bytes,
//! `!!str` a text whatever it looks like. Dates stay texts, which timestamp
//! members read.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use callboard_model::document::{Document, Map};
use callboard_yaml::{Member, Mistake, Node, Shape};

use crate::encode::yaml::{Plain, plain};

/// Reads a text of one document; an empty text is null.
pub fn parse(text: &str) -> Result<Document, Mistake> {
    callboard_yaml::parse(text)?.map_or(Ok(Document::Null), |node| document(&node))
}

fn document(node: &Node) -> Result<Document, Mistake> {
    match (&node.shape, node.tag.as_deref()) {
        (Shape::Scalar { text, is_plain }, tag) => scalar(node, text, *is_plain, tag),
        (Shape::List(items), None | Some("!!seq")) => {
            Ok(Document::List(items.iter().map(document).collect::<Result<_, _>>()?))
        }
        (Shape::Map(members), None | Some("!!map")) => {
            let pair = |it: &Member| Ok((key_text(document(&it.key)?).into(), document(&it.value)?));
            Ok(Document::Map(Map::from_pairs(members.iter().map(pair).collect::<Result<Vec<_>, _>>()?)))
        }
        (_, Some(tag)) => Err(mistake(node, format!("tag `{tag}` is not known"))),
    }
}

fn scalar(node: &Node, text: &str, is_plain: bool, tag: Option<&str>) -> Result<Document, Mistake> {
    let value = match tag {
        None if is_plain => Some(plain_value(text)),
        None | Some("!" | "!!str" | "!!timestamp") => Some(text.into()),
        Some("!!binary") => base64_value(text),
        Some(tag @ ("!!null" | "!!bool" | "!!int" | "!!float")) => {
            let value = plain_value(text);
            let fits = matches!(
                (tag, &value),
                ("!!null", Document::Null)
                    | ("!!bool", Document::Bool(_))
                    | ("!!int", Document::Integer(_))
                    | ("!!float", Document::Float(_) | Document::Integer(_))
            );
            fits.then_some(value)
        }
        Some(tag) => return Err(mistake(node, format!("tag `{tag}` is not known"))),
    };
    let tag = tag.unwrap_or_default();
    value.ok_or_else(|| mistake(node, format!("the value does not fit its tag `{tag}`")))
}

fn mistake(node: &Node, message: String) -> Mistake {
    Mistake { place: node.place, message }
}

/// The name that a key is; keys are scalars.
fn key_text(key: Document) -> String {
    match key {
        Document::String(text) => text,
        Document::Integer(number) => number.to_string(),
        Document::Bool(value) => value.to_string(),
        Document::Float(number) => number.to_string(),
        _ => "null".to_owned(),
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
                "{'base': {'x': 1, 'y': 2}, 'more': {'y': 3, 'x': 1}, 'same': {'x': 1, 'y': 2}, 'list': {'z': 1, 'x': 0, 'y': 2}}"
            ],
        );
    }

    #[test]
    fn each_mistake_is_said() {
        check("a: [b", expect!["error: line 2, column 1: while parsing a flow sequence, expected ',' or ']'"]);
        check("a: 1\na: 2", expect!["error: line 2, column 1: key `a` is twice in its map"]);
        check("a\n---\nb", expect!["error: line 3, column 1: expected one document, found another"]);
        check("- !!int x", expect!["error: line 1, column 3: the value does not fit its tag `!!int`"]);
        check("- !foo x", expect!["error: line 1, column 3: tag `!foo` is not known"]);
        check("- <<: 1", expect!["error: line 1, column 3: only maps can be merged"]);
        check("- &a [*a]", expect!["error: line 1, column 7: an alias stands inside its own anchor"]);
        let laughs: String =
            (1..9).map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(9))).collect();
        check(
            &format!("a0: &a0 [x]\n{laughs}"),
            expect!["error: line 6, column 30: anchors and aliases stand for more than 100000 values"],
        );
        check("a: !!binary '?'", expect!["error: line 1, column 4: the value does not fit its tag `!!binary`"]);
        check("? [a]\n: b", expect!["error: line 1, column 3: a key must be a scalar"]);
        check(
            &format!("{}{}", "[".repeat(600), "]".repeat(600)),
            expect!["error: line 1, column 256: recursion limit exceeded"],
        );
    }
}
