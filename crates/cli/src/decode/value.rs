//! The words of an option become a value of its shape.
//!
//! Order: a file's contents for `file://` and `fileb://`, then shorthand where
//! the shape is complex and the text is not JSON, then JSON, then scalars.

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::paramfile;
use super::parser::Given;
use super::shorthand::{self, ShorthandError};
use super::validate::is_json_value;
use super::{DecodeError, base64, json, python};
use crate::host::Host;

/// What an option got, with files read: texts and lists of texts, blobs of `fileb://`.
pub fn load(given: Given, name: &str, host: &dyn Host) -> Result<Document, DecodeError> {
    let (value, word) = match given {
        Given::Flag(value) => return Ok(Document::Bool(value)),
        Given::Bare => return Ok(Document::Null),
        Given::Word(word) => (Document::Null, word),
        Given::Words(mut words) if words.len() == 1 => {
            let word = words.remove(0);
            (Document::List(vec![Document::Null]), word)
        }
        Given::Words(words) => return Ok(Document::List(words.into_iter().map(Document::String).collect())),
    };
    match paramfile::read(&word, host).map_err(|err| DecodeError::parameter(name, err))? {
        Some(contents) => Ok(contents),
        None if value.is_null() => Ok(Document::String(word)),
        None => Ok(Document::List(vec![Document::String(word)])),
    }
}

/// The value of a member from what its option got.
///
/// `name` is the option's, with its dashes; `bare_list` says that the members of one-member structures may be
/// given bare, one word each.
pub fn unpack(
    value: Document,
    member: &'static Member,
    name: &str,
    bare_list: bool,
    host: &dyn Host,
) -> Result<Document, DecodeError> {
    let shape = member.shape();
    if supports_shorthand(shape) && !is_json_value(member) && !looks_like_json(&value) {
        return from_shorthand(value, shape, name, bare_list, host);
    }
    let streaming = member.traits.streaming || shape.traits.streaming;
    unpack_value(value, shape, is_json_value(member), streaming, name, host)
}

/// Whether values of a shape can be written in shorthand.
pub fn supports_shorthand(shape: &'static Shape) -> bool {
    let complex =
        |it: &'static Shape| matches!(it.kind, ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(..));
    match &shape.kind {
        ShapeKind::List(item) => complex(item.shape()) && !holds_documents(shape),
        _ => complex(shape) && !holds_documents(shape),
    }
}

/// Whether a shape is a document type, or lists and maps of nothing else.
pub fn holds_documents(shape: &'static Shape) -> bool {
    match &shape.kind {
        ShapeKind::Structure(_) => shape.traits.document,
        ShapeKind::List(item) | ShapeKind::Map(_, item) => holds_documents(item.shape()),
        _ => false,
    }
}

/// Decodes base64 in the texts that stand for bytes.
pub fn decode_blobs(input: &mut Map, shape: &'static Shape) -> Result<(), DecodeError> {
    for member in shape.members() {
        if let Some(value) = input.get_mut(member.name) {
            decode_blobs_in(value, member.shape())?;
        }
    }
    Ok(())
}

/// `int(value)`, with Python's complaint.
pub fn to_int(value: &Document) -> Result<i128, String> {
    match value {
        Document::Integer(number) => Ok(*number),
        Document::Bool(truth) => Ok(i128::from(*truth)),
        Document::Float(number) if number.is_finite() => Ok(*number as i128),
        Document::String(text) => python::int(text)
            .ok_or_else(|| format!("invalid literal for int() with base 10: {}", python::repr_text(text))),
        Document::Blob(bytes) => std::str::from_utf8(bytes)
            .ok()
            .and_then(python::int)
            .ok_or_else(|| format!("invalid literal for int() with base 10: {}", python::repr(value))),
        _ => Err(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            class_name(value)
        )),
    }
}

/// `float(value)`, with Python's complaint.
pub fn to_float(value: &Document) -> Result<f64, String> {
    match value {
        Document::Integer(number) => Ok(*number as f64),
        Document::Bool(truth) => Ok(f64::from(u8::from(*truth))),
        Document::Float(number) => Ok(*number),
        Document::String(text) => {
            python::float(text).ok_or_else(|| format!("could not convert string to float: {}", python::repr_text(text)))
        }
        Document::Blob(bytes) => std::str::from_utf8(bytes)
            .ok()
            .and_then(python::float)
            .ok_or_else(|| format!("could not convert string to float: {}", python::repr(value))),
        _ => Err(format!("float() argument must be a string or a real number, not '{}'", class_name(value))),
    }
}

fn class_name(value: &Document) -> &'static str {
    python::class(value).trim_start_matches("<class '").trim_end_matches("'>")
}

/// Whether the first text begins as JSON does.
fn looks_like_json(value: &Document) -> bool {
    let first = match value {
        Document::List(items) => items.first(),
        other => Some(other),
    };
    matches!(first, Some(Document::String(text)) if text.trim_start_matches(python::is_blank).starts_with(['[', '{']))
}

