//! Authorizers: who says whether a request may come in.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, AUTHORIZER, ROUTE};
use super::{api, merge, quotas, refusals};

/// How long an answer of a function is remembered where nobody says.
const DEFAULT_TTL: i128 = 300;

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        quotas::AUTHORIZERS.check(transaction, &request, &AUTHORIZER, &request.input)?;
        let mut record = merge::new_record(&AUTHORIZER, &request.input);
        record.remove("AuthorizerId");
        let record = put_new(transaction, &request, &api, record)?;
        automatic::deploy(transaction, &request, &api)?;
        Ok(AUTHORIZER.show(&record))
    })
}

/// Completes, checks and keeps the record of a new authorizer.
pub(super) fn put_new(transaction: &mut Transaction<'_>, request: &Request, api: &Map, mut record: Map) -> Answer<Map> {
    let is_cached = record.given("IdentitySource").is_some() && record.text("AuthorizerType") == "REQUEST";
    if !api::is_websocket(api) && is_cached && !record.contains_key("AuthorizerResultTtlInSeconds") {
        record.insert("AuthorizerResultTtlInSeconds", Document::Integer(DEFAULT_TTL));
    }
    check(transaction, request, api, None, &record)?;
    let record = AUTHORIZER.put_new(transaction, request, record)?;
    snapshot::note(transaction, &request.place, &AUTHORIZER, &record, Some(&record))?;
    Ok(record)
}

pub(super) fn get(request: &Request) -> Answer {
    AUTHORIZER.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    AUTHORIZER.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = AUTHORIZER.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&AUTHORIZER, &mut record, &request.input);
        check(transaction, &request, &api, Some(&before), &record)?;
        if record != before {
            AUTHORIZER.put(transaction, &request.place, &record)?;
            snapshot::note(transaction, &request.place, &AUTHORIZER, &record, Some(&record))?;
            automatic::deploy(transaction, &request, &api)?;
        }
        Ok(AUTHORIZER.show(&record))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = AUTHORIZER.find(transaction, &request)?;
        let id = record.text("AuthorizerId");
        let routes = ROUTE.all(transaction, &request.place, &record)?;
        if let Some(route) = routes.iter().find(|it| it.text("AuthorizerId") == id) {
            let (name, key) = (record.text("Name"), route.text("RouteKey"));
            return Err(Failure::conflict(format!("Cannot delete authorizer '{name}', is referenced in route: {key}")));
        }
        remove(transaction, &request, &record)?;
        automatic::deploy(transaction, &request, &record)?;
        Ok(Map::new())
    })
}

/// Deletes an authorizer that no route refers to.
pub(super) fn remove(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer<()> {
    AUTHORIZER.remove(transaction, &request.place, record)?;
    snapshot::note(transaction, &request.place, &AUTHORIZER, record, None)
}

/// Refuses an authorizer that no route of the API could use, without a name, or of a name that is taken.
fn check(snapshot: &Snapshot<'_>, request: &Request, api: &Map, before: Option<&Map>, record: &Map) -> Answer<()> {
    let is_websocket = api::is_websocket(api);
    let name = record.text("Name");
    if name.is_empty() {
        return Err(refusals::bad_request("Name is required"));
    }
    if before.is_none_or(|it| it.text("Name") != name)
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
    for source in record.items("IdentitySource").iter().filter_map(Document::as_str) {
        let is_source = if is_websocket {
            ["route.request.header.", "route.request.querystring.", "context.", "stageVariables."]
                .iter()
                .any(|it| source.len() > it.len() && source.starts_with(it))
        } else {
            ["$request.header.", "$request.querystring.", "$context.", "$stageVariables."]
                .iter()
                .any(|it| source.len() > it.len() && source.starts_with(it))
        };
        if !is_source {
            let what = if is_websocket { "request identity" } else { "identity" };
            return Err(refusals::bad_request(format!("Invalid {what} source expression: {source}")));
        }
    }
    Ok(())
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
