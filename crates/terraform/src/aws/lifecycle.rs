//! The life of a resource: read, create, update, delete, import, as its table says.

use std::collections::BTreeMap;

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Shape, ShapeKind};

use super::advice;
use super::convert::{member_of, object, text_of, to_document};
use super::field::{Field, Kind};
use super::hooks::{At, Wanted};
use super::private::Private;
use super::session::{Failure, operation};
use super::table::{ResourceTable, TagForm};
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::plan::is_zero;
use crate::provider::{Outcome, Resource};
use crate::schema::Nesting;

/// Reads a resource; null where it is gone.
pub(crate) async fn read(at: At<'_>, current: &Value) -> Outcome<Resource> {
    let id = current.get(at.table.id_attribute).as_str().unwrap_or_default();
    let doing = format!("reading {} ({id})", at.table.noun);
    match at.table.hooks.read(at, identity(at.table, current)).await {
        Ok(output) => match state_of(at, &output, current).await {
            Ok(resource) => Outcome::of(resource),
            Err(failure) => Outcome::failed(failure.diagnostic(&doing)),
        },
        Err(failure) if failure.is_not_found() => Outcome::of(Resource { state: Value::Null, private: Vec::new() }),
        Err(failure) => Outcome::failed(failure.diagnostic(&doing)),
    }
}

/// Makes a resource.
pub(crate) async fn create(at: At<'_>, wanted: Wanted<'_>) -> Outcome<Resource> {
    let label = wanted.planned.get(at.table.label).as_str().unwrap_or_default().to_owned();
    let doing = match label.is_empty() {
        true => format!("creating {}", at.table.noun),
        false => format!("creating {} ({label})", at.table.noun),
    };
    let made = async {
        let mut input = create_input(at.table, wanted.planned)?;
        if at.table.tags == TagForm::MapByArn {
            let tags = at.session.tags.written(wanted.planned.get("tags"));
            if !tags.is_empty() {
                let tags: Map = tags.into_iter().map(|(key, value)| (key.into(), Document::String(value))).collect();
                input.insert("Tags", tags);
            }
        }
        at.table.hooks.before_create(at, wanted, &mut input).await?;
        let named = input.get(at.table.id_member).map(text_of);
        let output = at.session.call(at.table.service, at.table.operations.create, at.region, input).await?;
        Ok::<_, Failure>((output, named))
    };
    let (output, named) = match made.await {
        Ok(made) => made,
        Err(failure) => {
            let diagnostic = failure.diagnostic(&doing);
            return Outcome::failed(match advice::after_create(at.table, wanted, &failure) {
                Some(advice) => diagnostic.with_detail(advice),
                None => diagnostic,
            });
        }
    };
    let id = match output.get(at.table.id_member) {
        Some(id) => text_of(id),
        None => named.unwrap_or(label),
    };
    // From here on the resource is there: whatever fails, the state must know it.
    let known = known_of(at, wanted.planned, &id);
    let completed = async {
        let mut output = output;
        if at.table.hooks.after_create(at, wanted, &id).await? {
            output = at.table.hooks.read(at, identity(at.table, &known)).await?;
        }
        state_of(at, &output, &known).await
    };
    match completed.await {
        Ok(mut resource) => {
            keep_empty_as_planned(at.table, wanted.planned, &mut resource.state);
            Outcome::of(resource)
        }
        Err(failure) => Outcome::with(
            Resource { state: known, private: Vec::new() },
            failure.diagnostic(&format!("creating {} ({id})", at.table.noun)).into(),
        ),
    }
}

/// Changes a resource in place.
pub(crate) async fn update(at: At<'_>, wanted: Wanted<'_>, private: &[u8]) -> Outcome<Resource> {
    let table = at.table;
    let id = wanted.prior.get(table.id_attribute).as_str().unwrap_or_default();
    let mut diagnostics = Diagnostics::none();
    let doing = format!("updating {} ({id})", table.noun);
    match change(at, wanted).await {
        Ok(said) => diagnostics.extend(said),
        Err(failure) => {
            diagnostics.push(failure.diagnostic(&doing));
            // What was changed before the failure is there: the next plan must start from the truth.
            let kept = Resource { state: wanted.prior.clone(), private: private.to_vec() };
            let now = read(at, wanted.prior).await.value.unwrap_or(kept);
            return Outcome::with(now, diagnostics);
        }
    }
    let mut current = known_part(wanted.planned);
    for name in [table.id_attribute, "region"] {
        if !wanted.prior.get(name).is_null() {
            current.set_member(name, wanted.prior.get(name).clone());
        }
    }
    let mut outcome = read(at, &current).await;
    if let Some(resource) = &mut outcome.value {
        keep_empty_as_planned(table, wanted.planned, &mut resource.state);
    }
    diagnostics.extend(outcome.diagnostics);
    Outcome { value: outcome.value.or(Some(Resource { state: current, private: private.to_vec() })), diagnostics }
}

