//! Identifiers: the text that names one resource of a type.

use std::fmt;

use callboard_model::types::ResourceType;
use serde_json::Value;

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
        let mut parts = Vec::new();
        for path in resource_type.primary_identifier() {
            parts.push(part(properties, path)?);
        }
        (!parts.is_empty()).then(|| Self(parts.join("|")))
    }

    /// As it goes into calls.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of the property at a path, where it has one.
fn part(properties: &Properties, path: &str) -> Option<String> {
    let (first, deeper) = path.split_once('/').map_or((path, None), |(first, deeper)| (first, Some(deeper)));
    match (properties.get(first)?, deeper) {
        (Value::Object(inner), Some(deeper)) => part(inner, deeper),
        (Value::String(text), None) if !text.is_empty() => Some(text.clone()),
        (value @ (Value::Number(_) | Value::Bool(_)), None) => Some(value.to_string()),
        _ => None,
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
