//! The unknown: values that a resource has only after it was made.
//!
//! While planning, such a value is a text that begins with a character of no
//! language (U+E000) and goes on with the name by which it was asked for.

use serde_json::{Map, Value};

const MARK: char = '\u{e000}';

/// The value of a name that is not known yet.
pub fn unknown(name: &str) -> Value {
    Value::String(format!("{MARK}{name}"))
}

/// The name, where a value is one that is not known yet.
pub fn name_of(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix(MARK)
}

/// Whether a value holds something that is not known yet.
pub fn is_partly(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(MARK),
        Value::Array(items) => items.iter().any(is_partly),
        Value::Object(members) => members.values().any(is_partly),
        _ => false,
    }
}

/// Whether properties hold something that is not known yet.
pub fn is_in(properties: &Map<String, Value>) -> bool {
    properties.values().any(is_partly)
}
