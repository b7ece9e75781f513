//! Tags of log groups, by the ARN of a group or by its name.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::log_group;

/// How many tags one group may have.
const LIMIT: usize = 50;

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = log_group::find(snapshot, &request.place, &name(request)?)?;
    Ok(Map::new().with("tags", record.map("tags")))
}

pub(super) fn tag(request: Request) -> Answer<Change> {
    let name = name(&request)?;
    let more = request.input.map("tags");
    change(move |transaction| {
        log_group::replace(transaction, &request.place, &name, |record| {
            record.insert("tags", merged(record.map("tags"), more)?);
            Ok(())
        })
    })
}

pub(super) fn untag(request: Request) -> Answer<Change> {
    let name = name(&request)?;
    change(move |transaction| {
        log_group::replace(transaction, &request.place, &name, |record| {
            // `UntagLogGroup` calls its keys tags.
            let keys = [request.input.items("tagKeys"), request.input.items("tags")].concat();
            let mut tags = record.map("tags");
            tags.retain(|name, _| !keys.iter().any(|key| key.as_str() == Some(name)));
            record.insert("tags", tags);
            Ok(())
        })
    })
}

/// The tags of a group after more were put on it.
pub(super) fn merged(mut tags: Map, more: Map) -> Answer<Map> {
    for (key, value) in more.into_iter().filter(|(_, value)| !value.is_null()) {
        if key.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("aws:")) {
            let message = format!("aws: prefixed tag key names are not allowed for external use: {key}");
            return Err(log_group::invalid(message));
        }
        tags.insert(key, value);
    }
    if tags.len() > LIMIT {
        let message = format!("A resource can have {LIMIT} tags, and this one would have {}", tags.len());
        return Err(Failure::refused("TooManyTagsException", message, 400));
    }
    Ok(tags)
}

fn name(request: &Request) -> Answer<String> {
    match request.input.get("resourceArn").and_then(Document::as_str) {
        Some(arn) if arn.starts_with("arn:") => log_group::name_of(request, arn),
        Some(text) => Err(log_group::invalid(format!("{text} is not an ARN"))),
        None => Ok(request.input.text("logGroupName").to_owned()),
    }
}
