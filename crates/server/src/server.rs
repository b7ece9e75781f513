//! The listener: from binding to the last answer.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use callboard_plane::Plane;
use callboard_wire::sigv4::KeyCache;
use hyper_util::rt::TokioExecutor;
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, timeout, timeout_at};

use crate::body::Room;
use crate::connection::{self, Phase};
use crate::dispatch::Directory;
use crate::error::ServerError;
use crate::host_check::HostCheck;
use crate::identity::{Identities, KeyRing};
use crate::local::LocalRoutes;
use crate::metrics::Metrics;
use crate::options::{Auth, Limits, ServerOptions};
use crate::tls::{self, TlsSetup};

/// How long the listener's queue is emptied when the server stops.
const LATE_ARRIVALS: Duration = Duration::from_millis(20);

/// A server that listens but does not answer yet; [`Server::run`] makes it answer.
pub struct Server {
    listener: TcpListener,
    local_addr: SocketAddr,
    tls: Option<TlsSetup>,
    shared: Arc<Shared>,
}

/// What all connections share.
pub struct Shared {
    /// What the server was told.
    pub options: ServerOptions,
    /// Who may call by which name.
    pub host_check: HostCheck,
    /// Where calls go.
    pub plane: Arc<dyn Plane>,
    /// Who callers are.
    pub identities: Identities,
    /// Which services requests may be meant for.
    pub directory: Directory,
    /// Signing keys of the day, so that they need not be made for each request.
    pub signing_keys: KeyCache,
    /// Routes of the binary.
    pub local: Arc<dyn LocalRoutes>,
    /// The memory that large bodies share.
    pub room: Room,
    /// Counters.
    pub metrics: Metrics,
    /// HTTP settings.
    pub http: auto::Builder<TokioExecutor>,
    /// Whether the server is stopping, so that answers close their connections.
    pub stopping: AtomicBool,
}

impl Shared {
    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.options.limits
    }
}

/// How a server stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that were cut because their requests took longer than the limit.
    pub cut_connections: usize,
}

impl Server {
    /// Listens; connections wait until [`Server::run`].
    pub async fn bind(
        options: ServerOptions,
        plane: Arc<dyn Plane>,
        keys: Arc<dyn KeyRing>,
        local: Arc<dyn LocalRoutes>,
    ) -> Result<Self, ServerError> {
        let listen = options.listen;
        if options.auth == Auth::Accept && !listen.ip().is_loopback() {
            return Err(ServerError::OpenToOthers { listen });
        }
        let tls = tls::set_up(&options.tls, &options.allowed_hosts)?;
        let identities = Identities::new(&options, keys)?;
        let failed = |source| ServerError::Listen { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let local_addr = listener.local_addr().map_err(failed)?;
        let shared = Shared {
            host_check: HostCheck::new(&options.allowed_hosts, &options.allowed_origins),
            plane,
            identities,
            directory: Directory::new(&options.services),
            signing_keys: KeyCache::default(),
            local,
            room: Room::new(options.limits.max_bodies_bytes),
            metrics: Metrics::default(),
            http: connection::http_builder(&options.limits),
            stopping: AtomicBool::new(false),
            options,
        };
        Ok(Self { listener, local_addr, tls, shared: Arc::new(shared) })
    }

    /// Where it listens, with the port that was found for port 0.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// `http://127.0.0.1:4566`: what clients are told.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.local_addr)
    }

    /// The certificate file that clients may trust, where the certificate was made here and kept.
    pub fn certificate_file(&self) -> Option<&Path> {
        self.tls.as_ref()?.certificate_file.as_deref()
    }

    /// The server's certificate (DER), where it speaks TLS.
    pub fn certificate_der(&self) -> Option<&[u8]> {
        self.tls.as_ref().map(|it| it.certificate.as_ref())
    }

    /// Answers until `shutdown` is ready; then finishes what was begun and
    /// returns. No request that reached the plane stays unanswered, unless it
    /// takes longer than the limit for stopping.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Stopped {
        let Self { listener, tls, shared, .. } = self;
        let acceptor = tls.map(|it| it.acceptor);
        let places = shared.limits().max_connections.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        let permits = Arc::new(Semaphore::new(places));
        let (phase, _) = watch::channel(Phase::Run);
        let start = |stream: TcpStream, peer: SocketAddr, permit: OwnedSemaphorePermit| {
            let (acceptor, shared, phase) = (acceptor.clone(), Arc::clone(&shared), phase.subscribe());
            tokio::spawn(async move {
                let _open = Open::new(&shared, permit);
                if let Err(err) = stream.set_nodelay(true) {
                    tracing::debug!(%peer, %err, "cannot switch off Nagle's algorithm");
                }
                connection::serve(stream, peer, acceptor, Arc::clone(&shared), phase).await;
            });
        };

        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                biased;
                () = shutdown.as_mut() => break,
                accepted = accept(&listener, &permits) => accepted,
            };
            if let Some((stream, peer, permit)) = accepted {
                start(stream, peer, permit);
            }
        }

        // Clients whose connection the system has already taken must not find it reset.
        shared.stopping.store(true, Ordering::Relaxed);
        let until = Instant::now() + LATE_ARRIVALS;
        while let Ok(Some((stream, peer, permit))) = timeout_at(until, accept(&listener, &permits)).await {
            start(stream, peer, permit);
        }
        drop(listener);
        phase.send_replace(Phase::Stop);
        if timeout(shared.limits().shutdown_timeout, permits.acquire_many(places as u32)).await.is_ok() {
            return Stopped { cut_connections: 0 };
        }
        let cut_connections = places - permits.available_permits();
        phase.send_replace(Phase::Cut);
        tracing::warn!(cut_connections, "requests took longer than the limit for stopping");
        let _ = timeout(Duration::from_secs(1), permits.acquire_many(places as u32)).await;
        Stopped { cut_connections }
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, permit)),
        Err(err) => {
            // Out of file descriptors, most likely: existing connections must get the chance to end.
            tracing::warn!(%err, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// Counts a connection as open and holds its place.
struct Open<'a> {
    shared: &'a Shared,
    _permit: OwnedSemaphorePermit,
}

impl<'a> Open<'a> {
    fn new(shared: &'a Shared, permit: OwnedSemaphorePermit) -> Self {
        shared.metrics.connections.fetch_add(1, Ordering::Relaxed);
        shared.metrics.connections_total.fetch_add(1, Ordering::Relaxed);
        Self { shared, _permit: permit }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.shared.metrics.connections.fetch_sub(1, Ordering::Relaxed);
    }
}
