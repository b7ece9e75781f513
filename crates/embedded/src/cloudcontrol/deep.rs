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

mod inputs;
mod outputs;
mod verbatim;

use std::sync::OnceLock;

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;
use callboard_model::shape::Shape;
use callboard_model::types::ResourceType;
use callboard_store::{Snapshot, Transaction};
use serde_json::Value;

use crate::dispatch::ServiceTable;
use crate::failure::Answer;
use crate::ivs_realtime;
use crate::record::Table;
use crate::request::Request;

use super::native;
use super::properties::{self, Properties};
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
    /// The member of an output that holds the resource.
    pub(crate) wrapper: &'static str,
    /// The member that names a resource, in inputs and outputs.
    pub(crate) identifier: &'static str,
    /// The id that an identifier means in the place of a request.
    pub(crate) locate: fn(&Request, &str) -> Answer<String>,
    /// The identifier of an id, the other way.
    pub(crate) identify: fn(&Request, &str) -> String,
    /// Properties that a record holds as they are, and the names of their members there: listings of many resources
    /// need decode no more for these.
    pub(crate) verbatim: &'static [(&'static str, &'static str)],
    /// Members that the service shows where a view leaves them out.
    pub(crate) defaults: fn() -> Map,
    /// All that the service has to show of a resource, by the id and the record.
    pub(crate) view: fn(&Request, &Snapshot<'_>, &str, &Map) -> Answer<Map>,
    pub(crate) plan: OnceLock<Plan>,
}

/// What it takes to change tags.
const TAG: &str = "TagResource";
const UNTAG: &str = "UntagResource";

/// The type, where a service of this plane keeps it.
pub(super) fn find(resource_type: &ResourceType) -> Option<&'static DeepType> {
    ivs_realtime::RESOURCE_TYPES.iter().find(|it| it.name == resource_type.name)
}

impl DeepType {
    pub(super) fn create(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        desired: &Properties,
    ) -> Answer<String> {
        let shape = self.input_shape(self.create)?;
        let desired = with_defaults(resource_type, shape, desired);
        let output = self.call(transaction, request, self.create, inputs::members(shape, &desired)?)?;
        let identifier = output.get(self.wrapper).and_then(|it| it.get(self.identifier)).and_then(Document::as_str);
        Ok(identifier.unwrap_or_default().to_owned())
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
        let tags = resource_type.tag_property().unwrap_or_default();
        if let Some(operation) = self.update {
            let shape = self.input_shape(operation)?;
            let mut desired = desired.clone();
            // What is never read back may have been given again as it is.
            let written = self.write_only(transaction, request, resource_type, identifier)?;
            desired.retain(|name, value| written.get(name) != Some(value));
            let mut input = inputs::changed_members(shape, tags, prior, &desired)?;
            if !input.is_empty() {
                input.insert(self.identifier, identifier);
                self.call(transaction, request, operation, input)?;
            }
        }
        let (before, after) = (inputs::tags(prior.get(tags)), inputs::tags(desired.get(tags)));
        let gone: Vec<Document> =
            before.keys().filter(|key| !after.contains_key(key)).map(|key| Document::from(&**key)).collect();
        if !gone.is_empty() {
            let input = Map::new().with("resourceArn", identifier).with("tagKeys", gone);
            self.call(transaction, request, UNTAG, input)?;
        }
        let new: Map = after.into_iter().filter(|(key, value)| before.get(key) != Some(value)).collect();
        if !new.is_empty() {
            let input = Map::new().with("resourceArn", identifier).with("tags", new);
            self.call(transaction, request, TAG, input)?;
        }
        Ok(())
    }

    pub(super) fn delete(&self, transaction: &mut Transaction<'_>, request: &Request, identifier: &str) -> Answer<()> {
        self.call(transaction, request, self.delete, Map::new().with(self.identifier, identifier)).map(drop)
    }

    /// How the properties are made from what the service shows.
    pub(super) fn plan(&self, resource_type: &'static ResourceType) -> &Plan {
        self.plan.get_or_init(|| Plan::of_readable(resource_type, &(self.defaults)()))
    }

    fn view_of(&self, snapshot: &Snapshot<'_>, request: &Request, identifier: &str) -> Answer<Option<Map>> {
        let id = (self.locate)(request, identifier)?;
        let Some(record) = self.table.get(snapshot, &request.place.key(&[&id]))? else { return Ok(None) };
        (self.view)(request, snapshot, &id, &record).map(Some)
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
        let is_demanded = inputs::member(shape, name).is_some_and(|it| it.required);
        if let (true, false, Some(default)) = (is_demanded, properties.contains_key(name), schema.get("default")) {
            properties.insert(name.clone(), Value::clone(default));
        }
    }
    properties
}

#[cfg(test)]
mod tests {
    use callboard_model::types;

    use super::*;
    use crate::dispatch::Handler;

    #[test]
    fn every_deep_type_names_what_there_is() {
        for deep in &ivs_realtime::RESOURCE_TYPES {
            let resource_type = types::resource_type(deep.name).expect("in the registry");
            let operations = [Some(deep.create), deep.update, Some(deep.delete), Some(TAG), Some(UNTAG)];
            for name in operations.into_iter().flatten() {
                let operation = deep.operation(name).unwrap_or_else(|_| panic!("{name}"));
                let handler = crate::dispatch::find(operation.into());
                assert!(matches!(handler, Some((_, Handler::Write(_)))), "{name}");
            }
            let output = deep.operation(deep.create).ok().and_then(|it| it.output).expect("an output");
            let wrapper = output.member(deep.wrapper).expect("a wrapper").shape();
            assert!(wrapper.member(deep.identifier).is_some(), "{}", deep.name);
            let create = deep.input_shape(deep.create).unwrap_or_else(|_| panic!("an input"));
            let read_only: Vec<&str> = resource_type.read_only().collect();
            for name in resource_type.properties().keys().filter(|it| !read_only.contains(&it.as_str())) {
                assert!(inputs::member(create, name).is_some(), "{} {name}", deep.name);
            }
        }
    }
}
