//! Defaults: what a service takes where the caller says nothing, as far as schemas tell.

use callboard_model::properties::{is_valid as fits, schemas_at};
use callboard_model::types::ResourceType;
use serde_json::{Map, Value};

/// Adds the defaults of properties that are not given, and of members of objects that are.
pub(super) fn fill(resource_type: &'static ResourceType, properties: &mut Map<String, Value>) {
    let schema = resource_type.schema();
    let left_out: Vec<&str> = resource_type
        .read_only()
        .chain(resource_type.write_only())
        .chain(resource_type.deprecated_properties())
        .collect();
    let is_left_out = |path: &str| left_out.contains(&path);
    let was_valid = super::is_valid(resource_type, properties);
    let mut defaults = Vec::new();
    collect(schema, "", properties, &is_left_out, &mut defaults);
    let before = properties.clone();
    for (path, value) in &defaults {
        put(properties, path, value.clone());
    }
    if was_valid && !super::is_valid(resource_type, properties) {
        // Some defaults exclude each other, or belong to one branch of a choice.
        *properties = before;
        for (path, value) in defaults {
            let before = properties.clone();
            put(properties, &path, value);
            if !super::is_valid(resource_type, properties) {
                *properties = before;
            }
        }
    }
}

/// The defaults that are missing in an object, and where they belong.
fn collect(
    root: &'static Value,
    path: &str,
    members: &Map<String, Value>,
    is_left_out: &dyn Fn(&str) -> bool,
    found: &mut Vec<(String, Value)>,
) {
    let schemas = if path.is_empty() { vec![root] } else { schemas_at(root, path) };
    let properties = schemas.iter().filter_map(|it| it.get("properties")?.as_object()).flatten();
    for (name, schema) in properties {
        let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        if is_left_out(&path) {
            continue;
        }
        match (members.get(name), schema.get("default")) {
            (Some(Value::Object(members)), _) => collect(root, &path, members, is_left_out, found),
            (None, Some(default)) if fits(root, schema, default) => found.push((path, default.clone())),
            _ => {}
        }
    }
}

fn put(properties: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('/') {
        None => {
            properties.entry(path).or_insert(value);
        }
        Some((first, rest)) => {
            if let Some(Value::Object(members)) = properties.get_mut(first) {
                put(members, rest, value);
            }
        }
    }
}
