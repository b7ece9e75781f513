//! Tags of roles and policies, whose keys keep their case but do not differ by it.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::{entity, pages};

/// How many tags one entity may have.
const LIMIT: usize = 50;

pub(super) fn list_of_role(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = entity::role(snapshot, request, request.input.text("RoleName"))?;
    pages::of_items(request, "Tags", list(&record.map("Tags")))
}

pub(super) fn list_of_policy(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = entity::policy(snapshot, request, request.input.text("PolicyArn"))?;
    pages::of_items(request, "Tags", list(&record.map("Tags")))
}

pub(super) fn tag_role(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let edit = |record: &mut Map| tag(record, &request);
        entity::edit_role(transaction, &request, request.input.text("RoleName"), edit)?;
        Ok(Map::new())
    })
}

pub(super) fn tag_policy(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let edit = |record: &mut Map| tag(record, &request);
        entity::edit_policy(transaction, &request, request.input.text("PolicyArn"), edit)?;
        Ok(Map::new())
    })
}

pub(super) fn untag_role(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let edit = |record: &mut Map| untag(record, &request);
        entity::edit_role(transaction, &request, request.input.text("RoleName"), edit)?;
        Ok(Map::new())
    })
}

pub(super) fn untag_policy(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let edit = |record: &mut Map| untag(record, &request);
        entity::edit_policy(transaction, &request, request.input.text("PolicyArn"), edit)?;
        Ok(Map::new())
    })
}

/// The tags of an entity after more were put on it.
pub(super) fn merged(mut tags: Map, more: &[Document]) -> Answer<Map> {
    let mut seen: Vec<String> = Vec::with_capacity(more.len());
    for tag in more.iter().filter_map(Document::as_map) {
        let (key, value) = (tag.text("Key"), tag.text("Value"));
        let folded = key.to_lowercase();
        if folded.starts_with("aws:") {
            return Err(entity::invalid(format!("Tag keys that begin with aws: are reserved for AWS: {key}")));
        }
        if seen.contains(&folded) {
            let message = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
            return Err(entity::invalid(message));
        }
        tags.retain(|known, _| known == key || known.to_lowercase() != folded);
        tags.insert(key.to_owned(), value);
        seen.push(folded);
    }
    if tags.len() > LIMIT {
        return Err(entity::limit_exceeded(format!("The number of tags has reached the maximum limit: {LIMIT}")));
    }
    Ok(tags)
}

/// Tags as answers carry them.
pub(super) fn list(tags: &Map) -> Vec<Document> {
    tags.iter().map(|(key, value)| Document::Map(Map::new().with("Key", &**key).with("Value", value.clone()))).collect()
}

fn tag(record: &mut Map, request: &Request) -> Answer<()> {
    record.insert("Tags", merged(record.map("Tags"), request.input.items("Tags"))?);
    Ok(())
}

fn untag(record: &mut Map, request: &Request) -> Answer<()> {
    let keys: Vec<String> =
        request.input.items("TagKeys").iter().filter_map(Document::as_str).map(str::to_lowercase).collect();
    let mut tags = record.map("Tags");
    tags.retain(|name, _| !keys.contains(&name.to_lowercase()));
    record.insert("Tags", tags);
    Ok(())
}
