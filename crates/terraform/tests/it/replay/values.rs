//! Values of configurations and states, from JSON and beside each other.

use callboard_model::document::{Document, Map};
use callboard_terraform::cty::{Extra, Value, from_json};
use callboard_terraform::schema::{Block, Nesting, Schema};
use serde_json::{Value as Json, json};

/// A document as JSON.
pub fn plain(document: &Document) -> Json {
    match document {
        Document::Null => Json::Null,
        Document::Bool(value) => json!(value),
        Document::Integer(value) => json!(i64::try_from(*value).expect("a small number")),
        Document::Float(value) => json!(value),
        Document::String(text) => json!(text),
        Document::Blob(bytes) => json!(String::from_utf8_lossy(bytes)),
        Document::Timestamp(_) => json!("<time>"),
        Document::List(items) => items.iter().map(plain).collect(),
        Document::Map(members) => {
            Json::Object(Map::iter(members).map(|(name, value)| (name.to_string(), plain(value))).collect())
        }
    }
}

/// A configuration as Terraform sends it: what is missing is null, blocks that are missing are none.
pub fn value(schema: &Schema, config: &Json) -> Value {
    let of = schema.implied_type();
    let mut value = unknowns(from_json(config, &of, Extra::Refuse).unwrap_or_else(|error| panic!("{error}")));
    fill(&schema.block, &mut value);
    value
}

/// `<unknown>` stands for what is not known yet.
fn unknowns(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains("<unknown>") => Value::Unknown,
        Value::List(items) => Value::List(items.into_iter().map(unknowns).collect()),
        Value::Set(items) => Value::set(items.into_iter().map(unknowns).collect::<Vec<_>>()),
        Value::Map(members) => Value::Map(members.into_iter().map(|(name, it)| (name, unknowns(it))).collect()),
        other => other,
    }
}

fn fill(block: &Block, value: &mut Value) {
    if value.members().is_none() {
        return;
    }
    for nested in &block.blocks {
        let filled = match (nested.nesting, value.get(&nested.name).clone()) {
            (Nesting::List, Value::Null) => Value::List(Vec::new()),
            (Nesting::Set, Value::Null) => Value::set([]),
            (_, Value::List(mut items)) => {
                items.iter_mut().for_each(|it| fill(&nested.block, it));
                Value::List(items)
            }
            (_, Value::Set(mut items)) => {
                items.iter_mut().for_each(|it| fill(&nested.block, it));
                Value::set(items)
            }
            (_, other) => other,
        };
        value.set_member(nested.name.to_string(), filled);
    }
}

/// A state without what an import does not find, and where null is the same as zero.
pub fn shown(state: &Value, unread: &[&str]) -> Value {
    fn plain(value: &Value) -> Value {
        match value {
            Value::Bool(false) => Value::Null,
            Value::Number(number) if number.is_zero() => Value::Null,
            Value::String(text) if text.is_empty() => Value::Null,
            // Documents that mean the same are the same.
            Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str::<Json>(text) {
                Ok(document) => Value::String(document.to_string()),
                Err(_) => value.clone(),
            },
            Value::List(items) | Value::Set(items) if items.is_empty() => Value::Null,
            Value::Map(members) if members.is_empty() => Value::Null,
            Value::List(items) => Value::List(items.iter().map(plain).collect()),
            Value::Set(items) => Value::set(items.iter().map(plain)),
            Value::Map(members) => Value::Map(members.iter().map(|(name, it)| (name.clone(), plain(it))).collect()),
            value => value.clone(),
        }
    }
    let mut state = plain(state);
    for name in unread {
        state.set_member(*name, Value::Null);
    }
    state
}
