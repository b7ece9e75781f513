//! Serves providers as Terraform's plugins: a handshake on stdout, then gRPC on a socket.
//!
//! ```text
//! Terraform ──starts──▶ Server::bind ──announcement──▶ stdout
//!     │                     │
//!     └──gRPC──▶ listener ─▶ service ─▶ methods ─▶ dyn Provider
//!                (TLS)      (by path)  (messages)
//! ```
//!
//! A server is started by its host for one command, or runs on its own for many commands to attach to.
//!
//! # Invariants
//!
//! - Nothing but the announcement goes to stdout, and that before anything else of the process.
//! - A panic while answering is a diagnostic of that answer.
//! - A process that its host has started ends with its host.
//! - Two connections to a server that runs on its own share no configuration.
//!
//! # Reading order
//!
//! [`Server`], `handshake.rs` and `service.rs`; `methods.rs` is what each method does.

mod carrying;
mod codec;
mod handshake;
mod instance;
mod lifetime;
mod listener;
mod methods;
mod reattach;
mod schemas;
mod service;
mod session;
mod tls;
mod values;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

pub use handshake::{MAGIC_COOKIE, PluginEnvironment};
pub use instance::{MakeProvider, Providers};
pub use listener::Address;
pub use reattach::REGISTRIES;

use crate::schema::ProtocolVersion;
use instance::Instances;
use lifetime::{Lifetime, Parent, Signals};
use listener::{Listener, SocketFolder};
use service::PluginService;

/// How long answers may take once the end was asked for.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// For whom a server runs.
#[derive(Debug, Clone)]
pub enum Mode {
    /// For the host that has started this process.
    Plugin {
        /// The version that the provider is known to speak.
        protocol: ProtocolVersion,
        /// What the host has said.
        environment: PluginEnvironment,
    },
    /// For every command that is told where it is.
    Reattach {
        /// The names of the providers, `hashicorp/aws`, by the version that they are served under.
        names: Vec<(ProtocolVersion, &'static str)>,
        /// The folder in which the folder of the socket is made.
        socket_folder: PathBuf,
    },
}

/// Why a provider cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody runs it by hand.
    #[error("this program is a Terraform provider, which Terraform or OpenTofu starts by itself")]
    NotStartedByAHost,
    /// The host is too old, or is none that we know.
    #[error("this provider speaks version {wanted} of the plugin protocol; Terraform offers {offered}")]
    ProtocolNotOffered {
        /// Ours.
        wanted: u32,
        /// Its.
        offered: String,
    },
    /// `PLUGIN_CLIENT_CERT` cannot be read.
    #[error("the certificate in PLUGIN_CLIENT_CERT cannot be read: {reason}")]
    ClientCertificate {
        /// What is wrong with it.
        reason: String,
    },
    /// A certificate could not be made.
    #[error("no certificate could be made: {reason}")]
    OwnCertificate {
        /// What went wrong.
        reason: String,
    },
    /// There is nothing to listen on.
    #[error("no socket could be made in `{}`", folder.display())]
    Listen {
        /// The folder.
        folder: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// Serving has failed.
    #[error("the provider's server has failed")]
    Serve(#[source] tonic::transport::Error),
}

impl ServeError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotStartedByAHost => Some(
                "`callboard terraform init` makes it known to Terraform in this folder, `callboard terraform -- plan` \
                 runs Terraform with it, and `callboard terraform serve --reattach` keeps one running for many commands",
            ),
            Self::ProtocolNotOffered { .. } => Some("Terraform 1.0 and OpenTofu 1.6 or newer speak it"),
            Self::Listen { .. } => Some("set TMPDIR to a folder that can be written to"),
            Self::ClientCertificate { .. } | Self::OwnCertificate { .. } | Self::Serve(_) => None,
        }
    }
}

/// Providers on a socket.
pub struct Server {
    listener: Listener,
    folder: Option<SocketFolder>,
    tls: Option<Arc<ServerConfig>>,
    instances: Instances,
    parent: Option<Parent>,
    signals: Signals,
    announcement: String,
}

impl Server {
    /// Listens, within a runtime. Nobody is answered before [`Self::run`].
    pub fn bind(mode: &Mode, providers: &Providers) -> Result<Self, ServeError> {
        let parent = Parent::of_this_process();
        let folder = match mode {
            Mode::Plugin { protocol, environment } => {
                environment.check(*protocol)?;
                &environment.socket_folder
            }
            Mode::Reattach { socket_folder, .. } => socket_folder,
        };
        let signals = Signals::mind();
        let listened = Listener::bind(folder);
        let mut listener = listened.map_err(|source| ServeError::Listen { folder: folder.clone(), source })?;
        let folder = listener.take_folder();
        match mode {
            Mode::Plugin { protocol, environment } => {
                let encryption = environment.client_certificate().map(tls::encryption).transpose()?;
                let certificate = encryption.as_ref().map(|it| &*it.certificate);
                let announcement = handshake::line(*protocol, listener.address(), certificate);
                let (tls, instances) = (encryption.map(|it| it.config), Instances::shared(providers));
                Ok(Self { listener, folder, tls, instances, parent: Some(parent), signals, announcement })
            }
            Mode::Reattach { names, .. } => {
                let announcement = reattach::value(names, listener.address());
                let instances = Instances::OneAConnection(providers.clone());
                Ok(Self { listener, folder, tls: None, instances, parent: None, signals, announcement })
            }
        }
    }

    /// What is to be said about where this server is: the line that the host waits for, with its end, or the value
    /// of `TF_REATTACH_PROVIDERS`.
    pub fn announcement(&self) -> &str {
        &self.announcement
    }

    /// Answers until the host asks for the end, a signal does, or the host is gone.
    pub async fn run(self) -> Result<(), ServeError> {
        let Self { listener, folder, tls, instances, parent, signals, .. } = self;
        let lifetime = Lifetime::new();
        let watched = lifetime.clone();
        tokio::spawn(async move {
            let orphaned = async {
                match parent {
                    Some(parent) => parent.is_gone().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = orphaned => tracing::warn!("the process that started this provider is gone"),
                () = signals.ask_for_end(parent.is_none()) => {}
            }
            watched.end();
        });
        let incoming = listener.accept(tls, Arc::new(instances));
        let service = PluginService::new(lifetime.clone());
        let served =
            tonic::transport::Server::builder().serve_with_incoming_shutdown(service, incoming, lifetime.ended());
        let late = async {
            lifetime.ended().await;
            tokio::time::sleep(LAST_ANSWERS).await;
        };
        let served = tokio::select! {
            served = served => served.map_err(ServeError::Serve),
            () = late => Ok(()),
        };
        drop(folder);
        served
    }
}
