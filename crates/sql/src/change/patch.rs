//! Patches: the update that gives a resource the values of a statement.

use callboard_model::naming::nearest_names;
use callboard_model::types::ResourceType;
use callboard_resource::{Action, Identifier, PlanError, Properties};
use serde_json::Value;

use super::step::StepKind;
use crate::SqlError;
use crate::error::sqlstate;

/// A property and what it is set to; nothing where it is taken away.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assigned {
    pub(super) property: String,
    pub(super) value: Option<Value>,
}

/// Whether a new resource may have these properties.
pub(super) fn check_new(of: &'static ResourceType, desired: &Properties) -> Result<(), SqlError> {
    callboard_resource::plan(of, None, Some(desired)).map(drop).map_err(refused)
}

/// The step that gives a resource these values. Properties that are not named stay as they are, inside objects too.
pub(super) fn update(
    of: &'static ResourceType,
    identifier: Identifier,
    prior: Properties,
    assigned: &[Assigned],
) -> Result<StepKind, SqlError> {
    let mut desired = Properties::new();
    for Assigned { property, value } in assigned {
        if value.is_none() {
            refuse_removal(of, property)?;
        }
        desired.insert(property.clone(), value.clone().unwrap_or_default());
    }
    match callboard_resource::plan(of, Some(&prior), Some(&desired)).map_err(refused)? {
        Action::Update { patch } => {
            let after = applied(&prior, &patch)?;
            Ok(StepKind::Update { identifier, patch, prior, after })
        }
        Action::Replace { because } => Err(create_only(of, &because)),
        _ => Ok(StepKind::Keep { identifier, prior }),
    }
}

/// The step that makes these values the whole of what can be changed: what is not named is taken away, where the type
/// lets that be.
pub(super) fn replace(
    of: &'static ResourceType,
    identifier: Identifier,
    prior: Properties,
    assigned: &[Assigned],
) -> Result<StepKind, SqlError> {
    let given = assigned.iter().filter_map(|it| Some((it.property.clone(), it.value.clone()?)));
    let desired: Properties = given.collect();
    check_new(of, &desired)?;
    for missing in assigned.iter().filter(|it| it.value.is_none()) {
        refuse_removal(of, &missing.property)?;
    }
    let mut after = prior.clone();
    after.retain(|name, value| desired.contains_key(name) || stays(of, name, value));
    for (name, mut value) in desired {
        keep_read_only(of, &name, &prior, &mut value);
        after.insert(name, value);
    }
    let changed = changed_create_only(of, &prior, &after);
    if !changed.is_empty() {
        return Err(create_only(of, &changed));
    }
    let patch = callboard_resource::diff(&Value::Object(prior.clone()), &Value::Object(after.clone()));
    if patch.as_array().is_none_or(Vec::is_empty) {
        return Ok(StepKind::Keep { identifier, prior });
    }
    Ok(StepKind::Update { identifier, patch, prior, after })
}

/// The step that applies a patch which the user wrote.
pub(super) fn patched(
    of: &'static ResourceType,
    identifier: Identifier,
    prior: Properties,
    document: &Value,
) -> Result<StepKind, SqlError> {
    let invalid = |why: String| SqlError::new(sqlstate::INVALID_TEXT, format!("the patch document {why}"));
    let document = match document {
        Value::String(text) => serde_json::from_str(text).map_err(|error| invalid(format!("is not JSON: {error}")))?,
        other => other.clone(),
    };
    let Value::Array(mut operations) = document else {
        return Err(invalid("must be a list of operations, as RFC 6902 has them".to_owned()));
    };
    for operation in &mut operations {
        for key in ["path", "from"] {
            // AWS's own examples leave the slash out.
            if let Some(Value::String(path)) = operation.get_mut(key)
                && !path.is_empty()
                && !path.starts_with('/')
            {
                path.insert(0, '/');
            }
        }
        check_paths(of, operation)?;
    }
    let patch = Value::Array(operations);
    if patch.as_array().is_some_and(Vec::is_empty) {
        return Ok(StepKind::Keep { identifier, prior });
    }
    let after = applied(&prior, &patch)?;
    let changed = changed_create_only(of, &prior, &after);
    if !changed.is_empty() {
        return Err(create_only(of, &changed));
    }
    Ok(StepKind::Update { identifier, patch, prior, after })
}

/// What a patch makes of a resource.
fn applied(prior: &Properties, patch: &Value) -> Result<Properties, SqlError> {
    let parsed: json_patch::Patch = serde_json::from_value(patch.clone()).map_err(|error| {
        SqlError::new(sqlstate::INVALID_TEXT, format!("the patch document cannot be read: {error}"))
    })?;
    let mut after = Value::Object(prior.clone());
    json_patch::patch(&mut after, &parsed).map_err(|error| {
        SqlError::new(sqlstate::CHECK_VIOLATION, format!("the patch does not fit the resource: {error}"))
    })?;
    match after {
        Value::Object(after) => Ok(after),
        _ => Err(SqlError::new(sqlstate::CHECK_VIOLATION, "the patch leaves nothing of the resource")),
    }
}

fn changed_create_only(of: &'static ResourceType, prior: &Properties, after: &Properties) -> Vec<String> {
    // Those that are never read cannot be compared.
    let compared = of.create_only().filter(|path| of.write_only().all(|it| it != *path));
    compared.filter(|path| at(prior, path) != at(after, path)).map(str::to_owned).collect()
}

/// Whether `REPLACE` leaves a property as it is that it does not name: what cannot be taken away, and what has the
/// value that it would have without being given.
fn stays(of: &'static ResourceType, name: &str, value: &Value) -> bool {
    if of.properties().get(name).and_then(|schema| schema.get("default")) == Some(value) {
        return true;
    }
    of.read_only().any(|it| it == name)
        || of.create_only().any(|it| it == name)
        || of.required().any(|it| it == name)
        || of.primary_identifier().any(|it| it == name)
}

