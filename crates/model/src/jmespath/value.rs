//! Values while they are computed: borrowed from the document for as long as possible.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use super::ast::Node;
use super::python;
use crate::document::{Document, Key, Map};

/// A value: a part of the document or of the expression, or something made of such parts.
///
/// Lists and maps that are made here hold borrowed parts, and are shared, so
/// that a clone of a value never copies a document.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// A part of the document, or a literal.
    Borrowed(&'a Document),
    /// The members of a structure.
    Members(&'a Map),
    /// A scalar that was computed.
    Scalar(Document),
    /// A list that was computed.
    List(Rc<Vec<Value<'a>>>),
    /// A map that was computed.
    Map(Rc<Vec<(Cow<'a, str>, Value<'a>)>>),
    /// An expression, as an argument.
    Reference(&'a Node),
}

/// The types of JMESPath.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
    Reference,
}

impl Type {
    /// The specification's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
            Self::Reference => "expref",
        }
    }
}

impl<'a> Value<'a> {
    pub const NULL: Self = Self::Scalar(Document::Null);

    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(items))
    }

    pub fn bool(value: bool) -> Self {
        Self::Scalar(Document::Bool(value))
    }

    pub fn text(value: impl Into<String>) -> Self {
        Self::Scalar(Document::String(value.into()))
    }

    pub fn type_of(&self) -> Type {
        match self {
            Self::Borrowed(document) => type_of_document(document),
            Self::Scalar(document) => type_of_document(document),
            Self::Members(_) | Self::Map(_) => Type::Object,
            Self::List(_) => Type::Array,
            Self::Reference(_) => Type::Reference,
        }
    }

    pub fn is_null(&self) -> bool {
        self.type_of() == Type::Null
    }

    /// Everything but `null`, `false`, and empty strings, lists and maps.
    pub fn is_true(&self) -> bool {
        match self.type_of() {
            Type::Null => false,
            Type::Boolean => self.scalar().and_then(Document::as_bool).unwrap_or(false),
            Type::String => self.as_text().is_some_and(|it| !it.is_empty()),
            Type::Array | Type::Object => self.len() != Some(0),
            Type::Number | Type::Reference => true,
        }
    }

    /// The number of items or members.
    pub fn len(&self) -> Option<usize> {
        match self {
            Self::Borrowed(Document::List(items)) => Some(items.len()),
            Self::Borrowed(Document::Map(map)) => Some(map.len()),
            Self::Members(map) => Some(map.len()),
            Self::List(items) => Some(items.len()),
            Self::Map(pairs) => Some(pairs.len()),
            _ => None,
        }
    }

    /// An item of a list.
    pub fn item(&self, at: usize) -> Option<Self> {
        match self {
            Self::Borrowed(Document::List(items)) => items.get(at).map(Value::Borrowed),
            Self::List(items) => items.get(at).cloned(),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn items(&self) -> Option<Vec<Self>> {
        match self {
            Self::Borrowed(Document::List(items)) => Some(items.iter().map(Value::Borrowed).collect()),
            Self::List(items) => Some(items.to_vec()),
            _ => None,
        }
    }

    /// The member of a map.
    pub fn member(&self, name: &str) -> Option<Self> {
        match self {
            Self::Borrowed(Document::Map(map)) => map.get(name).map(Value::Borrowed),
            Self::Members(map) => map.get(name).map(Value::Borrowed),
            Self::Map(pairs) => pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
            _ => None,
        }
    }

    /// The members of a map.
    pub fn members(&self) -> Option<Vec<(Cow<'a, str>, Self)>> {
        match self {
            Self::Borrowed(Document::Map(map)) => Some(borrowed_members(map)),
            Self::Members(map) => Some(borrowed_members(map)),
            Self::Map(pairs) => Some(pairs.to_vec()),
            _ => None,
        }
    }

    /// A string, or the text of a blob or timestamp.
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match self.scalar()? {
            Document::String(text) => Some(Cow::Borrowed(text)),
            Document::Blob(bytes) => Some(Cow::Owned(python::blob_text(bytes))),
            Document::Timestamp(timestamp) => Some(Cow::Owned(python::timestamp_text(timestamp))),
            _ => None,
        }
    }

    /// A number.
    pub fn as_number(&self) -> Option<Number> {
        match self.scalar()? {
            Document::Integer(value) => Some(Number::Integer(*value)),
            Document::Float(value) => Some(Number::Float(*value)),
            _ => None,
        }
    }

    /// The whole value as a document: borrowed where it is a part of one.
    pub fn into_document(self) -> Cow<'a, Document> {
        match self {
            Self::Borrowed(document) => Cow::Borrowed(document),
            other => Cow::Owned(other.to_document()),
        }
    }

    /// A copy of the value. An expression has no value.
    pub fn to_document(&self) -> Document {
        match self {
            Self::Borrowed(document) => (*document).clone(),
            Self::Scalar(document) => document.clone(),
            Self::Members(map) => Document::Map((*map).clone()),
            Self::List(items) => Document::List(items.iter().map(Value::to_document).collect()),
            Self::Map(pairs) => {
                let owned = |key: &Cow<'_, str>| Key::Owned(key.clone().into_owned());
                Document::Map(pairs.iter().map(|(key, value)| (owned(key), value.to_document())).collect())
            }
            Self::Reference(_) => Document::Null,
        }
    }

    fn scalar(&self) -> Option<&Document> {
        match self {
            Self::Borrowed(document) => Some(document),
            Self::Scalar(document) => Some(document),
            _ => None,
        }
    }
}

