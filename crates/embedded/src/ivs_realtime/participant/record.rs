//! The record of a participant, its place in the indexes, and its events.

use callboard_model::document::{Document, Instant, Map};
use callboard_store::{Snapshot, Transaction};

use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::record::escaped;

use super::super::arn::{INGEST_CONFIGURATION, Resource};
use super::super::recording;
use super::super::tables::{EXPIRY, PARTICIPANT, PARTICIPANT_BY, PARTICIPANT_EVENT};

/// What a participant's client tells of itself.
pub(in super::super) const CLIENT_MEMBERS: [&str; 6] =
    ["ispName", "osName", "osVersion", "browserName", "browserVersion", "sdkVersion"];

/// A participant of a session.
pub(in super::super) struct Participant {
    pub(in super::super) stage: Resource,
    pub(in super::super) session: String,
    pub(in super::super) id: String,
    pub(in super::super) record: Map,
    /// Where the indexes have it now.
    indexed: Vec<Vec<u8>>,
}

impl Participant {
    /// Somebody who was not in this session before.
    pub(in super::super) fn new(stage: &Resource, session: &str, id: &str) -> Self {
        Self {
            stage: stage.clone(),
            session: session.to_owned(),
            id: id.to_owned(),
            record: Map::new(),
            indexed: Vec::new(),
        }
    }

    pub(in super::super) fn of_record(stage: &Resource, session: &str, id: &str, record: Map) -> Self {
        let mut participant = Self { record, ..Self::new(stage, session, id) };
        participant.indexed = participant.index_keys();
        participant
    }

    pub(in super::super) fn load(
        snapshot: &Snapshot<'_>,
        stage: &Resource,
        session: &str,
        id: &str,
    ) -> Answer<Option<Self>> {
        let record = PARTICIPANT.get(snapshot, &stage.key_of(&[session, id]))?;
        Ok(record.map(|record| Self::of_record(stage, session, id, record)))
    }

    /// Writes the record, and moves it in the indexes.
    pub(in super::super) fn save(&mut self, transaction: &mut Transaction<'_>) -> Answer<()> {
        PARTICIPANT.put(transaction, &self.stage.key_of(&[&self.session, &self.id]), &self.record)?;
        let keys = self.index_keys();
        for old in self.indexed.iter().filter(|key| !keys.contains(key)) {
            PARTICIPANT_BY.delete(transaction, old)?;
        }
        for new in keys.iter().filter(|key| !self.indexed.contains(key)) {
            PARTICIPANT_BY.mark(transaction, new)?;
        }
        self.indexed = keys;
        Ok(())
    }

    /// Notes what happened to the participant; the record is to be saved after.
    pub(in super::super) fn note(
        &mut self,
        transaction: &mut Transaction<'_>,
        at: Instant,
        name: &str,
        details: Map,
    ) -> Answer<()> {
        let number = self.record.integer("events").unwrap_or(0) + 1;
        self.record.insert("events", number);
        let mut event = Map::new().with("name", name).with("participantId", self.id.as_str());
        event.set_moment("eventTime", at);
        for (name, value) in details {
            event.insert(name, value);
        }
        if self.is_replica() {
            event.insert("replica", true);
        }
        let key = self.stage.key_of(&[&self.session, &self.id, &format!("{number:010}")]);
        PARTICIPANT_EVENT.put(transaction, &key, &event)
    }

    /// Says when the participant leaves by itself; nothing where it is not connected any more.
    pub(in super::super) fn set_leaves_at(
        &mut self,
        transaction: &mut Transaction<'_>,
        at: Option<Instant>,
    ) -> Answer<()> {
        if let Some(old) = self.record.moment("leavesAt") {
            EXPIRY.delete(transaction, &self.expiry_key(old))?;
        }
        match at {
            Some(at) => {
                EXPIRY.mark(transaction, &self.expiry_key(at))?;
                self.record.set_moment("leavesAt", at);
            }
            None => drop(self.record.remove("leavesAt")),
        }
        Ok(())
    }

