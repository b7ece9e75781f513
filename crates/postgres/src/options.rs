//! How the door is opened.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;

/// How the door is opened.
pub struct ServeOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Who may come in.
    pub authentication: Authentication,
    /// Whether connections are encrypted.
    pub tls: Tls,
    /// How many connections may be open at once.
    pub connections: usize,
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

impl Tls {
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
