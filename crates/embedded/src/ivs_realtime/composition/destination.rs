//! Destinations of compositions: a channel, a bucket, or one of each.

use callboard_model::document::{Document, Map};

use crate::failure::{Answer, Failure};
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::super::arn::{self, Arn, ENCODER_CONFIGURATION, ID_LENGTH, Resource, STORAGE_CONFIGURATION};
use super::super::recording::list_or;
use super::Progress;

/// What a new composition goes to, and what must exist for it.
pub(super) struct Plan {
    pub(super) destinations: Vec<Document>,
    pub(super) needs: Vec<Resource>,
}

pub(super) fn plan(request: &Request, stage: &Resource, composition: &Resource) -> Answer<Plan> {
    let given: Vec<&Map> = request.input.items("destinations").iter().filter_map(Document::as_map).collect();
    let mut plan = Plan { destinations: Vec::new(), needs: Vec::new() };
    for name in ["channel", "s3"] {
        if given.iter().filter(|it| it.contains_key(name)).count() > 1 {
            return Err(Failure::validation(format!("destinations can have one {name}, not two")));
        }
    }
    for configuration in given {
        let id = request.identifier(ID_LENGTH);
        let mut shown = Map::new().with("name", configuration.text("name"));
        let mut detail = Map::new();
        match (configuration.get("channel"), configuration.get("s3")) {
            (Some(Document::Map(channel)), None) => shown.push("channel", plan.channel(request, channel)?),
            (None, Some(Document::Map(s3))) => {
                shown.push("s3", plan.s3(request, s3)?);
                let prefix = format!("{}/{}/{id}/composite", stage.id, composition.id);
                detail.push("s3", Map::new().with("recordingPrefix", prefix));
            }
            _ => return Err(Failure::validation("a destination must have either channel or s3")),
        }
        let mut destination = Map::new().with("id", id).with("configuration", shown);
        if !detail.is_empty() {
            destination.push("detail", detail);
        }
        plan.destinations.push(Document::Map(destination));
    }
    Ok(plan)
}

/// A destination as `GetComposition` shows it.
pub(super) fn view(destination: &Map, progress: &Progress) -> Map {
    let mut view = summary(destination, progress);
    view.push("configuration", destination.map("configuration"));
    if let Some(detail) = destination.get("detail") {
        view.push("detail", detail.clone());
    }
    view
}

/// A destination as `ListCompositions` shows it.
pub(super) fn summary(destination: &Map, progress: &Progress) -> Map {
    let mut view = Map::with_capacity(6);
    view.push("id", destination.text("id"));
    view.push("state", progress.state);
    if let Some(moment) = progress.began {
        view.push("startTime", whole_seconds(moment));
    }
    if let Some(moment) = progress.ended {
        view.push("endTime", whole_seconds(moment));
    }
    view
}

/// The ARNs of what a composition was made from: its stage, encoders and storage.
pub(super) fn made_from(composition: &Map) -> Vec<String> {
    let mut arns = vec![composition.text("stageArn").to_owned()];
    for destination in composition.items("destinations").iter().filter_map(Document::as_map) {
        let configuration = destination.map("configuration");
        let (channel, s3) = (configuration.map("channel"), configuration.map("s3"));
        arns.push(channel.text("encoderConfigurationArn").to_owned());
        arns.push(s3.text("storageConfigurationArn").to_owned());
        arns.extend(s3.items("encoderConfigurationArns").iter().filter_map(Document::as_str).map(str::to_owned));
    }
    arns
}

impl Plan {
    /// Channels belong to IVS Low-Latency, which is not on this plane: an ARN that could be one will do.
    fn channel(&mut self, request: &Request, given: &Map) -> Answer<Map> {
        let channel = given.text("channelArn");
        let is_here = Arn::parse(channel).is_some_and(|arn| {
            arn.kind == "channel" && arn.account == &*request.place.account && arn.region == &*request.place.region
        });
        if !is_here {
            return Err(Failure::validation("channelArn must be of the same account and region as the stage"));
        }
        let mut shown = Map::new().with("channelArn", channel);
        if let Some(Document::String(encoder)) = given.given("encoderConfigurationArn") {
            self.need(request, &ENCODER_CONFIGURATION, encoder)?;
            shown.push("encoderConfigurationArn", encoder.as_str());
        }
        Ok(shown)
    }

    fn s3(&mut self, request: &Request, given: &Map) -> Answer<Map> {
        let storage = given.text("storageConfigurationArn");
        self.need(request, &STORAGE_CONFIGURATION, storage)?;
        for encoder in given.items("encoderConfigurationArns").iter().filter_map(Document::as_str) {
            self.need(request, &ENCODER_CONFIGURATION, encoder)?;
        }
        let recording = given.map("recordingConfiguration");
        let segment_seconds = recording.map("hlsConfiguration").integer("targetSegmentDurationSeconds").unwrap_or(2);
        let mut shown = Map::new()
            .with("storageConfigurationArn", storage)
            .with("encoderConfigurationArns", given.items("encoderConfigurationArns").to_vec())
            .with(
                "recordingConfiguration",
                Map::new()
                    .with("hlsConfiguration", Map::new().with("targetSegmentDurationSeconds", segment_seconds))
                    .with("format", recording.str("format").unwrap_or("HLS")),
            );
        let thumbnails = given.items("thumbnailConfigurations").iter().filter_map(Document::as_map);
        let thumbnails: Vec<Document> = thumbnails
            .map(|it| {
                let seconds = it.integer("targetIntervalSeconds").unwrap_or(60);
                let storage = list_or(it, "storage", "SEQUENTIAL");
                Document::Map(Map::new().with("targetIntervalSeconds", seconds).with("storage", storage))
            })
            .collect();
        if !thumbnails.is_empty() {
            shown.push("thumbnailConfigurations", thumbnails);
        }
        Ok(shown)
    }

    fn need(&mut self, request: &Request, kind: &'static arn::Kind, text: &str) -> Answer<()> {
        let needed = arn::required(request, kind, text)?;
        if !self.needs.iter().any(|it| it.kind.name == needed.kind.name && it.id == needed.id) {
            self.needs.push(needed);
        }
        Ok(())
    }
}
