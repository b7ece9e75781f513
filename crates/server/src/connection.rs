//! One connection, from the handshake to its end.
//!
//! hyper reads and writes HTTP; here is what it leaves open: time limits that
//! cost nothing per request, and stopping without losing an answer.
//!
//! A connection must bring a whole head within `first_head_timeout`, and after
//! that one more in every `idle_timeout`, unless an answer is being made or
//! taken. The [`Watch`] looks at three counters once a period, so that neither
//! slow heads (slow loris), nor readers that hardly read, nor idle HTTP/2
//! connections hold a place for longer than two periods.

use std::convert::Infallible;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::answer;
use crate::identity::LastIdentity;
use crate::options::Limits;
use crate::server::Shared;

/// How far the server is with stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Serving.
    Run,
    /// Finishing what was begun.
    Stop,
    /// Out of patience.
    Cut,
}

/// What the watch and the log know of one connection.
pub struct Connection {
    /// The other end.
    pub peer: SocketAddr,
    /// Who asked last.
    pub identity: LastIdentity,
    heads: AtomicU64,
    in_flight: AtomicU32,
    written_bytes: AtomicU64,
}

/// Held while one request is answered.
pub struct InFlight<'a> {
    connection: &'a Connection,
    shared: &'a Shared,
}

impl<'a> InFlight<'a> {
    /// Marks the begin of an answer; its end is the drop.
    pub fn begin(connection: &'a Connection, shared: &'a Shared) -> Self {
        connection.heads.fetch_add(1, Ordering::Relaxed);
        connection.in_flight.fetch_add(1, Ordering::Relaxed);
        shared.metrics.in_flight.fetch_add(1, Ordering::Relaxed);
        Self { connection, shared }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.connection.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.shared.metrics.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// After the server began to stop, an idle connection stays open this long for
/// a request that is already on its way.
const LAST_CALL: Duration = Duration::from_millis(100);
/// How often a connection that was told to close is looked at.
const CLOSING: Duration = Duration::from_secs(5);
/// A client that takes less of an answer than this between two looks does not read it.
const LEAST_TAKEN_BYTES: u64 = 16 << 10;

/// The HTTP settings that every connection shares.
pub fn http_builder(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(limits.max_head_bytes.max(8 << 10));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.max_streams)
        .max_header_list_size(u32::try_from(limits.max_head_bytes).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.idle_timeout)
        .keep_alive_timeout(CLOSING * 4);
    builder
}

/// Serves one connection to its end.
pub async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    phase: watch::Receiver<Phase>,
) {
    let Some(tls) = tls else {
        return serve_stream(stream, peer, shared, phase).await;
    };
    match timeout(shared.limits().handshake_timeout, tls.accept(stream)).await {
        Ok(Ok(stream)) => serve_stream(stream, peer, shared, phase).await,
        Ok(Err(err)) => {
            shared.metrics.connections_dropped.fetch_add(1, Ordering::Relaxed);
            tracing::debug!(%peer, %err, "no TLS handshake");
        }
        Err(_) => {
            shared.metrics.connections_dropped.fetch_add(1, Ordering::Relaxed);
            tracing::debug!(%peer, "TLS handshake took too long");
        }
    }
}

async fn serve_stream<S>(stream: S, peer: SocketAddr, shared: Arc<Shared>, mut phase: watch::Receiver<Phase>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = Arc::new(Connection {
        peer,
        identity: LastIdentity::default(),
        heads: AtomicU64::new(0),
        in_flight: AtomicU32::new(0),
        written_bytes: AtomicU64::new(0),
    });
    let stream = TokioIo::new(Counted { stream, connection: Arc::clone(&connection) });
    let service = service_fn({
        let (connection, shared) = (Arc::clone(&connection), Arc::clone(&shared));
        move |request| {
            let (connection, shared) = (Arc::clone(&connection), Arc::clone(&shared));
            async move { Ok::<_, Infallible>(answer::answer(&shared, &connection, request).await) }
        }
    });
    let mut http = pin!(shared.http.serve_connection(stream, service));
    let limits = shared.limits();
    let mut alarm = pin!(sleep(limits.first_head_timeout));
    let mut watch = Watch::default();
    let ended = loop {
        tokio::select! {
            biased;
            ended = http.as_mut() => break ended,
            () = alarm.as_mut() => match watch.look(&connection) {
                Verdict::Busy => {
                    let period = if watch.told_to_close { CLOSING } else { limits.idle_timeout };
                    alarm.as_mut().reset(Instant::now() + period);
                }
                Verdict::Close => {
                    http.as_mut().graceful_shutdown();
                    alarm.as_mut().reset(Instant::now() + CLOSING);
                }
                Verdict::Drop => {
                    shared.metrics.connections_dropped.fetch_add(1, Ordering::Relaxed);
                    tracing::debug!(%peer, "dropped an idle or slow connection");
                    return;
                }
            },
            changed = phase.changed() => {
                if changed.is_err() || *phase.borrow() == Phase::Cut {
                    return;
                }
                if !watch.told_to_close {
                    watch.last_call = true;
                    alarm.as_mut().reset(Instant::now() + LAST_CALL);
                }
            }
        }
    };
    if let Err(err) = ended {
        tracing::debug!(%peer, err = err.as_ref() as &dyn std::error::Error, "connection ended early");
    }
}

/// What was seen at the last look.
#[derive(Debug, Default)]
struct Watch {
    heads: u64,
    written_bytes: u64,
    last_call: bool,
    told_to_close: bool,
}

enum Verdict {
    Busy,
    Close,
    Drop,
}

impl Watch {
    fn look(&mut self, connection: &Connection) -> Verdict {
        let heads = connection.heads.load(Ordering::Relaxed);
        let written_bytes = connection.written_bytes.load(Ordering::Relaxed);
        let busy = connection.in_flight.load(Ordering::Relaxed) > 0
            || heads != self.heads
            || written_bytes - self.written_bytes >= LEAST_TAKEN_BYTES;
        (self.heads, self.written_bytes) = (heads, written_bytes);
        if self.last_call && !self.told_to_close {
            self.told_to_close = true;
            return Verdict::Close;
        }
        if busy {
            return Verdict::Busy;
        }
        if heads == 0 || self.told_to_close {
            return Verdict::Drop;
        }
        self.told_to_close = true;
        Verdict::Close
    }
}

/// A stream that counts what is written to it.
struct Counted<S> {
    stream: S,
    connection: Arc<Connection>,
}

impl<S> Counted<S> {
    fn count(&self, written: usize) -> usize {
        self.connection.written_bytes.fetch_add(written as u64, Ordering::Relaxed);
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        Poll::Ready(Ok(self.count(written)))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, slices))?;
        Poll::Ready(Ok(self.count(written)))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
