//! Route responses: what of an integration's answer goes back over a WebSocket.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, ROUTE, ROUTE_RESPONSE};
use super::{api, merge, refusals};

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        ROUTE.find(transaction, &request)?;
        let mut record = merge::new_record(&ROUTE_RESPONSE, &request.input);
        record.remove("RouteResponseId");
        check(&api, &record)?;
        let others = ROUTE_RESPONSE.all(transaction, &request.place, &record)?;
        let key = record.text("RouteResponseKey");
        if others.iter().any(|it| it.text("RouteResponseKey") == key) {
            return Err(Failure::conflict(format!("RouteResponse with key {key} already exists for this Route")));
        }
        let record = ROUTE_RESPONSE.put_new(transaction, &request, record)?;
        noted(transaction, &request, &record)
    })
}

pub(super) fn get(request: &Request) -> Answer {
    ROUTE_RESPONSE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    ROUTE_RESPONSE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = ROUTE_RESPONSE.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&ROUTE_RESPONSE, &mut record, &request.input);
        check(&api, &record)?;
        if record == before {
            return Ok(ROUTE_RESPONSE.show(&record));
        }
        ROUTE_RESPONSE.put(transaction, &request.place, &record)?;
        noted(transaction, &request, &record)
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = ROUTE_RESPONSE.find(transaction, &request)?;
        ROUTE_RESPONSE.remove(transaction, &request.place, &record)?;
        snapshot::note(transaction, &request.place, &ROUTE_RESPONSE, &record, None)?;
        automatic::deploy(transaction, &request, &record)?;
        Ok(Map::new())
    })
}

fn noted(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer {
    snapshot::note(transaction, &request.place, &ROUTE_RESPONSE, record, Some(record))?;
    automatic::deploy(transaction, request, record)?;
    Ok(ROUTE_RESPONSE.show(record))
}

fn check(api: &Map, record: &Map) -> Answer<()> {
    if !api::is_websocket(api) {
        let message = "RouteResponses are currently not supported for this API protocol type.";
        return Err(refusals::bad_request(message));
    }
    if record.text("RouteResponseKey") != "$default" {
        return Err(refusals::bad_request("Currently, only $default is supported as a RouteResponseKey."));
    }
    Ok(())
}
