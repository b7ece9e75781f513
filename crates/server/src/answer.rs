//! One request becomes one answer.
//!
//! ```text
//! head ─ host check ─┬─ /_callboard/… ── health, metrics, the binary's routes
//!                    └─ credential ─ operation ─ identity ─ input ─▶ plane ─▶ output ─▶ answer
//! ```
//!
//! Whatever goes wrong on the way becomes a [`Fault`], or the plane's own
//! error, in the protocol of the request; nothing is changed then. A panic is
//! one of these things.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use callboard_wire::route::Routed;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CONNECTION, CONTENT_TYPE,
    EXPECT, HOST, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::access::Access;
use crate::aws::{self, Asked};
use crate::body::{self, BodyError};
use crate::connection::{Connection, InFlight};
use crate::fault::Fault;
use crate::local::{self, LocalAnswer, LocalRequest};
use crate::request_id::RequestId;
use crate::server::Shared;

/// An answer, before the headers that every answer has.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its own headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// The code of the error, where it is one.
    pub error: Option<String>,
}

/// What is learnt about a request on its way, for the log, the metrics and the words of errors.
#[derive(Debug, Default)]
pub struct Trace {
    /// The operation it was found to be, and the protocol it speaks.
    pub routed: Option<Routed>,
    /// The length of its body.
    pub received_bytes: usize,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const NO_SNIFF: (HeaderName, HeaderValue) = (http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));

/// Answers one request.
pub async fn answer(shared: &Shared, connection: &Connection, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let started = Instant::now();
    let _in_flight = InFlight::begin(connection, shared);
    let request_id = RequestId::new();
    let (mut head, body) = request.into_parts();
    name_host(&mut head);
    let mut trace = Trace::default();
    let (answer, origin) = match shared.host_check.check(&head.uri, &head.headers) {
        Err(foreign) => (aws::refuse(shared, &Fault::Foreign(foreign), &head, None, request_id), None),
        Ok(Some(origin)) if head.method == Method::OPTIONS => (preflight(&head), Some(origin.clone())),
        Ok(origin) => {
            let origin = origin.cloned();
            let made = respond(shared, connection, &head, body, request_id, &mut trace);
            let answer = match catch_panic(made).await {
                Ok(answer) => answer,
                Err(panic) => {
                    shared.metrics.panics.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(%request_id, panic = panic_message(&*panic), "a handler panicked");
                    aws::refuse(shared, &Fault::Internal, &head, trace.routed, request_id)
                }
            };
            (answer, origin)
        }
    };

    let took = started.elapsed();
    let operation = trace.routed.map(|it| it.operation);
    let status = answer.status.as_u16();
    shared.metrics.count(operation, status, took);
    shared.metrics.received_bytes.fetch_add(trace.received_bytes as u64, Ordering::Relaxed);
    shared.metrics.sent_bytes.fetch_add(answer.body.len() as u64, Ordering::Relaxed);
    Access {
        connection,
        method: &head.method,
        uri: &head.uri,
        version: head.version,
        operation,
        status,
        error: answer.error.as_deref(),
        request_id,
        received_bytes: trace.received_bytes,
        sent_bytes: answer.body.len(),
        took,
    }
    .log();
    finish(shared, &head, answer, origin, request_id)
}

/// HTTP/2 names the host elsewhere; signatures and routes look for the header.
fn name_host(head: &mut Parts) {
    if let Some(authority) = head.uri.authority()
        && !head.headers.contains_key(HOST)
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        head.headers.insert(HOST, host);
    }
}

fn finish(
    shared: &Shared,
    head: &Parts,
    answer: Answer,
    origin: Option<HeaderValue>,
    request_id: RequestId,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    *headers = answer.headers;
    if !headers.contains_key(REQUEST_ID)
        && let Ok(id) = HeaderValue::from_str(request_id.as_str())
    {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(NO_SNIFF.0, NO_SNIFF.1);
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
        headers.insert(VARY, HeaderValue::from_static("origin"));
    }
    if shared.stopping.load(Ordering::Relaxed) && head.version < Version::HTTP_2 {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn respond(
    shared: &Shared,
    connection: &Connection,
    head: &Parts,
    body: Incoming,
    request_id: RequestId,
    trace: &mut Trace,
) -> Answer {
    let limits = shared.limits();
    let waits_for_leave = head.headers.contains_key(EXPECT);
    let body = match body::read(body, limits, &shared.room, waits_for_leave).await {
        Ok(body) => body,
        Err(err) => {
            let fault = match err {
                BodyError::TooLarge => Fault::TooLarge { limit: limits.max_body_bytes },
                BodyError::TooSlow => Fault::TooSlow,
                BodyError::Broken => Fault::BrokenBody,
            };
            return aws::refuse(shared, &fault, head, None, request_id);
        }
    };
    trace.received_bytes = body.bytes.len();
    let asked = Asked { shared, connection, head, body: &body.bytes, request_id };
    if let Some(path) = head.uri.path().strip_prefix(local::PREFIX) {
        return answer_locally(asked, path).await;
    }
    aws::answer(asked, trace).await
}

async fn answer_locally(asked: Asked<'_>, path: &str) -> Answer {
    let Asked { shared, head, body, request_id, .. } = asked;
    let reads = matches!(head.method, Method::GET | Method::HEAD);
    let answer = match path {
        "health" | "metrics" if !reads => return aws::refuse(shared, &Fault::MethodNotAllowed, head, None, request_id),
        "health" if shared.stopping.load(Ordering::Relaxed) => {
            LocalAnswer::json(StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"stopping"}"#)
        }
        "health" => LocalAnswer::json(
            StatusCode::OK,
            concat!(r#"{"status":"running","version":""#, env!("CARGO_PKG_VERSION"), r#""}"#),
        ),
        "metrics" => LocalAnswer {
            status: StatusCode::OK,
            content_type: "text/plain; version=0.0.4; charset=utf-8",
            body: shared.metrics.render().into(),
        },
        path => {
            let caller = match aws::authenticate_local(&asked, path) {
                Ok(caller) => caller,
                Err(fault) => return aws::refuse(shared, &fault, head, None, request_id),
            };
            let request = LocalRequest {
                method: head.method.clone(),
                path: path.to_owned(),
                query: head.uri.query().unwrap_or_default().to_owned(),
                headers: head.headers.clone(),
                body: body.clone(),
                caller,
            };
            shared
                .local
                .answer(request)
                .await
                .unwrap_or_else(|| LocalAnswer::json(StatusCode::NOT_FOUND, r#"{"message":"there is no such route"}"#))
        }
    };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(answer.content_type))]);
    Answer { status: answer.status, headers, body: answer.body, error: None }
}

/// Leave for a web page that may call, to send what AWS's clients send.
fn preflight(head: &Parts) -> Answer {
    let mut headers = HeaderMap::new();
    if let Some(asked) = head.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    let methods = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    Answer { status: StatusCode::NO_CONTENT, headers, body: Bytes::new(), error: None }
}

/// Polls a future to its end, or to its panic.
async fn catch_panic<T>(future: impl Future<Output = T>) -> Result<T, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    // The future is dropped after a panic, so nobody sees what it left half done.
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a text")
}
