//! HTTP to an endpoint: connections that are kept, proxies, TLS, time limits.
//!
//! One request at a time is all a one-shot command makes, and hundreds are
//! what a fan-out makes; both use the same pool of kept connections. TLS is
//! set up at the first `https` request only.

mod dial;
mod tls;

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use callboard_plane::error::NetworkError;
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::TokioExecutor;

use dial::Dialer;
pub use dial::ProxySettings;
pub use tls::{TlsError, TlsSettings};

/// How to reach endpoints.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// Time to connect; `None` for no limit.
    pub connect_timeout: Option<Duration>,
    /// Time between two pieces of an answer; `None` for no limit.
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

/// A pool of connections.
pub struct Transport {
    client: Client<HttpsConnector<Dialer>, Full<Bytes>>,
    read_timeout: Option<Duration>,
    max_body_bytes: usize,
}

impl Transport {
    /// A pool without connections yet; reads the CA bundle where one is named.
    pub fn new(options: &TransportOptions) -> Result<Self, TlsError> {
        let dialer = Dialer::new(options.connect_timeout, &options.proxy);
        let connector = HttpsConnector::from((dialer, Arc::new(tls::client_config(&options.tls)?)));
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(64).build(connector);
        Ok(Self { client, read_timeout: options.read_timeout, max_body_bytes: options.max_body_bytes })
    }

    /// Sends a request and reads the answer to its end.
    pub async fn send(&self, request: http::Request<Bytes>) -> Result<Answer, NetworkError> {
        let answer = self.client.request(request.map(Full::new));
        let answer = self.in_time(answer).await?.map_err(classify)?;
        let (head, mut body) = answer.into_parts();
        let mut collected = Vec::new();
        let mut first = None;
        while let Some(frame) = self.in_time(body.frame()).await? {
            let frame = frame.map_err(|err| NetworkError::Closed(err.into()))?;
            let Ok(data) = frame.into_data() else { continue };
            if collected.len() + data.len() > self.max_body_bytes {
                let message = format!("the answer is larger than {} bytes", self.max_body_bytes);
                return Err(NetworkError::Closed(message.into()));
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

    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Result<T, NetworkError> {
        match self.read_timeout {
            None => Ok(work.await),
            Some(limit) => tokio::time::timeout(limit, work).await.map_err(|_| NetworkError::ReadTimeout),
        }
    }
}

fn classify(error: ClientError) -> NetworkError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    let (mut timed_out, mut tls) = (false, false);
    while let Some(err) = cause {
        if let Some(io) = err.downcast_ref::<io::Error>() {
            timed_out |= io.kind() == io::ErrorKind::TimedOut;
            tls |= io.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
        }
        tls |= err.is::<rustls::Error>();
        cause = err.source();
    }
    match (error.is_connect(), timed_out, tls) {
        (_, _, true) => NetworkError::Tls(error.into()),
        (true, true, _) => NetworkError::ConnectTimeout,
        (true, false, _) => NetworkError::Connect(error.into()),
        (false, ..) => NetworkError::Closed(error.into()),
    }
}
