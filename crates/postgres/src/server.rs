//! The server: a socket that listens, and one task a connection.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use callboard_sql::Session;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::cancel::Cancellation;
use crate::connection::Connection;
use crate::error::{Fault, Report};
use crate::frames::Incoming;
use crate::negotiate::{Startup, Wish, negotiate};
use crate::options::{Authentication, ServeOptions, Tls};
use crate::protocol::{Outgoing, Status};
use crate::scram::random;
use crate::startup::{self, Gate};

/// Opens the session of a new connection.
pub type OpenSession = Arc<dyn Fn() -> Session + Send + Sync>;

/// Why the door cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// Anybody on the network could change resources.
    #[error("{address} can be reached from other machines, so a password and TLS are needed")]
    Unprotected {
        /// The address.
        address: SocketAddr,
    },
}

/// A door that is open.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// What all connections share.
struct Shared {
    open: OpenSession,
    gate: Gate,
    tls: Tls,
    startup_timeout: Duration,
    /// Room for those that were let in.
    seats: Arc<Semaphore>,
    /// Room for those that were not let in yet.
    doorway: Arc<Semaphore>,
    next_id: AtomicI32,
    running: Mutex<HashMap<i32, (i32, Arc<Cancellation>)>>,
}

/// As many connections may wait to be let in; those beyond are dropped.
const DOORWAY: usize = 256;

/// As many connections the system may hold until they are accepted.
const BACKLOG: u32 = 1024;

