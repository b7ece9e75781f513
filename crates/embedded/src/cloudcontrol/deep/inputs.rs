//! Properties become the members of a native operation's input.
//!
//! A property `HlsConfiguration` is the member `hlsConfiguration`: names differ
//! in case alone. An object that the shape has no member for is a level that the
//! service does not have, and its own properties are looked for in its stead.
//! Tags are a list of keys and values in most schemas, and a map in most services;
//! so are mappings of parameters a list of destinations and sources.

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};
use serde_json::Value;

use super::Unset;
use super::outputs::PAIRS;
use crate::cloudcontrol::outcome;
use crate::cloudcontrol::properties::Properties;
use crate::failure::Answer;

/// The member that a property is, in a structure.
pub(super) fn member<'a>(shape: &'a Shape, property: &str) -> Option<&'a Member> {
    shape.members().iter().find(|it| it.name.eq_ignore_ascii_case(property))
}

/// The members that these properties are.
pub(super) fn members(shape: &Shape, properties: &Properties) -> Answer<Map> {
    let mut map = Map::new();
    for (name, value) in properties {
        match (member(shape, name), value) {
            (Some(member), _) => drop(map.insert(member.name, document(member.shape(), value)?)),
            (None, Value::Object(inner)) => {
                for (name, value) in members(shape, inner)? {
                    map.insert(name, value);
                }
            }
            (None, _) => return Err(outcome::invalid_request(format!("property {name} cannot be set here"))),
        }
    }
    Ok(map)
}

/// The members of what an operation demands, whether it has changed or not.
pub(super) fn required_members(shape: &Shape, desired: &Properties) -> Answer<Map> {
    let is_required = |name: &str| member(shape, name).is_some_and(|it| it.required);
    let required = desired.iter().filter(|(name, _)| is_required(name));
    members(shape, &required.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The members of what has changed, but for tags. A property that is gone is unset.
pub(super) fn changed_members(
    shape: &Shape,
    tag_property: &str,
    prior: &Properties,
    desired: &Properties,
    unset: Unset,
) -> Answer<Map> {
    let changed: Properties = desired
        .iter()
        .filter(|(name, value)| *name != tag_property && prior.get(*name) != Some(*value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut input = members(shape, &changed)?;
    if unset == Unset::Null {
        let before: Properties = prior
            .iter()
            .filter(|(name, _)| changed.contains_key(*name) && member(shape, name).is_some())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        unset_what_is_gone(&members(shape, &before)?, &mut input);
    }
    for name in prior.keys().filter(|name| *name != tag_property && !desired.contains_key(*name)) {
        if let Some(member) = member(shape, name) {
            let nothing = if unset == Unset::Null { Document::Null } else { nothing(member.shape()) };
            input.insert(member.name, nothing);
        }
    }
    Ok(input)
}

/// Sets to null what there was before, at any depth, and is not there now.
fn unset_what_is_gone(before: &Map, now: &mut Map) {
    for (name, value) in before.iter() {
        match (value, now.get_mut(name)) {
            (Document::Map(before), Some(Document::Map(now))) => unset_members(before, now),
            // Items of a list that has none more and none less are what they were.
            (Document::List(before), Some(Document::List(now))) if before.len() == now.len() => {
                for pair in before.iter().zip(now) {
                    if let (Document::Map(before), Document::Map(now)) = pair {
                        unset_members(before, now);
                    }
                }
            }
            _ => {}
        }
    }
}

fn unset_members(before: &Map, now: &mut Map) {
    for name in before.keys().filter(|it| !now.contains_key(it)).cloned().collect::<Vec<_>>() {
        now.insert(name, Document::Null);
    }
    unset_what_is_gone(before, now);
}

/// The tags of a property, whichever way it has them.
pub(in crate::cloudcontrol) fn tags(property: Option<&Value>) -> Map {
    match property {
        Some(Value::Array(items)) => items.iter().filter_map(pair).collect(),
        Some(Value::Object(members)) => {
            members.iter().map(|(key, value)| (key.clone().into(), Document::from(value))).collect()
        }
        _ => Map::new(),
    }
}

/// A key and a value, whichever way they are called.
fn pair(item: &Value) -> Option<(std::borrow::Cow<'static, str>, Document)> {
    let (key, value) = PAIRS.iter().find_map(|(key, value)| Some((item.get(key)?.as_str()?, *value)))?;
    Some((key.to_owned().into(), item.get(value).map_or_else(|| Document::from(""), Document::from)))
}

/// The one list of pairs that an object consists of.
fn pairs_inside(members: &Properties) -> Option<&Value> {
    let mut values = members.values();
    match (values.next(), values.next()) {
        (Some(list @ Value::Array(items)), None) if items.iter().all(|it| pair(it).is_some()) => Some(list),
        _ => None,
    }
}

fn document(shape: &Shape, value: &Value) -> Answer<Document> {
    Ok(match (&shape.kind, value) {
        (ShapeKind::Structure(_), Value::Object(properties)) => Document::Map(members(shape, properties)?),
        (ShapeKind::List(item), Value::Array(items)) => {
            Document::List(items.iter().map(|it| document(item.shape(), it)).collect::<Answer<_>>()?)
        }
        (ShapeKind::Map(..), Value::Array(_)) => Document::Map(tags(Some(value))),
        (ShapeKind::Map(_, of), Value::Object(members))
            if matches!(of.shape().kind, ShapeKind::String) && pairs_inside(members).is_some() =>
        {
            Document::Map(tags(pairs_inside(members)))
        }
        (ShapeKind::Map(_, item), Value::Object(members)) => {
            let mut map = Map::new();
            for (name, value) in members {
                map.insert(name.clone(), document(item.shape(), value)?);
            }
            Document::Map(map)
        }
        // Some schemas take an object or its text; the service takes the one or the other.
        (ShapeKind::Structure(_) | ShapeKind::Map(..), Value::String(text)) => match serde_json::from_str(text) {
            Ok(object @ Value::Object(_)) => document(shape, &object)?,
            _ => Document::from(value),
        },
        (ShapeKind::String, Value::Object(_) | Value::Array(_)) => Document::from(value.to_string()),
        (ShapeKind::Float | ShapeKind::Double, Value::Number(number)) => {
            Document::Float(number.as_f64().unwrap_or_default())
        }
        // A whole number may be written with a fraction of nothing.
        (ShapeKind::Integer | ShapeKind::Long, Value::Number(number)) => match number.as_f64() {
            Some(float) if number.as_i64().is_none() && float.fract() == 0.0 => Document::Integer(float as i128),
            _ => Document::from(value),
        },
        _ => Document::from(value),
    })
}

/// What unsets a member of this shape.
fn nothing(shape: &Shape) -> Document {
    match &shape.kind {
        ShapeKind::Structure(members) => {
            let required = members.iter().filter(|it| it.required);
            Document::Map(required.map(|it| (it.name.into(), nothing(it.shape()))).collect())
        }
        ShapeKind::List(_) => Document::List(Vec::new()),
        ShapeKind::Map(..) => Document::Map(Map::new()),
        ShapeKind::Boolean => Document::Bool(false),
        ShapeKind::String | ShapeKind::Character => Document::from(""),
        _ => Document::Null,
    }
}
