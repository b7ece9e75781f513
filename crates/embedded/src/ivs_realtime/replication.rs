//! Replication: a participant of one stage appears on another.
//!
//! The replica is a participant of the destination's session. It leaves when
//! replication is stopped, when the destination is deleted, or some seconds
//! (its reconnect window) after the source stops publishing, unless that
//! publishes again in between: its place in the expiry index follows the source.

use callboard_model::document::{Instant, Map};
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, later};
use crate::page::Listing;
use crate::record::last_part;
use crate::request::Request;

use super::arn::{self, Arn, ID_LENGTH, Resource};
use super::participant::Participant;
use super::presence::{self, Env, Joining};
use super::tables::REPLICA;
use super::token;

pub(super) fn start(request: Request) -> Answer<Change> {
    let source = arn::required(&request, &arn::STAGE, request.input.text("sourceStageArn"))?;
    let destination = arn::required(&request, &arn::STAGE, request.input.text("destinationStageArn"))?;
    if source.id == destination.id {
        return Err(Failure::validation("sourceStageArn and destinationStageArn must be different"));
    }
    token::check_attributes(&request.input.map("attributes"))?;
    change(move |transaction| {
        let env = Env::of(&request);
        for stage in [&source, &destination] {
            stage.record(transaction)?;
            presence::settle(transaction, &env, stage)?;
        }
        let id = request.input.text("participantId");
        let mut participant = presence::attending(transaction, &source, id)?
            .filter(|it| it.is_connected() && it.is_publishing())
            .ok_or_else(|| Failure::not_found(&format!("participant {id} that publishes to {}", source.arn())))?;
        if participant.is_replica() {
            return Err(Failure::conflict(format!("participant {id} is a replica itself")));
        }
        if presence::attending(transaction, &destination, id)?.is_some_and(|it| it.is_connected()) {
            return Err(Failure::conflict(format!("participant {id} is on {} already", destination.arn())));
        }
        let window = request.input.integer("reconnectWindowSeconds").unwrap_or(0);
        let mut attributes = participant.record.map("attributes");
        for (name, value) in request.input.map("attributes") {
            attributes.insert(name, value);
        }
        token::check_attributes(&attributes)?;
        let replica_id = request.identifier(ID_LENGTH);
        let details = Map::new()
            .with("userId", participant.record.text("userId"))
            .with("attributes", attributes)
            .with("protocol", participant.record.text("protocol"))
            .with("replicationType", "REPLICA")
            .with("replicationState", "ACTIVE")
            .with("sourceStageArn", source.arn())
            .with("sourceSessionId", participant.session.as_str())
            .with("replicaId", replica_id.as_str())
            .with("reconnectWindowSeconds", window);
        let leaves_at = later(participant.record.moment("leavesAt").unwrap_or(env.now), window);
        let joining = Joining { participant_id: id.to_owned(), leaves_at, details };
        let mut replica = presence::join(transaction, &env, &destination, joining)?;
        if let Err(refusal) = presence::publish(transaction, &env, &mut replica)? {
            return Err(Failure::Refused(refusal));
        }

        let record = Map::new()
            .with("sourceSessionId", participant.session.as_str())
            .with("destinationStageArn", destination.arn())
            .with("destinationSessionId", replica.session.as_str())
            .with("replicationState", "ACTIVE");
        REPLICA.put(transaction, &source.key_of(&[id, &replica_id]), &record)?;
        participant.record.insert("replicationType", "SOURCE");
        participant.record.insert("replicationState", "ACTIVE");
        participant.note(transaction, env.now, "REPLICATION_STARTED", destination_of(&record))?;
        participant.save(transaction)?;
        Ok(Map::new())
    })
}

pub(super) fn stop(request: Request) -> Answer<Change> {
    let source = arn::required(&request, &arn::STAGE, request.input.text("sourceStageArn"))?;
    let destination = arn::required(&request, &arn::STAGE, request.input.text("destinationStageArn"))?;
    change(move |transaction| {
        let env = Env::of(&request);
        for stage in [&source, &destination] {
            stage.record(transaction)?;
            presence::settle(transaction, &env, stage)?;
        }
        let id = request.input.text("participantId");
        let replica = presence::attending(transaction, &destination, id)?
            .filter(|it| it.is_connected() && it.is_replica() && it.record.text("sourceStageArn") == source.arn());
        let replica = replica.ok_or_else(|| {
            Failure::not_found(&format!("replica of participant {id} of {} on {}", source.arn(), destination.arn()))
        })?;
        presence::leave(transaction, &env, replica)?;
        Ok(Map::new())
    })
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let Some(source) = arn::located(request, &arn::STAGE, request.input.text("sourceStageArn"))? else {
        return Ok(Map::new().with("replicas", Vec::new()));
    };
    presence::check_settled(request, snapshot, &source)?;
    let id = request.input.text("participantId");
    let prefix = source.prefix_of(&[id]);
    Listing::new(REPLICA, &prefix).page(request, snapshot, "replicas", |_, record| {
        if record.text("replicationState") == "ACTIVE"
            && let Some(destination) = stage_of(record.text("destinationStageArn"), &source)
        {
            presence::check_settled(request, snapshot, &destination)?;
        }
        let mut item = Map::new().with("sourceStageArn", source.arn()).with("participantId", id);
        for name in ["sourceSessionId", "destinationStageArn", "destinationSessionId", "replicationState"] {
            item.push(name, record.text(name));
        }
        Ok(Some(item))
    })
}

