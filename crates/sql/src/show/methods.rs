//! `SHOW METHODS`: of a resource type its handlers, of a service its operations.

use callboard_model::naming::nearest_names;
use callboard_model::naming::snake_name;
use callboard_model::naming::sql::{Relation, sql_column_of};
use callboard_model::service::Operation;
use callboard_model::types::Action;
use datafusion::arrow::record_batch::RecordBatch;

use super::place::{self, TypePlace};
use super::rows::Columns;
use crate::error::sqlstate;
use crate::statement::Listing;
use crate::{Session, SqlError};

struct MethodRow {
    name: String,
    required: Vec<String>,
    verb: &'static str,
    description: String,
}

/// Actions as StackQL's pages list them.
const PAGE_ORDER: [Action; 5] = [Action::Create, Action::Delete, Action::Update, Action::List, Action::Read];

/// `SHOW METHODS IN p.s.r`, or of a service: `IN p.s`.
pub(super) fn methods(session: &Session, listing: &Listing) -> Result<RecordBatch, SqlError> {
    let rows =
        if listing.of.len() < 3 { of_service(&listing.of)? } else { of_type(session, &place::table(&listing.of)?) };
    let columns = Columns::of(&rows)
        .text("MethodName", |it| &it.name)
        .text("RequiredParams", |it| it.required.join(", "))
        .text("SQLVerb", |it| it.verb);
    if listing.extended { columns.text("description", |it| &it.description).finish() } else { columns.finish() }
}

/// StackQL's name of an action.
pub(super) fn method_name(action: Action) -> &'static str {
    match action {
        Action::Create => "create_resource",
        Action::Read => "get_resource",
        Action::Update => "update_resource",
        Action::Delete => "delete_resource",
        Action::List => "list_resources",
    }
}

/// The action of a name: StackQL's method, the handler, or the statement.
pub(super) fn action_of(name: &str) -> Option<Action> {
    let name = name.to_ascii_lowercase();
    Action::ALL.into_iter().find(|it| {
        let words: [&str; 2] = match it {
            Action::Create => ["insert", "create_resources"],
            Action::Read => ["get", "read_resource"],
            Action::Update => ["patch", "update_resources"],
            Action::Delete => ["remove", "delete_resources"],
            Action::List => ["select", "list_resource"],
        };
        name == it.name() || name == method_name(*it) || words.contains(&name.as_str())
    })
}

/// What an action must be given, beside what is optional.
pub(super) fn required_inputs(session: &Session, place: &TypePlace, action: Action) -> Vec<String> {
    let identifier = || place.identifier_column().to_owned();
    let mut inputs = match action {
        Action::Create => place.of.required().filter(|it| !is_read_only(place, it)).map(str::to_owned).collect(),
        Action::Update => vec![identifier(), place.patch_column().to_owned()],
        Action::Read | Action::Delete => vec![identifier()],
        Action::List => {
            let parents = session.options().resources.parents(place.of);
            parents.into_iter().map(|it| sql_column_of(place.of.name, it)).collect()
        }
    };
    inputs.push("region".to_owned());
    inputs
}

/// An operation of a service, in SQL's spelling or the API's own.
pub(super) fn operation(service: &[String], name: &str) -> Result<&'static Operation, SqlError> {
    let place = place::service(service)?;
    let path = format!("{}.{}", place.provider, place.name);
    let service = place.api.map(|it| it.service());
    let found = service.and_then(|it| it.operation_names().find(|operation| is_named(operation, name)));
    found.and_then(|operation| service?.operation(operation)).ok_or_else(|| {
        let error = SqlError::new(sqlstate::UNDEFINED_FUNCTION, format!("there is no method `{name}` in `{path}`"));
        let names = service.into_iter().flat_map(|it| it.operation_names().map(snake_name));
        error.with_hint(match nearest_names(name, names).first() {
            Some(near) => format!("did you mean `{path}.{near}`?"),
            None => format!("SHOW METHODS IN {path} lists what there is"),
        })
    })
}

