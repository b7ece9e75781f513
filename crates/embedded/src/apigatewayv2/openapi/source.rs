//! Texts of definitions: JSON and YAML, in both directions.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value};

/// Values within values that are read before a text is refused.
const DEEPEST: usize = 100;

/// Values that aliases may stand for altogether.
const ALIASED: usize = 100_000;

/// Words that YAML would not take for texts.
const WORDS: [&str; 9] = ["", "~", "null", "true", "false", "yes", "no", "on", "off"];

/// The value of a text of either format, or what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) if text.trim_start().starts_with('{') => Err(error.to_string()),
        Err(_) => parse_yaml(text),
    }
}

/// A value as YAML, whose texts are all quoted.
pub(super) fn yaml(value: &Value) -> String {
    let mut out = "---\n".to_owned();
    write(value, 0, &mut out);
    out
}

fn parse_yaml(text: &str) -> Result<Value, String> {
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: Vec::new(), aliased: 0 };
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(Value::Null),
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            event => return reader.value(event, 0),
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: Vec<(usize, Value)>,
    aliased: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            None => Ok(Event::StreamEnd),
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
        }
    }

    fn value(&mut self, event: Event<'t>, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err(format!("more than {DEEPEST} values within each other"));
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none();
                (if is_plain { plain(&text) } else { Value::from(text.as_ref()) }, anchor)
            }
            Event::SequenceStart(anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.map(depth)?, anchor),
            Event::Alias(anchor) => return self.alias(anchor),
            _ => return Err("expected a value".to_owned()),
        };
        if anchor > 0 {
            self.anchors.retain(|(known, _)| *known != anchor);
            self.anchors.push((anchor, value.clone()));
        }
        Ok(value)
    }

    fn alias(&mut self, anchor: usize) -> Result<Value, String> {
        let known = self.anchors.iter().find(|(known, _)| *known == anchor);
        let (_, value) = known.ok_or("an alias stands inside its own anchor")?;
        self.aliased += count(value);
        if self.aliased > ALIASED {
            return Err(format!("aliases stand for more than {ALIASED} values"));
        }
        Ok(value.clone())
    }

    fn list(&mut self, depth: usize) -> Result<Value, String> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Value::Array(items)),
                event => items.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, String> {
        let (mut members, mut merged) = (Map::new(), Map::new());
        loop {
            let key = match self.next()? {
                Event::MappingEnd => break,
                // A key is its text, whatever it looks like: `200` is that of an answer.
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err("a key must be a scalar".to_owned()),
            };
            let event = self.next()?;
            let value = self.value(event, depth + 1)?;
            match (key.as_str(), value) {
                ("<<", Value::Object(more)) => merged.extend(more),
                _ if members.contains_key(&key) => return Err(format!("key `{key}` is twice in its map")),
                (_, value) => drop(members.insert(key, value)),
            }
        }
        for (key, value) in merged {
            members.entry(key).or_insert(value);
        }
        Ok(Value::Object(members))
    }
}

/// What a scalar without quotes is. Numbers keep their fraction: a version `2.0` is not `2`.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => match text.parse::<f64>().ok().filter(|_| is_number(text)).and_then(Number::from_f64) {
                Some(number) => Value::Number(number),
                None => text.into(),
            },
        },
    }
}

/// Whether a text is a number in YAML too, which knows no `inf` and no `nan` by these names.
fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().all(|byte| b"+-.eE0123456789".contains(&byte))
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                out.push_str(&indent);
                out.push_str(&key(name));
                out.push(':');
                write_member(value, depth, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&indent);
                out.push('-');
                match item {
                    Value::Object(members) if !members.is_empty() => {
                        // The first member stands behind the dash, and the others below it.
                        let mut block = String::new();
                        write(item, depth + 1, &mut block);
                        out.push(' ');
                        out.push_str(block.trim_start());
                    }
                    other => write_member(other, depth, out),
                }
            }
        }
        other => {
            out.push_str(&other.to_string());
            out.push('\n');
        }
    }
}

fn write_member(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            write(value, depth + 1, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            write(value, depth, out);
        }
        // A text of JSON is one of YAML.
        other => {
            out.push(' ');
            write(other, 0, out);
        }
    }
}

fn key(name: &str) -> String {
    let is_plain = !WORDS.contains(&name.to_ascii_lowercase().as_str())
        && name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./{}+$".contains(&byte));
    if is_plain { name.to_owned() } else { Value::from(name).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// What is read of a text, and that again as YAML.
    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match parse(text) {
            Ok(value) => {
                let again = yaml(&value);
                assert_eq!(parse(&again).as_ref(), Ok(&value), "{again}");
                format!("{value}\n{again}")
            }
            Err(error) => format!("error: {error}\n"),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn yaml_comes_through() {
        check(
            "a: 2.0\nb: 'x'\n200: [1, {c: ~, d: [e, f]}, []]\n\"no\": true\nlist:\n- a: 1\n  b: 2\nm: &m {x: 1}\nn: {<<: *m, y: 1e3}",
            expect![[r#"
                {"a":2.0,"b":"x","200":[1,{"c":null,"d":["e","f"]},[]],"no":true,"list":[{"a":1,"b":2}],"m":{"x":1},"n":{"y":1000.0,"x":1}}
                ---
                a: 2.0
                b: "x"
                "200":
                - 1
                - c: null
                  d:
                  - "e"
                  - "f"
                - []
                "no": true
                list:
                - a: 1
                  b: 2
                m:
                  x: 1
                n:
                  y: 1000.0
                  x: 1
            "#]],
        );
        check(
            r#"{"a": "1", "b": {}, "c:d": "line\nline"}"#,
            expect![[r#"
            {"a":"1","b":{},"c:d":"line\nline"}
            ---
            a: "1"
            b: {}
            "c:d": "line\nline"
        "#]],
        );
    }

    #[test]
    fn what_is_neither_is_refused() {
        check(
            "{\"a\": 1",
            expect![[r#"
            error: EOF while parsing an object at line 1 column 7
        "#]],
        );
        check(
            "a: [1",
            expect![[r#"
            error: while parsing a flow sequence, expected ',' or ']' at byte 5 line 2 column 1
        "#]],
        );
        check(
            "a: 1\na: 2",
            expect![[r#"
                error: key `a` is twice in its map
            "#]],
        );
        check(
            &"[".repeat(200),
            expect![[r#"
            error: more than 100 values within each other
        "#]],
        );
    }
}
