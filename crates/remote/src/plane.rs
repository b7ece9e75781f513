//! The plane itself: a call becomes attempts at a request.

use std::sync::Arc;
use std::time::{Instant as Clock, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bytes::Bytes;
use callboard_model::document::Instant;
use callboard_plane::error::{NetworkError, Refusal};
use callboard_plane::{Call, CallId, Output, Plane, PlaneError};
use callboard_wire::client::{self, AnswerError, RequestOptions};
use callboard_wire::sigv4::{self, KeyCache, PathEncoding, Payload};
use callboard_wire::{ErrorAnswer, Request};
use http::header::{HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::credentials::{CredentialError, CredentialSource, Credentials};
use crate::endpoint::host_header;
use crate::resolve::{Destination, Resolved, Resolver};
use crate::retry::{RetryPolicy, RetryQuota, is_retryable_answer, is_retryable_failure};
use crate::transport::{Answer, Transport};

/// How calls are sent.
#[derive(Clone)]
pub struct RemoteOptions {
    /// Where to.
    pub destination: Destination,
    /// Who signs; `None` sends requests unsigned.
    pub credentials: Option<Arc<dyn CredentialSource>>,
    /// When a call is repeated.
    pub retry: RetryPolicy,
    /// The `user-agent` header.
    pub user_agent: String,
    /// Whether operations may put something before the host.
    pub inject_host_prefix: bool,
    /// Who is told of every request and answer.
    pub observer: Option<Arc<dyn Observer>>,
}

/// Somebody who wants to know what goes over the wire (`--debug`).
pub trait Observer: Send + Sync {
    /// A request is about to be sent; secrets are masked already.
    fn request(&self, method: &str, url: &str, headers: &HeaderMap, body_bytes: usize);
    /// An answer came.
    fn answer(&self, status: u16, headers: &HeaderMap, body_bytes: usize, millis: u128);
    /// None came.
    fn failure(&self, error: &NetworkError);
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

    async fn attempt(
        &self,
        call: &Call,
        request: &Request,
        (resolved, url): (&Resolved, &Uri),
        attempt: u32,
    ) -> Result<Answer, Failure> {
        let mut headers = request.headers.clone();
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(HOST, &host_header(url));
        set(USER_AGENT, &self.options.user_agent);
        set(
            HeaderName::from_static("amz-sdk-request"),
            &format!("attempt={attempt}; max={}", self.options.retry.max_attempts),
        );
        if let Some(credentials) = self.credentials(call).await? {
            self.sign(call, request, (resolved, url), &credentials, &mut headers);
        }
        if let Some(observer) = &self.options.observer {
            observer.request(request.method, &url.to_string(), &masked(&headers), request.body.len());
        }
        let mut message = http::Request::new(Bytes::copy_from_slice(&request.body));
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
        answer.map_err(Failure::Network)
    }

    async fn credentials(&self, call: &Call) -> Result<Option<Credentials>, Failure> {
        match &self.options.credentials {
            Some(source) if !call.operation.unsigned => {
                source.credentials().await.map(Some).map_err(Failure::Credentials)
            }
            _ => Ok(None),
        }
    }

    fn sign(
        &self,
        call: &Call,
        request: &Request,
        (resolved, url): (&Resolved, &Uri),
        credentials: &Credentials,
        headers: &mut HeaderMap,
    ) {
        let metadata = &call.operation.service.metadata;
        let is_s3 = metadata.signature_version.starts_with("s3");
        let scheme = resolved.scheme.as_ref();
        let as_sent = is_s3 || scheme.is_some_and(|it| it.disable_double_encoding);
        let scope = sigv4::Scope {
            region: scheme.and_then(|it| it.signing_region.as_deref()).unwrap_or(&call.scope.region),
            service: scheme.and_then(|it| it.signing_name.as_deref()).unwrap_or(metadata.signing_name),
            path_encoding: if as_sent { PathEncoding::AsSent } else { PathEncoding::Twice },
            content_sha256_header: is_s3,
        };
        let signer = sigv4::Credentials {
            access_key_id: &credentials.access_key_id,
            secret_access_key: &credentials.secret_access_key,
            session_token: credentials.session_token.as_deref(),
        };
        let payload = if call.operation.unsigned_payload { Payload::Unsigned } else { Payload::Bytes(&request.body) };
        let place = (request.method, url.path(), url.query().unwrap_or_default());
        sigv4::sign(&self.keys, signer, scope, now(), place, headers, payload);
    }

    /// The last attempt's outcome as the caller sees it.
    fn error(&self, call: &Call, url: &Uri, failure: Failure, attempts: u32, exhausted: bool) -> PlaneError {
        let id = CallId::from(call.operation);
        let endpoint = url.to_string();
        match failure {
            Failure::Network(source) => PlaneError::NoAnswer { call: id, endpoint, attempts, source },
            Failure::Credentials(error) => {
                PlaneError::Unavailable { call: id, message: error.to_string(), hint: Some(CREDENTIALS_HINT) }
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
                        attempts: if exhausted { attempts } else { 0 },
                    }),
                }
            }
            Failure::Unreadable(error) => PlaneError::InvalidAnswer { call: id, endpoint, message: error.to_string() },
        }
    }
}

