//! Requests: what was asked of a resource, and the events that tell how it went.
//!
//! A request is written down once, with its outcome, when it is accepted. Its
//! events are views of that at some moment.

use callboard_model::document::{Instant, Map, Timestamp};
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::{Members, later};
use crate::record::{Place, escaped, last_part};

use super::outcome::{self, Refused};
use super::tables::{CLIENT_TOKEN, REQUEST};

/// How long a request can be asked about: seven days.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// How many outdated requests one new request removes.
const PRUNED_AT_ONCE: usize = 4;

/// One request, and how it ends.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    pub(super) token: String,
    pub(super) type_name: String,
    /// `CREATE`, `UPDATE` or `DELETE`.
    pub(super) operation: String,
    pub(super) identifier: Option<String>,
    /// Whether the identifier was known before the handler ran.
    pub(super) is_named: bool,
    pub(super) accepted: Instant,
    /// When its outcome shows.
    pub(super) settles: Instant,
    pub(super) refused: Option<Refused>,
    pub(super) cancelled: Option<Instant>,
    pub(super) client_token: Option<String>,
}

impl Progress {
    /// The event that answers the request itself.
    pub(super) fn first_event(&self) -> Map {
        self.event("IN_PROGRESS", self.accepted, self.is_named)
    }

    /// What the request has come to.
    pub(super) fn status(&self, now: Instant) -> &'static str {
        match (self.cancelled, &self.refused) {
            (Some(_), _) => "CANCEL_COMPLETE",
            (None, _) if now < self.settles => "IN_PROGRESS",
            (None, Some(_)) => "FAILED",
            (None, None) => "SUCCESS",
        }
    }

    /// The latest event, with the properties of the resource where it shows them.
    pub(super) fn latest_event(&self, now: Instant, model: Option<String>) -> Map {
        let status = self.status(now);
        match (status, &self.refused) {
            ("IN_PROGRESS", _) => {
                let event = self.event(status, self.accepted, self.is_named);
                event.with("RetryAfter", Timestamp::Instant(self.settles))
            }
            ("CANCEL_COMPLETE", _) => self.event(status, self.cancelled.unwrap_or(now), self.is_named),
            (_, Some(refused)) => self
                .event(status, self.settles, true)
                .with("StatusMessage", refused.message.as_str())
                .with("ErrorCode", refused.code),
            (_, None) => {
                let mut event = self.event(status, self.settles, true);
                if let Some(model) = model {
                    event.push("ResourceModel", model);
                }
                event
            }
        }
    }

    /// The event that answers a request to stop.
    pub(super) fn cancelling_event(&self, now: Instant) -> Map {
        self.event("CANCEL_IN_PROGRESS", now, self.is_named)
    }

    fn event(&self, status: &str, time: Instant, with_identifier: bool) -> Map {
        let mut event = Map::with_capacity(9);
        event.push("TypeName", self.type_name.as_str());
        if let Some(identifier) = self.identifier.as_deref().filter(|_| with_identifier) {
            event.push("Identifier", identifier);
        }
        event.push("RequestToken", self.token.as_str());
        event.push("Operation", self.operation.as_str());
        event.push("OperationStatus", status);
        event.push("EventTime", Timestamp::Instant(time));
        event
    }

    /// Whether it is too old to be asked about.
    pub(super) fn is_outdated(&self, now: Instant) -> bool {
        later(self.accepted, KEPT_SECONDS) <= now
    }

    pub(super) fn put(&self, transaction: &mut Transaction<'_>, place: &Place) -> Answer<()> {
        REQUEST.put(transaction, &key(place, &self.token), &self.record())
    }

    /// The request of a token, which must be there.
    pub(super) fn find(snapshot: &Snapshot<'_>, place: &Place, token: &str, now: Instant) -> Answer<Self> {
        let record = REQUEST.get(snapshot, &key(place, token))?;
        let progress = record.map(|record| Self::from_record(token, &record)).filter(|it| !it.is_outdated(now));
        progress.ok_or_else(|| {
            Failure::refused("RequestTokenNotFoundException", format!("Request with token {token} was not found"), 400)
        })
    }

    pub(super) fn from_record(token: &str, record: &Map) -> Self {
        let text = |name| record.str(name).map(str::to_owned);
        let refused = record
            .str("errorCode")
            .map(|code| Refused { code: outcome::known(code), message: record.text("statusMessage").to_owned() });
        Self {
            token: token.to_owned(),
            type_name: record.text("typeName").to_owned(),
            operation: record.text("operation").to_owned(),
            identifier: text("identifier"),
            is_named: record.flag("isNamed"),
            accepted: record.moment("accepted").unwrap_or(Instant::from_epoch_millis(0)),
            settles: record.moment("settles").unwrap_or(Instant::from_epoch_millis(0)),
            refused,
            cancelled: record.moment("cancelled"),
            client_token: text("clientToken"),
        }
    }

    fn record(&self) -> Map {
        let mut record =
            Map::new().with("typeName", self.type_name.as_str()).with("operation", self.operation.as_str());
        if let Some(identifier) = &self.identifier {
            record.push("identifier", identifier.as_str());
            record.push("isNamed", self.is_named);
        }
        record.set_moment("accepted", self.accepted);
        record.set_moment("settles", self.settles);
        if let Some(refused) = &self.refused {
            record.push("errorCode", refused.code);
            record.push("statusMessage", refused.message.as_str());
        }
        if let Some(cancelled) = self.cancelled {
            record.set_moment("cancelled", cancelled);
        }
        if let Some(client_token) = &self.client_token {
            record.push("clientToken", client_token.as_str());
        }
        record
    }
}

/// Removes some of the requests that are too old to be asked about, oldest first.
pub(super) fn prune(transaction: &mut Transaction<'_>, place: &Place, now: Instant) -> Answer<()> {
    let prefix = place.prefix(&[]);
    for _ in 0..PRUNED_AT_ONCE {
        let oldest = REQUEST.list(transaction, ScanRange::prefix(&prefix).limit(1))?;
        let Some((key, record)) = oldest.first() else { break };
        let progress = Progress::from_record(last_part(key), record);
        if !progress.is_outdated(now) {
            break;
        }
        if let Some(client_token) = &progress.client_token {
            let by_client = place.key(&[&escaped(client_token)]);
            // The client token may have come again with a later request.
            let known = CLIENT_TOKEN.get(transaction, &by_client)?;
            if known.is_some_and(|it| it.text("request") == progress.token) {
                CLIENT_TOKEN.delete(transaction, &by_client)?;
            }
        }
        REQUEST.delete(transaction, key)?;
    }
    Ok(())
}

fn key(place: &Place, token: &str) -> Vec<u8> {
    place.key(&[&escaped(token)])
}
