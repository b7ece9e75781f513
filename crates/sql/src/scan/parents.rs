//! Parents: which resources the resources of a type are listed by.
//!
//! Cloud Control lists some types within a parent alone: routes of one API.
//! The parent is found in the registry: a type of the same namespace whose
//! identifier is what the listing must be given.

use std::sync::Arc;

use callboard_model::types::{self, Action, ResourceType};
use callboard_resource::Resources;

/// The type that others are listed by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parent {
    /// `AWS::ApiGatewayV2::Api`.
    pub(super) type_name: &'static str,
    /// What a listing of children must be given, and where it is in a parent.
    pub(super) properties: Vec<(&'static str, Source)>,
    /// Its own parent, where it is listed by parent too.
    pub(super) parent: Option<Box<Parent>>,
}

impl Parent {
    /// The properties of a parent that tell what its children are listed by.
    pub(super) fn looked_at(&self) -> Arc<[&'static str]> {
        let properties = self.properties.iter().filter_map(|(_, source)| match source {
            Source::Property(name) => Some(*name),
            Source::Part(_) => None,
        });
        properties.collect()
    }
}

/// Where a parent has what its children are listed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// In this part of its identifier.
    Part(usize),
    /// In this property.
    Property(&'static str),
}

/// How deep parents may be nested.
const DEEPEST: usize = 3;

/// Parents for which children are listed, in one region at most.
pub(super) const MOST_PARENTS: usize = 1_000;

/// Properties whose value is the account, where it is not said.
pub(super) const ACCOUNT_PROPERTIES: &[&str] = &["AccountId", "AwsAccountId", "CatalogId"];

/// The parent that tells what a listing must be given.
pub(super) fn parent_of(resources: &Resources, of: &'static ResourceType, needed: &[&'static str]) -> Option<Parent> {
    parent_at(resources, of, needed, 0)
}

fn parent_at(
    resources: &Resources,
    of: &'static ResourceType,
    needed: &[&'static str],
    depth: usize,
) -> Option<Parent> {
    if depth >= DEEPEST {
        return None;
    }
    let needed: Vec<_> = needed.iter().copied().filter(|it| !ACCOUNT_PROPERTIES.contains(it)).collect();
    let (namespace, _) = of.name.rsplit_once("::")?;
    let mut best: Option<(usize, Parent)> = None;
    for leaf in types::names_in(namespace) {
        let Some(candidate) = types::resource_type(&format!("{namespace}::{leaf}")) else { continue };
        if candidate.name == of.name {
            continue;
        }
        let Some((likeness, properties)) = likeness(leaf, candidate, &needed) else { continue };
        if best.as_ref().is_some_and(|(known, _)| *known >= likeness)
            || resources.operation_name(candidate, Action::List).is_none()
        {
            continue;
        }
        let mut outer = resources.parents(candidate);
        outer.retain(|it| !ACCOUNT_PROPERTIES.contains(it));
        let parent = match outer.as_slice() {
            [] => None,
            outer => match parent_at(resources, candidate, outer, depth + 1) {
                Some(parent) => Some(Box::new(parent)),
                None => continue,
            },
        };
        best = Some((likeness, Parent { type_name: candidate.name, properties, parent }));
    }
    best.map(|(_, parent)| parent)
}

/// How well a type tells what is needed, and where it has each property.
fn likeness(
    leaf: &str,
    candidate: &'static ResourceType,
    needed: &[&'static str],
) -> Option<(usize, Vec<(&'static str, Source)>)> {
    let parts: Vec<_> = candidate.primary_identifier().collect();
    let is_own = |property: &str| property.to_ascii_lowercase().starts_with(&leaf.to_ascii_lowercase());
    let mut properties = Vec::new();
    let mut likeness = 0;
    for property in needed {
        let part = parts.iter().enumerate().find_map(|(number, part)| Some((same(leaf, part, property)?, number)));
        let (alike, source) = match part {
            Some((alike, number)) => (2 * alike, Source::Part(number)),
            None => {
                let found = candidate.properties().keys().find_map(|it| Some((same(leaf, it, property)?, it.as_str())));
                let (alike, name) = found.filter(|(_, name)| is_own(property) || *name == *property)?;
                (alike, Source::Property(name))
            }
        };
        likeness += alike;
        properties.push((*property, source));
    }
    // An identifier with parts that the listing does not take names more than the parent.
    let is_taken = |number: usize| properties.iter().any(|(_, source)| *source == Source::Part(number));
    let by_properties = properties.iter().any(|(_, source)| matches!(source, Source::Property(_)));
    let is_named = needed.iter().any(|it| is_own(it));
    let is_parent = (0..parts.len()).all(is_taken) || by_properties && parts.len() == 1 && is_named;
    (is_parent && !properties.is_empty()).then_some((likeness, properties))
}

/// Whether a property is what a child calls by another name: the `Id` of an `Api` is its `ApiId`.
fn same(leaf: &str, own: &str, property: &str) -> Option<usize> {
    let plain = |text: &str| text.to_ascii_lowercase();
    let (leaf, own, property) = (plain(leaf), plain(own), plain(property));
    if own == property && !matches!(own.as_str(), "id" | "arn" | "name" | "type") {
        return Some(if property.starts_with(&leaf) { 4 } else { 2 });
    }
    let ending = ["identifier", "arn", "id", "name"].into_iter().find(|it| own.ends_with(it))?;
    (property == format!("{leaf}{ending}")
        || property == format!("{leaf}identifier")
        || property == format!("{leaf}{own}"))
    .then_some(3)
}

impl Parent {
    /// What is listed, from the outermost: `AWS::ApiGatewayV2::Api`.
    pub(super) fn chain(&self) -> Vec<&'static str> {
        let mut chain = self.parent.as_ref().map_or_else(Vec::new, |it| it.chain());
        chain.push(self.type_name);
        chain
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fake_plane::FakePlane;

    #[test]
    fn most_types_that_are_listed_by_parent_have_a_known_parent() {
        let resources = std::sync::Arc::new(FakePlane::new()).options(&[]).resources;
        let mut known = Vec::new();
        let mut unknown = Vec::new();
        for name in types::names() {
            let Some(of) = types::resource_type(&name) else { continue };
            let Some(list) = of.handler(Action::List) else { continue };
            let needed: Vec<_> = list.required_input().collect();
            if needed.is_empty() {
                continue;
            }
            match parent_of(&resources, of, &needed) {
                Some(parent) => known.push(format!("{name} {needed:?}: {}", parent.chain().join(", "))),
                None => unknown.push(format!("{name} {needed:?}")),
            }
        }
        expect!["290 known, 95 unknown"].assert_eq(&format!("{} known, {} unknown", known.len(), unknown.len()));
    }

    #[test]
    fn routes_are_listed_by_api() {
        let resources = std::sync::Arc::new(FakePlane::new()).options(&[]).resources;
        let chain = |name: &str| {
            let of = types::resource_type(name).expect("a type");
            let needed: Vec<_> = of.handler(Action::List).expect("a list").required_input().collect();
            parent_of(&resources, of, &needed).map(|it| it.chain().join(", ")).unwrap_or_default()
        };
        assert_eq!(chain("AWS::ApiGatewayV2::Route"), "AWS::ApiGatewayV2::Api");
        assert_eq!(chain("AWS::ApiGatewayV2::Stage"), "AWS::ApiGatewayV2::Api");
        assert_eq!(chain("AWS::Deadline::Queue"), "AWS::Deadline::Farm");
        assert_eq!(chain("AWS::Deadline::QueueEnvironment"), "AWS::Deadline::Farm, AWS::Deadline::Queue");
    }
}
