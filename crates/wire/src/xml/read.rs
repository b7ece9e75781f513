//! Elements to documents.

use callboard_model::document::{Document, Key, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::{Element, XmlError};
use crate::plan::Part;
use crate::text::{self, TextRules};

/// The members of a structure that travel in the body.
pub(crate) fn members(element: &Element<'_>, shape: &Shape, part: Part, rules: TextRules) -> Result<Map, XmlError> {
    let mut map = Map::new();
    let mut known = 0;
    for member in shape.members() {
        if !part.has(member.location) {
            continue;
        }
        let target = member.shape();
        let name = element_name(member, target);
        let found: Vec<&Element<'_>> = element.children.iter().filter(|it| it.name == name).collect();
        if found.is_empty() {
            if member.traits.xml_attribute
                && let Some(text) = element.attribute(member.wire_name())
            {
                map.push(member.name, text);
            }
            continue;
        }
        known += 1;
        map.push(member.name, value(&found, member, target, rules)?);
    }
    if shape.traits.union
        && known == 0
        && !rules.strict
        && let [unknown] = element.children.as_slice()
    {
        // What botocore hands to programs that are older than the service.
        map.push("SDK_UNKNOWN_MEMBER", Map::new().with("name", unknown.name.to_string()));
    }
    Ok(map)
}

/// One value: all elements of its name, of which only a flattened list or map takes more than the first.
pub(crate) fn value(
    found: &[&Element<'_>],
    member: &Member,
    shape: &Shape,
    rules: TextRules,
) -> Result<Document, XmlError> {
    let Some(&first) = found.first() else { return Ok(Document::Null) };
    let result = match &shape.kind {
        ShapeKind::Structure(_) => members(first, shape, Part::Whole, rules).map(Document::Map),
        ShapeKind::List(item) => {
            let item_shape = item.shape();
            let item_value = |it| value(&[it], item, item_shape, rules);
            if is_flattened(member, shape) {
                found.iter().map(|it| item_value(it)).collect::<Result<_, _>>().map(Document::List)
            } else {
                first.children.iter().map(item_value).collect::<Result<_, _>>().map(Document::List)
            }
        }
        ShapeKind::Map(key, value) => {
            if is_flattened(member, shape) {
                entries(found.iter().copied(), key, value, rules)
            } else {
                entries(first.children.iter(), key, value, rules)
            }
        }
        _ => text::to_scalar(&first.text, member, shape, rules)
            .map_err(|expected| XmlError::Type { path: String::new(), expected }),
    };
    result.map_err(|err| within(err, member.name))
}

fn entries<'e, 'a: 'e>(
    entries: impl Iterator<Item = &'e Element<'a>>,
    key: &Member,
    item: &Member,
    rules: TextRules,
) -> Result<Document, XmlError> {
    let (key_name, value_name) = (key.location_name.unwrap_or("key"), item.location_name.unwrap_or("value"));
    let item_shape = item.shape();
    let mut pairs: Vec<(Key, Document)> = Vec::new();
    for entry in entries {
        let key = entry.child_text(key_name).unwrap_or_default().to_owned();
        if let Some(found) = entry.child(value_name) {
            pairs.push((Key::Owned(key), value(&[found], item, item_shape, rules)?));
        }
    }
    Ok(Document::Map(Map::from_pairs(pairs)))
}

/// The name of a member's elements: a flattened list takes that of its items.
pub(super) fn element_name(member: &Member, shape: &Shape) -> &'static str {
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
