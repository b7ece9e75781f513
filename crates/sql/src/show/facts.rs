//! Facts of properties: their types in StackQL's words, and what values they take.

use callboard_model::types::ResourceType;
use serde_json::Value;

/// A property's schema without its references.
pub(super) fn resolved(of: &'static ResourceType, schema: &'static Value) -> &'static Value {
    let mut schema = schema;
    // Deeper chains do not occur; a chain that leads back to itself ends here too.
    for _ in 0..8 {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        match target.and_then(|it| of.schema().pointer(it)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// The type in StackQL's words: `string`, `integer`, `number`, `boolean`, `object`, `array`.
pub(super) fn type_word(of: &'static ResourceType, schema: &'static Value) -> &'static str {
    type_word_within(of, schema, 0).unwrap_or("string")
}

fn type_word_within(of: &'static ResourceType, schema: &'static Value, depth: usize) -> Option<&'static str> {
    let schema = resolved(of, schema);
    match schema.get("type") {
        Some(Value::String(word)) => return Some(word),
        // `object` or the text of one is an object.
        Some(Value::Array(words)) if words.iter().any(|it| it == "object") => return Some("object"),
        Some(Value::Array(words)) => return words.iter().find_map(Value::as_str).filter(|it| *it != "null"),
        _ => {}
    }
    if schema.get("properties").is_some() || schema.get("patternProperties").is_some() {
        return Some("object");
    }
    if schema.get("items").is_some() {
        return Some("array");
    }
    if depth > 4 {
        return None;
    }
    let ways = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    let words: Vec<_> = ways.filter_map(|way| type_word_within(of, way, depth + 1)).collect();
    // A choice between an object and something else is read as JSON either way.
    words.iter().find(|it| **it == "object").or(words.first()).copied()
}

/// What values a property takes, in one line, required members with a star; empty where the schema says no more than
/// its type.
pub(super) fn values(of: &'static ResourceType, schema: &'static Value) -> String {
    let shape = shape(of, schema);
    let parts = (shape != type_word(of, schema)).then_some(shape);
    parts.into_iter().chain(Some(limits(of, schema)).filter(|it| !it.is_empty())).collect::<Vec<_>>().join("; ")
}

/// The type of a value with the names of its members: `{Key*, Value*}`, `[{Key*, Value*}]`, `string`.
pub(super) fn shape(of: &'static ResourceType, schema: &'static Value) -> String {
    shape_within(of, schema, 0)
}

fn shape_within(of: &'static ResourceType, schema: &'static Value, depth: usize) -> String {
    let schema = resolved(of, schema);
    let word = type_word(of, schema);
    if let ("array", Some(items)) = (word, schema.get("items")) {
        return if depth > 4 { "[…]".to_owned() } else { format!("[{}]", shape_within(of, items, depth + 1)) };
    }
    let Some(Value::Object(members)) = schema.get("properties") else { return word.to_owned() };
    let required: Vec<&str> = texts(schema, "required").collect();
    let names = members.keys().map(|it| if required.contains(&it.as_str()) { format!("{it}*") } else { it.clone() });
    format!("{{{}}}", names.collect::<Vec<_>>().join(", "))
}

/// What values a property takes besides their shape.
pub(super) fn limits(of: &'static ResourceType, schema: &'static Value) -> String {
    let schema = resolved(of, schema);
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let mut limits = Vec::new();
    let allowed: Vec<String> = schema.get("enum").and_then(Value::as_array).into_iter().flatten().map(plain).collect();
    if !allowed.is_empty() {
        limits.push(format!("one of {}", allowed.join(", ")));
    }
    limits.extend(schema.get("const").map(|it| format!("always {}", plain(it))));
    limits.extend(range(schema, "minLength", "maxLength").map(|it| format!("{it} characters")));
    limits.extend(range(schema, "minItems", "maxItems").map(|it| format!("{it} items")));
    limits.extend(range(schema, "minimum", "maximum"));
    if schema.get("uniqueItems").and_then(Value::as_bool) == Some(true) {
        limits.push("no item twice".to_owned());
    }
    limits.extend(text("format").map(|it| format!("format {it}")));
    limits.extend(text("pattern").map(|it| format!("pattern {it}")));
    limits.extend(schema.get("default").map(|it| format!("default {}", plain(it))));
    limits.join("; ")
}

fn range(schema: &Value, least: &str, most: &str) -> Option<String> {
    match (schema.get(least), schema.get(most)) {
        (Some(least), Some(most)) if least == most => Some(plain(least)),
        (Some(least), Some(most)) => Some(format!("{} to {}", plain(least), plain(most))),
        (Some(least), None) => Some(format!("at least {}", plain(least))),
        (None, Some(most)) => Some(format!("at most {}", plain(most))),
        (None, None) => None,
    }
}

fn texts(schema: &'static Value, key: &str) -> impl Iterator<Item = &'static str> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// A text as it is, everything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