fn borrowed_members(map: &Map) -> Vec<(Cow<'_, str>, Value<'_>)> {
    map.iter().map(|(key, value)| (Cow::Borrowed(key.as_ref()), Value::Borrowed(value))).collect()
}

fn type_of_document(document: &Document) -> Type {
    match document {
        Document::Null => Type::Null,
        Document::Bool(_) => Type::Boolean,
        Document::Integer(_) | Document::Float(_) => Type::Number,
        Document::String(_) | Document::Blob(_) | Document::Timestamp(_) => Type::String,
        Document::List(_) => Type::Array,
        Document::Map(_) => Type::Object,
    }
}

/// A number that stays whole for as long as it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The sum; past 128 bits it becomes a float.
    pub fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => {
                left.checked_add(right).map_or(Self::Float(left as f64 + right as f64), Self::Integer)
            }
            _ => Self::Float(self.as_f64() + other.as_f64()),
        }
    }

    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => Some(left.cmp(&right)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl From<Number> for Value<'_> {
    fn from(number: Number) -> Self {
        Self::Scalar(match number {
            Number::Integer(value) => Document::Integer(value),
            Number::Float(value) => Document::Float(value),
        })
    }
}

/// Equality of the specification: by type and value, maps whatever their order.
pub(super) fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    if left.type_of() != right.type_of() {
        return false;
    }
    match left.type_of() {
        Type::Null => true,
        Type::Boolean => left.is_true() == right.is_true(),
        Type::Number | Type::String => order(left, right) == Some(Ordering::Equal),
        Type::Array => {
            let length = left.len();
            length == right.len()
                && (0..length.unwrap_or(0)).all(|at| match (left.item(at), right.item(at)) {
                    (Some(left), Some(right)) => equal(&left, &right),
                    _ => false,
                })
        }
        Type::Object => {
            left.len() == right.len()
                && left.members().unwrap_or_default().iter().all(|(key, value)| match right.member(key) {
                    Some(other) => equal(value, &other),
                    None => false,
                })
        }
        Type::Reference => false,
    }
}

/// The order of two numbers or two strings; nothing else has one.
pub(super) fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left.as_number(), right.as_number()) {
        (Some(left), Some(right)) => left.compare(right),
        (None, None) => Some(left.as_text()?.cmp(&right.as_text()?)),
        _ => None,
    }
}
