//! Types of values.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::{CtyError, MOST_LEVELS, Path};

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// Text.
    String,
    /// Any number.
    Number,
    /// A truth value.
    Bool,
    /// Any type, which the value brings with it.
    Dynamic,
    /// Items of one type in order.
    List(Box<Type>),
    /// Items of one type, each once.
    Set(Box<Type>),
    /// Values of one type under keys of the user's.
    Map(Box<Type>),
    /// Attributes, each of its own type.
    Object(Vec<(Cow<'static, str>, Type)>),
    /// Items, each of its own type.
    Tuple(Vec<Type>),
}

impl Type {
    /// A list of items of this type.
    pub fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// A set of items of this type.
    pub fn set(of: Self) -> Self {
        Self::Set(Box::new(of))
    }

    /// A map of values of this type.
    pub fn map(of: Self) -> Self {
        Self::Map(Box::new(of))
    }

    /// An object of these attributes.
    pub fn object<N: Into<Cow<'static, str>>>(attributes: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, of)| (name.into(), of)).collect())
    }

    /// The type of an attribute of an object.
    pub fn attribute(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(attributes) => attributes.iter().find(|(it, _)| it == name).map(|(_, of)| of),
            _ => None,
        }
    }

    /// The type of the items of a list, a set or a map.
    pub fn element(&self) -> Option<&Self> {
        match self {
            Self::List(of) | Self::Set(of) | Self::Map(of) => Some(of),
            _ => None,
        }
    }

    /// As the protocol writes it: `["list","string"]`.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    /// Adds what [`Type::to_json`] gives to a text.
    pub fn write_json(&self, text: &mut String) {
        let element = |text: &mut String, kind: &str, of: &Self| {
            let _ = write!(text, "[\"{kind}\",");
            of.write_json(text);
            text.push(']');
        };
        match self {
            Self::String => text.push_str("\"string\""),
            Self::Number => text.push_str("\"number\""),
            Self::Bool => text.push_str("\"bool\""),
            Self::Dynamic => text.push_str("\"dynamic\""),
            Self::List(of) => element(text, "list", of),
            Self::Set(of) => element(text, "set", of),
            Self::Map(of) => element(text, "map", of),
            Self::Object(attributes) => {
                text.push_str("[\"object\",{");
                for (at, (name, of)) in attributes.iter().enumerate() {
                    // Attributes are words: nothing in them needs an escape but what serde_json escapes.
                    let name = serde_json::Value::from(&**name);
                    let _ = write!(text, "{}{name}:", if at == 0 { "" } else { "," });
                    of.write_json(text);
                }
                text.push_str("}]");
            }
            Self::Tuple(items) => {
                text.push_str("[\"tuple\",[");
                for (at, of) in items.iter().enumerate() {
                    text.push_str(if at == 0 { "" } else { "," });
                    of.write_json(text);
                }
                text.push_str("]]");
            }
        }
    }

    /// Reads what [`Type::to_json`] writes.
    pub fn from_json(text: &[u8]) -> Result<Self, CtyError> {
        let no_type = || CtyError::NoType { text: String::from_utf8_lossy(text).into_owned() };
        let value: serde_json::Value = serde_json::from_slice(text).map_err(|_| no_type())?;
        Self::read(&value, 0)?.ok_or_else(no_type)
    }

    fn read(value: &serde_json::Value, depth: usize) -> Result<Option<Self>, CtyError> {
        use serde_json::Value as Json;
        if depth > MOST_LEVELS {
            return Err(CtyError::Depth { path: Path::root() });
        }
        if let Some(name) = value.as_str() {
            return Ok(match name {
                "string" => Some(Self::String),
                "number" => Some(Self::Number),
                "bool" => Some(Self::Bool),
                "dynamic" => Some(Self::Dynamic),
                _ => None,
            });
        }
        let Some([Json::String(kind), of]) = value.as_array().map(Vec::as_slice) else { return Ok(None) };
        Ok(match (kind.as_str(), of) {
            ("list", of) => Self::read(of, depth + 1)?.map(Self::list),
            ("set", of) => Self::read(of, depth + 1)?.map(Self::set),
            ("map", of) => Self::read(of, depth + 1)?.map(Self::map),
            ("object", Json::Object(members)) => {
                let mut attributes = Vec::with_capacity(members.len());
                for (name, of) in members {
                    let Some(of) = Self::read(of, depth + 1)? else { return Ok(None) };
                    attributes.push((Cow::Owned(name.clone()), of));
                }
                Some(Self::Object(attributes))
            }
            ("tuple", Json::Array(items)) => {
                let mut types = Vec::with_capacity(items.len());
                for of in items {
                    let Some(of) = Self::read(of, depth + 1)? else { return Ok(None) };
                    types.push(of);
                }
                Some(Self::Tuple(types))
            }
            _ => None,
        })
    }
}

/// In the words of Terraform's messages: `list of string`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Number => f.write_str("number"),
            Self::Bool => f.write_str("bool"),
            Self::Dynamic => f.write_str("any type"),
            Self::List(of) => write!(f, "list of {of}"),
            Self::Set(of) => write!(f, "set of {of}"),
            Self::Map(of) => write!(f, "map of {of}"),
            Self::Object(_) => f.write_str("object"),
            Self::Tuple(_) => f.write_str("tuple"),
        }
    }
}
