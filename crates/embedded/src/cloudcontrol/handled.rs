//! Resources of types whose handlers take several operations of a service.
//!
//! A [`DeepType`](super::DeepType) is one operation a handler, and its
//! properties follow from shapes. Where a property has an operation of its own,
//! or is a member that the service calls by another name, a service gives the
//! handlers themselves: a [`HandledType`]. They end in the same domain functions.

use callboard_model::document::{Document, Map};
use callboard_model::types::ResourceType;
use callboard_store::{Snapshot, Transaction};
use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::record::Table;
use crate::request::Request;
use crate::{apigatewayv2, generic, iam, logs};

use super::deep::tags;
use super::properties::Properties;
use super::{identifier, outcome};

/// A resource type with handlers of its own.
pub(crate) struct HandledType {
    pub(crate) name: &'static str,
    /// One record a resource.
    pub(crate) table: Table,
    /// The key of the record that an identifier means.
    pub(crate) key: fn(&Request, &str) -> Answer<Vec<u8>>,
    /// The identifier and the readable properties of a record, in any order.
    pub(crate) show: fn(&Snapshot<'_>, &Request, &Map) -> Answer<(String, Properties)>,
    /// Makes a resource of complete properties, and gives its identifier.
    pub(crate) create: fn(&mut Transaction<'_>, &Request, &Properties) -> Answer<String>,
    /// Changes the resource of an identifier from the former to the latter properties.
    pub(crate) update: fn(&mut Transaction<'_>, &Request, &str, &Properties, &Properties) -> Answer<()>,
    pub(crate) delete: fn(&mut Transaction<'_>, &Request, &str) -> Answer<()>,
}

/// The type, where a service gives its handlers.
pub(super) fn find(resource_type: &ResourceType) -> Option<&'static HandledType> {
    all().find(|it| it.name == resource_type.name)
}

/// Every type whose handlers a service gives.
pub(super) fn all() -> impl Iterator<Item = &'static HandledType> {
    logs::RESOURCE_TYPES.iter().chain(&iam::RESOURCE_TYPES).chain(&apigatewayv2::HANDLED_TYPES)
}

impl HandledType {
    pub(super) fn create(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        desired: &Properties,
    ) -> Answer<String> {
        (self.create)(transaction, request, desired).map_err(|failure| {
            let identifier = identifier::of(resource_type, desired).unwrap_or_default();
            in_words(failure, "AlreadyExists", || outcome::already_exists(resource_type, &identifier))
        })
    }

    /// The readable properties as JSON text.
    pub(super) fn read(
        &self,
        snapshot: &Snapshot<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
    ) -> Answer<Option<String>> {
        let Some(record) = self.table.get(snapshot, &(self.key)(request, identifier)?)? else { return Ok(None) };
        let (found, text) = self.shown(snapshot, request, resource_type, &record)?;
        // A key may stand for less than an identifier says.
        Ok(found.eq_ignore_ascii_case(identifier).then_some(text))
    }

    /// The identifier and the readable properties as JSON text, in the order of the schema.
    pub(super) fn shown(
        &self,
        snapshot: &Snapshot<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        record: &Map,
    ) -> Answer<(String, String)> {
        let (identifier, properties) = (self.show)(snapshot, request, record)?;
        Ok((identifier, Value::Object(generic::in_order(resource_type, properties)).to_string()))
    }

    pub(super) fn delete(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
    ) -> Answer<()> {
        (self.delete)(transaction, request, identifier)
            .map_err(|failure| in_words(failure, "NotFound", || outcome::not_found(resource_type, identifier)))
    }
}

/// The tags of a property, as a service takes them.
pub(crate) fn tags_of(property: Option<&Value>) -> Map {
    tags(property)
}

/// The keys of tags that are gone, and the tags that are new or other than before.
pub(crate) fn tag_changes(before: Option<&Value>, after: Option<&Value>) -> (Vec<Document>, Map) {
    let (before, after) = (tags(before), tags(after));
    let gone = before.keys().filter(|key| !after.contains_key(key)).map(|key| Document::from(&**key)).collect();
    (gone, after.into_iter().filter(|(key, value)| before.get(key) != Some(value)).collect())
}

/// Tags as a list of keys and values, where there are any.
pub(crate) fn tag_list(tags: &Map) -> Option<Value> {
    let list = tags.iter().map(|(key, value)| json!({"Key": **key, "Value": value.as_str()}));
    (!tags.is_empty()).then(|| list.collect())
}

/// What a service keeps, as a property has it.
pub(crate) fn value_of(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(value) => json!(value),
        Document::Integer(value) => json!(i64::try_from(*value).unwrap_or_default()),
        Document::Float(value) => json!(value),
        Document::String(text) => json!(text),
        Document::Blob(bytes) => json!(String::from_utf8_lossy(bytes)),
        Document::Timestamp(moment) => json!(moment.instant().map(|it| it.to_string()).unwrap_or_default()),
        Document::List(items) => items.iter().map(value_of).collect(),
        Document::Map(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.to_string(), value_of(value))).collect())
        }
    }
}

/// A refusal in the words of Cloud Control, where it is of this kind.
fn in_words(failure: Failure, code: &str, words: impl FnOnce() -> Failure) -> Failure {
    if outcome::is(&failure, code) { words() } else { failure }
}
