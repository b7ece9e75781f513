//! `ListResources`.
//!
//! AWS promises the identifiers of resources alone; here all that can be read of
//! each is listed, so that a caller needs no second look.

use callboard_model::document::Map;
use callboard_model::types::{Action, ResourceType};
use callboard_store::Snapshot;
use serde_json::Value;

use crate::failure::Answer;
use crate::members::Members;
use crate::page::{Listing, PASCAL_CASE};
use crate::record::{Table, unescaped};
use crate::request::Request;

use super::properties::{self, Properties};
use super::tables::{RESOURCE, RESOURCE_BY};
use super::{by_schema, deep, identifier, outcome, provider, read};

/// How many resources are on a page where the caller does not say.
const DEFAULT_SIZE: usize = 100;

const MEMBER: &str = "ResourceDescriptions";

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let resource_type = provider::resource_type(request, Action::List)?;
    let model = match request.input.str("ResourceModel") {
        Some(text) => properties::parse("ResourceModel", text)?,
        None => Properties::new(),
    };
    let parents = parents(resource_type, &model)?;
    let page = if let Some(deep) = deep::find(resource_type) {
        let prefix = request.place.prefix(&[]);
        let plan = deep.plan(resource_type);
        listing(deep.table, &prefix).page(request, snapshot, MEMBER, |id, record| {
            let view = (deep.view)(request, snapshot, id, &record)?;
            let identifier = view.text(deep.identifier).to_owned();
            Ok(shown(&model, identifier, plan.text(&view)))
        })?
    } else if parents.is_empty() {
        let prefix = request.place.prefix(&[resource_type.name]);
        listing(RESOURCE, &prefix).page_of_bytes(request, snapshot, MEMBER, |id, bytes| {
            Ok(shown(&model, unescaped(id).into_owned(), RESOURCE.text(bytes)?))
        })?
    } else {
        let prefix = identifier::index_prefix(&request.place, resource_type, by_schema::PARENTS, &parents);
        listing(RESOURCE_BY, &prefix).page_of_bytes(request, snapshot, MEMBER, |id, _| {
            let identifier = unescaped(id).into_owned();
            let text = by_schema::read(snapshot, request, resource_type, &identifier)?;
            Ok(text.and_then(|text| shown(&model, identifier, text)))
        })?
    };
    let mut answer = Map::new().with("TypeName", resource_type.name);
    for (name, value) in page {
        answer.push(name, value);
    }
    Ok(answer)
}

fn listing(table: Table, prefix: &[u8]) -> Listing<'_> {
    Listing::new(table, prefix).sized(DEFAULT_SIZE).in_words(PASCAL_CASE)
}

/// The values of the properties that a list of this type must be given.
fn parents(resource_type: &'static ResourceType, model: &Properties) -> Answer<Vec<String>> {
    let required: Vec<&str> =
        resource_type.handler(Action::List).into_iter().flat_map(|it| it.required_input()).collect();
    let missing: Vec<String> = required
        .iter()
        .filter(|path| properties::at(model, path).and_then(properties::text_of).is_none())
        .map(|path| format!("#: required key [{path}] not found"))
        .collect();
    if !missing.is_empty() {
        return Err(outcome::invalid_request(format!(
            "Missing or invalid ResourceModel property in {} list handler request input.Required property: ({})",
            resource_type.name,
            missing.join(", ")
        )));
    }
    Ok(required.iter().filter_map(|path| properties::at(model, path).and_then(properties::text_of)).collect())
}

/// A resource, where its properties are those that the caller asked for.
fn shown(model: &Properties, identifier: String, properties: String) -> Option<Map> {
    if !model.is_empty() {
        let actual: Properties = serde_json::from_str(&properties).ok()?;
        if !model.iter().all(|(name, wanted)| actual.get(name).is_some_and(|it| fits(wanted, it))) {
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
