//! What the binary lends this face: settings, the terminal, planes.

use std::sync::Arc;
use std::time::Duration;

use callboard_model::service::Service;
use callboard_plane::{Caller, Plane, Scope};

use crate::configure::Files;

/// The world outside the face, as the binary knows it.
pub trait Host: Send + Sync {
    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// A setting of a profile: the config file's `key`, nested ones as `s3.max_queue_size`.
    ///
    /// `profile` is the name given by `--profile`; the host adds the environment and the default.
    fn setting(&self, profile: Option<&str>, key: &str) -> Result<Option<String>, HostError>;

    /// The file of command aliases, where there is one: its path and text.
    fn alias_file(&self) -> Option<(String, String)>;

    /// The plane to which calls of `service` go, and as whom and where.
    fn open(&self, connection: &Connection, service: &'static Service) -> Result<Session, HostError>;

    /// Whether stdout is a terminal.
    fn stdout_is_terminal(&self) -> bool;

    /// A pager is about to be started: from here on an interrupt from the keyboard is for it alone.
    fn pager_starts(&self) {}

    /// Columns of the terminal, where known.
    fn terminal_width(&self) -> Option<usize>;

    /// AWS's own documentation of a service, where a data folder of botocore or the AWS CLI is installed:
    /// the text of its `service-2.json`.
    fn documentation(&self, service: &str) -> Option<String>;

    /// The config and credentials files, where the `configure` commands may read and edit them.
    fn files(&self) -> Option<&dyn Files> {
        None
    }
}

/// The global options that say where a call goes.
#[derive(Debug, Clone)]
pub struct Connection {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `false` after `--no-verify-ssl`.
    pub verify_ssl: bool,
    /// `--ca-bundle`.
    pub ca_bundle: Option<String>,
    /// `false` after `--no-sign-request`.
    pub sign: bool,
    /// `--cli-read-timeout`; `None` means none (0 was given).
    pub read_timeout: Option<Duration>,
    /// `--cli-connect-timeout`.
    pub connect_timeout: Option<Duration>,
    /// `--debug`.
    pub debug: bool,
}

impl Default for Connection {
    fn default() -> Self {
        let minute = Some(Duration::from_secs(60));
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            verify_ssl: true,
            ca_bundle: None,
            sign: true,
            read_timeout: minute,
            connect_timeout: minute,
            debug: false,
        }
    }
}

/// An open plane.
#[derive(Clone)]
pub struct Session {
    /// Where calls go.
    pub plane: Arc<dyn Plane>,
    /// Partition, account and region of the calls.
    pub scope: Scope,
    /// Who makes them.
    pub caller: Caller,
}

/// Why the host could not do its part, in the classes of the AWS CLI's exit codes.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// No region is set (exit code 253).
    #[error("You must specify a region. You can also configure your region by running \"aws configure\".")]
    NoRegion,
    /// No credentials were found (253).
    #[error("Unable to locate credentials. You can configure credentials by running \"aws login\".")]
    NoCredentials,
    /// A setting cannot be used (253).
    #[error("{0}")]
    Configuration(String),
    /// An option cannot be used (252).
    #[error("{0}")]
    Parameter(String),
    /// Anything else (255).
    #[error("{message}")]
    General {
        /// What went wrong, where, and what to do.
        message: String,
    },
}