    pub(in super::super) fn is_connected(&self) -> bool {
        self.record.text("state") == "CONNECTED"
    }

    pub(in super::super) fn is_publishing(&self) -> bool {
        self.record.flag("publishing")
    }

    pub(in super::super) fn is_replica(&self) -> bool {
        self.record.text("replicationType") == "REPLICA"
    }

    /// Whether the participant joined by a token, rather than by a stream key or from another stage.
    pub(in super::super) fn holds_token(&self) -> bool {
        !self.is_replica() && !self.record.contains_key("ingestId")
    }

    /// The participant as `GetParticipant` shows it.
    pub(in super::super) fn view(&self, now: Instant) -> Map {
        let record = &self.record;
        let mut view = self.identity(now);
        view.push("attributes", record.map("attributes"));
        view.push("published", record.flag("published"));
        for name in CLIENT_MEMBERS {
            view.push(name, record.text(name));
        }
        view.push("recordingS3BucketName", record.text("recordingBucket"));
        view.push("recordingS3Prefix", record.text("recordingPrefix"));
        view.push("recordingState", recording::state(record, now));
        view.push("protocol", record.text("protocol"));
        self.push_origin(&mut view);
        view
    }

    /// The participant as `ListParticipants` shows it.
    pub(in super::super) fn summary(&self, now: Instant) -> Map {
        let mut view = self.identity(now);
        view.push("published", self.record.flag("published"));
        view.push("recordingState", recording::state(&self.record, now));
        self.push_origin(&mut view);
        view
    }

    fn identity(&self, now: Instant) -> Map {
        let mut view = Map::with_capacity(20);
        view.push("participantId", self.id.as_str());
        view.push("userId", self.record.text("userId"));
        // Only where records cannot be written is somebody still connected whose time is over.
        let is_over = self.record.moment("leavesAt").is_some_and(|at| at <= now);
        view.push("state", if self.is_connected() && !is_over { "CONNECTED" } else { "DISCONNECTED" });
        if let Some(moment) = self.record.moment("firstJoinTime") {
            view.push("firstJoinTime", whole_seconds(moment));
        }
        view
    }

    /// Where the participant comes from: another stage, or an encoder with a stream key.
    fn push_origin(&self, view: &mut Map) {
        let record = &self.record;
        view.push("replicationType", record.str("replicationType").unwrap_or("NONE"));
        if let Some(state) = record.str("replicationState") {
            view.push("replicationState", state);
            view.push("sourceStageArn", record.text("sourceStageArn"));
            view.push("sourceSessionId", record.text("sourceSessionId"));
        }
        if let Some(id) = record.str("ingestId") {
            view.push("redundantIngest", record.flag("redundantIngest"));
            view.push("ingestConfigurationArn", Resource::new(&INGEST_CONFIGURATION, &self.stage.place, id).arn());
        }
    }

    fn expiry_key(&self, at: Instant) -> Vec<u8> {
        self.stage.key_of(&[&format!("{:014}", at.epoch_millis().max(0)), &self.id])
    }

    fn index_keys(&self) -> Vec<Vec<u8>> {
        let record = &self.record;
        let key = |property: &str, value: &str| self.stage.key_of(&[&self.session, property, value, &self.id]);
        let mut keys = vec![
            key("user", &escaped(record.text("userId"))),
            key("state", record.text("state")),
            key("published", if record.flag("published") { "true" } else { "false" }),
            key("recording", recording::phase(record)),
        ];
        if record.flag("publishing") {
            keys.push(key("publishing", "true"));
        }
        let subscriptions = record.items("subscriptions").iter().filter_map(Document::as_str);
        keys.extend(subscriptions.clone().map(|publisher| key("subscribed", publisher)));
        if subscriptions.count() > 0 {
            keys.push(key("subscribing", "true"));
        }
        keys
    }
}
