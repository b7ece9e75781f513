//! Resources of types that their schema alone describes.
//!
//! A record is the readable properties, as the text that answers carry, so that
//! a listing hands it through unread.

use callboard_model::types::{Action, ResourceType};
use callboard_store::{Snapshot, Transaction};

use crate::failure::Answer;
use crate::generic::{self, Context};
use crate::record::escaped;
use crate::request::Request;

use super::properties::{self, Properties};
use super::tables::{RESOURCE, RESOURCE_BY, WRITE_ONLY};
use super::{identifier, outcome};

/// The length of what tells resources apart that their callers did not name.
const NONCE_LENGTH: usize = 17;

/// The name of the index by the properties that a list must be given.
pub(super) const PARENTS: &str = "parents";

/// The properties of a new resource with all that AWS would add.
pub(super) fn complete(request: &Request, resource_type: &'static ResourceType, desired: Properties) -> Properties {
    let (account, region) = (&request.place.account, &request.place.region);
    let context = Context { account, region, now: request.now, nonce: &request.identifier(NONCE_LENGTH) };
    generic::complete(resource_type, &context, desired)
}

/// Makes a resource of complete properties.
pub(super) fn create(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    properties: Properties,
) -> Answer<String> {
    // Where nothing can be made up that fits the schema, the resource has a name all the same.
    let identifier = identifier::of(resource_type, &properties).unwrap_or_else(|| request.identifier(NONCE_LENGTH));
    let key = identifier::key(&request.place, resource_type, &identifier)?;
    if RESOURCE.contains(transaction, &key)? {
        return Err(outcome::already_exists(resource_type, &identifier));
    }
    put(transaction, request, resource_type, &identifier, None, properties)?;
    Ok(identifier)
}

pub(super) fn read(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<Option<String>> {
    RESOURCE.get_text(snapshot, &identifier::key(&request.place, resource_type, identifier)?)
}

/// The properties that are never read back, as they were last written.
pub(super) fn write_only(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<Properties> {
    let text = WRITE_ONLY.get_text(snapshot, &identifier::key(&request.place, resource_type, identifier)?)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub(super) fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
    prior: &Properties,
    desired: Properties,
) -> Answer<()> {
    let desired = generic::in_order(resource_type, desired);
    put(transaction, request, resource_type, identifier, Some(prior), desired)
}

pub(super) fn delete(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<()> {
    let Some(text) = read(transaction, request, resource_type, identifier)? else {
        return Err(outcome::not_found(resource_type, identifier));
    };
    if is_indexed(resource_type) {
        let prior = properties::of_record(&text)?;
        for key in index_keys(request, resource_type, identifier, &prior) {
            RESOURCE_BY.delete(transaction, &key)?;
        }
    }
    let key = identifier::key(&request.place, resource_type, identifier)?;
    WRITE_ONLY.delete(transaction, &key)?;
    RESOURCE.delete(transaction, &key)?;
    Ok(())
}

fn put(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
    prior: Option<&Properties>,
    mut properties: Properties,
) -> Answer<()> {
    let key = identifier::key(&request.place, resource_type, identifier)?;
    let write_only = properties::take_write_only(resource_type, &mut properties);
    if !write_only.is_empty() {
        let mut known = self::write_only(transaction, request, resource_type, identifier)?;
        known.extend(write_only);
        WRITE_ONLY.put_text(transaction, &key, &text_of(&known))?;
    }
    if is_indexed(resource_type) {
        let before = prior.map(|it| index_keys(request, resource_type, identifier, it)).unwrap_or_default();
        let after = index_keys(request, resource_type, identifier, &properties);
        for key in before.iter().filter(|key| !after.contains(key)) {
            RESOURCE_BY.delete(transaction, key)?;
        }
        for key in after.iter().filter(|key| !before.contains(key)) {
            RESOURCE_BY.mark(transaction, key)?;
        }
    }
    if prior == Some(&properties) {
        return Ok(());
    }
    RESOURCE.put_text(transaction, &key, &text_of(&properties))
}

fn is_indexed(resource_type: &'static ResourceType) -> bool {
    parents(resource_type).next().is_some() || resource_type.additional_identifiers().next().is_some()
}

/// What a list must be given, as far as resources show it: the name that the list has for it, and the property.
pub(super) fn parents(resource_type: &'static ResourceType) -> impl Iterator<Item = (&'static str, &'static str)> {
    let list = resource_type.handler(Action::List);
    let required = list.into_iter().flat_map(|it| it.required_input());
    let referred = move |name: &'static str| {
        let reference = list?.input_schema()?.get("properties")?.get(name)?.get("$ref")?.as_str()?;
        reference.rsplit_once("#/properties/").map(|(_, property)| property)
    };
    required.map(move |name| (name, referred(name).unwrap_or(name))).filter(|(_, property)| {
        resource_type.properties().contains_key(*property) && !resource_type.write_only().any(|path| path == *property)
    })
}

/// The keys of a resource in the index.
fn index_keys(
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
    properties: &Properties,
) -> Vec<Vec<u8>> {
    let key = |index: &str, paths: &mut dyn Iterator<Item = &'static str>| {
        let values: Option<Vec<String>> =
            paths.map(|path| properties::at(properties, path).and_then(properties::text_of)).collect();
        let values = values.filter(|it| !it.is_empty())?;
        let mut key = identifier::index_prefix(&request.place, resource_type, index, &values);
        key.extend_from_slice(escaped(identifier).as_bytes());
        Some(key)
    };
    let parents = key(PARENTS, &mut parents(resource_type).map(|(_, property)| property));
    let others = resource_type.additional_identifiers().enumerate();
    let others = others.filter_map(|(number, set)| key(&number.to_string(), &mut set.into_iter()));
    parents.into_iter().chain(others).collect()
}

fn text_of(properties: &Properties) -> String {
    serde_json::to_string(properties).expect("properties are JSON")
}
