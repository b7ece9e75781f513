//! Presence: the rules of joining, publishing, subscribing and leaving.
//!
//! ```text
//! join ──▶ session starts with the first ──▶ JOINED
//!   publish, subscribe ──▶ PUBLISH_STARTED, SUBSCRIBE_STARTED
//! leave ─▶ what was published and subscribed ends ──▶ LEFT ──▶ session ends with the last
//! ```
//!
//! Everybody leaves by themselves at some moment: when their token expires, or
//! after a day. Nothing runs in the background, so [`settle`] carries out what
//! became due, at the moments at which it did, before anything else is done
//! with a stage; readers that find something due have it settled first.

use std::sync::Arc;

use callboard_model::document::{Document, Instant, Map};
use callboard_plane::error::Refusal;
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::{Members, later};
use crate::record::last_part;
use crate::request::{Request, Shared};

use super::arn::{INGEST_CONFIGURATION, Resource, STORAGE_CONFIGURATION};
use super::participant::Participant;
use super::quotas::{PUBLISHERS, Quota, SUBSCRIBERS};
use super::tables::{ATTENDANCE, CONNECTED_BY_TOKEN, EXPIRY, PARTICIPANT_BY, SESSION};
use super::{arn, composition, ingest_configuration, recording, replication, stage};

/// The length of a session id: `st-` and thirteen characters, of which the first tell the time.
const SESSION_ID_LENGTH: usize = 13;

/// What the rules need beside the records.
#[derive(Clone)]
pub(super) struct Env {
    pub(super) now: Instant,
    pub(super) shared: Arc<Shared>,
}

/// Somebody at the door of a stage.
pub(super) struct Joining {
    pub(super) participant_id: String,
    pub(super) leaves_at: Instant,
    /// What is known of them, as members of their record.
    pub(super) details: Map,
}

/// An entry of the expiry index.
struct Due {
    at: Instant,
    participant_id: String,
    key: Vec<u8>,
}

/// Whether anybody is on a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occupancy {
    Occupied,
    /// Since then, or always.
    Empty(Option<Instant>),
}

impl Env {
    pub(super) fn of(request: &Request) -> Self {
        Self { now: request.now, shared: Arc::clone(&request.shared) }
    }
}

/// The active session of a stage: the one that its record names, while somebody's time is not over.
pub(super) fn live_session(
    snapshot: &Snapshot<'_>,
    stage: &Resource,
    record: &Map,
    now: Instant,
) -> Answer<Option<String>> {
    let Some(session) = record.str("activeSessionId") else { return Ok(None) };
    let is_live = last_expiry(snapshot, stage)?.is_some_and(|at| at > now);
    Ok(is_live.then(|| session.to_owned()))
}

pub(super) fn occupancy(snapshot: &Snapshot<'_>, stage: &Resource, now: Instant) -> Answer<Occupancy> {
    match last_expiry(snapshot, stage)? {
        Some(at) if at > now => Ok(Occupancy::Occupied),
        Some(at) => Ok(Occupancy::Empty(Some(at))),
        None => Ok(Occupancy::Empty(stage::last_session_end(snapshot, stage)?)),
    }
}

/// Has what is due on a stage settled before a reader goes on.
pub(super) fn check_settled(request: &Request, snapshot: &Snapshot<'_>, stage: &Resource) -> Answer<()> {
    let is_due = next_expiry(snapshot, stage)?.is_some_and(|due| due.at <= request.now);
    if !is_due || request.as_written {
        return Ok(());
    }
    let (env, stage) = (Env::of(request), stage.clone());
    Err(Failure::Overdue(Box::new(move |transaction| {
        settle(transaction, &env, &stage)?;
        Ok(Map::new())
    })))
}

/// Carries out what became due on a stage, and on those that follow from it.
pub(super) fn settle(transaction: &mut Transaction<'_>, env: &Env, stage: &Resource) -> Answer<()> {
    settle_all(transaction, env, vec![stage.clone()])
}

