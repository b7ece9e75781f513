//! Identifiers: how users name a resource, and how it is named here.
//!
//! The parts of the primary identifier are joined by `|` in the order of the
//! schema, and nothing in them is escaped. A JSON object of the parts names the
//! same resource, and one of an additional identifier finds it by an index.

use std::borrow::Cow;

use callboard_model::types::ResourceType;
use callboard_store::{ScanRange, Snapshot};

use crate::failure::{Answer, Failure};
use crate::record::{Place, escaped, unescaped};

use super::outcome;
use super::properties::{self, Properties};
use super::tables::RESOURCE_BY;

/// The longest identifier that the model allows, in bytes of a key.
const LONGEST_KEY: usize = 1800;

/// The identifier of a resource with these properties, where they hold all of its parts.
pub(super) fn of(resource_type: &'static ResourceType, properties: &Properties) -> Option<String> {
    let mut parts = Vec::new();
    for path in resource_type.primary_identifier() {
        parts.push(properties::text_of(properties::at(properties, path)?)?);
    }
    if parts.is_empty() { None } else { Some(parts.join("|")) }
}

/// The primary identifier that an input means; nothing where an additional one finds no resource.
pub(super) fn resolve(
    snapshot: &Snapshot<'_>,
    place: &Place,
    resource_type: &'static ResourceType,
    text: &str,
) -> Answer<Option<String>> {
    let given = if text.starts_with('{') { serde_json::from_str::<Properties>(text).ok() } else { None };
    let Some(given) = given else {
        let parts = resource_type.primary_identifier().count();
        if parts > 1 && text.split('|').count() != parts {
            return Err(invalid(resource_type, text));
        }
        return Ok(Some(text.to_owned()));
    };
    if let Some(primary) = of(resource_type, &given) {
        return Ok(Some(primary));
    }
    for (number, set) in resource_type.additional_identifiers().enumerate() {
        let values: Option<Vec<String>> =
            set.iter().map(|path| properties::at(&given, path).and_then(properties::text_of)).collect();
        if let Some(values) = values {
            let prefix = index_prefix(place, resource_type, &number.to_string(), &values);
            let found = RESOURCE_BY.names(snapshot, ScanRange::prefix(&prefix).limit(1))?;
            return Ok(found.first().map(|it| unescaped(it).into_owned()));
        }
    }
    Err(invalid(resource_type, text))
}

/// The key of a resource in the tables that have one record a resource.
pub(super) fn key(place: &Place, resource_type: &ResourceType, identifier: &str) -> Answer<Vec<u8>> {
    let key = kept_at(place, resource_type).key(&[resource_type.name, &escaped(identifier)]);
    if key.len() > LONGEST_KEY {
        return Err(outcome::invalid_request(format!("the identifier is too long: {} bytes", identifier.len())));
    }
    Ok(key)
}

/// What the keys of an index begin with for these values.
pub(super) fn index_prefix(place: &Place, resource_type: &ResourceType, index: &str, values: &[String]) -> Vec<u8> {
    let values: Vec<_> = values.iter().map(|it| escaped(it)).collect();
    let mut parts = vec![resource_type.name, index];
    parts.extend(values.iter().map(|it| &**it));
    kept_at(place, resource_type).prefix(&parts)
}

/// Where the records of a type are that is asked for in a place: those of a service without regions are seen in all.
pub(super) fn kept_at<'a>(place: &'a Place, resource_type: &ResourceType) -> Cow<'a, Place> {
    if resource_type.is_global() { Cow::Owned(place.global()) } else { Cow::Borrowed(place) }
}

fn invalid(resource_type: &'static ResourceType, text: &str) -> Failure {
    let parts: Vec<String> = resource_type.primary_identifier().map(|path| format!("/properties/{path}")).collect();
    Failure::validation(format!("Identifier {text} is not valid for identifier [{}]", parts.join(", ")))
}
