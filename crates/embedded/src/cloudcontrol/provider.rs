//! Providers: whose handlers carry out what is asked of the resources of a type.

use callboard_model::types::{self, Action, ResourceType};
use callboard_store::{Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::properties::Properties;
use super::{by_schema, deep, handled, outcome};

/// Whose handlers those of a type are.
pub(super) enum Provider {
    /// A service's, one operation each.
    Deep(&'static deep::DeepType),
    /// A service's, given by it as they are.
    Handled(&'static handled::HandledType),
    /// Nobody's: the schema alone says what there is.
    Schema,
}

impl Provider {
    pub(super) fn of(resource_type: &ResourceType) -> Self {
        match (deep::find(resource_type), handled::find(resource_type)) {
            (Some(deep), _) => Self::Deep(deep),
            (_, Some(handled)) => Self::Handled(handled),
            _ => Self::Schema,
        }
    }
}

/// Types whose resources are nothing but changes of others, which a service here keeps: they are changed themselves.
/// AWS has no handlers for them either.
const UNAVAILABLE: [&str; 1] = ["AWS::ApiGatewayV2::ApiGatewayManagedOverrides"];

/// The type that a request names, whose handler for the action it must have.
pub(super) fn resource_type(request: &Request, action: Action) -> Answer<&'static ResourceType> {
    let name = request.input.text("TypeName");
    let Some(resource_type) = types::resource_type(name) else {
        let message = format!("The type '{name}' cannot be found.");
        return Err(Failure::refused("TypeNotFoundException", message, 400));
    };
    match resource_type.handler(action) {
        Some(_) if !UNAVAILABLE.contains(&name) => Ok(resource_type),
        _ => Err(outcome::unsupported(resource_type, action)),
    }
}

/// The properties of a new resource with all that is not for a service to add.
pub(super) fn complete(request: &Request, resource_type: &'static ResourceType, desired: Properties) -> Properties {
    match Provider::of(resource_type) {
        Provider::Deep(_) => desired,
        Provider::Handled(_) | Provider::Schema => by_schema::complete(request, resource_type, desired),
    }
}

/// Makes a resource of complete properties, and gives its identifier.
pub(super) fn create(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    desired: Properties,
) -> Answer<String> {
    match Provider::of(resource_type) {
        Provider::Deep(deep) => deep.create(transaction, request, resource_type, &desired),
        Provider::Handled(handled) => handled.create(transaction, request, resource_type, &desired),
        Provider::Schema => by_schema::create(transaction, request, resource_type, desired),
    }
}

/// The readable properties of a resource as JSON text.
pub(super) fn read(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<Option<String>> {
    match Provider::of(resource_type) {
        Provider::Deep(deep) => deep.read(snapshot, request, resource_type, identifier),
        Provider::Handled(handled) => handled.read(snapshot, request, resource_type, identifier),
        Provider::Schema => by_schema::read(snapshot, request, resource_type, identifier),
    }
}

/// The properties of a resource that are never read back, as they were last written.
pub(super) fn write_only(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<Properties> {
    match Provider::of(resource_type) {
        Provider::Deep(deep) => deep.write_only(snapshot, request, resource_type, identifier),
        Provider::Handled(_) => Ok(Properties::new()),
        Provider::Schema => by_schema::write_only(snapshot, request, resource_type, identifier),
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
    match Provider::of(resource_type) {
        Provider::Deep(deep) => deep.update(transaction, request, resource_type, identifier, prior, &desired),
        Provider::Handled(handled) => (handled.update)(transaction, request, identifier, prior, &desired),
        Provider::Schema => by_schema::update(transaction, request, resource_type, identifier, prior, desired),
    }
}

/// Removes a resource.
pub(super) fn delete(
    transaction: &mut Transaction<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
    identifier: &str,
) -> Answer<()> {
    match Provider::of(resource_type) {
        Provider::Deep(deep) => deep.delete(transaction, request, identifier),
        Provider::Handled(handled) => handled.delete(transaction, request, resource_type, identifier),
        Provider::Schema => by_schema::delete(transaction, request, resource_type, identifier),
    }
}
