//! Parsing: the events of a YAML document become nodes with their places.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};
use serde_json::Value;

use super::{Member, Mistake, Node, Place, Shape, plain};

/// Values within values that are read before a text is refused.
const DEEPEST: usize = 100;
/// Values that aliases may stand for altogether.
const ALIASED: usize = 100_000;

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
        let hint = error.info().contains("tab").then(|| "YAML is indented with spaces".to_owned());
        Mistake::new(self.file, place(*error.marker()), error.info()).with_hint(hint)
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
