//! Values become properties and properties values.

use callboard_resource::Properties;
use serde_json::Value as Json;

use super::property::{Kind, Order, Property};
use super::wording::{fits, is_empty, pairs};
use crate::cty::{Number, Value};

/// The properties that a plan or a configuration says; what is null, unknown or only computed is left out.
pub(super) fn to_properties(properties: &[Property], value: &Value) -> Properties {
    let members = properties.iter().filter(|it| it.flags.required || it.flags.optional);
    members.filter_map(|it| Some((it.property.clone(), to_json(&it.kind, value.get(&it.attribute))?))).collect()
}

/// The properties that a resource is made from where a configuration says this: with what it is by default.
pub(super) fn to_wanted_properties(properties: &[Property], config: &Value) -> Properties {
    let members = properties.iter().filter(|it| it.flags.required || it.flags.optional);
    let wanted = members.filter_map(|it| {
        let said = config.get(&it.attribute);
        let said = if said.is_null() { it.default.as_ref()? } else { said };
        Some((it.property.clone(), to_wanted_json(&it.kind, said)?))
    });
    wanted.collect()
}

fn to_wanted_json(kind: &Kind, said: &Value) -> Option<Json> {
    match (kind, said) {
        (Kind::Object(properties), Value::Map(_)) => Some(Json::Object(to_wanted_properties(properties, said))),
        (Kind::List(of, _), Value::List(items) | Value::Set(items)) => {
            Some(items.iter().filter_map(|it| to_wanted_json(of, it)).collect())
        }
        (Kind::Map(of), Value::Map(members)) => {
            let wanted = members.iter().filter_map(|(key, it)| Some((key.clone(), to_wanted_json(of, it)?)));
            Some(Json::Object(wanted.collect()))
        }
        (kind, said) => to_json(kind, said),
    }
}

/// The properties that a plan changes, null where it takes one out, and those that are never read back.
pub(super) fn to_changed_properties(properties: &[Property], planned: &Value, prior: &Value) -> Properties {
    let members = properties.iter().filter(|it| it.flags.required || it.flags.optional);
    let changed = members.filter_map(|it| {
        let (planned, prior) = (planned.get(&it.attribute), prior.get(&it.attribute));
        let json = match (&it.kind, planned, prior) {
            (_, Value::Null, Value::Null) => None,
            (_, Value::Null, _) => Some(Json::Null),
            (kind, planned, prior) if planned == prior && !it.is_write_only && !has_write_only(kind) => None,
            (Kind::Object(inner), Value::Map(_), Value::Map(_)) if !it.is_write_only => {
                Some(Json::Object(to_changed_properties(inner, planned, prior)))
                    .filter(|it| *it != Json::Object(Properties::new()))
            }
            (kind, planned, _) => to_json(kind, planned),
        };
        Some((it.property.clone(), json?))
    });
    changed.collect()
}

fn has_write_only(kind: &Kind) -> bool {
    match kind {
        Kind::Object(properties) => properties.iter().any(|it| it.is_write_only || has_write_only(&it.kind)),
        Kind::List(of, _) | Kind::Map(of) => has_write_only(of),
        _ => false,
    }
}

