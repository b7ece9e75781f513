//! The places of read-only values, and the order in which they are made.

use callboard_model::properties::schemas_at;
use callboard_model::types::ResourceType;
use serde_json::{Map, Value};

use super::assigned::{Kind, Maker};
use super::known::NAMED;

/// Adds the identifiers that the caller may choose and did not, and all that AWS sets.
pub(super) fn fill(resource_type: &'static ResourceType, maker: &mut Maker<'_>, properties: &mut Map<String, Value>) {
    let was_valid = super::is_valid(resource_type, properties);
    let read_only: Vec<&'static str> = resource_type.read_only().collect();
    let identifier: Vec<&'static str> = resource_type.primary_identifier().collect();
    let chosen = identifier.iter().copied().filter(|it| !read_only.contains(it));
    let mut paths: Vec<&'static str> = chosen.chain(generated_name(resource_type)).collect();
    paths.extend(read_only.iter().copied().filter(|it| identifier.contains(it) || !tells_of_trouble(it)));
    paths.dedup();
    // Others are made of ids, and ARNs of ids and names.
    paths.sort_by_key(|path| {
        let kind = Kind::of(path.rsplit('/').next().unwrap_or(path));
        let is_made_of_others = (path.contains('/'), matches!(kind, Kind::Arn));
        (read_only.contains(path), is_made_of_others, !identifier.contains(path), !matches!(kind, Kind::Id))
    });
    let mut added = Vec::new();
    for path in paths {
        let before = added.len();
        let mut prefix = String::new();
        place(
            &Place { root: resource_type.schema(), read_only: &read_only },
            maker,
            properties,
            &mut prefix,
            path,
            &mut added,
        );
        if added.len() > before {
            maker.look(properties);
        }
    }
    if was_valid && !super::is_valid(resource_type, properties) {
        // A schema may forget that what AWS sets is allowed where it sets it; identifiers stay all the same.
        for path in added.iter().rev().filter(|it| !identifier.contains(&it.as_str())) {
            let before = properties.clone();
            remove(properties, path);
            if super::is_valid(resource_type, properties) {
                break;
            }
            *properties = before;
        }
    }
}

/// The name that AWS makes up where the caller gives none and it identifies nothing.
fn generated_name(resource_type: &'static ResourceType) -> Option<&'static str> {
    let leaf = resource_type.name.rsplit("::").next()?;
    let is_name = |it: &&str| match it.strip_prefix(leaf) {
        Some(rest) => rest == "Name",
        None => *it == "Name" && NAMED.contains(&resource_type.name),
    };
    resource_type.create_only().find(is_name)
}

/// Whether a property is there only while something is wrong.
fn tells_of_trouble(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ends = ["Reason", "ReasonCode", "Message", "ErrorDetails", "ErrorCode", "StatusDescription", "StateDetails"];
    !path.contains('/') && ends.iter().any(|it| name.ends_with(it))
}

struct Place<'a> {
    root: &'static Value,
    read_only: &'a [&'static str],
}

/// Puts a value where a path leads, in every item where a step is `*`.
fn place(
    at: &Place<'_>,
    maker: &mut Maker<'_>,
    members: &mut Map<String, Value>,
    prefix: &mut String,
    rest: &'static str,
    added: &mut Vec<String>,
) {
    let (step, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let length = prefix.len();
    if length > 0 {
        prefix.push('/');
    }
    prefix.push_str(step);
    if rest.is_empty() {
        if !members.contains_key(step)
            && let Some(value) = maker.value(prefix, step)
        {
            members.insert(step.to_owned(), value);
            added.push(prefix.clone());
        }
    } else {
        if !members.contains_key(step) && is_wholly_assigned(at, prefix) {
            members.insert(step.to_owned(), Value::Object(Map::new()));
        }
        if let Some(value) = members.get_mut(step) {
            below(at, maker, value, prefix, rest, added);
        }
    }
    prefix.truncate(length);
}

fn below(
    at: &Place<'_>,
    maker: &mut Maker<'_>,
    value: &mut Value,
    prefix: &mut String,
    rest: &'static str,
    added: &mut Vec<String>,
) {
    let length = prefix.len();
    match value {
        Value::Array(items) => {
            prefix.push_str("/*");
            // Some schemas leave out the `*` of a list.
            let rest = rest.strip_prefix("*/").unwrap_or(rest);
            for item in items {
                below(at, maker, item, prefix, rest, added);
            }
        }
        Value::Object(members) => match rest.strip_prefix("*/") {
            Some(rest) if !members.contains_key("*") => {
                prefix.push_str("/*");
                for member in members.values_mut() {
                    below(at, maker, member, prefix, rest, added);
                }
            }
            _ => place(at, maker, members, prefix, rest, added),
        },
        _ => {}
    }
    prefix.truncate(length);
}

/// Whether all members of the object at a path are read-only, so that it is there although nobody gave it.
fn is_wholly_assigned(at: &Place<'_>, path: &str) -> bool {
    let schemas = schemas_at(at.root, path);
    let members: Vec<&String> =
        schemas.iter().filter_map(|it| it.get("properties")?.as_object()).flat_map(|it| it.keys()).collect();
    let is_assigned = |name: &&String| {
        let member = format!("{path}/{name}");
        at.read_only.contains(&member.as_str())
            || at.read_only.iter().any(|it| it.starts_with(&format!("{member}/"))) && is_wholly_assigned(at, &member)
    };
    !members.is_empty() && members.iter().all(is_assigned)
}

fn remove(properties: &mut Map<String, Value>, path: &str) {
    fn within(value: &mut Value, path: &str) {
        let (step, rest) = path.split_once('/').unwrap_or((path, ""));
        match value {
            Value::Array(items) if step == "*" => items.iter_mut().for_each(|it| within(it, rest)),
            Value::Object(members) if step == "*" => members.values_mut().for_each(|it| within(it, rest)),
            Value::Object(members) if rest.is_empty() => {
                members.shift_remove(step);
            }
            Value::Object(members) => {
                if let Some(member) = members.get_mut(step) {
                    within(member, rest);
                }
            }
            _ => {}
        }
    }
    let mut whole = Value::Object(std::mem::take(properties));
    within(&mut whole, path);
    if let Value::Object(members) = whole {
        *properties = members;
    }
}