fn from_shorthand(
    value: Document,
    shape: &'static Shape,
    name: &str,
    bare_list: bool,
    host: &dyn Host,
) -> Result<Document, DecodeError> {
    if let Some(member) = only_member(shape).filter(|_| bare_list)
        && let Document::List(items) = value
    {
        return Ok(Document::List(items.into_iter().map(|it| Map::new().with(member, it).into()).collect()));
    }
    if let (ShapeKind::Structure(members), Document::String(text)) = (&shape.kind, &value)
        && let [member] = members.as_slice()
        && member.name == "Value"
        && matches!(member.shape().kind, ShapeKind::String)
        && !text.contains('=')
    {
        return Ok(Map::new().with("Value", text.as_str()).into());
    }
    let named = |err: ShorthandError| match err.is_about_the_text() {
        true => DecodeError::parameter(name, err),
        false => DecodeError::General(err.to_string()),
    };
    let parse = |item: &Document| match item {
        Document::String(text) => shorthand::parse(text, host).map_err(named),
        other => Err(DecodeError::parameter(name, format!("Invalid JSON:\n{}", python::display(other)))),
    };
    let mut parsed = match &value {
        Document::List(items) => Document::List(items.iter().map(parse).collect::<Result<_, _>>()?),
        single => parse(single)?,
    };
    shorthand::conform(&mut parsed, shape).map_err(named)?;
    Ok(parsed)
}

/// The member of the one-member structures in a list.
fn only_member(shape: &'static Shape) -> Option<&'static str> {
    let ShapeKind::List(item) = &shape.kind else { return None };
    match item.shape().members() {
        [member] => Some(member.name),
        _ => None,
    }
}

fn unpack_value(
    value: Document,
    shape: &'static Shape,
    is_json: bool,
    streaming: bool,
    name: &str,
    host: &dyn Host,
) -> Result<Document, DecodeError> {
    if is_json || shape.traits.document {
        return from_json(&value, name);
    }
    match &shape.kind {
        ShapeKind::Structure(_) | ShapeKind::Map(..) => match &value {
            Document::String(text) if text.trim_start_matches(python::is_blank).starts_with('{') => {
                from_json(&value, name)
            }
            other => Err(DecodeError::parameter(name, format!("Invalid JSON:\n{}", python::display(other)))),
        },
        ShapeKind::List(item) => unpack_list(value, item, name, host),
        ShapeKind::Integer | ShapeKind::Long => to_int(&value).map(Document::Integer).map_err(DecodeError::General),
        ShapeKind::Float | ShapeKind::Double => to_float(&value).map(Document::Float).map_err(DecodeError::General),
        ShapeKind::Blob if streaming => read_streamed(value, name, host),
        ShapeKind::Boolean => Ok(match value {
            Document::String(text) => Document::Bool(!text.is_empty() && !text.eq_ignore_ascii_case("false")),
            other => other,
        }),
        _ => Ok(value),
    }
}

fn unpack_list(value: Document, item: &'static Member, name: &str, host: &dyn Host) -> Result<Document, DecodeError> {
    let begins_list = |text: &str| text.trim_start_matches(python::is_blank).starts_with('[');
    let items = match value {
        Document::String(text) if begins_list(&text) => return from_json(&Document::String(text), name),
        // A file that holds no JSON: the reference takes each of its characters.
        Document::String(text) => text.chars().map(|it| Document::String(it.to_string())).collect(),
        Document::List(items) => match items.as_slice() {
            [Document::String(text)] if begins_list(text) => return from_json(&items[0], name),
            _ => items,
        },
        other => vec![other],
    };
    let first = items.first().map(python::display);
    let shape = item.shape();
    let streaming = shape.traits.streaming;
    let unpacked = items.into_iter().map(|it| unpack_value(it, shape, false, streaming, name, host));
    match unpacked.collect::<Result<_, _>>() {
        Ok(items) => Ok(Document::List(items)),
        // What is no number is shown without Python's words when it stands in a list.
        Err(DecodeError::General(_)) => Err(DecodeError::parameter(name, first.unwrap_or_default())),
        Err(err) => Err(err),
    }
}

fn from_json(value: &Document, name: &str) -> Result<Document, DecodeError> {
    let text = match value {
        Document::String(text) => text.as_str(),
        Document::Blob(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        _ => "",
    };
    json::parse(text).map_err(|err| DecodeError::parameter(name, format!("Invalid JSON: {err}\nJSON received: {text}")))
}

/// The contents of the file that a streamed value names.
fn read_streamed(value: Document, name: &str, host: &dyn Host) -> Result<Document, DecodeError> {
    let Document::String(path) = &value else { return Ok(value) };
    let path = paramfile::expand(path, host);
    if !std::path::Path::new(&path).is_file() {
        return Err(DecodeError::parameter(name, "Blob values must be a path to a file."));
    }
    std::fs::read(&path).map(Document::Blob).map_err(|err| DecodeError::General(paramfile::describe(&err, &path)))
}

fn decode_blobs_in(value: &mut Document, shape: &'static Shape) -> Result<(), DecodeError> {
    match (&shape.kind, value) {
        (ShapeKind::Structure(_), Document::Map(map)) => decode_blobs(map, shape)?,
        (ShapeKind::List(item), Document::List(items)) => {
            for value in items {
                decode_blobs_in(value, item.shape())?;
            }
        }
        (ShapeKind::Map(_, item), Document::Map(map)) => {
            for (_, value) in map.iter_mut() {
                decode_blobs_in(value, item.shape())?;
            }
        }
        (ShapeKind::Blob, value @ Document::String(_)) => {
            let text = value.as_str().unwrap_or_default();
            let bytes =
                base64::decode(text).ok_or_else(|| DecodeError::General(format!("Invalid base64: \"{text}\"")))?;
            *value = Document::Blob(bytes);
        }
        _ => {}
    }
    Ok(())
}
