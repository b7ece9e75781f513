//! Integration responses: how an integration's answer becomes one for a WebSocket.

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::Change;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::kind::INTEGRATION_RESPONSE;
use super::part::{Changed, Part};
use super::{api, refusals};

static PART: Part = Part::new(&INTEGRATION_RESPONSE, check);

pub(super) fn create(request: Request) -> Answer<Change> {
    PART.create(request)
}

pub(super) fn get(request: &Request) -> Answer {
    INTEGRATION_RESPONSE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    INTEGRATION_RESPONSE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    PART.update(request)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    PART.delete(request)
}

/// Refuses a response of an HTTP API, without a key, or of a key that the integration has already.
fn check(snapshot: &Snapshot<'_>, request: &Request, changed: Changed<'_>, record: &mut Map) -> Answer<()> {
    if !api::is_websocket(changed.api) {
        let message = "IntegrationResponses are currently not supported for this API protocol type.";
        return Err(refusals::bad_request(message));
    }
    let key = record.text("IntegrationResponseKey");
    let is_pattern = key.len() > 2 && key.starts_with('/') && key.ends_with('/');
    if key != "$default" && !is_pattern {
        let message = "IntegrationResponseKey must be $default or a pattern between slashes, such as /200/";
        return Err(refusals::bad_request(message));
    }
    if changed.before.is_some_and(|it| it.text("IntegrationResponseKey") == key) {
        return Ok(());
    }
    let others = INTEGRATION_RESPONSE.all(snapshot, &request.place, record)?;
    match others.iter().any(|it| it.text("IntegrationResponseKey") == key) {
        true => {
            let message = format!("IntegrationResponse with key {key} already exists for this Integration");
            Err(Failure::conflict(message))
        }
        false => Ok(()),
    }
}
