//! JSON: what states are kept in, and what old clients send.

use serde_json::{Map, Value as Json};

use super::{CtyError, MOST_LEVELS, Number, Path, Type, Value};

/// What is done with attributes that a type does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// They are an error.
    Refuse,
    /// They are left out, as when a state was written by a schema that had them.
    Drop,
}

/// Reads a value of a type; attributes that are missing are null.
pub fn from_json(json: &Json, of: &Type, extra: Extra) -> Result<Value, CtyError> {
    read(&Path::root(), json, of, extra, 0)
}

/// Writes a value of a type; what is unknown becomes null, for JSON has no word for it.
pub fn to_json(value: &Value, of: &Type) -> Json {
    match (value, of) {
        (Value::Null | Value::Unknown, _) => Json::Null,
        (Value::Bool(value), _) => Json::Bool(*value),
        (Value::Number(number), _) => json_number(number),
        (Value::String(text), _) => Json::String(text.clone()),
        (Value::List(items), Type::Tuple(types)) => {
            items.iter().zip(types).map(|(item, of)| to_json(item, of)).collect()
        }
        (Value::List(items) | Value::Set(items), of) => {
            let of = of.element().unwrap_or(&Type::Dynamic);
            items.iter().map(|item| to_json(item, of)).collect()
        }
        (Value::Map(members), Type::Object(attributes)) => {
            let member = |name: &str, of| to_json(members.get(name).unwrap_or(&Value::Null), of);
            Json::Object(attributes.iter().map(|(name, of)| (name.to_string(), member(name, of))).collect())
        }
        (Value::Map(members), of) => {
            let of = of.element().unwrap_or(&Type::Dynamic);
            Json::Object(members.iter().map(|(key, value)| (key.clone(), to_json(value, of))).collect())
        }
        (Value::Dynamic(typed), _) => {
            let of = serde_json::from_str(&typed.0.to_json()).unwrap_or(Json::Null);
            let mut members = Map::new();
            members.insert("value".to_owned(), to_json(&typed.1, &typed.0));
            members.insert("type".to_owned(), of);
            Json::Object(members)
        }
    }
}

/// What a float cannot hold goes as text, which is read as a number all the same.
fn json_number(number: &Number) -> Json {
    let text = number.to_string();
    let json = serde_json::from_str::<serde_json::Number>(&text).ok();
    match json.filter(|it| Number::parse(&it.to_string()).as_ref() == Some(number)) {
        Some(json) => Json::Number(json),
        None => Json::String(text),
    }
}

fn read(path: &Path, json: &Json, of: &Type, extra: Extra, depth: usize) -> Result<Value, CtyError> {
    if depth > MOST_LEVELS {
        return Err(CtyError::Depth { path: path.clone() });
    }
    let mismatch = || CtyError::kind(path, of.to_string(), kind_of(json));
    Ok(match (of, json) {
        (_, Json::Null) => Value::Null,
        (Type::Bool, Json::Bool(value)) => Value::Bool(*value),
        // States of old versions hold scalars as text.
        (Type::Bool, Json::String(text)) => Value::Bool(text.parse().map_err(|_| mismatch())?),
        (Type::String, Json::String(text)) => Value::String(text.clone()),
        (Type::String, Json::Number(number)) => Value::String(number.to_string()),
        (Type::String, Json::Bool(value)) => Value::String(value.to_string()),
        (Type::Number, Json::Number(number)) => Value::Number(Number::parse(&number.to_string()).ok_or_else(mismatch)?),
        (Type::Number, Json::String(text)) => Value::Number(Number::parse(text).ok_or_else(mismatch)?),
        (Type::List(of), Json::Array(items)) => Value::List(read_items(path, items, of, extra, depth)?),
        (Type::Set(of), Json::Array(items)) => Value::set(read_items(path, items, of, extra, depth)?),
        (Type::Tuple(types), Json::Array(items)) if items.len() == types.len() => {
            let items = items.iter().zip(types).enumerate();
            let items = items.map(|(at, (item, of))| read(&path.index(at), item, of, extra, depth + 1));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        (Type::Map(of), Json::Object(members)) => {
            let members = members.iter();
            let members = members
                .map(|(key, json)| read(&path.key(key), json, of, extra, depth + 1).map(|value| (key.clone(), value)));
            Value::Map(members.collect::<Result<_, _>>()?)
        }
        (Type::Object(attributes), Json::Object(members)) => {
            let unknown = members.keys().find(|key| attributes.iter().all(|(name, _)| name != key.as_str()));
            if let (Some(name), Extra::Refuse) = (unknown, extra) {
                return Err(CtyError::Attribute { path: path.clone(), name: name.clone() });
            }
            let attributes = attributes.iter();
            let attributes = attributes.map(|(name, of)| {
                let json = members.get(&**name).unwrap_or(&Json::Null);
                read(&path.attribute(&**name), json, of, extra, depth + 1).map(|value| (name.to_string(), value))
            });
            Value::Map(attributes.collect::<Result<_, _>>()?)
        }
        (Type::Dynamic, Json::Object(members)) => {
            let of = members.get("type").ok_or_else(mismatch)?;
            let of = Type::from_json(of.to_string().as_bytes())?;
            let value = read(path, members.get("value").unwrap_or(&Json::Null), &of, extra, depth + 1)?;
            Value::Dynamic(Box::new((of, value)))
        }
        _ => return Err(mismatch()),
    })
}

fn read_items(path: &Path, items: &[Json], of: &Type, extra: Extra, depth: usize) -> Result<Vec<Value>, CtyError> {
    items.iter().enumerate().map(|(at, item)| read(&path.index(at), item, of, extra, depth + 1)).collect()
}

fn kind_of(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "list",
        Json::Object(_) => "object",
    }
}
