//! Tags of any resource of the service.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;
use crate::tags;

use super::arn::{self, Resource};

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let resource = arn::of_any_kind(request, request.input.text("resourceArn"))?;
    let record = resource.record(snapshot)?;
    Ok(Map::new().with("tags", record.map("tags")))
}

pub(super) fn tag(request: Request) -> Answer<Change> {
    let resource = arn::of_any_kind(&request, request.input.text("resourceArn"))?;
    let more = request.input.map("tags");
    change(move |transaction| replace(transaction, &resource, |tags| tags::merged(tags, more)))
}

pub(super) fn untag(request: Request) -> Answer<Change> {
    let resource = arn::of_any_kind(&request, request.input.text("resourceArn"))?;
    tags::check_keys(request.input.items("tagKeys").iter().filter_map(Document::as_str))?;
    change(move |transaction| {
        replace(transaction, &resource, |mut tags| {
            let keys = request.input.items("tagKeys");
            tags.retain(|name, _| !keys.iter().any(|key| key.as_str() == Some(name)));
            Ok(tags)
        })
    })
}

fn replace(transaction: &mut Transaction<'_>, resource: &Resource, new: impl FnOnce(Map) -> Answer<Map>) -> Answer {
    let mut record = resource.record(transaction)?;
    let tags = new(record.map("tags"))?;
    record.insert("tags", tags);
    resource.put(transaction, &record)?;
    Ok(Map::new())
}
