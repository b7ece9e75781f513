//! Secrets: values of protected exports and globals, which nothing that is shown has in it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use callboard_resource::Properties;
use serde_json::Value;

use crate::unknown;

/// What is shown in the place of a secret.
pub const MASK: &str = "********";
/// Characters from which on a secret is looked for within other texts: shorter ones are in all of them.
const SHORTEST_WITHIN: usize = 4;

/// The secrets of a stack, as far as they are known.
#[derive(Debug, Default)]
pub struct Secrets {
    texts: Mutex<BTreeSet<String>>,
}

impl Secrets {
    /// From now on a value is a secret, and so is every text in it.
    pub fn add(&self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Array(items) => items.iter().for_each(|it| self.add(it)),
            Value::Object(members) => members.values().for_each(|it| self.add(it)),
            _ if unknown::is_partly(value) => {}
            Value::String(text) if text.is_empty() => {}
            value => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                self.texts.lock().unwrap_or_else(PoisonError::into_inner).insert(text);
            }
        }
    }

    /// Adds the values of some names.
    pub fn add_of<'n>(&self, values: &Properties, names: impl Iterator<Item = &'n str>) {
        names.filter_map(|it| values.get(it)).for_each(|it| self.add(it));
    }

    /// Whether a value has a secret in it.
    pub fn are_in(&self, value: &Value) -> bool {
        self.masked(value) != *value
    }

    /// A value without the secrets in it.
    pub fn masked(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|it| self.masked(it)).collect(),
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, it)| (name.clone(), self.masked(it))).collect())
            }
            Value::String(text) if self.is_one(text) => Value::from(MASK),
            Value::String(text) => Value::from(self.hidden(text)),
            Value::Number(number) if self.is_one(&number.to_string()) => Value::from(MASK),
            other => other.clone(),
        }
    }

    /// A text without the secrets in it.
    pub fn hidden(&self, text: &str) -> String {
        let secrets = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut hidden = text.to_owned();
        // Where one is a part of another, the longer one goes first.
        let mut within: Vec<&String> = secrets.iter().filter(|it| it.chars().count() >= SHORTEST_WITHIN).collect();
        within.sort_by_key(|it| std::cmp::Reverse(it.len()));
        for secret in within {
            let escaped = Value::from(secret.as_str()).to_string();
            hidden = hidden.replace(secret.as_str(), MASK).replace(escaped.trim_matches('"'), MASK);
        }
        hidden
    }

    fn is_one(&self, text: &str) -> bool {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).contains(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let secrets = Secrets::default();
        secrets.add(&json!({"a": ["hunter2", "hunter2-long"], "b": 7, "c": "x", "d": "two\nlines", "e": true}));
        let value =
            json!({"whole": "hunter2", "within": "pw=hunter2-long;", "7": 7, "other": 77, "x": "x", "ax": "ax"});
        assert_eq!(
            secrets.masked(&value),
            json!({"whole": MASK, "within": "pw=********;", "7": MASK, "other": 77, "x": MASK, "ax": "ax"})
        );
        assert_eq!(secrets.hidden("SELECT 'hunter2', \"two\\nlines\""), "SELECT '********', \"********\"");
        assert!(!secrets.are_in(&json!("hunter")));
    }
}
