//! Resources that their type's schema alone describes: what AWS would add to them.
//!
//! ```text
//! desired ─▶ defaults ─▶ identifiers not given ─▶ read-only: ids ─▶ ARNs ─▶ the rest ─▶ properties
//! ```
//!
//! A made-up value is taken from what is documented (the form of the type's
//! ARNs, the prefixes of ids), then from the pattern of its property, then
//! from its name; the first that the schema accepts is taken.
//!
//! # Invariants
//!
//! - The same context and desired properties give the same result.
//! - Nothing that the caller gave is changed.
//! - What comes out passes the validator wherever what went in did.
//!
//! # Reading order
//!
//! [`complete`] is the entry, `read_only.rs` the order and the places of what
//! AWS sets, `assigned.rs` the text of a property by its name, `arn.rs` and
//! `id.rs` the two kinds of texts that others refer to, `known.rs` what is
//! documented of single properties.

mod arn;
mod assigned;
mod defaults;
mod id;
mod known;
mod read_only;

use callboard_model::choices::Choices;
use callboard_model::document::Instant;
use callboard_model::endpoints;
use callboard_model::properties::validate_updated;
use callboard_model::types::ResourceType;
use serde_json::{Map, Value};

/// Where and when a resource is made, and what is its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    pub(crate) now: Instant,
    /// What no other resource was made with; the parts of identifiers that AWS assigns come from it.
    pub(crate) nonce: &'a str,
}

/// The properties of a new resource with all that AWS would add: defaults, identifiers, read-only values.
pub(crate) fn complete(
    resource_type: &'static ResourceType,
    context: &Context<'_>,
    desired: Map<String, Value>,
) -> Map<String, Value> {
    let mut properties = desired;
    defaults::fill(resource_type, &mut properties);
    let mut maker = assigned::Maker::new(resource_type, context, &properties);
    read_only::fill(resource_type, &mut maker, &mut properties);
    in_order(resource_type, properties)
}

/// The ARN of a resource that is there, where its properties tell it.
pub(crate) fn arn_of(
    resource_type: &'static ResourceType,
    (account, region): (&str, &str),
    properties: &Map<String, Value>,
) -> Option<String> {
    let (partition, dns_suffix) = partition(region);
    arn::of_existing(resource_type, arn::Owner { partition, region, account, dns_suffix }, properties)
}

/// The identifiers that the resource of an ARN may have, by the documented form of the type's ARNs.
pub(crate) fn identifiers_in(resource_type: &ResourceType, arn: &str) -> Vec<String> {
    let mut identifiers = vec![arn.to_owned()];
    if let Some(variables) = arn::variables(resource_type, arn) {
        identifiers.push(variables.join("|"));
        identifiers.extend(variables.into_iter().rev());
    }
    identifiers
}

/// What a listing and a read show in the registry's order.
pub(crate) fn in_order(resource_type: &'static ResourceType, mut properties: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for name in resource_type.properties().keys() {
        if let Some(value) = properties.shift_remove(name) {
            ordered.insert(name.clone(), value);
        }
    }
    ordered.extend(properties);
    ordered
}

/// Whether the properties are valid as those of a resource that is there.
fn is_valid(resource_type: &'static ResourceType, properties: &Map<String, Value>) -> bool {
    validate_updated(resource_type, properties).is_ok()
}

/// The numbers that everything made up for a resource comes from.
///
/// A resource that the caller named is the same wherever it is made again; all
/// others are told apart by the nonce.
fn choices(resource_type: &'static ResourceType, context: &Context<'_>, properties: &Map<String, Value>) -> Choices {
    let part = |path: &str| {
        let mut steps = path.split('/');
        let first = properties.get(steps.next()?)?;
        let value = steps.try_fold(first, |value, step| value.get(step))?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let parts: Option<Vec<String>> = resource_type.primary_identifier().map(part).collect();
    let parts = parts.unwrap_or_else(|| vec![context.nonce.to_owned()]);
    let place = [context.account, context.region, resource_type.name];
    Choices::of(place.into_iter().chain(parts.iter().map(String::as_str)))
}

/// What ARNs of a type call its service.
pub(crate) fn service_in_arns(resource_type: &'static ResourceType) -> String {
    arn::service(resource_type)
}

/// The region of a region's partition that services without regions are said to be in.
pub(crate) fn main_region(region: &str) -> &'static str {
    let outputs = partition_of(region).map(|it| &it["outputs"]["implicitGlobalRegion"]);
    outputs.and_then(Value::as_str).unwrap_or("us-east-1")
}

/// The partition of a region, and the domain of its hosts.
pub(crate) fn partition(region: &str) -> (&'static str, &'static str) {
    let found = partition_of(region);
    let text = |value: &'static Value| value.as_str();
    let names = found.and_then(|it| Some((text(&it["id"])?, text(&it["outputs"]["dnsSuffix"])?)));
    names.unwrap_or(("aws", "amazonaws.com"))
}

fn partition_of(region: &str) -> Option<&'static Value> {
    let partitions = endpoints::partitions().get("partitions").and_then(Value::as_array);
    partitions.into_iter().flatten().find(|it| it["regions"].get(region).is_some())
}

#[cfg(test)]
mod tests;
