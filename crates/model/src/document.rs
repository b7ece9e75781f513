//! Documents: the one value type of every input and output.
//!
//! A [`Document`] is what JSON, XML, query strings, command lines and records
//! all become. Maps keep the order in which members were given, because the
//! AWS CLI prints members in the order of the model.
//!
//! # Invariants
//!
//! - A [`Map`] holds each key once; a later value for a key replaces the earlier one in place.
//! - A [`Timestamp`] that came over a wire keeps the text or number it came as, so that nothing is lost on the way through.

mod map;
mod timestamp;

pub use map::{Key, Map};
pub use timestamp::{Instant, Timestamp, TimestampError};

/// One value: a scalar, a list or an ordered map.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Document {
    /// JSON `null`, or a member that was given as nothing.
    #[default]
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number; wide enough for every integer that AWS models or JSON documents carry in practice.
    Integer(i128),
    /// A number with a fraction, an exponent, or one of the three special values.
    Float(f64),
    /// Text.
    String(String),
    /// Bytes.
    Blob(Vec<u8>),
    /// A moment in time.
    Timestamp(Timestamp),
    /// A list.
    List(Vec<Document>),
    /// A structure or map.
    Map(Map),
}

impl Document {
    /// The kind of value in the words of error messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Float(_) => "float",
            Self::String(_) => "string",
            Self::Blob(_) => "blob",
            Self::Timestamp(_) => "timestamp",
            Self::List(_) => "list",
            Self::Map(_) => "map",
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The value of an integer that fits in 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => i64::try_from(*value).ok(),
            _ => None,
        }
    }

    /// The value of any number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_list(&self) -> Option<&[Document]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members of a map.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The members of a map, to change them.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The member of a map, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Document> {
        self.as_map()?.get(key)
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Document {
    fn from(value: i64) -> Self {
        Self::Integer(value.into())
    }
}

impl From<f64> for Document {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Document {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Document {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<Map> for Document {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}

impl From<Vec<Document>> for Document {
    fn from(value: Vec<Document>) -> Self {
        Self::List(value)
    }
}

impl From<Timestamp> for Document {
    fn from(value: Timestamp) -> Self {
        Self::Timestamp(value)
    }
}

impl From<&serde_json::Value> for Document {
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Self::Integer(value.into()),
                (None, Some(value)) => Self::Integer(value.into()),
                (None, None) => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Self::String(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Map(members.iter().map(|(key, value)| (Key::Owned(key.clone()), Self::from(value))).collect())
            }
        }
    }
}
