//! Cloud Control: resources of every type by the same eight operations.
//!
//! Properties travel as the text of JSON objects inside the members of calls.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_model::service::Operation;
use callboard_model::types::{Action, ResourceType};
use callboard_plane::{Output, PlaneError, Wish};
use serde_json::Value;

use crate::calls::Calls;
use crate::listing::Page;
use crate::{Found, Identifier, Listed, Properties, ResourceError};

const SERVICE: &str = "cloudcontrol";

/// Resources that Cloud Control gives in one page at most.
pub(crate) const LARGEST_PAGE: usize = 100;

/// Reads one resource; nothing where it is not there.
pub(crate) async fn read(
    calls: &Calls,
    of: &'static ResourceType,
    region: &str,
    identifier: &Identifier,
) -> Result<Option<Properties>, ResourceError> {
    let input = Map::new().with("TypeName", of.name).with("Identifier", identifier.as_str());
    let output = match calls.call(operation(of, "GetResource")?, region, input).await {
        Ok(output) => output,
        Err(error) if is_not_found(&error) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let description = output.members.get("ResourceDescription");
    let text = description.and_then(|it| it.get("Properties")).and_then(Document::as_str);
    let text = text.ok_or_else(|| invalid(of, "it has no `ResourceDescription.Properties`"))?;
    properties(of, text).map(Some)
}

/// One page of a listing.
pub(crate) async fn page(
    calls: &Calls,
    of: &'static ResourceType,
    region: &str,
    model: Option<&Properties>,
    wish: Option<&Wish>,
    size: usize,
    token: Option<String>,
) -> Result<Page, ResourceError> {
    let mut input = Map::new().with("TypeName", of.name).with("MaxResults", size.min(LARGEST_PAGE) as i64);
    if let Some(model) = model {
        input.insert("ResourceModel", Value::Object(model.clone()).to_string());
    }
    if let Some(token) = token {
        input.insert("NextToken", token);
    }
    let mut output = calls.call_with(operation(of, "ListResources")?, region, input, wish).await?;
    let next = match output.members.remove("NextToken") {
        Some(Document::String(token)) if !token.is_empty() => Some(token),
        _ => None,
    };
    if let Some(extract) = output.extract {
        return Ok(Page { resources: Found::Extract(extract), next });
    }
    let descriptions = match output.members.remove("ResourceDescriptions") {
        Some(Document::List(items)) => items,
        _ => Vec::new(),
    };
    let mut resources = Vec::with_capacity(descriptions.len());
    for description in descriptions {
        resources.push(listed(description).ok_or_else(|| invalid(of, "a resource in it has no `Identifier`"))?);
    }
    Ok(Page { resources: Found::Whole(resources), next })
}

/// Asks for a change; the answer is its first progress event.
pub(crate) async fn change(
    calls: &Calls,
    of: &'static ResourceType,
    region: &str,
    name: &str,
    input: Map,
) -> Result<Output, ResourceError> {
    Ok(calls.call(operation(of, name)?, region, input).await?)
}

/// The operation that asks for an action.
pub(crate) fn operation_of(of: &'static ResourceType, action: Action) -> Result<&'static Operation, ResourceError> {
    let name = match action {
        Action::Create => "CreateResource",
        Action::Read => "GetResource",
        Action::Update => "UpdateResource",
        Action::Delete => "DeleteResource",
        Action::List => "ListResources",
    };
    operation(of, name)
}

pub(crate) fn operation(of: &'static ResourceType, name: &str) -> Result<&'static Operation, ResourceError> {
    let found = registry::service(SERVICE).and_then(|it| it.operation(name));
    found.ok_or_else(|| invalid(of, &format!("the registry has no {SERVICE} {name}")))
}

/// The properties in a text of JSON.
pub(crate) fn properties(of: &'static ResourceType, text: &str) -> Result<Properties, ResourceError> {
    match serde_json::from_str(text) {
        Ok(Value::Object(properties)) => Ok(properties),
        Ok(_) => Err(invalid(of, "its properties are not an object")),
        Err(error) => Err(invalid(of, &format!("its properties are not JSON: {error}"))),
    }
}

fn listed(description: Document) -> Option<Listed> {
    let Document::Map(description) = description else { return None };
    let (mut identifier, mut properties) = (None, String::new());
    for (name, value) in description {
        match (&*name, value) {
            ("Identifier", Document::String(text)) => identifier = Some(text),
            ("Properties", Document::String(text)) => properties = text,
            _ => {}
        }
    }
    Some(Listed { identifier: identifier?, properties })
}

fn is_not_found(error: &PlaneError) -> bool {
    matches!(error, PlaneError::Service { refusal, .. } if refusal.code == "ResourceNotFoundException")
}

pub(crate) fn invalid(of: &'static ResourceType, message: &str) -> ResourceError {
    ResourceError::InvalidAnswer { type_name: of.name, message: message.to_owned() }
}
