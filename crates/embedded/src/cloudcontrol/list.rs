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

use super::properties::{self, Properties};
use super::provider::Provider;
use super::tables::{RESOURCE, RESOURCE_BY};
use super::{by_schema, identifier, outcome, provider, read};

/// How many resources are on a page where the caller does not say.
const DEFAULT_SIZE: usize = 100;

/// The member of a page that holds the resources.
pub(super) const MEMBER: &str = "ResourceDescriptions";

/// What a request asks for the resources of.
pub(super) struct Asked {
    pub(super) resource_type: &'static ResourceType,
    pub(super) provider: Provider,
    /// Whether records are found by the index of their parents.
    pub(super) by_parents: bool,
    /// What the keys begin with.
    pub(super) prefix: Vec<u8>,
    /// The properties that resources are chosen by.
    pub(super) wanted: Properties,
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let asked = Asked::of(request)?;
    let mut answer = Map::new().with("TypeName", asked.resource_type.name);
    for (name, value) in asked.page(request, snapshot)? {
        answer.push(name, value);
    }
    Ok(answer)
}

impl Asked {
    pub(super) fn of(request: &Request) -> Answer<Self> {
        let resource_type = provider::resource_type(request, Action::List)?;
        let model = match request.input.str("ResourceModel") {
            Some(text) => properties::parse("ResourceModel", text)?,
            None => Properties::new(),
        };
        refuse_invalid(resource_type, &model)?;
        Ok(Self::by_model(request, resource_type, model))
    }

    /// The resources of a type that fit a model.
    pub(super) fn by_model(request: &Request, resource_type: &'static ResourceType, model: Properties) -> Self {
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
        let by_parents = matches!(provider, Provider::Schema) && !parents.is_empty();
        Self { resource_type, provider, by_parents, prefix, wanted }
    }

    /// The page that the request asks for.
    pub(super) fn page(&self, request: &Request, snapshot: &Snapshot<'_>) -> Answer {
        self.listing().page_of_bytes(request, snapshot, MEMBER, |id, bytes| {
            let shown = self.shown(request, snapshot, id, bytes)?;
            Ok(shown.map(|(identifier, text)| read::description(identifier, text)))
        })
    }

    pub(super) fn table(&self) -> Table {
        match self.provider {
            Provider::Deep(deep) => deep.table,
            Provider::Handled(handled) => handled.table,
            Provider::Schema if self.by_parents => RESOURCE_BY,
            Provider::Schema => RESOURCE,
        }
    }

    pub(super) fn listing(&self) -> Listing<'_> {
        Listing::new(self.table(), &self.prefix).sized(DEFAULT_SIZE).in_words(PASCAL_CASE)
    }

    /// The identifier and the readable properties of a record, where it is one of those that are asked for.
    pub(super) fn shown(
        &self,
        request: &Request,
        snapshot: &Snapshot<'_>,
        id: &str,
        bytes: &[u8],
    ) -> Answer<Option<(String, String)>> {
        let (identifier, text) = match self.provider {
            Provider::Deep(deep) => {
                let record = deep.table.decode(bytes)?;
                let view = (deep.view)(request, snapshot, id, &record)?;
                (deep.identifier_of(&view), deep.plan(self.resource_type).text(&view))
            }
            Provider::Handled(handled) => {
                handled.shown(snapshot, request, self.resource_type, &handled.table.decode(bytes)?)?
            }
            Provider::Schema if self.by_parents => {
                let identifier = unescaped(id).into_owned();
                match by_schema::read(snapshot, request, self.resource_type, &identifier)? {
                    Some(text) => (identifier, text),
                    None => return Ok(None),
                }
            }
            Provider::Schema => (unescaped(id).into_owned(), RESOURCE.text(bytes.to_vec())?),
        };
        Ok(self.is_wanted(&text).then_some((identifier, text)))
    }

    /// Whether the properties are those that the caller asked for.
    fn is_wanted(&self, properties: &str) -> bool {
        self.wanted.is_empty()
            || serde_json::from_str::<Properties>(properties).is_ok_and(|actual| {
                self.wanted.iter().all(|(name, wanted)| actual.get(name).is_some_and(|it| fits(wanted, it)))
            })
    }
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

/// Whether a value is the wanted one, or an object that has all of it.
fn fits(wanted: &Value, actual: &Value) -> bool {
    match (wanted, actual) {
        (Value::Object(wanted), Value::Object(actual)) => {
            wanted.iter().all(|(name, wanted)| actual.get(name).is_some_and(|it| fits(wanted, it)))
        }
        _ => wanted == actual,
    }
}
