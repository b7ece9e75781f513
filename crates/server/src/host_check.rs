//! Who may call from a browser, and by which name: the guard against DNS
//! rebinding and against foreign web pages.
//!
//! A web page can make the browser of somebody on this machine send requests
//! here. Two things give it away:
//!
//! - Its own name in `Host`, where that name was made to resolve to this
//!   machine (DNS rebinding). Addresses cannot be rebound and are let in, as
//!   are loopback names, AWS's names and those that were allowed.
//! - Its origin in `Origin`, which browsers add to every request that changes
//!   something. Only origins on this machine and allowed ones are let in; they
//!   alone get CORS headers.

use std::net::IpAddr;

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderValue, Uri};

/// Suffixes of AWS's own host names, to which clients are sent by a proxy or the hosts file.
const AWS_SUFFIXES: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

/// The names that are let in.
#[derive(Debug, Clone, Default)]
pub struct HostCheck {
    allowed_hosts: Vec<String>,
    allowed_origins: Vec<String>,
}

/// Why a request is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// There is no host, or more than one.
    NoHost,
    /// The host is somebody else's name.
    Host(String),
    /// A web page from elsewhere asks.
    Origin(String),
}

impl HostCheck {
    /// A check that also lets in these hosts and origins.
    pub fn new(allowed_hosts: &[String], allowed_origins: &[String]) -> Self {
        let lower = |texts: &[String]| texts.iter().map(|it| it.trim_end_matches('/').to_ascii_lowercase()).collect();
        Self { allowed_hosts: lower(allowed_hosts), allowed_origins: lower(allowed_origins) }
    }

    /// The origin to answer to, where the request has one, or why it is not let in.
    pub fn check<'a>(&self, uri: &Uri, headers: &'a HeaderMap) -> Result<Option<&'a HeaderValue>, Foreign> {
        let mut hosts = headers.get_all(HOST).iter();
        let header = hosts.next();
        if hosts.next().is_some() || (header.is_none() && uri.authority().is_none()) {
            return Err(Foreign::NoHost);
        }
        if let Some(authority) = uri.authority() {
            self.check_host(authority.as_str())?;
        }
        if let Some(header) = header {
            self.check_host(header.to_str().map_err(|_| Foreign::NoHost)?)?;
        }
        let Some(origin) = headers.get(ORIGIN) else {
            return match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
                Some(b"cross-site") => Err(Foreign::Origin("another site".to_owned())),
                _ => Ok(None),
            };
        };
        match origin.to_str() {
            Ok(text) if self.allows_origin(text) => Ok(Some(origin)),
            _ => Err(Foreign::Origin(String::from_utf8_lossy(origin.as_bytes()).into_owned())),
        }
    }

    fn check_host(&self, host: &str) -> Result<(), Foreign> {
        let name = host_name(host);
        if is_loopback_name(name) || name.parse::<IpAddr>().is_ok() || self.is_known(name) {
            Ok(())
        } else {
            Err(Foreign::Host(host.to_owned()))
        }
    }

    fn is_known(&self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        AWS_SUFFIXES.iter().any(|suffix| ends_with_ignoring_case(name, suffix))
            || self.allowed_hosts.iter().any(|allowed| match allowed.strip_prefix('.') {
                Some(parent) => name.eq_ignore_ascii_case(parent) || ends_with_ignoring_case(name, allowed),
                None => name.eq_ignore_ascii_case(allowed),
            })
    }

    fn allows_origin(&self, origin: &str) -> bool {
        if self.allowed_origins.iter().any(|it| it.eq_ignore_ascii_case(origin)) {
            return true;
        }
        let Some((scheme, host)) = origin.split_once("://") else {
            return false;
        };
        let name = host_name(host);
        matches!(scheme, "http" | "https")
            && (is_loopback_name(name) || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback()))
    }
}

/// The host without its port.
fn host_name(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').map_or(rest, |(address, _)| address);
    }
    host.rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|it| it.is_ascii_digit()) { name } else { host })
}

fn is_loopback_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || ends_with_ignoring_case(name, ".localhost")
}

fn ends_with_ignoring_case(text: &str, suffix: &str) -> bool {
    text.len() > suffix.len() && text.as_bytes()[text.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expect: Expect) {
        let check = HostCheck::new(
            &["Callboard.test".to_owned(), ".corp.example".to_owned()],
            &["https://console.example/".to_owned()],
        );
        let headers = headers.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect();
        let verdict = match check.check(&Uri::from_static("/"), &headers) {
            Ok(None) => "let in".to_owned(),
            Ok(Some(origin)) => format!("let in, answering {origin:?}"),
            Err(foreign) => format!("{foreign:?}"),
        };
        expect.assert_eq(&verdict);
    }

    #[test]
    fn loopback_addresses_aws_and_allowed_hosts_are_let_in() {
        for host in [
            "localhost",
            "LOCALHOST:4566",
            "ivs.localhost:4566",
            "127.0.0.1:4566",
            "[::1]:4566",
            "192.168.1.7:80",
            "ivs.us-east-1.amazonaws.com",
            "ivs.us-east-1.amazonaws.com.:443",
            "callboard.test",
            "corp.example",
            "a.b.corp.example:99",
        ] {
            check(&[("host", host)], expect!["let in"]);
        }
    }

    #[test]
    fn other_hosts_are_not() {
        check(&[("host", "evil.example:4566")], expect![[r#"Host("evil.example:4566")"#]]);
        check(&[("host", "localhost.evil.example")], expect![[r#"Host("localhost.evil.example")"#]]);
        check(&[("host", "evilamazonaws.com")], expect![[r#"Host("evilamazonaws.com")"#]]);
        check(&[("host", "127.0.0.1.evil.example")], expect![[r#"Host("127.0.0.1.evil.example")"#]]);
        check(&[("host", "evil.example:localhost")], expect![[r#"Host("evil.example:localhost")"#]]);
        check(&[], expect!["NoHost"]);
        check(&[("host", "localhost"), ("host", "evil.example")], expect!["NoHost"]);
    }

    #[test]
    fn only_pages_of_this_machine_and_allowed_ones_may_call() {
        let host = ("host", "localhost:4566");
        check(&[host, ("origin", "http://localhost:3000")], expect![[r#"let in, answering "http://localhost:3000""#]]);
        check(
            &[host, ("origin", "https://console.example")],
            expect![[r#"let in, answering "https://console.example""#]],
        );
        check(&[host, ("origin", "https://evil.example")], expect![[r#"Origin("https://evil.example")"#]]);
        check(
            &[host, ("origin", "https://localhost.evil.example")],
            expect![[r#"Origin("https://localhost.evil.example")"#]],
        );
        check(&[host, ("origin", "http://192.168.1.7")], expect![[r#"Origin("http://192.168.1.7")"#]]);
        check(&[host, ("origin", "null")], expect![[r#"Origin("null")"#]]);
        check(&[host, ("sec-fetch-site", "cross-site")], expect![[r#"Origin("another site")"#]]);
    }
}