fn settle_all(transaction: &mut Transaction<'_>, env: &Env, mut stages: Vec<Resource>) -> Answer<()> {
    while let Some(stage) = stages.pop() {
        while let Some(due) = next_expiry(transaction, &stage)?.filter(|due| due.at <= env.now) {
            if let Some(participant) = take_due(transaction, &stage, &due)? {
                depart(transaction, participant, due.at, &mut stages)?;
            }
        }
    }
    Ok(())
}

/// Lets somebody in, in place of an earlier connection of theirs.
pub(super) fn join(
    transaction: &mut Transaction<'_>,
    env: &Env,
    stage: &Resource,
    joining: Joining,
) -> Answer<Participant> {
    settle(transaction, env, stage)?;
    let mut record = stage.record(transaction)?;
    let session = match record.str("activeSessionId") {
        Some(session) => session.to_owned(),
        None => start_session(transaction, env, stage, &mut record)?,
    };
    let id = joining.participant_id;
    let mut participant = match Participant::load(transaction, stage, &session, &id)? {
        Some(participant) if participant.is_connected() && participant.is_replica() => {
            return Err(Failure::conflict(format!("participant {id} is on {} as a replica", stage.arn())));
        }
        Some(mut participant) if participant.is_connected() => {
            let mut stages = Vec::new();
            stop_everything(transaction, &mut participant, env.now, &mut stages)?;
            participant.note(transaction, env.now, "LEFT", Map::new())?;
            participant
        }
        Some(participant) => participant,
        None => {
            let mut participant = Participant::new(stage, &session, &id);
            replication::resume(transaction, &mut participant)?;
            participant
        }
    };
    for (name, value) in joining.details {
        participant.record.insert(name, value);
    }
    participant.record.insert("state", "CONNECTED");
    if !participant.record.contains_key("firstJoinTime") {
        participant.record.set_moment("firstJoinTime", env.now);
    }
    participant.set_leaves_at(transaction, Some(joining.leaves_at))?;
    participant.note(transaction, env.now, "JOINED", Map::new())?;
    participant.save(transaction)?;
    ATTENDANCE.put(transaction, &stage.key_of(&[&id]), &Map::new().with("sessionId", session))?;
    if participant.holds_token() {
        CONNECTED_BY_TOKEN.mark(transaction, &stage.place.key(&[&id, &stage.id]))?;
    }
    Ok(participant)
}

/// A participant in the last session of a stage that they were in.
pub(super) fn attending(snapshot: &Snapshot<'_>, stage: &Resource, id: &str) -> Answer<Option<Participant>> {
    match ATTENDANCE.get(snapshot, &stage.key_of(&[id]))? {
        Some(attendance) => Participant::load(snapshot, stage, attendance.text("sessionId"), id),
        None => Ok(None),
    }
}

/// Lets a connected participant go, now.
pub(super) fn leave(transaction: &mut Transaction<'_>, env: &Env, participant: Participant) -> Answer<()> {
    let mut stages = Vec::new();
    depart(transaction, participant, env.now, &mut stages)?;
    settle_all(transaction, env, stages)
}

/// Lets everybody on a stage go, now.
pub(super) fn disconnect_everybody(transaction: &mut Transaction<'_>, env: &Env, stage: &Resource) -> Answer<()> {
    settle(transaction, env, stage)?;
    while let Some(due) = next_expiry(transaction, stage)? {
        if let Some(participant) = take_due(transaction, stage, &due)? {
            leave(transaction, env, participant)?;
        }
    }
    Ok(())
}

/// Takes an entry out of the expiry index, and gives the participant that it stands for.
fn take_due(transaction: &mut Transaction<'_>, stage: &Resource, due: &Due) -> Answer<Option<Participant>> {
    EXPIRY.delete(transaction, &due.key)?;
    let record = stage.record(transaction)?;
    Participant::load(transaction, stage, record.text("activeSessionId"), &due.participant_id)
}

