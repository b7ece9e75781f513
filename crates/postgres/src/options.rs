//! How the door is opened.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::ServerConfig;

use crate::negotiate::with_alpn;

/// How the door is opened.
#[derive(Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Who may come in.
    pub authentication: Authentication,
    /// Whether connections are encrypted.
    pub tls: Tls,
    /// How many connections may be open at once.
    pub connections: usize,
    /// How long a client may take until it is let in.
    pub startup_timeout: Duration,
}

/// Who may come in.
#[derive(Clone)]
pub enum Authentication {
    /// Anybody who can connect: on loopback only.
    Trust,
    /// Whoever knows the password of this user, by SCRAM-SHA-256.
    Password {
        /// The name of the user.
        user: String,
        /// What the user knows.
        password: String,
    },
}

/// Whether connections are encrypted.
#[derive(Clone)]
pub enum Tls {
    /// They are not; a client that insists is refused.
    Off,
    /// They are where the client asks for it.
    Offered(Arc<ServerConfig>),
    /// They are, or there is none.
    Required(Arc<ServerConfig>),
}

impl ServeOptions {
    /// For this machine alone: no password, no encryption, a hundred connections.
    pub fn local(listen: SocketAddr) -> Self {
        Self {
            listen,
            authentication: Authentication::Trust,
            tls: Tls::Off,
            connections: 100,
            startup_timeout: Duration::from_secs(30),
        }
    }
}

impl Tls {
    /// Encrypted where the client asks for it.
    pub fn offered(config: &ServerConfig) -> Self {
        Self::Offered(with_alpn(config))
    }

    /// Encrypted, or refused.
    pub fn required(config: &ServerConfig) -> Self {
        Self::Required(with_alpn(config))
    }

    pub(crate) fn config(&self) -> Option<&Arc<ServerConfig>> {
        match self {
            Self::Off => None,
            Self::Offered(config) | Self::Required(config) => Some(config),
        }
    }

    pub(crate) fn is_required(&self) -> bool {
        matches!(self, Self::Required(_))
    }
}
