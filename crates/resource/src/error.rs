//! Why a resource was not read or changed.

use callboard_plane::PlaneError;

/// Why a resource was not read or changed.
///
/// `Display` says what went wrong and where; what to do next is in
/// [`ResourceError::hint`].
#[derive(Debug, thiserror::Error)]
pub enum ResourceError {
    /// The plane refused a call, or could not be reached.
    #[error(transparent)]
    Plane(#[from] PlaneError),

    /// A change was taken on and then failed.
    #[error("{type_name}{}: {operation} failed: {code}: {message}", identifier.as_deref().map(|it| format!(" {it}")).unwrap_or_default())]
    Failed {
        /// `AWS::IVS::Stage`.
        type_name: &'static str,
        /// The resource, where it is known.
        identifier: Option<Box<str>>,
        /// `CREATE`, `UPDATE` or `DELETE`.
        operation: &'static str,
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
        type_name: &'static str,
        /// The resource, where it is known.
        identifier: Option<Box<str>>,
        /// `CREATE`, `UPDATE` or `DELETE`.
        operation: &'static str,
        /// How long it was waited for.
        seconds: u64,
        /// The token of the change.
        request_token: String,
    },

    /// A change was taken on, and how it ends is not known: waiting for it was interrupted, or nobody answers any more.
    #[error("{type_name}: {operation} was taken on, and how it ends is not known (request token {request_token}): {}",
        because.as_ref().map_or_else(|| "waiting for it was interrupted".to_owned(), ToString::to_string))]
    Unfinished {
        /// `AWS::IVS::Stage`.
        type_name: &'static str,
        /// The resource, where it is known.
        identifier: Option<Box<str>>,
        /// `CREATE`, `UPDATE` or `DELETE`.
        operation: &'static str,
        /// The token of the change.
        request_token: String,
        /// Why it could not be looked at; nothing where waiting was interrupted.
        because: Option<Box<PlaneError>>,
    },

    /// The type has no way to do this, by Cloud Control or natively.
    #[error("{type_name} cannot be {verb}: Cloud Control has no {handler} handler for it, and {needed}")]
    Unsupported {
        /// `AWS::IVS::Stage`.
        type_name: &'static str,
        /// `created`, `listed`, …
        verb: &'static str,
        /// `create`, `list`, …
        handler: &'static str,
        /// What there would have to be for it: what is missing of the native operations.
        needed: String,
    },

    /// A listing needs properties of the parent.
    #[error("{type_name} is listed by parent: {} must be given", missing.join(", "))]
    ParentNeeded {
        /// `AWS::ApiGatewayV2::Route`.
        type_name: &'static str,
        /// Properties that are missing; `A or B` where one of several is enough.
        missing: Vec<String>,
    },

    /// An answer is not what it must be.
    #[error("{type_name}: the answer cannot be read: {message}")]
    InvalidAnswer {
        /// `AWS::IVS::Stage`.
        type_name: &'static str,
        /// What is wrong with it.
        message: String,
    },
}

impl ResourceError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Plane(PlaneError::Service { refusal, .. }) => of_code(&refusal.code)?,
            Self::Plane(error) => error.hint()?,
            Self::Failed { code, .. } => of_code(code)?,
            Self::TimedOut { request_token, .. } | Self::Unfinished { request_token, .. } => {
                return Some(format!(
                    "it goes on without you: `cloudcontrol GetResourceRequestStatus` with the request token \
                     {request_token} says how far it is"
                ));
            }
            Self::Unsupported { .. } => return None,
            Self::ParentNeeded { missing, .. } => {
                return Some(format!("name the parent, by {}", missing.join(" and ")));
            }
            Self::InvalidAnswer { .. } => "is this an endpoint of AWS, or of a plane that behaves as AWS does?",
        };
        Some(hint.to_owned())
    }

    /// The resource that a change which did not come to its good end was about, where it is known.
    pub fn identifier(&self) -> Option<&str> {
        match self {
            Self::Failed { identifier, .. }
            | Self::TimedOut { identifier, .. }
            | Self::Unfinished { identifier, .. } => identifier.as_deref(),
            _ => None,
        }
    }

    /// AWS's error code, where AWS or a plane like it said so: `AlreadyExists`, `AccessDeniedException`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Plane(PlaneError::Service { refusal, .. }) => Some(&refusal.code),
            Self::Failed { code, .. } => Some(code),
            _ => None,
        }
    }
}

