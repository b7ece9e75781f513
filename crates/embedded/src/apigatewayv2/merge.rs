//! Merging: what an input does to a record.
//!
//! | member | in an update |
//! | --- | --- |
//! | left out | stays |
//! | `""`, an empty list, or null | goes; where it has a default, that is back |
//! | a map | its entries are added; one that is `""`, empty or null goes, as does what is so within one |
//! | `DefaultRouteSettings`, entries of `RouteSettings` | its members are added; one that is null goes |
//! | any other structure or value | replaces what there was |
//!
//! Null cannot come from AWS's own clients, which leave such members out. It is
//! how doors inside of this process unset what AWS's API has no word for, such
//! as throttling.

use callboard_model::document::{Document, Map};
use callboard_model::shape::ShapeKind;

use crate::members::Members;

use super::kind::Kind;

/// Maps that are replaced as a whole.
const REPLACED: [&str; 3] = ["RequestModels", "ResponseModels", "ResponseTemplates"];

/// The record of a new thing, with all that the input has for it.
pub(super) fn new_record(kind: &Kind, input: &Map) -> Map {
    let mut record = kind.parent.map(|it| it.names(input)).unwrap_or_default();
    for member in kind.shape().members() {
        match input.given(member.name) {
            Some(Document::List(items)) if items.is_empty() => {}
            Some(value) => record.push(member.name, without_nulls(value)),
            None => {}
        }
    }
    record
}

/// Changes a record by the input of an update.
pub(super) fn update(kind: &Kind, record: &mut Map, input: &Map) {
    let names: Vec<&str> = std::iter::successors(Some(kind), |it| it.parent).map(|it| it.id).collect();
    for member in kind.shape().members().iter().filter(|it| !names.contains(&it.name)) {
        let Some(value) = input.get(member.name) else { continue };
        let merged = match (&member.shape().kind, value) {
            (_, Document::Map(members)) if member.name == "DefaultRouteSettings" => {
                merged_members(record.map(member.name), members)
            }
            (_, Document::Map(entries)) if member.name == "RouteSettings" => {
                Some(Document::Map(merged_settings(record.map(member.name), entries)))
            }
            (ShapeKind::Map(..), Document::Map(entries)) if !REPLACED.contains(&member.name) => {
                merged_map(record.map(member.name), entries)
            }
            (_, value) if is_nothing(value) => None,
            (_, value) => Some(without_nulls(value)),
        };
        match merged {
            Some(value) => drop(record.insert(member.name, value)),
            None => drop(record.remove(member.name)),
        }
    }
}

/// The entries of settings by route key after more of them were given.
fn merged_settings(mut settings: Map, more: &Map) -> Map {
    for (key, value) in more.iter() {
        match value {
            Document::Map(members) => {
                let merged = merged_members(settings.map(key), members).unwrap_or_else(|| Document::Map(Map::new()));
                settings.insert(key.clone(), merged);
            }
            _ => drop(settings.remove(key)),
        }
    }
    settings
}

fn merged_map(mut entries: Map, more: &Map) -> Option<Document> {
    for (name, value) in more.iter() {
        let mut value = without_nulls(value);
        if let Document::Map(inner) = &mut value {
            inner.retain(|_, it| !is_nothing(it));
        }
        if is_nothing(&value) {
            entries.remove(name);
        } else {
            entries.insert(name.clone(), value);
        }
    }
    (!entries.is_empty()).then_some(Document::Map(entries))
}

fn merged_members(mut members: Map, more: &Map) -> Option<Document> {
    for (name, value) in more.iter() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    (!members.is_empty()).then_some(Document::Map(members))
}

fn is_nothing(value: &Document) -> bool {
    match value {
        Document::Null => true,
        Document::String(text) => text.is_empty(),
        Document::List(items) => items.is_empty(),
        Document::Map(members) => members.is_empty(),
        _ => false,
    }
}

fn without_nulls(value: &Document) -> Document {
    match value {
        Document::Map(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_null());
            Document::Map(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        Document::List(items) => Document::List(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}
