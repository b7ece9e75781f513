//! Sources: YAML whose every value knows where it stands.
//!
//! Plain scalars are null, booleans, numbers or texts as in YAML 1.2; digits
//! that begin with a zero stay a text, since account numbers do. Anchors,
//! aliases and `<<` are understood; a tag other than `!!str` is an error.

use std::fmt;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};
use serde_json::{Map, Value};

/// Values within values that are read before a text is refused.
const DEEPEST: usize = 100;
/// Values that aliases may stand for altogether.
const ALIASED: usize = 100_000;

/// Where something stands, both counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub shape: Shape,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Null, a boolean, a number or a text.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order in which it was written.
    Map(Vec<Member>),
}

/// One member of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

/// Something in a file that cannot be, and what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as the user named it.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.place.line, self.place.column, self.message)
    }
}

impl std::error::Error for Mistake {}

impl Mistake {
    /// A mistake without advice.
    pub fn new(file: &str, place: Place, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place, message: message.into(), hint: None }
    }

    /// The same mistake with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl Node {
    /// The value without places.
    pub fn to_json(&self) -> Value {
        match &self.shape {
            Shape::Scalar(value) => value.clone(),
            Shape::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Shape::Map(members) => {
                Value::Object(members.iter().map(|it| (it.name.clone(), it.node.to_json())).collect::<Map<_, _>>())
            }
        }
    }

    /// Its text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.shape {
            Shape::Scalar(Value::Null) => "nothing",
            Shape::Scalar(Value::Bool(_)) => "a boolean",
            Shape::Scalar(Value::Number(_)) => "a number",
            Shape::Scalar(_) => "a text",
            Shape::List(_) => "a list",
            Shape::Map(_) => "a map",
        }
    }

    /// The value with every text in it, and where that stands, replaced by what a function makes of it.
    pub fn map_texts<E>(&self, of_text: &mut impl FnMut(&str, Place) -> Result<Value, E>) -> Result<Value, E> {
        Ok(match &self.shape {
            Shape::Scalar(Value::String(text)) => of_text(text, self.place)?,
            Shape::Scalar(value) => value.clone(),
            Shape::List(items) => Value::Array(items.iter().map(|it| it.map_texts(of_text)).collect::<Result<_, _>>()?),
            Shape::Map(members) => {
                let mut object = Map::new();
                for member in members {
                    let name = match of_text(&member.name, member.place)? {
                        Value::String(name) => name,
                        other => other.to_string(),
                    };
                    object.insert(name, member.node.map_texts(of_text)?);
                }
                Value::Object(object)
            }
        })
    }
}

/// Reads a text of one document.
pub fn parse(file: &str, text: &str) -> Result<Node, Mistake> {
    let mut reader = Reader {
        file,
        parser: Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)),
        place: Place::default(),
        anchors: Vec::new(),
        aliased: 0,
    };
    let mut document = None;
    loop {
        match reader.next()? {
            Event::StreamEnd => {
                let nothing = Node { place: Place { line: 1, column: 1 }, shape: Shape::Scalar(Value::Null) };
                return Ok(document.unwrap_or(nothing));
            }
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            _ if document.is_some() => return Err(reader.mistake("expected one document, found another")),
            event => document = Some(reader.value(event, 0)?),
        }
    }
}

