//! Where a request goes: the URL that somebody named, and what a request adds to it.

use std::fmt;

use http::Uri;
use http::uri::Authority;

/// An endpoint that was named by its URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    scheme: http::uri::Scheme,
    authority: Authority,
    base_path: String,
}

/// A text that is no endpoint.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("Invalid endpoint: {0}")]
pub struct EndpointError(String);

impl Endpoint {
    /// Reads a URL with a scheme and a host; a path is put before the paths of requests.
    pub fn parse(url: &str) -> Result<Self, EndpointError> {
        let error = || EndpointError(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| error())?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.filter(|it| matches!(it.as_str(), "http" | "https")).ok_or_else(error)?;
        let authority = parts.authority.filter(|it| !it.host().is_empty()).ok_or_else(error)?;
        let base_path = parts.path_and_query.map_or("/".to_owned(), |it| it.path().to_owned());
        Ok(Self { scheme, authority, base_path })
    }

    /// The URL of a request.
    pub fn url(&self, host_prefix: Option<&str>, path: &str, query: &str) -> Result<Uri, EndpointError> {
        // As botocore joins them: a request without a path of its own gets the endpoint's to the letter.
        let mut text = match path {
            "" | "/" => self.base_path.clone(),
            path => format!("{}{path}", self.base_path.strip_suffix('/').unwrap_or(&self.base_path)),
        };
        if !query.is_empty() {
            text.push('?');
            text.push_str(query);
        }
        let error = || EndpointError(format!("{}://{}{text}", self.scheme, self.authority));
        let authority = match host_prefix {
            None => self.authority.clone(),
            Some(prefix) => Authority::try_from(format!("{prefix}{}", self.authority)).map_err(|_| error())?,
        };
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(authority)
            .path_and_query(text.as_str())
            .build()
            .map_err(|_| error())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.base_path)
    }
}

/// The value of the host header: the port only where it is not the scheme's own.
pub(crate) fn host_header(url: &Uri) -> String {
    let host = url.host().unwrap_or_default();
    let own_port = if url.scheme_str() == Some("https") { 443 } else { 80 };
    match url.port_u16() {
        Some(port) if port != own_port => format!("{host}:{port}"),
        _ => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(endpoint: &str, prefix: Option<&str>, path: &str, query: &str, expect: Expect) {
        let url = Endpoint::parse(endpoint).and_then(|it| it.url(prefix, path, query));
        expect.assert_eq(&url.map_or_else(|err| format!("error: {err}"), |it| format!("{it} {}", host_header(&it))));
    }

    #[test]
    fn a_request_is_joined_to_its_endpoint() {
        check("http://127.0.0.1:4566", None, "/GetStage", "", expect!["http://127.0.0.1:4566/GetStage 127.0.0.1:4566"]);
        check("https://h:443/base/", None, "/a%2Fb", "x=1", expect!["https://h:443/base/a%2Fb?x=1 h"]);
        check("https://h/base", None, "/", "x=1", expect!["https://h/base?x=1 h"]);
        check("https://h/base/", None, "/", "", expect!["https://h/base/ h"]);
        check("http://localhost:1", Some("data-"), "/", "", expect!["http://data-localhost:1/ data-localhost:1"]);
    }

    #[test]
    fn what_is_no_endpoint_is_refused() {
        check("localhost:1", None, "/", "", expect!["error: Invalid endpoint: localhost:1"]);
        check("ftp://h", None, "/", "", expect!["error: Invalid endpoint: ftp://h"]);
    }
}
