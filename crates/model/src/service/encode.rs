//! The line text of a service: one line a shape, an operation, a paginator, a waiter.
//!
//! ```text
//! # {metadata}
//! x clientContextParams {…}
//! o CreateStage POST /CreateStage 200 <CreateStageRequest >CreateStageResponse !ValidationException,… ~flags {rest}
//! p ListStages {…}
//! w StageActive {…}
//! { CreateStageRequest ~flags name!:StageName~flags@location=locationName{rest} … {rest}
//! [ Stages 0..2 Stage=item
//! m Tags 0..50 TagKey TagValue
//! s StageArn 1..128 |enum|values {rest} /pattern to the end of the line
//! ```
//!
//! Lines split on spaces: JSON has its spaces as `\u0020`, enum values have
//! theirs as `%20`. A status of `-` is one the model does not give, a `=`
//! without a name repeats the member's own. A key that has no place of its own
//! is kept in the JSON at the end of the line, so nothing is lost.

use serde_json::{Map, Value};

/// Why a model could not be written as line text.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct EncodeError {
    place: String,
    problem: String,
}

type Result<T> = std::result::Result<T, Problem>;

/// What is wrong; the place is added by [`encode`].
struct Problem(String);

/// A service's model as line text: `model` as in botocore's `service-2.json`, the others as the objects inside
/// `paginators-1.json` and `waiters-2.json`, null where there are none.
///
/// # Errors
///
/// Where the model is not formed as botocore's are.
pub fn encode(model: &Value, paginators: &Value, waiters: &Value) -> std::result::Result<String, EncodeError> {
    let at = |place: String| move |Problem(problem): Problem| EncodeError { place, problem };
    let mut text = format!("# {}\n", compact(&model["metadata"]));
    for (key, value) in object(model).map_err(at("model".to_owned()))? {
        if !matches!(key.as_str(), "metadata" | "operations" | "shapes") {
            text.push_str(&format!("x {key} {}\n", compact(value)));
        }
    }
    for (name, value) in sorted(&model["operations"]) {
        text.push_str(&operation(name, value).map_err(at(format!("operation {name}")))?);
        text.push('\n');
    }
    for (letter, values) in [("p", paginators), ("w", waiters)] {
        for (name, value) in sorted(values) {
            text.push_str(&format!("{letter} {name} {}\n", compact(value)));
        }
    }
    for (name, value) in sorted(&model["shapes"]) {
        text.push_str(&shape(name, value).map_err(at(format!("shape {name}")))?);
        text.push('\n');
    }
    Ok(text)
}

fn sorted(value: &Value) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = value.as_object().into_iter().flatten().collect();
    entries.sort_by(|(left, _), (right, _)| left.as_bytes().cmp(right.as_bytes()));
    entries
}

/// Traits of operations that are only ever `true`, and their letters.
pub(super) const OPERATION_FLAGS: &[(&str, char)] = &[("deprecated", 'D'), ("idempotent", 'i'), ("readonly", 'r')];

/// The same of shapes.
pub(super) const SHAPE_FLAGS: &[(&str, char)] = &[
    ("exception", 'e'),
    ("fault", 'f'),
    ("union", 'u'),
    ("document", 'd'),
    ("sensitive", 'S'),
    ("flattened", 'F'),
    ("streaming", 's'),
    ("eventstream", 'E'),
    ("event", 'v'),
    ("box", 'b'),
    ("deprecated", 'D'),
    ("wrapper", 'w'),
];

/// The same of members.
pub(super) const MEMBER_FLAGS: &[(&str, char)] = &[
    ("idempotencyToken", 'i'),
    ("box", 'b'),
    ("deprecated", 'D'),
    ("hostLabel", 'l'),
    ("jsonvalue", 'j'),
    ("flattened", 'F'),
    ("streaming", 's'),
    ("eventpayload", 'p'),
    ("eventheader", 'h'),
    ("xmlAttribute", 'a'),
];

