//! Which integrations the service takes.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::failure::Answer;
use crate::members::Members;
use crate::record::Place;

use super::super::part::Changed;
use super::super::{api, refusals};
use super::{mapping, subtype, target};

/// Refuses an integration that no API of the protocol could use.
pub(super) fn check(snapshot: &Snapshot<'_>, place: &Place, changed: Changed<'_>, record: &Map) -> Answer<()> {
    let is_websocket = api::is_websocket(changed.api);
    let kind = record.text("IntegrationType");
    if !is_websocket && !matches!(kind, "AWS_PROXY" | "HTTP_PROXY") {
        let message = "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations \
                       (AWS_PROXY, HTTP_PROXY)";
        return Err(refusals::bad_request(message));
    }
    check_version(is_websocket, kind, record)?;
    let longest = if is_websocket { 29_000 } else { 30_000 };
    if record.integer("TimeoutInMillis").is_some_and(|it| !(50..=longest).contains(&it)) {
        return Err(refusals::bad_request(format!("Timeout should be between 50 ms and {longest} ms")));
    }
    target::check_connection(record)?;
    if matches!(kind, "HTTP" | "HTTP_PROXY") && record.given("IntegrationMethod").is_none() {
        let kind = kind.replace('_', "");
        return Err(refusals::bad_request(format!(
            "HttpMethod parameter method must be specified for integrationType {kind}"
        )));
    }
    if let Some(name) = record.given("IntegrationSubtype").and_then(Document::as_str) {
        return subtype::check(is_websocket, name, record);
    }
    if kind != "MOCK" && record.given("IntegrationUri").is_none() {
        return Err(refusals::bad_request(format!("Integration URI must be specified for integration type {kind}")));
    }
    mapping::check(is_websocket, record)?;
    target::check(is_websocket, record)?;
    target::check_link(snapshot, place, is_websocket, changed.before, record)
}

fn check_version(is_websocket: bool, kind: &str, record: &Map) -> Answer<()> {
    match record.text("PayloadFormatVersion") {
        "1.0" => Ok(()),
        "2.0" if !is_websocket && kind == "AWS_PROXY" => Ok(()),
        "2.0" if !is_websocket => Err(refusals::bad_request(format!(
            "PayloadFormatVersion 2.0 is not supported for integration of type {kind}"
        ))),
        other => Err(refusals::bad_request(format!("Unsupported PayloadFormatVersion: {other}"))),
    }
}