/// Lets a connected participant publish.
pub(super) fn publish(
    transaction: &mut Transaction<'_>,
    env: &Env,
    participant: &mut Participant,
) -> Answer<Result<(), Box<Refusal>>> {
    if participant.is_publishing() {
        return Ok(Ok(()));
    }
    if let Err(refusal) = check_quota(transaction, env, &PUBLISHERS, participant, "publishing")? {
        participant.note(transaction, env.now, "PUBLISH_ERROR", Map::new().with("errorCode", "QUOTA_EXCEEDED"))?;
        participant.save(transaction)?;
        return Ok(Err(refusal));
    }
    start_recording(transaction, env, participant)?;
    participant.record.insert("published", true);
    participant.record.insert("publishing", true);
    participant.note(transaction, env.now, "PUBLISH_STARTED", Map::new())?;
    participant.save(transaction)?;
    replication::follow(transaction, participant, participant.record.moment("leavesAt"), &mut Vec::new())?;
    Ok(Ok(()))
}

/// Ends what a participant publishes.
pub(super) fn unpublish(transaction: &mut Transaction<'_>, env: &Env, participant: &mut Participant) -> Answer<()> {
    let mut stages = Vec::new();
    stop_publishing(transaction, participant, env.now, &mut stages)?;
    participant.save(transaction)?;
    settle_all(transaction, env, stages)
}

/// Lets a connected participant subscribe to one who publishes.
pub(super) fn subscribe(
    transaction: &mut Transaction<'_>,
    env: &Env,
    participant: &mut Participant,
    publisher_id: &str,
) -> Answer<Result<(), Box<Refusal>>> {
    let details = remote(transaction, participant, publisher_id)?;
    let publisher = Participant::load(transaction, &participant.stage, &participant.session, publisher_id)?;
    let (code, refusal) = match publisher {
        Some(publisher) if publisher.is_publishing() => {
            if subscriptions(participant).iter().any(|it| it == publisher_id) {
                return Ok(Ok(()));
            }
            match check_quota(transaction, env, &SUBSCRIBERS, participant, "subscribing")? {
                Ok(()) => {
                    let mut publishers = subscriptions(participant);
                    publishers.push(publisher_id.to_owned());
                    set_subscriptions(participant, publishers);
                    participant.note(transaction, env.now, "SUBSCRIBE_STARTED", details)?;
                    participant.save(transaction)?;
                    return Ok(Ok(()));
                }
                Err(refusal) => ("QUOTA_EXCEEDED", refusal),
            }
        }
        _ => {
            let message = format!("participant {publisher_id} does not publish");
            let refusal = Refusal { code: "ResourceNotFoundException".to_owned(), message, ..Refusal::default() };
            ("PUBLISHER_NOT_FOUND", Box::new(Refusal { http_status: 404, ..refusal }))
        }
    };
    participant.note(transaction, env.now, "SUBSCRIBE_ERROR", details.with("errorCode", code))?;
    participant.save(transaction)?;
    Ok(Err(refusal))
}

/// Ends one subscription of a participant.
pub(super) fn unsubscribe(
    transaction: &mut Transaction<'_>,
    at: Instant,
    participant: &mut Participant,
    publisher_id: &str,
) -> Answer<()> {
    let mut publishers = subscriptions(participant);
    if let Some(place) = publishers.iter().position(|it| it == publisher_id) {
        publishers.remove(place);
        set_subscriptions(participant, publishers);
        participant.note(transaction, at, "SUBSCRIBE_STOPPED", remote(transaction, participant, publisher_id)?)?;
        participant.save(transaction)?;
    }
    Ok(())
}

fn start_session(transaction: &mut Transaction<'_>, env: &Env, stage: &Resource, record: &mut Map) -> Answer<String> {
    // Compositions that had stopped because nobody was there stay stopped.
    composition::settle(transaction, stage, env.now)?;
    let session = format!("st-{}", env.shared.identifiers.ordered(env.now, SESSION_ID_LENGTH));
    let mut started = Map::new();
    started.set_moment("startTime", env.now);
    SESSION.put(transaction, &stage.key_of(&[&session]), &started)?;
    record.insert("activeSessionId", session.as_str());
    stage.put(transaction, record)?;
    Ok(session)
}

