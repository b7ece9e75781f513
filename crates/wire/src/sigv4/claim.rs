//! Checking: what a request claims about its sender, and whether it is true.

use std::borrow::Cow;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use callboard_model::document::Instant;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::canonical::{self, Parts, PathEncoding};
use super::{ALGORITHM, KeyCache, UNSIGNED_PAYLOAD, sha256_hex, string_to_sign, timestamp_text};

/// How far the clocks of sender and server may be apart.
pub const MAX_SKEW_SECONDS: i64 = 15 * 60;

/// The longest that a signed URL may hold: a week.
const MAX_EXPIRES_SECONDS: i64 = 604_800;

/// Where a request carries its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// In the `authorization` header.
    Header,
    /// In the query string.
    Query,
}

/// What a signed request says about its sender; nothing of it is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Where it was found.
    pub carrier: Carrier,
    /// Public part of the access key.
    pub access_key_id: Cow<'a, str>,
    /// `20260506`.
    pub date: Cow<'a, str>,
    /// `us-east-1`.
    pub region: Cow<'a, str>,
    /// The signing name: `ivs`.
    pub service: Cow<'a, str>,
    /// The token of temporary credentials.
    pub session_token: Option<Cow<'a, str>>,
    signed_headers: Cow<'a, str>,
    signature: Cow<'a, str>,
    timestamp: Option<Cow<'a, str>>,
    expires: Option<Cow<'a, str>>,
}

/// Why a claim is not true, or none at all. `Display` is in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// Parts of the signature are missing or malformed.
    #[error("{0}")]
    Incomplete(String),
    /// The request is too old, or from the future, or its URL has expired.
    #[error("{0}")]
    Expired(String),
    /// The signature is not that of this request by this key.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
    /// The body is not the one whose hash was signed.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    PayloadMismatch,
}

impl ClaimError {
    /// The error code that AWS answers.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Incomplete(_) => "IncompleteSignature",
            Self::Expired(_) | Self::Mismatch => "SignatureDoesNotMatch",
            Self::PayloadMismatch => "XAmzContentSHA256Mismatch",
        }
    }

    /// The HTTP status that AWS answers.
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Incomplete(_) | Self::PayloadMismatch => 400,
            Self::Expired(_) | Self::Mismatch => 403,
        }
    }
}

/// What a claim is checked against.
pub struct Expected<'a> {
    /// The secret part of the access key.
    pub secret_access_key: &'a str,
    /// The server's clock.
    pub now: Instant,
    /// How the service writes paths.
    pub path_encoding: PathEncoding,
}

impl<'a> Claim<'a> {
    /// The claim of a request; `None` where it is not signed.
    pub fn of(headers: &'a HeaderMap, query: &'a str) -> Result<Option<Self>, ClaimError> {
        if let Some(value) = headers.get(AUTHORIZATION) {
            let value =
                value.to_str().map_err(|_| ClaimError::Incomplete("Authorization header is not text.".into()))?;
            return Self::of_header(value, headers).map(Some);
        }
        if query.contains("X-Amz-Algorithm=") {
            return Self::of_query(query).map(Some);
        }
        Ok(None)
    }

