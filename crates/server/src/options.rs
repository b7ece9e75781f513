//! What a server is told before it starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Settings of a [`Server`](crate::Server).
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Whether connections are encrypted, and with which certificate.
    pub tls: Tls,
    /// Which signatures are let in.
    pub auth: Auth,
    /// Names in the `Host` header that are let in beside loopback names, IP addresses and AWS's own.
    ///
    /// `.example.test` stands for every name below `example.test`.
    pub allowed_hosts: Vec<String>,
    /// Web origins (`https://console.example.test`) that browsers may call from, beside those of this machine.
    pub allowed_origins: Vec<String>,
    /// The account of callers whose key names none.
    pub default_account: String,
    /// The region of requests that name none.
    pub default_region: String,
    /// The services that the plane carries out, by botocore name: preferred where a request could be meant for
    /// several, and the only ones among which a request without a signature is looked for by its path.
    pub services: Vec<&'static str>,
    /// How much of everything.
    pub limits: Limits,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4566)),
            tls: Tls::None,
            auth: Auth::Accept,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            default_account: "123456789012".to_owned(),
            default_region: "us-east-1".to_owned(),
            services: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Whether connections are encrypted, and with which certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// Plain HTTP.
    None,
    /// A certificate made here for `localhost`, `127.0.0.1`, `::1` and the allowed hosts.
    Generated {
        /// Where it is kept for the next start (`server.pem`, for clients `cert.pem`); `None` makes a new one each time.
        directory: Option<PathBuf>,
    },
    /// A certificate from elsewhere, in PEM files.
    Files {
        /// The certificate, then those that signed it.
        certificates: PathBuf,
        /// Its private key.
        private_key: PathBuf,
    },
}

/// Which signatures are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Every key, right signature or not, as local emulators do. On loopback only.
    Accept,
    /// Signatures made with keys of the key ring.
    Verify,
}

/// How much of everything a client may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest body of a request, in bytes.
    pub max_body_bytes: usize,
    /// All large bodies that are in memory at once, in bytes; a request that would exceed it waits.
    pub max_bodies_bytes: usize,
    /// Largest head of a request, in bytes. A head has at most 100 headers.
    pub max_head_bytes: usize,
    /// Connections open at once; more wait in the listener's queue.
    pub max_connections: usize,
    /// Requests at once on one HTTP/2 connection.
    pub max_streams: u32,
    /// Time for the TLS handshake.
    pub handshake_timeout: Duration,
    /// Time from the connection to the first whole head.
    pub first_head_timeout: Duration,
    /// Time without a whole request after which a connection is closed (at the latest after twice this time).
    pub idle_timeout: Duration,
    /// Time for the body of a request to arrive.
    pub body_timeout: Duration,
    /// Time for the plane to answer.
    pub call_timeout: Duration,
    /// Time that requests in flight have when the server stops.
    pub shutdown_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_bytes: 10 << 20,
            max_bodies_bytes: 512 << 20,
            max_head_bytes: 64 << 10,
            max_connections: 4096,
            max_streams: 256,
            handshake_timeout: Duration::from_secs(10),
            first_head_timeout: Duration::from_secs(15),
            idle_timeout: Duration::from_secs(60),
            body_timeout: Duration::from_secs(60),
            call_timeout: Duration::from_secs(120),
            shutdown_timeout: Duration::from_secs(30),
        }
    }
}
