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
//! `streams.rs` holds what is published and subscribed to.

mod streams;

use std::sync::Arc;

use callboard_model::document::{Instant, Map};
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::record::last_part;
use crate::request::{Request, Shared};

use super::arn::Resource;
use super::participant::Participant;
use super::tables::{ATTENDANCE, CONNECTED_BY_TOKEN, EXPIRY, SESSION};
use super::{composition, replication, stage};

use streams::stop_everything;
pub(super) use streams::{publish, subscribe, unpublish, unsubscribe};

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
