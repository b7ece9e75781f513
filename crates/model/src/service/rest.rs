//! The JSON at the end of a line: what has no token of its own.

use serde_json::Value;

/// The JSON of one line, parsed.
pub(super) struct Rest(Value);

impl Rest {
    /// Parses JSON text; empty text is an empty object.
    ///
    /// # Panics
    ///
    /// Where the text is not JSON.
    pub(super) fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self(Value::Null);
        }
        match serde_json::from_str(text) {
            Ok(value) => Self(value),
            Err(error) => panic!("a line of a model ends in malformed JSON: {error}: {text}"),
        }
    }

    /// A value that is parsed already.
    pub(super) fn of(value: Value) -> Self {
        Self(value)
    }

    /// The value at a path of keys.
    pub(super) fn value(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(&self.0, |value, key| value.get(key))
    }

    /// The text at a path of keys, kept for the life of the process.
    pub(super) fn text(&self, path: &[&str]) -> Option<&'static str> {
        self.value(path)?.as_str().map(keep)
    }

    /// A text or a list of texts at a path of keys.
    pub(super) fn texts(&self, path: &[&str]) -> Vec<&'static str> {
        match self.value(path) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(keep).collect(),
            Some(Value::String(text)) => vec![keep(text)],
            _ => Vec::new(),
        }
    }

    /// Whether the value at a path of keys is `true`.
    pub(super) fn is_true(&self, path: &[&str]) -> bool {
        self.value(path).and_then(Value::as_bool).unwrap_or(false)
    }
}

fn keep(text: &str) -> &'static str {
    text.to_owned().leak()
}
