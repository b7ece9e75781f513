//! Mappings: what an integration changes of requests and answers on their way.
//!
//! ```text
//! HTTP API        append:header.name = $request.header.other      overwrite:statuscode = 201
//! WebSocket API   integration.request.header.name = route.request.header.other
//! ```

use callboard_model::document::{Document, Map};

use crate::failure::{Answer, Failure};
use crate::members::Members;

use super::super::refusals;

const ACTIONS: [&str; 3] = ["append", "overwrite", "remove"];

/// Headers that API Gateway keeps for itself.
const RESERVED: [&str; 18] = [
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
];
const RESERVED_FAMILIES: [&str; 4] = ["access-control-", "apigw-", "x-amz-", "x-amzn-"];

/// What the values of mappings can refer to.
const OF_REQUESTS: [&str; 6] =
    ["$request.header.", "$request.querystring.", "$request.body", "$request.path", "$context.", "$stageVariables."];
const OF_ANSWERS: [&str; 4] = ["$response.header.", "$response.body", "$context.", "$stageVariables."];

/// Where a WebSocket API can put parameters.
const OF_WEBSOCKETS: [&str; 3] =
    ["integration.request.header.", "integration.request.querystring.", "integration.request.path."];

/// Refuses mappings that are none.
pub(super) fn check(is_websocket: bool, record: &Map) -> Answer<()> {
    let parameters = record.map("RequestParameters");
    if is_websocket {
        return match parameters.keys().find(|key| !begins_with_any(key, &OF_WEBSOCKETS)) {
            Some(key) => Err(invalid(&format!("Invalid mapping expression specified: {key}"))),
            None => Ok(()),
        };
    }
    for (key, value) in parameters.iter() {
        let place = changed_place(key).filter(|(action, place)| {
            place.starts_with("header.") || place.starts_with("querystring.") || (*action, *place) == OVERWRITTEN_PATH
        });
        let (_, place) = place.ok_or_else(|| invalid(&format!("Invalid Request Actioned Parameter {key}")))?;
        check_header(place)?;
        check_source(key, value, &OF_REQUESTS)?;
    }
    for (status, mappings) in record.map("ResponseParameters") {
        if !status.parse::<u16>().is_ok_and(|it| (200..600).contains(&it)) {
            return Err(refusals::bad_request(format!("Status Code {status} is not valid")));
        }
        for (key, value) in mappings.as_map().into_iter().flat_map(Map::iter) {
            let place = changed_place(key)
                .filter(|(action, place)| place.starts_with("header.") || (*action, *place) == OVERWRITTEN_STATUS);
            let (_, place) = place.ok_or_else(|| invalid(&format!("Invalid Response Actioned Parameter {key}")))?;
            check_header(place)?;
            check_source(key, value, &OF_ANSWERS)?;
        }
    }
    Ok(())
}

const OVERWRITTEN_PATH: (&str, &str) = ("overwrite", "path");
const OVERWRITTEN_STATUS: (&str, &str) = ("overwrite", "statuscode");

/// What a key does, and to what: `append:header.name`.
fn changed_place(key: &str) -> Option<(&str, &str)> {
    key.split_once(':').filter(|(action, place)| ACTIONS.contains(action) && !place.ends_with('.'))
}

fn check_header(place: &str) -> Answer<()> {
    let Some(name) = place.strip_prefix("header.").map(str::to_ascii_lowercase) else { return Ok(()) };
    if RESERVED.contains(&&*name) || RESERVED_FAMILIES.iter().any(|it| name.starts_with(it)) {
        return Err(invalid(&format!("Operations on header {name} are restricted")));
    }
    Ok(())
}

/// Refuses a reference to what there is not. `${…}` may stand anywhere in a value, and `$…` for all of it.
fn check_source(key: &str, value: &Document, sources: &[&str]) -> Answer<()> {
    let text = value.as_str().unwrap_or_default();
    let whole = Some(text).filter(|it| it.starts_with('$') && !it.starts_with("${"));
    let parts = text.split("${").skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| format!("${name}"));
    match whole.map(str::to_owned).into_iter().chain(parts).find(|it| !begins_with_any(it, sources)) {
        Some(source) => Err(invalid(&format!("Invalid source: {source} specified for destination: {key}"))),
        None => Ok(()),
    }
}

fn begins_with_any(text: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|it| text.starts_with(it))
}

fn invalid(error: &str) -> Failure {
    refusals::bad_request(format!(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : [{error}]"
    ))
}
