//! The life of a resource: read, create, update, delete, import, as its table says.
//!
//! `input.rs` is what calls are told, `state.rs` what becomes of what they say.

mod input;
mod state;

use callboard_model::document::{Document, Map};

use super::advice;
use super::convert::{member_of, text_of};
use super::hooks::{At, Wanted};
use super::session::{Failure, operation};
use super::table::{ResourceTable, TagForm};
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::{Outcome, Resource};
use input::{create_input, update_input};
use state::{empty_state, keep_empty_as_planned, known_part};
pub(crate) use state::{known_of, state_of};

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
