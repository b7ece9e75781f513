//! Every way in which a command line can fail becomes what is printed of it.

use std::io::{self, Write};

use callboard_plane::PlaneError;
use callboard_plane::paginate::PaginateError;
use callboard_plane::waiter::WaitError;

use crate::decode::DecodeError;
use crate::decode::alias::AliasError;
use crate::decode::globals::Globals;
use crate::encode::Style;
use crate::encode::error::{ErrorFormat, ExitCode, Failure};
use crate::host::{Host, HostError};

/// A command that is known but cannot be carried out yet.
pub fn unsupported(command: &str) -> Failure {
    Failure::parameter(format!("`aws {command}` is not supported by callboard yet"))
}

/// A pager that cannot be started.
pub fn pager(message: String) -> Failure {
    Failure { exit: ExitCode::Configuration, code: Some("Pager".to_owned()), ..Failure::general(message) }
}

/// Prints a failure in the format that the options, the environment or the profile ask for.
pub fn print(failure: &Failure, globals: &Globals, host: &dyn Host, err: &mut dyn Write) {
    let setting = || host.setting(globals.profile.as_deref(), "cli_error_format").ok().flatten();
    let named = globals.error_format.clone().or_else(|| host.variable("AWS_CLI_ERROR_FORMAT")).or_else(setting);
    let format: ErrorFormat = named.and_then(|it| it.parse().ok()).unwrap_or_default();
    let style = Style { width: host.terminal_width().unwrap_or(80), ..Style::default() };
    // There is nobody left to tell that stderr is closed.
    let _ = failure.write(format, &style, err);
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Usage(error) => Self::command_line(error.to_string()),
            DecodeError::UnknownOptions(words) => Self::unknown_options(&words),
            DecodeError::Parameter(message) => Self::parameter(message),
            DecodeError::Configuration(message) => Self::configuration(message),
            DecodeError::General(message) => Self::general(message),
        }
    }
}

impl From<AliasError> for Failure {
    fn from(error: AliasError) -> Self {
        Self::general(error.to_string())
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        Self::from(&error)
    }
}

impl From<PlaneError> for Failure {
    fn from(error: PlaneError) -> Self {
        Self::from(&error)
    }
}

impl From<PaginateError> for Failure {
    fn from(error: PaginateError) -> Self {
        match error {
            PaginateError::Plane(error) => Self::from(&error),
            other => Self::general(other.to_string()),
        }
    }
}

impl From<WaitError> for Failure {
    fn from(error: WaitError) -> Self {
        match error {
            WaitError::Plane(error) => Self::from(&error),
            other => Self::general(other.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let failure = Self::general(error.to_string());
        // A reader who has seen enough (`| head`) is no failure of ours.
        if error.kind() == io::ErrorKind::BrokenPipe { Self { exit: ExitCode::Success, ..failure } } else { failure }
    }
}
