//! Definitions: texts that are one document, whether it is written as JSON or as YAML.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value as Json};

/// Values within values that are read before a text is refused.
const DEEPEST: usize = 100;
/// Values that aliases may stand for altogether.
const ALIASED: usize = 100_000;

/// The document of a text, or what is wrong with the text.
pub(super) fn read(text: &str) -> Result<Json, String> {
    // YAML that begins so is JSON that went wrong, or should be.
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| format!("an invalid JSON: {error}"));
    }
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: Vec::new(), aliased: 0 };
    reader.document().map_err(|what| format!("an invalid YAML: {what}"))
}

/// What is wrong with the text of a definition in the attribute `name`.
pub(super) fn complaint(name: &str, text: &str) -> Option<String> {
    match read(text) {
        Ok(Json::Object(_) | Json::Null) => None,
        Ok(_) => Some(format!("{name:?} must be a definition as JSON or YAML, got {:?}", beginning(text))),
        Err(what) => Some(format!("{name:?} contains {what}")),
    }
}

fn beginning(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() <= 60 { line.to_owned() } else { line.chars().take(57).chain("...".chars()).collect() }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: Vec<(usize, Json)>,
    aliased: usize,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<Json, String> {
        loop {
            match self.next()? {
                Event::StreamEnd => return Ok(Json::Null),
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                event => {
                    let value = self.value(event, 0)?;
                    // What stands after the document must be YAML, too.
                    while self.next()? != Event::StreamEnd {}
                    return Ok(value);
                }
            }
        }
    }

    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            None => Ok(Event::StreamEnd),
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => {
                let place = error.marker();
                Err(format!("line {}, column {}: {}", place.line(), place.col() + 1, error.info()))
            }
        }
    }

    fn value(&mut self, event: Event<'t>, depth: usize) -> Result<Json, String> {
        if depth > DEEPEST {
            return Err(format!("more than {DEEPEST} values within each other"));
        }
        let (anchor, value) = match event {
            Event::Alias(anchor) => return self.alias(anchor),
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|it| it.suffix == "str");
                (anchor, if is_text { Json::from(text.into_owned()) } else { plain(&text) })
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Event::SequenceEnd => break,
                        event => items.push(self.value(event, depth + 1)?),
                    }
                }
                (anchor, Json::Array(items))
            }
            Event::MappingStart(anchor, _) => {
                let mut members = Map::new();
                loop {
                    let name = match self.next()? {
                        Event::MappingEnd => break,
                        event => match self.value(event, depth + 1)? {
                            Json::String(name) => name,
                            Json::Array(_) | Json::Object(_) => return Err("a name that is not a text".to_owned()),
                            name => name.to_string(),
                        },
                    };
                    let event = self.next()?;
                    let value = self.value(event, depth + 1)?;
                    if members.insert(name.clone(), value).is_some() {
                        return Err(format!("{name} is there twice"));
                    }
                }
                (anchor, Json::Object(members))
            }
            _ => return Err("the text ends where a value is expected".to_owned()),
        };
        if anchor != 0 {
            self.anchors.push((anchor, value.clone()));
        }
        Ok(value)
    }

    fn alias(&mut self, anchor: usize) -> Result<Json, String> {
        let found = self.anchors.iter().find(|(id, _)| *id == anchor);
        let value = found.map(|(_, value)| value.clone()).ok_or("an alias of what is not there")?;
        self.aliased += size(&value);
        if self.aliased > ALIASED { Err("aliases that stand for too much".to_owned()) } else { Ok(value) }
    }
}

fn size(value: &Json) -> usize {
    match value {
        Json::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Json::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// A plain scalar by YAML 1.2's core schema.
fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Json::Null,
        "true" | "True" | "TRUE" => return Json::Bool(true),
        "false" | "False" | "FALSE" => return Json::Bool(false),
        _ => {}
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Json::from(whole);
    }
    let is_number = text.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '-' | '+' | '.'))
        && text.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'-' | b'+' | b'.' | b'e' | b'E'));
    let number = text.parse().ok().filter(|_| is_number).and_then(Number::from_f64);
    number.map_or_else(|| Json::from(text), Json::Number)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    const JSON: &str =
        r#"{"openapi": "3.0.1", "info": {"title": "a", "version": "1.0"}, "paths": {"/": [1, 1.5, true, null]}}"#;

    #[test]
    fn json_and_yaml_of_one_document_are_one() {
        let flow = JSON.replace("{\"openapi\"", "--- \n{\"openapi\"");
        for same in [
            "openapi: 3.0.1\ninfo: {title: a, version: '1.0'}\npaths:\n  /: [1, 1.5, true, ~]\n",
            "# said\n---\npaths:\n  \"/\":\n  - 1\n  - 1.50\n  - True\n  -\ninfo: {version: !!str 1.0, title: a}\nopenapi: 3.0.1\n...\n",
            &flow,
            &format!("\n {JSON} \n"),
        ] {
            assert_eq!(read(same), read(JSON), "{same}");
        }
        assert_ne!(read("version: 1.0"), read(r#"{"version": "1.0"}"#));
        assert_eq!(read("a: &x {b: 1}\nc: *x"), read(r#"{"a": {"b": 1}, "c": {"b": 1}}"#));
    }

    #[test]
    fn what_is_no_definition_is_said() {
        let deep = "[".repeat(200);
        let mut complaints = Vec::new();
        for text in [
            "",
            " ",
            "# only words",
            JSON,
            "{\"a\": ",
            "{\"a\": 1,}",
            "a: [",
            "a: 1\na: 2",
            "openapi.yaml",
            "a: b: c",
            "*x",
            &deep,
        ] {
            complaints.push(complaint("body", text).unwrap_or_else(|| "-".to_owned()));
        }
        expect![[r#"
            -
            -
            -
            -
            "body" contains an invalid JSON: EOF while parsing a value at line 1 column 6
            "body" contains an invalid JSON: trailing comma at line 1 column 9
            "body" contains an invalid YAML: line 2, column 1: while parsing a node, did not find expected node content
            "body" contains an invalid YAML: a is there twice
            "body" must be a definition as JSON or YAML, got "openapi.yaml"
            "body" contains an invalid YAML: line 1, column 5: mapping values are not allowed in this context
            "body" contains an invalid YAML: line 1, column 1: while parsing node, found unknown anchor
            "body" contains an invalid YAML: more than 100 values within each other"#]]
        .assert_eq(&complaints.join("\n"));
    }
}
