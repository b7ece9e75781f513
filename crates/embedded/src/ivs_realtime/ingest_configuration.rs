//! Ingest configurations: stream keys with which an encoder joins a stage by RTMP.
//!
//! The keys are in a table of their own, without history; the record holds the
//! rest. A configuration is active while somebody publishes with one of its
//! keys, each until the moment at which their stream is cut off.

use callboard_model::document::{Document, Instant, Map};
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::Listing;
use crate::request::Request;
use crate::tags;

use super::arn::{self, Arn, ID_LENGTH, INGEST_CONFIGURATION, Resource};
use super::participant::Participant;
use super::presence::{self, Env};
use super::tables::{INGEST_CONFIGURATION_BY, STAGE, STREAM_KEY};
use super::token;

/// Characters of a stream key that nobody can guess.
const SECRET_LENGTH: usize = 30;

pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    let protocol = input.text("ingestProtocol");
    let is_insecure = input.flag("insecureIngest");
    if protocol == "RTMP" && !is_insecure {
        return Err(Failure::validation("insecureIngest must be true where ingestProtocol is RTMP"));
    }
    let attributes = input.map("attributes");
    token::check_attributes(&attributes)?;
    let ingest = Resource::new(&INGEST_CONFIGURATION, &request.place, request.identifier(ID_LENGTH));
    let participant_id = request.identifier(ID_LENGTH);
    let mut keys = Map::new().with(participant_id.clone(), stream_key(&request, &ingest));
    let mut record = Map::new()
        .with("name", input.text("name"))
        .with("ingestProtocol", protocol)
        .with("insecureIngest", is_insecure)
        .with("stageArn", input.text("stageArn"))
        .with("participantId", participant_id)
        .with("userId", input.text("userId"))
        .with("redundantIngest", input.flag("redundantIngest"))
        .with("attributes", attributes)
        .with("tags", tags::of_new(input.map("tags"))?);
    set_redundant(&request, &ingest, &mut record, &mut keys, input.flag("redundantIngest"));
    change(move |transaction| {
        if !stage_exists(transaction, &request, record.text("stageArn"))? {
            return Err(Failure::validation("stageArn references a resource which does not exist"));
        }
        ingest.put_new(transaction, &record)?;
        save(transaction, &ingest, &Map::new(), &record)?;
        STREAM_KEY.put(transaction, &ingest.key(), &keys)?;
        Ok(Map::new().with("ingestConfiguration", view(&ingest, &record, &keys, request.now)))
    })
}

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let ingest = arn::required(request, &INGEST_CONFIGURATION, request.input.text("arn"))?;
    let record = ingest.record(snapshot)?;
    let keys = STREAM_KEY.get(snapshot, &ingest.key())?.unwrap_or_default();
    Ok(Map::new().with("ingestConfiguration", view(&ingest, &record, &keys, request.now)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    const MEMBER: &str = "ingestConfigurations";
    let place = &request.place;
    let (stage, state) = (request.input.given("filterByStageArn"), request.input.given("filterByState"));
    let show = |id: &str, record: &Map| {
        let mut item = view(&Resource::new(&INGEST_CONFIGURATION, place, id), record, &Map::new(), request.now);
        item.retain(|name, _| !matches!(name, "streamKey" | "redundantIngestCredentials" | "attributes" | "tags"));
        let is_listed = state.is_none_or(|state| item.get("state") == Some(state));
        is_listed.then_some(item)
    };
    let prefix = match (stage, state.and_then(Document::as_str)) {
        (Some(_), Some(_)) => {
            return Err(Failure::validation("only one of filterByStageArn and filterByState can be given"));
        }
        (Some(stage), None) => match arn::located(request, &arn::STAGE, stage.as_str().unwrap_or_default())? {
            Some(stage) => place.prefix(&["stage", &stage.id]),
            None => return Ok(Map::new().with(MEMBER, Vec::new())),
        },
        (None, Some("ACTIVE")) => place.prefix(&["active", "true"]),
        (None, _) => {
            let prefix = place.prefix(&[]);
            let listing = Listing::new(INGEST_CONFIGURATION.table, &prefix);
            return listing.page(request, snapshot, MEMBER, |id, record| Ok(show(id, &record)));
        }
    };
    Listing::new(INGEST_CONFIGURATION_BY, &prefix).page(request, snapshot, MEMBER, |id, _| {
        let ingest = Resource::new(&INGEST_CONFIGURATION, place, id);
        Ok(show(id, &ingest.record(snapshot)?))
    })
}

pub(super) fn update(request: Request) -> Answer<Change> {
    let ingest = arn::required(&request, &INGEST_CONFIGURATION, request.input.text("arn"))?;
    change(move |transaction| {
        let old = ingest.record(transaction)?;
        if state(&old, request.now) == "ACTIVE" {
            return Err(Failure::conflict(format!("{} is active and cannot be updated", ingest.arn())));
        }
        let mut record = old.clone();
        let mut keys = STREAM_KEY.get(transaction, &ingest.key())?.unwrap_or_default();
        if let Some(stage) = request.input.str("stageArn") {
            if !stage_exists(transaction, &request, stage)? {
                return Err(Failure::not_found(stage));
            }
            record.insert("stageArn", stage);
        }
        if let Some(Document::Bool(is_redundant)) = request.input.get("redundantIngest") {
            set_redundant(&request, &ingest, &mut record, &mut keys, *is_redundant);
        }
        save(transaction, &ingest, &old, &record)?;
        STREAM_KEY.put(transaction, &ingest.key(), &keys)?;
        Ok(Map::new().with("ingestConfiguration", view(&ingest, &record, &keys, request.now)))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    let ingest = arn::required(&request, &INGEST_CONFIGURATION, request.input.text("arn"))?;
    change(move |transaction| {
        let record = ingest.record(transaction)?;
        if state(&record, request.now) == "ACTIVE" {
            if !request.input.flag("force") {
                let message = format!("{} is active; stop the stream or set force to delete it", ingest.arn());
                return Err(Failure::conflict(message));
            }
            disconnect_publishers(transaction, &Env::of(&request), &ingest, &record)?;
        }
        let record = ingest.record(transaction)?;
        for key in index_keys(&ingest, &record) {
            INGEST_CONFIGURATION_BY.delete(transaction, &key)?;
        }
        STREAM_KEY.delete(transaction, &ingest.key())?;
        ingest.delete(transaction)?;
        Ok(Map::new())
    })
}

/// The participant of a stream key and the record of its configuration, where that has such a key.
pub(super) fn find_by_stream_key(
    snapshot: &Snapshot<'_>,
    ingest: &Resource,
    stream_key: &str,
) -> Answer<Option<(String, Map)>> {
    let Some(keys) = STREAM_KEY.get(snapshot, &ingest.key())? else { return Ok(None) };
    match keys.iter().find(|(_, key)| key.as_str() == Some(stream_key)) {
        Some((participant_id, _)) => Ok(Some((participant_id.to_string(), ingest.record(snapshot)?))),
        None => Ok(None),
    }
}

/// Gives a configuration another stage, or none.
pub(super) fn attach(transaction: &mut Transaction<'_>, ingest: &Resource, stage_arn: &str) -> Answer<()> {
    let old = ingest.record(transaction)?;
    let new = old.clone().with("stageArn", stage_arn);
    save(transaction, ingest, &old, &new)
}

/// Takes a stage from every configuration that has it.
pub(super) fn detach_all_from(transaction: &mut Transaction<'_>, stage: &Resource) -> Answer<()> {
    let prefix = stage.place.prefix(&["stage", &stage.id]);
    for id in INGEST_CONFIGURATION_BY.names(transaction, ScanRange::prefix(&prefix))? {
        attach(transaction, &Resource::new(&INGEST_CONFIGURATION, &stage.place, id), "")?;
    }
    Ok(())
}

/// Says until when a participant publishes with a configuration; nothing where they have stopped.
pub(super) fn set_active(
    transaction: &mut Transaction<'_>,
    ingest: &Resource,
    participant_id: &str,
    until: Option<Instant>,
) -> Answer<()> {
    let Some(old) = ingest.kind.table.get(transaction, &ingest.key())? else { return Ok(()) };
    let mut active = old.map("active");
    match until {
        Some(until) => drop(active.insert(participant_id.to_owned(), until.to_string())),
        None => drop(active.remove(participant_id)),
    }
    let mut new = old.clone();
    if active.is_empty() {
        new.remove("active");
    } else {
        new.insert("active", active);
    }
    save(transaction, ingest, &old, &new)
}

/// Whether a participant publishes with a configuration.
pub(super) fn is_active(record: &Map, participant_id: &str, now: Instant) -> bool {
    record.map("active").moment(participant_id).is_some_and(|until| until > now)
}

fn state(record: &Map, now: Instant) -> &'static str {
    let active = record.map("active");
    if active.keys().any(|id| is_active(record, id, now)) { "ACTIVE" } else { "INACTIVE" }
}

/// The configuration as far as it is a resource of CloudFormation.
pub(super) fn full_view(request: &Request, snapshot: &Snapshot<'_>, ingest: &Resource, record: &Map) -> Answer<Map> {
    let keys = STREAM_KEY.get(snapshot, &ingest.key())?.unwrap_or_default();
    let mut view = view(ingest, record, &keys, request.now);
    // The schema of the type allows no empty ARN, whereas the service shows one.
    view.retain(|name, value| name != "stageArn" || value.as_str() != Some(""));
    Ok(view.with("insecureIngest", record.flag("insecureIngest")))
}

fn view(ingest: &Resource, record: &Map, keys: &Map, now: Instant) -> Map {
    let participant_id = record.text("participantId");
    let mut view = Map::with_capacity(12);
    view.push("name", record.text("name"));
    view.push("arn", ingest.arn());
    view.push("ingestProtocol", record.text("ingestProtocol"));
    view.push("streamKey", keys.text(participant_id));
    view.push("stageArn", record.text("stageArn"));
    view.push("participantId", participant_id);
    view.push("state", state(record, now));
    view.push("userId", record.text("userId"));
    view.push("redundantIngest", record.flag("redundantIngest"));
    if record.flag("redundantIngest") {
        let credentials = keys.iter().filter(|(id, _)| *id != participant_id).map(|(id, key)| {
            Document::Map(Map::new().with("participantId", id.to_string()).with("streamKey", key.clone()))
        });
        view.push("redundantIngestCredentials", credentials.collect::<Vec<_>>());
    }
    let attributes = record.map("attributes");
    if !attributes.is_empty() {
        view.push("attributes", attributes);
    }
    view.push("tags", record.map("tags"));
    view
}

fn save(transaction: &mut Transaction<'_>, ingest: &Resource, old: &Map, new: &Map) -> Answer<()> {
    let (before, after) = (index_keys(ingest, old), index_keys(ingest, new));
    for key in before.iter().filter(|key| !after.contains(key)) {
        INGEST_CONFIGURATION_BY.delete(transaction, key)?;
    }
    for key in after.iter().filter(|key| !before.contains(key)) {
        INGEST_CONFIGURATION_BY.mark(transaction, key)?;
    }
    if old == new { Ok(()) } else { ingest.put(transaction, new) }
}

fn index_keys(ingest: &Resource, record: &Map) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    if let Some(stage) = Arn::parse(record.text("stageArn")) {
        keys.push(ingest.place.key(&["stage", stage.id, &ingest.id]));
    }
    if record.contains_key("active") {
        keys.push(ingest.place.key(&["active", "true", &ingest.id]));
    }
    keys
}

/// A second encoder has a participant and a key of its own. How many AWS gives out is not documented; we give one.
fn set_redundant(request: &Request, ingest: &Resource, record: &mut Map, keys: &mut Map, is_redundant: bool) {
    record.insert("redundantIngest", is_redundant);
    if !is_redundant {
        let first = record.text("participantId").to_owned();
        keys.retain(|id, _| id == first);
    } else if keys.len() < 2 {
        keys.insert(request.identifier(ID_LENGTH), stream_key(request, ingest));
    }
}

fn stream_key(request: &Request, ingest: &Resource) -> String {
    let secret = request.shared.identifiers.random(SECRET_LENGTH);
    format!("rt_{}_{}_{}_{secret}", ingest.place.account, ingest.place.region, ingest.id)
}

fn stage_exists(snapshot: &Snapshot<'_>, request: &Request, text: &str) -> Answer<bool> {
    if text.is_empty() {
        return Ok(true);
    }
    match arn::located(request, &arn::STAGE, text)? {
        Some(stage) => STAGE.contains(snapshot, &stage.key()),
        None => Ok(false),
    }
}

fn disconnect_publishers(transaction: &mut Transaction<'_>, env: &Env, ingest: &Resource, record: &Map) -> Answer<()> {
    let Some(stage) = Arn::parse(record.text("stageArn")) else { return Ok(()) };
    let stage = Resource::stage(&ingest.place, stage.id);
    presence::settle(transaction, env, &stage)?;
    for id in record.map("active").keys() {
        if let Some(participant) = presence::attending(transaction, &stage, id)?.filter(Participant::is_connected) {
            presence::leave(transaction, env, participant)?;
        }
    }
    Ok(())
}