    fn of_header(value: &'a str, headers: &'a HeaderMap) -> Result<Self, ClaimError> {
        let incomplete = |what: &str| {
            ClaimError::Incomplete(format!(
                "Authorization header requires '{what}' parameter. Authorization={ALGORITHM}"
            ))
        };
        let Some(fields) = value.strip_prefix(ALGORITHM) else {
            let algorithm = value.split(' ').next().unwrap_or_default();
            let message = format!("Unsupported AWS 'algorithm': '{algorithm}'. Authorization={algorithm}");
            return Err(ClaimError::Incomplete(message));
        };
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for field in fields.split(',') {
            match field.trim().split_once('=') {
                Some(("Credential", value)) => credential = Some(value),
                Some(("SignedHeaders", value)) => signed_headers = Some(value),
                Some(("Signature", value)) => signature = Some(value),
                _ => {}
            }
        }
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).map(Cow::Borrowed);
        let claim = Self {
            carrier: Carrier::Header,
            access_key_id: Cow::Borrowed(""),
            date: Cow::Borrowed(""),
            region: Cow::Borrowed(""),
            service: Cow::Borrowed(""),
            session_token: text("x-amz-security-token"),
            signed_headers: signed_headers.ok_or_else(|| incomplete("SignedHeaders"))?.into(),
            signature: signature.ok_or_else(|| incomplete("Signature"))?.into(),
            timestamp: text("x-amz-date").or_else(|| text("date")),
            expires: None,
        };
        claim.with_credential(credential.ok_or_else(|| incomplete("Credential"))?.into())
    }

    fn of_query(query: &'a str) -> Result<Self, ClaimError> {
        let value = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
            pair.map(|(_, value)| percent_encoding::percent_decode_str(value).decode_utf8_lossy())
        };
        let required = |name: &str| {
            value(name)
                .ok_or_else(|| ClaimError::Incomplete(format!("AWS query-string parameters must include '{name}'.")))
        };
        if required("X-Amz-Algorithm")? != ALGORITHM {
            return Err(ClaimError::Incomplete("Unsupported AWS 'X-Amz-Algorithm'.".into()));
        }
        let credential = required("X-Amz-Credential")?;
        let claim = Self {
            carrier: Carrier::Query,
            access_key_id: Cow::Borrowed(""),
            date: Cow::Borrowed(""),
            region: Cow::Borrowed(""),
            service: Cow::Borrowed(""),
            session_token: value("X-Amz-Security-Token"),
            signed_headers: required("X-Amz-SignedHeaders")?,
            signature: required("X-Amz-Signature")?,
            timestamp: Some(required("X-Amz-Date")?),
            expires: Some(required("X-Amz-Expires")?),
        };
        claim.with_credential(credential)
    }

    fn with_credential(mut self, credential: Cow<'a, str>) -> Result<Self, ClaimError> {
        // From the right, since an access key id may hold a slash.
        let parts: Vec<&str> = credential.rsplitn(5, '/').collect();
        let [terminator, service, region, date, access_key_id] = parts[..] else {
            let message = format!("Credential must have exactly 5 slash-delimited elements, got '{credential}'.");
            return Err(ClaimError::Incomplete(message));
        };
        if terminator != "aws4_request" {
            return Err(ClaimError::Incomplete(
                "Credential should be scoped with a valid terminator: 'aws4_request'.".into(),
            ));
        }
        if date.len() != 8 || !date.bytes().all(|it| it.is_ascii_digit()) {
            return Err(ClaimError::Incomplete(format!("Date in Credential scope is not a date: '{date}'.")));
        }
        let own = |part: &str| Cow::Owned(part.to_owned());
        (self.access_key_id, self.date, self.region, self.service) =
            (own(access_key_id), own(date), own(region), own(service));
        Ok(self)
    }

    /// Checks clock, headers, body and signature.
    pub fn verify(
        &self,
        keys: &KeyCache,
        expected: &Expected<'_>,
        (method, path, query): (&str, &str, &str),
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), ClaimError> {
        let timestamp = self.check_clock(expected.now)?;
        let signed_headers = self.check_headers(headers)?;
        let payload_hash = self.payload_hash(headers, body)?;
        let parts = Parts {
            method,
            path,
            query,
            headers,
            signed_headers: &signed_headers,
            payload_hash: &payload_hash,
            path_encoding: expected.path_encoding,
            without: (self.carrier == Carrier::Query).then_some("X-Amz-Signature"),
        };
        let scope = format!("{}/{}/{}/aws4_request", self.date, self.region, self.service);
        let text = string_to_sign(timestamp, &scope, &canonical::request(&parts));
        let right = keys.signature(expected.secret_access_key, &self.date, &self.region, &self.service, &text);
        verify_slices_are_equal(right.as_bytes(), self.signature.as_bytes()).map_err(|_| ClaimError::Mismatch)
    }

    fn check_clock(&self, now: Instant) -> Result<&str, ClaimError> {
        let missing = || {
            let message = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
            ClaimError::Incomplete(message.into())
        };
        let timestamp = self.timestamp.as_deref().ok_or_else(missing)?;
        let signed_at = parse_timestamp(timestamp).ok_or_else(|| {
            let message = format!("Date must be in ISO-8601 'basic format'. Got '{timestamp}'.");
            ClaimError::Incomplete(message)
        })?;
        if !timestamp.starts_with(&*self.date) {
            let message = format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{timestamp}'.",
                self.date
            );
            return Err(ClaimError::Expired(message));
        }
        let text = |at: i64| timestamp_text(Instant { seconds: at, nanos: 0 });
        let future = now.seconds + MAX_SKEW_SECONDS;
        if signed_at > future {
            let message = format!(
                "Signature not yet current: {timestamp} is still later than {} ({} + 15 min.)",
                text(future),
                text(now.seconds)
            );
            return Err(ClaimError::Expired(message));
        }
        let lifetime = match &self.expires {
            None => MAX_SKEW_SECONDS,
            Some(expires) => {
                expires.parse::<i64>().ok().filter(|it| (0..=MAX_EXPIRES_SECONDS).contains(it)).ok_or_else(|| {
                    ClaimError::Incomplete(format!(
                        "X-Amz-Expires must be a number of seconds from 0 to 604800, got '{expires}'."
                    ))
                })?
            }
        };
        if signed_at + lifetime < now.seconds {
            let message = match self.carrier {
                Carrier::Query => {
                    "The security token included in the request is expired: the signed URL has expired".to_owned()
                }
                Carrier::Header => format!(
                    "Signature expired: {timestamp} is now earlier than {} ({} - 15 min.)",
                    text(now.seconds - lifetime),
                    text(now.seconds)
                ),
            };
            return Err(ClaimError::Expired(message));
        }
        Ok(timestamp)
    }

    /// The names of the signed headers; `host` must be one of them, and every `x-amz-` header that came.
    fn check_headers(&self, headers: &HeaderMap) -> Result<Vec<Cow<'_, str>>, ClaimError> {
        let names: Vec<Cow<'_, str>> = self.signed_headers.split(';').map(Cow::Borrowed).collect();
        let is_signed = |name: &str| names.iter().any(|it| it == name);
        if !is_signed("host") && !is_signed(":authority") {
            return Err(ClaimError::Incomplete(
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".into(),
            ));
        }
        if !names.is_sorted() || names.iter().any(|name| !headers.contains_key(&**name)) {
            return Err(ClaimError::Mismatch);
        }
        let unsigned = headers.keys().map(|it| it.as_str()).find(|it| it.starts_with("x-amz-") && !is_signed(it));
        match unsigned {
            Some(name) if self.carrier == Carrier::Header => Err(ClaimError::Incomplete(format!(
                "There were headers present in the request which were not signed: {name}"
            ))),
            _ => Ok(names),
        }
    }

    fn payload_hash<'h>(&self, headers: &'h HeaderMap, body: &[u8]) -> Result<Cow<'h, str>, ClaimError> {
        let named = headers.get("x-amz-content-sha256").and_then(|it| it.to_str().ok());
        match named {
            Some(named) if named == UNSIGNED_PAYLOAD || named.starts_with("STREAMING-") => Ok(named.into()),
            Some(named) => match named.eq_ignore_ascii_case(&sha256_hex(body)) {
                true => Ok(named.into()),
                false => Err(ClaimError::PayloadMismatch),
            },
            None if self.carrier == Carrier::Query && self.service == "s3" => Ok(UNSIGNED_PAYLOAD.into()),
            None => Ok(sha256_hex(body).into()),
        }
    }
}

/// Seconds since 1970 of `20260506T070809Z`.
fn parse_timestamp(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() == 16 && bytes[8] == b'T' && bytes[15] == b'Z' && text.is_ascii() {
        let (date, time) = (&text[..8], &text[9..15]);
        let spread =
            format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..], &time[..2], &time[2..4], &time[4..]);
        return Instant::parse(&spread).ok().map(|it| it.seconds);
    }
    None
}