/// Lets a participant go. Stages on which more may be due are added to `stages`.
fn depart(
    transaction: &mut Transaction<'_>,
    mut participant: Participant,
    at: Instant,
    stages: &mut Vec<Resource>,
) -> Answer<()> {
    stop_everything(transaction, &mut participant, at, stages)?;
    participant.note(transaction, at, "LEFT", Map::new())?;
    participant.record.insert("state", "DISCONNECTED");
    participant.set_leaves_at(transaction, None)?;
    if participant.is_replica() {
        replication::end(transaction, &mut participant, at)?;
    }
    if participant.holds_token() {
        let (place, id) = (&participant.stage.place, &participant.id);
        CONNECTED_BY_TOKEN.delete(transaction, &place.key(&[id, &participant.stage.id]))?;
    }
    participant.save(transaction)?;
    let stage = participant.stage;
    if next_expiry(transaction, &stage)?.is_none() {
        end_session(transaction, &stage, &participant.session, at)?;
    }
    Ok(())
}

fn end_session(transaction: &mut Transaction<'_>, stage: &Resource, session: &str, at: Instant) -> Answer<()> {
    let key = stage.key_of(&[session]);
    if let Some(mut record) = SESSION.get(transaction, &key)? {
        record.set_moment("endTime", at);
        SESSION.put(transaction, &key, &record)?;
    }
    let mut record = stage.record(transaction)?;
    record.remove("activeSessionId");
    stage.put(transaction, &record)
}

/// Ends what a participant publishes and subscribes to; the record is to be saved after.
fn stop_everything(
    transaction: &mut Transaction<'_>,
    participant: &mut Participant,
    at: Instant,
    stages: &mut Vec<Resource>,
) -> Answer<()> {
    stop_publishing(transaction, participant, at, stages)?;
    for publisher in subscriptions(participant) {
        participant.note(transaction, at, "SUBSCRIBE_STOPPED", remote(transaction, participant, &publisher)?)?;
    }
    participant.record.remove("subscriptions");
    Ok(())
}

fn stop_publishing(
    transaction: &mut Transaction<'_>,
    participant: &mut Participant,
    at: Instant,
    stages: &mut Vec<Resource>,
) -> Answer<()> {
    if !participant.is_publishing() {
        return Ok(());
    }
    participant.note(transaction, at, "PUBLISH_STOPPED", Map::new())?;
    participant.record.remove("publishing");
    if participant.record.contains_key("recordingStart") && !participant.record.contains_key("recordingEnd") {
        participant.record.set_moment("recordingEnd", at);
    }
    let prefix = participant.stage.prefix_of(&[&participant.session, "subscribed", &participant.id]);
    for subscriber in PARTICIPANT_BY.names(transaction, ScanRange::prefix(&prefix))? {
        let subscriber = Participant::load(transaction, &participant.stage, &participant.session, &subscriber)?;
        if let Some(mut subscriber) = subscriber.filter(|it| it.id != participant.id) {
            unsubscribe(transaction, at, &mut subscriber, &participant.id)?;
        }
    }
    if let Some(ingest) = participant.record.str("ingestId") {
        let ingest = Resource::new(&INGEST_CONFIGURATION, &participant.stage.place, ingest);
        ingest_configuration::set_active(transaction, &ingest, &participant.id, None)?;
    }
    replication::follow(transaction, participant, Some(at), stages)
}

