//! The way of an AWS request to the plane and back.

use std::time::SystemTime;

use bytes::Bytes;
use callboard_model::document::Instant;
use callboard_model::service::{Operation, Protocol, Service};
use callboard_plane::{Call, Caller, PlaneError};
use callboard_wire::message::{ErrorAnswer, Response};
use callboard_wire::route::{self, Routed};
use callboard_wire::server::{self as wire, Incoming};
use callboard_wire::sigv4;
use http::StatusCode;
use http::request::Parts;

use crate::answer::{Answer, Trace};
use crate::connection::Connection;
use crate::credential::{self, Credential, Malformed};
use crate::dispatch;
use crate::fault::Fault;
use crate::identity::Identity;
use crate::options::Auth;
use crate::patience::within;
use crate::request_id::RequestId;
use crate::server::Shared;

/// A request and where it came in.
pub struct Asked<'a> {
    /// The server.
    pub shared: &'a Shared,
    /// Its connection.
    pub connection: &'a Connection,
    /// Its head, with a `host` header whatever the version of HTTP.
    pub head: &'a Parts,
    /// Its whole body.
    pub body: &'a Bytes,
    /// The id that its answer will carry.
    pub request_id: RequestId,
}

/// An error in the words of a protocol, of an operation where one was found.
struct Refused {
    protocol: Protocol,
    operation: Option<&'static Operation>,
    error: Box<ErrorAnswer>,
}

impl Refused {
    fn of(fault: &Fault, protocol: Protocol, operation: Option<&'static Operation>) -> Self {
        Self { protocol, operation, error: Box::new(fault.answer(protocol)) }
    }
}

/// Answers an AWS request.
pub async fn answer(asked: Asked<'_>, trace: &mut Trace) -> Answer {
    match respond(&asked, trace).await {
        Ok(response) => Answer::of(response, None),
        Err(refused) => refusal(refused, asked.request_id),
    }
}

/// A refusal by the door, in the protocol that the request seems to speak.
pub fn refuse(shared: &Shared, fault: &Fault, head: &Parts, routed: Option<Routed>, request_id: RequestId) -> Answer {
    let protocol = match routed {
        Some(routed) => routed.protocol,
        None => {
            let incoming = incoming(head, b"");
            let credential = credential::read(&head.uri, &head.headers).ok().flatten();
            let candidates = shared.directory.candidates(credential.as_ref(), &incoming).unwrap_or_default();
            protocol_of(&candidates, &incoming)
        }
    };
    refusal(Refused::of(fault, protocol, routed.map(|it| it.operation)), request_id)
}

/// Who asks for a route of the binary: nobody in particular where every key is accepted.
pub fn authenticate_local(asked: &Asked<'_>, path: &str) -> Result<Option<Caller>, Fault> {
    let Asked { shared, head, body, .. } = asked;
    if shared.options.auth == Auth::Accept || shared.local.is_public(&head.method, path) {
        return Ok(None);
    }
    let credential = credential::read(&head.uri, &head.headers)?.ok_or(Fault::NoSignature)?;
    let identity = verified(asked, &incoming(head, body), &credential, sigv4::PathEncoding::Twice)?;
    Ok(Some(identity.caller))
}

