//! Resources that can be tagged, of every type, by their ARNs.
//!
//! What a resource's ARN is follows from its properties, so that nothing more
//! is kept of it: a listing works it out for each, and one that is given is
//! looked for among the types whose ARNs look like it.

use std::collections::BTreeSet;

use callboard_model::document::Map;
use callboard_model::types::{self, ResourceType, Tagging};
use callboard_store::{ScanRange, Snapshot, Transaction};
use serde_json::Value;

use crate::failure::{Answer, Failure};
use crate::generic;
use crate::members::Members;
use crate::record::Place;
use crate::request::Request;

use super::list::{Asked, MEMBER};
use super::properties::{self, Properties};
use super::tables::RESOURCE;
use super::{accept, deep, handled, provider};

/// How many resources are looked at in one go.
const STEP: usize = 100;

/// A resource that can be tagged.
pub(crate) struct Tagged {
    pub(crate) arn: String,
    /// Its tags, in the order in which it has them.
    pub(crate) tags: Map,
    resource_type: &'static ResourceType,
    tagging: Tagging,
    identifier: String,
    properties: Properties,
}

/// The types that can be tagged and may have resources in the place of a request, by name.
///
/// Resources of services without regions are found in one region of each partition alone.
pub(crate) fn types(request: &Request, snapshot: &Snapshot<'_>) -> Answer<Vec<&'static ResourceType>> {
    let place = &request.place;
    let is_main_region = generic::main_region(&place.region) == &*place.region;
    let kept = deep::all().map(|it| it.name).chain(handled::all().map(|it| it.name));
    let mut names: BTreeSet<String> = kept.map(str::to_owned).collect();
    names.extend(names_of_kept(snapshot, place)?);
    if is_main_region {
        names.extend(names_of_kept(snapshot, &place.global())?);
    }
    let known = names.iter().filter_map(|name| types::resource_type(name));
    Ok(known.filter(|it| (is_main_region || !it.is_global()) && Tagging::of(it).is_some()).collect())
}

/// The names of the types that have records at a place: one step a type, however many resources it has.
fn names_of_kept(snapshot: &Snapshot<'_>, place: &Place) -> Answer<Vec<String>> {
    let prefix = place.prefix(&[]);
    let mut names: Vec<String> = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let range = ScanRange::prefix(&prefix).after(after.as_deref()).limit(1);
        let Some((key, _)) = snapshot.list(RESOURCE.space(), range)?.pop() else { return Ok(names) };
        let rest = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
        let name = rest.split('/').next().unwrap_or_default();
        after = Some([&place.prefix(&[name]), &[0xff][..]].concat());
        names.push(name.to_owned());
    }
}

/// Some of the resources of a type, and the token of those after them.
pub(crate) fn page(
    request: &Request,
    snapshot: &Snapshot<'_>,
    resource_type: &'static ResourceType,
    token: Option<&str>,
) -> Answer<(Vec<Tagged>, Option<String>)> {
    let mut input = Map::new().with("MaxResults", STEP as i64);
    if let Some(token) = token {
        input.push("NextToken", token);
    }
    let paged = request.with_input(input);
    let page = Asked::by_model(&paged, resource_type, Properties::new()).page(&paged, snapshot)?;
    let mut found = Vec::new();
    for item in page.items(MEMBER).iter().filter_map(|it| it.as_map()) {
        found.extend(Tagged::of(request, resource_type, item.text("Identifier").to_owned(), item.text("Properties"))?);
    }
    Ok((found, page.str("NextToken").map(str::to_owned)))
}

/// The resource of an ARN in the place of a request, among these [`types`].
pub(crate) fn find(
    request: &Request,
    snapshot: &Snapshot<'_>,
    types: &[&'static ResourceType],
    arn: &str,
) -> Answer<Option<Tagged>> {
    let service = arn.split(':').nth(2).unwrap_or_default();
    for &resource_type in types {
        if generic::service_in_arns(resource_type) != service {
            continue;
        }
        for identifier in generic::identifiers_in(resource_type, arn) {
            // A part of an ARN need not even have the form of an identifier of the type.
            let text = match provider::read(snapshot, request, resource_type, &identifier) {
                Ok(text) => text,
                Err(Failure::Refused(_)) => None,
                Err(failure) => return Err(failure),
            };
            let found = text.map(|text| Tagged::of(request, resource_type, identifier, &text)).transpose()?;
            if let Some(found) = found.flatten().filter(|it| it.arn == arn) {
                return Ok(Some(found));
            }
        }
        if let Some(found) = look_through(request, snapshot, resource_type, arn)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Looks at each resource of a type, where its ARN does not tell its identifier.
fn look_through(
    request: &Request,
    snapshot: &Snapshot<'_>,
    resource_type: &'static ResourceType,
    arn: &str,
) -> Answer<Option<Tagged>> {
    let mut token: Option<String> = None;
    loop {
        let (found, next) = page(request, snapshot, resource_type, token.as_deref())?;
        if found.first().is_some_and(|it| generic::identifiers_in(resource_type, &it.arn).contains(&it.identifier)) {
            return Ok(None);
        }
        if let Some(found) = found.into_iter().find(|it| it.arn == arn) {
            return Ok(Some(found));
        }
        match next {
            Some(next) => token = Some(next),
            None => return Ok(None),
        }
    }
}

impl Tagged {
    /// The resource with these properties, where they tell its ARN.
    fn of(
        request: &Request,
        resource_type: &'static ResourceType,
        identifier: String,
        text: &str,
    ) -> Answer<Option<Self>> {
        let properties = properties::of_record(text)?;
        let place = (&*request.place.account, &*request.place.region);
        let tagging = Tagging::of(resource_type);
        let (Some(arn), Some(tagging)) = (generic::arn_of(resource_type, place, &properties), tagging) else {
            return Ok(None);
        };
        // Some services show an ARN for policies, which is that of all that is inside of the resource.
        let arn = arn.strip_suffix(":*").unwrap_or(&arn).to_owned();
        let tags = tagging.read(&properties).into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Ok(Some(Self { arn, tags, resource_type, tagging, identifier, properties }))
    }

    /// Gives the resource these tags in place of those that it has, by the function that changes it by any door.
    pub(crate) fn change_tags(self, transaction: &mut Transaction<'_>, request: &Request, tags: Map) -> Answer<()> {
        let Self { resource_type, tagging, identifier, properties: prior, .. } = self;
        let is_fixed = resource_type.read_only().chain(resource_type.create_only()).any(|it| it == tagging.property)
            || resource_type.schema().pointer("/tagging/tagUpdatable") == Some(&Value::Bool(false));
        if is_fixed {
            let message = format!("The tags of a resource of type {} cannot be changed", resource_type.name);
            return Err(Failure::refused("InvalidParameterException", message, 400));
        }
        accept::refuse_if_in_flight(transaction, request, resource_type, &identifier)?;
        let mut desired = prior.clone();
        if tags.is_empty() {
            desired.shift_remove(tagging.property);
        } else {
            let text = |value: &callboard_model::document::Document| value.as_str().unwrap_or_default().to_owned();
            let tags = tags.iter().map(|(key, value)| (key.to_string(), text(value)));
            desired.insert(tagging.property.to_owned(), tagging.value(tags));
        }
        provider::update(transaction, request, resource_type, &identifier, &prior, desired)
    }
}
