//! Resources of types that a service of this plane keeps itself.
//!
//! ```text
//! properties ──▶ inputs.rs ──▶ native operation ──▶ one domain function ──▶ record
//! properties ◀── outputs.rs ◀──────────────────────── view of the record ◀─────┘
//! ```
//!
//! There is one store and one truth: a change runs the same function that the
//! service's own operation runs, inside Cloud Control's transaction. What a type
//! needs for that is one [`DeepType`]; how its properties and the members of its
//! operations correspond follows from the type's schema and the service's shapes.

mod declared;
mod definition;
mod inputs;
mod outputs;
#[cfg(test)]
mod tests;
mod verbatim;

use std::sync::OnceLock;

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;
use callboard_model::shape::{Shape, ShapeKind};
use callboard_model::types::ResourceType;
use callboard_store::{Snapshot, Transaction};
use serde_json::Value;

use crate::dispatch::ServiceTable;
use crate::failure::Answer;
use crate::members::Members;
use crate::record::{Place, Table, escaped};
use crate::request::Request;
use crate::{apigatewayv2, ivs_realtime};

use super::handled::tag_changes;
use super::native;
use super::properties::{self, Properties};
pub(crate) use definition::Definition;
pub(super) use inputs::tags;
pub(super) use outputs::Plan;
pub(super) use verbatim::Verbatim;

/// A resource type that a service keeps.
pub(crate) struct DeepType {
    pub(crate) name: &'static str,
    pub(crate) service: &'static ServiceTable,
    /// One record a resource, whose key ends with the id.
    pub(crate) table: Table,
    pub(crate) create: &'static str,
    /// Where properties other than tags can change.
    pub(crate) update: Option<&'static str>,
    pub(crate) delete: &'static str,
    /// The member of an output that holds the resource, where it is not the output itself.
    pub(crate) wrapper: Option<&'static str>,
    /// The members that name a resource, in inputs and outputs, in the order of the primary identifier.
    pub(crate) identifier: &'static [&'static str],
    /// Properties of what a resource lies inside of, in the order of its key.
    pub(crate) parents: &'static [&'static str],
    /// The parts of the key that an identifier means in the place of a request.
    pub(crate) locate: fn(&Request, &str) -> Answer<Vec<String>>,
    /// The identifier of an id, the other way, where the id alone tells it.
    pub(crate) identify: Option<fn(&Request, &str) -> String>,
    /// The ARN by which tags are changed.
    pub(crate) tagged_as: fn(&Request, &str) -> String,
    /// How an update says that a property is no more.
    pub(crate) unset: Unset,
    /// Properties that cannot be had here, and what to do instead.
    pub(crate) refused: &'static [(&'static str, &'static str)],
    /// The property that is the whole of a resource in another language.
    pub(crate) definition: Option<Definition>,
    /// Properties that a record holds as they are, and the names of their members there: listings of many resources
    /// need decode no more for these.
    pub(crate) verbatim: &'static [(&'static str, &'static str)],
    /// Members that the service shows where a view leaves them out.
    pub(crate) defaults: fn() -> Map,
    /// All that the service has to show of a resource, by the id and the record.
    pub(crate) view: fn(&Request, &Snapshot<'_>, &str, &Map) -> Answer<Map>,
    pub(crate) plan: OnceLock<Plan>,
}

/// How an update says that a property is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unset {
    /// By an empty value, which the service takes for none.
    Empty,
    /// By null, down to the members and entries that have gone: the service adds the rest to what there is.
    Null,
}

/// What it takes to change tags.
const TAG: &str = "TagResource";
const UNTAG: &str = "UntagResource";

/// The type, where a service of this plane keeps it.
pub(super) fn find(resource_type: &ResourceType) -> Option<&'static DeepType> {
    all().find(|it| it.name == resource_type.name)
}

