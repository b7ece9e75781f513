//! Properties: whether a resource's properties are what its type's schema demands.
//!
//! The rules are JSON Schema (draft 7) as CloudFormation's own validator
//! applies them, and the words are that validator's:
//!
//! ```text
//! Model validation failed (#: extraneous key [X] is not permitted)
//! Model validation failed (#/BucketName: expected type: String, found: Boolean)
//! ```
//!
//! Each demand that is not met is a line; where several schemas are combined,
//! a line says how many of them match, and the lines of those that do not
//! follow. Messages never repeat a value: a keyword whose message would is
//! only named (`failed validation constraint for keyword [pattern]`).
//!
//! # Invariants
//!
//! - Nothing is coerced: `"5"` is no integer, `true` no string.
//! - A text is never given to a pattern when it is longer than its schema or [`LONGEST_MATCHED`] allows.
//! - Work is bounded, however a schema refers to itself.
//!
//! # Reading order
//!
//! [`validate_create`] and [`validate_updated`] are the entries, `schema.rs`
//! finds what a schema refers to, `walk.rs` applies it, `objects.rs` and
//! `scalars.rs` hold the keywords of each kind of value.

mod locate;
mod objects;
mod path;
mod scalars;
pub(crate) mod schema;
mod walk;

use std::fmt;

use serde_json::{Map, Value};

use crate::types::ResourceType;
pub use crate::validate::LONGEST_MATCHED;
pub use locate::schemas_at;
pub use path::{Step, values_at};

/// One demand of a schema that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelViolation {
    /// Where, from the properties on: `#/Tags/0/Key`.
    pub pointer: String,
    /// The keyword of the schema that demands it.
    pub keyword: &'static str,
    /// What is wrong, in the validator's words.
    pub message: String,
}

/// Why properties are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelViolations {
    /// They are not what the schema demands; never empty.
    #[error("Model validation failed ({})", Lines(.0))]
    Schema(Vec<ModelViolation>),

    /// Only AWS sets these properties; never empty.
    #[error("Encountered unsupported propert{} {}", if .0.len() == 1 { "y" } else { "ies" }, .0.join(", "))]
    ReadOnly(Vec<String>),
}

/// Holds the properties that a resource is to be created with against its type.
pub fn validate_create(
    resource_type: &'static ResourceType,
    properties: &Map<String, Value>,
) -> Result<(), ModelViolations> {
    validate_updated(resource_type, properties)?;
    let is_given = |pointer: &&str| !values_at(properties, pointer).is_empty();
    let given: Vec<&str> = resource_type.read_only().filter(is_given).collect();
    // An object that is read-only as a whole stands for its members.
    let is_inside = |path: &str| given.iter().any(|it| path.strip_prefix(it).is_some_and(|it| it.starts_with('/')));
    let given: Vec<String> = given.iter().filter(|it| !is_inside(it)).map(|it| (*it).to_owned()).collect();
    if given.is_empty() { Ok(()) } else { Err(ModelViolations::ReadOnly(given)) }
}

/// Holds all properties of a resource, those that AWS set included, against its type.
pub fn validate_updated(
    resource_type: &'static ResourceType,
    properties: &Map<String, Value>,
) -> Result<(), ModelViolations> {
    let violations = walk::check_object(resource_type.schema(), properties);
    if violations.is_empty() { Ok(()) } else { Err(ModelViolations::Schema(violations)) }
}

/// Whether a value is what a part of a type's schema demands.
pub fn is_valid(root: &'static Value, schema: &'static Value, value: &Value) -> bool {
    walk::check_value(root, schema, value).is_empty()
}

/// Holds a resource model that a listing was given against what the type's list handler wants.
///
/// The violations are those of the handler's own schema, in which references
/// lead into the type's schema.
pub fn validate_list_model(
    resource_type: &'static ResourceType,
    handler_schema: &'static Value,
    model: &Map<String, Value>,
) -> Result<(), Vec<ModelViolation>> {
    let model = Value::Object(model.clone());
    let violations = walk::check_value(resource_type.schema(), handler_schema, &model);
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

impl fmt::Display for ModelViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}

/// Violations, one a line.
struct Lines<'a>(&'a [ModelViolation]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.0.iter().enumerate() {
            write!(f, "{}{violation}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