struct Reader<'t> {
    file: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    place: Place,
    anchors: Vec<(usize, Node)>,
    aliased: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, Mistake> {
        match self.parser.next_event() {
            None => Ok(Event::StreamEnd),
            Some(Ok((event, span))) => {
                self.place = place(span.start);
                Ok(event)
            }
            Some(Err(error)) => Err(self.scan(&error)),
        }
    }

    fn scan(&self, error: &ScanError) -> Mistake {
        Mistake::new(self.file, place(*error.marker()), error.info())
    }

    fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake::new(self.file, self.place, message)
    }

    fn value(&mut self, event: Event<'t>, depth: usize) -> Result<Node, Mistake> {
        if depth > DEEPEST {
            return Err(self.mistake(format!("more than {DEEPEST} values within each other")));
        }
        let start = self.place;
        let (shape, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = match &tag {
                    Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => true,
                    Some(tag) => return Err(self.mistake(format!("tag `{tag}` is not known"))),
                    None => style != ScalarStyle::Plain,
                };
                let value = if is_text { Value::from(text.as_ref()) } else { plain(&text) };
                (Shape::Scalar(value), anchor)
            }
            Event::SequenceStart(anchor, _) => (Shape::List(self.list(depth)?), anchor),
            Event::MappingStart(anchor, _) => (Shape::Map(self.map(depth)?), anchor),
            Event::Alias(anchor) => return self.alias(anchor),
            _ => return Err(self.mistake("expected a value")),
        };
        let node = Node { place: start, shape };
        if anchor > 0 {
            self.anchors.retain(|(known, _)| *known != anchor);
            self.anchors.push((anchor, node.clone()));
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize) -> Result<Node, Mistake> {
        let Some((_, node)) = self.anchors.iter().find(|(known, _)| *known == anchor) else {
            return Err(self.mistake("an alias stands inside its own anchor"));
        };
        self.aliased += count(node);
        if self.aliased > ALIASED {
            return Err(self.mistake(format!("aliases stand for more than {ALIASED} values")));
        }
        Ok(node.clone())
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Mistake> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(items),
                event => items.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Member>, Mistake> {
        let mut members: Vec<Member> = Vec::new();
        let mut merged: Vec<Member> = Vec::new();
        loop {
            let event = self.next()?;
            let place = self.place;
            let name = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(self.mistake("a key must be a text")),
            };
            let event = self.next()?;
            let node = self.value(event, depth + 1)?;
            if name == "<<" {
                let maps = match node.shape {
                    Shape::List(maps) => maps,
                    shape => vec![Node { place, shape }],
                };
                for map in maps {
                    let Shape::Map(inner) = map.shape else {
                        return Err(Mistake::new(self.file, place, "only maps can be merged"));
                    };
                    merged.extend(inner);
                }
                continue;
            }
            if members.iter().any(|it| it.name == name) {
                return Err(Mistake::new(self.file, place, format!("`{name}` is twice in its map")));
            }
            members.push(Member { name, place, node });
        }
        for member in merged {
            if !members.iter().any(|it| it.name == member.name) {
                members.push(member);
            }
        }
        Ok(members)
    }
}

fn place(marker: Marker) -> Place {
    Place { line: marker.line(), column: marker.col() + 1 }
}

fn count(node: &Node) -> usize {
    match &node.shape {
        Shape::Scalar(_) => 1,
        Shape::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Shape::Map(members) => 1 + members.iter().map(|it| count(&it.node)).sum::<usize>(),
    }
}

/// The value that an unquoted scalar means.
pub fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits.starts_with(|it: char| it.is_ascii_digit())
        && digits.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'e' | b'E' | b'-' | b'+'));
    let keeps_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !is_number || keeps_zero {
        return Value::from(text);
    }
    let number = text.strip_prefix('+').unwrap_or(text);
    if let Ok(integer) = number.parse::<i64>() {
        return Value::from(integer);
    }
    match number.parse::<f64>() {
        // A number that has lost digits is not what was written.
        Ok(float) if float.is_finite() && number.len() < 17 => Value::from(float),
        _ => Value::from(text),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = parse("a.yml", text).map_or_else(|err| format!("error: {err}"), |it| it.to_json().to_string());
        expect.assert_eq(&shown);
    }

    #[test]
    fn scalars_are_what_they_look_like() {
        check(
            "[a, 1, -2, 1.5, true, null, ~, '1', 012345678901, 2024-01-01, 10.0.0.0/16, 1.2.3, 12345678901234567890, yes]",
            expect![[
                r#"["a",1,-2,1.5,true,null,null,"1","012345678901","2024-01-01","10.0.0.0/16","1.2.3","12345678901234567890","yes"]"#
            ]],
        );
        check("a: !!str 12\nb: |\n  x\n  y\n", expect![[r#"{"a":"12","b":"x\ny\n"}"#]]);
        check("", expect!["null"]);
    }

    #[test]
    fn aliases_and_merges() {
        check(
            "b: &b {x: 1, y: 2}\nm: {<<: *b, y: 3}\ns: *b",
            expect![[r#"{"b":{"x":1,"y":2},"m":{"y":3,"x":1},"s":{"x":1,"y":2}}"#]],
        );
    }

    #[test]
    fn each_mistake_says_where_it_is() {
        check("a: 1\na: 2", expect!["error: a.yml:2:1: `a` is twice in its map"]);
        check("a: [b", expect!["error: a.yml:2:1: while parsing a flow sequence, expected ',' or ']'"]);
        check("- <<: 1", expect!["error: a.yml:1:3: only maps can be merged"]);
        check("a: !x 1", expect!["error: a.yml:1:4: tag `!x` is not known"]);
        check("? [a]\n: b", expect!["error: a.yml:1:3: a key must be a text"]);
    }
}