const CREDENTIALS_HINT: &str = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile";

/// Why an attempt gave no output.
enum Failure {
    Credentials(CredentialError),
    Network(NetworkError),
    Refused(Box<ErrorAnswer>),
    Unreadable(AnswerError),
}

impl Failure {
    fn may_go_away(&self) -> bool {
        match self {
            Self::Credentials(_) | Self::Unreadable(_) => false,
            Self::Network(error) => is_retryable_failure(error),
            Self::Refused(answer) => is_retryable_answer(answer.status, &answer.code),
        }
    }

    fn is_timeout(&self) -> bool {
        matches!(self, Self::Network(NetworkError::ReadTimeout | NetworkError::ConnectTimeout))
    }
}

#[async_trait]
impl Plane for RemotePlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let id = CallId::from(call.operation);
        let invalid = |message: String| PlaneError::InvalidInput { call: id, message };
        // Made once, so that every attempt carries the same idempotency token.
        let resolved = self.resolver.resolve(&call)?;
        let options = RequestOptions {
            without_host_prefix: !self.options.inject_host_prefix,
            endpoint_takes_labels: resolved.by_rules,
        };
        let mut request =
            client::request(call.operation, &call.input, options).map_err(|err| invalid(err.to_string()))?;
        let invocation = uuid::Uuid::new_v4().to_string();
        if let Ok(value) = HeaderValue::from_str(&invocation) {
            request.headers.insert("amz-sdk-invocation-id", value);
        }
        for (name, values) in &resolved.headers {
            for value in values {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
                    request.headers.append(name, value);
                }
            }
        }
        let url = resolved.endpoint.url(request.host_prefix.as_deref(), &request.path, &request.query);
        let url = url.map_err(|err| invalid(err.to_string()))?;
        let mut attempt = 1;
        loop {
            let outcome = match self.attempt(&call, &request, (&resolved, &url), attempt).await {
                Ok(answer) => client::response(call.operation, answer.status, &answer.headers, &answer.body)
                    .map(|it| (it, answer.status))
                    .map_err(|err| match err {
                        AnswerError::Refused(refused) => Failure::Refused(refused),
                        other => Failure::Unreadable(other),
                    }),
                Err(failure) => Err(failure),
            };
            let failure = match outcome {
                Ok((answer, http_status)) => {
                    self.quota.give_back(attempt > 1);
                    return Ok(Output { members: answer.members, request_id: answer.request_id, http_status });
                }
                Err(failure) => failure,
            };
            let retryable = failure.may_go_away();
            let exhausted = retryable && attempt >= self.options.retry.max_attempts;
            if !retryable || exhausted || !self.quota.take(failure.is_timeout()) {
                return Err(self.error(&call, &url, failure, attempt, exhausted));
            }
            tokio::time::sleep(self.options.retry.backoff(attempt, random())).await;
            attempt += 1;
        }
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

/// Headers without what lets a reader act as the sender.
fn masked(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in ["authorization", "x-amz-security-token", "cookie", "set-cookie"] {
        if headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static("(masked)"));
        }
    }
    headers
}
