//! The catalog: every type that can be provisioned, by its Terraform name.
//!
//! One type is read from its schema when it is asked for, and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use callboard_model::naming::terraform::{terraform_attribute, terraform_resource, type_of_terraform_resource};
use callboard_model::types::{self, Action, ResourceType};

use super::plural::plural;
use super::property::{self, Property};
use crate::cty::Type;
use crate::plan::{Rule, Rules};
use crate::schema::{Attribute, Block, Flags, Schema};

/// Types that were asked for.
#[derive(Default)]
pub(super) struct Catalog {
    types: Mutex<HashMap<String, Option<Arc<Resource>>>>,
}

/// A type as a Terraform resource.
pub(super) struct Resource {
    pub(super) of: &'static ResourceType,
    pub(super) properties: Vec<Property>,
    pub(super) schema: Arc<Schema>,
    pub(super) rules: Rules,
}

/// A type, before its schema is read.
pub(super) struct Listed {
    /// `awscc_ivs_stage`.
    pub(super) resource: String,
    pub(super) of: &'static ResourceType,
    /// Whether there is a data source of all of them.
    pub(super) is_listed: bool,
}

impl Catalog {
    /// The type of a resource name.
    pub(super) fn resource(&self, name: &str) -> Option<Arc<Resource>> {
        let mut types = self.types.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = types.get(name) {
            return known.clone();
        }
        let resource = read(name).map(Arc::new);
        types.insert(name.to_owned(), resource.clone());
        resource
    }

    /// The type whose resources a data source lists.
    pub(super) fn listed(&self, data_source: &str) -> Option<Arc<Resource>> {
        let mut names = types::names().filter_map(|it| terraform_resource(&it));
        let resource = self.resource(&names.find(|it| plural(it) == data_source)?)?;
        is_listed(resource.of.schema_text()).then_some(resource)
    }
}

impl Resource {
    /// Whether it can be asked what there is.
    pub(super) fn is_readable(&self) -> bool {
        self.of.handler(Action::Read).is_some()
    }

    /// The schema of the data source that reads one.
    pub(super) fn data_source_schema(&self) -> Schema {
        data_source_schema(&self.properties)
    }
}

/// Every type that can be provisioned, sorted by the names of types.
pub(super) fn resources() -> impl Iterator<Item = Listed> {
    types::names().filter_map(|name| listed(&name))
}

fn listed(name: &str) -> Option<Listed> {
    let resource = terraform_resource(name)?;
    let of = types::resource_type(name)?;
    let text = of.schema_text();
    // A look at the text is enough, and costs no parsing.
    let is_provisionable = text.contains("\"handlers\":");
    is_provisionable.then(|| Listed { resource, of, is_listed: is_listed(text) })
}

/// Whether all resources of a type can be listed without naming a parent.
fn is_listed(schema: &str) -> bool {
    let Some((_, handlers)) = schema.split_once("\"handlers\":") else { return false };
    let Some((_, list)) = handlers.split_once("\"list\":") else { return false };
    !list.contains("\"handlerSchema\":")
}

/// The schema of a data source that lists.
pub(super) fn plural_schema() -> Schema {
    let attributes = vec![
        Attribute::plain("id", Type::String, Flags::COMPUTED),
        Attribute::plain("ids", Type::set(Type::String), Flags::COMPUTED),
    ];
    Schema { version: 0, block: Block { attributes, ..Block::default() } }
}

fn read(name: &str) -> Option<Resource> {
    let of = types::resource_type(&type_of_terraform_resource(name)?)?;
    if !of.is_provisionable() {
        return None;
    }
    let properties = property::properties(of.schema(), leaf(of.name).as_str());
    let mut rules = property::rules(&properties);
    rules.0.push(Rule::new("id", Flags::COMPUTED));
    Some(Resource { of, schema: Arc::new(resource_schema(&properties)), rules, properties })
}

/// `AWS::IVS::EncoderConfiguration` is `encoder_configuration`.
pub(super) fn leaf(type_name: &str) -> String {
    terraform_attribute(type_name.rsplit("::").next().unwrap_or_default())
}

pub(super) fn resource_schema(properties: &[Property]) -> Schema {
    with_id(property::attributes(properties, false), Flags::COMPUTED)
}

pub(super) fn data_source_schema(properties: &[Property]) -> Schema {
    with_id(property::attributes(properties, true), Flags::REQUIRED)
}

fn with_id(mut attributes: Vec<Attribute>, flags: Flags) -> Schema {
    attributes.push(Attribute::plain("id", Type::String, flags));
    attributes.sort_by(|left, right| left.name.cmp(&right.name));
    Schema { version: 1, block: Block { attributes, ..Block::default() } }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_has_a_name_of_its_own_and_a_schema() {
        let catalog = Catalog::default();
        let mut names = BTreeSet::new();
        let mut data_sources = BTreeSet::new();
        let mut count = 0;
        for listed in resources() {
            assert!(names.insert(listed.resource.clone()), "{}", listed.resource);
            if listed.is_listed {
                assert!(data_sources.insert(plural(&listed.resource)), "{}", listed.resource);
            }
            let resource = catalog.resource(&listed.resource).unwrap_or_else(|| panic!("{}", listed.resource));
            assert_eq!(resource.of.name, listed.of.name);
            let parents = resource.of.handler(Action::List).map(|it| it.required_input().count());
            assert!(!listed.is_listed || parents == Some(0), "{}", listed.resource);
            count += 1;
        }
        assert!(count > 1_400, "{count}");
        assert!(names.is_disjoint(&data_sources), "{:?}", names.intersection(&data_sources).collect::<Vec<_>>());
    }
}
