//! Route responses: what of an integration's answer goes back over a WebSocket.

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::Change;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::kind::ROUTE_RESPONSE;
use super::part::{Changed, Part};
use super::{api, refusals};

static PART: Part = Part::new(&ROUTE_RESPONSE, check);

pub(super) fn create(request: Request) -> Answer<Change> {
    PART.create(request)
}

pub(super) fn get(request: &Request) -> Answer {
    ROUTE_RESPONSE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    ROUTE_RESPONSE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    PART.update(request)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    PART.delete(request)
}

/// Refuses a response of an HTTP API, of an unknown key, or of one that the route has already.
fn check(snapshot: &Snapshot<'_>, request: &Request, changed: Changed<'_>, record: &mut Map) -> Answer<()> {
    if !api::is_websocket(changed.api) {
        let message = "RouteResponses are currently not supported for this API protocol type.";
        return Err(refusals::bad_request(message));
    }
    let key = record.text("RouteResponseKey");
    if key != "$default" {
        return Err(refusals::bad_request("Currently, only $default is supported as a RouteResponseKey."));
    }
    if changed.before.is_none() && !ROUTE_RESPONSE.all(snapshot, &request.place, record)?.is_empty() {
        return Err(Failure::conflict(format!("RouteResponse with key {key} already exists for this Route")));
    }
    Ok(())
}
