//! Why a resource was not read or changed.

use callboard_plane::PlaneError;

/// Why a resource was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ResourceError {
    /// The plane refused a call, or could not be reached.
    #[error(transparent)]
    Plane(#[from] PlaneError),

    /// A change was taken on and then failed.
    #[error("{type_name}{}: {operation} failed: {code}: {message}", identifier.as_deref().map(|it| format!(" {it}")).unwrap_or_default())]
    Failed {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// The resource, where it is known.
        identifier: Option<String>,
        /// `CREATE`, `UPDATE` or `DELETE`.
        operation: String,
        /// Cloud Control's handler error code: `AlreadyExists`.
        code: String,
        /// The service's words.
        message: String,
        /// The token of the change.
        request_token: Option<String>,
    },

    /// A change took longer than its time.
    #[error("{type_name}: {operation} is still in progress after {seconds} seconds (request token {request_token})")]
    TimedOut {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// `CREATE`, `UPDATE` or `DELETE`.
        operation: String,
        /// How long it was waited for.
        seconds: u64,
        /// The token of the change.
        request_token: String,
    },

    /// The type has no way to do this, by Cloud Control or natively.
    #[error("{type_name} cannot be {verb}: it has no {handler} handler")]
    Unsupported {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// `created`, `listed`, …
        verb: &'static str,
        /// `create`, `list`, …
        handler: &'static str,
    },

    /// A listing needs properties of the parent.
    #[error("{type_name} is listed by parent: {} must be given", missing.join(", "))]
    ParentNeeded {
        /// `AWS::ApiGatewayV2::Route`.
        type_name: String,
        /// Properties that are missing.
        missing: Vec<String>,
    },

    /// An answer is not what Cloud Control answers.
    #[error("{type_name}: the answer cannot be read: {message}")]
    InvalidAnswer {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// What is wrong with it.
        message: String,
    },
}
