//! Routes: which requests go where.

mod authorization;
mod key;

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::record::{Place, escaped, last_part, unescaped};
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, INTEGRATION, ROUTE, ROUTE_RESPONSE};
use super::{api, merge, quotas, refusals, tables};
use key::RouteKey;

/// What only routes of WebSocket APIs have.
const OF_WEBSOCKETS: [&str; 4] =
    ["ModelSelectionExpression", "RequestModels", "RequestParameters", "RouteResponseSelectionExpression"];

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        quotas::ROUTES.check(transaction, &request, &ROUTE, &request.input)?;
        let mut record = merge::new_record(&ROUTE, &request.input);
        record.remove("RouteId");
        let record = put_new(transaction, &request, &api, record)?;
        automatic::deploy(transaction, &request, &api)?;
        Ok(ROUTE.show(&record))
    })
}

/// Completes, checks and keeps the record of a new route.
pub(super) fn put_new(transaction: &mut Transaction<'_>, request: &Request, api: &Map, mut record: Map) -> Answer<Map> {
    complete(transaction, request, api, &mut record)?;
    claim_key(transaction, request, api, None, &record)?;
    let record = ROUTE.put_new(transaction, request, record)?;
    index(transaction, request, &record)?;
    snapshot::note(transaction, &request.place, &ROUTE, &record, Some(&record))?;
    Ok(record)
}

pub(super) fn get(request: &Request) -> Answer {
    ROUTE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    ROUTE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = ROUTE.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&ROUTE, &mut record, &request.input);
        if before.flag("ApiGatewayManaged") && record.get("RouteKey") != before.get("RouteKey") {
            let message = "RouteKey of a route that is managed by API Gateway can't be modified";
            return Err(refusals::bad_request(message));
        }
        let record = put_changed(transaction, &request, &api, &before, record)?;
        if record != before {
            automatic::deploy(transaction, &request, &api)?;
        }
        Ok(ROUTE.show(&record))
    })
}

/// Completes, checks and keeps a record, where it was changed.
pub(super) fn put_changed(
    transaction: &mut Transaction<'_>,
    request: &Request,
    api: &Map,
    before: &Map,
    mut record: Map,
) -> Answer<Map> {
    complete(transaction, request, api, &mut record)?;
    if record.get("RouteKey") != before.get("RouteKey") {
        claim_key(transaction, request, api, Some(before), &record)?;
        tables::ROUTE_KEY.delete(transaction, &index_key(&request.place, before, before.text("RouteKey")))?;
        index(transaction, request, &record)?;
    }
    if record != *before {
        ROUTE.put(transaction, &request.place, &record)?;
        snapshot::note(transaction, &request.place, &ROUTE, &record, Some(&record))?;
    }
    Ok(record)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = ROUTE.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        remove(transaction, &request, &record)?;
        automatic::deploy(transaction, &request, &api)?;
        Ok(Map::new())
    })
}

/// Deletes a route and its responses.
pub(super) fn remove(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer<()> {
    let inside = ROUTE.inside(&request.place, record);
    for response in ROUTE_RESPONSE.table.list_all(transaction, &inside)? {
        snapshot::note(transaction, &request.place, &ROUTE_RESPONSE, &response, None)?;
    }
    ROUTE_RESPONSE.table.delete_all(transaction, &inside)?;
    tables::ROUTE_KEY.delete(transaction, &index_key(&request.place, record, record.text("RouteKey")))?;
    ROUTE.remove(transaction, &request.place, record)?;
    snapshot::note(transaction, &request.place, &ROUTE, record, None)
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
        put_changed(transaction, &request, &api, &before, record)?;
        automatic::deploy(transaction, &request, &api)?;
        Ok(Map::new())
    })
}

/// Whether the API that these members name has a route of this key.
pub(super) fn has_key(snapshot: &Snapshot<'_>, place: &Place, names: &Map, key: &str) -> Answer<bool> {
    tables::ROUTE_KEY.contains(snapshot, &index_key(place, names, key))
}

/// Sets what every route of the API has, and refuses what none can have.
fn complete(snapshot: &Snapshot<'_>, request: &Request, api: &Map, record: &mut Map) -> Answer<()> {
    let is_websocket = api::is_websocket(api);
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
    check_target(snapshot, request, record)
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

/// Refuses a key that the API has already, or that could not be told from one that it has.
fn claim_key(snapshot: &Snapshot<'_>, request: &Request, api: &Map, before: Option<&Map>, record: &Map) -> Answer<()> {
    let text = record.text("RouteKey");
    let key = RouteKey::parse(text, api::is_websocket(api))?;
    if has_key(snapshot, &request.place, record, text)? {
        return Err(Failure::conflict(format!("Route with key {text} already exists for this API")));
    }
    if !key.has_variables() {
        return Ok(());
    }
    let others = tables::ROUTE_KEY.keys(snapshot, &API.inside(&request.place, record))?;
    for other in others.iter().map(|it| unescaped(last_part(it))) {
        let is_itself = before.is_some_and(|it| it.text("RouteKey") == other);
        if !is_itself && RouteKey::parse(&other, false).is_ok_and(|other| key.conflicts_with(&other)) {
            return Err(Failure::conflict(format!(
                "The provided route key \"{text}\" has a conflicting variable on the same hierarchical level as \
                 \"{other}\""
            )));
        }
    }
    Ok(())
}

fn index(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer<()> {
    let key = index_key(&request.place, record, record.text("RouteKey"));
    tables::ROUTE_KEY.put(transaction, &key, &Map::new().with("RouteId", record.text("RouteId")))
}

fn index_key(place: &Place, names: &Map, key: &str) -> Vec<u8> {
    let mut index = API.inside(place, names);
    index.extend_from_slice(escaped(key).as_bytes());
    index
}
