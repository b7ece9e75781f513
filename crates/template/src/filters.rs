//! Filters: what expressions can do beyond the engine's own; the names are those of stack files.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, Value};
use serde_json::{Map, json};

type Json = serde_json::Value;

/// Adds the filters and functions that all faces have.
pub(crate) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("from_json", |text: &str| -> Result<Value, Error> {
        let parsed: Json = serde_json::from_str(text).map_err(|it| refused("from_json", it))?;
        Ok(Value::from(Serde(parsed)))
    });
    environment.add_filter("base64_encode", |text: &str| BASE64_STANDARD.encode(text));
    environment.add_filter("to_aws_tag_filters", |tags: &Value| -> Result<Value, Error> {
        let filters: Vec<Json> = match plain("to_aws_tag_filters", tags)? {
            Json::Object(tags) => tags.into_iter().map(|(key, value)| json!({"Key": key, "Values": [value]})).collect(),
            Json::Array(tags) => {
                let filter = |tag: Json| json!({"Key": tag["Key"], "Values": [tag["Value"]]});
                tags.into_iter().map(filter).collect()
            }
            _ => return Err(refused("to_aws_tag_filters", "a list of tags is needed")),
        };
        Ok(Value::from(Serde(filters)))
    });
    environment.add_filter("generate_patch_document", |properties: &Value| -> Result<Value, Error> {
        let operations: Vec<Json> = object("generate_patch_document", properties)?
            .into_iter()
            .map(|(name, value)| {
                let path = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                json!({"op": "add", "path": path, "value": unquoted(value)})
            })
            .collect();
        Ok(Value::from(Serde(operations)))
    });
    environment.add_filter("merge_objects", |left: &Value, right: &Value| -> Result<Value, Error> {
        let mut merged = object("merge_objects", left)?;
        merged.extend(object("merge_objects", right)?);
        Ok(Value::from(Serde(merged)))
    });
    environment.add_filter("merge_lists", |left: &Value, right: &Value| -> Result<Value, Error> {
        let mut merged = list("merge_lists", left)?;
        for value in list("merge_lists", right)? {
            if !merged.contains(&value) {
                merged.push(value);
            }
        }
        Ok(Value::from(Serde(merged)))
    });
    environment.add_function("uuid", || uuid::Uuid::new_v4().to_string());
}

/// The elements of a list, or of a text that is JSON of one.
pub fn list(filter: &str, value: &Value) -> Result<Vec<Json>, Error> {
    match plain(filter, value)? {
        Json::Array(elements) => Ok(elements),
        _ => Err(refused(filter, "a list is needed")),
    }
}

/// The error of a filter that cannot do its work.
pub fn refused(filter: &str, why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("`{filter}`: {why}"))
}

fn object(filter: &str, value: &Value) -> Result<Map<String, Json>, Error> {
    match plain(filter, value)? {
        Json::Object(members) => Ok(members),
        _ => Err(refused(filter, "an object is needed")),
    }
}

/// The JSON of a value, or of its text where that is JSON.
fn plain(filter: &str, value: &Value) -> Result<Json, Error> {
    match value.as_str() {
        Some(text) => serde_json::from_str(text).map_err(|it| refused(filter, it)),
        None => serde_json::to_value(value).map_err(|it| refused(filter, it)),
    }
}

/// A value that is JSON text is that JSON.
fn unquoted(value: Json) -> Json {
    match &value {
        Json::String(text) if text.starts_with(['{', '[']) => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    }
}

#[cfg(test)]
mod tests;
