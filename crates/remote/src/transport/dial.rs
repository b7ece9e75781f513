//! Connections: to the host itself or through a proxy, over TLS for `https`.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

use super::proxy::{self, Proxies, Route};
use super::timed::Timed;
use super::tls::{self, TlsError, TlsSettings};
use super::{ProxySettings, TransportOptions};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Connects, and watches what it has connected.
#[derive(Clone)]
pub(super) struct Dialer {
    tcp: Tcp,
    tls: Arc<Tls>,
    connect_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
}

impl Dialer {
    pub(super) fn new(options: TransportOptions) -> Self {
        Self {
            tcp: Tcp::new(options.connect_timeout, options.proxy),
            tls: Arc::new(Tls { settings: options.tls, config: OnceLock::new() }),
            connect_timeout: options.connect_timeout,
            read_timeout: options.read_timeout,
        }
    }

    /// What a proxy of `http` requests wants to be told with each of them; tunnels are told once, when they are made.
    pub(super) fn proxy_authorization(&self, url: &Uri) -> Option<HeaderValue> {
        match self.tcp.proxies.as_ref()?.route(url) {
            Route::Through(proxy) if url.scheme_str() == Some("http") => proxy::authorization(&proxy),
            _ => None,
        }
    }
}

impl Service<Uri> for Dialer {
    type Response = Timed<MaybeHttpsStream<Wire>>;
    type Error = BoxError;
    type Future = BoxFuture<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let Self { mut tcp, tls, connect_timeout, read_timeout } = self.clone();
        Box::pin(async move {
            let connected = async move {
                if destination.scheme_str() != Some("https") {
                    return Ok(MaybeHttpsStream::Http(tcp.call(destination).await?));
                }
                let config = tls.config()?;
                HttpsConnector::from((tcp, config)).call(destination).await
            };
            let stream = match connect_timeout {
                None => connected.await?,
                // TCP has the limit for itself, divided over the addresses of the host; a slow proxy or handshake
                // has not.
                Some(limit) => match tokio::time::timeout(limit, connected).await {
                    Ok(connected) => connected?,
                    Err(_) => return Err(io::Error::from(io::ErrorKind::TimedOut).into()),
                },
            };
            Ok(Timed::new(stream, read_timeout))
        })
    }
}

/// TLS, set up when it is needed.
struct Tls {
    settings: TlsSettings,
    config: OnceLock<Arc<ClientConfig>>,
}

impl Tls {
    fn config(&self) -> Result<Arc<ClientConfig>, TlsError> {
        if let Some(config) = self.config.get() {
            return Ok(config.clone());
        }
        let config = Arc::new(tls::client_config(&self.settings)?);
        Ok(self.config.get_or_init(|| config).clone())
    }
}

/// A proxy that could not be reached, or did not let us through.
#[derive(Debug, thiserror::Error)]
#[error("the proxy {url} did not connect")]
pub(super) struct ProxyFailure {
    /// Without its password.
    pub(super) url: String,
    source: BoxError,
}

/// Connects to the host or to its proxy.
#[derive(Clone)]
struct Tcp {
    connector: HttpConnector<Resolver>,
    proxies: Option<Arc<Proxies>>,
}

impl Tcp {
    fn new(connect_timeout: Option<Duration>, proxies: ProxySettings) -> Self {
        let mut connector = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(connect_timeout);
        Self { connector, proxies: Proxies::new(proxies).map(Arc::new) }
    }
}

impl Service<Uri> for Tcp {
    type Response = Wire;
    type Error = BoxError;
    type Future = BoxFuture<Wire>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let mut connector = self.connector.clone();
        let route = self.proxies.as_ref().map_or(Route::Direct, |it| it.route(&destination));
        Box::pin(async move {
            let proxy = match route {
                Route::Direct => return Ok(Wire { io: connector.call(destination).await?, proxied: false }),
                Route::Unusable { url } => {
                    let source = "only proxies that speak HTTP are supported: http://HOST:PORT".into();
                    return Err(ProxyFailure { url, source }.into());
                }
                Route::Through(proxy) => proxy,
            };
            let password = proxy::authorization(&proxy);
            let url = proxy.uri().to_string();
            let url = url.trim_end_matches('/');
            let url = if password.is_some() { url.replacen("://", "://***:***@", 1) } else { url.to_owned() };
            let failed = |source: BoxError| ProxyFailure { url, source };
            if destination.scheme_str() != Some("https") {
                let io = connector.call(proxy.uri().clone()).await.map_err(|err| failed(err.into()))?;
                return Ok(Wire { io, proxied: true });
            }
            let mut tunnel = Tunnel::new(proxy.uri().clone(), connector);
            if let Some(value) = password {
                tunnel = tunnel.with_auth(value);
            }
            let io = tunnel.call(destination).await.map_err(|err| failed(err.into()))?;
            Ok(Wire { io, proxied: false })
        })
    }
}

/// A TCP connection; through a proxy of `http`, requests name the whole URL.
pub(super) struct Wire {
    io: TokioIo<TcpStream>,
    proxied: bool,
}

impl Connection for Wire {
    fn connected(&self) -> Connected {
        Connection::connected(&self.io).proxy(self.proxied)
    }
}

impl Read for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl Write for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }
}

/// The system's resolver, and RFC 6761: `localhost` and every name below it is the loopback.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let host = name.as_str();
        if host == "localhost" || host.ends_with(".localhost") {
            let loopback = vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
            return Box::pin(std::future::ready(Ok(loopback.into_iter())));
        }
        let lookup = self.0.call(name);
        Box::pin(async move { Ok(lookup.await?.collect::<Vec<_>>().into_iter()) })
    }
}
