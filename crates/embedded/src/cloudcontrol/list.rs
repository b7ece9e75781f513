//! `ListResources`.
//!
//! AWS promises the identifiers of resources alone; here all that can be read of
//! each is listed, so that a caller needs no second look.

use callboard_model::document::Map;
use callboard_model::properties::validate_list_model;
use callboard_model::types::{Action, ResourceType};
use callboard_store::Snapshot;
use serde_json::Value;

use crate::failure::Answer;
use crate::page::{Listing, PASCAL_CASE};
use crate::record::{Table, unescaped};
use crate::request::Request;

use super::deep::Verbatim;
use super::properties::{self, Properties};
use super::provider::Provider;
use super::tables::{RESOURCE, RESOURCE_BY};
use super::{by_schema, identifier, outcome, provider, read};

/// How many resources are on a page where the caller does not say.
const DEFAULT_SIZE: usize = 100;

/// The member of a page that holds the resources.
pub(super) const MEMBER: &str = "ResourceDescriptions";

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let resource_type = provider::resource_type(request, Action::List)?;
    let model = match request.input.str("ResourceModel") {
        Some(text) => properties::parse("ResourceModel", text)?,
        None => Properties::new(),
    };
    refuse_invalid(resource_type, &model)?;
    let mut answer = Map::new().with("TypeName", resource_type.name);
    for (name, value) in page(request, snapshot, resource_type, model)? {
        answer.push(name, value);
    }
    Ok(answer)
}

/// The page that a request asks for of the resources of a type: those that fit the model.
pub(super) fn page(
    request: &Request,
    snapshot: &Snapshot<'_>,
    resource_type: &'static ResourceType,
    model: Properties,
) -> Answer {
    let parents: Option<Vec<String>> = by_schema::parents(resource_type)
        .map(|(name, _)| properties::at(&model, name).and_then(properties::text_of))
        .collect();
    let parents = parents.unwrap_or_default();
    let provider = Provider::of(resource_type);
    let prefix = match &provider {
        Provider::Deep(deep) => deep.prefix(&request.place, &model),
        Provider::Handled(_) => identifier::kept_at(&request.place, resource_type).prefix(&[]),
        Provider::Schema if parents.is_empty() => {
            identifier::kept_at(&request.place, resource_type).prefix(&[resource_type.name])
        }
        Provider::Schema => identifier::index_prefix(&request.place, resource_type, by_schema::PARENTS, &parents),
    };
    let is_handled = matches!(provider, Provider::Handled(_));
    let wanted = wanted(resource_type, model, !parents.is_empty() && !is_handled);
    if let Provider::Deep(deep) = provider {
        let plan = deep.plan(resource_type);
        let verbatim = Verbatim::of(deep, resource_type, request.properties.as_deref().filter(|_| wanted.is_empty()));
        listing(deep.table, &prefix).page_of_bytes(request, snapshot, MEMBER, |id, bytes| {
            if let (Some(verbatim), Some(identify)) = (&verbatim, deep.identify) {
                let identifier = identify(request, id);
                if verbatim.is_nothing() {
                    return Ok(Some(Map::with_capacity(1).with("Identifier", identifier)));
                }
                if let Some(text) = verbatim.text(&identifier, bytes) {
                    return Ok(Some(read::description(identifier, text)));
                }
            }
            let record = deep.table.decode(bytes)?;
            let view = (deep.view)(request, snapshot, id, &record)?;
            let identifier = deep.identifier_of(&view);
            Ok(shown(&wanted, identifier, plan.text(&view)))
        })
    } else if let Provider::Handled(handled) = provider {
        listing(handled.table, &prefix).page(request, snapshot, MEMBER, |_, record| {
            let (identifier, text) = handled.shown(snapshot, request, resource_type, &record)?;
            Ok(shown(&wanted, identifier, text))
        })
    } else if parents.is_empty() {
        listing(RESOURCE, &prefix).page_of_bytes(request, snapshot, MEMBER, |id, bytes| {
            Ok(shown(&wanted, unescaped(id).into_owned(), RESOURCE.text(bytes.to_vec())?))
        })
    } else {
        listing(RESOURCE_BY, &prefix).page_of_bytes(request, snapshot, MEMBER, |id, _| {
            let identifier = unescaped(id).into_owned();
            let text = by_schema::read(snapshot, request, resource_type, &identifier)?;
            Ok(text.and_then(|text| shown(&wanted, identifier, text)))
        })
    }
}

fn listing(table: Table, prefix: &[u8]) -> Listing<'_> {
    Listing::new(table, prefix).sized(DEFAULT_SIZE).in_words(PASCAL_CASE)
}

/// Refuses a resource model that the list handler of the type does not take.
fn refuse_invalid(resource_type: &'static ResourceType, model: &Properties) -> Answer<()> {
    let Some(schema) = resource_type.handler(Action::List).and_then(|it| it.input_schema()) else { return Ok(()) };
    validate_list_model(resource_type, schema, model).map_err(|violations| {
        let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
        outcome::invalid_request(format!(
            "Missing or invalid ResourceModel property in {} list handler request input.Required property: ({})",
            resource_type.name,
            lines.join(", ")
        ))
    })
}

/// The properties of a resource model that resources can be chosen by: those that are read back.
fn wanted(resource_type: &'static ResourceType, mut model: Properties, by_parents: bool) -> Properties {
    // By their parents they are found, which a list may call by names that mean others here.
    let is_parent = |name: &str| by_parents && by_schema::parents(resource_type).any(|(parent, _)| parent == name);
    let is_readable = |name: &str| {
        !is_parent(name)
            && resource_type.properties().contains_key(name)
            && !resource_type.write_only().any(|path| path == name)
    };
    model.retain(|name, _| is_readable(name));
    model
}

/// A resource, where its properties are those that the caller asked for.
fn shown(wanted: &Properties, identifier: String, properties: String) -> Option<Map> {
    if !wanted.is_empty() {
        let actual: Properties = serde_json::from_str(&properties).ok()?;
        if !wanted.iter().all(|(name, wanted)| actual.get(name).is_some_and(|it| fits(wanted, it))) {
            return None;
        }
    }
    Some(read::description(identifier, properties))
}

/// Whether a value is the wanted one, or an object that has all of it.
fn fits(wanted: &Value, actual: &Value) -> bool {
    match (wanted, actual) {
        (Value::Object(wanted), Value::Object(actual)) => {
            wanted.iter().all(|(name, wanted)| actual.get(name).is_some_and(|it| fits(wanted, it)))
        }
        _ => wanted == actual,
    }
}
