//! States: what is planned for sure, and what a service says of a resource.

use std::collections::BTreeMap;

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Shape, ShapeKind};

use crate::aws::convert::{member_of, object, text_of};
use crate::aws::field::{Field, Kind};
use crate::aws::hooks::At;
use crate::aws::private::Private;
use crate::aws::session::Failure;
use crate::aws::table::{ResourceTable, TagForm};
use crate::cty::Value;
use crate::plan::is_zero;
use crate::provider::Resource;
use crate::schema::Nesting;

/// What a plan says for sure, with nothing unknown in it.
pub(crate) fn known_part(planned: &Value) -> Value {
    match planned {
        Value::Unknown => Value::Null,
        Value::List(items) => Value::List(items.iter().map(known_part).collect()),
        Value::Set(items) => Value::set(items.iter().map(known_part).collect::<Vec<_>>()),
        Value::Map(members) => {
            Value::Map(members.iter().map(|(name, value)| (name.clone(), known_part(value))).collect())
        }
        value => value.clone(),
    }
}

/// What a plan says for sure of a resource that is there.
pub(crate) fn known_of(at: At<'_>, planned: &Value, id: &str) -> Value {
    let mut known = known_part(planned);
    known.set_member(at.table.id_attribute, Value::from(id));
    if at.table.is_regional {
        known.set_member("region", Value::from(at.region));
    }
    known
}

/// A state of which nothing is known: blocks are empty, all else is null.
pub(super) fn empty_state(table: &ResourceTable) -> Value {
    let mut members: BTreeMap<String, Value> = table
        .fields
        .iter()
        .map(|field| {
            let value = match field.kind {
                Kind::Objects(Nesting::List, _) if !field.is_attribute => Value::List(Vec::new()),
                Kind::Objects(Nesting::Set, _) if !field.is_attribute => Value::set([]),
                _ => Value::Null,
            };
            (field.name.to_owned(), value)
        })
        .collect();
    members.insert(table.id_attribute.to_owned(), Value::Null);
    if table.is_regional {
        members.insert("region".to_owned(), Value::Null);
    }
    if table.is_tagged() {
        members.insert("tags".to_owned(), Value::Null);
        members.insert("tags_all".to_owned(), Value::Null);
    }
    Value::Map(members)
}

/// The state of a resource of which the API said `output`.
pub(crate) async fn state_of(at: At<'_>, output: &Map, current: &Value) -> Result<Resource, Failure> {
    let table = at.table;
    let shape = table.read_shape();
    let in_api: Vec<Field> = table.fields.iter().filter(|it| it.is_in_api).copied().collect();
    let mut state = object(&in_api, output, shape);
    for field in table.fields {
        let is_told = field.is_in_api && shape.is_some_and(|it| member_of(it, field).is_some());
        if !is_told {
            // What is never read back stays as it was.
            state.set_member(field.name, current.get(field.name).clone());
        } else if is_zero(state.get(field.name))
            && current.get(field.name).is_null()
            && matches!(field.kind, Kind::TextMap | Kind::TextSet)
        {
            state.set_member(field.name, Value::Null);
        } else if field.same.holds(current.get(field.name), state.get(field.name)) {
            // The service may write the same in another way.
            state.set_member(field.name, current.get(field.name).clone());
        } else {
            let value = field.canonical.apply(state.get(field.name));
            state.set_member(field.name, value);
        }
    }
    for parent in table.parents {
        state.set_member(*parent, current.get(parent).clone());
    }
    trim_inner(table.fields, &mut state);
    state.set_member(table.id_attribute, current.get(table.id_attribute).clone());
    if table.is_regional {
        state.set_member("region", Value::from(at.region));
    }
    table.hooks.complete(at, output, &mut state).await?;
    if table.is_tagged() {
        let there = match table.tags {
            TagForm::MapByArn => {
                let members = output.get("Tags").and_then(Document::as_map).into_iter().flat_map(Map::iter);
                members.map(|(key, value)| (key.to_string(), text_of(value))).collect()
            }
            _ => table.hooks.tags(at, output, &state).await?,
        };
        let (tags, all) = at.session.tags.read(there, current.get("tags"));
        state.set_member("tags", tags);
        state.set_member("tags_all", all);
    }
    let private = Private { zeros: meant_zeros(table.fields, output, shape) };
    Ok(Resource { state, private: private.to_bytes() })
}

/// Writes values inside of blocks as plans write them.
fn trim_inner(fields: &[Field], value: &mut Value) {
    for field in fields {
        let Kind::Objects(_, inner) = field.kind else { continue };
        let Some(members) = value.members_mut() else { return };
        let Some(Value::List(items)) = members.get_mut(field.name) else { continue };
        for item in items {
            for field in inner {
                let value = field.canonical.apply(item.get(field.name));
                item.set_member(field.name, value);
            }
        }
    }
}

/// Null and empty are the same: a state says it as the plan did.
pub(super) fn keep_empty_as_planned(table: &ResourceTable, planned: &Value, state: &mut Value) {
    let names = table.fields.iter().filter(|it| matches!(it.kind, Kind::TextMap | Kind::TextSet));
    for name in names.map(|it| it.name).chain(["tags", "tags_all"]) {
        let value = planned.get(name);
        let is_same =
            is_zero(value) && is_zero(state.get(name)) && state.members().is_some_and(|it| it.contains_key(name));
        if is_same {
            state.set_member(name, value.clone());
        }
    }
}

/// Zeros that the service was told, by the paths of plans.
fn meant_zeros(fields: &[Field], output: &Map, shape: Option<&Shape>) -> Vec<String> {
    let mut zeros = Vec::new();
    for field in fields {
        let Kind::Objects(_, inner) = field.kind else { continue };
        let Some(member) = shape.and_then(|it| member_of(it, field)) else { continue };
        let Some(Document::Map(members)) = output.get(member.name) else { continue };
        match &member.shape().kind {
            ShapeKind::Structure(_) => zeros_in(inner, members, member.shape(), &[field.name], &mut zeros),
            ShapeKind::Map(_, of) => {
                for (key, value) in members.iter() {
                    if let Document::Map(members) = value {
                        zeros_in(inner, members, of.shape(), &[field.name, key], &mut zeros);
                    }
                }
            }
            _ => {}
        }
    }
    zeros
}

fn zeros_in(fields: &[Field], members: &Map, shape: &Shape, path: &[&str], zeros: &mut Vec<String>) {
    for field in fields.iter().filter(|it| it.zero_is_a_value) {
        let value = member_of(shape, field).and_then(|it| members.get(it.name)).and_then(Document::as_f64);
        if value == Some(0.0) {
            zeros.push(crate::plan::zero_path(&[path, &[field.name]].concat()));
        }
    }
}
