//! Requests as an SDK sends them: headers, body and signature.

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::SystemTime;

use callboard_model::document::Instant;
use callboard_wire::sigv4::{Credentials, KeyCache, PathEncoding, Payload, Scope, sign};
use http::{HeaderMap, HeaderValue};

use crate::Failure;

/// The key that signs.
pub const ACCESS_KEY_ID: &str = "AKIDBENCH";
/// Its secret half.
pub const SECRET_ACCESS_KEY: &str = "bench secret";

/// Signs requests to one server.
pub struct Signer {
    host: String,
    keys: KeyCache,
}

impl Signer {
    /// A signer of requests to `addr`.
    pub fn new(addr: SocketAddr) -> Self {
        Self { host: addr.to_string(), keys: KeyCache::default() }
    }

    /// The bytes of one call of an `ivs-realtime` operation.
    pub fn call(&self, operation: &str, body: &str) -> Result<Vec<u8>, Failure> {
        let path = format!("/{operation}");
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_str(&self.host)?);
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        headers.insert(
            "user-agent",
            HeaderValue::from_static("Boto3/1.43.11 md/Botocore#1.43.11 os/linux lang/python#3.11"),
        );
        headers.insert("amz-sdk-invocation-id", HeaderValue::from_static("0f7a3f0e-62f4-4d1c-8a1e-2f1f2b7f6a11"));
        headers.insert("amz-sdk-request", HeaderValue::from_static("attempt=1"));
        let credentials =
            Credentials { access_key_id: ACCESS_KEY_ID, secret_access_key: SECRET_ACCESS_KEY, session_token: None };
        let scope = Scope {
            region: "us-east-1",
            service: "ivs",
            path_encoding: PathEncoding::Twice,
            content_sha256_header: false,
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let now = Instant::from_epoch_millis(now.as_millis() as i64);
        sign(&self.keys, credentials, scope, now, ("POST", &path, ""), &mut headers, Payload::Bytes(body.as_bytes()));
        let mut text = format!("POST {path} HTTP/1.1\r\n");
        for (name, value) in &headers {
            write!(text, "{name}: {}\r\n", value.to_str()?)?;
        }
        write!(text, "content-length: {}\r\n\r\n{body}", body.len())?;
        Ok(text.into_bytes())
    }
}

/// The first ARN of an answer.
pub fn arn_of(answer: &str) -> Option<&str> {
    let rest = &answer[answer.find("\"arn:aws:")? + 1..];
    rest.split('"').next()
}
