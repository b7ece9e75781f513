//! Signing: by a header, or inside a URL.

use std::borrow::Cow;

use callboard_model::document::Instant;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::canonical::{self, Parts, PathEncoding};
use super::{ALGORITHM, KeyCache, UNSIGNED_PAYLOAD, sha256_hex, string_to_sign, timestamp_text};

/// Who signs.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// Public part of the access key.
    pub access_key_id: &'a str,
    /// Secret part.
    pub secret_access_key: &'a str,
    /// The token of temporary credentials.
    pub session_token: Option<&'a str>,
}

/// Where and for what a signature holds.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// `us-east-1`.
    pub region: &'a str,
    /// The signing name: `ivs`.
    pub service: &'a str,
    /// How the path is written.
    pub path_encoding: PathEncoding,
    /// Whether the hash of the body is sent in `x-amz-content-sha256` (S3 and its kin).
    pub content_sha256_header: bool,
}

/// The body, as far as the signature covers it.
#[derive(Debug, Clone, Copy)]
pub enum Payload<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// The signature does not cover the body.
    Unsigned,
}

/// Headers that a hop on the way may change.
const NEVER_SIGNED: [&str; 7] =
    ["authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id", "amz-sdk-request"];

/// Adds the headers of a signature: date, token and `authorization`. `host` must be among the headers.
pub fn sign(
    keys: &KeyCache,
    credentials: Credentials<'_>,
    scope: Scope<'_>,
    now: Instant,
    (method, path, query): (&str, &str, &str),
    headers: &mut HeaderMap,
    payload: Payload<'_>,
) {
    let timestamp = timestamp_text(now);
    set(headers, "x-amz-date", &timestamp);
    if let Some(token) = credentials.session_token {
        set(headers, "x-amz-security-token", token);
    }
    let hash = payload_hash(payload);
    if scope.content_sha256_header || matches!(payload, Payload::Unsigned) {
        set(headers, "x-amz-content-sha256", &hash);
    }
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    let mut signed: Vec<Cow<'_, str>> =
        names.iter().map(|it| it.as_str().into()).filter(|it: &Cow<'_, str>| !NEVER_SIGNED.contains(&&**it)).collect();
    signed.sort_unstable();
    let parts = Parts {
        method,
        path,
        query,
        headers,
        signed_headers: &signed,
        payload_hash: &hash,
        path_encoding: scope.path_encoding,
        without: None,
    };
    let (scope_text, signature) = signature(keys, credentials, scope, &timestamp, &parts);
    let mut authorization =
        format!("{ALGORITHM} Credential={}/{scope_text}, SignedHeaders=", credentials.access_key_id);
    canonical::signed_header_list(&mut authorization, &signed);
    authorization.push_str(", Signature=");
    authorization.push_str(&signature);
    set(headers, AUTHORIZATION.as_str(), &authorization);
}

/// The query string of a signed URL, which holds for `expires_seconds`; only the host is signed beside it.
#[allow(clippy::too_many_arguments, reason = "each says another thing, and only callers of one kind have them all")]
pub fn presign(
    keys: &KeyCache,
    credentials: Credentials<'_>,
    scope: Scope<'_>,
    now: Instant,
    (method, path, query): (&str, &str, &str),
    host: &str,
    payload: Payload<'_>,
    expires_seconds: u32,
) -> String {
    let timestamp = timestamp_text(now);
    let mut query = query.to_owned();
    let mut add = |name: &str, value: &str| {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        canonical::encode(&mut query, value);
    };
    add("X-Amz-Algorithm", ALGORITHM);
    let scope_text = scope_text(scope, &timestamp);
    add("X-Amz-Credential", &format!("{}/{scope_text}", credentials.access_key_id));
    add("X-Amz-Date", &timestamp);
    add("X-Amz-Expires", &expires_seconds.to_string());
    add("X-Amz-SignedHeaders", "host");
    if let Some(token) = credentials.session_token {
        add("X-Amz-Security-Token", token);
    }
    let mut headers = HeaderMap::new();
    set(&mut headers, HOST.as_str(), host);
    let parts = Parts {
        method,
        path,
        query: &query,
        headers: &headers,
        signed_headers: &["host".into()],
        payload_hash: &payload_hash(payload),
        path_encoding: scope.path_encoding,
        without: None,
    };
    let (_, signature) = signature(keys, credentials, scope, &timestamp, &parts);
    query.push_str("&X-Amz-Signature=");
    query.push_str(&signature);
    query
}

fn signature(
    keys: &KeyCache,
    credentials: Credentials<'_>,
    scope: Scope<'_>,
    timestamp: &str,
    parts: &Parts<'_>,
) -> (String, String) {
    let scope_text = scope_text(scope, timestamp);
    let text = string_to_sign(timestamp, &scope_text, &canonical::request(parts));
    let secret = credentials.secret_access_key;
    let signature = keys.signature(secret, &timestamp[..8], scope.region, scope.service, &text);
    (scope_text, signature)
}

fn scope_text(scope: Scope<'_>, timestamp: &str) -> String {
    format!("{}/{}/{}/aws4_request", &timestamp[..8], scope.region, scope.service)
}

fn payload_hash(payload: Payload<'_>) -> Cow<'static, str> {
    match payload {
        Payload::Bytes(bytes) => sha256_hex(bytes).into(),
        Payload::Unsigned => UNSIGNED_PAYLOAD.into(),
    }
}

/// A value that no header can carry is left out; the service then refuses the signature.
fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value.as_bytes())) {
        headers.insert(name, value);
    }
}
