//! Inward: properties become the members of an input.

use callboard_model::document::{Document, Map, Timestamp};
use callboard_model::service::Operation;
use callboard_model::shape::{Shape, ShapeKind};
use callboard_model::types::ResourceType;
use serde_json::Value;

use super::names;
use crate::Properties;

/// The members that properties are; or what is missing for one of them.
pub(super) fn members(
    of: &'static ResourceType,
    operation: &Operation,
    properties: &Properties,
) -> Result<Map, String> {
    let unknown = |name: &str| format!("{} {} has no member for `{name}`", operation.service.name, operation.name);
    let Some(shape) = operation.input else {
        return properties.keys().next().map_or(Ok(Map::new()), |it| Err(unknown(it)));
    };
    let mut input = Map::new();
    for (name, value) in properties.iter().filter(|(_, it)| !it.is_null()) {
        if let Some(member) = names::member(of, shape, name) {
            input.insert(member.name, document(of, member.shape(), value)?);
            continue;
        }
        // A level that only the service has: the body of the request as one structure.
        let level = shape.members().iter().find_map(|outer| {
            let is_structure = matches!(outer.shape().kind, ShapeKind::Structure(_));
            is_structure.then(|| names::member(of, outer.shape(), name).map(|inner| (outer, inner)))?
        });
        let (outer, inner) = level.ok_or_else(|| unknown(name))?;
        let value = document(of, inner.shape(), value)?;
        match input.get_mut(outer.name).and_then(Document::as_map_mut) {
            Some(members) => drop(members.insert(inner.name, value)),
            None => drop(input.insert(outer.name, Map::new().with(inner.name, value))),
        }
    }
    Ok(input)
}

/// A value as a shape takes it.
pub(super) fn document(of: &'static ResourceType, shape: &Shape, value: &Value) -> Result<Document, String> {
    Ok(match (&shape.kind, value) {
        (_, Value::Null) => Document::Null,
        (ShapeKind::Structure(_), Value::Object(properties)) if !shape.traits.document => {
            Document::Map(structure(of, shape, properties)?)
        }
        (ShapeKind::List(item), Value::Array(items)) => {
            Document::List(items.iter().map(|it| document(of, item.shape(), it)).collect::<Result<_, _>>()?)
        }
        // Tags are a map in one place and a list of keys and values in another.
        (ShapeKind::Map(..), Value::Array(items)) => {
            let pairs = items.iter().map(|it| {
                let key = text_of(it, "Key").ok_or("a tag has no `Key`")?;
                Ok((key.to_owned().into(), Document::from(text_of(it, "Value").unwrap_or_default())))
            });
            Document::Map(pairs.collect::<Result<_, &str>>()?)
        }
        (ShapeKind::List(item), Value::Object(members)) if names::same(item.shape(), "Key").is_some() => {
            let pair = |(key, value): (&String, &Value)| {
                let tag = [("Key".to_owned(), Value::from(key.as_str())), ("Value".to_owned(), value.clone())];
                document(of, item.shape(), &Value::Object(tag.into_iter().collect()))
            };
            Document::List(members.iter().map(pair).collect::<Result<_, _>>()?)
        }
        (ShapeKind::Map(_, item), Value::Object(members)) => {
            let entries = members.iter().map(|(key, it)| Ok((key.clone().into(), document(of, item.shape(), it)?)));
            Document::Map(entries.collect::<Result<_, String>>()?)
        }
        (ShapeKind::String, Value::Object(_) | Value::Array(_) | Value::Number(_) | Value::Bool(_)) => {
            Document::String(value.to_string())
        }
        (ShapeKind::Integer | ShapeKind::Long, Value::String(text)) => {
            text.parse::<i64>().map(Document::from).map_err(|_| format!("`{text}` is no whole number"))?
        }
        (ShapeKind::Integer | ShapeKind::Long, Value::Number(number)) => match number.as_f64() {
            Some(float) if number.as_i64().is_none() && float.fract() == 0.0 => Document::Integer(float as i128),
            _ => Document::from(value),
        },
        (ShapeKind::Float | ShapeKind::Double, Value::Number(number)) => {
            Document::Float(number.as_f64().unwrap_or_default())
        }
        (ShapeKind::Float | ShapeKind::Double, Value::String(text)) => {
            text.parse::<f64>().map(Document::from).map_err(|_| format!("`{text}` is no number"))?
        }
        (ShapeKind::Boolean, Value::String(text)) => {
            Document::Bool(text.parse().map_err(|_| format!("`{text}` is neither true nor false"))?)
        }
        (ShapeKind::Timestamp, Value::String(text)) => Document::Timestamp(Timestamp::Text(text.as_str().into())),
        (ShapeKind::Blob, Value::String(text)) => Document::Blob(text.clone().into_bytes()),
        _ => Document::from(value),
    })
}

fn structure(of: &'static ResourceType, shape: &Shape, properties: &Properties) -> Result<Map, String> {
    let mut members = Map::new();
    for (name, value) in properties.iter().filter(|(_, it)| !it.is_null()) {
        let tag_spelling = format!("Tag{name}");
        match (names::same(shape, name).or_else(|| names::same(shape, &tag_spelling)), value) {
            (Some(member), value) => drop(members.insert(member.name, document(of, member.shape(), value)?)),
            // A level that the service does not have: what is in it is looked for here.
            (None, Value::Object(inner)) => {
                for (name, value) in structure(of, shape, inner)? {
                    members.insert(name, value);
                }
            }
            (None, _) => return Err(format!("the shape {} has no member for `{name}`", shape.name)),
        }
    }
    Ok(members)
}

fn text_of<'a>(tag: &'a Value, name: &str) -> Option<&'a str> {
    tag.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.as_str()
}