/// A resource type has no method of this name.
pub(super) fn no_such_method(place: &TypePlace, name: &str) -> SqlError {
    let path = place.id();
    let error = SqlError::new(sqlstate::UNDEFINED_FUNCTION, format!("`{path}` has no method `{name}`"));
    error.with_hint(match nearest_names(name, PAGE_ORDER.map(method_name)).first() {
        Some(near) => format!("did you mean `{path}.{near}`?"),
        None => format!("SHOW METHODS IN {path} lists what there is"),
    })
}

/// The same error, with a hint where the path is an operation's.
pub(super) fn with_hint_at_operation(path: &[String], error: SqlError) -> SqlError {
    match path.split_last() {
        Some((name, service)) if !service.is_empty() && operation(service, name).is_ok() => {
            let path = path.join(".");
            error.with_hint(format!("it is an operation: DESCRIBE METHOD {path} shows what it takes and gives"))
        }
        _ => error,
    }
}

fn is_named(operation: &str, name: &str) -> bool {
    operation.eq_ignore_ascii_case(name) || snake_name(operation).eq_ignore_ascii_case(name)
}

/// Whether there is a way to do something with a type here: by Cloud Control, or by operations of its own API.
pub(super) fn is_there(session: &Session, place: &TypePlace, action: Action) -> bool {
    session.options().resources.operation_name(place.of, action).is_some()
}

fn of_type(session: &Session, place: &TypePlace) -> Vec<MethodRow> {
    let wanted = |action: &Action| match place.relation {
        Relation::Resources => true,
        Relation::ListOnly => *action == Action::List,
        Relation::Tags => matches!(action, Action::List | Action::Read),
    };
    let there = |action: &Action| is_there(session, place, *action);
    PAGE_ORDER.into_iter().filter(wanted).filter(there).map(|action| row_of_action(session, place, action)).collect()
}

fn row_of_action(session: &Session, place: &TypePlace, action: Action) -> MethodRow {
    let permissions = place.of.handler(action).map_or(0, |it| it.permissions().count());
    let operation = session.options().resources.operation_name(place.of, action).unwrap_or_default();
    let minutes = place.of.handler(action).and_then(|it| it.timeout_minutes());
    let minutes = minutes.map(|it| format!(", up to {it} minutes")).unwrap_or_default();
    MethodRow {
        name: method_name(action).to_owned(),
        required: required_inputs(session, place, action),
        verb: match action {
            Action::Create => "INSERT",
            Action::Update => "UPDATE",
            Action::Delete => "DELETE",
            Action::Read | Action::List => "SELECT",
        },
        description: format!("{operation} of {}, {permissions} IAM actions{minutes}", place.of.name),
    }
}

fn of_service(path: &[String]) -> Result<Vec<MethodRow>, SqlError> {
    let place = place::service(path)?;
    let Some(api) = place.api else {
        let path = format!("{}.{}", place.provider, place.name);
        let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("`{path}` has no operations of its own"));
        return Err(error.with_hint(format!("SHOW METHODS IN {path}.<resource> lists what a resource type can do")));
    };
    let service = api.service();
    let operations = service.operation_names().filter_map(|it| service.operation(it));
    Ok(operations
        .map(|operation| MethodRow {
            name: snake_name(operation.name),
            required: operation
                .input
                .map(|it| it.required.iter().map(|it| (*it).to_owned()).collect())
                .unwrap_or_default(),
            verb: "EXEC",
            description: {
                let paged = if service.paginator(operation.name).is_some() { ", in pages" } else { "" };
                let deprecated = if operation.deprecated { ", deprecated" } else { "" };
                format!("{}: {} {}{paged}{deprecated}", operation.name, operation.http_method, operation.http_uri)
            },
        })
        .collect())
}

fn is_read_only(place: &TypePlace, property: &str) -> bool {
    place.of.read_only().any(|it| it == property)
}
