//! Integrations: what answers the requests of routes.

mod check;
mod mapping;
mod subtype;
mod target;

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, INTEGRATION, INTEGRATION_RESPONSE, ROUTE};
use super::{api, merge, quotas};

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        quotas::INTEGRATIONS.check(transaction, &request, &INTEGRATION, &request.input)?;
        let mut record = merge::new_record(&INTEGRATION, &request.input);
        record.remove("IntegrationId");
        let record = put_new(transaction, &request, &api, record)?;
        automatic::deploy(transaction, &request, &api)?;
        Ok(INTEGRATION.show(&record))
    })
}

/// Completes, checks and keeps the record of a new integration.
pub(super) fn put_new(transaction: &mut Transaction<'_>, request: &Request, api: &Map, mut record: Map) -> Answer<Map> {
    complete(api, &mut record);
    check::check(transaction, &request.place, api, &record)?;
    let record = INTEGRATION.put_new(transaction, request, record)?;
    snapshot::note(transaction, &request.place, &INTEGRATION, &record, Some(&record))?;
    Ok(record)
}

pub(super) fn get(request: &Request) -> Answer {
    INTEGRATION.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    INTEGRATION.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = INTEGRATION.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&INTEGRATION, &mut record, &request.input);
        let record = put_changed(transaction, &request, &api, &before, record)?;
        if record != before {
            automatic::deploy(transaction, &request, &api)?;
        }
        Ok(INTEGRATION.show(&record))
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
    complete(api, &mut record);
    check::check(transaction, &request.place, api, &record)?;
    if record != *before {
        INTEGRATION.put(transaction, &request.place, &record)?;
        snapshot::note(transaction, &request.place, &INTEGRATION, &record, Some(&record))?;
    }
    Ok(record)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = INTEGRATION.find(transaction, &request)?;
        let target = format!("integrations/{}", record.text("IntegrationId"));
        let routes = ROUTE.all(transaction, &request.place, &record)?;
        let users: Vec<&str> =
            routes.iter().filter(|it| it.text("Target") == target).map(|it| it.text("RouteId")).collect();
        if !users.is_empty() {
            return Err(Failure::conflict(format!(
                "Cannot delete Integration because it is referenced by the following Routes with Ids: [{}]",
                users.join(", ")
            )));
        }
        remove(transaction, &request, &record)?;
        automatic::deploy(transaction, &request, &record)?;
        Ok(Map::new())
    })
}

/// Deletes an integration and its responses.
pub(super) fn remove(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer<()> {
    let inside = INTEGRATION.inside(&request.place, record);
    for response in INTEGRATION_RESPONSE.table.list_all(transaction, &inside)? {
        snapshot::note(transaction, &request.place, &INTEGRATION_RESPONSE, &response, None)?;
    }
    INTEGRATION_RESPONSE.table.delete_all(transaction, &inside)?;
    INTEGRATION.remove(transaction, &request.place, record)?;
    snapshot::note(transaction, &request.place, &INTEGRATION, record, None)
}

/// Sets what every integration of the API has.
fn complete(api: &Map, record: &mut Map) {
    let is_websocket = api::is_websocket(api);
    let kind = record.text("IntegrationType").to_owned();
    let mut defaults = vec![
        ("ConnectionType", Document::from("INTERNET")),
        ("PayloadFormatVersion", Document::from("1.0")),
        ("TimeoutInMillis", Document::Integer(if is_websocket { 29_000 } else { 30_000 })),
    ];
    if matches!(&*kind, "AWS" | "AWS_PROXY") && !record.contains_key("IntegrationSubtype") {
        defaults.push(("IntegrationMethod", Document::from("POST")));
    }
    if is_websocket {
        defaults.push(("PassthroughBehavior", Document::from("WHEN_NO_MATCH")));
        if matches!(&*kind, "AWS" | "HTTP" | "MOCK") {
            // A function has no status: what it says of its error decides.
            let is_function = kind == "AWS" && record.text("IntegrationUri").contains(":lambda:");
            let selection = if is_function { "body.errorMessage" } else { "statuscode" };
            let selection = Document::from(format!("${{integration.response.{selection}}}"));
            defaults.push(("IntegrationResponseSelectionExpression", selection));
        }
    } else {
        // HTTP APIs have no templates that a request could pass by.
        record.remove("PassthroughBehavior");
    }
    for (name, value) in defaults {
        if !record.contains_key(name) {
            record.insert(name, value);
        }
    }
}
