//! Why a call returned no output.

use std::fmt;

use callboard_model::document::Map;
use callboard_model::registry;
use callboard_model::service::Operation;

use crate::layers::may_change;

/// The name of a call in messages: `ivs-realtime CreateStage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallId {
    /// botocore name of the service.
    pub service: &'static str,
    /// Operation name.
    pub operation: &'static str,
}

impl From<&'static Operation> for CallId {
    fn from(operation: &'static Operation) -> Self {
        Self { service: operation.service.name, operation: operation.name }
    }
}

impl CallId {
    /// Whether the call may have changed something.
    fn may_change(self) -> bool {
        let service = registry::service_entry(self.service);
        let operation = service.and_then(|it| it.service().operation(self.operation));
        operation.is_none_or(may_change)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.service, self.operation)
    }
}

/// Why a call on a plane returned no output.
///
/// `Display` says what went wrong and where. The cause is behind `source` and
/// never repeated in the message; what to do next is in [`PlaneError::hint`].
#[derive(Debug, thiserror::Error)]
pub enum PlaneError {
    /// The service refused the call.
    #[error("{call} was refused: {}: {}", refusal.code, refusal.message)]
    Service {
        /// The call.
        call: CallId,
        /// What the service answered.
        refusal: Box<Refusal>,
    },

    /// The call does not fit the input shape of its operation.
    #[error("{call}: {message}")]
    InvalidInput {
        /// The call.
        call: CallId,
        /// Which member, what was expected and what was found.
        message: String,
    },

    /// No answer came back, so the call may or may not have taken effect.
    #[error("{call}: no answer from {endpoint} after {attempts} attempts")]
    NoAnswer {
        /// The call.
        call: CallId,
        /// Where it was sent.
        endpoint: String,
        /// How often.
        attempts: u32,
        /// What the network said.
        source: NetworkError,
    },

    /// An answer came back that does not fit the output shape of the operation.
    #[error("{call}: the answer of {endpoint} cannot be read: {message}")]
    InvalidAnswer {
        /// The call.
        call: CallId,
        /// Where it came from.
        endpoint: String,
        /// What is wrong with it.
        message: String,
    },

    /// The call may change something, on a plane where nothing may be changed; it was not sent.
    #[error("{call} may change something, and only reading is allowed")]
    ReadOnly {
        /// The call.
        call: CallId,
    },

    /// The asker was interrupted; a call that was sent may or may not have taken effect.
    #[error("{call}: interrupted before {}", if *was_sent { "an answer came" } else { "it was sent" })]
    Interrupted {
        /// The call.
        call: CallId,
        /// Whether it was on its way.
        was_sent: bool,
    },

    /// There is nobody to sign the call as; it was not sent.
    #[error("{call}: there are no credentials to sign with")]
    NoCredentials {
        /// The call.
        call: CallId,
    },

    /// The plane could not do its work; nothing was changed.
    #[error("{call}: {message}")]
    Unavailable {
        /// The call.
        call: CallId,
        /// What is wrong, in one line.
        message: String,
        /// What the user can do about it.
        hint: Option<&'static str>,
    },
}

/// An error answer of a service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Refusal {
    /// `ResourceNotFoundException`.
    pub code: String,
    /// The service's words.
    pub message: String,
    /// HTTP status.
    pub http_status: u16,
    /// The other members of a modelled error.
    pub members: Map,
    /// The request id, where there is one.
    pub request_id: Option<String>,
    /// Attempts made, where the limit of attempts was reached with this one; else 0.
    pub attempts: u32,
}

/// What went wrong below a call.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The connection could not be made.
    #[error("could not connect")]
    Connect(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The connection took too long.
    #[error("connect timeout")]
    ConnectTimeout,
    /// The answer took too long.
    #[error("read timeout")]
    ReadTimeout,
    /// The proxy could not be reached, or does not let the connection through.
    #[error("could not connect through the proxy {url}")]
    Proxy {
        /// The proxy, without its password.
        url: String,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The certificate was not accepted.
    #[error("SSL validation failed")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The connection ended before the answer did.
    #[error("connection was closed before a valid answer")]
    Closed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PlaneError {
    /// A refusal of `call`.
    pub fn refused(
        call: impl Into<CallId>,
        code: impl Into<String>,
        message: impl Into<String>,
        http_status: u16,
    ) -> Self {
        let refusal = Refusal { code: code.into(), message: message.into(), http_status, ..Refusal::default() };
        Self::Service { call: call.into(), refusal: Box::new(refusal) }
    }

    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoAnswer { call, .. } if !call.may_change() => Some("nothing was changed: try again"),
            Self::Interrupted { call, was_sent } if !(*was_sent && call.may_change()) => {
                Some("nothing was changed: try again")
            }
            Self::Interrupted { .. } => Some("it may or may not have taken effect: look before you try again"),
            Self::NoAnswer { .. } => Some("read the resource before retrying the change"),
            Self::Unavailable { hint, .. } => *hint,
            Self::NoCredentials { .. } => {
                Some("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile")
            }
            Self::ReadOnly { .. } => Some("leave out --read-only to let changes through"),
            Self::Service { .. } | Self::InvalidInput { .. } | Self::InvalidAnswer { .. } => None,
        }
    }
}
