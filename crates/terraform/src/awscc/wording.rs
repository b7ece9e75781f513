//! Whether a service means what was said, although it says it in other words.

use serde_json::Value as Json;

use super::property::{Kind, Order, Property};
use crate::cty::Value;
use crate::plan::Same;

/// Whether a value is what was said, as far as anything was said.
pub(super) fn fits(kind: &Kind, said: &Value, value: &Value) -> bool {
    match (kind, said, value) {
        (_, Value::Unknown, _) => true,
        (_, said, Value::Null) => is_nothing_in(said),
        (Kind::Object(properties), Value::Map(_), Value::Map(_)) => properties.iter().all(|it| {
            let (said, value) = (said.get(&it.attribute), value.get(&it.attribute));
            let is_unsaid = value.is_null() && it.default.as_ref() == Some(said);
            it.is_write_only || said.is_null() || is_unsaid || fits(&it.kind, said, value)
        }),
        (Kind::Map(of), Value::Map(said), Value::Map(value)) => {
            said.len() == value.len()
                && said.iter().all(|(key, said)| value.get(key).is_some_and(|value| fits(of, said, value)))
        }
        (Kind::List(of, Order::Kept), Value::List(said), Value::List(value)) => {
            said.len() == value.len() && said.iter().zip(value).all(|(said, value)| fits(of, said, value))
        }
        (Kind::List(of, _), Value::List(said), Value::List(value))
        | (Kind::List(of, _), Value::Set(said), Value::Set(value)) => {
            said.len() == value.len() && pairs(of, said, value).iter().all(Option::is_some)
        }
        (Kind::Json { .. }, Value::String(said), Value::String(value)) => is_same_document(said, value),
        (Kind::Whole | Kind::Fraction, Value::Number(said), Value::Number(value)) => {
            said == value || said.as_f64() == value.as_f64()
        }
        (_, said, value) => said == value,
    }
}

/// For each item that was said, the place of the value that it is; none of the values is two items.
pub(super) fn pairs(of: &Kind, said: &[Value], values: &[Value]) -> Vec<Option<usize>> {
    let mut is_taken = vec![false; values.len()];
    let mut found = vec![None; said.len()];
    // First those that are equal, so that none of them is taken for one that says less.
    for is_exact in [true, false] {
        let is_same = |said: &Value, value: &Value| if is_exact { said == value } else { fits(of, said, value) };
        for (found, said) in found.iter_mut().zip(said).filter(|(found, _)| found.is_none()) {
            *found = (0..values.len()).find(|at| !is_taken[*at] && is_same(said, &values[*at]));
            if let Some(at) = *found {
                is_taken[at] = true;
            }
        }
    }
    found
}

/// Whether a list, a set or a map has no items, or an object says nothing: a service need not say that it is there.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::List(items) | Value::Set(items) => items.is_empty(),
        Value::Map(members) => members.values().all(Value::is_null),
        _ => false,
    }
}

/// What was there, without the members that cannot be there beside what is said now.
pub(super) fn without_excluded(properties: &[Property], prior: &Value, said: &Value) -> Value {
    let Value::Map(members) = prior else { return prior.clone() };
    let mut left = members.clone();
    for property in properties {
        let (before, now) = (prior.get(&property.attribute), said.get(&property.attribute));
        if now.is_null() {
            continue;
        }
        if before.is_null() {
            let gone = property.excludes.iter().filter(|it| said.get(it).is_null());
            gone.for_each(|it| drop(left.insert(it.clone(), Value::Null)));
        }
        let inner = match (&property.kind, before, now) {
            (Kind::Object(inner), before @ Value::Map(_), Value::Map(_)) => without_excluded(inner, before, now),
            (Kind::List(of, _), Value::List(before), Value::List(now)) if before.len() == now.len() => {
                let Kind::Object(inner) = &**of else { continue };
                Value::List(before.iter().zip(now).map(|(before, now)| without_excluded(inner, before, now)).collect())
            }
            _ => continue,
        };
        left.insert(property.attribute.clone(), inner);
    }
    Value::Map(left)
}

fn is_nothing_in(said: &Value) -> bool {
    said.is_null() || is_empty(said)
}

/// Whether the text of a document says all that another says, but for members that stand for nothing.
pub(super) fn is_same_document(said: &str, text: &str) -> bool {
    if Same::Json.holds(&Value::from(said), &Value::from(text)) {
        return true;
    }
    let documents = (serde_json::from_str::<Json>(said), serde_json::from_str::<Json>(text));
    matches!(documents, (Ok(said), Ok(there)) if says_all(&said, &there))
}

fn says_all(said: &Json, there: &Json) -> bool {
    match (said, there) {
        (Json::Object(said), Json::Object(there)) => {
            said.iter().all(|(name, said)| there.get(name).is_some_and(|there| says_all(said, there)))
                && there.iter().all(|(name, it)| said.contains_key(name) || stands_for_nothing(it))
        }
        (Json::Array(said), Json::Array(there)) => {
            said.len() == there.len() && said.iter().zip(there).all(|(said, there)| says_all(said, there))
        }
        (Json::Number(said), Json::Number(there)) => said == there || said.as_f64() == there.as_f64(),
        (said, there) => said == there,
    }
}

fn stands_for_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Bool(value) => !value,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
    }
}