/// Says to the service what differs: tags, members, and what hooks know.
pub(crate) async fn change(at: At<'_>, wanted: Wanted<'_>) -> Result<Diagnostics, Failure> {
    let table = at.table;
    if table.is_tagged() {
        let change = at.session.tags.change(wanted.prior.get("tags_all"), wanted.planned.get("tags"));
        if !change.is_empty() {
            match table.tags {
                TagForm::MapByArn => super::tagging::change_by_arn(at, wanted.prior, &change).await?,
                _ => table.hooks.change_tags(at, wanted.prior, &change).await?,
            }
        }
    }
    let mut input = Map::new();
    if !table.operations.update.is_empty() {
        input = update_input(table, wanted)?;
    }
    table.hooks.before_update(at, wanted, &mut input).await?;
    let mut output = None;
    if !input.is_empty() && !table.operations.update.is_empty() {
        for (name, value) in identity(table, wanted.prior) {
            input.insert(name, value);
        }
        output = Some(at.session.call(table.service, table.operations.update, at.region, input).await?);
    }
    table.hooks.after_update(at, wanted, output.as_ref()).await
}

/// Removes a resource; one that is gone is as good as removed.
pub(crate) async fn delete(at: At<'_>, prior: &Value) -> Outcome<Resource> {
    let id = prior.get(at.table.id_attribute).as_str().unwrap_or_default();
    match at.table.hooks.delete(at, identity(at.table, prior), prior).await {
        Err(failure) if !failure.is_not_found() => Outcome::with(
            Resource { state: prior.clone(), private: Vec::new() },
            failure.diagnostic(&format!("deleting {} ({id})", at.table.noun)).into(),
        ),
        _ => Outcome::of(Resource { state: Value::Null, private: Vec::new() }),
    }
}

/// The state of which an import id tells.
pub(crate) async fn import(at: At<'_>, id: &str) -> Outcome<Resource> {
    let table = at.table;
    let parts = table.hooks.parse_import(id).unwrap_or_else(|| match table.import.len() {
        1 => vec![id.to_owned()],
        _ => id.split('/').map(str::to_owned).collect(),
    });
    if parts.len() != table.import.len() || parts.iter().any(String::is_empty) {
        let message = format!("wrong format of import ID ({id}), use: '{}'", table.import_form);
        return Outcome::failed(Diagnostic::error(message));
    }
    let mut state = empty_state(table);
    for (attribute, part) in table.import.iter().zip(parts) {
        state.set_member(*attribute, Value::from(part));
    }
    if table.is_regional {
        state.set_member("region", Value::from(at.region));
    }
    if table.hooks.reads_on_import() {
        match table.hooks.read(at, identity(table, &state)).await {
            Ok(output) => {
                if let Some(refusal) = table.hooks.refuses_import(id, &output) {
                    return Outcome::failed(refusal);
                }
            }
            Err(failure) => return Outcome::failed(failure.diagnostic(&format!("reading {} ({id})", table.noun))),
        }
    }
    Outcome::of(Resource { state, private: Vec::new() })
}

/// The members that name a resource in calls.
pub(crate) fn identity(table: &ResourceTable, state: &Value) -> Map {
    let mut input = Map::new();
    let shape = operation(table.service, table.operations.read).ok().and_then(|it| it.input);
    for parent in table.parents {
        let Some(field) = table.field(parent) else { continue };
        if let (Some(member), Some(text)) = (shape.and_then(|it| member_of(it, field)), state.get(parent).as_str()) {
            input.insert(member.name, text);
        }
    }
    if let Some(id) = state.get(table.id_attribute).as_str() {
        input.insert(table.id_member, id);
    }
    input
}

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
fn empty_state(table: &ResourceTable) -> Value {
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
fn keep_empty_as_planned(table: &ResourceTable, planned: &Value, state: &mut Value) {
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

fn create_input(table: &ResourceTable, planned: &Value) -> Result<Map, Failure> {
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
fn update_input(table: &ResourceTable, wanted: Wanted<'_>) -> Result<Map, Failure> {
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
