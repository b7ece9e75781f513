//! Authorizers: who says whether a request may come in.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::Change;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::kind::{AUTHORIZER, ROUTE};
use super::part::{Changed, Part};
use super::{api, quotas, refusals};

/// How long an answer of a function is remembered where nobody says.
const DEFAULT_TTL: i128 = 300;

pub(super) static PART: Part =
    Part { quota: Some(&quotas::AUTHORIZERS), refuse: refuse_used, ..Part::new(&AUTHORIZER, complete) };

pub(super) fn create(request: Request) -> Answer<Change> {
    PART.create(request)
}

pub(super) fn get(request: &Request) -> Answer {
    AUTHORIZER.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    AUTHORIZER.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    PART.update(request)
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    PART.delete(request)
}

fn refuse_used(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<()> {
    let id = record.text("AuthorizerId");
    let routes = ROUTE.all(snapshot, &request.place, record)?;
    match routes.iter().find(|it| it.text("AuthorizerId") == id) {
        Some(route) => {
            let (name, key) = (record.text("Name"), route.text("RouteKey"));
            Err(Failure::conflict(format!("Cannot delete authorizer '{name}', is referenced in route: {key}")))
        }
        None => Ok(()),
    }
}

/// Sets what every authorizer of the API has, and refuses one that no route of it could use, without a name, or of a
/// name that is taken.
fn complete(snapshot: &Snapshot<'_>, request: &Request, changed: Changed<'_>, record: &mut Map) -> Answer<()> {
    let is_websocket = api::is_websocket(changed.api);
    let is_cached = record.given("IdentitySource").is_some() && record.text("AuthorizerType") == "REQUEST";
    let is_new = changed.before.is_none();
    if is_new && !is_websocket && is_cached && !record.contains_key("AuthorizerResultTtlInSeconds") {
        record.insert("AuthorizerResultTtlInSeconds", Document::Integer(DEFAULT_TTL));
    }
    let name = record.text("Name");
    if name.is_empty() {
        return Err(refusals::bad_request("Name is required"));
    }
    if changed.before.is_none_or(|it| it.text("Name") != name)
        && AUTHORIZER.all(snapshot, &request.place, record)?.iter().any(|it| it.text("Name") == name)
    {
        let message = format!("Authorizer name must be unique. Authorizer {name} already exists in this RestApi.");
        return Err(refusals::bad_request(message));
    }
    match record.text("AuthorizerType") {
        "JWT" if is_websocket => {
            let message = "Only REQUEST authorizer type is supported on WEBSOCKET protocol Apis.";
            return Err(refusals::bad_request(message));
        }
        "JWT" => check_jwt(record)?,
        _ => check_function(is_websocket, record)?,
    }
    check_sources(is_websocket, record.items("IdentitySource"))
}

/// Where the identity of a caller can stand.
const SOURCES: [&str; 4] = ["$request.header.", "$request.querystring.", "$context.", "$stageVariables."];
const SOURCES_OF_WEBSOCKETS: [&str; 4] =
    ["route.request.header.", "route.request.querystring.", "context.", "stageVariables."];

fn check_sources(is_websocket: bool, sources: &[Document]) -> Answer<()> {
    let known = if is_websocket { SOURCES_OF_WEBSOCKETS } else { SOURCES };
    let is_source = |text: &str| known.iter().any(|it| text.len() > it.len() && text.starts_with(it));
    match sources.iter().filter_map(Document::as_str).find(|it| !is_source(it)) {
        Some(source) => {
            let what = if is_websocket { "request identity" } else { "identity" };
            Err(refusals::bad_request(format!("Invalid {what} source expression: {source}")))
        }
        None => Ok(()),
    }
}

fn check_jwt(record: &Map) -> Answer<()> {
    let Some(Document::Map(configuration)) = record.get("JwtConfiguration") else {
        return Err(refusals::bad_request("JwtConfiguration must not be null for JWT Authorizer"));
    };
    let issuer = configuration.text("Issuer");
    if issuer.strip_prefix("https://").is_none_or(str::is_empty) {
        return Err(refusals::bad_request("Invalid issuer: Issuer is not a valid URL for JWT Authorizer"));
    }
    if configuration.items("Audience").is_empty() {
        return Err(refusals::bad_request("Audience must not be empty for JWT Authorizer"));
    }
    if record.items("IdentitySource").len() != 1 {
        return Err(refusals::bad_request("Exactly one identity source must be set for JWT Authorizer"));
    }
    Ok(())
}

fn check_function(is_websocket: bool, record: &Map) -> Answer<()> {
    let uri = record.text("AuthorizerUri");
    if uri.is_empty() {
        return Err(refusals::bad_request("AuthorizerUri is a required field in an Authorizer"));
    }
    let parts: Vec<&str> = uri.splitn(6, ':').collect();
    let is_function = matches!(parts[..], ["arn", _, "apigateway", _, "lambda", path]
        if path.starts_with("path/") && path.ends_with("/invocations"));
    if !is_function {
        return Err(refusals::bad_request(format!(
            "Invalid Authorizer URI: {uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda \
             function invocation."
        )));
    }
    let version = record.given("AuthorizerPayloadFormatVersion").and_then(Document::as_str);
    match version {
        None if !is_websocket => {
            let message = "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer";
            return Err(refusals::bad_request(message));
        }
        None | Some("1.0") => {}
        Some("2.0") if !is_websocket => {}
        Some(other) => {
            return Err(refusals::bad_request(format!("Unsupported AuthorizerPayloadFormatVersion: {other}")));
        }
    }
    if record.flag("EnableSimpleResponses") && version != Some("2.0") {
        return Err(refusals::bad_request(
            "EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion \"2.0\".",
        ));
    }
    let ttl = record.integer("AuthorizerResultTtlInSeconds").unwrap_or_default();
    if ttl > 0 && record.items("IdentitySource").is_empty() {
        return Err(refusals::bad_request(
            "Identity source must be set if authorizer caching is enabled (TTL is greater than 0)",
        ));
    }
    Ok(())
}
