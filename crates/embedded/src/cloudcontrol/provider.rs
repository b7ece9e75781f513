//! Providers: whose handlers carry out what is asked of the resources of a type.

use callboard_model::types::{self, Action, ResourceType};
use callboard_store::{Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::properties::Properties;
use super::{by_schema, deep, outcome};

/// The type that a request names, whose handler for the action it must have.
pub(super) fn resource_type(request: &Request, action: Action) -> Answer<&'static ResourceType> {
    let name = request.input.text("TypeName");
    let Some(resource_type) = types::resource_type(name) else {
        let message = format!("The type '{name}' cannot be found.");
        return Err(Failure::refused("TypeNotFoundException", message, 400));
    };
    match resource_type.handler(action) {
        Some(_) => Ok(resource_type),
        None => Err(outcome::unsupported(resource_type, action)),
    }
}

/// The properties of a new resource with all that is not for a service to add.
pub(super) fn complete(request: &Request, resource_type: &'static ResourceType, desired: Properties) -> Properties {
    match deep::find(resource_type) {
        Some(_) => desired,
        None => by_schema::complete(request, resource_type, desired),
    }
}

/// Makes a resource of complete properties, and gives its identifier.
pub(super) fn create(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    desired: Properties,
) -> Answer<String> {
    match deep::find(resource_type) {
        Some(deep) => deep.create(transaction, request, resource_type, &desired),
        None => by_schema::create(transaction, request, resource_type, desired),
    }
}

/// The readable properties of a resource as JSON text.
pub(super) fn read(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<Option<String>> {
    match deep::find(resource_type) {
        Some(deep) => deep.read(snapshot, request, resource_type, identifier),
        None => by_schema::read(snapshot, request, resource_type, identifier),
    }
}

/// The properties of a resource that are never read back, as they were last written.
pub(super) fn write_only(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<Properties> {
    match deep::find(resource_type) {
        Some(deep) => deep.write_only(snapshot, request, resource_type, identifier),
        None => by_schema::write_only(snapshot, request, resource_type, identifier),
    }
}

/// Changes a resource to these properties, which may hold some that are never read back.
pub(super) fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
    prior: &Properties,
    desired: Properties,
) -> Answer<()> {
    match deep::find(resource_type) {
        Some(deep) => deep.update(transaction, request, resource_type, identifier, prior, &desired),
        None => by_schema::update(transaction, request, resource_type, identifier, prior, desired),
    }
}

/// Removes a resource.
pub(super) fn delete(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<()> {
    match deep::find(resource_type) {
        Some(deep) => deep.delete(transaction, request, identifier),
        None => by_schema::delete(transaction, request, resource_type, identifier),
    }
}