/// Gives an object back the members that only AWS sets.
fn keep_read_only(of: &'static ResourceType, property: &str, prior: &Properties, value: &mut Value) {
    for path in of.read_only() {
        let Some(inner) = path.strip_prefix(property).and_then(|it| it.strip_prefix('/')) else { continue };
        let (parents, last) = inner.rsplit_once('/').unwrap_or(("", inner));
        let mut parents = parents.split('/').filter(|it| !it.is_empty());
        let parent = parents.try_fold(&mut *value, |it, name| it.get_mut(name));
        if let (Some(Value::Object(parent)), Some(was)) = (parent, at(prior, path)) {
            parent.insert(last.to_owned(), was.clone());
        }
    }
}

/// The operations that turn one state of a resource into another one, as far as it can be written.
pub(super) fn inverse(of: &'static ResourceType, from: &Properties, to: &Properties) -> Value {
    let writable = |properties: &Properties| {
        let kept = properties.iter().filter(|(name, _)| of.read_only().all(|it| it != name.as_str()));
        Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    callboard_resource::diff(&writable(from), &writable(to))
}

fn check_paths(of: &'static ResourceType, operation: &Value) -> Result<(), SqlError> {
    let Some(path) = operation.get("path").and_then(Value::as_str) else { return Ok(()) };
    let inner = path.trim_start_matches('/');
    let property = inner.split('/').next().unwrap_or(inner);
    if property.is_empty() || operation.get("op").and_then(Value::as_str) == Some("test") {
        return Ok(());
    }
    if !of.properties().contains_key(property) {
        let message = format!("{} has no property `{property}`", of.name);
        let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message);
        let near = nearest_names(property, of.properties().keys().cloned());
        return Err(match near.first() {
            Some(near) => error.with_hint(format!("did you mean `{near}`?")),
            None => error,
        });
    }
    if of.read_only().any(|it| it == inner || it == property) {
        let message = format!("property `{property}` of {} is read-only: only AWS sets it", of.name);
        return Err(SqlError::new(sqlstate::CHECK_VIOLATION, message));
    }
    Ok(())
}

fn refuse_removal(of: &'static ResourceType, property: &str) -> Result<(), SqlError> {
    if of.required().any(|it| it == property) {
        let message = format!("{} needs the property `{property}`: it cannot be NULL", of.name);
        return Err(SqlError::new(sqlstate::NOT_NULL_VIOLATION, message));
    }
    // What AWS never tells cannot be taken away: nobody knows whether it is there.
    if of.write_only().any(|it| it == property) {
        let message = format!("property `{property}` of {} is write-only: it can be set, not set to NULL", of.name);
        return Err(SqlError::new(sqlstate::CHECK_VIOLATION, message));
    }
    Ok(())
}

fn create_only(of: &'static ResourceType, because: &[String]) -> SqlError {
    let names: Vec<String> = because.iter().map(|it| format!("`{it}`")).collect();
    let (plural, verb) = if names.len() == 1 { ("property", "is") } else { ("properties", "are") };
    let message =
        format!("{plural} {} of {} {verb} create-only: an update cannot change it", names.join(", "), of.name);
    SqlError::new(sqlstate::CHECK_VIOLATION, message).with_hint("delete the resource and insert it anew")
}

fn refused(error: PlanError) -> SqlError {
    let code = match &error {
        PlanError::ReadOnly { .. } => sqlstate::CHECK_VIOLATION,
        PlanError::Unknown { .. } => sqlstate::UNDEFINED_COLUMN,
    };
    let converted = SqlError::new(code, error.to_string());
    match error.hint() {
        Some(hint) => converted.with_hint(hint),
        None => converted,
    }
}

fn at<'a>(properties: &'a Properties, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('/');
    let mut value = properties.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(value)
}

/// Write-only properties that a patch sets.
pub(super) fn write_only_in(of: &'static ResourceType, patch: &Value) -> Vec<String> {
    let paths = patch.as_array().into_iter().flatten().filter_map(|it| it.get("path")?.as_str());
    let touched: Vec<&str> = paths.map(|it| it.trim_start_matches('/')).collect();
    let is_within = |outer: &str, inner: &str| inner == outer || inner.starts_with(&format!("{outer}/"));
    of.write_only()
        .filter(|path| touched.iter().any(|it| is_within(path, it) || is_within(it, path)))
        .map(|path| format!("`{path}`"))
        .collect()
}

/// What of a resource can be given to make it again.
pub(super) fn without_read_only(of: &'static ResourceType, properties: &Properties) -> Properties {
    let mut kept = Value::Object(properties.clone());
    for path in of.read_only() {
        let parts: Vec<&str> = path.split('/').collect();
        remove(&mut kept, &parts);
    }
    match kept {
        Value::Object(kept) => kept,
        _ => Properties::new(),
    }
}

/// Takes the value at a path away; `*` stands for every item.
fn remove(value: &mut Value, path: &[&str]) {
    match (value, path) {
        (Value::Object(members), [last]) => {
            members.shift_remove(*last);
        }
        (Value::Object(members), ["*", rest @ ..]) => members.values_mut().for_each(|it| remove(it, rest)),
        (Value::Object(members), [first, rest @ ..]) => {
            if let Some(inner) = members.get_mut(*first) {
                remove(inner, rest);
            }
        }
        (Value::Array(items), ["*", rest @ ..]) if !rest.is_empty() => items.iter_mut().for_each(|it| remove(it, rest)),
        (Value::Array(items), rest) if !rest.is_empty() => items.iter_mut().for_each(|it| remove(it, rest)),
        _ => {}
    }
}
