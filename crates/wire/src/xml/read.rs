//! Elements to documents.

use callboard_model::document::{Document, Key, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::{Element, XmlError};
use crate::plan::{self, Part, Plan, PlanKind, Slot};
use crate::text::{self, TextRules};

/// The members of a structure that travel in the body.
pub(crate) fn members(
    element: &Element<'_>,
    shape: &'static Shape,
    part: Part,
    rules: TextRules,
) -> Result<Map, XmlError> {
    structure(element, Plan::of(shape), part, rules)
}

/// One value: all elements of its name, of which only a flattened list or map takes more than the first.
pub(crate) fn value(found: &[&Element<'_>], member: &'static Member, rules: TextRules) -> Result<Document, XmlError> {
    planned(found, member, Plan::of(member.shape()), rules)
}

fn structure(element: &Element<'_>, plan: &'static Plan, part: Part, rules: TextRules) -> Result<Map, XmlError> {
    let fields = plan.fields();
    let mut found: Vec<(usize, &Element<'_>)> = Vec::with_capacity(element.children.len());
    let mut next = 0;
    for child in &element.children {
        let place = plan::find(fields, next, |it| part.has(it.location) && it.xml_name() == child.name);
        if let Some(place) = place {
            found.push((place, child));
            next = place;
        }
    }
    // Stable, so that the elements of a flattened list keep their order.
    found.sort_by_key(|(place, _)| *place);
    let mut members: Vec<(usize, Document)> = Vec::with_capacity(found.len());
    let mut same: Vec<&Element<'_>> = Vec::new();
    for run in found.chunk_by(|left, right| left.0 == right.0) {
        let place = run[0].0;
        same.clear();
        same.extend(run.iter().map(|(_, element)| *element));
        members.push((place, slot(&same, &fields[place].slot, rules)?));
    }
    if !element.attributes.is_empty() {
        for (place, field) in fields.iter().enumerate().filter(|(_, it)| it.slot.member.traits.xml_attribute) {
            if let Some(text) = element.attribute(field.wire_name)
                && let Err(at) = members.binary_search_by_key(&place, |(place, _)| *place)
            {
                members.insert(at, (place, Document::from(text)));
            }
        }
    }
    let entries = members.into_iter().map(|(place, value)| (Key::Borrowed(fields[place].name), value));
    let mut map = Map::from_unique(entries.collect());
    if matches!(plan.kind, PlanKind::Union(_))
        && map.is_empty()
        && !rules.strict
        && let [unknown] = element.children.as_slice()
    {
        // What botocore hands to programs that are older than the service.
        map.push("SDK_UNKNOWN_MEMBER", Map::new().with("name", unknown.name.to_string()));
    }
    Ok(map)
}

fn slot(found: &[&Element<'_>], slot: &'static Slot, rules: TextRules) -> Result<Document, XmlError> {
    planned(found, slot.member, slot.plan(), rules)
}

fn planned(
    found: &[&Element<'_>],
    member: &'static Member,
    plan: &'static Plan,
    rules: TextRules,
) -> Result<Document, XmlError> {
    let Some(&first) = found.first() else { return Ok(Document::Null) };
    let is_flat = || is_flattened(member, plan.shape);
    let result = match &plan.kind {
        PlanKind::Structure(_) | PlanKind::Union(_) => structure(first, plan, Part::Whole, rules).map(Document::Map),
        PlanKind::List(item) => {
            let items = if is_flat() {
                found.iter().map(|it| slot(&[*it], item, rules)).collect::<Result<_, _>>()
            } else {
                first.children.iter().map(|it| slot(&[it], item, rules)).collect()
            };
            items.map(Document::List)
        }
        PlanKind::Map(item) => {
            let key_name = match &plan.shape.kind {
                ShapeKind::Map(key, _) => key.location_name.unwrap_or("key"),
                _ => "key",
            };
            if is_flat() {
                entries(found.iter().copied(), key_name, item, rules)
            } else {
                entries(first.children.iter(), key_name, item, rules)
            }
        }
        _ => text::to_scalar(&first.text, member, plan.shape, rules)
            .map_err(|expected| XmlError::Type { path: String::new(), expected }),
    };
    result.map_err(|err| within(err, member.name))
}

fn entries<'e, 'a: 'e>(
    entries: impl Iterator<Item = &'e Element<'a>>,
    key_name: &str,
    item: &'static Slot,
    rules: TextRules,
) -> Result<Document, XmlError> {
    let value_name = item.member.location_name.unwrap_or("value");
    let mut pairs: Vec<(Key, Document)> = Vec::new();
    for entry in entries {
        let key = entry.child_text(key_name).unwrap_or_default().to_owned();
        if let Some(found) = entry.child(value_name) {
            pairs.push((Key::Owned(key), slot(&[found], item, rules)?));
        }
    }
    Ok(Document::Map(Map::from_pairs(pairs)))
}

/// The name of a member's elements: a flattened list takes that of its items.
pub(crate) fn element_name(member: &Member, shape: &Shape) -> &'static str {
    if let ShapeKind::List(item) = &shape.kind
        && is_flattened(member, shape)
        && let Some(name) = item.location_name
    {
        return name;
    }
    member.wire_name()
}

pub(super) fn is_flattened(member: &Member, shape: &Shape) -> bool {
    member.traits.flattened || shape.traits.flattened
}

fn within(mut err: XmlError, name: &str) -> XmlError {
    if let XmlError::Type { path, .. } = &mut err {
        let dot = if path.is_empty() { "" } else { "." };
        *path = format!("{name}{dot}{path}");
    }
    err
}