/// Every type that a service of this plane keeps, one operation a handler.
pub(super) fn all() -> impl Iterator<Item = &'static DeepType> {
    ivs_realtime::RESOURCE_TYPES.iter().chain(&apigatewayv2::RESOURCE_TYPES)
}

impl DeepType {
    pub(super) fn create(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        desired: &Properties,
    ) -> Answer<String> {
        self.refuse(resource_type, desired)?;
        let mut desired = desired.clone();
        if let Some(identifier) = self.create_defined(transaction, request, resource_type, &mut desired)? {
            return Ok(identifier);
        }
        let shape = self.input_shape(self.create)?;
        let desired = with_defaults(resource_type, shape, &desired);
        let input = inputs::members(shape, &desired)?;
        let given: Vec<Option<String>> = self.identifier.iter().map(|it| input.str(it).map(str::to_owned)).collect();
        let output = self.call(transaction, request, self.create, input)?;
        let shown = match self.wrapper {
            Some(wrapper) => output.get(wrapper).and_then(Document::as_map),
            None => Some(&output),
        };
        let parts =
            self.identifier.iter().zip(given).map(|(name, given)| {
                shown.and_then(|it| it.str(name)).map(str::to_owned).or(given).unwrap_or_default()
            });
        Ok(parts.collect::<Vec<_>>().join("|"))
    }

    /// The identifier of what a view shows.
    pub(super) fn identifier_of(&self, view: &Map) -> String {
        let parts: Vec<&str> = self.identifier.iter().map(|it| view.text(it)).collect();
        parts.join("|")
    }

    /// What the keys begin with of those that lie inside of what these properties name.
    pub(super) fn prefix(&self, place: &Place, model: &Properties) -> Vec<u8> {
        let named = self.parents.iter().map_while(|it| model.get(*it).and_then(Value::as_str));
        let parts: Vec<_> = named.map(escaped).collect();
        place.prefix(&parts.iter().map(|it| &**it).collect::<Vec<_>>())
    }

    /// The readable properties as JSON text.
    pub(super) fn read(
        &self,
        snapshot: &Snapshot<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
    ) -> Answer<Option<String>> {
        let Some(view) = self.view_of(snapshot, request, identifier)? else { return Ok(None) };
        Ok(Some(self.plan(resource_type).text(&view)))
    }

    /// The properties that are never read back, as far as the service keeps them.
    pub(super) fn write_only(
        &self,
        snapshot: &Snapshot<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
    ) -> Answer<Properties> {
        let Some(view) = self.view_of(snapshot, request, identifier)? else { return Ok(Properties::new()) };
        let text = Plan::of_write_only(resource_type).text(&view);
        properties::of_record(&text)
    }

    pub(super) fn update(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
        prior: &Properties,
        desired: &Properties,
    ) -> Answer<()> {
        self.refuse(resource_type, desired)?;
        let mut desired = desired.clone();
        if self.update_defined(transaction, request, resource_type, identifier, prior, &mut desired)? {
            return Ok(());
        }
        self.change(transaction, request, resource_type, identifier, (prior, &desired))
    }

    /// Changes a resource from the former to the latter properties.
    fn change(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
        (prior, desired): (&Properties, &Properties),
    ) -> Answer<()> {
        let tags = resource_type.tag_property().unwrap_or_default();
        if let Some(operation) = self.update {
            let shape = self.input_shape(operation)?;
            let mut desired = desired.clone();
            // What is never read back may have been given again as it is.
            let written = self.write_only(transaction, request, resource_type, identifier)?;
            desired.retain(|name, value| written.get(name) != Some(value));
            let input = inputs::changed_members(shape, tags, prior, &desired, self.unset)?;
            if !input.is_empty() {
                let mut named = self.names(identifier);
                for (name, value) in inputs::required_members(shape, &desired)? {
                    named.insert(name, value);
                }
                for (name, value) in input {
                    named.insert(name, value);
                }
                self.call(transaction, request, operation, named)?;
            }
        }
        let (gone, new) = tag_changes(prior.get(tags), desired.get(tags));
        if !gone.is_empty() {
            self.change_tags(transaction, request, UNTAG, identifier, ("tagKeys", Document::List(gone)))?;
        }
        if !new.is_empty() {
            self.change_tags(transaction, request, TAG, identifier, ("tags", Document::Map(new)))?;
        }
        Ok(())
    }

