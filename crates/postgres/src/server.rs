//! The server: a socket that listens, and one task a connection.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use callboard_sql::Session;
use futures::{SinkExt as _, StreamExt as _};
use pgwire::api::cancel::CancelHandler;
use pgwire::api::{ClientInfo as _, NoopHandler, PgWireConnectionState};
use pgwire::error::PgWireError;
use pgwire::messages::PgWireFrontendMessage;
use pgwire::messages::cancel::CancelRequest;
use pgwire::messages::startup::SecretKey;
use pgwire::tokio::server::{process_error, process_message};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::connection::{Cancellation, Connection, Statements};
use crate::negotiate::{Messages, negotiate};
use crate::options::{Authentication, ServeOptions, Tls};
use crate::startup::{Gate, Startup};

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
pub(crate) struct Shared {
    open: OpenSession,
    gate: Arc<Gate>,
    tls: Tls,
    seats: Arc<Semaphore>,
    running: Mutex<HashMap<i32, (SecretKey, Arc<Cancellation>)>>,
}

/// How long a client may take until it is let in.
const STARTUP_TIMEOUT: Duration = Duration::from_secs(30);

impl Server {
    /// Listens. An address that other machines can reach needs a password and TLS.
    pub async fn bind(options: ServeOptions, open: OpenSession) -> Result<Self, ServeError> {
        let address = options.listen;
        let is_protected =
            matches!(options.authentication, Authentication::Password { .. }) && options.tls.is_required();
        if !address.ip().is_loopback() && !is_protected {
            return Err(ServeError::Unprotected { address });
        }
        let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
        let shared = Shared {
            open,
            gate: Arc::new(Gate::new(&options.authentication)),
            tls: options.tls,
            seats: Arc::new(Semaphore::new(options.connections)),
            running: Mutex::default(),
        };
        Ok(Self { listener, shared: Arc::new(shared) })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves connections until `until` is there; those that are open then are dropped.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let mut connections = tokio::task::JoinSet::new();
        tokio::pin!(until);
        loop {
            tokio::select! {
                () = &mut until => return,
                Some(_) = connections.join_next() => {}
                accepted = self.listener.accept() => match accepted {
                    Ok((socket, peer)) => {
                        let shared = Arc::clone(&self.shared);
                        connections.spawn(async move {
                            if let Err(error) = serve(socket, shared).await {
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
    }
}

async fn serve(socket: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let Ok(_seat) = Arc::clone(&shared.seats).try_acquire_owned() else {
        // As PostgreSQL says it; the client has not been asked anything yet.
        return Err(io::Error::new(io::ErrorKind::ConnectionRefused, "too many connections"));
    };
    let Ok(negotiated) = timeout(STARTUP_TIMEOUT, negotiate(socket, &shared.tls)).await else { return Ok(()) };
    let mut messages = negotiated?;
    let connection = Arc::new(Connection::new(Arc::clone(&shared)));
    let outcome = converse(&mut messages, &connection, &shared).await;
    connection.ends();
    outcome
}

async fn converse(
    messages: &mut Messages<Arc<crate::connection::Prepared>>,
    connection: &Arc<Connection>,
    shared: &Arc<Shared>,
) -> io::Result<()> {
    let startup = Arc::new(Startup::new(Arc::clone(&shared.gate), Arc::clone(connection)));
    let statements = Arc::new(Statements(Arc::clone(connection)));
    let cancel = Arc::new(Canceller(Arc::clone(shared)));
    let deadline = tokio::time::Instant::now() + STARTUP_TIMEOUT;
    loop {
        let is_starting = matches!(
            messages.state(),
            PgWireConnectionState::AwaitingStartup | PgWireConnectionState::AuthenticationInProgress
        );
        let next = match is_starting {
            true => tokio::time::timeout_at(deadline, messages.next()).await.ok().flatten(),
            false => messages.next().await,
        };
        let message = match next {
            None | Some(Ok(PgWireFrontendMessage::Terminate(_))) => return Ok(()),
            Some(Ok(message)) => message,
            Some(Err(error)) => {
                // What follows a message that cannot be read cannot be read either.
                process_error(messages, PgWireError::UserError(Box::new(as_fatal(error))), false).await?;
                return messages.close().await.map_err(io::Error::other);
            }
        };
        let is_extended = message.is_extended_query();
        let is_cancel = matches!(message, PgWireFrontendMessage::CancelRequest(_));
        let outcome = process_message(
            message,
            messages,
            Arc::clone(&startup),
            Arc::clone(&statements),
            Arc::clone(&statements),
            Arc::new(NoopHandler),
            Arc::clone(&cancel),
        )
        .await;
        if let Err(error) = outcome {
            let is_fatal = is_starting || error.is_fatal();
            process_error(messages, error, is_extended).await?;
            messages.set_transaction_status(connection.transaction_status());
            if is_fatal {
                return Ok(());
            }
        }
        if is_cancel {
            return Ok(());
        }
    }
}

fn as_fatal(error: PgWireError) -> pgwire::error::ErrorInfo {
    let mut info: pgwire::error::ErrorInfo = error.into();
    info.severity = "FATAL".to_owned();
    info
}

impl Shared {
    pub(crate) fn open_session(&self) -> Session {
        (self.open)()
    }

    pub(crate) fn register(&self, pid: i32, secret: SecretKey, cancellation: Arc<Cancellation>) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(pid, (secret, cancellation));
    }

    pub(crate) fn forget(&self, pid: i32) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&pid);
    }
}

/// Finds the connection that a cancel request means.
struct Canceller(Arc<Shared>);

#[async_trait]
impl CancelHandler for Canceller {
    async fn on_cancel_request(&self, request: CancelRequest) {
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((secret, cancellation)) = running.get(&request.pid)
            && *secret == request.secret_key
        {
            cancellation.cancel();
        }
    }
}
