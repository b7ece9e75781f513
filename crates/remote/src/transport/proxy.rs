//! Which proxy a request goes through, by the settings of the environment.

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

/// Proxies, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` give them; empty text means none.
#[derive(Debug, Clone, Default)]
pub struct ProxySettings {
    /// For `http` endpoints.
    pub http: String,
    /// For `https` endpoints.
    pub https: String,
    /// Hosts that are reached without one: names with everything below them, addresses, networks, `*`; names and
    /// addresses also with a port.
    pub no: String,
}

/// The settings, read.
pub(super) struct Proxies {
    settings: ProxySettings,
    matcher: Matcher,
}

/// What the settings say about one URL.
pub(super) enum Route {
    Direct,
    Through(Intercept),
    /// A proxy that is not understood is not passed by in silence.
    Unusable {
        url: String,
    },
}

impl Proxies {
    /// `None` where the settings name no proxy.
    pub(super) fn new(settings: ProxySettings) -> Option<Self> {
        if settings.http.is_empty() && settings.https.is_empty() {
            return None;
        }
        let matcher = Matcher::builder().http(with_scheme(&settings.http)).https(with_scheme(&settings.https));
        Some(Self { matcher: matcher.no(settings.no.clone()).build(), settings })
    }

    pub(super) fn route(&self, url: &Uri) -> Route {
        let is_https = url.scheme_str() == Some("https");
        let setting = if is_https { &self.settings.https } else { &self.settings.http };
        if setting.is_empty() || self.is_excepted_with_port(url, is_https) {
            return Route::Direct;
        }
        match self.matcher.intercept(url) {
            Some(proxy) if proxy.uri().scheme_str() == Some("http") => Route::Through(proxy),
            Some(_) => Route::Unusable { url: masked(setting) },
            None if self.is_excepted(url) => Route::Direct,
            None => Route::Unusable { url: masked(setting) },
        }
    }

    /// The matcher gives the same answer for an excepted host and for a proxy that it does not understand.
    fn is_excepted(&self, url: &Uri) -> bool {
        let any = "http://proxy.invalid";
        Matcher::builder().http(any).https(any).no(self.settings.no.clone()).build().intercept(url).is_none()
    }

    /// `host:port` among the exceptions, which the matcher does not know and Python does.
    fn is_excepted_with_port(&self, url: &Uri, is_https: bool) -> bool {
        let port = url.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let place = format!("{}:{port}", url.host().unwrap_or_default().to_ascii_lowercase());
        let entries = self.settings.no.split(',').map(|it| it.trim().trim_start_matches('.').to_ascii_lowercase());
        entries
            .filter(|it| !it.is_empty())
            .any(|entry| place.strip_suffix(&*entry).is_some_and(|before| before.is_empty() || before.ends_with('.')))
    }
}

/// A proxy without a scheme is one for HTTP.
fn with_scheme(proxy: &str) -> String {
    let proxy = proxy.strip_prefix("//").unwrap_or(proxy);
    if proxy.is_empty() || proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") }
}

/// The value of the `proxy-authorization` header.
pub(super) fn authorization(proxy: &Intercept) -> Option<HeaderValue> {
    proxy.basic_auth().cloned()
}

/// A proxy's URL as it may be shown.
pub(super) fn masked(proxy: &str) -> String {
    let url = with_scheme(proxy);
    match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (_, place))) => format!("{scheme}://***:***@{place}"),
        None => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(http: &str, no: &str, url: &str, expect: Expect) {
        let settings = ProxySettings { http: http.into(), https: http.into(), no: no.into() };
        let url: Uri = url.parse().expect("the case is a URL");
        expect.assert_eq(&match Proxies::new(settings).map(|it| it.route(&url)) {
            None | Some(Route::Direct) => "direct".to_owned(),
            Some(Route::Through(proxy)) => {
                format!("through {}{}", proxy.uri(), authorization(&proxy).map_or("", |_| " with a password"))
            }
            Some(Route::Unusable { url }) => format!("unusable: {url}"),
        });
    }

    #[test]
    fn a_proxy_may_lack_a_scheme_and_have_a_password() {
        check("127.0.0.1:3128", "", "http://h/", expect!["through http://127.0.0.1:3128/"]);
        check("http://u:p@proxy:3128/", "", "https://h/", expect!["through http://proxy:3128/ with a password"]);
        check("", "", "http://h/", expect!["direct"]);
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_not_passed_by() {
        check("socks5://u:secret@127.0.0.1:1", "", "http://h/", expect!["unusable: socks5://***:***@127.0.0.1:1"]);
        check("https://proxy", "", "http://h/", expect!["unusable: https://proxy"]);
        check("no proxy", "", "http://h/", expect!["unusable: http://no proxy"]);
        check("no proxy", "h", "http://h/", expect!["direct"]);
    }

    #[test]
    fn exceptions_are_names_networks_and_places() {
        let proxy = "http://p:1";
        check(proxy, "example.com", "http://api.example.com/", expect!["direct"]);
        check(proxy, ".example.com", "http://example.com/", expect!["direct"]);
        check(proxy, "example.com", "http://notexample.com/", expect!["through http://p:1/"]);
        check(proxy, "a, 10.0.0.0/8", "http://10.1.2.3/", expect!["direct"]);
        check(proxy, "*", "http://h/", expect!["direct"]);
        check(proxy, "localhost:4566", "http://localhost:4566/", expect!["direct"]);
        check(proxy, "localhost:4566", "http://localhost:4567/", expect!["through http://p:1/"]);
        check(proxy, "h:443", "https://h/", expect!["direct"]);
    }
}
