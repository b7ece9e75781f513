//! `EXEC`: any operation of any service, and the methods of resources.
//!
//! ```text
//! EXEC aws.ivs_realtime.create_participant_token @stageArn = '…'     operation: one call, one row
//! EXEC aws.ivs.stages.create_resource @Name = 'a', @region = '…'     method: as INSERT
//! ```
//!
//! Values of arguments are never part of an error: they may be secrets.

pub(super) mod input;
mod method;
pub(super) mod output;

use callboard_model::naming::nearest_names;
use std::sync::Arc;

use callboard_model::document::Map;
use callboard_model::naming::cli;
use callboard_model::registry::{self, ServiceEntry};
use callboard_model::service::Operation;
use callboard_model::validate::{self, Exceptions};
use callboard_plane::layers::may_change;
use serde_json::Value;

use super::{guard, select};
use crate::answer::stream_of;
use crate::catalog::{self, canonical};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::region;
use crate::statement::Exec;
use crate::{Answer, Session, SqlError};
pub(super) use method::{Method, key, plan_method, read, read_query};

/// What an `EXEC` means.
pub(super) enum Meant {
    /// A call of this operation.
    Operation(&'static Operation),
    /// A method that changes a resource.
    Changing(Method),
    /// A method that reads resources.
    Reading(Method),
}

/// Finds out what an `EXEC` means, by its path alone.
pub(super) fn meant(session: &Session, exec: &Exec) -> Result<Meant, SqlError> {
    let path = match exec.path.as_slice() {
        [catalog, rest @ ..] if rest.len() > 1 && is_catalog(catalog) => rest,
        all => all,
    };
    match path {
        [service, operation] => operation_of(service, operation).map(Meant::Operation),
        [service, table, method] => Method::of(&session.options.resources, service, table, method)
            .map(|method| if method.only_reads() { Meant::Reading(method) } else { Meant::Changing(method) }),
        _ => Err(SqlError::syntax(format!("EXEC knows no `{}`", exec.path.join(".")))
            .with_hint("write EXEC aws.service.operation @member = value, or EXEC aws.service.resource.method …")),
    }
}

/// Calls an operation.
pub(super) async fn run(session: &Session, exec: &Exec, operation: &'static Operation) -> Result<Answer, SqlError> {
    if may_change(operation) {
        guard::refuse_if_read_only(session, &format!("EXEC of {} {}", operation.service.name, operation.name))?;
    }
    let context = session.context_of_statement();
    let (input, region) = input(session, &context, exec, operation).await?;
    if session.options.target.name != "embedded" && may_change(operation) {
        let (service, name) = (operation.service.name, operation.name);
        context.notice(format!("calls {}: {service} {name} in {region}", session.options.target.name));
    }
    context.progress.expect(1);
    let answer = context.resources.call(operation, &region, input).await?;
    context.progress.finish();
    match output::batch(operation, &answer.members)? {
        Some(batch) => Ok(Answer::DoneWithRows("EXEC".to_owned(), stream_of(batch.schema(), vec![batch]))),
        None => Ok(Answer::Done("EXEC".to_owned())),
    }
}

/// The input of a call, valid by the model, and its region.
pub(super) async fn input(
    session: &Session,
    context: &Arc<StatementContext>,
    exec: &Exec,
    operation: &'static Operation,
) -> Result<(Map, String), SqlError> {
    let arguments = Arguments::of(session, context, exec).await?;
    let members = operation.input.map_or(&[][..], |it| it.members());
    let mut region = None;
    let mut input = match arguments.json {
        Some(json) => input::whole(operation, json)?,
        None => Map::new(),
    };
    for (name, value) in arguments.values {
        let exact = members.iter().find(|it| it.name == name);
        let plain = canonical(&name);
        let member = exact.or_else(|| match plain.as_str() {
            // Where the call is made, and no member of it.
            "region" => None,
            _ => members.iter().find(|it| canonical(it.name) == plain),
        });
        match member {
            Some(member) => {
                if let Some(value) = value {
                    input.insert(member.name, input::document(member.shape(), value, member.name)?);
                }
            }
            None if plain == "region" => region = value.map(super::insert::text),
            None => return Err(input::no_member(operation, &name, members)),
        }
    }
    for member in members.iter().filter(|it| it.traits.idempotency_token) {
        if !input.contains_key(member.name) {
            input.insert(member.name, uuid::Uuid::new_v4().to_string());
        }
    }
    if let Some(shape) = operation.input {
        validate::validate(shape, &input, Exceptions::default()).map_err(|violations| {
            let message = format!("{} {}: {violations}", operation.service.name, operation.name);
            let missing = violations.0.iter().all(|it| it.found == validate::Found::Nothing);
            SqlError::new(if missing { sqlstate::NOT_NULL_VIOLATION } else { sqlstate::CHECK_VIOLATION }, message)
        })?;
    }
    let region = region.or_else(|| context.regions.first().cloned()).filter(|it| !it.is_empty());
    let region = region.ok_or_else(|| {
        SqlError::new(sqlstate::NOT_NULL_VIOLATION, "no region is known").with_hint("give it as `@region = '…'`")
    })?;
    region::refuse_unknown(context, &region)?;
    Ok((input, region))
}

/// What an `EXEC` gives, computed.
pub(super) struct Arguments {
    /// Each as it was named.
    pub(super) values: Vec<(String, Option<Value>)>,
    /// `@@json`
    pub(super) json: Option<Value>,
}

impl Arguments {
    /// Computes the expressions.
    pub(super) async fn of(session: &Session, context: &Arc<StatementContext>, exec: &Exec) -> Result<Self, SqlError> {
        let mut expressions: Vec<_> = exec.arguments.iter().map(|(_, value)| value).collect();
        expressions.extend(&exec.json);
        let mut computed = select::constants(session, context, &expressions).await?;
        let json = computed.split_off(exec.arguments.len()).pop().flatten();
        let names = exec.arguments.iter().map(|(name, _)| name.trim_start_matches('@').to_owned());
        Ok(Self { values: names.zip(computed).collect(), json: json.map(input::parsed).transpose()? })
    }
}

/// The operation of a service's and an operation's name in any spelling.
pub(crate) fn operation_of(service: &str, operation: &str) -> Result<&'static Operation, SqlError> {
    let entry = service_of(service)?;
    let plain = canonical(operation);
    let named = entry.operation_names().find(|it| canonical(it) == plain);
    let named = named.or_else(|| cli::cli_operation(entry, &operation.replace('_', "-").to_ascii_lowercase()));
    match named.and_then(|name| entry.service().operation(name)) {
        Some(operation) => Ok(operation),
        None => {
            let message = format!("service `{}` has no operation `{operation}`", entry.name);
            let names = entry.operation_names().map(cli::snake_name);
            Err(suggest(SqlError::new(sqlstate::UNDEFINED_FUNCTION, message), nearest_names(operation, names)))
        }
    }
}

fn service_of(service: &str) -> Result<&'static ServiceEntry, SqlError> {
    let kebab = service.replace('_', "-").to_ascii_lowercase();
    let plain = canonical(service);
    registry::service_entry(&kebab)
        .or_else(|| cli::cli_service(&kebab))
        .or_else(|| registry::services().iter().find(|it| canonical(it.name) == plain))
        .ok_or_else(|| {
            let message = format!("there is no service `{service}`");
            let names = registry::services().iter().map(|it| it.name.replace('-', "_"));
            suggest(SqlError::new(sqlstate::UNDEFINED_FUNCTION, message), nearest_names(service, names))
        })
}

fn suggest(error: SqlError, near: Vec<String>) -> SqlError {
    if near.is_empty() {
        return error;
    }
    let near: Vec<String> = near.iter().map(|it| format!("`{it}`")).collect();
    error.with_hint(format!("did you mean {}?", near.join(" or ")))
}

fn is_catalog(name: &str) -> bool {
    catalog::CATALOGS.iter().any(|it| name.eq_ignore_ascii_case(it))
}
