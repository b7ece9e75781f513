//! YAML as values of JSON.
//!
//! Anchors and aliases are bounded together: each repeats what there is already,
//! and a few of them within each other would repeat it without end.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value};

/// Values within values that are read before a text is refused.
const DEEPEST: usize = 100;

/// Values that anchors may keep and aliases may stand for altogether.
const MOST_REPEATED: usize = 100_000;

/// The value of the one document that a text is.
pub(super) fn value(text: &str) -> Result<Value, String> {
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: HashMap::new(), repeated: 0 };
    let mut value = None;
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(value.unwrap_or_default()),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            _ if value.is_some() => return Err("there is more than one document".to_owned()),
            event => value = Some(reader.value(event, 0)?),
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    repeated: usize,
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
        check_depth(depth)?;
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none();
                (if is_plain { plain(&text) } else { Value::from(text.as_ref()) }, anchor)
            }
            Event::SequenceStart(anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.map(depth)?, anchor),
            Event::Alias(anchor) => return self.alias(anchor, depth),
            _ => return Err("expected a value".to_owned()),
        };
        if anchor > 0 {
            self.repeat(&value, depth)?;
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn alias(&mut self, anchor: usize, depth: usize) -> Result<Value, String> {
        let value = self.anchors.get(&anchor).ok_or("an alias stands inside its own anchor")?.clone();
        self.repeat(&value, depth)?;
        Ok(value)
    }

    /// Accounts for a copy of a value at a depth.
    fn repeat(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        let size = Size::of(value);
        check_depth(depth + size.depth)?;
        self.repeated += size.count;
        if self.repeated > MOST_REPEATED {
            return Err(format!("anchors and aliases stand for more than {MOST_REPEATED} values"));
        }
        Ok(())
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
        let (mut members, mut merged) = (Map::new(), Vec::new());
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
                ("<<", more @ Value::Object(_)) => merged.push(more),
                ("<<", Value::Array(items)) if items.iter().all(Value::is_object) => merged.extend(items),
                _ if members.contains_key(&key) => return Err(format!("key `{key}` is twice in its map")),
                (_, value) => drop(members.insert(key, value)),
            }
        }
        // What stands in the map itself goes before what is merged, and the earlier of that before the later.
        for more in merged {
            let Value::Object(more) = more else { continue };
            for (key, value) in more {
                members.entry(key).or_insert(value);
            }
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

fn check_depth(depth: usize) -> Result<(), String> {
    if depth > DEEPEST { Err(format!("more than {DEEPEST} values within each other")) } else { Ok(()) }
}

/// How many values a value is, and how many of them are within each other below it.
struct Size {
    count: usize,
    depth: usize,
}

impl Size {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::around(items.iter()),
            Value::Object(members) => Self::around(members.values()),
            _ => Self { count: 1, depth: 0 },
        }
    }

    fn around<'a>(values: impl Iterator<Item = &'a Value>) -> Self {
        values.map(Self::of).fold(Self { count: 1, depth: 0 }, |all, it| Self {
            count: all.count + it.count,
            depth: all.depth.max(it.depth + 1),
        })
    }
}
