//! Storage configurations: the bucket that recordings go to.

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::page::Listing;
use crate::request::Request;
use crate::tags;

use super::arn::{self, ID_LENGTH, Resource, STORAGE_CONFIGURATION};
use super::composition;

/// The bucket itself is not looked for: S3 is not on this plane.
pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    let configuration = Resource::new(&STORAGE_CONFIGURATION, &request.place, request.identifier(ID_LENGTH));
    let record = Map::new()
        .with("name", input.text("name"))
        .with("s3", Map::new().with("bucketName", input.map("s3").text("bucketName")))
        .with("tags", tags::of_new(input.map("tags"))?);
    change(move |transaction| {
        configuration.put_new(transaction, &record)?;
        Ok(Map::new().with("storageConfiguration", view(&configuration, &record)))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    let configuration = arn::required(request, &STORAGE_CONFIGURATION, request.input.text("arn"))?;
    let record = configuration.record_alone(&request.shared.store)?;
    Ok(Map::new().with("storageConfiguration", view(&configuration, &record)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let prefix = request.place.prefix(&[]);
    let listing = Listing::new(STORAGE_CONFIGURATION.table, &prefix).sized(100);
    listing.page(request, snapshot, "storageConfigurations", |id, record| {
        Ok(Some(view(&Resource::new(&STORAGE_CONFIGURATION, &request.place, id), &record)))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    let configuration = arn::required(&request, &STORAGE_CONFIGURATION, request.input.text("arn"))?;
    change(move |transaction| {
        composition::refuse_if_in_use(transaction, &configuration, request.now)?;
        configuration.delete(transaction)?;
        Ok(Map::new())
    })
}

pub(super) fn view(configuration: &Resource, record: &Map) -> Map {
    Map::new()
        .with("arn", configuration.arn())
        .with("name", record.text("name"))
        .with("s3", record.map("s3"))
        .with("tags", record.map("tags"))
}
