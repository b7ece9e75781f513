//! Participants: who is or was in a session, and what they did.

mod record;

use callboard_model::document::{Document, Map};
use callboard_store::{ScanRange, Snapshot};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, whole_seconds};
use crate::page::Listing;
use crate::record::escaped;
use crate::request::Request;

use super::arn::{self, Resource};
use super::presence::{self, Env};
use super::tables::{ATTENDANCE, INGEST_CONFIGURATION, PARTICIPANT, PARTICIPANT_BY, PARTICIPANT_EVENT};
use super::{ingest_configuration, recording};

pub(super) use record::{CLIENT_MEMBERS, Participant};

/// The filters of a listing, of which one may be given, and the property they are indexed by.
const FILTERS: [(&str, &str); 4] = [
    ("filterByUserId", "user"),
    ("filterByPublished", "published"),
    ("filterByState", "state"),
    ("filterByRecordingState", "recording"),
];

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    let stage = arn::required(request, &arn::STAGE, input.text("stageArn"))?;
    presence::check_settled(request, snapshot, &stage)?;
    let (session, id) = (input.text("sessionId"), input.text("participantId"));
    let participant = Participant::load(snapshot, &stage, session, id)?;
    let participant =
        participant.ok_or_else(|| Failure::not_found(&format!("participant {id} of session {session}")))?;
    Ok(Map::new().with("participant", participant.view(request.now)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    let given: Vec<(&str, &str)> = FILTERS.into_iter().filter(|(filter, _)| input.given(filter).is_some()).collect();
    if given.len() > 1 {
        let names: Vec<&str> = FILTERS.iter().map(|(filter, _)| *filter).collect();
        return Err(Failure::validation(format!("only one of {} can be given", names.join(", "))));
    }
    let Some(stage) = arn::located(request, &arn::STAGE, input.text("stageArn"))? else {
        return Ok(Map::new().with("participants", Vec::new()));
    };
    presence::check_settled(request, snapshot, &stage)?;
    let session = input.text("sessionId");
    let Some((filter, property)) = given.first() else {
        let prefix = stage.prefix_of(&[session]);
        return Listing::new(PARTICIPANT, &prefix).page(request, snapshot, "participants", |id, record| {
            Ok(Some(Participant::of_record(&stage, session, id, record).summary(request.now)))
        });
    };
    let value = match input.get(filter) {
        Some(Document::Bool(value)) => value.to_string(),
        value => value.and_then(Document::as_str).unwrap_or_default().to_owned(),
    };
    let is_recording = *property == "recording";
    let indexed = if is_recording { recording::phase_of_state(&value).into() } else { escaped(&value) };
    let prefix = stage.prefix_of(&[session, property, &indexed]);
    Listing::new(PARTICIPANT_BY, &prefix).page(request, snapshot, "participants", |id, _| {
        let participant = Participant::load(snapshot, &stage, session, id)?;
        let participant = participant.filter(|it| !is_recording || recording::state(&it.record, request.now) == value);
        Ok(participant.map(|it| it.summary(request.now)))
    })
}

pub(super) fn list_events(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    let Some(stage) = arn::located(request, &arn::STAGE, input.text("stageArn"))? else {
        return Ok(Map::new().with("events", Vec::new()));
    };
    presence::check_settled(request, snapshot, &stage)?;
    let id = input.text("participantId");
    let prefix = stage.prefix_of(&[input.text("sessionId"), id]);
    Listing::new(PARTICIPANT_EVENT, &prefix).newest_first().page(request, snapshot, "events", |_, mut event| {
        if let Some(moment) = event.moment("eventTime") {
            event.insert("eventTime", whole_seconds(moment));
        }
        Ok(Some(event))
    })
}

/// Disconnects a participant for good: their token is of no use any more. One that
/// publishes by stream key may come back when their configuration has a stage again.
pub(super) fn disconnect(request: Request) -> Answer<Change> {
    let stage = arn::required(&request, &arn::STAGE, request.input.text("stageArn"))?;
    change(move |transaction| {
        stage.record(transaction)?;
        let env = Env::of(&request);
        presence::settle(transaction, &env, &stage)?;
        let id = request.input.text("participantId");
        let key = stage.key_of(&[id]);
        let attendance = ATTENDANCE.get(transaction, &key)?;
        let mut attendance = attendance.ok_or_else(|| Failure::not_found(&format!("participant {id}")))?;
        let participant = Participant::load(transaction, &stage, attendance.text("sessionId"), id)?;
        let ingest = participant.as_ref().map(|it| it.record.text("ingestId").to_owned()).unwrap_or_default();
        if let Some(participant) = participant.filter(Participant::is_connected) {
            presence::leave(transaction, &env, participant)?;
        }
        if ingest.is_empty() {
            attendance.insert("revoked", true);
            ATTENDANCE.put(transaction, &key, &attendance)?;
        } else {
            let ingest = Resource::new(&arn::INGEST_CONFIGURATION, &stage.place, ingest);
            if INGEST_CONFIGURATION.contains(transaction, &ingest.key())? {
                ingest_configuration::attach(transaction, &ingest, "")?;
            }
        }
        Ok(Map::new())
    })
}

/// Whether any participant of a session is being recorded.
pub(super) fn is_any_recording(snapshot: &Snapshot<'_>, stage: &Resource, session: &str) -> Answer<bool> {
    let prefix = stage.prefix_of(&[session, "recording", "started"]);
    Ok(!PARTICIPANT_BY.names(snapshot, ScanRange::prefix(&prefix).limit(1))?.is_empty())
}