/// Has the replicas of a participant leave after their window, counted from `at`;
/// the stages that they are on are added to `stages`.
pub(super) fn follow(
    transaction: &mut Transaction<'_>,
    source: &Participant,
    at: Option<Instant>,
    stages: &mut Vec<Resource>,
) -> Answer<()> {
    let Some(at) = at.filter(|_| source.record.text("replicationType") == "SOURCE") else { return Ok(()) };
    for (_, record) in active_replicas(transaction, &source.stage, &source.id)? {
        let Some(destination) = stage_of(record.text("destinationStageArn"), &source.stage) else { continue };
        let session = record.text("destinationSessionId");
        let replica = Participant::load(transaction, &destination, session, &source.id)?;
        if let Some(mut replica) = replica.filter(Participant::is_connected) {
            let window = replica.record.integer("reconnectWindowSeconds").unwrap_or(0);
            replica.set_leaves_at(transaction, Some(later(at, window)))?;
            replica.save(transaction)?;
            stages.push(destination);
        }
    }
    Ok(())
}

/// Takes over the replicas that a participant left behind in an earlier session, while their window lasts.
pub(super) fn resume(transaction: &mut Transaction<'_>, source: &mut Participant) -> Answer<()> {
    for (id, mut record) in active_replicas(transaction, &source.stage, &source.id)? {
        record.insert("sourceSessionId", source.session.as_str());
        REPLICA.put(transaction, &source.stage.key_of(&[&source.id, &id]), &record)?;
        source.record.insert("replicationType", "SOURCE");
        source.record.insert("replicationState", "ACTIVE");
        let Some(destination) = stage_of(record.text("destinationStageArn"), &source.stage) else { continue };
        let session = record.text("destinationSessionId");
        if let Some(mut replica) = Participant::load(transaction, &destination, session, &source.id)? {
            replica.record.insert("sourceSessionId", source.session.as_str());
            replica.save(transaction)?;
        }
    }
    Ok(())
}

/// Notes that a replica has left; its own record is to be saved after.
pub(super) fn end(transaction: &mut Transaction<'_>, replica: &mut Participant, at: Instant) -> Answer<()> {
    replica.record.insert("replicationState", "STOPPED");
    let Some(source) = stage_of(replica.record.text("sourceStageArn"), &replica.stage) else { return Ok(()) };
    let key = source.key_of(&[&replica.id, replica.record.text("replicaId")]);
    let Some(mut record) = REPLICA.get(transaction, &key)? else { return Ok(()) };
    record.insert("replicationState", "STOPPED");
    REPLICA.put(transaction, &key, &record)?;
    let session = replica.record.text("sourceSessionId");
    let Some(mut participant) = Participant::load(transaction, &source, session, &replica.id)? else { return Ok(()) };
    participant.note(transaction, at, "REPLICATION_STOPPED", destination_of(&record))?;
    if active_replicas(transaction, &source, &replica.id)?.is_empty() {
        participant.record.insert("replicationState", "STOPPED");
    }
    participant.save(transaction)
}

/// The replicas of a participant that are on some stage, by their id.
fn active_replicas(snapshot: &Snapshot<'_>, source: &Resource, id: &str) -> Answer<Vec<(String, Map)>> {
    let replicas = REPLICA.list(snapshot, ScanRange::prefix(&source.prefix_of(&[id])))?;
    let active = replicas.into_iter().filter(|(_, record)| record.text("replicationState") == "ACTIVE");
    Ok(active.map(|(key, record)| (last_part(&key).to_owned(), record)).collect())
}

fn destination_of(record: &Map) -> Map {
    Map::new()
        .with("destinationStageArn", record.text("destinationStageArn"))
        .with("destinationSessionId", record.text("destinationSessionId"))
}

/// A stage by its ARN, in the place of another.
fn stage_of(arn: &str, other: &Resource) -> Option<Resource> {
    Some(Resource::stage(&other.place, Arn::parse(arn)?.id))
}