impl Server {
    /// Listens. An address that other machines can reach needs a password and TLS.
    pub fn bind(options: ServeOptions, open: OpenSession) -> Result<Self, ServeError> {
        let address = options.listen;
        let is_protected =
            matches!(options.authentication, Authentication::Password { .. }) && options.tls.is_required();
        if !address.ip().is_loopback() && !is_protected {
            return Err(ServeError::Unprotected { address });
        }
        let listener = listen(address).map_err(|source| ServeError::Listen { address, source })?;
        let shared = Shared {
            open,
            gate: Gate::new(&options.authentication),
            tls: options.tls,
            startup_timeout: options.startup_timeout,
            seats: Arc::new(Semaphore::new(options.connections)),
            doorway: Arc::new(Semaphore::new(DOORWAY)),
            next_id: AtomicI32::new(1),
            running: Mutex::default(),
        };
        Ok(Self { listener, shared: Arc::new(shared) })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves connections until `until` is there. Those that are open then are told so: their queries end, and changes
    /// that are under way stop between two calls.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let mut connections = tokio::task::JoinSet::new();
        tokio::pin!(until);
        loop {
            tokio::select! {
                () = &mut until => break,
                Some(_) = connections.join_next() => {}
                accepted = self.listener.accept() => match accepted {
                    Ok((socket, peer)) => {
                        let Ok(place) = Arc::clone(&self.shared.doorway).try_acquire_owned() else { continue };
                        let shared = Arc::clone(&self.shared);
                        connections.spawn(async move {
                            if let Err(error) = shared.serve(socket, place).await {
                                tracing::debug!(%peer, %error, "connection ended");
                            }
                        });
                    }
                    // Out of files, most likely: others must end first.
                    Err(error) => {
                        tracing::warn!(%error, "cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        }
        self.shared.stop();
        let all_ended = async { while connections.join_next().await.is_some() {} };
        let _ = timeout(LEAVE_TIMEOUT, all_ended).await;
    }
}

/// How long changes that are under way may take when the server stops.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(5);

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    // Inherited by what is accepted: a client whose machine is gone is noticed some time.
    socket.set_keepalive(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

impl Shared {
    async fn serve(self: &Arc<Self>, socket: TcpStream, place: OwnedSemaphorePermit) -> Result<(), Fault> {
        let entering = timeout(self.startup_timeout, self.enter(socket));
        let Ok(entered) = entering.await else { return Err(Fault::Lost(io::ErrorKind::TimedOut.into())) };
        let Some(connection) = entered? else { return Ok(()) };
        drop(place);
        connection.converse().await
    }

    /// Lets a client in; nobody, where all was said already.
    async fn enter(self: &Arc<Self>, socket: TcpStream) -> Result<Option<Connection>, Fault> {
        let (wish, mut outgoing) = match negotiate(socket, &self.tls).await {
            Ok(heard) => heard,
            Err((fault, outgoing)) => return Err(tell(fault, outgoing).await),
        };
        match wish {
            Wish::Cancel { id, secret } => {
                self.cancel(id, secret);
                outgoing.close().await?;
                Ok(None)
            }
            Wish::Session(mut startup) => match self.open(&mut startup, &mut outgoing).await {
                Ok(entrance) => entrance.connect(startup, outgoing).await.map(Some),
                Err(fault) => Err(tell(fault, Some(outgoing)).await),
            },
        }
    }

    async fn open(self: &Arc<Self>, startup: &mut Startup, outgoing: &mut Outgoing) -> Result<Entrance, Fault> {
        self.gate.let_in(startup, outgoing).await?;
        let Ok(seat) = Arc::clone(&self.seats).try_acquire_owned() else {
            return Err(Fault::fatal("53300", "sorry, too many clients already"));
        };
        let session = (self.open)();
        set_up(&session, startup).await?;
        Ok(Entrance { session, seat, shared: Arc::clone(self) })
    }

    fn cancel(&self, id: i32, secret: i32) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, cancellation)) = running.get(&id)
            && *known == secret
        {
            cancellation.cancel();
        }
    }

    fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.values().for_each(|(_, cancellation)| cancellation.stop_server());
    }
}

/// Carries out the settings of a startup packet. What is not known here is let pass: clients send all kinds of things.
async fn set_up(session: &Session, startup: &Startup) -> Result<(), Fault> {
    for (name, value) in startup::settings(&startup.parameters) {
        let is_ours = matches!(name.as_str(), "region" | "regions");
        let is_name = name.chars().all(|it| it.is_ascii_alphanumeric() || "_.".contains(it));
        if !is_name || name.is_empty() {
            continue;
        }
        let text = format!("SET {name} TO '{}'", value.replace('\'', "''"));
        let outcome = match session.parse(&text) {
            Ok(parsed) => match parsed.first() {
                Some(set) => session.run(set).await.map(drop),
                None => Ok(()),
            },
            Err(error) => Err(error),
        };
        if let Err(error) = outcome
            && is_ours
        {
            return Err(Fault::Fatal(error));
        }
    }
    Ok(())
}

/// Tells a client why it is not let in.
async fn tell(fault: Fault, outgoing: Option<Outgoing>) -> Fault {
    if let Some(mut outgoing) = outgoing {
        let error = match &fault {
            Fault::Statement(error) | Fault::Fatal(error) => error.clone(),
            Fault::Lost(_) => return fault,
        };
        outgoing.error(&Report::fatal(error));
        let _ = outgoing.close().await;
    }
    fault
}

/// What somebody has who was let in.
struct Entrance {
    session: Session,
    seat: OwnedSemaphorePermit,
    shared: Arc<Shared>,
}

impl Entrance {
    async fn connect(self, startup: Startup, mut outgoing: Outgoing) -> Result<Connection, Fault> {
        let cancellation = Arc::new(Cancellation::default());
        let registration = Registration::new(self.shared, self.seat, Arc::clone(&cancellation));
        startup::tell_parameters(&startup.parameters, self.session.options().read_only, &mut outgoing);
        outgoing.key(registration.id, registration.secret);
        outgoing.ready(Status::Idle);
        outgoing.flush().await?;
        let incoming = Incoming::new(startup.reader, Arc::clone(&cancellation));
        Ok(Connection::new(self.session, incoming, outgoing, cancellation, Box::new(registration)))
    }
}

/// The entry of a connection among those that can be cancelled; it is gone with the connection.
struct Registration {
    id: i32,
    secret: i32,
    shared: Arc<Shared>,
    _seat: OwnedSemaphorePermit,
}

impl Registration {
    fn new(shared: Arc<Shared>, seat: OwnedSemaphorePermit, cancellation: Arc<Cancellation>) -> Self {
        let secret = i32::from_be_bytes(random());
        let mut running = shared.running.lock().unwrap_or_else(PoisonError::into_inner);
        // The numbers come round after four thousand million connections; some may be open still.
        let id = loop {
            let id = shared.next_id.fetch_add(1, Ordering::Relaxed) & i32::MAX;
            if id != 0 && !running.contains_key(&id) {
                break id;
            }
        };
        running.insert(id, (secret, cancellation));
        drop(running);
        Self { id, secret, shared, _seat: seat }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.shared.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