async fn respond(asked: &Asked<'_>, trace: &mut Trace) -> Result<Response, Refused> {
    let Asked { shared, head, body, request_id, .. } = asked;
    let incoming = incoming(head, body);
    let unrouted =
        |fault: Fault, candidates: &[&'static Service]| Refused::of(&fault, protocol_of(candidates, &incoming), None);
    let credential = credential::read(&head.uri, &head.headers).map_err(|err| unrouted(err.into(), &[]))?;
    let candidates =
        shared.directory.candidates(credential.as_ref(), &incoming).map_err(|fault| unrouted(fault, &[]))?;
    let routed = dispatch::operation(&candidates, &incoming).map_err(|fault| {
        // Without a signature it may be no AWS request at all.
        unrouted(if credential.is_none() { Fault::NoSignature } else { fault }, &candidates)
    })?;
    trace.routed = Some(routed);
    let Routed { operation, protocol } = routed;
    let refused = |fault: Fault| Refused::of(&fault, protocol, Some(operation));
    let identity = identify(asked, &incoming, credential.as_ref(), operation).map_err(refused)?;
    let failed = |error| Refused { protocol, operation: Some(operation), error };
    let input = wire::read_request(protocol, operation, &incoming).map_err(failed)?;
    let call = Call { operation, input, scope: identity.scope, caller: identity.caller };
    match within(shared.limits().call_timeout, shared.plane.call(call)).await {
        Some(Ok(output)) => Ok(wire::write_response(protocol, operation, &output.members, request_id.as_str())),
        Some(Err(error)) => Err(failed(Box::new(of_plane(error, *request_id)))),
        None => Err(refused(Fault::NoAnswerInTime)),
    }
}

fn identify(
    asked: &Asked<'_>,
    incoming: &Incoming<'_>,
    credential: Option<&Credential<'_>>,
    operation: &'static Operation,
) -> Result<Identity, Fault> {
    let identities = &asked.shared.identities;
    match (asked.shared.options.auth, credential) {
        (Auth::Accept, Some(credential)) => {
            Ok(identities.of(credential, identities.key(credential), &asked.connection.identity))
        }
        (Auth::Verify, Some(credential)) => {
            let encoding = match operation.service.metadata.signature_version {
                "s3" | "s3v4" => sigv4::PathEncoding::AsSent,
                _ => sigv4::PathEncoding::Twice,
            };
            verified(asked, incoming, credential, encoding)
        }
        (Auth::Verify, None) if !operation.unsigned => Err(Fault::NoSignature),
        (_, None) => Ok(identities.unsigned(dispatch::region_of_host(incoming.headers))),
    }
}

fn verified(
    asked: &Asked<'_>,
    incoming: &Incoming<'_>,
    credential: &Credential<'_>,
    path_encoding: sigv4::PathEncoding,
) -> Result<Identity, Fault> {
    let identities = &asked.shared.identities;
    let claim = sigv4::Claim::of(incoming.headers, incoming.query)?.ok_or(Fault::NoSignature)?;
    let key = identities.key(credential).ok_or(Fault::UnknownKey)?;
    if key.session_token.as_deref() != claim.session_token.as_deref() {
        return Err(Fault::WrongSessionToken);
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let expected = sigv4::Expected {
        secret_access_key: &key.secret_access_key,
        now: Instant { seconds: now.as_secs() as i64, nanos: now.subsec_nanos() },
        path_encoding,
    };
    let request = (incoming.method, incoming.path, incoming.query);
    claim.verify(&asked.shared.signing_keys, &expected, request, incoming.headers, incoming.body)?;
    Ok(identities.of(credential, Some(key), &asked.connection.identity))
}

fn of_plane(error: PlaneError, request_id: RequestId) -> ErrorAnswer {
    match error {
        PlaneError::Service { refusal, .. } => ErrorAnswer {
            code: refusal.code,
            message: refusal.message,
            status: refusal.http_status,
            members: refusal.members,
            ..ErrorAnswer::default()
        },
        PlaneError::InvalidInput { message, .. } => ErrorAnswer::new("ValidationException", message, 400),
        error @ PlaneError::ReadOnly { .. } => ErrorAnswer::new("AccessDeniedException", error.to_string(), 403),
        error => {
            tracing::error!(%request_id, error = &error as &dyn std::error::Error, "the plane could not do its work");
            let hint = error.hint().map(|it| format!("; {it}")).unwrap_or_default();
            ErrorAnswer::new("ServiceUnavailable", format!("{error}{hint}"), 503)
        }
    }
}

fn refusal(refused: Refused, request_id: RequestId) -> Answer {
    let Refused { protocol, operation, error } = refused;
    let response = match operation {
        Some(operation) => wire::write_error(protocol, operation, &error, request_id.as_str()),
        None => wire::write_unrouted_error(protocol, &error, request_id.as_str()),
    };
    Answer::of(response, Some(error.code))
}

impl Answer {
    fn of(response: Response, error: Option<String>) -> Self {
        Self {
            status: StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: response.headers,
            body: response.body.into(),
            error,
        }
    }
}

fn incoming<'a>(head: &'a Parts, body: &'a [u8]) -> Incoming<'a> {
    Incoming {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        headers: &head.headers,
        body,
    }
}

fn protocol_of(candidates: &[&'static Service], incoming: &Incoming<'_>) -> Protocol {
    let form = incoming.headers.get(http::header::CONTENT_TYPE);
    let is_form = form.is_some_and(|it| it.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    match candidates.is_empty() && (is_form || credential::query_parameter(incoming.query, "Action").is_some()) {
        true => Protocol::Query,
        false => route::protocol_of_unrouted(candidates, incoming),
    }
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Self::IncompleteSignature(malformed.0)
    }
}

impl From<sigv4::ClaimError> for Fault {
    fn from(error: sigv4::ClaimError) -> Self {
        match error {
            sigv4::ClaimError::Incomplete(message) => Self::IncompleteSignature(message),
            sigv4::ClaimError::Expired(message) => Self::Expired(message),
            sigv4::ClaimError::Mismatch => Self::WrongSignature,
            sigv4::ClaimError::PayloadMismatch => Self::WrongBodyHash,
        }
    }
}
