//! Input: what an `EXEC` gives for a member, as the member's shape wants it.
//!
//! SQL has texts where a shape has structures, lists and maps (JSON), blobs (base64) and timestamps (ISO 8601, an
//! HTTP date or seconds since 1970). Messages name the member and what it must be, never its value.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Instant, Map};
use callboard_model::naming::cli::snake_name;
use callboard_model::naming::nearest_names;
use callboard_model::service::Operation;
use callboard_model::shape::{Member, Shape, ShapeKind};
use serde_json::Value;

use crate::SqlError;
use crate::catalog::canonical;
use crate::error::sqlstate;

/// The value of a member of the call's input.
pub(crate) fn document(shape: &Shape, value: Value, path: &str) -> Result<Document, SqlError> {
    let is_nested = matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(..));
    match value {
        Value::String(text) if is_nested => match serde_json::from_str(&text) {
            Ok(parsed) => nested(shape, parsed, path),
            Err(error) => Err(invalid(
                sqlstate::INVALID_TEXT,
                path,
                &format!("must be the JSON of a {}, and is not: {}", shape.type_name(), position(&error)),
            )),
        },
        value => nested(shape, value, path),
    }
}

/// `@@json`: the whole input.
pub(super) fn whole(operation: &'static Operation, json: Value) -> Result<Map, SqlError> {
    let Some(shape) = operation.input else { return Ok(Map::new()) };
    match nested(shape, json, "@@json")? {
        Document::Map(members) => Ok(members),
        _ => Err(invalid(sqlstate::DATATYPE_MISMATCH, "@@json", "must be an object")),
    }
}

/// The JSON in a text; other values are JSON already.
pub(super) fn parsed(value: Value) -> Result<Value, SqlError> {
    match value {
        Value::String(text) => serde_json::from_str(&text)
            .map_err(|error| invalid(sqlstate::INVALID_TEXT, "@@json", &format!("is not JSON: {}", position(&error)))),
        other => Ok(other),
    }
}

/// The operation has no such member.
pub(crate) fn no_member(operation: &Operation, name: &str, members: &[Member]) -> SqlError {
    let message = format!("{} {} has no member `{name}`", operation.service.name, operation.name);
    unknown(message, name, members)
}

fn unknown(message: String, name: &str, members: &[Member]) -> SqlError {
    let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message);
    let near = nearest_names(name, members.iter().map(|it| it.name.to_owned()));
    if !near.is_empty() {
        let near: Vec<String> = near.iter().map(|it| format!("`{it}`")).collect();
        return error.with_hint(format!("did you mean {}?", near.join(" or ")));
    }
    let names: Vec<String> = members.iter().map(|it| snake_name(it.name)).collect();
    match names.is_empty() {
        true => error.with_hint("it takes no input"),
        false => error.with_hint(format!("its members are {}", names.join(", "))),
    }
}

fn nested(shape: &Shape, value: Value, path: &str) -> Result<Document, SqlError> {
    let mismatch = || {
        let article = if shape.type_name().starts_with('i') { "an" } else { "a" };
        invalid(sqlstate::DATATYPE_MISMATCH, path, &format!("must be {article} {}", shape.type_name()))
    };
    let document = match (&shape.kind, value) {
        (_, Value::Null) => Document::Null,
        (ShapeKind::Structure(_), value) if shape.traits.document => Document::from(&value),
        (ShapeKind::Structure(members), Value::Object(given)) => Document::Map(structure(members, given, path)?),
        (ShapeKind::List(member), Value::Array(items)) => {
            let items = items.into_iter().enumerate();
            let items = items.map(|(at, it)| nested(member.shape(), it, &format!("{path}[{at}]")));
            Document::List(items.collect::<Result<_, _>>()?)
        }
        (ShapeKind::Map(_, of), Value::Object(given)) => {
            let mut entries = Map::with_capacity(given.len());
            for (name, value) in given {
                let value = nested(of.shape(), value, &format!("{path}.{name}"))?;
                entries.insert(name, value);
            }
            Document::Map(entries)
        }
        (ShapeKind::String | ShapeKind::Character, Value::String(text)) => Document::String(text),
        (ShapeKind::String | ShapeKind::Character, Value::Number(number)) => Document::String(number.to_string()),
        (ShapeKind::String | ShapeKind::Character, Value::Bool(value)) => Document::String(value.to_string()),
        // A text member that holds JSON takes the JSON itself.
        (ShapeKind::String, value @ (Value::Array(_) | Value::Object(_))) => Document::String(value.to_string()),
        (ShapeKind::Boolean, value) => Document::Bool(truth(&value).ok_or_else(mismatch)?),
        (ShapeKind::Integer | ShapeKind::Long, value) => Document::Integer(whole_number(&value).ok_or_else(mismatch)?),
        (ShapeKind::Float | ShapeKind::Double, value) => number(&value).ok_or_else(mismatch)?,
        (ShapeKind::Blob, Value::String(text)) => {
            let bytes = STANDARD.decode(text.trim());
            Document::Blob(bytes.map_err(|_| invalid(sqlstate::INVALID_TEXT, path, "must be base64"))?)
        }
        (ShapeKind::Timestamp, Value::String(text)) => {
            let moment = Instant::parse(&text);
            let expected = "must be a timestamp: ISO 8601, an HTTP date or seconds since 1970";
            Document::Timestamp(moment.map_err(|_| invalid(sqlstate::INVALID_TEXT, path, expected))?.into())
        }
        (ShapeKind::Timestamp, Value::Number(number)) => {
            Document::Timestamp(Instant::from_epoch_f64(number.as_f64().ok_or_else(mismatch)?).into())
        }
        _ => return Err(mismatch()),
    };
    Ok(document)
}

fn structure(members: &[Member], given: serde_json::Map<String, Value>, path: &str) -> Result<Map, SqlError> {
    let mut map = Map::with_capacity(given.len());
    for (name, value) in given {
        let plain = canonical(&name);
        let member = members.iter().find(|it| it.name == name);
        let member = member.or_else(|| members.iter().find(|it| canonical(it.name) == plain));
        let member = member.ok_or_else(|| unknown(format!("`{path}` has no member `{name}`"), &name, members))?;
        let value = nested(member.shape(), value, &format!("{path}.{}", member.name))?;
        map.insert(member.name, value);
    }
    Ok(map)
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "t" => Some(true),
            "false" | "f" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn whole_number(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(value), ..) => Some(value.into()),
            (None, Some(value), _) => Some(value.into()),
            (None, None, Some(value)) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i128),
            _ => None,
        },
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Document> {
    let value = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Some(Document::Float(value))
}

fn invalid(code: &'static str, path: &str, what: &str) -> SqlError {
    SqlError::new(code, format!("`{path}` {what}"))
}

/// Where a text is no JSON; serde's message may repeat a part of it.
fn position(error: &serde_json::Error) -> String {
    format!("see line {} column {}", error.line(), error.column())
}
