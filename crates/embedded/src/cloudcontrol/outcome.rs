//! Outcomes: how a handler ended, in the words of Cloud Control.

use callboard_model::types::{Action, ResourceType};

use crate::failure::Failure;

/// What the failure of a handler is called: a `HandlerErrorCode` of the model.
///
/// The left column is codes of services, the middle one is that of events, and
/// the right one that of an error where a handler fails at once.
const CODES: &[(&str, &str, &str)] = &[
    ("ValidationException", "InvalidRequest", "InvalidRequestException"),
    ("InvalidRequestException", "InvalidRequest", "InvalidRequestException"),
    ("BadRequestException", "InvalidRequest", "InvalidRequestException"),
    ("ResourceNotFoundException", "NotFound", "ResourceNotFoundException"),
    ("NotFoundException", "NotFound", "ResourceNotFoundException"),
    ("ConflictException", "ResourceConflict", "ResourceConflictException"),
    ("AccessDeniedException", "AccessDenied", "AccessDeniedException"),
    ("ServiceQuotaExceededException", "ServiceLimitExceeded", "ServiceLimitExceededException"),
    ("ThrottlingException", "Throttling", "ThrottlingException"),
    ("InternalServerException", "ServiceInternalError", "ServiceInternalErrorException"),
    ("AlreadyExistsException", "AlreadyExists", "AlreadyExistsException"),
    ("ResourceAlreadyExistsException", "AlreadyExists", "AlreadyExistsException"),
    ("InvalidParameterException", "InvalidRequest", "InvalidRequestException"),
    ("TooManyTagsException", "InvalidRequest", "InvalidRequestException"),
    ("ValidationError", "InvalidRequest", "InvalidRequestException"),
    ("NoSuchEntity", "NotFound", "ResourceNotFoundException"),
    ("EntityAlreadyExists", "AlreadyExists", "AlreadyExistsException"),
    ("DeleteConflict", "ResourceConflict", "ResourceConflictException"),
    ("LimitExceeded", "ServiceLimitExceeded", "ServiceLimitExceededException"),
    ("InvalidInput", "InvalidRequest", "InvalidRequestException"),
    ("MalformedPolicyDocument", "InvalidRequest", "InvalidRequestException"),
    ("NotUpdatableException", "NotUpdatable", "NotUpdatableException"),
    ("", "GeneralServiceException", "GeneralServiceException"),
];

/// Words of AWS's handlers that are their own: of a resource that is not there, and of one that already is.
const OWN_WORDS: &[(&str, &str, &str)] = &[("AWS::S3::Bucket", "Bucket not found", "The bucket Already Exists")];

/// Why a handler did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// A `HandlerErrorCode`.
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refused {
    /// The refusal of a handler; what is no refusal comes back.
    pub(super) fn of(failure: Failure) -> Result<Self, Failure> {
        match failure {
            Failure::Refused(refusal) => Ok(Self { code: row(&refusal.code).1, message: refusal.message }),
            other => Err(other),
        }
    }

    /// The error of an operation that waits for the handler.
    pub(super) fn at_once(self, resource_type: &ResourceType, request_token: &str) -> Failure {
        let Self { code, message } = self;
        let name = CODES.iter().find(|(_, event, _)| *event == code).map_or("GeneralServiceException", |row| row.2);
        let message = format!(
            "{} Handler returned status FAILED: {message} (HandlerErrorCode: {code}, RequestToken: {request_token})",
            resource_type.name
        );
        Failure::refused(name, message, 400)
    }
}

/// Whether a failure is what an event would call by this code.
pub(super) fn is(failure: &Failure, code: &str) -> bool {
    matches!(failure, Failure::Refused(refusal) if row(&refusal.code).1 == code)
}

/// A resource is not there.
pub(super) fn not_found(resource_type: &ResourceType, identifier: &str) -> Failure {
    let message = match own_words(resource_type) {
        Some((_, words, _)) => (*words).to_owned(),
        None => format!("Resource of type '{}' with identifier '{identifier}' was not found.", resource_type.name),
    };
    Failure::refused("ResourceNotFoundException", message, 400)
}

/// A resource is there already.
pub(super) fn already_exists(resource_type: &ResourceType, identifier: &str) -> Failure {
    let message = match own_words(resource_type) {
        Some((_, _, words)) => (*words).to_owned(),
        None => format!("Resource of type '{}' with identifier '{identifier}' already exists.", resource_type.name),
    };
    Failure::refused("AlreadyExistsException", message, 400)
}

/// A type has no handler for an action.
pub(super) fn unsupported(resource_type: &ResourceType, action: Action) -> Failure {
    let action = action.name().to_ascii_uppercase();
    let message = format!("Resource type {} does not support {action} action", resource_type.name);
    Failure::refused("UnsupportedActionException", message, 400)
}

/// The request itself does not make sense.
pub(super) fn invalid_request(message: impl Into<String>) -> Failure {
    Failure::refused("InvalidRequestException", message, 400)
}

/// The same code, where it is one of an event.
pub(super) fn known(code: &str) -> &'static str {
    CODES.iter().find(|(_, event, _)| *event == code).map_or("GeneralServiceException", |row| row.1)
}

fn own_words(resource_type: &ResourceType) -> Option<&'static (&'static str, &'static str, &'static str)> {
    OWN_WORDS.iter().find(|(name, ..)| *name == resource_type.name)
}

fn row(code: &str) -> &'static (&'static str, &'static str, &'static str) {
    CODES.iter().find(|(service, ..)| *service == code || service.is_empty()).expect("the last row fits every code")
}
