//! Filters: what expressions of templates can do beyond minijinja's own; the names are those of stack files.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::{Object, Serde};
use minijinja::{Environment, Error, ErrorKind, Value};
use serde_json::{Map, json};

/// A value that is written as it is.
#[derive(Debug)]
pub(super) struct Raw(pub(super) String);

impl Object for Raw {
    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds the filters and functions.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("raw", |value: &Value| Value::from_object(Raw(value.to_string())));
    environment.add_filter("from_json", |text: &str| -> Result<Value, Error> {
        let parsed: serde_json::Value = serde_json::from_str(text).map_err(|it| refused("from_json", it))?;
        Ok(Value::from(Serde(parsed)))
    });
    // Every value is escaped as its place needs it; twice would be wrong.
    environment.add_filter("sql_escape", |text: &str| text.to_owned());
    // A list is written as `IN` needs it, wherever its values come from.
    environment.add_filter("sql_list", |items: &Value| -> Result<Value, Error> {
        Ok(Value::from(Serde(list("sql_list", items)?)))
    });
    environment.add_filter("to_aws_tag_filters", |tags: &Value| -> Result<Value, Error> {
        let filters: Vec<serde_json::Value> = match plain("to_aws_tag_filters", tags)? {
            serde_json::Value::Object(tags) => {
                tags.into_iter().map(|(key, value)| json!({"Key": key, "Values": [value]})).collect()
            }
            serde_json::Value::Array(tags) => {
                tags.into_iter().map(|tag| json!({"Key": tag["Key"], "Values": [tag["Value"]]})).collect()
            }
            _ => return Err(refused("to_aws_tag_filters", "a list of tags is needed")),
        };
        Ok(Value::from(Serde(filters)))
    });
    environment.add_filter("base64_encode", |text: &str| BASE64_STANDARD.encode(text));
    environment.add_filter("generate_patch_document", |properties: &Value| -> Result<Value, Error> {
        let operations: Vec<serde_json::Value> = object("generate_patch_document", properties)?
            .into_iter()
            .map(|(name, value)| {
                let path = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                // A value that is JSON text, as stack files give it, is that JSON.
                let value = match &value {
                    serde_json::Value::String(text) if text.starts_with(['{', '[']) => {
                        serde_json::from_str(text).unwrap_or(value)
                    }
                    _ => value,
                };
                json!({"op": "add", "path": path, "value": value})
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

fn object(filter: &str, value: &Value) -> Result<Map<String, serde_json::Value>, Error> {
    match plain(filter, value)? {
        serde_json::Value::Object(members) => Ok(members),
        _ => Err(refused(filter, "an object is needed")),
    }
}

fn list(filter: &str, value: &Value) -> Result<Vec<serde_json::Value>, Error> {
    match plain(filter, value)? {
        serde_json::Value::Array(elements) => Ok(elements),
        _ => Err(refused(filter, "a list is needed")),
    }
}

/// The JSON of a value, or of its text where that is JSON.
fn plain(filter: &str, value: &Value) -> Result<serde_json::Value, Error> {
    match value.as_str() {
        Some(text) => serde_json::from_str(text).map_err(|it| refused(filter, it)),
        None => serde_json::to_value(value).map_err(|it| refused(filter, it)),
    }
}

fn refused(filter: &str, why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("`{filter}`: {why}"))
}
