//! Values become documents and documents values, by a field and the shape of its member.

use std::collections::BTreeMap;

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::field::{Field, Kind};
use crate::cty::{Number, Value};
use crate::schema::Nesting;

/// The member of a structure that a field is.
pub(crate) fn member_of<'a>(shape: &'a Shape, field: &Field) -> Option<&'a Member> {
    if !field.is_in_api {
        return None;
    }
    match field.member {
        Some(name) => shape.member(name),
        None => shape.members().iter().find(|it| is_spelling(it.name, field.name)),
    }
}

/// Whether a member's name is an attribute's in other letters: `ApiId`, `api_id`.
fn is_spelling(member: &str, attribute: &str) -> bool {
    let plain = attribute.bytes().filter(|it| *it != b'_');
    member.bytes().map(|it| it.to_ascii_lowercase()).eq(plain)
}

/// A known value as the API takes it; nothing where there is nothing to say.
pub(crate) fn to_document(field: &Field, value: &Value, shape: &Shape) -> Option<Document> {
    match (field.kind, value) {
        (_, Value::Null | Value::Unknown) => None,
        (Kind::Objects(_, fields), Value::List(items) | Value::Set(items)) => match &shape.kind {
            ShapeKind::Structure(_) => {
                Some(Document::Map(items.first().map(|it| structure(fields, it, shape)).unwrap_or_default()))
            }
            ShapeKind::List(item) => {
                Some(Document::List(items.iter().map(|it| structure(fields, it, item.shape()).into()).collect()))
            }
            ShapeKind::Map(_, of) => Some(Document::Map(keyed(field, fields, items, of.shape()))),
            _ => None,
        },
        (Kind::Objects(_, fields), value) => Some(structure(fields, value, shape).into()),
        (_, value) => scalar(value, &shape.kind),
    }
}

fn structure(fields: &[Field], value: &Value, shape: &Shape) -> Map {
    let mut members = Map::new();
    for field in fields {
        let Some(member) = member_of(shape, field) else { continue };
        let value = value.get(field.name);
        // In a structure, nothing to say is not said: a structure is replaced as a whole.
        let is_silent = match value {
            Value::String(text) => text.is_empty(),
            Value::List(items) | Value::Set(items) => items.is_empty(),
            Value::Map(members) => members.is_empty(),
            _ => false,
        };
        if is_silent {
            continue;
        }
        if let Some(document) = to_document(field, value, member.shape()) {
            members.insert(member.name, document);
        }
    }
    members
}

/// A set of blocks as the map that the API has.
fn keyed(field: &Field, fields: &[Field], items: &[Value], shape: &Shape) -> Map {
    let key = field.key.unwrap_or_default();
    let entries = items.iter().filter_map(|item| {
        let name = item.get(key).as_str()?.to_owned();
        let value = match field.map_value.and_then(|it| fields.iter().find(|field| field.name == it)) {
            Some(inner) => to_document(inner, item.get(inner.name), shape)?,
            None => structure(fields, item, shape).into(),
        };
        Some((name.into(), value))
    });
    entries.collect()
}

fn scalar(value: &Value, kind: &ShapeKind) -> Option<Document> {
    Some(match (value, kind) {
        (Value::Number(number), ShapeKind::Float | ShapeKind::Double) => Document::Float(number.as_f64()),
        (Value::Number(number), _) => match number.as_i128() {
            Some(whole) => Document::Integer(whole),
            None => Document::Float(number.as_f64()),
        },
        (Value::Bool(value), _) => Document::Bool(*value),
        (Value::String(text), ShapeKind::Blob) => Document::Blob(text.clone().into_bytes()),
        (Value::String(text), _) => Document::String(text.clone()),
        (Value::List(items) | Value::Set(items), _) => {
            Document::List(items.iter().filter_map(|it| scalar(it, &ShapeKind::String)).collect())
        }
        (Value::Map(members), _) => {
            let entries = members
                .iter()
                .filter_map(|(key, value)| Some((key.clone().into(), scalar(value, &ShapeKind::String)?)));
            Document::Map(entries.collect())
        }
        _ => return None,
    })
}

