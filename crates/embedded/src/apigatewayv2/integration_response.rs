//! Integration responses: how an integration's answer becomes one for a WebSocket.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::deployment::{automatic, snapshot};
use super::kind::{API, INTEGRATION, INTEGRATION_RESPONSE};
use super::{api, merge, refusals};

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        INTEGRATION.find(transaction, &request)?;
        let mut record = merge::new_record(&INTEGRATION_RESPONSE, &request.input);
        record.remove("IntegrationResponseId");
        check(transaction, &request, &api, None, &record)?;
        let record = INTEGRATION_RESPONSE.put_new(transaction, &request, record)?;
        noted(transaction, &request, &record)
    })
}

pub(super) fn get(request: &Request) -> Answer {
    INTEGRATION_RESPONSE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    INTEGRATION_RESPONSE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = INTEGRATION_RESPONSE.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&INTEGRATION_RESPONSE, &mut record, &request.input);
        check(transaction, &request, &api, Some(&before), &record)?;
        if record == before {
            return Ok(INTEGRATION_RESPONSE.show(&record));
        }
        INTEGRATION_RESPONSE.put(transaction, &request.place, &record)?;
        noted(transaction, &request, &record)
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = INTEGRATION_RESPONSE.find(transaction, &request)?;
        INTEGRATION_RESPONSE.remove(transaction, &request.place, &record)?;
        snapshot::note(transaction, &request.place, &INTEGRATION_RESPONSE, &record, None)?;
        automatic::deploy(transaction, &request, &record)?;
        Ok(Map::new())
    })
}

fn noted(transaction: &mut Transaction<'_>, request: &Request, record: &Map) -> Answer {
    snapshot::note(transaction, &request.place, &INTEGRATION_RESPONSE, record, Some(record))?;
    automatic::deploy(transaction, request, record)?;
    Ok(INTEGRATION_RESPONSE.show(record))
}

/// Refuses a response of an HTTP API, without a key, or of a key that the integration has already.
fn check(
    transaction: &Transaction<'_>,
    request: &Request,
    api: &Map,
    before: Option<&Map>,
    record: &Map,
) -> Answer<()> {
    if !api::is_websocket(api) {
        let message = "IntegrationResponses are currently not supported for this API protocol type.";
        return Err(refusals::bad_request(message));
    }
    let key = record.text("IntegrationResponseKey");
    let is_pattern = key.len() > 2 && key.starts_with('/') && key.ends_with('/');
    if key != "$default" && !is_pattern {
        let message = "IntegrationResponseKey must be $default or a pattern between slashes, such as /200/";
        return Err(refusals::bad_request(message));
    }
    if before.is_some_and(|it| it.text("IntegrationResponseKey") == key) {
        return Ok(());
    }
    let others = INTEGRATION_RESPONSE.all(transaction, &request.place, record)?;
    match others.iter().any(|it| it.text("IntegrationResponseKey") == key) {
        true => {
            let message = format!("IntegrationResponse with key {key} already exists for this Integration");
            Err(Failure::conflict(message))
        }
        false => Ok(()),
    }
}
