//! Streams: what those present publish, and what they subscribe to.

use callboard_model::document::{Document, Instant, Map};
use callboard_plane::error::Refusal;
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::{Answer, Failure, refusal};
use crate::members::{Members, later};

use super::super::arn::{Arn, INGEST_CONFIGURATION, Resource, STORAGE_CONFIGURATION};
use super::super::participant::Participant;
use super::super::quotas::{PUBLISHERS, Quota, SUBSCRIBERS};
use super::super::tables::PARTICIPANT_BY;
use super::super::{ingest_configuration, recording, replication};
use super::{Env, settle_all};

/// Lets a connected participant publish.
pub(in super::super) fn publish(
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
pub(in super::super) fn unpublish(
    transaction: &mut Transaction<'_>,
    env: &Env,
    participant: &mut Participant,
) -> Answer<()> {
    let mut stages = Vec::new();
    stop_publishing(transaction, participant, env.now, &mut stages)?;
    participant.save(transaction)?;
    settle_all(transaction, env, stages)
}

/// Lets a connected participant subscribe to one who publishes.
pub(in super::super) fn subscribe(
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
            ("PUBLISHER_NOT_FOUND", refusal("ResourceNotFoundException", message, 404))
        }
    };
    participant.note(transaction, env.now, "SUBSCRIBE_ERROR", details.with("errorCode", code))?;
    participant.save(transaction)?;
    Ok(Err(refusal))
}

/// Ends one subscription of a participant.
pub(in super::super) fn unsubscribe(
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

/// Ends what a participant publishes and subscribes to; the record is to be saved after.
pub(super) fn stop_everything(
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
    let storage = Arn::parse(configuration.text("storageConfigurationArn"));
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