/// What the API said of a field, as the old SDK keeps it: what is not there is `""`, 0, false or empty.
pub(crate) fn from_document(field: &Field, document: Option<&Document>, shape: Option<&Shape>) -> Value {
    match (field.kind, document) {
        (Kind::Text, Some(document)) => Value::String(text_of(document)),
        (Kind::Text, None) => Value::from(""),
        (Kind::Truth, document) => Value::Bool(document.and_then(Document::as_bool).unwrap_or_default()),
        (Kind::Whole | Kind::Fraction, document) => Value::Number(number_of(document)),
        (Kind::TextMap, document) => {
            let members = document.and_then(Document::as_map).into_iter().flat_map(Map::iter);
            Value::Map(members.map(|(key, value)| (key.to_string(), Value::String(text_of(value)))).collect())
        }
        (Kind::TextSet, document) => Value::set(texts(document)),
        (Kind::Objects(nesting, fields), document) => {
            let items = match document {
                None | Some(Document::Null) => Vec::new(),
                Some(document) => objects(field, fields, document, shape),
            };
            match nesting {
                Nesting::Set => Value::set(items),
                Nesting::Single => items.into_iter().next().unwrap_or_default(),
                Nesting::List | Nesting::Map => Value::List(items),
            }
        }
    }
}

fn objects(field: &Field, fields: &[Field], document: &Document, shape: Option<&Shape>) -> Vec<Value> {
    let kind = shape.map(|it| &it.kind);
    match (document, kind) {
        (Document::List(items), kind) => {
            let of = match kind {
                Some(ShapeKind::List(item)) => Some(item.shape()),
                _ => None,
            };
            items.iter().filter_map(|it| Some(object(fields, it.as_map()?, of))).collect()
        }
        (Document::Map(entries), Some(ShapeKind::Map(_, of))) => {
            let entries = entries.iter().map(|(key, value)| {
                let mut members = match field.map_value.and_then(|it| fields.iter().find(|field| field.name == it)) {
                    Some(inner) => {
                        let value = from_document(inner, Some(value), Some(of.shape()));
                        BTreeMap::from([(inner.name.to_owned(), value)])
                    }
                    None => match object(fields, value.as_map().unwrap_or(&Map::new()), Some(of.shape())) {
                        Value::Map(members) => members,
                        _ => BTreeMap::new(),
                    },
                };
                members.insert(field.key.unwrap_or_default().to_owned(), Value::from(&**key));
                Value::Map(members)
            });
            entries.collect()
        }
        (Document::Map(members), _) => vec![object(fields, members, shape)],
        _ => Vec::new(),
    }
}

pub(crate) fn object(fields: &[Field], members: &Map, shape: Option<&Shape>) -> Value {
    let values = fields.iter().map(|field| {
        let member = shape.and_then(|it| member_of(it, field));
        let document = match member {
            Some(member) => members.get(member.name),
            None => members.iter().find(|(name, _)| is_spelling(name, field.name)).map(|(_, it)| it),
        };
        (field.name.to_owned(), from_document(field, document, member.map(Member::shape)))
    });
    Value::Map(values.collect())
}

pub(crate) fn text_of(document: &Document) -> String {
    match document {
        Document::String(text) => text.clone(),
        Document::Integer(value) => value.to_string(),
        Document::Float(value) => value.to_string(),
        Document::Bool(value) => value.to_string(),
        Document::Timestamp(timestamp) => timestamp.instant().map(|it| it.to_string()).unwrap_or_default(),
        Document::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Document::Null | Document::List(_) | Document::Map(_) => String::new(),
    }
}

fn number_of(document: Option<&Document>) -> Number {
    match document {
        Some(Document::Integer(value)) => Number::from(*value),
        Some(Document::Float(value)) => Number::from_f64(*value).unwrap_or_else(|| Number::from(0i64)),
        _ => Number::from(0i64),
    }
}

fn texts(document: Option<&Document>) -> Vec<Value> {
    let items = document.and_then(Document::as_list).unwrap_or_default();
    items.iter().map(|it| Value::String(text_of(it))).collect()
}
