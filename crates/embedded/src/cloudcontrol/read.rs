//! `GetResource`.

use callboard_model::document::Map;
use callboard_model::types::{Action, ResourceType};
use callboard_store::Snapshot;

use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::outcome::{self, Refused};
use super::{identifier, provider};

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let resource_type = provider::resource_type(request, Action::Read)?;
    let (identifier, text) = existing(snapshot, request, resource_type)?;
    Ok(Map::new().with("TypeName", resource_type.name).with("ResourceDescription", description(identifier, text)))
}

/// The identifier and the properties of the resource that a request names, which must be there.
pub(super) fn existing(
    snapshot: &Snapshot<'_>,
    request: &Request,
    resource_type: &'static ResourceType,
) -> Answer<(String, String)> {
    let text = request.input.text("Identifier");
    let identifier = identifier::resolve(snapshot, &request.place, resource_type, text)?;
    let found = match identifier {
        None => Err(outcome::not_found(resource_type, text)),
        Some(identifier) => match provider::read(snapshot, request, resource_type, &identifier) {
            Ok(Some(properties)) => Ok((identifier, properties)),
            Ok(None) => Err(outcome::not_found(resource_type, &identifier)),
            Err(failure) => Err(failure),
        },
    };
    found.or_else(|failure| {
        // A handler that refuses to read has no event to say so in.
        let refused = Refused::of(failure)?;
        Err(refused.at_once(resource_type, &request.shared.identifiers.uuid(request.now)))
    })
}

/// A resource as answers show it.
pub(super) fn description(identifier: String, properties: String) -> Map {
    let mut description = Map::with_capacity(2);
    description.push("Identifier", identifier);
    description.push("Properties", properties);
    description
}
