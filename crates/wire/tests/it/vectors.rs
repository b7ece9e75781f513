//! Third-party vectors, which live beside the project and may be absent.

use std::path::PathBuf;

use callboard_model::document::{Document, Key, Map, Timestamp};
use callboard_model::shape::{Shape, ShapeKind};
use serde_json::{Number, Value};

/// A path among the vectors; says so and gives nothing where they are absent.
pub fn path(relative: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors")).join(relative);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no vectors at {}", path.display());
    None
}

/// A JSON file among the vectors.
pub fn json(relative: &str) -> Option<Value> {
    let text = std::fs::read_to_string(path(relative)?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// The document that a vector's JSON stands for: blobs are given as text, timestamps as seconds.
pub fn document(value: &Value, shape: &Shape) -> Document {
    match (&shape.kind, value) {
        (_, Value::Null) => Document::Null,
        (ShapeKind::Structure(_), value) if shape.traits.document => Document::from(value),
        (ShapeKind::Structure(_), Value::Object(members)) => {
            let known = members.iter().filter_map(|(name, value)| {
                let member = shape.member(name)?;
                let value =
                    if member.traits.json_value { Document::from(value) } else { document(value, member.shape()) };
                Some((Key::Borrowed(member.name), value))
            });
            Document::Map(known.collect())
        }
        (ShapeKind::List(item), Value::Array(items)) => {
            Document::List(items.iter().map(|it| document(it, item.shape())).collect())
        }
        (ShapeKind::Map(_, item), Value::Object(members)) => Document::Map(
            members.iter().map(|(name, it)| (Key::Owned(name.clone()), document(it, item.shape()))).collect::<Map>(),
        ),
        (ShapeKind::Blob, Value::String(text)) => Document::Blob(text.clone().into_bytes()),
        (ShapeKind::Timestamp, Value::Number(seconds)) => {
            Document::Timestamp(Timestamp::Epoch(seconds.as_f64().unwrap()))
        }
        (ShapeKind::Float | ShapeKind::Double, Value::String(text)) => Document::Float(match text.as_str() {
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            _ => f64::NAN,
        }),
        _ => Document::from(value),
    }
}

/// A document as vectors write results: blobs as text, timestamps as seconds, all numbers as floats.
pub fn plain(value: &Document) -> Value {
    match value {
        Document::Null => Value::Null,
        Document::Bool(value) => Value::Bool(*value),
        Document::Integer(number) => float(*number as f64),
        Document::Float(number) => float(*number),
        Document::String(text) => Value::String(text.clone()),
        Document::Blob(bytes) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
        Document::Timestamp(timestamp) => float(timestamp.instant().unwrap().epoch_f64()),
        Document::List(items) => Value::Array(items.iter().map(plain).collect()),
        Document::Map(map) => Value::Object(map.iter().map(|(key, value)| (key.to_string(), plain(value))).collect()),
    }
}

/// A vector's JSON with all numbers as floats.
pub fn with_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => float(number.as_f64().unwrap()),
        Value::Array(items) => items.iter().map(with_floats).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), with_floats(value))).collect(),
        other => other.clone(),
    }
}

fn float(number: f64) -> Value {
    Number::from_f64(number).map_or_else(
        || {
            let word = if number.is_nan() {
                "NaN"
            } else if number > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            };
            Value::from(word)
        },
        Value::Number,
    )
}