pub(super) const KINDS: &[(&str, char)] = &[
    ("structure", '{'),
    ("list", '['),
    ("map", 'm'),
    ("string", 's'),
    ("character", 'c'),
    ("integer", 'i'),
    ("long", 'l'),
    ("float", 'f'),
    ("double", 'd'),
    ("boolean", 'b'),
    ("blob", 'B'),
    ("timestamp", 't'),
];

pub(super) const LOCATIONS: &[(&str, char)] =
    &[("uri", 'u'), ("querystring", 'q'), ("header", 'h'), ("headers", 'H'), ("statusCode", 's')];

/// The line of an operation.
fn operation(name: &str, operation: &Value) -> Result<String> {
    let mut rest = object(operation)?.clone();
    if rest.get("name").and_then(Value::as_str) == Some(name) {
        rest.shift_remove("name");
    }
    let http = rest.shift_remove("http").ok_or_else(|| Problem("an operation has `http`".to_owned()))?;
    let mut http = object(&http)?.clone();
    let mut word = |key: &str| match http.shift_remove(key) {
        None => Ok("-".to_owned()),
        Some(Value::String(text)) if !text.contains([' ', '\n']) => Ok(text),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(other) => Err(Problem(format!("http `{key}` is {other}"))),
    };
    let mut line = format!("o {name} {} {} {}", word("method")?, word("requestUri")?, word("responseCode")?);
    if !http.is_empty() {
        return Err(Problem(format!("http has more than we know: {http:?}")));
    }
    for (key, sigil) in [("input", '<'), ("output", '>')] {
        let Some(Value::Object(mut reference)) = rest.shift_remove(key) else { continue };
        let shape = reference.shift_remove("shape").ok_or_else(|| Problem("an input has a shape".to_owned()))?;
        line.push_str(&format!(" {sigil}{}", text(&shape)?));
        if !reference.is_empty() {
            rest.insert(key.to_owned(), reference.into());
        }
    }
    let plain = |error: &Value| error.as_object().is_some_and(|it| it.len() == 1 && it.contains_key("shape"));
    match rest.get("errors") {
        Some(Value::Array(errors)) if errors.iter().all(plain) => {
            let names = errors.iter().map(|it| text(&it["shape"])).collect::<Result<Vec<_>>>()?;
            line.push_str(&format!(" !{}", names.join(",")));
            rest.shift_remove("errors");
        }
        _ => {}
    }
    push_flags(&mut line, " ", &mut rest, OPERATION_FLAGS);
    push_rest(&mut line, " ", &rest);
    Ok(line)
}

/// The line of a shape.
fn shape(name: &str, shape: &Value) -> Result<String> {
    let mut rest = object(shape)?.clone();
    check_name(name)?;
    let kind = rest.shift_remove("type").ok_or_else(|| Problem("a shape has a type".to_owned()))?;
    let kind = text(&kind)?;
    let Some((_, letter)) = KINDS.iter().find(|(name, _)| *name == kind) else {
        return Err(Problem(format!("unknown shape type `{kind}`")));
    };
    let mut line = format!("{letter} {name}");
    push_flags(&mut line, " ", &mut rest, SHAPE_FLAGS);
    if kind != "structure" && (rest.contains_key("min") || rest.contains_key("max")) {
        let mut bound = |key: &str| rest.shift_remove(key).map_or_else(String::new, |it| it.to_string());
        line.push_str(&format!(" {}..{}", bound("min"), bound("max")));
    }
    match kind {
        "structure" => push_members(&mut line, &mut rest)?,
        "list" => push_reference(&mut line, &mut rest, "member")?,
        "map" => {
            push_reference(&mut line, &mut rest, "key")?;
            push_reference(&mut line, &mut rest, "value")?;
        }
        _ => {}
    }
    if rest.get("enum").is_some_and(|it| it.as_array().is_some_and(|it| !it.is_empty())) {
        let values = rest.shift_remove("enum").unwrap_or_default();
        line.push(' ');
        for value in values.as_array().into_iter().flatten() {
            line.push('|');
            line.push_str(&escape_enum_value(text(value)?));
        }
    }
    let pattern = match rest.get("pattern") {
        Some(Value::String(pattern)) if !pattern.contains(['\n', '\r']) => Some(pattern.clone()),
        _ => None,
    };
    if pattern.is_some() {
        rest.shift_remove("pattern");
    }
    push_rest(&mut line, " ", &rest);
    if let Some(pattern) = pattern {
        line.push_str(&format!(" /{pattern}"));
    }
    Ok(line)
}

