//! Where a host connects to: a socket in a folder of its own, or a port of this machine.

use std::fs::DirBuilder;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use super::instance::{Instances, Provided};

/// What the socket is called in its folder.
const SOCKET: &str = "provider";

/// The longest path of a socket that every system takes.
const LONGEST_PATH: usize = 100;

/// How long a host may take to agree on encryption.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A socket in the file system.
    Unix(PathBuf),
    /// A port.
    Tcp(SocketAddr),
}

impl Address {
    /// The name that hosts have for this kind of address.
    pub fn network(&self) -> &'static str {
        match self {
            Self::Unix(_) => "unix",
            Self::Tcp(_) => "tcp",
        }
    }

    /// The address as hosts read it.
    pub fn text(&self) -> String {
        match self {
            Self::Unix(path) => path.display().to_string(),
            Self::Tcp(address) => address.to_string(),
        }
    }
}

/// A socket that is listened on.
pub(super) struct Listener {
    socket: ListeningSocket,
    address: Address,
    folder: Option<SocketFolder>,
}

enum ListeningSocket {
    Unix(UnixListener),
    Tcp(TcpListener),
}

impl Listener {
    /// Listens in a new folder that only this user can enter; at a port where its path would be too long.
    pub fn bind(parent: &Path) -> io::Result<Self> {
        if parent.as_os_str().len() + 40 > LONGEST_PATH || parent.to_str().is_none_or(|it| it.contains('|')) {
            let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            listener.set_nonblocking(true)?;
            let address = Address::Tcp(listener.local_addr()?);
            return Ok(Self { socket: ListeningSocket::Tcp(TcpListener::from_std(listener)?), address, folder: None });
        }
        let folder = SocketFolder::create(parent)?;
        let path = folder.0.join(SOCKET);
        let listener = UnixListener::bind(&path)?;
        Ok(Self { socket: ListeningSocket::Unix(listener), address: Address::Unix(path), folder: Some(folder) })
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The folder of the socket, which must be held for as long as there is to be one.
    pub fn take_folder(&mut self) -> Option<SocketFolder> {
        self.folder.take()
    }

    /// Connections that have come, encrypted where that was asked for.
    pub fn accept(
        self,
        tls: Option<Arc<ServerConfig>>,
        instances: Arc<Instances>,
    ) -> ReceiverStream<io::Result<Connection>> {
        let (sender, receiver) = mpsc::channel(16);
        let acceptor = tls.map(TlsAcceptor::from);
        tokio::spawn(async move {
            loop {
                let socket = match self.next().await {
                    Ok(socket) => socket,
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be taken");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                };
                let (acceptor, sender, instances) = (acceptor.clone(), sender.clone(), instances.clone());
                // A client that says nothing must not keep others waiting.
                tokio::spawn(async move {
                    match encrypt(socket, acceptor).await {
                        Ok(stream) => {
                            let connection = Connection { stream, provides: instances.of_connection() };
                            let _ = sender.send(Ok(connection)).await;
                        }
                        Err(error) => tracing::warn!(%error, "no encryption was agreed on with a client"),
                    }
                });
            }
        });
        ReceiverStream::new(receiver)
    }

    async fn next(&self) -> io::Result<Stream> {
        match &self.socket {
            ListeningSocket::Unix(listener) => Ok(Box::new(listener.accept().await?.0)),
            ListeningSocket::Tcp(listener) => {
                let socket = listener.accept().await?.0;
                socket.set_nodelay(true)?;
                Ok(Box::new(socket))
            }
        }
    }
}

async fn encrypt(socket: Stream, acceptor: Option<TlsAcceptor>) -> io::Result<Stream> {
    let Some(acceptor) = acceptor else { return Ok(socket) };
    let accepted = tokio::time::timeout(HANDSHAKE_TIME, acceptor.accept(socket)).await;
    Ok(Box::new(accepted.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??))
}

/// A folder that goes away with its owner.
pub(super) struct SocketFolder(PathBuf);

impl SocketFolder {
    fn create(parent: &Path) -> io::Result<Self> {
        let mut last = None;
        for attempt in 0..16 {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.subsec_nanos());
            let name = format!("callboard-{}-{:x}", std::process::id(), now.wrapping_add(attempt));
            let path = std::path::absolute(parent.join(name))?;
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into()))
    }
}

impl Drop for SocketFolder {
    fn drop(&mut self) {
        // What cannot be removed harms nobody.
        let _ = std::fs::remove_file(self.0.join(SOCKET));
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// Bytes in both directions.
trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

type Stream = Box<dyn Duplex>;

/// A connection, and the providers that answer on it.
pub(super) struct Connection {
    stream: Stream,
    provides: Provided,
}

impl Connected for Connection {
    type ConnectInfo = Provided;

    fn connect_info(&self) -> Provided {
        self.provides.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.get_mut().stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
