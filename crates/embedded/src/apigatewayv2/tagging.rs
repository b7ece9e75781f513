//! Tags of everything that has an ARN.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;
use crate::tags;

use super::{arn, kind::Kind, refusals};

/// How long keys and values may be.
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let (kind, names) = arn::target(request, request.input.text("ResourceArn"))?;
    let record = kind.find(snapshot, &naming(request, names))?;
    Ok(Map::new().with("Tags", record.map("Tags")))
}

pub(super) fn tag(request: Request) -> Answer<Change> {
    let (kind, names) = arn::target(&request, request.input.text("ResourceArn"))?;
    let more = request.input.map("Tags");
    check(&more)?;
    change(move |transaction| {
        replace(transaction, &naming(&request, names), kind, |tags| tags::merged(tags, more).map_err(refusals::renamed))
    })
}

pub(super) fn untag(request: Request) -> Answer<Change> {
    let (kind, names) = arn::target(&request, request.input.text("ResourceArn"))?;
    let keys = request.input.items("TagKeys").to_vec();
    tags::check_keys(keys.iter().filter_map(Document::as_str)).map_err(refusals::renamed)?;
    change(move |transaction| {
        replace(transaction, &naming(&request, names), kind, |mut tags| {
            tags.retain(|name, _| !keys.iter().any(|key| key.as_str() == Some(name)));
            Ok(tags)
        })
    })
}

/// The tags of a new thing.
pub(super) fn of_new(input: &Map) -> Answer<Map> {
    let tags = input.map("Tags");
    check(&tags)?;
    tags::of_new(tags).map_err(refusals::renamed)
}

fn check(tags: &Map) -> Answer<()> {
    for (key, value) in tags.iter() {
        let length = key.chars().count();
        if length == 0 || length > LONGEST_KEY {
            return Err(refusals::bad_request(format!("Tag keys must have between 1 and {LONGEST_KEY} characters")));
        }
        if value.as_str().is_some_and(|it| it.chars().count() > LONGEST_VALUE) {
            let message = format!("Tag values must have at most {LONGEST_VALUE} characters: {key}");
            return Err(refusals::bad_request(message));
        }
    }
    Ok(())
}

/// The same request for the thing that has these names.
fn naming(request: &Request, names: Map) -> Request {
    request.with_input(names)
}

fn replace(
    transaction: &mut Transaction<'_>,
    request: &Request,
    kind: &Kind,
    new: impl FnOnce(Map) -> Answer<Map>,
) -> Answer {
    let mut record = kind.find(transaction, request)?;
    let tags = new(record.map("Tags"))?;
    record.insert("Tags", tags);
    kind.put(transaction, &request.place, &record)?;
    Ok(Map::new())
}
