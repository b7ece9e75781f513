//! Identifiers: the text that names one resource of a type.

use std::fmt;

use callboard_model::types::ResourceType;

use crate::Properties;

/// A primary identifier as Cloud Control writes it: its parts in schema order, joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier(String);

impl Identifier {
    /// An identifier as it was given: joined parts, or a JSON object of an identifier's properties.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The identifier of a resource that has these properties, if all parts of it are there.
    pub fn of(resource_type: &'static ResourceType, properties: &Properties) -> Option<Self> {
        let _ = (resource_type, properties);
        todo!()
    }

    /// As it goes into calls.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
