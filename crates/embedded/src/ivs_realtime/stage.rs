//! Stages.

use callboard_model::document::{Document, Instant, Map};
use callboard_store::{ScanRange, Snapshot};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::Listing;
use crate::request::Request;
use crate::tags;

use super::arn::{self, ID_LENGTH, Resource};
use super::tables::{
    ATTENDANCE, PARTICIPANT, PARTICIPANT_BY, PARTICIPANT_EVENT, REPLICA, SESSION, STAGE, STORAGE_CONFIGURATION,
};
use super::{composition, ingest_configuration, participant, presence, quotas, recording, token};

pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    let stage = Resource::stage(&request.place, request.identifier(ID_LENGTH));
    let mut record = Map::new()
        .with("name", input.text("name"))
        .with("tags", tags::of_new(input.map("tags"))?)
        // Its hosts are named after this, and never change: clients may keep them for days.
        .with("endpoint", request.shared.identifiers.random(ID_LENGTH).to_ascii_lowercase());
    if let Some(Document::Map(configuration)) = input.get("autoParticipantRecordingConfiguration") {
        record.insert("recording", recording::with_defaults(configuration));
    }
    let mut output = Map::new().with("stage", view(&stage, &record, None));
    let configurations = input.items("participantTokenConfigurations").iter().filter_map(Document::as_map);
    let tokens: Vec<Document> = configurations
        .map(|it| token::issue(&request, &stage, &record, it).map(Document::Map))
        .collect::<Answer<_>>()?;
    if !tokens.is_empty() {
        output.push("participantTokens", tokens);
    }
    change(move |transaction| {
        quotas::STAGES.check_records(request.shared.quotas, transaction, STAGE, &request.place)?;
        if !storage_exists(transaction, &request, &record)? {
            return Err(Failure::validation("storageConfigurationArn references a resource which does not exist"));
        }
        stage.put_new(transaction, &record)?;
        Ok(output)
    })
}

pub(super) fn get(request: &Request) -> Answer {
    let stage = arn::required(request, &arn::STAGE, request.input.text("arn"))?;
    let store = &request.shared.store;
    let record = stage.record_alone(store)?;
    let session = match record.contains_key("activeSessionId") {
        true => store.read(|snapshot| presence::live_session(snapshot, &stage, &record, request.now))?,
        false => None,
    };
    Ok(Map::new().with("stage", view(&stage, &record, session)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let prefix = request.place.prefix(&[]);
    Listing::new(STAGE, &prefix).page(request, snapshot, "stages", |id, record| {
        let stage = Resource::stage(&request.place, id);
        let session = presence::live_session(snapshot, &stage, &record, request.now)?;
        Ok(Some(summary(&stage, &record, session)))
    })
}

pub(super) fn update(request: Request) -> Answer<Change> {
    let stage = arn::required(&request, &arn::STAGE, request.input.text("arn"))?;
    change(move |transaction| {
        let mut record = stage.record(transaction)?;
        let session = presence::live_session(transaction, &stage, &record, request.now)?;
        if let Some(name) = request.input.str("name") {
            record.insert("name", name);
        }
        if let Some(Document::Map(configuration)) = request.input.get("autoParticipantRecordingConfiguration") {
            if let Some(session) = &session
                && participant::is_any_recording(transaction, &stage, session)?
            {
                let message = "autoParticipantRecordingConfiguration cannot change while a participant is recorded";
                return Err(Failure::conflict(message));
            }
            record.insert("recording", recording::with_defaults(configuration));
            if !storage_exists(transaction, &request, &record)? {
                return Err(Failure::not_found(record.map("recording").text("storageConfigurationArn")));
            }
        }
        stage.put(transaction, &record)?;
        Ok(Map::new().with("stage", view(&stage, &record, session)))
    })
}

/// Disconnects everybody, then forgets the stage, its sessions and who was in them.
pub(super) fn delete(request: Request) -> Answer<Change> {
    let stage = arn::required(&request, &arn::STAGE, request.input.text("arn"))?;
    change(move |transaction| {
        stage.record(transaction)?;
        let env = presence::Env::of(&request);
        presence::disconnect_everybody(transaction, &env, &stage)?;
        composition::stop_all_of(transaction, &stage, request.now)?;
        ingest_configuration::detach_all_from(transaction, &stage)?;
        let prefix = stage.prefix_of(&[]);
        for table in [SESSION, PARTICIPANT, PARTICIPANT_EVENT, PARTICIPANT_BY, ATTENDANCE, REPLICA] {
            table.delete_all(transaction, &prefix)?;
        }
        stage.delete(transaction)?;
        Ok(Map::new())
    })
}

/// The stage as `GetStage` shows it.
fn view(stage: &Resource, record: &Map, session: Option<String>) -> Map {
    let mut view = summary(stage, record, session);
    view.push("autoParticipantRecordingConfiguration", recording::of(record));
    view.push("endpoints", endpoints(record));
    view
}

/// The stage as far as it is a resource of CloudFormation, without the [`defaults`].
pub(super) fn full_view(request: &Request, snapshot: &Snapshot<'_>, stage: &Resource, record: &Map) -> Answer<Map> {
    let session = presence::live_session(snapshot, stage, record, request.now)?;
    let mut view = summary(stage, record, session);
    if let Some(configuration) = record.get("recording") {
        view.push("autoParticipantRecordingConfiguration", configuration.clone());
    }
    Ok(view)
}

/// What every stage shows that has nothing else there.
pub(super) fn defaults() -> Map {
    Map::new().with("autoParticipantRecordingConfiguration", recording::of(&Map::new()))
}

/// The stage as `ListStages` shows it.
fn summary(stage: &Resource, record: &Map, session: Option<String>) -> Map {
    let mut view = Map::with_capacity(6);
    view.push("arn", stage.arn());
    view.push("name", record.text("name"));
    if let Some(session) = session {
        view.push("activeSessionId", session);
    }
    view.push("tags", record.map("tags"));
    view
}

fn endpoints(record: &Map) -> Map {
    let host = record.text("endpoint");
    let mut endpoints = Map::with_capacity(4);
    endpoints.push("events", EVENTS_URL);
    endpoints.push("whip", whip_url(record));
    endpoints.push("rtmp", format!("rtmp://{host}.global-contribute.live-video.net/app/"));
    endpoints.push("rtmps", format!("rtmps://{host}.global-contribute.live-video.net:443/app/"));
    endpoints
}

/// Where clients hear of what happens on any stage.
pub(super) const EVENTS_URL: &str = "wss://global.events.live-video.net";

/// Where clients publish to the stage.
pub(super) fn whip_url(record: &Map) -> String {
    format!("https://{}.global-bm.whip.live-video.net", record.text("endpoint"))
}

/// Whether the storage configuration exists that a stage records to, if it records at all.
fn storage_exists(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<bool> {
    let configuration = record.map("recording");
    let Some(Document::String(text)) = configuration.given("storageConfigurationArn") else { return Ok(true) };
    match arn::located(request, &arn::STORAGE_CONFIGURATION, text)? {
        Some(storage) => STORAGE_CONFIGURATION.contains(snapshot, &storage.key()),
        None => Ok(false),
    }
}

/// When the last session of a stage ended, if there was one.
pub(super) fn last_session_end(snapshot: &Snapshot<'_>, stage: &Resource) -> Answer<Option<Instant>> {
    let prefix = stage.prefix_of(&[]);
    let sessions = SESSION.list(snapshot, ScanRange::prefix(&prefix).reversed().limit(1))?;
    Ok(sessions.first().and_then(|(_, session)| session.moment("endTime")))
}
