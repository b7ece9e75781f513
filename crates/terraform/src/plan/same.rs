//! When two values are one.

use serde_json::Value as Json;

use super::definition;
use crate::cty::Value;

/// When a configured value is the one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Same {
    /// They are equal.
    #[default]
    Exact,
    /// Both are JSON text of one document, or equal.
    Json,
    /// Both are the text of one document, as JSON or as YAML, or equal.
    Definition,
    /// Both are the text of one policy: as JSON, where one item may stand for a list of it and lists have no order.
    Policy,
    /// They are lists of the same items in any order.
    Unordered,
    /// They differ in capital and small letters alone.
    AnyCase,
}

impl Same {
    /// Whether `wanted` is what `prior` is.
    pub fn holds(self, prior: &Value, wanted: &Value) -> bool {
        if prior == wanted {
            return true;
        }
        match (self, prior, wanted) {
            (Self::Exact, ..) => false,
            (Self::Json, Value::String(prior), Value::String(wanted)) => {
                matches!((document(prior), document(wanted)), (Some(prior), Some(wanted)) if prior == wanted)
            }
            (Self::Definition, Value::String(prior), Value::String(wanted)) => {
                matches!((definition::read(prior), definition::read(wanted)), (Ok(prior), Ok(wanted)) if prior == wanted)
            }
            (Self::Policy, Value::String(prior), Value::String(wanted)) => {
                matches!((policy(prior), policy(wanted)), (Some(prior), Some(wanted)) if prior == wanted)
            }
            (Self::AnyCase, Value::String(prior), Value::String(wanted)) => prior.eq_ignore_ascii_case(wanted),
            (Self::AnyCase, Value::Set(prior), Value::Set(wanted)) => {
                let small = |items: &[Value]| {
                    let items = items.iter().map(|it| it.as_str().map(str::to_ascii_lowercase));
                    items.collect::<Option<std::collections::BTreeSet<_>>>()
                };
                small(prior).is_some_and(|it| Some(it) == small(wanted))
            }
            (Self::Unordered, Value::List(prior), Value::List(wanted)) => {
                let sorted = |items: &[Value]| {
                    let mut items = items.to_vec();
                    items.sort();
                    items
                };
                prior.len() == wanted.len() && sorted(prior) == sorted(wanted)
            }
            _ => false,
        }
    }
}

/// Whether the old SDK takes a value for nothing.
pub(crate) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.is_zero(),
        Value::String(text) => text.is_empty(),
        Value::List(items) | Value::Set(items) => items.is_empty(),
        Value::Map(members) => members.is_empty(),
        Value::Unknown | Value::Dynamic(_) => false,
    }
}

fn document(text: &str) -> Option<Json> {
    let document: Json = serde_json::from_str(text).ok()?;
    Some(document)
}

fn policy(text: &str) -> Option<Json> {
    fn plain(value: Json) -> Json {
        match value {
            Json::Array(items) => {
                let mut items: Vec<Json> = items.into_iter().map(plain).collect();
                items.sort_by_key(Json::to_string);
                match <[Json; 1]>::try_from(items) {
                    Ok([item]) => item,
                    Err(items) => Json::Array(items),
                }
            }
            Json::Object(members) => {
                let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, plain(value))).collect();
                members.sort_by(|left, right| left.0.cmp(&right.0));
                Json::Object(members.into_iter().collect())
            }
            other => other,
        }
    }
    document(text).map(plain)
}
