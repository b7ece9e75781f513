//! Why a server does not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a server does not start.
///
/// `Display` says what went wrong and where; the cause is behind `source`, what
/// to do next in [`ServerError::hint`].
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Other machines could come in with any key.
    #[error("will not listen on `{listen}` without verifying signatures: other machines could reach it")]
    OpenToOthers {
        /// The address asked for.
        listen: SocketAddr,
    },

    /// The address cannot be had.
    #[error("cannot listen on `{listen}`")]
    Listen {
        /// The address asked for.
        listen: SocketAddr,
        /// What the system said.
        source: io::Error,
    },

    /// A file of the certificate cannot be read or written.
    #[error("cannot use `{}` for TLS", path.display())]
    CertificateFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A PEM file does not hold what it should.
    #[error("`{}` holds no usable {expected}", path.display())]
    CertificateContents {
        /// The file.
        path: PathBuf,
        /// `certificate` or `private key`.
        expected: &'static str,
    },

    /// Certificate and key cannot be used, together or at all.
    #[error("the certificate and the private key cannot be used")]
    Certificate(#[source] rustls::Error),

    /// No certificate could be made for the names.
    #[error("no certificate can be made for {names}")]
    GenerateCertificate {
        /// The names it was to hold.
        names: String,
        /// Why.
        source: rcgen::Error,
    },

    /// A setting cannot be used.
    #[error("`{value}` cannot be used as {setting}")]
    Setting {
        /// What it was given for.
        setting: &'static str,
        /// What was given.
        value: String,
    },
}

impl ServerError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::OpenToOthers { .. } => Some("use `--auth verify`, or listen on 127.0.0.1"),
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                Some("another program listens there; choose another port, or 0 for any free one")
            }
            Self::Certificate(_) | Self::CertificateContents { .. } => {
                Some("give the certificate chain and its unencrypted private key as PEM files")
            }
            Self::Listen { .. }
            | Self::CertificateFile { .. }
            | Self::GenerateCertificate { .. }
            | Self::Setting { .. } => None,
        }
    }
}
