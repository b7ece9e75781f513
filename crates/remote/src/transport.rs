//! HTTP to an endpoint: connections that are kept, proxies, TLS, time limits.
//!
//! One request at a time is all a one-shot command makes, and hundreds are
//! what a fan-out makes; both use the same pool of kept connections. TLS is
//! set up at the first `https` request only, so that a bundle of certificates
//! that cannot be read matters where it is needed.
//!
//! # Reading order
//!
//! `dial.rs` makes connections, by `proxy.rs` and `tls.rs`; `timed.rs` gives up those that fall silent.

mod dial;
mod proxy;
mod timed;
mod tls;

use std::error::Error;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use callboard_plane::error::NetworkError;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::TokioExecutor;

use dial::{Dialer, ProxyFailure};
pub use proxy::ProxySettings;
pub use tls::{TlsError, TlsSettings};

/// How to reach endpoints.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// Time to connect; `None` for no limit.
    pub connect_timeout: Option<Duration>,
    /// Time in which nothing at all is sent or received; `None` for no limit.
    pub read_timeout: Option<Duration>,
    /// Certificates to trust.
    pub tls: TlsSettings,
    /// Proxies.
    pub proxy: ProxySettings,
    /// Largest answer that is read.
    pub max_body_bytes: usize,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Some(Duration::from_secs(60)),
            read_timeout: Some(Duration::from_secs(60)),
            tls: TlsSettings::default(),
            proxy: ProxySettings::default(),
            max_body_bytes: 1 << 30,
        }
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: http::HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The network failed; another attempt may succeed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The answer is larger than the limit; it will be no smaller the next time.
    #[error("it is larger than {limit} bytes")]
    TooLarge {
        /// [`TransportOptions::max_body_bytes`].
        limit: usize,
    },
}

/// A pool of connections.
pub struct Transport {
    client: Client<Dialer, Full<Bytes>>,
    dialer: Dialer,
    max_body_bytes: usize,
}

impl Transport {
    /// A pool without connections yet.
    pub fn new(options: TransportOptions) -> Self {
        let max_body_bytes = options.max_body_bytes;
        let dialer = Dialer::new(options);
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(64).build(dialer.clone());
        Self { client, dialer, max_body_bytes }
    }

    /// Sends a request and reads the answer to its end.
    pub async fn send(&self, mut request: http::Request<Bytes>) -> Result<Answer, TransportError> {
        if let Some(value) = self.dialer.proxy_authorization(request.uri()) {
            request.headers_mut().insert(http::header::PROXY_AUTHORIZATION, value);
        }
        let answer = self.client.request(request.map(Full::new)).await.map_err(classify)?;
        let (head, mut body) = answer.into_parts();
        let mut collected = Vec::new();
        let mut first = None;
        let mut length = 0;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|err| match has_timed_out(&err) {
                true => NetworkError::ReadTimeout,
                false => NetworkError::Closed(err.into()),
            })?;
            let Ok(data) = frame.into_data() else { continue };
            length += data.len();
            if length > self.max_body_bytes {
                return Err(TransportError::TooLarge { limit: self.max_body_bytes });
            }
            // Nearly every answer is one frame: it is passed on without a copy.
            match first.take() {
                None if collected.is_empty() => first = Some(data),
                None => collected.extend_from_slice(&data),
                Some(before) => {
                    collected.extend_from_slice(&before);
                    collected.extend_from_slice(&data);
                }
            }
        }
        let body = first.unwrap_or_else(|| collected.into());
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}

fn classify(error: ClientError) -> NetworkError {
    let proxy = causes(&error).find_map(|it| it.downcast_ref::<ProxyFailure>()).map(|it| it.url.clone());
    let is_tls = causes(&error).any(is_tls);
    match (error.is_connect(), has_timed_out(&error), proxy) {
        (true, true, _) => NetworkError::ConnectTimeout,
        (true, false, Some(url)) => NetworkError::Proxy { url, source: error.into() },
        _ if is_tls => NetworkError::Tls(error.into()),
        (true, false, None) => NetworkError::Connect(error.into()),
        (false, true, _) => NetworkError::ReadTimeout,
        (false, false, _) => NetworkError::Closed(error.into()),
    }
}

fn has_timed_out(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|it| it.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::TimedOut))
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    error.is::<rustls::Error>() || error.is::<TlsError>()
}

/// What an error comes from, beginning with itself.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        // An I/O error that wraps another one names that one's cause as its own, and never the wrapped error.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}
