//! Plans: what must happen to turn what is there into what is wanted.
//!
//! [`plan`] compares the prior properties of a resource, as read from a plane,
//! with the desired ones, as a face was given them, and returns one [`Action`]:
//!
//! ```text
//! prior ───┐
//!          ├──▶ check ──▶ merge ──▶ target ──▶ patch ──▶ Create | Update | Replace | Delete | NoOp
//! desired ─┘
//! ```
//!
//! What is wanted is less than what is there: services fill in defaults. So
//! `desired` is merged into `prior`, and what comes of it is compared with
//! `prior`:
//!
//! - a property that `desired` does not name stays as it is, in nested objects too; `null` removes it;
//! - a map (its keys are the user's, as of stage variables) and a list are what `desired` says they are, no more;
//! - lists without order, and tags, are compared as sets; tags that AWS keeps (`aws:…`) stay;
//! - text and structure of the same JSON document are the same, where a property may be either.
//!
//! # Invariants
//!
//! - An action depends on the arguments alone: no clock, no randomness, no I/O.
//! - A changed create-only property always gives `Replace`, never `Update`.
//! - A read-only property in `desired` is an error, never silently dropped.
//! - A patch never names an item of a list without order by its place: the service may have them in another order.
//!
//! # Reading order
//!
//! [`plan_with`] holds the rules, `merge.rs` makes the target, `patch.rs` the JSON Patch, `check.rs` finds what cannot
//! be desired, `schema.rs` walks beside.

mod check;
mod merge;
mod patch;
pub(crate) mod schema;
#[cfg(test)]
mod tests;

use callboard_model::types::ResourceType;
use serde_json::Value;

use crate::Properties;
pub use patch::diff;
use schema::Cursor;

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

/// How plans are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanOptions {
    /// What is done with properties that are never read back.
    pub write_only: WriteOnly,
}

/// What is done with desired properties that are never read back, and so cannot be compared.
///
/// One that is create-only as well is never a reason to replace a resource, whichever is chosen: nobody could tell
/// whether it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WriteOnly {
    /// They are written whenever they are given, so that a plan that names one always changes something.
    #[default]
    Write,
    /// They are left alone.
    Skip,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlanError {
    /// Only AWS sets this property.
    #[error("property `{property}` of {type_name} is read-only")]
    ReadOnly {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// `Arn`, or a path: `Endpoint/Port`.
        property: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// The type has no such property.
    #[error("{type_name} has no property `{property}`")]
    Unknown {
        /// `AWS::IVS::Stage`.
        type_name: String,
        /// As it was given, or a path.
        property: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
}

impl PlanError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::ReadOnly { suggestion: Some(it), .. } | Self::Unknown { suggestion: Some(it), .. } => {
                Some(format!("did you mean `{it}`?"))
            }
            Self::ReadOnly { .. } => Some("AWS sets it; leave it out".to_owned()),
            Self::Unknown { .. } => None,
        }
    }
}

/// What must happen to turn `prior`, as it was read, into `desired`, as the user wants it.
/// Properties that `desired` does not name stay as they are.
pub fn plan(
    of: &'static ResourceType,
    prior: Option<&Properties>,
    desired: Option<&Properties>,
) -> Result<Action, PlanError> {
    plan_with(of, prior, desired, PlanOptions::default())
}

/// As [`plan`], with a choice of what is done where there is one.
pub fn plan_with(
    of: &'static ResourceType,
    prior: Option<&Properties>,
    desired: Option<&Properties>,
    options: PlanOptions,
) -> Result<Action, PlanError> {
    plan_whole(of, prior, desired, options, &[])
}

/// As [`plan_with`]; what is desired at these paths (`Rules/*/Document`) is all that is to be there, members that it
/// does not name included.
pub fn plan_whole(
    of: &'static ResourceType,
    prior: Option<&Properties>,
    desired: Option<&Properties>,
    options: PlanOptions,
    whole: &[String],
) -> Result<Action, PlanError> {
    let Some(desired) = desired else {
        return Ok(if prior.is_some() { Action::Delete } else { Action::NoOp });
    };
    check::check(of, desired)?;
    let Some(prior) = prior else { return Ok(Action::Create) };
    let target = Value::Object(merge::target(of, prior, desired, options, whole));
    let prior = Value::Object(prior.clone());
    let because = changed_create_only(of, &prior, &target);
    if !because.is_empty() {
        return Ok(Action::Replace { because });
    }
    let mut patch = patch::patch(Cursor::of(of), &prior, &target);
    patch.iter_mut().for_each(|operation| add_write_only(of, operation));
    Ok(if patch.is_empty() { Action::NoOp } else { Action::Update { patch: Value::Array(patch) } })
}

/// A property that is never read back is not there when the service applies the patch, so it can only be added, even
/// where the asker remembered it in `prior`.
fn add_write_only(of: &'static ResourceType, operation: &mut Value) {
    let Some(path) = operation["path"].as_str() else { return };
    let is_place = |step: &str| step == "-" || step.bytes().all(|byte| byte.is_ascii_digit());
    let names: Vec<&str> = path.split('/').skip(1).filter(|step| !is_place(step)).collect();
    if operation["op"] == "replace" && of.write_only().any(|it| schema::is_at(&names, it)) {
        operation["op"] = Value::from("add");
    }
}

/// Paths of the create-only properties that change, as far as they are read back.
fn changed_create_only(of: &'static ResourceType, prior: &Value, target: &Value) -> Vec<String> {
    let readable = |value: &Value| {
        let mut value = value.clone();
        of.write_only().for_each(|path| schema::erase(&mut value, path));
        value
    };
    let (prior, target) = (readable(prior), readable(target));
    let changed = of.create_only().filter(|path| schema::values(&prior, path) != schema::values(&target, path));
    changed.map(str::to_owned).collect()
}
