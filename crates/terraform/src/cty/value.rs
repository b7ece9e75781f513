//! Values.

use std::collections::BTreeMap;

use super::{Number, Path, Step, Type};

/// A value of a configuration, a plan or a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Value {
    /// Not set.
    #[default]
    Null,
    /// Set to something that is not known before other resources are made.
    Unknown,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// A list or a tuple.
    List(Vec<Value>),
    /// A set: sorted, each item once. [`Value::set`] makes one.
    Set(Vec<Value>),
    /// A map or an object.
    Map(BTreeMap<String, Value>),
    /// A value that brings its own type.
    Dynamic(Box<(Type, Value)>),
}

impl Value {
    /// A set of these items.
    pub fn set(items: impl IntoIterator<Item = Self>) -> Self {
        let mut items: Vec<Self> = items.into_iter().collect();
        items.sort();
        // Two unknown items may turn out to differ.
        items.dedup_by(|left, right| left == right && left.is_wholly_known());
        Self::Set(items)
    }

    /// An object, or a map, of these members.
    pub fn object<K: Into<String>, V: Into<Self>>(members: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Whether it is not set.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the value itself is not known; items of it may still be unknown where it is.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Dynamic(typed) => typed.1.is_unknown(),
            _ => false,
        }
    }

    /// Whether nothing in it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::List(items) | Self::Set(items) => items.iter().all(Self::is_wholly_known),
            Self::Map(members) => members.values().all(Self::is_wholly_known),
            Self::Dynamic(typed) => typed.1.is_wholly_known(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The items of a list, a tuple or a set.
    pub fn items(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) | Self::Set(items) => Some(items),
            _ => None,
        }
    }

    /// The members of a map or an object.
    pub fn members(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Map(members) => Some(members),
            _ => None,
        }
    }

    /// The members of a map or an object, to change them.
    pub fn members_mut(&mut self) -> Option<&mut BTreeMap<String, Self>> {
        match self {
            Self::Map(members) => Some(members),
            _ => None,
        }
    }

    /// The member of an object or a map; null where there is none.
    pub fn get(&self, name: &str) -> &Self {
        const NULL: &Value = &Value::Null;
        self.members().and_then(|it| it.get(name)).unwrap_or(NULL)
    }

    /// Sets the member of an object or a map; a value without members becomes one.
    pub fn set_member(&mut self, name: impl Into<String>, value: impl Into<Self>) {
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(BTreeMap::new());
        }
        if let Self::Map(members) = self {
            members.insert(name.into(), value.into());
        }
    }

    /// The value at a path; null where there is nothing.
    pub fn at(&self, path: &Path) -> &Self {
        const NULL: &Value = &Value::Null;
        path.steps().iter().fold(self, |value, step| match (step, value) {
            (Step::Attribute(name) | Step::Key(name), value) => value.get(name),
            (Step::Index(index), Self::List(items)) => {
                usize::try_from(*index).ok().and_then(|it| items.get(it)).unwrap_or(NULL)
            }
            _ => NULL,
        })
    }

    /// The kind of value in the words of messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown => "unknown",
            Self::Bool(_) => "bool",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "list",
            Self::Set(_) => "set",
            Self::Map(_) => "object",
            Self::Dynamic(_) => "dynamic",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}
