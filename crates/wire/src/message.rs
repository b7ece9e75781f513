//! HTTP messages, without a connection.

use callboard_model::document::Map;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A request, ready to be given a host, a signature and a connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// `POST`.
    pub method: &'static str,
    /// Percent-encoded, beginning with a slash.
    pub path: String,
    /// Percent-encoded, without the question mark; empty where there is none.
    pub query: String,
    /// All headers but those of the connection, the host and the signature.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// What comes before the host: `data-`, `123456789012.`.
    pub host_prefix: Option<String>,
}

/// An answer, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// All headers but those of the connection.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// An error as a service answers it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ErrorAnswer {
    /// `ResourceNotFoundException`.
    pub code: String,
    /// The service's words, where it has any.
    pub message: String,
    /// HTTP status.
    pub status: u16,
    /// The members of the modelled error, in model order; of others what the body says besides.
    pub members: Map,
    /// The request id, where there is one.
    pub request_id: Option<String>,
    /// `Sender` or `Receiver`, where the answer says it.
    pub fault: Option<String>,
    /// The code before it was translated for clients of the query protocol.
    pub query_error_code: Option<String>,
}

impl ErrorAnswer {
    /// An error with a message and no other members.
    pub fn new(code: impl Into<String>, message: impl Into<String>, status: u16) -> Self {
        Self { code: code.into(), message: message.into(), status, ..Self::default() }
    }
}

/// Sets a header whose name is known to be good; a value that no header can carry is an error.
pub(crate) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) -> bool {
    match HeaderValue::from_bytes(value.as_bytes()) {
        Ok(value) => {
            headers.insert(HeaderName::from_static(name), value);
            true
        }
        Err(_) => false,
    }
}

/// The text of a header.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}
