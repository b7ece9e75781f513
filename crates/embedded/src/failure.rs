//! Failures: why a domain function gave no answer.

use callboard_model::document::Map;
use callboard_plane::error::Refusal;
use callboard_plane::{CallId, PlaneError};
use callboard_store::StoreError;

use crate::codec::DecodeError;
use crate::dispatch::Change;

/// What a domain function answers.
pub(crate) type Answer<T = Map> = Result<T, Failure>;

/// Why a domain function gave no answer.
pub(crate) enum Failure {
    /// The service refuses, in AWS's words.
    Refused(Box<Refusal>),
    /// The records could not be read or written.
    Store(StoreError),
    /// A record is not one that this version can read.
    Damaged { table: &'static str, cause: DecodeError },
    /// Time has changed something that was not written down yet: make this change, then look again.
    Overdue(Change),
}

impl Failure {
    /// A refusal with this code, words and HTTP status.
    pub(crate) fn refused(code: &str, message: impl Into<String>, http_status: u16) -> Self {
        Self::Refused(refusal(code, message, http_status))
    }

    /// The input is not acceptable.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::refused("ValidationException", message, 400)
    }

    /// What the input names does not exist.
    pub(crate) fn not_found(what: &str) -> Self {
        let message = format!("Request references a resource which does not exist: {what}");
        Self::refused("ResourceNotFoundException", message, 404)
    }

    /// The state of things does not allow the change.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::refused("ConflictException", message, 409)
    }

    /// The caller may not do this.
    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::refused("AccessDeniedException", message, 403)
    }

    /// The error that crosses the seam.
    pub(crate) fn into_plane_error(self, call: CallId) -> PlaneError {
        match self {
            Self::Refused(refusal) => PlaneError::Service { call, refusal },
            Self::Store(error) => {
                let cause = std::error::Error::source(&error).map(|it| format!(": {it}")).unwrap_or_default();
                PlaneError::Unavailable { call, message: format!("{error}{cause}"), hint: error.hint() }
            }
            Self::Damaged { table, cause } => PlaneError::Unavailable {
                call,
                message: format!("a record of `{table}` cannot be read: {cause}"),
                hint: Some("it was damaged, or written by a newer callboard"),
            },
            Self::Overdue(_) => PlaneError::Unavailable {
                call,
                message: "the state keeps changing while it is read".to_owned(),
                hint: Some("try again"),
            },
        }
    }
}

/// A refusal that is an answer: what was done before it is kept.
pub(crate) fn refusal(code: &str, message: impl Into<String>, http_status: u16) -> Box<Refusal> {
    Box::new(Refusal { code: code.to_owned(), message: message.into(), http_status, ..Refusal::default() })
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
