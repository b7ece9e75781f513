//! What is written differently than it was given.

use crate::cty::{Number, Value};

/// How a configured value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Canonical {
    /// As it was given.
    #[default]
    AsGiven,
    /// The ARN of a log group without its trailing `:*`, which names all streams of the group.
    LogGroupArn,
    /// In capital letters.
    UpperCase,
    /// JSON text without the spaces between its parts.
    CompactJson,
    /// The nearest number of 64 bits, which is what services keep.
    Float,
}

impl Canonical {
    /// The value as it is written.
    pub fn apply(self, value: &Value) -> Value {
        match (self, value) {
            (Self::AsGiven, value) => value.clone(),
            (Self::LogGroupArn, Value::String(text)) => Value::from(text.strip_suffix(":*").unwrap_or(text)),
            (Self::UpperCase, Value::String(text)) => Value::String(text.to_uppercase()),
            (Self::CompactJson, Value::String(text)) => {
                let document = serde_json::from_str::<serde_json::Value>(text);
                document.map_or_else(|_| value.clone(), |it| Value::String(it.to_string()))
            }
            (Self::Float, Value::Number(number)) => {
                let nearest = Number::from_f64(number.as_f64()).filter(|it| !it.is_infinite());
                nearest.map_or_else(|| value.clone(), Value::Number)
            }
            (_, value) => value.clone(),
        }
    }
}
