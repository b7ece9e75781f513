//! Values become properties and properties values.

use callboard_resource::Properties;
use serde_json::Value as Json;

use super::property::{Kind, Order, Property};
use crate::cty::{Number, Value};
use crate::plan::Same;

/// The properties that a plan or a configuration says; what is null, unknown or only computed is left out.
pub(super) fn to_properties(properties: &[Property], value: &Value) -> Properties {
    let members = properties.iter().filter(|it| it.flags.required || it.flags.optional);
    members.filter_map(|it| Some((it.property.clone(), to_json(&it.kind, value.get(&it.attribute))?))).collect()
}

fn to_json(kind: &Kind, value: &Value) -> Option<Json> {
    Some(match (kind, value) {
        (_, Value::Null | Value::Unknown) => return None,
        (Kind::Json { text_too }, Value::String(text)) => match serde_json::from_str::<Json>(text) {
            Ok(document) if document.is_object() || document.is_array() || !text_too => document,
            _ => Json::String(text.clone()),
        },
        (Kind::Object(properties), value) => Json::Object(to_properties(properties, value)),
        (Kind::List(of, _), Value::List(items) | Value::Set(items)) => {
            items.iter().filter_map(|it| to_json(of, it)).collect()
        }
        (Kind::Map(of), Value::Map(members)) => {
            Json::Object(members.iter().filter_map(|(key, it)| Some((key.clone(), to_json(of, it)?))).collect())
        }
        (_, Value::Bool(value)) => Json::Bool(*value),
        (_, Value::String(text)) => Json::String(text.clone()),
        (Kind::Whole, Value::Number(number)) => match number.as_i64() {
            Some(whole) => Json::from(whole),
            None => json_number(number),
        },
        (_, Value::Number(number)) => json_number(number),
        _ => return None,
    })
}

fn json_number(number: &Number) -> Json {
    serde_json::from_str(&number.to_string()).unwrap_or_else(|_| Json::from(number.as_f64()))
}

/// The state of a resource that has these properties; `current` is what the state or the plan says of it.
pub(super) fn from_properties(properties: &[Property], there: &Properties, current: &Value) -> Value {
    let member = |it: &Property| {
        let current = current.get(&it.attribute);
        let value = match there.get(&it.property) {
            _ if it.is_write_only => known(current),
            Some(json) => from_json(&it.kind, json, current),
            // A service need not say what it does by default.
            None if it.default.as_ref() == Some(current) => current.clone(),
            None => Value::Null,
        };
        (it.attribute.clone(), value)
    };
    Value::Map(properties.iter().map(member).collect())
}

/// What is never read back stays as it was said.
fn known(value: &Value) -> Value {
    if value.is_wholly_known() { value.clone() } else { Value::Null }
}

fn from_json(kind: &Kind, json: &Json, current: &Value) -> Value {
    match (kind, json) {
        (_, Json::Null) => Value::Null,
        (Kind::Text, Json::String(text)) => Value::from(text.as_str()),
        (Kind::Text, other) => Value::String(other.to_string()),
        (Kind::Json { .. }, json) => {
            let text = match json {
                Json::String(text) => Value::from(text.as_str()),
                json => Value::String(json.to_string()),
            };
            // The same document in other words is what it was.
            if Same::Json.holds(current, &text) { current.clone() } else { text }
        }
        (Kind::Truth, Json::Bool(value)) => Value::Bool(*value),
        (Kind::Truth, Json::String(text)) => text.parse().map(Value::Bool).unwrap_or_default(),
        (Kind::Whole | Kind::Fraction, Json::Number(number)) => {
            Number::parse(&number.to_string()).map(Value::Number).unwrap_or_default()
        }
        (Kind::Whole | Kind::Fraction, Json::String(text)) => {
            Number::parse(text).map(Value::Number).unwrap_or_default()
        }
        (Kind::Object(properties), Json::Object(members)) => from_properties(properties, members, current),
        (Kind::List(of, order), Json::Array(items)) => list(of, *order, items, current),
        (Kind::Map(of), Json::Object(members)) => {
            Value::Map(members.iter().map(|(key, it)| (key.clone(), from_json(of, it, current.get(key)))).collect())
        }
        _ => Value::Null,
    }
}

fn list(of: &Kind, order: Order, items: &[Json], current: &Value) -> Value {
    let before = current.items().unwrap_or_default();
    let at = |place: usize| before.get(place).filter(|_| order == Order::Kept).cloned().unwrap_or_default();
    let values: Vec<Value> = items.iter().enumerate().map(|(place, it)| from_json(of, it, &at(place))).collect();
    match order {
        Order::Kept => Value::List(values),
        Order::Set => Value::set(values),
        Order::Free => Value::List(in_order(values, before)),
    }
}

/// Items in the order in which they were said, where each of them fits one that was.
fn in_order(mut values: Vec<Value>, before: &[Value]) -> Vec<Value> {
    if values.len() != before.len() {
        return values;
    }
    let mut ordered = Vec::with_capacity(values.len());
    for said in before {
        match values.iter().position(|it| fits(said, it)) {
            Some(at) => ordered.push(values.remove(at)),
            None => {
                ordered.append(&mut values);
                return ordered;
            }
        }
    }
    ordered
}

/// Whether a value is what was said, as far as anything was said.
fn fits(said: &Value, value: &Value) -> bool {
    match (said, value) {
        (Value::Unknown, _) => true,
        (Value::Map(said), Value::Map(_)) => {
            said.iter().all(|(name, said)| said.is_null() || fits(said, value.get(name)))
        }
        (said, value) => said == value,
    }
}
