//! APIs.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::generic;
use crate::members::{Members, whole_seconds};
use crate::record::Place;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::API;
use super::{api_mapping, cors, integration, merge, quick_create, quotas, refusals, tables, tagging};

/// How an HTTP API finds the route of a request, in either spelling.
const HTTP_ROUTE_SELECTION: [&str; 2] = ["$request.method $request.path", "${request.method} ${request.path}"];

/// The members that are written and never shown.
const WRITTEN: [&str; 3] = ["Target", "RouteKey", "CredentialsArn"];

pub(super) fn create(request: Request) -> Answer<Change> {
    let mut record = merge::new_record(&API, &request.input);
    record.remove("ApiId");
    record.insert("Tags", tagging::of_new(&request.input)?);
    record.insert("CreatedDate", Document::Timestamp(whole_seconds(request.now)));
    write(&mut record, &request.input);
    complete(&mut record)?;
    if request.input.given("Target").is_none() && request.input.given("RouteKey").is_some() {
        return Err(refusals::bad_request("RouteKey is only valid with Target, which creates the API quickly"));
    }
    change(move |transaction| {
        quotas::APIS.check(transaction, &request, &API, &Map::new())?;
        let record = put_new(transaction, &request, record)?;
        if record.given("Target").is_some() {
            quick_create::create(transaction, &request, &record)?;
        }
        Ok(API.show(&record))
    })
}

/// Keeps a complete record of a new API.
pub(super) fn put_new(transaction: &mut Transaction<'_>, request: &Request, record: Map) -> Answer<Map> {
    let mut record = API.put_new(transaction, request, record)?;
    let endpoint = endpoint(&request.place, &record);
    record.insert("ApiEndpoint", endpoint);
    API.put(transaction, &request.place, &record)?;
    snapshot::note(transaction, &request.place, &API, &record, Some(&record))?;
    Ok(record)
}

pub(super) fn get(request: &Request) -> Answer {
    API.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    API.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&API, &mut record, &request.input);
        write(&mut record, &request.input);
        complete(&mut record)?;
        if WRITTEN.iter().any(|it| request.input.given(it).is_some()) {
            quick_create::update(transaction, &request, &record)?;
        }
        put(transaction, &request, &before, record)
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = API.find(transaction, &request)?;
        api_mapping::refuse_if_mapped(transaction, &request.place, record.text("ApiId"), None)?;
        integration::link::forget(transaction, &request.place, &record)?;
        delete_parts(transaction, &request.place, &record, &tables::OF_AN_API)?;
        API.remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}

pub(super) fn delete_cors(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = API.find(transaction, &request)?;
        let mut record = before.clone();
        record.remove("CorsConfiguration");
        put(transaction, &request, &before, record)?;
        Ok(Map::new())
    })
}

/// Deletes what lies inside of an API in these tables.
pub(super) fn delete_parts(
    transaction: &mut Transaction<'_>,
    place: &Place,
    api: &Map,
    tables: &[crate::record::Table],
) -> Answer<()> {
    let inside = API.inside(place, api);
    tables.iter().try_for_each(|table| table.delete_all(transaction, &inside))
}

/// Whether requests come over WebSockets.
pub(super) fn is_websocket(api: &Map) -> bool {
    api.text("ProtocolType") == "WEBSOCKET"
}

/// Keeps a changed record, which deploys the stages that deploy themselves.
fn put(transaction: &mut Transaction<'_>, request: &Request, before: &Map, record: Map) -> Answer {
    if *before != record {
        API.put(transaction, &request.place, &record)?;
        snapshot::note(transaction, &request.place, &API, &record, Some(&record))?;
        automatic::deploy(transaction, request, &record)?;
    }
    Ok(API.show(&record))
}

/// Keeps a record that a definition was imported to; what lies inside of it is yet to be made.
pub(super) fn put_imported(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer<()> {
    API.put(transaction, &request.place, record)?;
    snapshot::note(transaction, &request.place, &API, record, Some(record))
}

/// Takes over what is never shown.
fn write(record: &mut Map, input: &Map) {
    for name in WRITTEN {
        if let Some(value) = input.given(name) {
            record.insert(name, value.clone());
        }
    }
}

/// Sets what every API has, and refuses what none can have.
pub(super) fn complete(record: &mut Map) -> Answer<()> {
    if record.given("Name").is_none() {
        return Err(refusals::bad_request("Invalid API name specified"));
    }
    let is_websocket = is_websocket(record);
    let defaults = [
        ("ApiKeySelectionExpression", Document::from("$request.header.x-api-key")),
        ("DisableExecuteApiEndpoint", Document::Bool(false)),
        ("IpAddressType", Document::from("ipv4")),
    ];
    for (name, value) in defaults {
        if !record.contains_key(name) {
            record.insert(name, value);
        }
    }
    match record.given("RouteSelectionExpression").and_then(Document::as_str) {
        None if is_websocket => return Err(refusals::bad_request("Invalid routeSelectionExpression")),
        None => drop(record.insert("RouteSelectionExpression", HTTP_ROUTE_SELECTION[0])),
        Some(text) if !is_websocket && !HTTP_ROUTE_SELECTION.contains(&text) => {
            let words = "Route selection expression is currently limited to \"${request.method} ${request.path}\"";
            return Err(refusals::bad_request(words));
        }
        Some(_) => {}
    }
    let selection = record.text("ApiKeySelectionExpression");
    if !selection.starts_with('$') {
        return Err(refusals::bad_request(format!("Invalid apiKeySelectionExpression: {selection}")));
    }
    if is_websocket && record.given("Target").is_some() {
        return Err(refusals::bad_request("Quick create is not supported for WEBSOCKET protocolType"));
    }
    match record.get("CorsConfiguration") {
        Some(_) if is_websocket => Err(refusals::bad_request("Cors is not supported for WEBSOCKET protocolType")),
        Some(Document::Map(configuration)) => cors::check(configuration),
        _ => Ok(()),
    }
}

/// Where clients reach the API.
fn endpoint(place: &Place, record: &Map) -> String {
    let scheme = if is_websocket(record) { "wss" } else { "https" };
    let (_, dns_suffix) = generic::partition(&place.region);
    format!("{scheme}://{}.execute-api.{}.{dns_suffix}", record.text("ApiId"), place.region)
}
