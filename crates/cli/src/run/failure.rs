//! Every way in which a command line can fail.

use std::io::Write;

use callboard_plane::PlaneError;
use callboard_plane::paginate::PaginateError;
use callboard_plane::waiter::WaitError;

use crate::decode::DecodeError;
use crate::decode::alias::AliasError;
use crate::host::{Host, HostError};

/// Why a command line did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Its words are no command.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The host could not do its part.
    #[error(transparent)]
    Host(#[from] HostError),
    /// A call failed.
    #[error(transparent)]
    Plane(#[from] PlaneError),
    /// A wait failed.
    #[error(transparent)]
    Wait(WaitError),
    /// The pager cannot be started.
    #[error("{0}")]
    Pager(String),
    /// Anything else.
    #[error("{0}")]
    General(String),
}

impl Failure {
    /// A command that is known but cannot be carried out yet.
    pub fn unsupported(command: &str) -> Self {
        Self::Decode(DecodeError::Parameter(format!("`aws {command}` is not supported by callboard yet")))
    }

    /// Prints the failure; returns the exit code.
    pub fn print(
        &self,
        error_format: Option<&str>,
        profile: Option<&str>,
        host: &dyn Host,
        err: &mut dyn Write,
    ) -> i32 {
        let _ = (error_format, profile, host);
        let usage = "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\nTo see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n";
        let (code, text) = match self {
            Self::Decode(DecodeError::Usage(error)) => {
                (252, format!("\naws: [ERROR]: An error occurred (ParamValidation): {error}\n\n{usage}"))
            }
            Self::Decode(error @ DecodeError::UnknownOptions(_)) => {
                (252, format!("\n{usage}\n\naws: [ERROR]: {error}\n"))
            }
            Self::Decode(DecodeError::Parameter(text)) | Self::Host(HostError::Parameter(text)) => {
                (252, format!("\naws: [ERROR]: An error occurred (ParamValidation): {text}\n"))
            }
            Self::Decode(DecodeError::Configuration(text)) | Self::Host(HostError::Configuration(text)) => {
                (253, format!("\naws: [ERROR]: An error occurred (Configuration): {text}\n"))
            }
            Self::Host(error @ HostError::NoRegion) => {
                (253, format!("\naws: [ERROR]: An error occurred (NoRegion): {error}\n"))
            }
            Self::Host(error @ HostError::NoCredentials) => {
                (253, format!("\naws: [ERROR]: An error occurred (NoCredentials): {error}\n"))
            }
            Self::Pager(text) => (253, format!("\naws: [ERROR]: An error occurred (Pager): {text}\n")),
            Self::Plane(PlaneError::Service { call, refusal }) => (
                254,
                format!(
                    "\naws: [ERROR]: An error occurred ({}) when calling the {} operation: {}\n",
                    refusal.code, call.operation, refusal.message
                ),
            ),
            other => (255, format!("\naws: [ERROR]: {other}\n")),
        };
        let _ = err.write_all(text.as_bytes());
        code
    }
}

impl From<AliasError> for Failure {
    fn from(error: AliasError) -> Self {
        Self::General(error.to_string())
    }
}

impl From<PaginateError> for Failure {
    fn from(error: PaginateError) -> Self {
        match error {
            PaginateError::Plane(error) => Self::Plane(error),
            other => Self::General(other.to_string()),
        }
    }
}

impl From<WaitError> for Failure {
    fn from(error: WaitError) -> Self {
        match error {
            WaitError::Plane(error) => Self::Plane(error),
            other => Self::Wait(other),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::General(error.to_string())
    }
}
