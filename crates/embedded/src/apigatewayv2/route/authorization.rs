//! Authorization: who may send requests to a route.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::super::kind::AUTHORIZER;
use super::super::refusals;

/// Refuses an authorization that the protocol does not have, or whose authorizer does not fit.
///
/// An authorizer is forgotten where the type of authorization has none.
pub(super) fn check(snapshot: &Snapshot<'_>, request: &Request, is_websocket: bool, record: &mut Map) -> Answer<()> {
    let authorization = record.text("AuthorizationType").to_owned();
    if is_websocket && authorization != "NONE" && record.text("RouteKey") != "$connect" {
        return Err(refusals::bad_request("Currently, authorization is restricted to the $connect route only"));
    }
    if is_websocket && authorization == "JWT" {
        return Err(refusals::bad_request("JWT authorization is not supported on WEBSOCKET protocol Apis."));
    }
    if authorization != "JWT" && record.given("AuthorizationScopes").is_some() {
        return Err(refusals::bad_request(
            "Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization type",
        ));
    }
    let wanted = match &*authorization {
        "JWT" => "JWT",
        "CUSTOM" => "REQUEST",
        _ => {
            record.remove("AuthorizerId");
            return Ok(());
        }
    };
    let names = record
        .given("AuthorizerId")
        .and_then(Document::as_str)
        .map(|id| Map::new().with("ApiId", record.text("ApiId")).with("AuthorizerId", id));
    let authorizer = match names {
        Some(names) => AUTHORIZER.get(snapshot, &request.place, &names)?,
        None => None,
    };
    if authorizer.is_some_and(|it| it.text("AuthorizerType") == wanted) {
        return Ok(());
    }
    Err(refusals::bad_request(format!(
        "Invalid authorizer ID specified. Setting the authorization type to {authorization} requires a valid {} \
         authorizer.",
        if wanted == "JWT" { "JWT" } else { "custom" }
    )))
}