/// Paths of the properties that are JSON text, and so say all that is to be there.
pub(super) fn documents(properties: &[Property]) -> Vec<String> {
    fn walk(properties: &[Property], path: &str, found: &mut Vec<String>) {
        for property in properties {
            let path =
                if path.is_empty() { property.property.clone() } else { format!("{path}/{}", property.property) };
            let mut kind = &property.kind;
            while let Kind::List(of, _) | Kind::Map(of) = kind {
                kind = of;
            }
            match kind {
                Kind::Json { .. } => found.push(path),
                Kind::Object(inner) => walk(inner, &path, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(properties, "", &mut found);
    found
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
        let value = match there.get(&it.property).filter(|it| !it.is_null()) {
            _ if it.is_write_only => known(current),
            Some(json) => from_json(&it.kind, json, current),
            // A service need not say what it does by default.
            None if it.default.as_ref() == Some(current) || is_empty(current) => current.clone(),
            None => Value::Null,
        };
        (it.attribute.clone(), value)
    };
    Value::Map(properties.iter().map(member).collect())
}

/// What is never read back stays as it was said, as far as it is known.
pub(super) fn known(value: &Value) -> Value {
    match value {
        Value::Unknown => Value::Null,
        Value::List(items) => Value::List(items.iter().map(known).collect()),
        Value::Set(items) => Value::set(items.iter().map(known)),
        Value::Map(members) => Value::Map(members.iter().map(|(name, it)| (name.clone(), known(it))).collect()),
        value if value.is_wholly_known() => value.clone(),
        _ => Value::Null,
    }
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
            if !current.is_unknown() && fits(kind, current, &text) { current.clone() } else { text }
        }
        (Kind::Truth, Json::Bool(value)) => Value::Bool(*value),
        (Kind::Truth, Json::String(text)) => text.parse().map(Value::Bool).unwrap_or_default(),
        (Kind::Whole | Kind::Fraction, Json::Number(number)) => read_number(kind, &number.to_string(), current),
        (Kind::Whole | Kind::Fraction, Json::String(text)) => read_number(kind, text, current),
        (Kind::Object(properties), Json::Object(members)) => from_properties(properties, members, current),
        (Kind::List(of, order), Json::Array(items)) => list(of, *order, items, current),
        (Kind::Map(of), Json::Object(members)) => {
            Value::Map(members.iter().map(|(key, it)| (key.clone(), from_json(of, it, current.get(key)))).collect())
        }
        _ => Value::Null,
    }
}

/// A number as it was said, where the service has as much of it as it can hold.
fn read_number(kind: &Kind, text: &str, current: &Value) -> Value {
    let number = Number::parse(text).map(Value::Number).unwrap_or_default();
    let is_said = matches!(current, Value::Number(_)) && fits(kind, current, &number);
    if is_said { current.clone() } else { number }
}

fn list(of: &Kind, order: Order, items: &[Json], current: &Value) -> Value {
    let before = current.items().unwrap_or_default();
    let read = |currents: &[&Value]| -> Vec<Value> {
        let current = |place: usize| currents.get(place).copied().unwrap_or(&Value::Null);
        items.iter().enumerate().map(|(place, it)| from_json(of, it, current(place))).collect()
    };
    if order == Order::Kept {
        return Value::List(read(&before.iter().collect::<Vec<_>>()));
    }
    let mut values = read(&[]);
    let mut places = Vec::new();
    if !before.is_empty() {
        let pairs = pairs(of, before, &values);
        let mut currents = vec![&Value::Null; values.len()];
        for (said, place) in before.iter().zip(&pairs) {
            if let Some(place) = place {
                currents[*place] = said;
            }
        }
        values = read(&currents);
        places.extend(pairs.into_iter().flatten());
    }
    if order == Order::Set {
        return Value::set(values);
    }
    // In the order in which they were said; what nobody said comes last.
    let others = (0..values.len()).filter(|it| !places.contains(it)).collect::<Vec<_>>();
    Value::List(places.into_iter().chain(others).map(|it| std::mem::take(&mut values[it])).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::awscc::property::properties;

    fn read(there: &Json, current: &Value) -> Value {
        let document = || json!({"type": "object"});
        let list = |of: Json, is_unique: bool| json!({"type": "array", "insertionOrder": false, "uniqueItems": is_unique, "items": of});
        let pair = || json!({"type": "object", "properties": {"Name": {"type": "string"}, "Text": document()}});
        let schema = json!({
            "properties": {
                "Free": list(pair(), false), "Set": list(pair(), true), "Number": {"type": "number"}, "Text": document(),
                "Secret": {"type": "object", "properties": {"User": {"type": "string"}, "Word": {"type": "string"}}},
            },
            "writeOnlyProperties": ["/properties/Secret"],
        });
        from_properties(
            &properties(Box::leak(Box::new(schema)), "thing"),
            there.as_object().expect("an object"),
            current,
        )
    }

    fn pair(name: &str, text: &str) -> Value {
        Value::object([("name", Value::from(name)), ("text", Value::from(text))])
    }

    #[test]
    fn what_means_the_same_stays_as_it_was_said() {
        let two = || vec![pair("b", "{ \"B\": 1 }"), pair("a", "{ \"A\": {} }")];
        let there = json!([{"Name": "a", "Text": {"A": {}, "Off": false}}, {"Name": "b", "Text": {"B": 1.0}}]);
        let third = Number::parse("3.333333333333333333333333333333").expect("a number");
        let document = Value::from("[{ \"A\": 1 }]");
        let secret = |word: Value| Value::object([("user", Value::from("u")), ("word", word)]);
        let cases = [
            ("free", Value::List(two()), json!({"Free": there}), Value::List(two())),
            ("set", Value::set(two()), json!({"Set": there}), Value::set(two())),
            ("free", Value::List(Vec::new()), json!({}), Value::List(Vec::new())),
            ("set", Value::set([]), json!({"Set": null}), Value::set([])),
            ("set", Value::set(two()), json!({}), Value::Null),
            ("number", Value::from(third.clone()), json!({"Number": 10.0 / 3.0}), Value::from(third)),
            ("number", Value::from(3), json!({"Number": 4}), Value::from(4)),
            ("text", document.clone(), json!({"Text": [{"A": 1, "B": "", "C": {}}]}), document.clone()),
            ("text", document.clone(), json!({"Text": [{"A": 1, "B": "b"}]}), Value::from(r#"[{"A":1,"B":"b"}]"#)),
            ("text", document, json!({"Text": [{"B": 1}]}), Value::from(r#"[{"B":1}]"#)),
            ("secret", secret(Value::Unknown), json!({}), secret(Value::Null)),
        ];
        for (name, current, there, after) in cases {
            let state = read(&there, &Value::object([(name, current)]));
            assert_eq!(state.get(name), &after, "{there}");
        }
    }
}
