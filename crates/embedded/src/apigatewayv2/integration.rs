//! Integrations: what answers the requests of routes.

mod check;
pub(super) mod link;
mod mapping;
mod subtype;
mod target;

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::Change;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::kind::{INTEGRATION, INTEGRATION_RESPONSE, ROUTE};
use super::part::{Changed, Part};
use super::{api, quotas};

pub(super) static PART: Part = Part {
    inside: Some(&INTEGRATION_RESPONSE),
    quota: Some(&quotas::INTEGRATIONS),
    index: link::follow,
    refuse: refuse_used,
    ..Part::new(&INTEGRATION, |snapshot, request, changed, record| {
        complete(changed, record);
        check::check(snapshot, &request.place, changed, record)
    })
};

pub(super) fn create(request: Request) -> Answer<Change> {
    PART.create(request)
}

pub(super) fn get(request: &Request) -> Answer {
    INTEGRATION.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    INTEGRATION.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    PART.update(request)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    PART.delete(request)
}

fn refuse_used(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<()> {
    let target = format!("integrations/{}", record.text("IntegrationId"));
    let routes = ROUTE.all(snapshot, &request.place, record)?;
    let users: Vec<&str> =
        routes.iter().filter(|it| it.text("Target") == target).map(|it| it.text("RouteId")).collect();
    if users.is_empty() {
        return Ok(());
    }
    Err(Failure::conflict(format!(
        "Cannot delete Integration because it is referenced by the following Routes with Ids: [{}]",
        users.join(", ")
    )))
}

/// Sets what every integration of the API has.
fn complete(changed: Changed<'_>, record: &mut Map) {
    let is_websocket = api::is_websocket(changed.api);
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
