//! TCP connections: to the host itself or to a proxy.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Proxies, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` give them; empty text means none.
#[derive(Debug, Clone, Default)]
pub struct ProxySettings {
    /// For `http` endpoints.
    pub http: String,
    /// For `https` endpoints.
    pub https: String,
    /// Hosts that are reached without one.
    pub no: String,
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Clone)]
pub(super) struct Dialer {
    connector: HttpConnector<Resolver>,
    proxies: Option<std::sync::Arc<Matcher>>,
}

impl Dialer {
    pub(super) fn new(connect_timeout: Option<Duration>, proxy: &ProxySettings) -> Self {
        let mut connector = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(connect_timeout);
        let any = !(proxy.http.is_empty() && proxy.https.is_empty());
        let proxies = any.then(|| {
            let (http, https, no) = (proxy.http.clone(), proxy.https.clone(), proxy.no.clone());
            std::sync::Arc::new(Matcher::builder().http(http).https(https).no(no).build())
        });
        Self { connector, proxies }
    }
}

impl tower_service::Service<Uri> for Dialer {
    type Response = Dialed;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Dialed, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let mut connector = self.connector.clone();
        let proxy = self.proxies.as_ref().and_then(|it| it.intercept(&destination));
        Box::pin(async move {
            let Some(proxy) = proxy else {
                return Ok(Dialed { io: connector.call(destination).await?, proxied: false });
            };
            if destination.scheme() == Some(&http::uri::Scheme::HTTPS) {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), connector);
                if let Some(auth) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(auth.clone());
                }
                return Ok(Dialed { io: tunnel.call(destination).await?, proxied: false });
            }
            Ok(Dialed { io: connector.call(proxy.uri().clone()).await?, proxied: true })
        })
    }
}

/// A connection; through a proxy, requests name the whole URL.
pub(super) struct Dialed {
    io: TokioIo<TcpStream>,
    proxied: bool,
}

impl Connection for Dialed {
    fn connected(&self) -> Connected {
        Connection::connected(&self.io).proxy(self.proxied)
    }
}

impl Read for Dialed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl Write for Dialed {
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

impl tower_service::Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let host = name.as_str();
        if host == "localhost" || host.ends_with(".localhost") {
            let loopback = vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
            return Box::pin(std::future::ready(Ok(loopback.into_iter())));
        }
        let lookup = tower_service::Service::call(&mut self.0, name);
        Box::pin(async move { Ok(lookup.await?.collect::<Vec<_>>().into_iter()) })
    }
}