fn of_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "AlreadyExists" | "AlreadyExistsException" => "choose another name, or change the one that is there",
        "ConcurrentOperationException" | "ConcurrentModificationException" | "ResourceConflict" => {
            "another change of it is under way; try again when that one is done"
        }
        "NotUpdatable" | "NotUpdatableException" => "this can only be set when it is made: replace it",
        "ClientTokenConflictException" => "use a new client token for another request",
        "ServiceLimitExceeded" => "remove what is not needed, or ask AWS for a higher quota",
        "NotStabilized" => "read it before you try again: it may be there",
        "UnsupportedActionException" => "this plane cannot do that with the type",
        code if crate::calls::is_throttling_code(code) => "ask for less at once, or later",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use callboard_plane::CallId;
    use expect_test::expect;

    use super::*;

    #[test]
    fn errors_say_what_is_wrong_and_what_to_do() {
        let type_name = "AWS::IVS::Stage";
        let call = CallId { service: "cloudcontrol", operation: "UpdateResource" };
        let errors = [
            ResourceError::Failed {
                type_name,
                identifier: Some("a".into()),
                operation: "UPDATE",
                code: "NotUpdatable".to_owned(),
                message: "no".to_owned(),
                request_token: None,
            },
            ResourceError::TimedOut {
                type_name,
                identifier: None,
                operation: "CREATE",
                seconds: 60,
                request_token: "t-1".to_owned(),
            },
            ResourceError::Unfinished {
                type_name,
                identifier: None,
                operation: "CREATE",
                request_token: "t-1".to_owned(),
                because: None,
            },
            ResourceError::Unsupported {
                type_name,
                verb: "listed",
                handler: "list",
                needed: "no operation of its service is known that would".to_owned(),
            },
            ResourceError::ParentNeeded { type_name, missing: vec!["ApiId".to_owned()] },
            ResourceError::InvalidAnswer { type_name, message: "it has no `ProgressEvent`".to_owned() },
            PlaneError::refused(call, "ConcurrentOperationException", "There is one already", 400).into(),
            PlaneError::refused(call, "ValidationException", "Model validation failed", 400).into(),
        ];
        let lines = errors.map(|error| format!("error: {error}\nhint: {}", error.hint().unwrap_or_default()));
        expect![[r#"
            error: AWS::IVS::Stage a: UPDATE failed: NotUpdatable: no
            hint: this can only be set when it is made: replace it
            error: AWS::IVS::Stage: CREATE is still in progress after 60 seconds (request token t-1)
            hint: it goes on without you: `cloudcontrol GetResourceRequestStatus` with the request token t-1 says how far it is
            error: AWS::IVS::Stage: CREATE was taken on, and how it ends is not known (request token t-1): waiting for it was interrupted
            hint: it goes on without you: `cloudcontrol GetResourceRequestStatus` with the request token t-1 says how far it is
            error: AWS::IVS::Stage cannot be listed: Cloud Control has no list handler for it, and no operation of its service is known that would
            hint: 
            error: AWS::IVS::Stage is listed by parent: ApiId must be given
            hint: name the parent, by ApiId
            error: AWS::IVS::Stage: the answer cannot be read: it has no `ProgressEvent`
            hint: is this an endpoint of AWS, or of a plane that behaves as AWS does?
            error: cloudcontrol UpdateResource was refused: ConcurrentOperationException: There is one already
            hint: another change of it is under way; try again when that one is done
            error: cloudcontrol UpdateResource was refused: ValidationException: Model validation failed
            hint: "#]].assert_eq(&lines.join("\n"));
    }
}
