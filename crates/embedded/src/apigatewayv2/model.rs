//! Models: what the messages of a WebSocket API look like.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};
use serde_json::Value;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, MODEL};
use super::{api, merge, refusals};

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        let mut record = merge::new_record(&MODEL, &request.input);
        record.remove("ModelId");
        check(transaction, &request, &api, None, &mut record)?;
        let record = MODEL.put_new(transaction, &request, record)?;
        noted(transaction, &request, &record)
    })
}

pub(super) fn get(request: &Request) -> Answer {
    MODEL.show_one(request)
}

/// A template in the words of the mapping language that gives a message of the model.
pub(super) fn template(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = MODEL.find(snapshot, request)?;
    let schema = serde_json::from_str(record.text("Schema")).unwrap_or_default();
    let mut value = "#set($inputRoot = $input.path('$'))\n".to_owned();
    write_template(&schema, 0, &mut value);
    Ok(Map::new().with("Value", value))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    MODEL.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = MODEL.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&MODEL, &mut record, &request.input);
        check(transaction, &request, &api, Some(&before), &mut record)?;
        if record == before {
            return Ok(MODEL.show(&record));
        }
        MODEL.put(transaction, &request.place, &record)?;
        noted(transaction, &request, &record)
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = MODEL.find(transaction, &request)?;
        MODEL.remove(transaction, &request.place, &record)?;
        snapshot::note(transaction, &request.place, &MODEL, &record, None)?;
        automatic::deploy(transaction, &request, &record)?;
        Ok(Map::new())
    })
}

fn noted(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer {
    snapshot::note(transaction, &request.place, &MODEL, record, Some(record))?;
    automatic::deploy(transaction, request, record)?;
    Ok(MODEL.show(record))
}

/// Sets what every model has, and refuses one of an HTTP API, without a schema, or of a name that is taken.
fn check(
    transaction: &Transaction<'_>,
    request: &Request,
    api: &Map,
    before: Option<&Map>,
    record: &mut Map,
) -> Answer<()> {
    if !api::is_websocket(api) {
        let message = "Currently, Models are not permitted for APIs with a protocol type of HTTP";
        return Err(refusals::bad_request(message));
    }
    if record.given("ContentType").is_none() {
        record.insert("ContentType", "application/json");
    }
    let name = record.text("Name");
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(refusals::bad_request(format!("Model name must be alphanumeric: {name}")));
    }
    if !serde_json::from_str(record.text("Schema")).is_ok_and(|it| is_schema(&it)) {
        let message =
            "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]";
        return Err(refusals::bad_request(message));
    }
    if before.is_some_and(|it| it.text("Name") == name) {
        return Ok(());
    }
    let others = MODEL.all(transaction, &request.place, record)?;
    match others.iter().any(|it| it.text("Name") == name) {
        true => Err(Failure::conflict(format!("Model name already exists for this API: {name}"))),
        false => Ok(()),
    }
}

/// Types of draft 4 of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Whether a value is a schema, as far as its types and properties tell.
fn is_schema(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    members.iter().all(|(name, value)| match (name.as_str(), value) {
        ("type", Value::String(one)) => TYPES.contains(&one.as_str()),
        ("type", Value::Array(some)) => some.iter().all(|it| it.as_str().is_some_and(|it| TYPES.contains(&it))),
        ("type", _) => false,
        ("properties" | "definitions", Value::Object(schemas)) => schemas.values().all(is_schema),
        ("properties" | "definitions", _) => false,
        ("items", Value::Array(schemas)) => schemas.iter().all(is_schema),
        ("items", schema) => is_schema(schema),
        _ => true,
    })
}

/// Schemas nest no deeper than records do.
const DEPTH_LIMIT: usize = 64;

fn write_template(schema: &Value, depth: usize, out: &mut String) {
    let indent = |depth: usize| "  ".repeat(depth);
    let properties = schema.get("properties").and_then(Value::as_object);
    match (schema.get("type").and_then(Value::as_str), properties) {
        (_, Some(properties)) if depth < DEPTH_LIMIT => {
            out.push_str("{\n");
            for (at, (name, schema)) in properties.iter().enumerate() {
                let name = Value::from(name.as_str());
                out.push_str(&format!("{}{name} : ", indent(depth + 1)));
                write_template(schema, depth + 1, out);
                out.push_str(if at + 1 < properties.len() { ",\n" } else { "\n" });
            }
            out.push_str(&format!("{}}}", indent(depth)));
        }
        (Some("array"), _) if depth < DEPTH_LIMIT => {
            out.push_str("[\n##Change this loop to go over the array of the input\n");
            out.push_str(&format!("#foreach($elem in $inputRoot)\n{}", indent(depth + 1)));
            write_template(schema.get("items").unwrap_or(&Value::Null), depth + 1, out);
            out.push_str(&format!("#if($foreach.hasNext),#end\n#end\n{}]", indent(depth)));
        }
        (Some("integer" | "number"), _) => out.push_str("42"),
        (Some("boolean"), _) => out.push_str("true"),
        (Some("string"), _) => out.push_str("\"foo\""),
        _ => out.push_str("{ }"),
    }
}
