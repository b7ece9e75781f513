//! Dotted names: the part of the language in which values are also set.

use std::fmt;

use crate::document::{Document, Key, Map};

/// `Outer.Inner`: where paginators find what they join, and put the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPath {
    names: Vec<Box<str>>,
}

/// Why a text is not a dotted name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a dotted name, so no value can be set there")]
pub struct MemberPathError {
    text: String,
}

impl MemberPath {
    /// Reads names with dots between them.
    pub fn parse(text: &str) -> Result<Self, MemberPathError> {
        let is_name = |name: &str| !name.is_empty() && !name.contains(['[', ']', '*', '(', ')', '|', ' ', '"', '\'']);
        if !text.split('.').all(is_name) {
            return Err(MemberPathError { text: text.to_owned() });
        }
        Ok(Self { names: text.split('.').map(Box::from).collect() })
    }

    /// The value there; `null` counts as nothing.
    pub fn get<'a>(&self, members: &'a Map) -> Option<&'a Document> {
        let (first, rest) = self.names.split_first()?;
        let mut value = members.get(first)?;
        for name in rest {
            value = value.get(name)?;
        }
        Some(value).filter(|it| !it.is_null())
    }

    /// The value there, to change it; `null` counts as nothing.
    pub fn get_mut<'a>(&self, members: &'a mut Map) -> Option<&'a mut Document> {
        let (first, rest) = self.names.split_first()?;
        let mut value = members.get_mut(first)?;
        for name in rest {
            value = value.as_map_mut()?.get_mut(name)?;
        }
        Some(value).filter(|it| !it.is_null())
    }

    /// Moves the value out and leaves `null` in its place.
    pub fn take(&self, members: &mut Map) -> Option<Document> {
        self.get_mut(members).map(std::mem::take)
    }

    /// Sets the value, with maps on the way to it where there are none.
    pub fn set(&self, members: &mut Map, value: Document) {
        let Some((last, outer)) = self.names.split_last() else { return };
        let mut place = members;
        for name in outer {
            if !matches!(place.get(name), Some(Document::Map(_))) {
                place.insert(Key::Owned(name.to_string()), Map::new());
            }
            match place.get_mut(name).and_then(Document::as_map_mut) {
                Some(inner) => place = inner,
                None => return,
            }
        }
        place.insert(Key::Owned(last.to_string()), value);
    }
}

impl fmt::Display for MemberPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join("."))
    }
}