/// A value as JSON text without a space or a newline in it.
fn compact(value: &Value) -> String {
    // Compact JSON has blanks inside strings only, where an escape may stand for them.
    serde_json::to_string(value).unwrap_or_default().replace(' ', "\\u0020")
}

fn push_members(line: &mut String, rest: &mut Map<String, Value>) -> Result<()> {
    let members = rest.shift_remove("members").ok_or_else(|| Problem("a structure has members".to_owned()))?;
    let members = object(&members)?;
    let required: Vec<&str> = match rest.get("required") {
        Some(list) => list
            .as_array()
            .ok_or_else(|| Problem("`required` is a list".to_owned()))?
            .iter()
            .map(text)
            .collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let in_order: Vec<&str> = members.keys().map(String::as_str).filter(|it| required.contains(it)).collect();
    let in_model_order = in_order == required;
    for (name, member) in members {
        check_name(name)?;
        let mark = if in_order.contains(&name.as_str()) { "!" } else { "" };
        line.push_str(&format!(" {name}{mark}:"));
        push_member(line, name, member)?;
    }
    // The order of `required` is the order of the messages about missing members, so it is kept where it is another.
    if in_model_order {
        rest.shift_remove("required");
    }
    Ok(())
}

fn push_reference(line: &mut String, rest: &mut Map<String, Value>, key: &str) -> Result<()> {
    let member = rest.shift_remove(key).ok_or_else(|| Problem(format!("a list or map has `{key}`")))?;
    line.push(' ');
    push_member(line, key, &member)
}

fn push_member(line: &mut String, name: &str, member: &Value) -> Result<()> {
    let mut rest = object(member)?.clone();
    let shape = rest.shift_remove("shape").ok_or_else(|| Problem("a member has a shape".to_owned()))?;
    check_name(text(&shape)?)?;
    line.push_str(text(&shape)?);
    push_flags(line, "", &mut rest, MEMBER_FLAGS);
    if let Some(location) = rest.shift_remove("location") {
        let location = text(&location)?.to_owned();
        let known = LOCATIONS.iter().find(|(name, _)| *name == location);
        let (_, letter) = known.ok_or_else(|| Problem(format!("unknown location `{location}`")))?;
        line.push_str(&format!("@{letter}"));
    }
    if let Some(Value::String(wire)) = rest.get("locationName")
        && !wire.contains([' ', '\n', '{'])
        && !wire.is_empty()
    {
        line.push('=');
        if wire != name {
            line.push_str(wire);
        }
        rest.shift_remove("locationName");
    }
    push_rest(line, "", &rest);
    Ok(())
}

fn push_flags(line: &mut String, before: &str, rest: &mut Map<String, Value>, flags: &[(&str, char)]) {
    let mut letters = String::new();
    for (key, letter) in flags {
        if rest.get(*key) == Some(&Value::Bool(true)) {
            rest.shift_remove(*key);
            letters.push(*letter);
        }
    }
    if !letters.is_empty() {
        line.push_str(&format!("{before}~{letters}"));
    }
}

fn push_rest(line: &mut String, before: &str, rest: &Map<String, Value>) {
    if !rest.is_empty() {
        line.push_str(before);
        line.push_str(&compact(&rest.clone().into()));
    }
}

fn escape_enum_value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '%' | '|' | '\0'..=' ' => escaped.push_str(&format!("%{:02X}", u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn check_name(name: &str) -> Result<()> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$');
    if name.is_empty() || !name.bytes().all(plain) || name.as_bytes()[0].is_ascii_digit() && name.contains("..") {
        return Err(Problem(format!("the line text has no way to write the name `{name}`")));
    }
    Ok(())
}

fn object(value: &Value) -> Result<&Map<String, Value>> {
    value.as_object().ok_or_else(|| Problem(format!("not an object: {value}")))
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| Problem(format!("not a text: {value}")))
}
