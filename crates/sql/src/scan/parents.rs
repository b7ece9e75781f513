//! Parents: which resources the resources of a type are listed by.
//!
//! Cloud Control lists some types within a parent alone: routes of one API.
//! The parent is found in the registry: a type of the same namespace whose
//! identifier is what the listing must be given.

use callboard_model::types::{self, Action, ResourceType};

/// The type that others are listed by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parent {
    /// `AWS::ApiGatewayV2::Api`.
    pub(super) type_name: &'static str,
    /// For each part of its identifier, the property that a listing of children takes it as.
    pub(super) properties: Vec<Option<&'static str>>,
    /// Its own parent, where it is listed by parent too.
    pub(super) parent: Option<Box<Parent>>,
}

/// How deep parents may be nested.
const DEEPEST: usize = 3;

/// Parents for which children are listed, in one region at most.
pub(super) const MOST_PARENTS: usize = 1_000;

/// The parent whose identifier tells the properties that are missing.
pub(super) fn parent_of(of: &'static ResourceType, missing: &[&'static str]) -> Option<Parent> {
    parent_at(of, missing, 0)
}

fn parent_at(of: &'static ResourceType, missing: &[&'static str], depth: usize) -> Option<Parent> {
    if depth >= DEEPEST {
        return None;
    }
    let (namespace, _) = of.name.rsplit_once("::")?;
    let mut best: Option<(usize, Parent)> = None;
    for leaf in types::names_in(namespace) {
        let Some(candidate) = types::resource_type(&format!("{namespace}::{leaf}")) else { continue };
        if candidate.name == of.name {
            continue;
        }
        let Some((likeness, properties)) = likeness(leaf, candidate, missing) else { continue };
        if best.as_ref().is_some_and(|(known, _)| *known >= likeness) {
            continue;
        }
        let Some(list) = candidate.handler(Action::List) else { continue };
        let needed: Vec<_> = list.required_input().collect();
        let parent = match needed.as_slice() {
            [] => None,
            needed => match parent_at(candidate, needed, depth + 1) {
                Some(parent) => Some(Box::new(parent)),
                None => continue,
            },
        };
        best = Some((likeness, Parent { type_name: candidate.name, properties, parent }));
    }
    best.map(|(_, parent)| parent)
}

/// How well a type's identifier tells the properties that are missing, and which part tells which.
fn likeness(
    leaf: &str,
    candidate: &'static ResourceType,
    missing: &[&'static str],
) -> Option<(usize, Vec<Option<&'static str>>)> {
    let mut properties = Vec::new();
    let mut likeness = 0;
    for part in candidate.primary_identifier() {
        let told = missing.iter().find_map(|property| Some((same(leaf, part, property)?, *property)));
        likeness += told.map_or(0, |(likeness, _)| likeness);
        properties.push(told.map(|(_, property)| property));
    }
    let told = missing.iter().all(|it| properties.contains(&Some(it)));
    // An identifier with parts that the listing does not take names more than the parent.
    (told && properties.iter().all(Option::is_some)).then_some((likeness, properties))
}

/// Whether a part of an identifier is what a child calls by another name: the `Id` of an `Api` is its `ApiId`.
fn same(leaf: &str, part: &str, property: &str) -> Option<usize> {
    let plain = |text: &str| text.to_ascii_lowercase();
    let (leaf, part, property) = (plain(leaf), plain(part), plain(property));
    if part == property && part != "id" && part != "arn" && part != "name" {
        return Some(if property.starts_with(&leaf) { 4 } else { 2 });
    }
    let ending = ["identifier", "arn", "id", "name"].into_iter().find(|it| part.ends_with(it))?;
    (property == format!("{leaf}{ending}")
        || property == format!("{leaf}identifier")
        || property == format!("{leaf}{part}"))
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

    #[test]
    fn most_types_that_are_listed_by_parent_have_a_known_parent() {
        let mut known = Vec::new();
        let mut unknown = Vec::new();
        for name in types::names() {
            let Some(of) = types::resource_type(&name) else { continue };
            let Some(list) = of.handler(Action::List) else { continue };
            let needed: Vec<_> = list.required_input().collect();
            if needed.is_empty() {
                continue;
            }
            match parent_of(of, &needed) {
                Some(parent) => known.push(format!("{name} {needed:?}: {}", parent.chain().join(", "))),
                None => unknown.push(format!("{name} {needed:?}")),
            }
        }
        expect!["235 known, 150 unknown"].assert_eq(&format!("{} known, {} unknown", known.len(), unknown.len()));
    }

    #[test]
    fn routes_are_listed_by_api() {
        let chain = |name: &str| {
            let of = types::resource_type(name).expect("a type");
            let needed: Vec<_> = of.handler(Action::List).expect("a list").required_input().collect();
            parent_of(of, &needed).map(|it| it.chain().join(", ")).unwrap_or_default()
        };
        assert_eq!(chain("AWS::ApiGatewayV2::Route"), "AWS::ApiGatewayV2::Api");
        assert_eq!(chain("AWS::ApiGatewayV2::Stage"), "AWS::ApiGatewayV2::Api");
    }
}
