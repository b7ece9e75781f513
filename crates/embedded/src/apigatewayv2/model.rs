//! Models: what the messages of a WebSocket API look like.

mod schema;

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::Change;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::kind::MODEL;
use super::part::{Changed, Part};
use super::{api, refusals};

static PART: Part = Part::new(&MODEL, complete);

pub(super) fn create(request: Request) -> Answer<Change> {
    PART.create(request)
}

pub(super) fn get(request: &Request) -> Answer {
    MODEL.show_one(request)
}

/// A template in the words of the mapping language that gives a message of the model.
pub(super) fn template(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = MODEL.find(snapshot, request)?;
    Ok(Map::new().with("Value", schema::template(record.text("Schema"))))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    MODEL.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    PART.update(request)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    PART.delete(request)
}

/// Sets what every model has, and refuses one of an HTTP API, without a schema, or of a name that is taken.
fn complete(snapshot: &Snapshot<'_>, request: &Request, changed: Changed<'_>, record: &mut Map) -> Answer<()> {
    if !api::is_websocket(changed.api) {
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
    if !schema::is_schema(record.text("Schema")) {
        let message =
            "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]";
        return Err(refusals::bad_request(message));
    }
    if changed.before.is_some_and(|it| it.text("Name") == name) {
        return Ok(());
    }
    let others = MODEL.all(snapshot, &request.place, record)?;
    match others.iter().any(|it| it.text("Name") == name) {
        true => Err(Failure::conflict(format!("Model name already exists for this API: {name}"))),
        false => Ok(()),
    }
}
