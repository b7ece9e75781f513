//! Acceptance: what every request to change a resource goes through.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use callboard_model::document::{Instant, Map};
use callboard_model::types::ResourceType;
use callboard_store::Transaction;

use crate::codec;
use crate::failure::{Answer, Failure};
use crate::members::{Members, later};
use crate::record::escaped;
use crate::request::Request;

use super::identifier;
use super::outcome::Refused;
use super::progress::{self, Progress};
use super::tables::{CLIENT_TOKEN, IN_FLIGHT};

/// How long a client token means the same request: 36 hours.
const CLIENT_TOKEN_SECONDS: i64 = 36 * 3600;

/// A request to change a resource, which has passed all checks of its own.
pub(super) struct Asked<'a> {
    pub(super) request: &'a Request,
    pub(super) resource_type: &'static ResourceType,
    /// `CREATE`, `UPDATE` or `DELETE`.
    pub(super) operation: &'static str,
    /// The resource, where it is known before the handler has run.
    pub(super) identifier: Option<String>,
}

/// The first event of the same request, where it was made before with the same client token.
pub(super) fn repeated(transaction: &Transaction<'_>, request: &Request) -> Answer<Option<Map>> {
    let Some(client_token) = request.input.str("ClientToken") else { return Ok(None) };
    let key = request.place.key(&[&escaped(client_token)]);
    let Some(known) = CLIENT_TOKEN.get(transaction, &key)? else { return Ok(None) };
    let is_outdated = known.moment("accepted").is_none_or(|it| later(it, CLIENT_TOKEN_SECONDS) <= request.now);
    if is_outdated {
        return Ok(None);
    }
    let token = known.text("request");
    if known.text("digest") != digest_of(request) {
        let message = format!(
            "ClientToken {client_token} is already associated with an existing operation with RequestToken {token}"
        );
        return Err(Failure::refused("ClientTokenConflictException", message, 400));
    }
    let progress = Progress::find(transaction, &request.place, token, request.now)?;
    Ok(Some(Map::new().with("ProgressEvent", progress.first_event())))
}

/// Runs the handler, which gives the identifier of the resource, and answers with the first event.
///
/// What the handler refuses undoes its own changes and becomes the outcome of the request.
pub(super) fn accept(
    transaction: &mut Transaction<'_>,
    asked: Asked<'_>,
    handle: impl FnOnce(&mut Transaction<'_>) -> Answer<String>,
) -> Answer {
    let Asked { request, resource_type, operation, identifier } = asked;
    let (place, now) = (&request.place, request.now);
    if let Some(identifier) = &identifier {
        refuse_if_in_flight(transaction, request, resource_type, identifier)?;
    }
    let mut progress = Progress {
        token: request.shared.identifiers.uuid(now),
        type_name: resource_type.name.to_owned(),
        operation: operation.to_owned(),
        is_named: identifier.is_some(),
        identifier,
        accepted: now,
        settles: settles(request),
        refused: None,
        cancelled: None,
        client_token: request.input.str("ClientToken").map(str::to_owned),
    };
    match transaction.attempt(handle) {
        Ok(identifier) => progress.identifier = Some(identifier),
        Err(failure) => progress.refused = Some(Refused::of(failure)?),
    }
    progress.put(transaction, place)?;
    if let Some(client_token) = &progress.client_token {
        let mut record = Map::new().with("request", progress.token.as_str()).with("digest", digest_of(request));
        record.set_moment("accepted", now);
        CLIENT_TOKEN.put(transaction, &place.key(&[&escaped(client_token)]), &record)?;
    }
    if let Some(identifier) = progress.identifier.as_deref().filter(|_| progress.settles > now) {
        let mut record = Map::new().with("request", progress.token.as_str());
        record.set_moment("until", progress.settles);
        IN_FLIGHT.put(transaction, &identifier::key(place, resource_type, identifier)?, &record)?;
    }
    progress::prune(transaction, place, now)?;
    Ok(Map::new().with("ProgressEvent", progress.first_event()))
}

/// One operation at a time changes a resource.
pub(super) fn refuse_if_in_flight(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<()> {
    let key = identifier::key(&request.place, resource_type, identifier)?;
    let Some(flight) = IN_FLIGHT.get(transaction, &key)? else { return Ok(()) };
    if flight.moment("until").is_some_and(|until| until > request.now) {
        let message = format!(
            "Resource {identifier} of type {} is being changed by the request with RequestToken {}",
            resource_type.name,
            flight.text("request")
        );
        return Err(Failure::refused("ConcurrentOperationException", message, 400));
    }
    IN_FLIGHT.delete(transaction, &key)?;
    Ok(())
}

fn settles(request: &Request) -> Instant {
    let millis = i64::try_from(request.shared.settle_millis).unwrap_or(i64::MAX);
    match millis {
        0 => request.now,
        _ => Instant::from_epoch_millis(request.now.epoch_millis().saturating_add(millis)),
    }
}

/// What is the same for the same request. Its input may hold secrets, so it is not kept itself.
fn digest_of(request: &Request) -> String {
    let mut input = request.input.clone();
    input.remove("ClientToken");
    input.sort_keys();
    let operation = Map::new().with(request.call.operation, input);
    STANDARD_NO_PAD.encode(digest(&SHA256, &codec::encode(&operation)))
}
