//! Encoder configurations: how a composition's video is made.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::Listing;
use crate::request::Request;
use crate::tags;

use super::arn::{self, ENCODER_CONFIGURATION, ID_LENGTH, Resource};
use super::{composition, quotas};

/// 1920 by 1080, either way round.
const MOST_PIXELS: i64 = 2_073_600;

pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    let configuration = Resource::new(&ENCODER_CONFIGURATION, &request.place, request.identifier(ID_LENGTH));
    let record = Map::new()
        .with("name", input.text("name"))
        .with("video", video(&input.map("video"))?)
        .with("tags", tags::of_new(input.map("tags"))?);
    change(move |transaction| {
        let table = ENCODER_CONFIGURATION.table;
        quotas::ENCODER_CONFIGURATIONS.check_records(request.shared.quotas, transaction, table, &request.place)?;
        configuration.put_new(transaction, &record)?;
        Ok(Map::new().with("encoderConfiguration", view(&configuration, &record)))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    let configuration = arn::required(request, &ENCODER_CONFIGURATION, request.input.text("arn"))?;
    let record = configuration.record_alone(&request.shared.store)?;
    Ok(Map::new().with("encoderConfiguration", view(&configuration, &record)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let prefix = request.place.prefix(&[]);
    let listing = Listing::new(ENCODER_CONFIGURATION.table, &prefix).sized(100);
    listing.page(request, snapshot, "encoderConfigurations", |id, record| {
        let configuration = Resource::new(&ENCODER_CONFIGURATION, &request.place, id);
        let mut item = view(&configuration, &record);
        item.remove("video");
        Ok(Some(item))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    let configuration = arn::required(&request, &ENCODER_CONFIGURATION, request.input.text("arn"))?;
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
        .with("video", record.map("video"))
        .with("tags", record.map("tags"))
}

/// The video settings with their defaults.
fn video(given: &Map) -> Answer<Map> {
    let (width, height) = (given.integer("width").unwrap_or(1280), given.integer("height").unwrap_or(720));
    if width % 2 != 0 || height % 2 != 0 {
        return Err(Failure::validation(format!("video width and height must be even numbers, got {width}x{height}")));
    }
    if width * height > MOST_PIXELS {
        return Err(Failure::validation(format!(
            "video may have {MOST_PIXELS} pixels at most, got {width}x{height}, which are {}",
            width * height
        )));
    }
    Ok(Map::new()
        .with("width", width)
        .with("height", height)
        .with("framerate", given.get("framerate").and_then(Document::as_f64).unwrap_or(30.0))
        .with("bitrate", given.integer("bitrate").unwrap_or(2_500_000)))
}
