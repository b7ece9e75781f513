//! The plane itself: a call becomes attempts at a request.

use std::sync::Arc;
use std::time::{Instant as Clock, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bytes::Bytes;
use callboard_model::document::Instant;
use callboard_model::service::Operation;
use callboard_plane::error::{NetworkError, Refusal};
use callboard_plane::{Call, CallId, Output, Plane, PlaneError};
use callboard_wire::client::{self, AnswerError, RequestOptions};
use callboard_wire::sigv4::{self, KeyCache, Payload};
use callboard_wire::{ErrorAnswer, Request};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::authorization::{Authorization, Scope};
use crate::credentials::{CredentialError, CredentialSource, Credentials};
use crate::endpoint::host_header;
use crate::resolve::{Destination, Resolver};
use crate::retry::{RetryPolicy, RetryQuota, is_retryable_answer, is_retryable_failure, is_throttling_answer};
use crate::transport::{Answer, Transport, TransportError};

/// How calls are sent.
#[derive(Clone)]
pub struct RemoteOptions {
    /// Where to.
    pub destination: Destination,
    /// Who signs; `None` sends requests unsigned.
    pub credentials: Option<Arc<dyn CredentialSource>>,
    /// What the services that take tokens are sent instead of a signature.
    pub bearer_token: Option<BearerToken>,
    /// When a call is repeated.
    pub retry: RetryPolicy,
    /// The `user-agent` header.
    pub user_agent: String,
    /// Whether operations may put something before the host.
    pub inject_host_prefix: bool,
    /// Who is told of every request and answer.
    pub observer: Option<Arc<dyn Observer>>,
}

/// A token that lets its bearer act.
#[derive(Clone)]
pub struct BearerToken(pub String);

/// Somebody who wants to know what goes over the wire (`--debug`).
pub trait Observer: Send + Sync {
    /// A request is about to be sent; secrets are masked already.
    fn request(&self, method: &str, url: &str, headers: &HeaderMap, body_bytes: usize);
    /// An answer came.
    fn answer(&self, status: u16, headers: &HeaderMap, body_bytes: usize, millis: u128);
    /// None came.
    fn failure(&self, error: &TransportError);
}

/// A plane behind an endpoint.
pub struct RemotePlane {
    transport: Transport,
    options: RemoteOptions,
    resolver: Resolver,
    keys: KeyCache,
    quota: RetryQuota,
}

impl RemotePlane {
    /// A plane that has sent nothing yet.
    pub fn new(transport: Transport, options: RemoteOptions) -> Self {
        let resolver = Resolver::new(options.destination.clone());
        Self { transport, options, resolver, keys: KeyCache::default(), quota: RetryQuota::default() }
    }

    async fn attempt(&self, call: &Call, prepared: &Prepared<'_>, attempt: u32) -> Result<Answer, Failure> {
        let Prepared { request, body, url, authorization } = prepared;
        let mut headers = request.headers.clone();
        set(&mut headers, HOST, &host_header(url));
        set(&mut headers, USER_AGENT, &self.options.user_agent);
        let attempts = format!("attempt={attempt}; max={}", self.options.retry.max_attempts);
        set(&mut headers, HeaderName::from_static("amz-sdk-request"), &attempts);
        match (authorization, &self.options.credentials, &self.options.bearer_token) {
            (Authorization::Signature(scope), Some(source), _) => {
                let credentials = source.credentials().await.map_err(Failure::Credentials)?;
                let unsigned = call.operation.unsigned_payload;
                let payload = if unsigned { Payload::Unsigned } else { Payload::Bytes(body) };
                self.sign(request.method, url, scope, &credentials, &mut headers, payload);
            }
            (Authorization::Token, Some(_), Some(token)) => {
                set(&mut headers, AUTHORIZATION, &format!("Bearer {}", token.0));
            }
            _ => {}
        }
        // Said where botocore says it, even of nothing: hyper would leave that out.
        if !matches!(request.method, "GET" | "HEAD" | "OPTIONS") {
            set(&mut headers, CONTENT_LENGTH, &body.len().to_string());
        }
        if let Some(observer) = &self.options.observer {
            observer.request(request.method, &url.to_string(), &masked(&headers), body.len());
        }
        let mut message = http::Request::new(body.clone());
        *message.method_mut() = request.method.parse().unwrap_or_default();
        *message.uri_mut() = url.clone();
        *message.headers_mut() = headers;
        let start = Clock::now();
        let answer = self.transport.send(message).await;
        if let Some(observer) = &self.options.observer {
            match &answer {
                Ok(it) => observer.answer(it.status, &masked(&it.headers), it.body.len(), start.elapsed().as_millis()),
                Err(error) => observer.failure(error),
            }
        }
        answer.map_err(|err| match err {
            TransportError::Network(error) => Failure::Network(error),
            error @ TransportError::TooLarge { .. } => Failure::Unreadable(error.to_string()),
        })
    }

    fn sign(
        &self,
        method: &str,
        url: &Uri,
        scope: &Scope<'_>,
        credentials: &Credentials,
        headers: &mut HeaderMap,
        payload: Payload<'_>,
    ) {
        let scope = sigv4::Scope {
            region: scope.region,
            service: scope.service,
            path_encoding: scope.path_encoding,
            content_sha256_header: scope.content_sha256_header,
        };
        let signer = sigv4::Credentials {
            access_key_id: &credentials.access_key_id,
            secret_access_key: &credentials.secret_access_key,
            session_token: credentials.session_token.as_deref(),
        };
        let place = (method, url.path(), url.query().unwrap_or_default());
        sigv4::sign(&self.keys, signer, scope, now(), place, headers, payload);
    }

    /// The last attempt's outcome as the caller sees it.
    fn error(&self, call: &Call, url: &Uri, failure: Failure, attempts: u32) -> PlaneError {
        let id = CallId::from(call.operation);
        let endpoint = url.to_string();
        match failure {
            Failure::Network(source) => PlaneError::NoAnswer { call: id, endpoint, attempts, source },
            Failure::Credentials(CredentialError::NotFound) => PlaneError::NoCredentials { call: id },
            Failure::Credentials(error @ CredentialError::Failed(_)) => {
                PlaneError::Unavailable { call: id, message: error.to_string(), hint: None }
            }
            Failure::Refused(answer) => {
                let answer = *answer;
                PlaneError::Service {
                    call: id,
                    refusal: Box::new(Refusal {
                        code: answer.code,
                        message: answer.message,
                        http_status: answer.status,
                        members: answer.members,
                        request_id: answer.request_id,
                        attempts: if attempts >= self.options.retry.max_attempts { attempts } else { 0 },
                    }),
                }
            }
            Failure::Unreadable(message) => PlaneError::InvalidAnswer { call: id, endpoint, message },
        }
    }
}

/// What all attempts of a call have in common.
struct Prepared<'a> {
    request: &'a Request,
    body: Bytes,
    url: Uri,
    authorization: Authorization<'a>,
}

