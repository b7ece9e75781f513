//! Plans: what must happen to turn what is there into what is wanted.

use callboard_model::types::ResourceType;
use serde_json::Value;

use crate::Properties;

/// What must happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Nothing is there yet.
    Create,
    /// What is there can be changed in place, by this JSON Patch.
    Update {
        /// RFC 6902.
        patch: Value,
    },
    /// A create-only property changes.
    Replace {
        /// Paths of the create-only properties that change.
        because: Vec<String>,
    },
    /// It is not wanted any more.
    Delete,
    /// What is there is what is wanted.
    NoOp,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlanError {
    /// Only AWS sets this property.
    #[error("property `{property}` of {type_name} is read-only")]
    ReadOnly {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// `Arn`.
        property: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// The type has no such property.
    #[error("{type_name} has no property `{property}`")]
    Unknown {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// As it was given.
        property: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
}

/// What must happen to turn `prior`, as it was read, into `desired`, as the user wants it.
/// Properties that `desired` does not name stay as they are.
pub fn plan(
    of: &'static ResourceType,
    prior: Option<&Properties>,
    desired: Option<&Properties>,
) -> Result<Action, PlanError> {
    let _ = (of, prior, desired);
    todo!()
}

/// The smallest JSON Patch (RFC 6902) that turns one value into another.
pub fn diff(prior: &Value, desired: &Value) -> Value {
    let _ = (prior, desired);
    todo!()
}
