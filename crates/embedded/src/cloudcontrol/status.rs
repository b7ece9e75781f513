//! Looking at requests, and stopping them.

use callboard_model::document::{Document, Map};
use callboard_model::types;
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::{Listing, PASCAL_CASE};
use crate::record::unescaped;
use crate::request::Request;

use super::progress::Progress;
use super::tables::{IN_FLIGHT, REQUEST};
use super::{identifier, provider};

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let token = request.input.text("RequestToken");
    let progress = Progress::find(snapshot, &request.place, token, request.now)?;
    let model = match (progress.status(request.now), &*progress.operation, &progress.identifier) {
        ("SUCCESS", "CREATE" | "UPDATE", Some(identifier)) => match types::resource_type(&progress.type_name) {
            Some(resource_type) => provider::read(snapshot, request, resource_type, identifier)?,
            None => None,
        },
        _ => None,
    };
    Ok(Map::new().with("ProgressEvent", progress.latest_event(request.now, model)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let filter = request.input.map("ResourceRequestStatusFilter");
    let passes = |member: &str, value: &str| {
        let wanted = filter.items(member);
        wanted.is_empty() || wanted.iter().any(|it| it.as_str() == Some(value))
    };
    let prefix = request.place.prefix(&[]);
    let listing = Listing::new(REQUEST, &prefix).newest_first().sized(20).in_words(PASCAL_CASE);
    listing.page(request, snapshot, "ResourceRequestStatusSummaries", |token, record| {
        let progress = Progress::from_record(&unescaped(token), &record);
        let is_shown = !progress.is_outdated(request.now)
            && passes("Operations", &progress.operation)
            && passes("OperationStatuses", progress.status(request.now));
        Ok(is_shown.then(|| progress.latest_event(request.now, None)))
    })
}

/// Stops a request that is in progress. Its handler has run, and nothing of that is undone.
pub(super) fn cancel(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let token = request.input.text("RequestToken");
        let mut progress = Progress::find(transaction, &request.place, token, request.now)?;
        let event = match progress.status(request.now) {
            "CANCEL_COMPLETE" => progress.latest_event(request.now, None),
            "IN_PROGRESS" => {
                progress.cancelled = Some(request.now);
                progress.put(transaction, &request.place)?;
                if let (Some(identifier), Some(resource_type)) =
                    (&progress.identifier, types::resource_type(&progress.type_name))
                {
                    let key = identifier::key(&request.place, resource_type, identifier)?;
                    IN_FLIGHT.delete(transaction, &key)?;
                }
                progress.cancelling_event(request.now)
            }
            status => return Err(Failure::validation(format!("Request {token} is already in status {status}"))),
        };
        Ok(Map::new().with("ProgressEvent", Document::Map(event)))
    })
}