/// Why an attempt gave no output.
enum Failure {
    Credentials(CredentialError),
    Network(NetworkError),
    Refused(Box<ErrorAnswer>),
    Unreadable(String),
}

impl Failure {
    fn may_go_away(&self, operation: &Operation) -> bool {
        match self {
            Self::Credentials(_) | Self::Unreadable(_) => false,
            Self::Network(error) => is_retryable_failure(error),
            Self::Refused(answer) => is_retryable_answer(operation, answer.status, &answer.code),
        }
    }

    fn is_throttling(&self) -> bool {
        matches!(self, Self::Refused(answer) if is_throttling_answer(answer.status, &answer.code))
    }

    fn is_timeout(&self) -> bool {
        matches!(self, Self::Network(NetworkError::ReadTimeout | NetworkError::ConnectTimeout))
    }
}

#[async_trait]
impl Plane for RemotePlane {
    async fn call(&self, mut call: Call) -> Result<Output, PlaneError> {
        let id = CallId::from(call.operation);
        let invalid = |message: String| PlaneError::InvalidInput { call: id, message };
        // Made once, so that every attempt carries the same token.
        client::fill_idempotency_tokens(call.operation, &mut call.input, || uuid::Uuid::new_v4().to_string());
        let resolved = self.resolver.resolve(&call)?;
        let options = RequestOptions {
            without_host_prefix: !self.options.inject_host_prefix,
            endpoint_takes_labels: resolved.by_rules,
        };
        let mut request =
            client::request(call.operation, &call.input, options).map_err(|err| invalid(err.to_string()))?;
        let invocation = uuid::Uuid::new_v4().to_string();
        set(&mut request.headers, HeaderName::from_static("amz-sdk-invocation-id"), &invocation);
        if call.operation.rest.contains("\"endpointoperation\":true") {
            let version = call.operation.service.metadata.api_version;
            set(&mut request.headers, HeaderName::from_static("x-amz-api-version"), version);
        }
        for (name, values) in &resolved.headers {
            for value in values {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
                    request.headers.append(name, value);
                }
            }
        }
        let url = resolved.endpoint.url(request.host_prefix.as_deref(), &request.path, &request.query);
        let prepared = Prepared {
            body: std::mem::take(&mut request.body).into(),
            request: &request,
            url: url.map_err(|err| invalid(err.to_string()))?,
            authorization: Authorization::of(&call, &resolved.schemes, self.options.bearer_token.is_some())?,
        };
        let (mut attempt, mut throttled) = (1, 0);
        loop {
            let outcome = match self.attempt(&call, &prepared, attempt).await {
                Ok(answer) => client::response(call.operation, answer.status, &answer.headers, &answer.body)
                    .map(|it| (it, answer.status, answer.body.len() as u64))
                    .map_err(|err| match err {
                        AnswerError::Refused(refused) => Failure::Refused(refused),
                        other => Failure::Unreadable(other.to_string()),
                    }),
                Err(failure) => Err(failure),
            };
            let failure = match outcome {
                Ok((answer, http_status, bytes)) => {
                    self.quota.give_back(attempt > 1);
                    let (members, request_id) = (answer.members, answer.request_id);
                    return Ok(Output {
                        members,
                        extract: None,
                        request_id,
                        http_status,
                        attempts: attempt,
                        throttled,
                        bytes,
                    });
                }
                Err(failure) => failure,
            };
            let may_repeat = failure.may_go_away(call.operation) && attempt < self.options.retry.max_attempts;
            if !may_repeat || !self.quota.take(failure.is_timeout()) {
                return Err(self.error(&call, &prepared.url, failure, attempt));
            }
            throttled += u32::from(failure.is_throttling());
            tokio::time::sleep(self.options.retry.backoff(attempt, random())).await;
            attempt += 1;
        }
    }
}

/// Sets a header; a value that no header can carry is left out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// A number from 0 to 1, to spread repeats over time.
fn random() -> f64 {
    (uuid::Uuid::new_v4().as_u128() >> 75) as f64 / (1u64 << 53) as f64
}

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant { seconds: since.as_secs() as i64, nanos: since.subsec_nanos() }
}

/// Headers without what lets a reader act as the sender, or read what he keeps.
fn masked(headers: &HeaderMap) -> HeaderMap {
    const SECRETS: [&str; 6] = [
        "authorization",
        "x-amz-security-token",
        "cookie",
        "set-cookie",
        "x-amz-server-side-encryption-customer-key",
        "x-amz-copy-source-server-side-encryption-customer-key",
    ];
    let mut headers = headers.clone();
    for name in SECRETS {
        if headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static("(masked)"));
        }
    }
    headers
}
