//! Outward: what a service shows of a resource becomes its properties.

use base64::Engine;
use callboard_model::document::{Document, Map};
use callboard_model::types::ResourceType;
use serde_json::Value;

use super::names::spellings;
use crate::Properties;
use crate::plan::schema::Cursor;

/// The properties that members are, in the order of the schema; what is never read back is left out.
pub(super) fn properties(of: &'static ResourceType, members: &Map) -> Properties {
    let root = Cursor::of(of);
    let readable = of.properties().keys().filter(|name| !of.write_only().any(|it| it == *name));
    let found = readable.filter_map(|name| {
        let found = spellings(of, name).iter().find_map(|it| same(members, it));
        let found = found.or_else(|| {
            // A level that only the service has.
            let mut levels =
                members.iter().filter(|(level, _)| !of.properties().keys().any(|it| it.eq_ignore_ascii_case(level)));
            levels.find_map(|(_, it)| same(it.as_map()?, name))
        });
        match found {
            Some(found) => Some((name.clone(), value(root.property(name), found)?)),
            None => Some((name.clone(), level(root.property(name), members)?)),
        }
    });
    found.collect()
}

/// A value as the schema has it; nothing of nothing.
fn value(at: Cursor, document: &Document) -> Option<Value> {
    Some(match document {
        Document::Null => return None,
        Document::Map(members) if at.item().names().any(|it| it == "Key") => {
            let tag = |(key, value): (&_, &Document)| {
                let key: &std::borrow::Cow<'static, str> = key;
                serde_json::json!({"Key": &**key, "Value": value.as_str().unwrap_or_default()})
            };
            Value::Array(members.iter().map(tag).collect())
        }
        Document::Map(members) if at.is_structure() => Value::Object(structure(at, members)),
        Document::Map(members) => {
            let entries = members.iter().filter_map(|(key, it)| Some((key.to_string(), value(at.property(key), it)?)));
            Value::Object(entries.collect())
        }
        Document::List(items) if at.is_map() => {
            let pair = |it: &Document| {
                let members = it.as_map()?;
                let key = same(members, "Key").or_else(|| same(members, "TagKey"))?.as_str()?;
                let text = same(members, "Value").or_else(|| same(members, "TagValue")).and_then(Document::as_str);
                Some((key.to_owned(), Value::from(text.unwrap_or_default())))
            };
            Value::Object(items.iter().filter_map(pair).collect())
        }
        Document::List(items) => Value::Array(items.iter().filter_map(|it| value(at.item(), it)).collect()),
        Document::String(text) => of_text(at, text),
        Document::Bool(truth) if at.is_text() => Value::from(truth.to_string()),
        Document::Bool(truth) => Value::from(*truth),
        Document::Integer(number) if at.is_text() => Value::from(number.to_string()),
        Document::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
            (Ok(number), _) => Value::from(number),
            (_, Ok(number)) => Value::from(number),
            _ => Value::from(*number as f64),
        },
        Document::Float(number) if at.is_text() => Value::from(number.to_string()),
        Document::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => Value::from(*number as i64),
        Document::Float(number) => Value::from(*number),
        Document::Timestamp(moment) => Value::from(moment.instant().ok()?.to_string()),
        Document::Blob(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => of_text(at, text),
            Err(_) => Value::from(base64::engine::general_purpose::STANDARD.encode(bytes)),
        },
    })
}

fn structure(at: Cursor, members: &Map) -> Properties {
    let found = at.names().filter_map(|name| {
        let member = same(members, name).or_else(|| same(members, &format!("Tag{name}")));
        match member {
            Some(member) => Some((name.to_owned(), value(at.property(name), member)?)),
            None => Some((name.to_owned(), level(at.property(name), members)?)),
        }
    });
    found.collect()
}

/// An object that the service does not have: its own properties are looked for in what is around it.
fn level(at: Cursor, around: &Map) -> Option<Value> {
    if !at.is_structure() || at.names().any(|it| matches!(it, "Name" | "Id" | "Arn" | "Type" | "Status")) {
        return None;
    }
    let inner: Properties =
        at.names().filter_map(|name| Some((name.to_owned(), value(at.property(name), same(around, name)?)?))).collect();
    (!inner.is_empty()).then_some(Value::Object(inner))
}

/// A text, as the schema has it: a number, a truth value or a document may come as text.
fn of_text(at: Cursor, text: &str) -> Value {
    if at.is_text() {
        return Value::from(text);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(parsed) if at.takes(&parsed) => parsed,
        _ => Value::from(text),
    }
}

fn same<'a>(members: &'a Map, name: &str) -> Option<&'a Document> {
    members.iter().find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null()).map(|(_, value)| value)
}
