//! Routes: which requests go where.

mod authorization;
mod index;
mod key;

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::deployment::automatic;
use super::kind::{API, INTEGRATION, ROUTE, ROUTE_RESPONSE};
use super::part::{Changed, Part};
use super::{api, quotas, refusals};

pub(super) use index::has_key;

/// What only routes of WebSocket APIs have.
const OF_WEBSOCKETS: [&str; 4] =
    ["ModelSelectionExpression", "RequestModels", "RequestParameters", "RouteResponseSelectionExpression"];

pub(super) static PART: Part = Part {
    inside: Some(&ROUTE_RESPONSE),
    quota: Some(&quotas::ROUTES),
    index: index::follow,
    ..Part::new(&ROUTE, complete)
};

pub(super) fn create(request: Request) -> Answer<Change> {
    PART.create(request)
}

pub(super) fn get(request: &Request) -> Answer {
    ROUTE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    ROUTE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    PART.update_if(request, |before, record| {
        if before.flag("ApiGatewayManaged") && record.get("RouteKey") != before.get("RouteKey") {
            let message = "RouteKey of a route that is managed by API Gateway can't be modified";
            return Err(refusals::bad_request(message));
        }
        Ok(())
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    PART.delete(request)
}

pub(super) fn delete_request_parameter(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = ROUTE.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let key = request.input.text("RequestParameterKey");
        let mut parameters = before.map("RequestParameters");
        if parameters.remove(key).is_none() {
            return Err(refusals::not_found(format!("Invalid RequestParameter identifier specified {key}")));
        }
        let mut record = before.clone();
        match parameters.is_empty() {
            true => drop(record.remove("RequestParameters")),
            false => drop(record.insert("RequestParameters", parameters)),
        }
        PART.put_changed(transaction, &request, &api, &before, record)?;
        automatic::deploy(transaction, &request, &api)?;
        Ok(Map::new())
    })
}

/// Sets what every route of the API has, and refuses what none can have.
fn complete(snapshot: &Snapshot<'_>, request: &Request, changed: Changed<'_>, record: &mut Map) -> Answer<()> {
    let is_websocket = api::is_websocket(changed.api);
    for (name, value) in [("ApiKeyRequired", Document::Bool(false)), ("AuthorizationType", Document::from("NONE"))] {
        if !record.contains_key(name) {
            record.insert(name, value);
        }
    }
    if !is_websocket {
        if record.flag("ApiKeyRequired") {
            return Err(refusals::bad_request("ApiKeyRequired is not currently supported for HTTP APIs."));
        }
        if let Some(name) = OF_WEBSOCKETS.iter().find(|it| record.contains_key(it)) {
            return Err(refusals::bad_request(format!("{name} is not currently supported for HTTP APIs.")));
        }
    }
    authorization::check(snapshot, request, is_websocket, record)?;
    check_target(snapshot, request, record)?;
    index::check(snapshot, &request.place, changed.before, record, is_websocket)
}

fn check_target(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<()> {
    let Some(target) = record.given("Target").and_then(Document::as_str) else { return Ok(()) };
    let Some(id) = target.strip_prefix("integrations/").filter(|it| !it.is_empty()) else {
        let message =
            "Unexpected or malformed target in route. Correct format should be integrations/<integration_id>.";
        return Err(refusals::bad_request(message));
    };
    let names = Map::new().with("ApiId", record.text("ApiId")).with("IntegrationId", id);
    match INTEGRATION.get(snapshot, &request.place, &names)? {
        Some(_) => Ok(()),
        None => Err(refusals::not_found(format!("Invalid Integration identifier specified {id}"))),
    }
}