    pub(super) fn delete(&self, transaction: &mut Transaction<'_>, request: &Request, identifier: &str) -> Answer<()> {
        self.call(transaction, request, self.delete, self.names(identifier)).map(drop)
    }

    /// The members of an input that an identifier is.
    fn names(&self, identifier: &str) -> Map {
        let names = self.identifier.iter();
        match self.identifier {
            [_] => names.map(|name| ((*name).into(), identifier.into())).collect(),
            _ => names.zip(identifier.split('|')).map(|(name, part)| ((*name).into(), part.into())).collect(),
        }
    }

    fn change_tags(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        operation: &str,
        identifier: &str,
        (name, value): (&str, Document),
    ) -> Answer<()> {
        // Services differ in how they write these.
        let shape = self.input_shape(operation)?;
        let named = |name| inputs::member(shape, name).map(|it| it.name).ok_or_else(|| native::missing(operation));
        let arn = (self.tagged_as)(request, identifier);
        let input = Map::new().with(named("resourceArn")?, arn).with(named(name)?, value);
        self.call(transaction, request, operation, input).map(drop)
    }

    fn refuse(&self, resource_type: &ResourceType, desired: &Properties) -> Answer<()> {
        match self.refused.iter().find(|(name, _)| desired.contains_key(*name)) {
            Some((name, advice)) => Err(super::outcome::invalid_request(format!(
                "property {name} of {} is not available on the embedded plane: {advice}",
                resource_type.name
            ))),
            None => Ok(()),
        }
    }

    /// How the properties are made from what the service shows.
    pub(super) fn plan(&self, resource_type: &'static ResourceType) -> &Plan {
        self.plan.get_or_init(|| Plan::of_readable(resource_type, &(self.defaults)()))
    }

    fn view_of(&self, snapshot: &Snapshot<'_>, request: &Request, identifier: &str) -> Answer<Option<Map>> {
        let parts = (self.locate)(request, identifier)?;
        let key: Vec<_> = parts.iter().map(|it| escaped(it)).collect();
        let key = request.place.key(&key.iter().map(|it| &**it).collect::<Vec<_>>());
        let Some(record) = self.table.get(snapshot, &key)? else { return Ok(None) };
        (self.view)(request, snapshot, parts.last().map_or("", String::as_str), &record).map(Some)
    }

    /// Carries out an operation of the service, as its own door would, in a transaction that is going on.
    fn call(&self, transaction: &mut Transaction<'_>, request: &Request, name: &str, input: Map) -> Answer {
        native::call(transaction, request, self.service, name, input)
    }

    fn operation(&self, name: &str) -> Answer<&'static Operation> {
        native::operation(self.service, name)
    }

    fn input_shape(&self, operation: &str) -> Answer<&'static Shape> {
        self.operation(operation)?.input.ok_or_else(|| native::missing(operation))
    }
}

/// The properties with the schema's defaults for those that the service itself demands.
fn with_defaults(resource_type: &'static ResourceType, shape: &'static Shape, desired: &Properties) -> Properties {
    let mut properties = desired.clone();
    for (name, schema) in resource_type.properties() {
        let Some(member) = inputs::member(shape, name).filter(|it| it.required) else { continue };
        if properties.contains_key(name) {
            continue;
        }
        if let Some(default) = schema.get("default") {
            properties.insert(name.clone(), Value::clone(default));
        } else if matches!(member.shape().kind, ShapeKind::List(_)) {
            properties.insert(name.clone(), Value::Array(Vec::new()));
        }
    }
    properties
}
