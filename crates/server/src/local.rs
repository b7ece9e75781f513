//! Routes below `/_callboard/` that are not AWS's.

use bytes::Bytes;
use callboard_plane::Caller;
use http::{HeaderMap, Method, StatusCode};

/// The path below which nothing is AWS's.
pub const PREFIX: &str = "/_callboard/";

/// What the binary answers below `/_callboard/`, beside `health` and `metrics`.
#[async_trait::async_trait]
pub trait LocalRoutes: Send + Sync {
    /// The answer, or `None` where there is no such route.
    async fn answer(&self, request: LocalRequest) -> Option<LocalAnswer>;

    /// Whether a server that verifies signatures lets the request in without one.
    ///
    /// Only routes that change nothing and tell nothing, or that carry a credential of their own, should.
    fn is_public(&self, method: &Method, path: &str) -> bool {
        let _ = (method, path);
        false
    }
}

/// A request below `/_callboard/`, after the host check and within the limits.
#[derive(Debug)]
pub struct LocalRequest {
    /// Its method.
    pub method: Method,
    /// The path after `/_callboard/`, as it came.
    pub path: String,
    /// The query string, as it came; empty where there is none.
    pub query: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// Who signed it, where signatures are verified.
    pub caller: Option<Caller>,
}

/// An answer below `/_callboard/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAnswer {
    /// Its status.
    pub status: StatusCode,
    /// Its content type.
    pub content_type: &'static str,
    /// Its body.
    pub body: Bytes,
}

impl LocalAnswer {
    /// A JSON text.
    pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: "application/json", body: body.into() }
    }

    /// A plain text.
    pub fn text(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.into() }
    }
}

/// No routes of the binary's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLocalRoutes;

#[async_trait::async_trait]
impl LocalRoutes for NoLocalRoutes {
    async fn answer(&self, _request: LocalRequest) -> Option<LocalAnswer> {
        None
    }
}
