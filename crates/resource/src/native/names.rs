//! Names: which member of a shape a property is.
//!
//! A property `MeshName` is the member `meshName`, or `name` of a mesh; a
//! property `Name` of a mesh may be the member `meshName`. Case never counts.

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;
use callboard_model::shape::{Member, Shape, ShapeKind};
use callboard_model::types::ResourceType;
use serde_json::Value;

use super::inward;
use crate::{Properties, route};

/// The names that a property of a type may have in its service, the likeliest first.
pub(super) fn spellings(of: &ResourceType, property: &str) -> Vec<String> {
    let leaf = of.name.rsplit("::").next().unwrap_or_default();
    let mut names = vec![property.to_owned(), format!("{leaf}{property}")];
    if let Some((prefix, rest)) = property.split_at_checked(leaf.len())
        && prefix.eq_ignore_ascii_case(leaf)
        && !rest.is_empty()
    {
        names.push(rest.to_owned());
    }
    if matches!(property, "Arn" | "Id") {
        names.push(format!("Resource{property}"));
    }
    names
}

/// The member of a shape that a property is.
pub(super) fn member<'a>(of: &ResourceType, shape: &'a Shape, property: &str) -> Option<&'a Member> {
    spellings(of, property).iter().find_map(|name| same(shape, name))
}

/// The member of this name, whatever its case.
pub(super) fn same<'a>(shape: &'a Shape, name: &str) -> Option<&'a Member> {
    shape.members().iter().find(|it| it.name.eq_ignore_ascii_case(name))
}

/// The input that names one resource by the properties of its identifier.
pub(super) fn identify(of: &'static ResourceType, operation: &Operation, parts: &Properties) -> Result<Map, String> {
    let input = identified(of, operation, parts)?;
    check_required(operation, &input)?;
    Ok(input)
}

/// The members that name one resource; others may be required beside them.
pub(super) fn identified(of: &'static ResourceType, operation: &Operation, parts: &Properties) -> Result<Map, String> {
    let mut input = Map::new();
    let Some(shape) = operation.input else {
        return Err(format!("{} {} takes no identifier", operation.service.name, operation.name));
    };
    for (property, value) in parts {
        let found = identifying_member(of, shape, property, parts.len() == 1);
        let member = found
            .ok_or_else(|| format!("{} {} has no member for `{property}`", operation.service.name, operation.name))?;
        let document = match &member.shape().kind {
            ShapeKind::List(item) => inward::document(of, item.shape(), value).map(|it| Document::List(vec![it])),
            _ => inward::document(of, member.shape(), value),
        };
        input.insert(member.name, document?);
    }
    Ok(input)
}

fn identifying_member<'a>(of: &ResourceType, shape: &'a Shape, property: &str, is_only: bool) -> Option<&'a Member> {
    let is_scalar = |it: &&Member| !matches!(it.shape().kind, ShapeKind::Structure(_) | ShapeKind::Map(..));
    if let Some(found) = member(of, shape, property).filter(is_scalar) {
        return Some(found);
    }
    let leaf = of.name.rsplit("::").next().unwrap_or_default().to_owned();
    let mut lists = spellings(of, property);
    lists.push(leaf);
    let of_texts = |it: &&Member| match &it.shape().kind {
        ShapeKind::List(item) => matches!(item.shape().kind, ShapeKind::String),
        _ => false,
    };
    if let Some(found) = lists.iter().find_map(|name| same(shape, &format!("{name}s")).filter(of_texts)) {
        return Some(found);
    }
    // Whatever it is called: an operation on one resource that demands one text demands its identifier.
    let mut required = shape.members().iter().filter(|it| it.required);
    match (is_only, required.next(), required.next()) {
        (true, Some(one), None) if matches!(one.shape().kind, ShapeKind::String) => Some(one),
        _ => None,
    }
}

/// The members of an input that properties are, of those properties that have one.
pub(super) fn known_members(of: &'static ResourceType, operation: &Operation, properties: &Properties) -> Map {
    let Some(shape) = operation.input else { return Map::new() };
    let known = properties.iter().filter_map(|(name, value)| {
        let member = member(of, shape, name)?;
        Some((member.name.into(), inward::document(of, member.shape(), value).ok()?))
    });
    known.collect()
}

/// Whether an input must have a member.
pub(super) fn is_required(operation: &Operation, member: &str) -> bool {
    operation.input.and_then(|it| it.member(member)).is_some_and(|it| it.required)
}

/// What an input lacks, if anything.
pub(super) fn check_required(operation: &Operation, input: &Map) -> Result<(), String> {
    match lacking(operation, input) {
        Some(member) => Err(format!("{} {} needs `{member}`", operation.service.name, operation.name)),
        None => Ok(()),
    }
}

/// A member that an input must have and has not.
pub(super) fn lacking(operation: &Operation, input: &Map) -> Option<&'static str> {
    let members = operation.input.map(|it| it.members()).unwrap_or_default();
    let lacking = members.iter().find(|it| it.required && !it.traits.idempotency_token && !input.contains_key(it.name));
    lacking.map(|it| it.name)
}

/// The property that a member is.
pub(super) fn property(of: &'static ResourceType, member: &str) -> Option<&'static str> {
    let mut names = of.properties().keys().map(String::as_str);
    names.find(|name| spellings(of, name).iter().any(|it| it.eq_ignore_ascii_case(member)))
}

/// What an input must have that no property gives.
pub(super) fn unreachable_member(of: &'static ResourceType, operation: &Operation) -> Option<String> {
    let members = operation.input.map(|it| it.members()).unwrap_or_default();
    let gives = |shape: &Shape| of.properties().keys().any(|name| member(of, shape, name).is_some());
    let unreachable = members.iter().find(|it| {
        let is_level = matches!(it.shape().kind, ShapeKind::Structure(_)) && gives(it.shape());
        it.required && !it.traits.idempotency_token && property(of, it.name).is_none() && !is_level
    });
    unreachable
        .map(|it| format!("{} {} needs `{}`, which is no property", operation.service.name, operation.name, it.name))
}

/// The properties of a listed item that is nothing but an identifier.
pub(super) fn only_identifier(of: &'static ResourceType, item: &Document) -> Option<Properties> {
    match (route::key(of).as_slice(), item) {
        ([path], Document::String(text)) => {
            Some([((*path).to_owned(), Value::from(text.as_str()))].into_iter().collect())
        }
        _ => None,
    }
}
