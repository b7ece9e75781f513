//! `TagResources` and `UntagResources`: each resource by itself, as its type's own function changes it.

use callboard_model::document::{Document, Map};
use callboard_model::types::ResourceType;
use callboard_store::Transaction;

use crate::cloudcontrol::tagged::{self, Tagged};
use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;
use crate::tags;

use super::INVALID;

pub(super) fn tag(request: Request) -> Answer<Change> {
    let more = request.input.map("Tags");
    tags::check_keys(more.keys().map(|key| &**key)).map_err(as_invalid)?;
    change_each(request, move |resource| tags::merged(resource.tags.clone(), more.clone()).map_err(as_invalid))
}

pub(super) fn untag(request: Request) -> Answer<Change> {
    let keys = request.input.items("TagKeys").to_vec();
    change_each(request, move |resource| {
        let mut tags = resource.tags.clone();
        tags.retain(|name, _| !keys.iter().any(|key| key.as_str() == Some(name)));
        Ok(tags)
    })
}

/// Gives each resource of the request the tags that follow from those it has.
fn change_each(request: Request, tags_after: impl Fn(&Tagged) -> Answer<Map> + Send + 'static) -> Answer<Change> {
    change(move |transaction| {
        let types = tagged::types(&request, transaction)?;
        let mut failed = Map::new();
        for arn in request.input.items("ResourceARNList").iter().filter_map(Document::as_str) {
            let outcome =
                transaction.attempt(|transaction| change_one(transaction, &request, &types, arn, |it| tags_after(it)));
            match outcome {
                Ok(()) => {}
                Err(Failure::Refused(refusal)) => {
                    let info = Map::new()
                        .with("StatusCode", i64::from(refusal.http_status))
                        .with("ErrorCode", refusal.code.as_str())
                        .with("ErrorMessage", refusal.message.as_str());
                    failed.insert(arn.to_owned(), info);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(Map::new().with("FailedResourcesMap", failed))
    })
}

fn change_one(
    transaction: &mut Transaction<'_>,
    request: &Request,
    types: &[&'static ResourceType],
    arn: &str,
    tags_after: impl FnOnce(&Tagged) -> Answer<Map>,
) -> Answer<()> {
    let Some(resource) = tagged::find(request, transaction, types, arn)? else {
        let region = &request.place.region;
        let message = format!("There is no resource {arn} that can be tagged in {region} of the caller's account");
        return Err(Failure::refused(INVALID, message, 400));
    };
    let tags = tags_after(&resource)?;
    if tags == resource.tags {
        return Ok(());
    }
    resource.change_tags(transaction, request, tags)
}

/// The rules of tags in the words of this service.
fn as_invalid(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(mut refusal) => {
            refusal.code = INVALID.to_owned();
            Failure::Refused(refusal)
        }
        other => other,
    }
}