/// Begins to record a participant, where the stage says so, or goes on with a recording that ended just before.
fn start_recording(transaction: &Transaction<'_>, env: &Env, participant: &mut Participant) -> Answer<()> {
    let configuration = recording::of(&participant.stage.record(transaction)?);
    let media = configuration.items("mediaTypes").first().and_then(Document::as_str);
    let is_unwanted_replica = participant.is_replica() && !configuration.flag("recordParticipantReplicas");
    let storage = arn::Arn::parse(configuration.text("storageConfigurationArn"));
    let Some(storage) = storage.filter(|_| media != Some("NONE") && !is_unwanted_replica) else { return Ok(()) };
    let window = configuration.integer("recordingReconnectWindowSeconds").unwrap_or(0);
    let ended = participant.record.moment("recordingEnd");
    participant.record.remove("recordingEnd");
    if window > 0 && ended.is_some_and(|ended| later(ended, window) >= env.now) {
        return Ok(());
    }
    let storage = Resource::new(&STORAGE_CONFIGURATION, &participant.stage.place, storage.id);
    match storage.kind.table.get(transaction, &storage.key())? {
        Some(storage) => {
            let (stage, session, id) = (&participant.stage.id, &participant.session, &participant.id);
            let prefix = format!("{stage}/{session}/{id}/{}", env.now.seconds);
            participant.record.insert("recordingBucket", storage.map("s3").text("bucketName"));
            participant.record.insert("recordingPrefix", prefix);
            participant.record.set_moment("recordingStart", env.now);
            participant.record.remove("recordingFailed");
        }
        None => drop(participant.record.insert("recordingFailed", true)),
    }
    Ok(())
}

fn check_quota(
    transaction: &Transaction<'_>,
    env: &Env,
    quota: &Quota,
    participant: &Participant,
    property: &str,
) -> Answer<Result<(), Box<Refusal>>> {
    let prefix = participant.stage.prefix_of(&[&participant.session, property, "true"]);
    match quota.check(env.shared.quotas, |limit| PARTICIPANT_BY.count_up_to(transaction, &prefix, limit)) {
        Ok(()) => Ok(Ok(())),
        Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
        Err(failure) => Err(failure),
    }
}

/// Whom an event of subscribing is about.
fn remote(snapshot: &Snapshot<'_>, participant: &Participant, publisher_id: &str) -> Answer<Map> {
    let publisher = Participant::load(snapshot, &participant.stage, &participant.session, publisher_id)?;
    let details = Map::new().with("remoteParticipantId", publisher_id);
    Ok(if publisher.is_some_and(|it| it.is_replica()) { details.with("replica", true) } else { details })
}

fn subscriptions(participant: &Participant) -> Vec<String> {
    let publishers = participant.record.items("subscriptions").iter().filter_map(Document::as_str);
    publishers.map(str::to_owned).collect()
}

fn set_subscriptions(participant: &mut Participant, publishers: Vec<String>) {
    let publishers: Vec<Document> = publishers.into_iter().map(Document::String).collect();
    participant.record.insert("subscriptions", publishers);
}

/// Who leaves next by themselves.
fn next_expiry(snapshot: &Snapshot<'_>, stage: &Resource) -> Answer<Option<Due>> {
    let prefix = stage.prefix_of(&[]);
    let first = snapshot.list(EXPIRY.space(), ScanRange::prefix(&prefix).limit(1))?;
    Ok(first.into_iter().next().and_then(|(key, _)| {
        let participant_id = last_part(&key).to_owned();
        Some(Due { at: expiry(&prefix, &key)?, participant_id, key })
    }))
}

/// When the last of those connected leaves by themselves.
fn last_expiry(snapshot: &Snapshot<'_>, stage: &Resource) -> Answer<Option<Instant>> {
    let prefix = stage.prefix_of(&[]);
    let last = snapshot.list(EXPIRY.space(), ScanRange::prefix(&prefix).reversed().limit(1))?;
    Ok(last.first().and_then(|(key, _)| expiry(&prefix, key)))
}

fn expiry(prefix: &[u8], key: &[u8]) -> Option<Instant> {
    let millis = std::str::from_utf8(key.strip_prefix(prefix)?).ok()?.split('/').next()?;
    Some(Instant::from_epoch_millis(millis.parse().ok()?))
}
