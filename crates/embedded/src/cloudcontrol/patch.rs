//! Patches: JSON Patch (RFC 6902) on the properties of a resource.
//!
//! Paths are relative to the properties; AWS's own examples leave out the
//! slash before the first name, which is therefore accepted.

use callboard_model::properties::{ModelViolations, validate_updated};
use callboard_model::types::ResourceType;
use json_patch::PatchOperation;
use serde_json::Value;

use crate::failure::{Answer, Failure};

use super::outcome;
use super::properties::Properties;

/// How much a patch may copy, in bytes of values: each copy could double the whole.
const MOST_COPIED: usize = 4 << 20;

/// A patch that can be applied.
#[derive(Debug)]
pub(super) struct Patch {
    operations: Vec<PatchOperation>,
}

impl Patch {
    /// The patch of a text.
    pub(super) fn parse(text: &str) -> Answer<Self> {
        let mut operations: Value = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        for operation in operations.as_array_mut().into_iter().flatten() {
            for member in ["path", "from"] {
                if let Some(Value::String(path)) = operation.get_mut(member)
                    && !path.is_empty()
                    && !path.starts_with('/')
                {
                    path.insert(0, '/');
                }
            }
        }
        let operations = serde_json::from_value(operations).map_err(|error| invalid(error.to_string()))?;
        Ok(Self { operations })
    }

    /// The properties after the patch. `written` are the values of write-only properties.
    pub(super) fn apply(
        &self,
        resource_type: &'static ResourceType,
        prior: &Properties,
        written: &Properties,
    ) -> Answer<Properties> {
        let mut document = Value::Object(prior.clone());
        let mut copied = 0;
        for (at, operation) in self.operations.iter().enumerate() {
            if let PatchOperation::Copy(copy) = operation {
                copied += document.pointer(copy.from.as_str()).map_or(0, size);
                if copied > MOST_COPIED {
                    return Err(invalid(format!("operation {at} copies too much")));
                }
            }
            json_patch::patch(&mut document, std::slice::from_ref(operation))
                .map_err(|error| invalid(format!("operation {at} at path '{}': {}", error.path, error.kind)))?;
        }
        let Value::Object(desired) = document else { return Err(invalid("the result is no object")) };
        refuse_unchangeable(resource_type, prior, written, &desired)?;
        refuse_invalid(resource_type, prior, &desired)?;
        Ok(desired)
    }
}

/// Refuses a change of what cannot be changed.
fn refuse_unchangeable(
    resource_type: &'static ResourceType,
    prior: &Properties,
    written: &Properties,
    desired: &Properties,
) -> Answer<()> {
    let read_only: Vec<String> = changed(resource_type.read_only(), prior, &Properties::new(), desired);
    if !read_only.is_empty() {
        let message = format!("Invalid patch update: readOnlyProperties [{}] cannot be updated", read_only.join(", "));
        return Err(Failure::validation(message));
    }
    let create_only: Vec<String> = changed(resource_type.create_only(), prior, written, desired);
    if !create_only.is_empty() {
        let message =
            format!("Invalid patch update: createOnlyProperties [{}] cannot be updated", create_only.join(", "));
        return Err(Failure::refused("NotUpdatableException", message, 400));
    }
    Ok(())
}

/// Refuses what the schema does not allow, but for what was so before: services show values of unset
/// properties that their schemas do not allow, and no read shows write-only properties that are required.
fn refuse_invalid(resource_type: &'static ResourceType, prior: &Properties, desired: &Properties) -> Answer<()> {
    let Err(violations) = validate_updated(resource_type, desired) else { return Ok(()) };
    let violations = match (violations, validate_updated(resource_type, prior)) {
        (ModelViolations::Schema(new), Err(ModelViolations::Schema(old))) => {
            ModelViolations::Schema(new.into_iter().filter(|it| !old.contains(it)).collect())
        }
        (violations, _) => violations,
    };
    match &violations {
        ModelViolations::Schema(lines) if lines.is_empty() => Ok(()),
        _ => Err(Failure::validation(violations.to_string())),
    }
}

/// Which of these paths have another value.
fn changed<'a>(
    paths: impl Iterator<Item = &'a str>,
    prior: &Properties,
    written: &Properties,
    desired: &Properties,
) -> Vec<String> {
    paths
        .filter(|path| {
            let (first, rest) = path.split_once('/').unwrap_or((path, ""));
            let before = match prior.get(first) {
                Some(value) => Some(value),
                // A write-only property may be given again as it is.
                None if desired.contains_key(first) => written.get(first),
                None => None,
            };
            differs(before, desired.get(first), rest)
        })
        .map(|path| format!("/properties/{path}"))
        .collect()
}

/// Whether two values differ at a path below them. Items that came or went are no difference in the others.
fn differs(before: Option<&Value>, after: Option<&Value>, path: &str) -> bool {
    if path.is_empty() {
        return before != after;
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match (before, after) {
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            let rest = if first == "*" { rest } else { path };
            before.len() == after.len()
                && before.iter().zip(after).any(|(old, new)| differs(Some(old), Some(new), rest))
        }
        (Some(Value::Object(before)), Some(Value::Object(after))) if first == "*" => before
            .iter()
            .filter_map(|(name, old)| after.get(name).map(|new| (old, new)))
            .any(|(old, new)| differs(Some(old), Some(new), rest)),
        _ => {
            let (before, after) = (before.and_then(|it| it.get(first)), after.and_then(|it| it.get(first)));
            (before.is_some() || after.is_some()) && differs(before, after, rest)
        }
    }
}

/// About how many bytes a value takes.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 8,
        Value::Object(members) => members.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>() + 8,
        Value::String(text) => text.len() + 8,
        _ => 8,
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    outcome::invalid_request(format!("Invalid patch document: {}", message.into()))
}
