//! Encoders: joining and leaving by stream key.

use callboard_model::document::Map;
use callboard_plane::error::Refusal;
use callboard_store::Transaction;

use crate::failure::{Answer, Failure, refusal};
use crate::members::{Members, later};
use crate::record::Place;

use super::super::arn::{self, Arn, Resource};
use super::super::ingest_configuration;
use super::super::participant::Participant;
use super::super::presence::{self, Env, Joining};
use super::super::quotas::LONGEST_STREAM_SECONDS;
use super::view;

pub(super) fn start_ingest(
    transaction: &mut Transaction<'_>,
    env: &Env,
    stream_key: &str,
    protocol: &str,
) -> Answer<Result<Map, Box<Refusal>>> {
    if !matches!(protocol, "RTMP" | "RTMPS") {
        return Err(Failure::validation(format!("the protocol must be RTMP or RTMPS, got `{protocol}`")));
    }
    let (ingest, participant_id, record) = by_stream_key(transaction, stream_key)?;
    let Some(stage) = Arn::parse(record.text("stageArn")) else {
        return Err(Failure::conflict(format!("{} has no stage", ingest.arn())));
    };
    let stage = Resource::stage(&ingest.place, stage.id);
    if protocol == "RTMP" && !record.flag("insecureIngest") {
        return Err(Failure::validation(format!("{} does not allow RTMP; use RTMPS", ingest.arn())));
    }
    stage.record(transaction)?;
    presence::settle(transaction, env, &stage)?;
    if ingest_configuration::is_active(&record, &participant_id, env.now) {
        if let Some(mut participant) = presence::attending(transaction, &stage, &participant_id)? {
            let details = Map::new().with("errorCode", "REUSE_OF_STREAM_KEY");
            participant.note(transaction, env.now, "PUBLISH_ERROR", details)?;
            participant.save(transaction)?;
        }
        let message = format!("the stream key of {} is in use", ingest.arn());
        return Ok(Err(refusal("ConflictException", message, 409)));
    }
    let leaves_at = later(env.now, LONGEST_STREAM_SECONDS);
    let details = Map::new()
        .with("userId", record.text("userId"))
        .with("attributes", record.map("attributes"))
        .with("protocol", protocol)
        .with("redundantIngest", record.flag("redundantIngest"))
        .with("ingestId", ingest.id.as_str());
    let joining = Joining { participant_id: participant_id.clone(), leaves_at, details };
    let mut participant = presence::join(transaction, env, &stage, joining)?;
    if let Err(refusal) = presence::publish(transaction, env, &mut participant)? {
        presence::leave(transaction, env, participant)?;
        return Ok(Err(refusal));
    }
    ingest_configuration::set_active(transaction, &ingest, &participant_id, Some(leaves_at))?;
    Ok(Ok(view(&participant, env.now)))
}

pub(super) fn stop_ingest(
    transaction: &mut Transaction<'_>,
    env: &Env,
    stream_key: &str,
) -> Answer<Result<Map, Box<Refusal>>> {
    let (ingest, participant_id, record) = by_stream_key(transaction, stream_key)?;
    let not_active = || Failure::conflict(format!("nobody publishes with the stream key of {}", ingest.arn()));
    let stage = Arn::parse(record.text("stageArn")).ok_or_else(not_active)?;
    let stage = Resource::stage(&ingest.place, stage.id);
    presence::settle(transaction, env, &stage)?;
    let participant = presence::attending(transaction, &stage, &participant_id)?;
    let participant = participant.filter(Participant::is_connected).ok_or_else(not_active)?;
    presence::leave(transaction, env, participant)?;
    let left = presence::attending(transaction, &stage, &participant_id)?.ok_or_else(not_active)?;
    Ok(Ok(view(&left, env.now)))
}

fn by_stream_key(transaction: &Transaction<'_>, stream_key: &str) -> Answer<(Resource, String, Map)> {
    let ingest = ingest_arn(stream_key)?;
    let found = ingest_configuration::find_by_stream_key(transaction, &ingest, stream_key)?;
    let (participant_id, record) = found.ok_or_else(unknown_stream_key)?;
    Ok((ingest, participant_id, record))
}

/// The ingest configuration that a stream key names: `rt_{account}_{region}_{id}_{secret}`.
pub(super) fn ingest_arn(stream_key: &str) -> Answer<Resource> {
    let parts: Vec<&str> = stream_key.split('_').collect();
    match parts.as_slice() {
        ["rt", account, region, id, _] => {
            let place = Place { account: (*account).into(), region: (*region).into() };
            Ok(Resource::new(&arn::INGEST_CONFIGURATION, &place, *id))
        }
        _ => Err(unknown_stream_key()),
    }
}

/// Never says which key: it is a secret.
fn unknown_stream_key() -> Failure {
    Failure::access_denied("there is no ingest configuration with this stream key")
}
