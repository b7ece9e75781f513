//! What cannot be desired: properties that are not there, or that only AWS sets.

use callboard_model::naming::nearest;
use callboard_model::types::ResourceType;
use serde_json::Value;

use super::PlanError;
use super::schema::{Cursor, is_at};
use crate::Properties;

/// The first property that cannot be desired.
pub(crate) fn check(of: &'static ResourceType, desired: &Properties) -> Result<(), PlanError> {
    members(of, Cursor::of(of), &mut Vec::new(), desired)
}

fn members<'a>(
    of: &'static ResourceType,
    at: Cursor,
    path: &mut Vec<&'a str>,
    desired: &'a Properties,
) -> Result<(), PlanError> {
    if !at.is_structure() {
        // The user's own keys are no part of a path.
        return desired.iter().try_for_each(|(name, value)| inside(of, at.property(name), path, value));
    }
    for (name, value) in desired {
        let is_known = at.names().any(|it| it == name);
        path.push(name);
        if !is_known && (path.len() == 1 || at.is_closed()) {
            let suggestion = suggestion(of, at, path, name);
            return Err(PlanError::Unknown { type_name: of.name.to_owned(), property: path.join("/"), suggestion });
        }
        if is_read_only(of, path) {
            let suggestion = suggestion(of, at, path, name);
            return Err(PlanError::ReadOnly { type_name: of.name.to_owned(), property: path.join("/"), suggestion });
        }
        inside(of, at.property(name), path, value)?;
        path.pop();
    }
    Ok(())
}

fn inside<'a>(
    of: &'static ResourceType,
    at: Cursor,
    path: &mut Vec<&'a str>,
    value: &'a Value,
) -> Result<(), PlanError> {
    match value {
        Value::Object(desired) => members(of, at, path, desired),
        Value::Array(items) => items.iter().try_for_each(|item| inside(of, at.item(), path, item)),
        _ => Ok(()),
    }
}

fn is_read_only(of: &'static ResourceType, path: &[&str]) -> bool {
    of.read_only().any(|it| is_at(path, it))
}

/// The nearest name that can be written here.
fn suggestion(of: &'static ResourceType, at: Cursor, path: &[&str], name: &str) -> Option<String> {
    let parents = &path[..path.len() - 1];
    let writable = at.names().filter(|it| {
        let sibling: Vec<&str> = parents.iter().copied().chain([*it]).collect();
        *it != name && !is_read_only(of, &sibling)
    });
    nearest(name, writable).map(str::to_owned)
}
