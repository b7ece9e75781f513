//! Refusals: errors of this service.

use callboard_model::document::Map;

use crate::failure::{Answer, Failure};
use crate::members::Members;

/// The input is not acceptable.
pub(super) fn bad_request(message: impl Into<String>) -> Failure {
    Failure::refused("BadRequestException", message, 400)
}

/// What the input names does not exist.
pub(super) fn not_found(message: impl Into<String>) -> Failure {
    Failure::refused("NotFoundException", message, 404)
}

/// One more would be too many.
pub(super) fn too_many(message: impl Into<String>) -> Failure {
    Failure::refused("ConflictException", message, 429)
}

/// The refusal of a rule that all services have, under this service's code for it.
pub(super) fn renamed(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) if refusal.code == "ValidationException" => bad_request(refusal.message),
        other => other,
    }
}

/// Refuses a size of pages, which is text here, that is no number.
pub(super) fn check_page_size(input: &Map) -> Answer<()> {
    match input.given("MaxResults").and_then(|it| it.as_str()) {
        Some(text) if text.parse::<u32>().is_ok_and(|it| it > 0) => Ok(()),
        None => Ok(()),
        Some(text) => Err(bad_request(format!("Invalid maxResults specified: {text}. It must be a positive integer"))),
    }
}
