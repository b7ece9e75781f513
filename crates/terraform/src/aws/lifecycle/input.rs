//! What calls that make and change a resource are told, by its table.

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Shape, ShapeKind};

use crate::aws::convert::{member_of, to_document};
use crate::aws::field::{Field, Kind};
use crate::aws::hooks::Wanted;
use crate::aws::session::{Failure, operation};
use crate::aws::table::ResourceTable;
use crate::cty::Value;
use crate::plan::is_zero;

/// What makes a resource: all that is planned and says something.
pub(super) fn create_input(table: &ResourceTable, planned: &Value) -> Result<Map, Failure> {
    let mut input = Map::new();
    let Some(shape) = operation(table.service, table.operations.create)?.input else { return Ok(input) };
    for field in table.fields {
        let Some(member) = member_of(shape, field) else { continue };
        let value = planned.get(field.name);
        let is_silent = match value {
            Value::String(text) => text.is_empty(),
            Value::List(items) | Value::Set(items) => items.is_empty(),
            Value::Map(members) => members.is_empty(),
            _ => false,
        };
        // A member that must be there may be empty.
        if is_silent && !member.required {
            continue;
        }
        match to_document(field, value, member.shape()) {
            Some(document) => drop(input.insert(member.name, document)),
            None if member.required && matches!(field.kind, Kind::TextSet) => {
                input.insert(member.name, Vec::new());
            }
            None => {}
        }
    }
    Ok(input)
}

/// What changes, and what is always said; nothing where only what the API does not have changes.
pub(super) fn update_input(table: &ResourceTable, wanted: Wanted<'_>) -> Result<Map, Failure> {
    let mut input = Map::new();
    let Some(shape) = operation(table.service, table.operations.update)?.input else { return Ok(input) };
    let mut always = Map::new();
    for field in table.fields.iter().filter(|it| !table.parents.contains(&it.name)) {
        let Some(member) = member_of(shape, field) else { continue };
        if member.name == table.id_member {
            continue;
        }
        let (prior, planned) = (wanted.prior.get(field.name), wanted.planned.get(field.name));
        let is_changed = prior != planned && !(is_zero(prior) && is_zero(planned)) && !planned.is_unknown();
        if is_changed {
            if let Some(document) = changed_document(field, prior, planned, member.shape()) {
                input.insert(member.name, document);
            }
        } else if field.is_always_sent
            && !is_zero(planned)
            && let Some(document) = to_document(field, planned, member.shape())
        {
            always.insert(member.name, document);
        }
    }
    if !input.is_empty() {
        for (name, value) in always {
            input.insert(name, value);
        }
    }
    Ok(input)
}

/// What an update says of a field that changes; one that goes is said as the API takes it.
fn changed_document(field: &Field, prior: &Value, planned: &Value, shape: &Shape) -> Option<Document> {
    let mut document = to_document(field, planned, shape).unwrap_or_else(|| match (&shape.kind, field.kind) {
        (ShapeKind::Structure(_) | ShapeKind::Map(..), _) => Document::Map(Map::new()),
        (ShapeKind::List(_), _) => Document::List(Vec::new()),
        (_, Kind::Truth) => Document::Bool(false),
        (_, Kind::Whole | Kind::Fraction) => Document::Integer(0),
        _ => Document::from(""),
    });
    if field.is_merged
        && let Document::Map(entries) = &mut document
    {
        let before = to_document(field, prior, shape);
        let gone: Vec<_> = before
            .as_ref()
            .and_then(Document::as_map)
            .into_iter()
            .flat_map(Map::iter)
            .filter(|(key, _)| !entries.contains_key(key))
            .map(|(key, value)| {
                let nothing = if value.as_map().is_some() { Document::Map(Map::new()) } else { Document::from("") };
                (key.clone(), nothing)
            })
            .collect();
        for (key, nothing) in gone {
            entries.insert(key, nothing);
        }
    }
    Some(document)
}
