//! Definitions: a property that is the whole of a resource in another language.
//!
//! A service has operations of its own for it, which make a resource and replace
//! all of it. What the other properties say goes before what a definition says:
//!
//! | property | after an update that gives a definition |
//! | --- | --- |
//! | the update changes it | as the update says |
//! | the definition says something of it | as the definition says |
//! | neither | as it was |
//!
//! Definitions are never read back, nor kept: each that is given is carried out.

use callboard_model::types::ResourceType;
use callboard_store::Transaction;

use crate::cloudcontrol::properties::{self, Properties};
use crate::cloudcontrol::{native, outcome};
use crate::failure::Answer;
use crate::request::Request;

use super::{DeepType, inputs};

/// A property that is the whole of a resource, and what takes it.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) property: &'static str,
    /// Properties that say how it is read. They mean nothing where there is none.
    pub(crate) options: &'static [&'static str],
    /// The operation that makes a resource of it.
    pub(crate) create: &'static str,
    /// The operation that replaces all of a resource by it.
    pub(crate) replace: &'static str,
}

impl Definition {
    /// Whether a property is the definition, or says how it is read.
    pub(super) fn has(&self, property: &str) -> bool {
        property == self.property || self.options.contains(&property)
    }

    /// Takes the definition out of the properties, and what says how it is read.
    fn take(&self, properties: &mut Properties) -> Option<Properties> {
        let (taken, rest) = std::mem::take(properties).into_iter().partition(|(name, _)| self.has(name));
        *properties = rest;
        Some(taken).filter(|it: &Properties| it.contains_key(self.property))
    }
}

impl DeepType {
    /// Makes a resource of the definition among its properties, where there is one, and gives its identifier.
    pub(super) fn create_defined(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        desired: &mut Properties,
    ) -> Answer<Option<String>> {
        let Some(definition) = &self.definition else { return Ok(None) };
        let Some(given) = definition.take(desired) else { return Ok(None) };
        let input = inputs::members(self.input_shape(definition.create)?, &given)?;
        let identifier = self.identifier_of(&self.call(transaction, request, definition.create, input)?);
        let made = self.made(transaction, request, resource_type, &identifier)?;
        let said = std::mem::take(desired);
        self.refine(transaction, request, resource_type, &identifier, made, said)?;
        Ok(Some(identifier))
    }

    /// Replaces a resource by the definition among the properties that it is to have, where there is one, and says
    /// whether there was.
    pub(super) fn update_defined(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
        prior: &Properties,
        desired: &mut Properties,
    ) -> Answer<bool> {
        let Some(definition) = &self.definition else { return Ok(false) };
        let Some(given) = definition.take(desired) else { return Ok(false) };
        let mut input = self.names(identifier);
        for (name, value) in inputs::members(self.input_shape(definition.replace)?, &given)? {
            input.insert(name, value);
        }
        self.call(transaction, request, definition.replace, input)?;
        let made = self.made(transaction, request, resource_type, identifier)?;
        let mut said = std::mem::take(desired);
        said.retain(|name, value| prior.get(name) != Some(value) || !made.contains_key(name));
        self.refine(transaction, request, resource_type, identifier, made, said)?;
        Ok(true)
    }

    /// Changes what a definition made of a resource to what is said besides.
    fn refine(
        &self,
        transaction: &mut Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
        made: Properties,
        said: Properties,
    ) -> Answer<()> {
        let shape = self.input_shape(self.update.unwrap_or_default())?;
        let tags = resource_type.tag_property();
        let mut desired = made.clone();
        for (name, value) in said {
            let is_other = made.get(&name) != Some(&value);
            if is_other && inputs::member(shape, &name).is_none() && tags != Some(&*name) {
                let message = format!("property {name} cannot be given together with one that defines the resource");
                return Err(outcome::invalid_request(message));
            }
            desired.insert(name, value);
        }
        self.change(transaction, request, resource_type, identifier, (&made, &desired))
    }

    /// The readable properties of a resource that was made just now.
    fn made(
        &self,
        transaction: &Transaction<'_>,
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: &str,
    ) -> Answer<Properties> {
        let text = self.read(transaction, request, resource_type, identifier)?;
        properties::of_record(&text.ok_or_else(|| native::missing(self.create))?)
    }
}
